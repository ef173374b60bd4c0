"""Run every system and every what-if again, and write what came out to scenarios/: `make catalogue` prints what moved.

Numbers go to scenarios/answers.json, beside hashes of all that they depend on; scenarios/README.md is written from that
file and from the scenarios alone. So a quick test can say whether the page is what would be written now, and which
numbers are out of date, without running anything (tests/contract/test_catalogue.py; tests/theory runs it all).
"""

import hashlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import words
from app.ask import Run, ask
from app.words.estimates import plus_minus
from experiments.along import fits_of
from experiments.catalogue import PILOT, Entry, entries
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
LITTLE = 60  # letters of a sentence that says little alone
STATUSES = {True: "as expected", False: "**not as expected**", None: "not settled"}
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
        "money": money_of(one.name, OF_A_SYSTEM),
    }


def money_of(name: str, replications: int) -> Row:
    """Net cash at the end of follow-up, on present assumptions and if support changes nothing."""
    ran = ask(Run((name,), replications=replications, seed=SEED, swings="none", engine="fast"))
    [one] = ran.answer.scenarios
    years = max(one.bridge)
    [net] = [step for step in one.bridge[years] if step.name == "net"]
    both = {"net": net, "if_nothing": one.null.net[years]}
    return {"years": years, **{of: [_short(each.mean), _short(each.half_width)] for of, each in both.items()}}


def verdicts(one: Entry, replications: int) -> list[Verdict]:
    """Every figure of a scenario, on the compiled engine."""
    assert one.targets
    loaded, some = load(one.path), one.targets.targets
    case = Case(one.name, loaded.scenario, SEED)
    rows = counted(case, list(some.values()), replications, engine="fast", fits=fits_of(loaded))
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
    what_if = WhatIf.model_validate(one.what_if)
    return {
        **_scenario(one.name),
        "measure": what_if.measure,
        "expected": what_if.expected,
        "compare_with": _scenario(what_if.compare_with),
    }


def _scenario(name: str) -> Row:
    """A scenario's hash, and one of the answer that tests/regression expects of it: where the engine or the money moves
    that, it moves these."""
    file = EXPECTED / f"{name}.json"
    answer = hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.exists() else None
    return {"hash": load(name).hash, "answer": answer}


# ---------------------------------------------------------------- the page

HEAD = """# The scenarios that come with the program

{count}. Run one by its name (`spsim run NAME`), read it
(`spsim show NAME`), or copy and change it (`spsim new mine.toml --extends NAME`). This page is made by `make catalogue`
from the files here and from `answers.json`; it is not edited by hand.

## What the statuses mean

| status | meaning |
|---|---|
| reproduces | gives the published figures of this service, because it was fitted to them; misses are declared |
| illustrative | put together from figures of several places, or from too few, to show how such a service works |
| as expected, **not as expected** | of a what-if: whether what its author wrote down before the run is what came out |
| not settled | of a what-if: the 95% interval of the difference includes 0 |
| control | to be read beside others, never as an answer of its own |

Money is net cash over the whole follow-up, ± simulation error; plus is good for the budget. It rests on what each file
assumes, and on inputs that nobody has measured: before quoting a figure, run the scenario and read what could change
it."""

FIRST_HEAD = """## Five to read first

| question | what came out | scenario |
|---|---|---|"""

SYSTEMS_HEAD = """## Systems

Each is compared with usual care: the same people, with the same luck, and the service switched off.

| system | question | net cash | if support changes nothing | status | published figures met | of them held out |
|---|---|---|---|---|---|---|"""

SYSTEMS_FOOT = """A figure is met when the simulated mean is within 5% of it (a count under 10: within 1) and the figure
lies in the central 90% of single services. Meeting a figure that was fitted to shows the fit and nothing more.
{held_out} What was put in as it stands is not counted. Every figure, and
why a missed one is missed: `spsim validate --all`.

Why each has its status:"""

WHAT_IFS_HEAD = """## What-ifs

Each is run with the same people and the same luck as the scenario named after it; the difference is the what-if less
that one, with its 95% interval. What was expected stood in one file with the answer from the start, so nothing
proves which came first. The whole answer, and what to decide: `spsim what-if NAME`. Both side by side:
`spsim compare NAME`."""

WHAT_IFS_ROW = """| question | what came out | difference | what-if | status |
|---|---|---|---|---|"""

FIRST = (
    PILOT,
    "review_clinic_only",
    "refill_or_remove_post",
    "backlog_90_temporary_post",
    "rotherham_long_term_conditions_no_effect",
)
GROUPS = {
    "Posts, and what else the money could buy": (
        "two_link_workers", "third_post", "review_clinic_only", "posts_or_places_same_money",
        "review_slots_or_link_worker", "tiered_offer", "pooled_or_five_local_teams", "reminders_and_transport",
        "without_peer_supply",
    ),
    "Queues and waiting lists": (
        "ninety_waiting", "ninety_waiting_full_caseloads", "backlog_90_temporary_post", "who_goes_first",
        "one_year_or_three", "referrals_grow_10_percent", "older_people_loneliness_with_a_queue",
    ),
    "When posts stand empty, start late or end": (
        "high_turnover", "float_half_post", "late_start_3_months", "wind_down", "part_funded_post",
        "part_funded_post_taken_up", "grants_end_october",
    ),
    "Budgets, prices and what is cash": (
        "rotherham_2026_27", "rising_budget_three_years", "flat_cash_three_years", "flat_cash_three_years_places",
        "refill_or_remove_post", "people_seen_sooner", "block_or_spot_or_outcome_payment_block",
        "block_or_spot_or_outcome_payment",
        "block_or_spot_or_outcome_payment_outcome",
    ),
    "Who is served": ("access_gap", "access_gap_met"),
}  # fmt: skip


