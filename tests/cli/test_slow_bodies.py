"""A body that does not arrive stops nobody else: the step in front of Django, alone and in a real server."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.cli import test_run
from tests.cli.test_run import finished, port, started, wait_for
from yorisoi.config import patience
from yorisoi.config.patience import LONGEST, LONGEST_WITH_FILES, REFUSED, TOO_LONG, TOO_SLOW, Patience

__all__ = ["port", "started"]
SCOPE = {
    "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/s/西/", "query_string": b"a=b",
    "headers": [(b"content-type", b"text/plain"), (b"x-two", b"1"), (b"x-two", b"2")], "client": ("192.0.2.1", 5),
    "server": ("localhost", 80), "root_path": "",
}  # fmt: skip


class Site:
    """A WSGI application that keeps what it was asked, and answers with the body."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.closed = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.seen.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        site = self

        class Answer:
            """Two pieces, and a close."""

            def __iter__(self) -> Iterator[bytes]:
                yield b"<"
                yield environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])) + b">"

            def close(self) -> None:
                site.closed += 1

        return Answer()


def ask(front: Patience, *pieces: dict[str, Any], never: bool = False, files: bool = False) -> list[dict[str, Any]]:
    """Send these messages (and then nothing for ever), as a form with files or without; return what was answered."""
    sent: list[dict[str, Any]] = []

    async def run() -> None:
        waiting = list(pieces)

        async def receive() -> Any:
            if not waiting:
                await asyncio.sleep(60 if never else 0)
            return waiting.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        form = (b"content-type", b"multipart/form-data; boundary=x")
        await front({**SCOPE, "headers": [form]} if files else SCOPE, receive, send)

    asyncio.run(run())
    return sent


def piece(body: bytes, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_whole_request_comes_through() -> None:
    site = Site()
    start, body = ask(Patience(site), piece(b"nar"), piece(b"rative", more=False))
    assert (start["status"], body["body"]) == (200, b"<narrative>")
    environ = site.seen[0]
    assert environ["PATH_INFO"].encode("latin1").decode() == "/s/西/"
    assert (environ["QUERY_STRING"], environ["HTTP_X_TWO"], environ["REMOTE_ADDR"]) == ("a=b", "1,2", "192.0.2.1")
    assert REFUSED not in environ
    assert site.closed == 1  # Django ends its request there


@pytest.mark.parametrize("pieces", [[], [piece(b"n")]])
def test_a_body_that_does_not_come_is_given_up(pieces: list[dict[str, Any]]) -> None:
    site = Site()
    begun = time.monotonic()
    start, body = ask(Patience(site, between=0.1), *pieces, never=True)
    assert time.monotonic() - begun < 5
    assert site.seen[0][REFUSED] == TOO_SLOW
    assert body["body"] == b"<>"
    assert (b"connection", b"close") in start["headers"]


def test_a_body_that_drips_is_given_up_in_the_end() -> None:
    site = Site()
    ask(Patience(site, between=60, whole=0.0), *[piece(b"n")] * 3, never=True)
    assert site.seen[0][REFUSED] == TOO_SLOW


def test_of_a_body_that_is_too_long_nothing_is_kept() -> None:
    site, quarter = Site(), b"x" * (LONGEST // 4)
    _start, body = ask(Patience(site), *[piece(quarter)] * 9, piece(b"", more=False))
    assert site.seen[0][REFUSED] == TOO_LONG
    assert body["body"] == b"<>"


def test_a_form_with_files_may_be_long_and_waits_on_disk_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the body nor a long answer is held in memory; both come through to the byte."""
    monkeypatch.setattr(patience, "WAITING", 1024 * 1024)
    site, quarter = Site(), bytes(range(256)) * 8192
    answer = ask(Patience(site), *[piece(quarter)] * 9, piece(b"end", more=False), files=True)
    assert REFUSED not in site.seen[0]
    assert b"".join(message["body"] for message in answer[1:]) == b"<" + quarter * 9 + b"end>"
    assert len(answer) > 10
    assert [message.get("more_body", False) for message in answer[1:]].count(False) == 1


def test_of_a_form_with_files_that_is_too_long_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LONGEST_WITH_FILES", LONGEST + 10)
    assert LONGEST_WITH_FILES > LONGEST
    site = Site()
    ask(Patience(site), piece(b"x" * LONGEST), piece(b"x" * 11, more=False), files=True)
    assert site.seen[0][REFUSED] == TOO_LONG


def test_what_lies_on_disk_is_bounded_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "ON_DISK", 3 * 1024 * 1024)
    site = Site()
    front = Patience(site)
    ask(front, piece(b"x" * LONGEST), never=True, files=True)
    assert site.seen[0][REFUSED] == TOO_SLOW
    ask(front, piece(b"x" * 2_000_000, more=False), files=True)
    assert REFUSED not in site.seen[1]
    assert (front._waiting, front._on_disk) == (0, 0)


def test_a_long_body_has_more_time_as_long_as_it_moves() -> None:
    site = Site()
    front = Patience(site, between=60, whole=0.0)
    assert ask(front, piece(b"x" * 1_000_000), piece(b"x", more=False), files=True)[1]["body"] != b"<>"
    assert REFUSED not in site.seen[0]


def test_all_that_waits_together_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "WAITING", 10)
    site = Site()
    front = Patience(site)
    ask(front, piece(b"x" * 11), never=True)
    assert site.seen[0][REFUSED] == TOO_SLOW
    ask(front, piece(b"x" * 9, more=False))
    assert REFUSED not in site.seen[1]  # given back


def test_whoever_hangs_up_takes_no_thread() -> None:
    site = Site()
    assert ask(Patience(site), piece(b"n"), {"type": "http.disconnect"}) == []
    assert site.seen == []


def page(port: int, data: bytes | None = None) -> tuple[int, float]:
    """Ask for a page; return its status and how long it took."""
    begun = time.monotonic()
    address = f"http://127.0.0.1:{port}/language/" if data else f"http://127.0.0.1:{port}/"
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data=data), timeout=20) as answer:
            answer.read()
            return answer.status, time.monotonic() - begun
    except urllib.error.HTTPError as error:
        return error.code, time.monotonic() - begun


@pytest.mark.requirement("E3")
def test_ten_unfinished_sendings_stop_nobody(
    started: Callable[[], subprocess.Popen[str]], port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = test_run.environment
    monkeypatch.setattr(test_run, "environment", lambda **more: usual(YORISOI_PATIENCE="8", **more))
    process = started()
    wait_for(process, port)
    head = b"POST /s/nishi/guardian/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nn"
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_connection(("127.0.0.1", port))) for _n in range(10)]
        for each in sockets:
            each.sendall(head)
        time.sleep(0.3)
        for _n in range(5):
            status, took = page(port)
            assert status < 500
            assert took < 6  # less than the patience with those that never end
        answers: list[tuple[int, float]] = []
        threads = [threading.Thread(target=lambda: answers.append(page(port, b"language=en"))) for _n in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == 40
        assert all(status in {200, 403} for status, _took in answers)
        for each in sockets:  # given up, in words
            each.settimeout(15)
            assert each.recv(12) == b"HTTP/1.1 408"
    process.terminate()
    assert finished(process).returncode == 0
