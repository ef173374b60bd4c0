"""Two link workers and eight groups, or three and four: the first thing said is that the queue moves."""

import html
import re
from pathlib import Path

import pytest

CASES = [Path(__file__).parents[1] / "cases" / f"{name}.toml" for name in ("two_posts", "three_posts")]
MOVES = "With B the queue moves from link workers to groups."


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    from app import cli

    path = tmp_path_factory.mktemp("queues") / "page.html"
    how = ["--replications", "10", "--no-swings", "--quiet", f"--report={path}"]
    assert cli.main(["compare", *map(str, CASES), *how]) == 0
    return path.read_text(encoding="utf-8")


def test_the_first_page_says_that_the_queue_moves_from_link_workers_to_groups(page):
    first, _ = page.split("<table", 1)
    text = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", first)))
    assert MOVES in text
    assert text.index("A is “Two link workers, eight groups”; B is “Three link workers, four groups”.") < text.index(
        MOVES
    )


@pytest.mark.usefixtures("page")
def test_a_terminal_says_it_too(capsys):
    from app import cli

    assert cli.main(["compare", *map(str, CASES), "--replications", "10", "--no-swings", "--quiet"]) == 0
    assert MOVES in " ".join(capsys.readouterr().out.split())
