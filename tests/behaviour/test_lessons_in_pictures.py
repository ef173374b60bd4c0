"""A lesson in pictures: nothing of the result before a prediction, the terminal's own numbers after it; and a class."""

import json
import re
import webbrowser
import zlib
from base64 import b64decode
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from string import ascii_uppercase, digits

import pytest

from app.asking.lessons import LessonInClass, held_with
from app.asking.watch import UNWATCHED, Watch
from app.faces.lessons import answers, fragments
from app.faces.lessons.page import render
from app.faces.lessons.scripts import script_of
from app.faces.terminal.lesson import draw, opening, why
from app.lessons import TEXTS
from app.lessons.in_class import CLASS, MOST_LINES, MOST_SEEDS, handed_in, line, of_mean
from app.lessons.predicting import scored
from app.lessons.text import Strips
from app.live.door import asked
from app.live.levers import groups_of
from app.live.link import link_of, setting_of
from experiments.intervals import estimate
from experiments.lessons import LESSONS, PAIRS, Choice
from sim.errors import Cancelled
from sim.loading import bundled, load

NUMBERS = sorted(LESSONS)
OWN, DAY = 1, "2026-11-27"
each_lesson = pytest.mark.parametrize("number", NUMBERS)
HIDDEN = (2, 4, 5)  # lessons whose answer is a figure that a class does not know before (of lesson 3 that is the point)
FIGURE = re.compile(r"£?\d[\d,.]*\d|£?\d")


def plain(html):
    """What a reader sees and hears of HTML: its text, and what pictures say instead."""
    alts = " ".join(re.findall(r'aria-label="([^"]*)"', html))
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", f"{html} {alts}")).replace("\u2060", "").split())


def figures(text):
    return set(FIGURE.findall(text))


@pytest.fixture(scope="module")
def held():
    """Two lucks of every lesson: its own and another."""
    return {number: [held_with(number, seed) for seed in (OWN, 17)] for number in NUMBERS}


@pytest.fixture(scope="module")
def page(held):
    """The file of a lesson that keeps these two, and what it keeps."""

    @cache
    def of(number):
        text = render(held[number], OWN, DAY).text
        packed = re.search(r'id="kept">([^<]*)<', text)[1]
        return text, json.loads(zlib.decompress(b64decode(packed)))

    return of


# ---------------------------------------------------------------- before a prediction


@each_lesson
def test_before_a_prediction_a_page_says_what_a_terminal_says(number, held):
    begun = held[number][0].begun
    html = fragments.opening(begun)["html"]
    said = plain(html["opening"] + html["predict"])
    for sentence in [TEXTS[number].question, *TEXTS[number].setting(begun.known), TEXTS[number].ask(begun.known)]:
        assert " ".join(sentence.split()) in said


@each_lesson
def test_nothing_of_the_result_is_there_before_a_prediction(number, held):
    """Every figure stands in the terminal's opening, or is an end of what may be predicted."""
    one = held[number][1]
    html = fragments.opening(one.begun)["html"]
    text = TEXTS[number]
    known = figures(opening(one.begun.lesson, text, one.begun.known, len(LESSONS)))
    known |= {text.say(value) for _, value in text.beside(one.begun.known)} | {str(seed) for seed in CLASS}
    known |= {"0", "1,000", "100", "30"} | {str(number)}
    assert figures(plain(html["opening"] + html["predict"] + html["class"])) <= known
    if number in HIDDEN:
        assert text.say(one.ended.found["answer"]) not in figures(plain(html["opening"] + html["predict"]))


@each_lesson
def test_who_reads_the_file_itself_does_not_read_the_result(number, held, page):
    text, _ = page(number)
    bare = re.sub(r'id="kept">[^<]*<', "", text)
    for one in held[number]:
        assert line(number, one.seed, one.luck) not in bare
        for sentence in TEXTS[number].surprise(one.ended.found):
            assert sentence[:40] not in bare


# ---------------------------------------------------------------- after it


