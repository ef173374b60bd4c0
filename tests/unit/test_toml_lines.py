"""Does `lines_of` name the true line of everything `tomllib` reads, however the file is laid out?

First the hard cases by name, then documents written by a renderer that knows where it put each
key, then text of no particular sense.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from sim.loading.toml_lines import DEEPEST_KEPT, Path, line_of, lines_of
from tests.growth import grows_no_faster_than_its_size


def paths_in(node: object, here: Path = ()) -> Iterator[Path]:
    """Every path in what `tomllib` read, the document itself left out."""
    if here:
        yield here
    if isinstance(node, dict):
        for key, child in node.items():
            yield from paths_in(child, (*here, key))
    elif isinstance(node, list):
        for number, child in enumerate(node):
            yield from paths_in(child, (*here, number))


def checked_lines(text: str) -> dict[Path, int]:
    """The lines of a document `tomllib` accepts, once they cover exactly what it read."""
    lines = lines_of(text)
    assert set(lines) == set(paths_in(tomllib.loads(text)))
    return lines


# The hard cases, by name. Each document begins on line 1.

HARD_CASES: dict[str, tuple[str, dict[Path, int]]] = {
    "an empty document has no lines": ("", {}),
    "comments and blank lines alone have no lines": ("\n# [a]\n\n  # b = 1", {}),
    "a plain key": ("\n\na = 1", {("a",): 3}),
    "a key below a header": (
        "[link_workers]\n# how many\ncaseload_per_post.value = 35\n",
        {
            ("link_workers",): 1,
            ("link_workers", "caseload_per_post"): 3,
            ("link_workers", "caseload_per_post", "value"): 3,
        },
    ),
    "dotted keys, apart and out of order": (
        "a.b.c = 1\nd = 2\na . b\t.\te = 3\n",
        {("a",): 1, ("a", "b"): 1, ("a", "b", "c"): 1, ("d",): 2, ("a", "b", "e"): 3},
    ),
    "numbers as keys stay text": ("3.14 = 1\n-1 = 2", {("3",): 1, ("3", "14"): 1, ("-1",): 2}),
    "basic quoted keys with escapes": (
        r"""
        "a.b" = 1
        "q\"[x]\\" = 2
        "\u00e9\U0001F600\t\n" = 3
        "" = 4
        a."# = ".c = 5""",
        {("a.b",): 2, ('q"[x]\\',): 3, ("é😀\t\n",): 4, ("",): 5, ("a",): 6, ("a", "# = "): 6, ("a", "# = ", "c"): 6},
    ),
    "literal quoted keys keep their backslashes": (
        "'a\\u0041\"' = 1\n['[x]'.'']\n'#' = 2",
        {('a\\u0041"',): 1, ("[x]",): 2, ("[x]", ""): 2, ("[x]", "", "#"): 3},
    ),
    "a key spelt bare and quoted is one key": (
        '[a]\n["a".\'b\']\n[a.b."\\u0063"]',
        {("a",): 1, ("a", "b"): 2, ("a", "b", "c"): 3},
    ),
    "an inline table": (
        "# x\np = { x = 1, y.z = 'a, b = 1}', w = {}, v = { u = [ ] } } # { q = 1 }",
        dict.fromkeys([("p",), ("p", "x"), ("p", "y"), ("p", "y", "z"), ("p", "w"), ("p", "v"), ("p", "v", "u")], 2),
    ),
    "inline tables across the lines of an array": (
        """
        absences = [
            { from = 2026-01-01, to = 2026-02-01 },  # { from = 1 }

            # ] { from = 3 },
            { from = 2027-01-01 }, { to.x = [
                1, { a = 2 }] },
        ]
        """,
        {
            ("absences",): 2,
            ("absences", 0): 3,
            ("absences", 0, "from"): 3,
            ("absences", 0, "to"): 3,
            ("absences", 1): 6,
            ("absences", 1, "from"): 6,
            ("absences", 2): 6,
            ("absences", 2, "to"): 6,
            ("absences", 2, "to", "x"): 6,
            ("absences", 2, "to", "x", 0): 7,
            ("absences", 2, "to", "x", 1): 7,
            ("absences", 2, "to", "x", 1, "a"): 7,
        },
    ),
    "a list across lines, its comments full of brackets": (
        "effect = [ # ]\n  1 # , 7 ]\n  # [[x]]\n  , 2,\n\n  [3, # '\n 4], # \"\n]\nb = 1",
        {
            ("effect",): 1,
            ("effect", 0): 2,
            ("effect", 1): 4,
            ("effect", 2): 6,
            ("effect", 2, 0): 6,
            ("effect", 2, 1): 7,
            ("b",): 9,
        },
    ),
    "long strings holding what looks like keys and headers": (
        '''
        a = """
        [not.a.header]
        k = 1 \\
          # no comment \\""" [[x]]
        "" z = 2 ""\\"""""
        b = \'\'\'
        [x] \\\'\'
        y = 1\'\'\'\'\'
        c = [""""", x""", \'\'\'
        \'\'\', """"""
        , \'\', 1]
        d = 1
        ''',
        {
            ("a",): 2,
            ("b",): 7,
            ("c",): 10,
            ("c", 0): 10,
            ("c", 1): 10,
            ("c", 2): 11,
            ("c", 3): 12,
            ("c", 4): 12,
            ("d",): 13,
        },
    ),
    "short strings holding what looks like structure": (
        'a = "\\" # [x] \\\\" # "\nb = \'\\\' # \'\nc = ["]", \'[\', "\'", \'"\', "#"]\nd = 1',
        {("a",): 1, ("b",): 2, ("c",): 3, **{("c", n): 3 for n in range(5)}, ("d",): 4},
    ),
    "arrays of tables with tables of their own": (
        """
        [[absences]] # first
        from = 1

        [absences.cover]
        by = "[[absences]]"
        [[absences.cover.days]]
        [[absences.cover.days]]
        x = 1
        [[ absences ]]
        [[absences.cover]]
        y = 1
        [absences.cover.z]
        """,
        {
            ("absences",): 2,
            ("absences", 0): 2,
            ("absences", 0, "from"): 3,
            ("absences", 0, "cover"): 5,
            ("absences", 0, "cover", "by"): 6,
            ("absences", 0, "cover", "days"): 7,
            ("absences", 0, "cover", "days", 0): 7,
            ("absences", 0, "cover", "days", 1): 8,
            ("absences", 0, "cover", "days", 1, "x"): 9,
            ("absences", 1): 10,
            ("absences", 1, "cover"): 11,
            ("absences", 1, "cover", 0): 11,
            ("absences", 1, "cover", 0, "y"): 12,
            ("absences", 1, "cover", 0, "z"): 13,
        },
    ),
    "headers with spaces": (
        "\t[ a . b\t. 'c' ] # ]\n  d = 1\n[[ e . f ]]",
        {
            ("a",): 1,
            ("a", "b"): 1,
            ("a", "b", "c"): 1,
            ("a", "b", "c", "d"): 2,
            ("e",): 3,
            ("e", "f"): 3,
            ("e", "f", 0): 3,
        },
    ),
    "an implicit parent stands where it is first mentioned": (
        "\n[a.b.c]\n[a.b.d]\n[a.e]\n",
        {("a",): 2, ("a", "b"): 2, ("a", "b", "c"): 2, ("a", "b", "d"): 3, ("a", "e"): 4},
    ),
    "a parent with a header of its own stands there": (
        "[a.b.c]\n\n[a]\nx = 1\n[a.b]",
        {("a",): 3, ("a", "b"): 5, ("a", "b", "c"): 1, ("a", "x"): 4},
    ),
    "dates, times and odd numbers": (
        "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 07:32:00.5-07:00 # x\n"
        "c = [ 07:32:00, 1979-05-27 , +inf,-1_0.5e+3, 0xFF ]\n"
        "d = { e = 1979-05-27 07:32:00 , f = nan }",
        {
            ("a",): 1,
            ("b",): 2,
            ("c",): 3,
            **{("c", n): 3 for n in range(5)},
            ("d",): 4,
            ("d", "e"): 4,
            ("d", "f"): 4,
        },
    ),
    "what only some editors call a line does not count": (
        "a = '\u2028\x85' # \u2029\nb = 1",
        {("a",): 1, ("b",): 2},
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", HARD_CASES)
def test_hard_case(case: str, newline: str) -> None:
    text, expected = HARD_CASES[case]
    assert checked_lines(dedent(text).replace("\n", newline)) == expected


# Documents whose true lines are known, because the renderer noted them as it wrote.

NASTY = [
    *["a", "k-1", "b = 1", "[h]", "[[h]]", "# c", "{ x = 1 }", "é", "7"],
    *['"', "'", "''", '""', "\\", "]", "}", ",", ".", "\t", " "],
]
nasty_text = st.lists(st.sampled_from(NASTY), max_size=5).map("".join)
long_text = st.lists(st.sampled_from([*NASTY, "\n", "\n[h]\n", "\nk = 1\n"]), max_size=8).map("".join)
keys = st.one_of(st.sampled_from(["a", "b", "from", "value", "1"]), nasty_text)

PLAIN_SCALARS = ["1", "-0.5e+3", "true", "0xFF", "inf", "1979-05-27", "1979-05-27 07:32:00Z", "07:32:00.25", "1_000"]


class Array(list["Node"]):
    """An array written in brackets."""


class Inline(dict[str, "Node"]):
    """A table written in braces."""


class Dotted(dict[str, "Node"]):
    """A table written only as the front of dotted keys."""


class Headed(dict[str, "Node"]):
    """A table with a header."""


class HeadedArray(list[Headed]):
    """An array of tables, each with a double header."""


Node = str | Array | Inline | Dotted | Headed | HeadedArray  # a str is a scalar, already TOML


def escaped(text: str) -> str:
    return re.sub(r'["\\\n]', lambda found: {'"': '\\"', "\\": "\\\\", "\n": "\\n"}[found[0]], text)


def at_most_two_quotes(text: str) -> str:
    """Without what a long literal cannot hold: three quotes in a row."""
    return re.sub("'{3,}", "''", text)


def long_basic(text: str) -> str:
    """Quotes stay bare wherever one or two may stand, so the walk meets them unescaped."""
    body = re.sub('"{3,}', '""', text.replace("\\", "\\\\"))
    return f'"""\n{body}"""'


scalars = st.one_of(
    st.sampled_from(PLAIN_SCALARS),
    nasty_text.map(lambda text: f'"{escaped(text)}"'),
    nasty_text.map(lambda text: "'" + text.replace("'", "") + "'"),
    long_text.map(long_basic),
    long_text.map(lambda text: "'''" + "\n" * text.startswith("'") + at_most_two_quotes(text) + "'''"),
    long_text.map(lambda text: '"""\\\n   ' + escaped(text) + '\\\n"""'),
)


def values(depth: int) -> st.SearchStrategy[Node]:
    """What may stand after an equals sign."""
    if depth == 0:
        return scalars
    inner = values(depth - 1)
    inline_entries = st.one_of(inner, st.dictionaries(keys, inner, min_size=1, max_size=2).map(Dotted))
    return st.one_of(
        scalars,
        st.lists(inner, max_size=3).map(Array),
        st.dictionaries(keys, inline_entries, max_size=3).map(Inline),
    )


def dotted(depth: int) -> st.SearchStrategy[Node]:
    children = values(1) if depth == 0 else st.one_of(values(1), dotted(depth - 1))
    return st.dictionaries(keys, children, min_size=1, max_size=2).map(Dotted)


def headed(depth: int, fewest: int = 0) -> st.SearchStrategy[Headed]:
    children: list[st.SearchStrategy[Any]] = [values(2), dotted(1)]
    if depth > 0:
        children += [headed(depth - 1), st.lists(headed(depth - 1), min_size=1, max_size=3).map(HeadedArray)]
    return st.dictionaries(keys, st.one_of(children), min_size=fewest, max_size=4).map(Headed)


class Page:
    """A document being written, with the true line of everything on it."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.text = ""
        self.true_lines: dict[Path, int] = {}

    @property
    def line(self) -> int:
        return 1 + self.text.count("\n")

    def one_of(self, *choices: str) -> str:
        chosen: str = self.draw(st.sampled_from(choices))
        return chosen

    def space(self) -> str:
        return self.one_of("", " ", "\t ")

    def end_line(self) -> None:
        self.text += self.one_of("\n", " # [x] ] } '''\n", "\n\n", "\n# k = 1\n", '\t#"""\n \n#[[a]]\n')

    def break_in_array(self) -> None:
        self.text += self.one_of("", " ", "\n", " # ], [x]\n", "\n\n\t# { a = 1 }, '''\n  ")

    def note(self, path: Path) -> None:
        self.true_lines.setdefault(path, self.line)

    def key(self, name: str) -> str:
        """The key in one of the spellings open to it."""
        spellings = [f'"{escaped(name)}"', '"' + "".join(f"\\u{ord(letter):04x}" for letter in name) + '"']
        if re.fullmatch("[A-Za-z0-9_-]+", name):
            spellings += [name, name]
        if "'" not in name:
            spellings.append(f"'{name}'")
        return self.one_of(*spellings)

    def dotted_key(self, names: Path) -> str:
        dot = self.one_of(".", ".", " . ", "\t.")
        return dot.join(self.key(str(name)) for name in names)

    def setting(self, table: Path, names: Path, value: Node) -> None:
        for length in range(1, len(names) + 1):
            self.note((*table, *names[:length]))
        self.text += self.dotted_key(names) + self.space() + "=" + self.space()
        self.value((*table, *names), value)

    def value(self, path: Path, value: Node) -> None:
        if isinstance(value, str):
            self.text += value
        elif isinstance(value, Array):
            self.array(path, value)
        else:
            assert isinstance(value, Inline)
            self.inline_table(path, value)

    def array(self, path: Path, elements: Array) -> None:
        self.text += "["
        for number, element in enumerate(elements):
            self.break_in_array()
            self.note((*path, number))
            self.value((*path, number), element)
            self.break_in_array()
            self.text += "," if number < len(elements) - 1 else self.one_of("", ",")
        self.break_in_array()
        self.text += "]"

    def inline_table(self, path: Path, table: Inline) -> None:
        self.text += "{" + self.space()
        for number, (names, value) in enumerate(self.shuffled(flattened(table))):
            self.text += (self.space() + "," + self.space()) if number else ""
            self.setting(path, names, value)
        self.text += self.space() + "}"

    def shuffled(self, items: list[Any]) -> list[Any]:
        mixed: list[Any] = self.draw(st.permutations(items))
        return mixed

    def settings_of(self, path: Path, table: Headed) -> None:
        for names, value in self.shuffled(flattened(table)):
            self.text += self.space()
            self.setting(path, names, value)
            self.end_line()

    def header(self, path: Path, brackets: str) -> None:
        """`path` has the elements' numbers in it; the header does not say them."""
        for length in range(1, len(path) + 1):
            self.note(path[:length])
        names = tuple(step for step in path if isinstance(step, str))
        closing = brackets.replace("[", "]")
        self.text += self.space() + brackets + self.space() + self.dotted_key(names) + self.space() + closing
        self.end_line()

    def table(self, path: Path, table: Headed) -> None:
        """Its own header comes before its subtables', after them, or not at all if nothing needs it."""
        has_settings = bool(flattened(table))
        has_subtables = len(subtables(table)) > 0
        places = ["before", *["after"] * has_subtables, *["none"] * (has_subtables and not has_settings)]
        place = self.one_of(*places)
        if place == "after":
            self.subtables_of(path, table)
        if place != "none":
            self.true_lines[path] = self.line
            self.header(path, "[")
            self.settings_of(path, table)
        if place != "after":
            self.subtables_of(path, table)

    def subtables_of(self, path: Path, table: Headed) -> None:
        for name, child in self.shuffled(subtables(table)):
            if isinstance(child, Headed):
                self.table((*path, name), child)
                continue
            for number, element in enumerate(child):
                self.header((*path, name, number), "[[")
                self.settings_of((*path, name, number), element)
                self.subtables_of((*path, name, number), element)


