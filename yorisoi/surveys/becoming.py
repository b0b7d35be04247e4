"""How what was answered becomes a report: whose words are whose, and nothing of the sheet is lost."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override

from yorisoi.reports.actions import Said
from yorisoi.reports.answers import BECAUSE, REMARK, SHEET
from yorisoi.surveys.alarming import withheld
from yorisoi.surveys.forms_paper import plain
from yorisoi.surveys.in_words import answered
from yorisoi.surveys.models import KeptFrom, ReadingItem


def said_of(row: ReadingItem, words: str, pupils: tuple[int, ...]) -> Said:
    """Return what a report out of this item says: the child's own words; apart from them the rules' sentences, all
    that was answered, in codes and in words, and the reader's remark.
    """
    parts, because = [], []
    answers: dict[str, Any] = {}
    for one in ReadingItem.objects.filter(bundle=row.bundle).select_related("key").order_by("kind", "item"):
        held = one.data("words")
        answers = held.get("answers") or answers
        because += [said for said in held.get("reasons", ()) if said not in because]
        parts += [held["text"]] if held.get("text") and held["text"] not in parts else []
    part = row.round.parts.select_related("questionnaire").get(school_class_id=row.school_class_id)
    sheet = part.questionnaire.read
    forms = [
        code
        for one in sheet.items
        if one.kind == "forms" and isinstance(answers.get(one.code), list)
        for code in answers[one.code]
    ]
    named = KeptFrom.objects.filter(item__bundle=row.bundle).values_list("staff_id", flat=True)
    going_on = answers.get("going_on")
    return Said(
        token=f"survey:{row.bundle}",
        source="guardian" if row.round.audience == "guardian" else "child",
        channel="questionnaire",
        narrative="\n".join(parts),
        answers={
            **{key: value for key, value in answers.items() if not isinstance(value, str) or value in _codes(sheet)},
            **({REMARK: words} if words.strip() else {}),
        },
        beside={
            BECAUSE: "\n".join(said[0] for said in because),
            SHEET: {
                "ja": _in_words(sheet, answers, "ja"),
                "en": _in_words(sheet, answers, "en"),
                "because": "\n".join(said[-1] for said in because),
            },
        },
        forms=forms,
        reporter={"name": row.pupil.name} if row.pupil else {},
        anonymous=row.pupil is None,
        pupils=tuple(dict.fromkeys([*([row.pupil_id] if row.pupil_id else []), *pupils])),
        staff_named=tuple(set(named)),
        withhold=withheld(sheet, answers, row.school_class_id),
        still_going={"yes": "yes", "stopped": "no", "unknown": "unknown"}.get(str(going_on), ""),
        class_id=row.school_class_id,
    )


def _in_words(sheet: Any, answers: dict[str, Any], language: str) -> list[list[str]]:
    """Return (question, answer) of what was chosen, in the words that the child saw, without readings."""
    with override(language):
        return [
            [plain(item.short), one.answer]
            for item, one in zip(sheet.items, answered(sheet, answers), strict=True)
            if item.kind not in {"text", "forms", "talk_to", "withhold"} and not one.quiet
        ]


def _codes(sheet: Any) -> set[str]:
    return {code for item in sheet.items for code in item.codes} | {"cannot_say"}
