"""Does a file hold what is of one person? Then it is refused as a whole, with the reason, and nothing is repeated.

Headings give it away (NHS number, name, date of birth, postcode, ...), and so do values under any heading: ten digits
with the check digit of an NHS number, a postcode, an address of email, a telephone number, names; and one row a person.
Invariant: no fault quotes a cell, nor a heading.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from experiments.local.cells import NOT_A_NUMBER
from experiments.local.grids import Cell, Grid
from experiments.local.headings import LOOKED_AT, Headings, bare, below, column_called
from sim.faults import Fault

TOTALS_ONLY = (
    "Only monthly totals are read: delete the column, and keep data about individual people out of such files. Nothing "
    "of it was kept."
)
NHS_NUMBERS, NAMES_OF_PEOPLE = "NHS numbers", "names of people"
DAYS = "dates of birth or of events"
HEADINGS: Mapping[str, Sequence[str]] = {
    NHS_NUMBERS: ("nhs number", "nhs no", "nhs num", "nhs id"),
    NAMES_OF_PEOPLE: ("name", "forename", "surname", "initials", "names"),
    "dates of birth": ("date of birth", "dob", "birth", "birthday", "birthdate", "born", "d o b"),
    "addresses": ("address", "street", "house number", "uprn"),
    "postcodes": ("postcode", "post code", "postal code", "postcodes"),
    "email addresses": ("email", "e mail", "emails"),
    "telephone numbers": ("phone", "telephone", "mobile", "tel", "landline"),
    "record numbers": (
        *("hospital number", "hospital no", "mrn", "pas number", "unit number", "record number", "case number"),
        *("rio number", "patient number", "patient no", "client number", "patient id", "client id", "person id"),
        *("service user id", "referral id", "identifier", "pseudonym", "uid", "ni number", "nino", "id"),
    ),
    "details of individual people": (
        *("age", "sex", "gender", "ethnicity", "ethnic group", "diagnosis", "gp practice", "patient", "client"),
        *("referral date", "date of referral", "date referred", "discharge date", "date of discharge"),
        *("appointment date", "date accepted", "date of first meeting", "reason for referral"),
    ),
}
OF_AN_ORGANISATION = {"team", "service", "activity", "provider", "organisation", "locality", "area", "ward"}
POSTCODE = re.compile(r"(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
PHONE = re.compile(r"(\+44|0044|0)\d{9,10}")
NAMES = re.compile(r"([A-Z][a-z'’-]+|[A-Z]\.?)(, ?| )(([A-Z][a-z'’-]+|[A-Z]\.?) ?){1,3}")
CHECKED_WEIGHTS = range(10, 1, -1)


def personal(grid: Grid, headings: Headings | None) -> list[Fault]:
    """What a sheet holds of one person, a fault for each column. `headings`: where it is known to be returns."""
    first: dict[int, Fault] = {}
    for column, fault in (*_by_heading(grid, headings), *_by_values(grid, headings)):
        first.setdefault(column, fault)  # the heading is the shorter reason
    return list(first.values())


def _by_heading(grid: Grid, headings: Headings | None) -> Iterator[tuple[int, Fault]]:
    """Columns by what they are called: in the line of headings, or in any line that has two kinds of them."""
    lines = [headings.line] if headings else grid.lines[:LOOKED_AT]
    for line in lines:
        kinds = {n: kind for n, cell in enumerate(line.cells) if (kind := kind_of(cell))}
        if headings or len(set(kinds.values())) > 1:
            for n, kind in kinds.items():
                yield n, grid.fault(f"Column {grid.column(n)} holds {kind} (by its heading). {TOTALS_ONLY}", line, n)


def kind_of(heading: Cell) -> str:
    """What of one person a heading promises; nothing for a column of returns."""
    if not isinstance(heading, str) or column_called(heading):
        return ""
    words = f" {bare(heading)} "
    squeezed = words.replace(" ", "")
    if OF_AN_ORGANISATION & {*words.split()}:
        return ""
    for kind, headings in HEADINGS.items():
        if any(f" {one} " in words or (len(one) > 3 and one.replace(" ", "") == squeezed) for one in headings):
            return kind
    return ""


def _by_values(grid: Grid, headings: Headings | None) -> Iterator[tuple[int, Fault]]:
    """Columns by what stands in them, whatever they are called. A sheet beside the returns may name a contact; an NHS
    number stands nowhere."""
    wide = max((len(line.cells) for line in grid.lines), default=0)
    for n in range(wide):
        for kind, looks_so, least in VALUES:
            if not _may_be(kind, n, headings):
                continue
            lines = grid.lines if headings is None or kind == NHS_NUMBERS else below(grid, headings)
            found = [line for line in lines if looks_so(line.at(n))]
            if len(found) >= least:
                rows = f"{len(found)} row{'s' if len(found) > 1 else ''}"
                said = f"Column {grid.column(n)} holds {kind} (by the values in {rows}). {TOTALS_ONLY}"
                yield n, grid.fault(said, found[0], n)
                break


def _may_be(kind: str, column: int, headings: Headings | None) -> bool:
    """Whether a kind is looked for in a column: months are days, and Excel makes days of what was typed as 1-4."""
    if headings is None:
        return kind == NHS_NUMBERS
    if kind == DAYS:
        return column not in {headings.month, *headings.columns.values()}
    return kind != NAMES_OF_PEOPLE or column != headings.month


def is_nhs_number(cell: Cell) -> bool:
    """Ten digits, written with or without spaces, the last of which is the check digit of the other nine."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    digits = re.sub(r"[ \-]", "", str(cell)) if isinstance(cell, str | int) and not isinstance(cell, bool) else ""
    if not re.fullmatch(r"\d{10}", digits) or len(set(digits)) == 1:
        return False
    check = -sum(weight * int(digit) for weight, digit in zip(CHECKED_WEIGHTS, digits, strict=False)) % 11
    return check == int(digits[9])


def _is_postcode(cell: Cell) -> bool:
    return isinstance(cell, str) and POSTCODE.fullmatch(cell) is not None


def _is_email(cell: Cell) -> bool:
    return isinstance(cell, str) and EMAIL.search(cell) is not None


def _is_phone(cell: Cell) -> bool:
    return isinstance(cell, str) and PHONE.fullmatch(re.sub(r"[ ()\-]", "", cell)) is not None


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and NAMES.fullmatch(cell) is not None and not NOT_A_NUMBER.fullmatch(cell)


def _is_a_day(cell: Cell) -> bool:
    """A day of the calendar among counts: of birth, of a referral, of a meeting."""
    written = isinstance(cell, str) and re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-](19|20)\d\d|(19|20)\d\d-\d\d-\d\d", cell)
    return bool(written) or isinstance(cell, date)


# What it is, what looks so, and in how many rows it must.
VALUES: Sequence[tuple[str, Callable[[Cell], bool], int]] = (
    (NHS_NUMBERS, is_nhs_number, 1),
    ("email addresses", _is_email, 1),
    ("postcodes", _is_postcode, 1),
    ("telephone numbers", _is_phone, 1),
    (NAMES_OF_PEOPLE, _is_name, 2),
    (DAYS, _is_a_day, 2),
)
