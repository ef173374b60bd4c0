"""What does `spsim web` make of those who mean it harm? Refused or harmless, and the next good question is answered.

A site that is open in the same browser can send what a form or a script may send, under names that it makes point to
this machine. A program on this machine can send whatever bytes it likes, but has not seen the secret. And what the page
sends for its user may hold anything, because links and files come from elsewhere.
"""

import base64
import json
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from hashlib import shake_256

import pytest

from app.web import bodies
from tests.launch import PILOT, Launch, Reply, launched, request, setting

GOOD = setting()
REFUSED = {0, *range(400, 500)}


@pytest.fixture(scope="module")
def launch() -> Iterator[Launch]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def answer(launch):
    """What a good question was answered before anything happened."""
    return launch.ask("answer", GOOD)


@pytest.fixture(autouse=True)
def _the_next_good_question_is_answered_the_same(launch, answer):
    yield
    assert launch.ask("answer", GOOD) == answer


# ---------------------------------------------------------------- who asks, and how

Sent = Callable[[Launch], bytes]


def asks(launch: Launch, *, path: str = "/ask/start", method: str = "POST", body: bytes = b"{}", **others) -> bytes:
    """A good question with something otherwise."""
    return request(method, path, launch.headers(**others), body)


def gets(launch: Launch, path: str, **others) -> bytes:
    return request("GET", path, launch.headers(Content_Type=None, Origin=None, **others))


