"""Whatever the README and the page of commands say of the pilot is worked out again here: a sentence without a check
fails, and so does a check without its sentence. So is every screen they show."""

import re
import shlex
from collections.abc import Callable
from functools import cache

import pytest

from app import cli
from app.asking.cases import pair_of
from app.cli.exits import DONE
from experiments.changed import path_of, value_at, with_value
from experiments.intervals import estimate
from experiments.outcomes import OUTCOMES, people_discharged
from experiments.results import Results
from experiments.run import Case, Replication, run
from experiments.swings import run_again, values_of
from experiments.targets import targets_beside
from sim.inputs import World
from sim.loading import bundled, load
from tests.contract.test_docs import ROOT, not_printed, quoted

PAGES = (ROOT / "README.md", ROOT / "docs" / "commands.md")
EVIDENCE = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
PILOT, NULL, HEADLINE = (f"rotherham_mental_health_pilot{end}" for end in ("", "_no_effect", "_headline"))
TWINS = (f"{PILOT}_eighteen_months", f"{PILOT}_all_reviews")
ANYWAY = "reviews.chance_of_discharge"
SLOWER = "relapse.ratio_with_sustained_engagement"
CASH = "costs.secondary_care.cashable_share"
PUBLISHED_COUNTS = ("| referred | 156 |", "72; 39 (", "£4,281 a year", "x 39 = £166,959")
REPLICATIONS = 20
ABOUT_THE_PILOT = r"pilot|Rotherham|£[1-9]|\bsign\b|net cash|control group"


@cache
def case_of(name: str) -> Case:
    return Case(name, load(name).scenario, 1)


@cache
def runs(name: str) -> list[Replication]:
    return run([case_of(name)], range(REPLICATIONS))[0]


@cache
def mean(name: str, step: str) -> float:
    return estimate(values_of(runs(name), step)).mean


@cache
def at_the_ends(path: str, step: str) -> tuple[float, float]:
    """A step of the pilot's bridge at the low and high of an input."""
    scenario = case_of(PILOT).scenario
    value = value_at(scenario, path_of(scenario, path))
    ends = (value.low, value.high)
    again = (with_value(scenario, path_of(scenario, path), end) for end in ends)
    low, high = (estimate(values_of(run_again(case_of(PILOT), runs(PILOT), one), step)).mean for one in again)
    return low, high


def carries_the_sign(path: str) -> bool:
    return any(end * mean(PILOT, "net") < 0 for end in at_the_ends(path, "net"))


def moves_care(path: str) -> bool:
    low, high = at_the_ends(path, "capacity")
    return abs(high - low) > mean(PILOT, "capacity") / 20


def changes_nothing() -> bool:
    pool = Results(case_of(NULL), runs(NULL))
    usual, programme = (pool.outcomes[world] for world in (World.USUAL, World.PROGRAMME))
    of_care = [one for one in OUTCOMES if one.name in ("weeks_in_care", "discharges", "relapses")]
    return all(usual.values(one) == programme.values(one) for one in of_care)


def takes_the_headline_at_its_word() -> bool:
    claim = load(HEADLINE).scenario.headline
    return claim is not None and (claim.discharges.value, claim.gbp_per_discharge_year.value) == (39, 166_959 / 39)


def the_one_held_out_is_missed() -> bool:
    beside = targets_beside(bundled()[PILOT])
    assert beside is not None
    [held] = [one for one in beside[0].targets.values() if one.use != "calibrate"]
    within_a_year = Results(case_of(PILOT), runs(PILOT)).outcomes[World.PROGRAMME].values(people_discharged(1))
    return held.published == 39 and estimate(within_a_year).mean > 1.05 * held.published


