"""What is said of a study's file? How far it is, whether it is sound, and one row of it."""

from collections.abc import Sequence
from math import isnan

from app.asking.studies import OneRow, Status, Study
from app.faces.terminal.layout import INDENT, bullet, cut, fitting, paragraph, section, table, width
from app.words.numbers import span
from experiments.study.verifying import Verified
from sim.faults import printable

INPUTS = 24  # lines of a row's inputs that a screen has room for
PLACES = 10  # rows that are named, where more are wrong


def of_list(studies: Sequence[Study]) -> str:
    """The studies that come with the program, a paragraph each."""
    titles = [one.title if one.title.endswith((".", "?")) else f"{one.title}." for one in studies]
    parts = [f"{one.name}\n{paragraph(f'{t} {one.question}', INDENT)}" for one, t in zip(studies, titles, strict=True)]
    return "\n\n".join([*parts, paragraph("Run one: spsim study run NAME. Your own: docs/studies.md.")])


def of_status(status: Status, path: str) -> str:
    """How far a study is."""
    each = "" if status.replications is None else f", {status.replications:,} replications each"
    planned = "as many as a pilot will say" if status.planned is None else f"{status.planned:,}"
    lines = [f"Done: {status.done:,} of {planned} replications of points."]
    if status.failed:
        lines.append(f"Failed: {status.failed:,} points, recorded with their reasons.")
    if status.writer:
        lines.append(f"It is running: {status.writer}.")
    if status.seconds_left is not None:
        when = "Time left" if status.writer else "Time left, once it goes on"
        lines.append(f"{when}: about {span(status.seconds_left)}.")
    if status.interruptions:
        lines.append(f"Interrupted {status.interruptions} time{'s' * (status.interruptions != 1)}.")
    if status.complete:
        lines.append(f"Complete. Hash of the results: {status.result}.")
    elif not status.writer:
        lines.append(f"Go on with: spsim study resume {path}")
    sessions = [
        bullet(
            f"{one.began} UTC, {one.done:,} replications of points added: {_ended(one.ended)} ({printable(one.how)})"
        )
        for one in status.sessions
    ]
    title = f"{printable(status.title)} ({printable(status.study)}): {status.points:,} points{each}."
    return "\n\n".join([paragraph(title), "\n".join(map(bullet, lines)), section("Sessions", *fitting(sessions, 20))])


def _ended(ended: str | None) -> str:
    return "not ended, or killed" if ended is None else printable(ended)


def of_verified(found: Verified, path: str) -> str:
    """Whether a study's file is sound."""
    lines = [f"{found.rows:,} rows, {found.again:,} of them run again here."]
    lines += [f"The file is damaged: {printable(one)}." for one in found.structure]
    if found.damaged:
        lines.append(f"Not what was written: {_places(found.damaged)}.")
    if found.differing:
        lines.append(f"Came out otherwise here, and so are not to be relied on: {_places(found.differing)}.")
    if found.result != found.stated and not found.damaged:
        lines.append(f"The hash of all results is {found.result}; the file states {found.stated}: rows are missing.")
    if found.sound:
        lines.append("Every row is what was written, and every row run again is the same, byte for byte.")
        if found.result:
            lines.append(f"Hash of the results: {found.result}.")
    return "\n".join([paragraph(f"{path} is {'sound' if found.sound else 'NOT sound'}."), *map(bullet, lines)])


def _places(places: Sequence[tuple[int, int]]) -> str:
    named = [f"point {point:,} from replication {first:,}" for point, first in places[:PLACES]]
    return ", ".join([*named, *([f"and {len(places) - PLACES:,} more"] if len(places) > PLACES else [])])


def of_row(row: OneRow, *, everything: bool) -> str:
    """One replication of a point, run again."""
    inputs = [cut(f"{INDENT}{name} = {_said(value)}", width()) for name, value in row.inputs.items()]
    parts = [
        f"Point {row.point:,}, replication {row.replication:,}",
        section("Inputs", *(inputs if everything else fitting(inputs, INPUTS))),
    ]
    if row.failed:
        parts.append(paragraph(f"It failed: {printable(row.failed)}."))
    else:
        heads = ["", *row.values]
        rows = [[name, *(repr(values[at]) for values in row.values.values())] for at, name in enumerate(row.columns)]
        parts.append(section("What it came to, in full precision", table(heads, rows)))
    parts.append(paragraph(_the_same(row)))
    return "\n\n".join(parts)


def _said(value: object) -> str:
    if value is None:
        return "as the scenario states it"
    return f"{value:.6g}" if isinstance(value, float) and not isnan(value) else printable(str(value))


def _the_same(row: OneRow) -> str:
    if row.same is None:
        return "The file does not have this row."
    return (
        "The file has the same, byte for byte."
        if row.same
        else "The file has OTHER numbers for it: one of the two was made by another program, or is damaged."
    )
