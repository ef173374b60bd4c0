"""What do people at a terminal see? Every command, its answer, and its message when it cannot answer."""

import csv
import json
import os
import subprocess
import sys

import pytest

from app import cli
from app.asking import running
from app.cli import grammar
from app.cli.progress import Progress
from app.files import check_outputs, written_whole
from app.provenance import without_luck
from experiments.catalogue import entry_of
from experiments.explain import Teller
from experiments.run import Case
from experiments.targets import measure, targets_beside
from experiments.verdicts import figures
from sim import pathway
from sim.errors import FileRefused
from sim.events import What
from sim.inputs import World
from sim.loading import bundled, load
from sim.luck import study_key
from sim.preflight import assumptions
from tests.plain import screen
from tests.scenarios import BASE_TOML, child_toml, loaded, write

PILOT = "rotherham_mental_health_pilot"
QUICK = ["--replications", "2", "--jobs", "1", "--quiet"]
SMALL_TARGETS = """\
not_identified = ["Why anybody came."]

[targets.referred]
title = "Referred"
measure = "referred"
published = {published}
use = "{use}"
starts = 2015-04-01
ends = 2015-10-01
source = "made up"
"""


@pytest.fixture
def mine(tmp_path):
    """A small scenario that extends another, in a folder of its own."""
    return write(tmp_path, child_toml(link_workers="posts = 3"))


@pytest.fixture
def base(mine):
    return mine.with_name("base.toml")


# ---------------------------------------------------------------- list, schema, help


def test_the_list_has_a_line_for_every_bundled_scenario_under_its_folder(spsim):
    code, out, _ = spsim("list", "--all")
    assert code == 0
    groups = [group.splitlines() for group in out.split("\n\n")[:-1]]
    assert [line.split()[0] for _, *lines in groups for line in lines] == list(bundled())
    assert [name for name, *_ in groups] == [
        {"what_ifs": "What-ifs"}.get(folder, folder.replace("_", " ").capitalize())
        for folder in dict.fromkeys(path.parent.name for path in bundled().values())
    ]
    assert "(control)" in out
    assert "(illustrative)" in out
    assert out.index("A third link worker") > out.index("What-ifs")
    _, short, _ = spsim("list")
    assert "What-ifs: " in short
    assert "  third_post  " not in short


def test_the_list_as_json_has_what_each_asks_and_claims(spsim):
    code, out, _ = spsim("list", "--json")
    rows = {row["name"]: row for row in json.loads(out)["scenarios"]}
    assert code == 0
    assert list(rows) == list(bundled())
    pilot, third = rows["rotherham_mental_health_pilot"], rows["third_post"]
    assert (pilot["status"], pilot["kind"], pilot["features"]) == ("reproduces", "system", [])
    assert "fitted to them" in pilot["why"]
    assert third["question"] == "What would a third link worker post have changed?"
    assert (third["kind"], third["compare_with"]) == ("what-if", "rotherham_mental_health_pilot")
    assert "care_lines" in rows["primary_care_link_workers"]["features"]


def test_show_says_first_what_a_scenario_is(spsim):
    _, out, _ = spsim("show", "rotherham_mental_health_pilot")
    assert out.startswith("System: rotherham_mental_health_pilot\nStatus: reproduces. It gives the pilot's")
    _, out, _ = spsim("show", "third_post")
    said = " ".join(out.split())
    assert said.startswith("What-if: third_post, against rotherham_mental_health_pilot: spsim what-if third_post")
    assert "Set in third_post.toml link_workers.posts = 3 posts" in said
    _, out, _ = spsim("show", "primary_care_link_workers")
    beyond = out[: out.index("\n\n")]
    assert "Beyond the pilot: " in beyond
    assert "stages.reviews = false" in beyond
    _, out, _ = spsim("show", "third_post", "link_workers.posts")
    assert out.startswith("link_workers.posts")


def test_the_schema_is_one_json_object(spsim):
    for argv in (["schema"], ["schema", "--json"], ["schema", "--answer"]):
        code, out, _ = spsim(*argv)
        assert code == 0
        assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


@pytest.mark.parametrize("command", ["", *grammar.parsers()[1]])
def test_every_command_has_help_with_an_example(spsim, command):
    code, out, _ = spsim(*command.split(), "--help")
    assert code == 0
    assert "spsim" in out
    assert "Example:" in out or not command


def test_help_loads_nothing_heavy():
    """Under 0.3 s: so nothing that takes longer than the parser itself may be imported for it."""
    heavy = "pydantic simpy jinja2 pandas experiments sim.scenario asyncio"
    program = "import sys; from app.cli import main; main(['--help']); "
    program += f"sys.exit(any(name in sys.modules for name in {heavy.split()}))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60).returncode == 0


def test_the_version_is_said(spsim):
    code, out, _ = spsim("--version")
    assert code == 0
    assert out.startswith("spsim ")


