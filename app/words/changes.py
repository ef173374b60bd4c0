"""What would change the answer? Break-even values that are arithmetic on the bridge."""

from collections.abc import Mapping

from app.words.numbers import listed, number, percent, pounds, years
from app.words.parts import SAME_HORIZON, WEEKS_PER_YEAR, Sentence, care_freed, horizons, net_cash, same_care, steps
from experiments.answer import ScenarioAnswer


def what_would_change(scenario: ScenarioAnswer) -> list[Sentence]:
    """Break-even values that are arithmetic on the bridge's means at its longest horizon, all else equal."""
    if not scenario.bridge:
        return []
    horizon = horizons(scenario)[-1]
    of = {name: float(row.mean) for name, row in steps(scenario, horizon).items()}
    width = {name: row.half_width for name, row in steps(scenario, horizon).items()}
    half_width = width["net"]
    freed, rest = of["care_freed"] + of["care_use"], of["crisis"] + of["moved"] + of["service"]
    said = [_cash_share(scenario, freed, of["not_cash"], rest, half_width), _service_cost(of, width)]
    price = _price_of_care(scenario, of, rest, horizon)
    said += [price] if price else []
    at = horizons(scenario)
    if len(at) > 1:
        nets = [net_cash(scenario, h) for h in at]
        moved = nets[-1].mean - nets[-2].mean
        by_year = listed([f"{pounds(net.mean, half_width)} after {years(h)}" for net, h in zip(nets, at, strict=True)])
        step = pounds(abs(moved), half_width)
        last = "It stays the same" if step == "£0" else f"It {'rises' if moved > 0 else 'falls'} by about {step}"
        length = "year" if at[-1] - at[-2] == 1 else years(at[-1] - at[-2])
        said.append(
            Sentence(
                "The horizon",
                f"Net cash is {by_year}. {last} in the last {length} shown; what happens after that is not simulated.",
            )
        )
    return said


def _cash_share(
    scenario: ScenarioAnswer, freed: float, not_cash: float, rest: float, half_width: float | None
) -> Sentence:
    name = "The share that is cash"
    if freed <= 0:
        return Sentence(name, f"{_nothing_freed(scenario, freed)}, so no share of it could pay for the service.")
    share, needed = percent(1 + not_cash / freed), -rest / freed
    net = pounds(freed + rest, half_width)
    now = f"{share} is {'assumed' if scenario.cash_rules == ('share',) else 'what the cash rule comes to'}"
    if needed > 1:
        return Sentence(
            name,
            f"Even if all the care freed were cash ({now}), net cash would still be {net}.",
        )
    if needed < 0:
        return Sentence(name, f"Net cash would stay above zero even if none of the care freed were cash ({now}).")
    return Sentence(
        name,
        f"Net cash would be zero if {percent(needed)} of the value of the care freed could be taken out as "
        f"cash; {now}.",
    )


def _nothing_freed(scenario: ScenarioAnswer, freed: float) -> str:
    """Why no pound of care is freed."""
    if same_care(scenario):
        return "No care is freed"
    return "More is spent on care, not less" if freed else "The care that changes has no price"


def _service_cost(of: Mapping[str, float], width: Mapping[str, float | None]) -> Sentence:
    name = "The cost of the service"
    cost = pounds(-of["service"], width["net"])
    if of["cash"] <= 0:
        return Sentence(
            name, f"It releases no cash, so at no cost above zero does it pay for itself ({cost} at present)."
        )
    return Sentence(
        name, f"It breaks even at a cost of {pounds(of['cash'], width['cash'])}; it costs {cost} at present."
    )


def _price_of_care(scenario: ScenarioAnswer, of: Mapping[str, float], rest: float, horizon: float) -> Sentence | None:
    """How many times its price what is freed would have to cost. Care and care lines may be cash in different
    shares, so only one of them at a time."""
    both = bool(of["care_freed"]) and bool(of["care_use"])
    freed = of["care_freed"] + of["care_use"]
    as_cash = freed + of["not_cash"]
    if both or freed <= 0 or as_cash <= 0 or -rest / as_cash <= 0:
        return None
    times = -rest / as_cash
    in_years = care_freed(scenario).mean / WEEKS_PER_YEAR
    if of["care_freed"] and in_years > 0 and abs(scenario.years - horizon) < SAME_HORIZON:
        now = freed / in_years
        return Sentence(
            "The price of a year of care",
            f"Net cash would be zero at about {pounds(now * times, now / 50)} a year; the scenario's price is "
            f"about {pounds(now, now / 50)}.",
        )
    return Sentence(
        "The price of care",
        f"Net cash would be zero if every price of care were about {_of_what_it_is(times)} what it is.",
    )


def _of_what_it_is(times: float) -> str:
    """'2.0 times'; of less than it is, '90% of': nobody says 0.9 times."""
    return f"{number(times, times / 10)} times" if times >= 1 else f"{percent(times)} of"
