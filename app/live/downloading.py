"""Which files can a page be asked for? What `spsim run` and `spsim compare` write, with everything there is to say.

The report and the tables need nothing that a browser lacks; the brief needs the library that writes Word, and is asked
for where that is.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.ask import Run, Watch
from app.asking.running import Ran
from app.live.faults import refused
from app.live.loaded import loaded_of
from app.live.saving import command_of
from app.live.setting import Setting, Strict
from app.provenance import dated, today
from experiments.answer import Answer
from experiments.exports import tidy

What = Literal["report", "workbook", "brief", "csv"]
EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a file in an archive: the same answer is the same bytes


class ToDownload(Strict):
    """A file of a setting's answer."""

    setting: Setting
    what: What


@dataclass(frozen=True)
class Download:
    """A file that a browser can keep."""

    name: str
    type: str
    base64: str


class Form(NamedTuple):
    """A kind of file: how its name ends, its media type, and what is in it."""

    ends: str
    type: str
    of: Callable[[Ran[Answer], Answer], bytes]


def is_there(library: str) -> bool:
    """Whether a library is installed, without importing it."""
    return find_spec(library) is not None


def download(asked: ToDownload, watch: Watch) -> Download:
    """The file; all inputs are drawn at once for it where that can be done."""
    if asked.what == "brief" and not is_there("docx"):
        raise refused("The Word brief is written where the program is installed: spsim web, or --docx.", "what")
    form, loaded = FORMS[asked.what], loaded_of(asked.setting)
    request = Run(
        tuple(loaded.values()),
        seed=asked.setting.seed,
        replications=asked.setting.replications,
        sets=None if is_there("numpy") else 0,
        command=command_of(asked.setting, loaded),
        in_places=True,
    )
    ran = request.answered(unheard(watch))
    content = form.of(ran, dated(ran.answer, today()))
    return Download(f"{next(iter(loaded.values())).name}_{form.ends}", form.type, b64encode(content).decode("ascii"))


def unheard(watch: Watch) -> Watch:
    """A watch that hears no advice on options: a page has none of these."""
    return replace(watch, say=lambda sentence: None)


def _report(_: Ran[Answer], answer: Answer) -> bytes:
    from app.faces.page.report import render

    return render(answer).encode()


def _workbook(ran: Ran[Answer], answer: Answer) -> bytes:
    from app.faces.workbook import write_workbook

    rows = (row for one, runs in zip(ran.cases, ran.results, strict=True) for row in tidy(one, runs))
    return _written(lambda path: write_workbook(answer, path, rows))


def _brief(_: Ran[Answer], answer: Answer) -> bytes:
    from app.faces.brief import write_brief

    return _written(lambda path: write_brief(answer, path))


def _csv(ran: Ran[Answer], answer: Answer) -> bytes:
    from app.faces.csv_folder import tables

    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, text in tables(answer, ran.cases, ran.results).items():
            archive.writestr(ZipInfo(name, EARLIEST), text, ZIP_DEFLATED)
    return content.getvalue()


def _written(write: Callable[[Path], None]) -> bytes:
    """What is written to a file."""
    with TemporaryDirectory() as folder:
        write(Path(folder) / "file")
        return (Path(folder) / "file").read_bytes()


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMS: Mapping[What, Form] = {
    "report": Form("report.html", "text/html", _report),
    "workbook": Form("workbook.xlsx", f"{OFFICE}.spreadsheetml.sheet", _workbook),
    "brief": Form("brief.docx", f"{OFFICE}.wordprocessingml.document", _brief),
    "csv": Form("tables.zip", "application/zip", _csv),
}
