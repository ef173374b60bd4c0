"""What does a finance lead find in the workbook? Read back with openpyxl, from real runs of a small scenario."""

import copy
import re
import zipfile

import openpyxl
import pytest

from app import cli
from app.faces.workbook import titles_apart
from app.faces.workbook.budget_impact import BY_PAYER, CASH_BY_PAYER, POSTS
from app.faces.workbook.waterfall import bar_parts
from app.tables import board
from app.tables.bridge import MARKED
from app.tables.known import as_number
from app.tables.table import RANGES
from experiments.answer import Answer
from experiments.compare import run_pairs
from experiments.exports import tidy
from experiments.intervals import Estimate
from experiments.run import Case
from sim.loading import load
from tests.behaviour.test_report import STEP
from tests.loosely import loosely
from tests.plain import answer, in_one_line, swings, words, write_workbook
from tests.scenarios import BASE_TOML, child_toml, loaded, write
from tests.spoiled import spoiled

SHEETS = [
    *("People and money", "Notes", "Outcomes", "Waits", "Over time", "Use of capacity", "Offered load", "Journeys"),
    *("Groups", "Before and after", "Completers", "Bridge", "Bridge chart", "Bridge by payer", "Bridge by group"),
    *("Cash by year and payer", "Cost by year", "Uptake", "Inputs", "For and against", "Budget impact"),
    "Replications",
]
OF_TWO = ["What differs", "Paired differences"]
INPUTS = "Inputs: quantities under usual care, and prices"
YELLOW, HEAD = "FFFFF8DC", "FF1D3557"
OF_POUNDS = (
    "People and money",
    "Paired differences",
    "Bridge",
    "Bridge by payer",
    "Bridge by group",
    "Cash by year and payer",
    "Budget impact",
)
CALCULATED = ("Bridge chart", "Cash by year and payer", "Budget impact", "Budget impact 2")
MORE_POSTS = {"link_workers": "posts = { value = 4, source = 'made up', grade = 'assumed' }"}


MADE = {"version": "0.0.0", "command": "spsim run first", "date": "2026-11-21"}


class WrittenBook:
    """An answer from a real run, and the rows of its replications."""

    def __init__(self, *scenarios, replications=3):
        self.cases = []
        for i, one in enumerate(scenarios):
            object.__setattr__(one, "name", ["first", "second"][i])
            self.cases.append(Case.of(one, 1))
        self.results, precision = run_pairs([one for one in self.cases], replications=replications)
        self.answer = answer(self.cases, self.results, precision, MADE)

    def rows(self):
        return [row for one, runs in zip(self.cases, self.results, strict=True) for row in tidy(one, runs)]


@pytest.fixture(scope="module")
def one():
    return WrittenBook(loaded())


@pytest.fixture(scope="module")
def two():
    """Two scenarios under one title: one extends the other."""
    return WrittenBook(loaded(), loaded(**MORE_POSTS))


def opened(made, path, *, values=False, rows=True):
    write_workbook(made.answer if isinstance(made, WrittenBook) else made, path, made.rows() if rows else None)
    return openpyxl.load_workbook(path, data_only=values)


@pytest.fixture(scope="module")
def book(one, tmp_path_factory):
    """With formulas."""
    return opened(one, tmp_path_factory.mktemp("book") / "one.xlsx")


@pytest.fixture(scope="module")
def shown(one, tmp_path_factory):
    """With what the formulas come to, before anything is recalculated."""
    return opened(one, tmp_path_factory.mktemp("shown") / "one.xlsx", values=True)


@pytest.fixture(scope="module")
def both(two, tmp_path_factory):
    return opened(two, tmp_path_factory.mktemp("both") / "two.xlsx", values=True)


def cells(sheet, first=5):
    """Rows below the headings, as long as they go on."""
    rows = []
    for row in sheet.iter_rows(min_row=first, values_only=True):
        if all(value is None for value in row):
            break
        rows.append(row)
    return rows


def heads(sheet):
    return [cell.value for cell in sheet[4] if cell.value]


def row_of(sheet, title, after=1):
    """The first row from there on that begins with these words."""
    return next(r for r in range(after, sheet.max_row + 1) if sheet.cell(r, 1).value == title)


# ---------------------------------------------------------------- structure


def test_it_has_a_sheet_for_each_question(book, both):
    assert book.sheetnames == SHEETS
    chart = SHEETS.index("Bridge chart") + 1
    first = [*SHEETS[:2], *OF_TWO, *SHEETS[2:chart]]
    assert both.sheetnames == [*first, "Bridge chart 2", *SHEETS[chart:-1], "Budget impact 2", "Replications"]


