"""What does a page see? The door answers as the command line does, keeps what was set, and says what is wrong where."""

import json
import shlex
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.asking.cases import cases_of
from app.cli.grammar import parse
from app.live.door import asked
from app.live.faults import at_fields
from app.live.loaded import base_of, loaded_of, title_of
from app.live.setting import Option, Setting, read_as
from experiments.local.forms import NEW
from experiments.solving.levers import mixes_of
from experiments.solving.targets import target_of
from sim.errors import LISTED_AT_MOST, ScenarioError
from sim.faults import Fault
from sim.loading import FORMER_NAMES, bundled, load
from tests.form_cells import blank, row_of
from tests.hostile_files import FILES
from tests.returns import saved

PILOT = "rotherham_mental_health_pilot"
CHANGED = {
    "link_workers.posts": 3,
    "dates.service_end": "2016-09-01",
    "programme.effect": ["access"],
    "link_workers.absences": [{"post": 1, "starts": "2015-06-01", "ends": "2015-09-01"}],
}
SETTINGS = {
    "one option": {"a": {"scenario": PILOT, "changes": CHANGED}, "replications": 3},
    "nothing changed": {"a": {"scenario": "third_post"}, "replications": 2},
    "beside what it was": {"a": {"scenario": PILOT, "changes": CHANGED}, "b": {"scenario": PILOT}, "replications": 3},
    "twice the same": {"a": {"scenario": PILOT}, "b": {"scenario": PILOT}, "replications": 2},
    "another scenario": {
        "a": {"scenario": PILOT, "changes": {"demand.referrals_per_week": 4}},
        "b": {"scenario": "third_post", "title": "Ours", "changes": {"activity_defaults.places": 6}},
        "seed": 7,
        "replications": 3,
    },
}


def answered(kind, body):
    """The answer, which must be one."""
    found = asked(kind, body)
    assert list(found) == ["answer"], found
    return json.loads(json.dumps(found["answer"]))


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_what_is_saved_gives_the_same_answer_on_the_command_line(setting, spsim, tmp_path, monkeypatch):
    """The saved files, and the command that is said beside them: the same numbers, to the last digit."""
    saved = answered("save", {"setting": setting})
    monkeypatch.chdir(tmp_path)
    for file in saved["files"]:
        Path(file["name"]).write_text(file["text"], encoding="utf-8")
    program, *argv = shlex.split(saved["command"])
    code, out, _ = spsim(*argv, "--json", "--no-swings", "--quiet")
    assert (program, code) == ("spsim", 0)
    on_page = answered("answer", {"setting": setting})
    assert json.loads(out)["provenance"]["answer"] == on_page["hash"]


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_a_link_opens_what_was_set(setting):
    link = answered("link", {"setting": setting})["link"]
    opened = answered("open", {"link": link})
    assert opened["setting"] == setting
    assert opened["link"] == link


def test_a_letter_stays_with_its_column_whichever_is_dearer():
    """By cost, as a report has it, letters would change columns while a lever is moved."""
    dear, cheap = ({"scenario": PILOT, "changes": {"link_workers.posts": posts}} for posts in (3, 1))
    for a, b, called in (
        (dear, cheap, "A is “With 3 posts”; B is “With 1 post”"),
        (cheap, dear, "A is “With 1 post”; "),
    ):
        setting = {"a": a, "b": b, "replications": 5}
        found = answered("answer", {"setting": setting})
        assert [(one["place"], one["letter"]) for one in found["options"]] == [("a", "A"), ("b", "B")]
        sheet = answered("download", {"setting": setting, "what": "report"})
        assert called in b64decode(sheet["base64"]).decode()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("link_workers.posts", 1, "1 post"),
        ("link_workers.posts", 2.5, "2.5 posts"),
        ("link_workers.people_on_day_0", 1, "1 person on day 0"),
        ("link_workers.weeks_to_fill_a_vacancy", 1, "1 week to fill a vacancy"),
        ("demand.referrals_per_week", 3, "3 referrals per week"),
        ("reviews.slots_per_week", 12, "12 slots per week"),
        ("link_workers.caseload_per_post", 40, "caseload per post 40"),
        ("link_workers.turnover_per_year", 0.2, "turnover per year 0.2"),
        ("support.meeting_minutes", 50, "meeting minutes 50"),
        ("support.chance_accepts", 1, "chance accepts 1"),
        ("activity_defaults.people_may_stay", True, "people may stay true"),
        ("link_workers.absences", [], "absences"),
    ],
)
def test_a_change_is_called_as_people_say_it(path, value, said):
    option = Option(scenario=PILOT, changes={path: value})
    assert title_of(option, base_of(option, "a"), alone=False) == f"With {said}"


