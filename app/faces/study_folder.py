"""What is in a folder of a study's tables? Its results, its points, and how both were made.

`results.csv` has a row for each point, replication and scenario; `points.csv` the inputs of each point; `columns.csv`
explains every column, and `about.csv` says how the study was made, with the hash of its results. `study.toml` is the
study as it was declared, and SCENARIO.json each scenario with every value. Written a row at a time: there may be a
million of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from app.asking.studies import StudyRan
from experiments.exports import Cell, csv_lines
from experiments.study.exported import meanings, points, points_head, results, results_head
from experiments.study.kept import SCENARIO, STUDY_FILE
from sim.errors import WrongInput

if TYPE_CHECKING:
    import pyarrow

AT_A_TIME = 50_000  # rows of a table that are held at once
PARQUET = 'Parquet needs the library pyarrow: python -m pip install "spsim[parquet]". Nothing was written.'


def refuse_without_parquet() -> None:
    """Raises WrongInput where the library is missing."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise WrongInput(PARQUET) from None


def write_tables(folder: Path, ran: StudyRan, *, parquet: bool) -> None:
    """Write each table into a folder."""
    found = ran.found
    tables: dict[str, tuple[Sequence[str], Iterable[Sequence[Cell]]]] = {
        "results": (results_head(found), results(found)),
        "points": (points_head(found), points(found)),
    }
    for name, (head, rows) in tables.items():
        _write(folder / f"{name}.csv", csv_lines(head, rows))
    _write(folder / "columns.csv", csv_lines(("column", "meaning"), meanings(found)))
    texts = {name: said for name, said in ran.about.items() if name == STUDY_FILE or name.startswith(SCENARIO)}
    for name, said in texts.items():
        file = "study.toml" if name == STUDY_FILE else f"{name.removeprefix(SCENARIO)}.json"
        (folder / file).write_text(said, encoding="utf-8", newline="")
    how = {name: said for name, said in ran.about.items() if name not in texts}
    about = {"hash of the results": ran.result, "complete": "yes" if found.complete else "no", **how}
    _write(folder / "about.csv", csv_lines(("what", "said"), about.items()))
    if parquet:
        _write_parquet(folder / "results.parquet", results_head(found), results(found))
        _write_parquet(folder / "points.parquet", points_head(found), points(found))


def _write(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(lines)


def _write_parquet(path: Path, head: Sequence[str], rows: Iterator[list[Cell]]) -> None:
    """The same rows, in parts; each column of the type of its first part."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    first = list(islice(rows, AT_A_TIME))
    schema = pa.schema([(name, _kind([row[at] for row in first])) for at, name in enumerate(head)])
    with pq.ParquetWriter(path, schema) as writer:
        for part in chain([first], iter(lambda: list(islice(rows, AT_A_TIME)), [])):
            columns = [pa.array([row[at] for row in part], schema.types[at]) for at in range(len(head))]
            writer.write_table(pa.table(columns, schema=schema))


def _kind(cells: Sequence[Cell]) -> "pyarrow.DataType":
    import pyarrow as pa

    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {float}:
        return pa.float64()
    return pa.int64() if kinds == {int} else pa.float64() if kinds == {int, float} else pa.string()
