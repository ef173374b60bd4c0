"""What was predicted, when, and what came of it? The rows of predictions.toml: added to, and never changed.

A prediction has the hash of the scenario that it was made with, and no published value. A comparison comes later: it
repeats that hash and the fingerprint of the prediction, so that neither the interval nor the scenario can be put right
afterwards. Where a scenario changes after a comparison, both results stand, and a new prediction is added.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from experiments.ledger.held_out import HeldOut
from sim.errors import ScenarioError
from sim.faults import Fault
from sim.loading.toml_files import TomlFile, is_file, stated_in
from sim.scenario.sections import Section
from sim.scenario.values import fault

FILE = "predictions.toml"
DIGITS = 5  # of an interval's ends
HALF = 0.5  # of the width of what was known before: a wider interval tests little
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
HEAD = """\
# What was predicted of figures that nothing was fitted to, and what came of it. Written by `spsim validate --predict`
# and, later, `spsim validate --compare`. Rows are only added: none is ever changed, and a miss stays.
"""


class Dated(Section):
    """A row of the record."""

    figure: str = Field(min_length=1, max_length=120)
    scenario: str = Field(min_length=1, max_length=120)
    hash: Hash = Field(description="Of the scenario: SHA-256 of all that its answer depends on.")


class Prediction(Dated):
    """The interval of a figure, before it was looked at."""

    measure: str
    starts: date
    ends: date
    referred_until: date | None = None
    services: int = Field(ge=0, description="Other services, of whose people it is the mean; 0: the same people.")
    low: float = Field(description="5 % of what is expected lies below.")
    median: float
    high: float = Field(description="5 % lies above.")
    prior_low: float = Field(description="The same two ends before any published figure was used.")
    prior_high: float
    given: list[str] = Field(description="The figures that were used: the scenario's, which inputs were fitted to.")
    drivers: list[str] = Field(description="The inputs that the figure goes with most, before any figure was used.")
    covers: int = Field(ge=0, le=100, description="Of 100 simulated services, how many lie inside their own interval.")
    seed: int
    draws: int
    made: datetime

    @field_validator("made")
    @classmethod
    def _in_universal_time(cls, when: datetime) -> datetime:
        return universal(when)

    @property
    def sharp(self) -> bool:
        """Whether the figures that were used narrow it to half or less: otherwise it tests little."""
        return self.high - self.low <= HALF * (self.prior_high - self.prior_low)

    @property
    def fingerprint(self) -> str:
        """Of all that it says."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Comparison(Dated):
    """A prediction held against what was published."""

    prediction: Digest = Field(description="The fingerprint of the prediction.")
    published: float
    inside: bool
    compared: datetime

    @field_validator("compared")
    @classmethod
    def _in_universal_time(cls, when: datetime) -> datetime:
        return universal(when)


class Record(Section):
    """All of them, in the order in which they were made."""

    predictions: list[Prediction] = Field(default=[])
    comparisons: list[Comparison] = Field(default=[])

    def of(self, comparison: Comparison) -> Prediction:
        """The prediction that was compared."""
        return next(one for one in self.predictions if one.fingerprint == comparison.prediction)

    def stands(self, held: HeldOut, scenario_hash: str) -> bool:
        """Whether a figure has been predicted with this scenario."""
        return any((one.figure, one.hash) == (held.name, scenario_hash) for one in self.predictions)

    def result_of(self, prediction: Prediction) -> Comparison | None:
        """What came of a prediction, if it has been compared."""
        return next((one for one in self.comparisons if one.prediction == prediction.fingerprint), None)


def universal(when: datetime) -> datetime:
    """A time that says its offset, in universal time."""
    if when.tzinfo is None:
        raise fault("", f"{when} has no offset: write 2026-11-27T12:00:00Z")
    return when.astimezone(UTC)


# ---------------------------------------------------------------- reading it


def record_in(folder: Path) -> Record:
    """The record of a folder; empty where there is none. One that contradicts itself is refused."""
    path = folder / FILE
    if not is_file(path):
        return Record()
    record, file = stated_in(path, Record)
    if faults := list(_faults(record, file)):
        raise ScenarioError(faults)
    return record


def _faults(record: Record, file: TomlFile) -> Iterator[Fault]:
    """Comparisons that no earlier prediction stands behind."""
    made = {one.fingerprint: one for one in record.predictions}
    seen: set[str] = set()
    for i, one in enumerate(record.comparisons):
        path = ("comparisons", i)
        predicted = made.get(one.prediction)
        if predicted is None or predicted.figure != one.figure:
            said = f"of {one.figure} has no prediction with the fingerprint {one.prediction}: rows are never changed."
        elif predicted.hash != one.hash:
            said = f"of {one.figure} is of another scenario than its prediction: the hashes differ."
        elif predicted.made >= one.compared:
            said = f"of {one.figure} was made on {one.compared}, not after its prediction ({predicted.made})."
        elif one.prediction in seen:
            said = f"of {one.figure} stands there twice."
        elif one.inside != inside(predicted, one.published):
            said = f"of {one.figure} does not say whether {one.published:g} lies inside, as it is."
        else:
            seen.add(one.prediction)
            continue
        yield file.fault(path, f"The comparison {said}")


def inside(prediction: Prediction, published: float) -> bool:
    """Whether a published figure lies within what was predicted."""
    return prediction.low <= published <= prediction.high


def compared(record: Record, held: Iterable[HeldOut], when: datetime) -> list[Comparison]:
    """Comparisons of every prediction that has none and whose figure has been published."""
    published = {one.name: one.published for one in held}
    found = []
    for one in record.predictions:
        figure = published.get(one.figure)
        if figure is not None and record.result_of(one) is None:
            found.append(
                Comparison(
                    figure=one.figure,
                    scenario=one.scenario,
                    hash=one.hash,
                    prediction=one.fingerprint,
                    published=figure,
                    inside=inside(one, figure),
                    compared=when,
                )
            )
    return found


# ---------------------------------------------------------------- writing it


def added_to(text: str, rows: Sequence[Prediction | Comparison]) -> str:
    """The file with more rows at its end."""
    tables = {Prediction: "predictions", Comparison: "comparisons"}
    more = (
        "\n".join([f"[[{tables[type(row)]}]]", *(f"{key} = {_said(value)}" for key, value in row if value is not None)])
        for row in rows
    )
    return "\n\n".join([(text or HEAD).rstrip("\n"), *more]) + "\n"


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
