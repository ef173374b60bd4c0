"""Which files make the page? A few, by a fixed list of names, read from the package when the server starts.

What a browser asks for is looked up among these names and is never a path: there is nothing to step out of.
"""

from pathlib import Path
from typing import NamedTuple

from app.faces.live import page

BACK_END = Path(__file__).parent / "static" / "server.js"
STYLE, SCRIPTS = "page.css", ("page.js", "server.js")  # the back end's last
KEPT_OUT = """\
<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/page.css"><title>This page is opened from the terminal</title></head>
<body class="live">
<header><div class="wide"><p><strong>Social prescribing simulator</strong></p></div></header>
<main class="wide"><h1>This page is opened from the terminal</h1>
<p>Open the address that <code>spsim web</code> printed when it was last started, all of it.</p>
<p>Then load this page again: what you had changed stands in its address, after the #, and is not lost.</p>
</main></body>
</html>
"""


class File(NamedTuple):
    """A file of the page as it is sent."""

    content: bytes
    kind: str  # as browsers call it


class Served(NamedTuple):
    """The page, and its files by name."""

    page: str
    files: dict[str, File]


def served() -> Served:
    """All of it, from the package."""
    scripts = dict(zip(SCRIPTS, (page.script(), BACK_END.read_text(encoding="utf-8")), strict=True))
    return Served(
        page.served(f"/static/{STYLE}", [f"/static/{name}" for name in SCRIPTS]),
        {
            STYLE: File(page.style().encode(), "text/css"),
            **{name: File(text.encode(), "text/javascript") for name, text in scripts.items()},
        },
    )
