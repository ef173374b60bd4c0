"""Do the controls of a page hold what a scenario states, and say what it is?"""

import re
from decimal import Decimal

import pytest

from app.live.door import asked
from app.live.levers import NOT_MOVED, groups_of, inputs, slider
from app.live.loaded import loaded_of
from app.live.setting import Option, Setting
from sim.errors import RequestRefused
from sim.loading import bundled, load, with_values
from sim.scenario.sections import possible_of

PILOT = "rotherham_mental_health_pilot"


def levers(loaded, before=None):
    first, more = groups_of(loaded, before or loaded)
    return {lever.path: lever for group in (*first, *more) for lever in group.levers}


@pytest.mark.parametrize("name", bundled())
def test_every_stated_value_lies_on_its_slider_and_a_whole_number_of_steps_from_its_end(name):
    for lever in levers(load(name)).values():
        if lever.step is None:
            continue
        least, most, step = (Decimal(repr(each)) for each in (lever.least, lever.most, lever.step))
        assert step > 0, lever.path
        assert str(step.normalize()).lstrip("0.")[0] in "125", lever.path
        for value in (lever.value, lever.stated):
            if value is not None:
                assert least <= Decimal(repr(value)) <= most, lever.path
                assert (Decimal(repr(value)) - least) % step == 0, lever.path


def moved_by_a_step(lever):
    """One step up and down, and every other choice."""
    if lever.step is None:
        return [choice.value for choice in lever.choices if choice.value != lever.value and lever.kind == "choice"]
    ends = Decimal(repr(lever.least)), Decimal(repr(lever.most))
    beside = [Decimal(repr(lever.value)) + way * Decimal(repr(lever.step)) for way in (1, -1)]
    return [int(each) if each == int(each) else float(each) for each in beside if ends[0] <= each <= ends[1]]


def test_every_lever_moves_a_step_either_way_or_says_beforehand_why_not():
    """Of all that comes with the program. Review slots were once offered where no stage has reviews."""
    tried, refused = set[tuple[str, object, object]](), {}
    for name in bundled():
        for path, lever in levers(load(name)).items():
            moves = [] if lever.caution else moved_by_a_step(lever)
            for value in (each for each in moves if (path, lever.value, each) not in tried):
                tried.add((path, lever.value, value))
                try:
                    loaded_of(Setting(a=Option(scenario=name, changes={path: value})))
                except RequestRefused as error:
                    refused[name, path, value] = error.faults
    assert refused == {}
    assert len(tried) > 900


def test_no_lever_is_offered_of_a_stage_that_is_off():
    found = levers(load("rotherham_long_term_conditions"))
    assert [path for path in found if path.split(".")[0] in ("reviews", "relapse")] == []
    assert "stages.reviews" not in found  # nothing is said of it, so only a file can switch it on
    assert "stages.care_lines" in found


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            PILOT,
            "Paid per session held, however many come: more places cost nothing more here. What is paid is a lever of "
            "its own, under “More inputs”: “Price (each activity)”.",
        ),
        ("supported_discharge_secondary", "Paid as a grant by the year: more places cost nothing more here."),
        ("older_people_loneliness", "Paid per place taken and week: more places cost more as they are taken."),
    ],
)
def test_a_lever_of_places_says_what_more_of_them_cost(name, says):
    found = levers(load(name))
    of_places = [lever.caution for path, lever in found.items() if path.endswith(".places") and "activit" in path]
    assert any(caution.startswith(says) for caution in of_places), of_places


@pytest.mark.parametrize("name", [PILOT, "rotherham_long_term_conditions", "people_seen_sooner"])
def test_both_ends_of_a_slider_are_possible(name):
    for one in inputs(load(name).scenario):
        lever = levers(load(name))[one.path]
        if lever.step is not None and not one.length:
            possible = possible_of(one.place.facts)
            assert possible.least <= lever.least <= lever.most <= possible.most, one.path


def test_a_slider_runs_over_what_is_plausible_no_further_than_to_twice_what_is_stated():
    facts = {"unit": "people", "plausible": [10, 60], "possible": [0, 10_000]}
    assert slider([40.0], facts) == (10, 60, 1)
    assert slider([20.0], facts) == (10, 40, 1)
    assert slider([100.0], facts)[1] == 100
    assert slider([5.0], facts)[0] == 5
    assert slider([0.0], {"unit": "people"}) == (0, 100, 2)
    assert slider([0.582], {"unit": "share", "possible": [0, 1]}) == (0, 1, 0.002)
    assert slider([2.0, 1.0, 3.0], {"unit": "posts", "plausible": [0.5, 50]}) == (0.5, 6, 0.5)


