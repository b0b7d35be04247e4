"""The short edition as it is shown and printed: the written part, and the facts that the edition's tables give."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import override

from yorisoi.policy.edition_types import REGULAR, BodyRule, Clock, Edition
from yorisoi.policy.roles import POST_LABELS, Body
from yorisoi.policy.short import SPEECHES
from yorisoi.ui.ruby import close_up, read

CHILD_MODES = ("ruby", "kana", "en")
TIMED = (
    ("subcommittee", "subcommittee"), ("committee", "committee"), ("home_visit", "home_visit"), ("board", "board"),
    ("serious", "serious_notice"),
)  # fmt: skip
Pairs = list[tuple[Any, Any]]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "public_text.toml").read_text(encoding="utf-8"))


def speech_of(asked: str | None) -> str:
    """Return the way of speaking that was asked for, or plain Japanese."""
    return asked if asked in SPEECHES else "ja"


def language_of(speech: str) -> str:
    """Return the language in which a page of this way of speaking is drawn."""
    return "en" if speech == "en" else "ja"


class Speech:
    """The texts of the public pages in one way of speaking. reading: ruby, kana, or plain (for paper)."""

    def __init__(self, speech: str, reading: str = "ruby") -> None:
        self.speech, self.reading = speech, reading
        self._texts: dict[str, Any] = _data()[speech]

    def read(self, text: str) -> SafeString:
        """Return a text of this way of speaking as HTML."""
        return read(text, self.reading)

    def say(self, name: str, **words: object) -> SafeString:
        """Return one of the page's texts, with these words in it."""
        text: str = self._texts[name]
        for key, value in words.items():
            text = text.replace(f"{{{key}}}", str(value))
        return self.read(text)

    def get(self, name: str, _default: str = "") -> SafeString:
        """Return one of the page's texts, for templates: `t.title`."""
        return self.say(name)

    __getitem__ = get

    def clock(self, clock: Clock) -> SafeString:
        """Return how long something may take."""
        text = self.say(clock.kind, n=clock.amount)
        return SafeString(text.replace("days", "day").replace("hours", "hour")) if self._one(clock) else text

    def _one(self, clock: Clock) -> bool:
        return self.speech == "en" and clock.amount == 1

    def _named(self, table: str, key: str, otherwise: Any) -> str:
        return str(self._texts.get(table, {}).get(key) or otherwise)

    def post(self, post: str) -> str:
        """Return what a post is called, as it is written (with readings)."""
        return self._named("posts", post, POST_LABELS[post])

    def body(self, body: BodyRule) -> str:
        """Return what a body is called: in English by the edition's own English name, where it has one."""
        if self.speech == "en" and body.label_en:
            return body.label_en
        return self._named("bodies", body.name, body.label)

    def often(self, body: BodyRule) -> SafeString:
        """Return how often it meets regularly, or nothing."""
        if not body.regular:
            return SafeString("")
        return self.say("regular", often=self._named("often", body.regular, REGULAR[body.regular]))


@dataclass(frozen=True)
class Shown:
    """The short edition in one way of speaking. parts: heading and sentences. when, who: what the tables give."""

    parts: list[tuple[Any, list[Any]]]
    when: Pairs
    who: Pairs


def short_of(rules: Edition, speech: str, *, words: Speech | None = None) -> Shown:
    """Return the short edition for adults. words: how its texts are written, where it is not for a page."""
    words = words or Speech(speech, "ruby")
    with override(language_of(speech)):
        parts = [(_read(words, one.heading(speech)), _all(words.read, one.said(speech))) for one in rules.short.parts]
        return Shown(parts, _when(rules, words), _who(rules, words))


def child_parts(rules: Edition, mode: str, *, marked: bool = False) -> list[tuple[Any, list[Any]]]:
    """Return the children's edition: with furigana, all in kana, or in English. marked: readings as marks."""

    def said(ja: str, en: str) -> str:
        return read(en or ja, "plain") if mode == "en" else close_up(ja) if marked else read(ja, mode)

    return [
        (said(one.title, one.title_en), [said(*pair) for pair in _pairs(one.points, one.points_en)])
        for one in rules.short.child
    ]


def _pairs(points: tuple[str, ...], english: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(text, english[n] if n < len(english) else "") for n, text in enumerate(points)]


def _read(words: Speech, text: str) -> SafeString:
    return words.read(text)


def _all(read_one: Callable[[str], SafeString], texts: tuple[str, ...]) -> list[SafeString]:
    return [read_one(text) for text in texts]


def _when(rules: Edition, words: Speech) -> Pairs:
    found: Pairs = [(words.say(name), words.clock(rules.clocks[clock])) for name, clock in TIMED]
    found.append((words.say("resolved"), words.say("resolved_said", months=rules.follow_up.minimum_months)))
    return found


def _who(rules: Edition, words: Speech) -> Pairs:
    found: Pairs = []
    for name in (Body.SUBCOMMITTEE, Body.COMMITTEE):
        body = rules.bodies[name]
        mark = " / " if words.speech == "easy" else ", " if words.speech == "en" else "・"
        members = words.say("members", members=mark.join(words.post(post) for post in body.members))
        more = [words.say("chair", chair=words.post(body.chair[0]))] if body.chair else []
        found.append((words.read(words.body(body)), [members, *more, *filter(None, [words.often(body)])]))
    return found
