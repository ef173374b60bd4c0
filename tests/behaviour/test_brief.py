"""What does a board read on its two pages? Read back with python-docx, from real runs of a small scenario."""

import copy

import docx
import pytest
from docx.oxml.ns import qn

from app.faces.brief.pages import INPUTS
from app.faces.brief.room import OPTIONS
from app.faces.page.setting import kept_together
from app.tables import board, changes, queues, ranges
from app.tables.bridge import of_options
from app.tables.money import spending_of_options
from app.tables.options import names_of
from app.tables.people import gains_in_short
from app.tables.table import shown as in_words
from app.words import short
from experiments.answer import Answer
from tests.behaviour.test_workbook import MORE_POSTS, WrittenBook
from tests.loosely import loosely
from tests.plain import (
    swings,
    words,
    write_brief,
)
from tests.scenarios import loaded

CASHABLE = {
    "costs.care": "cashable_share = { value = 0.3, low = 0.0, high = 1.0, source = 'made up', grade = 'assumed' }"
}


@pytest.fixture(scope="module")
def one():
    return WrittenBook(loaded()).answer


@pytest.fixture(scope="module")
def two():
    return WrittenBook(loaded(), loaded(**MORE_POSTS)).answer


def opened(answer, folder):
    write_brief(answer, folder / "brief.docx")
    return docx.Document(str(folder / "brief.docx"))


@pytest.fixture(scope="module")
def paper(one, tmp_path_factory):
    return opened(one, tmp_path_factory.mktemp("brief"))


def said(paper):
    return [line.text.replace("\u2060", "") for line in paper.paragraphs]


def headings(paper):
    return [line.text for line in paper.paragraphs if line.style.name.startswith("Heading")]


def shown(table):
    return [[cell.text.replace("\u2060", "") for cell in row.cells] for row in table.rows]


def typed(answer):
    """The answer that a brief shows, and what it calls the options."""
    found = loosely(Answer, answer)
    return found, names_of(found.scenarios)


def tables_of(answer, names):
    """Those of a brief, in their order, as text."""
    options, heads = answer.scenarios, dict(zip(names, words.headed(answer, names), strict=True))
    found = [
        board.people_and_money(answer, names, short=True, under_lines=True),
        of_options(options, heads, short=True),
        ranges.ranges(answer, names) if answer.options.years else None,
        changes.swings_of_options(options, heads, INPUTS),
        gains_in_short(options, heads),
        spending_of_options(options, heads),
    ]
    return [[table.head, *table.rows] for table in map(in_words, filter(None, found))]


def test_it_has_its_parts_in_the_order_in_which_a_board_reads(paper):
    assert headings(paper) == [
        "The answer",
        "People and money",
        "Before you rely on it",
        "From headline to net cash over 2 years, each against its own usual care",
        "Net cash over 2 years, and how sure it is",
        "Who gains and who loses, with each option",
        "What the service costs, by financial year and payer",
        "What is assumed",
        "Other cautions",
        "How to make this answer again",
    ]


def test_several_options_have_the_same_parts_as_one(paper, two, tmp_path):
    assert headings(opened(two, tmp_path)) == headings(paper)


def test_the_comparator_comes_before_any_pound(one, paper):
    text = "\n".join(said(paper))
    assert text.index("Compared with: ") < text.index("£")


@pytest.mark.parametrize("which", ["one", "two"])
def test_it_says_the_answer_in_three_lines_then_what_is_unknown_and_what_would_turn_it(which, request, tmp_path):
    whole = request.getfixturevalue(which)
    answer, names = typed(whole)
    text = said(opened(whole, tmp_path))
    lines = [f"{line.name}: {line.text}" for line in words.answer_in_three(answer, names)]
    lines.append(f"What is unknown: {words.unknown_in_short(answer, names)}")
    places = [text.index(line) for line in lines]
    assert places == sorted(places)


@pytest.mark.parametrize("which", ["one", "two"])
def test_its_tables_are_those_of_the_report(which, request, tmp_path):
    whole = request.getfixturevalue(which)
    assert [shown(table) for table in opened(whole, tmp_path).tables] == tables_of(*typed(whole))


