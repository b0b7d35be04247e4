"""The step in front of Django: a request is waited for on the event loop, and a thread is taken only when it is whole.

Granian gives a WSGI application its thread while the body is still on its way, so that two bodies that never arrive
would hold both threads of a small school's server. Here nothing but memory waits. The answer is sent from the loop
too: a reader who is slow holds no thread either.
"""

from __future__ import annotations

import asyncio
import io
import os
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.wsgi import WsgiToAsgiInstance

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LONGEST = 4 * 1024 * 1024  # more than any form of ours may be: of the rest nothing is kept
WAITING = 64 * 1024 * 1024  # what all unfinished bodies of a worker may hold together
REFUSED = "yorisoi.refused"  # in the environment of a request whose body did not come, or is too long
TOO_LONG, TOO_SLOW = "too_long", "too_slow"


class Gone(Exception):
    """The other side hung up before all was there."""


class Patience:
    """An ASGI application: collects each request, then runs the WSGI application in one of `threads` threads.

    between: seconds without a byte after which a body is given up. whole: seconds for all of it.
    """

    def __init__(self, wsgi: Any, *, threads: int = 1, between: float = 20.0, whole: float = 120.0) -> None:
        self.wsgi, self.between, self.whole = wsgi, between, whole
        self._waiting = 0
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"{scope['type']} is not served")
        try:
            body, refused = await self._body(receive)
        except Gone:
            return
        call = _Call(self.wsgi, scope)
        start, content = await asyncio.get_running_loop().run_in_executor(self._pool, call.answer, body, refused)
        if refused and scope["http_version"].startswith("1"):  # what is still to come is no second request
            start["headers"].append((b"connection", b"close"))
        await send(start)
        await send({"type": "http.response.body", "body": content})

    async def _body(self, receive: Receive) -> tuple[bytes, str]:
        """Return the body, or nothing and why it is refused. Of one that is too long the rest is read and let go."""
        body, size, until = bytearray(), 0, time.monotonic() + self.whole
        try:
            while True:
                left = until - time.monotonic()
                message = await asyncio.wait_for(receive(), max(min(self.between, left), 0.001))
                if message["type"] == "http.disconnect":
                    raise Gone
                piece = message.get("body", b"")
                size += len(piece)
                if size <= LONGEST:
                    self._waiting += len(piece)
                    body += piece
                if self._waiting > WAITING:
                    return b"", TOO_SLOW
                if not message.get("more_body"):
                    return (b"", TOO_LONG) if size > LONGEST else (bytes(body), "")
        except TimeoutError:
            return b"", TOO_LONG if size > LONGEST else TOO_SLOW
        finally:
            self._waiting -= len(body)


class _Call(WsgiToAsgiInstance):
    """One request, with asgiref's translation between the two interfaces."""

    def __init__(self, wsgi: Any, scope: Message) -> None:
        super().__init__(wsgi)
        self.scope = scope

    def answer(self, body: bytes, refused: str) -> tuple[Message, bytes]:
        """Run the WSGI application in this thread; return the start of its answer and all of its content."""
        try:
            environ = self.build_environ(self.scope, io.BytesIO(body))
        except ValueError:  # a header a hundred times
            return {"type": "http.response.start", "status": 400, "headers": []}, b""
        environ["CONTENT_LENGTH"] = str(len(body))
        environ["wsgi.input_terminated"] = True
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        if refused:
            environ[REFUSED] = refused
        output: Iterable[bytes] = self.wsgi_application(environ, self.start_response)
        try:
            content = b"".join(output)
        finally:
            if close := getattr(output, "close", None):
                close()
        return self.response_start, content


def from_environment(wsgi: Any) -> Patience:
    """Return what `yorisoi serve` wants: YORISOI_THREADS for each worker (1), YORISOI_PATIENCE in seconds (20)."""
    seconds = float(os.environ.get("YORISOI_PATIENCE", "20"))
    return Patience(wsgi, threads=int(os.environ.get("YORISOI_THREADS", "1")), between=seconds, whole=6 * seconds)