@each_lesson
def test_what_is_revealed_has_every_number_of_the_terminal(number, held):
    for one in held[number]:
        found, text = one.ended.found, TEXTS[number]
        score = scored(None, found["answer"], one.begun.lesson.predicted, text)
        out = answers.revealed(one, None)
        assert out["score"] == score
        there = figures(plain(out["html"]["revealed"]))
        drawn = [draw(shown) for shown in text.shown(found) if not isinstance(shown, Strips)]
        assert figures(" ".join([*drawn, why(text, found, shows=one.ended.shows)])) <= there


def test_a_strip_has_a_mark_for_each_pair_and_says_how_many_lie_where(held):
    one = held[4][0]
    html = answers.revealed(one, None)["html"]["revealed"]
    found = one.ended.found
    assert html.count("<circle") == 60
    for kind in ("other", "same"):
        apart = found[f"apart_{kind}"]
        assert f"30 marks from {min(apart):.0f} to {max(apart):.0f}, {30 - found[f'wrong_{kind}']} of them".replace(
            "-", "−"
        ) in plain(html)


@each_lesson
def test_the_numbers_are_those_of_the_json(number, spsim, held):
    facts = json.loads(spsim("lesson", number, "--json", "--seed", "17")[1])
    one = held[number][1]
    assert facts["found"] == json.loads(json.dumps(one.ended.found))
    out = answers.revealed(one, "b" if number == 1 else "12")
    assert out["score"] == scored(
        "later" if number == 1 else 12.0, facts["answer"], LESSONS[number].predicted, TEXTS[number]
    )
    assert line(number, 17, LESSONS[number].luck(facts["found"])) in out["html"]["revealed"]


@each_lesson
def test_what_cannot_be_a_prediction_is_refused_and_reveals_nothing(number, held):
    for typed in ("", "  ", "dunno", "1e9", "<b>"):
        out = answers.revealed(held[number][0], typed)
        assert set(out) == {"again"}
        assert "Please" in out["again"]


def test_a_lesson_that_does_not_show_its_surprise_does_not_claim_it(held):
    one = held[2][0]
    out = answers.revealed(replace(one, ended=replace(one.ended, shows=False)), None)
    assert "does not show itself" in plain(out["html"]["revealed"])
    assert TEXTS[2].surprise(one.ended.found)[0][:30] not in plain(out["html"]["revealed"])


# ---------------------------------------------------------------- the file


@each_lesson
def test_a_file_answers_as_the_program_does(number, held, page):
    """Every prediction that it keeps, for every luck."""
    _, kept = page(number)
    text = TEXTS[number]
    assert kept["seeds"] == [OWN, 17]
    for at, one in enumerate(held[number]):
        assert kept["begun"][str(one.seed)] == json.loads(json.dumps(fragments.opening(one.begun)))
        out = answers.revealed(one, None)
        assert kept["scores"]["none"][at] == out["score"]
        assert {**kept["revealed"][str(one.seed)], "score": out["score"]} == json.loads(json.dumps(out))
        for typed, scores in kept["scores"].items():
            if typed != "none" and (number != 2 or int(typed) % 37 == 0):
                assert scores[at] == answers.revealed(one, typed)["score"]
    if text.drawn:
        assert {str(value) for value in text.drawn} <= set(kept["scores"])
        assert text.drawn.step == text.kept.step


@each_lesson
def test_everything_that_can_be_drawn_is_possible(number):
    text, of = TEXTS[number], LESSONS[number].predicted
    if isinstance(of, Choice):
        assert not text.drawn
        assert text.options
        return
    assert text.bar
    assert of.least <= text.kept[0] <= text.drawn[0] <= 0 < text.drawn[-1] <= text.kept[-1] <= of.most


@each_lesson
def test_a_file_is_the_same_bytes_each_time(number, held):
    assert render(held[number], OWN, DAY) == render(held[number], OWN, DAY)


def test_a_file_asks_for_nothing_and_runs_no_script_but_its_own(page):
    text, _ = page(2)
    assert re.findall(r'(?:src|href)="([^"#]*)', text.partition("</head>")[0]) == ["data:,"]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"\son\w+=|\sstyle=|https?://(?!www\.w3\.org)", text)


