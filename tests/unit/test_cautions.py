"""Each kind of caution: a scenario that earns it, and the nearest that does not."""

import tomllib
from dataclasses import replace

import pytest

from experiments.cautions import KINDS, cautions, once_swings_are_run
from experiments.footing import on_one_footing
from experiments.mean_errors import FEWEST_ORDERED
from sim.loading import bundled, load
from sim.scenario import Scenario
from tests.scenarios import BASE_TOML, CHILD, child_toml, write

INDEX = {
    "prices.index": 'name = "ours"\nsource = "ours"\ngrade = "assumed"',
    "prices.index.years": '"2014/15" = 98\n"2015/16" = 100',
}


def of(folder, text="", replications=200, base=BASE_TOML):
    """The cautions of a file that extends the base."""
    return cautions([(load(write(folder, text or child_toml(), base)), ())], replications)


def kinds(found):
    return {one.kind for one in found}


def sentences(found, kind):
    return [one.sentence for one in found if one.kind == kind]


def with_top(line, **sections):
    return f"{line}\n{child_toml(**sections)}"


QUIET = {"demand": "referrals_per_week = 0.2", "reviews": "slots_per_week = 30"}


def whole_posts(gbp):
    """Care by whole posts of so many pounds, each of 10 places at £3,000 a year."""
    values = {"places": 10, "weeks_free": 8, "weeks_notice": 4, "gbp_per_year": gbp, "gbp_once": 0}
    stated = ", ".join(f'{key} = {{ value = {n}, source = "x", grade = "assumed" }}' for key, n in values.items())
    return child_toml(**{"costs.care": f'cash_rule = "step"\nstep = {{ {stated}, price_year = "2015/16" }}'})


REFILLED = {"costs.care": 'cash_rule = "refill"'}


def care_team(new_people):
    """A care team of 200 places, of which 20 are taken, and so many new people a week."""
    values = {"places": 200, "people_on_day_0": 20, "new_people_per_week": new_people}
    stated = [f'{key} = {{ value = {n}, source = "x", grade = "assumed" }}' for key, n in values.items()]
    return "\n".join([*stated, 'after_a_relapse = "list"'])


