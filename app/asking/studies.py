"""What does a declared study find, how far is it, and is its file sound?

A study is asked for by name or file, and run into a file of its own: asked for again, it goes on with what is missing.
Stopped for whatever reason, it keeps what is done and says how to go on.
"""

import platform
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app import PROGRAM
from app.asking.cases import refuse_what_never_ends
from app.asking.engines import cores
from app.asking.watch import Watch
from sim.errors import Cancelled, NotWritten, StudyStopped
from sim.faults import printable

if TYPE_CHECKING:
    from experiments.study.executors import Executor
    from experiments.study.lock import Holder
    from experiments.study.plan import Plan
    from experiments.study.results import Found
    from experiments.study.running import Running
    from experiments.study.store import Session, Store
    from experiments.study.verifying import Verified

Where = Literal["threads", "processes", "sequential"]
SUFFIX = ".study"  # of a study's file
LIBRARIES = ("numpy", "scipy", "SALib", "wasmtime", "distributed")
RUNS = "replications of points"


@dataclass(frozen=True, kw_only=True)
class Workers:
    """Where a study is run, which changes nothing in what it finds. `scheduler`: the address of a Dask scheduler."""

    jobs: int | None = None
    where: Where = "threads"
    scheduler: str | None = None

    @property
    def executor(self) -> "Executor":
        """What runs it."""
        from experiments.study.executors import Dask, Processes, Sequential, Threads

        if self.scheduler is not None:
            return Dask(self.scheduler)
        if self.where == "sequential":
            return Sequential()
        return (Threads if self.where == "threads" else Processes)(self.jobs or cores())

    def __str__(self) -> str:
        if self.scheduler is not None:
            return "Dask"
        return "sequential" if self.where == "sequential" else f"{self.jobs or cores()} {self.where}"


@dataclass(frozen=True)
class Study:
    """A study that comes with the program."""

    name: str
    title: str
    question: str
    design: str


@dataclass(frozen=True)
class ListStudies:
    """The studies that come with the program."""

    def answered(self, watch: Watch) -> list[Study]:
        """Each by name."""
        from experiments.study.declared import bundled_studies, load_study

        studies = {name: load_study(name).study for name in bundled_studies()}
        return [Study(name, one.title, one.question, one.design.kind) for name, one in studies.items()]


# ---------------------------------------------------------------- running


@dataclass(frozen=True, kw_only=True)
class RunStudy(Workers):
    """Run a study, or what its file does not have of it yet. `store`: its file; by default NAME.study, here."""

    study: str | Path
    store: Path | None = None
    command: str | None = None

    def answered(self, watch: Watch) -> "StudyRan":
        """What it finds, once all of it is run."""
        from experiments.study.declared import load_study
        from experiments.study.kept import begin, extend, is_of, refuse_another_program
        from experiments.study.plan import plan_of
        from experiments.study.store import in_use, writing

        declared = load_study(self.study)
        plan = plan_of(declared)
        refuse_what_never_ends(plan.arms)
        path = self.store or Path(f"{declared.name}{SUFFIX}")
        if not in_use(path):
            begin(path, plan, {"command": self.command or _command_of(self.study), **_machine()})
        with writing(path) as store:
            refuse_another_program(store)
            if not is_of(store, plan):
                watch.say(
                    f"{printable(str(path))} has {extend(store, plan):,} points of this study already; they stay."
                )
            return _ran(self, plan, store, watch)


@dataclass(frozen=True, kw_only=True)
class ResumeStudy(Workers):
    """Go on with a study that was stopped, from its file alone."""

    store: Path

    def answered(self, watch: Watch) -> "StudyRan":
        """What it finds, once all of it is run."""
        from experiments.study.kept import restored
        from experiments.study.store import writing

        with writing(self.store) as store, restored(store) as plan:
            return _ran(self, plan, store, watch)


@dataclass(frozen=True)
class StudyRan:
    """What a study found, in which file, the hash of its results, and how it was made, by name."""

    found: "Found"
    path: Path
    result: str
    about: dict[str, str]


def _ran(workers: Workers, plan: "Plan", store: "Store", watch: Watch) -> StudyRan:
    from experiments.study.running import Running
    from experiments.study.store import RESULT

    running = Running(plan, store, workers.executor, partial(watch.progress, RUNS), watch.stopped)
    with _kept(store, running):
        store.begin(f"{workers}; {', '.join(_machine().values())}; on {platform.node()}")
        found = running.to_the_end()
    store.end("finished")
    about = store.about()
    return StudyRan(found, store.path, about[RESULT], about)


@contextmanager
def _kept(store: "Store", running: "Running") -> Iterator[None]:
    """Whatever stops a study: what is done is kept, and how to go on is said."""
    try:
        yield
    except (KeyboardInterrupt, Cancelled, NotWritten) as error:
        why = "interrupted" if isinstance(error, KeyboardInterrupt) else str(error)
        store.end(why)
        done = f"{running.done:,} of {running.planned:,} {RUNS} are kept"
        said = "" if isinstance(error, KeyboardInterrupt) else f"{error} "
        go_on = f"{said}{done}. Go on with: {shlex.join([PROGRAM, 'study', 'resume', str(store.path)])}"
        raise (NotWritten if isinstance(error, NotWritten) else StudyStopped)(go_on) from None
    except BaseException as error:
        store.end(f"{type(error).__name__}: {error}"[:300])
        raise


