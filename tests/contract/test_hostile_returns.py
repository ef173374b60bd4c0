"""Whatever bytes come in as counts or as a form: are they read, or refused in words? There is no third outcome."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.local.filled import read_form
from experiments.local.grids import Trouble
from experiments.local.reading import read_counts
from experiments.local.returns import Returns
from sim.errors import UnusableFile
from tests.form_cells import as_made
from tests.returns import HEADS, ROWS, book, repacked

GOOD = b"month,referred,accepted,waiting at month end,median wait\n2026-04,13,11,20,2.5\n2026-05,<5,,21,3\n"
SCRAPS = [
    *(
        b",",
        b";",
        b"\n",
        b"\r",
        b'"',
        b"'",
        b"\t",
        b"\0",
        b"\xff\xfe",
        b"\xa3",
        b"<",
        b"*",
        b"-",
        b"%",
        b"1e400",
        b"nan",
    ),
    *(
        b"month",
        b"Total",
        b"2026-13",
        b"9" * 400,
        b"1-4",
        b"0x1F",
        b"\xe2\x80\x8b",
        b"=cmd|'/c calc'!A1",
        b"sep=;\n",
        b"<5",
    ),
    *("１２".encode(), "−5".encode(), b"9999-12-31", b"0000-00-00", b"inf", b"9434765919", b"\x1b[31m"),  # noqa: RUF001
]
XML_SCRAPS = [
    *(b"<", b">", b"/", b'"', b"&amp;", b"&#0;", b"&x;", b"<f>A1</f>", b"<v>1e400</v>", b't="e"', b't="s"', b't="d"'),
    *(b't="b"', b't="inlineStr"', b"<v>99999</v>", b'r="XFD1048576"', b'r="A99999999999"', b'r="?"', b'hidden="1"'),
    *(
        b'<mergeCell ref="A1:XFD1048576"/>',
        b"<!DOCTYPE x>",
        b"\0",
        b"\xff",
        b"<row/>",
        b"<c/>",
        b"-1",
        b'state="hidden"',
    ),
    *(b'max="99999999"', b"<v>-657435</v>", b"<v>2958466</v>"),
]
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**12),
    st.floats(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from([scrap.decode("utf-8", "replace") for scrap in SCRAPS]),
    st.datetimes(datetime(1900, 3, 1), datetime(2150, 1, 1)),  # noqa: DTZ001 -- cells have no zone
    st.times(),
    st.timedeltas(timedelta(0), timedelta(9999)),
    st.just(Trouble("holds the error #REF!")),
)


def is_read_or_refused(name: str, content: bytes, read: Callable[[Path], Returns | None] = read_counts) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            returns = read(path)
        except UnusableFile as error:
            refused = error
        else:
            if returns:
                make_sense(returns)
            return
    assert refused.faults
    assert all(fault.message.isprintable() and fault.message.endswith((".", "?")) for fault in refused.faults)


def make_sense(returns: Returns) -> None:
    assert all((b.year - a.year) * 12 + b.month - a.month == 1 for a, b in pairwise(returns.months))
    assert all(month.day == 1 for month in returns.months)
    for column, entries in returns.columns.items():
        assert len(entries) == len(returns.months)
        assert all(0 <= entry.low <= entry.high for entry in entries if entry)
        assert all(isinstance(entry.high, int) for entry in entries if entry and column.unit == "people")


def spoiled(draw: st.DrawFn, content: bytes, scraps: list[bytes]) -> bytes:
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(changed)))
        end = start + draw(st.sampled_from([0, 0, 1, 2, 10, 200]))
        changed[start:end] = draw(st.one_of(st.binary(max_size=6), st.sampled_from(scraps)))
    return bytes(changed)


def parts_of(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name.endswith((".xml", ".rels"))}


@st.composite
def workbooks(draw: st.DrawFn, raw: bytes) -> bytes:
    """A workbook in which one part is spoiled; or the file itself."""
    parts = parts_of(raw)
    name = draw(st.sampled_from([*sorted(parts), "the file"]))
    if name == "the file":
        return spoiled(draw, raw, [b"PK\x03\x04", b"\0" * 8])
    return repacked(raw, {name: spoiled(draw, parts[name], XML_SCRAPS)})


@given(st.data())
def test_whatever_the_bytes_of_a_csv_file(data):
    is_read_or_refused("counts.csv", spoiled(data.draw, GOOD, SCRAPS))


@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=8))
def test_whatever_the_texts_of_a_csv_file(rows):
    text = "month,referred,accepted,waiting\n" + "\n".join(",".join(row) for row in rows)
    is_read_or_refused("counts.csv", text.encode("utf-8", "replace"))


@given(workbooks(book()))
def test_whatever_the_parts_of_a_workbook(content):
    is_read_or_refused("counts.xlsx", content)


@given(workbooks(as_made()))
def test_whatever_the_parts_of_a_form(content):
    def read(path: Path) -> Returns | None:
        return read_form(path, path.name, path.with_name("ours.toml")).returns

    is_read_or_refused("form.xlsx", content, read)


@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), min_size=1, max_size=5))
def test_whatever_the_cells(rows):
    """Cells as a reader hands them on, without a file around them."""
    from experiments.local.grids import Grid, Line
    from experiments.local.headings import headings_of
    from experiments.local.reading import refuse_personal, returns_in

    lines = [Line(1, [*HEADS, "Median wait"]), *(Line(n, row) for n, row in enumerate(rows, 2))]
    grid = Grid("counts.xlsx", "Counts", [line for line in lines if not line.is_blank])
    headings = headings_of(grid)
    assert headings is not None
    try:
        refuse_personal([grid])
        returns = returns_in(grid, headings)
    except UnusableFile as error:
        refused = error
    else:
        make_sense(returns)
        return
    assert all(fault.message.isprintable() for fault in refused.faults)


@pytest.mark.parametrize("far", [b"XFD1048576", b"A1048576", b"XFD1", b"A99999999999"])
def test_one_cell_far_away_costs_nothing(far):
    """A reader that made every row and column between would take hours."""
    raw = book()
    [sheet] = [name for name in parts_of(raw) if name.endswith("sheet1.xml")]
    changed = parts_of(raw)[sheet].replace(
        b"</sheetData>", b'<row r="99"><c r="%s"><v>1</v></c></row></sheetData>' % far
    )
    is_read_or_refused("counts.xlsx", repacked(raw, {sheet: changed}))


def test_everything_merged_costs_nothing():
    raw = book()
    [sheet] = [name for name in parts_of(raw) if name.endswith("sheet1.xml")]
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    is_read_or_refused("counts.xlsx", repacked(raw, {sheet: parts_of(raw)[sheet].replace(b"</sheetData>", merged)}))


def test_what_was_planted_is_read_when_it_is_right():
    """The same road with nothing spoiled ends in returns, so the tests above prove something."""
    seen: list[Returns | None] = []

    def read(path: Path) -> Returns | None:
        seen.append(read_counts(path))
        return seen[-1]

    is_read_or_refused("counts.csv", GOOD, read)
    is_read_or_refused("counts.xlsx", book(), read)
    assert [one and len(one.months) for one in seen] == [2, len(ROWS)]
    assert ROWS[0][0] == date(2026, 4, 1)
