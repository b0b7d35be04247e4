"""Holds a questionnaire to the rules: each fault is told with its place. No database."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from yorisoi.policy.questionnaire import (
    AUDIENCES,
    CANNOT,
    CLOCKS,
    KINDS,
    LONGEST,
    MODES,
    MOST_ITEMS,
    MOST_OPTIONS,
    TALK_TO,
    WITHHOLD,
    AlarmRule,
    BadQuestionnaire,
    Condition,
    Item,
    Option,
    Questionnaire,
)

_CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
_MARK = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")  # {漢字|かんじ}
_PARTING = re.compile(r"(?<=[^\x00-\x7f])[ \u3000]+|[ \u3000]+(?=[^\x00-\x7f])")  # as `ui.ruby` closes them up


@lru_cache(maxsize=256)
def read_text(text: str) -> Questionnaire:
    """Return the questionnaire of a canonical text; read once for each text."""
    return read(json.loads(text))


def read(data: Mapping[str, Any]) -> Questionnaire:
    """Hold a questionnaire to the rules and return it with types. Raises BadQuestionnaire with the place."""
    known = {"code", "version", "audience", "grades", "mode", "title", "lead", "thanks", "items", "rules"}
    _only("", data, known)
    version, grades = data.get("version"), data.get("grades")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BadQuestionnaire("version", "版は1からの整数で書いてください。")
    if not isinstance(grades, list) or not grades or any(grade not in range(1, 10) for grade in grades):
        raise BadQuestionnaire("grades", "学年を1〜9の数で、ひとつ以上書いてください。")
    items = tuple(_item(f"items[{n}]", one) for n, one in enumerate(_list("items", data.get("items"), MOST_ITEMS)))
    if not items:
        raise BadQuestionnaire("items", "質問をひとつ以上書いてください。")
    _unique("items", [item.code for item in items])
    by_code = {item.code: item for item in items}
    rows = _list("rules", data.get("rules", []), MOST_ITEMS)
    rules = tuple(_rule(f"rules[{n}]", one, by_code) for n, one in enumerate(rows))
    _unique("rules", [rule.code for rule in rules])
    return Questionnaire(
        code=_code("code", data.get("code")),
        version=version,
        audience=_one_of("audience", data.get("audience"), AUDIENCES),
        grades=tuple(grades),
        mode=_one_of("mode", data.get("mode"), MODES),
        title=_text("title", data.get("title")),
        lead=_text("lead", data.get("lead")),
        thanks=_text("thanks", data.get("thanks")),
        items=items,
        rules=rules,
    )


def _item(where: str, row: Any) -> Item:
    row = _table(where, row)
    _only(where, row, {"code", "kind", "ask", "short", "options"})
    kind = _one_of(f"{where}.kind", row.get("kind"), KINDS)
    rows = _list(f"{where}.options", row.get("options", []), MOST_OPTIONS)
    options = tuple(_option(f"{where}.options[{n}]", one) for n, one in enumerate(rows))
    _unique(f"{where}.options", [option.code for option in options])
    if kind in {"scale", "text"} and options:
        raise BadQuestionnaire(f"{where}.options", "この種類の質問に選択肢は書けません。")
    if kind not in {"scale", "text", "forms"} and len(options) < 2:
        raise BadQuestionnaire(f"{where}.options", "選択肢を二つ以上書いてください。")
    for wanted, codes in (("talk_to", TALK_TO), ("withhold", WITHHOLD)):
        if kind == wanted:
            for option in options:
                _one_of(f"{where}.options", option.code, codes)
    code = _code(f"{where}.code", row.get("code"))
    return Item(code, kind, _text(f"{where}.ask", row.get("ask")), _text(f"{where}.short", row.get("short")), options)


def _option(where: str, row: Any) -> Option:
    row = _table(where, row)
    _only(where, row, {"code", "ja", "en", "icon"})
    code = _code(f"{where}.code", row.get("code"))
    if code == CANNOT:
        raise BadQuestionnaire(where, "「いまは いえない」はどの質問にもあります。書かないでください。")
    text = _text(where, {key: row[key] for key in ("ja", "en") if key in row})
    icon = row.get("icon", "")
    if icon and not (isinstance(icon, str) and _CODE.fullmatch(icon)):
        raise BadQuestionnaire(f"{where}.icon", "絵の名前が正しくありません。")
    return Option(code, text, icon)


def _rule(where: str, row: Any, items: Mapping[str, Item]) -> AlarmRule:
    row = _table(where, row)
    _only(where, row, {"code", "say", "say_en", "all", "any", "clock", "cite"})
    said = _text(where, {"ja": row.get("say"), "en": row.get("say_en", row.get("say"))})
    sides: dict[str, tuple[Condition, ...]] = {}
    for side in ("all", "any"):
        given = _list(f"{where}.{side}", row.get(side, []), MOST_ITEMS)
        sides[side] = tuple(_condition(f"{where}.{side}[{n}]", one, items) for n, one in enumerate(given))
    if not sides["all"] and not sides["any"]:
        raise BadQuestionnaire(where, "どう答えたときかを書いてください（all か any）。")
    return AlarmRule(
        code=_code(f"{where}.code", row.get("code")),
        say=said["ja"],
        say_en=said["en"],
        clock=_one_of(f"{where}.clock", row.get("clock"), CLOCKS),
        cite=str(_one_of(f"{where}.cite", row.get("cite"), ("detection.survey_reading", "detection.survey"))),
        **sides,
    )


def _condition(where: str, row: Any, items: Mapping[str, Item]) -> Condition:
    row = _table(where, row)
    _only(where, row, {"item", "any", "least", "answered"})
    item = items.get(row.get("item", ""))
    if item is None:
        raise BadQuestionnaire(f"{where}.item", f"「{row.get('item')}」という質問はありません。")
    codes = tuple(_list(f"{where}.any", row.get("any", []), MOST_OPTIONS))
    # The forms of bullying are the edition's: known when the round opens, checked then.
    if not (item.kind == "forms" and not item.options):
        for code in codes:
            _one_of(f"{where}.any", code, (*item.codes, CANNOT))
    least = row.get("least")
    if least is not None and (not isinstance(least, int) or isinstance(least, bool) or least < 0):
        raise BadQuestionnaire(f"{where}.least", "least は0以上の整数で書いてください。")
    if least is not None and item.kind != "scale" and not (item.several and codes):
        raise BadQuestionnaire(f"{where}.least", "least は0〜10の質問か、いくつも選べる質問で使えます。")
    answered = row.get("answered", False)
    if not isinstance(answered, bool) or (not codes and least is None and not answered):
        raise BadQuestionnaire(where, "any・least・answered のどれかを書いてください。")
    return Condition(item.code, codes, least, answered)


def _table(where: str, row: Any) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise BadQuestionnaire(where, "表の形で書いてください。")
    return row


def _list(where: str, rows: Any, most: int) -> Sequence[Any]:
    if not isinstance(rows, list) or len(rows) > most:
        raise BadQuestionnaire(where, f"{most}個までの並びで書いてください。")
    return rows


def _only(where: str, row: Mapping[str, Any], known: set[str]) -> None:
    for key in row:
        if key not in known:
            raise BadQuestionnaire(f"{where}.{key}".strip("."), "知らない項目です。")


def _code(where: str, value: Any) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise BadQuestionnaire(where, "英小文字で始まる30字までの名前（a–z 0–9 _）を書いてください。")
    return value


def _one_of(where: str, value: Any, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise BadQuestionnaire(where, f"「{value}」は使えません（{'・'.join(allowed)} のどれか）。")
    return str(value)


def _text(where: str, value: Any) -> Mapping[str, str]:
    row = _table(where, value)
    _only(where, row, {"ja", "en"})
    ja, en = row.get("ja", ""), row.get("en", "")
    if not isinstance(ja, str) or not ja.strip() or len(ja) > LONGEST:
        raise BadQuestionnaire(where, f"日本語の文を{LONGEST}字までで書いてください。")
    if not isinstance(en, str) or len(en) > LONGEST:
        raise BadQuestionnaire(where, f"英語の文は{LONGEST}字までです。")
    # who reads English meets no marks of readings
    return {"ja": ja, "en": en or _PARTING.sub("", _MARK.sub(r"\1", ja))}


def _unique(where: str, codes: Sequence[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise BadQuestionnaire(where, f"「{code}」が二度書かれています。")
