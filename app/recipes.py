"""What does a commissioner change most, ready to use? Six blocks for a scenario file, filled in from its base.

One home: `spsim new` writes them into a new file, commented out or (`--with`) in force, and docs/recipes.md shows them
for the pilot. A block is a list of tables, each its header and its lines.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sim.scenario import Scenario

Table = tuple[str, list[str]]  # header and lines
SAY_WHY = 'grade = "assumed", source = "say why"'
QUARTER, HALF_YEAR = timedelta(weeks=13), timedelta(weeks=26)
THIS_YEAR = 2026  # where a service that is to be planned is moved to
A_QUARTER_MORE = 1.25
RUN_DOWN_WEEKS = 4  # before an absence


@dataclass(frozen=True)
class Recipe:
    """A change asked for often, and the tables that make it to a base (none where the base has nothing to change)."""

    name: str
    title: str
    about: str
    tables: Callable[[Scenario], list[Table]]


def applicable(base: Scenario) -> Iterator[tuple[Recipe, list[Table]]]:
    """The recipes that a base has a use for, and their tables."""
    for recipe in RECIPES:
        tables = recipe.tables(base)
        if tables:
            yield recipe, tables


def as_toml(tables: Sequence[Table]) -> str:
    """Tables as text."""
    return "\n\n".join("\n".join([header, *lines]) for header, lines in tables) + "\n"


def _value(number: float) -> str:
    return f"{{ value = {number:g}, {SAY_WHY} }}"


def _absence(base: Scenario) -> list[Table]:
    away = base.dates.day("service_start") + HALF_YEAR
    back = away + QUARTER
    if not base.link_workers.posts.value or back >= base.dates.day("service_end"):
        return []
    return [
        (
            "[[link_workers.absences]]",
            [
                "post = 1                           # which post of the team, counted from 1",
                f"starts = {away}",
                f"ends = {back}",
                "paid_share = 1                     # 0: the pay stops while the post is away",
                f"no_new_people_weeks_before = {RUN_DOWN_WEEKS}     # takes no new people for so long before",
            ],
        ),
        (
            "[link_workers.groups.cover]",
            [
                f"posts = {_value(1)}    # another worker in the meantime",
                f"opens = {away}",
                f"closes = {back}",
            ],
        ),
    ]


def _demand(base: Scenario) -> list[Table]:
    changes = base.dates.day("first_referral") + HALF_YEAR
    if changes >= base.dates.day("last_referral"):
        return []
    rate = base.demand.referrals_per_week.value * A_QUARTER_MORE
    return [("[[demand.changes]]", [f"starts = {changes}", f"referrals_per_week = {_value(rate)}    # a quarter more"])]


def _running_service(base: Scenario) -> list[Table]:
    team = base.link_workers
    slots = team.posts.value * team.caseload_per_post.value
    if not slots:
        return []
    tables = [
        (
            "[demand]",
            [
                f"waiting_on_day_0 = {_value(20)}",
                f'weeks_already_waited = {{ distribution = "uniform", least = 0, most = 12, {SAY_WHY} }}',
            ],
        ),
        ("[link_workers]", [f"people_on_day_0 = {_value(slots)}    # every slot of the caseloads is held"]),
    ]
    if base.stages.activities and base.activities:
        places = base.activity_defaults.places.value // 2
        tables.append(("[activity_defaults]", [f"people_on_day_0 = {_value(places)}    # in each activity"]))
    return tables


def _grant(base: Scenario) -> list[Table]:
    ends = base.dates.day("service_start") + HALF_YEAR
    names = [name for name, activity in sorted(base.activities.items()) if not activity.closes]
    if not base.stages.activities or not names or ends >= base.dates.end.value:
        return []
    return [(f"[activities.{names[0]}]", [f"closes = {ends}    # no places are given from then on, and courses end"])]


def _prices(base: Scenario) -> list[Table]:
    line = next((name for name, line in sorted(base.costs.items()) if line.per == "post_year"), None)
    if line is None or base.prices.index is None:
        return []
    latest = max(base.prices.index.years)
    return [
        ("[prices]", [f'year = "{latest}"    # the year in whose pounds every amount is given']),
        (
            f"[costs.{line}]",
            [
                f"gbp = {_value(base.costs[line].gbp.value)}",
                f'price_year = "{latest}"    # the year of the price on this line',
            ],
        ),
    ]


def _dates(base: Scenario) -> list[Table]:
    moved = in_this_year(base).dates
    stated = [name for name in type(moved).model_fields if getattr(moved, name) is not None]
    tables = [("[dates]", [f"{name} = {moved.day(name)}" for name in stated])]
    if base.prices.index is not None:
        tables.append(
            ("[prices]", [f'year = "{max(base.prices.index.years)}"    # the latest year of the price index'])
        )
    return tables


def in_this_year(base: Scenario) -> Scenario:
    """A scenario whose day 0 falls in this year and whose other dates stand as far from it as before."""
    years = max(0, THIS_YEAR - base.dates.start.value.year)
    moved = {
        name: day.model_copy(update={"value": years_later(day.value, years)})
        for name in type(base.dates).model_fields
        if (day := getattr(base.dates, name)) is not None
    }
    return base.model_copy(update={"dates": base.dates.model_copy(update=moved)})


def years_later(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


DATES = Recipe(
    "dates",
    "All dates at once, and the price year with them",
    "The service moves as it stands. Dated events of the base (absences, closings, changes) do not move with it: move "
    "each by hand; spsim check names those that have been left behind.",
    _dates,
)
RECIPES = (
    DATES,
    Recipe(
        "running_service",
        "A service that is running on day 0",
        "Without it the caseloads and groups of day 0 are empty, and the first months look better than they will be.",
        _running_service,
    ),
    Recipe(
        "demand",
        "Another demand from a date",
        "More people come, and those who came before are unchanged. Several changes: one block each.",
        _demand,
    ),
    Recipe(
        "absence",
        "A planned absence, with cover",
        "The post stops taking people beforehand, its people go to colleagues with room, and its pay goes on. Leave "
        "the cover out to see what it is worth.",
        _absence,
    ),
    Recipe("grant", "A grant that ends", "Courses are cut on that day, and people who wait go elsewhere.", _grant),
    Recipe(
        "prices",
        "Our own prices and price year",
        "Every other price is brought to that year by the base's price index, which a price year beyond it needs too.",
        _prices,
    ),
)
NAMES = tuple(recipe.name for recipe in RECIPES)
