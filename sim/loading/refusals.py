"""What does the schema of a file refuse, in plain words? Each fault once, and what to write instead."""

import re
from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from typing import Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.faults import SHOWN_AT_MOST, Found, did_you_mean, dotted, printable, sentence, shown
from sim.loading.plain_numbers import number_in_words, plain_number
from sim.scenario.schema import TOP, Path, Place, homes_of, place_at
from sim.scenario.sections import in_full

NAMES_AT_MOST = 16
IN_A_SECTION = 2  # steps of a path: what stands deeper was not meant for the top of the file
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
EXAMPLES = {"payer": '"who pays"', "price_year": '"2015/16"', "year": '"2015/16"'}
BOUNDS = {
    "greater_than": "above",
    "greater_than_equal": "at least",
    "less_than": "below",
    "less_than_equal": "at most",
}
BOUND_NAMES = {"gt", "ge", "lt", "le"}
ADVISED_AT_MOST = 200  # keys that are not known: to look for the nearest of each takes time, and nobody reads more
LENGTHS = {"too_short": "at least", "too_long": "at most"}
COUNTED = ("weeks", "minutes", "days", "people", "places", "sessions", "meetings", "posts", "£")


def refusals(
    error: ValidationError,
    top: Place = TOP,
    *,
    missing: bool = True,
    cause: Callable[[Found], Found] = lambda found: found,
) -> list[Found]:
    """What the schema of a file (by default a scenario) refuses, in plain words, each fault once. `missing`: whether to
    report missing settings; `cause`: where the fault lies when values do not agree with each other."""
    details = error.errors(include_url=False)
    unknown = [_place(detail) for detail in details if detail["type"] == "extra_forbidden"]
    advised, others = set(unknown[:ADVISED_AT_MOST]), set(unknown[ADVISED_AT_MOST:])
    meant = {(*path[:-1], _nearest_key(path, top)) for path in advised}
    not_finite = {_place(detail) for detail in details if detail["type"] == "finite_number"}
    found: dict[Found, None] = {}
    for detail in details:
        path = _place(detail)
        untrue = detail["type"] == "missing" and (path in meant or not missing)
        if not untrue and not (path in not_finite and detail["type"] in NUMBER_TYPES):
            says = f"{dotted(path)} is not a setting." if path in others else _refusal(detail, path, top)
            fault = path, says
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
    if kind in BOUNDS:
        at = context[next(iter(context.keys() & BOUND_NAMES))]
        return f"{name} is {given}; it must be {BOUNDS[kind]} {in_full(at)}."
    if kind in LENGTHS:
        count, many = LENGTHS[kind], context[f"{'min' if kind == 'too_short' else 'max'}_length"]
        return f"{name} must have {count} {many} {'entries' if many > 1 else 'entry'}."
    if kind in NEEDS:
        return f"{name} takes {NEEDS[kind]}, not {shown(given)}.{_advice(kind, given)}"
    return f"{name}: {printable(detail['msg'])}."


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
    if get_origin(place.type) is list:
        return f" Add {key} = a list in [ ]."
    if get_origin(place.type) is dict:
        return f" Add [{dotted(path)}] and its entries."
    return f" Add the section [{dotted(path)}]."


def _nearest_key(path: Path, top: Place) -> str:
    close = get_close_matches(str(path[-1])[:SHOWN_AT_MOST].lower(), place_at(path[:-1], top).keys, n=1)
    return close[0] if close else ""


def _where_it_may_belong(path: Path, top: Place) -> str:
    """What to do about an unknown key."""
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
    """What to write instead, if the text leaves little doubt."""
    if not isinstance(given, str) or not given.strip():
        return ""
    if kind == "list_type":
        if number := plain_number(given):
            return f" Write [{number}]."
        return f' Write ["{printable(given, SHOWN_AT_MOST)}"].'
    if kind == "date_type":
        return f" Write {given} without quotes." if re.fullmatch(r"\d{4}-\d\d-\d\d", given) else ""
    if kind in NUMBER_TYPES:
        number = plain_number(given) or number_in_words(given)
        return f" Write {number} without quotes." if number == given.strip() else f" Write {number}." if number else ""
    if kind == "bool_type" and given.lower() in ("yes", "no", "true", "false"):
        return f" Write {'true' if given.lower() in ('yes', 'true') else 'false'} without quotes."
    return ""
