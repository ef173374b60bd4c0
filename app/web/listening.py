"""On what does the server listen, for how long, and how does it end?

On the loopback address of this machine and nothing else: no other machine can reach it. Nothing is logged. A
connection that says nothing, or never ends its first lines, is closed. Ctrl-C ends it, and what is still being answered
is stopped.
"""

import socket
from asyncio import BaseTransport, TimerHandle, Transport
from contextlib import suppress
from typing import cast

import h11
from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.web.desk import Desk
from sim.errors import WrongInput

LOOPBACK = "127.0.0.1"
USUAL = 8150  # where it is free: a page of an earlier launch finds the next one there, once that has been opened
PATIENCE = 10  # seconds for the first lines of a request, or between two
# On Windows no other program may take the port away; elsewhere none can, and a port that was just left may be taken.
ALONE: int = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
WAITING = 64  # connections that may wait to be taken up
NOTHING = 100  # above every level of logging
LAST_WORDS = 1  # seconds in which answers on their way are ended


def listening(port: int | None) -> socket.socket:
    """A socket that listens on this machine alone. Port 0: whichever is free; none: the usual one if it is."""
    if port is None:
        with suppress(WrongInput):
            return listening(USUAL)
        port = 0
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, ALONE, 1)
        found.bind((LOOPBACK, port))
        found.listen(WAITING)
    except OSError as error:
        found.close()
        free = "Leave out --port: the program then takes one that is free." if port else "No port of it is free."
        which = f"port {port} of this machine" if port else LOOPBACK
        raise WrongInput(f"the page cannot be served on {which}: {error.strerror}. {free}") from None
    return found


class Patient(H11Protocol):
    """A connection, closed when the first lines of a request are too long in coming."""

    _late: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Another program calls."""
        super().connection_made(cast(Transport, transport))
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        super().connection_lost(exc)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """More of a request."""
        super().data_received(data)
        self._wait()

    def on_response_complete(self) -> None:
        """Between two requests."""
        super().on_response_complete()
        self._wait()

    def _wait(self) -> None:
        """The clock runs while a request is awaited; it is not wound up by another byte of the same."""
        awaited = self.conn.their_state is h11.IDLE and not self.transport.is_closing()
        if self._late and not awaited:
            self._late.cancel()
            self._late = None
        elif awaited and not self._late:
            self._late = self.loop.call_later(PATIENCE, self.transport.close)


class _Serving(Server):
    """Ends what is being answered before it ends itself."""

    def __init__(self, config: Config, desk: Desk) -> None:
        super().__init__(config)
        self.desk = desk

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.desk.close()
        await super().shutdown(sockets)


def serve(app: ASGIApp, desk: Desk, where: socket.socket) -> None:
    """Until Ctrl-C, which is raised as KeyboardInterrupt once all is closed."""
    config = Config(
        app,
        http=Patient,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level=NOTHING,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=PATIENCE,
        timeout_graceful_shutdown=LAST_WORDS,
    )
    _Serving(config, desk).run([where])
