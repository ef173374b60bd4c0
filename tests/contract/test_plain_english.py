"""Does anything we write fall back into the dialect? Words that no colleague would say, counted by folder.

The count may fall and never rise: lower `AT_MOST` when it falls. History (the changelog, the decisions) keeps its
words, and so do files that a program writes.
"""

import re
import subprocess
from collections import Counter
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
DIALECT = re.compile(
    r"\b(told|somebody|whoever|nought|unasked|how manieth|the least value to try|is one thing too many)\b",
    re.IGNORECASE,
)
HISTORY = ("CHANGELOG.md", "docs/decisions.md", "docs/pictures/", "tests/regression/")
THE_RULE = ("tests/contract/test_plain_english.py",)  # which names the words
WRITTEN = (".py", ".md", ".toml", ".html", ".css", ".txt", ".ipynb", ".cff")

# Words in each folder. What is left in scenarios stands in files of targets, on whose text a committed hash depends.
AT_MOST = {"scenarios": 3}


def texts() -> list[str]:
    """Every committed text that people write."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=HOME).stdout
    names = (name for name in listed.split("\0") if name.endswith(WRITTEN) or name == "Makefile")
    return [name for name in names if not name.startswith(HISTORY) and name not in THE_RULE]


def dialect_in(text: str) -> list[str]:
    """The words of the dialect in a text."""
    return [word.lower() for word in DIALECT.findall(text)]


def test_a_planted_word_is_caught():
    assert dialect_in("Whoever comes is told; nought is Unasked.") == ["whoever", "told", "nought", "unasked"]
    assert dialect_in("# value: the how manieth wish\n") == ["how manieth"]
    assert dialect_in("People who come see 0 by default. Untold, toldness, told_of are other words.") == []


def test_no_folder_has_more_of_the_dialect_than_was_left_in_it():
    found = Counter(
        name.partition("/")[0]
        for name in texts()
        if (HOME / name).exists()
        for _ in dialect_in((HOME / name).read_text(encoding="utf-8"))
    )
    more = {
        folder: f"{n}; at most {AT_MOST.get(folder, 0)}" for folder, n in found.items() if n > AT_MOST.get(folder, 0)
    }
    assert more == {}
