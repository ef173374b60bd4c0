"""Every decision and every length of time, as a pure function of luck and inputs. Both engines use only these.

Nothing here knows an engine, a clock or a queue. Each rule says what decides, and what is known about it; the values
themselves stand in the scenario with their sources (`evidence.md` lists them).
"""

from collections.abc import Sequence
from typing import NamedTuple

from sim.inputs import EVERY_LINE, AlreadyInputs, CareLineInputs, DatedRate, Inputs, LevelInputs
from sim.luck import (
    FIXED,
    Key,
    Law,
    Purpose,
    Source,
    Who,
    binomial,
    draw,
    exp,
    exponential,
    in_episode,
    log,
    normal,
    odds_times,
    pair,
    poisson,
    share_below,
    uniform,
)
from sim.units import DAY, WEEK, YEAR, Minutes, nearest

NEVER: Minutes = 1 << 40
OUTCOMES = 8  # wellbeing outcomes of the Rotherham pilot's tool (evidence.md, section 1b)
LAYERS = 13  # the last holds 2,048 to 4,096 referrals a week
BEFORE_DAY_0 = 1 << 15  # episodes of luck from here on: courses that may have been under way on day 0
COURSES_TRIED = 256


class Entry(NamedTuple):
    """A person who enters: minute of entry, identity, and minutes already waited (day 0 only)."""

    minute: Minutes
    source: int
    number: int
    waited: Minutes


class Support(NamedTuple):
    """One episode of support, as far as it has come: at its beginning, or on day 0."""

    luck: int  # the episode whose luck it has
    began: Minutes
    planned: int  # meetings attended before it is complete
    met: int
    missed: int
    first_met: Minutes  # the minute of the first meeting attended, if there was one
    wanted: Minutes  # when the next meeting is wanted


class Traits(NamedTuple):
    """What a person's levels multiply, taken together."""

    attendance: float
    odds_of_discharge: float
    relapse: float
    exit: float
    suits: float
    queue_class: int
    line: int
    care_class: int


class CourseEnd(NamedTuple):
    """When a course ends if nothing outside ends it, and whether that is the end of the prescription."""

    minute: Minutes
    completed: int


def duration(inputs: Inputs, law: Law, who: Who, purpose: int, occurrence: int) -> Minutes:
    """A length of time that may be 0. What is fixed needs no luck."""
    if law.kind == FIXED:
        return nearest(law.a)
    return nearest(draw(inputs.points, law, uniform(who, purpose, occurrence)))


# ---------------------------------------------------------------- who comes, and who they are


def layer_bounds(layer: int) -> tuple[float, float]:
    """The part of the weekly rate that a layer holds: layer 0 the first 1 a week, layer j the next 2**(j-1)."""
    return (0.0, 1.0) if layer == 0 else (float(1 << (layer - 1)), float(1 << layer))


def rate_at(rates: Sequence[DatedRate], minute: float) -> float:
    """People a week in force at a minute."""
    rate = 0.0
    for dated in rates:
        if minute >= dated.minute:
            rate = dated.value
    return rate


def highest_rate(rates: Sequence[DatedRate]) -> float:
    """The most people a week at any date."""
    highest = 0.0
    for dated in rates:
        highest = max(highest, dated.value)
    return highest


def layer_in_use(rates: Sequence[DatedRate], layer: int) -> bool:
    """Whether the rate ever reaches into a layer."""
    low, _ = layer_bounds(layer)
    return highest_rate(rates) > low


def next_referral(
    inputs: Inputs, key: Key, replication: int, layer: int, number: int, minute: float
) -> tuple[int, float]:
    """The next referral of a layer after candidate `number` at `minute` (-1 and 0.0 at first): its number and minute.
    At or after the last day of referrals there is none."""
    who = Who(key, replication, referral_source(layer), number)
    return next_to_come(inputs.rates, who, layer, inputs.demand.first, inputs.demand.last, minute)


def next_new_to_care(
    inputs: Inputs, key: Key, replication: int, layer: int, number: int, minute: float
) -> tuple[int, float]:
    """The same of people who come to care and are never referred to the programme, from day 0 to the end."""
    who = Who(key, replication, new_to_care_source(layer), number)
    return next_to_come(inputs.care_rates, who, layer, 0, inputs.horizon, minute)