# kind: a file that earns it, what its sentence says, and a file that does not.
EARNED = {
    "control": (with_top("control = true"), "This is a control", child_toml()),
    "overload": (
        child_toml(link_workers="caseload_per_post = 3"),
        "of capacity: the queue will keep growing",
        child_toml(**QUIET),
    ),
    "care list": (
        child_toml(care_team=care_team(9), **REFILLED),
        "More people come to care than there is room for",
        child_toml(care_team=care_team(0.2), **REFILLED),
    ),
    "service": (
        child_toml(link_workers="posts = 0"),
        "There are no link workers",
        child_toml(**{"activities.walks": "closes = 2017-01-01"}),
    ),
    "unusual value": (
        child_toml(link_workers="turnover_per_year = 9"),
        "outside the usual",
        child_toml(link_workers="turnover_per_year = 0.3"),
    ),
    "short follow-up": (
        child_toml(reviews="weeks_to_first_review = 500"),
        "few will happen within it",
        child_toml(reviews="weeks_to_first_review = 20"),
    ),
    "removed": (
        child_toml(**{"costs.gp": "remove = true"}),
        "“gp” (costs.gp) is removed: base.toml has it",
        child_toml(),
    ),
    "evidence of two files": (
        child_toml(**{"costs.care.gbp": 'grade = "measured"'}),
        "“Price” (care) has numbers of base.toml under a source and grade of base.toml and child.toml",
        child_toml(**{"costs.care": 'gbp = { value = 3000, source = "our returns", grade = "measured" }'}),
    ),
    "price year changed": (
        child_toml(**{"costs.care": 'price_year = "2014/15"'}, **INDEX),
        "“care” costs £3,000 at 2014/15 prices here and the same £3,000 at 2015/16 prices in base.toml",
        child_toml(
            **{"costs.care": 'price_year = "2014/15"\ngbp = { value = 2900, source = "x", grade = "assumed" }'}, **INDEX
        ),
    ),
    "price of a post": (
        whole_posts(9_000),
        "A post of care costs less than the care in its places",
        whole_posts(30_000),
    ),
    "price index": (
        child_toml(**{"costs.care": 'price_year = "2014/15"'}, **INDEX),
        "Prices of 2014/15 are converted to prices of 2015/16",
        child_toml(**INDEX),
    ),
    "price year": (
        child_toml(**INDEX | {"prices.index.years": '"2014/15" = 50\n"2015/16" = 100'}),
        "The price index goes from 50 in 2014/15 to 100 in 2015/16: an unusual change",
        child_toml(**INDEX),
    ),
    "no price": (
        child_toml(**{"costs.care": "remove = true"}),
        "Time in care has no price",
        child_toml(
            **{
                name: f'per = "{per}"\ngbp = {{ value = 5, source = "x", grade = "assumed" }}\nprice_year = "2015/16"\n'
                'payer = "Other"'
                for name, per in (("costs.crisis", "relapse"), ("costs.elsewhere", "discharged_year"))
            },
            **{"activities.choir": "remove = true"},
        ),
    ),
    "all cash": (
        child_toml(**{"costs.care": 'cashable_share = { value = 1, grade = "measured", source = "us" }'}),
        "taken to be cash (a share of 1, graded measured)",
        child_toml(**{"costs.care": "cashable_share = 0.9"}),
    ),
    "no grade": None,  # a file without a grade is refused; `frozen` scenarios of other programs may lack one
    "assumed": (child_toml(), "graded values are assumed", None),
    "populations missing": (
        child_toml(),
        "Sex or ethnicity: not among the traits",
        child_toml(
            **{
                f"traits.{name}.levels.{level}": 'share = { value = 0.5, source = "x", grade = "assumed" }'
                for name in ("sex", "ethnic_group")
                for level in ("one", "other")
            }
        ),
    ),
    "words inherited": (
        child_toml(),
        "The question and description are those of base.toml",
        with_top('question = "Mine?"\ndescription = "Mine."'),
    ),
}
BASE_WITH_WORDS = BASE_TOML.replace("schema = 1", 'schema = 1\nquestion = "Theirs?"\ndescription = "Theirs."')
ELSEWHERE = {  # by tests of their own, below and in tests/contract/test_inputs_without_effect.py
    "no effect",
    "one footing",
    "title kept",
    "not varied",
    "swings not run",
    "few replications",
    "load",
}  # by tests of their own, below


def test_every_kind_has_its_case():
    assert set(EARNED) | ELSEWHERE == set(KINDS)


@pytest.mark.parametrize("kind", [kind for kind, case in EARNED.items() if case])
def test_it_is_said_where_it_is_earned_and_only_there(kind, tmp_path):
    earned, says, not_earned = EARNED[kind]
    assert any(says in sentence for sentence in sentences(of(tmp_path, earned, base=BASE_WITH_WORDS), kind))
    if not_earned is not None:
        assert not sentences(of(tmp_path, not_earned, base=BASE_WITH_WORDS), kind)


def test_a_queue_that_is_nearly_full_is_said_as_such(tmp_path):
    with_places = QUIET | {"demand": "referrals_per_week = 0.4", "activity_defaults": "places = 40"}
    crowded = (child_toml(**with_places, **{"activities.walks": f"places = {many}"}) for many in range(1, 30))
    assert any("load" in kinds(of(tmp_path, text)) for text in crowded)
    assert "load" not in kinds(of(tmp_path, child_toml(**QUIET)))


def test_it_names_the_file_and_line_that_set_it(tmp_path):
    found = of(tmp_path, child_toml(link_workers="posts = 2", **{"costs.gp": "remove = true"}))
    removed = next(one for one in found if one.kind == "removed")
    assert (removed.path, removed.file, removed.line) == ("costs.gp", "child.toml", 4)


