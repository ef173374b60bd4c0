"""What does a TOML file state, and on which line? The one reader of every TOML file that the program is given.

Scenarios, and what stands beside them (published figures, and tables that commands make), are read here and nowhere
else, so that all have the same defences: bytes, letters of a line, depth, digits. What TOML's reader stumbles over is
put right for the moment and reading goes on, so that no fault hides behind another. Invariant: whatever bytes come in,
the outcome is a `TomlFile` or a `ScenarioError`.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import ScenarioError, Unreadable
from sim.faults import SHOWN_AT_MOST, Fault, dotted, printable, shown
from sim.loading.plain_numbers import plain_number
from sim.loading.refusals import refusals
from sim.loading.syntax import BARE_WORD, STATEMENT, WORDS, syntax_fault
from sim.loading.toml_lines import line_of, lines_of
from sim.scenario.schema import Path as Place_in_file
from sim.scenario.schema import Place

BYTES_AT_MOST = 256 * 1024
LINE_AT_MOST = 4096
KEYS_DEEP_AT_MOST = 8
WHOLE_NUMBER_AT_MOST = 2**63 - 1
LINES_OF_A_VALUE_AT_MOST = 30  # looked at, to find where it begins
SLIPS_AT_MOST = 10  # the rest is not looked at: each slip takes one more reading
NOT_READ = "not-read"  # stands for a value that could not be read, and begins the name of such a table

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class TomlFile:
    """One file as it was read. `name` is what faults call it: what the user, or the file that extends it, wrote."""

    path: Path
    name: str
    data: dict[str, Any]
    lines: dict[tuple[str | int, ...], int]
    slips: tuple[Fault, ...] = ()  # what TOML's reader stumbled over
    unread: frozenset[int] = frozenset()  # lines of values that could not be read
    whole: bool = True  # False: lines had to be passed over, so what seems to be missing may be there

    def fault(self, path: Place_in_file, message: str) -> Fault:
        """A fault on the line that set a path, or its nearest table."""
        return Fault(self.name, line_of(self.lines, path), message)

    def with_slips(self, faults: list[Fault]) -> list[Fault]:
        """Faults and slips together, one for each line with a slip: for a word without quotes, the schema's message if
        the schema refuses the word; nothing else is known of any other value that could not be read."""
        words = {slip.line for slip in self.slips if BARE_WORD in slip.message}
        known = [fault for fault in faults if fault.file != self.name or fault.line not in self.unread - words]
        reported = {fault.line for fault in known if fault.file == self.name} & words
        return [*known, *(slip for slip in self.slips if slip.line not in reported)]


def refused(file: str, line: int | None, message: str) -> ScenarioError:
    """A file that can be read no further."""
    return ScenarioError([Fault(file, line, message)])


def read(path: Path, name: str) -> TomlFile:
    """The data of one file, and its lines."""
    return parsed(_text(path, name), path, name)


def parsed(text: str, path: Path, name: str) -> TomlFile:
    """The same of a text that is to be taken as a file's."""
    slips: list[Fault] = []
    unread: set[int] = set()
    whole = True
    while True:
        lines = lines_of(text)
        too_deep = [line for place, line in lines.items() if len(place) > KEYS_DEEP_AT_MOST]
        if too_deep:
            too_nested = f"Tables stand within tables here, more than {KEYS_DEEP_AT_MOST} deep."
            raise ScenarioError([*slips, Fault(name, min(too_deep), too_nested)])
        try:
            data = tomllib.loads(text)
        except RecursionError:
            raise refused(name, None, f"Tables stand within tables, more than {KEYS_DEEP_AT_MOST} deep.") from None
        except ValueError as error:
            slip, ends = syntax_fault(name, str(error), text)
            slips.append(slip)
            mended = None if len(slips) >= SLIPS_AT_MOST else _mended(text, slip.line or 0, ends)
            if mended is None:
                raise ScenarioError(slips) from None
            text, starts, held = mended
            unread |= {starts, slip.line or 0}
            whole = whole and held
        else:
            break
    data = {key: given for key, given in data.items() if not key.startswith(NOT_READ)}
    for place, given in list(_leaves(data)):
        if isinstance(given, int) and abs(given) > WHOLE_NUMBER_AT_MOST:
            slips.append(Fault(name, line_of(lines, place), f"{dotted(place)} is {shown(given)}; that is too large."))
            unread.add(slips[-1].line or 0)
            _put(data, place, NOT_READ)
    return TomlFile(path, name, data, lines, tuple(slips), frozenset(unread), whole)


def beside(scenario_file: Path, kind: str, model: type[Model]) -> tuple[Model, TomlFile] | None:
    """What NAME.kind.toml beside a scenario file says, with every fault in it at once; None if there is no such
    file."""
    path = scenario_file.with_name(f"{scenario_file.stem}.{kind}.toml")
    return stated_in(path, model) if is_there(path) else None


def stated_in(path: Path, model: type[Model]) -> tuple[Model, TomlFile]:
    """What a file of one kind says, with every fault in it at once."""
    file = read(path, path.name)
    try:
        stated = model.model_validate(file.data)
    except ValidationError as error:
        found = refusals(error, Place(model, {}), missing=file.whole)
        raise ScenarioError(file.with_slips([file.fault(path, message) for path, message in found])) from None
    if file.slips:
        raise ScenarioError(file.slips)
    return stated, file


