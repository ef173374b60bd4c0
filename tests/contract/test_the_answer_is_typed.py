"""The answer has types inside and JSON at its edge: what is misspelt is found before anybody reads it.

JSON comes back as the answer it was written from, and keeps to the published schema. A misspelt field fails the check
of types, a misspelt name in a template fails when it is shown. What is still `Any`, or looked up by a text, is counted
by folder, and may become fewer.
"""

import ast
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from app.ask import Run, ask
from app.faces.as_json import as_json
from app.faces.page import report, shell
from app.provenance import dated
from experiments.answer import Answer
from experiments.rows import from_plain, schema_of

HOME = Path(__file__).parents[2]
PAIR = ("rotherham_mental_health_pilot", "third_post")


@pytest.fixture(scope="module")
def answer():
    """The pilot and one that has a post more, with swings: an answer that has every part."""
    return ask(Run(PAIR, seed=1, replications=2, engine="fast", jobs=1)).answer


@pytest.fixture
def printed(answer):
    """Its JSON, read by another program."""
    return json.loads(as_json(answer))


# ---------------------------------------------------------------- JSON is its edge


def test_an_answer_comes_back_from_json_as_it_was(answer, printed):
    assert all(one.swings and one.swings.rows and one.channels for one in answer.scenarios)
    back = from_plain(Answer, printed)
    assert back == answer
    assert json.loads(as_json(back)) == printed