def test_a_range_of_no_width_is_no_range(tmp_path):
    ranged = 'chance_of_discharge = { value = 0.15, low = %s, high = %s, source = "x", grade = "assumed" }'
    said = {}
    for low, high in ((0.1, 0.2), (0.15, 0.15)):
        [said[low]] = sentences(of(tmp_path, child_toml(reviews=ranged % (low, high))), "not varied")
    of_none = [int(sentence.split()[0]) for sentence in said.values()]
    assert of_none[1] == of_none[0] + 1


def test_a_lever_without_a_range_is_not_missed(tmp_path):
    [before] = sentences(of(tmp_path), "not varied")
    [after] = sentences(of(tmp_path, child_toml(link_workers="posts = 3")), "not varied")
    assert before == after


def test_a_bundled_title_over_other_values_is_said_however_it_came_there(tmp_path):
    pilot = bundled()["rotherham_mental_health_pilot"]
    (tmp_path / "mine.toml").write_text(pilot.read_text(encoding="utf-8"), encoding="utf-8")
    assert "title kept" not in kinds(cautions([(load(tmp_path / "mine.toml"), ())]))
    changed = pilot.read_text(encoding="utf-8").replace("{ value = 40, low = 30", "{ value = 45, low = 30")
    (tmp_path / "mine.toml").write_text(changed, encoding="utf-8")
    [said] = sentences(cautions([(load(tmp_path / "mine.toml"), ())]), "title kept")
    assert said.endswith("rotherham_mental_health_pilot, from which this one differs in 1 value.")
    child = 'extends = "third_post.toml"\n[support]\nchance_accepts = 0.5\n'
    (tmp_path / "mine.toml").write_text(child, encoding="utf-8")
    assert "title kept" in kinds(cautions([(load(tmp_path / "mine.toml"), ())]))


def test_bundled_titles_differ_and_stand_in_their_files_letter_for_letter():
    """A scenario that has one of them is so found without reading every file as TOML."""
    texts = [path.read_text(encoding="utf-8") for path in bundled().values()]
    titles = [tomllib.loads(text)["title"] for text in texts]
    assert all(title in text for title, text in zip(titles, texts, strict=True))
    assert len(titles) == len({*titles})


def test_what_a_grandparent_has_is_missed_too(tmp_path):
    write(tmp_path, child_toml(**{"costs.gp": "remove = true"}))
    (tmp_path / "mine.toml").write_text(f'extends = "{CHILD}"\n', encoding="utf-8")
    assert sentences(cautions([(load(tmp_path / "mine.toml"), ())]), "removed") == [
        "“gp” (costs.gp) is removed: base.toml has it."
    ]


def test_few_replications_are_said_until_there_are_enough(tmp_path):
    assert "few replications" in kinds(of(tmp_path, replications=FEWEST_ORDERED - 1))
    assert "few replications" not in kinds(of(tmp_path, replications=FEWEST_ORDERED))


def test_swings_are_missed_until_they_are_run(tmp_path):
    found = of(tmp_path)
    assert "swings not run" in kinds(found)
    assert kinds(once_swings_are_run(found)) == kinds(found) - {"swings not run"}


def test_what_was_changed_for_a_comparison_stands_beside_what_the_file_says(tmp_path):
    old = load(write(tmp_path, child_toml(dates="end = 2018-04-01")))
    for footed in on_one_footing([old, load(tmp_path / "base.toml")]):
        found = cautions([(footed.loaded, footed.notes)])
        assert ("one footing" in kinds(found)) == (footed.loaded.name == "child")


def test_before_a_run_nothing_is_said_of_it(tmp_path):
    before = cautions([(load(write(tmp_path, child_toml())), ())])
    assert not kinds(before) & {"few replications", "swings not run"}


