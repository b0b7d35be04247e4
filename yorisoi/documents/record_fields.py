"""What each field of the record sheet says, by its name in `policy.sheets.FIELDS`: a text, or rows under headings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yorisoi.cases.entries import CONTACT, FACT, JUDGEMENT, OBSERVATION
from yorisoi.cases.entry_types import short
from yorisoi.cases.files import files_of_case
from yorisoi.cases.models import Entry, Involvement
from yorisoi.cases.present_known import form_labels
from yorisoi.cases.wishes_shown import shown as wishes_of_reports
from yorisoi.documents.blocks import Table
from yorisoi.documents.gather import Gathered, Plain, body_of, say_day, say_moment, title_of, when_of
from yorisoi.journal import clock
from yorisoi.policy.absence import KINDS as DAY_KINDS
from yorisoi.policy.absence import Group
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import BODY_LABELS, ROLE_LABELS, Body, Post
from yorisoi.reports.custody import sources_now
from yorisoi.schools.models import Pupil
from yorisoi.schools.queries import holders

STAGES = {"first": _("第一報"), "further": _("続報"), "final": _("終結報")}
Value = str | Table
CHILD_HEAD = ("氏名", "ふりがな", "性別", "学年・組・番号", "担任", "立場")
COURSE_HEAD = ("日時", "だれが", "何を（相手）", "内容・相手の反応・次の予定")


@dataclass(frozen=True)
class Sheet:
    """What the fields read: the case as gathered, which report it is, the sheet made before it."""

    told: Gathered
    stage: str
    before: str = ""


FIELD: dict[str, Callable[[Sheet], Value]] = {}


def field(name: str) -> Callable[[Callable[[Sheet], Value]], Callable[[Sheet], Value]]:
    """Say that a function gives this field."""

    def keep(give: Callable[[Sheet], Value]) -> Callable[[Sheet], Value]:
        FIELD[name] = give
        return give

    return keep


def _set(name: str, give: Callable[[Sheet], Value]) -> None:
    FIELD[name] = give


_set("number", lambda s: s.told.case.label)
_set("stage", lambda s: str(STAGES[s.stage]))
_set("before", lambda s: s.before or _("なし（はじめて）"))
_set("made_at", lambda _s: say_moment(clock.now()))
_set("way", lambda _s: "電話 □　　文書 □　　（　　月　　日　　時　　分）")
_set("reporter", lambda s: f"{s.told.staff.post_label} {s.told.staff.name}")
_set("school", lambda s: s.told.case.school.name)
_set("school_code", lambda s: s.told.case.school.code)
_set("recognised_on", lambda s: say_day(s.told.case.recognised_at))
_set("care_needs", lambda _s: "（記録の外にあることは、ここに書き足す）")
_set("injury", lambda _s: "（けが・受診・金品があれば、ここに書き足す）")
_set("comment", lambda _s: "\n\n\n")
_set("forms", lambda s: "\n".join(f"・{label}" for label in form_labels(s.told.case.edition, s.told.case.forms)))
_set("last_act", lambda s: say_day(s.told.case.last_act_on))
_set("victims", lambda s: _children(s, s.told.of_role("victim")))
_set("perpetrators", lambda s: _children(s, s.told.of_role("perpetrator")))
_set("around", lambda s: _children(s, s.told.of_role("audience", "bystander", "informant")))
_set("conflicts", lambda s: _said(s, "gathering", "conflict"))
_set("short_goal", lambda s: _latest(s, "goal", "short"))
_set("long_goal", lambda s: _latest(s, "goal", "long"))
_set("care_plan", lambda s: _latest(s, "plan", ""))


@field("receiver")
def _receiver(s: Sheet) -> Value:
    told = [row.data("body").get("receiver", "") for row in s.told.of_kind("board_phone", "board_report")]
    return "\n".join(dict.fromkeys(filter(None, told)))


@field("principal")
def _principal(s: Sheet) -> Value:
    return "・".join(row.name for row in holders(s.told.case.school, Post.PRINCIPAL))


@field("phone")
def _phone(s: Sheet) -> Value:
    rules = edition(s.told.case.school.edition)
    return next((line.phone for line in rules.helplines if line.name_ja == s.told.case.school.name), "")


@field("received_at")
def _received(s: Sheet) -> Value:
    rows = sorted(s.told.links, key=lambda link: link.report.received_at)
    return "\n".join(f"{say_moment(link.report.received_at)}（通報 {link.report.label}）" for link in rows)


@field("source")
def _source(s: Sheet) -> Value:
    words = {one.code: one.label for one in edition(s.told.case.school.edition).sources}
    codes = sources_now([link.report for link in s.told.links])
    found = [codes.get(link.report_id, link.report.source) for link in s.told.links]
    return "・".join(dict.fromkeys(words.get(code, code) for code in found))


@field("discovery")
def _discovery(s: Sheet) -> Value:
    rules = edition(s.told.case.school.edition)
    likely = {one.code: one.discovery for one in rules.sources}
    sure = {likely.get(link.report.source, 0) for link in s.told.links} - {0}
    rows = [one for one in rules.discoveries if not sure or one.code in sure]
    if len(sure) == 1:
        return "\n".join(f"{one.code} {one.label}" for one in rows)
    return "（どれかに○）　" + "　".join(str(one.code) for one in rows)


@field("first_staff")
def _first_staff(s: Sheet) -> Value:
    memos = [memo for link in s.told.links for memo in link.report.memos.all()]
    first = min(memos, key=lambda memo: memo.at, default=None)
    return f"{first.by.name}（{say_moment(first.at)}）" if first else ""


@field("subcommittee_at")
def _subcommittee(s: Sheet) -> Value:
    held = [m for m in s.told.meetings if m.body == Body.SUBCOMMITTEE and m.opened_at]
    return "\n".join(f"{say_moment(m.opened_at)}（{m.label}）" for m in held)


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


@field("period")
def _period(s: Sheet) -> Value:
    days = sorted(entry.occurred_at for entry in s.told.of_kind("act") if entry.flag != "none")
    if not days:
        return ""
    first, last = say_day(days[0]), say_day(days[-1])
    return f"{first}（記録された行為 1件）" if len(days) == 1 else f"{first} 〜 {last}（記録された行為 {len(days)}件）"


@field("places")
def _places(s: Sheet) -> Value:
    found = [entry.data("body").get("place", "") for entry in s.told.of_kind("act") if entry.flag != "none"]
    return "、".join(dict.fromkeys(filter(None, found)))


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


@field("child_words")
def _child_words(s: Sheet) -> Value:
    heard = [e for e in s.told.of_kind("hearing", "pupil_confirmation") if e.code in {"victim", ""} and e.pupil]
    victims = {row.pupil_id for row in s.told.of_role("victim")}
    return "\n".join(
        f"{say_day(e.occurred_at)}　{e.pupil.name}「{words.strip('「」')}」"
        for e in heard
        if e.pupil_id in victims and e.pupil and (words := e.data("body").get("words", ""))
    )


@field("wishes")
def _wishes(s: Sheet) -> Value:
    found = []
    for one in wishes_of_reports((link.report for link in s.told.links), Plain([])):
        found += [f"{label}: {text}" for label, text in one.lines]
        found += [str(sentence) for sentence in one.asked]
    for entry in s.told.of_kind("guardian_confirmation", "guardians_told", "home_visit"):
        body = entry.data("body")
        words = body.get("words", "") if entry.kind == "guardian_confirmation" else body.get("reply", "")
        if words:
            whose = f"（{entry.pupil.name}の保護者）" if entry.pupil else "（保護者）"
            found.append(f"{say_day(entry.occurred_at)}{whose}{words}")
    return "\n".join(found)


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
    for meeting in sorted(s.told.meetings, key=lambda m: m.scheduled_at):
        here = [seat.staff.name for seat in meeting.attendances.all() if seat.present]
        state = "議事録確定" if meeting.finalised_at else "開催中" if meeting.opened_at else "予定"
        at = say_moment(meeting.opened_at or meeting.scheduled_at)
        rows.append((at, f"{BODY_LABELS[meeting.body]} {meeting.label}", "、".join(here), state))
    return Table(("日時", "会議", "出席", "記録"), tuple(rows), (3, 4, 7, 2.2))


def _said(s: Sheet, kind: str, name: str) -> str:
    rows = s.told.of_kind(kind)
    return "\n".join(f"{say_day(e.occurred_at)}　{text}" for e in rows if (text := e.data("body").get(name, "")))


def _latest(s: Sheet, kind: str, code: str) -> str:
    rows: list[Entry] = [e for e in s.told.of_kind(kind) if not code or e.code == code]
    last = max(rows, key=lambda e: e.recorded_at, default=None)
    return f"{last.data('body').get('words', '')}（{say_day(last.recorded_at)}）" if last else ""


@field("agencies")
def _agencies(s: Sheet) -> Value:
    rows = []
    for entry in s.told.of_kind("agency"):
        body = entry.data("body")
        told = "\n".join(filter(None, (body.get("words", ""), body.get("reply", ""))))
        rows.append((say_moment(entry.occurred_at), body.get("agency", ""), told, entry.by.name))
    return Table(("日時", "機関", "内容・反応", "連絡した人"), tuple(rows), (3, 4, 7, 2.6))


@field("serious")
def _serious(s: Sheet) -> Value:
    said = {True: "可能性がある", False: "今のところない", None: "まだ検討していない"}[s.told.case.may_be_serious]
    why = [
        f"{say_day(e.recorded_at)}　{'／'.join(short(label) for flag, label in _flags(e) if flag == e.flag)}　"
        + e.data("body").get("words", "")
        for e in s.told.of_kind("serious_question")
    ]
    return "\n".join([said, *why])


def _flags(entry: Entry) -> tuple[tuple[str, object], ...]:
    from yorisoi.cases.entries import KINDS

    return KINDS[entry.kind].flags


@field("board_phone")
def _board_phone(s: Sheet) -> Value:
    rows = s.told.of_kind("board_phone")
    return "\n".join(f"{say_moment(e.occurred_at)}　{e.by.name}　{e.data('body').get('words', '')}" for e in rows)


@field("state")
def _state(s: Sheet) -> Value:
    case = s.told.case
    said = f"{CASE_FLOW.labels[case.state]}（{say_day(case.entered_at)}から）"
    return said + (f"\n解消: {say_day(case.resolved_at)}" if case.resolved_at else "")


@field("period_end")
def _period_end(s: Sheet) -> Value:
    case = s.told.case
    if case.period_ends_on is None:
        return f"最後の行為から{case.period_months}か月（まだ決まっていない）"
    why = case.text("short_period_reason")
    return f"{say_day(case.period_ends_on)}（最後の行為から{case.period_months}か月）" + (f"\n{why}" if why else "")


@field("next_at")
def _next(s: Sheet) -> Value:
    case = s.told.case
    dates = (
        ("次回の委員会", say_moment(case.next_at)),
        ("経過の報告", say_day(case.follow_up_date)),
        ("経過観察の見直し", say_day(case.review_date)),
    )
    return "\n".join(f"{label}　{said}" for label, said in dates if said)


@field("attachments")
def _attachments(s: Sheet) -> Value:
    rows = [
        (str(one.number), str(one.label), say_moment(one.row.at), one.who, f"{one.row.sha256[:16]}…")
        for one in files_of_case(s.told.case, Plain([]))
    ]
    return Table(("番号", "何か", "受け取った日時", "だれから・だれが", "指紋"), tuple(rows), (1.2, 4, 3.4, 4, 3.4))
