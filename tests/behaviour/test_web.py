"""`spsim web` from the first line it prints to Ctrl-C: a page of this machine, for this machine alone."""

import json
import os
import signal
import socket
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.live.door import KINDS
from app.live.link import setting_of
from sim.loading import bundled
from tests.launch import HEARS_CTRL_C, PILOT, launched, reply, request, setting

LONG = setting(replications=2000)


@pytest.fixture(scope="module")
def launch():
    with launched() as running:
        yield running


def asked_by(launch, page: str, kind: str, body: object) -> socket.socket:
    """A question of a page, of which nothing has been read yet."""
    wire = launch.connected()
    wire.sendall(request("POST", f"/ask/{kind}", launch.headers(X_Spsim_Page=page), json.dumps(body).encode()))
    return wire


# ---------------------------------------------------------------- from the address to the page


def test_the_address_opens_the_page_and_the_secret_leaves_it(launch):
    first = launch.get(f"/?launch={launch.secret}", {"Host": launch.host, "Sec-Fetch-Site": "none"})
    assert (first.status, first.headers["location"]) == (303, "/")
    kept = first.headers["set-cookie"].split("; ")
    assert kept[0] == f"spsim_{launch.port}={launch.secret}"
    assert {"httponly", "samesite=strict", "path=/"} == {each.lower() for each in kept[1:]}
    page = launch.get("/", {"Host": launch.host, "Cookie": kept[0]})
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert launch.secret not in page.body.decode()


def test_every_file_that_the_page_names_is_served_and_no_other(launch):
    page = launch.get("/").body.decode()
    named = [part.split('"')[0] for part in page.split('"/static/')[1:]]
    assert {"page.css", "page.js", "server.js"} == set(named)
    for name in named:
        file = launch.get(f"/static/{name}")
        kind = {"css": "text/css", "js": "text/javascript"}[name.rpartition(".")[2]]
        assert (file.status, file.headers["content-type"]) == (200, f"{kind}; charset=utf-8"), name
        assert file.body


def test_a_page_without_the_secret_says_where_the_address_is(launch):
    stranger = {"Host": launch.host}
    kept_out = launch.get("/", stranger)
    assert kept_out.status == 403
    assert "Open the address that <code>spsim web</code> printed" in kept_out.body.decode()
    assert launch.get("/static/page.css", stranger).status == 200
    assert launch.get("/static/page.js", stranger).status == 404


def test_every_response_forbids_what_the_page_does_not_need(launch):
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    for found in (
        launch.get("/"),
        launch.get("/", {"Host": launch.host}),
        launch.get("/static/server.js"),
        launch.get("/nothing"),
        launch.get("/", {"Host": "elsewhere"}),
        launch.post("/ask/start", b"{}"),
        launch.post("/ask/start", b"{"),
    ):
        assert found.headers["content-security-policy"] == policy
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "no-referrer"
        assert found.headers["cross-origin-opener-policy"] == "same-origin"
        assert found.headers["cross-origin-resource-policy"] == "same-origin"
        assert "server" not in found.headers
        assert "access-control-allow-origin" not in found.headers


def begins_with(launch):
    return setting_of("#" + launch.address.partition("#")[2])


def test_the_page_begins_with_the_scenario_that_was_named():
    with launched("third_post") as running:
        begins = begins_with(running)
    assert (begins.a.scenario, begins.a.changes, begins.b) == ("third_post", {}, None)


def test_the_page_begins_with_what_a_file_changes(tmp_path):
    text = f'schema = 1\nextends = "{PILOT}.toml"\ntitle = "Ours"\n[link_workers]\nposts = 3\n'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with launched("mine.toml", cwd=tmp_path) as running:
        begins = begins_with(running)
    assert (begins.a.scenario, begins.a.title, begins.a.changes) == (PILOT, "Ours", {"link_workers.posts": 3})


def test_a_scenario_that_cannot_be_begun_with_is_said_before_anything_is_served(spsim, tmp_path):
    code, out, said = spsim("web", "--no-open", "thrid_post")
    assert (code, out) == (2, "")
    assert "third_post" in said
    whole = (tmp_path / "whole.toml").resolve()
    whole.write_text(bundled()[PILOT].read_text(encoding="utf-8"), encoding="utf-8")
    code, out, said = spsim("web", "--no-open", whole)
    assert (code, out) == (2, "")
    assert "whole.toml says more than an address can hold" in said


# ---------------------------------------------------------------- answers


def test_progress_comes_before_the_answer_in_lines_of_json(launch):
    lines = launch.post("/ask/answer", json.dumps(setting(replications=8)).encode()).lines
    *before, last = lines
    assert before[0] == {"progress": ["replications", 0, 8]}
    assert before[-1] == {"progress": ["replications", 8, 8]}
    assert last["answer"]["replications"] == 8


def test_the_answer_is_that_of_the_command_line(launch):
    found = launch.ask("answer", setting(link_workers__posts=3))["answer"]
    again = launch.ask("answer", setting(link_workers__posts=3))["answer"]
    assert found == again
    assert found["hash"] != launch.ask("answer", setting())["answer"]["hash"]