# ---------------------------------------------------------------- a class


@pytest.fixture(scope="module")
def whole():
    """Lesson 2, with each luck of a class."""
    return LessonInClass(2, tuple(CLASS)).answered(UNWATCHED)


def test_a_class_of_thirty_has_thirty_lucks(whole):
    assert [one.seed for one in whole] == list(CLASS) == list(range(1, 31))
    assert len({one.luck for one in whole}) > 20
    assert [one.luck for one in whole[:2]] == [held_with(2, 1).ended.found["answer"], held_with(2, 2).luck]


def test_pasted_back_they_have_the_mean_and_interval_of_the_program(whole, spsim):
    """Thirty commands, and the program's own intervals of what they print."""
    each = [json.loads(spsim("lesson", 2, "--json", "--seed", seed)[1])["answer"] for seed in (1, 17, 30)]
    assert each == [whole[seed - 1].luck for seed in (1, 17, 30)]
    mean = estimate([one.luck for one in whole])
    typed = "\n".join(line(2, one.seed, one.luck) for one in whole)
    html = answers.class_found(whole, handed_in(typed, 2))["html"]["found"]
    said = plain(html)
    assert f"the mean of 30 lucks is {of_mean(mean, TEXTS[2])}" in said
    low, high = (round(end) for end in mean.error)
    assert f"{mean.mean:.0f} (95% interval of simulation error: {low} to {high})" in said
    assert f"from {min(one.luck for one in whole):.0f} to {max(one.luck for one in whole):.0f}" in said
    assert html.count("<circle") == 30
    for one in whole:
        assert f'<th scope="row" dir="auto">{one.seed}</th>' in html
    assert "could not be read" not in html


def test_a_single_line_claims_no_interval(whole):
    one = whole[:1]
    said = plain(answers.class_found(one, handed_in(line(2, 1, one[0].luck), 2))["html"]["found"])
    assert "cannot say how sure it is" in said
    assert "interval of simulation error" not in said


@pytest.mark.parametrize(
    "typed",
    [
        "{line}",
        "  {line}  ",
        "Anna: {line}",
        "{lower}",
        "{spaced}",
        "{dashed}",
        "\ufeff{line}\r",
        "> {line} (sent from my phone)",
    ],
)
def test_a_line_is_read_as_people_paste_it(typed):
    code = line(2, 17, 102.4)
    given = typed.format(
        line=code, lower=code.lower(), spaced=" - ".join(code.split("-")), dashed=code.replace("-", "–")
    )
    found = handed_in(given, 2)
    assert found.lines == {17: code}
    assert found.refused == []


@pytest.mark.parametrize("luck", [102.4, 0.0, -23_456.0, 9_100.0])
def test_a_slip_of_the_keyboard_is_found(luck):
    """Any letter or figure typed for another, left out or doubled, or two in the wrong order: none passes for another
    luck's line, or for another number."""
    code = line(5, 17, luck)
    slips = set()
    for at in range(len(code)):
        slips |= {code[:at] + other + code[at + 1 :] for other in digits + ascii_uppercase}
        slips |= {code[:at] + code[at + 1 :], code[:at] + code[at] + code[at:]}
        slips.add(code[:at] + code[at : at + 2][::-1] + code[at + 2 :])
    slips.discard(code)
    passed = [slip for slip in slips if (found := handed_in(slip, 5).lines) and found != {17: code}]
    assert len(passed) <= len(slips) / 100  # two letters of 19; what a luck comes to finds the rest
    for slip in passed:
        assert line(5, 17, luck) != slip


def test_a_line_that_says_what_its_luck_does_not_come_to_is_refused(whole):
    forged = line(2, 17, 5.0)
    html = answers.class_found([whole[16], whole[17]], handed_in(f"{forged}\n{line(2, 18, whole[17].luck)}", 2))
    said = plain(html["html"]["found"])
    assert f"{forged} This luck comes to something else." in said
    assert "by one luck alone" in said


