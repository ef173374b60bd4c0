"""What goes to the board? Two pages of Word made from an answer, in page one's wording.

Sentences come from `words`, tables from `report`: nothing is worked out here, and nothing said that they do not say.
What is long is cut, and says so: the whole is in the report and the workbook. Texts of a scenario are cleaned on the
way in and can only ever be text.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from app import words
from app.provenance import Answer, date_of, in_one_line, precision_in_words
from app.report_sections.assumptions import assumed_list
from app.report_sections.bridge import bridge_table
from app.report_sections.cleaning import cleaned, kept_together
from app.report_sections.people import gains_table
from app.report_sections.shapes import Table
from app.words import Facts

LANGUAGE, FONT = "en-GB", "Arial"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a part of a packed file can bear: its own date is among its properties
INK, QUIET, PALE, RULE = RGBColor(0x1D, 0x35, 0x57), RGBColor(0x59, 0x59, 0x59), "E8EDF3", "A9B4C2"
BODY, SMALL, TINY, IN_TABLES = Pt(9), Pt(7.5), Pt(7), Pt(7.5)
# What there is room for: characters of texts, then rows and sentences.
QUESTION, SENTENCE, CELL, TITLE = 180, 400, 76, 36
LEVELS, OPTIONS, CHANGES, SWINGS, LIMITS = 6, 5, 6, 5, 9
ROOM = 17.4  # cm between the margins
PAGE, HEADING, BETWEEN = 770, 20, 2  # points: of a page with something to spare, a heading, two paragraphs


def write_brief(answer: Answer, path: Path) -> None:
    """Write the brief of an answer."""
    clean = cleaned(answer)
    first = clean["scenarios"][0]
    paper = a4(first, in_one_line(clean), date_of(clean))
    page_one(paper, clean, first)
    page_two(paper, clean, first)
    path.write_bytes(same_bytes(paper))


def short(text: str, most: int) -> str:
    """No more of a text than there is room for."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


# ---------------------------------------------------------------- what it says


