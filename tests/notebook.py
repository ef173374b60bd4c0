"""Run docs/notebook.ipynb anew in a real kernel and keep what it prints: `python -m tests.notebook`.

Times, machine and version stay out of the file, so that only what a reader would see can change.
"""

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

PAGE = Path(__file__).parents[1] / "docs" / "notebook.ipynb"
SECONDS_AT_MOST = 120  # a cell


def executed(folder: Path) -> nbformat.NotebookNode:
    """The page, run from the top in an empty folder, by this Python and with no settings of a user's."""
    page = nbformat.read(PAGE, as_version=4)
    for cell in page.cells:
        cell.update({"outputs": [], "execution_count": None} if cell.cell_type == "code" else {})
    ours = os.pathsep.join([str(PAGE.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    usual = {name: value for name, value in os.environ.items() if name != "SPSIM_MACHINE"}  # or it takes minutes
    own = {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_CONFIG_DIR": str(folder / "jupyter"), "PYTHONPATH": ours}
    client = NotebookClient(
        page,
        timeout=SECONDS_AT_MOST,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env={**usual, **own})
    page.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return page


def printed(page: nbformat.NotebookNode) -> list[list[str]]:
    """What each cell of code prints, as text; of a picture that there is one."""
    return [[_text(output) for output in cell.outputs] for cell in page.cells if cell.cell_type == "code"]


def _text(output: Any) -> str:
    if output.output_type == "stream":
        return f"{output.name}: {output.text}"
    if output.output_type == "error":
        return "\n".join([output.ename, output.evalue])
    return str(output.data.get("text/plain")) + (" [a picture]" if "image/png" in output.data else "")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as empty:
        nbformat.write(executed(Path(empty)), PAGE)
    sys.stdout.write(f"{PAGE.name} was run and written.\n")