def number_in(text: str) -> int | float:
    """A number that stands alone, as on a command line: read as in a file, or Unreadable in a file's words."""
    bare = text.strip()
    try:
        value = tomllib.loads(f"n = {bare}")["n"] if NUMBER.fullmatch(bare) else None
    except ValueError:
        value = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, float) or abs(value) <= WHOLE_NUMBER_AT_MOST:
            return value
        raise Unreadable(f"{shown(value)} is too large")
    plain = plain_number(bare)
    comma = ": a number takes no comma" if "," in bare else ""
    write = f"{comma}. Write {plain}" if plain else ""
    raise Unreadable(f"'{printable(text, SHOWN_AT_MOST)}' is not a number{write}")


NUMBER = re.compile(r"[-+\w.]{1,100}")


def is_there(path: Path) -> bool:
    """Whether anything has this name; an impossible name counts as absent."""
    try:
        return path.exists()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """Whether a file is there."""
    return is_there(path) and path.is_file()


# ---------------------------------------------------------------- reading


def _text(path: Path, name: str) -> str:
    """The text of a file that is not too long and is UTF-8."""
    if is_there(path) and not path.is_file():  # a folder; or a pipe, which might never end
        raise refused(name, None, "This is not a file.")
    try:
        with path.open("rb") as stream:
            raw = stream.read(BYTES_AT_MOST + 1)
    except OSError as error:
        raise refused(name, None, f"It cannot be read: {error.strerror}.") from None
    return text_of(raw, name)


def text_of(raw: bytes, name: str) -> str:
    """The text that bytes stand for, if they are not too many and are UTF-8."""
    if len(raw) > BYTES_AT_MOST:
        raise refused(name, None, f"The file is longer than {BYTES_AT_MOST // 1024} kB.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused(name, 1, "The file is UTF-16. Save it as UTF-8.")
    raw = raw.removeprefix(b"\xef\xbb\xbf")  # a byte order mark, as Windows puts it
    try:
        text = raw.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refused(name, line, f"Byte {raw[error.start]:#04x} is not UTF-8. Save the file as UTF-8.") from None
    for number, line_text in enumerate(text.split("\n"), 1):
        if len(line_text) > LINE_AT_MOST:
            raise refused(name, number, f"The line is longer than {LINE_AT_MOST} characters.")
    return text


def _leaves(data: object, path: Place_in_file = ()) -> Iterator[tuple[Place_in_file, object]]:
    """Every plain value, with its path."""
    if isinstance(data, dict | list):
        for key, item in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _leaves(item, (*path, key))
    else:
        yield path, data


def _put(data: Any, path: Place_in_file, value: object) -> None:
    """Another value in a path's place."""
    *above, last = path
    for step in above:
        data = data[step]
    data[last] = value


# ---------------------------------------------------------------- reading on after a slip

HELD = re.compile(r"\s*(?P<key>[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)\s*(?:[=:]|$)")
NEXT = re.compile(r"\s*(?:[A-Za-z0-9_.-]+\s*=|\[\[?[A-Za-z0-9_. -]+\]\]?\s*(?:#.*)?$)")  # a setting or a header


def _mended(text: str, starts: int, ends: int) -> tuple[str, int, bool] | None:
    """The text with one slip put right, line for line, the line where it begins, and whether its place is still held;
    None where that would be guessing. A word is put in quotes; another value becomes a text that stands for it; a
    header that cannot be read becomes one of our own, so that what is under it does not seem to be somewhere else."""
    lines = text.split("\n")
    furthest_up = max(1, starts - LINES_OF_A_VALUE_AT_MOST)
    while starts > furthest_up and not _is_toml("\n".join(lines[: starts - 1])):
        starts -= 1  # within a value that begins further up
    line = lines[starts - 1]
    if (starts > 1 and starts == furthest_up) or any(quotes in line for quotes in ('"""', "'''")):
        return None
    if _goes_on(line):
        ends = next((n for n in range(max(starts, ends - 1), len(lines)) if NEXT.match(lines[n])), len(lines))
    statement, key = STATEMENT.fullmatch(line), HELD.match(line)
    mended, held = "", False
    if line.lstrip().startswith("["):
        mended = f"[{NOT_READ}-{starts}]"
    elif key:
        word = statement["value"] if statement and re.fullmatch(WORDS, statement["value"]) else NOT_READ
        mended = f'{key["key"]} = "{word}"'
        held = _is_toml("\n".join([*lines[: starts - 1], mended]))  # not, if the key is there already
        mended = mended if held else ""
    lines[starts - 1 : ends] = [mended] + [""] * (ends - starts)
    return "\n".join(lines), starts, held


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _goes_on(line: str) -> bool:
    """Whether a value that begins on this line may end on another."""
    bare = re.sub(r'"[^"]*"|\'[^\']*\'|#.*', "", line.partition("=")[2])
    return sum(c in "[{" for c in bare) > sum(c in "]}" for c in bare)
