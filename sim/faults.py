"""What is wrong with a scenario, in words? Where, what, and what next; all faults at once.

`loading` finds the files and the lines, `checks` the faults between sections. Here stands what a fault is, and the
plain words for what TOML's reader and the schema refuse. Invariant: text from a file is shown shortened and printable.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.schema import TOP, Path, Place, homes_of, place_at

Found = tuple[Path, str]  # where in the scenario, and what is wrong there
SHOWN_AT_MOST = 60  # characters of a file's own text
DIGITS_AT_MOST = 19
NAMES_AT_MOST = 16
IN_A_SECTION = 2  # steps of a path: what stands deeper was not meant for the top of the file


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file. No line: the fault is the file's, or nobody can say where."""

    file: str
    line: int | None
    message: str

    @property
    def where(self) -> str:
        """As an editor takes it, and safe to show: file:line."""
        return printable(self.file if self.line is None else f"{self.file}:{self.line}")


# ---------------------------------------------------------------- how things are named


def printable(text: str, at_most: int = 300) -> str:
    """Text of a file or a name, safe to show: nothing that steers a terminal, and not too long."""
    clean = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text[: at_most + 1])
    return clean if len(clean) <= at_most else clean[: at_most - 1] + "…"


def dotted(path: Path) -> str:
    """A path as people read it: link_workers.absences[1].ends, where 1 is the first."""
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{printable(step, SHOWN_AT_MOST)}"
    return words.removeprefix(".")


def shown(value: object) -> str:
    """A value from a file, in a sentence."""
    match value:
        case str():
            return f'the text "{printable(value, SHOWN_AT_MOST)}"'
        case bool():
            return str(value).lower()
        case int() if abs(value) >= 10**DIGITS_AT_MOST:
            return f"a number of more than {DIGITS_AT_MOST} digits"
        case int() | float():
            return str(value)
        case datetime():
            return "a date with a time of day"
        case date():
            return f"the date {value}"
        case time():
            return "a time of day"
        case list():
            return "a list"
    return "a table"


def did_you_mean(name: object, choices: Iterable[str]) -> str:
    """' Did you mean x?', or nothing if no choice comes near."""
    if not isinstance(name, str):
        return ""
    close = get_close_matches(name[:SHOWN_AT_MOST].lower(), list(choices), n=1)
    return f" Did you mean {close[0]}?" if close else ""


def sentence(path: Path, message: str) -> str:
    """A message about a place, under the place's full name, which is not said twice."""
    first, _, rest = message.partition(" ")
    name = dotted(path)
    if name == first or name.endswith(f".{first}"):
        words = f"{name} {rest}"
    else:
        words = f"{name}: {message}" if name else message
    return words if words.endswith((".", "?")) else f"{words}."


# ---------------------------------------------------------------- what the schema refuses

NUMBER_TYPES = ("int_type", "float_type", "int_from_float", "int_parsing", "int_parsing_size")
NEEDS = {
    **dict.fromkeys(NUMBER_TYPES, "a number"),
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "list_type": "a list in [ ]",
    "dict_type": "a table",
    "model_type": "a table",
    "date_type": "a date such as 2015-04-01",
}


def refusals(
    error: ValidationError,
    top: Place = TOP,
    *,
    missing: bool = True,
    cause: Callable[[Found], Found] = lambda found: found,
) -> list[Found]:
    """What the schema of a file (a scenario, unless said) refuses, in plain words, each fault once. `missing`: whether
    to believe that what is missing is; `cause`: where the fault lies of values that do not agree with each other."""
    details = error.errors(include_url=False)
    unknown = {_place(detail) for detail in details if detail["type"] == "extra_forbidden"}
    meant = {(*path[:-1], _nearest_key(path, top)) for path in unknown}
    not_finite = {_place(detail) for detail in details if detail["type"] == "finite_number"}
    found: dict[Found, None] = {}
    for detail in details:
        path = _place(detail)
        untrue = detail["type"] == "missing" and (path in meant or not missing)
        if not untrue and not (path in not_finite and detail["type"] in NUMBER_TYPES):
            fault = path, _refusal(detail, path, top)
            found[cause(fault) if detail["type"] == "scenario" else fault] = None
    return list(found)


