"""`spsim paper`: everything that a paper about a study says and carries, in one folder that is written whole."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.ask import WritePaper
from app.asking.paper import Paper
from app.cli.asking import answered
from app.cli.exits import Printed
from app.faces.as_json import as_json
from app.files import check_outputs, folder_whole, written
from sim.faults import printable

SUFFIXES = (".study.toml", ".study")


def paper(args: argparse.Namespace) -> Printed:
    """Refused before anything is run where the folder could not be written."""
    from app.faces.paper import write_paper
    from app.faces.paper.stress import counted

    folder = args.folder or Path(f"{_name(args.study)}_paper")
    check_outputs([], folder=folder, force=args.force)
    request = WritePaper(study=args.study, jobs=args.jobs)
    found: Paper = answered(request, quiet=args.quiet)

    def write() -> Sequence[str]:
        def whole() -> None:
            with folder_whole(folder, force=args.force) as part:
                write_paper(part, found)

        return written([whole])

    about = {"folder": str(folder), "study": found.name, "result": found.ran.result, "stress_des": counted(found)}
    text = (
        as_json(about)
        if args.json
        else (
            f"{found.answer.title}: {printable(str(folder))} has methods, figures, tables, the frozen scenarios and "
            "the "
            f"script that runs it again.\nSTRESS-DES: {counted(found)}.\nHash of the results: {found.ran.result}"
        )
    )
    return Printed(text, then=write)


def _name(study: str) -> str:
    name = Path(study).name
    return next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
