"""What do people read who got a scenario wrong? Every usual mistake, with the exact words and line.

The mistakes are written out in bad_inputs/*.txt: a name, a file that extends the base of tests/scenarios.py, and after
`=>` what is said. Files that are too long or not text are made here.
"""

import os
import re
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError

from app.asking.validating import targets_of
from sim.errors import ScenarioError
from sim.faults import Fault
from sim.loading import EXTENDS_DEEP_AT_MOST, load
from sim.loading.refusals import refusals
from tests.scenarios import BASE_TOML, write

EXTENDS = 'extends = "base.toml"\n'
TOO_DEEP = "Tables stand within tables here, more than 8 deep."

MADE_HERE: dict[str, tuple[str | bytes, str]] = {
    "UTF-16": (EXTENDS.encode("utf-16"), "child.toml:1   The file is UTF-16. Save it as UTF-8."),
    "a byte of another encoding": (
        EXTENDS.encode() + b'title = "\xa33,000"\n',
        "child.toml:2   Byte 0xa3 is not UTF-8. Save the file as UTF-8.",
    ),
    "a control character": (
        EXTENDS + 'title = "a\x07b"\n',
        "child.toml:2   This is not TOML: Illegal character '\\x07'.",
    ),
    "lists a thousand deep": (f"{EXTENDS}a = [" + "\n[" * 1000 + "]" * 1001, f"child.toml:10   {TOO_DEEP}"),
    "a key of 2,000 parts": (EXTENDS + "a" + ".a" * 1999 + " = 1\n", f"child.toml:2   {TOO_DEEP}"),
    "a line too long": (
        f'{EXTENDS}title = "{"x" * 4100}"\n',
        "child.toml:2   The line is longer than 4096 characters.",
    ),
    "a file too long": (EXTENDS + "# padding\n" * 30_000, "child.toml   The file is longer than 256 kB."),
    "too many kinds of people": (
        EXTENDS
        + "".join(f"[traits.t{t}.levels]\n" + "".join(f"l{n}.share = 0.1\n" for n in range(10)) for t in range(4)),
        "child.toml:2   traits: the levels make 20,000 kinds of people; at most 10,000 can be run.",
    ),
    "too many activities": (
        EXTENDS + "".join(f"[activities.a{n}]\n" for n in range(254)),
        "child.toml:2   activities: there are 256 of them; at most 60 can be run.",
    ),
    "too many care lines": (
        EXTENDS + "".join(f"[care_lines.l{n}]\nuses_per_year = 1\n" for n in range(60)),
        "child.toml:2   care_lines: there are 61 of them; at most 60 can be run.",
    ),
}


def bad_inputs() -> list[Any]:
    """Each bad input: its text, and what is said of it."""
    found = [pytest.param(text, said, id=name) for name, (text, said) in MADE_HERE.items()]
    for file in sorted((Path(__file__).parent / "bad_inputs").glob("*.txt")):
        for case in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, rest = case.partition("\n")
            said = "\n".join(re.findall(r"^=> (.*)$", rest, flags=re.MULTILINE))
            found.append(pytest.param(rest.partition("=> ")[0], said, id=name))
    return found


def refusal(folder: Path, monkeypatch: pytest.MonkeyPatch, child: str | bytes = EXTENDS, base: str = BASE_TOML) -> str:
    """What people read who ask for child.toml in its folder."""
    write(folder, child, base)
    monkeypatch.chdir(folder)
    with pytest.raises(ScenarioError) as caught:
        load("child.toml")
    return str(caught.value)


def with_count(said: str) -> str:
    faults = said.count("\n") + 1
    return f"{said}\n{faults} fault{'s' if faults > 1 else ''}. Nothing was run."


@pytest.mark.parametrize(("text", "said"), bad_inputs())
def test_a_mistake_is_refused_in_these_words(text, said, tmp_path, monkeypatch):
    assert refusal(tmp_path, monkeypatch, text) == with_count(said)


def test_a_byte_order_mark_is_accepted(tmp_path):
    """Windows adds it by default; it stands for nothing."""
    assert load(write(tmp_path, b"\xef\xbb\xbf" + EXTENDS.encode() + b'title = "Marked"\n')).scenario.title == "Marked"


def test_every_bad_input_has_its_own_name():
    names = [case.id for case in bad_inputs()]
    assert len(set(names)) == len(names) >= 60


