"""Where may an answer be written, and how is it written whole or not at all?

What is checked before a run: that nothing is overwritten without --force, and never anything but a plain file; and that
the folder is there, so that no long run is lost for a file name. Invariant: a file appears under its name complete, or
not at all, and so do the files of a folder together, whatever happens and whenever it happens. What is written first
has a name of its own (.NAME.….part) that no other run takes: one that was killed may leave it behind, and nobody reads
it.
"""

import ctypes
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from secrets import token_hex

from sim.errors import FileRefused, NotWritten
from sim.faults import printable

SHOWN = 120  # letters of a path


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
            raise FileRefused(f"{_named(path)} is named for two outputs. Give each its own file.")
        if path.resolve() in read:
            raise FileRefused(
                f"{_named(path)} is a scenario that is being read; it is never overwritten. Choose another name."
            )
        if folder is not None and path.resolve().parent == folder.resolve():
            raise FileRefused(f"{_named(path)} lies in the folder of tables. Write it somewhere else.")
        seen.add(path.resolve())
        _check(path, force=force, folder=path is folder)


def _check(path: Path, *, force: bool, folder: bool = False) -> None:
    kind = _kind(path)
    if kind == "folder" and not folder:
        raise FileRefused(f"{_named(path)} is a folder. Name a file in it.")
    if kind == "file" and folder:
        raise FileRefused(f"{_named(path)} is a file. Name a folder.")
    if kind not in ("file", "folder", None):
        raise FileRefused(f"{_named(path)} is {kind}, and only plain files are ever overwritten. Choose another name.")
    if kind and not force:
        raise FileRefused(f"{_named(path)} is there already. Choose another name, or add --force to overwrite it.")
    if not path.parent.is_dir():
        raise FileRefused(f"There is no folder {_named(path.parent)}. Make it first.")
    if not os.access(path.parent, os.W_OK):
        raise FileRefused(f"{_named(path.parent)} is not a folder that you may write to.")
    if kind == "folder":
        for table in path.glob("*.csv"):
            if _kind(table) != "file":
                raise FileRefused(f"{_named(table)} is {_kind(table)}, not a plain file. Choose another folder.")


def _kind(path: Path) -> str | None:
    """What has this name: 'file', 'folder', or what else in words. None: nothing has."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise FileRefused(f"{_named(path)} cannot be written: {error.strerror}.") from None
    kinds = {
        stat.S_IFREG: "file",
        stat.S_IFDIR: "folder",
        stat.S_IFLNK: "a link",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
    }
    return kinds.get(stat.S_IFMT(mode), "a device")


def _named(path: Path) -> str:
    return printable(str(path), SHOWN)


# ---------------------------------------------------------------- writing


@contextmanager
def written_whole(path: Path, *, force: bool) -> Iterator[Path]:
    """A name beside the file that is wanted, to write it under: it takes its own name if all goes well, and goes if
    not."""
    part = _part(path)
    with _in_words(path):
        try:
            yield part
            _on_the_disk(part)
            _check(path, force=force)
            part.replace(path)
        finally:
            with suppress(OSError):
                part.unlink()


def write_text(path: Path, text: str, *, force: bool) -> None:
    """Write a text file: UTF-8, line ends as they are, the same bytes on every machine."""
    with written_whole(path, force=force) as part:
        part.write_text(text, encoding="utf-8", newline="")


@contextmanager
def folder_whole(path: Path, *, force: bool) -> Iterator[Path]:
    """The same for a folder of files. With `force`, files of these names are replaced, all at one stroke; what else is
    there stays."""
    part = _part(path)
    with _in_words(path):
        try:
            part.mkdir()
            yield part
            for file in part.rglob("*"):
                if file.is_file():
                    _on_the_disk(file)
            _check(path, force=force, folder=True)
            if path.exists():
                _keep_the_rest(path, part)
                _exchange(part, path)
            else:
                part.rename(path)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def written(files: Iterable[Callable[[], None]]) -> list[str]:
    """Write each. Which could not be written, in words: one does not keep back another."""
    missing = []
    for write in files:
        try:
            write()
        except NotWritten as error:
            missing.append(str(error))
    return missing


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """What goes wrong with a file, said of the file that was asked for."""
    try:
        yield
    except OSError as error:
        raise NotWritten(f"{_named(path)} could not be written: {error.strerror or error}.") from error
    except FileRefused as error:  # it was not so before the run
        raise NotWritten(f"{_named(path)} was not written: {error}") from error


def _part(path: Path) -> Path:
    """A name beside a file that nothing has."""
    stem = path.stem.encode(errors="surrogateescape")[:100].decode(errors="ignore")
    parts = (path.with_name(f".{stem}.{token_hex(4)}.part{path.suffix[:20]}") for _ in count())
    return next(part for part in parts if _kind(part) is None)


def _on_the_disk(path: Path) -> None:
    """A disk may take what it has no room for, and say so only when it is asked to keep it."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _keep_the_rest(old: Path, new: Path) -> None:
    """What else is in a folder under the same names in another: the same files, not copies, where the disk can."""
    shutil.copymode(old, new)
    for entry in old.iterdir():
        if _kind(new / entry.name) is None:
            if _kind(entry) == "folder":
                shutil.copytree(entry, new / entry.name, symlinks=True, copy_function=_linked)
            else:
                _linked(entry, new / entry.name)


def _linked(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


AT_FDCWD, RENAME_EXCHANGE = -100, 2  # of Linux's renameat2


def _exchange(one: Path, other: Path) -> None:
    """Each of two folders gets the other's name: at one stroke on Linux. Elsewhere there is a moment between two
    strokes in which neither has the second name."""
    with suppress(OSError, AttributeError, TypeError):
        names = os.fsencode(one), os.fsencode(other)
        if ctypes.CDLL(None).renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0:
            return
    aside = _part(other)
    other.rename(aside)
    try:
        one.rename(other)
    except OSError:
        aside.rename(other)
        raise
    aside.rename(one)