@pytest.mark.parametrize("which", ["one", "two"])
def test_every_caution_has_a_line_without_a_file_or_the_name_of_a_setting(which, request, tmp_path):
    whole = request.getfixturevalue(which)
    answer, names = typed(whole)
    paper = opened(whole, tmp_path)
    text = said(paper)
    for caution in words.cautions_by_option(answer, names):
        assert text.count(f"{caution.name}: {caution.text}".removeprefix(": ")) == 1
    everything = "\n".join([*text, *(cell for table in paper.tables for row in shown(table) for cell in row)])
    assert ".toml:" not in everything
    assert not [row["path"] for row in whole["scenarios"][0]["assumptions"] if row["path"] in everything]


def test_every_page_carries_where_it_comes_from(one, paper):
    foot = paper.sections[0].footer.paragraphs[0].text
    scenario = one["scenarios"][0]
    assumptions = sum(row["grade"] == "assumed" for row in scenario["assumptions"])
    for part in (
        "spsim 0.0.0",
        "21 November 2026",
        "first",
        scenario["hash"][:12],
        "seed 1",
        "3 replications",
        "simulated people",
    ):
        assert part in foot
    assert f"{assumptions} values assumed" in foot
    assert foot.endswith("page 1 of 1")  # fields: Word counts
    fields = [each.text for each in paper.sections[0].footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_it_is_a4_and_says_what_language_and_title_it_has(one, paper):
    section, about = paper.sections[0], paper.core_properties
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert (about.title, about.language) == (words.question_of(one["scenarios"][0]), "en-GB")
    assert {each.get(qn("w:val")) for each in paper.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_every_table_has_a_heading_row_and_words_for_those_who_hear_it(paper):
    for table in paper.tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in others)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


def test_parts_of_a_table_stand_in_the_order_of_the_format(paper):
    """Word mends other orders silently, or refuses the file."""
    order = [
        *("tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"),
        *("tblCaption", "tblDescription"),
    ]
    for table in paper.tables:
        names = [part.tag.rpartition("}")[2] for part in table._tbl.tblPr]
        assert names == [name for name in order if name in names]


@pytest.mark.parametrize("which", ["one", "two"])
def test_it_has_two_pictures_each_said_in_words_with_its_numbers_in_a_table(which, request, tmp_path):
    whole = request.getfixturevalue(which)
    answer, names = typed(whole)
    paper = opened(whole, tmp_path)
    found = queues.queues_of(answer, names)
    rows = ranges.net_cash(answer, names)
    assert [shape._inline.docPr.get("descr") for shape in paper.inline_shapes] == [
        " ".join(queues.in_words(queue, queues.span_of(found)) for queue in found),
        ranges.in_words(rows, ranges.title_of(answer)),
    ]
    assert {round(shape.width.cm, 1) for shape in paper.inline_shapes} == {17.4}
    drawn = [relation.target_part.blob for relation in paper.part.rels.values() if "image" in relation.reltype]
    assert all(png.startswith(b"\x89PNG") for png in drawn)


def test_where_nobody_queues_there_is_no_picture_of_queues(tmp_path):
    paper = opened(WrittenBook(loaded(programme='offer = "review_clinic"'), replications=2).answer, tmp_path)
    [shape] = paper.inline_shapes
    assert shape._inline.docPr.get("descr").startswith("Net cash")


def test_page_two_begins_on_a_page_of_its_own(paper):
    breaks = [line.text for line in paper.paragraphs if line.paragraph_format.page_break_before]
    assert len(breaks) == 1
    assert breaks[0] in headings(paper)[4:]


@pytest.mark.parametrize("text", ["", "plain", "a [b", "a ] b", "[a][b] c", "[", "]", "a [b] c [d"])
def test_no_bracket_loses_a_text(text, one, tmp_path):
    one = {**one, "scenarios": [{**one["scenarios"][0], "question": f"Q {text}"}]}
    one["scenarios"][0]["dates"] = dict(one["scenarios"][0]["dates"])
    one["scenarios"][0]["prices"] = {"year": "2015/16", "index": f"Index {text}.", "other": None}
    assert any(f"Index {text}.." in line for line in said(opened(one, tmp_path)))


def test_the_same_answer_makes_the_same_bytes(one, tmp_path):
    for name in ("a.docx", "b.docx"):
        write_brief(one, tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_exchanging_two_options_exchanges_columns_and_nothing_else(two, tmp_path):
    back = {**two, "scenarios": two["scenarios"][::-1]}
    there, other = (opened(whole, tmp_path) for whole in (two, back))
    for one, turned in zip(there.tables, other.tables, strict=True):
        rows, same = (
            sorted(sorted(zip(head, row, strict=True)) for row in rows) for head, *rows in map(shown, (one, turned))
        )
        assert rows == same
    sentences, same = (
        sorted(line for line in said(paper) if not line.startswith("Scenarios: ")) for paper in (there, other)
    )
    assert sentences == same


def test_more_options_than_there_is_room_for_are_said_to_be_elsewhere(two, tmp_path):
    whole = copy.deepcopy(two)
    many = [{**whole["scenarios"][0], "name": f"s{i}", "title": f"Option {i}"} for i in range(OPTIONS + 2)]
    whole |= {"scenarios": many, "comparisons": [], "differences": []}
    whole["options"]["by_cost"] = [one["name"] for one in many]
    paper = opened(whole, tmp_path)
    assert "2 more options are in the report and the workbook." in said(paper)
    heads = shown(paper.tables[0])[0]
    assert [head for head in heads if "Option" in head] == ["A: Option 0", "B: Option 1", "C: Option 2"]


def test_it_says_which_inputs_would_change_the_answer(tmp_path):
    made = WrittenBook(loaded(**CASHABLE), replications=2)
    scenario = made.answer["scenarios"][0]
    scenario["swings"] = swings(made.cases[0], made.results[0])
    paper = opened(made.answer, tmp_path)
    assert "Net cash over 2 years at the low and at the high of the inputs that move it most" in headings(paper)
    share = "Share of a fall that a budget holder could take out as cash (care)"
    assert [row[:2] for row in shown(paper.tables[3])[1:3]] == [[share, "0"], [share, "1"]]
    assert f"Local figures: Get these first: “{share}” (assumed)." in said(paper)


def test_a_long_text_is_cut_visibly():
    assert short("abcdef", 6) == "abcdef"
    assert short("abcdef", 5) == "abcd…"


def test_a_minus_is_never_left_alone_at_the_end_of_a_line(one, tmp_path):
    text = "".join(line.text for line in opened(one, tmp_path).paragraphs)
    assert all(part.startswith("\u2060") for part in text.split(words.MINUS)[1:])
    assert kept_together("−1") == "−\u20601"


@pytest.mark.parametrize(
    "sections",
    [
        {"dates": "last_referral = 2015-10-01\nservice_end = 2015-10-01\nend = 2015-12-01"},
        {"stages": "reviews = false\nrelapse = false", "programme": 'effect = ["care_use"]'},
        {"programme": 'offer = "review_clinic"'},
        {"demand": "referrals_per_week = { value = 9, source = 'made up', grade = 'assumed' }"},
    ],
    ids=["less than a year", "no reviews", "clinic", "overloaded"],
)
def test_odd_scenarios_have_a_brief_too(sections, tmp_path):
    paper = opened(WrittenBook(loaded(**sections), replications=2).answer, tmp_path)
    assert sum(bool(line.paragraph_format.page_break_before) for line in paper.paragraphs) == 1
    assert headings(paper)[-1] == "How to make this answer again"


def test_two_that_are_shorter_than_a_year_have_no_money_but_their_people(tmp_path):
    short_one = {"dates": "last_referral = 2015-10-01\nservice_end = 2015-10-01\nend = 2015-12-01"}
    paper = opened(WrittenBook(loaded(**short_one), loaded(**short_one, **MORE_POSTS), replications=1).answer, tmp_path)
    assert shown(paper.tables[0])[0][1:] == ["Usual care", "A: first", "B: second", "Difference"]
    assert not any("net cash" in heading.lower() for heading in headings(paper))


PAYERS = {
    "costs.link_worker": f'payer = "{"A commissioner of a long name " * 4}"',
    "costs.care": f'payer = "{"A trust of a very long name " * 4}"',
}


def test_long_names_leave_it_on_its_pages_and_cut_nothing_of_ours(tmp_path):
    whole = WrittenBook(loaded(**PAYERS), loaded(**PAYERS, **MORE_POSTS), replications=2).answer
    text = "\n".join(said(opened(whole, tmp_path)))
    assert "one bud…" not in text
    assert "Left out for want of room, and in the report and the workbook: " in text or "Other cautions" in text