def _place(detail: ErrorDetails) -> Path:
    """Where an error stands in the file: without the schema's own steps."""
    path: Path = detail["loc"]
    if detail["type"] in (*NUMBER_TYPES, "finite_number") and path[-1] in ("int", "float"):
        path = path[:-1]
    if detail["type"] == "scenario":
        below = detail["ctx"]["path"]  # which key of the section
        path = (*path, *below.split(".")) if below else path
    return path[:-1] if path[-1:] == ("[key]",) else path


def _refusal(detail: ErrorDetails, path: Path, top: Place) -> str:
    """One error in words."""
    kind, given = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    is_value = path[-1:] == ("value",) and place_at(path[:-1], top).is_value
    named = path[:-1] if is_value and kind != "missing" else path
    name = dotted(named)
    match kind:
        case "scenario":
            message = printable(str(context["message"]))
            if named != path and message.startswith("value is "):
                message = f"{named[-1]}{message.removeprefix('value')}"
            return sentence(named, message)
        case "missing":
            return f"{name} is missing.{_how_to_state(path, top)}"
        case "extra_forbidden":
            return f"{name} is not a setting.{_where_it_may_belong(path, top)}"
        case "finite_number":
            return f"{name} is {given}; it must be a finite number."
        case "literal_error":
            choices = re.findall(r"'([^']*)'", context["expected"]) or [context["expected"]]
            quoted = f"'{printable(given, SHOWN_AT_MOST)}'" if isinstance(given, str) else shown(given)
            return f"{name} can't be {quoted}. Choose one of: {', '.join(choices)}.{did_you_mean(given, choices)}"
        case "string_pattern_mismatch" if "/" in context["pattern"]:
            return f'{name} takes a financial year such as "2015/16", not {shown(given)}.'
        case "string_pattern_mismatch":
            return f"{name} is not a name. Use lower case letters, digits and _, beginning with a letter, 40 at most."
        case "string_too_short" | "string_too_long":
            length = {"string_too_short": "at least 1 character", "string_too_long": "at most 200 characters"}[kind]
            return f"{name} must have {length}."
    if kind in NEEDS:
        return f"{name} takes {NEEDS[kind]}, not {shown(given)}.{_advice(kind, given)}"
    return f"{name}: {printable(detail['msg'])}."


EXAMPLES = {"payer": '"who pays"', "price_year": '"2015/16"', "year": '"2015/16"'}


def _how_to_state(path: Path, top: Place) -> str:
    """What to write, for a setting that is missing."""
    key, place = str(path[-1]), place_at(path[:-1] if path[-1] == "value" else path, top)
    unit = place.facts.get("unit", "")
    if key in EXAMPLES:
        return f" Add {key} = {EXAMPLES[key]}."
    if place.is_value:
        counted = f" of {unit.replace('£', 'pounds')}" if unit in COUNTED else ""
        return f" Add {key} = {'a date such as 2015-04-01' if unit == 'date' else f'a number{counted}'}."
    if get_origin(place.type) is Literal:
        choices = [f'"{one}"' if isinstance(one, str) else str(one) for one in get_args(place.type)]
        return f" Add {key} = one of: {', '.join(choices)}." if choices[1:] else f" Add {key} = {choices[0]}."
    if place.type is str:
        return f" Add {key} = text in quotes."
    if place.type is date:
        return f" Add {key} = a date such as 2015-04-01."
    if place.type in (int, float, int | float):
        return f" Add {key} = a number."
    if get_origin(place.type) is dict:
        return f" Add [{dotted(path)}] and its entries."
    return f" Add the section [{dotted(path)}]."


