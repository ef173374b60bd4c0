"""How long is it from a lever's release to the answer redrawn? In a real Chromium, from the server or the one file.

`.venv/bin/python -m benchmarks.bench_page_in_browser`: `spsim web`; with `--file simulator.html`, that file from disk.
A slider of the pilot is let go at a value never used before, and the clock runs in the page: from the slider's `change`
to the second frame after the answer stands there. Between releases the page is at rest. In between, replications of the
same scenario are run here on the compiled engine, each with a seed of its own: so a time can be compared with one taken
on another machine. Times are this machine's, and of whatever else it does; only ratios carry over. The processor time
of the server, of all cores together a release, depends less on what else is done.
"""

import argparse
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from experiments.run import Case
from sim.inputs import World
from sim.loading import load
from sim.luck import study_key
from sim.simulate import Bench
from tests.launch import PILOT, launched

PAIRS = (60, 200)
WASMTIME, NUMBA = (
    1.21,
    0.8,
)  # times a native kernel's (docs/performance.md); milliseconds for which the times were asked
ASKED = {"server": {60: 250, 200: 600}, "file": {60: 400, 200: 1200}}  # milliseconds
LEVERS = ("link_workers.posts", "demand.referrals_per_week", "link_workers.contact_hours_per_week_per_post")
HEADS = "a replication  at 0.8 ms  asked   processor"
AFTER = (
    f"A replication: the programme's world under wasmtime, {WASMTIME} times the native kernel's. At {NUMBA} ms: the "
    f"median as it would be where a native one takes so long."
)
AT_REST = "#state:is([data-state=answered], [data-state=sure])"
CHROMIUM = os.environ.get("SPSIM_CHROMIUM", "/usr/bin/chromium")
REPLICATIONS = """async (pairs) => {
    if (spsim.page.setting().replications === pairs) return;
    const there = new Promise((done) => spsim.page.on("answer", ({current}) => current && done()));
    spsim.page.amend({replications: pairs});
    await there;
}"""
RELEASE = """async ([path, where]) => {
    const slider = document.getElementById(`a-${path}-slider`);
    const {min, max} = slider;
    slider.step = "any";
    slider.value = Number(min) + (0.1 + 0.8 * where) * (max - min);
    const there = new Promise((done) =>
        spsim.page.on("answer", ({current, kind}) => current && kind === "answer" && done()));
    const began = performance.now();
    slider.dispatchEvent(new Event("change", {bubbles: true}));
    await there;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    return performance.now() - began;
}"""


class Measured(NamedTuple):
    """Milliseconds of each release, of one replication of the programme's world in between, and of processors that the
    server took a release."""

    releases: list[float]
    replication: list[float]
    processor: float


class Kernel:
    """One replication of the pilot with the programme, on the compiled engine, never the same twice."""

    def __init__(self) -> None:
        case = Case.of(load(PILOT), time.time_ns() % (1 << 40))
        self.bench = Bench(case.shape, case.inputs, study_key(case.seed))
        self.next = 0

    def milliseconds(self, many: int = 32) -> float:
        """Processor time of one, on one thread."""
        numbers = range(self.next, self.next + many)
        self.next += many
        began = time.thread_time()
        for _ in self.bench.kept(World.PROGRAMME, numbers):
            pass
        return (time.thread_time() - began) / many * 1e3


def processor_time(process: int) -> float:
    """Milliseconds that a process has had of all cores, as Linux counts it."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1e3 / os.sysconf("SC_CLK_TCK")


def measure(page: Page, process: int | None, pairs: int, many: int) -> Measured:
    """So many releases at values of their own."""
    kernel = Kernel()
    kernel.milliseconds()
    page.evaluate(REPLICATIONS, pairs)
    page.wait_for_selector(AT_REST)
    before = processor_time(process) if process else 0.0
    found = Measured([], [], 0.0)
    for i in range(many):
        page.wait_for_selector(AT_REST)
        where = (time.time_ns() % 1_000_003) / 1_000_003
        found.releases.append(page.evaluate(RELEASE, [LEVERS[i % len(LEVERS)], where]))
        found.replication.append(kernel.milliseconds())
    return found._replace(processor=(processor_time(process) - before) / many) if process else found


@contextmanager
def served(file: Path | None) -> Iterator[tuple[str, int | None]]:
    """The address of the page, and the process that serves it."""
    if file:
        yield file.resolve().as_uri(), None
    else:
        with launched(PILOT) as launch:
            yield launch.address, launch.process.pid


def main() -> None:
    """Measure, and say it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="the one file instead of the server")
    parser.add_argument("--releases", type=int, default=24)
    asked = parser.parse_args()
    with served(asked.file) as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        page.wait_for_selector(AT_REST, timeout=120_000)
        kind = "file" if asked.file else "server"
        print(f"Milliseconds, {kind}\n{'pairs':>6}{'median':>9}{'least':>8}{'most':>8}  {HEADS}")
        for pairs in PAIRS:
            found = measure(page, process, pairs, asked.releases)
            one, middle = median(found.replication), median(found.releases)
            ends = f"{min(found.releases):8.0f}{max(found.releases):8.0f}"
            scaled, server = middle * NUMBA * WASMTIME / one, f"{found.processor:12.0f}" if process else ""
            print(f"{pairs:6}{middle:9.0f}{ends}{one:15.2f}{scaled:11.0f}{ASKED[kind][pairs]:7}{server}")
        print(f"{AFTER}\nLoad of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
        browser.close()


if __name__ == "__main__":
    main()
