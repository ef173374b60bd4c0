"""Which files may an answer be written to, and what goes into each?

What could not be written is refused before anything is run. Every file carries the day on which it was made and what
the answer cannot tell (`provenance.dated`); the event log alone does not, being in the columns of another program.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app.asking.running import Ran
from app.faces.as_json import as_json
from app.files import check_outputs, folder_whole, write_text, written, written_whole
from experiments.answer import Answer
from experiments.exports import tidy, vidigi_csv
from sim.errors import WrongInput
from sim.faults import printable
from sim.inputs import World
from sim.loading import Loaded

MORE_THAN_PAGE_ONE = ("all", "json", "report", "csv", "events", "xlsx", "docx", "json_file")  # options that show it
SUFFIXES = {"xlsx": ".xlsx", "docx": ".docx", "json_file": ".json"}


def check(args: argparse.Namespace, loaded: Sequence[Loaded]) -> None:
    """Refuse, before anything is run, a file that could not be written, or not be opened."""
    for name, suffix in SUFFIXES.items():
        path, option = getattr(args, name), f"--{name.replace('_', '-')}"
        if path is None:
            continue
        if path.suffix.lower() != suffix:
            raise WrongInput(f"{option} writes a file that ends in {suffix}; {printable(path.name)} does not.")
    if args.csv is not None and args.csv.suffix.lower() == ".csv":
        raise WrongInput(f"--csv writes a folder of tables. Name it without .csv: {printable(args.csv.stem)}.")
    files = [args.report, args.xlsx, args.docx, args.json_file, _events(args)]
    scenarios = [file for one in loaded for file in one.files]
    check_outputs(files, scenarios, folder=args.csv, force=args.force)


def show_more_than_page_one(args: argparse.Namespace) -> bool:
    """Whether anything is asked for but one screen, which says what page one does."""
    return any(getattr(args, name, None) for name in MORE_THAN_PAGE_ONE)


def _events(args: argparse.Namespace) -> Path | None:
    """Where the event log goes: only `spsim run` has one."""
    path: Path | None = getattr(args, "events", None)
    return path


def write(args: argparse.Namespace, ran: Ran[Answer], answer: Answer) -> list[str]:
    """Every file that was asked for, of the answer."""
    return written(_wanted(args, ran, answer))


def _wanted(args: argparse.Namespace, ran: Ran[Answer], answer: Answer) -> Iterator[Callable[[], None]]:
    """How each file is written."""

    def csv() -> None:
        from app.faces.csv_folder import tables

        with folder_whole(args.csv, force=args.force) as folder:
            for name, text in tables(answer, ran.cases, ran.results).items():
                (folder / name).write_text(text, encoding="utf-8", newline="")

    def events() -> None:
        question = ran.cases[0]
        log = question.log(World.PROGRAMME, 0)
        write_text(args.events, vidigi_csv(question.shape, log, question.name), force=args.force)

    def json_file() -> None:
        write_text(args.json_file, as_json(answer) + "\n", force=args.force)

    def report() -> None:
        from app.faces.page.report import write_report

        with written_whole(args.report, force=args.force) as part:
            write_report(answer, part)

    def xlsx() -> None:
        from app.faces.workbook import write_workbook

        rows = (row for one, runs in zip(ran.cases, ran.results, strict=True) for row in tidy(one, runs))
        with written_whole(args.xlsx, force=args.force) as part:
            write_workbook(answer, part, rows)

    def docx() -> None:
        from app.faces.brief import write_brief

        with written_whole(args.docx, force=args.force) as part:
            write_brief(answer, part)

    for write_one in (csv, events, json_file, report, xlsx, docx):
        if getattr(args, write_one.__name__, None):
            yield write_one