# ---------------------------------------------------------------- a file that extends nothing

NO_EVIDENCE = (
    'base.toml:{line}   {name} has no source and no grade. Add source = "where it comes from" and '
    'grade = "assumed" (or measured, published, borrowed, expert).'
)
EVIDENCE = ', source = "made up", grade = "assumed"'


def line_in_base(text: str) -> int:
    return BASE_TOML[: BASE_TOML.index(text)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "stands", "bare"),
    [
        ("support.chance_accepts", f"chance_accepts = {{ value = 0.9{EVIDENCE} }}", "chance_accepts = 0.9"),
        ("support.weeks_of_patience", f"mean = 26{EVIDENCE} }}", "mean = 26 }"),
        ("prescription.chance_of_another[1]", f"[{{ value = 0.3{EVIDENCE} }}]", "[0.3]"),
        ("costs.gp.gbp", f"gbp = {{ value = 40{EVIDENCE} }}", "gbp = 40"),
    ],
)
def test_a_base_must_say_where_each_value_comes_from(name, stands, bare, tmp_path, monkeypatch):
    said = NO_EVIDENCE.format(line=line_in_base(stands), name=name)
    assert refusal(tmp_path, monkeypatch, base=BASE_TOML.replace(stands, bare)) == with_count(said)


def test_a_base_without_a_grade_gets_the_list_of_grades(tmp_path, monkeypatch):
    base = BASE_TOML.replace(
        'value = 40_000, source = "made up", grade = "assumed"', 'value = 40_000, source = "made up"'
    )
    line = line_in_base("gbp = { value = 40_000")
    said = f"base.toml:{line}   costs.link_worker.gbp has no grade. Add "
    said += 'grade = "assumed" (or measured, published, borrowed, expert).'
    assert refusal(tmp_path, monkeypatch, base=base) == with_count(said)


def test_a_source_that_is_blank_is_no_source(tmp_path, monkeypatch):
    base = BASE_TOML.replace('value = 40_000, source = "made up"', 'value = 40_000, source = " "')
    line = line_in_base("gbp = { value = 40_000")
    said = f'base.toml:{line}   costs.link_worker.gbp has no source. Add source = "where it comes from".'
    assert refusal(tmp_path, monkeypatch, base=base) == with_count(said)


def test_all_faults_of_both_files_are_reported_at_once(tmp_path, monkeypatch):
    base = BASE_TOML.replace("[relapse]", "[relapses]")
    line = line_in_base("[relapse]")
    said = (
        f"base.toml:{line}    relapses is not a setting. Did you mean relapse?\n"
        "child.toml:3    link_workers.posts is -1; it cannot be negative.\n"
        "child.toml:4    link_workers.caseload is not a setting. Did you mean caseload_per_post?"
    )
    child = EXTENDS + "[link_workers]\nposts = -1\ncaseload = 3\n"
    assert refusal(tmp_path, monkeypatch, child, base).split() == with_count(said).split()


def test_something_to_remove_in_a_base_is_refused(tmp_path, monkeypatch):
    base = BASE_TOML.replace("[activities.choir]", "[activities.choir]\nremove = true")
    said = (
        f"base.toml:{line_in_base('[activities.choir]')}   activities.choir: there is nothing of this name to remove."
    )
    assert refusal(tmp_path, monkeypatch, base=base) == with_count(said)


def test_a_file_of_nonsense_is_cut_at_100_faults(tmp_path, monkeypatch):
    said = refusal(tmp_path, monkeypatch, EXTENDS + "".join(f"z{n} = 1\n" for n in range(250))).split("\n")
    assert said[-2:] == ["and 150 more.", "250 faults. Nothing was run."]
    assert len(said) == 102


# ---------------------------------------------------------------- what a parent says

CARE = "[costs.care]\n"


def test_a_share_stated_over_a_parents_rule_is_refused_and_not_passed_over(tmp_path, monkeypatch):
    base = BASE_TOML.replace(CARE, CARE + 'cash_rule = "refill"\n')
    line = line_in_base(CARE) + 1
    said = (
        f"child.toml:3   costs.care.cashable_share is stated, and cash_rule is refill (base.toml:{line}), which takes "
        "no share. Drop one of the two."
    )
    assert refusal(tmp_path, monkeypatch, f"{EXTENDS}{CARE}cashable_share = 0.4\n", base) == with_count(said)


