"""A launch of `spsim web` in a process of its own, and the ways to speak to it.

with launched() as launch:
    launch.ask("start", {})                  # as the page asks
    launch.raw(b"GET / HTTP/1.1\\r\\n\\r\\n")  # as nobody should
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

PILOT = "rotherham_mental_health_pilot"
PATIENCE = 60.0  # seconds, for a machine that is busy
# Where tests run in the background, a process would ignore Ctrl-C.
HEARS_CTRL_C: dict[str, Any] = (
    {"preexec_fn": partial(signal.signal, signal.SIGINT, signal.SIG_DFL)} if os.name == "posix" else {}
)
AUDITED = """\
import sys

def hear(event, given):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        print(event, given[-1], file=sys.stderr, flush=True)

sys.addaudithook(hear)
from app.cli import main
sys.exit(main(sys.argv[1:]))
"""  # says on stderr whatever it binds, connects or looks up


def setting(replications: int = 2, **changes: Any) -> dict[str, Any]:
    """What the page asks about: the pilot, with changes at their paths (a dot is written as two underscores)."""
    option = {"scenario": PILOT, "changes": {path.replace("__", "."): value for path, value in changes.items()}}
    return {"setting": {"a": option, "seed": 1, "replications": replications}}


class Reply(NamedTuple):
    """What came back: nothing (status 0), where the connection was closed without a word."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of an answer."""
        return [json.loads(line) for line in self.body.splitlines()]


@dataclass(frozen=True)
class Launch:
    """A server that runs, its address and its secret."""

    process: "subprocess.Popen[str]"
    address: str

    @property
    def port(self) -> int:
        port = urlsplit(self.address).port
        assert port
        return port

    @property
    def secret(self) -> str:
        return urlsplit(self.address).query.removeprefix("launch=")

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def of_the_page(self) -> dict[str, str]:
        """The headers of a question that a browser sends for the page."""
        return {
            "Host": self.host,
            "Origin": f"http://{self.host}",
            "Sec-Fetch-Site": "same-origin",
            "Sec-Fetch-Mode": "cors",
            "Cookie": f"spsim_{self.port}={self.secret}",
            "Content-Type": "application/json",
        }

    def headers(self, **others: str | None) -> dict[str, str]:
        """The same with some headers otherwise (a hyphen is written as an underscore); None: left out."""
        changed = {name.replace("_", "-"): value for name, value in others.items()}
        return {name: value for name, value in (self.of_the_page | changed).items() if value is not None}

    def connected(self, patience: float = PATIENCE) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=patience)

    def raw(self, sent: bytes, patience: float = PATIENCE) -> Reply:
        """Whatever bytes, and what comes back until the server closes, or is silent for so many seconds."""
        with self.connected(patience) as wire:
            with suppress(OSError):  # it was closed before all of it was heard
                wire.sendall(sent)
            return reply(wire)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.raw(request("GET", path, self.of_the_page if headers is None else headers))

    def post(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
        return self.raw(request("POST", path, self.of_the_page if headers is None else headers, body))

    def ask(self, kind: str, body: object) -> dict[str, Any]:
        """The last line of what the page is answered."""
        found: dict[str, Any] = self.post(f"/ask/{kind}", json.dumps(body).encode()).lines[-1]
        return found

    def end(self, how: signal.Signals) -> tuple[int, list[str]]:
        """Its exit code, and the lines that it said on stderr in all its life."""
        self.process.send_signal(how)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said.splitlines()


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire, and the connection closed after it."""
    given = dict(headers)
    if method == "POST" and not {"Content-Length", "Transfer-Encoding"} & set(given):
        given["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def reply(wire: socket.socket, heard: bytes = b"") -> Reply:
    """What comes back until the connection is closed; `heard`: what of it has been."""
    try:
        while more := wire.recv(1 << 16):
            heard += more
    except OSError:  # it was closed while something was still on its way there
        pass
    return understood(heard)


def understood(heard: bytes) -> Reply:
    """The first response in these bytes."""
    if not heard:
        return Reply(0, {}, b"")
    head, _, body = heard.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join(_chunks(body))
    return Reply(int(first.split()[1]), headers, body)


def _chunks(body: bytes) -> Iterator[bytes]:
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size or b"0", 16)
        yield rest[:length]
        body = rest[length + 2 :]


@contextmanager
def launched(*typed: str, cwd: Path | None = None, **environment: str) -> Iterator[Launch]:
    """A launch with these options, ended when its block is left."""
    port = [] if "--port" in typed else ["--port", "0"]
    command = [sys.executable, "-c", AUDITED, "web", "--json", *port, *typed]
    pipe, home = subprocess.PIPE, Path(__file__).parents[1]
    found = os.environ | {"PYTHONPATH": str(home)} | environment
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=cwd, env=found, **HEARS_CTRL_C) as process:
        try:
            assert process.stdout
            said = process.stdout.readline()
            assert said, process.stderr.read() if process.stderr else ""
            yield Launch(process, json.loads(said)["address"])
        finally:
            process.kill()
            for stream in (process.stdout, process.stderr):
                if stream:
                    stream.close()
