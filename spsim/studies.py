"""Run a declared study, or open what one found: rows, inputs and results as data frames, and its figures."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.ask import OpenStudy, RunStudy, Watch, ask
from app.asking.studies import StudyRan
from sim.errors import WrongInput
from sim.faults import printable
from spsim.columns import Column, Kind
from spsim.frames import About, with_columns

if TYPE_CHECKING:
    import pandas

    from app.faces.figures.paper import Picture
    from experiments.study.answer import OutputAnswer, StudyAnswer

Progress = Callable[[str, int, int], None]
WHOLE = ("point", "replication", "seed", "draw")


def study(
    study: str | Path, *, store: str | Path | None = None, jobs: int | None = None, progress: Progress | None = None
) -> "Study":
    """A declared study, by name or file, run to its end; or opened, where its file of results is named.

    `store`: its file of results (by default NAME.study, here); one that is there is gone on with.
    `jobs`, `progress`: as in `run`. Raises WrongInput before anything is run, and Cancelled or NotWritten where a run
    stops: what is done is kept, and the same call goes on.
    """
    from app.asking.paper import is_results

    path = Path(study)
    if path.is_file() and is_results(path):
        return Study(ask(OpenStudy(path)))
    follow: Progress = progress or (lambda what, done, planned: None)
    watch = Watch(progress=follow, say=lambda sentence: follow(sentence, 0, 0))
    return Study(ask(RunStudy(study=study, store=None if store is None else Path(store), jobs=jobs), watch))


class Study:
    """What a study found. Raw numbers are in frames; `answer` has every analysis, typed."""

    def __init__(self, ran: StudyRan) -> None:
        self.ran, self.result, self.path = ran, ran.result, ran.path

    @cached_property
    def answer(self) -> "StudyAnswer":
        """Every analysis that the design allows (`experiments.study.answer`)."""
        from experiments.study.analysed import analysed

        return analysed(self.ran.found)

    @property
    def frame(self) -> "pandas.DataFrame":
        """A row for each point, replication and scenario: every output, empty where it was not run or failed."""
        from experiments.study.exported import results, results_head

        return self._frame(results_head(self.ran.found), results(self.ran.found))

    @property
    def inputs(self) -> "pandas.DataFrame":
        """A row for each point: the value of every dimension, and why it failed, if it did."""
        from experiments.study.exported import points, points_head

        return self._frame(points_head(self.ran.found), points(self.ran.found))

    def plot(self, figure: str, output: str, scenario: str | None = None) -> "Picture":
        """One of the figures of `app.faces.figures.study` of an output: indices, screen, tornado, heat_map, ...

        `scenario`: the first, by default. Raises WrongInput for a figure, an output or a scenario that there is not.
        """
        from app.faces.figures import study as drawn

        if figure not in drawn.STUDY_FIGURES:
            raise WrongInput(f"There is no figure {printable(figure)}: there is {', '.join(drawn.STUDY_FIGURES)}.")
        picture: Picture = getattr(drawn, figure)(self.answer, self._output(output, scenario))
        return picture

    def _output(self, output: str, scenario: str | None) -> "OutputAnswer":
        arm = self.answer.arms[0].name if scenario is None else scenario
        for one in self.answer.outputs:
            if (one.output, one.arm, one.less) == (output, arm, None):
                return one
        names = sorted({one.output for one in self.answer.outputs})
        raise WrongInput(f"This study has no {printable(output)} of {printable(arm)}: it has {', '.join(names)}.")

    def _frame(self, head: Sequence[str], rows: Iterator[Sequence[object]]) -> "pandas.DataFrame":
        from experiments.study.exported import meanings

        listed = [dict(zip(head, row, strict=True)) for row in rows]
        meaning = {"point": "number of the point, from 0", **dict(meanings(self.ran.found))}
        columns = {name: Column(meaning[name], _kind(name, [row[name] for row in listed])) for name in head}
        about: About = {
            "study": self.ran.found.plan.declared.name,
            "result_sha256": self.result,
            "plan_sha256": self.ran.found.plan.hash,
            "seeds": list(self.ran.found.plan.seeds),
        }
        return with_columns(columns, listed, about)

    def __repr__(self) -> str:
        found = self.ran.found
        return f"<Study {found.plan.declared.name}: {found.plan.points:,} points, results {self.result[:12]}>"


def _kind(name: str, values: Sequence[object]) -> Kind:
    """Of a column: whole numbers, numbers, or text."""
    if name in WHOLE:
        return "whole"
    known = [value for value in values if value is not None]
    return "number" if known and all(isinstance(value, int | float) for value in known) else "text"
