"""What does a page see? The door answers as the command line does, keeps what was set, and says what is wrong where."""

import json
import shlex
from pathlib import Path

import pytest

from app.live.door import asked

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


def test_a_fault_names_the_field_and_the_option():
    bad = {"a": {"scenario": PILOT, "changes": {"link_workers.psts": 3, "demand.referrals_per_week": -1}}}
    found = asked("answer", {"setting": {**bad, "b": {"scenario": "pilot"}}})["faults"]
    assert [(each["option"], each["path"]) for each in found] == [
        ("a", "demand.referrals_per_week"),
        ("a", "link_workers.psts"),
        ("b", "scenario"),
    ]
    assert "Did you mean posts?" in found[1]["message"]


def test_nothing_is_raised_at_whatever_is_asked():
    for kind in ("start", "open", "answer", "save", "link", "none"):
        for body in (None, [], "x", 1, {"setting": None}, {"setting": {"a": None}}, {"setting": {"a": {}}}, {"x": 1}):
            assert set(asked(kind, body)) <= {"faults", "refused"}
