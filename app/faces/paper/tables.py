"""Which tables does a paper carry? What went in, with source and grade; what came out, with three named intervals.

All are rectangular CSV, unrounded. The results replication by replication are exported by `spsim study export`.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.asking.paper import Paper
from app.faces.paper.methods import ranged
from app.faces.paper.pictures import file_name, name_of
from app.tables import economics, studies
from app.tables.table import Shown, shown
from experiments.exports import Cell, csv_text
from experiments.intervals import Estimate
from experiments.study.answer import OutputAnswer
from experiments.study.exported import points, points_head
from experiments.study.space import Dimension
from sim.preflight import assumptions

OF_AN_INPUT = ("path", "title", "value", "unit", "low", "high", "grade", "source", "informed_by")
OF_A_RESULT = (
    *("output", "title", "unit", "scenario", "less", "point", "inputs", "replications", "mean"),
    *("simulation_error_low", "simulation_error_high", "one_real_year_low", "one_real_year_high"),
    *("unknown_inputs_low", "unknown_inputs_high", "share_of_sets_above_0"),
)
OF_A_DIMENSION = ("name", "title", "unit", "kind", "low", "high", "base", "distribution", "levels")
OF_A_HASH = ("point", "replications", "sha256", "failed")


class Written(NamedTuple):
    """A table as text, and what it is."""

    text: str
    what: str


def tables(paper: Paper) -> dict[str, Written]:
    """Each by the name of its file."""
    plan = paper.ran.found.plan
    inputs = [
        [arm.name, *(getattr(row, key) for key in OF_AN_INPUT)]
        for arm in paper.arms
        for row in assumptions(arm.scenario)
    ]
    dimensions = [
        [one.name, one.title, one.unit, one.kind, *ranged(one), str(one.value(one.base)), _law(one.law), _levels(one)]
        for one in plan.dimensions
    ]
    result_rows = [row for output in paper.answer.outputs for row in results(paper, output)]
    return {
        **_analyses(paper),
        "inputs": Written(
            csv_text(("scenario", *OF_AN_INPUT), inputs), "every value of every scenario, with range, grade and source"
        ),
        "dimensions": Written(csv_text(OF_A_DIMENSION, dimensions), "what varied between points, and over which range"),
        "results": Written(
            csv_text(OF_A_RESULT, result_rows),
            "each output, with simulation error, one real year and unknown inputs (95% each)",
        ),
        "points": Written(csv_text(points_head(paper.ran.found), points(paper.ran.found)), "the inputs of every point"),
        "hashes": Written(
            csv_text(OF_A_HASH, paper.hashes), "SHA-256 of the numbers of every point, and why one failed"
        ),
    }


def _analyses(paper: Paper) -> dict[str, Written]:
    """Each analysis in words, as the screen has it; answer.json has its numbers."""
    answer, found = paper.answer, paper.answer.economics
    those: dict[str, Shown | None] = {
        f"analysis_{name_of(one)}": studies.main_table(answer, one) for one in answer.outputs if not one.rows
    }
    if found is not None:
        those |= {"economics_money": shown(economics.money(found))}
        for decision in found.decisions:
            those[f"economics_{file_name(decision.of)}"] = shown(economics.of_decision(found, decision))
            those[f"worths_{file_name(decision.of)}"] = shown(economics.worths(decision))
        for effect in found.effects:
            those[f"economics_{file_name(effect.effect)}"] = shown(economics.ladder(effect))
    return {name: Written(csv_text(one.head, one.rows), one.caption) for name, one in those.items() if one is not None}


def _levels(one: Dimension) -> str:
    return "; ".join(map(str, one.levels))


def _law(law: object) -> str:
    kind = getattr(law, "kind", None)
    return "" if kind is None else getattr(kind, "name", str(kind)).lower()


def results(paper: Paper, output: OutputAnswer) -> Iterator[list[Cell]]:
    """The rows of an output: over all sets of inputs, where the design samples them; else of each point."""
    head: list[Cell] = [output.output, output.title, output.unit, output.arm, output.less]
    if output.summary is not None:
        found = output.summary
        year: Sequence[Cell] = found.one_year or (None, None)
        unknown = found.unknown
        ends: Sequence[Cell] = (unknown.low, unknown.high, unknown.above_0) if unknown else (None, None, None)
        yield [*head, None, None, output.replications, found.mean, *found.error, *year, *ends]
    for row in output.rows:
        named = zip(paper.answer.inputs, row.settings, strict=True)
        inputs = "; ".join(f"{one.name} = {'as stated' if value is None else value}" for one, value in named)
        yield [*head, row.point, inputs, output.replications, *_estimate(row.value), None, None, None]


def _estimate(found: Estimate | None) -> list[Cell]:
    """The mean, simulation error and one real year; nothing where a point failed."""
    if found is None:
        return [None] * 5
    return [found.mean, found.error_low, found.error_high, found.low, found.high]
