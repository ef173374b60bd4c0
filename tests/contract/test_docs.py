"""What the pages name exists: commands, options, files, code, events, sources; what they quote is what is printed."""

import argparse
import ast
import re
import shlex
import tokenize
import tomllib
from collections.abc import Iterator
from enum import Enum
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from app import cli
from app.cli import grammar
from experiments.study.declared import bundled_studies
from experiments.targets import targets_beside
from sim import events, inputs, luck, measures
from sim.loading import bundled, load
from sim.preflight import assumptions
from sim.scenario.values import GRADES
from tests import studies_page

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "scenarios/README.md", "experiments/studies/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
FLOORS = ("sim", "experiments", "app", "spsim")
CODE = (*FLOORS, "compiling")
OTHER_PROGRAMS = {"dask", "node", "npm", "uv", "pip", "pipx", "python3-venv"}
MADE_BY_A_COMMAND = {
    "build/one-file",
    "build/simulator.html",
    "mine.toml",
    "ours.toml",
    "ours.docx",
    "ours.xlsx",
    "ours.counts.csv",
    "ours.fit.toml",
    "ours.forecast.toml",
    "counts.csv",
    "ours.svg",
    "out.html",
    "results.csv",
    "points.csv",
    "values.csv",
    "columns.csv",
    "about.csv",
    "assumptions.csv",
    "fits.csv",
    "limits.csv",
    "cautions.csv",
    "log.csv",
    "events.csv",
    "demo_report.html",
    ".venv",
    ".venv/bin/spsim",
}
NOT_IN_AN_SDIST = (".ci/", ".github/")
IN_WORDS = {"[S1]", "[S…]", "index of the report's year / index of its own", "discharged_in_1y"}  # no names of code
FORMER = {"all_seen", "gbp_altogether", "spend_apart", "office", "warm"}  # keys of JSON and an extra, in the CHANGELOG
QUICK = {"list", "new", "show", "check", "explain"}
LEFT_OUT = "..."
SOURCES = re.compile(r"\[(S?\d+(?:, ?S?\d+)*)\]")


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    lines: list[str]


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks_of(page: Path) -> list[Block]:
    return [
        Block(language, body.splitlines())
        for language, body in re.findall(r"^```(\w*)\n(.*?)^```$", text_of(page), re.M | re.S)
    ]


def spans_of(page: Path) -> list[str]:
    """Everything in single backticks, outside fenced blocks."""
    prose = re.sub(r"^```.*?^```$", "", text_of(page), flags=re.M | re.S)
    return [span.strip() for span in re.findall(r"`([^`]+)`", prose)]


def commands_of(page: Path) -> Iterator[list[str]]:
    """Whole command lines: those of blocks, and those of prose that say more than a command's name."""
    for block in blocks_of(page):
        if block.language == "sh":
            yield from (shlex.split(line) for line in block.lines if line)
    for span in spans_of(page):
        if span.startswith(("spsim ", "make ")):
            yield shlex.split(span)


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


each_page = pytest.mark.parametrize("page", PAGES, ids=name)


# ---------------------------------------------------------------- commands


@each_page
def test_every_command_line_is_one_that_the_program_takes(page, capsys):
    for words in commands_of(page):
        if words[0] == "make":
            assert {word for word in words[1:] if "=" not in word} <= make_targets(), words
        elif words[0] != "spsim":
            assert words[0] in OTHER_PROGRAMS, words
        elif len(words) == 2 and not words[1].startswith("-"):
            assert words[1] in grammar.parsers()[1], words
        else:
            args = parsed(words[1:])
            assert args is not None, f"{' '.join(words)}: {capsys.readouterr().err}"
            assert scenarios_of(args) <= {*bundled(), *MADE_BY_A_COMMAND, "NAME"}, words


def parsed(words: list[str]) -> argparse.Namespace | None:
    """What the program makes of a command line; nothing where it refuses."""
    try:
        return grammar.parse(words)
    except SystemExit as exit_of_parser:
        return argparse.Namespace() if exit_of_parser.code == 0 else None  # --help, --version


def scenarios_of(args: argparse.Namespace) -> set[str]:
    named = [getattr(args, "scenario", None), getattr(args, "extends", None), *getattr(args, "scenarios", [])]
    return {one for one in named if one}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


@each_page
def test_every_option_named_exists(page):
    _, parsers = grammar.parsers()
    known = {option for parser in parsers.values() for action in parser._actions for option in action.option_strings}
    for span in spans_of(page):
        if span.startswith("--"):
            assert span.split()[0] in known | {"--version"}, span


def test_every_command_has_its_place_in_the_pages():
    lines = [words for page in PAGES for words in commands_of(page) if words[0] == "spsim"]
    said = {words[1] for words in lines} | {" ".join(words[1:3]) for words in lines}
    assert said >= set(grammar.parsers()[1])


# ---------------------------------------------------------------- names


