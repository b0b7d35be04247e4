"""What the parts of an edition are called and in which form each of their values is written: for the editor.

A value that is not listed here can be edited as well: its form follows from what it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from yorisoi.policy.cited import every_duty
from yorisoi.policy.edition_labels import CHAPTERS as CHAPTERS
from yorisoi.policy.edition_labels import LIST_LABELS as LIST_LABELS
from yorisoi.policy.edition_labels import PART_LABELS as PART_LABELS
from yorisoi.policy.edition_labels import SET_CLOCKS
from yorisoi.policy.edition_types import KIND_LABELS, REGULAR
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import BODY_LABELS, POST_LABELS
from yorisoi.policy.sheets import FIELDS

TEXT, LONG, NUMBER, FLAG, LINES, SEVERAL, NUMBERS, CHOICE = "t", "a", "n", "b", "l", "m", "i", "c"
ORDERED = "o"  # several of the known ones, one after another
Choices = Mapping[str, Text]

CLOCK_KIND_LABELS: Choices = {
    "same_day": _("その日のうち"),
    "hours": _("時間"),
    "school_days": _("授業日"),
    "days": _("日"),
    "months": _("か月"),
    "set": _("会議が決めた日"),
}
QUORUM_LABELS: Choices = {"half": _("半数"), "majority": _("過半数"), "two_thirds": _("三分の二"), "all": _("全員")}
CONDITION_LABELS: Choices = {
    "continuous": _("継続していること"),
    "intent": _("わざとであること"),
    "severity": _("程度が重いこと"),
    "power_gap": _("力の差があること"),
    "group": _("集団によること"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One value. kind: the form in which it is written. default: what it is when it is left out."""

    key: str
    label: Text
    kind: str = TEXT
    choices: Choices | None = None
    help: Text = ""
    default: bool | None = None


def _named(*more: Field) -> tuple[Field, ...]:
    return (
        Field("code", _("コード"), help=_("記録に残る名前。英小文字。あとから変えません")),
        Field("label", _("呼び名")),
        Field("label_en", _("呼び名（英語）")),
        *more,
    )