def next_to_come(
    rates: Sequence[DatedRate], who: Who, layer: int, first: Minutes, last: Minutes, minute: float
) -> tuple[int, float]:
    """The next of a layer's people after candidate `who`.

    A Poisson stream from day 0, thinned to the part of the dated rate that falls in the layer. More demand keeps more
    of the same candidates: it never re-times or renames any of them.
    """
    low, high = layer_bounds(layer)
    mean_gap = WEEK / (high - low)
    number = who.number
    while True:
        number += 1
        gap, thin = pair(Who(who.key, who.replication, who.source, number), Purpose.ARRIVAL, 0)
        minute += mean_gap * exponential(gap)
        if minute >= last:
            return number, minute
        if minute >= first and low + thin * (high - low) < rate_at(rates, minute):
            return number, minute


def referral_source(layer: int) -> int:
    """The source of a layer's identities."""
    return Source.REFERRALS.value | layer << 2


def new_to_care_source(layer: int) -> int:
    """The source of a layer's identities, of people never referred to the programme."""
    return Source.NEW_TO_CARE.value | layer << 2


def is_never_referred(source: int) -> bool:
    """Whether an identity is of a person in care, or new to it, who is never referred to the programme."""
    return source >= Source.IN_CARE


def weeks_waited(inputs: Inputs, who: Who) -> Minutes:
    """How long a person on the waiting list of day 0 has waited by then."""
    return duration(inputs, inputs.demand.waited, who, Purpose.WAITED, 0)


def since_referral(inputs: Inputs, who: Who) -> Minutes:
    """How long ago a person in the service on day 0 was referred.

    Unknown: hardly ever recorded together with how long they have been supported. It changes their routine reviews (and
    raised use of care) in every world alike, so it must not depend on how long support lasts.
    """
    return duration(inputs, inputs.demand.referred, who, Purpose.WAITED, 0)


def weeks_in_care(inputs: Inputs, who: Who) -> Minutes:
    """How long ago a person in care on day 0, never referred to the programme, came to it: reviews count from then."""
    return duration(inputs, inputs.care_team.in_care_for, who, Purpose.WAITED, 0)


def weeks_waited_for_care(inputs: Inputs, who: Who) -> Minutes:
    """How long a person on the list for care on day 0 has waited by then."""
    return duration(inputs, inputs.care_team.waited, who, Purpose.WAITED, 0)


def is_in_service(source: int) -> bool:
    """Whether an identity is of a person in the service on day 0."""
    return source & 3 == Source.IN_SERVICE


def already_row(inputs: Inputs, source: int, number: int) -> int:
    """The row of `inputs.already` for a person in the service on day 0; -1 for anybody else."""
    row = 0
    while row < len(inputs.already):
        already = inputs.already[row]
        if already.source == source and already.number <= number < already.number + already.people:
            return row
        row += 1
    return -1


def people(inputs: Inputs, key: Key, replication: int) -> list[Entry]:
    """Everybody who comes in one replication: the people in the service on day 0, then in order of (minute, identity)
    day 0's waiting list and referrals, and last those who are never referred to the programme: so these, and how many
    they are, change nobody's place in the log."""
    in_service: list[Entry] = []
    for already in inputs.already:
        for number in range(already.number, already.number + already.people):
            who = Who(key, replication, already.source, number)
            in_service.append(Entry(0, already.source, number, since_referral(inputs, who)))
    entries: list[Entry] = []
    for i in range(inputs.demand.waiting):
        who = Who(key, replication, Source.WAITING_LIST, i)
        entries.append(Entry(0, Source.WAITING_LIST.value, i, weeks_waited(inputs, who)))
    for layer in range(LAYERS):
        number, minute = -1, 0.0
        while layer_in_use(inputs.rates, layer):
            number, minute = next_referral(inputs, key, replication, layer, number, minute)
            if minute >= inputs.demand.last:
                break
            entries.append(Entry(int(minute), referral_source(layer), number, 0))
    return in_service + sorted(entries) + others_in_care(inputs, key, replication)


