"""What makes the question "could this be serious?" be asked, and the grounds on which it is one (§第3-1, 法28条1項).

Words and figures in, questions out: a person answers, with a reason. Nothing is judged here, and nothing is let pass.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Need, Text
from yorisoi.policy.urgency import look, rules


class Ground(StrEnum):
    """The grounds of 法28条1項. A claim opens it even where neither is plain yet."""

    HARM = "harm"
    ABSENCE = "absence"


GROUND_LABELS: dict[str, Text] = {
    Ground.HARM: _("1号（命・心身・財産の重大な被害の疑い）"),
    Ground.ABSENCE: _("2号（相当の期間の欠席の疑い）"),
}


class Origin(StrEnum):
    """Out of what it was opened."""

    CLAIM = "claim"
    CASE = "case"
    ABSENCE = "absence"
    FACTS = "facts"


ORIGIN_LABELS: dict[str, Text] = {
    Origin.CLAIM: _("児童・保護者の申立て"),
    Origin.CASE: _("事案から"),
    Origin.ABSENCE: _("欠席から"),
    Origin.FACTS: _("分かった事実から"),
}
CLAIMANTS: dict[str, Text] = {
    "pupil": _("児童本人"),
    "guardian": _("保護者"),
    "both": _("児童本人と保護者"),
}


@dataclass(frozen=True, slots=True)
class SeriousFact:
    """A fact for which the question is asked. `yields`: "no" with a reason is an answer (else only yes, or later)."""

    code: str
    label: Text
    why: Text
    ground: str = Ground.HARM
    yields: bool = True


FACTS: dict[str, SeriousFact] = {
    one.code: one
    for one in (
        SeriousFact(
            "self_harm",
            _("死・自傷にふれることば"),
            _("自殺を考えた・しようとしたことは、けがが軽くても重大な被害の例です。"),
            yields=False,
        ),
        SeriousFact("injury", _("けが・体の症状"), _("骨折・脳しんとう・歯が折れる・続く嘔吐や腹痛などが例です。")),
        SeriousFact("money", _("お金・品物"), _("国のガイドラインの例は、総額1万円を求められた場合です。")),
        SeriousFact("diagnosis", _("医師の診断"), _("PTSDなど、いじめによる心身の診断は重大な被害の例です。")),
        SeriousFact("transfer", _("転校"), _("欠席が30日に達しなくても、転校せざるを得ないことは例にあたります。")),
        SeriousFact(
            "absence",
            _("欠席"),
            _("年間30日は目安です。続く欠席は、日数を待たずに考えます。"),
            ground=Ground.ABSENCE,
        ),
    )
}
ABSENCE_REACHED = "absence_reached"  # the second ground itself: attendance asks that, and nobody may say no to it

ANSWERS: dict[str, Text] = {
    "yes": _("重大事態として扱う（疑いの段階で足ります）"),
    "later": _("まだ決められない（次に考える日を決め、市教委へ電話で相談する）"),
    "no": _("いまは重大事態にあたらないと考える"),
}
WANTS_REASON = Need(
    "reason", _("そう考える理由を書いてください。市教委にも、この文が届きます。"), "serious.question", bool
)
WANTS_DATE = Need("next_on", _("次に考える日を決めてください。"), "serious.question", bool)
NO_REFUSAL = Need(
    "no_refusal",
    _(
        "この事実については、調べる前に「あたらない」とは答えられません。重大事態として扱うか、次に考える日を決めてください。"
    ),
    "serious.claim",
    bool,
)

_INJURY = (
    *("骨折", "こっせつ", "脳しんとう", "脳震盪", "脳振盪", "歯が折れ", "はがおれ", "縫った", "針縫", "救急車", "入院"),
    *(
        "病院に行",
        "病院へ行",
        "病院で診",
        "びょういん",
        "意識を失",
        "気を失",
        "失神",
        "やけど",
        "火傷",
        "捻挫",
        "ねんざ",
    ),
    *("吐いて", "嘔吐", "腹痛が続", "眠れない"),
)
# where one of these stands it is something else: who has come from another school, paint, ointment
_NOT = (
    "転校してき",
    "転校して来",
    "転校生",
    "転校してから",
    "色をぬった",
    "絵の具をぬった",
    "薬をぬった",
    "くすりをぬった",
)
_DIAGNOSIS = (
    "診断書",
    "診断さ",
    "診断が",
    "診断を",
    "ＰＴＳＤ",
    "PTSD",
    "適応障害",
    "うつ病",
    "抑うつ",
    "心療内科",
    "精神科",
)
_TRANSFER = ("転校", "てんこう", "転学", "学校を変わ", "学校をかわ", "学校を替え", "学校を変え")
_TOLD_BY = tuple(  # (fact, each word as it is said with how it is compared)
    (code, tuple((word, unicodedata.normalize("NFKC", word)) for word in words))
    for code, words in (("injury", _INJURY), ("diagnosis", _DIAGNOSIS), ("transfer", _TRANSFER))
)
_SUM = re.compile(r"(?:(\d[\d,]{0,11})\s*万\s*)?(?:(\d{1,4})\s*千\s*)?(\d[\d,]{0,11})?\s*円")
_KANJI = str.maketrans("一二三四五六七八九", "123456789")
_KANJI_SUM = re.compile(r"([一二三四五六七八九])(万|千)(?:([一二三四五六七八九])千)?円")
ASKED_FROM = 1_000  # yen in one place: money that is spoken of; below, pocket money is


@dataclass(frozen=True, slots=True)
class Spoken:
    """A fact that a text speaks of: the words as they stand, the sum in yen where it is money."""

    code: str
    words: str
    amount: int = 0


def sums(text: str) -> list[int]:
    """Return the sums of money in a text, in yen: 「3000円」「1万2千円」「二千円」."""
    plain = unicodedata.normalize("NFKC", text)
    found = []
    for parts in _SUM.findall(plain):
        amount = sum(
            int(part.replace(",", "")[:9]) * worth
            for part, worth in zip(parts, (10_000, 1_000, 1), strict=True)
            if part
        )
        found += [amount] if amount else []
    for digit, unit, thousands in _KANJI_SUM.findall(plain):
        amount = int(digit.translate(_KANJI)) * {"万": 10_000, "千": 1_000}[unit]
        found.append(amount + (int(thousands.translate(_KANJI)) * 1_000 if thousands else 0))
    return found


def speaks_of(text: str) -> list[Spoken]:
    """Return the facts that a text speaks of, each once, in the order of the table."""
    if not text:
        return []
    found: dict[str, Spoken] = {}
    for hit in look(text, {"self_harm": rules()["self_harm"]}):
        found["self_harm"] = Spoken("self_harm", "・".join(hit.words))
    plain = unicodedata.normalize("NFKC", text)
    for word in _NOT:
        if word in plain:
            plain = plain.replace(word, "")
    for code, words in _TOLD_BY:
        hits = [said for said, compared in words if compared in plain]
        if hits:
            found[code] = Spoken(code, "・".join(hits))
    amount = sum(sums(text))
    if amount >= ASKED_FROM:
        found["money"] = Spoken("money", "", amount)
    return [found[code] for code in FACTS if code in found]