# ---------------------------------------------------------------- wrong input


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ([], "COMMAND"),
        (["rnu", PILOT], "Did you mean run?"),
        (["run"], "SCENARIO"),
        (["run", "third_pots"], "Did you mean third_post?"),
        (["run", "nowhere/file.toml"], "There is no such file."),
        (["run", "third_post.toml"], "without .toml"),
        (["run", "third_post", "--replication", "3"], "Did you mean --replications?"),
        (["run", "third_post", "--rep", "3"], "Unknown option --rep"),
        (["run", "third_post", "extra"], "Unexpected argument 'extra'."),
        (["run", "third_post", "--replications", "none"], "'none' is not a number"),
        (["run", "third_post", "--replications", "0"], "it must be from 1"),
        (["run", "third_post", "--within", "-5"], "it must be from 0.01"),
        (["run", "third_post", "--within", "nan"], "it must be finite"),
        (["run", "third_post", "--within", "cheap"], "'cheap' is not a number"),
        (["run", "third_post", "--seed", "-1"], "it must be from 0"),
        (["run", "third_post", "--jobs", "0"], "it must be from 1"),
        (["compare", "third_post", "third_post"], "Two scenarios are called third_post"),
        (["explain", "third_post"], "--person"),
        (["explain", "third_post", "--person", "0"], "it must be from 1"),
        (["show", "third_post", "link_wrokers"], "Did you mean link_workers?"),
        (["validate", "third_post"], "rotherham_mental_health_pilot, which it extends, has some"),
        (["new", "mine.txt", "--extends", PILOT], "must end in .toml"),
        (["new", "third_post.toml", "--extends", PILOT], "is a bundled scenario"),
        (["new", "mine.toml", "--extends", "piolt.toml"], "There is no such file."),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2_and_nothing_on_stdout(spsim, argv, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = spsim(*argv)
    assert code == 2
    assert out == ""
    assert said in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_faults_of_a_scenario_are_reported_with_their_lines(spsim, tmp_path):
    path = write(tmp_path, child_toml(link_workers="posts = -1\ncaseload_per_pots = 3"))
    code, out, err = spsim("run", path)
    assert (code, out) == (2, "")
    assert "child.toml:3" in err
    assert "Did you mean caseload_per_post?" in err
    assert "2 faults. Nothing was run." in err


def test_what_would_never_end_is_refused_with_the_estimate(spsim, tmp_path):
    path = write(tmp_path, child_toml(demand="referrals_per_week = 1000", settings="most_events = 1000"))
    for command in (["run", path], ["compare", path, PILOT]):
        code, out, err = spsim(*command)
        assert (code, out) == (2, "")
        assert "child is too large to run." in err
        assert "settings.most_events (1,000)" in err


def test_a_run_that_passes_its_cap_all_the_same_names_the_scenario_and_the_estimate(spsim, mine, monkeypatch):
    monkeypatch.setattr(running, "refuse_what_never_ends", lambda loaded: None)
    tight = write(mine.parent, child_toml(settings="most_events = 1000"))
    for argv in (["run", tight, *QUICK], ["explain", tight, "--person", 1]):
        code, out, err = spsim(*argv)
        assert (code, out) == (2, "")
        assert "child (about" in err
        assert "settings.most_events is 1,000" in err


# ---------------------------------------------------------------- new


def test_a_new_file_can_be_run_as_it_is_and_changes_nothing(spsim, tmp_path):
    path = tmp_path / "mine.toml"
    code, out, _ = spsim("new", path, "--extends", PILOT, "--title", 'Mine, "ours"')
    assert code == 0
    assert str(path) in out
    made, pilot = load(path), load(PILOT)
    assert made.scenario.title == 'Mine, "ours"'
    assert made.hash == pilot.hash
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("name", list(bundled()))
def test_with_every_lever_taken_up_the_new_file_can_still_be_loaded_and_still_changes_nothing(spsim, tmp_path, name):
    path = tmp_path / "mine.toml"
    assert spsim("new", path, "--extends", name)[0] == 0
    lines, is_lever = [], True
    for line in path.read_text().splitlines():
        is_lever = (is_lever or line.startswith("[")) and not line.startswith("# -- ")  # a recipe: tests/contract
        lines.append(line[2:] if is_lever and line.startswith("# ") and " = {" in line else line)
    path.write_text("\n".join(lines))
    assert sum(" = {" in line and not line.startswith("#") for line in lines) >= 8
    stated = [{row.path: row.value for row in assumptions(load(one).scenario)} for one in (path, name)]
    assert stated[0] == stated[1]


def test_the_blocks_for_other_questions_work_as_they_stand(spsim, tmp_path):
    path = tmp_path / "mine.toml"
    spsim("new", path, "--extends", PILOT)
    head, mark, more = path.read_text().partition("# More posts")
    blocks = [line.removeprefix("# ").removeprefix("#") for line in more.splitlines()[1:]]
    path.write_text("\n".join([head, mark, *blocks]))
    scenario = load(path).scenario
    assert scenario.link_workers.groups["evenings"].posts.value == 0.5
    assert scenario.activities["allotment"].places.value == 8
    assert scenario.programme.effect == []


def test_a_new_file_never_replaces_one_unasked(spsim, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("precious")
    code, _, err = spsim("new", path, "--extends", PILOT)
    assert code == 2
    assert "there already" in err
    assert path.read_text() == "precious"
    assert spsim("new", path, "--extends", PILOT, "--force")[0] == 0
    assert path.read_text() != "precious"


def test_a_new_file_extends_a_file_beside_it_and_no_other(spsim, mine, tmp_path_factory):
    code, out, _ = spsim("new", mine.with_name("more.toml"), "--extends", mine, "--json")
    assert code == 0
    assert json.loads(out)["extends"] == "child.toml"
    code, _, err = spsim("new", tmp_path_factory.mktemp("elsewhere") / "more.toml", "--extends", mine)
    assert code == 2
    assert "must stand in the same folder" in err


# ---------------------------------------------------------------- show, check


def test_show_says_what_each_value_is_and_which_line_set_it(spsim, mine):
    code, out, _ = spsim("show", mine, "link_workers")
    assert code == 0
    assert "link_workers.posts = 3 posts" in out
    assert f"{mine}:3" in out.replace("\n    ", "")
    assert "base.toml:25" in out
    assert "the program's default" in out
    assert "referrals_per_week" not in out


def test_show_finds_words_lists_and_elements_of_lists(spsim):
    code, out, _ = spsim("show", PILOT, "--json")
    values = {row["path"]: row for row in json.loads(out)["values"]}
    assert code == 0
    assert values["programme.effect"]["value"] == "access, conversion, relapse"
    assert values["activities.yoga.kind"]["value"] == "physical activity"
    assert values["activity_defaults.payment.gbp"]["unit"] == "£"
    second = values["prescription.chance_of_another[2]"]
    assert (second["value"], second["file"]) == ("0.1", f"{PILOT}.toml")
    assert values["settings.seed"]["file"] is None


def test_every_value_that_show_says_was_set_was_set_on_that_line(spsim, mine):
    values = json.loads(spsim("show", mine, "--json")[1])["values"]
    texts = {str(mine): mine.read_text().splitlines(), "base.toml": BASE_TOML.splitlines()}
    for row in values:
        if row["file"]:
            line = texts[row["file"]][row["line"] - 1]
            assert row["path"].rpartition(".")[2].partition("[")[0] in line, row


@pytest.mark.parametrize("name", bundled())
def test_show_prints_a_bundled_file_ready_to_copy(spsim, name, tmp_path):
    code, out, _ = spsim("show", name, "--toml")
    assert code == 0
    for parent in load(name).files[1:]:
        (tmp_path / parent.name).write_bytes(parent.read_bytes())
    (tmp_path / f"{name}_copied.toml").write_text(out, encoding="utf-8", newline="")
    assert load(tmp_path / f"{name}_copied.toml").hash == load(name).hash


def test_a_file_is_shown_whole_or_by_its_values(spsim):
    for other in (["link_workers"], ["--json"]):
        code, out, err = spsim("show", PILOT, *other, "--toml")
        assert (code, out) == (2, "")
        assert "--toml prints the whole file" in err


def test_show_says_what_a_published_figure_comes_to_for_each_person(spsim):
    """58.2 % within two years, odds ratio 3.93, at 40 and 60 %."""
    _, out, _ = spsim("show", "rotherham_mental_health_pilot", "relapse.share")
    assert "comes to 0.476 relapses a person-year" in " ".join(out.split())
    _, out, _ = spsim("show", "rotherham_mental_health_pilot", "traits.prior_admission")
    assert "times the mean hazard: admitted_before 1.54, not_admitted_before 0.643" in " ".join(out.split())


def test_check_says_how_full_everything_will_be_without_running(spsim, monkeypatch):
    monkeypatch.setattr(pathway, "events", lambda *given: pytest.fail("something was run"))
    code, out, _ = spsim("check", "ninety_waiting")
    assert code == 0
    assert "Link worker caseloads" in out
    flat = " ".join(out.split())
    assert "90 people want a link worker on day 0, and there is room for 76: the queue clears by" in flat
    assert "118% Apr 2015–" in flat
    assert "One replication: about" in out


def test_check_as_json_has_null_for_a_load_without_end(spsim, tmp_path):
    path = write(tmp_path, child_toml(reviews="slots_per_week = 0"))
    code, out, _ = spsim("check", path, "--json")
    whole = json.loads(out)
    assert code == 0
    assert next(load for load in whole["loads"] if load["name"] == "reviews")["load"] is None
    assert whole["estimate"]["people"] > 0


def test_check_and_the_answer_tell_the_same_loads(spsim, tmp_path):
    path = write(tmp_path, child_toml(demand="referrals_per_week = 6\nwaiting_on_day_0 = 60"))
    before = json.loads(spsim("check", path, "--json")[1])["loads"]
    answer = json.loads(spsim("run", path, "--json", "--replications", 1, "--quiet")[1])["scenarios"][0]["loads"]
    assert before == answer
    assert {load["since"] for load in before if load["name"] == "caseloads"} == {"2015-04-01"}


def test_check_of_what_is_too_large_says_so_and_ends_well(spsim, tmp_path):
    path = write(tmp_path, child_toml(settings="most_events = 1000"))
    code, out, _ = spsim("check", path)
    assert code == 0
    assert "child cannot be run." in out


# ---------------------------------------------------------------- run, compare


def test_a_run_answers_in_words_first(spsim, base):
    code, out, err = spsim("run", base, *QUICK)
    assert (code, err) == (0, "")
    said = " ".join(out.split())
    assert "Cash: On present assumptions" in said
    parts = ("Waits:", "Cash:", "NET CASH", "Unknown:", "Caution", "Everything: add --all")
    assert sorted(parts, key=said.index) == list(parts)
    assert "spsim run base.toml --seed 1 --replications 2" in said
    _, out, _ = spsim("run", base, *QUICK, "--all")
    assert out.index("Answer") < out.index("People") < out.index("From headline to bankable") < out.index("How sure")


def test_a_run_as_json_is_the_answer_and_says_how_it_was_made(spsim, base):
    code, out, _ = spsim("run", base, *QUICK, "--json", "--seed", "7")
    whole = json.loads(out)
    assert code == 0
    assert whole["schema"] == "spsim answer 2"
    assert whole["provenance"]["command"] == "spsim run base.toml --replications 2 --seed 7"
    assert whole["provenance"]["seed"] == 7
    assert set(whole["provenance"]) == {"version", "command", "python", "seed", "replications", "answer"}
    assert str(base.parent) not in out


def test_the_replications_and_the_seed_are_the_scenarios_unless_asked_for(spsim, tmp_path):
    path = write(tmp_path, child_toml(settings="replications = 3\nseed = 9"))
    made = json.loads(spsim("run", path, "--json", "--quiet")[1])["provenance"]
    assert (made["replications"], made["seed"]) == (3, 9)


def test_overload_is_said_before_the_answer(spsim, tmp_path):
    path = write(tmp_path, child_toml(link_workers="posts = 1\ncaseload_per_post = 10"))
    code, out, _ = spsim("run", path, *QUICK, "--all")
    assert code == 0
    assert "the queue will keep growing" in out
    assert out.index("the queue will keep growing") < out.index("Answer")
    _, short, _ = spsim("run", path, *QUICK)
    assert ": Demand for link workers is " in short


def test_a_comparison_opens_with_what_differs_and_pairs_people(spsim, base, mine):
    code, out, _ = spsim("compare", base, mine, *QUICK, "--all")
    assert code == 0
    assert out.index("What differs") < out.index("People and money") < out.index("Each against its own comparator")
    assert "link_workers.posts: 2 -> 3" in out
    assert "person by person, with the same luck" in " ".join(out.split())


def test_one_alone_is_compared_with_what_its_what_if_names(spsim):
    """The one it is compared with comes first, in the first column."""
    whole = json.loads(spsim("compare", "float_half_post", *QUICK, "--no-swings", "--json")[1])
    assert [one["name"] for one in whole["scenarios"]] == ["high_turnover", "float_half_post"]
    both = json.loads(spsim("compare", "high_turnover", "float_half_post", *QUICK, "--no-swings", "--json")[1])
    assert {**whole, "provenance": None} == {**both, "provenance": None}


@pytest.mark.parametrize(
    ("named", "both"),
    [
        ("CHILD", "spsim compare {folder}/base.toml {folder}/child.toml. To run it alone: spsim run {folder}/child"),
        (f"{PILOT}_no_effect", f"spsim compare {PILOT} {PILOT}_no_effect. "),
        (PILOT, f"spsim compare {PILOT} OTHER. "),
    ],
)
def test_one_alone_that_names_no_other_is_refused_with_what_to_type(spsim, mine, named, both):
    code, out, err = spsim("compare", mine if named == "CHILD" else named, *QUICK)
    assert (code, out) == (2, "")
    assert "does not say what to compare it with" in err
    assert both.format(folder=mine.parent) in err


def test_comparing_three_has_every_pair(spsim, base, mine):
    third = mine.with_name("third.toml")
    third.write_text(
        child_toml(programme='offer = "review_clinic"', **{"reviews.supported": "added_slots_per_week = 2"})
    )
    whole = json.loads(spsim("compare", base, mine, third, "--replications", "1", "--json", "--quiet")[1])
    assert [(pair["first"], pair["second"]) for pair in whole["comparisons"]] == [
        ("third", "base"),
        ("third", "child"),
        ("base", "child"),
    ]
    text = screen.of_answer(whole)
    assert " ".join(text.split()).count("person by person, with the same luck") == 3
    assert "one replication" in text  # it cannot know its own error


def test_a_scenario_without_effect_says_so(spsim, tmp_path):
    path = write(tmp_path, child_toml(programme='effect = "none"'))
    code, out, _ = spsim("run", path, *QUICK, "--all")
    assert code == 0
    assert "support is taken to change nothing" in out.replace("\n", " ").replace("  ", " ")


def test_follow_up_shorter_than_a_year_has_no_bridge_and_no_precision(spsim, tmp_path):
    path = write(
        tmp_path,
        child_toml(
            dates="end = 2015-12-01\nservice_end = 2015-12-01\nlast_referral = 2015-10-01",
            activities="walks = { remove = true }",
        ),
    )
    code, out, _ = spsim("run", path, *QUICK, "--all")
    assert code == 0
    assert "Follow-up is shorter than a year" in out
    _, short, _ = spsim("run", path, *QUICK)
    assert "Follow-up is too short for a net cash figure" in " ".join(short.split())
    code, out, err = spsim("run", path, *QUICK, "--within", "100")
    assert (code, out) == (2, "")
    assert "--within is about net cash" in err


def test_a_precision_that_is_reached_ends_well(spsim, base):
    code, out, _ = spsim("run", base, *QUICK, "--within", "10_000_000", "--max-replications", "3", "--json")
    whole = json.loads(out)
    assert code == 0
    assert whole["precision"]["missed"] is False
    assert whole["provenance"]["replications"] == 3


def test_a_precision_that_is_missed_says_how_many_replications_it_would_take(spsim, base):
    limits = ["--max-replications", "3", "--quiet", "--jobs", "1"]
    code, out, _ = spsim("run", base, "--within", "100", *limits)
    assert code == 1
    said = " ".join(out.split())
    assert "PRECISION NOT REACHED: net cash was wanted within £100; after 3 replications" in said
    assert "(--max-replications " in said
    assert out.index("PRECISION NOT REACHED") < out.index("Waits:")
    code, out, err = spsim("run", base, "--within", "0.01", *limits, "--json")
    assert code == 1
    assert json.loads(out)["precision"]["missed"] is True
    assert "ask for less" in err


def test_a_precision_may_be_asked_of_several_outputs_each_in_its_own_unit(spsim, base):
    limits = ["--max-replications", "30", "--quiet", "--jobs", "1", "--no-swings"]
    wanted = ["--within", "net=10_000_000", "--within", "weeks_of_care=0.01", "--within", "discharges=900%"]
    code, out, _ = spsim("run", base, *wanted, *limits, "--all")
    said = " ".join(out.split())
    assert code == 1
    assert "Precision: net cash is known within £" in said
    assert "usual care less programme, of every pair within ±0.01 weeks; reached: ±" in said
    assert "It was NOT met" in said
    assert "within ±900% of its mean; reached" in said
    assert "It was met" in said
    assert "Each of the 3 intervals is a 95% interval by itself" in said
    _, out, _ = spsim("run", base, *wanted, *limits, "--json")
    reached = json.loads(out)["precision"]
    assert (reached["within"], reached["missed"], reached["intervals"]) == (10_000_000, True, 3)
    assert [(one["output"], one["missed"]) for one in reached["outputs"]] == [
        ("discharges", False),
        ("weeks_of_care", True),
    ]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["nett=3"], "there is no output nett. Did you mean net?"),
        (["discharges=0%"], "0% is not possible; it must be above 0"),
        (["discharges=few"], "'few' is not a number"),
        (["net=5", "7"], "--within names an output twice"),
    ],
)
def test_a_precision_that_makes_no_sense_is_refused(spsim, base, typed, says):
    code, out, err = spsim("run", base, *QUICK, *(word for text in typed for word in ("--within", text)))
    assert (code, out) == (2, "")
    assert says in " ".join(err.split())