def test_a_fault_names_the_field_and_the_option():
    bad = {"a": {"scenario": PILOT, "changes": {"link_workers.psts": 3, "demand.referrals_per_week": -1}}}
    found = asked("answer", {"setting": {**bad, "b": {"scenario": "pilot"}}})["faults"]
    assert [(each["option"], each["path"]) for each in found] == [
        ("a", "demand.referrals_per_week"),
        ("a", "link_workers.psts"),
        ("b", "scenario"),
    ]
    assert "Did you mean posts?" in found[1]["message"]


def test_a_fault_of_two_values_is_at_the_one_that_was_changed():
    """A message begins with what it is about, which may not have been touched."""
    fault = Fault("my_plan.toml", None, "reviews.slots_per_week does not go with dates.service_end.")
    for changed in ({"reviews.weeks_to_first_review": 1, "dates.service_end": "2016-01-01"}, {"dates.service_end": ""}):
        (found,) = at_fields(ScenarioError([fault]), changed, "a")
        assert (found.path, found.option) == ("dates.service_end", "a")
    (near,) = at_fields(ScenarioError([fault]), {"reviews.weeks_to_first_review": 1}, "a")
    assert near.path == "reviews.weeks_to_first_review"
    (nowhere,) = at_fields(ScenarioError([fault]), {"costs.link_worker.gbp": 1}, "a")
    assert nowhere.path == ""


def test_of_very_many_faults_the_rest_is_counted():
    changes = {f"link_workers.nothing_{n}": n for n in range(LISTED_AT_MOST + 1)}
    found = asked("answer", {"setting": {"a": {"scenario": PILOT, "changes": changes}}})["faults"]
    assert len(found) == LISTED_AT_MOST + 1
    assert found[-1] == {"path": "", "message": "And 1 more.", "option": ""}
    del changes["link_workers.nothing_0"]
    found = asked("answer", {"setting": {"a": {"scenario": PILOT, "changes": changes}}})["faults"]
    assert all(one["path"] in changes for one in found)


def test_a_title_says_two_changes_and_counts_the_others():
    changes = {"link_workers.posts": 3, "demand.referrals_per_week": 4, "activity_defaults.places": 6}
    changes["reviews.slots_per_week"] = 5

    def titles(a, **more):
        found = answered("open", {"setting": {"a": a, **more}})
        return [one["title"] for one in found["options"]]

    pilot = load(PILOT).scenario.title
    changed = {"scenario": PILOT, "changes": changes}
    assert titles(changed) == [f"{pilot}, with 6 places, 4 referrals per week and 2 more changes"]
    del changes["reviews.slots_per_week"]
    assert titles(changed) == [f"{pilot}, with 6 places, 4 referrals per week and 1 more change"]
    assert titles({"scenario": PILOT}, b=changed) == [
        pilot,
        "With 6 places, 4 referrals per week and 1 more change",  # the scenario is the other's too
    ]
    assert titles({"scenario": "third_post"}, b=changed)[1].startswith(f"{pilot}, with ")


def test_at_once_it_is_said_that_inputs_were_not_varied_and_then_what_would_change_the_answer():
    setting = {"a": {"scenario": PILOT}, "replications": 3}
    at_once, sure = (answered(kind, {"setting": setting})["html"]["lines"] for kind in ("answer", "sure"))
    assert "not worked out yet" in at_once
    assert "not worked out yet" not in sure
    assert "What would change" in sure


