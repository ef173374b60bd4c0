"""What belongs together: groups of posts, lines they serve, activities with their defaults, kinds of people."""

from sim.luck import name_number
from sim.scenario import Activity, ActivityDefaults, Helpers, PostGroup, QueueOrder, Scenario
from sim.units import Minutes, minute_of, nearest

BITS_OF_GROUPS = 20  # of a name's number, where people or posts of the name are numbered after it
KINDS_OF_PEOPLE_AT_MOST = 10_000


def first_of(name: str) -> int:
    """The identity of the first of a group's people of day 0; the others follow."""
    return name_number(name, BITS_OF_GROUPS) << 12


def post_groups(scenario: Scenario) -> dict[str, PostGroup]:
    """Every group of posts by name, in order of name; the main team is `team`."""
    main = scenario.link_workers
    team = PostGroup(
        posts=main.posts,
        serves=main.serves,
        people_on_day_0=main.people_on_day_0,
        absences=main.absences,
        changes=main.changes,
    )
    return dict(sorted({"team": team, **main.groups}.items()))


def is_served(group: PostGroup, level: str) -> bool:
    """Whether a group serves people of a level of the trait that says whom groups serve."""
    return group.serves is None or level in group.serves.levels


def lines_of(scenario: Scenario) -> dict[str, int]:
    """In which line for a link worker people of each level stand: levels that the same groups serve share one, and 0 is
    for those whom every group serves. Empty where every group serves everybody."""
    groups = post_groups(scenario)
    traits = [group.serves.trait for group in groups.values() if group.serves]
    lines = {tuple(groups): 0}
    return {
        level: lines.setdefault(tuple(name for name, group in groups.items() if is_served(group, level)), len(lines))
        for level in (sorted(scenario.traits[traits[0]].levels) if traits else ())
    }


def serves(scenario: Scenario, group: PostGroup) -> int:
    """The lines a group serves, a bit each; every group serves line 0."""
    bits = 1
    for level, line in lines_of(scenario).items():
        bits |= is_served(group, level) << line
    return bits


def post_dates(scenario: Scenario, group: PostGroup) -> tuple[Minutes, Minutes]:
    """When the posts of a group open and close: not after the service's end."""
    dates = scenario.dates
    opens = group.opens.value if group.opens else dates.day("service_start")
    closes = min(group.closes.value, dates.day("service_end")) if group.closes else dates.day("service_end")
    return max(0, minute_of(opens, dates.start.value)), max(0, minute_of(closes, dates.start.value))


def part_posts(posts: float) -> list[float]:
    """2.5 posts are two whole ones and a half."""
    whole = int(posts)
    rest = round(posts - whole, 9)  # 2.3 - 2 falls short of 0.3, and a half would round down
    return [1.0] * whole + ([rest] if rest > 0 else [])


def slots(caseload: float, part: float) -> int:
    """The caseload of a part post: in proportion, half rounds up, at least 1 (unless the caseload is 0)."""
    return max(1, nearest(round(caseload * part, 9))) if caseload > 0 else 0


def with_defaults(scenario: Scenario, activity: Activity) -> ActivityDefaults:
    """What an activity states, over what every activity has."""
    defaults = scenario.activity_defaults
    stated = {name: getattr(activity, name) for name in type(defaults).model_fields}
    return defaults.model_copy(update={name: value for name, value in stated.items() if value is not None})


def helpers_of(scenario: Scenario) -> list[Helpers | None]:
    """Who may help to run each activity, in order of its name; None: nobody."""
    return [with_defaults(scenario, activity).helpers for _, activity in sorted(scenario.activities.items())]


def queue_class(order: QueueOrder | None, trait: str, level: str) -> int:
    """0 for people taken first; the last class for everybody who is not named."""
    if order is None or order.trait != trait:
        return 0
    return order.first.index(level) if level in order.first else len(order.first)


def kinds_of_people(scenario: Scenario) -> int:
    """How many combinations of trait levels there are."""
    count = 1
    for trait in scenario.traits.values():
        count *= len(trait.levels)
    return count
