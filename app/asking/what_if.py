"""What was expected of a change, and what came out?

A what-if is a scenario with a [what_if]; `experiments.what_ifs` says how it is run.
"""

from dataclasses import dataclass

from app.asking.cases import Named, loaded_of, refuse_what_never_ends
from app.asking.engines import caps_in_words, engine_made_ready, workers
from app.asking.watch import Watch
from experiments.what_ifs import REPLICATIONS, CameOutOf, came_out_of, case_of
from sim.simulate import Engine


@dataclass(frozen=True)
class WhatIf:
    """Answer the questions that these scenarios were written for. `replications`: how many pairs, of each."""

    scenarios: tuple[Named, ...]
    replications: int = REPLICATIONS
    engine: Engine | None = None
    jobs: int | None = None

    def answered(self, watch: Watch) -> list[CameOutOf]:
        """Each question in turn."""
        cases = [case_of(loaded_of(name)) for name in self.scenarios]
        both = [one for case in cases for one in (case.here, case.there)]
        refuse_what_never_ends([one.loaded for one in both])
        found, each, step = list[CameOutOf](), 2 * self.replications, watch.following("replications")
        with caps_in_words([one.loaded for one in both]):
            several = len(cases) > 1
            engine = engine_made_ready(self.engine, both[0].question, self.replications, watch, again=several)
            for n, case in enumerate(cases):

                def so_far(done: int, before: int = n * each) -> None:
                    step(before + done, len(cases) * each)

                so_far(0)
                jobs = workers(self.jobs)
                found.append(came_out_of(case, self.replications, jobs=jobs, engine=engine, progress=so_far))
        return found
