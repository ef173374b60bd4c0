"""How does an answer become data frames? Row by row, with nothing worked out and nothing rounded.

The meaning of each column is in `columns`; every frame carries that, and its provenance, in its `attrs`. pandas is
imported here, when a frame is made, and nowhere else.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from experiments import exports
from experiments.answer import Answer
from experiments.columns import OF_THE_LOG, OF_VALUES
from experiments.intervals import Estimate
from experiments.outcomes import OutcomeRow
from experiments.people_rows import WaitRow
from experiments.raw_log import LogRow
from experiments.run import Case, Replication
from spsim.columns import FRAMES, Columns

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]
About = dict[Hashable, Any]  # the provenance of a frame
IN_UNIT = ("numerator", "value")
DTYPES = {"text": "object", "number": "float64", "whole": "Int64", "truth": "bool", "day": "datetime64[s]"}
WORLDS = {"usual": "usual care", "programme": "programme", "difference": "programme less usual care"}
INTERVALS = {
    "error_low, error_high": "simulation error: the 95 % interval of the mean; more replications narrow it",
    "year_low, year_high": "one real year: where 95 % of single real services fall, if every input is right",
    "unknown_low, unknown_high": "unknown inputs: where the mean lies in 95 % of sets of all inputs; where "
    "unknown_at_once is false, the least and the most that one input at a time makes of it",
}


def frame(name: str, rows: Iterable[Mapping[str, object]], about: About) -> "pandas.DataFrame":
    """A frame of the columns of this name. `about`: what made it, for its attrs."""
    return with_columns(FRAMES[name], rows, about)


def with_columns(columns: Columns, rows: Iterable[Mapping[str, object]], about: About) -> "pandas.DataFrame":
    """Rows under these columns, each of its kind; what a row does not say is empty."""
    import pandas

    listed = list(rows)
    table = pandas.DataFrame(
        {
            name: pandas.Series([row.get(name) for row in listed], dtype=DTYPES[column.kind])
            for name, column in columns.items()
        }
    )
    table.attrs = {
        **about,
        "columns": {name: column.meaning for name, column in columns.items()},
        "units": {name: column.unit for name, column in columns.items() if column.unit},
    }
    return table


def about(answer: Answer, changed: Mapping[str, Mapping[str, object]]) -> About:
    """The provenance of an answer, which every frame of it carries."""
    provenance = answer.provenance
    return {
        "version": provenance.version,
        "command": provenance.command,
        "seed": provenance.seed,
        "replications": provenance.replications,
        "title": {one.name: one.title for one in answer.scenarios},
        "hash": {one.name: one.hash for one in answer.scenarios},
        "price_year": {one.name: one.prices.year for one in answer.scenarios},
        "changed": {name: dict(values) for name, values in changed.items() if values},
        "intervals": dict(INTERVALS),
    }


def values_frame(results: Iterable[tuple[Case, Sequence[Replication]]], about: About) -> "pandas.DataFrame":
    """Every value of every replication."""
    table = exports.frame(results)
    table.attrs = {**about, "columns": dict(OF_VALUES), "units": {name: "as unit" for name in IN_UNIT}}
    return table


def log_frame(rows: Iterable[LogRow], about: About) -> "pandas.DataFrame":
    """Every event of one replication."""
    import pandas

    table = pandas.DataFrame(rows, columns=LogRow._fields)
    table.attrs = {**about, "columns": dict(OF_THE_LOG), "units": {"minute": "minutes since the beginning of day 0"}}
    return table


def rows_of(answer: Answer, name: str) -> Iterator[Row]:
    """The rows of the frame of this name."""
    return _ROWS[name](answer)


def _estimate(found: Estimate) -> Row:
    low, high = found.unknown or (None, None)
    return {
        "mean": found.mean,
        "error_low": found.error_low,
        "error_high": found.error_high,
        "year_low": found.low,
        "year_high": found.high,
        "unknown_low": low,
        "unknown_high": high,
        "unknown_at_once": found.at_once,
        "seen_in": found.rare.replications if found.rare else None,
    }


def _outcome(row: OutcomeRow) -> Iterator[Row]:
    for name, world in WORLDS.items():
        yield {
            "outcome": row.name,
            "title": row.title,
            "unit": row.unit,
            "world": world,
            **_estimate(getattr(row, name)),
        }


def _people(answer: Answer) -> Iterator[Row]:
    for one in answer.scenarios:
        yield from ({"scenario": one.name, **row} for outcome in one.outcomes for row in _outcome(outcome))


def _groups(answer: Answer) -> Iterator[Row]:
    for one in answer.scenarios:
        for group in one.by_trait:
            of = {"scenario": one.name, "trait": group.trait, "level": group.level}
            yield from ({**of, **row} for outcome in group.outcomes.values() for row in _outcome(outcome))


def _waits(answer: Answer) -> Iterator[Row]:
    for one in answer.scenarios:
        listed: list[tuple[str, str | None, str | None, WaitRow | None]] = [
            (queue, None, None, wait) for queue, wait in one.waits.by_name().items()
        ]
        for group in one.by_trait:
            of_it = {"link_worker": group.wait, "place": group.wait_place, "list_of_day_0": group.wait_list}
            listed += [(queue, group.trait, group.level, wait) for queue, wait in of_it.items()]
        for queue, trait, level, wait in listed:
            if wait is not None:
                of = {"scenario": one.name, "queue": queue, "trait": trait, "level": level}
                yield {**of, **vars(wait), "target_weeks": one.wait_target_weeks}


def _wait_curves(answer: Answer) -> Iterator[Row]:
    for one in answer.scenarios:
        for queue, wait in one.waits.by_name().items():
            for weeks, given, gone in wait.curve or ():
                yield {
                    "scenario": one.name,
                    "queue": queue,
                    "weeks": weeks,
                    "given_share": given,
                    "gone_share": gone,
                }


def _queues(answer: Answer) -> Iterator[Row]:
    for one in answer.scenarios:
        start = date.fromisoformat(one.dates.start)
        for series in one.series:
            of = {"scenario": one.name, "state": series.state, "title": series.title, "world": series.world}
            for week, (mean, low, high) in enumerate(zip(series.mean, series.low, series.high, strict=True), 1):
                ends = start + timedelta(weeks=week)
                yield {**of, "week": week, "date": ends, "mean": mean, "year_low": low, "year_high": high}


def _capacity(answer: Answer) -> Iterator[Row]:
    for one in answer.scenarios:
        for row in one.capacity:
            yield {"scenario": one.name, "capacity": row.name, "measure": row.measure, **_estimate(row)}


def _bridge(answer: Answer) -> Iterator[Row]:
    for one in answer.scenarios:
        for years, steps in one.bridge.items():
            of_each = [(None, steps), *((of.payer, of.steps) for of in one.bridge_by_payer[years])]
            for payer, rows in of_each:
                for row in rows:
                    yield {
                        "scenario": one.name,
                        "years": years,
                        "payer": payer,
                        "step": row.name,
                        "title": row.title,
                        "kind": row.kind,
                        **_estimate(row),
                        "share_positive": row.share_positive,
                    }


def _money(answer: Answer) -> Iterator[Row]:
    for one in answer.scenarios:
        for row in one.money_by_year:
            for world, pounds in (("programme", row.programme), ("usual care", row.usual_care)):
                yield {
                    "scenario": one.name,
                    "financial_year": row.year,
                    "payer": row.payer,
                    "role": row.role,
                    "world": world,
                    "mean": pounds,
                }


def _differences(answer: Answer) -> Iterator[Row]:
    for pair in answer.comparisons:
        of = {"first": pair.first, "second": pair.second}
        for outcome in pair.outcomes:
            outcome_of = {"of": "outcome", "name": outcome.name, "title": outcome.title, "unit": outcome.unit}
            yield {**of, **outcome_of, **_estimate(outcome)}
        for years, steps in pair.bridge.items():
            for step in steps:
                step_of = {"of": "bridge", "name": step.name, "title": step.title, "unit": "gbp"}
                yield {**of, **step_of, "years": years, **_estimate(step)}


def _swings(answer: Answer) -> Iterator[Row]:
    for one in answer.scenarios:
        for row in one.swings.rows if one.swings else ():
            for of, swing in (("net", row.net), ("capacity", row.capacity)):
                yield {
                    "scenario": one.name,
                    "of": of,
                    "along_the_fit": row.along is not None,
                    **vars(row),
                    **vars(swing),
                }


def _inputs(answer: Answer) -> Iterator[Row]:
    for one in answer.scenarios:
        yield from ({"scenario": one.name, **asdict(row)} for row in one.assumptions)


def _changed(answer: Answer) -> Iterator[Row]:
    names = [one.name for one in answer.scenarios]
    pairs = ((first, second) for i, first in enumerate(names) for second in names[i + 1 :])
    for (first, second), rows in zip(pairs, answer.differences, strict=True):
        for row in rows:
            yield {
                "first": first,
                "second": second,
                "path": row.path,
                "in_first": row.first,
                "in_second": row.second,
            }


def _cautions(answer: Answer) -> Iterator[Row]:
    yield from (vars(row) for row in answer.cautions)


_ROWS = {
    "people": _people,
    "groups": _groups,
    "waits": _waits,
    "wait_curves": _wait_curves,
    "queues": _queues,
    "capacity": _capacity,
    "bridge": _bridge,
    "money": _money,
    "differences": _differences,
    "swings": _swings,
    "inputs": _inputs,
    "changed": _changed,
    "cautions": _cautions,
}
