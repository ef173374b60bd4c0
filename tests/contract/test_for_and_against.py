"""What is known of each channel: every channel has all three kinds of finding, and page and faces show the one list."""

from html import unescape
from typing import get_args

import openpyxl
import pytest

from experiments.for_and_against import FINDINGS, Says
from sim.scenario import CHANNELS
from tests.behaviour.test_report import made
from tests.evidence_page import PAGE, page
from tests.evidence_page import cells as shown
from tests.plain import render, words, write_workbook
from tests.scenarios import loaded

DESIGNS = (
    *("randomised", "allocated at random", "matched controls", "compared over time", "two groups, not randomised"),
    *("controlled, not randomised", "nothing compared", "without social prescribing", "interviews", "survey answers"),
    *("systematic reviews", "a model", "study found"),
)


@pytest.fixture(scope="module")
def answer() -> dict:
    return made(loaded())


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_says_what_speaks_against_it_and_what_is_not_studied(channel):
    assert {finding.says for finding in FINDINGS if finding.channel == channel} >= {"against", "absent"}


def test_findings_of_a_channel_stand_together_and_in_order():
    order = [(CHANNELS.index(one.channel), get_args(Says).index(one.says)) for one in FINDINGS]
    assert order == sorted(order)


def test_every_finding_says_with_what_it_was_compared():
    """In words of this list: a new design is put in it, or worded as one of these."""
    for finding in FINDINGS:
        assert any(design in finding.design for design in DESIGNS), finding.design


def test_what_was_compared_with_nothing_speaks_neither_for_nor_against():
    assert {one.says for one in FINDINGS if "nothing compared" in one.design or one.design == "interviews"} == {
        "cannot tell"
    }


def test_both_randomised_figures_of_money_stand_beside_the_two_null_trials():
    sources = {finding.source: finding.says for finding in FINDINGS}
    assert (sources["[62]"], sources["[75]"]) == ("for", "against")
    assert sources["[73]"] == sources["[74]"] == "against"


def test_the_page_is_the_list():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.evidence_page writes it anew"


def test_every_report_and_workbook_shows_every_finding(answer, tmp_path):
    html = unescape(render(answer)).replace("\u2060", "")  # the joiner after a minus
    write_workbook(answer, tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["For and against"]
    cells = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
    for finding in FINDINGS:
        assert finding.result in html
        assert set(shown(finding)) <= cells


def test_the_sentence_names_the_channels_that_are_assumed(answer):
    assert "Assumed here: supported discharge reviews are held; progress raises" in words.evidence_in_words(
        answer["scenarios"]
    )
    without = [{**one, "effect": []} for one in answer["scenarios"]]
    assert words.evidence_in_words(without).startswith("Support is assumed to change nothing here.")
