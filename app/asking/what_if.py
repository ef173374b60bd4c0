"""What was expected of a change, and what came out?

A what-if is a scenario with a [what_if]; `experiments.what_ifs` says how it is run.
"""

from dataclasses import dataclass, field

from app.asking.cases import Named, loaded_of, refuse_what_never_ends
from app.asking.engines import Runs, caps_in_words
from app.asking.watch import Watch
from experiments.what_ifs import REPLICATIONS, WhatIfResult, came_out_of, pairing_of


@dataclass(frozen=True)
class WhatIf(Runs):
    """Answer the questions that these scenarios were written for. `replications`: how many pairs, of each."""

    scenarios: tuple[Named, ...]
    replications: int = field(default=REPLICATIONS, kw_only=True)

    def answered(self, watch: Watch) -> list[WhatIfResult]:
        """Each question in turn."""
        cases = [pairing_of(loaded_of(name)) for name in self.scenarios]
        both = [one for case in cases for one in (case.here, case.there)]
        refuse_what_never_ends([one.loaded for one in both])
        found, each, step = list[WhatIfResult](), 2 * self.replications, watch.following("replications")
        with caps_in_words(one.loaded for one in both):
            for n, case in enumerate(cases):

                def so_far(done: int, before: int = n * each) -> None:
                    step(before + done, len(cases) * each)

                so_far(0)
                how = came_out_of(case, self.replications, jobs=self.workers, engine=self.engine, progress=so_far)
                found.append(how)
        return found
