"""What do people read who got a study file wrong? Every usual mistake, with the exact words and line.

The mistakes are written out in bad_studies/*.txt: a name, a study file (@head stands for the four lines of `HEAD`), and
after `=>` what is said. The scenarios stand beside it: `service.toml`, the base of tests/scenarios.py with a few
ranges, `more.toml`, which has another post, and `broken.toml`.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from experiments.study.declared import bundled_studies, load_study
from experiments.study.plan import plan_of
from sim.errors import NotPossible, ScenarioError
from tests.scenarios import BASE_TOML

HEAD = 'schema = 1\ntitle = "T"\nquestion = "Q?"\nscenarios = ["service.toml"]\n'
RANGES = {
    "chance_accepts = { value = 0.9,": " low = 0.8, high = 0.95,",
    "chance_of_discharge = { value = 0.15,": " low = 0.05, high = 0.3,",
    "gbp = { value = 3000,": " low = 1000, high = 6000,",
}
BESIDE = {
    "more.toml": 'extends = "service.toml"\ntitle = "More"\n[link_workers]\nposts = 3\n',
    "broken.toml": 'extends = "service.toml"\n[link_workers]\npost = 3\n',
}


def service() -> str:
    text = BASE_TOML
    for there, more in RANGES.items():
        assert there in text
        text = text.replace(there, there + more)
    return text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"service.toml": service(), **BESIDE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def bad_studies() -> list[Any]:
    """Each bad study: its text, and what is said of it."""
    found = []
    for file in sorted((Path(__file__).parent / "bad_studies").glob("*.txt")):
        for case in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, rest = case.partition("\n")
            said = "\n".join(re.findall(r"^=> (.*)$", rest, flags=re.MULTILINE))
            found.append(pytest.param(rest.partition("=> ")[0].replace("@head\n", HEAD), said, id=name))
    return found


def refusal(folder: Path, text: str) -> str:
    (folder / "bad.study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_study("bad.study.toml")
    return str(caught.value)


@pytest.mark.parametrize(("text", "said"), bad_studies())
def test_a_mistake_is_refused_in_these_words(text, said, folder):
    faults = said.count("\n") + 1
    assert refusal(folder, text) == f"{said}\n{faults} fault{'s' if faults > 1 else ''}. Nothing was run."


def test_every_bad_study_has_its_own_name():
    names = [case.id for case in bad_studies()]
    assert len(set(names)) == len(names) >= 90


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("moris_screen", "There is no study of this name. Did you mean morris_screen?"),
        ("mine", "There is no study of this name. Did you mean the file mine.study.toml?"),
        ("mine.study.tom", "There is no study of this name. Did you mean mine.study.toml?"),
        ("min.study.toml", "There is no such file. Did you mean mine.study.toml?"),
        ("service.toml", "A study file is called NAME.study.toml."),
        ("no/such.study.toml", "There is no such file."),
        ("", "There is no study of this name."),
        ("mine\udcff", "This name is not UTF-8, and every answer has to name its study. Rename it."),
    ],
)
def test_a_study_that_is_not_there_is_refused(given, said, folder):
    (folder / "mine.study.toml").write_text(HEAD, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_study(given)
    assert [fault.message for fault in caught.value.faults] == [said]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("budget = { points = 9 }", "the study has 10 points, and its budget is 9"),
        ("budget = { runs = 29 }\nseed_sets = 3\nreplications = { each = 1 }", "the study takes 30 runs, and its"),
    ],
)
def test_more_than_the_budget_is_refused_before_it_is_run(more, said, folder):
    text = f'{HEAD}design = {{ kind = "latin_hypercube", points = 10 }}\n{more}\n'
    (folder / "dear.study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(NotPossible, match=said):
        plan_of(load_study("dear.study.toml"))


def test_more_scenarios_than_can_be_held_are_refused(folder):
    text = f"""{HEAD}inputs = []
design = {{ kind = "latin_hypercube", points = 6000 }}
[levers]
"reviews.slots_per_week" = {{ low = 1, high = 5 }}
"""
    (folder / "wide.study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(
        NotPossible, match="levers take 6,000 combinations of values, and each is a scenario of its own"
    ):
        plan_of(load_study("wide.study.toml"))


def test_every_bundled_study_can_be_planned():
    assert len(bundled_studies()) >= 5
    for name in bundled_studies():
        assert plan_of(load_study(name)).points > 1
