"""The minutes of a meeting as fixed, with what was added since; as one person may read them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yorisoi.documents.blocks import Block, Facts, Head, Paper, Para, Table, Words
from yorisoi.documents.gather import say_moment
from yorisoi.editions.queries import edition_at
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.present import Minutes, minutes_of
from yorisoi.policy.edition_types import Edition
from yorisoi.schools.models import Staff


def minutes(meeting: Meeting, staff: Staff) -> Paper:
    """Return the fixed minutes: attendance, decisions with reasons, what goes on, next date, notes, additions."""
    told = minutes_of(meeting, staff)
    rules = edition_at(meeting.school, meeting.finalised_at)  # what was decided then stays under the edition of then
    blocks: list[Block] = [Facts(_facts(told)), Head("出席"), _seats(told), Head("決定")]
    for one in told.decisions:
        blocks.append(Head(f"{one.about}　{one.label}" + (f"　→ 事案 {one.case}" if one.case else ""), level=2))
        rows = [("日時", say_moment(one.at)), ("理由", one.reason), *((str(a), str(b)) for a, b in one.details)]
        blocks.append(Facts((*rows, ("記録", one.by), ("根拠", _clause(rules, one.cite)))))
    if not told.decisions:
        blocks.append(Para("この会議で決めたことはない。"))
    if told.undecided:
        blocks.append(Para("話し合いを続けるもの: " + "、".join(told.undecided)))
    if told.next_at:
        blocks += [Head("次回"), Facts((("日時", say_moment(told.next_at)), ("それまでに進めること", told.next_work)))]
    if told.notes:
        blocks += [Head("話し合いの記録"), Words(told.notes)]
    if told.additions:
        blocks.append(Head("訂正・追記（確定のあとに書き足したもの。もとの記録は上のまま）"))
        for row, words in told.additions:
            kind = "訂正" if row.kind == "correction" else "追記"
            blocks.append(Words(words, f"{kind}　{say_moment(row.at)}　{row.by.name}"))
    if not told.whole:
        blocks.append(Para("この写しは、作成者が読むことのできる議題だけを含む。", small=True))
    return Paper(
        kind="minutes",
        title=_("%(body)s 議事録") % {"body": told.body},
        about=meeting.label,
        school=meeting.school.name,
        edition=f"{rules.name}・{rules.version}",
        blocks=tuple(blocks),
    )


def _facts(told: Minutes) -> tuple[tuple[str, str], ...]:
    meeting = told.meeting
    began = say_moment(told.began_at or meeting.scheduled_at)
    ended = f" 〜 {say_moment(told.ended_at)}" if told.ended_at else ""
    return (
        ("会議", f"{told.body} {meeting.label}"),
        ("日時", began + ended),
        ("場所", meeting.place),
        ("議長", told.chair),
        ("確定", f"{say_moment(meeting.finalised_at)}　{meeting.finalised_by.name if meeting.finalised_by else ''}"),
        ("記録の指紋（SHA-256）", told.fingerprint),
    )


def _seats(told: Minutes) -> Table:
    stands_in = {row["absent"]: row["substitute"] for row in told.stand_ins}
    rows = [(row["name"], str(row["post"]), "出席", "") for row in told.present]
    for row in told.absent:
        other = f"代わり: {stands_in[row['name']]}　" if row["name"] in stands_in else ""
        how = f"伝え方: {row['informed']}" if row.get("informed") else ""
        rows.append((row["name"], str(row["post"]), "欠席", other + how))
    return Table(("氏名", "職", "出欠", "欠席者への共有・代わり"), tuple(rows), (4, 4, 1.6, 6))


def _clause(rules: Edition, cite: str) -> str:
    clause = rules.clauses.get(cite)
    return " ".join(filter(None, (clause.section, clause.article))) if clause else ""