def table_heads(sheet):
    """The headings of the table of a sheet: its first row of several cells in the look of headings."""
    for row in sheet.iter_rows():
        heads = [cell.value for cell in row if cell.value and cell.fill.fgColor.rgb == HEAD]
        if len(heads) > 1:
            return heads
    return []


def test_no_two_heads_of_a_sheet_are_alike(book, both):
    for sheet in (*book, *both):
        heads = table_heads(sheet)
        assert len(heads) == len({*heads}), sheet.title
        assert heads or sheet.title == "Notes"


def test_plus_is_good_for_the_budget_on_every_sheet_of_pounds(book, both):
    """And no heading says that it is a cost."""
    for sheet in (*book, *both):
        said = [str(cell.value) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert not [text for text in said if re.search("plus is a cost|plus costs|above 0 is a cost", text, re.I)]
        if sheet.title in OF_POUNDS:
            assert "lus is good for the budget" in sheet["A2"].value, sheet.title


def test_the_notes_name_every_other_sheet_and_say_what_it_shows(both):
    notes = {row[0]: row[1] for row in both["Notes"].iter_rows(values_only=True) if row[0]}
    for sheet in both:
        if sheet.title != "Notes":
            assert notes[sheet.title] == sheet["A1"].value


def test_replications_are_there_only_if_given(one, tmp_path):
    assert "Replications" not in opened(one, tmp_path / "without.xlsx", rows=False).sheetnames


def test_every_sheet_prints_on_a4_across_with_its_provenance_below(one, book):
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.left.text.startswith("spsim 0.0.0 · 21 November 2026 · seed 1 · 3 replications")
    assert one.answer["scenarios"][0]["hash"][:12] in in_one_line(one.answer)


def test_headings_stay_in_sight(book):
    for name in set(SHEETS) - {"People and money", "Notes", "Bridge chart"}:
        assert book[name].freeze_panes == "B5", name


def test_charts_are_native_and_hang_on_cells(one, tmp_path):
    opened(one, tmp_path / "one.xlsx")
    with zipfile.ZipFile(tmp_path / "one.xlsx") as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2
    assert "&apos;Bridge chart&apos;!" in charts[0] or "'Bridge chart'!" in charts[0]
    assert "'Budget impact'!" in charts[1].replace("&apos;", "'")


def test_text_is_text_and_only_our_own_sheets_calculate(book):
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert sheet.title in CALCULATED
                elif isinstance(cell.value, str):
                    assert cell.data_type == "s"


def test_a_text_too_long_for_a_cell_is_cut_and_one_for_a_footer_too(one, tmp_path):
    write_workbook(spoiled(one.answer, "a" * 40_000), tmp_path / "long.xlsx")
    book = openpyxl.load_workbook(tmp_path / "long.xlsx")
    assert book["People and money"]["A1"].value == f"{'a' * 32_766}…"
    assert len(book["Notes"].oddFooter.left.text) <= 230


def test_the_same_answer_makes_the_same_bytes(one, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(one.answer, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


# ---------------------------------------------------------------- what it says


def typed(whole):
    """The answer, and the titles under which the workbook shows its options."""
    answer = titles_apart(loosely(Answer, whole))
    return answer, {one.name: one.title for one in answer.scenarios}


@pytest.mark.parametrize("which", ["one", "two"])
def test_the_first_sheet_has_people_and_money_as_numbers_under_the_answer_in_three_lines(which, request, tmp_path):
    made = request.getfixturevalue(which)
    answer, names = typed(made.answer)
    sheet = opened(made, tmp_path / "book.xlsx", values=True, rows=False).worksheets[0]
    said = {row[0]: row[1] for row in sheet.iter_rows(values_only=True, max_row=8)}
    for line in words.answer_in_three(answer, names):
        assert said[line.name] == line.text
    rows = {row[0]: row[1:] for row in sheet.iter_rows(values_only=True, min_row=8) if row[0]}
    heads = table_heads(sheet)
    table = board.people_and_money(answer, names)
    for line in table.rows:
        shown = rows[f"{line.title}, weeks" if line.kind == "weeks" else line.title]
        for column in (column for column in table.columns[1:] if column.head not in RANGES):
            value, at = column.of(line), heads.index(column.head)
            if isinstance(value, Estimate):
                assert shown[at : at + 2] == pytest.approx((value.mean, value.half_width), abs=0.005)
            else:
                assert (shown[at] or 0) == (pytest.approx(value) if isinstance(value, float) else value or 0)


M = "source = 'made up', grade = 'assumed'"
BUSY = {
    "link_workers": f"caseload_per_post = {{ value = 3, {M} }}\nturnover_per_year = {{ value = 2, {M} }}",
    "activities.walks": "closes = 2015-12-31",
    "activities.choir": f"places = {{ value = 2, {M} }}",
    "costs.care": f"cashable_share = {{ value = 0.3, {M} }}",
}


def test_it_has_every_row_that_a_board_asked_for(tmp_path):
    """Review 4 lists them; here each of them happens."""
    more = {**BUSY, "link_workers": f"{BUSY['link_workers']}\nposts = {{ value = 3, {M} }}"}
    book = opened(WrittenBook(loaded(**BUSY), loaded(**more)), tmp_path / "busy.xlsx", rows=False)
    titles = {str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True)}
    assert titles >= {
        *("Given a link worker", "New referrals given a link worker within the target, %"),
        *("Half are given a link worker within, weeks", "One in ten waits for a link worker longer than, weeks"),
        *("Half are given a group place within, weeks", "One in ten waits for a group place longer than, weeks"),
        *("Gave up waiting for a link worker", "Gave up waiting for a place"),
        *("Lost their link worker, none free", "Found nothing suitable", "Course cut by funding ending"),
        *("Completed support", "People discharged within 2 years", "Relapses"),
        *("Cost of the service", "Capacity released", "Cash released", "Net cash"),
    }


def test_ranges_stand_to_the_right_where_inputs_were_varied(one, tmp_path):
    whole = copy.deepcopy(one.answer)
    net = whole["scenarios"][0]["bridge"]["2"][-1]
    net["unknown"] = [-1e6, 2e6]
    write_workbook(whole, tmp_path / "ranges.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ranges.xlsx").worksheets[0]
    heads = table_heads(sheet)
    first = heads.index(f"{whole['scenarios'][0]['title']}: one real service, low")
    assert heads[first + 3] == f"{whole['scenarios'][0]['title']}: what nobody knows, high"
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Net cash")
    assert row[first + 1 : first + 5] == pytest.approx((net["low"], net["high"], -1e6, 2e6), abs=0.005)


def test_the_notes_say_in_words_what_the_figures_rest_on(one, book):
    scenario = one.answer["scenarios"][0]
    said = {value for row in book["Notes"].iter_rows(values_only=True) for value in row if value}
    assert said >= {
        words.question_of(scenario),
        words.comparator_in_words(scenario),
        *(sure.text for sure in words.how_sure(scenario, 3)),
        *(change.text for change in words.what_would_change(scenario)),
        *words.cannot_tell(scenario),
        words.per_pound_in_words(scenario),
    }
    assert any(scenario["hash"] in text for text in said)


def test_inputs_are_numbers_with_source_and_grade(one, book):
    rows = cells(book["Inputs"])
    assumptions = one.answer["scenarios"][0]["assumptions"]
    assert len(rows) == len(assumptions)
    price = next(row for row in rows if row[1] == "costs.care.gbp")
    assert price[3:] == (3000, "£", None, None, "assumed", "made up", None)
    assert all(isinstance(row[3], int | float) for row in rows if row[1].endswith(".gbp"))


@pytest.mark.parametrize(
    ("text", "cell"), [("45,000", 45000), ("0.5", 0.5), ("0.5 times", "0.5 times"), (None, ""), ("inf", "inf")]
)
def test_a_value_that_is_one_number_is_a_number(text, cell):
    assert as_number(text) == cell


def test_outcomes_of_both_worlds_stand_beside_each_other(two, both):
    rows = cells(both["Outcomes"])
    for scenario in two.answer["scenarios"]:
        title = f"{scenario['title']} ({scenario['name']})"
        shown = {row[1]: row for row in rows if row[0] == title}
        for outcome in scenario["outcomes"]:
            if outcome["title"] in shown:
                whole = [
                    outcome[of][key] for of in ("usual", "programme", "difference") for key in ("mean", "half_width")
                ]
                assert shown[outcome["title"]][3:9] == pytest.approx(whole)


def test_every_difference_of_two_options_is_a_number(two, both):
    rows = cells(both["Paired differences"])
    [pair] = two.answer["comparisons"]
    money = {(row[2], row[4]) for row in rows if row[3] == "£"}
    for years, steps in pair["bridge"].items():
        for step in steps:
            title = f"{step['title']}, over {words.years(float(years))}"
            assert next(mean for name, mean in money if name == title) == pytest.approx(step["mean"], abs=0.005)
    people = {row[2]: row[4] for row in rows if row[1] == "everybody"}
    assert all(people[row["title"]] == pytest.approx(row["mean"]) for row in pair["outcomes"])
    assert {row[1] for row in rows} > {"everybody"}


def test_what_the_options_state_otherwise_has_a_column_for_each(both):
    assert cells(both["What differs"]) == [("link_workers.posts", 2, 4)]


def test_people_over_time_are_counted_week_by_week(one, book):
    rows = cells(book["Over time"])
    series = one.answer["scenarios"][0]["series"]
    assert [row[1] for row in rows] == [*range(1, len(series[0]["mean"]) + 1)]
    assert [row[3] for row in rows] == pytest.approx(series[0]["mean"])


def test_the_bridge_has_every_step_at_every_horizon_with_its_intervals(one, book):
    scenario = one.answer["scenarios"][0]
    rows = cells(book["Bridge"])
    for row, step in zip(rows, scenario["bridge"]["1"], strict=True):
        note = words.bridge_note(scenario, step["name"]) if step["name"] in MARKED else None
        assert row[1] == f"{step['title']}{f' ({note})' if note else ''}"
    marked = {row[1].rpartition(" (")[2] for row in rows if row[1].endswith(")")}
    assert marked >= {"assumed)", "unproven)"}
    for i, row in enumerate(rows):
        whole = [[scenario["bridge"][h][i][key] for key in ("mean", "half_width")] for h in ("1", "2")]
        assert [row[2:4], row[8:10]] == [pytest.approx(one, abs=0.005) for one in whole]
        assert {*row[4:8], *row[10:14]} == {None}  # no luck where inputs have not been varied


def test_luck_stands_beside_what_nobody_knows_in_the_bridge(one, tmp_path):
    whole = copy.deepcopy(one.answer)
    net = whole["scenarios"][0]["bridge"]["2"][-1]
    net["unknown"] = [-1e6, 2e6]
    write_workbook(whole, tmp_path / "both.xlsx")
    row = cells(openpyxl.load_workbook(tmp_path / "both.xlsx")["Bridge"])[len(whole["scenarios"][0]["bridge"]["2"]) - 1]
    assert row[10:14] == pytest.approx((net["low"], net["high"], -1e6, 2e6), abs=0.005)


REFILL = {"costs.care": "cash_rule = 'refill'", "costs.gp": "remove = true"}


@pytest.mark.parametrize(
    ("sections", "why", "said"),
    [
        (STEP, "cash only when a whole post can go", "Cash by whole posts only"),
        (REFILL, "every freed place is taken by the next person", "Never cash"),
        ({}, "100% assumed", "0% of a fall is taken to be cash"),
    ],
)
def test_the_bridge_says_why_what_is_freed_is_not_cash(sections, why, said, tmp_path):
    made = WrittenBook(loaded(**sections))
    scenario, book = made.answer["scenarios"][0], opened(made, tmp_path / "book.xlsx", rows=False)
    rows = [row for row in book["Bridge"].iter_rows(values_only=True) if row[1]]
    assert any(row[1].endswith(f"({why})") for row in rows)
    notes = {row[0]: row[1] for row in book["Notes"].iter_rows(values_only=True)}
    assert notes["care"].startswith(said)
    assert notes["For each £1 spent"] == words.per_pound_in_words(scenario)
    assert [notes.get("Posts that go")] == (words.posts_in_words(scenario) or [None])


def test_the_waterfall_is_drawn_from_the_bridge_and_has_no_place_for_what_is_0(one, book, shown):
    sheet, drawn = book["Bridge chart"], shown["Bridge chart"]
    start = row_of(sheet, "Step") + 1
    steps = one.answer["scenarios"][0]["bridge"]["2"]
    kept = [at for at, step in enumerate(steps) if step["kind"] == "subtotal" or not words.unseen(step)]
    assert len(kept) < len(steps)
    assert sheet.cell(start + len(kept), 1).value is None
    for i, at in enumerate(kept):
        row = cells(book["Bridge"])[at]
        assert sheet.cell(start + i, 2).value == f"=Bridge!$I${5 + at}"
        assert drawn.cell(start + i, 2).value == pytest.approx(row[8], abs=0.005)
        size = sum(abs(drawn.cell(start + i, c).value) for c in (6, 7, 8, 9, 10))
        assert size == pytest.approx(abs(row[8]), abs=0.005)


@pytest.mark.parametrize(
    ("size", "end", "parts"),
    [
        (5, 8, [3, 0, 5, 0, 0, 0]),
        (-5, 3, [3, 0, 0, 0, 5, 0]),
        (-5, -2, [0, 0, 0, 0, 3, -2]),
        (5, 2, [0, 0, 2, -3, 0, 0]),
        (5, -2, [0, -2, 0, -5, 0, 0]),
        (-5, -8, [0, -3, 0, 0, 0, -5]),
        (0, 4, [4, 0, 0, 0, 0, 0]),
    ],
)
def test_a_bar_may_cross_zero(size, end, parts):
    assert bar_parts(size, end) == parts


def test_cash_is_by_year_payer_and_purpose_and_adds_up(one, shown):
    sheet = shown["Cash by year and payer"]
    total, *rows = cells(sheet)
    assert len(rows) == len(one.answer["scenarios"][0]["money_by_year"])
    for row, whole in zip(rows, one.answer["scenarios"][0]["money_by_year"], strict=True):
        assert row[1:3] == (whole["year"], whole["payer"])
        assert row[4:7] == pytest.approx(
            (whole["usual care"], whole["programme"], whole["usual care"] - whole["programme"]), abs=0.005
        )
    for column in (4, 5, 6, 8):
        assert total[column] == pytest.approx(sum(row[column] for row in rows), abs=0.005)


def test_waits_and_groups_are_those_of_the_answer(one, book):
    scenario = one.answer["scenarios"][0]
    wait = cells(book["Waits"])[0]
    assert wait[2] == pytest.approx(scenario["waits"]["link_worker"]["joined"])
    assert wait[8] == pytest.approx(scenario["waits"]["link_worker"]["share_within_target"])
    rows = cells(book["Groups"])
    for group in scenario["by_trait"]:
        mine = [row for row in rows if row[2] == group["level"].replace("_", " ")]
        waits = [row for row in mine if "within" in row[3] and row[4] == "weeks"]
        whole = [group[key][length] for key in ("wait", "wait_place") for length in ("median_weeks", "ninetieth_weeks")]
        shown = ["fewer are" if weeks is None else pytest.approx(weeks) for weeks in whole]
        assert [row[7] for row in waits] == shown
        outcomes = [row for row in mine if row not in waits]
        assert [row[3:5] for row in outcomes] == [(one["title"], one["unit"]) for one in group["outcomes"].values()]
        for row, outcome in zip(outcomes, group["outcomes"].values(), strict=True):
            whole = [outcome[of][key] for of in ("usual", "programme", "difference") for key in ("mean", "half_width")]
            assert row[5:11] == pytest.approx(whole)


@pytest.mark.parametrize(("name", "key", "named"), [("payer", "bridge_by_payer", 1), ("group", "bridge_by_trait", 2)])
def test_the_bridge_of_each_part_has_every_step_that_is_not_0(one, book, name, key, named):
    scenario, rows = one.answer["scenarios"][0], cells(book[f"Bridge by {name}"])
    parts = zip(*(scenario[key][horizon] for horizon in ("1", "2")), strict=True)
    whole = [
        [step[of] for step in both for of in ("mean", "half_width")]
        for part in parts
        for both in zip(*(each["steps"] for each in part), strict=True)
        if both[0]["kind"] == "subtotal" or not all(words.unseen(step) for step in both)
        if name == "payer" or both[0]["name"] not in ("service", "net")
    ]
    assert len(rows) == len(whole) > 10
    for row, amounts in zip(rows, whole, strict=True):
        assert row[named + 2 :] == pytest.approx(amounts, abs=0.005)
    if name == "group":
        assert {row[2] for row in rows} == {"under 65", "over 65", "not of any one person"}


S = "source = 'made up', grade = 'assumed'"
BESIDE = {
    "stated_values.belonging": "kind = 'social_return'\nper = 'went_on'\nprice_year = '2015/16'\n"
    f"gbp = {{ value = 400, low = 100, high = 900, {S} }}",
    "traits.age.levels.under_65": f"need_share = {{ value = 0.6, {S} }}",
    "traits.age.levels.over_65": f"need_share = {{ value = 0.4, {S} }}",
    "activities.walks.payment": f"runs_at_gbp_per_session = {{ value = 25, {S} }}",
}


def test_uptake_need_and_stated_values_are_numbers_beside_the_money(tmp_path):
    made = WrittenBook(loaded(**BESIDE))
    scenario, book = made.answer["scenarios"][0], opened(made, tmp_path / "beside.xlsx")
    [whole], [uptake] = scenario["stated_values"], scenario["uptake"]
    [row] = cells(book["Stated values"])
    assert row[1:8] == (
        *("belonging", "social return", "Went on after the prescription (times)", "made up", "assumed", 400, 400),
    )
    assert row[8:] == pytest.approx(
        [
            *(whole["difference"][key] for key in ("mean", "half_width")),
            *(whole["value"][key] for key in ("mean", "half_width", "low", "high")),
            *(whole["at_low"], whole["at_high"]),
        ]
    )
    [row] = cells(book["Uptake"])
    assert row[1:4] == ("walks", "spot purchase", "ICB")
    assert row[4:6] == pytest.approx((uptake["place_weeks_offered"], uptake["place_weeks_taken"]["mean"]))
    assert row[11] == pytest.approx(uptake["empty_borne_by_group"]["mean"])
    assert row[13] == pytest.approx(uptake["courses_completed"]["mean"])
    assert row[15] == pytest.approx(uptake["margin"]["mean"])
    ratios = [row for row in cells(book["Groups"]) if row[4] == "ratio"]
    assert len(ratios) == 6
    for row in ratios:
        group = next(one for one in scenario["by_trait"] if one["level"].replace("_", " ") == row[2])
        assert row[7] in [pytest.approx(of["ratio"]["mean"]) for of in group["referral_to_need"].values()]


def test_what_nobody_states_has_no_sheet(book):
    assert "Stated values" not in book.sheetnames


def test_posts_that_go_are_cash_in_the_calculator_too(tmp_path):
    made = WrittenBook(loaded(**STEP))
    ledger = made.answer["scenarios"][0]["ledger_by_year"]
    assert sum(ledger["released"][0]["cash"]) > 0
    sheet = opened(made, tmp_path / "step.xlsx", values=True)["Budget impact"]
    row = row_of(sheet, POSTS) + 6
    n = len(ledger["years"])
    assert [sheet.cell(row, 7 + j).value for j in range(n)] == pytest.approx(ledger["released"][0]["cash"])
    assert [sheet.cell(row_of(sheet, "Cash released"), 7 + j).value for j in range(n)] == pytest.approx(
        ledger["totals"]["cash"]
    )


def test_posts_gone_are_years_at_the_price_of_a_post_less_what_each_costs_once(tmp_path):
    made = WrittenBook(loaded(**STEP))
    [posts] = made.answer["scenarios"][0]["ledger_by_year"]["released"]
    assert sum(posts["posts"]) > 0
    assert posts["cash"] == pytest.approx(
        [
            gone * posts["price"] - go * posts["once"]
            for gone, go in zip(posts["post_years"], posts["posts"], strict=True)
        ]
    )
    sheet = opened(made, tmp_path / "step.xlsx")["Budget impact"]
    row = row_of(sheet, POSTS) + 2
    assert (sheet.cell(row, 5).value, sheet.cell(row + 1, 5).value) == (posts["price"], posts["once"])
    for below, counted in ((2, "post_years"), (3, "posts")):
        assert [sheet.cell(row + below, 7 + j).value for j in range(len(posts["posts"]))] == pytest.approx(
            posts[counted]
        )
    assert sheet.cell(row + 4, 7).value == f"=G{row + 2}*$E${row}-G{row + 3}*$E${row + 1}"


def care_of(ledger):
    return next(i for i, line in enumerate(ledger["lines"]) if line["role"] == "care")


def is_input(cell):
    return cell.fill.fgColor.rgb == YELLOW


def refused(sheet, cell):
    """Whether the sheet takes no typing there."""
    rules = [rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref]
    return [rule.formula1 for rule in rules if rule.type == "custom"] == ["FALSE"]


@pytest.mark.parametrize(
    ("sections", "said"), [(STEP, "by whole posts"), ({"costs.care": "cash_rule = 'refill'"}, "none: refilled")]
)
def test_where_no_share_decides_what_is_cash_none_can_be_typed_in(sections, said, tmp_path):
    made = WrittenBook(loaded(**sections))
    ledger = made.answer["scenarios"][0]["ledger_by_year"]
    sheet = opened(made, tmp_path / "book.xlsx")["Budget impact"]
    row = row_of(sheet, INPUTS) + 1 + care_of(ledger)
    assert is_input(sheet.cell(row, 5))
    share = sheet.cell(row, 6)
    assert share.value == said
    assert not is_input(share)
    assert refused(sheet, share)
    assert is_input(sheet.cell(row, 7)) == (sections is not STEP)
    assert "run again" in sheet["A2"].value
    cash = sheet.cell(row_of(sheet, "Cash released"), 7).value
    decides = cash[cash.index("{") + 1 : cash.index("}")].split(";")
    assert decides[care_of(ledger)] == "0"


def test_where_a_share_decides_it_is_an_input(one, book):
    sheet = book["Budget impact"]
    row = row_of(sheet, INPUTS) + 1 + care_of(one.answer["scenarios"][0]["ledger_by_year"])
    assert is_input(sheet.cell(row, 6))
    assert sheet.cell(row, 6).value == 0
    assert "run again" not in sheet["A2"].value


def test_what_each_payer_pays_stands_at_full_price_and_as_cash(tmp_path):
    """Under refill nothing of what is freed is cash: no payer seems to be paid for capacity."""
    made = WrittenBook(loaded(**{"costs.care": "cash_rule = 'refill'"}))
    scenario = made.answer["scenarios"][0]
    book = opened(made, tmp_path / "book.xlsx", values=True)
    sheet, n = book["Budget impact"], len(scenario["budget"]["years"])
    for title, key in ((BY_PAYER, "impact"), (CASH_BY_PAYER, "cash")):
        start = row_of(sheet, title) + 1
        shown = {sheet.cell(start + i, 1).value: sheet.cell(start + i, 7 + n).value for i in range(3)}
        whole = {row["payer"]: row[key]["mean"] for row in scenario["budget"]["by_payer"]}
        assert {payer: -shown[payer] for payer in whole} == pytest.approx(whole, abs=0.005)
    assert "full price" in BY_PAYER
    page = book["Cash by year and payer"]
    assert "full price" in page["A1"].value
    rows = [row for row in page.iter_rows(values_only=True) if row[1] == "all years"]
    assert {row[2] for row in rows} == set(whole)
    assert {row[3].partition(",")[0] for row in rows} >= {"real", "discounted"}


def test_replications_are_the_tidy_rows_of_everybody(one, book):
    rows = cells(book["Replications"])
    tidied = [row for row in one.rows() if row.trait is None]
    assert [row[11] or 0 for row in rows] == pytest.approx([row.value or 0 for row in tidied])
    assert [row[9:11] for row in rows] == [pytest.approx((t.numerator, t.denominator)) for t in tidied]
    assert [(row[0], row[1], row[3]) for row in rows] == [(t.scenario, t.replication, t.measure) for t in tidied]


def test_the_notes_say_that_no_input_was_varied(book):
    said = [row[1] for row in book["Notes"].iter_rows(values_only=True)]
    assert "No input was run at its low and high in this run." in said
    assert "Swings" not in book.sheetnames


RANGED = {"costs.care": "gbp = { value = 3000, low = 2000, high = 5000, source = 'made up', grade = 'assumed' }"}


def test_swings_are_shown_where_they_are_known(tmp_path):
    made = WrittenBook(loaded(**RANGED), replications=2)
    scenario = made.answer["scenarios"][0]
    scenario["swings"] = swings(made.cases[0], made.results[0])
    scenario["swings"]["skipped"] = [{"title": "Odd", "path": "odd", "grade": None, "why": "it cannot be"}]
    book = opened(made, tmp_path / "swings.xlsx")
    [swing] = cells(book["Swings"])
    whole = scenario["swings"]["rows"][0]
    assert swing[1:7] == ("Price (care)", "costs.care.gbp", "assumed", 3000, 2000, 5000)
    assert swing[7:11] == pytest.approx(
        [whole["net"][key] for key in ("at_low", "at_high", "swing", "swing_half_width")], abs=0.005
    )
    assert "Odd: it cannot be." in [row[1] for row in book["Notes"].iter_rows(values_only=True)]


# ---------------------------------------------------------------- the calculator


def test_the_ledger_is_quantity_times_price_and_adds_up_to_the_money(two):
    for scenario in two.answer["scenarios"]:
        ledger, sums = scenario["ledger_by_year"], {}
        for line in ledger["lines"]:
            for world in ("usual care", "programme"):
                of = line[world]
                assert of["amount"] == pytest.approx([q * line["price"] for q in of["quantity"]])
                for year, pounds in zip(ledger["years"], of["amount"], strict=True):
                    key = (year, line["payer"], line["role"], world)
                    sums[key] = sums.get(key, 0) + pounds
        whole = {
            (row["year"], row["payer"], row["role"], world): row[world]
            for row in scenario["money_by_year"]
            for world in ("usual care", "programme")
        }
        assert {key: pounds for key, pounds in sums.items() if pounds} == pytest.approx(
            {key: pounds for key, pounds in whole.items() if pounds}
        )


def test_the_ledger_nets_to_the_bridge(one):
    """Both end on the same day here, but for the quarter of a day by which a year is longer than 365 days."""
    scenario = one.answer["scenarios"][0]
    assert sum(scenario["ledger_by_year"]["totals"]["net"]) == pytest.approx(
        words.steps(scenario, 2)["net"].mean, abs=200
    )


def test_a_ledger_names_what_it_counts(one):
    units = {line["line"]: line["unit"] for line in one.answer["scenarios"][0]["ledger_by_year"]["lines"]}
    assert units["link_worker"] == "years of posts paid"
    assert units["activity walks"] == "place-weeks"


def test_every_pound_of_the_calculator_is_a_formula(book):
    sheet = book["Budget impact"]
    start = row_of(sheet, INPUTS) + 1
    inputs_end = row_of(sheet, "Cost under usual care")
    check = row_of(sheet, "Check: the program’s own figures")
    for row in sheet.iter_rows(min_row=5):
        for cell in row[4:]:
            if (cell.row < start and cell.column > 6) or inputs_end < cell.row < check:
                assert cell.value is None or cell.data_type in ("f", "s"), cell.coordinate
            elif start <= cell.row < inputs_end:
                assert cell.data_type != "f", cell.coordinate


@pytest.mark.parametrize("which", [0, 1])
def test_the_calculator_shows_the_programs_own_figures(two, both, which):
    sheet = both[["Budget impact", "Budget impact 2"][which]]
    ledger = two.answer["scenarios"][which]["ledger_by_year"]
    n = len(ledger["years"])
    for title, name in (("Capacity released", "capacity"), ("Cash released", "cash"), ("Net cash", "net")):
        row = [sheet.cell(row_of(sheet, title), 7 + j).value for j in range(n + 1)]
        assert row == pytest.approx([*ledger["totals"][name], sum(ledger["totals"][name])], abs=0.005)
    assert [row[6] for row in sheet.iter_rows(values_only=True) if row[0] == "same as above?"] == ["yes"] * 4


def test_the_discounted_row_is_the_programs_own(one, shown):
    """Its cash, with the sign reversed: there a cost is above 0."""
    sheet, budget = shown["Budget impact"], one.answer["scenarios"][0]["budget"]
    row = row_of(sheet, "Net cash, discounted")
    assert sheet.cell(row, 5).value == budget["terms"]["discount_rate"]
    total = sheet.cell(row, 7 + len(budget["years"])).value
    assert total == pytest.approx(-budget["totals"][-1]["discounted"]["cash"]["mean"], abs=0.005)


@pytest.mark.parametrize(
    "sections",
    [
        {"dates": "last_referral = 2015-10-01\nservice_end = 2015-10-01\nend = 2015-12-01"},
        {"stages": "reviews = false\nrelapse = false", "programme": 'effect = ["care_use"]'},
        {"costs.link_worker": "remove = true", "costs.care": "remove = true", "costs.gp": "remove = true"},
        {"demand": "referrals_per_week = { value = 0, source = 'made up', grade = 'assumed' }"},
    ],
    ids=["less than a year", "no reviews", "hardly any cost", "nobody"],
)
def test_odd_scenarios_have_a_workbook_too(sections, tmp_path):
    made = WrittenBook(loaded(**sections), replications=1)
    assert opened(made, tmp_path / "odd.xlsx")["Notes"]["A1"].value


def test_no_cost_at_all_leaves_a_calculator_of_noughts(one, tmp_path):
    whole = copy.deepcopy(one.answer)
    ledger = whole["scenarios"][0]["ledger_by_year"]
    ledger["lines"], ledger["totals"] = [], {name: [0.0] * 2 for name in ledger["totals"]}
    write_workbook(whole, tmp_path / "free.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "free.xlsx", data_only=True)["Budget impact"]
    assert sheet.cell(row_of(sheet, "Net cash"), 7).value == 0


# ---------------------------------------------------------------- from the command line


@pytest.fixture
def spsim(capsys):
    def run(*argv):
        code = cli.main([str(word) for word in argv])
        return code, *capsys.readouterr()

    return run


QUICK = ["--replications", "2", "--jobs", "1", "--quiet"]


def test_both_office_files_are_written_beside_the_answer(spsim, tmp_path):
    path = write(tmp_path, child_toml())
    code, out, err = spsim("run", path, *QUICK, "--xlsx", tmp_path / "a.xlsx", "--docx", tmp_path / "a.docx")
    assert (code, err) == (0, "")
    assert out
    assert set(openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames) == {*SHEETS}
    assert zipfile.is_zipfile(tmp_path / "a.docx")
    assert not list(tmp_path.glob(".*"))


def test_the_record_of_the_command_leaves_the_files_out():
    assert cli.as_typed(["run", "pilot", "--xlsx", "a.xlsx", "--docx=b.docx", "--seed", "2"]) == (
        "spsim run pilot --seed 2"
    )


@pytest.mark.parametrize(("option", "name"), [("--xlsx", "a.xls"), ("--docx", "a.doc"), ("--xlsx", "a")])
def test_a_name_that_office_would_not_open_is_refused_before_the_run(spsim, tmp_path, option, name):
    path = write(tmp_path, child_toml())
    code, out, err = spsim("run", path, option, tmp_path / name)
    assert (code, out) == (2, "")
    assert f"{option} writes a file that ends in .{option[2:]}; {name} does not." in err


def test_a_scenario_of_files_has_its_name_in_the_workbook(tmp_path):
    made = WrittenBook(load(write(tmp_path, child_toml(), BASE_TOML)), replications=1)
    assert "Inputs" in opened(made, tmp_path / "x.xlsx").sheetnames
