"""`kill -9` in the middle of 200 reports, and a disk with no room left: what was acknowledged is there, once."""

from __future__ import annotations

import resource
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from tests.faults.real import Real, number_on
from yorisoi.cli.bench_clients import Browser, filled
from yorisoi.cli.bench_reports import PATH

PEOPLE, EACH = 8, 25
PATIENCE = 60.0


@dataclass
class Sending:
    """What people were told: the number by token, as often as they were told it."""

    told: dict[str, list[str]] = field(default_factory=dict)
    again: int = 0

    def count(self) -> int:
        return sum(1 for numbers in self.told.values() if numbers)


def send_until_told(real: Real, token: str, done: Sending) -> None:
    """Press the button until the number is there, as people do when the page does not come."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        browser: Browser | None = None
        with suppress(OSError):
            browser = real.browser()
            status, page = browser.post(PATH, filled(token))
            if status == 200 and (number := number_on(page)):
                done.told.setdefault(token, []).append(number)
                return
        if browser is not None:
            browser.close()
        done.again += 1
        time.sleep(0.05)
    raise AssertionError("never told")


@pytest.mark.requirement("E3")
def test_a_power_cut_loses_nothing_that_was_acknowledged_and_doubles_nothing(real: Real) -> None:
    before = real.reports()
    done = Sending()
    tokens = [[secrets.token_urlsafe(24) for _each in range(EACH)] for _person in range(PEOPLE)]

    def person(mine: list[str]) -> None:
        for token in mine:
            send_until_told(real, token, done)

    threads = [threading.Thread(target=person, args=(mine,)) for mine in tokens]
    for thread in threads:
        thread.start()
    while done.count() < PEOPLE * EACH // 4:
        time.sleep(0.002)
    real.kill()
    told = {token: list(numbers) for token, numbers in done.told.items()}
    assert len(told) < PEOPLE * EACH  # it was in the middle
    assert real.reports() - before >= len(told)
    real.start()
    for thread in threads:
        thread.join()
    assert done.again > 0
    assert done.count() == PEOPLE * EACH
    for token in told:  # who had been told before the cut is told the same
        send_until_told(real, token, done)
    numbers = [set(each) for each in done.told.values()]
    assert all(len(each) == 1 for each in numbers)
    assert len(set.union(*numbers)) == PEOPLE * EACH
    assert real.reports() - before == PEOPLE * EACH


def limit(real: Real, size: int) -> None:
    """Let no file of the server's processes grow beyond so many bytes (-1: as they like)."""
    for pid in real.pids():
        _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


@pytest.mark.requirement("E3")
def test_a_full_disk_is_said_clearly_and_what_was_acknowledged_stays(real: Real) -> None:
    if real.url:
        pytest.skip("PostgreSQL's files are not ours to limit")
    before = real.reports()
    browser = real.browser()
    tokens = [secrets.token_urlsafe(24) for _each in range(12)]
    kept = [number_on(browser.post(PATH, filled(token))[1]) for token in tokens[:4]]
    assert all(kept)
    limit(real, 4096)
    try:
        for token in tokens[4:8]:
            status, page = browser.post(PATH, filled(token))
            assert status == 503
            assert "いまは書き込めません".encode() in page
            assert "まだ何も届いていません".encode() in page
            assert not number_on(page)
        assert browser.get(PATH)[0] == 200  # whoever wants to read still can
        assert real.reports() - before == 4
    finally:
        limit(real, -1)
    told = [number_on(browser.post(PATH, filled(token))[1]) for token in tokens]
    assert told[:4] == kept
    assert len(set(told)) == 12
    assert real.reports() - before == 12
