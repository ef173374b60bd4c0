"""Who is answered when: of each page the newest, of all some at a time, and nothing is done for those who have left."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from threading import Event

import pytest

from app.asking.watch import Watch
from app.web import desk as desks
from app.web.desk import Desk, Turn


class Door:
    """Answers when it is let, and asks meanwhile, as every run does, whether it is still wanted."""

    def __init__(self) -> None:
        self.lets, self.begun, self.cancelled = Event(), Event(), Event()

    def __call__(self, kind: str, body: object, watch: Watch) -> dict[str, object]:
        if kind == "fails":
            raise KeyError("the secret of a person")
        if kind == "cannot be written":
            return {"answer": {"net": float("nan")}}
        if kind == "is deaf":
            self.begun.set()
            self.lets.wait()
        if kind == "waits":
            self.begun.set()
            try:
                while not self.lets.wait(0.001):
                    watch.following("steps")(1, 2)
            except BaseException:
                self.cancelled.set()
                raise
        return {"answer": body}


def at_desk(scene: Callable[[Desk, Door], Awaitable[None]]) -> None:
    """A scene that is played before a desk, and the desk closed after it."""

    async def played() -> None:
        door = Door()
        desk = Desk(door)
        try:
            await scene(desk, door)
        finally:
            door.lets.set()
            desk.close()

    asyncio.run(played())


async def last(turn: Turn) -> dict[str, object]:
    """What it is answered."""
    lines = [line async for line in turn.lines()]
    return json.loads(lines[-1]) if lines else {}


async def begun(door: Door) -> None:
    await asyncio.to_thread(door.begun.wait)


def test_what_is_asked_is_answered():
    async def scene(desk, door):
        assert await last(desk.takes("echo", {"a": 1}, "one")) == {"answer": {"a": 1}}
        assert not desk.busy

    at_desk(scene)


def test_a_page_that_asks_the_same_again_stops_the_older_run_and_no_other():
    async def scene(desk, door):
        older, other = desk.takes("waits", 1, "one"), desk.takes("waits", 2, "two")
        await begun(door)
        newer = desk.takes("waits", 3, "one")
        assert await last(older) == {"stopped": True}
        door.lets.set()
        assert await last(other) == {"answer": 2}
        assert await last(newer) == {"answer": 3}

    at_desk(scene)


def test_pages_without_a_name_stop_nobody():
    async def scene(desk, door):
        some = [desk.takes("waits", i, "") for i in range(2)]
        await begun(door)
        door.lets.set()
        assert [await last(each) for each in some] == [{"answer": 0}, {"answer": 1}]

    at_desk(scene)


def test_whoever_stops_reading_stops_the_run():
    async def scene(desk, door):
        lines = desk.takes("waits", 1, "one").lines()
        assert json.loads(await anext(lines)) == {"progress": ["steps", 1, 2]}
        await lines.aclose()
        await asyncio.to_thread(door.cancelled.wait)
        assert await last(desk.takes("echo", 2, "one")) == {"answer": 2}

    at_desk(scene)


def test_a_step_that_takes_long_keeps_no_seat_once_it_has_been_left():
    async def scene(desk, door):
        slow = [desk.takes("is deaf", i, "") for i in range(desks.AT_ONCE)]
        await begun(door)
        for each in slow:
            each.stop()
        assert await last(desk.takes("echo", 1, "one")) == {"answer": 1}
        assert desk.busy
        door.lets.set()
        for each in slow:
            await last(each)

    at_desk(scene)


def test_what_was_left_before_its_turn_came_is_not_begun():
    async def scene(desk, door):
        working = [desk.takes("waits", i, "") for i in range(desks.AT_ONCE)]
        await begun(door)
        left = desk.takes("fails", None, "one")
        left.stop()
        door.lets.set()
        for each in working:
            await last(each)
        assert await last(left) == {"stopped": True}
        assert not left.failed

    at_desk(scene)


@pytest.mark.parametrize("kind", ["fails", "cannot be written"])
def test_a_fault_of_the_program_is_a_sentence_without_contents(kind, capsys):
    async def scene(desk, door):
        turn = desk.takes(kind, {"name": "the secret of a person"}, "one")
        said = await last(turn)
        assert turn.failed
        assert set(said) == {"refused"}
        assert "secret" not in str(said)
        assert await last(desk.takes("echo", 1, "one")) == {"answer": 1}

    at_desk(scene)
    assert capsys.readouterr() == ("", "")


def test_where_it_happened_is_printed_if_that_was_asked_for(capsys):
    async def played():
        await last(Desk(Door(), traceback=True).takes("fails", None, "one"))

    asyncio.run(played())
    assert "Traceback" in capsys.readouterr().err


def test_a_run_that_takes_too_long_is_stopped_in_words(monkeypatch):
    monkeypatch.setattr(desks, "MOST_SECONDS", -1.0)

    async def scene(desk, door):
        assert await last(desk.takes("waits", 1, "one")) == json.loads(desks.TOO_LONG)

    at_desk(scene)


def test_a_closed_desk_says_nothing_more():
    async def scene(desk, door):
        turn = desk.takes("waits", 1, "one")
        await begun(door)
        desk.close()
        said = [line async for line in turn.lines()]
        assert not [line for line in said if b"progress" not in line]

    at_desk(scene)


def test_only_so_many_wait():
    async def scene(desk, door):
        some = []
        while not desk.full:
            some.append(desk.takes("waits", len(some), ""))
        assert len(some) == desks.MOST
        door.lets.set()
        assert [await last(each) for each in some] == [{"answer": i} for i in range(desks.MOST)]
        assert not desk.full

    at_desk(scene)