def flattened(table: Headed | Inline | Dotted, before: Path = ()) -> list[tuple[Path, Node]]:
    """A table's own settings, dotted ones spelt out; they may be written in any order."""
    found: list[tuple[Path, Node]] = []
    for name, child in table.items():
        if isinstance(child, Dotted):
            found += flattened(child, (*before, name))
        elif not isinstance(child, Headed | HeadedArray):
            found.append(((*before, name), child))
    return found


def subtables(table: Headed) -> list[tuple[str, Node]]:
    return [(name, child) for name, child in table.items() if isinstance(child, Headed | HeadedArray)]


@st.composite
def documents(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[str, dict[Path, int]]:
    """A TOML text, and the true line of every path in it."""
    page = Page(draw)
    root = draw(st.one_of(headed(2), headed(3, fewest=2)))
    page.text += page.one_of("", "\n", "# [a]\n\n")
    page.settings_of((), root)
    page.subtables_of((), root)
    newline = page.one_of("\n", "\r\n")
    return page.text.replace("\n", newline), page.true_lines


generously = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@generously
@given(documents())
def test_every_path_has_its_true_line_and_no_other_path_has_one(document: tuple[str, dict[Path, int]]) -> None:
    text, true_lines = document
    assert checked_lines(text) == true_lines


FRAGMENTS = [
    *["[", "]", "[[", "]]", "{", "}", "=", ",", ".", " ", "\n", "\r\n", "\r", "#", "\\", '"', "'", '"""', "'''"],
    *["a", "b", "1", "a = 1\n", "[a]\n", "[[a]]\n", "[a.b]\n", "b.a = ["],
    *["\\u0041", "\\U00110000", "\\uD800", "\x00", "\ufeff", "é"],
]
soup = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)


