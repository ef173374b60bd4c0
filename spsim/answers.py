"""What does a run answer? Data frames and figures, and the JSON that the command line writes."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.faces.figures import COLUMN_MM, FIGURES, FORMATS, Of, Pounds, Queue, Share
from experiments import answer as typed
from sim.errors import WrongInput
from spsim.frames import about, frame, rows_of, values_frame

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from app.ask import Ran
    from experiments.rows import Years


@dataclass(frozen=True, repr=False)
class Answer:
    """The answer to one run or comparison.

    Every call makes a new frame: change it as you like. Its `attrs` hold its provenance
    (`version`, `command`, `seed`, `replications`; by scenario `title`, `hash`, `price_year`, `changed`), what its
    `columns` mean, their `units`, and the `intervals` by name. Money is in pounds of the scenario's price year.
    """

    ran: "Ran[typed.Answer]"
    changed: Mapping[str, Mapping[str, object]]

    @property
    def whole(self) -> typed.Answer:
        """The whole answer, typed and unrounded."""
        return self.ran.answer

    def json(self) -> str:
        """The JSON that `spsim run --json` and `spsim compare --json` print."""
        from app.faces.as_json import as_json

        return as_json(self.whole)

    # ---------------------------------------------------------------- frames

    @property
    def people(self) -> "pandas.DataFrame":
        """Every outcome in both worlds, and the paired difference: a row for each scenario, outcome and world."""
        return self._frame("people")

    @property
    def groups(self) -> "pandas.DataFrame":
        """The same of each level of each trait."""
        return self._frame("groups")

    @property
    def waits(self) -> "pandas.DataFrame":
        """What became of those who joined each queue, in weeks and shares, of everybody and by trait."""
        return self._frame("waits")

    @property
    def wait_curves(self) -> "pandas.DataFrame":
        """Of those who joined each queue, the shares given it and gone without it by each length of wait, in weeks."""
        return self._frame("wait_curves")

    @property
    def queues(self) -> "pandas.DataFrame":
        """How many people are in each state at the end of each week."""
        return self._frame("queues")

    @property
    def capacity(self) -> "pandas.DataFrame":
        """How much of each capacity was used, as a share of all there was."""
        return self._frame("capacity")

    @property
    def bridge(self) -> "pandas.DataFrame":
        """From headline to net cash in pounds, at each horizon: everybody's (`payer` empty), then each payer's."""
        return self._frame("bridge")

    @property
    def money(self) -> "pandas.DataFrame":
        """Pounds paid by financial year, payer and role, in both worlds."""
        return self._frame("money")

    @property
    def differences(self) -> "pandas.DataFrame":
        """Of each two scenarios, the second less the first, paired person by person: outcomes and bridges."""
        return self._frame("differences")

    @property
    def swings(self) -> "pandas.DataFrame":
        """Net cash and capacity released with each uncertain input at its low and high; no row without `swings`."""
        return self._frame("swings")

    @property
    def inputs(self) -> "pandas.DataFrame":
        """Every value of every scenario, with its range, grade and source."""
        return self._frame("inputs")

    @property
    def changed_values(self) -> "pandas.DataFrame":
        """What each two scenarios state otherwise, by path."""
        return self._frame("changed")

    @property
    def cautions(self) -> "pandas.DataFrame":
        """What to know first: a sentence a row."""
        return self._frame("cautions")

    def values(self) -> "pandas.DataFrame":
        """Every value of every replication, tidy: the rows of `values.csv`, whose columns docs/tables.md explains."""
        results = ((case, runs) for case, runs in zip(self.ran.cases, self.ran.results, strict=True))
        return values_frame(results, about(self.whole, self.changed))

    def _frame(self, name: str) -> "pandas.DataFrame":
        return frame(name, rows_of(self.whole, name), about(self.whole, self.changed))

    # ---------------------------------------------------------------- figures

    def plot_waits(
        self,
        queue: Queue = "link_worker",
        *,
        share: Share | None = None,
        width: float = COLUMN_MM,
        ax: "Axes | None" = None,
    ) -> "Figure":
        """Of those who join a queue, the shares given it and gone without it by weeks since joining. `width`: mm."""
        from app.faces.figures import draw

        return draw.waits(self.whole, queue, share=share, width=width, ax=ax)

    def plot_queues(self, state: str = "waiting", *, width: float = COLUMN_MM, ax: "Axes | None" = None) -> "Figure":
        """People in a state at the end of each week: mean, and the band of single real services. `width`: mm."""
        from app.faces.figures import draw

        return draw.queues(self.whole, state, width=width, ax=ax)

    def plot_people(
        self,
        outcomes: Sequence[str] | None = None,
        *,
        of: Of = "difference",
        width: float = COLUMN_MM,
        ax: "Axes | None" = None,
    ) -> "Figure":
        """Outcomes with their three intervals, scenario beside scenario. `width`: mm."""
        from app.faces.figures import draw

        return draw.people(self.whole, outcomes, of=of, width=width, ax=ax)

    def plot_groups(
        self,
        outcome: str = "wait_for_link_worker",
        *,
        of: Of = "programme",
        width: float = COLUMN_MM,
        ax: "Axes | None" = None,
    ) -> "Figure":
        """One outcome by the levels of each trait, scenario beside scenario. `width`: mm."""
        from app.faces.figures import draw

        return draw.groups(self.whole, outcome, of=of, width=width, ax=ax)

    def plot_bridge(
        self,
        years: "Years | None" = None,
        *,
        scenario: str | None = None,
        width: float = COLUMN_MM,
        ax: "Axes | None" = None,
    ) -> "Figure":
        """From headline to net cash in pounds, a panel for each scenario. `years`: from day 0 (the longest unless
        said); `scenario`: one of them alone, by name; `width`: mm."""
        from app.faces.figures import draw

        return draw.bridge(self.whole, years, scenario=scenario, width=width, ax=ax)

    def plot_swings(
        self,
        of: Pounds = "net",
        *,
        scenario: str | None = None,
        most: int = 10,
        width: float = COLUMN_MM,
        ax: "Axes | None" = None,
    ) -> "Figure":
        """Net cash or capacity released with each uncertain input at its low and high. `most`: at most this many.
        `width`: mm."""
        from app.faces.figures import draw

        return draw.swings(self.whole, of, scenario=scenario, most=most, width=width, ax=ax)

    def save(
        self, folder: str | Path, *, suffix: str = "svg", width: float = COLUMN_MM, force: bool = False
    ) -> list[Path]:
        """Write every figure that this answer has into a folder (made, if its parent is there), as NAME.svg, .pdf or
        .png. What is there already is refused, unless `force`. Their paths."""
        from app.faces.figures import draw
        from app.files import check_outputs, written_whole

        if suffix not in FORMATS:
            raise WrongInput(f"A figure is saved as {', '.join(FORMATS)}, not as {suffix}.")
        into = Path(folder)
        into.mkdir(exist_ok=True)
        drawn: dict[Path, Figure] = {}
        for name in FIGURES:
            with suppress(WrongInput):  # it has none: no swings were run, nobody waits
                drawn[into / f"{name}.{suffix}"] = getattr(draw, name)(self.whole, width=width)
        check_outputs(drawn, force=force)
        for path, figure in drawn.items():
            with written_whole(path, force=force) as part:
                figure.savefig(part, format=suffix)
        return list(drawn)

    def __repr__(self) -> str:
        provenance = self.whole.provenance
        titles = ", ".join(one.title for one in self.whole.scenarios)
        return f"<Answer of {titles}: {provenance.replications:,} replications, seed {provenance.seed}>"
