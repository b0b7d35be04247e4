"""A whole class behind one address tells in the same minute, while somebody there tries wrong codes."""

from __future__ import annotations

import random
import re
import shutil
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browser.cast import SLUG
from tests.browser.serving import Served
from yorisoi.reports import receipts

pytestmark = pytest.mark.browser
CHILDREN = 40


@pytest.fixture
def server(tmp_path: Path, built: Path) -> Iterator[Served]:
    """A school of its own: forty reports would fill the lists of the other stories."""
    served = Served(shutil.copytree(built, tmp_path / "data"))
    try:
        served.start()
        yield served
    finally:
        served.stop()


def post(url: str, **sent: str) -> tuple[int, str]:
    """Send a form; return status and page."""
    data = urllib.parse.urlencode(sent).encode()
    try:
        with urllib.request.urlopen(url, data, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.requirement("E3")
def test_forty_children_tell_within_a_minute_while_codes_are_tried(server: Served) -> None:
    receipt, child = (f"{server.url}/s/{SLUG}/{door}/" for door in ("receipt", "child"))
    over, tried = threading.Event(), []

    def guess(seed: int) -> None:
        chance = random.Random(seed)
        known = chance.choices(receipts.words(), k=5)  # as if five words had been seen over a shoulder
        while not over.is_set():
            code = [*known, chance.choice(receipts.words())]
            if receipts._agrees(code):
                tried.append(post(receipt, code=" ".join(code))[0])

    def tell(number: int) -> tuple[int, str]:
        sent = {"mode": "kana", "step": "check", "go": "send", "token": f"{'t' * 28}{number:02}", "words": f"{number}"}
        return post(child, **sent)

    began = time.monotonic()
    with ThreadPoolExecutor(CHILDREN + 4) as crowd:
        guessers = [crowd.submit(guess, seed) for seed in range(4)]
        told = list(crowd.map(tell, range(CHILDREN)))
        took = time.monotonic() - began
        over.set()
        for each in guessers:
            each.result()
    assert {status for status, _page in told} == {200}
    numbers = {re.search(r"\d{4}-\d{3,}", page)[0] for _status, page in told}  # type: ignore[index]
    assert len(numbers) == CHILDREN
    assert took < 60
    assert tried
    assert set(tried) == {422}
    # and each of them comes back at once with its own words
    for _status, page in told[:5]:
        words = re.findall(r'name="code" value="([ぁ-ん ]+)"', page)[0]
        assert post(receipt, code=words, mode="kana")[0] == 200
