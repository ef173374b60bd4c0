"""Which pictures does a paper carry? Of each output its three intervals by name, or its points; and each analysis made.

Each is drawn once and saved as SVG, PDF and PNG, the same bytes every time. It shows what the answer says, and works
out nothing.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from matplotlib.ticker import FuncFormatter

from app import PROGRAM, version, words
from app.asking.paper import Paper
from app.faces.figures import FORMATS, PAGE_MM, economics, study
from app.faces.figures.paper import BLUE, INCH_MM, MUTED, Picture, finished, label_letters, rows_of, style, text_of
from app.faces.figures.study import STUDY_FIGURES
from experiments.intervals import Estimate
from experiments.study.answer import OutputAnswer, PointRow
from sim.errors import WrongInput

MOST_ROWS = 40  # points of a list or grid in one picture


def draw(folder: Path, paper: Paper) -> dict[str, str]:
    """Draw every picture into a folder, in every format: its caption, by name."""
    said = {}
    for name, picture in pictures(paper):
        picture.made_by = made_by(paper)
        for kind in FORMATS:
            with (folder / f"{name}.{kind}").open("wb") as stream:
                picture.savefig(stream, format=kind)
        said[name] = picture.caption
    return said


def made_by(paper: Paper) -> str:
    """What made a picture, in a sentence: no date."""
    return f"Made by {PROGRAM} {version()}: study {paper.name}, results SHA-256 {paper.ran.result}."


def pictures(paper: Paper) -> Iterator[tuple[str, Picture]]:
    """Each with its name."""
    for output in paper.answer.outputs:
        name = name_of(output)
        if output.summary is not None:
            yield f"intervals_{name}", three_intervals(output)
        if any(row.value for row in output.rows):
            yield f"points_{name}", by_point(paper, output)
        for figure in STUDY_FIGURES:
            with suppress(WrongInput):  # this design has no such analysis
                yield f"{figure}_{name}", getattr(study, figure)(paper.answer, output)
    yield from _of_economics(paper)


def _of_economics(paper: Paper) -> Iterator[tuple[str, Picture]]:
    """The plane, the curves over thresholds, and what knowing is worth."""
    found, by = paper.answer.economics, made_by(paper)
    if found is None:
        return
    for effect in found.effects:
        for draw_it in (
            economics.plane,
            economics.acceptability,
            economics.expected_loss,
            economics.value_of_certainty,
        ):
            with suppress(WrongInput):
                yield f"{draw_it.__name__}_{file_name(effect.effect)}", draw_it(found, effect, by, PAGE_MM)
    for decision in found.decisions:
        with suppress(WrongInput):
            yield f"worths_{file_name(decision.of)}", economics.worths(found, decision, by, PAGE_MM)


def name_of(output: OutputAnswer) -> str:
    """How files call an output: 'discharges_base', 'discharges_more_less_base'."""
    return file_name("_".join(filter(None, (output.output, output.arm, output.less and f"less_{output.less}"))))


def file_name(text: str) -> str:
    """A text as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text)


def three_intervals(output: OutputAnswer) -> Picture:
    """The mean of an output, and each interval for what it is."""
    assert output.summary is not None  # noqa: S101 - a caller's own mistake
    found, say = output.summary, _say(output)
    ends = {
        "Simulation error": found.error,
        "One real year": found.one_year,
        "Unknown inputs": (found.unknown.low, found.unknown.high) if found.unknown else None,
    }
    known = {name: pair for name, pair in ends.items() if pair is not None}
    said = "; ".join(f"{name.lower()} {say(low)} to {say(high)}" for name, (low, high) in known.items())
    caption = f"{_title(output)}: mean {say(found.mean)}; 95% intervals: {said}."
    return _dots(output, [(name, found.mean, pair) for name, pair in known.items()], caption)


def by_point(paper: Paper, output: OutputAnswer) -> Picture:
    """Each point of a list or a grid, with simulation error."""
    rows = [(row, row.value) for row in output.rows if row.value is not None]
    shown = rows[:MOST_ROWS]
    more = (
        f" The first {MOST_ROWS} of {len(rows):,} points are drawn; tables/results.csv has all."
        if len(rows) > MOST_ROWS
        else ""
    )
    caption = f"{_title(output)} at each point, with its 95% simulation error.{more}"
    return _dots(output, [(_named(paper, row), value.mean, _ends(value)) for row, value in shown], caption)


def _dots(output: OutputAnswer, rows: list[tuple[str, float, tuple[float, float]]], caption: str) -> Picture:
    """A row for each, its mean and its interval."""
    laid = rows_of([name for name, *_ in rows], label_letters(PAGE_MM), 2.0)
    with style():
        picture = Picture(figsize=(PAGE_MM / INCH_MM, (laid.height + 22) / INCH_MM), layout="constrained")
        ax = picture.add_subplot()
        laid.on(ax)
        for (_, mean, (low, high)), y in zip(rows, laid.middles, strict=True):
            ax.plot([low, high], [y, y], color=BLUE, linewidth=1.6, solid_capstyle="butt")
            ax.plot([mean], [y], marker="o", color=BLUE, linestyle="")
        ax.axvline(0, color=MUTED, linewidth=0.6) if _spans_0(rows) else None
        if output.unit == "£":
            ax.xaxis.set_major_formatter(FuncFormatter(lambda pounds, _: words.pounds(pounds)))
        ax.set_xlabel(text_of(f"{output.title} ({output.unit})"))
    return finished(picture, caption)


def _spans_0(rows: list[tuple[str, float, tuple[float, float]]]) -> bool:
    return min(low for _, _, (low, _) in rows) <= 0 <= max(high for _, _, (_, high) in rows)


def _ends(value: Estimate) -> tuple[float, float]:
    return value.error


def _named(paper: Paper, row: PointRow) -> str:
    """A point by what differs there."""
    named = [
        f"{one.title} {value}"
        for one, value in zip(paper.answer.inputs, row.settings, strict=True)
        if value is not None
    ]
    return ", ".join(named) or "As the scenario states it"


def _title(output: OutputAnswer) -> str:
    beside = f", {output.arm} less {output.less}" if output.less else f", {output.arm}"
    return f"{output.title}{beside}"


def _say(output: OutputAnswer) -> Callable[[float], str]:
    return words.pounds if output.unit == "£" else words.number
