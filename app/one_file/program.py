"""What is to be imported in the page? Theirs, from the parts, and this program as it is installed here.

Files by the place where Python will look for them. Nothing is compiled yet, and more is given than a page needs:
`compiled.py` chooses.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import app
import experiments
import sim
from app import PROGRAM, version
from app.one_file.parts import HOW, PYTHON, STANDARD_LIBRARY, WHEELS, of
from sim.errors import WrongInput
from sim.kernel.machine import SOURCES
from sim.loading import bundled

LIBRARY = f"lib/python{PYTHON}"
SITE = f"{LIBRARY}/site-packages"
OURS = (sim, experiments, app)
NOT_OURS_TO_SEND = ("app/one_file/static", "app/web", "app/cli")  # what only this machine runs, or the page has already
GIVEN = "given.zip"
ARCHIVE = "program.zip"  # among the parts: what `compiled.py` made
OF = "of"  # in it: a hash of all that it was made of
METADATA = f"{SITE}/{PROGRAM}-{version()}.dist-info/METADATA"  # what says which version it is
FIRST = "first.json"  # in it: what the page shows before anybody has asked
KEPT = "kept.json"  # in what `compiled.py` is given: the files that stay as text
KEPT_AS_TEXT = [f"{SITE}/sim/{name}" for name in SOURCES]  # by which the kernel's file is checked


def given(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """All files, by their place."""
    return dict(sorted([*_library(parts[STANDARD_LIBRARY]), *_wheels(parts), *ours().items()]))


def ours() -> dict[str, bytes]:
    """This program, as it is installed."""
    found: dict[str, bytes] = {}
    for package in OURS:
        folder = Path(next(iter(package.__path__)))
        found |= {f"{SITE}/{folder.name}/{name}": content for name, content in _files(folder)}
    scenarios = {f"{SITE}/sim/_scenarios/{name}": content for name, content in _files(_scenarios())}
    return {
        name: content
        for name, content in (found | scenarios | {METADATA: _metadata()}).items()
        if not name.removeprefix(f"{SITE}/").startswith(NOT_OURS_TO_SEND) and not name.endswith("README.md")
    }


def _metadata() -> bytes:
    return f"Metadata-Version: 2.1\nName: {PROGRAM}\nVersion: {version()}\n".encode()


def _scenarios() -> Path:
    return next(iter(bundled().values())).parent.parent


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _library(archive: bytes) -> Iterator[tuple[str, bytes]]:
    return ((f"{LIBRARY}/{name}", content) for name, content in _zipped(archive) if name.endswith(".py"))


def _wheels(parts: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for wheel in WHEELS:
        for name, content in _zipped(parts[wheel.file]):
            if name.endswith((".py", "-emscripten.so")):  # what is compiled for another machine is done without
                yield f"{SITE}/{name}", content


def _zipped(archive: bytes) -> Iterator[tuple[str, bytes]]:
    with ZipFile(BytesIO(archive)) as opened:
        for one in opened.infolist():
            if not one.is_dir():
                yield one.filename, opened.read(one)


def pack(folder: Path) -> None:
    """All that is given, from a folder of parts, as one archive in it: what `compile.mjs` is given."""
    files = given(of(folder))
    kept = json.dumps(KEPT_AS_TEXT).encode()
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for name, content in [(OF, _hash(files)), (KEPT, kept), *files.items()]:
            archive.writestr(ZipInfo(name), content)
    (folder / GIVEN).write_bytes(made.getvalue())


def _hash(files: Mapping[str, bytes]) -> bytes:
    found = sha256()
    for name, content in files.items():
        found.update(f"{name} {len(content)}\n".encode() + content)
    return found.hexdigest().encode()


def compiled(parts: Mapping[str, bytes], folder: Path) -> tuple[dict[str, bytes], bytes]:
    """What `compiled.py` made, if it was of these parts and of this program: the files, and the first answer."""
    try:
        files = dict(_zipped((folder / ARCHIVE).read_bytes()))
    except (OSError, BadZipFile) as error:
        raise WrongInput(f"{ARCHIVE} among the parts cannot be read: {error}. {HOW}") from None
    if files.pop(OF, None) != _hash(given(parts)):
        raise WrongInput(
            f"{ARCHIVE} among the parts was made of another version of this program, or of other parts. "
            "make one-file makes it anew."
        )
    return files, files.pop(FIRST)
