"""Does the one file give the command line's answers in Firefox too, whatever its levers are moved to? `make soak` asks:
twenty seeds, five scenarios, two sets of levers beside each other. (In Chromium: tests/browser/test_one_file.py.)

Levers are moved to values drawn here, typed into the page's own boxes; what the page saves is then run by the command
that it names. The hash of all the answer's numbers must be the same; where the page refuses, so must the command line.
Then every other page is opened, which must complain of nothing.
"""

import argparse
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from app import cli
from sim.luck import Who, study_key, uniform
from tests.browsing import WITHIN
from tests.by_command_line import Asked, by
from tests.firefox import Firefox

SCENARIOS = [
    "rotherham_mental_health_pilot",
    "ninety_waiting_full_caseloads",
    "primary_care_link_workers",
    "type_2_diabetes_newcastle",
    "supported_discharge_secondary",
]
FILE = Path(__file__).parents[1] / "build/simulator.html"
MOVED = 3  # levers of each set
REPLICATIONS = 20  # the fewest that the page's list has
SEEDS = 20
READY = """() => ["answered", "sure"].includes(document.getElementById("state").dataset.state)"""
ENDED = """() => ["answered", "sure", "problem"].includes(document.getElementById("state").dataset.state)"""
ASK = "(kind, body) => spsim.page.ask(kind, body)"


class Moved(NamedTuple):
    """A lever, and where to."""

    option: str
    path: str
    value: float


def drawn(tab: Firefox, scenario: str, seed: int) -> list[Moved]:
    """Some levers of both sets, each at one of the steps of its slider."""
    who = Who(study_key(seed), 0, 0, SCENARIOS.index(scenario))
    found = []
    for o, option in enumerate("ab"):
        levers = tab.evaluate(
            """at => spsim.page.opened().options[at].groups.flatMap(group => group.levers)
                .filter(lever => ["whole", "number", "share", "money"].includes(lever.kind) && lever.step)""",
            o,
        )
        for n in range(MOVED):
            lever = levers.pop(int(uniform(who, o, 2 * n) * len(levers)))
            steps = round((lever["most"] - lever["least"]) / lever["step"])
            value = lever["least"] + lever["step"] * int(uniform(who, o, 2 * n + 1) * (steps + 1))
            found.append(Moved(option, lever["path"], round(value, 9)))
    return found


def move(tab: Firefox, moved: Moved, shares: set[str]) -> None:
    """Type a value into the box of a lever, whose group is unfolded; a share is typed as a percentage."""
    box = f'[id="{moved.option}-{moved.path}"]'
    tab.evaluate(
        "box => { for (let at = document.querySelector(box); at; at = at.parentElement)"
        " if (at.tagName === 'DETAILS') at.open = true; }",
        box,
    )
    tab.fill(box, f"{moved.value * 100 if moved.path in shares else moved.value:.9g}")


def difference(tab: Firefox, scenario: str, seed: int) -> str:
    """What page and command line do not agree on, for levers drawn by a seed; nothing, where they agree."""
    setting = {"a": {"scenario": scenario}, "b": {"scenario": scenario}, "seed": seed, "replications": REPLICATIONS}
    tab.evaluate("setting => spsim.page.open({setting})", setting)
    tab.until(READY)
    moves = drawn(tab, scenario, seed)
    shares = set(
        tab.evaluate(
            """() => spsim.page.opened().options.flatMap(one => one.groups).flatMap(group => group.levers)
                .filter(lever => lever.kind === "share").map(lever => lever.path)"""
        )
    )
    for each in moves:
        move(tab, each, shares)
    tab.until(ENDED)
    if tab.evaluate(READY):
        return _of_an_answer(tab)
    return _of_a_refusal(tab)


def _of_an_answer(tab: Firefox) -> str:
    shown = tab.evaluate("() => spsim.page.answer().hash")
    saved = tab.evaluate(ASK, "save", {"setting": tab.evaluate("() => spsim.page.setting()")})
    with tempfile.TemporaryDirectory() as folder:
        _, *typed = shlex.split(saved["command"])
        found = by(*_beside(saved, folder, typed), "--no-swings")["provenance"]["answer"]
    return "" if shown == found else f"the page has {shown}, {saved['command']} has {found}"


def _of_a_refusal(tab: Firefox) -> str:
    """The command line must refuse it too. It is written down here, as the page saves nothing that is wrong."""
    said = tab.evaluate("() => document.getElementById('problem').innerText").strip()
    setting = tab.evaluate("() => spsim.page.setting()")
    with tempfile.TemporaryDirectory() as folder, redirect_stderr(StringIO()), redirect_stdout(StringIO()):
        options = [Asked(setting[each]["scenario"], setting[each].get("changes", {})) for each in "ab"]
        names = [one.named(Path(folder), f"option_{i}") for i, one in enumerate(options)]
        code = cli.main(["compare", *names, "--replications", str(REPLICATIONS), "--quiet", "--no-swings"])
    return "" if said and code == 2 else f"the page says “{said}” and the command line ends with {code}: {setting}"


def _beside(saved: dict[str, Any], folder: str, typed: list[str]) -> list[str]:
    """What to type, with the files where they have been put."""
    for file in saved["files"]:
        (Path(folder) / file["name"]).write_text(file["text"], encoding="utf-8", newline="")
    names = {file["name"]: str(Path(folder) / file["name"]) for file in saved["files"]}
    return [names.get(word, word) for word in typed]


def other_pages(folder: Path) -> Iterator[Path]:
    """A report and a player, as the command line writes them."""
    cases = {
        "report.html": ["compare", SCENARIOS[0], "third_post", "--replications", "4", "--report"],
        "flow.html": ["animate", SCENARIOS[0], "third_post", "--report"],
    }
    for name, typed in cases.items():
        with redirect_stderr(StringIO()), redirect_stdout(StringIO()):
            assert cli.main([*typed, str(folder / name), "--quiet"]) == 0, typed
        yield folder / name


def soak(tab: Firefox, seeds: int) -> list[str]:
    """Everything that went wrong."""
    wrong: list[str] = []
    tab.open(FILE.as_uri())
    tab.until(READY)
    for scenario in SCENARIOS:
        for seed in range(1, seeds + 1):
            if unlike := difference(tab, scenario, seed):
                wrong.append(f"{scenario}, seed {seed}: {unlike}")
    wrong += [f"the file: {each}" for each in [*tab.said, *beyond(tab)]]
    with tempfile.TemporaryDirectory() as folder:
        for path in other_pages(Path(folder)):
            tab.open(path.as_uri())
            wrong += [f"{path.name}: {each}" for each in [*tab.said, *beyond(tab)]]
    return wrong


def beyond(tab: Firefox) -> list[str]:
    """What the page asked for outside itself."""
    return [f"it asked for {each}" for each in tab.asked if not each.startswith(WITHIN)]


def main() -> int:
    """Exit code 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    seeds = parser.parse_args().seeds
    with Firefox() as tab:
        print(f"{tab.version}: {seeds} seeds, {len(SCENARIOS)} scenarios, two sets of levers", flush=True)
        wrong = soak(tab, seeds)
    print(*wrong, f"{len(wrong)} faults", sep="\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
