"""The record sheet (いじめ記録票) as data: its parts and fields, in which order, under which labels. Boards differ."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.edition_reader import Reader
from yorisoi.policy.flow import Text

# What can stand on the sheet. The edition says what does, where, and what the board calls it.
FIELDS: dict[str, Text] = {
    "number": _("管理番号"),
    "stage": _("報告の段階"),
    "before": _("前回の記録票"),
    "reported_at": _("報告日時"),
    "way": _("報告の方法"),
    "reporter": _("報告者（職・氏名）"),
    "receiver": _("受理者（市教委）"),
    "school": _("学校名"),
    "school_code": _("学校コード"),
    "principal": _("校長名"),
    "phone": _("電話"),
    "received_at": _("情報を得た日時"),
    "source": _("情報源"),
    "discovery": _("発見のきっかけ（国の調査の区分）"),
    "first_staff": _("最初に記録した職員"),
    "recognised_on": _("認知した日"),
    "subcommittee_at": _("小委員会の開催"),
    "victims": _("被害児童"),
    "absence": _("出欠の状況（今年度）"),
    "care_needs": _("特に配慮すること"),
    "perpetrators": _("加害児童"),
    "around": _("観衆・傍観者など"),
    "forms": _("態様"),
    "period": _("行為のあった時期"),
    "places": _("場所"),
    "facts": _("事実の経過（推測・評価は含まない）"),
    "conflicts": _("食い違う点・分からない点"),
    "child_words": _("本人のことば・苦痛の内容"),
    "injury": _("けが・受診・金品の額"),
    "wishes": _("本人・保護者の願い"),
    "course": _("学校の対応"),
    "judgements": _("組織の判断と理由"),
    "meetings": _("会議の開催"),
    "short_goal": _("短期目標"),
    "long_goal": _("長期目標"),
    "care_plan": _("ケア・支援の体制"),
    "agencies": _("関係機関との連絡"),
    "serious": _("重大事態の可能性と理由"),
    "board_phone": _("市教委への電話の一報"),
    "state": _("現在の状況"),
    "last_act": _("最後の行為の日"),
    "period_end": _("見守りの期限"),
    "next_at": _("次回の確認"),
    "comment": _("指導主事の欄"),
    "attachments": _("添付の一覧"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the sheet."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """The whole sheet. labels: what this board calls a field otherwise than we do."""

    title: str
    parts: tuple[Part, ...]
    labels: dict[str, str] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """Return what the field is called."""
        return self.labels.get(name) or str(FIELDS[name])


STANDARD = RecordSheet("いじめ記録票", (Part("記録", tuple(FIELDS)),))


def read_sheet(row: Reader) -> RecordSheet:
    """Read the sheet of an edition; an edition that says nothing has every field in our order. Raises BadEdition."""
    if not row.data:
        return STANDARD
    parts = []
    seen: set[str] = set()
    for one in row.rows("parts"):
        part = Part(one.text("title"), one.texts("fields", allowed=tuple(FIELDS)))
        one.finish()
        for name in part.fields:
            if name in seen:
                raise one.bad("fields", f"「{name}」は、もうほかの所にあります。")
            seen.add(name)
        parts.append(part)
    if not parts:
        raise row.bad("parts", "ひとつ以上書いてください。")
    labels = row.table("labels", optional=True)
    known = {name: labels.text(name) for name in labels.data if name in FIELDS}
    labels.finish()
    made = RecordSheet(row.text("title", STANDARD.title), tuple(parts), known)
    row.finish()
    return made