def test_wrong_lines_are_refused_each_in_words():
    right = line(2, 17, 102.4)
    found = handed_in(
        "\n".join(["hello", line(3, 4, 57), f"{right[:-1]}{'A' if right[-1] != 'A' else 'C'}", right, ""]), 2
    )
    assert list(found.lines) == [17]
    assert [sentence.split()[:4] for _, sentence in found.refused] == [
        ["This", "is", "not", "a"],
        ["This", "line", "is", "of"],
        ["There", "is", "a", "slip"],
    ]
    assert "of lesson 3" in found.refused[1][1]


def test_hostile_lines_are_shown_as_text_and_bounded(whole):
    found = handed_in("<script>alert(1)</script>\n\x1b[2J\u202eabc\n" + "x" * 10_000, 2)
    html = answers.class_found([], found)["html"]["found"]
    assert "<script" not in html
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert len(html) < 2000
    many = handed_in("\n".join(line(2, seed, 1) for seed in range(2 * MOST_LINES)), 2)
    assert len(many.lines) == MOST_SEEDS
    assert len(many.refused) <= MOST_LINES + 1


def test_a_class_can_be_stopped():
    watch = Watch(stopped=lambda: True)
    with pytest.raises(Cancelled):
        LessonInClass(2, (1, 2)).answered(watch)


def test_the_first_so_many_of_a_class_are_kept_with_their_mean(whole):
    text = render(whole, OWN, DAY).text
    kept = json.loads(zlib.decompress(b64decode(re.search(r'id="kept">([^<]*)<', text)[1])))
    lucks = [one.luck for one in whole]
    for many in (2, 27, 30):
        assert f"lucks is {of_mean(estimate(lucks[:many]), TEXTS[2])}" in plain(kept["found"][str(many)])
    assert kept["lines"] == {line(2, one.seed, one.luck): one.seed for one in whole}
    assert kept["some"].count("data-luck") == 30


# ---------------------------------------------------------------- within the page


@each_lesson
def test_the_page_is_answered_with_the_same_pieces(number, held):
    one = held[number][1]
    which = {"lesson": number, "seed": 17}
    for step, more, wanted in (
        ("begin", {}, fragments.opening(one.begun)),
        ("reveal", {"prediction": None}, answers.revealed(one, None)),
        ("reveal", {"prediction": "?"}, answers.revealed(one, "?")),
        ("handout", {}, answers.handout(one)),
        ("script", {}, answers.of_script(number)),
        (
            "class",
            {"lines": line(number, 17, one.luck)},
            answers.class_found([one], handed_in(line(number, 17, one.luck), number)),
        ),
    ):
        assert asked("lesson", {"step": step, **which, **more}) == {"answer": json.loads(json.dumps(wanted))}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"step": "open"},
        {"step": "begin", "lesson": 6},
        {"step": "begin", "seed": -1},
        {"step": "begin", "seed": "1"},
        {"step": "reveal", "prediction": "9" * 1000},
        {"step": "class", "lines": "x" * 100_000},
        {"step": "begin", "more": 1},
        [],
    ],
)
def test_what_is_no_step_of_a_lesson_is_refused_at_its_field(body):
    assert list(asked("lesson", body)) == ["faults"]


@each_lesson
def test_a_link_into_the_simulator_opens_what_it_says(number, held):
    html = answers.revealed(held[number][0], None)["html"]["revealed"]
    links = [unescape(link) for link in re.findall(r'href="(#scenario[^"]*)"', html)]
    settings = [setting_of(link) for link in links]
    assert [each.a.scenario for each in settings][-len(TEXTS[number].seen) :] == list(TEXTS[number].seen)
    for setting in settings:
        assert link_of(setting) in links
        assert {option.scenario for option in setting.options.values()} <= set(bundled())


@each_lesson
def test_what_is_to_be_moved_in_the_simulator_is_a_lever_of_it_under_that_name(number, held):
    html = unescape(answers.revealed(held[number][0], None)["html"]["revealed"])
    for name in TEXTS[number].seen:
        first, more = groups_of(load(name), load(name))
        titles = {lever.path: lever.title for group in (*first, *more) for lever in group.levers}
        for path in TEXTS[number].levers:
            assert f"“{titles[path]}”" in html


