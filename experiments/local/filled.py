"""What does a filled form come to? The scenario file that says the same, with only what differs; and the counts.

A form is read by the setting in the last column of each row, never by where the row stands. The values are written as
the file that extends the base, and read as one: so they are refused in the words for files, each at its own cell.
Invariant: an untouched form differs in nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from experiments.local.forms import (
    ALL_GRADE,
    ALL_SOURCE,
    COUNTS,
    FORM_OF,
    FORM_VERSION,
    GRADE,
    HEADS,
    HIGH,
    LOW,
    NEW,
    NOTES,
    NOW,
    QUESTION,
    READ_ME,
    SETTING,
    SHEETS,
    SOURCE,
    TITLE,
    VERSION,
    Setting,
    settings_of,
)  # fmt: skip
from experiments.local.grids import Cell, Grid, Line, Trouble, grids_of, letters, refused
from experiments.local.headings import headings_of
from experiments.local.reading import refuse_personal, returns_in
from experiments.local.returns import Returns
from sim.errors import ScenarioError, UnusableFile
from sim.faults import Fault, did_you_mean, dotted, printable, shown
from sim.loading import FORMER_NAMES, Loaded, bundled, laid_over, load, written
from sim.loading.plain_numbers import number_in_words, plain_number
from sim.loading.toml_files import WHOLE_NUMBER_AT_MOST, is_file, parsed
from sim.scenario.values import GRADES

Say = Callable[[str], None]  # a fault of one cell
NEW_FORM = "Make a new form: spsim template"
LETTERS_AT_MOST = 500  # of a cell: a line of a scenario file is not endless
TOO_LONG = f"The text is longer than {LETTERS_AT_MOST} letters. Keep the rest of it elsewhere."


@dataclass(frozen=True)
class FilledForm:
    """A scenario that extends its base, the text of its file, and what the service counts, if that was filled in.
    `values`: what differs, by path, and `unsourced`: those of them that say nothing of where they come from, and count
    as assumed; `moved`: settings of the base that are not as the form shows them."""

    loaded: Loaded
    text: str
    values: Mapping[str, object]
    unsourced: Sequence[str]
    returns: Returns | None
    moved: Sequence[str]


@dataclass
class _Form:
    """A form as it is read: its sheets, what Read me says, where each setting stands, and every fault so far."""

    name: str
    sheets: Mapping[str, Grid]
    said: Mapping[str, tuple[Line, Cell]]
    faults: list[Fault] = field(default_factory=list)
    where: dict[str, tuple[Grid, Line, int]] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)
    unsourced: list[str] = field(default_factory=list)

    def text(self, label: str) -> str:
        """What stands beside a label of Read me; nothing where that is blank."""
        _, cell = self.said.get(label, (None, None))
        return "" if cell is None or isinstance(cell, Trouble) else str(cell)


def read_form(path: Path, name: str, file: Path) -> FilledForm:
    """The scenario that a form describes, as if saved as `file`; the base is bundled, or stands beside that. `name`:
    what faults call the form. Raises UnusableFile, with every fault by sheet and cell."""
    grids = grids_of(path, name)
    refuse_personal(grids)
    form = _form(grids, name)
    base = _base(form, file)
    values = _values(form, base)
    returns = _returns(form)
    if form.faults:
        raise UnusableFile(form.faults)
    title = form.text(TITLE) or f"{base.scenario.title}, changed"
    question = {"question": form.text(QUESTION)} if form.text(QUESTION) else {}
    text = written(file.name, {**question, **values}, base.path.name, title)
    return FilledForm(_loaded(form, base, text, file), text, values, form.unsourced, returns, form.moved)


def _loaded(form: _Form, base: Loaded, text: str, file: Path) -> Loaded:
    """The scenario; what is wrong with a value is said at its cell."""
    layer = parsed(text, file, file.name)
    try:
        return laid_over(base, layer, file.stem)
    except ScenarioError as error:
        by_line = {line: path for steps, line in layer.lines.items() if (path := dotted(steps)) in form.where}
        raise UnusableFile(_at_its_cell(form, fault, by_line) for fault in error.faults) from None


def _at_its_cell(form: _Form, fault: Fault, by_line: Mapping[int, str]) -> Fault:
    """A fault of a line of the file that the form comes to, where people can put it right."""
    of_the_form = form.sheets[READ_ME], form.said[FORM_OF][0], 1
    grid, line, column = form.where.get(by_line.get(fault.line or 0, ""), of_the_form)
    return grid.fault(fault.message, line, column)


# ---------------------------------------------------------------- is it a form, and of what?


def _form(grids: Sequence[Grid], name: str) -> _Form:
    """The sheets of a form of this version."""
    sheets = {grid.sheet: grid for grid in grids}
    said = {
        str(line.at(0)): (line, line.at(1))
        for line in (sheets[READ_ME].lines if READ_ME in sheets else ())
        if isinstance(line.at(0), str)
    }
    if FORM_OF not in said or VERSION not in said:
        raise refused(
            name, f"This is not a form that spsim template made, or its sheet {READ_ME} has been changed. {NEW_FORM}."
        )
    version = said[VERSION][1]
    if version != FORM_VERSION:
        newer = isinstance(version, int) and version > FORM_VERSION
        age, do = (
            ("a newer", "Update yours, or make a new form")
            if newer
            else ("an older", "Make a new form, and copy the values into it")
        )
        line = said[VERSION][0]
        raise UnusableFile([sheets[READ_ME].fault(f"The form was made by {age} spsim. {do}: spsim template.", line, 1)])
    lacking = [sheet for sheet in (*SHEETS, COUNTS) if sheet not in sheets]
    if lacking:
        raise refused(name, f"The form has lost its sheet {' and '.join(lacking)}. Keep every sheet, filled in or not.")
    form = _Form(name, sheets, said)
    for key, label in (("title", TITLE), ("question", QUESTION)):
        if label in said:
            form.where[key] = sheets[READ_ME], said[label][0], 1
    return form


def _base(form: _Form, file: Path) -> Loaded:
    """The scenario that the form is of."""
    called = form.text(FORM_OF)
    if called in bundled() or called in FORMER_NAMES:
        return load(called)
    beside = file.with_name(Path(called).name or "?")
    if beside.name == called and is_file(beside):
        return load(beside)
    message = f"The form belongs to {printable(called, 60)}, which is neither bundled nor in the folder of {file.name}."
    raise UnusableFile([form.sheets[READ_ME].fault(message, form.said[FORM_OF][0], 1)])


def _returns(form: _Form) -> Returns | None:
    """The counts, if any month is filled in."""
    grid = form.sheets[COUNTS]
    headings = headings_of(grid)
    if headings is None:
        form.faults.append(grid.fault("The headings have been changed. " + NEW_FORM + "."))
        return None
    if not any(line.number > headings.line.number for line in grid.lines):
        return None
    try:
        return returns_in(grid, headings)
    except UnusableFile as error:
        form.faults += error.faults
        return None


# ---------------------------------------------------------------- rows


def _values(form: _Form, base: Loaded) -> dict[str, object]:
    """What differs, by path, in the order of the form."""
    values: dict[str, object] = {}
    for line, cell in form.said.values():
        if isinstance(cell, str) and len(cell) > LETTERS_AT_MOST:
            form.faults.append(form.sheets[READ_ME].fault(TOO_LONG, line, 1))
    if form.text(ALL_GRADE) and form.text(ALL_GRADE) not in GRADES:
        line, _ = form.said[ALL_GRADE]
        form.faults.append(form.sheets[READ_ME].fault(_not_a_grade(form.text(ALL_GRADE)), line, 1))
    for sheet, settings in settings_of(base).items():
        known = {setting.path: setting for setting in settings}
        for grid, line in _rows(form, sheet):
            path = str(line.at(SETTING))
            if path not in known:
                other = "the form belongs to another scenario, or that has changed since."
                meant = did_you_mean(path, known)
                message = f"{base.name} has no setting {printable(path, 60)} on this sheet: {other}{meant}"
                form.faults.append(grid.fault(message, line, SETTING))
                continue
            if path in form.where:
                first = form.where[path][1].number
                form.faults.append(
                    grid.fault(f"This setting is in row {first} already. Keep one of the two.", line, SETTING)
                )
                continue
            form.where[path] = grid, line, NEW
            setting = known[path]
            if not _same(line.at(NOW), setting.now):
                form.moved.append(path)
            filled = _filled(form, grid, line, setting)
            if filled is not None:
                values[path] = filled
                if setting.has_evidence and not (isinstance(filled, Mapping) and "source" in filled):
                    form.unsourced.append(path)
    form.faults += _prices_without_a_year(form, values)
    return values


def _rows(form: _Form, sheet: str) -> Iterator[tuple[Grid, Line]]:
    """The rows of a sheet that have a setting."""
    grid = form.sheets[sheet]
    heads = [*HEADS, *NOTES]
    start = next((line.number for line in grid.lines if list(line.cells[: len(heads)]) == heads), None)
    if start is None:
        form.faults.append(grid.fault(f"The headings have been changed. {NEW_FORM}."))
        return
    for line in grid.lines:
        if line.number > start and line.at(SETTING) is not None:
            yield grid, line


def _filled(form: _Form, grid: Grid, line: Line, setting: Setting) -> object | None:
    """The value that a row states; None if it states nothing that differs."""
    before = len(form.faults)

    def at(column: int) -> Say:
        return lambda message: form.faults.append(grid.fault(message, line, column))

    stated = {n: line.at(n) for n in (NEW, LOW, HIGH, GRADE, SOURCE) if line.at(n) is not None}
    for n, cell in stated.items():
        if isinstance(cell, Trouble):
            at(n)(f"{HEADS[n]} {cell.message}.")
        elif isinstance(cell, str) and len(cell) > LETTERS_AT_MOST:
            at(n)(TOO_LONG)
    if not stated or len(form.faults) > before:
        return None
    if NEW not in stated:
        n = min(stated)
        at(n)(f"{HEADS[n]} is filled in, and New value ({letters(NEW)}{line.number}) is blank. Fill in both.")
        return None
    value = _of_its_kind(stated[NEW], setting, at(NEW))
    rest = _evidence(form, setting, stated, at)
    if value is None or len(form.faults) > before:
        return None
    changed = not _same(value, setting.now)
    if not changed and stated.keys() == {NEW}:
        return None
    return {"value": value, **rest} if rest else value


def _evidence(form: _Form, setting: Setting, stated: Mapping[int, Cell], at: Callable[[int], Say]) -> dict[str, object]:
    """The range, and where the value comes from: said in its row, or once for all."""
    found: dict[str, object] = {}
    for n, key in ((LOW, "low"), (HIGH, "high")):
        if n in stated:
            if not setting.has_range:
                at(n)(f"{HEADS[n]} does not belong to this setting.")
            elif (number := _number(stated[n], at(n))) is not None:
                found[key] = number
    source = str(stated.get(SOURCE) or (form.text(ALL_SOURCE) if setting.has_evidence else ""))
    grade = str(stated.get(GRADE) or (form.text(ALL_GRADE) if setting.has_evidence else ""))
    if grade and grade not in GRADES:
        if GRADE in stated:
            at(GRADE)(_not_a_grade(grade))
    elif setting.has_evidence and bool(source) != bool(grade) and grade != "assumed":
        lacks, n = ("grade", GRADE) if source else ("source", SOURCE)
        once = ALL_GRADE if source else ALL_SOURCE
        at(n)(f"The {lacks} is missing. State it here, or once for every row on the sheet {READ_ME} ({once}).")
    if setting.takes in ("number", "whole number"):
        found |= {key: said for key, said in (("grade", grade), ("source", source)) if said}
    elif GRADE in stated or SOURCE in stated:
        at(min(n for n in stated if n >= GRADE))("This setting is a decision: it has no grade and no source.")
    return found


def _not_a_grade(given: str) -> str:
    return f'"{printable(given, 20)}" is not a grade. Choose one of: {", ".join(GRADES)}.'


def _prices_without_a_year(form: _Form, values: Mapping[str, object]) -> Iterator[Fault]:
    """A new price in the pounds of an old year would be another price."""
    for path in values:
        above, _, name = path.rpartition(".")
        beside = f"{above}.price_year"
        if name.startswith("gbp") and beside in form.where:
            grid, line, _ = form.where[beside]
            if line.at(NEW) is None:
                row = form.where[path][1].number
                message = f"The price in row {row} is new. Say of which year, even if that is as it was."
                yield grid.fault(message, line, NEW)


# ---------------------------------------------------------------- cells


def _of_its_kind(cell: Cell, setting: Setting, fault: Say) -> object | None:
    """The value of a cell, of the kind that the setting takes; None if it is of another, which is then a fault."""
    match setting.takes:
        case "number" | "whole number":
            return _number(cell, fault)
        case "date":
            if isinstance(cell, datetime):
                return cell.date()
            fault(f"This takes a date, not {_what(cell)}. Type it as 1 April 2026, so that it becomes a date.")
            return None
        case "yes or no":
            said = {True: "yes", False: "no"}.get(cell) if isinstance(cell, bool) else str(cell).lower()
            if said in ("yes", "no"):
                return said == "yes"
            fault(f"This takes yes or no, not {_what(cell)}.")
            return None
    if not isinstance(cell, str):
        takes = "a year such as 2024/25" if setting.takes == "financial year" else "a text"
        fault(f"This takes {takes}, not {_what(cell)}.")
        return None
    if setting.takes == "choice" and cell not in setting.choices:
        fault(f"This takes one of {', '.join(setting.choices)}.{did_you_mean(cell, setting.choices)}")
        return None
    return cell


def _number(cell: Cell, fault: Say) -> int | float | None:
    """A number; one that was written as text is said, not guessed."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return int(cell) if float(cell).is_integer() and abs(cell) <= WHOLE_NUMBER_AT_MOST else cell
    written_so = (plain_number(cell) or number_in_words(cell)) if isinstance(cell, str) else ""
    fault(f"This takes a number, not {_what(cell)}.{f' Write {written_so}.' if written_so else ''}")
    return None


def _what(cell: Cell) -> str:
    """What stands in a cell, without the text of it."""
    return "a text" if isinstance(cell, str) else shown(cell)


def _same(one: object, other: object) -> bool:
    """Whether two cells say the same: a date with or without its midnight, yes or True, 1 or 1.0."""
    plain = [
        ("yes" if value else "no")
        if isinstance(value, bool)
        else value.date()
        if isinstance(value, datetime)
        else float(value)
        if isinstance(value, int | float)
        else value.strip()
        if isinstance(value, str)
        else value
        for value in (one, other)
    ]
    return bool(plain[0] == plain[1])
