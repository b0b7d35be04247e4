"""The fields of the record sheet that are rows under headings: children, facts, the school's work, meetings."""

from __future__ import annotations

from yorisoi.cases.entries import CONTACT, FACT, JUDGEMENT, OBSERVATION
from yorisoi.cases.files import files_of_case
from yorisoi.cases.models import Involvement
from yorisoi.documents.blocks import Table
from yorisoi.documents.gather import Plain, body_of, say_moment, title_of, when_of
from yorisoi.documents.record_field import Sheet, Value, field
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import who_knows
from yorisoi.policy.absence import KINDS as DAY_KINDS
from yorisoi.policy.absence import Group
from yorisoi.policy.roles import BODY_LABELS, ROLE_LABELS
from yorisoi.reports.models import Exclusion
from yorisoi.schools.models import Pupil

CHILD_HEAD = ("氏名", "ふりがな", "性別", "学年・組・番号", "担任", "立場")
COURSE_HEAD = ("日時", "だれが", "何を（相手）", "内容・相手の反応・次の予定")


@field("victims")
def _victims(s: Sheet) -> Value:
    return _children(s, s.told.of_role("victim"))


@field("perpetrators")
def _perpetrators(s: Sheet) -> Value:
    return _children(s, s.told.of_role("perpetrator"))


@field("around")
def _around(s: Sheet) -> Value:
    return _children(s, s.told.of_role("audience", "bystander", "informant"))


def _seat(s: Sheet, pupil: Pupil) -> tuple[str, str]:
    seat = s.told.seats.get(pupil.pk)
    if seat is None:
        return "", ""
    number = f" {seat.number}番" if seat.number else ""
    return f"{seat.school_class}{number}", s.told.homerooms.get(seat.school_class_id, "")


def _children(s: Sheet, rows: list[Involvement]) -> Table:
    sexes = {"male": "男", "female": "女"}
    lines = []
    for row in rows:
        seat, homeroom = _seat(s, row.pupil)
        sex = sexes.get(row.pupil.sex, "")
        lines.append((row.pupil.name, row.pupil.kana, sex, seat, homeroom, str(ROLE_LABELS[row.role])))
    return Table(CHILD_HEAD, tuple(lines), (4, 4, 1.3, 4, 3, 2.2))


@field("absence")
def _absence(s: Sheet) -> Value:
    lines = []
    for pupil in {row.pupil_id: row.pupil for row in s.told.of_role("victim")}.values():
        counts = s.told.absences.get(pupil.pk)
        if counts is None or not counts.known:
            continue
        told = "・".join(f"{DAY_KINDS[code].label} {n}日" for code, n in counts.kinds.items() if _missed(code) and n)
        lines.append(
            f"{pupil.name}　欠席 {counts.absent}日（授業日 {counts.known}日のうち）" + (f"　{told}" if told else "")
        )
    return "\n".join(lines)


def _missed(code: str) -> bool:
    return DAY_KINDS[code].group in {Group.ABSENT, Group.PARTLY}


@field("facts")
def _facts(s: Sheet) -> Value:
    lines = [line for line in s.told.shown if line.nature in {FACT, "report"}]
    rows = [
        (when_of(line), title_of(line), body_of(line, judged=False), line.source[0] if line.source else line.who)
        for line in lines
    ]
    return Table(
        ("日時", "何の記録か", "内容（言ったとおり・見たとおり）", "根拠・記録者"), tuple(rows), (3, 3.4, 7, 2.8)
    )


@field("course")
def _course(s: Sheet) -> Value:
    lines = [line for line in s.told.shown if line.nature in {CONTACT, OBSERVATION}]
    return Table(COURSE_HEAD, tuple((when_of(x), x.who, title_of(x), body_of(x)) for x in lines), (3, 2.6, 3.6, 7))


@field("judgements")
def _judgements(s: Sheet) -> Value:
    lines = [line for line in s.told.shown if line.nature == JUDGEMENT]
    rows = tuple((when_of(line), title_of(line), body_of(line), line.who) for line in lines)
    return Table(("日時", "判断", "理由と内容", "記録者"), rows, (3, 3.6, 7, 2.6))


@field("meetings")
def _meetings(s: Sheet) -> Value:
    rows = []
    for meeting in sorted(s.told.meetings, key=lambda m: (m.scheduled_at, m.pk)):
        took_part = _took_part(s, meeting)
        here = [x.staff.name for x in meeting.attendances.all() if x.present and (not took_part or x.pk in took_part)]
        state = "議事録確定" if meeting.finalised_at else "開催中" if meeting.opened_at else "予定"
        at = say_moment(meeting.opened_at or meeting.scheduled_at)
        rows.append((at, f"{BODY_LABELS[meeting.body]} {meeting.label}", "、".join(here), state))
    return Table(("日時", "会議", "出席", "記録"), tuple(rows), (3, 4, 7, 2.2))


def _took_part(s: Sheet, meeting: Meeting) -> frozenset[int]:
    """Return the seats that sat over this very case where the meeting had other matters too; else nothing: all did.

    Whoever was named in it was out of the room; whoever was named only afterwards was there and is told.
    """
    items = list(meeting.items.all())
    reports = {link.report_id for link in s.told.links}
    mine = [item for item in items if item.case_id == s.told.case.pk or item.report_id in reports]
    if len(items) < 2 or not mine:
        return frozenset()
    knew = frozenset[int]()
    if meeting.finalised_at:
        later = Exclusion.objects.filter(report__in=reports, since__gt=meeting.finalised_at)
        knew = frozenset(later.values_list("staff_id", flat=True))
    knew = knew.union(*(who_knows(meeting, item) for item in mine))
    return frozenset(seat.pk for seat in meeting.attendances.all() if seat.staff_id in knew) or frozenset({0})


@field("agencies")
def _agencies(s: Sheet) -> Value:
    rows = []
    for entry in s.told.of_kind("agency"):
        body = entry.data("body")
        told = "\n".join(filter(None, (body.get("words", ""), body.get("reply", ""))))
        rows.append((say_moment(entry.occurred_at), body.get("agency", ""), told, entry.by.name))
    return Table(("日時", "機関", "内容・反応", "連絡した人"), tuple(rows), (3, 4, 7, 2.6))


@field("attachments")
def _attachments(s: Sheet) -> Value:
    rows = [
        (str(one.number), str(one.label), say_moment(one.row.at), one.who, f"{one.row.sha256[:16]}…")
        for one in files_of_case(s.told.case, Plain([]))
    ]
    return Table(("番号", "何か", "受け取った日時", "だれから・だれが", "指紋"), tuple(rows), (1.2, 4, 3.4, 4, 3.4))
