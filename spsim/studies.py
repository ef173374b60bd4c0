"""What does a declared study find? Its data frames, its pictures, and the JSON that the command line prints of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from app.asking.studies import SUFFIX, Where
from app.faces.figures import COLUMN_MM, PAGE_MM
from sim.errors import Cancelled, NotWritten, StudyStopped, WrongInput
from sim.faults import printable
from spsim.asking import Progress
from spsim.columns import Columns
from spsim.frames import About, with_columns
from spsim.study_frames import (
    ECONOMICS,
    INTERVALS,
    SENSITIVITY,
    SUMMARY,
    Row,
    economics_rows,
    point_columns,
    point_rows,
    result_columns,
    result_rows,
    sensitivity_rows,
    summary_rows,
)

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

    from app.ask import RunStudy, Watch
    from app.asking.studies import StudyRan
    from experiments.economics import answer as worth
    from experiments.study import answer as typed

Named = TypeVar("Named")
Of = Literal["plane", "acceptability", "expected loss", "value of certainty", "worths"]
GONE = "The study did not come to its end, and nothing of it is kept: name a file that keeps what is done (store=...)."
NO_DESIGN = "a list of points, or a grid of more than two inputs, says it point by point"


@dataclass(frozen=True)
class Economics:
    """What the draws of a study say of money, luck taken out. Every call makes a new frame; one of what the study does
    not have, such as an effect that it does not read, has no rows."""

    answer: "worth.StudyEconomics"
    about: About

    @property
    def money(self) -> "pandas.DataFrame":
        """Net cash and net capacity of each option over the draws."""
        return self._frame("money")

    @property
    def plane(self) -> "pandas.DataFrame":
        """Each option's mean cost and effect, and where it stands among the others."""
        return self._frame("plane")

    @property
    def quadrants(self) -> "pandas.DataFrame":
        """The share of draws in each quadrant of the plane, against usual care."""
        return self._frame("quadrants")

    @property
    def acceptability(self) -> "pandas.DataFrame":
        """Each option's chance of being best, and its expected loss, by threshold."""
        return self._frame("acceptability")

    @property
    def evpi(self) -> "pandas.DataFrame":
        """What certainty about everything is worth, by threshold."""
        return self._frame("evpi")

    @property
    def evppi(self) -> "pandas.DataFrame":
        """What certainty about each input is worth, the dearest first."""
        return self._frame("evppi")

    def _frame(self, name: str) -> "pandas.DataFrame":
        return with_columns(ECONOMICS[name], economics_rows(self.answer, name), self.about)


