"""How the answers of a report are read by staff: label and text of each, from the codes that were kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.questionnaire import shipped
from yorisoi.policy.roles import POST_LABELS
from yorisoi.reports.child_steps import SCALE
from yorisoi.reports.models import Report
from yorisoi.reports.reading import text_data
from yorisoi.ui.ruby import read

# Of 元気アンケート: why it was shown to adults, the whole sheet in words (by language), what a reader added to it.
BECAUSE, SHEET, REMARK = "shown_because", "sheet_said", "remark"
_OF_SHEET = frozenset({"talk_to", "withhold", REMARK, BECAUSE})  # what a sheet in words does not say itself
NOT_HOME = "not_home"  # the wish that the family be not told first

LABELS: dict[str, Text] = {
    "whose": _("だれのこと"),
    "when": _("いつ"),
    "where": _("どこで"),
    "feel": _("気もち"),
    "feel_scale": _("つらさ(0〜10)"),
    "talk_to": _("話したい大人"),
    "withhold": _("知られたくない人"),
    "unsaid": _("「いまは いえない」とした問い"),
    "child_name": _("子どもの名前"),
    "wish": _("学校にしてほしいこと"),
    REMARK: _("読んだ大人が書き添えたこと"),
    BECAUSE: _("元気アンケートで出た理由"),
    "staff_concerned": _("関わっている学校の大人"),
    "from_whom": _("だれから"),
    "people_text": _("名簿と合わなかった名前"),
    "shot_service": _("サービス"),
    "shot_account": _("アカウント"),
    "shot_shown_at": _("画面の日時"),
    "shot_address": _("アドレス・グループ"),
    "shot_taken_by": _("写した人"),
}
FROM_LABELS: dict[str, Text] = {
    "self": _("自分で見た・聞いた"),
    "child": _("子どもから"),
    "guardian": _("保護者から"),
    "community": _("地域の方から"),
    "colleague": _("ほかの職員から"),
    "other": _("その他"),
}
STILL_LABELS: dict[str, Text] = {"yes": _("つづいている"), "no": _("いまはない"), "unknown": _("わからない")}
PLACES_OTHERS: dict[str, Text] = {"family": _("おうちの人"), "nobody": _("いない"), "child": _("子ども本人")}


def answer_lines(report: Report) -> list[tuple[Text, Text]]:
    """Return what was answered beside the narrative, as (label, text): forms first, then in the order asked."""
    answers = report.data("answers")
    known = {form.code: form.label for form in edition(report.school.edition).forms}
    lines: list[tuple[Text, Text]] = []
    if report.forms:
        lines.append((_("態様"), "、".join(known.get(code, code) for code in report.forms)))
    if report.still_going:
        lines.append((_("いまもつづいているか"), STILL_LABELS.get(report.still_going, report.still_going)))
    sheet = answers.get(SHEET)
    for name, label in LABELS.items():
        if sheet and name not in _OF_SHEET:
            continue
        if name in answers and answers[name] not in ("", []):
            lines.append((label, because(answers) if name == BECAUSE else said_in_words(name, answers[name])))
    return [*lines, *((short, answer) for short, answer in (sheet or {}).get(_language(), []))]


def beside(report: Report) -> list[tuple[Text, str]]:
    """Return what stands beside the words of a report out of an answer, each labelled: why it was shown, the remark."""
    answers = report.data("answers")
    found = [(LABELS[BECAUSE], because(answers)), (LABELS[REMARK], str(answers.get(REMARK) or ""))]
    return [(label, text) for label, text in found if text]


def in_parts(report: Report) -> list[tuple[Text, str]]:
    """Return the words of a report and what stands beside them, each labelled."""
    told = report.text("narrative")
    return [*([(_("ことば"), told)] if told else []), *beside(report)]


def in_full(report: Report) -> str:
    """Return the words of a report and what stands beside them, as one text."""
    told = report.text("narrative")
    return "\n".join([*([told] if told else []), *(f"{label}: {text}" for label, text in beside(report))])


def because(answers: Mapping[str, Any]) -> str:
    """Return why an answer was shown to adults, in the language of the page."""
    english = (answers.get(SHEET) or {}).get("because", "") if _language() == "en" else ""
    return str(english or answers.get(BECAUSE) or "")


def _language() -> str:
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def codes_of(answers: Mapping[str, Any], name: str) -> list[str]:
    """Return the codes that were chosen for one question: a form keeps them as a list, or as one value."""
    given = answers.get(name) or []
    return [given] if isinstance(given, str) else [str(code) for code in given]


def said_in_words(name: str, value: Any) -> Text:
    """Return what the codes of one answer say."""
    if isinstance(value, list):
        return "、".join(str(said_in_words(name, each)) for each in value)
    if name == "from_whom":
        return FROM_LABELS.get(value, value)
    if name == "feel_scale" and value in SCALE:
        return str(value)
    if name == "unsaid":
        return read(text_data()["step"][value]["short"]["ja"], "plain")
    if name == "wish" and value in (wished := _wishes()):
        return wished[value]
    if name in {"withhold", "talk_to"}:
        if value in POST_LABELS:
            return POST_LABELS[value]
        if value in PLACES_OTHERS and name == "withhold":
            return PLACES_OTHERS[value]
    entry = text_data()["option"].get(name, {}).get(value)
    return read(entry["ja"], "plain") if entry and "ja" in entry else value


@cache
def _wishes() -> Mapping[str, str]:
    """Return what a child may wish for in 元気アンケート, by its code."""
    asked = next(item for item in shipped("upper")["items"] if item["code"] == "wish")
    return {option["code"]: str(read(option["ja"], "plain")) for option in asked["options"]}
