"""元気アンケート as data: what is asked, what may be answered, which answers alarm (法16条1項). No database.

A questionnaire is a plain dict (a file of `questionnaires/`, or what a school made from one): `questionnaire_reader`
holds it to the rules and gives it these types; `canonical` and `fingerprint` make the one text and the one hash by
which it is frozen.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from yorisoi.policy.edition_types import Form

FOLDER = Path(__file__).parent / "questionnaires"
CANNOT = "cannot_say"  # 「いまは いえない」: an answer to every question, and so written in none
SINGLE = frozenset({"one", "faces"})
SEVERAL = frozenset({"many", "forms", "people", "talk_to", "withhold"})
KINDS = (*sorted(SINGLE), *sorted(SEVERAL), "scale", "text")
SCALE = range(11)
AUDIENCES = ("child", "guardian")
MODES = ("kana", "ruby", "upper", "plain")
CLOCKS = ("survey_grave", "survey_read")
GRAVE = "survey_grave"  # whatever runs on this clock is looked at the same day
TALK_TO = ("homeroom", "nurse", "principal", "counsellor", "anyone", "nobody")
WITHHOLD = ("homeroom", "nurse", "principal", "counsellor", "family", "nobody")
MOST_ITEMS, MOST_OPTIONS, LONGEST = 60, 30, 400


class BadQuestionnaire(ValueError):
    """A questionnaire that cannot be used. where: the place in it. message: what is wrong, for whoever wrote it."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where, self.message = where, message


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that may be chosen. text: {ja, en} with readings; icon: a drawing of `reports.drawn`, or ""."""

    code: str
    text: Mapping[str, str]
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One question. kind: see `KINDS`. ask, short: {ja, en}; short is for adults' tables, without readings.

    codes: of what may be chosen; for a scale 0–10 as text; none for words. several: more than one may be chosen.
    """

    code: str
    kind: str
    ask: Mapping[str, str]
    short: Mapping[str, str]
    options: tuple[Option, ...] = ()
    codes: tuple[str, ...] = field(init=False, repr=False, compare=False)
    several: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        codes = map(str, SCALE) if self.kind == "scale" else (option.code for option in self.options)
        object.__setattr__(self, "codes", tuple(codes))
        object.__setattr__(self, "several", self.kind in SEVERAL)

    def option(self, code: str) -> Option:
        """Return the option of this code, or raise KeyError."""
        for option in self.options:
            if option.code == code:
                return option
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Condition:
    """What one item must have been answered. any: one of these. least: so many of them, or so high on a scale."""

    item: str
    any: tuple[str, ...] = ()
    least: int | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """Answers that adults must look at, and the sentence that says why. `all` and `any` as far as they are given."""

    code: str
    say: str
    say_en: str
    clock: str
    cite: str
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()

    @property
    def grave(self) -> bool:
        """It is looked at the same day."""
        return self.clock == GRAVE


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One questionnaire in one version. asked: the codes of its questions. withheld: those of who is to be kept out."""

    code: str
    version: int
    audience: str
    grades: tuple[int, ...]
    mode: str
    title: Mapping[str, str]
    lead: Mapping[str, str]
    thanks: Mapping[str, str]
    items: tuple[Item, ...]
    rules: tuple[AlarmRule, ...]
    asked: frozenset[str] = field(init=False, repr=False, compare=False)
    withheld: tuple[Item, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "asked", frozenset(item.code for item in self.items))
        object.__setattr__(self, "withheld", tuple(item for item in self.items if item.kind == "withhold"))

    def item(self, code: str) -> Item:
        """Return the question of this code, or raise KeyError."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)


def canonical(data: Mapping[str, Any]) -> str:
    """Return the one way to write a questionnaire down: JSON with sorted keys and no blanks."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical text, in hex: under it a questionnaire is frozen."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


@cache
def shipped_names() -> tuple[str, ...]:
    """Return the codes of the questionnaires that come with the program."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def _shipped(name: str) -> dict[str, Any]:
    if name not in shipped_names():
        raise BadQuestionnaire(name, "その名前のアンケートはありません。")
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def shipped(name: str) -> dict[str, Any]:
    """Return a questionnaire that comes with the program, as data to read, freeze or change."""
    return deepcopy(_shipped(name))


def with_forms(data: Mapping[str, Any], forms: Iterable[Form]) -> dict[str, Any]:
    """Return the data with the edition's forms of bullying written into every question that asks for them."""
    made = deepcopy(dict(data))
    options = [{"code": form.code, "ja": form.label_child, "en": form.label_en or form.label_ja} for form in forms]
    for item in made.get("items", ()):
        if isinstance(item, dict) and item.get("kind") == "forms" and not item.get("options"):
            item["options"] = deepcopy(options)
    return made
