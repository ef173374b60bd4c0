"""What does a folder for a paper hold? Everything that a reviewer asks for, and the command that makes it again.

Every file is text, but for pictures, and the same store gives the same bytes: nothing here says when it was made.
README.md lists every file and what it is for; a file that is not listed there is not in the folder.
"""

from pathlib import Path

from app.asking.paper import Paper
from app.faces.as_json import as_json
from app.faces.figures import FORMATS
from app.faces.paper.again import citation, provenance, reproduce
from app.faces.paper.methods import methods_text
from app.faces.paper.pictures import draw
from app.faces.paper.stress import counted, stress_des
from app.faces.paper.tables import tables

FIGURES, TABLES, SCENARIOS, STUDY = "figures", "tables", "scenarios", "study"


def write_paper(folder: Path, paper: Paper) -> None:
    """Write the folder's files."""
    listed: dict[str, str] = {}

    def write(name: str, text: str, what: str) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        listed[name] = what

    write(
        "methods.md", methods_text(paper), "the methods section: model, comparator, design, luck, intervals, software"
    )
    write("stress_des.md", stress_des(paper), f"the reporting checklist STRESS-DES: {counted(paper)}")
    for name, table in tables(paper).items():
        write(f"{TABLES}/{name}.csv", table.text, table.what)
    (folder / FIGURES).mkdir()
    for name, caption in draw(folder / FIGURES, paper).items():
        listed["` `".join(f"{FIGURES}/{name}.{kind}" for kind in FORMATS)] = caption
    for name, text in paper.frozen.items():
        what = "the scenario as one file, every value with its source and grade; spsim run takes it"
        write(f"{SCENARIOS}/{name}.toml", text, what)
    for name, text in _study_files(paper).items():
        write(f"{STUDY}/{name}", text, "what the study was run from, as it was")
    write("answer.json", as_json(paper.answer) + "\n", "every number of every analysis, unrounded")
    write("provenance.json", provenance(paper), "versions, hashes, seeds and the command, for a program to read")
    write("CITATION.cff", citation(paper), "how to cite the program")
    for name, text in reproduce(paper).items():
        write(name, text, "runs the study again and compares the hash of its results")
    (folder / "README.md").write_text(_readme(paper, listed), encoding="utf-8", newline="")


def _study_files(paper: Paper) -> dict[str, str]:
    """The study file, and what it was made from beside it."""
    from experiments.study.kept import STUDY_FILE
    from experiments.study.sections import ENDING

    return {f"{paper.name}{ENDING}": paper.ran.about[STUDY_FILE], **paper.files}


def _readme(paper: Paper, listed: dict[str, str]) -> str:
    lines = [
        f"# {paper.answer.title}",
        "",
        paper.answer.question,
        "",
        "The people in it are simulated: nothing here is about any individual, or for decisions about one.",
        "",
        f"Hash of the results (SHA-256): `{paper.ran.result}`",
        "",
        "To run it again and compare: `sh reproduce.sh` (see reproduce.md).",
        "",
        "| file | what it is |",
        "|---|---|",
        *(f"| `{name}` | {what.replace('|', '/')} |" for name, what in sorted(listed.items())),
        "",
    ]
    return "\n".join(lines)