def page(found: dict[str, dict[str, Row]]) -> str:
    """scenarios/README.md, from the numbers on file and the scenarios."""
    by_name = {one.name: one for one in entries()}
    of_kind = {kind: [one for one in by_name.values() if one.kind == kind] for kind in ("system", "control")}
    first = [_first_line(by_name[name], found) for name in FIRST]
    lines = [_system_line(one, found["systems"].get(one.name)) for one in of_kind["system"]]
    why = [f"- {_link(one)}: {one.targets.why}" for one in with_targets() if one.targets and one.targets.why]
    controls = [f"- {_link(one)}: {one.question or one.title}" for one in of_kind["control"]]
    groups = [
        "\n".join([f"### {title}", "", WHAT_IFS_ROW, *(_what_if_line(by_name[name], found) for name in names)])
        for title, names in GROUPS.items()
    ]
    counted = f"{len(of_kind['system'])} systems, {len(what_ifs())} what-ifs, {len(controls)} controls and five lessons"
    parts = [
        HEAD.format(count=counted),
        "\n".join([FIRST_HEAD, *first]),
        "\n".join([SYSTEMS_HEAD, *lines]),
        SYSTEMS_FOOT.format(held_out=_held_out_line(found["systems"])),
        "\n".join(why),
        WHAT_IFS_HEAD,
        *groups,
        "\n".join(["## Controls", "", "To be read beside others, and never as answers of their own.", "", *controls]),
        "\n".join(["## Lessons", "", *_lessons()]),
    ]
    return "\n\n".join(parts) + "\n"


def _first_line(one: Entry, found: dict[str, dict[str, Row]]) -> str:
    """Of those to read first: what it asks, and the whole of what came out."""
    came_out = one.what_if["answer"] if one.what_if else _in_money(one, found["systems"][one.name]["money"])
    return _line(one.question or one.title, came_out, _link(one))


def _in_money(one: Entry, money: Row) -> str:
    """What a system comes to, unless it is a control, and how far its figures may be trusted."""
    both = f"is {_pounds(money['net'])}, and {_pounds(money['if_nothing'])} if support changes nothing"
    came_to = "" if one.kind == "control" else f"Net cash over {words.years(money['years'])} {both}. "
    return f"{came_to}{one.targets.why if one.targets else ''}"


def in_short(answer: str) -> str:
    """The first sentence of an answer, with the next where it says little alone."""
    first, *others = re.split(r"(?<=[.?!]) (?=[A-Z(])", answer)
    return first if len(first) > LITTLE else " ".join([first, *others[:1]])


def _held_out_line(rows: dict[str, Row]) -> str:
    """How much of what is met is evidence."""
    held = [(one.name, name) for one in with_targets() for name in _held_out(one)]
    met = sum(rows[of]["figures"][name]["verdict"] == "met" for of, name in held)
    return f"Of {len(held)} figures held out, never fitted to, {met or 'none'} {'is' if met < 2 else 'are'} met."


def _held_out(one: Entry) -> list[str]:
    return [name for name, target in (one.targets.targets if one.targets else {}).items() if target.use == "hold out"]


def _system_line(one: Entry, row: Row | None) -> str:
    figures, targets = row["figures"] if row else {}, one.targets.targets if one.targets else {}
    held_out = _held_out(one)
    judged = [name for name, target in targets.items() if target.use not in ("prediction", "stated")]
    met = [name for name in judged if figures[name]["verdict"] == "met"]
    return _line(
        _link(one),
        one.question or one.title,
        _pounds(row["money"]["net"]) if row else "",
        _pounds(row["money"]["if_nothing"]) if row else "",
        (one.targets and one.targets.status) or "",
        f"{len(met)} of {len(judged)}" if judged else "none published",
        f"{sum(name in met for name in held_out)} of {len(held_out)}" if held_out else "none",
    )


def _pounds(of: list[float]) -> str:
    mean, half_width = of
    return f"{words.pounds(mean, half_width)} {plus_minus(half_width, words.pounds)}"


def _as_answered(row: Row) -> WhatIfAnswer:
    """A row on file as the answer it was kept of. What is said in the scenario's own file is not read from here."""
    elsewhere = {**dict.fromkeys((*IN_THE_FILE, *WHOSE), ""), "agrees": None}
    estimates = {of: {**dict.fromkeys(ONE_REAL_YEAR), **row[of]} for of in ESTIMATES}
    return from_plain(WhatIfAnswer, {**elsewhere, **row, **estimates})


def _what_if_line(one: Entry, found: dict[str, dict[str, Row]]) -> str:
    what_if = WhatIf.model_validate(one.what_if)
    answered = _as_answered(found["what_ifs"][one.name])
    measure, years = answered.measure, answered.measure.years
    over = "" if years is None else f" over {words.years(years)}"
    unit = "" if measure.unit == "£" else f" ({measure.unit})"
    return _line(
        one.question or one.title,
        in_short(what_if.answer),
        f"{measure.title}{over}{unit}: {words.difference(answered).replace('95 % interval ', '')}",
        f"{_link(one)}, against `{what_if.compare_with}`",
        STATUSES[answered.as_expected],
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
