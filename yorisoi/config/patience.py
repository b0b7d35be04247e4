"""The step in front of Django: a request is waited for on the event loop, and a thread is taken only when it is whole.

Granian gives a WSGI application its thread while the body is still on its way, so that two bodies that never arrive
would hold both threads of a small school's server. Here nothing but memory waits, or of a sending with files an
encrypted, nameless file (`journal.spool`). The answer is sent from the loop too: a slow reader holds no thread either.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.wsgi import WsgiToAsgiInstance

from yorisoi.config.queue import LARGEST, Message, Queue, Together
from yorisoi.journal.spool import IN_MEMORY, Spool

Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LONGEST = 4 * 1024 * 1024  # more than any form without files may be: of the rest nothing is kept
LONGEST_WITH_FILES = 90 * 1024 * 1024  # a little more than `settings.ATTACHMENTS` lets files be together
WAITING = 64 * 1024 * 1024  # what all unfinished bodies of a worker may hold in memory together
ON_DISK = 2 * 1024 * 1024 * 1024  # and on disk
SLOWEST = 24 * 1024  # bytes a second: a long body has as much more time as it needs at this pace
PIECE = 256 * 1024  # of an answer
REFUSED = "yorisoi.refused"  # in the environment of a request whose body did not come, or is too long
TOO_LONG, TOO_SLOW = "too_long", "too_slow"
LATE = "late"  # what stands for a piece that did not come in time


class Gone(Exception):
    """The other side hung up before all was there."""


class Patience:
    """An ASGI application: collects each request, then runs the WSGI application in one of `threads` threads.

    between: seconds without a byte after which a body is given up. whole: seconds for all of it. together: what answers
    many requests at once; while it does, those that come wait for its next turn.
    """

    def __init__(
        self,
        wsgi: Any,
        *,
        threads: int = 1,
        between: float = 20.0,
        whole: float = 120.0,
        together: Together | None = None,
    ) -> None:
        self.wsgi, self.between, self.whole = wsgi, between, whole
        self._queue = Queue(together) if together is not None else None
        self._waiting = self._on_disk = 0
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"{scope['type']} is not served")
        queue = self._queue if self._queue is not None and self._queue.takes(scope) else None
        first, whole = None, b""
        try:
            if queue is not None:
                first, whole = await self._short(scope, receive)
                if whole and await self._with_others(queue, scope, whole, send):
                    return
            body, refused = await self._body(receive, LONGEST_WITH_FILES if _has_files(scope) else LONGEST, first)
        except Gone:
            return
        if queue is not None and not whole and not refused and body.size <= LARGEST:
            if await self._with_others(queue, scope, body.read(), send):
                body.close()
                return
            body.seek(0)
        call, size = _Call(self.wsgi, scope), body.size if body.on_disk else 0
        self._on_disk += size
        try:
            with body:
                loop = asyncio.get_running_loop()
                start, content = await loop.run_in_executor(self._pool, call.answer, body, refused)
        finally:
            self._on_disk -= size
        if queue is not None and not refused:
            queue.learn(start, content)
        if refused and scope["http_version"].startswith("1"):  # what is still to come is no second request
            start["headers"].append((b"connection", b"close"))
        await send(start)
        with content:
            while content.tell() + PIECE < content.size:
                await send({"type": "http.response.body", "body": content.read(PIECE), "more_body": True})
            await send({"type": "http.response.body", "body": content.read()})

    async def _short(self, scope: Message, receive: Receive) -> tuple[Message, bytes]:
        """Return the first piece of a body, and the whole body if that is all (by the length that was announced)."""
        try:
            async with asyncio.timeout(self.between):
                first = await receive()
        except TimeoutError:
            return {"type": LATE}, b""
        body: bytes = first.get("body", b"")
        said = (b"content-length", b"%d" % len(body))
        if not 0 < len(body) <= LARGEST or said not in scope["headers"]:
            return first, b""
        return {**first, "more_body": False}, body

    async def _with_others(self, queue: Queue, scope: Message, body: bytes, send: Send) -> bool:
        """Answer together with others; False where it has to be answered alone."""
        found = await queue.answer(asyncio.get_running_loop(), self._pool, scope, body)
        if found is None:
            return False
        await send(found[0])
        await send({"type": "http.response.body", "body": found[1]})
        return True

    async def _body(self, receive: Receive, longest: int, first: Message | None = None) -> tuple[Spool, str]:
        """Return the body, or nothing and why it is refused. Of one that is too long the rest is read and let go.

        first: what has been received of it.
        """
        body, size, until, held = (
            Spool(LONGEST if longest == LONGEST else IN_MEMORY),
            0,
            time.monotonic() + self.whole,
            [0, 0],
        )
        try:
            while True:
                left = until + (size / SLOWEST if longest > LONGEST else 0) - time.monotonic()
                if first is not None:
                    message, first = first, None
                else:
                    async with asyncio.timeout(max(min(self.between, left), 0.001)):
                        message = await receive()
                if message["type"] == LATE:
                    raise TimeoutError
                if message["type"] == "http.disconnect":
                    raise Gone
                piece = message.get("body", b"")
                size += len(piece)
                if size <= longest:
                    body.write(piece)
                    self._count(body, held)
                if self._waiting > WAITING or self._on_disk > ON_DISK:
                    return _nothing(body), TOO_SLOW
                if not message.get("more_body"):
                    body.seek(0)
                    return (_nothing(body), TOO_LONG) if size > longest else (body, "")
        except TimeoutError:
            return _nothing(body), TOO_LONG if size > longest else TOO_SLOW
        except Gone:
            body.close()
            raise
        finally:
            self._waiting -= held[0]
            self._on_disk -= held[1]

    def _count(self, body: Spool, held: list[int]) -> None:
        """Keep the books of what unfinished bodies hold: in memory, on disk."""
        now = [0, body.size] if body.on_disk else [body.size, 0]
        self._waiting += now[0] - held[0]
        self._on_disk += now[1] - held[1]
        held[:] = now


def _nothing(body: Spool) -> Spool:
    body.close()
    return Spool()


def _has_files(scope: Message) -> bool:
    """Say whether the body says that it may bring files."""
    return any(
        name == b"content-type" and value.lower().startswith(b"multipart/form-data") for name, value in scope["headers"]
    )


class _Call(WsgiToAsgiInstance):
    """One request, with asgiref's translation between the two interfaces."""

    def __init__(self, wsgi: Any, scope: Message) -> None:
        super().__init__(wsgi)
        self.scope = scope

    def answer(self, body: Spool, refused: str) -> tuple[Message, Spool]:
        """Run the WSGI application in this thread; return the start of its answer and all of its content."""
        content = Spool()
        try:
            environ = self.build_environ(self.scope, body)
        except ValueError:  # a header a hundred times
            return {"type": "http.response.start", "status": 400, "headers": []}, content
        environ["CONTENT_LENGTH"] = str(body.size)
        environ["wsgi.input_terminated"] = True
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        if refused:
            environ[REFUSED] = refused
        output: Iterable[bytes] = self.wsgi_application(environ, self.start_response)
        try:
            for piece in output:
                content.write(piece)
        finally:
            if close := getattr(output, "close", None):
                close()
        content.seek(0)
        return self.response_start, content


def from_environment(wsgi: Any, together: Together | None = None) -> Patience:
    """Return what `yorisoi serve` wants: YORISOI_THREADS for each worker (1), YORISOI_PATIENCE in seconds (20)."""
    seconds = float(os.environ.get("YORISOI_PATIENCE", "20"))
    threads = int(os.environ.get("YORISOI_THREADS", "1"))
    return Patience(wsgi, threads=threads, between=seconds, whole=6 * seconds, together=together)
