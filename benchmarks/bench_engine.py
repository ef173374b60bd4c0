"""How fast are the two engines, side by side, and what does a replication's time go on?

`make bench` prints the tables; `make bench WRITE=--write` also puts them into docs/performance.md. Engines take turns
in one process, each replication has a seed of its own (a repeated one trains the branch predictor), and medians are
given with the machine they were measured on. Times are this machine's; only ratios carry over.
"""

import argparse
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numba

from benchmarks import bench_queue
from sim import luck, pathway
from sim.frames import Shape
from sim.inputs import Inputs, inputs_of
from sim.kernel import fast
from sim.loading import load
from sim.luck import study_key

PILOT = "rotherham_mental_health_pilot"
PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
fresh = iter(range(1_000_000, 15_000_000, 16))  # a batch of 16 begins at each


def milliseconds(run: Callable[[int], Any], times: int) -> float:
    """Mean time of one replication over several, each with a seed never used before."""
    numbers = [next(fresh) for _ in range(times)]
    start = time.perf_counter()
    for number in numbers:
        run(number)
    return (time.perf_counter() - start) / times * 1e3


def take_turns(engines: dict[str, tuple[Callable[[int], Any], int]], rounds: int) -> dict[str, float]:
    """Median over rounds of each engine's ms per replication, the engines taking turns."""
    seen: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        for name, (run, times) in engines.items():
            seen[name].append(milliseconds(run, times))
    return {name: statistics.median(times) for name, times in seen.items()}


@contextmanager
def compiled_draws(key: luck.Key) -> Iterator[None]:
    """The readable engine with its Philox compiled for one key: everything else as it is."""
    plain = luck.philox
    whole = numba.njit(plain)

    @numba.njit
    def with_this_key(c_0: int, c_1: int, c_2: int, c_3: int) -> tuple[int, int, int, int]:
        return whole(c_0, c_1, c_2, c_3, key)  # type: ignore[no-any-return]

    luck.philox = lambda c_0, c_1, c_2, c_3, _: with_this_key(c_0, c_1, c_2, c_3)
    try:
        yield
    finally:
        luck.philox = plain


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


def engines(key: luck.Key) -> list[str]:
    """The pilot on both engines."""
    scenario = load(PILOT).scenario
    inputs, shape = inputs_of(scenario), Shape(scenario)
    tables, counter = fast.Tables(inputs), fast.Counter(shape)
    tables.replicate(key, next(fresh))
    with compiled_draws(key):
        pathway.events(inputs, key, next(fresh))
        compiled = luck.philox

    def with_compiled_draws(number: int) -> None:
        plain, luck.philox = luck.philox, compiled
        pathway.events(inputs, key, number)
        luck.philox = plain

    median = take_turns(
        {
            "plain": (lambda n: pathway.events(inputs, key, n), 3),
            "drawn": (with_compiled_draws, 3),
            "fast": (lambda n: tables.replicate(key, n), 200),
            "measured": (lambda n: list(tables.tallies(counter, key, range(n, n + fast.BATCH))), 13),
        },
        rounds=7,
    )
    median["measured"] /= fast.BATCH
    rows = statistics.mean(len(tables.replicate(key, next(fresh))) for _ in range(100))
    blocks = draws_of(inputs, key)
    words = (11, 22, 33, 44, key)
    start = time.perf_counter()
    for _ in range(20_000):
        luck.philox(*words)
    block = (time.perf_counter() - start) / 20_000 * 1e3
    return [
        f"| SimPy, plain draws | {median['plain']:.1f} | 1 |",
        f"| SimPy, compiled draws | {median['drawn']:.1f} | {median['plain'] / median['drawn']:.1f} |",
        f"| compiled engine | {median['fast']:.2f} | {median['plain'] / median['fast']:.0f} "
        f"(and {median['drawn'] / median['fast']:.0f} of SimPy with compiled draws) |",
        f"| compiled engine, with measures | {median['measured']:.2f} | {median['plain'] / median['measured']:.0f} |",
        "",
        f"{rows:,.0f} rows of log a replication: {median['fast'] / rows * 1e6:.0f} ns a row. A replication draws "
        f"{blocks:,} blocks; on the SimPy engine, at {block * 1e3:.1f} µs a block, that is "
        f"{100 * blocks * block / median['plain']:.0f} % of its time.",
    ]


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
    rows = {name: statistics.mean(len(t.replicate(key, next(fresh))) for _ in range(50)) for name, t in tables.items()}
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
            start = time.perf_counter()
            rows = len(tables.replicate(key, next(fresh)))
            spent.append((time.perf_counter() - start) / rows * 1e9)
        cost = statistics.median(spent)
        base = base or cost
        lines.append(f"| x{times} | {len(inputs.posts):,} | {rows:,} | {cost:.0f} | {cost / base:.2f} |")
    return lines


def start_up() -> list[str]:
    """What the shell waits for before anything happens."""
    commands = {
        "spsim --help": ["-m", "app.cli", "--help"],
        "import of the model": ["-c", "import sim.pathway, sim.loading"],
        "import of the compiled engine": ["-c", "import sim.kernel.fast"],
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
        "| engine | ms a replication | times as fast |",
        "|---|--:|--:|",
        *engines(key),
        second_thread(key),
        "",
        "| compiled engine | ms a replication | rows |",
        "|---|--:|--:|",
        *stages(key),
        "",
        "| people, posts and places | posts | rows | ns a row | against x1 |",
        "|---|--:|--:|--:|--:|",
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
