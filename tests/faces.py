"""What people see of every bundled scenario and of four pairs: has any of it moved?

    python -m tests.faces --check [NAME ...]    what moved, a line each; silent, and exit code 0, if nothing did
    python -m tests.faces FOLDER [NAME ...]     the texts themselves, to compare those of two commits with diff -r

Each face of an answer (terminal, JSON, page, brief, workbook, CSV) is cut into sections by its own headings, tables and
sheets; of each section a digest is on file (tests/regression/faces/NAME.txt), and no more. `make accept` rewrites them
and prints what moved. How a face looks (mark-up, styles, charts) has sections of its own beside what it says. The order
of keys in JSON does not count; everything else does. Only the command line is called: nothing here knows what is inside
`app`, so all of that may be rebuilt under it. Versions are left out, and the day is always the same.
"""

import io
import json
import os
import platform
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

from app import cli

ON_FILE = Path(__file__).parent / "regression" / "faces"
Sections = dict[str, str]  # what stands under each heading of a face, in order
Faces = dict[str, Sections]

NOON = "1763726400"  # of 21 November 2025, in seconds since 1970
HOW = ["--quiet", "--jobs", "1"]
FEW = ["--seed", "1", "--replications", "4"]
WITHOUT = ["--no-swings"]
PAIRS = {
    "pilot_or_third_post": ["rotherham_mental_health_pilot", "third_post"],
    "post_or_places_for_ninety_waiting": ["backlog_90_temporary_post", "posts_or_places_same_money", *WITHOUT],
    "other_years_and_prices": [
        *("rotherham_mental_health_pilot", "rising_budget_three_years", *WITHOUT),
        *("--within", "1000", "--max-replications", "4", "--pounds-of", "2024/25", "--discount-first-year"),
        *("--optimism-cost", "20", "--optimism-effect", "10"),
    ],
    "primary_care_with_and_without_a_queue": ["older_people_loneliness", "older_people_loneliness_with_a_queue"],
}
PILOT = "rotherham_mental_health_pilot"
WITH_SWINGS = (PILOT, "supported_discharge_secondary", "work_pathway_ips", "part_funded_post_taken_up")
CHECKED = (
    *WITH_SWINGS,
    *("bare_queue", "ninety_waiting", "primary_care_link_workers", "rotherham_long_term_conditions", "third_post"),
)
COMMANDS = {
    "list": ["list"],
    "schema": ["schema"],
    **{f"explain person {n}": ["explain", PILOT, "--person", str(n), "--seed", "1"] for n in (3, 17)},
    "explain a return": ["explain", "supported_discharge_secondary", "--person", "30", "--seed", "1"],
    "break-even of a price": [
        *("break-even", PILOT, "costs.secondary_care.cashable_share", "--low", "0", "--high", "1", *FEW, *HOW),
    ],
    "break-even of posts": [
        *("break-even", "third_post", "link_workers.posts", "--low", "1", "--high", "4", "--of", "capacity"),
        *(*FEW, *HOW),
    ],
    **{
        f"validate {name}": ["validate", name, *FEW, *HOW]
        for name in (PILOT, "primary_care_link_workers", "work_pathway_ips")
    },
    **{
        f"what-if {name}": ["what-if", name, "--replications", "4", *HOW]
        for name in ("third_post", "flat_cash_three_years", "older_people_loneliness_with_a_queue")
    },
    "log": ["log", "third_post", "--seed", "1"],
    "log of a world": ["log", "third_post", "--replication", "2", "--world", "usual", "--seed", "1"],
    "lessons": ["lesson"],
    "lesson 2": ["lesson", "2", "--predict", "1", "--seed", "1", "--quiet"],
    "script of lesson 1": ["lesson", "1", "--script"],
    "no such scenario": ["run", "third_pots"],
    "no such person": ["explain", PILOT, "--person", "9999"],
    "no such value": ["break-even", PILOT, "link_workers.pots", "--low", "1", "--high", "2"],
    "no such option": ["run", PILOT, "--replication", "2"],
}
ALL_COMMANDS = "all_commands"
FILES = {
    "--json-file": "answer.json",
    "--report": "page.html",
    "--docx": "brief.docx",
    "--xlsx": "workbook.xlsx",
    "--csv": "tables",
}