def test_a_parents_share_is_passed_over_but_checked(tmp_path, monkeypatch):
    refill = f'{EXTENDS}{CARE}cash_rule = "refill"\n'
    parent = f"{CARE}cashable_share = {{ value = 0.3{EVIDENCE} }}\n"
    assert load(write(tmp_path, refill, BASE_TOML.replace(CARE, parent))).scenario.costs["care"].cashable_share is None
    said = refusal(tmp_path, monkeypatch, refill, BASE_TOML.replace(CARE, parent.replace("0.3", "99")))
    line = line_in_base(CARE) + 1
    assert said == with_count(f"base.toml:{line}   costs.care.cashable_share is 99; a share lies between 0 and 1.")


def test_a_price_that_a_parent_has_may_be_changed_by_a_bare_number(tmp_path):
    price = load(write(tmp_path, f"{EXTENDS}{CARE}gbp = 2900\n")).scenario.costs["care"].gbp
    assert (price.value, price.grade, price.source) == (2900, "assumed", "set in child.toml")


def test_a_better_grade_put_on_what_a_parent_only_assumed_needs_a_source(tmp_path):
    write(tmp_path, f"{EXTENDS}{CARE}gbp = 2900\n")
    (tmp_path / "late.toml").write_text(f'extends = "child.toml"\n{CARE}gbp.grade = "expert"\n')
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "late.toml")
    said = 'costs.care.gbp has no source. Add source = "where it comes from".'
    assert [fault.message for fault in caught.value.faults] == [said]


# ---------------------------------------------------------------- published figures beside a scenario

A_TARGET = """\
[targets.a]
title = "A figure"
measure = "referred"
published = 3
use = "calibrate"
starts = 2015-04-01
ends = 2016-01-01
source = "made up"
"""
BESIDE: dict[str, tuple[str | bytes, str]] = {
    "a number of 400 digits": (
        A_TARGET.replace("= 3", f"= 1{'0' * 400}"),
        "targets.toml:4   targets.a.published is a number of more than 19 digits; that is too large.",
    ),
    "a list a thousand deep": (
        f"{A_TARGET}x = [" + "\n[" * 1000 + "]" * 1001,
        f"targets.toml:15   {TOO_DEEP}",
    ),
    "a list three thousand deep in one line": (
        f"{A_TARGET}x = {'[' * 3000}{']' * 3000}",
        "targets.toml:9   The line is longer than 4096 characters.",
    ),
    "a key of 2,000 parts": (f"{A_TARGET}x{'.a' * 1999} = 1", f"targets.toml:9   {TOO_DEEP}"),
    "a negative tolerance": (
        f"{A_TARGET}within = -1.0",
        "targets.toml:9   targets.a.within is -1.0; it cannot be negative.",
    ),
    "a figure larger than any": (
        A_TARGET.replace("= 3", "= 1e300"),
        "targets.toml:4   targets.a.published is 1e+300; it must lie between 0 and 1,000,000,000.",
    ),
    "not a number": (
        A_TARGET.replace("= 3", "= nan"),
        "targets.toml:4   targets.a.published is nan; it must be a finite number.",
    ),
    "a file too long": ("# padding\n" * 30_000, "targets.toml   The file is longer than 256 kB."),
    "another encoding": (
        A_TARGET.encode() + b'note = "\xa33"',
        "targets.toml:9   Byte 0xa3 is not UTF-8. Save the file as UTF-8.",
    ),
    "a name that is none": (
        A_TARGET.replace("targets.a", 'targets."A b"'),
        "targets.toml:1   targets.A b is not a name. Use lower case letters, digits and _, beginning with a letter, "
        "40 at most.",
    ),
    "all at once": (
        A_TARGET.replace("= 3", "= three")
        .replace("starts = 2015-04-01", 'starts = "2015-04-01"')
        .replace("use ", "usage ")
        + 'note = "open\n[targets.b]\nends = 2015-01-01\nstarts = 2015-02-01\n',
        "targets.toml:4    targets.a.published takes a number, not the text "
        '"three". Write 3.\n'
        "targets.toml:5    targets.a.usage is not a setting. Did you mean use?\n"
        'targets.toml:6    targets.a.starts takes a date such as 2015-04-01, not the text "2015-04-01". '
        "Write 2015-04-01 without quotes.\n"
        "targets.toml:9    A text has no closing quote.\n"
        "targets.toml:10   targets.b.measure is missing. Add measure = text in quotes.\n"
        "targets.toml:10   targets.b.published is missing. Add published = a number.\n"
        "targets.toml:10   targets.b.source is missing. Add source = text in quotes.\n"
        "targets.toml:10   targets.b.title is missing. Add title = text in quotes.\n"
        "targets.toml:10   targets.b.use is missing. "
        'Add use = one of: "calibrate", "hold out", "stated", "prediction".',
    ),
    "nothing but a slip": (
        A_TARGET.replace('title = "A figure"', "title = A figure"),
        'targets.toml:2   title is A figure. Text stands in quotes: "A figure".',
    ),
    "no dates": (
        A_TARGET.replace("ends = 2016-01-01\n", ""),
        "targets.toml:1   targets.a.ends is missing. Add ends = a date such as 2015-04-01.",
    ),
    "a window that ends first": (
        A_TARGET.replace("2016-01-01", "2015-01-01"),
        "targets.toml:7   targets.a.ends (2015-01-01) does not come after starts (2015-04-01).",
    ),
    "what cannot be counted in this scenario": (
        A_TARGET.replace('"referred"', '"refered"').replace("2016-01-01", "2036-01-01"),
        "targets.toml:3   targets.a.measure: nothing is called refered. Did you mean referred?\n"
        "targets.toml:7   targets.a.ends is 2036-01-01; it must lie within 2015-04-01 to 2017-04-01, the scenario's "
        "dates.",
    ),
}


