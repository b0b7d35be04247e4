"""Changes to a questionnaire as data: each returns new data, nothing is written here. No database.

What a rule asks for goes with it: a rule that is left without a condition goes too, and the caller is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.policy.questionnaire import CANNOT, SEVERAL, AlarmRule, Condition, Questionnaire
from yorisoi.surveys.forms_paper import CANNOT_SAY, plain

Data = dict[str, Any]


def place_of(data: Data, code: str) -> int:
    """Return where the question of this code stands, or raise KeyError."""
    for place, item in enumerate(data["items"]):
        if item["code"] == code:
            return place
    raise KeyError(code)


def fresh(codes: Sequence[str], start: str) -> str:
    """Return a code that none of these has."""
    return next(code for n in range(1, 999) if (code := f"{start}{n}") not in codes)


def moved(data: Data, code: str, *, up: bool) -> Data:
    """Return the data with a question one place up or down."""
    made = deepcopy(data)
    place = place_of(made, code)
    other = place - 1 if up else place + 1
    if 0 <= other < len(made["items"]):
        made["items"][place], made["items"][other] = made["items"][other], made["items"][place]
    return made


def without(data: Data, code: str) -> tuple[Data, list[str]]:
    """Return the data without a question, and the sentences of the rules that went with it."""
    made = deepcopy(data)
    del made["items"][place_of(made, code)]
    return made, _tidy(made)


def with_item(data: Data, kind: str, ask: str) -> tuple[Data, str]:
    """Return the data with one more question before the last ones of every sheet, and its code."""
    made = deepcopy(data)
    code = fresh([item["code"] for item in made["items"]], "q")
    item: Data = {"code": code, "kind": kind, "ask": {"ja": ask}, "short": {"ja": plain({"ja": ask})}}
    if kind in {"one", "many"}:
        item["options"] = [{"code": "yes", "ja": "はい"}, {"code": "no", "ja": "いいえ"}]
    if kind == "faces":
        words = (("very", "とても"), ("mostly", "まあまあ"), ("little", "あまり"), ("never", "ぜんぜん"))
        faces = ("face_5", "face_4", "face_2", "face_1")
        item["options"] = [
            {"code": word, "icon": face, "ja": said} for (word, said), face in zip(words, faces, strict=True)
        ]
    last = next((n for n, one in enumerate(made["items"]) if one["kind"] in {"talk_to", "withhold", "text"}), None)
    made["items"].insert(len(made["items"]) if last is None else last, item)
    return made, code


def with_changed(data: Data, code: str, item: Data) -> tuple[Data, list[str]]:
    """Return the data with a question put in other words, and the rules that went with options taken out."""
    made = deepcopy(data)
    made["items"][place_of(made, code)] = item
    return made, _tidy(made)


def _tidy(data: Data) -> list[str]:
    """Take out of the rules what is not asked any more; return the sentences of those that are gone."""
    known = {item["code"]: item for item in data["items"]}
    gone, kept = [], []
    for rule in data.get("rules", []):
        before = sum(len(rule.get(side, [])) for side in ("all", "any"))
        for side in ("all", "any"):
            rule[side] = [one for one in (_still(c, known) for c in rule.get(side, [])) if one is not None]
        after = sum(len(rule[side]) for side in ("all", "any"))
        # a condition less in 「すべて」 would make the rule wider than anybody wrote it
        if after == 0 or (rule["all"] and after < before):
            gone.append(rule["say"])
        else:
            kept.append({key: value for key, value in rule.items() if value != []})
    data["rules"] = kept
    return gone


def _still(condition: Data, known: dict[str, Data]) -> Data | None:
    item = known.get(condition["item"])
    if item is None:
        return None
    if not condition.get("any") or (item["kind"] == "forms" and not item.get("options")):
        return condition
    codes = {option["code"] for option in item.get("options", [])} | {CANNOT}
    if item["kind"] == "scale":
        return condition
    left = [code for code in condition["any"] if code in codes]
    return {**condition, "any": left} if left else None


def with_rule(data: Data, code: str, rule: Data | None) -> Data:
    """Return the data with a rule changed, added (an unknown code) or, with None, taken out."""
    made = deepcopy(data)
    rules = made.setdefault("rules", [])
    for place, one in enumerate(rules):
        if one["code"] == code:
            rules[place : place + 1] = [] if rule is None else [rule]
            return made
    if rule is not None:
        rules.append(rule)
    return made


def in_words(rule: AlarmRule, sheet: Questionnaire) -> str:
    """Say when a rule fires, as a sentence made of the questions' short words."""
    parts = []
    if rule.all:
        parts.append(_(" かつ ").join(_condition(one, sheet) for one in rule.all))
    if rule.any:
        parts.append(_(" または ").join(_condition(one, sheet) for one in rule.any))
    return _(" かつ ").join(parts)


def _condition(one: Condition, sheet: Questionnaire) -> str:
    item = sheet.item(one.item)
    asked = plain(item.short)
    if one.any:
        words = _("」「").join(_answer(sheet, one.item, code) for code in one.any)
        if one.least and one.least > 1 and item.kind in SEVERAL:
            return _("%(asked)sで「%(words)s」のうち%(n)dつ以上") % {"asked": asked, "words": words, "n": one.least}
        return _("%(asked)sに「%(words)s」") % {"asked": asked, "words": words}
    if one.least is not None:
        return _("%(asked)sが%(n)d以上") % {"asked": asked, "n": one.least}
    return _("%(asked)sに何か答えた") % {"asked": asked}


def _answer(sheet: Questionnaire, item: str, code: str) -> str:
    if code == CANNOT:
        return str(CANNOT_SAY)
    asked = sheet.item(item)
    return code if asked.kind == "scale" else plain(asked.option(code).text) if code in asked.codes else code
