"""Run every system and every what-if again, and write what came out to scenarios/: `make catalogue` prints what moved.

Numbers go to scenarios/answers.json, beside hashes of all that they depend on; scenarios/README.md is written from that
file and from the scenarios alone. So a quick test can say whether the page is what would be written now, and which
numbers are out of date, without running anything (tests/contract/test_catalogue.py; tests/theory runs it all).
"""

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import words
from experiments.catalogue import Entry, entries, features_of
from experiments.partners import fits_of
from experiments.rows import as_plain, from_plain
from experiments.run import Case
from experiments.verdicts import Verdict, counted, verdict
from experiments.what_ifs import WhatIfAnswer, answer_to, came_out_of, pairing_of
from sim.loading import bundled, load, scenario_hash
from sim.scenario import WhatIf
from tests.answers import EXPECTED

FOLDER = bundled()["rotherham_mental_health_pilot"].parents[1]
PAGE, ANSWERS = FOLDER / "README.md", FOLDER / "answers.json"
OF_A_SYSTEM, SEED = 300, 1  # replications: those of `spsim validate`
DIGITS = 10  # kept of a number: the last ones may differ between maths libraries
IN_THE_FILE = ("because", "answer", "decide", "question", "title", "came_out_in_the_file", "agrees")  # of a scenario
WHOSE = ("name", "hash", "compare_with_hash")
ESTIMATES, ONE_REAL_YEAR = ("here", "there", "difference"), ("low", "high")
Row = dict[str, Any]


def main(*, stale_only: bool) -> None:
    """All of it, or what is out of date as far as hashes show. Each row is kept as soon as it is there."""
    before = answers() if ANSWERS.exists() else {kind: {} for kind, *_ in KINDS}
    after: dict[str, dict[str, Row]] = {kind: {} for kind, *_ in KINDS}
    for kind, some, depends_on, row in KINDS:
        for one in some():
            known = before[kind].get(one.name)
            fresh = stale_only and known and known["depends_on"] == depends_on(one)
            after[kind][one.name] = known if known and fresh else row(one)
            _write({other: {**before[other], **rows} for other, rows in after.items()})
            if after[kind][one.name] != known:
                print(f"{one.name}: {_moved(known, after[kind][one.name])}", flush=True)
        print(*(f"{name}: gone" for name in before[kind] if name not in after[kind]), sep="\n", end="")
    _write(after)
    PAGE.write_text(page(after), encoding="utf-8")


def _write(found: dict[str, dict[str, Row]]) -> None:
    ANSWERS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def answers() -> dict[str, dict[str, Row]]:
    """The numbers on file."""
    found: dict[str, dict[str, Row]] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return found


def with_targets() -> list[Entry]:
    """Every scenario with published figures."""
    return [one for one in entries() if one.targets and one.targets.targets]


def what_ifs() -> list[Entry]:
    """Every scenario with a question."""
    return [one for one in entries() if one.what_if]


def _moved(old: Row | None, new: Row) -> str:
    if old is None:
        return "new"
    said = [key for key in new if key != "depends_on" and new[key] != old.get(key)]
    return f"{', '.join(said)} moved" if said else "nothing moved but what it depends on"


# ---------------------------------------------------------------- running


def system_row(one: Entry) -> Row:
    """What became of each published figure of a scenario."""
    return {
        "depends_on": system_depends_on(one),
        "replications": OF_A_SYSTEM,
        "figures": {found.name: _figure(found) for found in verdicts(one, OF_A_SYSTEM)},
    }


def verdicts(one: Entry, replications: int) -> list[Verdict]:
    """Every figure of a scenario, on the compiled engine."""
    assert one.targets
    loaded, some = load(one.path), one.targets.targets
    question = Case(one.name, loaded.scenario, SEED)
    rows = counted(question, list(some.values()), replications, engine="fast", fits=fits_of(loaded))
    return [verdict(*target, seen) for target, seen in zip(some.items(), zip(*rows, strict=True), strict=True)]


