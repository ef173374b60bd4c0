"""What is dated, as bars; and what an edit of one comes to: changes of a setting, as a file would say them."""

import re
from datetime import date

import pytest

from app.live.adding import KINDS
from app.live.bars import bars_of
from app.live.door import asked
from app.live.setting import Setting, as_a_file_says
from app.live.timeline import timelines
from sim.loading import load, with_values

PILOT = "rotherham_mental_health_pilot"


class Page:
    """A page that keeps what is set, and asks as the browser does."""

    def __init__(self, scenario=PILOT):
        self.setting = {"a": {"scenario": scenario, "changes": {}}}
        self.answer = self.faults = None

    def edit(self, **edit):
        said = asked("timeline", {"setting": self.setting, "option": "a", "edit": edit})
        self.answer, self.faults = said.get("answer"), said.get("faults")
        if self.answer:
            kept = {**self.changes, **self.answer["changes"]}
            self.setting["a"]["changes"] = {path: value for path, value in kept.items() if value is not None}
        return self

    @property
    def changes(self):
        return self.setting["a"]["changes"]

    @property
    def bars(self):
        said = asked("timeline", {"setting": self.setting})
        return {bar["at"]: bar for bar in said["answer"]["options"]["a"]["bars"]}

    @property
    def scenario(self):
        base = load(self.setting["a"]["scenario"])
        return with_values(base, as_a_file_says(self.changes), name="now").scenario


def test_a_scenario_has_its_six_dates_in_three_bars():
    assert {at: (bar["since"], bar["until"]) for at, bar in Page().bars.items()} == {
        "dates.run": ("2015-04-01", "2018-04-01"),
        "dates.referrals": ("2015-04-01", "2016-04-01"),
        "dates.service": ("2015-04-01", "2016-10-01"),
    }


@pytest.mark.parametrize("what", [kind for kind in KINDS if kind != "care"])
def test_what_is_added_is_a_bar_of_its_own_and_can_be_taken_away_again(what):
    page = Page()
    before = {*page.bars}
    page.edit(kind="add", what=what)
    (added,) = {*page.bars} - before
    assert page.answer["said"] == page.bars[added]["words"]
    assert page.scenario != load(PILOT).scenario
    page.edit(kind="remove", at=added)
    assert {*page.bars} == before
    assert page.changes == {}  # as the scenario has it, and said so


def test_a_care_team_changes_its_room_where_there_is_one():
    page = Page("people_seen_sooner")
    before = len(page.scenario.care_team.changes)
    page.edit(kind="add", what="care", of="new_people_per_week")
    team = page.scenario.care_team
    assert len(team.changes) == before + 1
    assert team.changes[-1].new_people_per_week.value == round(1.25 * team.new_people_per_week.value, 2)
    assert team.changes[-1].places is None


def test_each_change_begins_after_the_last_rises_from_it_and_ends_where_the_next_begins():
    """Until there is no day left, which is said."""
    page = Page()
    for many in range(1, 4):
        page.edit(kind="add", what="demand")
        changes = page.scenario.demand.changes
        rates = [page.scenario.demand.referrals_per_week.value, *(one.referrals_per_week.value for one in changes)]
        assert len(changes) == many
        assert rates[1:] == [round(1.25 * before, 2) for before in rates[:-1]]
    days = [one.starts.value.isoformat() for one in changes]
    assert days == sorted(set(days))
    bars = page.bars
    drawn = [(bars[f"demand.changes.{n}"]["since"], bars[f"demand.changes.{n}"]["until"]) for n in range(3)]
    assert drawn == [(days[0], days[1]), (days[1], days[2]), (days[2], "2016-04-01")]
    for _ in range(20):
        page.edit(kind="add", what="demand")
    assert page.faults[0]["message"].startswith("There is no day left on which it could begin.")


def test_a_change_that_comes_too_late_is_drawn_as_its_day():
    page = Page().edit(kind="add", what="demand")
    bar = page.edit(kind="move", values={"demand.changes.0.starts": "2017-01-01"}).bars["demand.changes.0"]
    assert (bar["since"], bar["until"]) == ("2017-01-01", "2017-01-01")
    assert bar["cautions"]


def test_more_posts_can_be_added_again_under_a_name_of_their_own():
    page = Page().edit(kind="add", what="more_posts").edit(kind="add", what="more_posts")
    assert {*page.scenario.link_workers.groups} == {"cover", "cover_2"}
    bars = [page.bars[f"link_workers.groups.{name}"] for name in ("cover", "cover_2")]
    assert [(one["value"], one["step"]) for bar in bars for one in bar["amounts"]] == [(1, 0.5)] * 2


