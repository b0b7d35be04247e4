"""People who report, all behind one address: each opens the form and sends it, as a browser does, over and over."""

from __future__ import annotations

import re
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="token" value="([^"]+)"')
WORDS = "休み時間に「いっしょに遊ばない」と言われました。きのうから学校に行きたくないと話しています。" * 2
WAIT = 60.0  # seconds for one answer


@dataclass
class Load:
    """What came of it: seconds of each whole report and of its sending, what went wrong, how long all took."""

    took: list[float] = field(default_factory=list)
    posts: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Browser:
    """One connection that is kept open. Raises OSError where the other side hangs up."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=WAIT)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"Host: localhost:{port}\r\nAccept-Language: ja\r\n".encode()

    def get(self, path: str) -> tuple[int, bytes]:
        """Open a page."""
        return self._ask(b"GET " + path.encode() + b" HTTP/1.1\r\n" + self._head + b"\r\n")

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Send a form."""
        head = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(body)
        return self._ask(b"POST " + path.encode() + b" HTTP/1.1\r\n" + self._head + head + body)

    def send(self, request: bytes) -> tuple[int, bytes]:
        """Send a request as it is."""
        return self._ask(request)

    def weigh(self, path: str) -> tuple[int, bytes, int]:
        """Fetch a file as packed as the server has it; return its status, its head, and the bytes of both."""
        status, head, body = self._asked(
            b"GET " + path.encode() + b" HTTP/1.1\r\n" + self._head + b"Accept-Encoding: gzip, br\r\n\r\n"
        )
        return status, head, len(head) + 4 + len(body)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _ask(self, request: bytes) -> tuple[int, bytes]:
        status, _head, body = self._asked(request)
        return status, body

    def _asked(self, request: bytes) -> tuple[int, bytes, bytes]:
        self._socket.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _gap, body = got.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        if length is None:
            raise OSError("an answer without its length")
        while len(body) < int(length[1]):
            body += self._more()
        return int(head.split(b" ", 2)[1]), head, body

    def _more(self) -> bytes:
        piece = self._socket.recv(65536)
        if not piece:
            raise OSError("hung up")
        return piece


def filled(token: str, words: str = WORDS) -> bytes:
    """Return the guardian's form as a browser sends it."""
    told = {"narrative": words, "child_name": "児童 11", "where": "ろうか", "kinds": "teasing", "still_going": "yes"}
    told |= {"wish": "話を聞いてほしい", "relation": "母", "token": token, "easy": "0"}
    empty = ("class_id", "happened_on", "staff_concerned", "name", "contact")
    return urlencode({**told, **dict.fromkeys(empty, "")}).encode()


def load(port: int, path: str, *, clients: int, seconds: float, kind: str, warm: bool = False) -> Load:
    """Let so many people report for so long. kind: "whole" opens the form each time, "post" only sends."""
    done, gate = Load(), threading.Barrier(clients + 1)
    until = [0.0]

    def one() -> None:
        browser = Browser(port)
        gate.wait()
        try:
            while time.perf_counter() < until[0]:
                _report(browser, path, kind, done)
        except OSError as error:
            done.errors.append(str(error))
        finally:
            browser.close()

    people = [threading.Thread(target=one) for _number in range(clients)]
    for each in people:
        each.start()
    begun = time.perf_counter()
    until[0] = begun + seconds
    gate.wait()
    for each in people:
        each.join()
    done.seconds = time.perf_counter() - begun
    if warm and done.errors:
        raise OSError(done.errors[0])
    return done


def _report(browser: Browser, path: str, kind: str, done: Load) -> None:
    begun = time.perf_counter()
    token = secrets.token_urlsafe(24)
    if kind == "whole":
        status, page = browser.get(path)
        found = TOKEN.search(page)
        if status != 200 or found is None:
            done.errors.append(f"form: {status}")
            return
        token = found[1].decode()
    sent = time.perf_counter()
    status, page = browser.post(path, filled(token))
    ended = time.perf_counter()
    if status == 200 and b'class="receipt' in page:
        done.took.append(ended - begun)
        done.posts.append(ended - sent)
    else:
        done.errors.append(f"sending: {status}")