def others_in_care(inputs: Inputs, key: Key, replication: int) -> list[Entry]:
    """People who are never referred to the programme, in order of (minute, identity): in care on day 0, on its list by
    then, and new to care."""
    entries: list[Entry] = []
    for i in range(inputs.care_team.in_care):
        who = Who(key, replication, Source.IN_CARE.value, i)
        entries.append(Entry(0, Source.IN_CARE.value, i, weeks_in_care(inputs, who)))
    for i in range(inputs.care_team.waiting):
        who = Who(key, replication, Source.CARE_LIST.value, i)
        entries.append(Entry(0, Source.CARE_LIST.value, i, weeks_waited_for_care(inputs, who)))
    for layer in range(LAYERS):
        number, minute = -1, 0.0
        while layer_in_use(inputs.care_rates, layer):
            number, minute = next_new_to_care(inputs, key, replication, layer, number, minute)
            if minute >= inputs.horizon:
                break
            entries.append(Entry(int(minute), new_to_care_source(layer), number, 0))
    return sorted(entries)


def lines_before(inputs: Inputs, already: int) -> int:
    """The lines for a link worker that a person may join, a bit each: people on a group's caseloads on day 0
    (`already`: their row, or -1) join only lines that the group serves."""
    return inputs.already[already].serves if already >= 0 else EVERY_LINE


def trait_level(inputs: Inputs, who: Who, first: int, lines: int) -> int:
    """The person's level of the trait whose rows of `inputs.levels` begin at `first`: a keyed race, so that a new level
    takes people from every other one in proportion and moves nobody between the others. Only levels of these lines run
    in it (other traits' levels are all of line 0, which every group serves)."""
    won, least = -1, 0.0
    row = first
    while row < len(inputs.levels) and inputs.levels[row].trait == inputs.levels[first].trait:
        level = inputs.levels[row]
        if level.share > 0.0 and lines >> level.line & 1:
            time = exponential(uniform(who, Purpose.TRAIT, level.number)) / level.share
            if won < 0 or time < least:
                won, least = row, time
        row += 1
    return won


def no_traits() -> Traits:
    """The traits of an average person."""
    return Traits(1.0, 1.0, 1.0, 1.0, 1.0, 0, 0, 0)


def with_level(traits: Traits, level: LevelInputs) -> Traits:
    """What one more level multiplies. Traits multiply each other; each queue order is by one trait, so is the line."""
    return Traits(
        traits.attendance * level.attendance,
        traits.odds_of_discharge * level.odds_of_discharge,
        traits.relapse * level.relapse,
        traits.exit * level.exit,
        traits.suits * level.suits,
        max(traits.queue_class, level.queue_class),
        max(traits.line, level.line),
        max(traits.care_class, level.care_class),
    )


def frailty(inputs: Inputs, who: Who) -> float:
    """The hidden draw: standard normal, high does better. Not drawn where nothing loads on it.

    Unknown: its size. Without it completers cannot do better than others when the programme does nothing.
    """
    if inputs.frailty.attendance == 0.0 and inputs.frailty.progress == 0.0 and inputs.frailty.discharge == 0.0:
        return 0.0
    return normal(uniform(who, Purpose.FRAILTY, 0))


def exits_at(inputs: Inputs, who: Who, traits_: Traits, enters: Minutes) -> Minutes:
    """The minute a person dies, moves away or otherwise leaves: fixed at entry, equal in every world."""
    hazard = inputs.exit_hazard * traits_.exit
    if hazard <= 0.0:
        return NEVER
    return enters + max(1, nearest(exponential(uniform(who, Purpose.EXIT, 0)) / hazard))


# ---------------------------------------------------------------- support


def accepts(inputs: Inputs, who: Who, episode: int) -> bool:
    """Whether the offer is accepted. Refusal in England fell from 22 % to 12 % (evidence.md, source 17)."""
    return uniform(who, Purpose.ACCEPT, in_episode(episode, 0)) < inputs.support.accepts


def patience_ends(inputs: Inputs, who: Who, episode: int, joined: Minutes, waited: Minutes) -> Minutes:
    """When a person in the queue for a link worker gives up."""
    u = uniform(who, Purpose.PATIENCE, in_episode(episode, 0))
    return wait_ends(inputs, inputs.support.patience, u, joined, waited)


def care_patience_ends(inputs: Inputs, who: Who, joined: Minutes, waited: Minutes) -> Minutes:
    """When a person who is new to care gives up waiting for a place. People who wait after a relapse never do.

    Unknown: how long people wait before they give up. No data; by default they never do.
    """
    u = uniform(who, Purpose.CARE_PATIENCE, 0)
    return wait_ends(inputs, inputs.care_team.patience, u, joined, waited)


