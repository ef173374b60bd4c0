"""What is seen of one run? One replication of a scenario with and without the programme, or of two; and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.asking.cases import Named, cases_of, load_all, refuse_what_never_ends
from app.asking.engines import Runs, caps_in_words
from app.asking.running import RunInShort
from app.asking.watch import Watch
from experiments.answer import AnswerInShort
from experiments.run import Case
from experiments.watched import Watched, watched
from sim.errors import WrongInput
from sim.inputs import World

RUNS_FOR_THE_ANSWER = 200  # which then stands beside the one that is seen
MOST_SCENARIOS = 2


@dataclass(frozen=True)
class Animate(Runs):
    """One replication to be watched, and what many say. One scenario or two. `swings`: what would change that answer,
    in the first few of the many, or not."""

    scenarios: tuple[Named, ...]
    replication: int = 0
    swings: Literal["first few", "none"] = "first few"
    command: str | None = None

    def answered(self, watch: Watch) -> "Animated":
        """Run them: one replication for its logs, many for the answer."""
        if not 1 <= len(self.scenarios) <= MOST_SCENARIOS:
            raise WrongInput("One scenario or two are shown at once: one is shown beside usual care.")
        loaded = load_all(self.scenarios)
        cases = cases_of(loaded, self.seed)
        refuse_what_never_ends(cases)
        asked = RunInShort(
            tuple(loaded),
            seed=self.seed,
            replications=self.replications or RUNS_FOR_THE_ANSWER,
            swings=self.swings,
            sets=0,
            engine=self.engine,
            jobs=self.jobs,
            command=self.command,
        )
        answer = asked.answered(watch).answer
        with caps_in_words(loaded):
            programme, usual = (
                [watched(case, world, self.replication) for case in cases] for world in (World.PROGRAMME, World.USUAL)
            )
        return Animated(answer, cases, programme, usual)


@dataclass(frozen=True)
class Animated:
    """The answer; and of each scenario, in the order they were named in, one replication with the programme and one
    with usual care."""

    answer: AnswerInShort
    cases: Sequence[Case]
    programme: Sequence[Watched]
    usual: Sequence[Watched]
