"""Worked by hand: a plain service in which nothing is left to luck, and scripts for what people do.

    story(arrivals=[0, 3 * DAY], meetings={1: 4}, link_workers={"caseload_per_post": 1})

runs the readable engine with scripted arrivals; person n of the script is person n of the log. What a script leaves out
is as in `base()`: everybody accepts at once, waits for ever, comes to everything, has one meeting of an hour a week
after being given a link worker, is never discharged and never leaves.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

from sim import pathway, rules
from sim.events import Row, What
from sim.inputs import Inputs, World, inputs_of
from sim.luck import Source, study_key
from sim.rules import Entry
from sim.scenario import Scenario
from sim.units import DAY, WEEK

Data = dict[str, Any]
START = date(2020, 1, 1)
MEETING = 60  # minutes
FOR_EVER = 5000  # weeks


def on_day(day: int) -> date:
    return START + timedelta(days=day)


def base() -> Data:
    """One post with room for ten and all the hours of the week; two years."""
    return {
        "schema": 1,
        "title": "Worked by hand",
        "dates": {"start": START, "end": on_day(728)},
        "demand": {"referrals_per_week": 0},
        "programme": {"effect": "all"},
        "link_workers": {
            "posts": 1,
            "caseload_per_post": 10,
            "contact_hours_per_week_per_post": 168,
            "weeks_worked_per_year": 52.2,
            "turnover_per_year": 0,
            "weeks_to_fill_a_vacancy": 4,
        },
        "support": {
            "chance_accepts": 1,
            "weeks_of_patience": FOR_EVER,
            "weeks_to_first_meeting": 1,
            "weeks_between_meetings": 1,
            "meetings": 1,
            "meeting_minutes": MEETING,
            "chance_attends_meeting": 1,
            "missed_meetings_allowed": 1,
        },
        "activity_defaults": {"places": 1, "sessions": 4},
        "prescription": {
            "weeks_of_patience": FOR_EVER,
            "chance_attends_session": 1,
            "chance_of_dropping_out_per_session": 0,
            "chance_goes_on": 0,
        },
        "progress": {"chance_without_dose": 0.05, "odds_ratio_at_full_dose": 30, "full_dose": 12},
        "reviews": {
            "slots_per_week": 10_080,
            "weeks_to_first_review": FOR_EVER,
            "weeks_between_reviews": FOR_EVER,
            "chance_of_discharge": 0,
            "odds_ratio_with_full_progress": 1,
        },
        "relapse": {"per_year": 0, "ratio_with_sustained_engagement": 1, "chance_referred_again": 0},
        "prices": {"year": "2020/21"},
    }


def scenario(**changes: Data) -> Scenario:
    """The plain service with sections changed in part; dates may be days from the start. Activities and reviews are
    stages of it where they are spoken of."""
    data = {**base(), "stages": {stage: stage in changes for stage in ("activities", "reviews")}}
    for section, changed in changes.items():
        data[section] = {**data.get(section, {}), **changed}
    return Scenario.model_validate(days_to_dates(data))


def days_to_dates(data: Any) -> Any:
    """Whole numbers under the names of dates are days from the start."""
    if isinstance(data, dict):
        return {
            key: on_day(value) if key in DATES and isinstance(value, int) else days_to_dates(value)
            for key, value in data.items()
        }
    return [days_to_dates(value) for value in data] if isinstance(data, list) else data


DATES = {
    "start",
    "service_start",
    "first_referral",
    "last_referral",
    "service_end",
    "end",
    "opens",
    "closes",
    "starts",
    "ends",
}

Script = dict[int, Any]


def story(
    arrivals: Iterable[int] = (0,),
    *,
    world: World = World.PROGRAMME,
    list_waited: Iterable[int] = (),
    accepts: Script | None = None,
    patience: Script | None = None,
    comes: dict[int, list[bool]] | None = None,
    meetings: Script | None = None,
    lengths: Script | None = None,
    first_meeting: Script | None = None,
    exits: Script | None = None,
    likes: dict[int, list[int]] | None = None,
    wishes: Script | None = None,
    place_patience: Script | None = None,
    sessions_time: Script | None = None,
    helps: Script | None = None,
    answers: dict[int, list[bool]] | None = None,
    threshold: Script | None = None,
    queue_class: Script | None = None,
    line: Script | None = None,
    tenures: dict[int, list[int]] | None = None,
    **changes: Data,
) -> list[Row]:
    """The log of a scripted run. People of the waiting list (`list_waited`: minutes waited each) come first, and are
    numbered before the arrivals."""
    inputs = inputs_of(scenario(**changes), world)
    waiting = [Entry(0, int(Source.WAITING_LIST), n, waited) for n, waited in enumerate(list_waited)]
    referred = [Entry(minute, int(Source.REFERRALS), n, 0) for n, minute in enumerate(arrivals)]
    everybody = sorted([*waiting, *referred])
    index = {(entry.source, entry.number): n for n, entry in enumerate(everybody)}

    def mine(script: Script | None, who: Any) -> Any:
        """What the script says of a person; None if nothing."""
        return None if script is None else script.get(index.get((who.source, who.number), -1))

    def scripted(name: str, script: Script | None, answer: Callable[..., Any]) -> None:
        """A rule of (inputs, who, ...) that asks the script first."""
        rule = getattr(rules, name)

        def either(inputs: Inputs, who: Any, *rest: Any) -> Any:
            said = mine(script, who)
            return rule(inputs, who, *rest) if said is None else answer(said, *rest)

        if script is not None:
            stack.enter_context(patch.object(rules, name, either))

    def meeting(inputs: Inputs, who: Any, episode: int, nth: int, chance: float) -> tuple[int, bool]:
        length, came = plain_meeting(inputs, who, episode, nth, chance)
        said, long = mine(comes, who), mine(lengths, who)
        return long or length, said[nth] if said and nth < len(said) else came

    plain_meeting = rules.meeting
    said_so_far: dict[int, int] = {}

    def next_answer(said: list[bool], *_: Any, key: int) -> bool:
        said_so_far[key] = said_so_far.get(key, -1) + 1
        return said[said_so_far[key]] if said_so_far[key] < len(said) else False

    with ExitStack() as stack:
        stack.enter_context(patch.object(rules, "people", lambda *_: everybody))
        stack.enter_context(patch.object(rules, "meeting", meeting))
        scripted("accepts", accepts, lambda said, *_: said)
        scripted("patience_ends", patience, lambda said, _, joined, waited: joined + said)
        scripted("meetings_planned", meetings, lambda said, *_: said)
        scripted("first_meeting_wanted", first_meeting, lambda said, _, now: now + said)
        scripted("exits_at", exits, lambda said, *_: said)
        scripted("activities_wanted", wishes, lambda said, *_: said)
        scripted("place_patience_ends", place_patience, lambda said, _, activity, now: now + said)
        scripted(
            "course_ends", sessions_time, lambda said, _, wish, activity, joined: rules.CourseEnd(joined + said, 1)
        )
        scripted("helps", helps, lambda said, *_: (said > 0, said))
        scripted("preference", likes, lambda said, _, ratio, now, over: first_open(inputs, said, now, over))
        if answers is not None:
            stack.enter_context(
                patch.object(
                    rules,
                    "discharges",
                    lambda _, who, *rest: next_answer(mine(answers, who) or [], key=index[who.source, who.number]),
                )
            )
        if threshold is not None:
            stack.enter_context(patch.object(rules, "relapse_luck", lambda who, _: mine(threshold, who)))
        if queue_class is not None or line is not None:
            like_everybody = rules.no_traits()
            theirs = iter([((queue_class or {}).get(n, 0), (line or {}).get(n, 0)) for n in range(len(everybody))])

            def of_whom() -> rules.Traits:
                first, row = next(theirs)
                return like_everybody._replace(queue_class=first, line=row)

            stack.enter_context(patch.object(rules, "no_traits", of_whom))
            if line is not None:
                stack.enter_context(patch.object(rules, "with_level", lambda traits, _: traits))
        if tenures is not None:
            posts = {post.number: n for n, post in enumerate(inputs.posts)}
            stack.enter_context(
                patch.object(rules, "tenure_luck", lambda who, spell: spells(tenures.get(posts[who.number], []), spell))
            )
            stack.enter_context(patch.object(rules, "tenure", lambda _, minutes: minutes))
        return pathway.events(inputs, study_key(1), 0)


def spells(said: list[int], spell: int) -> int:
    return said[spell] if spell < len(said) else rules.NEVER


def first_open(inputs: Inputs, liked: list[int], now: int, passed_over: int) -> int:
    """The first of a list that is open and not passed over."""
    for a in liked:
        if not passed_over >> a & 1 and inputs.activities[a].opens <= now < inputs.activities[a].closes:
            return a
    return -1


# ---------------------------------------------------------------- reading a short log

QUIET = {
    What.HAS_TRAIT,
    What.POST_FILLED,
    What.POST_VACANT,
    What.PROGRESS_SEEN,
    What.WIDER_SEEN,
    What.CARE_USED_BEFORE,
    What.REFERRED,
}


def life(rows: list[Row], person: int = 0) -> list[tuple[int, str]]:
    """A person's story in short: minute and what, without the rows that everybody has."""
    return [(row[0], What(row[2]).name) for row in rows if row[1] == person and row[2] not in QUIET]


def when(rows: list[Row], what: What, person: int | None = None) -> list[int]:
    """The minutes at which something happened, to one person or to anybody."""
    return [row[0] for row in rows if row[2] == what and (person is None or row[1] == person)]


def who(rows: list[Row], what: What) -> list[int]:
    """To whom something happened, in order."""
    return [row[1] for row in rows if row[2] == what]


__all__ = ["DAY", "MEETING", "START", "WEEK", "base", "life", "scenario", "story", "when", "who"]
