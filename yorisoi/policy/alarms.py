"""Holds answers against a questionnaire: what may be answered, and which answers alarm, each with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.policy.questionnaire import CANNOT, GRAVE, SEVERAL, SINGLE, AlarmRule, Condition, Item, Questionnaire
from yorisoi.policy.urgency import Found, look

Answers = Mapping[str, Any]  # item → code, [codes], 0–10, words, or `cannot_say`
LONGEST_WORDS = 20_000


class BadAnswers(ValueError):
    """Answers that were never asked for. item: which question, "" for all. message: for whoever answers."""

    def __init__(self, item: str, message: str) -> None:
        super().__init__(f"{item}: {message}")
        self.item, self.message = item, message


@dataclass(frozen=True, slots=True)
class Alarms:
    """What adults must read of one sheet. rules: those that fired. words: item → (text, what `urgency` found)."""

    rules: tuple[AlarmRule, ...]
    words: Mapping[str, tuple[str, tuple[Found, ...]]]

    @property
    def grave(self) -> bool:
        """One of the rules runs on the clock of the same day."""
        return any(rule.clock == GRAVE for rule in self.rules)


def checked(sheet: Questionnaire, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers in the order of the questions, empty ones left out. Raises BadAnswers for all else.

    What a child wrote is kept to the letter. A question may be passed over; `cannot_say` answers any.
    """
    for code in given:
        if code not in sheet.asked:
            raise BadAnswers(str(code)[:40], _("このアンケートにない質問への答えがあります。"))
    found: dict[str, Any] = {}
    for item in sheet.items:
        if (value := given.get(item.code)) is not None and (value := _checked(item, value)) is not None:
            found[item.code] = value
    return found


def _checked(item: Item, value: Any) -> Any:
    """Return the answer to one question, None for an empty one."""
    if item.kind in SINGLE and type(value) is str and value in item.codes:
        return value
    if value in (None, "", [], CANNOT, [CANNOT]):
        return CANNOT if value in (CANNOT, [CANNOT]) else None
    if item.kind == "text":
        if not isinstance(value, str):
            raise BadAnswers(item.code, _("文字で書いてください。"))
        if len(value.replace("\r\n", "\n")) > LONGEST_WORDS:
            raise BadAnswers(item.code, _("長すぎます。%d字までで書いてください。") % LONGEST_WORDS)
        return value if value.strip() else None
    if item.kind in SEVERAL:
        values = value if isinstance(value, list) else [value]
        for one in values:
            _offered(item, one)
        return [code for code in item.codes if code in values]
    if item.kind == "scale":
        value = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        return int(_offered(item, value))
    return _offered(item, value)


def _offered(item: Item, value: Any) -> str:
    if not isinstance(value, str) or value not in item.codes:
        raise BadAnswers(item.code, _("この質問にない答えです。もう一度選んでください。"))
    return value


def alarms(sheet: Questionnaire, answers: Answers) -> Alarms:
    """Return which rules these answers fire and what stands in their words. answers: as `checked` gives them."""
    rules = tuple([rule for rule in sheet.rules if _fires(rule, answers)])
    words = {}
    for item in sheet.items:
        if item.kind == "text" and (text := answers.get(item.code)) not in (None, "", CANNOT):
            words[item.code] = text, tuple(look(text))
    return Alarms(rules, words)


def _fires(rule: AlarmRule, answers: Answers) -> bool:
    for one in rule.all:
        if not _holds(one, answers.get(one.item)):
            return False
    for one in rule.any:
        if _holds(one, answers.get(one.item)):
            return True
    return not rule.any


def _holds(wanted: Condition, value: Any) -> bool:
    if value is None or value == "":
        return False
    if type(value) is str and not wanted.answered and wanted.least is None:  # most of them
        return value in wanted.any
    said = set(value) if isinstance(value, list) else {value}
    if wanted.answered and said and said != {CANNOT}:
        return True
    if wanted.any:
        return len(said & set(wanted.any)) >= (wanted.least or 1)
    return wanted.least is not None and isinstance(value, int) and value >= wanted.least