def test_faults_come_back_at_their_fields(launch):
    found = launch.ask("answer", setting(link_workers__caseload_per_post=-1))
    assert [one["path"] for one in found["faults"]] == ["link_workers.caseload_per_post"]


def test_a_page_that_asks_again_no_longer_waits_for_what_it_asked_before(launch):
    with asked_by(launch, "one", "answer", LONG) as older:
        begun = older.recv(1)
        with asked_by(launch, "one", "answer", setting()) as newer:
            newest = reply(newer).lines[-1]
        assert reply(older, begun).lines[-1] == {"stopped": True}
    assert newest == launch.ask("answer", setting())


def test_whoever_leaves_stops_what_was_asked_and_the_next_is_answered_as_ever(launch):
    before = launch.ask("answer", setting())
    for _ in range(12):  # more than are answered at a time
        with asked_by(launch, "", "answer", LONG) as wire:
            wire.recv(16)
    assert launch.ask("answer", setting()) == before


def test_two_pages_are_answered_at_once(launch):
    wanted = [setting(link_workers__posts=posts) for posts in (1, 2, 3, 4)]
    alone = [launch.ask("answer", each) for each in wanted]
    with ThreadPoolExecutor(4) as pages:
        wires = [asked_by(launch, f"page {i}", "answer", each) for i, each in enumerate(wanted)]
        together = [lines[-1] for lines in (found.lines for found in pages.map(reply, wires))]
    for wire in wires:
        wire.close()
    assert together == alone


def test_too_many_questions_at_once_are_refused_in_words(launch):
    wires = [asked_by(launch, "", "answer", LONG) for _ in range(30)]
    try:
        found = launch.post("/ask/start", b"{}")
        assert found.status == 503
        assert "too many questions at once" in found.lines[0]["refused"]
    finally:
        for wire in wires:
            wire.close()
    while "answer" not in launch.ask("start", {}):  # until they have stopped, which they do
        pass


# ---------------------------------------------------------------- how it begins and ends


def test_a_port_that_is_taken_is_said_in_a_sentence(spsim):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, said = spsim("web", "--no-open", "--port", port)
    assert (code, out) == (2, "")
    assert f"port {port} of this machine" in said
    assert "Leave out --port" in said


def test_the_port_that_was_asked_for_is_used():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with launched("--port", str(port)) as running:
        assert running.port == port
        assert running.get("/").status == 200


def test_it_says_what_to_open_and_how_to_stop():
    command = [sys.executable, "-m", "app.cli", "web", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **HEARS_CTRL_C) as process:
        assert process.stdout
        said = "".join(
            iter(
                process.stdout.readline,
                "Only this machine can reach the page, and nothing that you enter there leaves it.\n",
            )
        )
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(60) == 0
        finally:
            process.kill()
    assert said.startswith("The page is ready. Open this address in a browser on this machine:\n\n  http://127.0.0.1:")
    assert "Ctrl-C here stops it" in said


@pytest.mark.skipif(os.name != "posix", reason="signals as Unix has them")
@pytest.mark.parametrize("busy", [False, True])
def test_ctrl_c_ends_it_also_while_it_answers(busy):
    with launched() as running:
        wire = asked_by(running, "one", "answer", LONG)
        if busy:
            wire.recv(16)
        code, said = running.end(signal.SIGINT)
        wire.close()
    assert code == 0
    assert said[-1] == "The page has been stopped."


def test_a_restarted_server_does_not_know_the_page_of_the_one_before():
    with launched() as before:
        kept = before.of_the_page["Cookie"]
        port = before.port
        before.end(signal.SIGKILL)
    with launched("--port", str(port)) as after:
        assert after.post("/ask/start", b"{}", after.headers(Cookie=kept)).status == 403
        assert "answer" in after.ask("start", {})


# ---------------------------------------------------------------- nothing leaves this machine


BODIES = {
    "start": {},
    "read": {"name": "mine.toml", "base64": b64encode(f'schema = 1\nextends = "{PILOT}.toml"\n'.encode()).decode()},
    "download": {**setting(), "what": "report"},
    "watch": {**setting(), "replication": 0},
    "lesson": {"step": "list"},
}  # and of all others a setting


def test_it_listens_on_this_machine_alone_and_calls_nobody():
    """Whatever a process binds, connects to or looks up is heard by the interpreter itself."""
    with launched() as running:
        running.get("/")
        for kind in KINDS:
            found = running.ask(kind, BODIES.get(kind, setting()))
            assert "answer" in found, (kind, found)
        _, said = running.end(signal.SIGINT)
    assert said == ["socket.bind ('127.0.0.1', 0)", "", "The page has been stopped."]


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="as Linux says it")
def test_linux_says_the_same_of_its_sockets(launch):
    mine = {str(fd.readlink()) for fd in Path(f"/proc/{launch.process.pid}/fd").iterdir() if fd.is_symlink()}
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, remote, state, *_, inode = row.split()[:10]
            if f"socket:[{inode}]" in mine:
                assert table == "tcp"
                assert local == f"0100007F:{launch.port:04X}"
                assert remote.startswith("0100007F:") or (remote, state) == ("00000000:0000", "0A")
