"""What stands behind the # of a link? What was changed, and nothing else: readable, and the same for the same setting.

    #scenario=rotherham_mental_health_pilot&link_workers.posts=3&beside.scenario=rotherham_mental_health_pilot

Keys stand in one order, and a value is written in one way, so that the same setting gives the same bytes. A value is
written as JSON writes it, a text that could be taken for nothing else without its quotes. Reading is strict: a key that
is not known is refused with the nearest one that is, and so is one that stands twice.
"""

import json
from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote_to_bytes

from pydantic import JsonValue

from app.live.faults import refused
from app.live.setting import Option, Setting, as_plain, read_as
from sim.errors import RequestRefused
from sim.faults import did_you_mean, printable

BYTES_AT_MOST = 8 * 1024
BESIDE = "beside."
OF_A_SETTING = ("seed", "replications")
OF_AN_OPTION = ("scenario", "title")
AS_IT_IS = "[]{}:,/'!*()"  # letters that need no encoding behind a #, beside those that never do
TOO_LONG = "This is too much for a link. Save it as a file."


def link_of(setting: Setting) -> str:
    """The link of a setting, from the # on. Raises RequestRefused where there is too much for one."""
    if any(option.text is not None for option in setting.options.values()):
        raise refused("A scenario opened from a file is in no link: save it, and send the file.")
    link = "#" + "&".join(f"{quote(key, safe='')}={quote(value, safe=AS_IT_IS)}" for key, value in _pairs(setting))
    if len(link) > BYTES_AT_MOST:
        raise refused(TOO_LONG)
    return link


def link_if_short(setting: Setting) -> str:
    """The same; nothing where there is too much for a link."""
    try:
        return link_of(setting)
    except RequestRefused:
        return ""


def _pairs(setting: Setting) -> Iterator[tuple[str, str]]:
    stated = as_plain(setting)
    yield from _of_option(setting.a, "")
    if setting.b is not None:
        yield from _of_option(setting.b, BESIDE)
    yield from ((key, str(stated[key])) for key in OF_A_SETTING if key in stated)


def _of_option(option: Option, before: str) -> Iterator[tuple[str, str]]:
    yield f"{before}scenario", option.scenario
    if option.title is not None:
        yield f"{before}title", option.title
    yield from ((f"{before}{path}", _as_text(option.changes[path])) for path in sorted(option.changes))


def _as_text(value: JsonValue) -> str:
    """A value: a text without quotes where it would be read as the same text."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return value if isinstance(value, str) and _as_value(value) == value else written


def _as_value(text: str) -> JsonValue:
    """The value that is meant by a text: JSON, or else the text itself."""
    try:
        value: JsonValue = json.loads(text, parse_constant=str)
    except (ValueError, RecursionError):
        return text
    return value


def setting_of(link: str) -> Setting:
    """The setting that a link stands for. Raises RequestRefused with what is wrong in it."""
    if len(link.encode("utf-8", "replace")) > BYTES_AT_MOST:
        raise refused(f"The link is longer than {BYTES_AT_MOST // 1024} kB.")
    pairs = [_pair(part) for part in link.removeprefix("#").split("&") if part]
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise refused(f"The link says {printable(key, 60)} twice.", key)
        seen.add(key)
    stated: dict[str, JsonValue] = {"a": _option(pairs, ""), **_settings(pairs)}
    if any(key.startswith(BESIDE) for key, _ in pairs):
        stated["b"] = _option(pairs, BESIDE)
    return read_as(Setting, stated)


def _pair(part: str) -> tuple[str, str]:
    key, equals, value = part.partition("=")
    if not equals:
        raise refused(f"The link says {printable(part, 60)}, and no value for it.")
    try:
        return unquote_to_bytes(key).decode(), unquote_to_bytes(value).decode()
    except UnicodeDecodeError:
        raise refused(f"The link has {printable(part, 60)}, which is not UTF-8.") from None


def _settings(pairs: Sequence[tuple[str, str]]) -> dict[str, JsonValue]:
    return {key: _as_value(value) for key, value in pairs if key in OF_A_SETTING}


def _option(pairs: Sequence[tuple[str, str]], before: str) -> dict[str, JsonValue]:
    """One option: what begins with this, and is not the other's."""
    mine = {
        key.removeprefix(before): value
        for key, value in pairs
        if key.startswith(before) and (before or not key.startswith(BESIDE)) and key not in OF_A_SETTING
    }
    if "scenario" not in mine:
        raise refused(f"The link does not say {before}scenario.{_meant(mine)}", f"{before}scenario")
    changes: dict[str, JsonValue] = {key: _as_value(value) for key, value in mine.items() if key not in OF_AN_OPTION}
    stated: dict[str, JsonValue] = {key: value for key, value in mine.items() if key in OF_AN_OPTION}
    return {**stated, "changes": changes}


def _meant(keys: dict[str, str]) -> str:
    near = [key for key in keys if did_you_mean(key, ["scenario"])]
    return f" Is {printable(near[0], 60)} meant?" if near else ""
