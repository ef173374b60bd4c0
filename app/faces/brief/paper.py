"""How does the brief look? A4 in British English: its styles, paragraphs and tables, and how full a page is."""

from collections.abc import Sequence
from io import BytesIO
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
from app.faces.brief.room import (
    BODY,
    CELL,
    HEADING,
    IN_TABLES,
    PAGE,
    ROOM,
    TINY,
    Drawn,
    Section,
    height,
    height_of,
    widths_of,
)
from app.faces.page.setting import kept_together
from app.provenance import date_of, in_one_line
from app.tables.table import Shown
from app.words import short
from experiments.answer import Answer

LANGUAGE, FONT = "en-GB", "Arial"
INK, QUIET, PALE, RULE = RGBColor(0x1D, 0x35, 0x57), RGBColor(0x59, 0x59, 0x59), "E8EDF3", "A9B4C2"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a part of a packed file can bear: its own date is among its properties


class Paper:
    """A document that knows, about, how much of its page is filled."""

    def __init__(self, answer: Answer) -> None:
        self.document = a4(answer)
        self.used, self.turning = 0.0, False  # points of this page; whether what is next begins another

    def title(self, text: str) -> None:
        """What is asked."""
        self.document.add_paragraph(text, "Title")
        self.used += height(text, Pt(16))

    def turn(self) -> None:
        """What is written next begins a page."""
        self.turning, self.used = True, 0.0

    def heading(self, text: str) -> None:
        """A heading."""
        self.begun(self.document.add_heading(text, 1))
        self.used += HEADING

    def begun(self, line: Paragraph) -> Paragraph:
        """A paragraph, which begins a page if one was turned."""
        if self.turning:
            line.paragraph_format.page_break_before = True
        self.turning = False
        return line

    def say(self, text: str, size: Any = BODY) -> None:
        """A sentence or more, its intervals set apart."""
        if text:
            spoken(self.begun(self.document.add_paragraph()), text, size)
            self.used += height(text, size)

    def said(self, one: words.Sentence, size: Any = BODY) -> None:
        """A sentence under the words by which it is found, if there are any."""
        line, name = self.begun(self.document.add_paragraph()), f"{one.name}: " if one.name else ""
        if name:
            run = line.add_run(name)
            run.bold, run.font.size = True, size
        spoken(line, one.text, size)
        self.used += height(name + one.text, size)

    def fill(self, sections: Sequence[Section], keep: float = 0.0) -> list[Section]:
        """Write those for which there is room on this page, in their order; the others, or the rest of one, are given
        back. `keep`: points for what follows."""
        left, kept = [], keep + sum(section.high for section in sections if section.must)
        for section in sections:
            kept -= section.high if section.must else 0.0
            now, rest = section, Section()
            if not section.must:
                now, rest = section.within(PAGE - self.used - kept)
            self.section(now)
            left += [] if rest.empty else [rest]
        return left

    def has_room_for(self, of: Section) -> bool:
        """Whether it fits on what is left of this page."""
        return self.used + of.high <= PAGE

    def section(self, of: Section) -> None:
        """What stands under a heading; nothing where there is nothing."""
        if of.empty:
            return
        if of.heading:
            self.heading(of.heading)
        if of.picture:
            self.picture(of.picture)
        if of.table:
            self.table(of.table)
        for one in of.said:
            self.said(one, of.size)

    def picture(self, of: Drawn) -> None:
        """A picture across the page, with its words for those who do not see it."""
        line = self.begun(self.document.add_paragraph())
        shape = line.add_run().add_picture(BytesIO(of.png), width=Cm(ROOM))
        shape._inline.docPr.set("descr", of.alt)
        self.used += of.high

    def table(self, of: Shown) -> None:
        """A table with a heading row that is repeated, and its note."""
        filled(self.document, of)
        if of.note:
            spoken(self.document.add_paragraph(), of.note, TINY)
        self.used += height_of(of)

    def same_bytes(self) -> bytes:
        """The file, packed without the hour at which it was: the same answer makes the same bytes."""
        packed, whole = BytesIO(), BytesIO()
        self.document.save(packed)
        with ZipFile(packed) as parts, ZipFile(whole, "w", ZIP_DEFLATED) as out:
            for name in parts.namelist():
                out.writestr(ZipInfo(name, EARLIEST), parts.read(name), ZIP_DEFLATED)
        return whole.getvalue()


def a4(answer: Answer) -> Document:
    """An empty A4 document in British English, with its styles, its title and what stands at the foot of each page."""
    paper, question, foot = docx.Document(), words.question_of(answer.scenarios[0]), in_one_line(answer)
    section = paper.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(1.4), Cm(1.5)
    section.header_distance = section.footer_distance = Cm(0.7)
    of_file = paper.core_properties
    of_file.title = short(question, 250)
    of_file.subject, of_file.author, of_file.last_modified_by = "Social prescribing, simulated", "spsim", "spsim"
    of_file.comments, of_file.keywords, of_file.language = short(foot, 250), "", LANGUAGE
    of_file.created = of_file.modified = date_of(answer)
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    style(paper, "Normal", BODY, after=3)
    style(paper, "Title", Pt(15), after=4, bold=True, colour=INK)
    style(paper, "Heading 1", Pt(11), before=6, after=2, bold=True, colour=INK)
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


def filled(paper: Document, of: Shown) -> None:
    """A table with a heading row that is repeated."""
    made = paper.add_table(rows=1 + len(of.rows), cols=len(of.head))
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    described(made, of)
    widths = [Cm(width) for width in widths_of(of)]
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


def described(made: Any, of: Shown) -> None:
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