@generously
@given(st.one_of(st.text(), soup))
@example('"\\UFFFFFFFF" = 1')
@example('"\\U00110000" = 1')
@example('"\\q" = 1')
@example("a = [,,]")
@example("\ufeffa = 1")
def test_no_text_is_refused(text: str) -> None:
    lines = lines_of(text)
    assert all(1 <= line <= 1 + text.count("\n") for line in lines.values())


@generously
@given(soup)
def test_whatever_tomllib_accepts_is_covered_exactly(text: str) -> None:
    try:
        tomllib.loads(text)
    except ValueError:
        event("refused by tomllib")
        return
    checked_lines(text)


@generously
@given(documents(), st.data())
def test_a_damaged_document_is_covered_exactly_or_refused(
    document: tuple[str, dict[Path, int]], data: st.DataObject
) -> None:
    """One cut or one insertion reaches layouts the renderer would not think of."""
    text = document[0]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 8)))
    damaged = text[:start] + data.draw(st.sampled_from(["", *FRAGMENTS])) + text[end:]
    lines = lines_of(damaged)
    try:
        read = tomllib.loads(damaged)
    except ValueError:
        event("refused by tomllib")
        return
    assert set(lines) == set(paths_in(read))


# Hostile sizes. At eight times as large each is far larger than a scenario may be; quadratic work would take minutes.

