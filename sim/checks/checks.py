"""Do the sections of a scenario agree? The faults that no section can see alone.

Each check is a few lines that yield where and what; words for it are in `faults`, and what would be counted twice is
found in `double_counts`. What only looks unwise (no posts, no time, queues that grow for ever) is no fault: it runs,
and the report says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from sim.checks.double_counts import DOUBLE_COUNTS, DROP_ONE, Pair, the_comparator_alone_takes_off_what_comes_anyway
from sim.countable import CARE_YEAR_FREED, in_usual_care, of_the_programme
from sim.faults import SHOWN_AT_MOST, Found, did_you_mean, dotted, printable
from sim.inputs import (
    BITS_OF_GROUPS,
    KINDS_OF_PEOPLE_AT_MOST,
    is_served,
    kinds_of_people,
    lines_of,
    part_posts,
    post_groups,
    with_defaults,
)
from sim.inputs.rates import highest_mean, mixture, relapse_rates
from sim.luck import name_number
from sim.scenario import SHARES_WITHIN, Absence, PriceIndex, Scenario, Serves
from sim.scenario.schema import Path
from sim.scenario.values import Day, Number, Spread, values_in
from sim.units import financial_years

ACTIVITIES_AT_MOST = 60  # one bit each in a whole number of 64
CARE_LINES_AT_MOST = 60
LINES_AT_MOST = 60  # for a link worker: one bit each
PEOPLE_AT_MOST = 2_000_000
LONGEST = 100_000  # weeks, minutes or meetings: 1,900 years of weeks
LONGEST_TIMES = 1000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
DAYS_A_WEEK = 7
BITS_OF_CARE_LINES = 16  # as in `inputs`


def faults_across(scenario: Scenario, tell: Callable[[Found, Found], Found] = lambda one, _: one) -> list[Found]:
    """Every fault that needs more than one section to be seen. One mistake in two places is told once, at the place
    that `tell` picks."""
    reach = list(dates_and_lengths_are_in_reach(scenario))
    dates = [tell(one, other) for one, other in what_begins_ends_later(scenario)]
    if dates or any(path[0] == "dates" for path, _ in reach):
        return [*reach, *dates]  # everything else reckons with them
    alone = [found for check in CHECKS for found in check(scenario)]
    return [*reach, *alone, *(tell(one, other) for pairs in IN_TWO_PLACES for one, other in pairs(scenario))]


# ---------------------------------------------------------------- sizes


def dates_and_lengths_are_in_reach(scenario: Scenario) -> Iterator[Found]:
    """Years that are a slip of the finger, and lengths of time that no clock here can hold."""
    for path, value, facts in values_in(scenario):
        if isinstance(value, Day) and not FIRST_DAY <= value.value <= LAST_DAY:
            yield path, f"{path[-1]} is {value.value}; it must lie between {FIRST_DAY} and {LAST_DAY}"
        elif isinstance(value, Spread):
            given = [value.value, value.mean, value.least, value.most_likely, value.most, value.median, value.ninetieth]
            longest = max([n for n in given if n is not None] + [point[1] for point in value.points or []])
            if longest > LONGEST:
                yield (
                    path,
                    f"{longest:,.0f} {facts['unit']} is too much; at most {LONGEST:,} {facts['unit']} can be run",
                )
            if (value.high_times or 1) > LONGEST_TIMES:
                yield path, f"high_times is {value.high_times}; it must be at most {LONGEST_TIMES:,}"


def counting_numbers_are_whole(scenario: Scenario) -> Iterator[Found]:
    """Whole numbers whose unit does not say so."""
    for name in ("seed", "most_events"):
        number = getattr(scenario.settings, name).value
        if number != int(number):
            yield ("settings", name), f"{name} is {number}; it must be a whole number"


def the_run_is_not_too_large(scenario: Scenario) -> Iterator[Found]:
    """How many people would come, and how many kinds of them."""
    people = people_expected(scenario)
    if people > PEOPLE_AT_MOST:
        yield (
            ("demand", "referrals_per_week"),
            f"about {people:,.0f} people would come; at most {PEOPLE_AT_MOST:,} can be run",
        )
    kinds = kinds_of_people(scenario)
    if kinds > KINDS_OF_PEOPLE_AT_MOST:
        yield ("traits",), f"the levels make {kinds:,} kinds of people; at most {KINDS_OF_PEOPLE_AT_MOST:,} can be run"
    for name, most in (("activities", ACTIVITIES_AT_MOST), ("care_lines", CARE_LINES_AT_MOST)):
        if len(getattr(scenario, name)) > most:
            yield (name,), f"there are {len(getattr(scenario, name))} of them; at most {most} can be run"


def people_expected(scenario: Scenario) -> float:
    """How many people a scenario brings, on average."""
    demand, dates = scenario.demand, scenario.dates
    first, last = dates.day("first_referral"), dates.day("last_referral")
    rates = [(dates.start.value, float(demand.referrals_per_week.value))]
    rates += sorted((change.starts.value, float(change.referrals_per_week.value)) for change in demand.changes)
    ends = [starts for starts, _ in rates[1:]] + [last]
    weeks = [
        max(0, (min(end, last) - max(starts, first)).days) / DAYS_A_WEEK
        for (starts, _), end in zip(rates, ends, strict=True)
    ]
    on_day_0 = demand.waiting_on_day_0.value + sum(stated.people for stated in in_the_service(scenario))
    return on_day_0 + sum(rate * w for (_, rate), w in zip(rates, weeks, strict=True))


# ---------------------------------------------------------------- names


def no_two_names_share_luck(scenario: Scenario) -> Iterator[Found]:
    """Luck goes by a number made from a name; by a rare accident two names have the same."""
    levels: list[tuple[Path, str]] = [
        (("traits", trait, "levels", level), f"{trait}.{level}")
        for trait, body in scenario.traits.items()
        for level in body.levels
    ]
    groups: list[tuple[Path, str]] = [(("link_workers", "groups", name), name) for name in scenario.link_workers.groups]
    yield from _collisions([(("activities", name), name) for name in scenario.activities])
    yield from _collisions([(("progress", "wider", name), name) for name in scenario.progress.wider])
    yield from _collisions(levels)
    yield from _collisions([(("care_lines", name), name) for name in scenario.care_lines], BITS_OF_CARE_LINES)
    yield from _collisions([(("link_workers",), "team"), *groups], BITS_OF_GROUPS)
    there = {stated.path[:2] for stated in in_the_service(scenario) if stated.people}
    yield from _collisions([(path, str(path[1])) for path in sorted(there) if path[0] == "activities"], BITS_OF_GROUPS)


def _collisions(named: Iterable[tuple[Path, str]], bits: int = 32) -> Iterator[Found]:
    taken: dict[int, str] = {}
    for path, name in named:
        other = taken.setdefault(name_number(name, bits), name)
        if other != name:
            yield path, f"by a rare accident this name would share its luck with {other}. Choose another name"


def payers_are_written_one_way(scenario: Scenario) -> Iterator[Pair]:
    """Budgets are kept by payer, so "icb" beside "ICB" would split one payer's in two."""
    spellings: dict[str, dict[str, Path]] = {}
    for path, payer in _payers(scenario):
        spellings.setdefault(" ".join(payer.split()).casefold(), {}).setdefault(payer, path)
    for (first, where), *others in (list(found.items()) for found in spellings.values()):
        for payer, path in others:
            words = "would be two payers with two budgets. Write both alike, or name them further apart"
            yield (
                (path, f'payer is "{printable(payer)}", and "{printable(first)}" in {dotted(where[:2])} {words}'),
                (where, f'payer is "{printable(first)}", and "{printable(payer)}" in {dotted(path[:2])} {words}'),
            )