@pytest.mark.parametrize("name", sorted(bundled()))
def test_no_bundled_scenario_has_a_slip(name):
    """What a shipped file could mend is mended."""
    slips = {"title kept", "words inherited", "removed", "evidence of two files", "price year changed", "no grade"}
    assert not kinds(cautions([(load(name), ())])) & slips


def test_the_controls_say_so():
    assert {name for name in bundled() if load(name).scenario.control} == {
        "older_people_loneliness_no_effect",
        "rotherham_long_term_conditions_no_effect",
        "people_seen_sooner_no_effect",
        "rotherham_mental_health_pilot_headline",
        "rotherham_mental_health_pilot_no_effect",
        "supported_discharge_secondary_no_effect",
    }


def test_decisions_are_counted_as_no_evidence(tmp_path):
    """Levers, dates and absences of a file of its own: nobody assumed them."""
    decided = child_toml(
        dates="service_end = 2016-09-01",
        link_workers="posts = 3\nabsences = [{ post = 1, starts = 2015-06-01, ends = 2015-07-01 }]",
        activity_defaults="places = 12",
    )
    assert sentences(of(tmp_path, decided), "assumed") == sentences(of(tmp_path), "assumed")
    assumed = child_toml(support="chance_accepts = 0.8", exits="per_year = 0.1")
    assert sentences(of(tmp_path, assumed), "assumed") != sentences(of(tmp_path), "assumed")


def test_care_at_a_price_of_nothing_is_care_without_a_price(tmp_path):
    free = child_toml(**{"costs.care": 'gbp = { value = 0, source = "x", grade = "assumed" }'})
    said = sentences(of(tmp_path, free), "no price")
    assert "“care” has a price of £0: it is counted and costs nothing." in said
    assert any(sentence.startswith("Time in care has no price") for sentence in said)


def test_activities_that_nobody_is_said_to_pay_for_are_named():
    assert "Activities: no price entered; others bear the cost." in sentences(
        cautions([(load("primary_care"), ())]), "no price"
    )
    assert not sentences(cautions([(load("rotherham_mental_health_pilot"), ())]), "no price")


def test_pounds_of_another_time_than_the_service_are_said(tmp_path):
    said = sentences(of(tmp_path, child_toml(prices='year = "2014/15"', **INDEX)), "price year")
    assert said == ["Every pound is at 2014/15 prices, and what is simulated runs from 2015/16 to 2016/17."]
    assert not sentences(of(tmp_path, child_toml(**INDEX)), "price year")


def test_review_slots_that_nobody_is_said_to_pay_for_are_named(tmp_path):
    said = sentences(of(tmp_path, child_toml(**{"reviews.supported": "added_slots_per_week = 2"})), "no price")
    assert "Review slots added: no price entered; others bear the cost." in said


def test_nothing_is_missed_where_every_input_has_a_range(tmp_path):
    def ranged(part):
        """Every value of a scenario with a range."""
        if isinstance(part, list):
            return [ranged(one) for one in part]
        if not isinstance(part, dict):
            return part
        if "distribution" in part:
            return {**part, "low_times": 0.9, "high_times": 1.1}
        if isinstance(part.get("value"), int | float):
            return {**part, "low": 0.9 * part["value"], "high": part["value"]}
        return {key: ranged(one) for key, one in part.items()}

    one = load(write(tmp_path, child_toml()))
    data = one.scenario.model_dump(by_alias=True, exclude_unset=True)
    lengths = ("weeks_of_patience", "weeks_to_first_review", "weeks_between_reviews", "weeks_to_fill_a_vacancy")
    for section in ("prescription", "reviews", "link_workers"):
        for name in lengths:
            if name in data[section]:
                data[section][name]["distribution"] = "fixed"
    for name in ("seed", "replications"):
        data["settings"].pop(name, None)
    whole = Scenario.model_validate(ranged(data))
    assert not sentences(cautions([(replace(one, scenario=whole), ())]), "not varied")
