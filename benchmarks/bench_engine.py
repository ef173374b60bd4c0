"""How fast are the two engines, side by side, and what does a replication's time go on?

`make bench` prints the tables; `make bench WRITE=--write` also puts them into docs/performance.md. Engines take turns
in one process (V8 in another), each replication has a seed of its own (a repeated one trains the branch predictor), and
medians of processor time are given with the machine they were measured on. Times are this machine's; only ratios carry
over. It runs in the environment that has Numba.
"""

import argparse
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numba

from benchmarks import bench_queue
from compiling.native import Native
from sim import luck, pathway
from sim.frames import Shape
from sim.inputs import Inputs, inputs_of
from sim.kernel import fast
from sim.kernel.layouts import LOG_COLUMNS, WORD
from sim.kernel.machine import Machine, Wasmtime
from sim.loading import load
from sim.luck import study_key
from tests.v8 import V8

PILOT = "rotherham_mental_health_pilot"
PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
fresh = iter(range(1_000_000, 15_000_000, 16))  # a batch of 16 begins at each


def milliseconds(run: Callable[[int], Any], times: int) -> float:
    """Mean time of one replication over several, each with a seed never used before."""
    numbers = [next(fresh) for _ in range(times)]
    start = time.process_time()
    for number in numbers:
        run(number)
    return (time.process_time() - start) / times * 1e3


def take_turns(engines: dict[str, tuple[Callable[[int], Any], int]], rounds: int) -> dict[str, float]:
    """Median over rounds of each engine's ms per replication, the engines taking turns."""
    seen: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, (run, times) in engines.items():
            seen[name].append(milliseconds(run, times))
    return {name: statistics.median(times) for name, times in seen.items()}


def draws_of(inputs: Inputs, key: luck.Key) -> int:
    """How many blocks one replication draws."""
    count = 0
    plain = luck.philox

    def counted(*words: Any) -> Any:
        nonlocal count
        count += 1
        return plain(*words)

    luck.philox = counted
    try:
        pathway.events(inputs, key, next(fresh))
    finally:
        luck.philox = plain
    return count


MACHINES: dict[str, type[Machine]] = {"wasmtime": Wasmtime, "V8": V8, "Numba": Native}


def engines(key: luck.Key) -> list[str]:
    """The pilot's programme world on SimPy, and on the kernel wherever it runs, measures counted."""
    scenario = load(PILOT).scenario
    inputs, shape = inputs_of(scenario), Shape(scenario)
    tables = {name: (fast.Tables(inputs, machine()), fast.Counter(shape)) for name, machine in MACHINES.items()}
    spent: dict[str, list[float]] = {name: [] for name in ("SimPy", "counting", *tables)}
    for turn in range(-2, 25):  # the first turns warm up
        found = {"SimPy": [], **{name: batch(*of, key) for name, of in tables.items()}}
        found["SimPy"] = milliseconds(lambda n: pathway.events(inputs, key, n), 1)
        found["counting"] = found["wasmtime"] - batch(tables["wasmtime"][0], fast.NOT_COUNTED, key)
        if turn >= 0:
            for name, took in found.items():
                spent[name].append(took)
    median = {name: statistics.median(times) for name, times in spent.items()}
    rows = statistics.mean(len(tables["wasmtime"][0].log(key, next(fresh))) for _ in range(100))
    file, simpy, numba_s = median["wasmtime"], median["SimPy"], median["Numba"]
    said = {
        "SimPy, without measures": "SimPy",
        "the kernel's file under wasmtime": "wasmtime",
        "the same file in V8 (Node)": "V8",
        "the kernel compiled by Numba for this machine": "Numba",
    }
    return [
        *(
            f"| {name} | {median[of]:.2f} | {simpy / median[of]:.0f} | {median[of] / numba_s:.2f} |"
            for name, of in said.items()
        ),
        "",
        f"{rows:,.0f} rows of log a replication: {file / rows * 1e6:.0f} ns a row, measures among them "
        f"({100 * median['counting'] / file:.0f} %). A replication draws {draws_of(inputs, key):,} blocks.",
    ]


def batch(tables: fast.Tables, counter: fast.Counter, key: luck.Key) -> float:
    """Mean milliseconds of a replication over some batches: processor time, or what V8 says that it took."""
    took, programme = 0.0, tables.inputs.programme
    for _ in range(4):
        first = next(fresh)
        for number in range(first, first + fast.BATCH, max(1, counter.batch)):
            start = time.process_time()
            for _laid in tables._batches(counter, key, range(number, number + max(1, counter.batch)), programme):
                took += tables.machine.took if isinstance(tables.machine, V8) else 0.0
            took += 0.0 if isinstance(tables.machine, V8) else (time.process_time() - start) * 1e3
    return took / 4 / fast.BATCH