def _command_of(study: str | Path) -> str:
    return shlex.join([PROGRAM, "study", "run", Path(study).name])


def _machine() -> dict[str, str]:
    """Where numbers are made, as far as anybody would ask."""
    found = {}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return {
        "machine": f"{platform.system()} {platform.machine()}",
        "python": f"Python {platform.python_version()}",
        "libraries": " ".join(f"{name} {number}" for name, number in found.items()),
    }


# ---------------------------------------------------------------- looking


@dataclass(frozen=True)
class StudyStatus:
    """How far is a study?"""

    store: Path

    def answered(self, watch: Watch) -> "Status":
        """Also while it runs."""
        from experiments.study.kept import POINTS, STUDY, TITLE
        from experiments.study.lock import writer_of
        from experiments.study.store import REPLICATIONS, RESULT, reading

        with reading(self.store) as stored:
            about, sessions = stored.about(), stored.sessions()
            each = int(about[REPLICATIONS]) if REPLICATIONS in about else None
            points, done, failed = int(about[POINTS]), 0, set()
            for point, numbers, bad in stored.places():
                if bad and numbers.start == 0:
                    failed.add(point)
                    done += each or len(numbers)
                elif each is None or numbers.start < each:
                    done += min(numbers.stop, each or numbers.stop) - numbers.start
            return Status(
                about[STUDY],
                about[TITLE],
                points,
                each,
                done,
                None if each is None else points * each,
                len(failed),
                writer_of(self.store),
                tuple(sessions),
                about.get(RESULT),
            )


@dataclass(frozen=True)
class Status:
    """How far a study is."""

    study: str
    title: str
    points: int
    replications: int | None  # of each point; None: the pilot that is to say so goes on
    done: int  # replications of points
    planned: int | None  # likewise
    failed: int  # points that are no possible scenario, or went past their cap of events
    writer: "Holder | None"  # which process runs it at the moment
    sessions: "tuple[Session, ...]"
    result: str | None  # the hash of its results, once it is complete

    @property
    def complete(self) -> bool:
        """Whether nothing is left to run."""
        return self.result is not None

    @property
    def interruptions(self) -> int:
        """How often it was stopped before its end, or killed."""
        over = self.sessions[:-1] if self.writer else self.sessions
        return sum(one.ended != "finished" for one in over)

    @property
    def seconds_left(self) -> float | None:
        """At the rate of the session that is going on, or of the last one; None where there is none to go by."""
        if self.planned is None or not self.sessions or self.complete:
            return None
        last = self.sessions[-1]
        return (self.planned - self.done) * last.seconds / last.done if last.done else None


@dataclass(frozen=True)
class OpenStudy:
    """What does a study's file hold?"""

    store: Path

    def answered(self, watch: Watch) -> StudyRan:
        """All that is there, complete or not."""
        from experiments.study.kept import restored
        from experiments.study.running import found_in
        from experiments.study.store import reading, result_hash

        with reading(self.store) as stored, restored(stored) as plan:
            found = found_in(plan, stored)
            result = result_hash(plan.hash, stored.rows(), found.columns.shape[1])
            return StudyRan(found, self.store, result, stored.about())


@dataclass(frozen=True, kw_only=True)
class VerifyStudy(Workers):
    """Is a study's file what was written, and do some of its rows come out the same here? `seed`: which."""

    store: Path
    seed: int = 1

    def answered(self, watch: Watch) -> "Verified":
        """Every row checked, 1 % of them (20 at least) run again."""
        from experiments.study.kept import restored
        from experiments.study.store import reading
        from experiments.study.verifying import verified

        with reading(self.store) as stored, restored(stored) as plan:
            return verified(plan, stored, self.executor, self.seed, watch.following("rows run again"))


@dataclass(frozen=True)
class StudyRow:
    """Run one replication of one point again."""

    store: Path
    point: int
    replication: int = 0

    def answered(self, watch: Watch) -> "OneRow":
        """What it came to here, and whether the file says the same."""
        import numpy as np

        from experiments.study.kept import restored
        from experiments.study.running import EACH_OF
        from experiments.study.store import reading
        from experiments.study.verifying import held, once_more

        with reading(self.store) as stored, restored(stored) as plan:
            row = once_more(plan, self.point, self.replication)
            kept = held(stored, self.point, self.replication)
            arms = [arm.name for arm in plan.arms]
            values = np.frombuffer(row.values, dtype=EACH_OF).reshape(len(arms), -1) if not row.failed else None
            outputs = _outputs(plan)
            return OneRow(
                self.point,
                self.replication,
                plan.described(self.point),
                tuple(outputs),
                {arm: values[at].tolist() for at, arm in enumerate(arms)} if values is not None else {},
                row.failed,
                None if kept is None else kept == row,
                row.values.hex(),
            )


def _outputs(plan: "Plan") -> list[str]:
    from experiments.run import Case
    from experiments.study.exported import column_names
    from experiments.study.outputs import outputs_of

    return column_names(outputs_of(Case.of(plan.arms[0], plan.seeds[0]), plan.outputs))


@dataclass(frozen=True)
class OneRow:
    """A replication of a point, run again."""

    point: int
    replication: int
    inputs: dict[str, object]
    columns: tuple[str, ...]
    values: dict[str, list[float]]  # of each column, by scenario
    failed: str | None
    same: bool | None  # as in the file, byte for byte; None: the file does not have it
    bytes: str  # float64, little-endian: (scenario, column), as hexadecimal digits