def closed(schema):
    """A schema that allows no key of which it does not know."""
    if isinstance(schema, dict):
        return {key: closed(value) for key, value in schema.items()} | (
            {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {}
        )
    return [closed(one) for one in schema] if isinstance(schema, list) else schema


def test_the_schema_names_every_key_that_is_printed(printed):
    schema = closed(schema_of(Answer))
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    assert [error.message for error in check.iter_errors(printed)] == []
    printed["scenarios"][0]["headlien"] = printed["scenarios"][0].pop("headline")
    assert {error.validator for error in check.iter_errors(printed)} == {"additionalProperties", "required"}


def test_json_with_a_misspelt_key_is_no_answer(printed):
    printed["scenarios"][1]["swings"]["rows"][0]["tittle"] = printed["scenarios"][1]["swings"]["rows"][0].pop("title")
    with pytest.raises(ValidationError, match=r"(?s)scenarios\.1\.swings\.rows\.0\.title\s+Field required"):
        from_plain(Answer, printed)


# ---------------------------------------------------------------- what is misspelt


def test_a_misspelt_field_fails_the_check_of_types(tmp_path):
    text = (HOME / "app" / "words" / "limits.py").read_text(encoding="utf-8")
    assert "scenario.assumptions" in text
    (tmp_path / "right.py").write_text(text, encoding="utf-8")
    (tmp_path / "planted.py").write_text(text.replace("scenario.assumptions", "scenario.asumptions"), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--no-error-summary", *map(str, tmp_path.glob("*.py"))]
    found = subprocess.run(command, cwd=HOME, capture_output=True, text=True)
    assert found.returncode == 1, found.stdout + found.stderr
    assert '"ScenarioAnswer" has no attribute "asumptions"' in found.stdout
    assert all("planted.py" in line for line in found.stdout.splitlines())


@pytest.mark.parametrize(
    ("page", "there", "planted", "said"),
    [
        ("frame.html", "{{ provenance }}", "{{ provenence }}", "'provenence' is undefined"),
        ("report.html", "{{ first.question }}", "{{ first.qestion }}", "has no attribute 'qestion'"),
        ("report.html", "{% if first.grave %}", "{% if frist.grave %}", "'frist' is undefined"),
        ("parts.html", "of.note", "of.noet", "has no attribute 'noet'"),
    ],
)
def test_a_misspelt_name_in_a_template_fails_when_it_is_shown(
    page, there, planted, said, answer, tmp_path, monkeypatch
):
    pages = shutil.copytree(shell.TEMPLATES, tmp_path / "templates")
    text = (pages / page).read_text(encoding="utf-8")
    assert there in text
    monkeypatch.setattr(shell, "TEMPLATES", pages)
    monkeypatch.setattr(shell, "pages_of", shell.pages_of.__wrapped__)
    of_a_day = dated(answer, "2026-01-01")
    assert report.render(of_a_day)
    (pages / page).write_text(text.replace(there, planted), encoding="utf-8")
    with pytest.raises(UndefinedError) as found:
        report.render(of_a_day)
    assert said in str(found.value)


# ---------------------------------------------------------------- what has no type yet

# Of each folder: how often `Any` stands there, and how often something is looked up by a text (row["name"], or
# row.get("name")). A folder that is not here has none. Fewer are welcome: write down what there is.
AT_MOST = {
    "sim": (3, 1),
    "sim/checks": (0, 4),
    "sim/inputs": (0, 1),
    "sim/kernel": (103, 18),
    "sim/loading": (16, 54),
    "sim/money": (0, 1),
    "sim/preflight": (5, 4),
    "sim/scenario": (20, 25),
    "experiments/fitting": (0, 2),
    "experiments/local": (14, 22),  # values at a path of a scenario, and sections of it with others
    "experiments/sensitivity": (0, 2),  # what SALib gives
    "experiments/study": (0, 2),
    "experiments": (20, 77),
    "app": (4, 4),
    "app/asking": (4, 1),
    "app/faces": (1, 0),
    "app/faces/brief": (11, 2),
    "app/faces/charts": (0, 42),
    "app/cli": (2, 2),
    "app/cli/commands": (8, 24),
    "app/faces/figures": (2, 3),
    "app/lessons": (0, 136),
    "app/one_file": (0, 1),  # what the door answers
    "app/live": (0, 8),  # what a field of the schema declares
    "app/faces/page": (3, 3),
    "app/faces/terminal": (1, 1),
    "app/tables": (2, 1),
    "app/words": (1, 57),
    "app/faces/workbook": (15, 2),
}


def loose(folder: Path) -> tuple[int, int]:
    """`Any`, and look-ups by a text, in the modules of a folder."""
    found = Counter(one for file in folder.glob("*.py") for one in _loose_in(file))
    return found["Any"], found["key"]


def _loose_in(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    types = {id(part) for hint in _hints(tree) for part in ast.walk(hint)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="Any") | ast.Attribute(attr="Any"):
                yield "Any"
            case ast.Subscript(value=ast.Name(id="Literal")):
                pass
            case ast.Subscript(slice=ast.Constant(value=str())) if id(node) not in types:
                yield "key"
            case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str()), *_]):
                yield "key"


def _hints(tree: ast.AST) -> Iterator[ast.expr]:
    """Where types are said: list["Fault"] looks nothing up."""
    for node in ast.walk(tree):
        match node:
            case ast.AnnAssign(annotation=ast.expr() as hint) | ast.arg(annotation=ast.expr() as hint):
                yield hint
            case ast.FunctionDef(returns=ast.expr() as hint):
                yield hint


def test_what_is_counted(tmp_path):
    (tmp_path / "one.py").write_text(
        "from typing import Any, Literal\n"
        "Face = Literal['page']\n"
        "def of(row: dict[str, Any], more: list['Later']) -> Any:\n"
        "    row['a'] = row['b'], row.get('c', 0), row[more[0]], row.get(more)\n"
    )
    assert loose(tmp_path) == (2, 3)


def test_no_more_is_any_or_looked_up_by_a_text_than_was():
    folders = sorted({file.parent for floor in ("sim", "experiments", "app") for file in (HOME / floor).rglob("*.py")})
    found = {folder.relative_to(HOME).as_posix(): loose(folder) for folder in folders}
    more = {
        name: f"Any {those[0]}, by text {those[1]}; written down {AT_MOST.get(name, (0, 0))}"
        for name, those in found.items()
        if any(now > then for now, then in zip(those, AT_MOST.get(name, (0, 0)), strict=True))
    }
    assert more == {}
