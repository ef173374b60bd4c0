"""Where may an answer be written, and how is it written whole or not at all?

What is checked before a run: that nothing would be overwritten unasked and that the folder is there, so that no long
run is lost for a file name. Invariant: a file appears under its name complete, or not at all.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


class FileRefused(Exception):
    """A file that cannot or must not be written, in words."""


def check_outputs(
    outputs: Iterable[Path | None], inputs: Iterable[Path] = (), *, folder: Path | None = None, force: bool
) -> None:
    """Refuse, before anything is run, what could not be written afterwards. Scenario files are never written over."""
    seen: set[Path] = set()
    read = {path.resolve() for path in inputs}
    for path in (*outputs, folder):
        if path is None:
            continue
        if path.resolve() in seen:
            raise FileRefused(f"{path} is named for two outputs. Give each its own file.")
        if path.resolve() in read:
            raise FileRefused(f"{path} is a scenario that is being read; it is never overwritten. Choose another name.")
        seen.add(path.resolve())
        _check(path, force=force, folder=path is folder)


def _check(path: Path, *, force: bool, folder: bool = False) -> None:
    if folder and path.is_file():
        raise FileRefused(f"{path} is a file. Name a folder.")
    if path.is_dir() and not folder:
        raise FileRefused(f"{path} is a folder. Name a file in it.")
    if path.exists() and not force:
        raise FileRefused(f"{path} is there already. Choose another name, or add --force to overwrite it.")
    if not path.parent.is_dir():
        raise FileRefused(f"There is no folder {path.parent}. Make it first.")
    if not os.access(path.parent, os.W_OK):
        raise FileRefused(f"{path.parent} is not a folder that you may write to.")


@contextmanager
def written_whole(path: Path, *, force: bool) -> Iterator[Path]:
    """A file beside the one that is wanted, to be written to: it takes the name if all goes well, and goes if not."""
    _check(path, force=force)
    part = path.with_name(f".{path.stem[:100]}.{os.getpid()}.part{path.suffix[:20]}")
    try:
        yield part
        _check(path, force=force)
        part.replace(path)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def folder_whole(path: Path, *, force: bool) -> Iterator[Path]:
    """The same for a folder of files. With `force`, files of these names are replaced; what else is there stays."""
    _check(path, force=force, folder=True)
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        part.mkdir()
        yield part
        _check(path, force=force, folder=True)
        path.mkdir(exist_ok=True)
        for file in sorted(part.iterdir()):
            file.replace(path / file.name)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def write_text(path: Path, text: str, *, force: bool) -> None:
    """Write a text file: UTF-8, line ends as they are, the same bytes on every machine."""
    with written_whole(path, force=force) as part:
        part.write_text(text, encoding="utf-8", newline="")