def test_every_scenario_but_the_lessons_can_be_chosen():
    begun = answered("start", {})
    lessons = {name for name, path in bundled().items() if path.parent.name == "lessons"}
    assert {one["name"] for one in begun["scenarios"]} == {*bundled()} - lessons
    assert lessons
    assert begun["first"] in {one["name"] for one in begun["scenarios"]}
    assert begun["can"] == {"brief": True, "sets": True}
    assert all(one["title"] and one["group"] for one in begun["scenarios"])


def test_nothing_is_raised_at_whatever_is_asked():
    for kind in ("start", "open", "answer", "save", "link", "none"):
        for body in (None, [], "x", 1, {"setting": None}, {"setting": {"a": None}}, {"setting": {"a": {}}}, {"x": 1}):
            assert set(asked(kind, body)) <= {"faults", "refused"}


# ---------------------------------------------------------------- files


def sent(name, content):
    return {"name": name, "base64": b64encode(content).decode()}


def test_a_file_that_extends_a_scenario_is_its_changes():
    """So its values are at the levers, and it has a link."""
    text = """
schema = 1
extends = "rotherham_mental_health_pilot.toml"
title = "Ours"
[link_workers]
posts = { value = 3, grade = "expert", source = "our own" }
[dates]
service_end = 2016-09-01
[costs.crisis]
remove = true
"""
    opened = answered("read", sent("Our plan.toml", text.encode()))
    assert opened["setting"]["a"] == {
        "scenario": PILOT,
        "title": "Ours",
        "changes": {
            "link_workers.posts": {"value": 3, "grade": "expert", "source": "our own"},
            "dates.service_end": "2016-09-01",
            "costs.crisis": {"remove": True},
        },
    }
    levers = {lever["path"]: lever for group in opened["options"][0]["groups"] for lever in group["levers"]}
    assert (levers["link_workers.posts"]["value"], levers["link_workers.posts"]["stated"]) == (3, 2)
    assert answered("open", {"link": opened["link"]})["setting"] == opened["setting"]


def test_a_file_that_extends_nothing_is_kept_whole(spsim, tmp_path, monkeypatch):
    content = load(PILOT).path.read_bytes()
    opened = answered("read", sent("ours.toml", content))
    assert opened["setting"]["a"]["text"] == content.decode()
    assert opened["link"] == ""
    setting = {**opened["setting"], "replications": 2}
    setting["a"]["changes"] = {"link_workers.posts": 3}
    test_what_is_saved_gives_the_same_answer_on_the_command_line(setting, spsim, tmp_path, monkeypatch)


def test_a_file_is_opened_however_its_lines_end_and_by_whatever_name_its_scenario_had():
    """As Notepad writes it, and as it was written before a scenario was renamed."""
    former, name = next(iter(FORMER_NAMES.items()))
    text = f'schema = 1\r\nextends = "{former}.toml"\r\ntitle = "Ours"\r\n[settings]\r\nwait_target_weeks = 3\r\n'
    opened = answered("read", sent("Ours.TOML", b"\xef\xbb\xbf" + text.encode()))
    assert opened["setting"]["a"] == {"scenario": name, "title": "Ours", "changes": {"settings.wait_target_weeks": 3}}


@pytest.mark.parametrize(
    "name", ["third_post", "wind_down", "rotherham_2026_27", "lesson_4_town_b", "people_seen_sooner"]
)
def test_every_bundled_file_opens_as_what_it_is(name):
    opened = answered("read", sent(f"{name}.toml", load(name).path.read_bytes()))
    assert loaded_of(read_as(Setting, opened["setting"]))["a"].hash == load(name).hash


def test_a_form_opens_and_its_faults_name_their_cells():
    book = blank()
    opened = answered("read", sent("form.xlsx", saved(book)))
    assert opened["setting"]["a"] == {"scenario": PILOT, "title": "Rotherham mental health pilot, changed"}
    sheet, row = row_of(book, "link_workers.posts")
    book[sheet].cell(row, NEW + 1).value = -1
    [fault] = asked("read", sent("form.xlsx", saved(book)))["faults"]
    assert fault["message"].startswith(f"form.xlsx, {sheet}!")
    assert "link_workers.posts is -1" in fault["message"]


