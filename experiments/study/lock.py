"""Who is writing this file? One process at a time, and the next hears which.

The lock is the operating system's own, on a small file beside the one that is written: it goes with the process that
holds it, however that ends, so a lock of a killed one is never in the way. What the file says is only for people.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from platform import node
from typing import IO, NamedTuple

from sim.errors import FileRefused, NotWritten
from sim.faults import printable

SHOWN = 120  # letters of a path or a name


class Holder(NamedTuple):
    """Who holds a lock."""

    host: str
    process: int
    since: str  # universal time

    def __str__(self) -> str:
        return f"process {self.process} on {printable(self.host, SHOWN)}, since {printable(self.since, SHOWN)} UTC"


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Nobody else writes this file meanwhile. Raises FileRefused naming the process that does."""
    beside = lock_file(path)
    while True:
        try:
            stream = beside.open("a+b")
        except OSError as error:
            raise NotWritten(f"{printable(str(beside), SHOWN)} could not be written: {error.strerror}.") from None
        if not _taken(stream):
            holder = _said_in(stream)
            stream.close()
            raise FileRefused(
                f"{printable(str(path), SHOWN)} is being written by {holder or 'another process'}. Wait until it ends, "
                f"or name another file."
            )
        if _still_there(stream, beside):
            break
        stream.close()  # its last holder took the file away just now
    try:
        with suppress(OSError):  # a full disk keeps nobody from holding it
            stream.truncate(0)
            stream.write("\n".join([node(), str(os.getpid()), f"{_now():%Y-%m-%d %H:%M:%S}"]).encode())
            stream.flush()
        yield
    finally:
        with suppress(OSError):  # where it cannot be deleted while it is open, an empty file stays
            stream.truncate(0)
            beside.unlink()
        stream.close()


def writer_of(path: Path) -> Holder | None:
    """Who writes this file at the moment."""
    try:
        with lock_file(path).open("r+b") as stream:
            return None if _taken(stream) else _said_in(stream)
    except OSError:
        return None


def lock_file(path: Path) -> Path:
    """The file beside it."""
    return path.with_name(f"{path.name}.lock")


def _now() -> datetime:
    return datetime.now(UTC)


def _said_in(stream: IO[bytes]) -> Holder | None:
    with suppress(OSError, ValueError):
        stream.seek(0)
        host, process, since = stream.read(1000).decode(errors="replace").split("\n")
        return Holder(host, int(process), since)
    return None


def _still_there(stream: IO[bytes], beside: Path) -> bool:
    """Whether what is locked is still what has the name."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(stream.fileno()), beside.stat())
    return False


if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 20  # a locked byte cannot be read: one behind what the file says

    def _taken(stream: IO[bytes]) -> bool:
        """Lock it, unless another process has."""
        stream.seek(FAR)
        with suppress(OSError):
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def _taken(stream: IO[bytes]) -> bool:
        """Lock it, unless another process has."""
        with suppress(OSError):
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