@cache
def words_of_the_code() -> set[str]:
    """Names in the source of the three floors, strings there that are one word, keys of scenarios."""
    words = {path.stem for floor in CODE for path in (ROOT / floor).rglob("*.py")} | set(CODE)
    for floor in CODE:
        for path in (ROOT / floor).rglob("*.py"):
            with path.open("rb") as source:
                for token in tokenize.tokenize(source.readline):
                    if token.type == tokenize.NAME:
                        words.add(token.string)
                    elif token.type == tokenize.STRING and not re.match(r"\w*[fb]", token.string, re.I):
                        said = ast.literal_eval(token.string)
                        words.update({said} if isinstance(said, str) and said.isidentifier() else set())
    for path in (*(ROOT / "scenarios").rglob("*.toml"), *(ROOT / "experiments" / "studies").glob("*.toml")):
        words |= keys_of(tomllib.loads(path.read_text(encoding="utf-8")))
    return words | set(bundled()) | set(bundled_studies())


def keys_of(data: object) -> set[str]:
    if isinstance(data, dict):
        return set(data) | {key for item in data.values() for key in keys_of(item)}
    return {key for item in data for key in keys_of(item)} if isinstance(data, list) else set()


def capitals() -> set[str]:
    """The names of events, turns and the like."""
    enums = [
        one
        for module in (events, inputs, luck, measures)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Enum)
    ]
    constants = {word for word in words_of_the_code() if word.isupper()}
    return {member.name for one in enums for member in one} | constants


def is_a_file(span: str) -> bool:
    return (
        "/" in span
        or re.fullmatch(r"[\w.*-]+\.(py|md|toml|html|csv|cff|txt)|LICENSE|Makefile", span) is not None
        or span in MADE_BY_A_COMMAND
    )


@each_page
def test_every_file_named_exists(page):
    for span in filter(is_a_file, spans_of(page)):
        pattern = span.replace("NAME", "*").rstrip("/")
        made = span in MADE_BY_A_COMMAND or (pattern.startswith(NOT_IN_AN_SDIST) and not (ROOT / ".ci").exists())
        found = pattern if "*" in pattern else None
        exists = any(ROOT.glob(found)) if found else any((folder / pattern).exists() for folder in (ROOT, page.parent))
        assert made or exists or " / " in span, f"{name(page)} names {span}"


@each_page
def test_every_link_between_pages_leads_somewhere(page):
    for link in re.findall(r"\]\(([^)#]+)\)", text_of(page)):
        assert link.startswith("https://") or (page.parent / link).is_file(), link


@each_page
def test_every_name_in_backticks_is_a_name_of_the_code(page):
    for span in spans_of(page):
        first = span.split()[0]
        if is_a_file(span) or first in ("spsim", "make", *OTHER_PROGRAMS) or span.startswith("--") or span == "#":
            continue
        for word in re.findall(r"[A-Za-z_]\w*", re.sub(r'"[^"]*"', "", span)):
            known = capitals() if word.isupper() and len(word) > 2 else words_of_the_code()
            former = page.name == "CHANGELOG.md" and word in FORMER
            assert word in known or former or span in IN_WORDS, f"{name(page)} says {span}: there is no {word}"


def test_the_settings_of_a_study_stand_on_its_page_as_they_are():
    assert text_of(studies_page.PAGE).endswith(studies_page.generated()), "python -m tests.studies_page"


def test_every_event_stands_in_the_model():
    documented = set(spans_of(ROOT / "docs" / "model.md"))
    assert documented >= {what.name for what in events.What} | {turn.name for turn in events.Turn}


def test_the_order_within_a_minute_is_described_as_it_is():
    spans = spans_of(ROOT / "docs" / "model.md")
    start = spans.index("EXIT")
    assert spans[start : start + len(events.Turn)] == [turn.name for turn in sorted(events.Turn)]


def test_decisions_are_numbered_and_each_says_when_to_look_again():
    text = text_of(ROOT / "docs" / "decisions.md")
    decisions = re.split(r"^## ", text, flags=re.M)[1:]
    assert [int(one.partition(".")[0]) for one in decisions] == list(range(1, len(decisions) + 1))
    for one in decisions:
        assert all(part in one for part in ("Asked: ", "Chose: ", "Because: ", "Cost: ", "Look again if: ")), one


def test_the_changelog_begins_with_the_answers_that_move():
    headings = re.findall(r"^### (.+)$", text_of(ROOT / "CHANGELOG.md"), re.M)
    assert headings[0] == "Answers that move"


# ---------------------------------------------------------------- sources


def listed_sources() -> list[str]:
    return re.findall(r"^\| \[(S?\d+)\] \|", text_of(ROOT / "docs" / "evidence.md"), re.M)


def test_no_source_is_listed_twice():
    assert len(set(listed_sources())) == len(listed_sources()) > 50