def wait_ends(inputs: Inputs, law: Law, u: float, joined: Minutes, waited: Minutes) -> Minutes:
    """When patience is at an end. A person who has waited already is known not to have given up yet: the same uniform
    is applied to the rest of the distribution, beyond that wait."""
    if waited > 0:
        below = share_below(inputs.points, law, float(waited))
        u = min(below + u * (1.0 - below), 1.0 - 1.1102230246251565e-16)
    return joined - waited + max(waited, nearest(draw(inputs.points, law, u)))


def attendance(chance: float, centre: float, ratio: float, loading: float, hidden: float) -> float:
    """A person's chance of coming: the base chance times the traits' ratio, its odds moved by the hidden draw."""
    return odds_times(min(1.0, chance * ratio), centre * exp(loading * hidden)) if loading else min(1.0, chance * ratio)


def first_meeting_wanted(inputs: Inputs, who: Who, episode: int, now: Minutes) -> Minutes:
    """When the first meeting ("what matters to you") is wanted, once a link worker is given."""
    return now + duration(inputs, inputs.support.first_meeting, who, Purpose.FIRST_MEETING, in_episode(episode, 0))


def next_meeting_wanted(inputs: Inputs, who: Who, episode: int, meeting: int, now: Minutes) -> Minutes:
    """When the next meeting is wanted, after one that was held or missed."""
    return now + duration(inputs, inputs.support.gap, who, Purpose.MEETING_GAP, in_episode(episode, meeting))


def support_begins(inputs: Inputs, who: Who, episode: int, now: Minutes) -> Support:
    """A new episode of support: how many meetings it will be, and when the first is wanted."""
    planned, wanted = meetings_planned(inputs, who, episode), first_meeting_wanted(inputs, who, episode, now)
    return Support(episode, now, planned, 0, 0, 0, wanted)


def time_so_far(inputs: Inputs, already: AlreadyInputs, who: Who, nth: int) -> Minutes:
    """For how long a person has been supported or in an activity by day 0: one draw of a stated spread, or of a service
    long running a new one with each course (the nth) that might have brought them here."""
    return duration(inputs, already.so_far, who, Purpose.SO_FAR, nth if already.long_running else 0)


def support_so_far(inputs: Inputs, already: AlreadyInputs, who: Who, chance: float) -> Support:
    """Where the support of a person on a caseload on day 0 stands.

    Courses of support are drawn (each the luck of an episode of its own, meetings held when they were wanted) until one
    is not over after the time so far. In a long-running service every such time is equally likely, so that long courses
    are met in proportion to their length, at any point in them. If none of the courses reaches that time, support
    stands at its last meeting. Unknown: how far a caseload has come is seldom recorded.
    """
    support = Support(0, 0, 0, 0, 0, 0, 0)
    for nth in range(COURSES_TRIED):
        luck = BEFORE_DAY_0 + nth
        began = -time_so_far(inputs, already, who, nth)
        planned = meetings_planned(inputs, who, luck)
        wanted = first_meeting_wanted(inputs, who, luck, began)
        met, missed, first_met = 0, 0, 0
        while wanted < 0:
            comes = meeting(inputs, who, luck, met + missed, chance)[1]
            if met + int(comes) == planned or missed + int(not comes) > inputs.support.missed_allowed:
                break
            if comes and met == 0:
                first_met = wanted
            met, missed = met + int(comes), missed + int(not comes)
            wanted = next_meeting_wanted(inputs, who, luck, met + missed - 1, wanted)
        support = Support(luck, began, planned, met, missed, first_met, max(0, wanted))
        if wanted >= 0:
            break
    return support


def meetings_planned(inputs: Inputs, who: Who, episode: int) -> int:
    """Meetings attended before support is complete: Community Navigators, median 7 of at most 10 (evidence.md, 20)."""
    return max(1, duration(inputs, inputs.support.meetings, who, Purpose.MEETINGS, in_episode(episode, 0)))