@each_lesson
def test_one_luck_says_of_how_many_runs_it_is(number, held):
    said = fragments.opening(held[number][0].begun)["html"]["opening"]
    assert re.search(r"Luck 1 stands for 30 pairs of runs:" if number == 4 else r"Luck 1 stands for [\w,]+ runs:", said)


@each_lesson
def test_one_run_is_there_to_be_watched(number, page, held):
    _, kept = page(number)
    assert kept["watch"]["seed"] == OWN
    run = kept["watch"]["run"]
    assert len(run["worlds"]) == 2
    assert run["many"] == held[number][0].ended.found.get("runs", PAIRS)
    assert kept["watch"] == asked("lesson", {"step": "watch", "lesson": number})["answer"]


# ---------------------------------------------------------------- on paper


@each_lesson
def test_a_handout_has_all_that_a_pupil_needs_and_gives_nothing_away(number, held):
    one = held[number][1]
    text, known = TEXTS[number], one.begun.known
    said = plain(fragments.handout(one))
    for sentence in [text.question, *text.setting(known), text.ask(known), *text.options.values()]:
        assert " ".join(sentence.split()) in said
    assert "Luck: 17" in said
    allowed = figures(" ".join([text.question, *text.setting(known), text.ask(known)]))
    allowed |= {text.say(value) for _, value in text.beside(known)} | {"17", str(number), "5", "100", "0"}
    allowed |= figures(" ".join(text.say(end) for end in (*text.drawn[:1], *text.drawn[-1:])))
    titles = " ".join(shown.title for shown in text.shown(one.ended.found))
    assert figures(said) <= allowed | figures(titles)
    if number in HIDDEN:
        assert text.say(one.ended.found["answer"]) not in figures(said)


@each_lesson
def test_the_script_on_a_page_is_the_script(number):
    html = answers.of_script(number)["html"]["script"]
    bare = re.sub(r"```text|[*`#]|^- ", "", script_of(number), flags=re.M)
    assert re.sub(r"[\s#]", "", plain(html)) == re.sub(r"\s", "", bare)
    assert html.count("<h4>") == script_of(number).count("\n## ")


# ---------------------------------------------------------------- the command


def test_the_command_writes_a_page_and_says_how_large_it_is(spsim, tmp_path):
    path = tmp_path / "lesson_2.html"
    code, out, _ = spsim("lesson", 2, "--report", path, "--seed", "99", "--quiet")
    assert code == 0
    assert "31 lucks" in out
    assert f"{round(path.stat().st_size / 1000)} kB" in out
    assert "seed 99" in path.read_text(encoding="utf-8")
    code, _, err = spsim("lesson", 2, "--report", path)
    assert code == 2
    assert "--force" in err
    code, out, _ = spsim("lesson", 2, "--report", path, "--force", "--json")
    assert code == 0
    assert json.loads(out)["seeds"] == list(CLASS)


@pytest.mark.parametrize(
    "argv", [["--report", "x.html"], ["--open"], ["2", "--open", "--predict", "3"], ["2", "--open", "--script"]]
)
def test_what_does_not_go_together_is_refused(spsim, argv):
    code, out, err = spsim("lesson", *argv)
    assert code == 2
    assert out == ""
    assert err


@pytest.mark.parametrize("there", [True, False])
def test_a_page_is_opened_or_it_is_said_where_it_is(spsim, monkeypatch, there):
    opened = []
    monkeypatch.setattr(webbrowser, "open", lambda uri: opened.append(uri) or there)
    code, out, _ = spsim("lesson", 2, "--open", "--quiet")
    assert code == 0
    assert ("No browser could be opened" in out) is not there
    path = Path(opened[0].removeprefix("file://"))
    assert path.name == "lesson_2.html"
    assert "Lesson 2 of 5" in path.read_text(encoding="utf-8")