def stages(key: luck.Key) -> list[str]:
    """Where the compiled engine's time goes: what it takes with one stage after another switched off."""
    whole = inputs_of(load(PILOT).scenario)
    without = {
        "the whole journey": whole,
        "without reviews (and what follows them)": whole._replace(stages=whole.stages._replace(reviews=0)),
        "without activities as well": whole._replace(stages=whole.stages._replace(reviews=0, activities=0)),
        "without support as well: people only": whole._replace(
            stages=whole.stages._replace(reviews=0, activities=0, support=0)
        ),
    }
    tables = {name: fast.Tables(inputs) for name, inputs in without.items()}
    runs = {name: (lambda n, t=table: t.replicate(key, n), 200) for name, table in tables.items()}
    for run, _ in runs.values():
        run(next(fresh))
    median = take_turns(runs, rounds=7)
    rows = {name: statistics.mean(len(t.log(key, next(fresh))) for _ in range(50)) for name, t in tables.items()}
    return [f"| {name} | {median[name]:.2f} | {rows[name]:,.0f} |" for name in without]


def second_thread(key: luck.Key) -> str:
    """What a second thread gains."""
    inputs = inputs_of(load(PILOT).scenario)
    tables = [fast.Tables(inputs) for _ in range(2)]

    def work(which: int, times: int) -> None:
        for number in [next(fresh) for _ in range(times)]:
            tables[which].replicate(key, number)

    gains = []
    for _ in range(5):
        start = time.perf_counter()
        work(0, 600)
        alone = time.perf_counter() - start
        start = time.perf_counter()
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(work, (0, 1), (300, 300)))
        gains.append(alone / (time.perf_counter() - start))
    return f"A second thread: x{statistics.median(gains):.2f}."


def scaled(times: int) -> Inputs:
    """The pilot with a multiple of the people, posts, places and review slots."""
    inputs = inputs_of(load(PILOT).scenario)
    posts = tuple(post._replace(number=post.number & ~0xFFF | i) for i, post in enumerate(inputs.posts * times))
    first = inputs.capacities[: len(inputs.posts)]
    capacities = tuple(row._replace(post=i) for i, row in enumerate(first * times))
    reviews = inputs.reviews._replace(
        slot=max(1, inputs.reviews.slot // times), added_slot=max(1, inputs.reviews.added_slot // times)
    )
    return inputs._replace(
        rates=tuple(rate._replace(value=rate.value * times) for rate in inputs.rates),
        posts=posts,
        capacities=capacities,
        places=tuple(row._replace(places=row.places * times) for row in inputs.places),
        reviews=reviews,
        most_events=2_000_000_000,
    )


def growth(key: luck.Key) -> list[str]:
    """Cost of one row as people and posts grow together."""
    lines, base = [], 0.0
    for times in (1, 10, 100, 1000):
        inputs = scaled(times)
        tables = fast.Tables(inputs)
        tables.replicate(key, next(fresh))
        spent = []
        for _ in range(max(3, 300 // times)):
            start = time.process_time()
            rows = len(tables.replicate(key, next(fresh))) // LOG_COLUMNS
            spent.append((time.process_time() - start) / rows * 1e9)
        cost = statistics.median(spent)
        base = base or cost
        memory = len(tables.machine.words) * WORD / 1e6
        lines.append(
            f"| x{times} | {len(inputs.posts):,} | {rows:,} | {cost:.0f} | {cost / base:.2f} | {memory:,.0f} |"
        )
    return lines


def start_up() -> list[str]:
    """What the shell waits for before anything happens."""
    commands = {
        "spsim --help": ["-m", "app.cli", "--help"],
        "import of the model": ["-c", "import sim.pathway, sim.loading"],
        "the compiled engine, ready to run": ["-c", "from sim.kernel import machine; machine.load()"],
    }
    lines = []
    for name, arguments in commands.items():
        spent = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
            spent.append(time.perf_counter() - start)
        lines.append(f"| {name} | {statistics.median(spent):.2f} s |")
    return lines


def measured() -> str:
    """All the tables."""
    key = study_key(20_261_121)
    lines = [
        f"Measured on {platform.machine()}, {platform.system()}, Python {platform.python_version()}, "
        f"Numba {numba.__version__}: `make bench WRITE=--write`. Pilot: 12 months' referrals, 3 years' follow-up.",
        "",
        "| engine | ms a replication | times as fast as SimPy | against Numba |",
        "|---|--:|--:|--:|",
        *engines(key),
        second_thread(key),
        "",
        "| compiled engine | ms a replication | rows |",
        "|---|--:|--:|",
        *stages(key),
        "",
        "| people, posts and places | posts | rows | ns a row | against x1 | MB of the machine's memory |",
        "|---|--:|--:|--:|--:|--:|",
        *growth(key),
        "",
        "The link-worker queue alone (M/M/2, load 0.8), beside general tools given the same queue:",
        "",
        *bench_queue.table(),
        "",
        "| start-up | median of 5 |",
        "|---|--:|",
        *start_up(),
        "",
        f"Peak memory of this whole run: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the tables; with --write, put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    found = measured()
    print(found)
    if parser.parse_args().write:
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.split(BEGIN)[0], page.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{found}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
