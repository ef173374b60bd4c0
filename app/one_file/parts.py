"""Whose software is inside the file? Each part by its checksum, so that nothing else can come in its place.

Python for browsers comes from npm (`pyodide`), its libraries are the wheels that `requirements/run.txt` names: one file
of each, for any machine or for this Python in a browser. `make one-file` gets them; a folder with them is what
`spsim export-app --parts` is given.
"""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sim.errors import WrongInput
from sim.faults import printable

PYODIDE = "314.0.7"
PYTHON = "3.14"
HOW = "make one-file gets all parts, into build/one-file (docs/one_file.md)."


class Part(NamedTuple):
    """A file of other people's."""

    file: str
    sha256: str
    of: str
    licence: str  # as SPDX names it
    notice: str = ""  # that has to stay with it, where no file of its own says so


IN_WASM, STANDARD_LIBRARY = "pyodide.asm.wasm", "python_stdlib.zip"
_PYODIDE = f"Pyodide {PYODIDE}"
_MPL = (
    "Copyright (C) 2019-2022, Pyodide contributors and Mozilla. It is subject to the terms of the Mozilla Public "
    "License, v. 2.0, which are at https://mozilla.org/MPL/2.0/. Its source: https://github.com/pyodide/pyodide. "
    "In this file it is changed in two places, so that a page can load it from a disk."
)
_PSF = (
    "Copyright (c) 2001 Python Software Foundation. All rights reserved. The PSF licence agreement stands below, with "
    "typing-extensions, which has the same. Its source: https://github.com/python/cpython."
)
PARTS = (
    Part("pyodide.js", "3141b814715a72e59b51b1b18b9ceae5bf19f7c852417e431bb0a34feadf825c", _PYODIDE, "MPL-2.0", _MPL),
    Part(
        "pyodide.asm.mjs",
        "f7cdc8ece80678ceb712f8e65ebe6d3a83203a180c399865f49612a051693635",
        _PYODIDE,
        "MPL-2.0",
        _MPL,
    ),
    Part(
        IN_WASM,
        "cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6",
        f"Python {PYTHON}, made for browsers by {_PYODIDE}",
        "PSF-2.0 AND MPL-2.0",
        _PSF,
    ),
    Part(
        STANDARD_LIBRARY,
        "fa1957e5777068fc4f7437f96d860ae2fbe9c19732ba06c84e004ec16dd7dd7a",
        f"The standard library of Python {PYTHON}",
        "PSF-2.0",
        _PSF,
    ),
    Part(
        "annotated_types-0.8.0-py3-none-any.whl",
        "f072f4d804ea359e4eaf198b1af7a8b0943881a87f31bb764f8bf219bb9419e0",
        "annotated-types 0.8.0",
        "MIT",
    ),
    Part(
        "et_xmlfile-2.0.0-py3-none-any.whl",
        "7a91720bc756843502c3b7504c77b8fe44217c85c537d85037f0f536151b2caa",
        "et-xmlfile 2.0.0",
        "MIT",
    ),
    Part(
        "jinja2-3.1.6-py3-none-any.whl",
        "85ece4451f492d0c13c5dd7c13a64681a86afae63a5f347908daf103ce6d2f67",
        "Jinja2 3.1.6",
        "BSD-3-Clause",
    ),
    Part(
        # The one for Linux: only what it has in Python is taken, which does without the compiled half.
        "markupsafe-3.0.4-cp314-cp314-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl",
        "a8e9f292fcda89b324f2f5c91d13f1424a153e40fc2756f38ee23b15835ff300",
        "MarkupSafe 3.0.4",
        "BSD-3-Clause",
    ),
    Part(
        "openpyxl-3.1.5-py2.py3-none-any.whl",
        "5282c12b107bffeef825f4617dc029afaf41d0ea60823bbb665ef3079dc79de2",
        "openpyxl 3.1.5",
        "MIT",
    ),
    Part(
        "pydantic-2.14.3-py3-none-any.whl",
        "3f7b347782ab7e4cf4c798496ae3a82787d9f21ec12676a9c564355eeef8daa8",
        "pydantic 2.14.3",
        "MIT",
    ),
    Part(
        "pydantic_core-2.50.4-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
        "e6da138a1ecc1341c8b788a5ee822670b03788e1f5decf7af9d461de6e508b8e",
        "pydantic-core 2.50.4",
        "MIT",
    ),
    Part(
        "simpy-4.1.2-py3-none-any.whl",
        "43071f84b6512c9b4fcb33ef057f240ccb1d1f3b263f9b4f9229d072e310b372",
        "SimPy 4.1.2",
        "MIT",
    ),
    Part(
        "typing_extensions-4.16.0-py3-none-any.whl",
        "481caa481374e813c1b176ada14e97f1f67a4539ce9cfeb3f350d78d6370c2e8",
        "typing-extensions 4.16.0",
        "PSF-2.0",
    ),
    Part(
        "typing_inspection-0.4.5-py3-none-any.whl",
        "bc210535442b39e1bf2805e0c7a17dfd6a4ace760c84c7f7d16245d23a6b1c39",
        "typing-inspection 0.4.5",
        "MIT",
    ),
    Part(
        "xlsxwriter-3.3.1-py3-none-any.whl",
        "8e2c89e59d733fe59e112317218c64fbbc276d90a8c144ebd6f7fa15e7ab184a",
        "XlsxWriter 3.3.1",
        "BSD-2-Clause",
    ),
)
WHEELS = tuple(part for part in PARTS if part.file.endswith(".whl"))


def of(folder: Path) -> dict[str, bytes]:
    """Every part, by its file's name, each the one that was pinned."""
    return {part.file: _checked(folder / part.file, part.sha256) for part in PARTS}


def _checked(path: Path, wanted: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WrongInput(f"{printable(str(path))} cannot be read: {error.strerror}. {HOW}") from None
    if sha256(content).hexdigest() != wanted:
        raise WrongInput(f"{printable(str(path))} is not the file that this program was tried with. {HOW}")
    return content


def requirements() -> str:
    """The wheels, as pip is asked for them: these files and no others."""
    rows = ([*part.file.split("-")[:2], part.sha256] for part in WHEELS)
    return "".join(f"{name}=={version} --hash=sha256:{sha}\n" for name, version, sha in rows)
