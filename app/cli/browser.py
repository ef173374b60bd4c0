"""How is a page opened for people at a terminal? In their browser, if there is one."""

import webbrowser
from pathlib import Path


def browser_opened(page: Path) -> bool:
    """Whether a browser was opened with a file."""
    try:
        return webbrowser.open(page.resolve().as_uri())
    except (webbrowser.Error, OSError):
        return False