HOSTILE: dict[str, Callable[[int], str]] = {
    "a dotted key": lambda n: "a." * n + "a = 1",
    "a dotted header, then settings": lambda n: "[" + "a." * n + "a]\n" + "b = 1\n" * n,
    "a dotted key never finished": lambda n: "a." * 5 * n,
    "deep arrays": lambda n: "a = " + "[" * 2 * n + "]" * 2 * n,
    "deep arrays never closed": lambda n: "a = " + "[" * 4 * n,
    "deep inline tables": lambda n: "a = " + "{a=" * n,
    "a long string never closed": lambda n: 'a = """' + 'x" ""\\"' * 2 * n,
    "a long literal never closed": lambda n: "a = '''" + "x' ''" * 2 * n,
    "short strings after a long one never closed": lambda n: "a = [" + '"""b", \\' * n,
    "a short string never closed": lambda n: 'a = "' + "\\\\x" * 4 * n,
    "comments that look like comments": lambda n: "a = [" + "# # #\n \n" * n,
    "spaces": lambda n: "a" + " " * 10 * n + "\n" + " \t\n" * 3 * n,
    "many tables": lambda n: "[[a]]\n[a.b]\n" * n,
    "many tables, deep": lambda n: ("[[" + "a." * 30 + "a]]\nb = 1\n") * (n // 8),
    "many elements": lambda n: "a = [" + "1," * 3 * n,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_the_walk_takes_longer_only_as_the_text_is_longer(case: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = HOSTILE[case](size)
        return lambda: lines_of(text)

    assert grows_no_faster_than_its_size(work, 2500)


def test_a_path_too_deep_is_absent_and_its_ancestors_are_not() -> None:
    names = [f"k{number}" for number in range(DEEPEST_KEPT + 5)]
    lines = lines_of("\n" + ".".join(names) + " = { a = [1] }\nb = 1")
    assert lines == {**{tuple(names[:length]): 2 for length in range(1, DEEPEST_KEPT + 1)}, ("b",): 3}


def test_what_follows_a_header_too_deep_is_absent_until_the_next_header() -> None:
    deep = ".".join(["k"] * (DEEPEST_KEPT + 1))
    lines = lines_of(f"[{deep}]\na = 1\n[[{deep}.x]]\nb = [1]\n[c]\nd = 1")
    assert lines.pop(("c",)) == 5
    assert lines.pop(("c", "d")) == 6
    assert lines == {("k",) * length: 1 for length in range(1, DEEPEST_KEPT + 1)}


def test_what_stands_before_a_fault_keeps_its_line() -> None:
    assert lines_of("a = 1\nb = ?\nc = 1") == {("a",): 1, ("b",): 2}


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_long_string_never_closed_is_not_taken_for_short_ones(quotes: str) -> None:
    assert lines_of(f"a = [\n{quotes}b{quotes[0]},\n1]") == {("a",): 1, ("a", 0): 2}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a", "b"), 2),
        (("a", "missing"), 1),
        (("a", "b", "x", 3), 2),
        (("missing", "b"), None),
        ((), None),
    ],
    ids=["itself", "its table", "two up", "nothing above", "the document"],
)
def test_line_of_falls_back_to_the_nearest_ancestor(path: Path, line: int | None) -> None:
    assert line_of(lines_of("[a]\nb = 1"), path) == line


def test_line_of_a_very_deep_path_is_as_quick() -> None:
    def work(size: int) -> Callable[[], object]:
        path = ("a",) * size
        return lambda: line_of({("a",): 1}, path)

    assert work(40_000)() == 1
    assert grows_no_faster_than_its_size(work, 5000)
