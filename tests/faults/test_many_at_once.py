"""A class of forty reports in the same minute from one address, and what a first page weighs."""

from __future__ import annotations

import gzip
import re
import secrets
import threading
from urllib.parse import urlencode

import pytest

from tests.faults.real import Real
from yorisoi.cli.bench_clients import TOKEN, Browser
from yorisoi.cli.bench_reports import SLUG

CHILDREN = 40
CHILD = f"/s/{SLUG}/child/"
DOORS = (CHILD, f"/s/{SLUG}/guardian/", f"/s/{SLUG}/resident/")
STEP = re.compile(rb'name="step" value="(\w+)"')
ASKED_FOR = re.compile(rb'<(?:link|script|img)\b[^>]*?(?:href|src)="(/[^"]+)"[^>]*>')
MOST = 100_000  # bytes


class Child:
    """One child with a tablet: every page by its buttons, without a script."""

    def __init__(self, real: Real, number: int) -> None:
        self.browser, self.number = real.browser(), number
        self.words: bytes = b""
        self.refused: list[int] = []

    def tell(self) -> None:
        page = self._page(self.browser.get(CHILD))
        token = TOKEN.search(page)
        assert token is not None
        told = {"mode": "kana", "token": token[1].decode()}
        page = self._page(self.browser.post(CHILD, urlencode(told).encode()))
        while (step := STEP.search(page)) and step[1] != b"check":
            if step[1] == b"words":
                told["words"] = f"{self.number}ばんめに かきました"
            told |= {"step": step[1].decode(), "go": "next"}
            page = self._page(self.browser.post(CHILD, urlencode(told).encode()))
        self.words = self._page(self.browser.post(CHILD, urlencode({**told, "step": "check", "go": "send"}).encode()))

    def _page(self, answer: tuple[int, bytes]) -> bytes:
        if answer[0] != 200:
            self.refused.append(answer[0])
        return answer[1]


@pytest.mark.requirement("E3")
def test_forty_children_behind_one_address_report_in_the_same_minute(real: Real) -> None:
    before = real.reports()
    class_of_forty = [Child(real, number) for number in range(CHILDREN)]
    threads = [threading.Thread(target=child.tell) for child in class_of_forty]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [child.refused for child in class_of_forty] == [[]] * CHILDREN
    assert real.reports() - before == CHILDREN
    receipts = {re.sub(rb"<[^>]+>", b"", child.words) for child in class_of_forty}
    assert len(receipts) == CHILDREN  # to each a number and words of their own
    assert all(b'class="receipt' in child.words for child in class_of_forty)


def fetched(browser: Browser, path: str) -> int:
    """Return how many bytes come over the wire for this file, packed where the server packs it."""
    status, _head, size = browser.weigh(path)
    assert status == 200, path
    return size


@pytest.mark.parametrize("door", DOORS)
def test_the_first_page_weighs_less_than_a_hundred_kilobytes(real: Real, door: str) -> None:
    if real.url:
        pytest.skip("the same pages as on SQLite")
    browser = real.browser()
    status, page = browser.get(door)
    assert status == 200
    files = {each.decode() for each in ASKED_FOR.findall(page)}
    assert any(each.endswith(".css") for each in files)
    weighed = {path: fetched(browser, path) for path in files}
    total = fetched(browser, door) + sum(weighed.values())
    assert total < MOST, (total, weighed)
    assert len(gzip.compress(page)) < MOST // 4


def test_the_form_is_one_of_plain_html(real: Real) -> None:
    if real.url:
        pytest.skip("the same pages as on SQLite")
    status, page = real.browser().get(DOORS[1])
    assert status == 200
    assert b'<form method="post"' in page
    assert b"hidden disabled" not in page
    token = secrets.token_urlsafe(24)
    body = urlencode({"narrative": "ひとことだけ", "token": token}).encode()  # all that must be filled in
    assert b'class="receipt' in real.browser().post(DOORS[1], body)[1]
