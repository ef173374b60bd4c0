"""What does a board read on its two pages? Read back with python-docx, from real runs of a small scenario."""

import copy
import re
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from app.faces.brief.room import OPTIONS, few
from app.faces.page.setting import kept_together
from app.tables import changes, money
from app.tables.bridge import over_time, payers
from app.tables.options import names_of, side_by_side
from app.tables.people import gains
from app.words import short
from experiments.answer import Answer
from tests.behaviour.test_report import STEP
from tests.behaviour.test_workbook import BESIDE, MORE_POSTS, WrittenBook
from tests.loosely import loosely
from tests.plain import (
    assumed,
    swings,
    table_of,
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


def test_it_has_the_parts_of_page_one_in_their_order(paper):
    assert headings(paper) == [
        "The answer",
        "People",
        "From headline to bankable",
        "How sure",
        "Where it breaks even, all else equal",
        "Who pays",
        "Beside the money",
        "Who gains and who loses",
        "By channel, and for each gained",
        "What this cannot tell",
        "Assumed, not measured",
        "Cautions",
        "How to make this answer again",
    ]


def test_the_comparator_comes_before_any_pound(one, paper):
    text = "\n".join(said(paper))
    assert text.index("Compared with: ") < text.index("£")


def test_it_says_what_page_one_says(one, paper):
    scenario, text = one["scenarios"][0], "\n".join(said(paper))
    for sentence in (
        words.question_of(scenario),
        words.comparator_in_words(scenario),
        words.answer_in_words(scenario),
        " ".join(words.people_in_words(scenario)),
        *(change.text for change in words.what_would_change(scenario)),
        *(sure.text for sure in words.how_sure(scenario, 3)),
        *words.cannot_tell(scenario),
    ):
        assert sentence in text


def test_its_tables_are_those_of_the_report(one, paper):
    scenario = one["scenarios"][0]
    tables = [table_of(over_time, scenario), table_of(payers, scenario), table_of(gains, scenario)]
    assert [shown(table) for table in paper.tables] == [[of.head, *of.rows] for of in tables]


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


def test_page_two_begins_on_a_page_of_its_own(paper):
    breaks = [line.text for line in paper.paragraphs if line.paragraph_format.page_break_before]
    assert breaks == ["Where it breaks even, all else equal"]


def test_intervals_are_set_apart_but_belong_to_the_sentence(paper):
    line = next(line for line in paper.paragraphs if line.text.startswith("On present assumptions"))
    quiet = [run.text for run in line.runs if run.font.color.rgb is not None]
    assert quiet
    assert all(re.fullmatch(r"\[.*\]", text) for text in quiet)


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


def test_options_stand_side_by_side_with_usual_care_first(two, tmp_path):
    paper = opened(two, tmp_path)
    assert "The options" in headings(paper)
    options = shown(paper.tables[0])
    assert [row[0] for row in options] == ["Option", "Usual care", "first", "second"]
    net = words.steps(two["scenarios"][1], 2)["net"]
    assert options[3][-1].startswith(words.pounds(net.mean, net.half_width))
    assert words.comparison_in_words(
        two["comparisons"][0], {one["name"]: one["name"] for one in two["scenarios"]}
    ) in "\n".join(said(paper))


def test_more_options_than_there_is_room_for_are_said_to_be_elsewhere(two):
    typed = loosely(Answer, two)
    many = tuple(replace(typed.scenarios[0], name=f"s{i}", title=f"Option {i}") for i in range(OPTIONS + 2))
    table = side_by_side(replace(typed, scenarios=many), names_of(many), OPTIONS)
    assert len(table.rows) == OPTIONS + 1
    assert "2 more options are in the workbook." in table.note


def test_what_is_assumed_is_cut_where_the_room_ends_and_says_so(one):
    scenario = one["scenarios"][0]
    rows = [row for row in scenario["assumptions"] if row["grade"] == "assumed"]
    assert re.search(r"; and \d+ more, in the report and the workbook\.$", assumed(scenario, 500))
    assert len(assumed(scenario, 500)) < 560
    assert assumed(scenario, 0) == "see the report and the workbook."
    assert assumed({"assumptions": rows[:1]}, 500).endswith("range given.")
    assert assumed({"assumptions": []}, 500) == "none."


def test_page_one_says_what_moves_net_cash_most(tmp_path):
    made = WrittenBook(loaded(**CASHABLE), replications=2)
    scenario = made.answer["scenarios"][0]
    scenario["swings"] = swings(made.cases[0], made.results[0])
    paper = opened(made.answer, tmp_path)
    assert headings(paper)[3:5] == ["What would change the answer", "How sure"]
    table = table_of(changes.swings, scenario)
    assert shown(paper.tables[1]) == [table.head, *table.rows]
    assert table.rows[0][:2] == ["Share of a fall that a budget holder could take out as cash (care)", "0 to 1"]
    assert f"Get these first: “{table.rows[0][0]}” (assumed)." in said(paper)


def test_limits_that_hold_always_are_never_cut():
    assert few(["a", "b", "c"], 3) == ["a", "b", "c"]
    assert few([*"abcdefgh"], 6) == ["a", "b", "c", "3 more limits are in the report.", "g", "h"]


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
    assert "How sure" in headings(paper)


def test_two_that_are_shorter_than_a_year_are_still_set_side_by_side(tmp_path):
    short_one = {"dates": "last_referral = 2015-10-01\nservice_end = 2015-10-01\nend = 2015-12-01"}
    paper = opened(WrittenBook(loaded(**short_one), loaded(**short_one, **MORE_POSTS), replications=1).answer, tmp_path)
    assert shown(paper.tables[0])[0] == ["Option", "New referrals: half are given a link worker within"]


# ---------------------------------------------------------------- several options


PAYERS = {
    "costs.link_worker": f'payer = "{"A commissioner of a long name " * 4}"',
    "costs.care": f'payer = "{"A trust of a very long name " * 4}"',
}
CAUTIONS = (
    "a pound released in one budget is not a pound in another.",
    "A pound released in one budget is not a pound in another.",
    "of capacity, which is not cash.",
)


def test_a_caution_is_never_cut_however_long_a_name_is(tmp_path):
    whole = WrittenBook(loaded(**PAYERS), loaded(**PAYERS, **MORE_POSTS), replications=2).answer
    for scenario in whole["scenarios"]:
        scenario["title"] = f"Option {scenario['name']}"
    for i, answer in enumerate(
        [{**whole, "scenarios": whole["scenarios"][:1], "comparisons": [], "differences": []}, whole]
    ):
        (tmp_path / str(i)).mkdir()
        text = "\n".join(said(opened(answer, tmp_path / str(i))))
        for caution in CAUTIONS[i:]:
            assert caution in text or "in the report and the workbook only: " in text
        assert CAUTIONS[0] in text
        assert "one bud…" not in text


def titled(answer):
    whole = copy.deepcopy(answer)
    for scenario in whole["scenarios"]:
        scenario["title"] = f"Option {scenario['name']}"
    return whole


def test_every_option_has_its_sentence_and_no_part_is_about_one_of_them(two, tmp_path):
    whole = titled(two)
    paper = opened(whole, tmp_path)
    text = said(paper)
    for scenario in whole["scenarios"]:
        assert f"{scenario['title']}: {words.answer_in_words(scenario)} {words.null_and_pounds(scenario)}" in text
    assert not any("first" in heading or "second" in heading for heading in headings(paper))
    assert headings(paper)[:3] == ["The answer", "The options", "People"]
    assert {"Who gains and who loses", "From headline to bankable", "Who pays"} <= {*headings(paper)}
    for sentence in words.options_in_words(whole["options"]):
        assert "dominated" in sentence or sentence in text


def test_three_options_have_a_table_of_paired_differences(tmp_path, two):
    whole = titled(two)
    third = {**copy.deepcopy(whole["scenarios"][1]), "name": "third", "title": "Option third"}
    whole["scenarios"].append(third)
    whole["comparisons"].append({**whole["comparisons"][0], "second": "third"})
    whole["differences"].append([])
    paper = opened(whole, tmp_path)
    paired = shown(paper.tables[1])
    net = {row["name"]: row for row in whole["comparisons"][0]["bridge"]["2"]}["net"]
    heads = ["One option less another", "“Option second” less “Option first”", "“Option third” less “Option first”"]
    assert [row[0] for row in paired] == heads
    assert paired[1][3].startswith(words.pounds(net["mean"], net["half_width"], plus=True))


# ---------------------------------------------------------------- what stands beside the bridge


def test_a_follow_up_under_a_year_has_its_pounds_all_the_same(tmp_path):
    whole = WrittenBook(loaded(dates="last_referral = 2015-10-01\nservice_end = 2015-10-01\nend = 2015-12-01")).answer
    scenario = whole["scenarios"][0]
    paper = opened(whole, tmp_path)
    text = "\n".join(said(paper))
    cost = scenario["budget"]["service"]
    assert f"costs about {words.pounds(cost['mean'], cost['half_width'])}" in text
    table = table_of(money.paid, scenario)
    assert next(map(shown, paper.tables)) == [table.head, *table.rows]
    assert table.rows[-1][0] == "All together"
    listed = next(line for line in said(paper) if " Assumed: " in line)
    assert len(listed) < 1400


def test_posts_uptake_need_and_stated_values_have_a_line_each(tmp_path):
    whole = WrittenBook(loaded(**STEP, **BESIDE), replications=6).answer
    scenario = whole["scenarios"][0]
    text = said(opened(whole, tmp_path))
    assert words.posts_in_words(scenario)[0] in text
    assert f"For each £1: {words.per_pound_in_words(scenario)}" in text
    for kind in ("Need", "Uptake", "Stated values"):
        assert sum(line.startswith(f"{kind}: ") for line in text) == 1
    [stated] = words.stated_values_in_words(scenario)
    assert f"Stated values: {stated.name}: {stated.text}" in text
