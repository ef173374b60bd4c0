"""The page as one file, opened from a disk with the network off: is it the program?

`make one-file` has built it. SPSIM_SEEDS: how many settings are drawn for each scenario, alone and beside another
(`make soak`: 20).
"""

import json
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from secrets import randbits
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.one_file.building import FILES, built
from app.one_file.parts import PARTS

ROOT = Path(__file__).parents[2]
FILE = ROOT / "build/simulator.html"
FOLDER = ROOT / "build/one-file"
SPSIM = Path(sys.executable).with_name("spsim")
MEGABYTE = 1_000_000
MOST = 13  # of them
SEEDS = int(os.environ.get("SPSIM_SEEDS", "1"))
SCENARIOS = (
    "rotherham_mental_health_pilot",
    "third_post",
    "primary_care_link_workers",
    "type_2_diabetes_newcastle",
    "supported_discharge_secondary",
)
LIVE = 60_000  # milliseconds, on a machine that does much else


@pytest.fixture
def opened(window: Callable[..., Page]) -> Callable[..., Page]:
    """The file, from a disk, with the network off; it asks for nothing but itself and what it holds."""

    def open_(file: Path = FILE, link: str = "") -> Page:
        return window(file.as_uri() + link, offline=True)

    return open_


def asked(page: Page, kind: str, body: object) -> Any:
    """What the page is answered."""
    return page.evaluate("([kind, body]) => spsim.page.ask(kind, body)", [kind, body])


def up_to_date(page: Page) -> None:
    expect(page.locator("#state-text")).to_contain_text("Up to date", timeout=LIVE)


def test_it_shows_a_stored_answer_before_it_is_live_and_then_the_same_live(opened):
    page = opened()
    stored = page.locator("[data-part=answer]").inner_text()
    before = page.evaluate("spsim.page.answer().hash")
    assert stored
    up_to_date(page)
    assert page.evaluate("spsim.page.answer().hash") == before
    assert page.locator("[data-part=answer]").inner_text() == stored


def test_it_asks_for_nothing_at_all(opened):
    page = opened()
    up_to_date(page)
    asked(page, "sure", {"setting": {"a": {"scenario": SCENARIOS[0]}, "replications": 10}})
    assert [url for url in page.watched.asked if not url.startswith("blob:")] == [FILE.as_uri()]


def test_it_is_small_enough_to_be_passed_on(opened):
    assert FILE.stat().st_size < MOST * MEGABYTE


def test_the_same_parts_make_the_same_bytes():
    assert built(FOLDER) == FILE.read_text(encoding="utf-8")


# ---------------------------------------------------------------- the program's own answers


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside another"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_levers_moved_anyhow_give_the_hash_of_the_command_line(opened, tmp_path, scenario, beside):
    page = opened()
    for _ in range(SEEDS):
        seed = randbits(32)
        setting = drawn(page, scenario, seed, beside=beside)
        found = asked(page, "answer", {"setting": setting})
        saved = asked(page, "save", {"setting": setting})
        assert found["hash"] == by_the_command_line(saved, tmp_path), (seed, setting)


def drawn(page: Page, scenario: str, seed: int, *, beside: bool) -> dict[str, Any]:
    """A setting with some levers moved, each to a value that its slider can have."""
    moved = partial(with_levers_moved, page, scenario, seed)
    return {"a": moved("a"), "b": moved("b") if beside else None, "seed": seed, "replications": 20}


def with_levers_moved(page: Page, scenario: str, seed: int, place: str) -> dict[str, Any]:
    option: dict[str, Any] = {"scenario": scenario, "changes": {}}
    [shown] = asked(page, "open", {"setting": {"a": option}})["options"]
    for lever in [lever for group in shown["groups"] for lever in group["levers"] if lever["step"] and lever["most"]]:
        if uniform(seed, place, lever["path"], "whether") < 0.4:
            value = on_the_slider(lever, uniform(seed, place, lever["path"], "where"))
            changes = {**option["changes"], lever["path"]: value}
            if is_possible(page, {**option, "changes": changes}):
                option["changes"] = changes
    return option


def is_possible(page: Page, option: dict[str, Any]) -> bool:
    """Whether the page can open it: one lever may need another that has no value."""
    return bool(
        page.evaluate("setting => spsim.page.ask('open', { setting }).then(() => true, () => false)", {"a": option})
    )


def uniform(*of: object) -> float:
    """From 0 to 1, by what it is of."""
    return int.from_bytes(sha256(repr(of).encode()).digest()[:6]) / 2**48


def on_the_slider(lever: dict[str, Any], where: float) -> float:
    steps = int((lever["most"] - lever["least"]) / lever["step"] * where)
    value = round(lever["least"] + steps * lever["step"], 6)
    return int(value) if value == int(value) else value


def by_the_command_line(saved: dict[str, Any], folder: Path) -> str:
    """The hash of the answer that the saved files give."""
    for file in saved["files"]:
        (folder / file["name"]).write_text(file["text"], encoding="utf-8")
    command = [SPSIM, *saved["command"].split()[1:], "--json", "--no-swings", "--quiet"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)["provenance"]["answer"]


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("harm", ["a letter", "the end"])
def test_a_damaged_file_says_so(opened, tmp_path, harm):
    text = FILE.read_text(encoding="utf-8")
    at = text.index(f'id="{FILES}"') + 500_000
    file = tmp_path / "damaged.html"
    file.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :] if harm == "a letter" else text[:at])
    page = opened(file)
    expect(page.locator("#problem")).to_contain_text("This file is damaged", timeout=LIVE)
    assert page.locator("[data-part=answer]").inner_text()


