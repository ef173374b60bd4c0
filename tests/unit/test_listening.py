"""A connection that says nothing, or never ends what it says, is closed; one that is used is kept."""

import socket
import threading
import time
from contextlib import suppress

import pytest
from starlette.responses import PlainTextResponse
from uvicorn import Config, Server

from app.web import listening
from app.web.listening import LOOPBACK, Patient
from sim.errors import WrongInput

GOOD = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


@pytest.fixture
def impatient(monkeypatch):
    """A server that soon has no more patience."""
    monkeypatch.setattr(listening, "PATIENCE", 0.1)


@pytest.fixture
def port():
    """Of a server that says the same to all."""
    where = listening.listening(0)
    config = Config(PlainTextResponse("here"), http=Patient, ws="none", lifespan="off", log_config=None, log_level=100)
    server = Server(config)
    thread = threading.Thread(target=server.run, args=([where],))
    thread.start()
    yield where.getsockname()[1]
    server.should_exit = True
    thread.join()


def until_closed(wire: socket.socket) -> bytes:
    heard = b""
    while more := wire.recv(1 << 12):
        heard += more
    return heard


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: ", GOOD + b"GET /"])
def test_who_keeps_it_waiting_is_left(impatient, port, begun):
    with socket.create_connection((LOOPBACK, port), timeout=60) as wire:
        wire.sendall(begun)
        assert until_closed(wire).count(b"here") == begun.count(GOOD)


def test_a_byte_now_and_then_does_not_keep_it(impatient, port):
    with socket.create_connection((LOOPBACK, port), timeout=60) as wire, suppress(OSError):
        while True:  # until the other end has gone
            wire.sendall(b"G")
            time.sleep(0.02)


def test_who_asks_in_time_is_answered_again_and_again(port):
    with socket.create_connection((LOOPBACK, port), timeout=60) as wire:
        for _ in range(4):
            wire.sendall(GOOD)
            heard = b""
            while not heard.endswith(b"here"):
                heard += wire.recv(1 << 12)


def test_a_port_that_may_not_be_used_is_said(monkeypatch):
    monkeypatch.setattr(socket.socket, "bind", refused)
    with pytest.raises(WrongInput, match="port 80 of this machine: "):
        listening.listening(80)


def test_the_usual_port_is_taken_where_it_is_free_and_else_another(monkeypatch):
    with listening.listening(0) as found:
        usual = found.getsockname()[1]
    monkeypatch.setattr(listening, "USUAL", usual)
    with listening.listening(None) as first, listening.listening(None) as second:
        assert first.getsockname() == (LOOPBACK, usual)
        assert second.getsockname()[0] == LOOPBACK
        assert second.getsockname()[1] not in (0, usual)


def refused(*_):
    raise PermissionError(13, "Permission denied")
