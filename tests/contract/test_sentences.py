"""Every sentence that an answer can print rests on its rows, and goes when they say otherwise: `tests/sentences.py`."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from app import words
from experiments.answering import answer
from experiments.compare import Precision
from experiments.rows import as_plain
from experiments.run import Case, run
from tests.scenarios import loaded
from tests.sentences import ALWAYS, REPLICATIONS, SWINGS, TABLE, Row, facts_of

WORDS = Path(words.__file__).parent
FEWEST_WORDS = 3  # of a piece of wording that is looked for
ELSEWHERE = ("studies.py",)  # held in the same way by test_sentences_of_studies.py
ROLES = ("moved to others",)  # names of the answer, not wording


@pytest.fixture(scope="module")
def scenario() -> dict[str, Any]:
    """A scenario's part of an answer, as it was run, with swings: as JSON says it."""
    one = loaded()
    cases = [Case.of(one, 1)]
    results = run([cases[0]], range(REPLICATIONS))
    found = answer(cases, results, Precision(None, None, REPLICATIONS), {"version": "0", "command": "spsim run base"})
    return {**as_plain(found.scenarios[0]), "swings": SWINGS}


def said(row: Row, facts: dict[str, Any]) -> str:
    return text_of(row.of(facts_of(facts)))


def text_of(said: Any) -> str:
    """Whatever a sentence function gives, as one text."""
    if said is None:
        return ""
    if isinstance(said, str):
        return said
    return " ".join(text_of(one) for one in said)


def name_of(row: Row) -> str:
    return re.sub(r"\W+", " ", row.says)[:60]


@pytest.mark.parametrize("row", TABLE, ids=name_of)
def test_a_sentence_stands_where_it_is_true_and_nowhere_else(row, scenario):
    assert row.says in said(row, row.true(scenario))
    assert row.says not in said(row, row.false(scenario))


@pytest.mark.parametrize("row", ALWAYS, ids=name_of)
def test_what_is_said_of_the_method_is_always_said(row, scenario):
    assert row.says in said(row, scenario)


def wordings() -> list[tuple[str, str, str]]:
    """Every piece of wording in `app/words`: its file, its function, its text. Docstrings are for readers of code."""
    return [one for path in sorted(WORDS.glob("*.py")) if path.name not in ELSEWHERE for one in wordings_in(path)]


def wordings_in(path: Path) -> list[tuple[str, str, str]]:
    """The same of one file."""
    found = []
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            pieces = (node.value for node in ast.walk(function) if isinstance(node, ast.Constant))
            found += [
                (path.name, function.name, part)
                for piece in pieces
                if isinstance(piece, str) and piece != ast.get_docstring(function, clean=False)
                for part in piece.split("{}")
                if len(part.split()) >= FEWEST_WORDS and part not in ROLES
            ]
    return found


def test_every_wording_has_a_row(scenario):
    """A new sentence, or a new turn of an old one, needs a row of its own in `tests/sentences.py`."""
    printed = "\n".join(said(row, row.true(scenario)) for row in (*TABLE, *ALWAYS))
    missing = [one for one in wordings() if one[2].strip(" ([;,.:") not in printed]
    assert not missing