def _figure(found: Verdict) -> Row:
    return {
        "published": found.target.published,
        "mean": _short(found.simulated.mean),
        "central_90": None if found.central is None else [_short(end) for end in found.central],
        "verdict": found.word,
    }


def what_if_row(one: Entry) -> Row:
    """What came out of a question."""
    row = as_plain(answer_to(came_out_of(pairing_of(load(one.path)), engine="fast")))
    kept = {key: value for key, value in row.items() if key not in (*IN_THE_FILE, *WHOSE)}
    for of in ESTIMATES:
        kept[of] = {key: _short(value) for key, value in row[of].items() if key not in ONE_REAL_YEAR}
    return {"depends_on": what_if_depends_on(one), **kept}


def _short(value: Any) -> Any:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


# ---------------------------------------------------------------- what the numbers depend on


def system_depends_on(one: Entry) -> Row:
    """The scenario, its targets, and the model as far as its expected answer shows."""
    assert one.targets
    return {**_scenario(one.name), "targets": scenario_hash(one.targets)}


def what_if_depends_on(one: Entry) -> Row:
    """The scenario and what it is compared with, what is asked of them, and the model. Words may change."""
    asked = WhatIf.model_validate(one.what_if)
    return {
        **_scenario(one.name),
        "measure": asked.measure,
        "expected": asked.expected,
        "compare_with": _scenario(asked.compare_with),
    }


def _scenario(name: str) -> Row:
    """A scenario's hash, and one of the answer that tests/regression expects of it: where the engine or the money moves
    that, it moves these."""
    file = EXPECTED / f"{name}.json"
    answer = hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.exists() else None
    return {"hash": load(name).hash, "answer": answer}


# ---------------------------------------------------------------- the page

HEAD = """# The scenarios that come with the program

Made by `make catalogue` from the files here and from `answers.json`, and not to be edited. Each scenario can be run by
its name (`spsim run NAME`), read (`spsim show NAME`), and copied and changed (`spsim new mine.toml --extends NAME`)."""

SYSTEMS_HEAD = """## Systems

*reproduces*: gives the figures published of this service, but for misses that its targets declare. *illustrative*: put
together from figures of several places, or from too few, to show how such a service works. A figure is met when the
simulated mean is within 5 % of it (a count under 10: within 1) and it lies in the central 90 % of single services.
Meeting a figure that was fitted to shows the fit and nothing more; what was held out is counted apart, and what was put
in as it stands is not counted. All figures, one by one: `spsim validate --all`.

| system | setting | status | figures met | of them held out, met |
|---|---|---|---|---|"""

WHAT_IFS_HEAD = """## What-ifs

Each is run with the same people and the same luck as what it is compared with. The difference is of the what-if less of
the other, with its 95 % interval; of money, plus is good for the budget. What was expected is as its author wrote it
down: files and answers were first kept together, so nothing proves which came first. The whole answer:
`spsim what-if NAME`.

| what-if | question | against | measure | expected | difference | came out | decide |
|---|---|---|---|---|---|---|---|"""