@pytest.mark.parametrize("case", BESIDE)
def test_a_file_beside_a_scenario_has_the_same_defences(tmp_path, case):
    text, said = BESIDE[case]
    path = write(tmp_path, EXTENDS)
    path.with_name("child.targets.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ScenarioError) as caught:
        targets_of(load(path))
    assert str(caught.value).replace("child.targets.toml", "targets.toml") == with_count(said)


def test_a_folder_beside_a_scenario_is_no_file_of_figures(tmp_path):
    path = write(tmp_path, EXTENDS)
    path.with_name("child.targets.toml").mkdir()
    with pytest.raises(ScenarioError, match="This is not a file"):
        targets_of(load(path))


def test_every_toml_file_is_read_by_the_one_reader():
    """The next kind of file beside a scenario must come with its defences."""
    root = Path(__file__).parents[2]
    sources = [path for floor in ("sim", "experiments", "app") for path in (root / floor).rglob("*.py")]
    reads = {path.name for path in sources if re.search(r"^\s*(import|from) tomllib", path.read_text(), re.MULTILINE)}
    assert reads == {"toml_files.py"}


# ---------------------------------------------------------------- files and folders


def test_a_loop_of_extends_is_printed(tmp_path, monkeypatch):
    said = refusal(tmp_path, monkeypatch, base='title = "x"\nextends = "child.toml"\n')
    assert said == with_count("base.toml:2   extends goes round in a loop: child.toml -> base.toml -> child.toml.")


def test_extends_may_go_8_files_deep_and_no_deeper(tmp_path, monkeypatch):
    write(tmp_path, EXTENDS)
    monkeypatch.chdir(tmp_path)
    below = "child.toml"
    for deep in range(2, EXTENDS_DEEP_AT_MOST + 2):
        (tmp_path / f"{deep}.toml").write_text(f'extends = "{below}"\n')
        below = f"{deep}.toml"
    assert len(load("8.toml").files) == 9
    with pytest.raises(ScenarioError) as caught:
        load("9.toml")
    assert str(caught.value) == with_count("child.toml:1   extends goes more than 8 files deep.")


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path, monkeypatch):
    outside, inside = tmp_path / "outside.toml", tmp_path / "inside"
    outside.write_text(BASE_TOML)
    inside.mkdir()
    try:
        (inside / "link.toml").symlink_to(outside)
    except OSError:
        pytest.skip("this machine's user may not make links")
    said = refusal(inside, monkeypatch, 'extends = "link.toml"\n')
    assert said == with_count('child.toml:1   extends is "link.toml", a link that leads out of this folder.')


