"""The folder of a test is its kind: what each kind is marked with, and how hard Hypothesis tries."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sim.kernel import fast
from tests import machines

TESTS = Path(__file__).parent

MARKERS_OF_KIND = {
    "unit": ("unit",),
    "behaviour": ("behaviour",),
    "theory": ("theory",),
    "contract": ("contract",),
    "regression": ("regression",),
    "kernel": ("contract", "kernel"),  # contract too, in a folder of its own because it needs a compiler
    "browser": ("behaviour", "browser"),  # behaviour too, in a folder of its own because it needs Chromium
}

# Derandomised: the same examples every time, on every machine. `make theory` asks for more of them.
settings.register_profile(
    "spsim",
    derandomize=True,
    deadline=None,
    max_examples=int(os.environ.get("SPSIM_EXAMPLES", "100")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("spsim")

fast.a_machine = machines.named(machines.NAME)  # type: ignore[misc]


def kind_of(test_file: Path) -> str | None:
    """The kind that a test file's folder gives it, or None where it lies in no such folder."""
    folder = test_file.relative_to(TESTS).parts[0]
    return folder if folder in MARKERS_OF_KIND else None


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """Refuse a test file that lies outside the folders of the kinds."""
    if kind_of(module_path) is None:
        where = module_path.relative_to(TESTS.parent).as_posix()
        raise parent.CollectError(f"{where} has no kind. Move it to one of tests/: {', '.join(MARKERS_OF_KIND)}.")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark each test with its kind."""
    for marker in MARKERS_OF_KIND[kind_of(item.path) or ""]:
        item.add_marker(marker)
