"""What is served? One page, its files, and one place to ask.

    GET  /?launch=SECRET   the secret becomes a cookie, and leaves the address
    GET  /                 the page
    GET  /static/NAME      a file of the page, by a fixed list of names
    POST /ask/KIND         a question in JSON; its answer in lines of JSON, of which the last is the door's

Invariant: nothing is reached but through the guard, and every response carries the guard's headers.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import cast

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web import bodies
from app.web.desk import Desk, Turn
from app.web.guard import HEADERS, LAUNCH, PAGE, Guard, Refusal
from app.web.served import KEPT_OUT, STYLE, Served
from sim.errors import Unreadable

NAME, KIND = "name", "kind"  # what an address may hold
TYPE, METHOD = "type", "method"  # of what a server says to an application
LINES_OF_JSON = "application/x-ndjson"
NOT_SERVED = "There is nothing to be had in this way at this address."
BUSY = Refusal(503, "The program is at work on too many questions at once. Ask again in a moment.")


class Answering(StreamingResponse):
    """What is said to a request, as it is said. A fault of the program that comes before anything else is a 500."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(turn.lines(), media_type=LINES_OF_JSON)
        self.turn = turn

    async def stream_response(self, send: Send) -> None:
        """Wait for the first line, and go on from there."""
        lines = cast(AsyncGenerator[bytes, None], self.body_iterator)
        first = await anext(lines, b"")
        self.status_code = 500 if self.turn.failed else 200
        self.body_iterator = _from(first, lines)
        await super().stream_response(send)


async def _from(first: bytes, others: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    yield first
    async for line in others:
        yield line


def application(guard: Guard, desk: Desk, served: Served) -> ASGIApp:
    """Everything that is served, behind the guard."""

    async def page(request: Request) -> Response:
        if guard.opens(request.query_params.get(LAUNCH, "")):
            there = RedirectResponse("/", 303)
            there.set_cookie(guard.cookie, guard.secret, httponly=True, samesite="strict")
            return there
        if not guard.knows(request.headers):
            return Response(KEPT_OUT, 403, media_type="text/html")
        return Response(served.page, media_type="text/html")

    async def file(request: Request) -> Response:
        name = request.path_params[NAME]
        found = served.files.get(name)
        if found is None or not (name == STYLE or guard.knows(request.headers)):  # how it looks is no secret
            return refused(Refusal(404, NOT_SERVED))
        return Response(found.content, media_type=found.kind)

    async def ask(request: Request) -> Response:
        body = await bodies.heard(request.stream())
        if isinstance(body, Refusal):
            return refused(body)
        try:
            said = bodies.understood(body)
        except Unreadable as error:
            return refused(Refusal(400, str(error)))
        if desk.full:
            return refused(BUSY)
        return Answering(desk.takes(request.path_params[KIND], said, request.headers.get(PAGE, "")))

    async def not_served(request: Request, error: Exception) -> Response:
        return refused(Refusal(error.status_code if isinstance(error, HTTPException) else 404, NOT_SERVED))

    routes = [
        Route("/", page, methods=["GET"]),
        Route(f"/static/{{{NAME}}}", file, methods=["GET"]),
        Route(f"/ask/{{{KIND}}}", ask, methods=["POST"]),
    ]
    return behind(guard, Starlette(routes=routes, exception_handlers={HTTPException: not_served}))


def behind(guard: Guard, app: ASGIApp) -> ASGIApp:
    """An application that only those reach whom the guard lets in."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message[TYPE] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        why_not = guard.refuses(scope[METHOD], Headers(scope=scope).items())
        await (refused(why_not) if why_not else app)(scope, receive, with_headers)

    return guarded


def refused(why: Refusal) -> Response:
    """A refusal in people's words, and in the form that the page reads. The rest of such a request is not heard."""
    line = json.dumps({"refused": why.sentence}) + "\n"
    return Response(line, why.status, {"connection": "close"}, LINES_OF_JSON)