# ---------------------------------------------------------------- warm-up


def test_a_new_service_needs_no_warm_up_and_the_screen_says_how_long_one_would_be(spsim, tmp_path):
    picture = tmp_path / "settling.svg"
    code, out, _ = spsim("warm-up", "bare_queue", "--replications", "50", "--quiet", "--picture", picture)
    said = " ".join(out.split())
    assert code == 0
    assert "truly starts empty: its simulation is terminating" in said
    assert "by time, for everybody, and not by when a person was referred" in said
    assert "In an activity" not in said  # nobody ever is
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    _, out, _ = spsim("warm-up", "bare_queue", "--replications", "50", "--quiet", "--json")
    found = json.loads(out)
    assert found["weeks"] == max(one["weeks"] for one in found["warm_up"]["series"])


def test_a_series_that_has_not_settled_needs_a_longer_run(spsim):
    code, out, _ = spsim("warm-up", "third_post", "--replications", "3", "--quiet")
    said = " ".join(out.split())
    assert code == 0
    assert "not by half of 52 weeks" in said
    assert "Refer people for longer" in said


# ---------------------------------------------------------------- output files


def test_every_output_is_written_whole(spsim, base, tmp_path):
    (tmp_path / "out").mkdir()
    files = [tmp_path / "out" / name for name in ("tables", "events.csv", "report.html")]
    code, _, _ = spsim("run", base, *QUICK, "--csv", files[0], "--events", files[1], "--report", files[2])
    assert code == 0
    assert sorted((tmp_path / "out").iterdir()) == sorted(files)
    tables = {"values.csv", "columns.csv", "about.csv", "assumptions.csv", "fits.csv", "cautions.csv", "limits.csv"}
    assert {file.name for file in files[0].iterdir()} == tables
    with (files[0] / "values.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["replication"] for row in rows} == {"0", "1"}
    assert files[1].read_text().startswith("entity_id,event_type,event,time,pathway,resource_id\n")
    assert "<html" in files[2].read_text()


@pytest.mark.parametrize("option", ["--events", "--report"])
def test_an_output_that_is_there_is_kept_and_nothing_is_run(spsim, base, tmp_path, option, monkeypatch):
    precious = tmp_path / "precious"
    precious.write_text("precious")
    monkeypatch.setattr(running, "run_pairs", lambda *given, **named: pytest.fail("something was run"))
    code, out, err = spsim("run", base, *QUICK, option, precious)
    assert (code, out) == (2, "")
    assert "add --force to overwrite it" in err
    assert precious.read_text() == "precious"


def test_with_force_it_is_replaced(spsim, base, tmp_path):
    old = tmp_path / "old.csv"
    old.write_text("old")
    assert spsim("run", base, *QUICK, "--events", old, "--force")[0] == 0
    assert old.read_text().startswith("entity_id,")


def test_a_folder_of_tables_is_replaced_with_force_and_what_else_is_in_it_stays(spsim, base, tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    for name in ("values.csv", "notes.txt"):
        (folder / name).write_text("precious")
    code, out, err = spsim("run", base, *QUICK, "--csv", folder)
    assert (code, out) == (2, "")
    assert "add --force to overwrite it" in err
    assert spsim("run", base, *QUICK, "--csv", folder, "--force")[0] == 0
    assert (folder / "values.csv").read_text().startswith("scenario,")
    assert (folder / "notes.txt").read_text() == "precious"
    assert {path.name for path in tmp_path.iterdir() if path.suffix != ".toml"} == {"tables"}


def test_the_scenario_itself_is_never_overwritten(spsim, base):
    before = base.read_text()
    code, _, err = spsim("run", base, *QUICK, "--events", base, "--force")
    assert code == 2
    assert "never overwritten" in err
    assert base.read_text() == before


@pytest.mark.parametrize(("where", "said"), [("nowhere/x.csv", "There is no folder"), (".", "is a folder")])
def test_an_output_that_cannot_be_is_refused_first(spsim, base, tmp_path, where, said):
    code, _, err = spsim("run", base, *QUICK, "--events", tmp_path / where)
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("values.csv", "--csv writes a folder of tables. Name it without .csv: values."),
        ("base.toml", "never overwritten"),
        ("a_file", "is a file. Name a folder."),
        ("nowhere/tables", "There is no folder"),
    ],
)
def test_a_folder_that_cannot_be_is_refused_first(spsim, base, tmp_path, name, said):
    (tmp_path / "a_file").write_text("precious")
    code, out, err = spsim("run", base, *QUICK, "--csv", tmp_path / name, "--force")
    assert (code, out) == (2, "")
    assert said in err


