"""How long does the player's script work in a frame? Two worlds, played in Chromium at full speed.

    SPSIM_CHROMIUM=/usr/bin/chromium .venv/bin/python -m benchmarks.bench_player

Chromium's own trace says how long each callback of an animation frame had the processor: the player measures nothing,
and a machine that is busy with something else does not count. What a frame costs beyond that (style, layout, paint) is
not the script's. The issue asks for at most 8 ms at the 95th centile, of 300 people. Milliseconds, of every frame that
was drawn while it played.
"""

import json
import os
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from app.ask import ask
from app.asking.animating import Animate
from app.faces.player.page import render

PAIRS = (
    ("lesson_1_load", "lesson_1_third_worker"),  # 1,108 people, up to 94 in line
    ("older_people_loneliness", "older_people_loneliness_with_a_queue"),
    ("supported_discharge_secondary", "rotherham_mental_health_pilot"),
    ("primary_care_link_workers",),  # 471 people, 20,000 events a world
)
SECONDS = 20
WIDTH, HEIGHT = 1280, 900


def played(browser: Browser, page: Page, path: Path) -> tuple[int, list[float]]:
    """How many people the page has, and the milliseconds of each frame."""
    page.goto(path.as_uri())
    people: int = page.evaluate("spsim.player.alone.data.people")
    page.evaluate("(() => { const player = spsim.player.alone; player.speed.selectedIndex = 4; player.play(); })()")
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    page.wait_for_timeout(SECONDS * 1000)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    page.evaluate("spsim.player.alone.pause()")
    return people, [one["tdur"] / 1000 for one in events if one["name"] == "FireAnimationFrame" and "tdur" in one]


def main() -> None:
    """A line for each pair."""
    chromium = os.environ.get("SPSIM_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for scenarios in PAIRS:
            found = ask(Animate(scenarios, replications=2, swings="none"))
            path = Path(folder) / "flow.html"
            path.write_text(render(found.answer, found.programme, found.usual, "2026-11-27"), encoding="utf-8")
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            people, frames = played(browser, page, path)
            ends = statistics.quantiles(frames, n=20)
            size = path.stat().st_size // 1000
            print(
                f"{' and '.join(scenarios)}: {people:,} people, {size} kB, {len(frames)} frames; "
                f"median {ends[9]:.1f} ms, 95th centile {ends[18]:.1f} ms, longest {max(frames):.1f} ms"
            )
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
