"""More can be worse for some people: reversals that the real journey must show.

None of these is a fault. A queue in front of another, people who give up, and classes who go first all break the hope
that one more worker (or more patience) leaves everybody better off; `notes/reliability.md` section 2 has the search
that found them. If one of these tests fails, something in the journey smooths over what would really happen.

Days, not minutes: each person holds a slot for so many days (their meeting is a minute at its end), then a place.
"""

from sim.events import Row, What
from tests.worked import DAY, story, when


def flow(
    arrives: list[int],
    supported: list[int],
    *,
    posts: int,
    on_course: list[int] | None = None,
    places: int = 1,
    patience: dict[int, float] | None = None,
    classes: list[int] | None = None,
) -> list[Row]:
    """The log of people who arrive on these days, are supported and then on a course for so many days each. A post
    has room for one."""
    people = range(len(arrives))
    return story(
        [day * DAY for day in arrives],
        first_meeting={n: supported[n] * DAY for n in people},
        lengths=dict.fromkeys(people, 1),
        patience={n: int(days * DAY) for n, days in (patience or {}).items()},
        queue_class=dict(enumerate(classes or [])),
        sessions_time={n: days * DAY for n, days in enumerate(on_course or [])},
        link_workers={"posts": posts, "caseload_per_post": 1},
        **({"activities": {"choir": {"places": places}}} if on_course else {}),
    )


def served(rows: list[Row]) -> dict[int, float]:
    """Days waited for a link worker by everybody who was given one."""
    joined = {row[1]: row[0] for row in rows if row[2] == What.JOINED_QUEUE}
    return {row[1]: (row[0] - joined[row[1]]) / DAY for row in rows if row[2] == What.GIVEN_LINK_WORKER}


def waited_for_a_place(rows: list[Row]) -> dict[int, float]:
    wanted = {row[1]: row[0] for row in rows if row[2] == What.WANTS_PLACE}
    return {row[1]: (row[0] - wanted[row[1]]) / DAY for row in rows if row[2] == What.JOINED_ACTIVITY}


def days_in_all(rows: list[Row]) -> dict[int, float]:
    """From referral to the end of the course."""
    came = {row[1]: row[0] for row in rows if row[2] == What.REFERRED}
    return {row[1]: (row[0] - came[row[1]]) / DAY for row in rows if row[2] == What.COMPLETED}


def gave_up(rows: list[Row]) -> set[int]:
    return {row[1] for row in rows if row[2] == What.GAVE_UP}


def mean(waits: dict[int, float]) -> float:
    return sum(waits.values()) / len(waits)


def test_without_give_ups_or_classes_a_worker_more_makes_nobody_later():
    """The one thing that does hold: one queue, first come first served, nobody leaves."""
    arrives, supported = [0, 1, 1, 2, 5, 5, 9], [4, 6, 1, 3, 2, 8, 1]
    fewer, more = (served(flow(arrives, supported, posts=posts)) for posts in (1, 2))
    assert all(more[person] <= fewer[person] for person in fewer)


def test_more_link_workers_can_lengthen_the_queue_for_an_activity():
    fewer, more = (flow([0, 0], [1, 1], on_course=[7, 7], posts=posts) for posts in (1, 2))
    assert waited_for_a_place(fewer) == {0: 0, 1: 6}
    assert waited_for_a_place(more) == {0: 0, 1: 7}


def test_with_give_ups_the_mean_wait_of_the_served_can_rise_when_a_worker_is_added():
    """Two people who gave up are now served, one of them after a wait."""
    case = {"arrives": [5, 5, 7], "supported": [8, 5, 2], "patience": {0: 2, 1: 1, 2: 3.5}}
    fewer, more = (flow(**case, posts=posts) for posts in (1, 2))
    assert served(fewer) == {0: 0}
    assert served(more) == {0: 0, 1: 0, 2: 3}


def test_a_worker_more_can_make_a_person_of_the_first_class_later():
    """Person 4 goes before the others, but nobody is put out for them: the second worker has just taken person 3."""
    case = {"arrives": [3, 3, 5, 6, 8], "supported": [2, 5, 8, 4, 8], "classes": [1, 1, 1, 1, 0]}
    fewer, more = (served(flow(**case, posts=posts)) for posts in (1, 2))
    assert (fewer[4], more[4]) == (2, 4)
    assert mean(more) < mean(fewer)


def test_more_patience_can_mean_a_longer_mean_wait_of_the_served():
    short, long = (flow([0, 0], [8, 1], patience={1: days}, posts=1) for days in (1, 20))
    assert (mean(served(short)), gave_up(short)) == (0, {1})
    assert (mean(served(long)), gave_up(long)) == (4, set())


def test_the_mean_time_in_all_can_rise_when_a_link_worker_is_added():
    case = {"arrives": [0, 1, 5], "supported": [7, 8, 1], "on_course": [8, 2, 4]}
    fewer, more = (days_in_all(flow(**case, posts=posts)) for posts in (1, 2))
    assert mean(more) > mean(fewer)


def test_the_last_person_can_leave_later_when_a_link_worker_is_added():
    """Two places: they are taken in another order, and the longest course begins last."""
    case = {"arrives": [3, 3, 3, 7], "supported": [6, 7, 5, 1], "on_course": [3, 8, 1, 4], "places": 2}
    fewer, more = (max(when(flow(**case, posts=posts), What.COMPLETED)) / DAY for posts in (2, 3))
    assert more > fewer


def test_a_worker_more_makes_fewer_people_give_up_and_yet_a_named_person_newly_gives_up():
    """The second worker takes persons 2 and 3, who used to give up, and both workers are busy when person 4 comes."""
    case = {
        "arrives": [4, 5, 5, 6, 8],
        "supported": [2, 1, 3, 3, 4],
        "patience": dict(enumerate([0.5, 4.5, 1.5, 0.5, 0.5])),
    }
    fewer, more = (gave_up(flow(**case, posts=posts)) for posts in (1, 2))
    assert (fewer, more) == ({2, 3}, {4})
