"""A link says what was set, in one way; and whatever it says, it is opened as that or refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.door import asked
from app.live.link import BYTES_AT_MOST, link_of, setting_of
from app.live.setting import Option, Setting
from sim.errors import RequestRefused
from tests.hostile_links import HARMLESS, PILOT, REFUSED

paths = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), min_size=2, max_size=4).map(".".join)
plain = (
    st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
)
values = st.recursive(
    plain,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=4), inside, max_size=3),
    max_leaves=4,
)
options = st.builds(
    Option,
    scenario=st.text(min_size=1, max_size=20),
    title=st.none() | st.text(min_size=1, max_size=30),
    changes=st.dictionaries(paths, values, max_size=4),
)
settings = st.builds(
    Setting, a=options, b=st.none() | options, seed=st.none() | st.integers(0, 2**62), replications=st.integers(1, 2000)
)


@given(settings)
def test_a_link_comes_to_the_setting_it_was_made_of(setting):
    link = link_of(setting)
    assert link.startswith("#")
    assert link.isascii()
    assert not set(link) & set(' <>"')
    assert setting_of(link) == setting
    assert link_of(setting_of(link)) == link


@given(settings)
def test_the_same_setting_has_the_same_link_whatever_the_order_of_its_changes(setting):
    def turned(option):
        return option and option.model_copy(update={"changes": dict(reversed(option.changes.items()))})

    assert link_of(setting.model_copy(update={"a": turned(setting.a), "b": turned(setting.b)})) == link_of(setting)


def test_a_link_can_be_read():
    changes = {"link_workers.posts": 3, "dates.service_end": "2016-09-01", "programme.effect": ["access"]}
    setting = Setting(a=Option(scenario=PILOT, changes=changes), b=Option(scenario="third_post", title="As it is"))
    assert link_of(setting) == (
        f"#scenario={PILOT}&dates.service_end=2016-09-01&link_workers.posts=3&programme.effect=[%22access%22]"
        "&beside.scenario=third_post&beside.title=As%20it%20is"
    )


def test_a_text_that_looks_like_a_number_keeps_its_quotes():
    setting = Setting(a=Option(scenario=PILOT, changes={"a.b": "3", "a.c": "true", "a.d": "x", "a.e": 'say "x"'}))
    assert "a.b=%223%22&a.c=%22true%22&a.d=x&a.e=say%20%22x%22" in link_of(setting)
    assert setting_of(link_of(setting)) == setting


def test_what_is_too_long_for_a_link_says_so():
    long = Setting(a=Option(scenario=PILOT, changes={f"a.b{n}": "x" * 60 for n in range(190)}))
    with pytest.raises(RequestRefused, match="Save it as a file"):
        link_of(long)
    with pytest.raises(RequestRefused, match="is in no link"):
        link_of(Setting(a=Option(scenario="x", text="schema = 1")))


@pytest.mark.parametrize("link", REFUSED.values(), ids=REFUSED)
def test_a_hostile_link_is_refused_in_words(link):
    found = asked("open", {"link": f"#{link}"})
    assert set(found) == {"faults"}, found
    assert all(each["message"].strip() and len(each["message"]) < 1000 for each in found["faults"])


@pytest.mark.parametrize("link", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_one_opens_and_is_answered_with_nothing_in_it_run(link):
    opened = asked("open", {"link": f"#{link}"})["answer"]
    assert len(opened["link"]) <= BYTES_AT_MOST
    setting = {**opened["setting"], "replications": 2}
    answer = asked("answer", {"setting": setting})["answer"]
    page = json.dumps(answer["html"], ensure_ascii=False).lower()
    assert [each for each in ("<script", "<img", "\u202e") if each in page] == []
    text = "\n".join(file["text"] for file in asked("save", {"setting": setting})["answer"]["files"])
    assert "link_workers.posts = 9\n" not in text


def test_a_wrong_key_is_named_with_the_nearest_one():
    [fault] = asked("open", {"link": f"#{REFUSED['a misspelt key']}"})["faults"]
    assert fault == {
        "path": "link_workers.psts",
        "message": "link_workers.psts is not a setting. Did you mean posts?",
        "option": "a",
    }