def test_one_file_is_not_two_outputs(tmp_path):
    with pytest.raises(FileRefused, match="two outputs"):
        check_outputs([tmp_path / "a", None, tmp_path / "." / "a"], force=False)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(FileRefused, match="may write to"):
        check_outputs([tmp_path / "a"], force=False)


def test_what_fails_half_way_leaves_nothing_behind_and_the_old_file_as_it_was(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def half():
        with written_whole(path, force=True) as part:
            part.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


# ---------------------------------------------------------------- explain


def test_a_story_stands_side_by_side(spsim):
    code, out, _ = spsim("explain", PILOT, "--person", "17", "--all")
    assert code == 0
    assert "usual care" in out
    assert "programme" in out
    assert "Deprivation: most deprived fifth" in out
    assert '"what matters to you"' in " ".join(out.split())
    _, short, _ = spsim("explain", PILOT, "--person", "17")
    assert "Left out: later meetings" in short
    assert "Meeting 2" in out
    assert "Meeting 2" not in short
    assert short.rstrip().splitlines()[-1] == out.rstrip().splitlines()[-1]


def test_uses_of_care_alike_in_both_worlds_are_counted_together(spsim):
    code, out, _ = spsim("explain", "primary_care", "--person", "3")
    assert code == 0
    assert "GP consultations in the year before referral:" in out.replace("\n  ", " ")
    assert out.count("GP consultations:") < 10
    assert ", up to " in " ".join(out.split())


def test_a_story_as_json(spsim, base):
    code, out, _ = spsim("explain", base, "--person", "1", "--replication", "2", "--json")
    whole = json.loads(out)
    assert code == 0
    assert (whole["person"], whole["replication"]) == (1, 2)
    assert whole["moments"][0]["usual care"] == ["Referred."]


def test_a_person_beyond_the_last_is_refused_with_their_number(spsim, base):
    code, out, err = spsim("explain", base, "--person", "99999")
    people = sum(row[2] == What.REFERRED for row in Case("x", load(base).scenario, 1).log(World.USUAL, 0))
    assert (code, out) == (2, "")
    assert f"There are {people} people in replication 0 of base: no person 99,999." in err


def test_every_event_of_every_person_has_words():
    """No story may fall over a row it has no words for, in a service where everything happens."""
    it = loaded(
        link_workers="posts = 1\ncaseload_per_post = 8\nturnover_per_year = 2",
        demand="waiting_on_day_0 = 10\nweeks_already_waited = 20",
        exits="per_year = 0.3",
        programme='effect = "all"',
        **{"activities.choir": "places = 1", "care_lines.gp": "cut_at_full_dose = 0.2"},
    )
    case = Case(it.name, it.scenario, 1)
    log = case.log(World.PROGRAMME, 0)
    assert {What.STRANDED, What.LEFT, What.GAVE_UP} <= {What(row[2]) for row in log}
    teller, by_person = Teller(case.shape), {}
    for row in log:
        if row[1] >= 0:
            by_person.setdefault(row[1], []).append(row)
    for rows in by_person.values():
        whole = [text for said in teller.days(rows).values() for text in said]
        assert whole
        assert all(text.endswith(".") and text[0] == text[0].upper() for text in whole)


def test_what_did_not_happen_on_the_way_has_words_too():
    teller = Teller(Case("pilot", load(PILOT).scenario, 1).shape)
    rows = [
        (0, 0, What.REFERRED, 0, 0),
        (0, 0, What.JOINED_QUEUE, 0, 30 * 1440),
        (1440, 0, What.SUPPORT_CUT, -1, 0),
        (2 * 1440, 0, What.STRANDED, -1, 0),
        (2 * 1440, 0, What.GIVEN_ANOTHER, -1, 0),
        (3 * 1440, 0, What.REVIEW_LAPSED, 1, 0),
    ]
    assert [text for said in teller.days(rows).values() for text in said] == [
        "Is on the waiting list on day 0.",
        "Waits for a link worker (4 weeks already).",
        "The service ends, and support with it.",
        "The link worker leaves and no colleague has room: waits again.",
        "Given a link worker after 0 days.",
        "The supported review that was booked lapses.",
    ]


def test_a_wait_that_the_service_ends_is_as_long_as_that_wait_was():
    """Not since the first queue was joined, where a link worker has been and gone in between."""
    teller = Teller(Case("pilot", load(PILOT).scenario, 1).shape)
    rows = [
        (0, 0, What.JOINED_QUEUE, 0, 0),
        (1440, 0, What.GIVEN_LINK_WORKER, 0, 0),
        (50 * 1440, 0, What.STRANDED, 0, 0),
        (55 * 1440, 0, What.WAIT_CUT, 0, 0),
    ]
    assert teller.days(rows)[55] == ["The service ends while waiting, after 5 days."]


# ---------------------------------------------------------------- validate


PHONE = 'miss = "They counted phone calls."\n'


def with_targets(base, published, use="calibrate", more=""):
    base.with_name("base.targets.toml").write_text(SMALL_TARGETS.format(published=published, use=use) + more)
    return base


def test_validation_shows_what_was_held_out_and_what_cannot_be_known(spsim, base):
    code, out, _ = spsim("validate", with_targets(base, 52), *QUICK, "--replications", "4")
    assert "None held out" in out
    assert "Why anybody came." in out
    assert code in (0, 1)


def test_a_figure_that_is_missed_ends_with_exit_code_1(spsim, base):
    code, out, _ = spsim("validate", with_targets(base, 520, "hold out"), *QUICK)
    assert code == 1
    assert "NO" in out
    assert "1 held out, never fitted to: 1 missed." in out.replace("\n", " ")


def test_a_miss_that_is_declared_is_printed_with_its_reason_and_is_no_failure(spsim, base):
    code, out, _ = spsim("validate", with_targets(base, 520, more=PHONE), *QUICK)
    assert code == 0
    assert "1 of 1 published figure missed, as declared." in out.replace("\n", " ")
    assert "Missed, as the targets declare\n  - Referred: They counted phone calls." in out


def test_a_declared_miss_that_is_met_fails(spsim, base):
    code, out, _ = spsim("validate", with_targets(base, 52, more=PHONE + "within = 1000\n"), *QUICK)
    assert code == 1
    assert "Declared as missed, but met: delete the declaration\n  - Referred" in out
    code, out, _ = spsim("validate", base, *QUICK, "--json")
    assert (code, json.loads(out)["targets"][0]["verdict"]) == (1, "met, though declared missed")


def test_what_is_printed_of_single_services_is_what_decides(spsim, base):
    """The published figure is moved to each end of what is printed, and a hair beyond."""
    _, out, _ = spsim("validate", with_targets(base, 52, more="within = 1000\n"), *QUICK, "--json")
    [row] = json.loads(out)["targets"]
    low, high = row["simulated"]["central_90"]["low"], row["simulated"]["central_90"]["high"]
    for published, within in [(low, True), (high, True), (low - 0.5, False), (high + 0.5, False)]:
        code, out, _ = spsim("validate", with_targets(base, published, more="within = 1000\n"), *QUICK, "--json")
        assert (code, json.loads(out)["targets"][0]["published_in_central_90"]) == (0 if within else 1, within)
    _, out, _ = spsim("validate", base, *QUICK)
    assert f"{low} to {high}" in out


def test_all_have_a_line_for_each_figure_and_counts_at_the_end(spsim, base, monkeypatch):
    """Two that are made up stand for those that come with the program, which tests/theory runs."""
    other = base.with_name("other.toml")
    other.write_text(base.read_text())
    with_targets(base, 520, "hold out").with_name("base.targets.toml").rename(base.with_name("other.targets.toml"))
    status = 'status = "illustrative"\nwhy = "Made up."\n'
    with_targets(base, 52, more="within = 1000\n")
    base.with_name("base.targets.toml").write_text(status + base.with_name("base.targets.toml").read_text())
    monkeypatch.setattr("app.cli.commands.validate.entries", lambda: [entry_of(base), entry_of(other)])
    code, out, _ = spsim("validate", "--all", "--replications", "20", "--quiet")
    assert code == 1
    lines = [line.split() for line in out.splitlines()]
    assert ["base:", "illustrative"] in lines
    assert [line[-1] for line in lines if line[:1] == ["referred"]] == ["met", "missed"]
    assert "  - other, Referred: missed" in out
    said = " ".join(out.split())
    assert "2 scenarios: 0 reproduce what was published, 1 illustrative. 2 figures: 1 met, 0 declared" in said
    assert "1 of them held out, never fitted to: 0 met." in said
    assert "Counted in 20 replications: too few to judge by." in said
    code, out, _ = spsim("validate", "--all", "--replications", "20", "--quiet", "--json")
    whole = json.loads(out)
    assert (code, [one["fails"] for one in whole["scenarios"]], whole["figures"]["missed"]) == (1, [0, 1], 1)


def test_one_scenario_is_validated_or_all_are(spsim):
    code, out, err = spsim("validate")
    assert (code, out) == (2, "")
    assert "validate takes a scenario; or --all, for all of them." in " ".join(err.split())


def test_a_status_is_printed_with_its_reason(spsim, base):
    file = with_targets(base, 52).with_name("base.targets.toml")
    file.write_text('status = "illustrative"\nwhy = "From three places."\n' + file.read_text())
    _, out, _ = spsim("validate", base, *QUICK)
    assert "Status: illustrative. From three places." in out
    file.write_text(file.read_text().replace('why = "From three places."', ""))
    code, _, err = spsim("validate", base, *QUICK)
    assert code == 2
    assert "status and why go together" in err


def test_a_prediction_is_shown_and_not_judged(spsim, base):
    code, out, _ = spsim("validate", with_targets(base, 520, "prediction"), *QUICK, "--json")
    row = json.loads(out)["targets"][0]
    assert code == 0
    assert (row["fails"], row["verdict"], row["mean_near_enough"]) == (False, "prediction", False)


def test_the_run_may_stop_when_the_last_window_closes(base):
    """So the figures are those of a whole run."""
    it = load(with_targets(base, 52))
    case = Case(it.name, it.scenario, 1)
    targets = list(targets_beside(it.path)[0].targets.values())
    log = pathway.events(case.inputs[World.PROGRAMME], study_key(1), 0)
    assert figures(case, targets, 0) == measure(targets, case.shape, log)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"referred"', '"refered"', "Did you mean referred?"),
        ('"referred"', '"cost_per_person"', "cost_per_person is of the whole run"),
        ("2015-10-01", "2035-10-01", "must lie within"),
        ("published = 52", 'published = "many"', "targets.referred.published"),
        ("published = 52", "published = ", "published has no value after the = sign."),
        ("use = ", "usage = ", "targets.referred.us"),
    ],
)
def test_faults_in_the_targets_are_reported(spsim, base, old, new, said):
    file = with_targets(base, 52).with_name("base.targets.toml")
    file.write_text(file.read_text().replace(old, new))
    code, out, err = spsim("validate", base, *QUICK)
    assert (code, out) == (2, "")
    assert "base.targets.toml" in err
    assert said in err


