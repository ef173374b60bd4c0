"""Which file does a name mean: one of the user's, or one that comes with the program? And which files does it extend?

Invariant: a file that is extended lies in the same folder or is bundled; nothing leads out of the folder or in a loop.
"""

from functools import cache
from pathlib import Path

import sim
from sim.faults import did_you_mean, printable, shown
from sim.loading.toml_files import TomlFile, is_file, is_there, read, refused
from sim.loading.toml_lines import line_of

EXTENDS_DEEP_AT_MOST = 8
FOLDERS = ("rotherham", "secondary_care", "primary_care", "other_settings", "what_ifs", "lessons")
FORMER_NAMES = {"primary_care": "primary_care_link_workers"}  # of scenarios; they go on working


def bundled() -> dict[str, Path]:
    """The scenarios that come with the program, by name, folder by folder; a name alone is enough to ask for one."""
    return dict(_bundled())


@cache
def _bundled() -> dict[str, Path]:
    inside = Path(sim.__file__).parent
    folder = inside / "_scenarios" if (inside / "_scenarios").is_dir() else inside.parent / "scenarios"
    files = sorted(folder.glob("*/*.toml"), key=lambda file: (FOLDERS.index(file.parent.name), file.name))
    return {file.stem: file for file in files if "." not in file.stem}  # NAME.targets.toml and the like stand beside


def find(given: str) -> tuple[Path, str]:
    """The file that is meant, and what to call it."""
    given = FORMER_NAMES.get(given, given)
    path = Path(given)
    if not is_utf_8(given):
        raise refused(given, None, "This name is not UTF-8, and every answer has to name its scenario. Rename it.")
    if is_there(path):
        return path, given
    if path.suffix != ".toml" and path.name == given:
        if given in bundled():
            return bundled()[given], f"{given}.toml"
        if is_file(Path(f"{given}.toml")):
            raise refused(given, None, f"There is no scenario of this name. Did you mean the file {given}.toml?")
        raise refused(given, None, f"There is no scenario of this name.{did_you_mean(given, bundled())}")
    if path.name == given and path.stem in bundled():
        raise refused(given, None, f"There is no such file. The bundled scenario is called {path.stem}, without .toml.")
    beside = [file.name for file in path.parent.glob("*.toml")] if path.parent.is_dir() else []
    raise refused(given, None, f"There is no such file.{did_you_mean(path.name, beside)}")


def is_utf_8(text: str) -> bool:
    """Whether a name from the command line can be encoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def extend(chain: list[TomlFile]) -> None:
    """Add the file that the last one extends, and so on."""
    while "extends" in chain[-1].data:
        child = chain[-1]
        path, name = _parent(child)
        line = line_of(child.lines, ("extends",))
        seen = [file.path.resolve() for file in chain]
        if path.resolve() in seen:
            loop = [file.name for file in chain[seen.index(path.resolve()) :]]
            raise refused(
                child.name, line, f"extends goes round in a loop: {printable(' -> '.join([*loop, loop[0]]))}."
            )
        if len(chain) > EXTENDS_DEEP_AT_MOST:
            raise refused(child.name, line, f"extends goes more than {EXTENDS_DEEP_AT_MOST} files deep.")
        chain.append(read(path, name))


def _parent(child: TomlFile) -> tuple[Path, str]:
    """The file that a file extends: beside it, or bundled."""
    given, line = child.data["extends"], line_of(child.lines, ("extends",))
    if not isinstance(given, str):
        raise refused(child.name, line, f"extends takes the name of one file in quotes, not {shown(given)}.")
    quoted = f'"{printable(given, 60)}"'
    if Path(given).is_absolute() or "\\" in given or ":" in given or ".." in Path(given).parts:
        raise refused(child.name, line, f"extends is {quoted}; it must name a file in this folder.")
    folder = child.path.parent
    shipped = {path.name: path for path in bundled().values()}
    shipped |= {f"{former}.toml": shipped[f"{name}.toml"] for former, name in FORMER_NAMES.items()}
    if not given.endswith(".toml"):
        there = f"{given}.toml" in shipped or is_file(folder / f"{given}.toml")
        write = f' Write "{printable(given, 60)}.toml".' if there else ""
        raise refused(child.name, line, f"extends is {quoted}; a scenario file ends in .toml.{write}")
    if is_file(folder / given):
        if not (folder / given).resolve().is_relative_to(folder.resolve()):
            raise refused(child.name, line, f"extends is {quoted}, a link that leads out of this folder.")
        return folder / given, given
    if given in shipped:
        return shipped[given], given
    if not folder.is_dir():  # a text in hand
        alone = f"extends is {quoted}. A file that is opened by itself can extend only what comes with the program."
        raise refused(child.name, line, f"{alone}{did_you_mean(given, shipped)}")
    near = did_you_mean(given, [*shipped, *(path.name for path in folder.glob("*.toml"))])
    raise refused(child.name, line, f"extends is {quoted}; no such file is in this folder or bundled.{near}")