def meeting(inputs: Inputs, who: Who, episode: int, meeting_: int, chance: float) -> tuple[Minutes, bool]:
    """How long a meeting takes (at least a minute), and whether the person comes."""
    length, comes = pair(who, Purpose.MEETING_LENGTH, in_episode(episode, meeting_))
    return max(1, nearest(draw(inputs.points, inputs.support.length, length))), comes < chance


def diary_minutes(contact_minutes_a_week: int, length: Minutes) -> Minutes:
    """How much of the calendar a meeting fills in a diary with limited contact minutes a week.

    Rounded up, so that no week holds more; never less than the meeting itself.
    """
    return max(length, -(-length * WEEK // contact_minutes_a_week))


# ---------------------------------------------------------------- posts


def tenure_luck(who: Who, spell: int) -> float:
    """The exponential threshold of one worker's time in a post."""
    return exponential(uniform(who, Purpose.TENURE, spell))


def tenure(inputs: Inputs, threshold: float) -> Minutes:
    """How long a threshold lasts at the turnover in force; at least a day."""
    if inputs.team.turnover <= 0.0:
        return NEVER
    return max(DAY, nearest(threshold / inputs.team.turnover))


def may_serve(inputs: Inputs, post: int, line: int) -> bool:
    """Whether a post serves people of a line."""
    return inputs.posts[post].serves >> line & 1 == 1


def is_run_down(inputs: Inputs, post: int, row: int, now: Minutes) -> bool:
    """Whether a post is given no new people because its worker will soon be away. Absences are looked at from a row on
    that is not behind the post's next."""
    while row < len(inputs.absences) and inputs.absences[row].post <= post:
        absence = inputs.absences[row]
        if absence.post == post and absence.run_down <= now <= absence.starts:  # to the very minute of going
            return True
        row += 1
    return False


def vacancy(inputs: Inputs, who: Who, spell: int) -> Minutes:
    """How long it takes to fill a post; at least a day."""
    return max(DAY, duration(inputs, inputs.team.vacancy, who, Purpose.VACANCY, spell))


# ---------------------------------------------------------------- activities


def activities_wanted(inputs: Inputs, who: Who, episode: int) -> int:
    """How many activities a person wants at once: one, and each further one with its chance."""
    u = uniform(who, Purpose.ANOTHER, in_episode(episode, 0))
    wanted = 1
    for chance in inputs.another:
        if u < chance:
            wanted += 1
    return wanted


def suits(inputs: Inputs, who: Who, activity: int, ratio: float) -> bool:
    """Whether an activity suits a person at all; the same at every episode."""
    chance = inputs.activities[activity].suits * ratio
    return chance >= 1.0 or uniform(who, Purpose.SUITS, inputs.activities[activity].number) < chance


def liking(inputs: Inputs, who: Who, episode: int, activity: int) -> float:
    """How much an activity is liked in an episode of support: the least is liked best. 0.0 of one that nobody likes.

    A keyed race over weights: a new activity takes people from every other one in proportion and moves nobody between
    the others.
    """
    weight, number = inputs.activities[activity].weight, inputs.activities[activity].number
    if weight <= 0.0:
        return 0.0
    return exponential(uniform(who, Purpose.PREFERENCE, in_episode(episode, number))) / weight


def liked_best(
    inputs: Inputs, who: Who, likings: Sequence[float], first: int, ratio: float, now: Minutes, passed_over: int
) -> int:
    """The open, suitable activity liked best that is not passed over (a bit each); -1 if none. What is thought of each
    of them stands in `likings`, from `first` on."""
    best, least = -1, 0.0
    for a, activity in enumerate(inputs.activities):
        if passed_over >> a & 1 or not activity.opens <= now < activity.closes or activity.weight <= 0.0:
            continue
        time = likings[first + a]
        if (best < 0 or time < least) and suits(inputs, who, a, ratio):
            best, least = a, time
    return best


def preference(inputs: Inputs, who: Who, episode: int, ratio: float, now: Minutes, passed_over: int) -> int:
    """The same, of what is liked in an episode."""
    likings = [liking(inputs, who, episode, activity) for activity in range(len(inputs.activities))]
    return liked_best(inputs, who, likings, 0, ratio, now, passed_over)


def place_patience_ends(inputs: Inputs, who: Who, episode: int, activity: int, now: Minutes) -> Minutes:
    """When a person turns to the next choice."""
    return now + duration(
        inputs,
        inputs.prescription.patience,
        who,
        Purpose.PLACE_PATIENCE,
        in_episode(episode, inputs.activities[activity].number),
    )


def course_ends(inputs: Inputs, who: Who, episode: int, wish: int, activity: int, joined: Minutes) -> CourseEnd:
    """When the person stops coming of their own accord: after the last session of the prescription, or on dropping out
    after some session (the same chance after each; no data: evidence.md, section 8)."""
    sessions = inputs.activities[activity].sessions
    comes_to, goes_on_each_time = sessions, 1.0 - inputs.prescription.drops
    if goes_on_each_time < 1.0:
        u = uniform(who, Purpose.DROP_OUT, in_episode(episode, wish))
        comes_to = min(sessions, 1 + int(min(1.0e9, log(u) / log(goes_on_each_time))))
    return CourseEnd(joined + comes_to * inputs.activities[activity].interval, int(comes_to == sessions))


def course_so_far(inputs: Inputs, already: AlreadyInputs, who: Who) -> tuple[int, Minutes]:
    """The episode whose luck governs the course of a person in an activity on day 0, and the minute it began: found in
    the same way as support. If no course reaches that time, it stands at its last session."""
    luck, joined, activity = 0, 0, already.place
    for nth in range(COURSES_TRIED):
        luck = BEFORE_DAY_0 + nth
        joined = -time_so_far(inputs, already, who, nth)
        lasts = course_ends(inputs, who, luck, 0, activity, 0).minute
        if joined + lasts > 0:
            return luck, joined
        joined = -lasts
    return luck, joined


def sessions_attended(
    inputs: Inputs, who: Who, episode: int, wish: int, activity: int, joined: Minutes, until: Minutes, chance: float
) -> int:
    """Sessions attended from joining until a minute: a binomial quantile of one uniform, which never falls as sessions
    grow and grows by at most one, so no event per session is needed."""
    held = (until - joined) // inputs.activities[activity].interval
    return binomial(held, chance, uniform(who, Purpose.SESSIONS, in_episode(episode, wish))) if held > 0 else 0


def goes_on(inputs: Inputs, who: Who, episode: int, wish: int, activity: int, attended: int) -> tuple[bool, Minutes]:
    """Whether a person who completed goes on unaided, and how long a place is kept if people may stay."""
    on, stay = pair(who, Purpose.SUSTAIN, in_episode(episode, wish))
    chance = inputs.prescription.goes_on * attended / inputs.activities[activity].sessions
    return on < chance, max(DAY, nearest(draw(inputs.points, inputs.prescription.stay, stay)))


def helps(inputs: Inputs, who: Who, episode: int, wish: int, activity: int) -> tuple[bool, Minutes]:
    """Whether a person who goes on after a course helps to run the group, and for how long: at least a day.

    Bennett & Dayson name volunteering and peer support among what enabled lasting outcomes (evidence.md, S2; n = 20).
    Unknown: how many people help, for how long, and how many places that adds. No data.
    """
    row = inputs.activities[activity]
    if row.helps <= 0.0:
        return False, 0
    does, lasts = pair(who, Purpose.HELP, in_episode(episode, wish))
    return does < row.helps, max(DAY, nearest(draw(inputs.points, row.helping, lasts)))


# ---------------------------------------------------------------- progress


def outcome_chance(inputs: Inputs, hidden: float, dose: int) -> float:
    """The chance of each wellbeing outcome, by the number of meetings and sessions attended.

    Unknown: the slope. The pilot had no control (evidence.md, section 1b); 93 % and 64 % fit many slopes alike.
    """
    share = min(1.0, dose / inputs.progress.full_dose)
    odds = exp(inputs.progress.log_odds + inputs.progress.log_odds_ratio * share + inputs.frailty.progress * hidden)
    return odds / (1.0 + odds)


def outcome_luck(who: Who, outcome: int) -> tuple[float, float]:
    """The uniforms of one outcome and the next: the same at all times and in every world, so that the share that would
    have come anyway is too."""
    return pair(who, Purpose.OUTCOME, outcome)


def improved(lucks: Sequence[float], first: int, anyway: float, now: float) -> int:
    """The outcomes improved (bits 0 to 7), and those improved because of the dose (bits 8 to 15), by the chance of each
    without a dose and by that of now. The uniforms of the outcomes stand in `lucks`, from `first` on."""
    bits = 0
    for j in range(OUTCOMES):
        u = lucks[first + j]
        bits |= (int(u < now) | int(anyway <= u < now) << OUTCOMES) << j
    return bits


def progress(inputs: Inputs, who: Who, hidden: float, dose: int) -> int:
    """The same, of a person who has come to so much."""
    lucks = [u for outcome in range(0, OUTCOMES, 2) for u in outcome_luck(who, outcome)]
    return improved(lucks, 0, outcome_chance(inputs, hidden, 0), outcome_chance(inputs, hidden, dose))


def ones(bits: int) -> int:
    """How many bits are set."""
    count = 0
    while bits:
        count += bits & 1
        bits >>= 1
    return count


def because_of_dose(bits: int) -> int:
    """How many of the eight outcomes improved because of the dose."""
    return ones(bits >> OUTCOMES & 0xFF)


def dose_kept(inputs: Inputs, dose: int) -> int:
    """How much of a dose still counts after a relapse: it belongs to an episode of support. No data; 0 by default."""
    return nearest(dose * inputs.progress.kept)


def wider_not_wanted(inputs: Inputs, who: Who) -> int:
    """Wider outcomes that a person does not want and so cannot have: a bit each, in order of name. A person who wants
    one does so in every world and at all times. No data: everybody wants all, unless a scenario says otherwise."""
    bits = 0
    for j, outcome in enumerate(inputs.wider):
        if outcome.wanted < 1.0:
            bits |= int(uniform(who, Purpose.WANTED, outcome.number) >= outcome.wanted) << j
    return bits


def wider_outcomes(inputs: Inputs, who: Who, dose: int, not_wanted: int) -> int:
    """Work, training and the like, of those wanted: a bit each, in order of name; the chance rises with the dose in a
    straight line."""
    share = min(1.0, dose / inputs.progress.full_dose)
    bits = 0
    for j, outcome in enumerate(inputs.wider):
        chance = outcome.without + (outcome.full - outcome.without) * share
        bits |= int(uniform(who, Purpose.WIDER, outcome.number) < chance) << j
    return bits & ~not_wanted


# ---------------------------------------------------------------- reviews, discharge, relapse


def first_review_due(inputs: Inputs, who: Who, episode: int, start: Minutes) -> Minutes:
    """The first routine review after referral, or (a time of its own, at least a day) after a relapse.

    People are referred some way between two yearly reviews; a relapse begins care anew. No data on either.
    """
    if episode == 0:
        return start + duration(inputs, inputs.reviews.first, who, Purpose.FIRST_REVIEW, in_episode(0, 0))
    after = duration(inputs, inputs.reviews.after_relapse, who, Purpose.FIRST_REVIEW, in_episode(episode, 0))
    return start + max(DAY, after)


def supported_review_requested_at(inputs: Inputs, who: Who, episode: int, began: Minutes) -> Minutes:
    """When the programme's own review is requested, a set time after support begins."""
    return began + duration(inputs, inputs.reviews.after_start, who, Purpose.SUPPORTED_REVIEW, in_episode(episode, 1))


def clinic_review_requested_at(inputs: Inputs, who: Who, referred: Minutes) -> Minutes:
    """When the review clinic's one review is requested: not before the clinic opens."""
    wait = duration(inputs, inputs.reviews.after_referral, who, Purpose.SUPPORTED_REVIEW, in_episode(0, 1))
    return max(inputs.programme.start, referred + wait)


def next_review_due(inputs: Inputs, who: Who, episode: int, number: int, due: Minutes) -> Minutes:
    """The routine review after due date `number`: counted from the due date, not from when the review was held."""
    return due + max(DAY, duration(inputs, inputs.reviews.gap, who, Purpose.REVIEW_GAP, in_episode(episode, number)))


def chance_of_discharge(inputs: Inputs, odds: float, bits: int) -> float:
    """Chance of discharge at a review: low + (high - low) x share of the eight outcomes improved because of the dose,
    then the person's odds. So the comparator depends on no programme input.

    No study measured what would have been discharged anyway; 42 % were found suitable in a screening without social
    prescribing (evidence.md, source 37). High follows from low by an odds ratio.
    """
    low, high = inputs.reviews.low, inputs.reviews.high
    chance = low + (high - low) * because_of_dose(bits) / OUTCOMES if inputs.programme.conversion else low
    return odds_times(chance, odds)


def person_odds(inputs: Inputs, traits_: Traits, hidden: float) -> float:
    """A person's odds of discharge beside the stated ones: traits and hidden draw, centred at entry."""
    return inputs.reviews.centre * traits_.odds_of_discharge * exp(inputs.frailty.discharge * hidden)


def discharges(inputs: Inputs, who: Who, purpose: int, occurrence: int, chance: float) -> bool:
    """Whether a review discharges. With the stated persistence it uses the person's own uniform, so that a review
    refused is likelier refused again; else a fresh one. The mean is unchanged."""
    which, fresh = pair(who, purpose, occurrence)
    return (uniform(who, Purpose.OWN_REVIEW, 0) if which < inputs.reviews.persistence else fresh) < chance


def relapse_luck(who: Who, episode: int) -> float:
    """The one exponential threshold of a discharge."""
    return exponential(uniform(who, Purpose.RELAPSE, in_episode(episode, 0)))


def relapses_at(inputs: Inputs, threshold: float, ratio: float, discharged: Minutes, engaged: Minutes) -> Minutes:
    """When the threshold is spent: at the usual hazard until engagement is sustained (NEVER: not yet), slower after.

    Usual hazard: solved, so that 58.2 % relapse within two years, with odds ratio 3.93 after an admission (`rates`;
    Ramanuj 2015, doi 10.3109/09638237.2015.1036968, 57 of 98; abstract only; re-referral stands in for relapse). That
    engagement slows it is unproven. Unknown: whether the hazard is constant. A lower hazard is always later; at least a
    day.
    """
    hazard = inputs.relapse.hazard * ratio
    if hazard <= 0.0:
        return NEVER
    alone = max(DAY, nearest(threshold / hazard))
    if not inputs.programme.relapse or engaged >= discharged + alone:
        return discharged + alone
    slower = hazard * inputs.relapse.ratio
    changes = max(0, engaged - discharged)
    if slower <= 0.0:
        return NEVER
    return discharged + max(DAY, changes + nearest((threshold - changes * hazard) / slower))


def referred_again(inputs: Inputs, who: Who, episode: int) -> bool:
    """Whether a relapse leads to another referral to the programme."""
    return uniform(who, Purpose.REREFERRAL, in_episode(episode, 0)) < inputs.relapse.again


# ---------------------------------------------------------------- use of care, for settings without discharge


def untreated_share(line: CareLineInputs, since_referral: Minutes) -> float:
    """Use at a time since referral, as a share of use at referral: it falls back in a straight line in every world.

    City & Hackney: GP visits of people referred fell 10.0 to 8.6 a year without a controlled effect (evidence.md).
    """
    left = max(0.0, 1.0 - since_referral / line.settles)
    return (1.0 + (line.raised - 1.0) * left) / line.raised


def next_care_use(
    line: CareLineInputs, who: Who, referred: Minutes, minute: float, candidate: int, horizon: Minutes
) -> tuple[float, int, float]:
    """The next use that would happen untreated: (minute, its candidate number, its luck). Candidates come at the rate
    at referral and are thinned, so a cut removes uses and never moves them."""
    mean_gap = 1.0 / (line.rate * line.raised)
    while True:
        gap, luck = pair(who, Purpose.CARE_USE, in_episode(line.number, candidate))
        minute += mean_gap * exponential(gap)
        if minute >= horizon:
            return minute, candidate, 1.0
        share = untreated_share(line, int(minute) - referred)
        if luck < share:
            return minute, candidate, luck / share
        candidate += 1


def care_use_happens(inputs: Inputs, line: CareLineInputs, luck: float, dose: int) -> bool:
    """Whether an untreated use still happens: the programme removes a share of them, in proportion to the dose."""
    if not inputs.programme.care_use:
        return True
    return luck < 1.0 - line.cut * min(1.0, dose / inputs.progress.full_dose)


def care_uses_before(line: CareLineInputs, who: Who) -> int:
    """Uses in the year before referral, at the raised rate: what a before-and-after study would call 'before'."""
    return poisson(line.rate * line.raised * YEAR, uniform(who, Purpose.CARE_BEFORE, line.number))