DRAWS = """
[targets.saves]
title = "Draws that save"
measure = "saves_in_draws"
published = 3.5
between = [1, 10]
per_cent = true
use = "hold out"
starts = 2015-04-01
ends = {ends}
source = "made up"
"""
RANGE = 'gbp = {{ value = 40000, low = 30000, high = 50000, {more}source = "made up", grade = "assumed" }}'


def test_a_share_of_draws_stands_beside_other_figures(spsim, base):
    write(base.parent, child_toml(**{"costs.link_worker": RANGE.format(more="")}))
    child = base.with_name("child.toml")
    child.with_name("child.targets.toml").write_text(
        SMALL_TARGETS.format(published=52, use="calibrate") + DRAWS.format(ends="2017-04-01")
    )
    code, out, _ = spsim("validate", child, *QUICK, "--json")
    saves = next(row for row in json.loads(out)["targets"] if row["name"] == "saves")
    assert saves["simulated"]["mean"] == 0
    assert saves["simulated"]["central_90"] == {"low": None, "high": None}
    assert (saves["within"], saves["between"], saves["verdict"], code) == (None, [1, 10], "missed", 1)
    assert "Draws that save" in spsim("validate", child, *QUICK)[1]


@pytest.mark.parametrize(
    ("sections", "ends", "said"),
    [
        ({"costs.link_worker": RANGE.format(more='distribution = "beta", ')}, "2017-04-01", "is spread as beta"),
        (
            {"dates": "end = 2015-12-01\nservice_end = 2015-12-01\nlast_referral = 2015-10-01"},
            "2015-12-01",
            "follow-up of a year or more",
        ),
    ],
)
def test_draws_that_cannot_be_made_are_said(spsim, base, sections, ends, said):
    write(base.parent, child_toml(**sections))
    base.with_name("child.targets.toml").write_text(DRAWS.format(ends=ends))
    code, out, err = spsim("validate", base.with_name("child.toml"), *QUICK)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


