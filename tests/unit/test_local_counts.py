"""What do returns say? Every way of writing a month, a number, an interval and a heading that is read; what is odd."""

from datetime import UTC, date, datetime, time, timedelta
from math import inf

import pytest

from experiments.local.cells import count_in, month_in
from experiments.local.grids import letters
from experiments.local.headings import column_called
from experiments.local.personal import is_nhs_number, kind_of
from experiments.local.reading import read_counts
from experiments.local.returns import Column, Count, Returns
from sim.errors import Unreadable
from tests import returns

APRIL = date(2026, 4, 1)
MONTHS = (
    *("2026-04", "2026-4", "2026-04-01", "2026-04-30", "Apr 2026", "April 2026", "APR-26", "Apr-2026", "apr. 2026"),
    *("04/2026", "4/2026", "\uff12026-04", date(2026, 4, 30), datetime(2026, 4, 1, 12, tzinfo=UTC)),
)  # fmt: skip


def read(folder, text: str | bytes, name: str = "counts.csv") -> Returns:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_counts(folder / name)


# ---------------------------------------------------------------- one cell


@pytest.mark.parametrize("said", MONTHS, ids=str)
def test_a_month_is_read_in_every_way_that_can_be_read_in_one(said):
    assert month_in(said) == APRIL


def test_september_has_an_abbreviation_of_four_letters():
    assert month_in("Sept 2026") == date(2026, 9, 1)


@pytest.mark.parametrize("said", [time(9), timedelta(1), 3.5, inf, 2_026_133, 99_999_999], ids=str)
def test_what_is_no_month_is_refused(said):
    with pytest.raises(Unreadable, match=r"not a month"):
        month_in(said)


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        (13, 13, 13),
        (13.0, 13, 13),
        ("13", 13, 13),
        ("013", 13, 13),
        ("13.0", 13, 13),
        ("<5", 0, 4),
        ("< 5", 0, 4),
        ("<=4", 0, 4),
        ("≤4", 0, 4),
        ("fewer than 5", 0, 4),
        ("under 5", 0, 4),
        ("<1", 0, 0),
        ("*", 0, 4),
        ("1-4", 1, 4),
        ("1 – 4", 1, 4),
        ("1 to 4", 1, 4),
    ],
)
def test_a_number_of_people_and_how_it_may_be_suppressed(cell, low, high):
    count = count_in(cell, "people")
    assert count == Count(low, high)
    assert count.is_exact == (low == high)
    assert isinstance(count.low, int)
    assert isinstance(count.high, int)


@pytest.mark.parametrize(("cell", "low", "high"), [(2.5, 2.5, 2.5), ("2.5", 2.5, 2.5), ("<2", 0, 2), ("1.5-3", 1.5, 3)])
def test_weeks_need_not_be_whole(cell, low, high):
    assert count_in(cell, "weeks") == Count(low, high)


def test_blank_is_not_known_and_0_is_0():
    assert count_in(None, "people") is None
    assert count_in(0, "people") == Count(0, 0)


@pytest.mark.parametrize("cell", [inf, float("nan"), time(1), timedelta(2), "<", "x" * 50, "nan", "1e5"], ids=str)
def test_what_is_no_number_is_refused(cell):
    with pytest.raises(Unreadable):
        count_in(cell, "people")


# ---------------------------------------------------------------- headings


@pytest.mark.parametrize("column", Column)
def test_a_column_is_known_by_its_key_its_title_and_its_title_with_the_unit(column):
    titles = (column.value, column.value.upper(), column.title, f"{column.title} ({column.unit})")
    assert {column_called(one) for one in titles} == {column}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Number of referrals", Column.REFERRED),
        ("No. of people referred", Column.REFERRED),
        ("Total referrals received", Column.REFERRED),
        ("First meetings held", Column.MET_LINK_WORKER),
        ("Waiting list (people)", Column.WAITING_AT_MONTH_END),
        ("Waiting at the end of the month", Column.WAITING_AT_MONTH_END),
        ("Median wait, weeks", Column.MEDIAN_WAIT_WEEKS),
        ("Wait", None),
        (2026, None),
    ],
)
def test_headings_are_matched_kindly(heading, column):
    assert column_called(heading) == column


# ---------------------------------------------------------------- of one person


@pytest.mark.parametrize("cell", ["9434765919", "943 476 5919", "943-476-5919", 9434765919, 9434765919.0])
def test_an_nhs_number_is_known_by_its_check_digit(cell):
    assert is_nhs_number(cell)


@pytest.mark.parametrize("cell", ["9434765918", "943476591", 9434765918, 12.5, None, True, "1111111111", "referred"])
def test_ten_other_digits_are_none(cell):
    assert not is_nhs_number(cell)


@pytest.mark.parametrize(
    "heading",
    [
        "NHS Number",
        "nhs_no",
        "NHSNumber",
        "Patient name",
        "first-name",
        "D.O.B.",
        "Date of Birth",
        "PostCode",
        "E-mail",
    ],
)
def test_headings_of_persons_are_known_in_any_dress(heading):
    assert kind_of(heading)


@pytest.mark.parametrize(
    "heading", [*(column.title for column in Column), "Month", None, 3, "Waiting list", "Team name", "Service ID"]
)
def test_headings_of_returns_are_not(heading):
    assert not kind_of(heading)


# ---------------------------------------------------------------- files


