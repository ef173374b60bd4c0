"""How short is what people see? `make counts` prints it: lines of the README and of the demo, pages and words of a
printed report on one, two and three options, words of the dialect. It needs Chromium and poppler-utils, which
`make browser-test` installs.

A word is what stands between two spaces; one in letters has a letter in it, so figures of a table are none.
"""

import os
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.contract.test_plain_english import dialect_in, texts

HERE = Path(__file__).resolve().parent.parent
SPSIM = HERE / ".venv" / "bin" / "spsim"
CHROMIUM = os.environ.get("SPSIM_CHROMIUM", "/usr/bin/chromium")
OPTIONS = {
    "one option": ["run", "rotherham_mental_health_pilot"],
    "two options": ["compare", "tests/cases/two_posts.toml", "tests/cases/three_posts.toml"],
    "three options": ["compare", "rotherham_mental_health_pilot", "third_post", "review_clinic_only"],
}


class Words(NamedTuple):
    """Of a text: all, and those with a letter in them."""

    all: int
    in_letters: int

    @classmethod
    def of(cls, text: str) -> "Words":
        """Counted."""
        found = text.split()
        return cls(len(found), sum(any(map(str.isalpha, word)) for word in found))

    def __str__(self) -> str:
        return f"{self.all:,} ({self.in_letters:,} in letters)"


def run(*command: str | Path) -> str:
    """What a command prints."""
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, cwd=HERE).stdout


def printed(page: Path) -> tuple[int, Words, Words]:
    """Of a page that is printed: how many sheets, the words of the first, and of all."""
    pdf = page.with_suffix(".pdf")
    how = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    run(CHROMIUM, *how, page.as_uri())
    sheets = int(run("pdfinfo", pdf).partition("Pages:")[2].split()[0])
    return sheets, Words.of(run("pdftotext", "-l", "1", pdf, "-")), Words.of(run("pdftotext", pdf, "-"))


def dialect() -> int:
    """Words of the dialect in every committed text that people write."""
    return sum(len(dialect_in((HERE / name).read_text(encoding="utf-8"))) for name in texts())


def main() -> None:
    """Print every count."""
    print(f"README: {len((HERE / 'README.md').read_text().splitlines())} lines")
    demo = ("make", "--silent", "--no-print-directory", "demo")
    run(*demo)
    since = time.perf_counter()
    lines = run(*demo).splitlines()
    print(f"The demo: {len(lines)} lines, {time.perf_counter() - since:.0f} s warm")
    with TemporaryDirectory() as folder:
        for name, command in OPTIONS.items():
            page = Path(folder) / f"{name.replace(' ', '_')}.html"
            on_screen = run(SPSIM, *command, "--quiet", "--report", page)
            sheets, first, every = printed(page)
            print(f"A report on {name}: {sheets} pages; {first} words on page one, {every} in all")
            print(f"  on a terminal: {len(on_screen.splitlines())} lines, {max(map(len, on_screen.splitlines()))} wide")
    print(f"The dialect: {dialect()} words")


if __name__ == "__main__":
    main()
