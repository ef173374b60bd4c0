"""How is the return on a pound said? Never without who spends it and who gets it, and cash apart from capacity."""

from app.words.estimates import error_of, nothing
from app.words.numbers import MINUS, listed, percent, years
from app.words.parts import horizons, same_care
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate, negated


def pence(gbp: float, *, plus: bool = False) -> str:
    """'£0.52', '−£0.14'; 0 has no sign."""
    text = f"£{abs(gbp):.2f}"
    return text if text == "£0.00" else f"{MINUS if gbp < 0 else '+' if plus else ''}{text}"


def per_pound_in_words(scenario: ScenarioAnswer) -> str | None:
    """What comes back for each pound spent on the service at the longest horizon: None where nothing is spent."""
    at = horizons(scenario)
    rows = scenario.per_pound[at[-1]] if at else []
    if not rows:
        return None
    whole, *payers = rows
    spend = [f"{row.payer} {percent(row.spend.mean)}" for row in payers if not nothing(row.spend)]
    get = [
        f"{row.payer} {pence(row.cash.mean, plus=True)}"
        for row in sorted(payers, key=lambda row: (-row.cash.mean, row.payer))
        if not nothing(row.cash)
    ]
    text = (
        f"Each £1 spent on the service over {years(at[-1])} (by {listed(spend)}) "
        f"{_comes_back(whole.cash, whole.capacity, '' if same_care(scenario) else ' that has a price')}."
    )
    return f"{text} In cash, by whose budget it is: {listed(get)}." if get else text


def _comes_back(cash: Estimate, capacity: Estimate, priced: str) -> str:
    """'releases £0.52 [...] of cash and £2.50 [...] of capacity, which is not cash'; `priced`: what to say of capacity
    where care changes for which there may be no price."""
    if nothing(cash) and nothing(capacity):
        return f"releases neither cash nor capacity{priced}"
    more = f"takes {_each(negated(cash))} more cash"
    money = "no cash" if nothing(cash) else f"{_each(cash)} of cash"
    if capacity.mean < 0:
        care = f"takes {_each(negated(capacity))} more of capacity, which is not cash"
        return f"{more} and {care}" if cash.mean < 0 else f"releases {money} and {care}"
    care = f"no capacity{priced}" if nothing(capacity) else f"{_each(capacity)} of capacity, which is not cash"
    return f"{more} and releases {care}" if cash.mean < 0 else f"releases {money} and {care}"


def _each(estimate: Estimate) -> str:
    """'£0.52 [simulation error ±£0.02]'."""
    if estimate.half_width is None:
        return pence(estimate.mean)
    error = error_of(estimate, lambda gbp, _: pence(gbp))
    return f"{pence(estimate.mean)} [{error if estimate.rare else f'simulation error {error}'}]"