# ---------------------------------------------------------------- what is on file, and what moved


def names() -> list[str]:
    """Every bundled scenario, the pairs, and the commands that are about no answer to `run`."""
    return [*scenarios(), *PAIRS, ALL_COMMANDS]


@cache
def scenarios() -> list[str]:
    """Those that come with the program, as it lists them itself."""
    return sorted(one["name"] for one in json.loads(said(["list", "--json"]).text)["scenarios"])


def digests(faces: Faces) -> str:
    """A line for each section, in order."""
    rows = ((face, *row) for face, sections in faces.items() for row in sections.items())
    return "".join(f"{sha256(text.encode()).hexdigest()[:12]}  {face} | {name}\n" for face, name, text in rows)


def moved(name: str, new: str) -> list[str]:
    """What is not as it is on file: scenario, face, section, and how."""
    file = ON_FILE / f"{name}.txt"
    if not file.exists():
        return [f"{name}: new"]
    before, after = (_by_section(lines) for lines in (file.read_text(encoding="utf-8"), new))
    found = [f"{name}: {what}" for what in after if what in before and before[what] != after[what]]
    found += [f"{name}: {what}: gone" for what in before if what not in after]
    found += [f"{name}: {what}: new" for what in after if what not in before]
    return found or ([] if list(before) == list(after) else [f"{name}: the order of sections"])


def _by_section(lines: str) -> dict[str, str]:
    digests_of = (line.split("  ", 1) for line in lines.splitlines())
    return {what: digest for digest, what in digests_of}


def accept() -> None:
    """Put on file what is there now, and print what moved."""
    ON_FILE.mkdir(exist_ok=True)
    for name in names():
        new = digests(faces(name))
        for line in moved(name, new):
            print(line, flush=True)
        (ON_FILE / f"{name}.txt").write_text(new, encoding="utf-8")
    for file in sorted(ON_FILE.glob("*.txt")):
        if file.stem not in names():
            print(f"{file.stem}: gone")
            file.unlink()


def check(some: Sequence[str]) -> bool:
    """Whether all is as it is on file; what is not, printed."""
    lines = [line for name in some for line in moved(name, digests(faces(name)))]
    print("".join(f"{line}\n" for line in lines), end="")
    return not lines


def write(folder: Path, some: Sequence[str]) -> None:
    """Every section in full: a folder for each name, a file for each face."""
    for name in some:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for face, sections in faces(name).items():
            text = "".join(f"==== {heading}\n{said}\n" for heading, said in sections.items())
            (folder / name / f"{face}.txt").write_text(text, encoding="utf-8")


# ---------------------------------------------------------------- what is seen


def faces(name: str) -> Faces:
    """Everything that people see of a scenario, of a pair, or of the other commands."""
    if name == ALL_COMMANDS:
        return dict(chain.from_iterable(both(label, words) for label, words in COMMANDS.items())) | log_in_a_folder()
    if name in PAIRS:
        return answer(["compare", *PAIRS[name], "--all"])
    found = answer(["run", name, *(["--all"] if name in WITH_SWINGS else WITHOUT)])
    for word in ("check", "show") if name in CHECKED else ():
        found |= both(word, [word, name])
    return found