def _payers(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    for name, cost in scenario.costs.items():
        yield ("costs", name, "payer"), cost.payer
    if payment := scenario.activity_defaults.payment:
        yield ("activity_defaults", "payment", "payer"), payment.payer
    for name, activity in scenario.activities.items():
        if activity.payment:
            yield ("activities", name, "payment", "payer"), activity.payment.payer
    for name, limit in scenario.budget.limits.items():
        yield ("budget", "limits", name, "payer"), limit.payer
    for name, stated in scenario.stated_values.items():
        if stated.payer is not None:
            yield ("stated_values", name, "payer"), stated.payer


def relapse_is_stated_one_way(scenario: Scenario) -> Iterator[Pair]:
    """How often is a share or a rate, and levels of a trait differ by ratios of hazards or by odds ratios."""
    if scenario.relapse.per_year and scenario.relapse.share_within_two_years:
        twice = f"too: how often would be said twice. {DROP_ONE}"
        yield (
            (("relapse", "per_year"), f"per_year is stated, and relapse.share_within_two_years {twice}"),
            (("relapse", "share_within_two_years"), f"share_within_two_years is stated, and relapse.per_year {twice}"),
        )
    for name, trait in scenario.traits.items():
        ratios, odds = (
            [level for level, body in trait.levels.items() if getattr(body, way)]
            for way in ("relapse", "relapse_odds_ratio")
        )
        if ratios and odds:
            one = "State one way for all levels of a trait; an inherited value is dropped by { remove = true }"
            levels: Path = ("traits", name, "levels")
            yield (
                ((*levels, odds[0], "relapse_odds_ratio"), f"the trait states relapse of {ratios[0]} too. {one}"),
                ((*levels, ratios[0], "relapse"), f"the trait states relapse_odds_ratio of {odds[0]} too. {one}"),
            )


def named_things_exist(scenario: Scenario) -> Iterator[Found]:
    """Who refers to a trait, a level, a group of posts or a care line names one that is there."""
    team = scenario.link_workers
    if "team" in team.groups:
        yield ("link_workers", "groups", "team"), "the main posts are called team already. Choose another name"
    if order := team.queue_order:
        yield from _levels_exist(scenario, ("link_workers", "queue_order"), order.trait, "first", order.first)
    for path, serves in _served(scenario):
        yield from _levels_exist(scenario, path, serves.trait, "levels", serves.levels)
    for name, cost in scenario.costs.items():
        if cost.care_line is not None and cost.care_line not in scenario.care_lines:
            yield ("costs", name, "care_line"), _unknown("care line", cost.care_line, scenario.care_lines)
        if cost.posts is not None and cost.posts not in post_groups(scenario):
            yield ("costs", name, "posts"), _unknown("group of posts", cost.posts, post_groups(scenario))
    for name, stated in scenario.stated_values.items():
        countable = [*in_usual_care(scenario), *of_the_programme(scenario), CARE_YEAR_FREED]
        if stated.per not in countable:
            near = did_you_mean(stated.per, countable) or f" There is {', '.join(countable)}."
            yield (
                ("stated_values", name, "per"),
                f"no outcome counted in people or times is called {printable(stated.per, SHOWN_AT_MOST)}.{near}",
            )


def _levels_exist(scenario: Scenario, path: Path, trait: str, key: str, named: list[str]) -> Iterator[Found]:
    if trait not in scenario.traits:
        yield (*path, "trait"), _unknown("trait", trait, scenario.traits)
        return
    levels = scenario.traits[trait].levels
    for position, level in enumerate(named):
        if level not in levels:
            yield (*path, key, position), _unknown(f"level of {trait}", level, levels)
        elif level in named[:position]:
            yield (*path, key, position), f"{level} is named twice"


def _unknown(what: str, name: str, there: Iterable[str]) -> str:
    there = list(there)
    near = did_you_mean(name, there)
    listed = f" There is {', '.join(there)}." if there and not near and len(there) <= LISTED_AT_MOST else ""
    return f"there is no {what} called {name}.{near}{listed}"


LISTED_AT_MOST = 12


# ---------------------------------------------------------------- whom posts serve


def _served(scenario: Scenario) -> list[tuple[Path, Serves]]:
    """What each group of posts says of whom it serves, the main team first."""
    team = scenario.link_workers
    stated: list[tuple[Path, Serves | None]] = [(("link_workers", "serves"), team.serves)]
    stated += [(("link_workers", "groups", name, "serves"), group.serves) for name, group in team.groups.items()]
    return [(path, serves) for path, serves in stated if serves]


def posts_serve_by_one_trait(scenario: Scenario) -> Iterator[Found]:
    """One trait says whom the groups of posts serve, and there are not more lines than bits."""
    served = _served(scenario)
    for path, serves in served[1:]:
        if serves.trait != served[0][1].trait:
            first = f"{dotted(served[0][0])} by {served[0][1].trait}"
            yield (*path, "trait"), f"trait is {serves.trait}, and {first}. One trait says whom all posts serve"
    if served and _can_be_sorted(scenario) and (lines := 1 + max(lines_of(scenario).values())) > LINES_AT_MOST:
        yield (
            served[0][0],
            f"groups of posts serve people in {lines:,} different ways; at most {LINES_AT_MOST} can be run",
        )


def _can_be_sorted(scenario: Scenario) -> bool:
    """Whether groups of posts serve levels that there are, of one trait that there is."""
    traits = {serves.trait for _, serves in _served(scenario)}
    return len(traits) == 1 and traits <= {*scenario.traits}


def somebody_serves_everybody(scenario: Scenario) -> Iterator[Pair]:
    """Nobody is referred whom no post serves: they would wait for ever. (No post at all is said before a run.)"""
    groups = [group for group in post_groups(scenario).values() if group.posts.value > 0]
    if not (groups and _can_be_sorted(scenario)):
        return
    path, serves = _served(scenario)[0]
    for name, level in scenario.traits[serves.trait].levels.items():
        if level.share.value > 0 and not any(is_served(group, name) for group in groups):
            words = f"Name {name} in the serves of a group that has posts, or leave serves out of one"
            yield (
                (("traits", serves.trait, "levels", name), f"no post serves people of this level. {words}"),
                (path, f"no post serves people whose {serves.trait} is {name}. {words}"),
            )


def people_of_day_0_are_served(scenario: Scenario) -> Iterator[Found]:
    """People on a group's caseloads are of a level it serves: there must be one."""
    if not _can_be_sorted(scenario):
        return
    (trait,) = {serves.trait for _, serves in _served(scenario)}
    for name, group in post_groups(scenario).items():
        people = _whole(group.people_on_day_0)
        levels = scenario.traits[trait].levels
        if people and not any(level.share.value for of, level in levels.items() if is_served(group, of)):
            path: Path = ("link_workers",) if name == "team" else ("link_workers", "groups", name)
            words = "nobody is of a level that these posts serve: its share is 0"
            yield (*path, "people_on_day_0"), f"people_on_day_0 is {people}, and {words}"


# ---------------------------------------------------------------- dates

IN_ORDER = (("start", "service_start", "service_end", "end"), ("start", "first_referral", "last_referral", "end"))


def what_begins_ends_later(scenario: Scenario) -> Iterator[Pair]:
    """The dates of a scenario are in order. Each is told once, against the first of those that it comes before."""
    given = scenario.dates
    days = {name: day.value for name in type(given).model_fields if (day := getattr(given, name)) is not None}
    told: set[str] = set()
    for chain in IN_ORDER:
        for earlier, later in combinations([name for name in chain if name in days], 2):
            nothing_to_run = (earlier, later) == ("start", "end") and days[earlier] == days[later]
            if later not in told and (days[later] < days[earlier] or nothing_to_run):
                told.add(later)
                yield _out_of_order(days, earlier, later), _out_of_order(days, later, earlier)


def _out_of_order(days: Mapping[str, date], other: str, name: str) -> Found:
    """One date as told beside another."""
    if days[name] == days[other]:
        return ("dates", name), f"{name} is {days[name]}, the same day as {other}: nothing to run"
    how = "before" if days[name] < days[other] else "after"
    return ("dates", name), f"{name} is {days[name]}, {how} {other}, which is {days[other]}"


def dated_things_are_in_order(scenario: Scenario) -> Iterator[Found]:
    """Nothing closes before it opens, changes twice on one day, or is away twice at once."""
    team = scenario.link_workers
    yield from _changes(("demand", "changes"), [change.starts.value for change in scenario.demand.changes])
    yield from _changes(("link_workers", "changes"), [change.starts.value for change in team.changes])
    yield from _absences(("link_workers", "absences"), team.absences, team.posts)
    for name, group in team.groups.items():
        path: Path = ("link_workers", "groups", name)
        yield from _changes((*path, "changes"), [change.starts.value for change in group.changes])
        yield from _absences((*path, "absences"), group.absences, group.posts)
        yield from _opens_first(path, group.opens, group.closes)
    for name, activity in scenario.activities.items():
        yield from _changes(("activities", name, "changes"), [change.starts.value for change in activity.changes])
        yield from _opens_first(("activities", name), activity.opens, activity.closes)


def _changes(path: Path, days: list[date]) -> Iterator[Found]:
    for position, day in enumerate(days):
        if day in days[:position]:
            yield (*path, position, "starts"), f"starts is {day}, and so does another change. Keep one"


def _opens_first(path: Path, opens: Day | None, closes: Day | None) -> Iterator[Found]:
    if opens and closes and closes.value < opens.value:
        yield (*path, "closes"), f"closes ({closes.value}) comes before opens ({opens.value})"


def _absences(path: Path, absences: list[Absence], posts: Number) -> Iterator[Found]:
    there = len(part_posts(posts.value))
    for position, away in enumerate(absences):
        here: Path = (*path, position)
        post = away.post.value
        if post != int(post):
            yield (*here, "post"), f"post is {post}; it must be a whole number"
        elif post > there:
            yield (
                (*here, "post"),
                f"post is {post}, and posts are numbered 1 to {there}" if there else "there are no posts",
            )
        for other in absences[:position]:
            if (
                other.post.value == post
                and other.starts.value < away.ends.value
                and away.starts.value < other.ends.value
            ):
                yield (*here, "starts"), f"starts is {away.starts.value}, when post {post} is away already"


class Stated(NamedTuple):
    """People in the service on day 0, as one place of a file states them."""

    path: Path
    people: int
    what: str  # they are in, and its
    opens: date
    setting: str  # that gives it


def in_the_service(scenario: Scenario) -> Iterator[Stated]:
    """People on caseloads and in activities on day 0. The default of every activity counts where one is open."""
    service = (scenario.dates.day("service_start"), "dates.service_start")

    def opens(path: Path, day: Day | None) -> tuple[date, str]:
        return (day.value, dotted((*path, "opens"))) if day else service

    team = scenario.link_workers
    yield Stated(("link_workers", "people_on_day_0"), _whole(team.people_on_day_0), "link workers start", *service)
    for name, group in team.groups.items():
        here: Path = ("link_workers", "groups", name)
        people = _whole(group.people_on_day_0)
        yield Stated((*here, "people_on_day_0"), people, "these posts open", *opens(here, group.opens))
    for name, activity in scenario.activities.items():
        here = ("activities", name)
        people = _whole(with_defaults(scenario, activity).people_on_day_0)
        stated = Stated((*here, "people_on_day_0"), people, "it opens", *opens(here, activity.opens))
        if activity.people_on_day_0 is not None or stated.opens <= scenario.dates.start.value:
            yield stated


def _whole(people: Number) -> int:
    return int(people.value)


def a_service_runs_where_people_are_in_it(scenario: Scenario) -> Iterator[Found]:
    """Nobody is on a caseload or in an activity on day 0 that opens later."""
    for path, people, what, opens, setting in in_the_service(scenario):
        if people and opens > scenario.dates.start.value:
            yield path, f"people_on_day_0 is {people}, and {what} after day 0, on {opens} ({setting})"


# ---------------------------------------------------------------- effects


def chances_are_within_reach(scenario: Scenario) -> Iterator[Pair]:
    """A mean chance over all people is met by those who have any, unless they are too few."""
    if kinds_of_people(scenario) > KINDS_OF_PEOPLE_AT_MOST:
        return
    chances: list[tuple[str, Path, Number]] = [
        ("attendance", ("support", "chance_attends_meeting"), scenario.support.chance_attends_meeting),
        ("attendance", ("prescription", "chance_attends_session"), scenario.prescription.chance_attends_session),
        ("suits", ("activity_defaults", "chance_suits"), scenario.activity_defaults.chance_suits),
    ]
    for name, activity in scenario.activities.items():
        if activity.chance_suits:
            chances.append(("suits", ("activities", name, "chance_suits"), activity.chance_suits))
    for ratio, path, chance in chances:
        most = highest_mean(mixture(scenario.traits, ratio))
        if chance.value > most + SHARES_WITHIN:
            where: Path = next(
                ("traits", name, "levels", level, ratio)
                for name, trait in scenario.traits.items()
                for level, body in trait.levels.items()
                if getattr(body, ratio).value == 0
            )
            a_mean = f"is {chance.value}, a mean over all people"
            none = f"for {1 - most:.3g} of them {ratio} is 0"
            yield (
                (path, f"{path[-1]} {a_mean}, and {none} ({dotted(where[:2])}). At most {most:.3g} can be"),
                (where, f"{none}, and {dotted(path)} {a_mean}. At most {most:.3g} can be"),
            )


def relapse_is_within_reach(scenario: Scenario) -> Iterator[Found]:
    """Hazards give the share of relapses, or the rate, and the odds ratios, unless too many people never relapse."""
    if kinds_of_people(scenario) <= KINDS_OF_PEOPLE_AT_MOST and relapse_rates(scenario) is None:
        stated = "share_within_two_years" if scenario.relapse.share_within_two_years else "per_year"
        yield (
            ("relapse", stated),
            f"{stated} is {scenario.relapse.how_often.value}, and no hazards give that with what the levels of "
            "traits say of relapse: too many people never relapse, or all but everybody does",
        )


def doses_do_no_harm(scenario: Scenario) -> Iterator[Found]:
    """A wider outcome is at least as likely with a dose as without: the model counts rises only."""
    for name, wider in scenario.progress.wider.items():
        full, without = wider.chance_at_full_dose.value, wider.chance_without_dose.value
        if full < without:
            yield (
                ("progress", "wider", name, "chance_at_full_dose"),
                f"chance_at_full_dose ({full}) lies below chance_without_dose ({without})",
            )


def what_lasts_is_a_gain(scenario: Scenario) -> Iterator[Found]:
    """Years of a wider outcome are years gained: usual care looks for none, so nothing may come without a dose."""
    for name, wider in scenario.progress.wider.items():
        without = max(wider.chance_without_dose.value, wider.chance_without_dose.high or 0)
        if wider.weeks_lasting is not None and without > 0:
            yield (
                ("progress", "wider", name, "weeks_lasting"),
                f"weeks_lasting counts years gained over usual care, and chance_without_dose is or may be {without:g}: "
                "what comes without a dose would be counted as gained. State the chance of the gain alone",
            )


# ---------------------------------------------------------------- money


def prices_can_be_compared(scenario: Scenario) -> Iterator[Found]:
    """Every price is of the report's year, or a price index covers both years."""
    year, index = scenario.prices.year, scenario.prices.index
    priced = list(_price_years(scenario))
    for path, given in [*priced, (("prices", "year"), year)]:
        if int(given[-2:]) != (int(given[:4]) + 1) % 100:
            yield path, f"{path[-1]} is {given}; the year after {given[:4]} ends in {(int(given[:4]) + 1) % 100:02d}"
    others = [(path, given) for path, given in priced if given != year]
    if index is not None and others and year not in index.years:
        yield ("prices", "year"), _not_in_the_index("year", year, index)
    for path, given in others:
        if index is None:
            yield path, f"price_year is {given}, and prices.year is {year}. Name a price index under [prices.index]"
        elif given not in index.years:
            yield path, _not_in_the_index("price_year", given, index)


def _not_in_the_index(name: str, year: str, index: PriceIndex) -> str:
    first, last = min(index.years, default=""), max(index.years, default="")
    has = f" It has {first}{f' to {last}' if last != first else ''}." if index.years else ""
    return (
        f"{name} is {year}, which prices.index lacks.{has} Add the index of {year} under [prices.index.years], "
        "or state the price in pounds of a year that it has"
    )


def _price_years(scenario: Scenario) -> Iterator[Found]:
    for name, cost in scenario.costs.items():
        yield ("costs", name, "price_year"), cost.price_year
        if cost.step:
            yield ("costs", name, "step", "price_year"), cost.step.price_year
    for name, stated in scenario.stated_values.items():
        yield ("stated_values", name, "price_year"), stated.price_year
    if payment := scenario.activity_defaults.payment:
        yield ("activity_defaults", "payment", "price_year"), payment.price_year
    for name, activity in scenario.activities.items():
        if activity.payment:
            yield ("activities", name, "payment", "price_year"), activity.payment.price_year
    for name, limit in scenario.budget.limits.items():
        yield ("budget", "limits", name, "price_year"), limit.price_year
    if scenario.headline:
        yield ("headline", "price_year"), scenario.headline.price_year


def limits_can_be_held(scenario: Scenario) -> Iterator[Found]:
    """A limit is of a payer who pays for something, in years that are simulated, and that payer's only one then."""
    payers = {payer for path, payer in _payers(scenario) if path[0] not in ("budget", "stated_values")}
    years = [name for name, _ in financial_years(scenario.dates.start.value, scenario.dates.end.value)]
    held: dict[tuple[str, str], str] = {}
    for name, limit in scenario.budget.limits.items():
        path: Path = ("budget", "limits", name)
        if limit.payer not in payers:
            yield (*path, "payer"), _unknown("payer", limit.payer, payers)
        for year in limit.years or years:
            if year not in years:
                yield (*path, "years"), _year_of_no_run(year, years)
            elif (other := held.setdefault((limit.payer, year), name)) != name:
                yield path, f"{limit.payer} has a limit for {year} already, in budget.limits.{other}"


def _year_of_no_run(year: str, years: Sequence[str]) -> str:
    return f"years has {year}, and the run touches {years[0]}{f' to {years[-1]}' if len(years) > 1 else ''}"


def prices_hold_in_years_of_the_run(scenario: Scenario) -> Iterator[Found]:
    """A cost line's own financial years."""
    years = [name for name, _ in financial_years(scenario.dates.start.value, scenario.dates.end.value)]
    for name, line in scenario.costs.items():
        for year in line.years or ():
            if year not in years:
                yield ("costs", name, "years"), _year_of_no_run(year, years)


def no_more_places_are_paid_for_than_are_there(scenario: Scenario) -> Iterator[Found]:
    """A minimum that no uptake could reach."""
    for name, activity in scenario.activities.items():
        full = with_defaults(scenario, activity)
        if full.payment is None or full.payment.minimum_places is None:
            continue
        minimum = full.payment.minimum_places
        least = max(minimum.value, minimum.high or 0)
        most = max(full.places.value, *(change.places.value for change in activity.changes), 0)
        if least > most:
            home: Path = ("activities", name) if activity.payment else ("activity_defaults",)
            may_be = f"is {least}" if minimum.value > most else f"may be {least} (its high)"
            yield (
                (*home, "payment", "minimum_places"),
                f"minimum_places {may_be}, and {name} never has more than {most} places. Pay for no more than there "
                "are",
            )


def a_headline_has_its_cost_of_care(scenario: Scenario) -> Iterator[Found]:
    """The bridge from a published claim needs the price of a year in care."""
    if scenario.headline and not any(cost.per == "care_year" for cost in scenario.costs.values()):
        yield (
            ("headline",),
            'its bridge needs a cost with per = "care_year". Add one under [costs], or leave the headline out',
        )


CHECKS: tuple[Callable[[Scenario], Iterator[Found]], ...] = (
    counting_numbers_are_whole,
    the_run_is_not_too_large,
    no_two_names_share_luck,
    named_things_exist,
    posts_serve_by_one_trait,
    people_of_day_0_are_served,
    dated_things_are_in_order,
    a_service_runs_where_people_are_in_it,
    the_comparator_alone_takes_off_what_comes_anyway,
    relapse_is_within_reach,
    doses_do_no_harm,
    what_lasts_is_a_gain,
    prices_can_be_compared,
    limits_can_be_held,
    prices_hold_in_years_of_the_run,
    no_more_places_are_paid_for_than_are_there,
    a_headline_has_its_cost_of_care,
)

IN_TWO_PLACES: tuple[Callable[[Scenario], Iterator[Pair]], ...] = (
    *DOUBLE_COUNTS,
    payers_are_written_one_way,
    relapse_is_stated_one_way,
    chances_are_within_reach,
    somebody_serves_everybody,
)
