"""A source is something a reader can find: a row of docs/evidence.md, a publication named there, an identifier."""

import re
from pathlib import Path

import pytest

from sim.loading import bundled, load
from sim.scenario.sections import values_in

EVIDENCE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")
ROWS = set(re.findall(r"^\| \[(S?\d+)\] \|", EVIDENCE, re.MULTILINE))
PUBLICATIONS = ("PSSRU", "National Cost Collection", "HM Treasury", "doi ")
UNNAMED = re.compile(r"\b(reviewers?|experts?|colleagues?)\b", re.IGNORECASE)
REFERS = re.compile(r"\[S?\d+|^as for ")  # to a row of the evidence, or to the source beside it


def sources(name):
    """Every source of a bundled scenario: (path, grade, source)."""
    return [
        (".".join(path), value.grade, value.source) for path, value, _ in values_in(load(name).scenario) if value.source
    ]


@pytest.mark.parametrize("name", sorted(bundled()))
def test_no_source_is_an_unnamed_person(name):
    """What nobody can look up is assumed, and its source says that no figure was found."""
    assert not [row for row in sources(name) if UNNAMED.search(row[2])]


@pytest.mark.parametrize("name", sorted(bundled()))
def test_every_source_cited_by_number_stands_in_the_evidence(name):
    assert ROWS
    cited = {
        n for *_, source in sources(name) for inside in re.findall(r"\[([^]]*)\]", source) for n in inside.split(", ")
    }
    assert cited <= ROWS


@pytest.mark.parametrize("name", sorted(bundled()))
def test_a_grade_better_than_assumed_cites_something(name):
    bare = [
        row
        for row in sources(name)
        if row[1] not in (None, "assumed")
        and not REFERS.search(row[2])
        and not any(publication in row[2] for publication in PUBLICATIONS)
    ]
    assert not bare
