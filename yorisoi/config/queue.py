"""Requests of one kind that came while the thread was busy: all that wait are answered in one turn."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import MutableMapping
from concurrent.futures import Executor
from typing import Any, Protocol

from yorisoi.journal.spool import Spool

log = logging.getLogger("yorisoi.queue")
Message = MutableMapping[str, Any]
MOST = 64  # in one turn: whoever is last of them waits for all
GATHER = 0.003  # seconds for which the next turn may wait after a full one, to be full too
LARGEST = 128 * 1024  # bytes of a body; a longer one goes alone


class Together(Protocol):
    """What answers requests of one kind many at a time, where several wait."""

    def takes(self, scope: Message) -> bool:
        """Say whether this request is of the kind."""

    def answer(self, asked: list[tuple[Message, bytes]]) -> list[tuple[Message, bytes] | None]:
        """Answer these; None for each that has to go the usual way, alone."""

    @property
    def ready(self) -> bool:
        """Say whether it has learnt enough to answer any."""

    def learn(self, start: Message, content: bytes) -> None:
        """See how one of the kind was answered the usual way."""


class Queue:
    """What waits for its turn, on the event loop of a worker. A turn begins when a thread is free, and takes all.

    A turn costs as much as four answers, however many are in it: so after a full one the next waits until as many have
    come again, at most a moment (GATHER).
    """

    def __init__(self, together: Together) -> None:
        self._together = together
        self._waiting: list[tuple[Message, bytes, asyncio.Future[tuple[Message, bytes] | None]]] = []
        self._turning = False
        self._wanted = 0  # so many begin the next turn at once
        self._enough: asyncio.Future[None] | None = None

    def takes(self, scope: Message) -> bool:
        """Say whether this request is one of those."""
        return self._together.takes(scope)

    async def answer(
        self, loop: asyncio.AbstractEventLoop, pool: Executor, scope: Message, body: bytes
    ) -> tuple[Message, bytes] | None:
        """Wait for a turn; return the answer, or None for what has to be answered alone."""
        done = loop.create_future()
        self._waiting.append((scope, body, done))
        if self._enough is not None and len(self._waiting) >= self._wanted:
            self._settle()
        if not self._turning:
            self._turning = True
            loop.create_task(self._turns(loop, pool))
        return await done

    def learn(self, start: Message, content: Spool) -> None:
        """Show how one was answered the usual way."""
        self._together.learn(start, content.read())
        content.seek(0)

    async def _turns(self, loop: asyncio.AbstractEventLoop, pool: Executor) -> None:
        """Take turns until nobody waits."""
        try:
            while self._waiting:
                turn: list[Any] = []
                found = await loop.run_in_executor(pool, self._turn, turn)
                for (_scope, _body, done), each in zip(turn, found, strict=True):
                    if not done.done():  # the other side may have hung up
                        done.set_result(each)
                if len(self._waiting) < len(turn) // 2:  # those who were answered send again at once, when all is full
                    await self._gather(loop, len(turn))
        finally:
            self._turning = False

    async def _gather(self, loop: asyncio.AbstractEventLoop, wanted: int) -> None:
        """Wait until so many are there, at most a moment."""
        self._wanted, self._enough = wanted, loop.create_future()
        late = loop.call_later(GATHER, self._settle)
        try:
            await self._enough
        finally:
            late.cancel()
            self._enough = None

    def _settle(self) -> None:
        """Let the next turn begin."""
        if self._enough is not None and not self._enough.done():
            self._enough.set_result(None)

    def _turn(self, turn: list[Any]) -> list[Any]:
        """In a thread: only now is it said who is in this turn, so that nobody waits for a second one in vain."""
        turn += self._waiting[: MOST if self._together.ready else 1]  # until it is, a few show it how
        del self._waiting[: len(turn)]
        try:
            return self._together.answer([(scope, body) for scope, body, _done in turn])
        except Exception:
            log.exception("a turn of %d failed; each is answered alone", len(turn))
            return [None] * len(turn)