COUNTED = ("weeks", "minutes", "days", "people", "places", "sessions", "meetings", "posts", "£")


def _nearest_key(path: Path, top: Place) -> str:
    close = get_close_matches(str(path[-1])[:SHOWN_AT_MOST].lower(), place_at(path[:-1], top).keys, n=1)
    return close[0] if close else ""


def _where_it_may_belong(path: Path, top: Place) -> str:
    """What next, for a key that nobody knows here."""
    if path[-1] == "remove":
        return " remove = true drops an entry of a file that is extended."
    if near := _nearest_key(path, top):
        return f" Did you mean {near}?"
    homes = homes_of(str(path[-1]), top)
    if homes[:1] == [""] and len(path) <= IN_A_SECTION:
        return " It belongs at the top of the file, above every [section]."
    if homes and homes[0]:
        return f" It belongs under [{homes[0]}]."
    keys = place_at(path[:-1], top).keys
    return f" Settings here: {', '.join(keys)}." if 0 < len(keys) <= NAMES_AT_MOST else ""


def _advice(kind: str, given: object) -> str:
    """What to write instead, where the text given leaves little doubt."""
    if not isinstance(given, str) or not given.strip():
        return ""
    if kind == "list_type":
        return f' Write ["{printable(given, SHOWN_AT_MOST)}"].'
    if kind == "date_type":
        return f" Write {given} without quotes." if re.fullmatch(r"\d{4}-\d\d-\d\d", given) else ""
    if kind in NUMBER_TYPES:
        number = plain_number(given) or number_in_words(given)
        return f" Write {number} without quotes." if number == given.strip() else f" Write {number}." if number else ""
    if kind == "bool_type" and given.lower() in ("yes", "no", "true", "false"):
        return f" Write {'true' if given.lower() in ('yes', 'true') else 'false'} without quotes."
    return ""


def plain_number(text: str) -> str:
    """The number that people mean by 5%, 1,000, £3 or 007, as a scenario file takes it; '' if it is none of these."""
    match = re.fullmatch(r"([-+]?)£?\s*(\d{1,3}(?:[, ]\d{3})+|\d{1,15})(\.\d{1,15})?\s*(%?)", in_plain_digits(text))
    if match is None:
        return ""
    sign = match[1].removeprefix("+")
    whole = re.sub("[, ]", "", match[2]).lstrip("0") or "0"
    decimals = match[3] or ""
    return f"{float(sign + whole + decimals) / 100:.15g}" if match[4] else sign + whole + decimals


def in_plain_digits(text: str) -> str:
    """The digits, spaces and minus signs of other scripts and of typesetters as a keyboard has them."""
    return "".join(_plain(c) for c in text).strip()


def _plain(c: str) -> str:
    if (digit := unicodedata.digit(c, None)) is not None:
        return str(digit)
    return " " if unicodedata.category(c) == "Zs" else "-" if c in MINUS_SIGNS else c


MINUS_SIGNS = "\u2212\u2013\ufe63\uff0d"
NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number_in_words(text: str) -> str:
    """The number of a word, as far as twelve; '' if it is none of these."""
    word = text.strip().lower()
    return str(NUMBERS.index(word)) if word in NUMBERS else ""


# ---------------------------------------------------------------- what TOML's reader refuses

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
        return (
            f"{header} is there twice. Put them together."
            if "twice" in what
            else f"{header} is set further up already."
        )
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
        return f"{header} is no header of a section. Write [section], in letters, digits and _."
    if "Expected '=' after a key" in what:
        return "A setting is written: name = value."
    if "Illegal character '\\n'" in what:
        return "A text is not closed: its second quote is missing."
    return f"This is not TOML: {printable(what)}."


def _value_in_words(value: str) -> str:
    """What is wrong with a value that TOML's reader cannot read, where it is a usual slip."""
    if not value:
        return "has no value after the = sign."
    if value.lower() in NO_VALUE:
        return f"is {printable(value)}, which is no value here. Write one, or leave the line out."
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
