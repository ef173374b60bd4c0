"""Whatever bytes come in: does a file load, or is it refused in words? There is no third outcome."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.inputs import inputs_of
from sim.loading import bundled, load
from sim.loading.toml_files import BYTES_AT_MOST, read
from tests.growth import grows_no_faster_than_its_size
from tests.scenarios import BASE_TOML, write

SCRAPS = [
    *"[]{}\"'=,.#\n\r\0\\-“é\ud7ff",
    *["[[", '"""', "\\u0000", "1e400", "nan", "inf", "-1", "1_0", "2e-320", "1e308", "9" * 400, "0x" + "f" * 600],
    *["2015-02-30", "0001-01-01", "9999-12-31", "true", "value", "schema", "\x1b[31m", "a" * 5000, "[" * 900],
    *["remove = true\n", 'extends = "child.toml"\n', "[a.b.c.d.e.f.g.h.i]\n"],
]
LINES = BASE_TOML.splitlines(keepends=True)
VALUES = [
    *["0", "-1", "1e300", "nan", "true", '""', '"x"', "[]", "{}", "[[]]", "[{}]", "2015-04-01", "09:00:00", "9" * 30],
    *[
        '["access", 3]',
        "[1, 2, 3, 4, 5, 6, 7]",
        '{ value = "x" }',
        "{ value = {} }",
        "{ value = 0.5, low = 0, high = 1 }",
    ],
    *["{ remove = true }", "{ remove = 3 }", '{ distribution = "lognormal", median = 1e-300, ninetieth = 1e5 }'],
    '{ distribution = "quantiles", points = [[0, 1], [1]] }',
]
KEYS = ["", "é", "0", "remove", "value", "x y", "team"]
HEADERS = ["[x]", "[[demand]]", "[support.meetings]", "[activities.value]", "[[activities.walks.changes]]"]


@cache
def corpus() -> list[bytes]:
    """Valid files to spoil."""
    return [BASE_TOML.encode(), *(path.read_bytes() for path in bundled().values())]


def loads_or_is_refused(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = write(Path(folder), content)
        try:
            inputs_of(load(path).scenario)
        except ScenarioError as error:
            refused = error
        else:
            return
    lines = content.count(b"\n") + 1
    assert refused.faults
    assert str(refused).endswith("Nothing was run.")
    assert all(fault.line is None or 1 <= fault.line <= lines for fault in refused.faults if fault.file == str(path))
    assert all(fault.message.isprintable() for fault in refused.faults)


@st.composite
def with_bytes_changed(draw: st.DrawFn) -> bytes:
    content = bytearray(draw(st.sampled_from(corpus())))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        end = start + draw(st.sampled_from([0, 0, 1, 2, 20, 2000]))
        scrap = draw(st.one_of(st.binary(max_size=8), st.sampled_from(SCRAPS).map(str.encode)))
        content[start:end] = scrap
    return bytes(content)


@st.composite
def with_lines_changed(draw: st.DrawFn) -> bytes:
    """1 to 3 changes that leave most of it TOML: a line dropped, doubled, moved, or given another value."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "double", "move", "another value", "another key", "another table"])):
            case "drop":
                del lines[at]
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case "another value":
                lines[at] = lines[at].partition("=")[0].rstrip() + f" = {draw(st.sampled_from(VALUES))}\n"
            case "another key":
                lines[at] = f'"{draw(st.sampled_from(KEYS))}" =' + lines[at].partition("=")[2]
            case _:
                lines[at] = f"{draw(st.sampled_from(HEADERS))}\n"
    return "".join(lines).encode()


@given(st.binary(max_size=300))
def test_bytes_load_or_are_refused(content):
    loads_or_is_refused(content)


@given(with_bytes_changed())
def test_a_file_with_bytes_changed_loads_or_is_refused(content):
    loads_or_is_refused(content)


@given(with_lines_changed())
def test_a_file_with_lines_changed_loads_or_is_refused(content):
    loads_or_is_refused(content)


SLIPS: dict[str, Callable[[int], str]] = {
    "a value of many lines never closed": lambda n: "a = [\n" + "1,\n" * n,
    "slips on every line": lambda n: "a = £3\n" * n,
    "slips behind much that is well": lambda n: "a = 1\n" + "".join(f"b{i} = 1\n" for i in range(n)) + "c = £3\n" * 40,
    "long keys behind a slip": lambda n: "a = £3\n" + (".".join("k" * 2000) + " = 1\n") * (n // 500),
    "headers twice": lambda n: "[a]\n" * n,
    "lists that are left open": lambda n: "a = [\n" * n,
}


@pytest.mark.parametrize("case", SLIPS)
def test_reading_on_after_a_slip_takes_longer_only_as_the_file_is_longer(case, tmp_path):
    def work(size: int) -> Callable[[], object]:
        path = tmp_path / f"{size}.toml"
        path.write_text(SLIPS[case](size))
        assert path.stat().st_size <= BYTES_AT_MOST

        def refused() -> None:
            with pytest.raises(ScenarioError):
                read(path, path.name)

        return refused

    assert grows_no_faster_than_its_size(work, 500)
