"""`spsim doctor`: what is installed here, and can the compiled engine be used?

Nothing is run. A library that is not there is no fault: each says what it is for.
"""

import argparse
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import NamedTuple

from app import PROGRAM, version
from app.asking.engines import cores
from app.cli.exits import Printed
from app.faces import terminal as screen
from app.faces.as_json import as_json
from sim.errors import KernelRefused
from sim.kernel import machine


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
    Library("numpy", "data frames and figures", None),
    Library("pandas", "results as data frames", None),
    Library("matplotlib", "figures for papers", None),
    Library("xlsxwriter", "Excel workbooks", None),
    Library("python-docx", "Word briefs", None),
)


class CompiledEngine(NamedTuple):
    """Whether the compiled engine can be used, and of which file."""

    usable: bool
    built_from: dict[str, str]  # hashes and versions, by name
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
            "compiled_engine": engine._asdict(),
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
    """Can it be used? Its file is read, checked and compiled for this processor; nothing is run and nothing kept."""
    try:
        made = machine.load()
    except KernelRefused as error:
        return CompiledEngine(usable=False, built_from={}, says=f"It cannot be used: {error}")
    says = f"It can be used: {machine.FILE.name} is whole, and was built from the sources installed here."
    return CompiledEngine(usable=True, built_from=made, says=says)


def _lines(libraries: list[tuple[Library, str | None]]) -> Iterator[str]:
    """A line for each library."""
    width = max(len(library.name) for library in LIBRARIES)
    for library, found in libraries:
        how = f"; pip install '{PROGRAM}[{library.extra}]'" if library.extra and found is None else ""
        yield f"{screen.INDENT}{library.name:<{width}}  {found or 'not installed':<13}  for {library.does}{how}"
