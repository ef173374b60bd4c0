"""Run every queue of theory and write the table of docs/theory.md: python -m tests.theory.table

With names of queues (Q2 Q8), those are run and printed, and the page stays as it is.
"""

import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter, process_time

PAGE = Path(__file__).parents[2] / "docs" / "theory.md"
BEGINS, ENDS = "<!-- table: python -m tests.theory.table -->\n", "<!-- end of table -->\n"
HEADS = ("queue", "case", "answer", "theory", "simulated", "99 % half-width", "z", "z with fault", "CPU s")


def number(value: float) -> str:
    """Six digits."""
    return f"{value:.6g}"


def rows_of(page: str) -> list[list[str]]:
    """The cells of the table on the page."""
    lines = page.split(BEGINS)[1].split(ENDS)[0].split("\n")
    table = [line for line in lines if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def run(which: int) -> list[list[str]]:
    """The rows of one case."""
    from tests.theory.compiled import CASES, FAULT

    case = CASES[which]
    before = process_time()
    found = case.found()
    seconds = process_time() - before
    faulty = case.found(FAULT)
    rows = []
    for name, right in case.theory(1).items():
        one, other = found[name], faulty[name]
        rows.append(
            [
                *(case.queue, case.name, name, number(right), number(one.value), f"{one.half_width() / right:.2%}"),
                f"{(one.value - right) / one.error:+.1f}",
                f"({(other.value - right) / other.error:+.1f})"
                if name in case.unmoved
                else f"{(other.value - right) / other.error:+.1f}",
                f"{seconds:.0f}" if not rows else "",
            ]
        )
    return rows


def main(wanted: list[str]) -> None:
    """Run the cases, print them and write the page."""
    from tests.theory.compiled import CASES, error_of_each

    chosen = [i for i, case in enumerate(CASES) if not wanted or case.queue in wanted]
    lines = ["| " + " | ".join(HEADS) + " |", "|---" * len(HEADS) + "|"]
    before = perf_counter()
    with ProcessPoolExecutor() as pool:
        for rows in pool.map(run, chosen):
            for row in rows:
                lines.append("| " + " | ".join(row) + " |")
                print(lines[-1], flush=True)
    if wanted:
        return
    once_in = 1 / error_of_each()
    crowd = f"{len(lines) - 2} answers of {len(CASES)} cases: each may be refused in error once in {once_in:,.0f}."
    took = f"all runs together took {perf_counter() - before:.0f} s by the clock on {os.cpu_count()} cores"
    versions = f"{platform.machine()}, Python {platform.python_version()}"
    machine = f"Seconds are processor time of the run without fault; {took}, perhaps shared ({versions})."
    text = PAGE.read_text()
    head, tail = text.split(BEGINS)[0], text.split(ENDS)[1]
    PAGE.write_text(head + BEGINS + "\n".join([*lines, "", crowd, machine]) + "\n" + ENDS + tail)


if __name__ == "__main__":
    main(sys.argv[1:])