def answer(words: Sequence[str]) -> Faces:
    """An answer on the terminal (one screen, or all of it) and in every file."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        files = [str(word) for option, file in FILES.items() for word in (option, folder / file)]
        events = [] if "--no-swings" in words or words[0] != "run" else ["--events", str(folder / "events.csv")]
        terminal = said([*words, *FEW, *HOW, *files, *events])
        found = {
            "terminal": by_paragraph(terminal.text),
            "json": by_key((folder / "answer.json").read_text(encoding="utf-8")),
            "csv": {file.name: neutral(_exact(file)) for file in sorted((folder / "tables").iterdir())},
            **page(neutral(_exact(folder / "page.html"))),
            **brief(folder / "brief.docx"),
            **workbook(folder / "workbook.xlsx"),
        }
        if events:
            found["csv"]["events.csv"] = _exact(folder / "events.csv")
    if "--within" in words:  # of one answer, or all would be worked out twice: the file has all of it, and the day
        found["json"]["(as printed)"] = canonical(said([*words, *FEW, *HOW, "--json"]).text)
    return found


def both(label: str, words: Sequence[str]) -> Iterator[tuple[str, Sections]]:
    """What a command prints as text and as JSON."""
    yield f"{label}, terminal", by_paragraph(said(words).text)
    printed = said([*words, "--json"]).text
    yield f"{label}, json", by_key(printed) if printed.startswith("{") else by_paragraph(printed)


def log_in_a_folder() -> Faces:
    """The log in a folder, explained."""
    with TemporaryDirectory() as made:
        folder = Path(made) / "log"
        printed = said([*COMMANDS["log"], "--csv", str(folder)]).text.replace(made, "")
        return {
            "log, csv": {"(printed)": printed} | {file.name: neutral(_exact(file)) for file in sorted(folder.iterdir())}
        }


class Sentence(NamedTuple):
    """What a command printed, what it said beside that, and its exit code."""

    text: str
    code: int


def said(words: Sequence[str]) -> Sentence:
    """What the command line answers: stdout, then messages and the exit code, where there are any and it is not 0."""
    out, beside = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(beside), patch.dict(os.environ, {"SOURCE_DATE_EPOCH": NOON}):
        code = cli.main(list(words))
    messages = f"\n\n(messages)\n{beside.getvalue()}" if beside.getvalue() else ""
    exit_code = f"\n\n(exit code)\n{code}" if code else ""
    return Sentence(neutral(out.getvalue() + messages + exit_code), code)


def neutral(text: str) -> str:
    """Without the versions of the program and of Python."""
    return text.replace(platform.python_version(), "PYTHON").replace(version(), "VERSION")


@cache
def version() -> str:
    """As the program says it: 'spsim 1.2.3'."""
    out = io.StringIO()
    with redirect_stdout(out):
        cli.main(["--version"])
    return out.getvalue().strip()


def _exact(file: Path) -> str:
    return file.read_bytes().decode("utf-8")


class Named(Sections):
    """Sections under headings that may repeat, and whose numbers are no part of their name."""

    def add(self, heading: str, text: str) -> None:
        name = first = re.sub(r"[−-]?£?\d[\d.,]*", "#", " ".join(heading.split()))[:60].strip() or "(no heading)"
        n = 1
        while name in self:
            n += 1
            name = f"{first} ({n})"
        self[name] = text


# ---------------------------------------------------------------- text and JSON


def by_paragraph(text: str) -> Sections:
    """Cut at empty lines; each part is known by its first line."""
    found = Named()
    for part in re.split(r"\n(?:[ ]*\n)+", text):
        if part.strip():
            found.add(part.strip().split("\n")[0], part)
    return found


def by_key(text: str) -> Sections:
    """Cut at the keys of the first two levels; items of a short list are cut alike. What is flat stays whole."""
    found: dict[str, object] = {}

    def cut(value: object, path: str, levels: int) -> None:
        if levels and isinstance(value, dict) and any(map(_nested, value.values())):
            found[f"{path}.(single values)"] = {key: one for key, one in value.items() if not _nested(one)}
            for key in sorted(filter(lambda key: _nested(value[key]), value)):
                cut(value[key], f"{path}.{key}", levels - 1)
        elif levels and isinstance(value, list) and 0 < len(value) <= 6 and all(map(_nested, value)):
            for n, one in enumerate(value):
                cut(one, f"{path}[{n}]", levels)
        else:
            found[path] = value

    body, rest = _json_and_rest(text)
    cut(_neutral_made(body), "", 2)
    sections = {
        path.lstrip("."): json.dumps(found[path], sort_keys=True, ensure_ascii=False, indent=1) for path in found
    }
    return sections | ({"(beside)": rest} if rest else {})


def _nested(value: object) -> bool:
    return isinstance(value, dict | list)


def canonical(text: str) -> str:
    """The same JSON whatever the order of its keys."""
    body, rest = _json_and_rest(text)
    return json.dumps(_neutral_made(body), sort_keys=True, ensure_ascii=False) + rest


def _json_and_rest(text: str) -> tuple[object, str]:
    """JSON, and the messages that may come after it."""
    body, end = json.JSONDecoder().raw_decode(text)
    return body, text[end:].strip()


def _neutral_made(body: object) -> object:
    """Without the version of the program, which stands alone in JSON."""
    if isinstance(body, dict) and isinstance(body.get("provenance"), dict):
        return {**body, "provenance": {**body["provenance"], "version": "VERSION", "python": "PYTHON"}}
    return body


# ---------------------------------------------------------------- page and brief


class _Page(HTMLParser):
    """What a page says, and its mark-up, heading by heading."""

    HEADINGS = ("h1", "h2", "h3", "h4")

    def __init__(self) -> None:
        super().__init__()
        self.above = ["(above)"]  # headings over what is read now
        self.opening: list[str] | None = None  # words of a heading that is not closed yet
        self.parts: list[tuple[str, list[str], list[str]]] = [("(above)", [], [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.HEADINGS:
            self.opening = []
            self.parts.append(("", [], []))
        known = " ".join(f'{key}="{" ".join((value or "").split())}"' for key, value in sorted(attrs))
        self.parts[-1][2].append(f"<{tag} {known}>")

    def handle_endtag(self, tag: str) -> None:
        self.parts[-1][2].append(f"</{tag}>")
        if tag in self.HEADINGS and self.opening is not None:
            level = self.HEADINGS.index(tag)
            heading = " ".join(" ".join(self.opening).split())
            self.above = [*self.above[: max(level - 1, 0)], heading] if level > 1 else [heading]
            self.parts[-1] = (" / ".join(one[:28] for one in self.above), *self.parts[-1][1:])
            self.opening = None

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if not words:
            return
        if self.opening is not None:
            self.opening.append(words)
        inside = self.cdata_elem is not None  # a style or a script
        self.parts[-1][2 if inside else 1].append(words)


def page(text: str) -> Faces:
    """What the page says under each heading, and how it is marked up."""
    reader = _Page()
    reader.feed(text)
    says = Named()
    looks: dict[str, str] = defaultdict(str)
    for heading, words, tags in reader.parts:
        says.add(heading, "\n".join(words))
        looks[heading.split(" / ")[0]] += "\n".join([*tags, ""])
    return {"page": says, "page, mark-up": looks}


def _xml(text: str) -> Xml.Element:
    return Xml.fromstring(text)  # noqa: S314 -- a file that we have just written


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def brief(file: Path) -> Faces:
    """What the brief says under each heading, its foot, and the mark-up of both."""
    with ZipFile(file) as parts:
        known = {name: neutral(parts.read(name).decode()) for name in parts.namelist() if name.endswith(".xml")}
    blocks: list[tuple[str, list[str]]] = [("(above)", [])]
    for block in _xml(known["word/document.xml"])[0]:
        style = block.find(f"{W}pPr/{W}pStyle")
        if style is not None and re.match("Heading|Title", style.get(f"{W}val", "")):
            blocks.append((_words(block), []))
        cells = list(block.iter(f"{W}tc")) or [block]
        blocks[-1][1].append(" | ".join(_words(cell) for cell in cells))
    says = Named()
    for heading, lines in blocks:
        says.add(heading, "\n".join(lines))
    feet = {name: text for name, text in known.items() if re.match("word/(footer|header)", name)}
    says |= {name: _words(_xml(text)) for name, text in feet.items()}
    looks = {"word/document.xml": known["word/document.xml"]} | feet
    looks = {name: re.sub(r"(<w:t)\b[^>]*>[^<]*", r"\1>", text) for name, text in looks.items()}
    return {"brief": says, "brief, mark-up": looks | {"properties": known["docProps/core.xml"]}}


def _words(element: Xml.Element) -> str:
    return "\n".join(
        "".join(run.text or "" for run in paragraph.iter(f"{W}t")) for paragraph in element.iter(f"{W}p")
    ) or "".join(run.text or "" for run in element.iter(f"{W}t"))


# ---------------------------------------------------------------- workbook

X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def workbook(file: Path) -> Faces:
    """Every cell, sheet by sheet: value, formula and number format; and how the sheets, charts and cells look."""
    with ZipFile(file) as parts:
        known = {
            name: neutral(parts.read(name).decode()) for name in parts.namelist() if name.endswith((".xml", ".rels"))
        }
    trees = {name: _xml(text) for name, text in known.items() if name.startswith("xl/")}
    strings = ["".join(t.text or "" for t in one.iter(f"{X}t")) for one in trees["xl/sharedStrings.xml"]]
    styles = trees["xl/styles.xml"]
    formats = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(f"{X}numFmt")}
    kinds = [_style(styles, one, formats) for one in styles.findall(f"{X}cellXfs/{X}xf")]
    targets = {one.get("Id"): one.get("Target") for one in trees["xl/_rels/workbook.xml.rels"]}
    says: Sections = {}
    looks: Sections = {}
    for sheet in trees["xl/workbook.xml"].iter(f"{X}sheet"):
        name, body = sheet.get("name", ""), trees[f"xl/{targets[sheet.get(ID)]}"]
        cells, drawn = [], []
        for cell in body.iter(f"{X}c"):
            number_format, style = kinds[int(cell.get("s", 0))]
            value = cell.findtext(f"{X}v", "")
            value = strings[int(value)] if cell.get("t") == "s" else value
            row = [cell.get("r"), cell.get("t", "n"), value, cell.findtext(f"{X}f", ""), number_format]
            cells.append("\t".join(map(str, row)))
            drawn.append(f"{cell.get('r')}\t{style}")
        for row in body.iter(f"{X}row"):
            row[:] = []
        says[name] = "\n".join(cells)
        looks[name] = "\n".join([*drawn, Xml.tostring(body, encoding="unicode")])
    seen_above = re.compile(r"xl/(worksheets/sheet|styles|sharedStrings|theme|_rels)")
    others = {part: text for part, text in known.items() if part.startswith("xl/") and not seen_above.match(part)}
    looks |= {"(book)": others.pop("xl/workbook.xml"), "(charts)": "\n".join(chain.from_iterable(others.items()))}
    looks |= {"properties": known["docProps/core.xml"], "conditional formats": _tags(styles.find(f"{X}dxfs"))}
    return {"workbook": says, "workbook, look": looks}


def _style(styles: Xml.Element, one: Xml.Element, formats: dict[str | None, str | None]) -> tuple[str, str]:
    """The number format of a kind of cell, and the rest of it, without the numbers that they go by in the file."""
    number = one.get("numFmtId")
    parts = [
        _tags(styles.findall(f"{X}{kind}s/{X}{kind}")[int(one.get(f"{kind}Id", 0))])
        for kind in ("font", "fill", "border")
    ]
    return formats.get(number) or f"built in: {number}", " ".join([*parts, *map(_tags, one)])


def _tags(element: Xml.Element | None) -> str:
    return "" if element is None else Xml.tostring(element, encoding="unicode").replace(X, "")


def main(words: Sequence[str]) -> int:
    """What was asked for above; the exit code."""
    if not words or words[0] in ("-h", "--help"):
        print(__doc__)
        return 2
    first, *some = words
    if unknown := [name for name in some if name not in names()]:
        print(f"Not known: {', '.join(unknown)}. Known: {', '.join(names())}.")
        return 2
    if first == "--check":
        return 0 if check(some or names()) else 1
    write(Path(first), some or names())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
