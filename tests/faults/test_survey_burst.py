"""元気アンケート: forty children press send in the same second, and `kill -9` in the middle of a school that sends."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import ROOT
from tests.faults.real import Real, serving
from tests.template import put_tables
from yorisoi.cli.bench_clients import Browser
from yorisoi.cli.bench_crowd import crowd, sending, whole
from yorisoi.cli.bench_reports import SLUG
from yorisoi.cli.bench_survey import CLASS, MODES, stored_of
from yorisoi.cli.bench_weight import first_page

CHILDREN, TABLETS = 120, 20
PATIENCE = 60.0
MOST = 100_000  # bytes
POOLED = """
import django, json
django.setup()
from yorisoi.surveys.models import Pool
print(sum(len(json.loads(p.text("sheets") or "[]")) for p in Pool.objects.filter(round__title="TITLE")))
"""

pytestmark = [pytest.mark.requirement("E1"), pytest.mark.requirement("S2")]


@dataclass
class City:
    """A school whose rounds are open, and what its children will send: round → children."""

    real: Real
    rounds: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def stored(self, rows: list[dict[str, Any]]) -> tuple[int, int]:
        """Return how many of these cards have an answer, and how many answers are there twice."""
        return stored_of({row["card"].replace("-", "") for row in rows}, self.real.data, self.real.url)

    def pooled(self, name: str) -> int:
        """Return how many answers without a name the round holds."""
        words = [sys.executable, "-c", POOLED.replace("TITLE", name)]
        ours = {**self.real.environ, "DJANGO_SETTINGS_MODULE": "yorisoi.config.settings"}
        return int(subprocess.run(words, cwd=ROOT, env=ours, capture_output=True, check=True).stdout)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A server; every test takes rounds of its own."""
    folder: Path = tmp_path_factory.mktemp("city")
    made = ("one-city", "--schools=1", f"--children={CHILDREN}", "--volleys=1", f"--folder={folder}")
    with serving(folder, request.param, tables=lambda data: put_tables(tmp_path_factory, data), made=made) as found:
        if found is None:
            pytest.skip("there is no PostgreSQL here")
        read = {
            path.stem: [json.loads(line) for line in path.read_text().splitlines()] for path in folder.glob("*.jsonl")
        }
        yield City(found, read)


@pytest.mark.parametrize("mode", MODES)
def test_forty_press_send_in_the_same_second_and_nobody_is_refused(city: City, mode: str) -> None:
    name = f"class-{mode}-whole-0"
    rows = city.rounds[name][:CLASS]
    done = crowd(city.real.port, [whole(row["slug"], row["token"], row["answers"]) for row in rows], connections=CLASS)
    assert done.errors == []
    assert len(done.waits) == CLASS
    assert city.stored(rows) == (CLASS, 0)
    if mode == "anonymous":
        assert city.pooled(name) == CLASS


def test_the_first_pages_weigh_less_than_a_hundred_kilobytes(city: City) -> None:
    if city.real.url:
        pytest.skip("the same pages as on SQLite")
    token = city.rounds["first-whole"][0]["token"]
    assert first_page(city.real.port, f"/s/{SLUG}/genki/", token) < MOST


@dataclass
class Told:
    """What tablets were told: card → the states, in their order."""

    states: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    tries: int = 0


def send_until_taken(city: City, row: dict[str, Any], told: Told) -> None:
    """Send as the tablet does: the same key again and again, until the school says that it has it."""
    request = sending(row["slug"], row["token"], "key-" + row["card"], row["answers"])
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError):
            browser: Browser = city.real.browser()
            try:
                status, body = browser.send(request)
            finally:
                browser.close()
            if status == 200:
                told.states.setdefault(row["card"], []).append(json.loads(body))
                return
        told.tries += 1
        time.sleep(0.05)
    raise AssertionError("never told")


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("mode", MODES)
def test_a_power_cut_loses_no_answer_that_was_acknowledged_and_doubles_none(city: City, mode: str) -> None:
    name = f"class-{mode}-post-0"
    rows = city.rounds[name]
    told = Told()

    def tablet(mine: list[dict[str, Any]]) -> None:
        for row in mine:
            send_until_taken(city, row, told)

    threads = [threading.Thread(target=tablet, args=(rows[n::TABLETS],)) for n in range(TABLETS)]
    for thread in threads:
        thread.start()
    while len(told.states) < CHILDREN // 5:
        time.sleep(0.001)
    city.real.kill()
    before = [row for row in rows if row["card"] in told.states]
    assert len(before) < CHILDREN  # it was in the middle
    assert city.stored(before) == (len(before), 0)
    city.real.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert told.tries > 0
    assert len(told.states) == CHILDREN
    assert all(state["state"] == "taken" for states in told.states.values() for state in states)
    for row in before:  # the acknowledgement never reached the tablet: it sends once more
        send_until_taken(city, row, told)
        assert told.states[row["card"]][-1] == {"state": "taken", "again": True}
    assert city.stored(rows) == (CHILDREN, 0)
    if mode == "anonymous":
        assert city.pooled(name) == CHILDREN