@dataclass(frozen=True, repr=False)
class Study:
    """What was found at the points of a study, as far as it was run.

    Every call makes a new frame: change it as you like. Its `attrs` hold its provenance (`version`, `command`, `study`,
    `plan` and `result` as SHA-256, `complete`, `seeds`, `replications`; by scenario `title` and `hash`), what its
    `columns` mean, their `units`, and the `intervals` by name.
    """

    ran: "StudyRan"
    path: Path | None  # the file that keeps its results, if one does

    @property
    def complete(self) -> bool:
        """Whether nothing of it is left to run. Points that failed are not left."""
        return self.ran.found.complete

    @property
    def failed(self) -> dict[int, str]:
        """Which points failed, and why."""
        return dict(sorted(self.ran.found.failed.items()))

    @property
    def hash(self) -> str:
        """SHA-256 of its results, in hexadecimal: the same wherever and however they were run."""
        return self.ran.result

    @cached_property
    def answer(self) -> "typed.StudyAnswer":
        """The whole answer, typed and unrounded. Raises NotPossible where no point was run."""
        from experiments.study.analysed import analysed

        return analysed(self.ran.found)

    def json(self) -> str:
        """The JSON that `spsim study run --json` prints of the answer itself."""
        from app.faces.as_json import as_json

        return as_json(self.answer)

    # ---------------------------------------------------------------- frames

    @property
    def frame(self) -> "pandas.DataFrame":
        """Every number of every point, replication and scenario: as results.csv of an export has them."""
        found = self.ran.found
        return with_columns(result_columns(found), result_rows(found), self._about)

    @property
    def inputs(self) -> "pandas.DataFrame":
        """The value of every dimension at each point: as points.csv of an export has it."""
        found = self.ran.found
        rows = list(point_rows(found))
        return with_columns(point_columns(found, rows), rows, self._about)

    @property
    def summary(self) -> "pandas.DataFrame":
        """Each output over all sets of inputs: its mean, three intervals, and how much of its variance is luck. Designs
        that draw no sets of inputs have no rows."""
        return self._of(SUMMARY, summary_rows)

    @property
    def sensitivity(self) -> "pandas.DataFrame":
        """What each input does to each output: a row for each index that the design allows."""
        return self._of(SENSITIVITY, sensitivity_rows)

    @property
    def economics(self) -> Economics | None:
        """What its draws say of money; None where the study does not draw inputs, or does not read net cash."""
        found = self.answer.economics
        return None if found is None else Economics(found, self._about)

    def _of(self, columns: Columns, rows: "Callable[[typed.StudyAnswer], Iterator[Row]]") -> "pandas.DataFrame":
        return with_columns(columns, rows(self.answer), self._about)

    @property
    def _about(self) -> About:
        """What every frame of it carries."""
        found, about = self.ran.found, self.ran.about
        arms = found.plan.arms
        return {
            "version": about["spsim"],
            "command": about["command"],
            "study": found.plan.declared.name,
            "plan": found.plan.hash,
            "result": self.ran.result,
            "complete": found.complete,
            "seeds": list(found.plan.seeds),
            "replications": found.columns.shape[1],
            "title": {arm.name: arm.scenario.title for arm in arms},
            "hash": {arm.name: arm.hash for arm in arms},
            "intervals": dict(INTERVALS),
        }

    # ---------------------------------------------------------------- figures

    def plot_drivers(
        self,
        output: str | None = None,
        *,
        scenario: str | None = None,
        less: str | None = None,
        width: float = PAGE_MM,
    ) -> "Figure":
        """What drives an output, as the design allows: indices, a Morris screen, a tornado, or a heat map.

        `output`: by its name (the first unless said); `scenario`, `less`: in which scenario (the first), less which;
        `width`: mm.
        """
        one = self._output(output, scenario, less)
        found = {
            "indices": one.sobol or one.given,
            "screen": one.morris,
            "tornado": one.one_way,
            "heat_map": one.two_way,
        }
        for name, analysis in found.items():
            if analysis is not None:
                return self._drawn(name, one, width)
        raise WrongInput(f"This study has nothing of what drives {one.output}: {'; '.join(one.refused) or NO_DESIGN}.")

    def plot_two_levels(
        self,
        output: str | None = None,
        *,
        scenario: str | None = None,
        less: str | None = None,
        width: float = PAGE_MM,
    ) -> "Figure":
        """What is unknown and what is luck: an output's three intervals, and where the variance of a run comes from.
        Options as in `plot_drivers`."""
        return self._drawn("split", self._output(output, scenario, less), width)

    def plot_convergence(
        self,
        output: str | None = None,
        *,
        scenario: str | None = None,
        less: str | None = None,
        width: float = PAGE_MM,
    ) -> "Figure":
        """Do the indices still move as points are added? Options as in `plot_drivers`."""
        return self._drawn("convergence", self._output(output, scenario, less), width)

    def plot_economics(
        self,
        of: Of = "plane",
        *,
        effect: str | None = None,
        width: float = COLUMN_MM,
    ) -> "Figure":
        """The plane of costs and effects, a curve over thresholds, or what knowing each input is worth.

        `of`: "plane", "acceptability", "expected loss", "value of certainty", or "worths"; `effect`: by its name, of
        worths "net cash" or "net capacity" (the first unless said); `width`: mm.
        """
        from app import version
        from app.faces.figures import economics

        if (found := self.answer.economics) is None:
            raise WrongInput("This study says nothing of money to draw: it draws no inputs, or does not read net cash.")
        name = self.ran.found.plan.declared.name
        made_by = f"Made by spsim {version()}: study {name}, results SHA-256 {self.hash}."
        if of == "worths":
            decision = _named([(one.of, one) for one in found.decisions], effect, "decision")
            return economics.worths(found, decision, made_by, width)
        drawn = {
            "plane": economics.plane,
            "acceptability": economics.acceptability,
            "expected loss": economics.expected_loss,
            "value of certainty": economics.value_of_certainty,
        }
        draw = _named(list(drawn.items()), of, "picture of its economics")
        per = _named([(one.effect, one) for one in found.effects], effect, "effect")
        return draw(found, per, made_by, width)

    def _output(self, output: str | None, scenario: str | None, less: str | None) -> "typed.OutputAnswer":
        """An output in a scenario, or less another."""
        of_it = _named([(one.output, one.output) for one in self.answer.outputs], output, "output")
        arm = _named([(one.name, one.name) for one in self.answer.arms], scenario, "scenario")
        for one in self.answer.outputs:
            if (one.output, one.arm, one.less) == (of_it, arm, less):
                return one
        raise WrongInput(f"This study says nothing of {arm} less {printable(str(less))}; each is taken less the first.")

    def _drawn(self, name: str, one: "typed.OutputAnswer", width: float) -> "Figure":
        from app.faces.figures import study

        draw: Callable[..., Figure] = getattr(study, name)
        return draw(self.answer, one, width=width)

    def __repr__(self) -> str:
        plan = self.ran.found.plan
        arms = ", ".join(arm.name for arm in plan.arms)
        state = "" if self.complete else ", not complete"
        return f"<Study {plan.declared.name}: {plan.points:,} points of {arms}{state}>"


