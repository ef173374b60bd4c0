"""The walk in docs/finance_lead.md works word for word, in an empty folder."""

import re
import shlex
from pathlib import Path

import pytest

from app.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "finance_lead.md"


def test_the_finance_leads_walk_ends_with_a_brief_and_a_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^spsim (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        assert main(shlex.split(command)) == 0, command
    assert {file.name for file in tmp_path.iterdir()} == {"ours.toml", "ours.docx", "ours.xlsx"}
