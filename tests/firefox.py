"""A page in a real Firefox, for `make soak`: Debian's own, driven by Puppeteer, as Playwright drives only its own.

Puppeteer is pinned with all that it needs, by checksum, in requirements/puppeteer. It runs in the Node that comes with
the other tools of the tests, and never fetches a browser.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, Self

from tests.v8 import NODE

SCRIPT = Path(__file__).with_suffix(".mjs")


class Wrong(AssertionError):
    """Firefox could not do what it was asked."""


class Firefox:
    """One browser with at most one page, and what the page complained of and asked for since it was opened."""

    def __enter__(self) -> Self:
        command = [NODE, SCRIPT, os.environ["SPSIM_PUPPETEER"], os.environ["SPSIM_FIREFOX"]]
        self._node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._node.communicate()  # it ends, and the browser with it, where its input does

    def _ask(self, does: str, **what: object) -> Any:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps({"does": does, **what}) + "\n")
        self._node.stdin.flush()
        if not (line := self._node.stdout.readline()):
            raise Wrong(f"Firefox ended while it was asked to {does}")
        reply = json.loads(line)
        if "wrong" in reply:
            raise Wrong(f"{does} {what}: {reply['wrong']}")
        return reply["found"]

    def open(self, address: str, width: int = 1280, height: int = 900) -> None:
        self._ask("open", address=address, width=width, height=height)

    def evaluate(self, source: str, *given: object) -> Any:
        """What a JavaScript function gives in the page."""
        return self._ask("evaluate", source=source, given=given)

    def until(self, source: str, *given: object, seconds: float = 60) -> None:
        """Wait until a JavaScript function gives something true in the page."""
        self._ask("until", source=source, given=given, seconds=seconds)

    def click(self, selector: str) -> None:
        self._ask("click", selector=selector)

    def fill(self, selector: str, text: str) -> None:
        """Type over what a field holds, and leave it, as a person would."""
        self._ask("fill", selector=selector, text=text)

    def press(self, key: str) -> None:
        self._ask("press", key=key)

    @property
    def asked(self) -> list[str]:
        """Every address that the page asked for."""
        return self._ask("asked")

    @property
    def said(self) -> list[str]:
        """Errors and warnings of its console."""
        return self._ask("said")

    @property
    def version(self) -> str:
        return self._ask("version")
