"""What becomes of 100 people who come, in usual care and with each option? Whole people, who add up to 100."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from app import words
from app.tables.bridge import apportioned
from app.tables.options import Lettered, lettered
from app.tables.table import Column, Estimated, Table
from experiments.answer import Answer, ScenarioAnswer
from experiments.intervals import Estimate

ALL = 100


@dataclass(frozen=True)
class Hundred:
    """What becomes of the people of an option, or of usual care, by fate."""

    title: str
    of: Mapping[str, Estimate]

    @property
    def people(self) -> dict[str, int]:
        """Whole people, by largest remainder."""
        return dict(zip(self.of, apportioned([one.mean for one in self.of.values()], ALL), strict=True))


@dataclass(frozen=True)
class Hundreds:
    """Every fate by name, with its title; usual care, and then the options."""

    title: str
    titles: Mapping[str, str]
    columns: Sequence[Hundred]

    @property
    def note(self) -> str:
        """What being discharged means here, where anybody can be."""
        return " Discharged: at least once; some come back." if "discharged" in self.titles else ""

    @property
    def error(self) -> str:
        """The largest simulation error of any."""
        widths = [one.half_width for column in self.columns for one in column.of.values()]
        return "?" if None in widths else words.number(max(filter(None, widths), default=0.0), 1.0)


def hundreds(answer: Answer, names: Mapping[str, str]) -> Hundreds | None:
    """Usual care once, or for each option whose people are not the same; then every option. None where an option has
    nothing that parts its people."""
    options = lettered(answer, names)
    if not all(one.scenario.fates for one in options):
        return None
    usual: dict[tuple[tuple[str, float], ...], list[Lettered[ScenarioAnswer]]] = {}
    for one in options:
        means = tuple((row.name, row.usual.mean) for row in one.scenario.fates if row.usual.mean)
        usual.setdefault(means, []).append(one)
    columns = []
    for those in usual.values():
        whose = f" of {words.listed([one.letter for one in those])}" if len(usual) > 1 else ""
        columns.append(Hundred(f"Usual care{whose}", {row.name: row.usual for row in those[0].scenario.fates}))
    for one in options:
        title = one.letter or words.capital(words.subject(one.scenario))
        columns.append(Hundred(title, {row.name: row.programme for row in one.scenario.fates}))
    fullest = max(answer.scenarios, key=lambda one: len(one.fates))
    length = {one.years for one in answer.scenarios}
    until = f"within {words.years(length.pop())}" if len(length) == 1 else "by the end of follow-up"
    title = f"What becomes of 100 people who come, {until}"
    return Hundreds(title, {row.name: row.title for row in fullest.fates}, columns)


def of_100(found: Hundreds) -> Table[str]:
    """The same in numbers: shares, with their simulation error."""
    columns: list[Column[str]] = [Column("", lambda fate: found.titles[fate])]
    columns += [
        Estimated(one.title, partial(one.of.get), "number", worded=partial(_in_words, one)) for one in found.columns
    ]
    return Table(found.title, columns, [*found.titles], f"Mean ± simulation error.{found.note}")


def _in_words(one: Hundred, fate: str) -> str:
    share = one.of.get(fate)
    return "0" if share is None or words.nothing(share) else words.with_error(share).replace("(", "").replace(")", "")
