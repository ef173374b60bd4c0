"""`spsim doctor`: what is installed here, and can the compiled engine be used at once?

Nothing is run and nothing compiled. A library that is not there is no fault: each says what it is for.
"""

import argparse
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from typing import NamedTuple

from app import PROGRAM, version
from app.asking.engines import cores
from app.cli.exits import Printed
from app.faces import terminal as screen
from app.faces.as_json import as_json
from sim.simulate import HOW_TO_INSTALL, fast_is_installed


class Library(NamedTuple):
    """A library by the name it is installed under, what needs it, and the extra that brings it."""

    name: str
    does: str
    extra: str | None


LIBRARIES = (
    Library("simpy", "the readable engine", None),
    Library("pydantic", "what a scenario may say", None),
    Library("jinja2", "pages of reports", None),
    Library("wasmtime", "the compiled engine", None),
    Library("numba", "the compiled engine", "fast"),
    Library("numpy", "the compiled engine, frames and figures", None),
    Library("pandas", "results as data frames", None),
    Library("matplotlib", "figures for papers", None),
    Library("xlsxwriter", "Excel workbooks", None),
    Library("python-docx", "Word briefs", None),
)


class CompiledEngine(NamedTuple):
    """Whether the compiled engine can be used, and at once."""

    usable: bool
    warm: bool
    folder: Path | None
    says: str


def doctor(args: argparse.Namespace) -> Printed:
    """Everything there is to say of this machine."""
    engine, libraries = compiled_engine(), [(library, version_of(library.name)) for library in LIBRARIES]
    machine = f"{platform.system()} {platform.machine()}"
    if args.json:
        printed = {
            "version": version(),
            "python": platform.python_version(),
            "machine": machine,
            "cores": cores(),
            "libraries": [
                {"name": library.name, "version": found, "for": library.does, "extra": library.extra}
                for library, found in libraries
            ],
            "compiled_engine": {**engine._asdict(), "folder": engine.folder and str(engine.folder)},
        }
        return Printed(as_json(printed))
    many = f"{cores()} core{'s' * (cores() != 1)}"
    return Printed(
        "\n\n".join(
            [
                f"{PROGRAM} {version()}, Python {platform.python_version()}, {machine}, {many}",
                screen.section("Libraries", *_lines(libraries)),
                screen.section("Compiled engine", screen.paragraph(engine.says, screen.INDENT)),
            ]
        )
    )


def version_of(name: str) -> str | None:
    """The version of a library; None where it is not installed."""
    try:
        return installed(name)
    except PackageNotFoundError:
        return None


def compiled_engine() -> CompiledEngine:
    """Can it be used, and is it ready? Only looked at, never compiled."""
    if not fast_is_installed():
        says = f"It is not installed, so SimPy runs everything: the same answer, but far slower. {HOW_TO_INSTALL}"
        return CompiledEngine(usable=False, warm=False, folder=None, says=says)
    try:
        from sim.kernel import fast
    except ImportError as error:  # installed, but not for this Python or this machine
        says = f"It is installed but cannot be loaded, so --engine simpy is the one to use. {error}"
        return CompiledEngine(usable=False, warm=False, folder=None, says=says)
    folder = fast.cache_folder()
    if not fast.is_compiled():
        says = "It can be used, but NUMBA_DISABLE_JIT is set: it runs uncompiled, slower than SimPy."
        return CompiledEngine(usable=True, warm=False, folder=folder, says=says)
    if not fast.is_warm():
        says = f"It can be used. The first run compiles it, about a minute, and keeps it in {folder}."
        return CompiledEngine(usable=True, warm=False, folder=folder, says=says)
    says = f"It can be used, and is ready: compiled code is kept in {folder}."
    return CompiledEngine(usable=True, warm=True, folder=folder, says=says)


def _lines(libraries: list[tuple[Library, str | None]]) -> Iterator[str]:
    """A line for each library."""
    width = max(len(library.name) for library in LIBRARIES)
    for library, found in libraries:
        how = f"; pip install '{PROGRAM}[{library.extra}]'" if library.extra and found is None else ""
        yield f"{screen.INDENT}{library.name:<{width}}  {found or 'not installed':<13}  for {library.does}{how}"