def test_places_and_caseload_rise_by_a_quarter_of_what_there_is():
    page = Page()
    name = next(iter(sorted(page.scenario.activities)))
    page.edit(kind="add", what="places", of=name).edit(kind="add", what="team_change")
    changed, team = page.scenario.activities[name], page.scenario.link_workers
    places = (changed.places or page.scenario.activity_defaults.places).value
    assert changed.changes[0].places.value == round(1.25 * places) > places
    assert team.changes[0].caseload_per_post.value == round(1.25 * team.caseload_per_post.value)


def test_an_absence_is_of_a_post_that_is_there():
    """Two posts, and then a quarter later."""
    page = Page().edit(kind="add", what="absence").edit(kind="add", what="absence").edit(kind="add", what="absence")
    first, second, third = page.scenario.link_workers.absences
    assert (first.post.value, second.post.value, third.post.value) == (1, 2, 1)
    assert first.starts.value == second.starts.value
    assert third.starts.value == first.ends.value
    while not page.faults:
        page.edit(kind="add", what="absence")
    assert page.faults[0]["message"] == "Every post is away already, at all times."


def test_a_bar_that_is_moved_writes_its_whole_list():
    page = Page().edit(kind="add", what="absence").edit(kind="add", what="absence")
    page.edit(
        kind="move", values={"link_workers.absences.1.ends": "2016-02-01", "link_workers.absences.1.paid_share": 0}
    )
    first, second = page.scenario.link_workers.absences
    assert (second.ends.value, second.paid_share.value) == (date(2016, 2, 1), 0)
    assert [row["post"] for row in page.changes["link_workers.absences"]] == [1, 2]
    assert "its pay stops" in page.answer["said"]
    assert first.ends.value == date(2015, 12, 30)


def test_what_is_wrong_is_said_at_its_bar_and_changes_nothing():
    page = Page().edit(kind="add", what="absence").edit(kind="add", what="absence")
    was = dict(page.changes)
    for path, value, at, words in [
        (
            "link_workers.absences.1.ends",
            "2015-01-01",
            "link_workers.absences.1",
            "does not come after “Away from” (30 September 2015)",
        ),
        ("link_workers.absences.1.post", 7, "link_workers.absences.1", "posts are numbered 1 to 2"),
        ("link_workers.absences.1.post", 1, "link_workers.absences.1", "when post 1 is away already"),
        ("dates.service_end", "2014-10-01", "dates.service", "before “Day 0”, which is 1 April 2015"),
    ]:
        page.edit(kind="move", values={path: value})
        assert [(fault["path"], fault["option"]) for fault in page.faults] == [(at, "a")], path
        assert words in page.faults[0]["message"]
        assert page.changes == was


ONE_OF_EACH = ("absence", "more_posts", "demand", "closing", "places", "team_change")
NAME_OF_A_FILE = re.compile(r"[a-z]_[a-z]|[a-z]\.\w|\[\d|\.toml|\d{4}-\d\d")  # a path, a line of one, its days


def test_no_refusal_at_a_bar_names_a_path_or_a_line_of_a_file():
    """Whatever bar is moved beyond what can be, it is said of the boxes beside it."""
    page = Page()
    for what in ONE_OF_EACH:
        page.edit(kind="add", what=what)
    refused = 0
    for bar in [*page.bars.values()]:
        for end in (bar["starts"], bar["ends"]):
            for day in ("1815-06-18", "2012-01-01", "2030-01-01", "soon") if end else ():
                refused += plainly_refused(page, {end["path"]: day}, bar["at"])
        for amount in bar["amounts"]:
            for value in (-1, 0.5, 1e9):
                refused += plainly_refused(page, {amount["path"]: value}, bar["at"])
    assert refused > 40


def plainly_refused(page, values, at):
    """Whether an edit is refused; it is at its bar, and in plain words."""
    was = dict(page.changes)
    page.edit(kind="move", values=values)
    if page.answer:
        page.setting["a"]["changes"] = was
        return False
    for fault in page.faults:
        assert not NAME_OF_A_FILE.search(fault["message"]), fault
        assert fault["message"].startswith("“"), fault
    assert at in [fault["path"] for fault in page.faults]
    return True


def test_days_the_wrong_way_round_say_which_to_move_and_of_which_bar():
    page = Page().edit(kind="move", values={"dates.service_end": "2019-04-01"})
    assert page.faults[0]["message"] == (
        "“It ends on” would be 1 April 2019, after “The run: end of follow-up”, which is 1 April 2018. "
        "Choose another day, or move “The run: end of follow-up” first."
    )