GOOD = "month,referred,waiting at month end\n2026-04,13,20\n2026-05,<5,\n"
SEEN = Returns(
    (APRIL, date(2026, 5, 1)),
    {Column.REFERRED: (Count(13, 13), Count(0, 4)), Column.WAITING_AT_MONTH_END: (Count(20, 20), None)},
)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace(",", ";"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        f"\ufeff{GOOD}",
        f"sep=,\n{GOOD}",
        f"sep=;\n{GOOD.replace(',', ';')}",
        f"Our service: returns\n\n{GOOD}",
        GOOD.replace("<5", '"<5"'),
        f"{GOOD},,\n2026-06,,\n",
        GOOD.replace("month,referred", "Month , Referred "),
        GOOD.replace("\n", ",,\n"),
        "month,,referred,waiting at month end\n2026-04,,13,20\n2026-05,,<5,\n",
        f"Our service, our town, our returns\n{GOOD.replace(',', ';')}",
    ],
)
def test_a_csv_file_is_read_as_excel_and_others_write_it(text, tmp_path):
    assert read(tmp_path, text) == SEEN


def test_a_csv_file_of_old_excel_is_read(tmp_path):
    assert read(tmp_path, f"Service: Café £\n{GOOD}".encode("cp1252")) == SEEN


def test_titles_and_a_contact_above_the_headings_do_no_harm(tmp_path):
    titles = "Our Town,Social Prescribing\nMonthly Returns,Link Workers\nask Jane@example.org,Contact Us\n"
    assert read(tmp_path, f"{titles}{GOOD}") == SEEN


def test_what_is_not_known_at_either_end_is_left_out_and_in_between_it_stays(tmp_path):
    seen = read(tmp_path, "month,referred\n2026-03,\n2026-04,1\n2026-05,\n2026-06,2\n2026-07,\n")
    assert seen.months == (APRIL, date(2026, 5, 1), date(2026, 6, 1))
    assert seen.columns == {Column.REFERRED: (Count(1, 1), None, Count(2, 2))}


def test_columns_come_in_the_order_of_the_journey(tmp_path):
    seen = read(tmp_path, "waiting,discharged,month,referred\n1,2,2026-04,3\n")
    assert list(seen.columns) == [Column.REFERRED, Column.DISCHARGED, Column.WAITING_AT_MONTH_END]


def test_a_workbook_is_read_from_whichever_sheet_has_the_counts(tmp_path):
    def change(made):
        made.create_sheet("Read me", 0).append(["Contact", "ask@example.org"])
        sheet = made["Counts"]
        sheet.insert_rows(1, 3)
        sheet["A1"] = "Monthly counts"
        sheet.merge_cells("A1:D1")
        sheet.column_dimensions["Z"].hidden = True
        sheet["D6"] = " <5 "
        sheet["F9"].number_format = "0"  # a cell with a look and nothing in it
        made.create_sheet("Empty")

    seen = read(tmp_path, returns.book(change=change), "counts.xlsx")
    assert seen.months == (APRIL, date(2026, 5, 1), date(2026, 6, 1))
    assert seen.columns[Column.WAITING_AT_MONTH_END] == (Count(20, 20), Count(0, 4), Count(21, 21))


def test_a_formula_that_was_calculated_is_read_by_its_result(tmp_path):
    formula = b'<c r="B3"><f>B2-4</f><v>9</v></c>'
    blank = b'<c r="C3" t="str"><f>""</f><v></v></c>'
    raw = returns.with_cells(returns.book(), {b"B3": formula, b"C3": blank})
    seen = read(tmp_path, raw, "counts.xlsx")
    assert (seen.columns[Column.REFERRED][1], seen.columns[Column.ACCEPTED][1]) == (Count(9, 9), None)


def test_cells_without_an_address_are_counted_along(tmp_path):
    """The address of a row or cell may be left out in the file."""
    raw = returns.without_addresses(returns.book())
    assert read(tmp_path, raw, "counts.xlsx") == read(tmp_path, returns.book(), "counts.xlsx")


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(column, name):
    assert letters(column) == name


# ---------------------------------------------------------------- what is odd


def test_more_people_accepted_than_were_referred_is_said_and_read(tmp_path):
    rows = "".join(f"2026-{n:02d},1,2\n" for n in range(4, 9))
    [said] = read(tmp_path, f"month,referred,accepted\n{rows}2026-09,<5,3\n").cautions
    assert said == (
        "More people accepted than were referred in April 2026, May 2026, June 2026 and 2 more months. That can be, if "
        "they were referred before."
    )


def test_a_waiting_list_that_grows_by_more_than_came_is_said(tmp_path):
    seen = read(tmp_path, "month,accepted,waiting\n2026-04,2,10\n2026-05,2,12\n2026-06,2,15\n2026-07,,30\n2026-08,1,\n")
    assert seen.cautions == (
        "The waiting list grew by more than the people who accepted, in June 2026. Are both counted alike?",
    )


@pytest.mark.parametrize("since_1904", [False, True])
def test_another_programs_workbook_reads_the_same(since_1904, tmp_path):
    """Excel on old Macs counts its days from 1904: a reader that does not know is four years out."""
    raw = returns.by_another_program(since_1904=since_1904)
    assert read(tmp_path, raw, "counts.xlsx") == read(tmp_path, returns.book(), "counts.xlsx")
