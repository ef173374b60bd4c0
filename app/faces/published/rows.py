"""What is in the CSV of published figures? A row a figure and a row a prediction, in raw numbers."""

from collections.abc import Iterator, Sequence

from app.asking.ledger import Entry
from app.asking.validating import Held
from app.tables.published import Checked, Figure, Predicted, checked, figures, predicted, unit_of
from experiments.exports import Cell, csv_text
from experiments.targets import Target

COLUMNS = (
    "table", "scenario", "scenario_hash", "figure", "title", "use", "measure", "unit", "starts", "ends",
    "referred_until", "source", "published", "simulated_mean", "half_width", "services_low", "services_high", "verdict",
    "miss", "predicted_low", "predicted_median", "predicted_high", "prior_low", "prior_high", "width_of_prior",
    "services", "seed", "draws", "covers_of_100", "made", "compared", "inside", "counted", "set_from_it", "same_as",
    "drivers", "reading",
)  # fmt: skip


def as_csv(held: Sequence[Held], entries: Sequence[Entry]) -> str:
    """Every figure of every scenario, then the fits' own checks, then every prediction."""
    rows = [
        *map(_of_figure, figures(held)),
        *map(_of_check, checked(held)),
        *map(_of_prediction, predicted(entries)),
    ]
    return csv_text(COLUMNS, [[row.get(column) for column in COLUMNS] for row in rows])


def _of_target(target: Target) -> dict[str, Cell]:
    until = target.referred_until
    return {
        "title": target.title,
        "measure": target.measure,
        "unit": unit_of(target),
        "starts": target.starts.isoformat(),
        "ends": target.ends.isoformat(),
        "referred_until": until.isoformat() if until else None,
        "source": target.source,
    }


def _of_figure(row: Figure) -> dict[str, Cell]:
    seen, (low, high) = row.verdict.simulated, row.verdict.central or (None, None)
    return {
        **_of_target(row.target),
        "table": "figures",
        "scenario": row.scenario,
        "scenario_hash": row.hash,
        "figure": row.verdict.name,
        "use": row.target.use,
        "published": None if row.target.use == "prediction" else row.target.published,
        "simulated_mean": seen.mean,
        "half_width": seen.half_width,
        "services_low": low,
        "services_high": high,
        "verdict": row.verdict.word,
        "miss": row.target.miss,
    }


def _of_check(row: Checked) -> dict[str, Cell]:
    return {
        **_of_target(row.target),
        "table": "fits",
        "scenario": row.scenario,
        "figure": row.fit.name,
        "use": row.target.use,
        "published": row.fit.published,
        "predicted_low": row.fit.low,
        "predicted_median": row.fit.middle,
        "predicted_high": row.fit.high,
        "inside": str(row.fit.is_reached).lower(),
    }


def _of_prediction(row: Predicted) -> dict[str, Cell]:
    held, result = row.entry.held, row.result
    return {
        **_of_target(held.target),
        "table": "ledger",
        "scenario": held.scenario,
        "figure": held.name,
        "use": held.kind,
        "published": held.published,
        "services": held.services,
        "miss": held.miss,
        "counted": str(row.entry.counted).lower(),
        "set_from_it": " ".join(row.entry.set_from_it),
        "same_as": row.entry.same_as,
        "reading": held.reading,
        **(dict(_of_result(row)) if result else {}),
    }


def _of_result(row: Predicted) -> Iterator[tuple[str, Cell]]:
    assert row.result is not None, "as asked"  # noqa: S101
    made, done = row.result.prediction, row.result.comparison
    before = made.prior_high - made.prior_low
    yield "scenario_hash", made.hash
    yield from (("predicted_low", made.low), ("predicted_median", made.median), ("predicted_high", made.high))
    yield from (("prior_low", made.prior_low), ("prior_high", made.prior_high))
    yield "width_of_prior", (made.high - made.low) / before if before else None
    yield from (("seed", made.seed), ("draws", made.draws), ("covers_of_100", made.covers))
    yield "drivers", " ".join(made.drivers)
    yield "made", made.made.isoformat()
    if done:
        yield "compared", done.compared.isoformat()
        yield "inside", str(done.inside).lower()
