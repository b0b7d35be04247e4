"""What the child's pages show: questions with pictures, the hidden fields, the list to check, the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from yorisoi.policy.edition_types import Edition
from yorisoi.reports.actions import Received
from yorisoi.reports.child_steps import ORDER, QUESTIONS, STEPS, Question, Sheet, asked_in, step_too_long
from yorisoi.reports.paper import phones
from yorisoi.reports.reading import MODES, Words, text_data
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.fields import LONGEST, length
from yorisoi.schools.models import SchoolClass


def child_context(
    sheet: Sheet, step: str, rules: Edition, classes: Sequence[SchoolClass], *, mending: bool = False
) -> dict[str, Any]:
    """Return the context of a step's page (or of the first one, where the way of reading is chosen).

    mending: the step was opened from the check page and leads back there.
    """
    words = Words(sheet.mode)
    if step == "mode":
        return {
            "reading": "kana",
            "t": Words("kana"),
            "hidden": list(sheet.hidden("check")),
            "token": sheet.token,
            "modes": modes(),
            "kept": kept(Words("kana")),
        }
    context = {
        "reading": frame(sheet.mode),
        "mode": sheet.mode,
        "t": words,
        "kept": kept(words),
        "mending": mending,
        "step": step,
        "title": words[f"step.{step}.title"],
        "lead": _if_there(words, step, "lead"),
        "place": ORDER.index(step) + 1,
        "steps": ORDER,
        "token": sheet.token,
        "hidden": list(sheet.hidden(step)),
        "questions": [
            _question(question, step, sheet, words, rules, classes) for question in asked_in(step, sheet.mode)
        ],
        "last": step == "check",
        "long": _too_long(sheet, words) if step == step_too_long(sheet) else None,
    }
    if step == "check":
        context["told"] = _told(sheet, words, rules, classes)
    return context


def modes() -> list[tuple[str, SafeString]]:
    """Return the ways of reading, each in its own words."""
    return [(mode, Words(mode)[f"mode.{mode}"]) for mode in MODES]


def kept(words: Words) -> dict[str, str]:
    """Return what is said where a form could not be sent, in the child's own reading."""
    return {key: words.plain(f"page.{key}") for key in ("offline", "refused", "broken", "long")}


def frame(mode: str) -> str:
    """Return how the frame around the page is read: it knows no grades."""
    return mode if mode in {"kana", "ruby"} else "plain"


def _if_there(words: Words, step: str, key: str) -> str:
    return words[f"step.{step}.{key}"] if key in text_data()["step"][step] else ""


def _too_long(sheet: Sheet, words: Words) -> dict[str, Any]:
    """Say how much can be written, and how much there is."""
    counts = [length(sheet.one(name)) for name, question in QUESTIONS.items() if question.kind in {"line", "text"}]
    return {"said": words["page.long"], "limit": LONGEST, "count": max(counts)}


def _label(question: Question, code: str, words: Words, rules: Edition, classes: Sequence[SchoolClass]) -> str:
    if question.kind == "scale":
        return code
    if question.kind == "class":
        return next((words.class_label(row.grade, row.name) for row in classes if str(row.pk) == code), "")
    entry = text_data()["option"][question.name].get(code, {})
    if question.name == "forms":
        return words.of({"ja": rules.form(code).label_child, "en": entry.get("en", "")})
    return words.of(entry)


def _codes(question: Question, rules: Edition, classes: Sequence[SchoolClass]) -> list[str]:
    if question.name == "forms":
        return [form.code for form in rules.forms]
    if question.kind == "class":
        return [str(row.pk) for row in classes]
    return list(question.options)


def _question(
    question: Question, step: str, sheet: Sheet, words: Words, rules: Edition, classes: Sequence[SchoolClass]
) -> dict[str, Any]:
    chosen = sheet.answers.get(question.name, ())
    icons = text_data()["option"].get(question.name, {})
    second = STEPS[step].index(question) == 1
    return {
        "name": question.name,
        "kind": question.kind,
        "legend": _if_there(words, step, question.name) or (_if_there(words, step, "second") if second else ""),
        "help": _if_there(words, step, "help") if second else "",
        "value": sheet.one(question.name),
        "options": [
            {
                "code": code,
                "label": _label(question, code, words, rules, classes),
                "icon": icons.get(code, {}).get("icon", "other" if question.name == "forms" else ""),
                "chosen": code in chosen,
            }
            for code in _codes(question, rules, classes)
        ],
    }


def _told(sheet: Sheet, words: Words, rules: Edition, classes: Sequence[SchoolClass]) -> list[dict[str, Any]]:
    """Return each step with what was answered, to look over before sending."""
    rows = []
    for step, questions in STEPS.items():
        if step == "check":
            continue
        answers: list[tuple[str, list[str]]] = []
        for number, question in enumerate(questions):
            if sheet.mode not in question.modes:
                continue
            values = list(sheet.answers.get(question.name, ()))
            if question.kind not in {"line", "text"}:
                values = [_label(question, value, words, rules, classes) for value in values]
            if values:
                answers.append((_if_there(words, step, "second_short") if number else "", values))
        rows.append(
            {
                "step": step,
                "short": words[f"step.{step}.short"],
                "answers": answers,
                "cannot": step in sheet.unsaid and not answers,
            }
        )
    return rows


def end_context(received: Received, mode: str, rules: Edition) -> dict[str, Any]:
    """Return the context of the receipt that a child gets."""
    words = Words(mode)
    return {
        "reading": frame(mode),
        "mode": mode,
        "t": words,
        "kept": kept(words),
        "report": received.report,
        "words": received.words,
        "phones": phones(words, rules),
    }


def seen_context(words: Words, received: datetime, first_read: datetime | None, readers: int) -> dict[str, Any]:
    """Return what a child reads of a report that was, or was not yet, read."""
    return {
        "said": format_html(words["receipt.readers"], count=readers) if readers else words["receipt.not_yet"],
        "at": moment(received, words),
        "read_at": moment(first_read, words) if first_read else "",
    }


def moment(at: datetime, words: Words) -> SafeString:
    """Say a moment in the child's reading."""
    local = at.astimezone(TOKYO)
    return format_html(words["receipt.moment"], month=local.month, day=local.day, hour=local.hour, minute=f"{local:%M}")