def _named(there: Sequence[tuple[str, Named]], name: str | None, what: str) -> Named:
    """The one of this name, the first unless said."""
    if not there:
        raise WrongInput(f"This study has no {what}.")
    names = list(dict.fromkeys(each for each, _ in there))
    wanted = names[0] if name is None else name
    for each, one in there:
        if each == wanted:
            return one
    raise WrongInput(f"This study has no {what} called {printable(str(name))}: there is {', '.join(names)}.")


def study(
    study: str | Path,
    *,
    store: str | Path | None = None,
    jobs: int | None = None,
    executor: Where = "threads",
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Study:
    """Run a declared study, or what its file of results does not have yet; or open such a file.

    `study`: a study that comes with the program, by its name; the path of a NAME.study.toml; or that of a file of
    results, which is opened as it is and not gone on with (`complete` says whether all was run).
    `store`: the file that keeps its results, as of `spsim study run --store`: asked for again, it goes on with what is
    missing. None: nothing is kept but in the object.
    `jobs`, `executor`, `scheduler`: how many at a time, in what, or at which Dask scheduler; no number depends on them.
    `progress`: called with what is being done, how much of it is done, and of how much (0 of 0: a sentence alone).

    Raises WrongInput (ScenarioError for the faults of a study file or of its scenarios) before anything is run, and
    Cancelled if it is stopped: what is done is then in the store.
    """
    from app.ask import OpenStudy, RunStudy, Watch, ask
    from app.asking.paper import is_results

    if executor not in get_args(Where):
        raise WrongInput(f"A study is run in {', '.join(get_args(Where))}, not in {printable(str(executor))}.")
    follow: Progress = progress or (lambda what, done, planned: None)
    watch = Watch(progress=follow, say=lambda sentence: follow(sentence, 0, 0))
    path = Path(study)
    if path.name.endswith(SUFFIX) or (path.is_file() and is_results(path)):
        if store is not None:
            raise WrongInput(f"{printable(str(path))} is a file of results itself, and is opened: leave out the store.")
        return Study(ask(OpenStudy(path), watch), path)
    request = RunStudy(
        study=study,
        store=None if store is None else Path(store),
        command=_typed(study, store),
        jobs=jobs,
        where=executor,
        scheduler=scheduler,
    )
    return Study(_in_passing(request, watch), None) if store is None else Study(ask(request, watch), request.store)


def _in_passing(request: "RunStudy", watch: "Watch") -> "StudyRan":
    """Run it in a file that is gone afterwards."""
    from app.ask import ask

    with TemporaryDirectory() as folder:
        try:
            return ask(replace(request, store=Path(folder) / f"in_passing{SUFFIX}"), watch)
        except (StudyStopped, NotWritten) as error:
            kind = NotWritten if isinstance(error, NotWritten) else Cancelled
            raise kind(GONE) from error


def _typed(study: str | Path, store: str | Path | None) -> str:
    """What to type for the same results."""
    kept = "" if store is None else f", store={Path(store).name!r}"
    return f"spsim.study({Path(study).name!r}{kept})"
