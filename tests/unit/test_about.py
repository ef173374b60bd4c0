"""Does what is said of a number of a table hold of it, and of no other?"""

import pytest

from app.words.about import Basis, about_a_number, about_every_number

BASIS = Basis(years=3, followed=3.5, prices="2015/16", replications=60, assumed=(48, 48))
MEAN = "a mean of 60 replications, with its simulation error (a 95% interval)"


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("+£414,400 ±£13,000", f"pounds of 2015/16 over 3 years; {MEAN}"),
        ("85 ±3", f"over a follow-up of 3.5 years; {MEAN}"),
        ("85 +9/−4", MEAN),
        ("£8,800 (£7,000 to £12,000)", MEAN),
        ("0.1 (3 of 60)", "seen in too few of 60 replications to give an interval"),
        ("3.2 weeks", "read off 60 replications together, without an interval"),
        ("less than a day", "read off 60 replications together, without an interval"),
        ("£0", "the same in each of 60 replications"),
        ("2", "the same in each of 60 replications"),
    ],
)
def test_each_says_its_pounds_its_years_and_its_interval(cell, says):
    assert says in about_a_number("Net cash", "A", cell, BASIS)


def test_a_range_is_called_what_it_is():
    assert "where 95% of single real services would be" in about_a_number(
        "Net cash", "One real service, if every input is right", "£1 to £3", BASIS
    )
    unknown = about_a_number("Net cash", "What nobody knows, all inputs at once", "£1 to £3", BASIS)
    assert "as far as inputs that nobody knows" in unknown
    assert "simulation error" not in unknown


def test_a_single_replication_has_no_interval():
    assert "no interval" in about_a_number("Net cash", "A", "£12", BASIS._replace(replications=1))


@pytest.mark.parametrize("cell", ["", "–", "none", "fewer are", "not offered"])
def test_of_what_is_no_number_nothing_is_said(cell):
    assert about_a_number("Net cash", "A", cell, BASIS) == ""


def test_it_says_on_whose_word_and_takes_no_title_for_a_place_to_fill():
    said = about_a_number("Net {0} cash", "A: {x}", "3 ±1", BASIS._replace(assumed=(47, 50)))
    assert said.startswith("Net {0} cash, A: {x}: ")
    assert said.endswith("Simulated, not measured: 47 to 50 values behind it are assumed.")


def test_numbers_in_sentences_say_their_pounds_their_years_and_what_their_errors_are():
    said = about_every_number(BASIS)
    assert said == (
        "pounds of 2015/16 over 3 years; people over a follow-up of 3.5 years; ± is the simulation error of means of "
        "60 replications (95% intervals). Simulated, not measured. What nobody knows is drawn one input at a time "
        "here, and all inputs at once in the report and by the command line: two ranges, each of its own."
    )
    assert "pounds" not in about_every_number(BASIS._replace(years=None))
    assert "single replication" in about_every_number(BASIS._replace(replications=1))