def test_a_scenario_whose_name_is_not_utf_8_is_refused_before_anything_is_made_of_it(tmp_path):
    """Every answer names its scenario, and JSON and CSV are UTF-8."""
    with pytest.raises(ScenarioError, match="This name is not UTF-8"):
        load(str(tmp_path / "p\udcffst.toml"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this machine has no named pipes")
@pytest.mark.parametrize("name", ["child.toml", "child.targets.toml"])
def test_nobody_waits_at_a_pipe(tmp_path, name):
    write(tmp_path, EXTENDS)
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    with pytest.raises(ScenarioError, match="This is not a file"):
        targets_of(load(tmp_path / "child.toml"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "rotherham_mental_health_pilots",
            "There is no scenario of this name. Did you mean rotherham_mental_health_pilot?",
        ),
        ("zzz", "There is no scenario of this name."),
        ("child", "There is no scenario of this name. Did you mean the file child.toml?"),
        ("bass.toml", "There is no such file. Did you mean base.toml?"),
        ("no/such/file.toml", "There is no such file."),
        ("folder", "This is not a file."),
        (
            "rotherham_mental_health_pilot.toml",
            "There is no such file. The bundled scenario is called rotherham_mental_health_pilot, without .toml.",
        ),
        ("", "This is not a file."),
        ("zz\0zz.toml", "There is no such file."),
    ],
    ids=lambda text: text[:40],
)
def test_a_file_that_is_not_there_is_refused(given, said, tmp_path, monkeypatch):
    write(tmp_path, EXTENDS)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError) as caught:
        load(given)
    assert [(fault.line, fault.message) for fault in caught.value.faults] == [(None, said)]


def test_a_name_longer_than_any_file_may_have_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ScenarioError):
        load("a" * 5000)
    name = "a" * 500 + ".toml"
    said = refusal(tmp_path, monkeypatch, f'extends = "{name}"\n')
    assert said == with_count(f'child.toml:1   extends is "{name[:59]}…"; no such file is in this folder or bundled.')


def test_a_file_that_may_not_be_read_is_refused(tmp_path, monkeypatch):
    def denied(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    write(tmp_path, EXTENDS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(ScenarioError) as caught:
        load("child.toml")
    assert str(caught.value) == with_count("child.toml   It cannot be read: Permission denied.")


def test_a_depth_that_the_walk_over_lines_did_not_see_is_refused_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.loading.toml_files.lines_of", lambda text: {})
    said = refusal(tmp_path, monkeypatch, "a = " + "[\n" * 9000 + "]\n" * 9000)
    assert said == with_count("child.toml   Tables stand within tables, more than 8 deep.")


def test_a_refusal_without_words_of_ours_is_in_the_schemas():
    class Model(BaseModel):
        x: Annotated[int, Field(multiple_of=3)]

    with pytest.raises(ValidationError) as caught:
        Model(x=1)
    assert refusals(caught.value) == [(("x",), "x: Input should be a multiple of 3.")]


def test_a_fault_names_the_file_as_it_was_given_and_no_other_folder(tmp_path):
    path = write(tmp_path, EXTENDS, BASE_TOML.replace("value = 0.9,", "value = 1.9,"))
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert [fault.file for fault in caught.value.faults] == ["base.toml"]
    path.write_text(EXTENDS + "x = 1\n")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert {fault.file for fault in caught.value.faults} == {"base.toml", str(path)}


def test_faults_stand_in_order_of_file_and_line():
    error = ScenarioError(
        [Fault("b.toml", 2, "x."), Fault("a.toml", 10, "x."), Fault("a.toml", 9, "x."), Fault("b.toml", None, "x.")]
    )
    assert str(error) == "a.toml:9    x.\na.toml:10   x.\nb.toml      x.\nb.toml:2    x.\n4 faults. Nothing was run."


def test_nonsense_on_any_line_of_a_file_is_reported_with_that_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = BASE_TOML.splitlines()
    tried = 0
    for number, line in enumerate(lines, 1):
        key, equals, _ = line.partition(" = ")
        if equals and key not in ("title", "payer"):  # which take any text
            spoilt = [*lines[: number - 1], f'{key} = "nonsense"', *lines[number:]]
            (tmp_path / "spoilt.toml").write_text("\n".join(spoilt), encoding="utf-8")
            with pytest.raises(ScenarioError) as caught:
                load("spoilt.toml")
            message = [fault.message.split()[0].split(":")[0] for fault in caught.value.faults if fault.line == number]
            assert any(name.split(".")[-1].split("[")[0] == key for name in message), (number, line, str(caught.value))
            tried += 1
    assert tried > 50