def demo() -> list[str]:
    """What `make demo` types."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndemo:")[2].partition("\n")[2]
    return shlex.split(recipe.partition("\n")[0].lstrip("\t@").replace("$(BIN)/", ""))


def the_demo_is_of_the_pilot_and_the_clinic() -> bool:
    """The scenario that it names is the pilot under its question, and its file says what it is compared with."""
    [command, name] = demo()[1:3]
    pair = pair_of(name)
    assert pair is not None
    clinic, asked = pair
    same = asked.hash == load(PILOT).hash
    return command == "compare" and clinic.name == "review_clinic_only" and same


def no_control_group() -> bool:
    return "No control group." in EVIDENCE


# The beginning of each sentence about the pilot, and what makes it true.
CLAIMS: dict[str, Callable[[], bool]] = {
    "In Rotherham, 156 people": lambda: all(said in EVIDENCE for said in PUBLISHED_COUNTS),
    "At £4,281 each for a year of care, that is £166,959": takes_the_headline_at_its_word,
    "Of the 58 graded values": lambda: True,  # counted in tests/contract/test_docs.py
    "Then it compares the Rotherham pilot with discharge reviews alone": the_demo_is_of_the_pilot_and_the_clinic,
    "Whatever you leave alone stays as in the pilot": lambda: True,  # `extends`: tests/unit/test_loading.py
    "`--within 2000` adds replications until the net cash of every pair is known": lambda: True,  # tests/behaviour
    "No run, however long, can tell how many people would have been discharged anyway": no_control_group,
    "The first two move how much care the pilot frees; of the three, only the share that is cash can carry": lambda: (
        [carries_the_sign(path) for path in (ANYWAY, SLOWER, CASH)] == [False, False, True]
        and moves_care(ANYWAY)
        and moves_care(SLOWER)
    ),
    "The model meets the pilot's published counts because it was fitted to them": the_one_held_out_is_missed,
    "Two more scenarios": lambda: all(mean(twin, "capacity") < mean(PILOT, "capacity") for twin in TWINS),
    "Always read beside it": lambda: changes_nothing() and takes_the_headline_at_its_word(),
}


def sentences() -> list[str]:
    """The prose of the pages: no blocks, no pictures, no headings, no rows of tables."""
    text = "\n\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    blocks = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    prose = re.sub(r"^(#|!\[|\|).*$", "", blocks, flags=re.M)
    paragraphs = re.split(r"\n\s*\n|\n(?=- )", prose)
    lines = (" ".join(paragraph.split()).removeprefix("- ") for paragraph in paragraphs)
    return [sentence for line in lines for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z`(*])", line) if sentence]


def about_the_pilot() -> list[str]:
    """Commands are read as commands elsewhere (tests/contract/test_docs.py)."""
    return [one for one in sentences() if re.search(ABOUT_THE_PILOT, re.sub("`spsim [^`]*`", "", one))]


@pytest.mark.parametrize("sentence", about_the_pilot())
def test_a_sentence_about_the_pilot_has_a_check_and_it_holds(sentence):
    [check] = [check for claim, check in CLAIMS.items() if sentence.startswith(claim)]
    assert check()


def test_every_check_has_its_sentence():
    assert [claim for claim in CLAIMS if not any(one.startswith(claim) for one in about_the_pilot())] == []


def test_a_page_that_says_otherwise_is_caught():
    """The sentence that stood here until it was tried."""
    assert not all(carries_the_sign(path) for path in (ANYWAY, SLOWER, CASH)), "These three decide the sign."


@pytest.mark.parametrize("example", [one for one in quoted() if not one.quick], ids=lambda one: " ".join(one.words[:2]))
def test_what_the_pages_quote_of_slow_commands_is_what_they_print(example, tmp_path, monkeypatch, capsys):
    """Files are left out: what is printed does not depend on them. The figure that is missed is declared as missed."""
    monkeypatch.chdir(tmp_path)
    words = demo() if example.words == ["make", "demo"] else example.words
    at = words.index("--report") if "--report" in words else len(words)
    assert cli.main([*words[1:at], *words[at + 2 :]]) == DONE
    assert not_printed(example, capsys.readouterr().out) == []
