"""`spsim web` in a real browser: what the page asks the program, and what it hears when the program has gone."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import TELEPHONE, never_sideways
from tests.launch import launched, setting

LONG = setting(replications=2000)
OUTCOME = """.then((answer) => ({answer}),
    ({message, faults, stopped, gone}) => JSON.parse(JSON.stringify({message, faults, stopped, gone})))"""
ASK = f"([kind, body]) => spsim.backend.ask(kind, body){OUTCOME}"
BEGIN = f"""([name, kind, body]) => new Promise((begun) => {{
    globalThis.stops ??= {{}};
    globalThis.ends ??= {{}};
    stops[name] = new AbortController();
    ends[name] = spsim.backend.ask(kind, body, {{onProgress: begun, signal: stops[name].signal}}){OUTCOME};
}})"""
GONE = r"Failed to load resource|ERR_CONNECTION|net::ERR"


def ask(page: Page, kind: str, body: object) -> dict[str, Any]:
    """What the back end of a page makes of a question."""
    return page.evaluate(ASK, [kind, body])


def begin(page: Page, name: str, body: object) -> None:
    """A question that has begun to be answered."""
    page.evaluate(BEGIN, [name, "answer", body])


def end(page: Page, name: str) -> dict[str, Any]:
    return page.evaluate("(name) => ends[name]", name)


def alone(page: Page) -> Page:
    """The back end without what else the page does: then nothing asks but the test."""
    page.route("**/static/page.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.reload()
    return page


@pytest.fixture
def page(window: Callable[..., Page], served: str) -> Page:
    return alone(window(served))


def test_the_address_no_longer_holds_the_secret_and_no_script_can_read_it(page, served):
    secret = urlsplit(served).query.removeprefix("launch=")
    assert secret not in page.url
    assert page.evaluate("document.cookie") == ""
    assert secret not in page.content()
    assert secret not in page.evaluate("JSON.stringify(performance.getEntries()) + history.length")


def test_what_stands_behind_the_hash_is_kept_while_the_secret_is_taken_away(window, served):
    page = window(f"{served}#scenario=third_post")
    assert urlsplit(page.url)[2:] == ("/", "", "scenario=third_post")


def test_an_answer_and_what_is_said_on_the_way(page):
    heard = page.evaluate(
        """async (body) => { const heard = []; const answer = await spsim.backend.ask("answer", body,
            {onProgress: (...step) => heard.push(step)}); return [heard, answer]; }""",
        setting(replications=8),
    )
    assert heard[0][0] == ["replications", 0, 8]
    assert heard[0][-1] == ["replications", 8, 8]
    assert heard[1] == ask(page, "answer", setting(replications=8))["answer"]


def test_faults_and_refusals_are_what_the_page_is_promised(page):
    faults = ask(page, "answer", setting(link_workers__caseload_per_post=-1))
    assert [one["path"] for one in faults["faults"]] == ["link_workers.caseload_per_post"]
    refused = ask(page, "no such kind", {})
    assert set(refused) == {"message"}
    large = ask(page, "answer", {"setting": "a" * 3_000_000})
    assert large == {"message": "That is too large: a request has at most 2 MB."}


def test_a_run_that_is_stopped_ends_and_the_next_is_as_if_it_had_not_been(page):
    before = ask(page, "answer", setting())
    begin(page, "long", LONG)
    page.evaluate("stops.long.abort()")
    assert end(page, "long") == {"message": "Stopped. No answer was made.", "stopped": True}
    assert ask(page, "answer", setting()) == before
    page.watched.forgives(GONE)


def test_the_newest_question_of_a_page_wins_and_other_pages_are_left_alone(page, window, served):
    other = alone(window(served))
    begin(other, "theirs", setting(replications=60))
    begin(page, "older", LONG)
    newer = ask(page, "answer", setting())
    assert end(page, "older")["stopped"]
    assert end(other, "theirs")["answer"]
    assert newer == ask(other, "answer", setting())


def test_two_pages_get_the_answers_that_each_gets_alone(page, window, served):
    other = alone(window(served))
    mine, theirs = setting(20, link_workers__posts=2), setting(20, link_workers__posts=4)
    begin(page, "one", mine)
    begin(other, "two", theirs)
    together = [end(page, "one"), end(other, "two")]
    assert together == [ask(page, "answer", mine), ask(page, "answer", theirs)]
    assert together[0] != together[1]


def test_a_page_that_is_loaded_again_in_the_middle_of_a_run_is_as_new(page):
    before = ask(page, "answer", setting())
    begin(page, "long", LONG)
    page.reload()
    assert ask(page, "answer", setting()) == before
    page.watched.forgives(GONE)


def test_a_machine_that_sleeps_in_the_middle_of_a_run_goes_on_where_it_was(window):
    with launched() as launch:
        address, server = launch.address, launch.process
        page = alone(window(address))
        begin(page, "one", setting(replications=200))
        server.send_signal(signal.SIGSTOP)
        page.wait_for_timeout(300)
        server.send_signal(signal.SIGCONT)
        assert end(page, "one")["answer"]["replications"] == 200


def test_a_program_that_was_killed_and_one_that_was_started_again_are_each_said(window):
    with launched() as launch:
        address, server = launch.address, launch.process
        page = alone(window(address))
        there = page.content()
        begin(page, "long", LONG)
        server.kill()
        killed = end(page, "long")
        assert killed["gone"]
        assert "The program behind this page was stopped" in killed["message"]
        assert ask(page, "answer", setting()) == killed
        server.wait()
        with launched("--port", str(launch.port)) as new:
            other = ask(page, "answer", setting())
            assert other["gone"]
            assert "was started again" in other["message"]
            assert page.content() == there
            page.goto(new.address)
            assert ask(page, "answer", setting())["answer"]
    page.watched.forgives(GONE)


# ---------------------------------------------------------------- the whole page

RESTED = "#state[data-state=sure]"
POSTS = '[id="a-link_workers.posts"]'


def test_all_that_the_page_loads_and_shows_is_of_this_server(window, served):
    page = window(served)
    page.wait_for_selector(RESTED)
    home = f"http://{urlsplit(served).netloc}/"
    assert {url for url in page.watched.asked if not url.startswith("data:")} >= {home, f"{home}static/page.js"}
    assert [url for url in page.watched.asked if not url.startswith((home, "data:"))] == []


def test_a_script_that_came_into_the_page_would_not_run_nor_call_out(chromium: Browser, served):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(served)
    page.wait_for_selector(RESTED)
    ran = page.evaluate(
        """async () => {
            const put = (html) => document.body.append(document.createRange().createContextualFragment(html));
            put("<script>globalThis.ran = 'inline'</script>");
            put(`<img src=x onerror='globalThis.ran = 1'>`);
            put("<script src='https://evil.example/x.js'></script>");
            put("<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>");
            put("<style>body { display: none }</style>");
            const out = await fetch("https://evil.example/", {mode: "no-cors"}).then(() => "out", () => "");
            await new Promise((later) => setTimeout(later, 200));
            return [globalThis.ran ?? "", out, getComputedStyle(document.body).display];
        }"""
    )
    assert ran == ["", "", "block"]
    context.close()


def test_a_page_that_was_opened_without_the_secret_says_how_and_can_be_used(window, served):
    home = f"http://{urlsplit(served).netloc}/#scenario=third_post"
    page = window(home, width=TELEPHONE)
    page.watched.forgives("403")
    assert page.inner_text("h1") == "This page is opened from the terminal"
    never_sideways(page)
    page.context.new_page().goto(served)
    page.reload()
    page.wait_for_selector(RESTED)
    assert page.url == home


def test_when_the_program_is_killed_the_page_says_so_and_goes_on_with_the_next(window):
    with launched() as launch:
        address, server = launch.address, launch.process
        page = window(address)
        page.wait_for_selector(RESTED)
        shown = page.inner_text("#parts")
        server.kill()
        page.locator(POSTS).fill("5")
        page.locator(POSTS).press("Tab")
        page.wait_for_selector("#problem:has-text('The program behind this page was stopped')")
        assert page.inner_text("#parts") == shown
        assert page.locator(POSTS).input_value() == "5"
        server.wait()
    with launched("--port", str(launch.port)) as again:
        page.get_by_role("button", name="Try again").click()
        page.wait_for_selector("#problem:has-text('was started again')")
        page.context.new_page().goto(again.address)
        page.get_by_role("button", name="Try again").click()
        page.wait_for_selector(RESTED)
        assert not page.locator("#problem").is_visible()
        assert "link_workers.posts=5" in page.url
        assert page.inner_text("#parts") != shown
    page.watched.forgives(GONE)


# ---------------------------------------------------------------- other sites in the same browser


@contextmanager
def site(html: str) -> Iterator[str]:
    """Another site of this machine: the nearest that a browser knows to the page's own."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


