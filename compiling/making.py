"""Is `kernel.wasm` up to date, and what has to be done to make it anew?

    python -m compiling           makes it, and says what has changed (make kernel)
    python -m compiling --check   makes it, and compares it with the one that is there, byte by byte

The file says what it was made from: the kernel's sources, the rooms of this folder that make it, the lock of what they
use, and its versions. So whether it is out of date is known without making it, and without Numba: that is `stale`.
"""

from gzip import compress
from importlib.metadata import version
from platform import python_version_tuple

from compiling import wasm
from sim.errors import KernelRefused
from sim.kernel.machine import FILE, built_from, hash_of, signed, sources_hash, undamaged

WITNESSES = ("__init__.py", "__main__.py", "native.py", "plain.py")  # beside the rooms that make the file
MAKERS = sorted(
    path for path in wasm.HELPERS.parent.iterdir() if path.suffix in (".py", ".ll") and path.name not in WITNESSES
)
LOCK = wasm.ROOT / "requirements" / "kernel.txt"
TOOLS = ("numba", "llvmlite", "ziglang")


def made_from() -> dict[str, str]:
    """What a file made now would be made from."""
    return {
        "sources": sources_hash(),
        "compiling": hash_of((path.name, path) for path in MAKERS),
        "requirements": hash_of([(LOCK.name, LOCK)]),
    }


def stale(content: bytes) -> list[str]:
    """What has changed since a file was made, by name."""
    made = built_from(content)
    return [name for name, hashed in made_from().items() if made.get(name) != hashed]


def make() -> bytes:
    """The content of the file, made now."""
    versions = {name: version(name) for name in TOOLS} | {"python": ".".join(python_version_tuple()[:2])}
    return signed(wasm.module(), made_from() | versions)


def main(options: list[str]) -> str | None:
    """Make the file, or compare; what is wrong, if anything is."""
    before, after = _there(), make()
    if options == ["--check"]:
        return None if before == after else f"{FILE.name} is not what its sources make: make kernel"
    FILE.write_bytes(after)
    print(f"{FILE.name}: {len(after):,} bytes, {len(compress(after, 9)):,} gzipped")
    if before:
        changed = ", ".join(stale(before)) or "nothing that it is made from"
        print(
            f"It was {len(before):,} bytes, and is {'the same' if before == after else 'another'}. Changed: {changed}."
        )
    return None


def _there() -> bytes:
    """The file as it is, if it is there and whole."""
    try:
        return undamaged(FILE)
    except KernelRefused:
        return b""