def test_a_worker_that_died_is_replaced_and_asked_again(opened):
    page = opened()
    up_to_date(page)
    page.evaluate("spsim.backend.workers.forEach(worker => worker.terminate())")
    found = asked(page, "answer", {"setting": {"a": {"scenario": SCENARIOS[0]}, "seed": 7, "replications": 10}})
    assert found["hash"]


def test_a_page_that_slept_answers_when_it_wakes(opened):
    page = opened()
    up_to_date(page)
    sleep = page.context.new_cdp_session(page)
    sleep.send("Page.setWebLifecycleState", {"state": "frozen"})
    sleep.send("Page.setWebLifecycleState", {"state": "active"})
    assert asked(page, "answer", {"setting": {"a": {"scenario": SCENARIOS[0]}, "seed": 8, "replications": 10}})["hash"]


def test_what_is_stopped_ends_at_once_and_the_next_question_is_answered(opened):
    page = opened()
    up_to_date(page)
    said = page.evaluate(
        """async setting => {
            const stop = new AbortController();
            const many = { ...setting, replications: 2000 };
            const long = spsim.backend.ask("sure", { setting: many }, { signal: stop.signal });
            setTimeout(() => stop.abort(), 300);
            const stopped = await long.then(() => false, error => error.stopped === true);
            const next = await spsim.backend.ask("sure", { setting });
            return { stopped, next: next.hash };
        }""",
        {"a": {"scenario": SCENARIOS[0]}, "seed": 9, "replications": 4},
    )
    assert said["stopped"]
    assert said["next"]


def test_a_worker_that_was_busy_with_something_long_helps_once_that_is_stopped(opened):
    page = opened()
    up_to_date(page)
    page.wait_for_function("spsim.backend.workers.length === 2")
    asked_of_it = page.evaluate(
        """async setting => {
            const kinds = [];
            const [, second] = spsim.backend.workers;
            const post = second.postMessage.bind(second);
            second.postMessage = message => (message.kind && kinds.push(message.kind), post(message));
            const ask = (kind, more, how) => spsim.backend.ask(kind, { setting: { ...setting, ...more } }, how);
            for (let seed = 1; !kinds.length; seed++) await ask("answer", { seed, replications: 40 });
            kinds.length = 0;
            const stop = new AbortController();
            const long = ask("sure", { seed: 0 }, { signal: stop.signal });
            const answer = ask("answer", { seed: 0 });
            setTimeout(() => stop.abort(), 100);
            await long.catch(() => {});
            await answer;
            return kinds;
        }""",
        {"a": {"scenario": SCENARIOS[0]}, "replications": 1000},
    )
    assert asked_of_it[0] == "sure"
    assert "ran" in asked_of_it[1:]


def test_a_mistake_is_said_at_its_field(opened):
    page = opened()
    up_to_date(page)
    said = page.evaluate(
        """changes => spsim.backend.ask("answer", { setting: { a: { scenario: "third_post", changes } } })
            .then(() => null, error => error.faults)""",
        {"link_workers.posts": -1},
    )
    assert [fault["path"] for fault in said] == ["link_workers.posts"]


def test_the_licences_of_all_that_is_inside_can_be_read(opened):
    page = opened()
    fold = page.get_by_text("Licences of what is inside this file")
    fold.click()
    said = page.locator("footer pre").inner_text()
    for name in ("Mozilla Public License", "PYTHON SOFTWARE FOUNDATION LICENSE", *(part.of for part in PARTS)):
        assert name in said


def test_the_report_and_the_workbook_come_from_the_file_and_a_saved_file_goes_back_into_it(opened):
    page = opened()
    up_to_date(page)
    setting = {"a": {"scenario": SCENARIOS[0], "changes": {"link_workers.posts": 3}}, "seed": 3, "replications": 4}
    begins = {"report": b"<!doctype html>", "workbook": b"pk"}
    for what, first in begins.items():
        sent = asked(page, "download", {"setting": setting, "what": what})
        assert b64decode(sent["base64"])[: len(first)].lower() == first
    [file] = asked(page, "save", {"setting": setting})["files"]
    text = b64encode(file["text"].encode()).decode()
    opened_again = asked(page, "read", {"name": file["name"], "base64": text})
    assert opened_again["setting"]["a"]["changes"] == {"link_workers.posts": 3}


def test_hundreds_of_answers_later_it_still_answers(opened):
    """A browser has room for some hundred kernels at once, and is slow to take one back."""
    page = opened()
    up_to_date(page)
    hashes = page.evaluate(
        """async scenario => {
            const found = new Set();
            for (let seed = 0; seed < 150; seed++) {
                const setting = { a: { scenario }, seed, replications: 2 };
                found.add((await spsim.page.ask("answer", { setting })).hash);
            }
            return found.size;
        }""",
        SCENARIOS[0],
    )
    assert hashes == 150


@pytest.mark.parametrize("room", ["timeline", "guess", "decision"])
def test_every_room_is_there_beside_the_stored_answer(opened, room):
    """A stored answer is there before anything is asked: rooms that began to listen after it once stayed hidden."""
    opened().locator(f"#{room}").wait_for(state="visible")
