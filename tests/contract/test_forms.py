"""A form and the scenario file that says the same agree; what is wrong in a form is said at its cell."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.cli import main
from app.faces.form import form_of
from experiments.local.filled import read_form
from experiments.local.forms import (
    ALL_GRADE,
    ALL_SOURCE,
    COUNTS,
    FORM_OF,
    GRADE,
    HEADS,
    HIGH,
    LEVERS,
    LOW,
    NEW,
    NOTES,
    NOW,
    QUESTION,
    READ_ME,
    SETTING,
    SHEETS,
    SOURCE,
    TITLE,
    VERSION,
    settings_of,
)  # fmt: skip
from experiments.local.reading import read_counts
from experiments.local.returns import Column, Count, as_csv
from sim.errors import UnusableFile
from sim.loading import bundled, load
from sim.scenario.sections import is_evidence, values_in
from tests.form_cells import PILOT, blank, cell_of, count, fill, read, say
from tests.modules import imports_of
from tests.returns import book as counts_book
from tests.scenarios import BASE_TOML

OURS = {
    "link_workers.posts": {NEW: 3},
    "demand.referrals_per_week": {NEW: 4.5, LOW: 4, HIGH: 5, GRADE: "measured", SOURCE: "Our town, October 2026"},
    "dates.last_referral": {NEW: datetime(2016, 2, 1)},  # noqa: DTZ001 -- as a cell has it
    "activities.yoga.closes": {NEW: datetime(2016, 6, 1)},  # noqa: DTZ001
    "activity_defaults.people_may_stay": {NEW: "yes"},
    "programme.offer": {NEW: "link_workers"},
    "costs.link_worker.gbp": {NEW: 48_500, GRADE: "measured", SOURCE: "payroll"},
    "costs.link_worker.price_year": {NEW: "2024/25"},
    "costs.link_worker.payer": {NEW: "Our council"},
    "demand.waiting_on_day_0": {NEW: 12, GRADE: "measured", SOURCE: "our list"},
    "demand.weeks_already_waited": {NEW: 6, GRADE: "expert", SOURCE: "the team"},
}
AS_TYPED = """\
schema = 1
extends = "rotherham_mental_health_pilot.toml"
title = "Our town"
[link_workers]
posts = 3
[demand]
referrals_per_week = { value = 4.5, low = 4, high = 5, grade = "measured", source = "Our town, October 2026" }
waiting_on_day_0 = { value = 12, grade = "measured", source = "our list" }
weeks_already_waited = { value = 6, grade = "expert", source = "the team" }
[dates]
last_referral = 2016-02-01
[activity_defaults]
people_may_stay = true
[activities.yoga]
closes = 2016-06-01
[costs.link_worker]
gbp = { value = 48500, grade = "measured", source = "payroll" }
payer = "Our council"
"""


# ---------------------------------------------------------------- what the form asks


@pytest.mark.parametrize("name", bundled())
def test_a_form_of_any_scenario_that_is_not_touched_differs_in_nothing(name, tmp_path):
    base = load(name)
    (tmp_path / "form.xlsx").write_bytes(form_of(base, name))
    filled = read_form(tmp_path / "form.xlsx", "form.xlsx", tmp_path / "ours.toml")
    assert (filled.values, filled.returns, filled.moved, filled.unsourced) == ({}, None, [], [])
    assert filled.loaded.hash == base.hash


@pytest.mark.parametrize("name", [PILOT, "grants_end_october", "primary_care"])
def test_every_lever_of_a_scenario_that_is_one_value_has_a_row_and_no_setting_two(name):
    base = load(name)
    rows = [setting.path for settings in settings_of(base).values() for setting in settings]
    assert len(set(rows)) == len(rows)
    levers = {
        ".".join(path)
        for path, _, facts in values_in(base.scenario)
        if not is_evidence(facts) and path[0] != "settings" and not any(step.isdigit() for step in path)
    }
    assert levers <= {*rows}
    people = {".".join(path) for path, _, facts in values_in(base.scenario) if path[-1].endswith("on_day_0")}
    assert people <= {*rows}


def test_the_form_shows_what_the_scenario_says_and_what_the_schema_knows():
    found = {setting.path: setting for settings in settings_of(load(PILOT)).values() for setting in settings}
    posts = found["link_workers.posts"]
    assert (posts.title, posts.now, posts.range_now, posts.unit) == ("Posts (whole or part)", 2, "1 to 3", "posts")
    assert posts.possible_in_words == "0 to 4,000; usually 0.5 to 50"
    assert found["link_workers.caseload_per_post"].note.startswith("Part posts")
    assert found["activities.yoga.places"].now == "12, as for all"
    assert found["activities.yoga.opens"].now == "not stated"
    assert found["link_workers.weeks_to_fill_a_vacancy"].range_now == "0.5 to 2 times"
    assert found["demand.weeks_since_referral"].now == "0 to 52, evenly spread"
    assert found["dates.end"].now == date(2018, 4, 1)
    assert set(found["costs.crisis.payer"].choices) == {"ICB", "Mental health trust", "Primary care"}


def test_only_cells_to_be_filled_in_are_unlocked_and_each_says_what_it_takes():
    form = blank()
    for sheet in SHEETS:
        page = form[sheet]
        assert page.protection.sheet
        checked = {address for check in page.data_validations.dataValidation for address in str(check.sqref).split()}
        for row in page.iter_rows(min_row=5):
            unlocked = [cell for cell in row if not cell.protection.locked]
            assert bool(unlocked) == bool(row[SETTING].value)
            assert {cell.column - 1 for cell in unlocked} <= {NEW, LOW, HIGH, GRADE, SOURCE}
            for cell in unlocked:
                assert cell.value is None
                assert cell.column - 1 == SOURCE or cell.coordinate in checked or _within(cell, page)
    ranges = {check.type for check in form[LEVERS].data_validations.dataValidation}
    assert ranges == {"decimal", "whole", "date", "list"}


def _within(cell, page) -> bool:
    return any(cell.coordinate in check.sqref for check in page.data_validations.dataValidation)


def test_a_form_is_the_same_bytes_each_time():
    assert form_of(load(PILOT), PILOT) == form_of(load(PILOT), PILOT)


def test_texts_of_a_scenario_stay_texts_however_long(tmp_path):
    hostile, long = '=HYPERLINK("http://example.org")', "Trust " * 50
    text = BASE_TOML.replace("[costs.care]\n", f"[costs.care]\ntitle = '{hostile}'\n").replace(
        '"Trust"', f"'{hostile}'"
    )
    (tmp_path / "base.toml").write_text(text.replace('"ICB"', f'"{long}"'))
    raw = form_of(load(tmp_path / "base.toml"), "base.toml")
    made = load_workbook(BytesIO(raw))
    cells = [cell for page in made for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {hostile, f"Costs: {hostile}", long} <= {cell.value for cell in cells}
    (tmp_path / "form.xlsx").write_bytes(raw)
    filled = read_form(tmp_path / "form.xlsx", "form.xlsx", tmp_path / "ours.toml")
    assert (filled.values, filled.moved) == ({}, [])


def test_openpyxl_is_not_imported_before_a_workbook_is_read():
    """It takes a fifth of a second, and page one does not need it."""
    root = Path(__file__).parents[2]
    for floor in ("sim", "experiments", "app", "spsim"):
        for path in (root / floor).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not any(line.startswith(("import openpyxl", "from openpyxl")) for line in text.splitlines()), path
    assert "openpyxl" in {name.partition(".")[0] for name in imports_of(root / "experiments/local/workbooks.py")}


# ---------------------------------------------------------------- what it comes to


def test_a_filled_form_is_the_scenario_that_a_person_would_have_typed(tmp_path):
    form = blank()
    fill(form, OURS)
    say(form, TITLE, "Our town")
    filled = read(form, tmp_path)
    (tmp_path / "typed").mkdir()
    (tmp_path / "typed" / "ours.toml").write_text(AS_TYPED, encoding="utf-8")
    typed = load(tmp_path / "typed" / "ours.toml")
    assert filled.loaded.hash == typed.hash != load(PILOT).hash
    assert filled.loaded.scenario == typed.scenario
    (tmp_path / "ours.toml").write_text(filled.text, encoding="utf-8")
    assert load(tmp_path / "ours.toml").scenario == typed.scenario
    assert set(filled.values) == {*OURS} - {"programme.offer", "costs.link_worker.price_year"}  # as they were


def test_a_source_and_a_grade_may_be_said_once_for_all(tmp_path):
    form = blank()
    fill(form, {"demand.referrals_per_week": {NEW: 5}, "link_workers.posts": {NEW: 3}})
    say(form, ALL_SOURCE, "Our town, October 2026")
    say(form, ALL_GRADE, "measured")
    say(form, QUESTION, "Is it enough?")
    filled = read(form, tmp_path)
    rate = filled.loaded.scenario.demand.referrals_per_week
    assert (rate.value, rate.grade, rate.source) == (5, "measured", "Our town, October 2026")
    assert filled.values["link_workers.posts"] == 3  # a decision needs no source
    assert filled.loaded.scenario.question == "Is it enough?"
    assert filled.unsourced == []


def test_what_has_no_source_counts_as_assumed_and_is_named(tmp_path):
    form = blank()
    fill(form, {"demand.referrals_per_week": {NEW: 5}})
    filled = read(form, tmp_path)
    assert filled.unsourced == ["demand.referrals_per_week"]
    assert filled.loaded.scenario.demand.referrals_per_week.grade == "assumed"


def test_the_same_value_with_a_better_source_is_a_difference(tmp_path):
    form = blank()
    fill(form, {"demand.referrals_per_week": {NEW: 3, GRADE: "measured", SOURCE: "our returns"}})
    filled = read(form, tmp_path)
    assert filled.values == {"demand.referrals_per_week": {"value": 3, "grade": "measured", "source": "our returns"}}


def test_rows_may_be_moved_and_left_out(tmp_path):
    form = blank()
    fill(form, {"link_workers.posts": {NEW: 3}, "dates.end": {}})
    form[LEVERS].delete_rows(5, 2)
    assert read(form, tmp_path).values == {"link_workers.posts": 3}


def test_counts_of_the_form_are_those_of_a_file(tmp_path):
    form = blank()
    count(form, (datetime(2026, 4, 1), 13, 11), ("May 2026", "<5", None), ("2026-06", 12, 10))  # noqa: DTZ001
    filled = read(form, tmp_path)
    assert filled.returns is not None
    assert filled.returns.columns[Column.REFERRED] == (Count(13, 13), Count(0, 4), Count(12, 12))
    assert read_counts(tmp_path / "form.xlsx") == filled.returns  # the form itself is a file of counts
    (tmp_path / "ours.counts.csv").write_text(as_csv(filled.returns), encoding="utf-8")
    assert read_counts(tmp_path / "ours.counts.csv") == filled.returns


def test_a_form_of_a_base_that_has_changed_since_says_where(tmp_path):
    form = blank()
    fill(form, {"link_workers.posts": {NEW: 3, NOW: 1}})
    filled = read(form, tmp_path)
    assert filled.moved == ["link_workers.posts"]
    assert filled.values == {"link_workers.posts": 3}


def test_a_form_of_a_file_needs_the_file_in_the_folder_of_the_new_one(tmp_path):
    (tmp_path / "base.toml").write_text(BASE_TOML)
    raw = form_of(load(tmp_path / "base.toml"), "base.toml")
    (tmp_path / "form.xlsx").write_bytes(raw)
    assert read_form(tmp_path / "form.xlsx", "form.xlsx", tmp_path / "ours.toml").loaded.files[1].name == "base.toml"
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(UnusableFile) as caught:
        read_form(tmp_path / "form.xlsx", "form.xlsx", tmp_path / "elsewhere" / "ours.toml")
    assert "The form belongs to base.toml, which is neither bundled nor in the folder of ours.toml." in str(
        caught.value
    )


# ---------------------------------------------------------------- what is wrong in it


def refusal(form, folder: Path) -> list[str]:
    with pytest.raises(UnusableFile) as caught:
        read(form, folder)
    return [" ".join(line.split()) for line in str(caught.value).splitlines()]


WRONG = {
    "a text for a number": (
        {"link_workers.posts": {NEW: "three"}},
        "link_workers.posts", NEW, "This takes a number, not a text. Write 3.",
    ),
    "a percentage as text": (
        {"costs.secondary_care.cashable_share": {NEW: "30%", GRADE: "expert", SOURCE: "finance"}},
        "costs.secondary_care.cashable_share", NEW, "This takes a number, not a text. Write 0.3.",
    ),
    "yes for a number": (
        {"link_workers.posts": {NEW: True}},
        "link_workers.posts", NEW, "This takes a number, not true.",
    ),
    "below what is possible": (
        {"link_workers.posts": {NEW: -1}},
        "link_workers.posts", NEW, "link_workers.posts is -1; it cannot be negative.",
    ),
    "half a place": (
        {"activities.yoga.places": {NEW: 7.5}},
        "activities.yoga.places", NEW, "activities.yoga.places is 7.5; it must be a whole number.",
    ),
    "a range that leaves the value out": (
        {"demand.referrals_per_week": {NEW: 6, LOW: 1, HIGH: 2}},
        "demand.referrals_per_week", NEW,
        "demand.referrals_per_week: value 6 lies outside its own range (low 1, high 2).",
    ),
    "half a range": (
        {"demand.referrals_per_week": {NEW: 6, LOW: 1}},
        "demand.referrals_per_week", NEW, "a range needs both low and high",
    ),
    "a range of a length of time": (
        {"link_workers.weeks_to_fill_a_vacancy": {NEW: 6, LOW: 1}},
        "link_workers.weeks_to_fill_a_vacancy", LOW, "Low does not belong to this setting.",
    ),
    "a low that is text": (
        {"demand.referrals_per_week": {NEW: 6, LOW: "few", HIGH: 8}},
        "demand.referrals_per_week", LOW, "This takes a number, not a text.",
    ),
    "a range without a value": (
        {"demand.referrals_per_week": {LOW: 1, HIGH: 2}},
        "demand.referrals_per_week", LOW, "Low is filled in, and New value",
    ),
    "a date as text": (
        {"dates.end": {NEW: "01/04/2027"}},
        "dates.end", NEW, "This takes a date, not a text. Type it as 1 April 2026, so that it becomes a date.",
    ),
    "dates reversed": (
        {"dates.end": {NEW: datetime(2014, 4, 1)}},  # noqa: DTZ001
        "dates.end", NEW, "dates.end",
    ),
    "maybe": (
        {"activity_defaults.people_may_stay": {NEW: "maybe"}},
        "activity_defaults.people_may_stay", NEW, "This takes yes or no, not a text.",
    ),
    "a choice that there is not": (
        {"reviews.supported.asked": {NEW: "after_starts"}},
        "reviews.supported.asked", NEW,
        "This takes one of when_support_ends, after_start. Did you mean after_start?",
    ),
    "a number for a payer": (
        {"costs.crisis.payer": {NEW: 3}}, "costs.crisis.payer", NEW, "This takes a text, not 3.",
    ),
    "a year that is none": (
        {"prices.year": {NEW: 2026}}, "prices.year", NEW, "This takes a year such as 2024/25, not 2026.",
    ),
    "a calendar year as text": (
        {"prices.year": {NEW: "2026"}}, "prices.year", NEW, 'takes a financial year such as "2015/16"',
    ),
    "a new price of an old year": (
        {"costs.crisis.gbp": {NEW: 2000, GRADE: "measured", SOURCE: "ours"}},
        "costs.crisis.price_year", NEW, "is new. Say of which year, even if that is as it was.",
    ),
    "a source without a grade": (
        {"demand.referrals_per_week": {NEW: 5, SOURCE: "ours"}},
        "demand.referrals_per_week", GRADE,
        "The grade is missing. State it here, or once for every row on the sheet Read me (Default grade).",
    ),
    "a grade without a source": (
        {"demand.referrals_per_week": {NEW: 5, GRADE: "measured"}},
        "demand.referrals_per_week", SOURCE,
        "The source is missing. State it here, or once for every row on the sheet Read me (Default source).",
    ),
    "a grade that is none": (
        {"demand.referrals_per_week": {NEW: 5, GRADE: "good", SOURCE: "ours"}},
        "demand.referrals_per_week", GRADE,
        '"good" is not a grade. Choose one of: measured, published, borrowed, expert, assumed.',
    ),
    "a source of a decision": (
        {"dates.end": {NEW: datetime(2018, 6, 1), SOURCE: "the board"}},  # noqa: DTZ001
        "dates.end", SOURCE, "This setting is a decision: it has no grade and no source.",
    ),
    "a source as long as a letter": (
        {"demand.referrals_per_week": {NEW: 5, GRADE: "measured", SOURCE: "x" * 501}},
        "demand.referrals_per_week",
        SOURCE,
        "The text is longer than 500 letters. Keep the rest of it elsewhere.",
    ),
    "a formula that was never calculated": (
        {"link_workers.posts": {NEW: "=1+2"}},
        "link_workers.posts", NEW, "New value holds a formula that was never calculated.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_said_at_its_cell(case, tmp_path):
    rows, path, column, said = WRONG[case]
    form = blank()
    fill(form, rows)
    first, *_ = lines = refusal(form, tmp_path)
    assert first.startswith(f"form.xlsx, {cell_of(form, path, column)} ")
    assert said in first
    assert lines[-1] == f"{len(lines) - 1} fault{'s' if len(lines) > 2 else ''}. Nothing was run or written."
    assert len(lines) == 2


def test_faults_of_every_sheet_are_said_at_once_and_counts_with_them(tmp_path):
    form = blank()
    fill(form, {"link_workers.posts": {NEW: "many"}, "demand.waiting_on_day_0": {NEW: "few"}})
    count(form, ("2026-13", 5), ("2026-05", "n/a"))
    faults = refusal(form, tmp_path)
    places = (
        cell_of(form, "demand.waiting_on_day_0"),
        cell_of(form, "link_workers.posts"),
        f"{COUNTS}!A6",
        f"{COUNTS}!B7",
    )
    assert [line.split(" This ")[0].split(" 2026-13")[0].split(" Referred")[0] for line in faults[:-1]] == [
        f"form.xlsx, {place}" for place in places
    ]


def test_a_title_that_is_too_long_is_said_where_it_stands(tmp_path):
    form = blank()
    where = say(form, TITLE, "x" * 201)
    assert refusal(form, tmp_path)[0] == f"form.xlsx, {where} title must have at most 200 characters."


def test_a_question_as_long_as_a_letter_is_said_where_it_stands(tmp_path):
    form = blank()
    where = say(form, QUESTION, "x" * 501)
    assert refusal(form, tmp_path)[0].startswith(f"form.xlsx, {where} The text is longer than 500 letters.")


def test_what_a_parent_says_is_blamed_on_the_cell_that_breaks_it(tmp_path):
    (tmp_path / "base.toml").write_text(
        f'extends = "{PILOT}.toml"\n[[link_workers.absences]]\npost = 2\nstarts = 2015-10-01\nends = 2015-12-01\n'
    )
    form = load_workbook(BytesIO(form_of(load(tmp_path / "base.toml"), "base.toml")))
    fill(form, {"link_workers.posts": {NEW: 1}})
    [said, _] = refusal(form, tmp_path)
    assert said.startswith(f"form.xlsx, {cell_of(form, 'link_workers.posts')} link_workers.absences[1].post is 2")


def test_labels_of_read_me_that_are_not_needed_may_go(tmp_path):
    form = blank()
    for label in (TITLE, QUESTION):
        where = say(form, label, None)
        form[READ_ME][where.rpartition("!")[2].replace("B", "A")].value = None
    assert read(form, tmp_path).loaded.scenario.title == "Rotherham mental health pilot, changed"


def test_a_grade_for_all_that_is_none_is_said_on_read_me(tmp_path):
    form = blank()
    where = say(form, ALL_GRADE, "good")
    fill(form, {"demand.referrals_per_week": {NEW: 5, SOURCE: "ours"}})
    assert refusal(form, tmp_path)[0].startswith(f'form.xlsx, {where} "good" is not a grade.')


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (2, "The form was made by a newer spsim. Update yours, or make a new form: spsim template."),
        (0, "The form was made by an older spsim. Make a new form, and copy the values into it: spsim template."),
        ("1a", "The form was made by an older spsim. Make a new form, and copy the values into it: spsim template."),
    ],
)
def test_a_newer_or_older_form_is_said_in_words(version, said, tmp_path):
    form = blank()
    where = say(form, VERSION, version)
    assert refusal(form, tmp_path)[0] == f"form.xlsx, {where} {said}"


def test_a_form_of_another_scenario_is_said_in_words(tmp_path):
    form = blank()
    say(form, FORM_OF, "bare_queue")
    fill(form, {"activities.yoga.places": {NEW: 3}})
    where = cell_of(form, "activities.yoga.places", SETTING)
    said = f"form.xlsx, {where} bare_queue has no setting activities.yoga.places on this sheet: the form belongs to"
    assert [line for line in refusal(form, tmp_path) if line.startswith(said)]


def test_a_scenario_that_there_is_not_is_said_in_words(tmp_path):
    form = blank()
    for name in ("no_such_thing", "../base.toml", ""):
        where = say(form, FORM_OF, name)
        assert refusal(form, tmp_path)[0].startswith(f"form.xlsx, {where} The form belongs to {name}")


def test_what_is_no_form_is_said(tmp_path):
    (tmp_path / "form.xlsx").write_bytes(counts_book())
    with pytest.raises(UnusableFile, match="This is not a form that spsim template made"):
        read_form(tmp_path / "form.xlsx", "form.xlsx", tmp_path / "ours.toml")


def test_a_sheet_that_was_deleted_is_missed(tmp_path):
    form = blank()
    del form["Prices"]
    assert "The form has lost its sheet Prices." in refusal(form, tmp_path)[0]


def test_headings_that_were_changed_are_missed(tmp_path):
    form = blank()
    form[LEVERS]["E4"] = "Ours"
    form[COUNTS]["A5"] = "When"
    faults = refusal(form, tmp_path)
    assert faults[:2] == [
        f"form.xlsx, {LEVERS} The headings have been changed. Make a new form: spsim template.",
        f"form.xlsx, {COUNTS} The headings have been changed. Make a new form: spsim template.",
    ]


def test_a_row_that_was_copied_is_said(tmp_path):
    form = blank()
    page = form[LEVERS]
    page.append([page.cell(6, n + 1).value for n in range(len([*HEADS, *NOTES]))])
    assert refusal(form, tmp_path)[0].endswith("This setting is in row 6 already. Keep one of the two.")


def test_a_form_with_what_is_of_one_person_is_refused(tmp_path):
    form = blank()
    fill(form, {"demand.referrals_per_week": {NEW: 3, GRADE: "measured", SOURCE: "943 476 5919"}})
    [said, _] = refusal(form, tmp_path)
    assert "holds NHS numbers" in said
    assert "943" not in said


# ---------------------------------------------------------------- at the command line


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_form_is_written_filled_in_and_read_at_the_command_line(folder, capsys):
    assert main(["template", PILOT]) == 0
    assert "a form of 118 settings" in " ".join(capsys.readouterr().out.split())
    form = load_workbook(folder / f"{PILOT}_form.xlsx")
    fill(form, {"link_workers.posts": {NEW: 3}, "demand.referrals_per_week": {NEW: 5, NOW: 4}})
    count(form, ("2026-04", 13, 15), ("2026-05", 9, 8))
    form.save(folder / "ours.xlsx")
    assert main(["from-template", "ours.xlsx"]) == 0
    printed = capsys.readouterr()
    assert " ".join(printed.out.split()) == (
        f"Wrote ours.toml: it differs from {PILOT} in demand.referrals_per_week and link_workers.posts. "
        "Wrote ours.counts.csv: 2 months of counts. Then: spsim check ours.toml"
    )
    assert printed.err.splitlines() == [
        "No source is given for demand.referrals_per_week: what has none counts as assumed.",
        "Since the form was made, the scenario that it is of has changed in demand.referrals_per_week.",
        "More people accepted than were referred in April 2026. That can be, if they were referred before.",
    ]
    assert load(folder / "ours.toml").scenario.link_workers.posts.value == 3
    assert (folder / "ours.counts.csv").read_text() == "month,referred,accepted,met_link_worker,took_up,reviewed," + (
        "discharged,waiting_at_month_end,median_wait_weeks\n2026-04,13,15,,,,,,\n2026-05,9,8,,,,,,\n"
    )


def test_nothing_is_written_where_anything_is_wrong(folder, capsys):
    form = blank()
    fill(form, {"link_workers.posts": {NEW: "three"}})
    form.save(folder / "ours.xlsx")
    assert main(["from-template", "ours.xlsx"]) == 2
    assert "ours.xlsx, Levers!E" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["ours.xlsx"]


def test_nothing_is_overwritten(folder, capsys):
    assert main(["template", PILOT, "--output", "ours.xlsx"]) == 0
    (folder / "ours.toml").write_text("mine")
    for typed in (["template", PILOT, "--output", "ours.xlsx"], ["from-template", "ours.xlsx"]):
        assert main(typed) == 2
        assert "is there already" in capsys.readouterr().err
    assert (folder / "ours.toml").read_text() == "mine"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["template", PILOT, "--output", "ours.xls"], "--output writes a file that ends in .xlsx; ours.xls does not."),
        (["template", "no_such"], "There is no scenario of this name."),
        (["from-template", "none.xlsx"], "There is no such file."),
        (["from-template", "ours.xlsx", "--output", "ours.csv"], "it must end in .toml."),
        (["from-template", "ours.xlsx", "--output", f"{PILOT}.toml"], "is a bundled scenario."),
    ],
)
def test_names_that_will_not_do_are_refused(typed, said, folder, capsys):
    assert main(typed) == 2
    assert said in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_both_commands_answer_in_json(folder, capsys):
    assert main(["template", PILOT, "--json", "--output", "ours.xlsx"]) == 0
    assert f'"form_of": "{PILOT}"' in capsys.readouterr().out
    assert main(["from-template", "ours.xlsx", "--json"]) == 0
    assert '"values": {}' in capsys.readouterr().out


def test_a_form_of_ones_own_scenario_names_its_file(folder, capsys):
    (folder / "mine.toml").write_text(f'extends = "{PILOT}.toml"\n[link_workers]\nposts = 4\n')
    assert main(["template", "mine.toml"]) == 0
    assert main(["from-template", "mine_form.xlsx", "--output", "ours.toml"]) == 0
    assert 'extends = "mine.toml"' in (folder / "ours.toml").read_text()
    assert "it changes nothing of mine yet" in capsys.readouterr().out
