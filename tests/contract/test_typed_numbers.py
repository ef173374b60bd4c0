"""Is a number on the command line read exactly as in a scenario file? One parser reads both."""

import argparse
import re

import pytest

from app.cli.options import MOST_REPLICATIONS
from app.cli.typed import per_cent, pounds, whole
from sim.errors import ScenarioError
from sim.loading import load
from tests.scenarios import child_toml, write

TEXTS = [
    *("7", "+7", "1_000", "1e3", "7.0", "0x1F", "0b11", "0o17", "1E2", "  12  "),
    *(
        "1,000",
        "1,0,00",
        ",7",
        "£7",
        "7%",
        "007",
        "1__0",
        "_1",
        "1_",
        "7.",
        ".7",
        "1 000",
        "٣",
        "\uff13",
        "\u22127",
        "-7",
        "2.5",
    ),
    *(
        "seven",
        "",
        "nan",
        "inf",
        "-inf",
        "1e400",
        "9" * 30,
        "true",
        "2015-04-01",
        '"7"',
        "[7]",
        "7 # seven",
        "7\n8",
        "0",
    ),
]


def in_a_file(folder, text):
    """The value, or what is said of it."""
    try:
        return load(write(folder, child_toml(settings=f"replications = {text}"))).scenario.settings.replications.value
    except ScenarioError as error:
        return str(error)


def typed(text):
    try:
        return whole("--replications", 1, MOST_REPLICATIONS)(text)
    except argparse.ArgumentTypeError as error:
        return str(error)


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_file_takes_the_command_line_takes_and_nothing_else(text, tmp_path):
    file, line = in_a_file(tmp_path, text), typed(text)
    if text in ("7 # seven", "7\n8") or isinstance(file, str):  # a comment, and two statements: not a number alone
        assert isinstance(line, str)
    else:
        assert line == file


@pytest.mark.parametrize("text", ["1,000", "£7", "007", "٣", "\u22127"])
def test_both_say_what_to_write_instead(text, tmp_path):
    advice = [re.search(r"Write ([-\d]+)", said)[1] for said in (in_a_file(tmp_path, text), typed(text))]
    assert advice[0] == advice[1]


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (pounds, "1e-320", "it must be from 0.01 to"),
        (pounds, "£5", "is not a number. Write 5"),
        (per_cent("--discount-rate"), "3.5%", "in per cent: write 3.5"),
        (per_cent("--discount-rate"), "100.5", "between 0 and 100"),
    ],
)
def test_pounds_and_per_cent_have_no_signs_and_have_bounds(read, text, said):
    with pytest.raises(argparse.ArgumentTypeError) as caught:
        read(text)
    assert said in str(caught.value)