WRONG = {
    # names that were made to point here, and other sites
    "a name of its own": partial(asks, Host="evil.example"),
    "a name of its own with the port": lambda launch: asks(launch, Host=f"evil.example:{launch.port}"),
    "a name that begins as ours": lambda launch: asks(launch, Host=f"127.0.0.1:{launch.port}.evil.example"),
    "another port": partial(asks, Host="127.0.0.1:80"),
    "all addresses": lambda launch: asks(launch, Host=f"0.0.0.0:{launch.port}"),
    "the address in other letters": lambda launch: asks(launch, Host=f"2130706433:{launch.port}"),
    "no name": partial(asks, Host=None),
    "an empty name": partial(asks, Host=""),
    "two names": lambda launch: asks(launch).replace(b"Host:", b"Host: evil.example\r\nHost:", 1),
    "the page under a name of its own": lambda launch: gets(launch, "/", Host="rebound.example"),
    "another site": partial(asks, Origin="https://evil.example"),
    "another port of this machine": partial(asks, Origin="http://127.0.0.1:1"),
    "a site without a name": partial(asks, Origin="null"),
    "another scheme": lambda launch: asks(launch, Origin=f"https://{launch.host}"),
    "our other name": lambda launch: asks(launch, Origin=f"http://localhost:{launch.port}"),
    "another site, as the browser says": partial(asks, Sec_Fetch_Site="cross-site"),
    "a neighbour, as the browser says": partial(asks, Sec_Fetch_Site="same-site"),
    "typed by hand, as the browser says": partial(asks, Sec_Fetch_Site="none"),
    "nobody vouches": partial(asks, Origin=None, Sec_Fetch_Site=None),
    "a script of another site": lambda launch: gets(
        launch, "/static/page.js", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors"
    ),
    "what a site may ask before it asks": partial(
        asks, method="OPTIONS", Origin="https://evil.example", Access_Control_Request_Method="POST"
    ),
    # the secret
    "no secret": partial(asks, Cookie=None),
    "an empty secret": lambda launch: asks(launch, Cookie=f"spsim_{launch.port}="),
    "a wrong secret": lambda launch: asks(launch, Cookie=f"spsim_{launch.port}={'A' * 43}"),
    "the beginning of the secret": lambda launch: asks(launch, Cookie=f"spsim_{launch.port}={launch.secret[:-1]}"),
    "the secret and more": lambda launch: asks(launch, Cookie=f"spsim_{launch.port}={launch.secret}x"),
    "the cookie of another launch": lambda launch: asks(launch, Cookie=f"spsim_1={launch.secret}"),
    "a wrong secret in the header": partial(asks, X_Spsim_Secret="no"),
    "a secret that is no ASCII": partial(asks, X_Spsim_Secret="\xe9\xff"),
    "a very long secret": partial(asks, X_Spsim_Secret="A" * 50_000),
    "a cookie of nonsense": partial(asks, Cookie='";;=\x7f,,spsim_=\xff'),
    "a wrong secret in the address": lambda launch: gets(launch, "/?launch=no", Cookie=None),
    "a secret in the address of a question": lambda launch: asks(
        launch, path=f"/ask/start?launch={launch.secret}", Cookie=None
    ),
    "a file without the secret": lambda launch: gets(launch, "/static/page.js", Cookie=None),
    # what a form of another site may send
    "a form": partial(asks, Content_Type="application/x-www-form-urlencoded", body=b"a=1"),
    "a form with files": partial(asks, Content_Type="multipart/form-data; boundary=x", body=b"--x--"),
    "plain text": partial(asks, Content_Type="text/plain"),
    "JSON as plain text": partial(asks, Content_Type="text/plain; application/json"),
    "no kind of body": partial(asks, Content_Type=None),
    "another alphabet": partial(asks, Content_Type="application/json; charset=utf-7"),
    "a compressed body": partial(asks, Content_Encoding="gzip", body=b"\x1f\x8b"),
    # verbs and addresses
    "GET of a question": lambda launch: gets(launch, "/ask/start"),
    "POST to the page": partial(asks, path="/"),
    "HEAD": partial(asks, method="HEAD", path="/"),
    "PUT": partial(asks, method="PUT"),
    "DELETE": partial(asks, method="DELETE"),
    "TRACE": partial(asks, method="TRACE"),
    "CONNECT": partial(asks, method="CONNECT", path="evil.example:443"),
    "a verb of its own": partial(asks, method="BREW"),
    "a path out of the folder": lambda launch: gets(launch, "/static/../listening.py"),
    "the same in another writing": lambda launch: gets(launch, "/static/..%2f..%2f..%2fetc%2fpasswd"),
    "the same with backslashes": lambda launch: gets(launch, "/static/..%5c..%5cwin.ini"),
    "a question that is a path": partial(asks, path="/ask/..%2f..%2fetc"),
    "an absolute path": lambda launch: gets(launch, "/static//etc/passwd"),
    "a folder": lambda launch: gets(launch, "/static/"),
    "a file with a zero": lambda launch: gets(launch, "/static/page.js%00.css"),
    "a file of our own that is not the page's": lambda launch: gets(launch, "/static/guard.py"),
    "a proxy's request": lambda launch: gets(launch, "http://evil.example/"),
    "a very long address": lambda launch: gets(launch, "/" + "a" * 100_000),
    # bytes that are no HTTP, or two requests in one
    "no HTTP at all": lambda launch: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    "zeros": lambda launch: bytes(100_000),
    "no end of headers": lambda launch: b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000,
    "a header within a header": lambda launch: asks(launch, X_Spsim_Page="a\r\nX-Spsim-Secret: b"),
    "a header with a zero": partial(asks, X_Spsim_Page="a\0b"),
    "two lengths": lambda launch: asks(launch).replace(b"Content-Len", b"Content-Length: 40\r\nContent-Len"),
    "a length and chunks": lambda launch: asks(
        launch, Transfer_Encoding="chunked", Content_Length="4", body=b"0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"
    ),
    "an encoding of its own": partial(asks, Transfer_Encoding="xchunked", body=b"0\r\n\r\n"),
    "chunks twice": partial(asks, Transfer_Encoding="chunked, chunked", body=b"0\r\n\r\n"),
    "a length below 0": partial(asks, Content_Length="-1"),
    "a length in letters": partial(asks, Content_Length="two"),
    "a chunk below 0": partial(asks, Transfer_Encoding="chunked", body=b"-1\r\n{}\r\n0\r\n\r\n"),
    "a chunk of a size beyond all": partial(asks, Transfer_Encoding="chunked", body=b"f" * 40 + b"\r\n{}\r\n"),
    "a space before the colon": lambda launch: asks(launch).replace(b"Origin:", b"Origin :"),
    "a folded name": lambda launch: asks(launch).replace(b"Host: ", b"Host: evil.example\r\n "),
    "a web socket": lambda launch: gets(
        launch, "/ask/start", Connection="Upgrade", Upgrade="websocket", Sec_WebSocket_Key="A" * 22 + "==",
        Sec_WebSocket_Version="13",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_who_does_not_belong_here_is_refused(launch, name):
    found = launch.raw(WRONG[name](launch))
    assert found.status in REFUSED, found
    says_nothing(found, launch)


def says_nothing(found: Reply, launch: Launch) -> None:
    """No refusal says where a file lies, what the program is made of, or the secret; each is short."""
    text = found.body.decode("utf-8", "replace")
    assert not [word for word in ("Traceback", ".py", "site-packages", launch.secret, "passwd") if word in text]
    assert len(text) < 1000


def spoilt(sent: bytes, n: int) -> bytes:
    """The same with some bytes changed, left out or put in: of each number its own."""
    drawn = shake_256(str(n).encode()).digest(24)
    found = bytearray(sent)
    for i in range(0, 4 * (1 + n % 6), 4):
        at, what = int.from_bytes(drawn[i : i + 2]) % len(found), drawn[i + 2]
        found[at : at + what % 3] = drawn[i + 3 : i + 3 + (what >> 4) % 3]
    return bytes(found)


def test_a_question_with_bytes_changed_is_refused_or_is_a_question_still(launch):
    good = asks(launch, path="/ask/open", body=json.dumps(GOOD).encode())
    found = [launch.raw(spoilt(good, n), patience=0.3) for n in range(100)]  # some wait for more
    assert {one.status for one in found} <= REFUSED | {200}
    assert len([one for one in found if one.status in REFUSED]) > 50, "this test would prove nothing"
    for one in found:
        assert one.status == 0 or not [word for word in ("Traceback", "site-packages") if word in str(one.body)]


# ---------------------------------------------------------------- what is said

DEEP = b"[" * 100_000
BODIES = {
    "nothing": b"",
    "no JSON": b"setting=1",
    "half of it": b'{"setting": {"a"',
    "two of it": b"{} {}",
    "deep": DEEP,
    "deep and whole": b"[" * 500 + b"]" * 500,
    "deep objects": b'{"a":' * 500 + b"1" + b"}" * 500,
    "no number": b'{"setting": NaN}',
    "beyond all numbers": b'{"setting": Infinity}',
    "too large a number": b'{"setting": 1e400}',
    "ten thousand digits": b'{"setting": ' + b"9" * 10_000 + b"}",
    "a key twice": b'{"setting": 1, "setting": 2}',
    "not UTF-8": b'{"setting": "\xff\xfe"}',
    "UTF-16": '{"setting": 1}'.encode("utf-16"),
    "a pickle": pickle.dumps({"setting": 1}),
    "a pickle that would run something": b"cos\nsystem\n(S'touch pwned'\ntR.",
    "zeros": bytes(1000),
}


@pytest.mark.parametrize("name", BODIES)
def test_what_is_no_json_that_can_be_read_is_refused(launch, name):
    found = launch.post("/ask/answer", BODIES[name])
    assert found.status == 400
    assert set(found.lines[0]) == {"refused"}
    says_nothing(found, launch)


def test_what_is_too_large_is_refused_however_it_is_sent(launch):
    large = b'{"setting": "' + b"a" * bodies.MOST_BYTES + b'"}'
    assert launch.post("/ask/answer", large).status == 413
    chunked = (
        b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (large[:1_000_000], large[1_000_000:])) + b"0\r\n\r\n"
    )
    assert launch.post("/ask/answer", chunked, launch.headers(Transfer_Encoding="chunked")).status == 413
    without_end = b"%x\r\n%s\r\n" % (1_000_000, b"a" * 1_000_000) * 40
    assert launch.post("/ask/answer", without_end, launch.headers(Transfer_Encoding="chunked")).status in (0, 413)


def test_a_body_that_does_not_come_is_not_waited_for_for_ever(launch):
    """Others are answered meanwhile, and who leaves in the middle leaves nothing behind."""
    begun = request("POST", "/ask/answer", launch.headers(Content_Length="1000"), b'{"setting"')
    with closing(launch.connected()) as slow, closing(launch.connected()) as slower:
        slow.sendall(begun)
        slower.sendall(b"POST /ask/answer HTTP/1.1\r\nHost: ")
        assert "answer" in launch.ask("start", {})


def link(text: str) -> tuple[str, object]:
    return "open", {"link": text}


def option(**said: object) -> tuple[str, object]:
    return "answer", {"setting": {"a": {"scenario": PILOT, "changes": {}} | said, "replications": 2}}


def changed(**changes: object) -> tuple[str, object]:
    return "answer", setting(**changes)


def file(text: str | bytes, name: str = "theirs.toml") -> tuple[str, object]:
    content = text.encode() if isinstance(text, str) else text
    return "read", {"name": name, "base64": base64.b64encode(content).decode()}


CONTENTS = {
    "a kind of its own": ("__class__", {}),
    "a kind with zeros": ("start%00", {}),
    "a script for a kind": ("%3Cscript%3Ealert(1)", {}),
    "a list": ("answer", []),
    "a number": ("answer", 1),
    "null": ("answer", None),
    "nothing in it": ("answer", {}),
    "an unknown key": ("answer", {**setting(), "eval": "1"}),
    "a key of Python's": ("answer", {"__proto__": {}, "__class__": "os", **setting()}),
    "an unknown scenario": option(scenario="nonexistent"),
    "a path for a scenario": option(scenario="../../../etc/passwd"),
    "an absolute path for a scenario": option(scenario="/etc/passwd"),
    "a script for a scenario": option(scenario="<script>alert(1)</script>"),
    "a billion replications": ("answer", setting(replications=1_000_000_000)),
    "replications below 0": ("answer", setting(replications=-1)),
    "half a replication": ("answer", {"setting": {**setting()["setting"], "replications": 1.5}}),
    "a seed beyond all": ("answer", {"setting": {**setting()["setting"], "seed": 10**400}}),
    "a number of 400 digits": changed(link_workers__posts=10**400),
    "a number near the end of all": changed(demand__referrals_per_week=1.7e308),
    "a million referrals a week": changed(demand__referrals_per_week=1_000_000),
    "work for hours": ("answer", setting(replications=2000, demand__referrals_per_week=4000)),
    "posts below 0": changed(link_workers__posts=-1),
    "a text for a number": changed(link_workers__posts="3; DROP TABLE"),
    "a list for a number": changed(link_workers__posts=[1, [2, [3]]]),
    "an unknown path": changed(link_workers__pots=3),
    "a path into Python": changed(**{"link_workers.__class__.__init__": 1}),
    "an empty path": changed(**{"": 1}),
    "a path of dots": changed(**{"...": 1}),
    "a very long path": changed(**{"a." * 5000: 1}),
    "a thousand changes": changed(**{f"a{i}": i for i in range(1000)}),
    "what it extends, changed": changed(extends="/etc/passwd"),
    "half a letter": option(title="\ud800"),
    "a title without end": option(title="a" * 100_000),
    "an unknown key in a link": link(f"#scenario={PILOT}&link_workers.pots=3"),
    "a link twice the same": link(f"#scenario={PILOT}&scenario={PILOT}"),
    "a link that is none": link("javascript:alert(1)"),
    "a very long link": link("#" + "a=1&" * 100_000),
    "a link with bytes that are no text": link(f"#scenario={PILOT}&title=%ff%fe"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTENTS)
def test_what_cannot_be_is_refused_in_words(launch, name):
    kind, said = CONTENTS[name]
    found = launch.post(f"/ask/{kind}", json.dumps(said).encode())
    last = found.lines[-1]
    assert found.status == 200
    assert set(last) in ({"faults"}, {"refused"}), last
    words = [one["message"] for one in last["faults"]] if "faults" in last else [last["refused"]]
    assert words
    assert all(word and len(word) < 2000 for word in words)
    assert "fault of the program" not in " ".join(words)


FILES = {
    "an absolute file to extend": file('schema = 1\nextends = "/etc/passwd"\n'),
    "a file outside its folder": file('schema = 1\nextends = "../../../../etc/passwd"\n'),
    "a file of another kind": file('schema = 1\nextends = "file:///etc/passwd"\n'),
    "itself": file('schema = 1\nextends = "theirs.toml"\n'),
    "no TOML": file("<script>alert(1)</script>"),
    "deep TOML": file("a = " + "[" * 5000 + "]" * 5000),
    "a wide file": file("".join(f"a{i} = 1\n" for i in range(20_000))),
    "bytes": file(bytes(range(256))),
    "a pickle": file(pickle.dumps([1])),
    "a name that is a path": file("schema = 1\n", name="../../theirs.toml"),
    "an archive that is no workbook": file(b"PK\x03\x04" + bytes(100), name="theirs.xlsx"),
    "no base64": ("read", {"name": "theirs.toml", "base64": "%%%"}),
}


@pytest.mark.parametrize("name", FILES)
def test_files_of_others_are_refused_in_words(launch, name):
    kind, said = FILES[name]
    last = launch.ask(kind, said)
    assert set(last) in ({"faults"}, {"refused"}), last
    assert "fault of the program" not in json.dumps(last)
    assert len(last.get("faults", ())) <= 101


def test_texts_of_others_come_back_as_text(launch):
    """Whatever a title says, it is no element of the page."""
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    found = launch.ask(*option(title=script))
    html = json.dumps(found["answer"]["html"])
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "<img" not in html


# ---------------------------------------------------------------- and afterwards


def test_nothing_of_all_this_is_logged():
    with launched() as running:
        for sent in WRONG.values():
            running.raw(sent(running))
        for body in BODIES.values():
            running.post("/ask/answer", body)
        _, said = running.end(signal.SIGINT)
    assert said == ["socket.bind ('127.0.0.1', 0)", "", "The page has been stopped."]