def page_one(paper: Document, answer: Answer, first: Facts) -> None:
    """The question, the comparator, the answer, the people, the bridge."""
    paper.add_paragraph(short(words.question_of(first), QUESTION), "Title")
    said(paper, "Compared with", words.comparator_in_words(first))
    say(paper, short(f"{words.setting_in_words(first)} {words.channels_in_words(first)}", SENTENCE))
    several = answer["scenarios"][1:]
    warnings, room = words.before_you_read_on(first), 1 if several else 2
    for warning in warnings[:room]:
        said(paper, "Warning", short(warning, SENTENCE // 2))
    if len(warnings) > room:
        say(paper, f"More warnings are in the report: {len(warnings) - room}.", SMALL)
    paper.add_heading("The answer", 1)
    say(paper, words.answer_in_words(first), Pt(10.5))
    if len(several) == 1 and answer["comparisons"]:
        titles = {scenario["name"]: short(scenario["title"], TITLE) for scenario in answer["scenarios"]}
        say(paper, words.comparison_in_words(answer["comparisons"][0], titles))
    if who := words.who_pays(first):
        say(paper, short(who, SENTENCE // (2 if several else 1)))
    if several:
        paper.add_heading("The options", 1)
        table(paper, options_table(answer["scenarios"]))
    paper.add_heading("People", 1)
    say(paper, " ".join(words.people_in_words(first)))
    paper.add_heading("From headline to bankable", 1)
    if bridge := bridge_table(first):
        table(paper, bridge)
    else:
        say(paper, "There is no bridge: follow-up is shorter than a year.")


def page_two(paper: Document, answer: Answer, first: Facts) -> None:
    """What would change the answer, who gains, how sure, what is assumed, how it was made. What is assumed gets the
    room that the rest leaves."""
    changes, gains = [*swings(first), *words.what_would_change(first)][:CHANGES], gains_table(first)
    sure = words.how_sure(first, int(answer["made"]["replications"]))
    limits, headline = few(words.cannot_tell(first), LIMITS), words.headline_in_words(first)
    graded = f"Of {len(first['assumptions'])} values, {words.grades_in_words(first)}."
    precision, made = precision_in_words(answer["precision"]), how_made(answer)
    used = (
        6 * HEADING
        + sum(height(f"{one.name}: {one.text}") for one in [*changes, *sure])
        + sum(height(text) for text in [*limits, precision or "", headline or ""])
        + sum(height(text, SMALL) for text in [graded, *made])
        + (85 + 14 * len(gains.rows[:LEVELS]) if gains else 0)
    )
    heading = paper.add_heading("What would change the answer" if changes else "How sure", 1)
    heading.paragraph_format.page_break_before = True
    for change in changes:
        said(paper, change.name, short(change.text, 2 * SENTENCE), "List Bullet")
    if gains:
        paper.add_heading("Who gains", 1)
        more = len(gains.rows) - LEVELS
        note = f"{gains.note} {more} more groups are in the workbook." if more > 0 else gains.note
        table(paper, gains._replace(rows=gains.rows[:LEVELS], note=note))
    if changes:
        paper.add_heading("How sure", 1)
    for one in sure:
        said(paper, one.name, one.text, "List Bullet")
    say(paper, precision or "")
    paper.add_heading("What this cannot tell", 1)
    for sentence in limits:
        say(paper, sentence, style="List Bullet")
    paper.add_heading("Assumed, not measured", 1)
    say(paper, f"{graded} Assumed: {assumed(first, characters(PAGE - used, SMALL))}", SMALL)
    if headline:
        said(paper, "Published headline", headline)
    paper.add_heading("How to make this answer again", 1)
    for line in made:
        say(paper, line, SMALL)


def swings(scenario: Facts) -> list[words.Said]:
    """Which inputs move net cash most between their low and their high, where that was run."""
    rows = (scenario.get("swings") or {"rows": []})["rows"][:SWINGS]
    moved = [
        f"{short(words.assumption_title(row), CELL)} ({row['low']:,g} to {row['high']:,g}{' times' * row['times']}): "
        + " to ".join(words.pounds(row["net"][f"at_{end}"], row["net"]["swing_half_width"]) for end in ("low", "high"))
        for row in rows
    ]
    return [words.Said("What moves net cash most, from its low to its high", f"{'; '.join(moved)}.")] if moved else []


def few(sentences: Sequence[str], most: int) -> list[str]:
    """No more sentences than there is room for: the first, and the last two, which hold for every answer."""
    cut = [short(sentence, SENTENCE * 3 // 4) for sentence in sentences]
    if len(cut) <= most:
        return cut
    return [*cut[: most - 3], f"{len(cut) - most + 1} more limits are in the report.", *cut[-2:]]


def how_made(answer: Answer) -> list[str]:
    """The command, and each scenario's hash."""
    made = answer["made"]
    long = 64 if len(answer["scenarios"]) == 1 else 16
    hashes = [f"{short(one['name'], TITLE)}: SHA-256 {one['hash'][:long]}" for one in answer["scenarios"][:OPTIONS]]
    command = [f"{short(str(made['command']), SENTENCE)} with spsim {made['version']}."] if "command" in made else []
    return [*command, "; ".join(hashes)]


def characters(height: float, size: Any) -> int:
    """How many characters go into a height, at a size: a character is half as wide as it is high, about."""
    return max(0, int(height / (1.21 * size.pt))) * int(Cm(ROOM).pt / (0.5 * size.pt))


def height(text: str, size: Any = BODY) -> float:
    """How high a paragraph is, about."""
    return (1 + len(text) // int(Cm(ROOM - 0.7).pt / (0.5 * size.pt))) * 1.21 * size.pt + BETWEEN if text else 0


def assumed(scenario: Facts, room: int) -> str:
    """What is assumed, shortly: as many values as there is room for."""
    rows = assumed_list(scenario)
    text, shown = "", 0
    for title, value in rows:
        part = f"{'; ' if text else ''}{short(title, CELL)} {short(value, CELL)}"
        if len(text) + len(part) > room:
            break
        text, shown = text + part, shown + 1
    left = len(rows) - shown
    if not left:
        return f"{text}." if text else "none."
    return f"{text}; and {left} more, in the report and the workbook." if text else "see the report and the workbook."


def options_table(scenarios: Sequence[Facts]) -> Table:
    """Usual care and every option on one line each."""
    shared = set.intersection(*(set(words.horizons(scenario)) for scenario in scenarios))
    horizon = max(shared, default=None)
    discharged = f"discharged_in_{horizon}y"
    reviewed = all(discharged in words.outcomes(scenario) for scenario in scenarios)
    names = ("capacity", "cash", "service", "net") if horizon else ()
    head = ["Option", "Half wait at most"]
    head += [f"Discharged in {words.years(horizon)}"] if horizon and reviewed else []
    head += [words.steps(scenarios[0], horizon)[name]["title"] for name in names] if horizon else []
    first = words.outcomes(scenarios[0])
    usual = ["Usual care", "not offered"]
    usual += [words.with_error(first[discharged]["usual"])] if horizon and reviewed else []
    rows = [[*usual, *("£0" for _ in names)]]
    for scenario in scenarios[:OPTIONS]:
        wait = scenario["waits"]["link_worker"]
        same = sum(other["title"] == scenario["title"] for other in scenarios) > 1
        title = scenario["name"] if same else scenario["title"]
        cells = [short(title, TITLE), words.weeks(wait["median_weeks"]) if wait["joined"] else "nobody waits"]
        if horizon:
            cells += [words.with_error(words.outcomes(scenario)[discharged]["programme"])] if reviewed else []
            of = words.steps(scenario, horizon)
            cells += [
                f"{words.pounds(of[name]['mean'], of[name]['half_width'])} "
                f"{words.plus_minus(of[name]['half_width'], words.pounds)}"
                for name in names
            ]
        rows.append(cells)
    over = f" Money over {words.years(horizon)}, each against its own usual care." if horizon else ""
    more = len(scenarios) - OPTIONS
    left = f" {more} more options are in the workbook." if more > 0 else ""
    note = f"Means ± simulation error; plus is good for the budget.{over}{left}"
    return Table("Usual care and the options side by side", head, rows, note=note)


# ---------------------------------------------------------------- how it looks


def a4(first: Facts, foot: str, made_on: datetime) -> Document:
    """An empty A4 document in British English, with its styles, its title and what stands at the foot of each page."""
    paper = docx.Document()
    section = paper.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(1.4), Cm(1.5)
    section.header_distance = section.footer_distance = Cm(0.7)
    of_file = paper.core_properties
    of_file.title = short(words.question_of(first), 250)
    of_file.subject, of_file.author, of_file.last_modified_by = "Social prescribing, simulated", "spsim", "spsim"
    of_file.comments, of_file.keywords, of_file.language = short(foot, 250), "", LANGUAGE
    of_file.created = of_file.modified = made_on
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    style(paper, "Normal", BODY, after=3)
    style(paper, "Title", Pt(15), after=4, bold=True, colour=INK)
    style(paper, "Heading 1", Pt(11), before=6, after=2, bold=True, colour=INK)
    style(paper, "List Bullet", BODY, after=1.5)
    style(paper, "Caption", SMALL, before=2, after=2, bold=True, colour=INK)
    for part in [p for name in ("pBdr", "spacing") for p in paper.styles["Title"].element.iter(qn(f"w:{name}"))]:
        if part.get(qn("w:after")) is None:  # a rule below it, and letters set apart
            part.getparent().remove(part)
    line = section.footer.paragraphs[0]
    line.style = paper.styles["Normal"]
    line.add_run(f"{foot} · page ").font.size = TINY
    field(line, "PAGE")
    line.add_run(" of ").font.size = TINY
    field(line, "NUMPAGES")
    return paper


def style(
    paper: Document,
    name: str,
    size: Any,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    colour: RGBColor | None = None,
) -> None:
    """A style in our font, whatever the theme says."""
    of: Any = paper.styles[name]
    of.font.name, of.font.size, of.font.bold, of.font.italic = FONT, size, bold, False
    of.font.color.rgb = colour or RGBColor(0, 0, 0)
    fonts = of.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)
    of.paragraph_format.space_before, of.paragraph_format.space_after = Pt(before), Pt(after)
    of.paragraph_format.line_spacing = 1.05


def field(line: Paragraph, name: str) -> None:
    """A field that Word fills in: the page, the number of pages."""
    for kind in ("begin", "instr", "separate", "text", "end"):
        run = line.add_run("1" if kind == "text" else "")
        run.font.size = TINY
        if kind == "instr":
            part = OxmlElement("w:instrText")
            part.text = name
            run._r.append(part)
        elif kind != "text":
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
            run._r.append(part)


def say(paper: Document, text: str, size: Any = None, style: str = "Normal") -> None:
    """A sentence or more, its intervals set apart."""
    if text:
        spoken(paper.add_paragraph(style=style), text, size)


def said(paper: Document, name: str, text: str, style: str = "Normal") -> None:
    """A sentence under the words by which it is found."""
    line = paper.add_paragraph(style=style)
    line.add_run(f"{name}: ").bold = True
    spoken(line, text, None)


def spoken(line: Paragraph, text: str, size: Any) -> None:
    """A text in runs: what stands in square brackets is quieter."""
    rest = text
    while rest:
        before, bracket, rest = rest.partition("[")
        inside, closed, after = rest.partition("]")
        parts = [(before, False), (f"[{inside}]", True)] if bracket and closed else [(before + bracket + inside, False)]
        for part, quiet in parts:
            if part:
                run = line.add_run(kept_together(part))
                if size:
                    run.font.size = size
                if quiet:
                    run.font.color.rgb = QUIET
        rest = after


def table(paper: Document, of: Table) -> None:
    """A table with its caption, a heading row that is repeated, and its note."""
    paper.add_paragraph(of.caption, "Caption").paragraph_format.keep_with_next = True
    made = paper.add_table(rows=1 + len(of.rows), cols=len(of.head))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    described(made, of)
    widths = widths_of(of)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for i, (line, cells) in enumerate(zip(made.rows, [of.head, *of.rows], strict=True)):
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if i == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for j, (cell, text, width) in enumerate(zip(line.cells, cells, widths, strict=True)):
            cell.width = width
            strong = i == 0 or i - 1 in of.strong
            fill(cell, short(text, CELL), strong=strong, number=j >= of.words)
            if strong:
                shade(cell)
    if of.note:
        say(paper, of.note, TINY)


def widths_of(of: Table) -> list[Any]:
    """Columns shared out by their longest text: one that can be broken gives way to those that cannot."""
    wanted = []
    for j, head in enumerate(of.head):
        longest = max([len(short(row[j], CELL)) for row in of.rows], default=0)
        wanted.append(min(max(longest, 1.25 * max(map(len, head.split())) + 1, 7), 40 if j < of.words else 21) + 2)
    return [Cm(ROOM * width / sum(wanted)) for width in wanted]


def described(made: Any, of: Table) -> None:
    """What a screen reader says of a table, which cells are headings, and thin rules between its rows."""
    properties = made._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    margins = OxmlElement("w:tblCellMar")
    for side, size in (("left", "60"), ("right", "60")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), size)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = OxmlElement("w:tblLook")
    for name, value in (("val", "00A0"), ("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "1"), ("noVBand", "1")):
        look.set(qn(f"w:{name}"), value)
    caption, description = OxmlElement("w:tblCaption"), OxmlElement("w:tblDescription")
    caption.set(qn("w:val"), of.caption)
    description.set(qn("w:val"), short(of.note or of.caption, 250))
    for part in (borders, properties.find(qn("w:tblLayout")), margins, look, caption, description):
        if part is not None:
            properties.append(part)  # in the schema's order; what is there already moves to its place


def fill(cell: _Cell, text: str, *, strong: bool, number: bool) -> None:
    """A cell's text."""
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = line.paragraph_format.space_before = Pt(0.8)
    if number:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = line.add_run(kept_together(text))
    run.font.size, run.bold = IN_TABLES, strong


def shade(cell: _Cell) -> None:
    """A pale ground for headings and totals."""
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", PALE)):
        ground.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(ground)


def same_bytes(paper: Document) -> bytes:
    """The file, packed without the hour at which it was: the same answer makes the same bytes."""
    packed, whole = BytesIO(), BytesIO()
    paper.save(packed)
    with ZipFile(packed) as parts, ZipFile(whole, "w", ZIP_DEFLATED) as out:
        for name in parts.namelist():
            out.writestr(ZipInfo(name, EARLIEST), parts.read(name), ZIP_DEFLATED)
    return whole.getvalue()
