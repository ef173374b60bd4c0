"""`spsim doctor`: what is installed here, can the compiled engine be used, and can the page be served?

Nothing is run. Every library comes with the program: one that is not there was taken away, and what it is for is said.
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
from sim.errors import KernelRefused, WrongInput
from sim.kernel import machine


class Library(NamedTuple):
    """A library by the name it is installed under, and what needs it."""

    name: str
    does: str


LIBRARIES = (
    Library("simpy", "the readable engine"),
    Library("pydantic", "what a scenario may say"),
    Library("jinja2", "pages of reports"),
    Library("wasmtime", "the compiled engine"),
    Library("numpy", "data frames and figures"),
    Library("pandas", "results as data frames"),
    Library("matplotlib", "figures for papers"),
    Library("xlsxwriter", "Excel workbooks"),
    Library("openpyxl", "counts and forms from Excel"),
    Library("python-docx", "Word briefs"),
    Library("starlette", "the page in a browser"),
    Library("uvicorn", "the page in a browser"),
)


class CompiledEngine(NamedTuple):
    """Whether the compiled engine can be used, and of which file."""

    usable: bool
    built_from: dict[str, str]  # hashes and versions, by name
    says: str


class ThePage(NamedTuple):
    """Whether `spsim web` can serve the page here."""

    usable: bool
    says: str


def doctor(args: argparse.Namespace) -> Printed:
    """Everything there is to say of this machine."""
    engine, libraries = compiled_engine(), [(library, version_of(library.name)) for library in LIBRARIES]
    page = the_page()
    machine = f"{platform.system()} {platform.machine()}"
    if args.json:
        printed = {
            "version": version(),
            "python": platform.python_version(),
            "machine": machine,
            "cores": cores(),
            "libraries": [
                {"name": library.name, "version": found, "for": library.does} for library, found in libraries
            ],
            "compiled_engine": engine._asdict(),
            "page": page._asdict(),
        }
        return Printed(as_json(printed))
    many = f"{cores()} core{'s' * (cores() != 1)}"
    return Printed(
        "\n\n".join(
            [
                f"{PROGRAM} {version()}, Python {platform.python_version()}, {machine}, {many}",
                screen.section("Libraries", *_lines(libraries)),
                screen.section("Compiled engine", screen.paragraph(engine.says, screen.INDENT)),
                screen.section("Page in the browser", screen.paragraph(page.says, screen.INDENT)),
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
    says = (
        f"It can be used: {machine.FILE.name} is whole, and was built from the sources installed here. "
        f"It is made ready anew in every process, in a moment, and nothing of that is kept."
    )
    return CompiledEngine(usable=True, built_from=made, says=says)


def the_page() -> ThePage:
    """Can it be served? A port is opened, on this machine alone, and closed again: nobody is answered."""
    try:
        from app.web.listening import listening

        listening(0).close()
    except (ImportError, WrongInput) as error:
        return ThePage(usable=False, says=f"It cannot be served: {error}")
    return ThePage(usable=True, says=f"It can be served to this machine: {PROGRAM} web.")


def _lines(libraries: list[tuple[Library, str | None]]) -> Iterator[str]:
    """A line for each library."""
    width = max(len(library.name) for library in LIBRARIES)
    for library, found in libraries:
        mend = "" if found else f" (install {PROGRAM} again)"
        yield f"{screen.INDENT}{library.name:<{width}}  {found or 'missing':<10}  for {library.does}{mend}"
