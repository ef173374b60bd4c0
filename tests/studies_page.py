"""Write what docs/studies.md says of outputs, and of settings, anew from the code: `python -m tests.studies_page`."""

from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from experiments.bridge import STEPS
from experiments.outcomes import outcomes_for
from experiments.run import Case
from experiments.study import sections
from experiments.study.outputs import SHORT as SHORT_NAMES
from experiments.study.outputs import output_names, outputs_of
from sim.loading import load
from sim.scenario.schema import Place
from sim.scenario.sections import Section

PAGE = Path(__file__).parents[1] / "docs" / "studies.md"
EXAMPLE = "rotherham_mental_health_pilot"
BEGINS = "## Every output\n"
OF_OUTPUTS = f"""
What `outputs` may name, here of `{EXAMPLE}`; another scenario has others, and a name that it does not have is answered
with the nearest. What begins with "with" is counted with the programme, with "usual" in usual care, with "outcomes"
in the one less the other. In place of "end", a step of the bridge may say after how many
years: 1, 2 or 3. Written from the code by
`tests/studies_page.py`, as is what follows.
"""
OF_SETTINGS = "\n## Every setting\n"
OPENING = """
A setting without a value in the third column
must be stated; "–" means that nothing is assumed where it is left out.
"""
HEADINGS = {
    "Study": "At the top",
    "Design": "[design]",
    "Varied": '[inputs] "path" =',
    "Lever": '[levers] "path" =',
    "Structure": "[structures.NAME]",
    "Block": "[blocks.NAME]",
    "Pair": "[blocks.NAME] pairs",
    "Shares": "[shares.TRAIT]",
    "Replications": "[replications]",
    "Budget": "[budget]",
    "Economics": "[economics]",
}
SHORT = {"inputs": "text, list or table"}
SAID = {str: "text", bool: "true or false", int: "whole number", float: "number", object: "anything"}


def kind_of(hint: Any) -> str:
    """What may stand there, in words."""
    if get_origin(hint) is Literal:
        return " or ".join(f"`{one}`" for one in get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        those = [one for one in get_args(hint) if one is not NoneType]
        if {int, float} <= set(those):
            those.remove(int)
        return " or ".join(dict.fromkeys(kind_of(one) for one in those))
    if get_origin(hint) is list:
        return "list"
    if get_origin(hint) is dict or (isinstance(hint, type) and issubclass(hint, Section)):
        return "table"
    if get_origin(hint) is Annotated:
        return kind_of(get_args(hint)[0])
    return SAID.get(hint, getattr(hint, "__name__", "text"))


def default_of(field: FieldInfo) -> str:
    """What is assumed where it is left out."""
    if field.is_required():
        return ""
    given = field.default
    if given is None or given == {} or isinstance(given, Section):
        return "–"
    return f"`{str(given).lower()}`" if isinstance(given, bool) else f"`{given}`".replace("'", '"')


def table(section: type[Section]) -> str:
    """Every setting of one section."""
    lines = ["| setting | is | left out | meaning |", "|---|---|---|---|"]
    for name, field in section.model_fields.items():
        called = field.alias or name
        said = SHORT.get(called) or kind_of(Place(section, {}).below(called).type)
        lines.append(f"| `{called}` | {said} | {default_of(field)} | {field.description} |")
    return "\n".join([*lines, ""])


def outputs() -> str:
    """Every output that a study of the example may read."""
    case = Case(EXAMPLE, load(EXAMPLE).scenario, seed=1)
    names = [name for name in output_names(case) if name in SHORT_NAMES]
    lines = ["| output | is | unit |", "|---|---|---|"]
    lines += [f"| `{one.name}` | {one.title} | {one.unit} |" for one in outputs_of(case, names)]
    lines += [f"| `bridge.end.{step.name}` | {step.title} | £ |" for step in STEPS]
    for one in outcomes_for(case.shape):
        names = [f"{of}.{one.name}" for of in ("with", "usual", *([] if one.out_of else ["outcomes"]))]
        lines.append(f"| {', '.join(names)} | {one.title} | {one.unit} |")
    return "\n".join([*lines, ""])


def generated() -> str:
    """All that is written from the code, as it must stand, to the end of the page."""
    parts = [BEGINS, OF_OUTPUTS, "\n", outputs(), OF_SETTINGS, OPENING]
    for name, heading in HEADINGS.items():
        section = getattr(sections, name)
        said = " ".join(str(section.__doc__).split())
        parts.append(f"\n### {heading}\n\n{said}\n\n{table(section)}")
    return "".join(parts)


if __name__ == "__main__":
    above = PAGE.read_text(encoding="utf-8").partition(BEGINS)[0]
    PAGE.write_text(above + generated(), encoding="utf-8", newline="\n")
