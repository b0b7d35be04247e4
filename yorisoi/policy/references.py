"""Places in the Act, the national policy and a school's own document, as an English reader finds them."""

from __future__ import annotations

import re
from functools import cache

NAMES = (
    ("いじめ防止対策推進法", "Act on the Promotion of Measures to Prevent Bullying"),
    ("重大事態の調査に関するガイドライン", "Guidelines on investigating serious incidents"),
    (
        "文部科学省「児童生徒の問題行動・不登校等生徒指導上の諸課題に関する調査」",
        "Ministry of Education: national survey on student guidance",
    ),
    ("WHO 自殺予防 メディアのための手引き", "WHO: Preventing suicide, a resource for media professionals"),
    ("学校教育法施行規則", "School Education Act enforcement rules, "),
    ("個人情報保護法", "Act on the Protection of Personal Information, "),
    ("国の基本方針", "National Basic Policy"),
    ("フローチャート", "flowchart"),
    ("実施計画", "year’s plan"),
    ("相談窓口", "helplines"),
)
PLACES = (
    (re.compile(r"(\d+)条(\d+)項(\d+)号"), r"art. \1(\2) item \3"),
    (re.compile(r"(\d+)条(\d+)項"), r"art. \1(\2)"),
    (re.compile(r"(\d+)条"), r"art. \1"),
    (re.compile(r"(?<=・)(\d+)項"), r"(\1)"),
    (re.compile(r"法(?=art\.)"), "Act "),
    (re.compile(r"別添(\d+)"), r"Annex \1"),
    (re.compile(r"第(\d+)の(\d+)"), r"\1-\2"),
    (re.compile(r"第(\d+)ステージ"), r"stage \1"),
    (re.compile(r"第(?=\d)"), ""),
)


@cache
def in_english(place: str) -> str:
    """Return a reference with the names of its sources in English: 「法23条2項」 is "Act art. 23(2)".

    What is not known stays as it is written: a heading of the school's own document is looked for there.
    """
    for ja, en in NAMES:
        place = place.replace(ja, en)
    for pattern, en in PLACES:
        place = pattern.sub(en, place)
    return re.sub(r" +", " ", place.replace("・", ", ")).strip()
