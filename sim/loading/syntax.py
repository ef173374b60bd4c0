"""What does TOML's reader refuse, in plain words? At the line where the statement begins."""

import re
import unicodedata

from sim.faults import SHOWN_AT_MOST, Fault, printable
from sim.loading.plain_numbers import plain_number

STATEMENT = re.compile(r"\s*(?P<key>[\w.\"' -]+?)\s*=\s*(?P<value>.*?)\s*(?:#.*)?")
TYPOGRAPHIC_QUOTES = "“”„‘’«»"
NO_VALUE = ("null", "none", "nil", "n/a", "na", "?", "-", "tbc", "unknown")
WORDS = r"[A-Za-z][\w .-]*|\d{4}/\d\d"  # text that lacks its quotes
BARE_WORD = "Text stands in quotes"


def syntax_fault(file: str, message: str, text: str) -> tuple[Fault, int]:
    """What TOML's reader says, in plain words, at the line where the statement begins; and the line where it ends."""
    lines = text.split("\n")
    at = re.search(r"\(at line (\d+), column (\d+)\)", message)
    number = ends = int(at[1]) if at else len(lines)
    what = re.sub(r"\s*\(at .*\)$", "", message)
    if "Cannot overwrite" in what or "Duplicate inline" in what:
        while (
            number > 1 and not STATEMENT.fullmatch(lines[number - 1]) and not lines[number - 1].lstrip().startswith("[")
        ):
            number -= 1  # the value that ends here began further up
    return Fault(file, number, _syntax_in_words(what, lines[number - 1])), ends


def _syntax_in_words(what: str, line: str) -> str:
    statement = STATEMENT.fullmatch(line)
    key, value = (statement["key"], statement["value"]) if statement else ("", "")
    name = printable(key, SHOWN_AT_MOST)
    if inner := re.search(r"Duplicate inline table key '(.*)'", what):
        return f"{printable(inner[1], SHOWN_AT_MOST)} is set twice in {name}. Keep one."
    if "Cannot overwrite" in what or "twice" in what or "immutable" in what:
        if statement:
            return f"{name} is set twice. Keep one."
        header = printable(line.strip(), SHOWN_AT_MOST)
        return f"{header} appears twice. Merge the two." if "twice" in what else f"{header} is already set further up."
    outside_texts = re.sub(r'"[^"]*"', "", line)
    if quote := next((c for c in outside_texts if c in TYPOGRAPHIC_QUOTES), None):
        return f'A typographic quote ({quote}) stands where a straight one (") is needed.'
    if space := next((c for c in outside_texts if c != " " and unicodedata.category(c) == "Zs"), None):
        kind = unicodedata.name(space).replace("NO-BREAK", "non-breaking").lower()
        return f"A {kind} stands where a plain space is needed. Type the space again."
    if "Invalid date" in what:
        return f"{name}: {printable(value, SHOWN_AT_MOST)} is not a date of the calendar."
    if statement and (advice := _value_in_words(value)):
        return f"{name} {advice}"
    if comma := re.search(r"([\w-]+)\s*=\s*£?(\d{1,3}(?:,\d{3})+)(?!\d)", outside_texts):
        return f"{comma[1]} is {comma[2]}: a number takes no comma. Write {comma[2].replace(',', '')}."
    if line.lstrip().startswith("[") and "table declaration" in what:
        header = printable(line.strip(), SHOWN_AT_MOST)
        return f"{header} is not a section header. Write [section], in letters, digits and _."
    if "Expected '=' after a key" in what:
        return "A setting is written: name = value."
    if "Illegal character '\\n'" in what:
        return "A text has no closing quote."
    return f"This is not TOML: {printable(what)}."


def _value_in_words(value: str) -> str:
    """What is wrong with a value that TOML's reader cannot read, where it is a usual slip."""
    if not value:
        return "has no value after the = sign."
    if value.lower() in NO_VALUE:
        return f"is {printable(value)}, which is not a value. Write one, or leave the line out."
    if number := plain_number(value):
        comma = ": a number takes no comma" if "," in value else ""
        return f"is {printable(value, SHOWN_AT_MOST)}{comma}. Write {number}."
    if re.fullmatch(r"(?i)true|false|yes|no", value):
        return f"is {value}. Write {'true' if value.lower() in ('true', 'yes') else 'false'}."
    if re.fullmatch(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}[/.]\d{1,2}[/.]\d{1,2}", value):
        return f"is {value}. Write dates as year-month-day: 2015-04-01."
    if re.fullmatch(WORDS, value):
        return f'is {printable(value, SHOWN_AT_MOST)}. {BARE_WORD}: "{printable(value, SHOWN_AT_MOST)}".'
    if with_unit := re.fullmatch(r"(-?[\d.]+)\s+[A-Za-z]+", value):
        return f"is {printable(value, SHOWN_AT_MOST)}. Write {with_unit[1]}: its unit is in its name."
    return ""
