"""What is wrong with an edit of a bar, said of the bars: no path of a file, no line of one, and what to do.

The loader finds it, and says it of a file. Here a path becomes the name of the box that holds it, a day is written out,
and where two days are the wrong way round, it is said which to move.
"""

import re
from collections.abc import Sequence
from datetime import date

from app import words
from app.live.bars import Bar
from app.live.faults import AtAPath, without_lines

ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")
FIRST_WORD = re.compile(r"^[a-z_]+(?:\.\w+|\[\d+\])+")
BESIDE = re.compile(r"\b(?:before|after|day as) ([a-z_]+)(?=,|:| \(|\.$)")  # another day, by its name in a file
DAY_0 = "Day 0"


def at_its_bar(fault: AtAPath, bars: Sequence[Bar]) -> AtAPath:
    """A message begins with the path that it is about; a bar is known by what its paths begin with."""
    message = without_lines(fault.message)
    named = FIRST_WORD.match(message)
    if named is None:
        return AtAPath(fault.path, _with_days(message), fault.option)
    path = _path_of(named[0])
    bar = next((bar for bar in bars if path == bar.at or path in bar.paths), None)
    titles = _titles(bars, bar)
    wrong = re.sub(r"^ is ", " would be ", message[named.end() :])
    said = f"{_quoted(titles.get(path) or _spaced(path))}{wrong}"
    other = BESIDE.search(said)
    if other:
        title = _quoted(titles.get(_beside(path, other[1])) or _spaced(other[1]))
        said = f"{said[: other.start(1)]}{title}{said[other.end() :]} Choose another day, or move {title} first."
    return AtAPath(bar.at if bar else fault.path, _with_days(said), fault.option)


def _path_of(named: str) -> str:
    """A path in words counts from 1, a joined one from 0."""
    return re.sub(r"\[(\d+)\]", lambda place: f".{int(place[1]) - 1}", named)


def _titles(bars: Sequence[Bar], own: Bar | None) -> dict[str, str]:
    """What each box is called, by the path that it holds; of another bar than its own, with what that is called."""
    boxes = [(bar, box) for bar in bars for box in (bar.starts, bar.ends, *bar.amounts) if box]
    said = {box.path: box.title if bar == own else f"{bar.title}: {words.uncapital(box.title)}" for bar, box in boxes}
    return {"dates.start": DAY_0, **said}


def _beside(path: str, name: str) -> str:
    """The path of a name that stands in the same table."""
    return f"{path.rpartition('.')[0]}.{name}"


def _quoted(title: str) -> str:
    return f"“{title}”"


def _spaced(path: str) -> str:
    """What has no box of its own: the last step of its path."""
    return words.capital(path.rpartition(".")[2].replace("_", " "))


def _with_days(message: str) -> str:
    return ISO.sub(_in_words, message)


def _in_words(day: re.Match[str]) -> str:
    try:
        return words.day(date.fromisoformat(day[0]).isoformat())
    except ValueError:
        return day[0]