TRIES = {
    "simple": "fetch(there + '/ask/start', {method: 'POST', credentials: 'include', body: '{}'})",
    "json": "fetch(there + '/ask/start', {method: 'POST', credentials: 'include', body: '{}', "
    "headers: {'Content-Type': 'application/json'}})",
    "blind": "fetch(there + '/ask/start', {method: 'POST', credentials: 'include', mode: 'no-cors', body: '{}'})"
    ".then((found) => found.text()).then((text) => text || Promise.reject())",
    "page": "fetch(there + '/', {credentials: 'include'})",
    "script": "new Promise((y, n) => { const it = document.createElement('script'); it.onload = y; it.onerror = n; "
    "it.src = there + '/static/page.js'; document.head.append(it); })",
    "frame": "new Promise((y, n) => { const it = document.createElement('iframe'); it.src = there; "
    "it.onload = () => { try { it.contentWindow.document.body.innerHTML ? y() : n(); } catch { n(); } }; "
    "document.body.append(it); })",
    "opened": "new Promise((y, n) => { const it = open(there); setTimeout(() => { try { it.spsim ? y() : n(); } "
    "catch { n(); } }, 500); })",
}


@pytest.mark.parametrize("neighbour", [True, False], ids=["another port", "another name"])
def test_another_site_of_the_same_browser_learns_nothing_and_starts_nothing(chromium: Browser, served, neighbour):
    host = urlsplit(served).netloc
    context = chromium.new_context()
    mine = context.new_page()
    mine.goto(served)  # the cookie is there
    with site("<!DOCTYPE html><title>Another</title><body></body>") as there:
        other = context.new_page()
        other.goto(f"http://{there if neighbour else there.replace('127.0.0.1', 'localhost')}/")
        for name, script in TRIES.items():
            tried = f"async (there) => {{ try {{ await {script}; return true; }} catch {{ return false; }} }}"
            assert not other.evaluate(tried, f"http://{host}"), name
    assert ask(mine, "start", {})["answer"]
    context.close()
