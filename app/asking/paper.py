"""What does a paper need of a study? Everything that can be said of a run from its file, gathered once.

A study that has not been run is run first, into a file of its own. One that is not complete is refused: a paper of half
a design would be of another design.
"""

import shlex
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app import PROGRAM
from app.asking.studies import SUFFIX, RunStudy, StudyRan, Workers
from app.asking.watch import Watch
from sim.errors import WrongInput
from sim.faults import printable

if TYPE_CHECKING:
    from experiments.study.answer import StudyAnswer
    from experiments.study.store import Stored
    from sim.loading import Loaded

SQLITE = b"SQLite format 3\x00"  # how every file of results begins


class PointHash(NamedTuple):
    """By what the numbers of a point are known: however they were batched, and in whatever order they came."""

    point: int
    replications: int
    sha256: str  # of its numbers in order of replication, scenario and column; of why it failed, where it did
    failed: str


@dataclass(frozen=True)
class Paper:
    """What a study was, what it found and how it is made again. `frozen`: each scenario as one file, by its name;
    `files`: what the study was made from that does not come with the program."""

    ran: StudyRan
    answer: "StudyAnswer"
    arms: "tuple[Loaded, ...]"
    frozen: dict[str, str]
    files: dict[str, str]
    hashes: tuple[PointHash, ...]

    @property
    def name(self) -> str:
        """Of the study."""
        return self.answer.name


@dataclass(frozen=True, kw_only=True)
class WritePaper(Workers):
    """Everything that a paper about a study says and carries. `study`: its file of results, or a study by name or
    file, which is run, or gone on with, first."""

    study: str | Path

    def answered(self, watch: Watch) -> Paper:
        """Of a complete study."""
        from experiments.study.kept import restored
        from experiments.study.running import found_in
        from experiments.study.store import reading, result_hash

        with reading(self._results(watch)) as stored, restored(stored) as plan:
            found = found_in(plan, stored)
            if not found.complete:
                path = printable(str(stored.path))
                raise WrongInput(
                    f"{path} is not complete, and a paper of half a design is of another design. Go on with: "
                    f"{shlex.join([PROGRAM, 'study', 'resume', str(stored.path)])}"
                )
            many = found.columns.shape[1]
            result = result_hash(plan.hash, stored.rows(), many)
            ran = StudyRan(found, stored.path, result, stored.about())
            return paper_of(ran, stored.files(), _hashes(stored, many))

    def _results(self, watch: Watch) -> Path:
        """The file of results: the one that is named, or that of the study that is named, run to its end."""
        path = Path(self.study)
        if path.is_file() and is_results(path):
            return path
        request = RunStudy(study=self.study, jobs=self.jobs, where=self.where, scheduler=self.scheduler)
        return request.answered(watch).path


def is_results(path: Path) -> bool:
    """Whether a file holds results of a study; else it may be a study file."""
    with path.open("rb") as stream:
        return path.name.endswith(SUFFIX) or stream.read(len(SQLITE)) == SQLITE


def paper_of(ran: StudyRan, files: dict[str, str], hashes: tuple[PointHash, ...]) -> Paper:
    """Of what was found. The files of its scenarios must still be there: fits are read beside them."""
    from experiments.study.analysed import analysed
    from sim.loading.in_hand import frozen

    arms = ran.found.plan.arms
    return Paper(ran, analysed(ran.found), arms, {one.name: frozen(one) for one in arms}, files, hashes)


def _hashes(stored: "Stored", replications: int) -> tuple[PointHash, ...]:
    from experiments.study.store import by_point

    return tuple(
        PointHash(
            point,
            0 if failed else replications,
            sha256(failed.encode() if failed else numbers).hexdigest(),
            failed or "",
        )
        for point, numbers, failed in by_point(stored.rows(), replications)
    )