_PERIOD = (
    Field("label", _("呼び名")),
    Field("label_en", _("呼び名（英語）")),
    Field("begins", _("始まり（06-01 の形）")),
    Field("ends", _("終わり")),
)
IN_POLICY = Field("in_policy", _("学校の方針に書いてある"), FLAG, default=True)
KINDS: Choices = KIND_LABELS
FIELDS_OF: dict[str, tuple[Field, ...]] = {
    "": (
        Field("title", _("方針の名前")),
        Field("school_name", _("学校名")),
        Field("city", _("市町村")),
        Field("version", _("版の名前"), help=_("例：2026年度版")),
    ),
    "definition": (
        Field("conditions", _("法律にない条件"), SEVERAL, CONDITION_LABELS, help=_("ふつうは、どれもつけません")),
        Field("restated", _("定義を書いている場所"), LINES),
        Field("restated_without_distress", _("そのうち「苦痛」が抜けている場所"), LINES),
    ),
    "bodies.*": (
        Field("label", _("会議の名前")),
        Field("label_en", _("会議の名前（英語）")),
        Field("members", _("構成員"), SEVERAL, POST_LABELS),
        Field("invited", _("事案ごとに招く人"), SEVERAL, POST_LABELS),
        Field("concerned", _("招く人のうち、担当の子が関わるときに必ず招く人"), SEVERAL, POST_LABELS),
        Field("chair", _("議長（代わる順に）"), ORDERED, POST_LABELS),
        Field("outside_contact", _("外部窓口"), CHOICE, POST_LABELS),
        Field("recorder", _("記録"), CHOICE, POST_LABELS),
        Field("quorum", _("定足数"), CHOICE, QUORUM_LABELS),
        Field("regular", _("定例"), CHOICE, REGULAR),
        IN_POLICY,
    ),
    "clocks.*": (
        Field("kind", _("数え方"), CHOICE, CLOCK_KIND_LABELS),
        Field("amount", _("いくつ"), NUMBER),
        Field("cite", _("条項"), help=_("条項のコード")),
        Field("basis", _("だれの定めか"), CHOICE, KINDS),
        IN_POLICY,
        Field("note", _("なぜこの数字か"), LONG),
    ),
    "clauses.*": (
        Field("section", _("学校の方針の場所（§）")),
        Field("article", _("法律・国の方針の場所")),
        Field("rule", _("きまり（学校のことばで）"), LONG),
        Field("rule_en", _("きまり（英語）"), LONG),
        Field("kind", _("だれのきまりか"), CHOICE, KINDS),
        IN_POLICY,
        Field("lacks", _("方針に書かれていないこと"), LONG),
        Field("cited_as", _("方針に印刷されている条項番号")),
        Field("link", _("原文のアドレス")),
    ),
    "follow_up": (
        Field("default_months", _("解消までの期間（か月）"), NUMBER),
        Field("minimum_months", _("これより短いときは理由が要る（か月）"), NUMBER),
        Field("policy_months", _("学校の方針に書いてある期間（か月。なければ 0）"), NUMBER),
        Field("follow_up_days", _("経過の報告（日後）"), NUMBER),
        Field("review_days", _("経過観察の見直し（日後）"), NUMBER),
    ),
    "retention": (
        Field("years_after_leaving", _("卒業・転出のあと（年）"), NUMBER),
        Field("serious_years", _("重大事態（年）"), NUMBER),
        Field("in_policy", _("学校の方針に書いてある"), FLAG, default=False),
    ),
    "absence": (
        Field("in_a_row", _("続けて休んだ授業日"), NUMBERS, help=_("小さい順に、「、」で区切って")),
        Field("in_year", _("年度の合計"), NUMBERS),
        Field("case_in_a_row", _("事案に関わる児童：続けて"), NUMBERS),
        Field("case_in_year", _("事案に関わる児童：年度の合計"), NUMBERS),
        Field("serious_in_year", _("重大事態を検討する目安（年度の合計）"), NUMBER),
        Field("suspected_in_a_row", _("いじめが疑われるとき：続けて"), NUMBER),
        Field("suspected_in_year", _("いじめが疑われるとき：年度の合計"), NUMBER),
    ),
    "care": (
        Field("concerns", _("気がかりがいくつ重なったら決めるか"), NUMBER),
        Field("within_days", _("何日の間に"), NUMBER),
        Field("cite", _("条項")),
        Field("repeats", _("しるしがいくつ重なったら印をつけるか"), NUMBER),
        Field("repeat_days", _("何日の間に"), NUMBER),
        Field("repeat_cite", _("条項")),
    ),
    "care.slots.*": _named(Field("begins", _("始まり（10:25 の形）")), Field("ends", _("終わり"))),
    "care.rooms.*": _named(),
    "care.rounds.*": _named(Field("begins", _("始まり（06-01 の形）")), Field("ends", _("終わり"))),
    "helplines.*": (
        Field("name", _("名前")),
        Field("matters", _("どんな相談か")),
        Field("phone", _("電話"), help=_("半角の数字とハイフン")),
        Field("hours", _("時間")),
        Field("national", _("全国共通"), FLAG, default=False),
        Field("checked", _("確かめた日"), help=_("2026-04-01 の形")),
        Field("name_en", _("名前（英語）")),
        Field("matters_en", _("どんな相談か（英語）")),
        Field("hours_en", _("時間（英語）")),
    ),
    "plan": (Field("review", _("見直しを始める日"), help=_("01-31 の形")),),
    "plan.stages.*": _PERIOD,
    "plan.terms.*": _PERIOD,
    "plan.pillars.*": _named(Field("cite", _("条項"), help=_("条項のコード"))),
    "plan.activities.*": _named(
        Field("stage", _("第何ステージ"), NUMBER),
        Field("pillar", _("柱"), help=_("柱のコード")),
        Field("owner", _("担当"), CHOICE, POST_LABELS),
        Field("begins", _("始まり（ステージの始まりとちがうときだけ。06-01 の形）")),
        Field("ends", _("終わり（同）")),
        Field("note", _("添えることば"), LONG),
        Field("note_en", _("添えることば（英語）"), LONG),
        Field("links", _("何をすると済むか（ひとつずつ行を変えて）"), LINES, help=_("「surveys.round:2」の形")),
    ),
    "plan.evaluation.*": _named(Field("help", _("何を見るか"), LONG), Field("help_en", _("何を見るか（英語）"), LONG)),
    "record_sheet": (Field("title", _("票の名前")),),
    "record_sheet.parts.*": (
        Field("title", _("部分の名前")),
        Field("fields", _("項目（この順に）"), ORDERED, FIELDS),
    ),
    "record_sheet.labels": tuple(Field(name, label) for name, label in FIELDS.items()),
    "checklist": (
        Field("title", _("題")),
        Field("title_en", _("題（英語）")),
        Field("version", _("番号"), NUMBER, help=_("項目を変えたら、ひとつ進めます")),
    ),
    "checklist.scenes.*": _named(),
    "checklist.scenes.*.lines.*": _named(Field("child", _("子どもの名前が浮かぶことがある"), FLAG, default=False)),
    "interview": (
        Field("bullying", _("いじめについて聞くこと"), LONG),
        Field("bullying_en", _("同（英語）"), LONG),
        Field("school", _("不登校について聞くこと"), LONG),
        Field("school_en", _("同（英語）"), LONG),
        Field("prompts", _("ほかに聞いてみること（ひとつずつ行を変えて）"), LINES),
    ),
    "interview.signs.*": _named(),
    "short.parts.*": (
        Field("title", _("見出し")),
        Field("title_easy", _("見出し（やさしい日本語。{漢字|かな} はふりがな）")),
        Field("title_en", _("見出し（英語）")),
        Field("points", _("文（ひとつずつ行を変えて）"), LINES),
        Field("points_easy", _("文（やさしい日本語）"), LINES),
        Field("points_en", _("文（英語）"), LINES),
    ),
    "short.child.*": (
        Field("title", _("見出し（{漢字|かな} はふりがな）")),
        Field("title_en", _("見出し（英語）")),
        Field("points", _("文（ひとつずつ行を変えて）"), LINES),
        Field("points_en", _("文（英語）"), LINES),
    ),
    "forms.*": (
        *_named(),
        Field("label_child", _("子どもに見せることば（{漢字|かな} はふりがな）")),
        Field("national", _("国の調査の番号（1〜9）"), NUMBER),
    ),
    "sources.*": _named(Field("discovery", _("国の調査の番号（決まらないときは 0）"), NUMBER)),
    "channels.*": _named(),
    "discoveries.*": (
        Field("code", _("国の調査の番号"), NUMBER),
        Field("label", _("呼び名")),
        Field("label_en", _("呼び名（英語）")),
        Field("by_school", _("学校の教職員が見つけた"), FLAG),
    ),
}
FIXED = frozenset({"bodies", "clocks", "clauses"})  # tables of tables whose names the software knows


def pattern(path: Sequence[str], rows: Sequence[bool]) -> str:
    """Return the path with a star for each name or number that is one of many."""
    return ".".join("*" if many else key for key, many in zip(path, rows, strict=True))


def chapter_of(clause: str) -> str:
    """Return the chapter that a clause stands in."""
    return clause.partition(".")[0]


@cache
def _clock_labels() -> dict[str, Text]:
    """Return what runs on each clock: the texts of the duties, the first three of them."""
    found: dict[str, list[Text]] = {}
    for duty in every_duty():
        if duty.text not in (texts := found.setdefault(duty.clock, [])):
            texts.append(duty.text)
    joined: dict[str, Text] = {
        clock: format_lazy("{}" + "・{}" * (len(texts[:3]) - 1), *texts[:3]) for clock, texts in found.items()
    }
    return {**joined, **SET_CLOCKS}


def entry_label(table: str, key: str) -> Text:
    """Return what an entry of a table of tables is called."""
    known: Mapping[str, Text] = {"bodies": BODY_LABELS, "clocks": _clock_labels()}.get(table, {})
    return known.get(key, key)
