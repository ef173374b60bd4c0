"""Which option? Usual care and every scenario, a line each; then what each differs from the first by."""

from collections.abc import Mapping, Sequence

from app import words
from app.tables.table import Shown, with_few
from app.words import short
from experiments.answer import Comparison, ScenarioAnswer
from experiments.intervals import Estimate

SHOWN = ("capacity", "cash", "service", "net")
COMPARED = ("capacity", "cash", "net")
LONGEST = 120  # characters of a title


def names_of(scenarios: Sequence[ScenarioAnswer], room: int = LONGEST) -> dict[str, str]:
    """What each option is called: its title, or its name where several bear the same title."""
    titles = [scenario.title for scenario in scenarios]
    return {one.name: short(one.name if titles.count(one.title) > 1 else one.title, room) for one in scenarios}


def options_side_by_side(scenarios: Sequence[ScenarioAnswer], most: int | None = None, room: int = LONGEST) -> Shown:
    """Usual care and every option on one line each: no more of them than `most`."""
    shared = set.intersection(*(set(words.horizons(scenario)) for scenario in scenarios))
    horizon = max(shared, default=None)
    discharged = f"discharged_in_{horizon}y"
    reviewed = all(discharged in words.outcomes(scenario) for scenario in scenarios)
    money = SHOWN if horizon else ()
    listed = any(scenario.waits.list_of_day_0 is not None for scenario in scenarios)
    head = ["Option", "New referrals: half are given a link worker within"]
    head += ["List of day 0: half are given one within"] if listed else []
    head += [f"Discharged in {words.years(horizon)}"] if horizon and reviewed else []
    head += [words.steps(scenarios[0], horizon)[name].title for name in money] if horizon else []
    names = names_of(scenarios, room)
    rows: list[list[str]] = []
    usual: dict[str, list[str]] = {}
    for scenario in scenarios[:most]:
        people = words.beside(words.outcomes(scenario)[discharged].usual) if horizon and reviewed else ""
        usual.setdefault(people, []).append(names[scenario.name])
    for people, of_which in usual.items():
        whose = "" if len(usual) == 1 else f" of {words.listed(sorted(of_which))}"
        found = [people] if people else []
        rows.append([f"Usual care{whose}", *["not offered"] * (1 + listed), *found, *("£0" for _ in money)])
    for scenario in scenarios[:most]:
        cells = [names[scenario.name]]
        for wait in (scenario.waits.link_worker, scenario.waits.list_of_day_0)[: 1 + listed]:
            cells.append(words.until_given(wait.median_weeks, "half") if wait and wait.joined else "nobody waits")
        if horizon:
            cells += [words.beside(words.outcomes(scenario)[discharged].programme)] if reviewed else []
            of = words.steps(scenario, horizon)
            cells += [
                f"{words.pounds(of[name].mean, of[name].half_width)} {words.shortly(of[name], words.pounds)}"
                for name in money
            ]
        rows.append(cells)
    over = f" Money over {words.years(horizon)}, each against its own usual care." if horizon else ""
    more = len(scenarios) - (most or len(scenarios))
    left = f" {more} more options are in the workbook." if more > 0 else ""
    note = f"Means ± simulation error; plus is good for the budget.{over}{left}"
    return with_few(Shown("Usual care and the options side by side", head, rows, note=note))


def paired_table(comparisons: Sequence[Comparison], names: Mapping[str, str], most: int | None = None) -> Shown | None:
    """Each option less each other, at the longest horizon of every pair: the same people with the same luck. Of no more
    options than `most`."""
    shown = [*names][:most]
    pairs = [one for one in comparisons if {one.first, one.second} <= {*shown}]
    shared = set.intersection(*({*words.horizons(one)} for one in pairs)) if pairs else set()
    if not shared:
        return None
    horizon = max(shared)
    rows, titles = [], [""] * len(COMPARED)
    for one in pairs:
        of = words.steps(one, horizon)
        amounts = [
            "exactly the same"
            if words.nothing(of[name])
            else f"{words.pounds(of[name].mean, of[name].half_width, plus=True)} "
            f"{words.shortly(of[name], words.pounds)}"
            for name in COMPARED
        ]
        rows.append([f"“{names[one.second]}” less “{names[one.first]}”", *amounts, _clear(of["net"])])
        titles = [of[name].title for name in COMPARED]
    note = "The same people with the same luck; ± is simulation error, and plus is good for the budget."
    head = ["One option less another", *titles, "Net cash: clear of luck?"]
    return with_few(Shown(f"Paired differences over {words.years(horizon)}", head, rows, note=note))


def _clear(net: Estimate) -> str:
    if net.half_width is None:
        return "not known"
    return "yes" if net.settled else "no"
