"""Which numbers does an engine use? Minutes, chances and tables, by name.

A world says whether the programme is on, and by which channels it works (design section 3, the bridge). Tables stand in
order of name, so the order of a file changes nothing. Everything is a named tuple of numbers, which a compiled engine
can lay out as records.
"""

from enum import Enum
from typing import NamedTuple

from sim.luck import Law, Point, Source
from sim.units import Minutes

NO_PROGRAMME, LINK_WORKERS, REVIEW_CLINIC = 0, 1, 2
ON_CASELOAD, IN_ACTIVITY = Source.IN_SERVICE.value, Source.IN_SERVICE.value | 1 << 2
EVERY_LINE = -1
TO_THE_LIST, TO_THE_FRONT, TO_A_PLACE_KEPT = 0, 1, 2


class World(Enum):
    """The same people, in another world."""

    USUAL = "usual care"  # U: programme off
    PROGRAMME = "programme"  # P: on, by the scenario's channels
    USUAL_RELAPSE = "programme, relapse as usual"  # P0: on, without the relapse channel


class DatedRate(NamedTuple):
    """From this minute, this value."""

    minute: Minutes
    value: float


class DemandInputs(NamedTuple):
    """Referrals, and the waiting list of day 0."""

    first: Minutes
    last: Minutes
    waiting: int
    waited: Law
    referred: Law  # how long ago people in the service on day 0 were referred


class AlreadyInputs(NamedTuple):
    """People in the service on day 0: on the caseloads of one group of posts, or in one activity."""

    source: int  # ON_CASELOAD or IN_ACTIVITY
    place: int  # which group, or which activity
    number: int  # of the first of them: whose luck
    people: int
    so_far: Law  # for how long, by day 0
    long_running: int  # 1: any time so far is as likely as another, of those within which it is not over
    serves: int  # the lines that they may be of, a bit each


class LevelInputs(NamedTuple):
    """One level of one trait. Rows of a trait follow each other."""

    trait: int
    level: int
    number: int  # of the name: whose luck
    share: float
    attendance: float
    odds_of_discharge: float
    relapse: float
    exit: float
    suits: float
    queue_class: int
    line: int  # for a link worker: levels that the same groups of posts serve share one; 0 is whom every group serves
    care_class: int  # as queue_class, on the list for care


class FrailtyInputs(NamedTuple):
    """Log odds per s.d. of the hidden draw."""

    attendance: float
    progress: float
    discharge: float


class ProgrammeInputs(NamedTuple):
    """What is offered, and the channels by which it works (1 = yes)."""

    offer: int
    access: int
    conversion: int
    relapse: int
    care_use: int
    start: Minutes
    end: Minutes


class PostInputs(NamedTuple):
    """One post: who it is in the draw of luck, and when it is open."""

    group: int
    number: int
    opens: Minutes
    closes: Minutes
    serves: int  # the lines it serves, a bit each


class Capacity(NamedTuple):
    """From this minute a post has this many slots and contact minutes a week."""

    post: int
    minute: Minutes
    caseload: int
    contact_minutes: int


class AbsenceInputs(NamedTuple):
    """One dated absence."""

    post: int
    starts: Minutes
    ends: Minutes
    run_down: Minutes  # from this minute the post is given no new people


class TeamInputs(NamedTuple):
    """Turnover and vacancies."""

    turnover: float  # per minute
    vacancy: Law


class SupportInputs(NamedTuple):
    """From the offer to the last meeting."""

    accepts: float
    patience: Law
    first_meeting: Law
    gap: Law
    meetings: Law
    length: Law
    attends: float
    attends_odds: float  # centres frailty, so that the mean chance is the stated one
    missed_allowed: int


class ActivityInputs(NamedTuple):
    """One activity."""

    number: int
    sessions: int
    interval: Minutes
    weight: float
    suits: float
    opens: Minutes
    closes: Minutes
    stay: int
    helps: float  # of those who go on
    helping: Law
    places_each: int  # that a helper adds
    helpers: int  # at once, at most


class PlacesFrom(NamedTuple):
    """From this minute an activity has this many places."""

    activity: int
    minute: Minutes
    places: int


class PrescriptionInputs(NamedTuple):
    """How activities are waited for and used."""

    patience: Law
    attends: float
    attends_odds: float
    drops: float
    goes_on: float
    stay: Law


class ProgressInputs(NamedTuple):
    """The eight wellbeing outcomes."""

    log_odds: float  # of an outcome with no dose
    log_odds_ratio: float  # added at full dose
    full_dose: float
    kept: float  # share of the dose that lasts after a relapse


class WiderInputs(NamedTuple):
    """One wider outcome."""

    number: int
    without: float
    full: float
    wanted: float  # share of all people who want it; chances are of those


class ReviewInputs(NamedTuple):
    """Reviews and the chance of discharge."""

    slot: Minutes  # minutes from one review slot to the next; 0: no slots
    added_slot: Minutes
    first: Law
    gap: Law
    after_relapse: Law
    low: float
    high: float
    centre: float  # odds that keep the mean first chance at low
    persistence: float
    when_support_ends: int
    after_start: Law
    after_referral: Law


class RelapseInputs(NamedTuple):
    """Relapse and being referred again."""

    hazard: float  # per minute
    ratio: float
    again: float


class CareTeamInputs(NamedTuple):
    """The care team, and the people of day 0 who are never referred to the programme."""

    on: int
    in_care: int
    in_care_for: Law
    waiting: int
    waited: Law
    patience: Law
    after_relapse: int  # TO_THE_LIST, TO_THE_FRONT or TO_A_PLACE_KEPT
    kept: Minutes


class CarePlacesFrom(NamedTuple):
    """From this minute the care team has this many places."""

    minute: Minutes
    places: int


class CareLineInputs(NamedTuple):
    """One care line."""

    number: int
    rate: float  # per minute, settled
    raised: float
    settles: Minutes
    cut: float
    stops: int


class StageInputs(NamedTuple):
    """Which stages this setting has (1 = yes)."""

    support: int
    activities: int
    reviews: int
    relapse: int
    care_lines: int


class Inputs(NamedTuple):
    """Everything an engine needs of one scenario in one world. Minutes count from day 0."""

    horizon: Minutes
    most_events: int
    stages: StageInputs
    programme: ProgrammeInputs
    demand: DemandInputs
    already: tuple[AlreadyInputs, ...]  # activities first, so that nobody on a caseload takes their places
    rates: tuple[DatedRate, ...]
    levels: tuple[LevelInputs, ...]
    frailty: FrailtyInputs
    exit_hazard: float
    team: TeamInputs
    posts: tuple[PostInputs, ...]
    capacities: tuple[Capacity, ...]
    absences: tuple[AbsenceInputs, ...]
    support: SupportInputs
    activities: tuple[ActivityInputs, ...]
    places: tuple[PlacesFrom, ...]
    another: tuple[float, ...]
    prescription: PrescriptionInputs
    progress: ProgressInputs
    wider: tuple[WiderInputs, ...]
    reviews: ReviewInputs
    relapse: RelapseInputs
    care_team: CareTeamInputs
    care_places: tuple[CarePlacesFrom, ...]
    care_rates: tuple[DatedRate, ...]  # new people a week who are never referred to the programme
    care_lines: tuple[CareLineInputs, ...]
    points: tuple[Point, ...]