def page(found: dict[str, dict[str, Row]]) -> str:
    """scenarios/README.md, from the numbers on file and the scenarios."""
    systems = [
        _system_line(one, found["systems"].get(one.name, NO_FIGURES)) for one in entries() if one.kind == "system"
    ]
    questions = [_what_if_line(one, found["what_ifs"][one.name]) for one in what_ifs()]
    why = [f"- `{one.name}`: {one.targets.why}" for one in with_targets() if one.targets and one.targets.why]
    misses = [
        f"- `{one.name}`, {target.title}: {target.miss}"
        for one in with_targets()
        for target in (one.targets.targets.values() if one.targets else ())
        if target.miss
    ]
    controls = [f"- `{one.name}`: {one.title}" for one in entries() if one.kind == "control"]
    parts = [
        HEAD,
        "\n".join([SYSTEMS_HEAD, *systems]),
        _held_out_line(found["systems"]),
        "\n".join(["Why each is what it says:", "", *why]),
        "\n".join(["What each states that the pilot does not, in the words of the schema:", "", *_beyond()]),
        "\n".join(["Figures that are not met, as declared:", "", *misses]) if misses else "",
        "\n".join([WHAT_IFS_HEAD, *questions]),
        "\n".join(["## Controls", "", "To be read beside others, and never as answers of their own.", "", *controls]),
        "\n".join(["## Lessons", "", *_lessons()]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


NO_FIGURES: Row = {"figures": {}}


def _held_out_line(rows: dict[str, Row]) -> str:
    """How much of what is met is evidence."""
    held = [(one.name, name) for one in with_targets() for name in _held_out(one)]
    met = sum(rows[of]["figures"][name]["verdict"] == "met" for of, name in held)
    return f"Of {len(held)} figures held out, never fitted to, {met or 'none'} {'is' if met < 2 else 'are'} met."


def _held_out(one: Entry) -> list[str]:
    return [name for name, target in (one.targets.targets if one.targets else {}).items() if target.use == "hold out"]


def _beyond() -> list[str]:
    """What the systems have of their own."""
    found = [(one, features_of(load(one.path))) for one in entries() if one.kind == "system"]
    return [
        f"- `{one.name}`: {', '.join(f'`{feature}`' for feature in features)}" for one, features in found if features
    ]


def _system_line(one: Entry, row: Row) -> str:
    figures, targets = row["figures"], one.targets.targets if one.targets else {}
    held_out = _held_out(one)
    judged = [name for name, target in targets.items() if target.use not in ("prediction", "stated")]
    met = [name for name in judged if figures[name]["verdict"] == "met"]
    return _line(
        _link(one),
        one.folder.replace("_", " "),
        (one.targets and one.targets.status) or "",
        f"{len(met)} of {len(judged)}" if judged else "none published",
        f"{sum(name in met for name in held_out)} of {len(held_out)}" if held_out else "none held out",
    )


def _as_answered(row: Row) -> WhatIfAnswer:
    """A row on file as the answer it was kept of. What is said in the scenario's own file is not read from here."""
    elsewhere = {**dict.fromkeys((*IN_THE_FILE, *WHOSE), ""), "agrees": None}
    estimates = {of: {**dict.fromkeys(ONE_REAL_YEAR), **row[of]} for of in ESTIMATES}
    return from_plain(WhatIfAnswer, {**elsewhere, **row, **estimates})


def _what_if_line(one: Entry, row: Row) -> str:
    asked = WhatIf.model_validate(one.what_if)
    told = _as_answered(row)
    measure, years = told.measure, told.measure.years
    over = "" if years is None else f" over {words.years(years)}"
    unit = "" if measure.unit == "£" else f" ({measure.unit})"
    came_out = f"**{told.came_out}, and not as expected**" if told.as_expected is False else told.came_out
    return _line(
        _link(one),
        one.question or one.title,
        f"`{asked.compare_with}`",
        f"{measure.title}{over}{unit}",
        asked.expected,
        words.difference(told),
        came_out,
        asked.decide,
    )


def _lessons() -> list[str]:
    """Each teacher's script by its heading, and what else stands in the folder."""
    scripts = sorted((FOLDER / "lessons").glob("*.md"))
    others = [one for one in entries() if one.folder == "lessons"]
    return [
        *(f"- [{_heading(script)}](lessons/{script.name})" for script in scripts),
        *(f"- {_link(one)}: {one.title}" for one in others),
    ]


def _heading(script: Path) -> str:
    return script.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")


def _link(one: Entry) -> str:
    return f"[{one.name}]({one.folder}/{one.path.name})"


def _line(*cells: str) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', '/') for cell in cells)} |"


KINDS: tuple[tuple[str, Callable[[], list[Entry]], Callable[[Entry], Row], Callable[[Entry], Row]], ...] = (
    ("systems", with_targets, system_depends_on, system_row),
    ("what_ifs", what_ifs, what_if_depends_on, what_if_row),
)

if __name__ == "__main__":
    main(stale_only="--stale" in sys.argv[1:])
