"""Requests that wait for each other: all that came are answered in one turn, and what cannot be is answered alone."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from yorisoi.config.patience import Patience
from yorisoi.config.queue import LARGEST, MOST, Message, Queue
from yorisoi.journal.spool import Spool

HEAD: Message = {"type": "http.response.start", "status": 200, "headers": []}


class Slow:
    """Answers with what was sent; its first turn lasts until it is let go."""

    ready = True

    def __init__(self) -> None:
        self.turns: list[int] = []
        self.go = threading.Event()
        self.seen: list[bytes] = []

    def takes(self, scope: Message) -> bool:
        return bool(scope["ours"])

    def answer(self, asked: list[tuple[Message, bytes]]) -> list[tuple[Message, bytes] | None]:
        self.turns.append(len(asked))
        if len(self.turns) == 1:
            self.go.wait(5)
        if any(body == b"bad" for _scope, body in asked):
            raise ValueError("one that nobody foresaw")
        return [None if body == b"odd" else (HEAD, body) for _scope, body in asked]

    def learn(self, start: Message, content: bytes) -> None:
        self.seen.append(content)


def spool(text: bytes) -> Spool:
    """A body."""
    made = Spool()
    made.write(text)
    made.seek(0)
    return made


def asked(slow: Slow, bodies: list[bytes], gone: int = -1) -> list[bytes | None]:
    """Send these while the first one is being answered; gone: which one hangs up before its turn."""

    async def all_of_them() -> list[Any]:
        queue, loop = Queue(slow), asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as pool:
            tasks = [asyncio.create_task(queue.answer(loop, pool, {"ours": True}, bodies[0]))]
            while not slow.turns:
                await asyncio.sleep(0.001)
            tasks += [asyncio.create_task(queue.answer(loop, pool, {"ours": True}, body)) for body in bodies[1:]]
            await asyncio.sleep(0)
            if gone >= 0:
                tasks[gone].cancel()
            slow.go.set()
            return list(await asyncio.gather(*tasks, return_exceptions=True))

    return [
        each[1] if isinstance(each, tuple) else None if each is None else b"gone" for each in asyncio.run(all_of_them())
    ]


def test_whoever_waits_is_answered_in_the_next_turn_each_with_its_own() -> None:
    slow = Slow()
    bodies = [b"%d" % number for number in range(MOST + 10)]
    assert asked(slow, bodies) == bodies
    assert slow.turns == [1, MOST, 9]


def test_what_cannot_be_answered_together_goes_alone_and_the_others_do_not() -> None:
    assert asked(Slow(), [b"a", b"odd", b"b"]) == [b"a", None, b"b"]


def test_a_turn_that_fails_sends_each_of_it_alone_and_the_next_turn_comes(caplog: pytest.LogCaptureFixture) -> None:
    slow = Slow()
    bodies = [b"a", b"bad", *[b"%d" % number for number in range(MOST)]]
    assert asked(slow, bodies) == [b"a", *[None] * MOST, b"%d" % (MOST - 1)]
    assert slow.turns == [1, MOST, 1]
    assert "answered alone" in caplog.text


def test_who_hangs_up_keeps_nobody_waiting() -> None:
    assert asked(Slow(), [b"a", b"b", b"c"], gone=1) == [b"a", b"gone", b"c"]


@pytest.mark.parametrize(
    ("ours", "pieces", "turns"),
    [
        (True, [b"ab"], 1),
        (True, [b"a", b"b"], 1),  # a slow line
        (False, [b"ab"], 0),
        (True, [b"x" * LARGEST, b"x"], 0),
        (True, [b"odd"], 1),
    ],
)
@pytest.mark.parametrize("announced", [True, False])
def test_small_ones_of_the_kind_wait_however_they_arrive(
    ours: bool, pieces: list[bytes], turns: int, announced: bool
) -> None:
    slow, whole, sent = Slow(), b"".join(pieces), []
    slow.go.set()

    def wsgi(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [])
        return [b"alone:", environ["wsgi.input"].read()]

    async def run() -> None:
        left = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        left.append({"type": "http.request", "body": b"", "more_body": False})

        async def receive() -> Any:
            return left.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        heads = [(b"content-length", b"%d" % len(whole))] if announced else []
        scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/", "query_string": b"",
            "headers": heads, "client": ("192.0.2.1", 5), "server": ("localhost", 80), "root_path": "", "ours": ours,
        }  # fmt: skip
        await Patience(wsgi, together=slow)(scope, receive, send)

    asyncio.run(run())
    alone = turns == 0 or whole == b"odd"
    assert b"".join(each.get("body", b"") for each in sent) == (b"alone:" + whole if alone else whole)
    assert len(slow.turns) == turns
    assert slow.seen == ([b"alone:" + whole] if alone and ours else [])


def test_how_one_was_answered_is_shown_and_can_still_be_read() -> None:
    slow, content = Slow(), spool(b"said")
    Queue(slow).learn(HEAD, content)
    assert slow.seen == [b"said"]
    assert content.read() == b"said"


@pytest.mark.parametrize(("moment", "more"), [(60.0, 6), (0.01, 2)])
def test_after_a_full_turn_the_next_waits_for_as_many_or_a_moment(
    moment: float, more: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yorisoi.config.queue.GATHER", moment)
    slow = Slow()

    async def run() -> None:
        queue, loop = Queue(slow), asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as pool:

            def send(count: int) -> list[asyncio.Task[Any]]:
                return [asyncio.create_task(queue.answer(loop, pool, {"ours": True}, b"%d" % n)) for n in range(count)]

            first = send(1)
            while not slow.turns:
                await asyncio.sleep(0.001)
            full = send(6)
            await asyncio.sleep(0)
            slow.go.set()
            await asyncio.gather(*first, *full)
            for task in send(more):
                assert await asyncio.wait_for(task, 5)

    asyncio.run(run())
    assert slow.turns == [1, 6, more]