def test_an_absence_outside_its_window_runs_and_is_cautioned_at_its_bar():
    page = Page().edit(kind="add", what="absence")
    values = {"link_workers.absences.0.starts": "2017-01-01", "link_workers.absences.0.ends": "2017-02-01"}
    bar = page.edit(kind="move", values=values).bars["link_workers.absences.0"]
    assert page.faults is None
    assert any("has no effect: it begins on 1 January 2017" in caution for caution in bar["cautions"])


def test_another_day_0_moves_all_that_is_dated_by_whole_years():
    page = Page().edit(kind="add", what="absence").edit(kind="shift", start="2026-04-01")
    dates = page.scenario.dates
    assert (dates.start.value, dates.last_referral.value) == (date(2026, 4, 1), date(2027, 4, 1))
    assert (dates.service_end.value, dates.end.value) == (date(2027, 10, 1), date(2029, 4, 1))
    assert page.scenario.link_workers.absences[0].starts.value == date(2026, 9, 30)
    page.edit(kind="shift", start="2026-04-15")
    assert page.scenario.dates.end.value == date(2029, 4, 15)
    page.edit(kind="shift", start="9999-01-01")
    assert page.faults[0]["message"] == "No calendar reaches so far."


def test_the_29th_of_february_moves_to_the_28th_where_there_is_none():
    page = Page().edit(kind="add", what="absence")
    page.edit(kind="move", values={"link_workers.absences.0.ends": "2016-02-29"}).edit(kind="shift", start="2026-04-01")
    assert page.scenario.link_workers.absences[0].ends.value == date(2027, 2, 28)


def test_closings_that_a_scenario_states_can_be_taken_away_and_put_back():
    page = Page("grants_end_october")
    closing = [at for at in page.bars if at.startswith("activities.")]
    assert len(closing) == 4
    page.edit(kind="remove", at=closing[0])
    assert page.changes == {f"{closing[0]}.closes": {"remove": True}}
    assert closing[0] not in page.bars
    page.edit(kind="back")
    assert page.changes == {}
    assert [at for at in page.bars if at.startswith("activities.")] == closing


def test_back_leaves_what_is_not_dated():
    page = Page()
    page.setting["a"]["changes"] = {"link_workers.posts": 3}
    page.edit(kind="add", what="demand").edit(kind="add", what="more_posts").edit(kind="back")
    assert page.changes == {"link_workers.posts": 3}


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "move", "values": {"costs.x": 1}},
        {"kind": "move", "values": {"dates.run": "2016-01-01"}},
        {"kind": "move", "values": {}},
        {"kind": "move", "values": {"dates.end": {"remove": True}}},
        {"kind": "remove", "at": "dates.run"},
        {"kind": "remove", "at": "__class__"},
        {"kind": "add", "what": "<script>"},
        {"kind": "add", "what": "closing", "of": "nowhere"},
        {"kind": "shift", "start": "tomorrow"},
        {"kind": "other"},
        {"kind": "back", "more": 1},
    ],
)
def test_a_strange_edit_is_refused_in_a_sentence(edit):
    said = asked("timeline", {"setting": {"a": {"scenario": PILOT}}, "edit": edit})
    assert said["faults"]
    assert all(fault["message"].endswith(".") for fault in said["faults"])


def test_nothing_beside_it_cannot_be_edited():
    said = asked("timeline", {"setting": {"a": {"scenario": PILOT}}, "option": "b", "edit": {"kind": "back"}})
    assert said["faults"][0]["message"] == "Nothing is kept beside it, so nothing of that can be moved."


def test_two_options_share_one_axis():
    one, other = load(PILOT), load("flat_cash_three_years")
    first, second = timelines([("one", one, {}), ("other", other, {})])
    assert (first.since, first.until, first.ticks) == (second.since, second.until, second.ticks)
    assert all(0 <= tick.at <= 1 for tick in first.ticks)


@pytest.mark.parametrize("name", ["referrals_grow_10_percent", "grants_end_october", "backlog_90_temporary_post"])
def test_a_bar_holds_what_it_says(name):
    """Set to what it says, it changes nothing: ranges, grades and sources of what is not moved stay as they are. (A day
    that no file states may be stated: it is the same day.)"""
    loaded = load(name)
    for bar in bars_of(loaded):
        assert bar.since <= bar.until
        values = {end.path: end.day for end in (bar.starts, bar.ends) if end}
        values |= {one.path: one.value for one in bar.amounts}
        said = asked("timeline", {"setting": {"a": {"scenario": name}}, "edit": {"kind": "move", "values": values}})
        kept = {path for path, value in said["answer"]["changes"].items() if value is not None}
        assert all(path.startswith("dates.") or path.endswith((".opens", ".closes")) for path in kept)


def test_a_setting_stays_a_setting():
    page = Page().edit(kind="add", what="more_posts").edit(kind="add", what="closing", of="yoga")
    assert Setting.model_validate(page.setting).a.changes == page.changes
