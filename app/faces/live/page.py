"""What is the live page before it is asked anything? One shell, for a server to send or for one file to hold.

The shell is the same text in both: its views, its rooms, its controls. Of a server's page, style and scripts are files
that the server names; of the one file they stand inside, and what may run there is fixed by the hashes of its text. No
script is made of a value: what the page carries (a stored first answer, an archive) lies in blocks that nothing runs.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from app.faces.page.report import TEMPLATES as OF_REPORTS
from app.faces.page.report import environment

HERE = Path(__file__).parent
FACES = HERE.parent
SCRIPTS = (  # in this order: each hangs its room on `spsim` and may use those above it
    HERE / "static/page.js",
    HERE / "static/answer.js",
    HERE / "static/controls.js",
    HERE / "static/levers.js",
    HERE / "static/keeping.js",
    FACES / "player/static/log.js",
    FACES / "player/static/scene.js",
    FACES / "player/static/player.js",
    FACES / "player/static/room.js",
    HERE / "static/timeline.js",
    HERE / "static/guess.js",
    HERE / "static/decision.js",
    FACES / "lessons/static/lessons.js",
    FACES / "lessons/static/learn.js",
    # One line for each room that others furnish.
)
STYLES = (
    OF_REPORTS / "style.css",  # what the page shares with every report
    HERE / "static/page.css",
    FACES / "player/static/player.css",
    HERE / "static/timeline.css",
    HERE / "static/guess.css",
    HERE / "static/decision.css",
    FACES / "lessons/static/lessons.css",
)
FIRST = "spsim-first"  # the block with the stored first answer


class Carried(NamedTuple):
    """What a page holds and does not run. `type`: a media type that no browser takes for a script."""

    key: str
    type: str
    text: str  # without "</", which would end it


def style() -> str:
    """All that says how the page looks, as one text."""
    return "\n".join(each.read_text(encoding="utf-8") for each in STYLES)


def script() -> str:
    """All of the page's own scripts, as one text; the back end's comes after it."""
    return "\n".join(each.read_text(encoding="utf-8") for each in SCRIPTS)


def served(style_at: str, scripts_at: Sequence[str], *, first: object | None = None) -> str:
    """The page for a server, which sends `style` and the scripts from these addresses, the back end's last."""
    return _shell(style_at=style_at, scripts_at=scripts_at, carried=_stored(first))


def in_one_file(
    back_end: Iterable[str], carried: Iterable[Carried] = (), *, first: object | None = None, also: Iterable[str] = ()
) -> str:
    """The page as one file, with all that it needs inside.

    `back_end`: scripts that hang `spsim.backend` on the page; `also`: more that the policy allows, each a directive and
    its sources ("worker-src blob:"). Nothing can be fetched: no directive allows a connection.
    """
    scripts = [script(), *back_end]
    allowed = {each.split()[0]: each.split()[1:] for each in also}
    sources = [*map(_hash, scripts), *allowed.pop("script-src", [])]
    policy = [
        "default-src 'none'",
        f"script-src {' '.join(sources)}",
        f"style-src {_hash(style())}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
        *(f"{directive} {' '.join(of)}" for directive, of in allowed.items()),
    ]
    return _shell(
        policy="; ".join(policy),
        style=Markup(style()),  # noqa: S704  # our own file
        scripts=[Markup(each) for each in scripts],  # noqa: S704  # our own files
        carried=[*_stored(first), *carried],
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _stored(first: object | None) -> list[Carried]:
    if first is None:
        return []
    text = json.dumps(first, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    return [Carried(FIRST, "application/json", text)]


def _shell(
    *,
    style: str = "",
    style_at: str = "",
    scripts: Sequence[str] = (),
    scripts_at: Sequence[str] = (),
    policy: str = "",
    carried: Iterable[Carried] = (),
) -> str:
    return (
        _templates()
        .get_template("page.html")
        .render(
            policy=policy,
            style=style,
            style_at=style_at,
            scripts=scripts,
            scripts_at=scripts_at,
            carried=[each._replace(text=Markup(each.text)) for each in carried],  # noqa: S704  # in blocks that run not
        )
    )


@cache
def _templates() -> Environment:
    return environment().overlay(loader=FileSystemLoader([HERE / "templates", OF_REPORTS]))