def test_a_value_that_no_step_suits_has_no_slider():
    assert slider([3.0, 1e-320], {"unit": "per week"}) == (None, None, None)
    assert slider([5e-324], {"unit": "per week"}) == (None, None, None)


def test_the_levers_asked_about_first_are_few_and_the_rest_is_every_other_input():
    loaded = load(PILOT)
    first, more = groups_of(loaded, loaded)
    assert 8 <= sum(len(group.levers) for group in first) <= 16
    paths = [lever.path for group in (*first, *more) for lever in group.levers]
    assert sorted(paths) == sorted(one.path for one in inputs(loaded.scenario))
    assert len(set(paths)) == len(paths)
    assert not set(paths) & set(NOT_MOVED)


def test_a_lever_knows_what_was_stated_before():
    before = load(PILOT)
    now = with_values(before, {"link_workers.posts": 3, "programme.effect": ["access"]}, name="x")
    found = levers(now, before)
    assert (found["link_workers.posts"].value, found["link_workers.posts"].stated) == (3, 2)
    assert found["programme.effect"].value == ["access"]
    assert [choice.value for choice in found["programme.effect"].choices] == [
        "access",
        "conversion",
        "relapse",
        "care_use",
    ]


def test_each_says_its_unit_its_price_year_and_on_whose_word():
    found = levers(load(PILOT))
    assert found["costs.link_worker.gbp"].describes.startswith(
        "Price, marginal cost (link worker), in pounds of 2024/25: "
    )
    assert "assumed (reimbursement ceiling" in found["costs.link_worker.gbp"].describes
    assert "published (156 people referred" in found["demand.referrals_per_week"].describes
    assert found["link_workers.posts"].describes.endswith("a lever, which is chosen.")
    assert "default" in found["demand.waiting_on_day_0"].describes
    assert found["support.weeks_of_patience.mean"].title.endswith(": mean")
    assert found["dates.service_end"].kind == "date"


def test_a_rate_is_said_as_a_colleague_says_it():
    found = levers(load(PILOT))
    assert found["demand.referrals_per_week"].describes.startswith("Referrals, per week: ")
    assert found["reviews.slots_per_week"].describes.startswith("Review slots, slots per week: ")
    assert found["link_workers.posts"].describes.startswith("Posts (whole or part), in posts: ")


@pytest.mark.parametrize("name", bundled())
def test_a_control_shows_no_name_of_a_file(name):
    for lever in levers(load(name)).values():
        shown = f"{lever.title} {lever.note}"
        assert not re.search(r"[a-z]_[a-z]|[`\[\]{}=]", shown), (lever.path, shown)


def test_a_share_out_of_its_range_is_refused_in_per_cent_as_its_box_holds_it():
    changes = {"support.chance_accepts": 1.2, "link_workers.posts": -1}
    faults = asked("answer", {"setting": {"a": {"scenario": PILOT, "changes": changes}}})["faults"]
    assert {fault["path"]: fault["message"] for fault in faults} == {
        "support.chance_accepts": "support.chance_accepts is 120%; it lies between 0% and 100%.",
        "link_workers.posts": "link_workers.posts is -1; it cannot be negative.",
    }
    changes = {"prescription.chance_of_dropping_out_per_session": 0.9995}
    [fault] = asked("answer", {"setting": {"a": {"scenario": PILOT, "changes": changes}}})["faults"]
    assert fault["message"].endswith(" is 99.95%; it lies between 0% and 99.9%.")


@pytest.mark.parametrize("name", [PILOT, "people_seen_sooner", "who_goes_first"])
def test_whatever_a_control_may_say_is_taken(name):
    """Every lever at both its ends, and every choice: taken, or refused in words that name it."""
    for path, lever in levers(load(name)).items():
        ends = [lever.least, lever.most] if lever.step is not None else [choice.value for choice in lever.choices]
        for value in ends if lever.kind != "list" else []:
            body = {"setting": {"a": {"scenario": name, "changes": {path: value}}}}
            found = asked("save", body)
            assert "answer" in found or path in [each["path"] for each in found["faults"]], (path, value, found)


def test_one_number_of_a_distribution_restates_all_of_it():
    """Its source spoke of another; so the file says that it is assumed."""
    body = {"setting": {"a": {"scenario": PILOT, "changes": {"support.weeks_of_patience.mean": 30}}}}
    [file] = asked("save", body)["answer"]["files"]
    assert (
        'support.weeks_of_patience = {distribution = "exponential", mean = 30, low_times = 0.5, high_times = 2.0}'
        in file["text"]
    )
