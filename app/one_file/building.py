"""How do all parts become one page? Gzipped, as text in blocks that nothing runs, each beside what opens it.

Pyodide is made to be a module, which a page from a disk cannot load: the places that say so are changed, and building
fails where they are not as they were. The same parts give the same bytes.
"""

import gzip
import json
from base64 import b85encode
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from app import PROGRAM, version
from app.faces.live.page import Carried, in_one_file
from app.one_file.parts import IN_WASM, PARTS, WHEELS, of
from app.one_file.program import compiled
from sim.errors import WrongInput

TRIES = 'globalThis.importScripts("data:text/javascript,"),!0'  # the page's policy refuses it, and Firefox complains
STATIC = Path(__file__).parent / "static"
PYTHON, WASM, FILES, LICENCES = "spsim-python", "spsim-wasm", "spsim-files", "spsim-licences"
CHANGED = {
    "pyodide.js": {TRIES: ("!1", 1)},
    "pyodide.asm.mjs": {
        TRIES: ("!1", 1),
        "export default _createPyodideModule;": ("", 1),
        "import.meta.url": ("self.location.href", 3),
    },
}
ALSO = ("script-src 'wasm-unsafe-eval'", "worker-src blob:")


def built(folder: Path) -> str:
    """The whole page, from a folder of parts."""
    parts = of(folder)
    files, first = compiled(parts, folder)
    carried = [
        _carried(PYTHON, worker(parts).encode()),
        _carried(WASM, parts[IN_WASM]),
        _carried(FILES, laid_out(files)),
        Carried(LICENCES, "text/plain", licences(parts).replace("</", "<\u200b/")),
    ]
    return in_one_file([_text("file.js")], carried, first=json.loads(first), also=ALSO)


def worker(parts: Mapping[str, bytes]) -> str:
    """What a worker runs: Pyodide, and what answers in it."""
    return "\n".join([*(_changed(name, parts[name].decode()) for name in CHANGED), _text("worker.js")])


def _changed(name: str, text: str) -> str:
    """A part of Pyodide, as a page from a disk can use it."""
    for what, (instead, times) in CHANGED[name].items():
        if text.count(what) != times:
            raise WrongInput(f"{name} says {what} {text.count(what)} times, not {times}: not as it was.")
        text = text.replace(what, instead)
    return text


def laid_out(files: Mapping[str, bytes]) -> bytes:
    """Files one after another, behind a line that says where they go and how long they are."""
    listed = json.dumps([(place, len(content)) for place, content in files.items()])
    return b"\n".join([listed.encode(), b"".join(files.values())])


def _carried(key: str, content: bytes) -> Carried:
    """A part as text: five letters for four bytes, none of which could begin a tag."""
    text = b85encode(gzip.compress(content, mtime=0)).decode().replace("<", ",")
    return Carried(key, "application/gzip", text)


def _text(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def licences(parts: Mapping[str, bytes]) -> str:
    """Whose software is inside, under which licence, and the notices that have to stay with it."""
    whose = {part.of: part for part in PARTS}
    listed = [f"{PROGRAM} {version()}: MIT", *(f"{name}: {part.licence}" for name, part in whose.items())]
    notices = [f"{PROGRAM}\n\n{_ours()}"]
    notices += [f"{name}\n\n{part.notice}" for name, part in whose.items() if part.notice]
    for wheel in WHEELS:
        notices += [f"{wheel.of}\n\n{text}" for text in _notices(parts[wheel.file])]
    return "\n\n\n".join(["\n".join(listed), *notices]) + "\n"


def _ours() -> str:
    said = distribution(PROGRAM).read_text("licenses/LICENSE")
    if said is None:
        raise WrongInput(f"{PROGRAM} is installed without its licence, which has to be in the file. Install it again.")
    return said.strip()


def _notices(wheel: bytes) -> Iterator[str]:
    """The licence files that a wheel carries."""
    with ZipFile(BytesIO(wheel)) as archive:
        for name in sorted(archive.namelist()):
            folder, _, file = name.rpartition("/")
            if ".dist-info" in folder and file.lower().startswith(("licence", "license", "authors", "notice")):
                yield archive.read(name).decode().strip()
