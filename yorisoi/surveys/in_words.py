"""What was answered, in plain words of adults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.policy.questionnaire import CANNOT, Questionnaire
from yorisoi.surveys.forms_paper import CANNOT_SAY, plain


@dataclass(frozen=True)
class Answered:
    """One question and what was answered, for adults."""

    short: str
    answer: str
    quiet: bool


def answered(sheet: Questionnaire, answers: dict[str, Any]) -> list[Answered]:
    """Return every question with what was answered, in plain words of adults."""
    found = []
    for item in sheet.items:
        value = answers.get(item.code)
        if item.kind == "text" and value not in (None, CANNOT):
            said = str(value)
        else:
            said = "・".join(_word(item, code) for code in (value if isinstance(value, list) else [value]))
        found.append(Answered(plain(item.short), said, value in (None, "", [])))
    return found


def _word(item: Any, code: Any) -> str:
    if code in (None, ""):
        return _("（答えなし）")
    if code == CANNOT:
        return str(CANNOT_SAY)
    return str(code) if item.kind == "scale" else plain(item.option(str(code)).text)
