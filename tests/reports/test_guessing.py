"""Wrong codes slow down by what is guessed, never by who guesses, and hold no thread meanwhile."""

from __future__ import annotations

import inspect
import random
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import play
from yorisoi.journal import clock
from yorisoi.reports import guessing, receipts, views_receipt
from yorisoi.reports.guessing import FREE, LONGEST, TRIES, Tries
from yorisoi.reports.receipts import receipt_code

pytestmark = pytest.mark.requirement("E3")


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    TRIES.forget()
    yield
    TRIES.forget()


def near(code: list[str], keep: int, chance: random.Random) -> list[str]:
    """A well-formed code that has `keep` words of this one in their places."""
    while True:
        other = list(code)
        for place in chance.sample(range(len(code)), len(code) - keep):
            other[place] = chance.choice(receipts.words())
        if receipts._agrees(other) and other != code:
            return other


def test_nothing_sleeps() -> None:
    assert "sleep" not in inspect.getsource(views_receipt) + inspect.getsource(guessing)


@pytest.mark.parametrize("keep", [3, 4, 5])
def test_whoever_knows_some_of_the_words_is_slowed_down(keep: int) -> None:
    """Five of six words leave 32 codes to try: hours instead of a second."""
    tries, chance, now, done = Tries(), random.Random(keep), 1000.0, 0
    code = receipt_code("somebody")
    kept = near(code, keep, chance)
    same = [place for place in range(6) if kept[place] == code[place]]
    while done < 32:
        guess = [code[place] if place in same else chance.choice(receipts.words()) for place in range(6)]
        now += tries.rest(guess, now)
        tries.wrong(guess, now)
        done += 1
    assert now - 1000.0 > 3600
    assert tries.rest(code, now) <= LONGEST
    assert tries.rest(code, now + LONGEST) == 0.0


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32))
def test_others_are_never_slowed_down(seed: int) -> None:
    """A flood of guesses at random leaves every other code free."""
    tries, chance = Tries(), random.Random(seed)
    for _ in range(300):
        tries.wrong(chance.choices(receipts.words(), k=6), 0.0)
    assert tries.rest(receipt_code(str(seed)), 0.0) == 0.0


def test_a_child_may_mistype_a_few_times_and_later_again() -> None:
    tries, chance = Tries(), random.Random(3)
    code, typed = receipt_code("child"), []
    while len(typed) < FREE:  # always the first word: which tries lie near each other must not hang on this key
        wrong = near(code, 5, chance)
        typed += [wrong] if wrong[0] != code[0] else []
    for wrong in typed:
        assert tries.rest(code, 0.0) == 0.0
        tries.wrong(wrong, 0.0)
    assert 0 < tries.rest(code, 0.0) <= 2.0
    assert tries.rest(code, guessing.FORGOTTEN) == 0.0


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "MOST", 100)
    tries, chance = Tries(), random.Random(4)
    for _ in range(50):
        tries.wrong(chance.choices(receipts.words(), k=6), 0.0)
    assert len(tries._tries) == 100


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["", "kana", "en"])
def test_the_page_says_to_wait_and_then_opens(people: Any, mode: str) -> None:
    chance, token = random.Random(5), secrets.token_hex(16)
    play.report(people, token=token)
    code = receipt_code(f"{people.school.pk}:{token}")
    url = reverse("reports:receipt", args=[people.school.slug])
    sent = {"mode": mode} if mode else {}
    for _ in range(FREE):
        guess = next(
            g
            for word in chance.sample(receipts.words(), 2000)
            if word != code[5] and receipts._agrees(g := [*code[:5], word])
        )
        answer = Client().post(url, {"code": " ".join(guess), **sent})
        assert answer.status_code == 422
    page = Client().post(url, {"code": " ".join(code), **sent})  # the right one as well: it would tell the guesser
    assert page.status_code == 422
    assert {"": "秒ほど待って", "kana": "まってから", "en": "Please wait"}[mode] in page.content.decode()
    with clock.at(clock.now() + timedelta(seconds=3)):
        assert Client().post(url, {"code": " ".join(code), **sent}).status_code == 200
