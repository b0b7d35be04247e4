"""Tablets behind one address, in one thread that waits for all of them at once, so that the senders cost little.

What a tablet does is a generator: it yields a request, is given the answer, and at its end returns whether all is well.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

WAIT = 60.0  # seconds after which a tablet is given up
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
FIELD = re.compile(rb'name="(card|sending|mode)" value="([^"]*)"')
SCRIPT = "Accept: application/json\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    body: bytes
    took: float


Tablet = Generator[bytes, Answer, bool]


@dataclass
class Crowd:
    """What came of it. waits: seconds of each sending of answers. whole: of each tablet from its first request on."""

    waits: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0
    spent: dict[str, float] = field(default_factory=dict)  # seconds of the processor, by who took them

    def add(self, more: Crowd) -> None:
        """Count what came of another crowd to this one."""
        for name in ("waits", "whole", "errors"):
            getattr(self, name).extend(getattr(more, name))
        self.seconds += more.seconds
        self.spent = {who: self.spent.get(who, 0.0) + more.spent[who] for who in more.spent}


def get(path: str) -> bytes:
    """Return the request for a page."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: ja\r\n\r\n".encode()


def post(path: str, fields: Iterable[tuple[str, str]], *, script: bool = False) -> bytes:
    """Return the request that sends a form; script: as the script of the page sends it."""
    body = urlencode(list(fields)).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: ja\r\n{SCRIPT if script else ''}"
    kind = "Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n"
    return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body


class _Line:
    """One connection, with the tablet that uses it now."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=WAIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.tablet: Tablet | None = None
        self.got = b""
        self.began = self.sent = 0.0

    def start(self, tablet: Tablet) -> None:
        self.tablet, self.began = tablet, time.perf_counter()
        self._send(next(tablet))

    def _send(self, request: bytes) -> None:
        self.got, self.sent = b"", time.perf_counter()
        self.socket.sendall(request)

    def read(self, done: Crowd) -> bool:
        """Take what has come; say whether the tablet is through. Raises OSError where the other side hangs up."""
        piece = self.socket.recv(262144)
        if not piece:
            raise OSError("hung up")
        self.got += piece
        head, gap, body = self.got.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not gap or length is None or len(body) < int(length[1]):
            return False
        if self.tablet is None:
            raise OSError("an answer that nobody asked for")
        now = time.perf_counter()
        answer = Answer(int(head.split(b" ", 2)[1]), body, now - self.sent)
        try:
            self._send(self.tablet.send(answer))
        except StopIteration as end:
            if end.value:
                done.waits.append(answer.took)
                done.whole.append(now - self.began)
            else:
                done.errors.append(f"{answer.status}: {answer.body[:200]!r}")
            self.tablet = None
            return True
        return False


def crowd(port: int, tablets: Iterable[Tablet], *, connections: int, over: float = 0.0) -> Crowd:
    """Let these tablets do what they do, at most so many at once. over: they start evenly over so many seconds."""
    waiting, done = deque(tablets), Crowd()
    count = len(waiting)
    free = [_Line(port) for _each in range(min(connections, count))]
    lines = list(free)
    with selectors.DefaultSelector() as ready:
        for line in lines:
            ready.register(line.socket, selectors.EVENT_READ, line)
        begun = last = time.perf_counter()
        started = 0
        while (waiting or len(free) < len(lines)) and lines:
            now = time.perf_counter()
            while waiting and free and now - begun >= over * started / count:
                free.pop().start(waiting.popleft())
                started += 1
            soon = max(0.0, begun + over * started / count - now) if waiting and free else WAIT
            events = ready.select(soon)
            last = last if not events else time.perf_counter()
            if time.perf_counter() - last > WAIT:
                done.errors += [f"no answer in {WAIT:.0f} s"] * (len(lines) - len(free))
                break
            for key, _mask in events:
                try:
                    if key.data.read(done):
                        free.append(key.data)
                except OSError as error:
                    done.errors.append(str(error))
                    ready.unregister(key.data.socket)
                    lines.remove(key.data)
        done.seconds = time.perf_counter() - begun
    for line in lines:
        line.socket.close()
    done.errors += ["not sent"] * len(waiting)
    return done


def sending(slug: str, token: str, key: str, answers: dict[str, object], more: dict[str, str] | None = None) -> bytes:
    """Return the request by which the script of the page sends the answers in."""
    fields = [("card", token), ("sending", key), ("mode", "ruby"), ("go", "send"), *(more or {}).items()]
    for code, value in answers.items():
        fields += [(f"q.{code}", str(one)) for one in (value if isinstance(value, list) else [value])]
    return post(f"/s/{slug}/genki/answer/", fields, script=True)


def only_send(request: bytes, again: bool = False) -> Tablet:
    """A tablet that has the answers already (it had no connection) and sends them. again: the school had them."""
    answer = yield request
    return answer.status == 200 and (b'"again": true' if again else b'"again": false') in answer.body


def whole(slug: str, token: str, answers: dict[str, object], more: dict[str, str] | None = None) -> Tablet:
    """A tablet that opens the class page, shows the card, gets the questions, and sends the answers."""
    door = f"/s/{slug}/genki/"
    answer = yield get(door)
    if answer.status != 200:
        return False
    answer = yield post(door, [("card", token)])
    found = {name.decode(): value.decode() for name, value in FIELD.findall(answer.body)}
    if answer.status != 200 or "sending" not in found:
        return False
    answer = yield sending(slug, found["card"], found["sending"], answers, more)
    return answer.status == 200 and b'"again": false' in answer.body
