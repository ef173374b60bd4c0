"""How do the fitted inputs of a scenario move together? Found again, value by value, with the published figure met."""

from dataclasses import dataclass, field
from statistics import fmean

from app.asking.cases import Named, cases_of, loaded_of, refuse_what_never_ends
from app.asking.engines import Runs, caps_in_words
from app.asking.validating import REPLICATIONS, targets_of
from app.asking.watch import Watch
from experiments.partners import METHOD, Partners, table_of
from experiments.run import Case
from experiments.targets import Target
from experiments.verdicts import counted
from sim.errors import NotPossible, WrongInput
from sim.faults import printable, sentence
from sim.scenario import Scenario


@dataclass(frozen=True)
class FindPartners(Runs):
    """Find the partners that the targets of a scenario name."""

    scenario: Named
    replications: int = field(default=REPLICATIONS, kw_only=True)

    def answered(self, watch: Watch) -> "Found":
        """A table for each two inputs."""
        loaded = loaded_of(self.scenario)
        refuse_what_never_ends([loaded])
        [case], targets = cases_of([loaded], self.seed), targets_of(loaded)
        if not targets.partners:
            raise WrongInput(
                f"{printable(loaded.path.stem)}.targets.toml names no partners. "
                "Say input, partner and meets under [partners.NAME]."
            )
        case, tables = case, {}
        with caps_in_words([case.loaded]):
            for name, one in targets.partners.items():
                target = targets.targets[one.meets]

                def figure(scenario: Scenario, target: Target = target) -> float:
                    changed = Case(case.name, scenario, case.seed)
                    rows = counted(changed, [target], self.replications, workers=self.workers, engine=self.engine)
                    return fmean(seen for (seen,) in rows)

                try:
                    following = watch.following("values of an input")
                    tables[name] = table_of(case.scenario, one, target, figure, following)
                except NotPossible as error:
                    raise NotPossible(f"{printable(loaded.name)}: {sentence((), str(error))}") from None
        partners = Partners(method=METHOD, seed=case.seed, replications=self.replications, tables=tables)
        return Found(case, partners)


@dataclass(frozen=True)
class Found:
    """The tables, and of which scenario."""

    case: Case
    partners: Partners
