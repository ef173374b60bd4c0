"""How large is it, and how soon does it answer? `make wheel` asks of a wheel that it has just installed.

The first answer is the first thing that is ever run there, from an empty folder, with an empty home; and both must be
empty afterwards. What is held to a limit is its processor time: the clock's, on one core that does nothing else.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from importlib.metadata import Distribution, distributions
from pathlib import Path

ANSWER = ("compare", "two_link_workers", "--replications", "60")
MOST_SECONDS, MOST_MEGABYTES = 10.0, 1.5  # of the first answer; of the wheel
MEGABYTE = 1 << 20
SHOWN = 8  # packages by name, the largest first
BESIDE_IT = {"pip", "setuptools"}  # what a new environment has


def on_disk(package: Distribution) -> float:
    """Megabytes that a package takes, in whole blocks, as a disk counts."""
    files = [Path(str(file.locate())) for file in package.files or ()]
    return sum(-(-file.stat().st_size // 4096) * 4096 for file in files if file.is_file()) / MEGABYTE


def sizes(environment: Path) -> dict[str, float]:
    """Megabytes of each package in an environment, the largest first."""
    places = [str(next(environment.glob("lib/python*/site-packages")))]
    found = {one.name: on_disk(one) for one in distributions(path=places) if one.name not in BESIDE_IT}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def first_answer(clean: Path) -> tuple[float, float]:
    """Seconds until the first answer is printed: by the clock, and of processor time."""
    folder, home = clean / "empty", clean / "home"
    folder.mkdir()
    home.mkdir()
    program = clean / "venv" / "bin" / "spsim"
    settings = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    started = time.perf_counter()
    subprocess.run([program, *ANSWER], cwd=folder, env=settings, check=True, stdout=subprocess.PIPE)
    by_the_clock = time.perf_counter() - started
    if left := [*folder.rglob("*"), *home.rglob("*")]:
        sys.exit(f"It left something behind: {left}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # nothing else was run
    return by_the_clock, used.ru_utime + used.ru_stime


def main() -> None:
    """Print what was found; exit 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clean", type=Path, help="the folder with the environment, and nothing else")
    parser.add_argument("wheel", type=Path)
    args = parser.parse_args()
    by_the_clock, used = first_answer(args.clean.resolve())
    wheel, installed = args.wheel.stat().st_size / MEGABYTE, sizes(args.clean / "venv")
    largest = dict(list(installed.items())[:SHOWN])
    rest = sum(installed.values()) - sum(largest.values())
    print(f"Wheel: {wheel:.2f} MB (at most {MOST_MEGABYTES}).")
    print(f"Installed: {sum(installed.values()):.0f} MB in {len(installed)} packages.")
    print(*(f"  {size:4.0f} {name}" for name, size in {**largest, "the others": rest}.items()), sep="\n")
    print(
        f"First answer, spsim {' '.join(ANSWER)}: {used:.1f} s of processor time (at most {MOST_SECONDS:.0f}), ", end=""
    )
    print(f"{by_the_clock:.1f} s by the clock. Nothing else was written.")
    sys.exit(int(wheel > MOST_MEGABYTES or used > MOST_SECONDS))


if __name__ == "__main__":
    main()
