"""The notebook page runs from top to bottom in a real kernel, and prints what it shows."""

import json
import re

import nbformat

from tests import notebook


def test_the_notebook_prints_what_it_shows(tmp_path):
    shown = nbformat.read(notebook.PAGE, as_version=4)
    assert notebook.printed(notebook.executed(tmp_path)) == notebook.printed(shown), "python -m tests.notebook"


def test_the_notebook_shows_figures_and_all_that_it_prints_and_no_machine():
    shown = nbformat.read(notebook.PAGE, as_version=4)
    nbformat.validate(shown)
    said = json.dumps({**shown, "cells": [{**cell, "outputs": notebook.printed(shown)} for cell in shown.cells]})
    assert said.count("[a picture]") >= 2
    assert "Error" in str(notebook.printed(shown)) or "not a setting" in str(notebook.printed(shown))
    code = [cell for cell in shown.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not re.search(r"/(home|root|tmp|work|Users)/|\d\d:\d\d:\d\d", said)
    assert set(shown.metadata) == {"kernelspec"}