def strings_in(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for item in data.values():
            yield from strings_in(item)
    elif isinstance(data, list):
        for item in data:
            yield from strings_in(item)


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").rglob("*.toml")), ids=lambda path: path.name)
def test_every_source_a_scenario_cites_is_listed(path):
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    cited = {number for said in strings_in(data) for group in SOURCES.findall(said) for number in group.split(", ")}
    assert cited <= set(listed_sources())


def test_a_citation_is_recognised():
    assert SOURCES.findall("12 % [17]; as [S0, S1] say; [31, 32] find little; [[0, 1]]") == [
        "17",
        "S0, S1",
        "31, 32",
        "0, 1",
    ]


@each_page
def test_every_source_a_page_cites_is_listed(page):
    cited = {number for group in SOURCES.findall(text_of(page)) for number in group.split(", ")}
    assert cited <= set(listed_sources())


def test_what_the_rules_cite_is_on_the_page_of_evidence():
    rules = text_of(ROOT / "sim" / "rules.py")
    headings = re.findall(r"^#+ (\d[ab]?)\.? ", text_of(ROOT / "docs" / "evidence.md"), re.M)
    assert set(re.findall(r"evidence\.md, section (\w+)", rules)) <= set(headings)
    assert set(re.findall(r"evidence\.md, (?:source )?(\d+)", rules)) <= set(listed_sources())


# ---------------------------------------------------------------- what the pages quote


class Example(NamedTuple):
    """A command of a page, with the output quoted after it (or none)."""

    page: Path
    words: list[str]
    lines: list[str]

    @property
    def quick(self) -> bool:
        return self.words[0] == "spsim" and self.words[1] in QUICK


def examples(page: Path) -> list[Example]:
    blocks = blocks_of(page)
    following = [*blocks[1:], Block("", [])][: len(blocks)]
    return [
        Example(page, shlex.split(block.lines[0]), after.lines if after.language == "text" else [])
        for block, after in zip(blocks, following, strict=True)
        if block.language == "sh"
    ]


def quoted() -> list[Example]:
    """Every screen that a page shows."""
    return [one for page in PAGES for one in examples(page) if one.lines]


def not_printed(example: Example, printed: str) -> list[str]:
    """Lines of a screen on a page that are not on the real one."""
    return [line for line in example.lines if line.strip() != LEFT_OUT and line not in printed.splitlines()]


def test_every_screen_stands_under_the_command_that_prints_it():
    screens = [block for page in PAGES for block in blocks_of(page) if block.language == "text"]
    assert len(quoted()) == len(screens) >= 4


@pytest.mark.parametrize("page", dict.fromkeys(one.page for one in quoted() if one.quick), ids=name)
def test_what_a_page_quotes_of_quick_commands_is_what_they_print(page, tmp_path, monkeypatch, capsys):
    """In its order, in an empty folder, with the edit that it shows. Slow ones: test_claims_of_the_readme.py."""
    monkeypatch.chdir(tmp_path)
    edit = next(block.lines for block in blocks_of(page) if block.language == "toml")
    for example in filter(lambda one: one.quick, examples(page)):
        assert cli.main(example.words[1:]) == 0, example.words
        assert not_printed(example, capsys.readouterr().out) == []
        if example.words[1] == "new":
            change(tmp_path / example.words[2], edit)


def change(path: Path, edit: list[str]) -> None:
    """Uncomment the levers of an edit, each with its new value."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for new in edit:
        at = next(i for i, line in enumerate(lines) if line.startswith(f"# {new.partition(' ')[0]} = "))
        lines[at] = new
    path.write_text("\n".join(lines), encoding="utf-8")


def test_the_readme_tells_a_scenario_by_its_right_name():
    """Anything in backticks that looks like the pilot's family is one of the family."""
    for page in PAGES:
        for span in spans_of(page):
            if fnmatch(span, "rotherham*") and "." not in span:
                assert span in bundled(), span


def test_the_page_of_evidence_gives_the_pilots_values_as_they_are():
    pilot = load("rotherham_mental_health_pilot").scenario
    page = text_of(ROOT / "docs" / "evidence.md")
    reviews = pilot.reviews
    for number in (reviews.chance_of_discharge, reviews.odds_ratio_with_full_progress, pilot.support.chance_accepts):
        said = rf"\b{number.value} \({number.low}[–-]{number.high}\)"
        assert re.search(said, page), number


def test_the_pilots_published_figures_are_on_the_page_of_evidence():
    targets = targets_beside(bundled()["rotherham_mental_health_pilot"])[0]
    row = text_of(ROOT / "docs" / "evidence.md").partition("### 1b.")[2].partition("## 2.")[0]
    for target in targets.targets.values():
        assert re.search(rf"\b{target.published}\b", row), target.title


def test_the_readme_counts_what_is_assumed_in_the_pilot():
    rows = assumptions(load("rotherham_mental_health_pilot").scenario)
    grades = [row.grade for row in rows if row.grade in GRADES]
    said = f"Of the {len(grades)} graded values of the bundled pilot, {grades.count('assumed')} are assumed."
    assert said in (ROOT / "README.md").read_text(encoding="utf-8")