# ---------------------------------------------------------------- streams


class _Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class _Screen:
    def __init__(self, tty):
        self.tty, self.text = tty, ""

    def isatty(self):
        return self.tty

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_a_bar_is_drawn_on_a_terminal_after_a_second_and_wiped_away(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    clock, terminal = _Clock(), _Screen(tty=True)
    progress = Progress(stream=terminal, clock=clock)
    progress("replications", 0, 100)
    progress("replications", 1, 100)
    assert terminal.text == ""
    clock.now = 1.5
    progress("replications", 50, 100)
    assert "50 of 100 replications" in terminal.text
    assert "\x1b" not in terminal.text
    progress.finish()
    assert terminal.text.endswith("\r")
    assert terminal.text.rsplit("\r")[-2].strip() == ""


def test_elsewhere_there_is_a_line_now_and_then():
    clock, log = _Clock(), _Screen(tty=False)
    progress = Progress(stream=log, clock=clock)
    for second in range(1, 101):
        clock.now = float(second)
        progress("replications", second, 100)
    progress.finish()
    assert 3 <= log.text.count("\n") <= 6
    assert "\r" not in log.text


def test_quiet_is_quiet():
    clock, terminal = _Clock(), _Screen(tty=True)
    progress = Progress(quiet=True, stream=terminal, clock=clock)
    progress("replications", 0, 100)
    clock.now = 100.0
    progress("replications", 50, 100)
    progress.finish()
    assert terminal.text == ""


def test_a_reader_who_has_gone_is_no_fault():
    """As in `spsim show ... | head -1`: no traceback, and the exit code of the command."""
    command = [sys.executable, "-m", "app.cli", "show", PILOT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as going:
        going.stdout.close()
        whole = going.stderr.read()
    assert whole == b""
    assert going.returncode == 0


def test_an_interrupted_run_says_so_and_writes_nothing(spsim, base, tmp_path, monkeypatch):
    def interrupted(*given, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "run_pairs", interrupted)
    code, out, err = spsim("run", base, *QUICK, "--csv", tmp_path / "tables")
    assert (code, out) == (130, "")
    assert "Interrupted" in err
    assert not list(tmp_path.glob("*tables*"))


def test_without_a_colour_asked_for_there_is_none(spsim, base, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in "".join(map(str, spsim("run", base, *QUICK)))


# ---------------------------------------------------------------- small words


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("run a.toml --jobs 4 --json", "spsim run a.toml"),
        ("run /home/me/a.toml --csv /tmp/x --seed 3", "spsim run a.toml --seed 3"),
        ("run a.toml --report=/tmp/x.html --quiet --no-swings --json-file a.json", "spsim run a.toml --no-swings"),
        ("compare a b --jobs=4 --force", "spsim compare a b"),
    ],
)
def test_the_command_on_record_is_what_the_answer_depends_on(typed, kept):
    assert cli.as_typed(typed.split()) == kept


def test_a_name_with_a_space_stays_one_word():
    assert cli.as_typed(["run", "my file.toml"]) == "spsim run 'my file.toml'"


@pytest.mark.parametrize("typed", [["--pounds-of", "2024/25"], ["--pounds-of=2024/25"]])
def test_a_financial_year_is_no_path(typed):
    """'The same answer again' said --pounds-of 25, which is refused."""
    assert cli.as_typed(["run", "here/pilot.toml", *typed]) == f"spsim run pilot.toml {' '.join(typed)}"


@pytest.mark.parametrize(
    ("command", "bare"),
    [
        ("spsim run a --seed 3 --within 100", "spsim run a"),
        ("spsim run 'my file.toml' --seed=3", "spsim run 'my file.toml'"),
        ("spsim compare a b --replications 5 --max-replications 9", "spsim compare a b"),
    ],
)
def test_the_same_answer_again_names_its_luck_once(command, bare):
    assert without_luck(command) == bare


@pytest.mark.parametrize("name", sorted(bundled()))
def test_every_bundled_scenario_can_be_checked(spsim, name):
    """One of them has nothing above 85 %: the column that says when is empty."""
    code, out, _ = spsim("check", name)
    assert code == 0
    assert "can be run." in " ".join(out.split())


def test_columns_that_the_page_has_no_room_for_stand_below():
    """A budget of thirty years was 437 letters wide."""
    heads = ["", *(f"{year}/{year + 1 - 2000:02}" for year in range(2015, 2045)), "together"]
    rows = [["Trust", *["−£1,234,567 ±£9,000"] * 31], [], ["All", *map(str, range(31))]]
    text = screen.table(heads, rows)
    assert max(map(len, text.splitlines())) <= screen.width()
    assert text.count("Trust") == text.count("-----\n") == len(text.split("\n\n"))
    assert all(text.count(head) == 1 for head in heads[1:])
    assert text.count("−£1,234,567") == text.count("±£9,000") == 31


def test_a_table_is_never_wider_than_the_page():
    text = screen.table(["", "one", "two"], [["a very long title " * 12, "1,000", "−£2,000"], [], ["short", "1", "2"]])
    assert max(map(len, text.splitlines())) <= screen.width()
    assert "1,000" in text
