"""What is certain? If all replications agree, does the scenario make it so, or has chance not struck yet?

Ten replications without a wait do not prove that nobody ever waits; ten in which a programme without effect discharges
exactly as many as usual care are certain by design. Only what must be so is called certain: for the rest an answer
reports in how many replications it happened. Callers ask only about replications that all agree.
"""

from collections.abc import Collection, Sequence

from experiments.bridge import Holder
from experiments.counted import Outcome
from experiments.run import Case
from sim.countable import CARE_YEAR_FREED, SEEN_SOONER
from sim.inputs import Inputs, World, with_defaults
from sim.money import BY_USE, CARE, CRISIS, MOVED, PROGRAMME, USE
from sim.scenario import Scenario

IN_USUAL_CARE = (
    *("referred", "routine_reviews", "discharges", "relapses", "weeks_in_care", "weeks_discharged", CARE_YEAR_FREED),
)
IN_USUAL_CARE_TOO = ("discharged_in_", "uses.", SEEN_SOONER)  # and all that begin with these
OTHERS_COME = "care_came"
WHO_COMES = ("horizon", "demand", "rates", "levels", "points")  # of the inputs of an engine
OTHERS = ("care_team", "care_rates")
USUAL_CARE = (
    *WHO_COMES,
    *OTHERS,
    "care_places",
    "stages",
    "frailty",
    "exit_hazard",
    "reviews",
    "relapse",
    "care_lines",
)
PAID_BY_USE = ("meeting", "meeting_expense", "supported_review", "helper_year")
OF_CARE = {"care_use": USE, "crisis": CRISIS, "moved": MOVED}  # steps, and what each is paid for


def of_care(outcome: Outcome) -> bool:
    """Whether an outcome also exists without the programme: all others are 0 in usual care."""
    return outcome.name in IN_USUAL_CARE or outcome.name.startswith(IN_USUAL_CARE_TOO)


def difference_is_certain(case: Case, outcome: Outcome) -> bool:
    """The programme's difference from usual care: the same people come, without effect they fare alike, and a care line
    is used alike if no channel cuts it and no discharge ends it."""
    effect, (kind, _, line) = case.scenario.programme.effect, outcome.name.partition(".")
    if kind == "uses" and "care_use" not in effect and not case.scenario.care_lines[line].stops_at_discharge:
        return True
    return outcome.name in ("referred", OTHERS_COME) or (of_care(outcome) and not effect)


def step_is_certain(case: Case, step: str, holders: Sequence[int] | None = None) -> bool:
    """A step of the bridge, of some holders or of all."""
    prices, effect = case.prices, case.scenario.programme.effect
    held = None if holders is None else {case.bridging.holders[i] for i in holders}
    accounts = [one for one in prices.accounts if held is None or Holder(one.payer, one.stratum) in held]
    roles = {account.role for account in accounts}
    if step in ("service", "net"):
        payers = {account.payer for account in accounts if account.role == PROGRAMME}
        certain = service_is_certain(case, payers)
        return certain and (step == "service" or step_is_certain(case, "cash", holders))
    if not effect and step not in ("headline", "anyway"):
        return True
    if step in ("cash", "not_cash"):
        shares = {prices.cash_share(account) for account in accounts if account.role != PROGRAMME}
        return not prices.releases and shares <= {0 if step == "cash" else 1}
    if step == "relapse_slower" and "relapse" not in effect:
        return True
    return not (roles - {PROGRAMME} if step == "capacity" else roles & {OF_CARE.get(step, CARE)})


def service_is_certain(case: Case, payers: Collection[str] | None = None) -> bool:
    """What the service costs some payers, or all: they pay for nothing by use, and for no post that falls vacant."""
    lines = [line for line in case.scenario.costs.values() if payers is None or line.payer in payers]
    vacant = case.scenario.link_workers.turnover_per_year.value > 0
    return not (pays_by_use(case.scenario, payers) or (vacant and any(line.per == "post_year" for line in lines)))


def pays_by_use(scenario: Scenario, payers: Collection[str] | None = None) -> bool:
    """Whether what the service costs depends on what support does: reviews and meetings priced each, spot places,
    courses completed."""
    uses = [line.payer for line in scenario.costs.values() if line.per in PAID_BY_USE]
    payments = (with_defaults(scenario, activity).payment for activity in scenario.activities.values())
    uses += [payment.payer for payment in payments if payment is not None and payment.form in BY_USE]
    return any(payers is None or payer in payers for payer in uses)


def same_events(first: Case, second: Case) -> bool:
    """Whether all that happens in one scenario happens in another."""
    return first.inputs == second.inputs


def outcome_difference_is_certain(first: Case, second: Case, outcome: Outcome) -> bool:
    """An outcome of one scenario less another's."""
    if same_events(first, second):
        return True
    if outcome.name == "referred":
        return _in_usual_care(first, WHO_COMES) == _in_usual_care(second, WHO_COMES)
    if outcome.name == OTHERS_COME:
        return _in_usual_care(first, (*WHO_COMES, *OTHERS)) == _in_usual_care(second, (*WHO_COMES, *OTHERS))
    return of_care(outcome) and _same_care(first, second)


def step_difference_is_certain(first: Case, second: Case, step: str) -> bool:
    """A step of one scenario's bridge less another's."""
    if same_events(first, second):
        return True
    if step not in ("headline", "anyway", "service", "net") and _same_care(first, second):
        return True
    return all(step_is_certain(case, step) for case in (first, second))


def _same_care(first: Case, second: Case) -> bool:
    """Whether the same people fare alike in two scenarios, because support changes nothing in either."""
    if first.scenario.programme.effect or second.scenario.programme.effect:
        return False
    return _in_usual_care(first, USUAL_CARE) == _in_usual_care(second, USUAL_CARE)


def _in_usual_care(case: Case, parts: Sequence[str]) -> list[object]:
    inputs: Inputs = case.inputs[World.USUAL]
    return [getattr(inputs, part) for part in parts]