@pytest.mark.parametrize("name", [name for name, file in FILES.items() if len(file.content) < 1_000_000])
def test_a_hostile_file_is_refused_in_words_or_opens(name):
    file = FILES[name]
    found = asked("read", sent(file.name[-200:], file.content))
    said = " ".join(each["message"] for each in found.get("faults", []))
    assert file.says in said
    assert bool(said) is bool(file.says)
    assert found.keys() == ({"faults"} if said else {"answer"})


def test_a_file_that_the_page_would_not_send_is_refused_too():
    assert "larger than 1 MB" in asked("read", sent("x.toml", b"x" * (1 << 20) + b"x"))["faults"][0]["message"]


def test_what_did_not_arrive_whole_is_refused():
    assert "Open it again" in asked("read", {"name": "x.toml", "base64": "a%%"})["faults"][0]["message"]


@pytest.mark.parametrize(
    ("what", "begins"), [("report", b"<!DOCTYPE html>"), ("workbook", b"PK"), ("csv", b"PK"), ("brief", b"PK")]
)
def test_a_download_is_the_file_that_the_command_writes(what, begins):
    setting = {"a": {"scenario": PILOT, "changes": {"link_workers.posts": 3}}, "replications": 2}
    found = answered("download", {"setting": setting, "what": what})
    content = b64decode(found["base64"])
    assert content.startswith(begins)
    assert found["name"].startswith("my_plan_")
    if what == "report":
        assert answered("answer", {"setting": setting})["hash"] in content.decode()
    if what == "csv":  # the same answer is the same bytes, whenever it is written
        with ZipFile(BytesIO(content)) as archive:
            assert {one.date_time[0] for one in archive.infolist()} == {1980}
            assert {Path(one.filename).suffix for one in archive.infolist()} == {".csv"}


def test_of_two_options_it_is_said_which_leaves_people_with_nothing():
    pair = {"a": {"scenario": "grants_end_october"}, "b": {"scenario": PILOT}, "replications": 8}
    answer = asked("answer", {"setting": pair})["answer"]
    assert "Courses cut because an activity closes" in answer["html"]["answer"]
    alike = {"a": {"scenario": PILOT}, "b": {"scenario": PILOT, "changes": {"costs.link_worker.gbp": 40000}}}
    answer = asked("answer", {"setting": {**alike, "replications": 8}})["answer"]
    assert "Cut short" not in answer["html"]["answer"]


def test_the_target_of_waits_is_said_where_a_row_is_held_against_it():
    for weeks in (4, 6):
        one = {"scenario": PILOT, "changes": {"settings.wait_target_weeks": weeks}}
        answer = asked("answer", {"setting": {"a": one, "replications": 2}})["answer"]
        assert f"within the target ({weeks} weeks), %" in answer["html"]["table"]


@pytest.mark.parametrize("name", [PILOT, "float_half_post", "review_clinic_only"])
def test_what_is_typed_to_find_the_least_that_meets_a_target_is_understood(name):
    """The target, and what is to be moved; nothing, where nobody waits for a link worker."""
    commands = answered("save", {"setting": {"a": {"scenario": name}}})["solve"]
    assert len(commands) == (name != "review_clinic_only")
    for command in commands:
        typed = parse(shlex.split(command)[1:])
        [case] = cases_of([load(typed.scenario)], 1)
        targets = [target_of(said, case) for said in typed.targets]
        levers = [said.split("=") for said in typed.levers]
        assert mixes_of(case.loaded, case.seed, levers, targets).levers


def test_what_is_typed_names_the_file_that_is_saved():
    saved_ = answered(
        "save", {"setting": {"a": {"scenario": PILOT, "changes": {"link_workers.caseload_per_post": 30}}}}
    )
    assert saved_["solve"] == ['spsim solve my_plan.toml "90 % met within 4 weeks"']
