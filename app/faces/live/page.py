"""What is the live page before it is asked anything? One shell, for a server to send or for one file to hold.

The shell is the same text in both: its views, its rooms, its controls. Of a server's page, style and scripts are files
that the server names; of the one file they stand inside, and what may run there is fixed by the hashes of its text. No
script is made of a value: what the page carries (a stored first answer, an archive) lies in blocks that nothing runs.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from app.faces.page.shell import STYLE, as_block, joined, own, page, pages_of

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
STYLES = (  # besides what it shares with every page
    HERE / "static/page.css",
    FACES / "player/static/player.css",
    HERE / "static/timeline.css",
    HERE / "static/guess.css",
    HERE / "static/decision.css",
    FACES / "lessons/static/lessons.css",
)
TEMPLATES, PAGE = HERE / "templates", "page.html"
FIRST = "spsim-first"  # the block with the stored first answer


class Carried(NamedTuple):
    """What a page holds and does not run. `type`: a media type that no browser takes for a script."""

    key: str
    type: str
    text: str  # without "</", which would end it


def style() -> str:
    """All that says how the page looks, as one text."""
    return joined(STYLE, *STYLES)


def script() -> str:
    """All of the page's own scripts, as one text; the back end's comes after it."""
    return joined(*SCRIPTS)


def served(style_at: str, scripts_at: Sequence[str], *, first: object | None = None) -> str:
    """The page for a server, which sends `style` and the scripts from these addresses, the back end's last, and says
    itself what the page may do."""
    shell = pages_of(TEMPLATES).get_template(PAGE)
    return shell.render(
        policy="", styles=(), scripts=(), style_at=style_at, scripts_at=scripts_at, carried=_stored(first)
    )


def in_one_file(
    back_end: Iterable[str], carried: Iterable[Carried] = (), *, first: object | None = None, also: Iterable[str] = ()
) -> str:
    """The page as one file, with all that it needs inside.

    `back_end`: scripts that hang `spsim.backend` on the page; `also`: more that the policy allows, each a directive and
    its sources ("worker-src blob:"). Nothing can be fetched: no directive allows a connection.
    """
    inside = [each._replace(text=own(each.text)) for each in carried]
    return page(
        PAGE,
        TEMPLATES,
        styles=[joined(*STYLES)],
        scripts=[script(), *back_end],
        also=["img-src blob:", *also],
        style_at="",
        scripts_at=(),
        carried=[*_stored(first), *inside],
    )


def _stored(first: object | None) -> list[Carried]:
    return [] if first is None else [Carried(FIRST, "application/json", as_block(first))]
