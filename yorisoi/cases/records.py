"""Writing the record of a case. Writing a line is doing the duty that asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from yorisoi.cases.entries import KINDS
from yorisoi.cases.models import BoardCopy, Case, CaseReport, Entry
from yorisoi.cases.moves import locked, move_confirmations, take
from yorisoi.cases.queries import case_facts
from yorisoi.cases.rights import FOLLOW_UP_MOVES, require_correction, require_line, require_writer
from yorisoi.duties.actions import Setting, owe, settle
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.case_duties import CASE_DUTIES, HOLD_COMMITTEE, PHONE_BOARD, RECORD_SHEET
from yorisoi.policy.case_flow import CASE_FLOW, NEW_ACT_MOVES, CaseState
from yorisoi.policy.deadlines import add_months
from yorisoi.policy.flow import Move, NoSuchMove
from yorisoi.reports.acting import actor_for
from yorisoi.reports.pointing_out import point_out_in_case
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import Pupil, Staff

TO_THE_BOARD = {"board_report", "record_sheet"}
CONFIRMATIONS = {"pupil_confirmation", "guardian_confirmation"}


@dataclass(frozen=True)
class Line:
    """One line of the record as typed. body: field name → words. token: the same token again is the same line."""

    kind: str
    occurred_at: datetime
    body: dict[str, str] = field(default_factory=dict)
    code: str = ""
    flag: str = ""
    pupil: Pupil | None = None
    second: Staff | None = None
    corrects: Entry | None = None
    forms: tuple[str, ...] = ()
    token: str = ""


@transaction.atomic
def record_line(*, case: Case, by: Staff, line: Line) -> Entry:
    """Write one line; settle duties; take the arrow that the line itself is (a new act, the grade team's report).

    Raises PermissionError for whoever is shut out or may not write in cases, `MayNot` (with who may) for a line that
    is not theirs, `Corrected` for a line that has been corrected already.
    """
    case = locked(case)
    require_writer(case, by)
    kind = KINDS[line.kind]
    if line.token and (known := case.entries.filter(token=line.token).first()) is not None:
        return known
    require_line(case, by, kind, line.flag)
    if line.second is not None and (
        line.second.school_id != case.school_id or line.second.pk in shut_out_of_case(case.pk)
    ):
        raise PermissionError("whoever is shut out hears nobody")
    if line.corrects is not None:
        require_correction(case, by, kind, line.corrects)
    now = clock.now()
    row = Entry(
        case=case,
        kind=line.kind,
        code=line.code,
        flag=line.flag,
        occurred_at=line.occurred_at,
        recorded_at=now,
        by=by,
        second=line.second,
        pupil=line.pupil,
        corrects=line.corrects,
        token=line.token,
    )
    row.put("body", {key: words for key, words in line.body.items() if words.strip()})
    if kind.name == "act":
        if line.forms:
            case.forms = sorted({*case.forms, *line.forms})
        record_act(case, row, by=by, at=now)
        _point_out(case, row, by, now)
        return row
    row.save(force_insert=True)
    for wanted in kind.settles if _fulfils(case, row) else ():
        settle(
            wanted.format(code=line.code),
            about=case,
            by=by,
            at=now,
            pupil_id=line.pupil.pk if line.pupil else None,
            staff=by if wanted in {"hearing", "observation"} else None,
            # what a victim or perpetrator said is not what those around said
            childless=line.kind != "hearing" or line.code == "around" or line.pupil is None,
        )
    journal(
        by=by,
        school_id=case.school_id,
        event=f"entry.{line.kind}",
        about=case,
        cite=kind.cite,
        at=now,
        entry=str(row.pk),
        code=line.code,
        flag=line.flag,
    )
    _follow(case, row, by, now)
    _point_out(case, row, by, now)
    case.save()
    return row


def _point_out(case: Case, row: Entry, by: Staff, now: datetime) -> None:
    """Point out which names of the staff the line holds."""
    point_out_in_case(case=case, by=by, text="\n".join(row.data("body").values()), place=row.kind, at=now)


def _fulfils(case: Case, row: Entry) -> bool:
    """Say whether the line is what its duty asks for.

    解消 is confirmed after the period, and only by no distress; a report of the grade team is one that takes its move.
    """
    if row.kind == "follow_up":
        return any(m.name == FOLLOW_UP_MOVES.get(row.flag) for m in CASE_FLOW.moves_from(case.state))
    if row.kind not in CONFIRMATIONS:
        return True
    return row.flag == "no_distress" and period_over(case, day_of(row.occurred_at))


def period_over(case: Case, day: date) -> bool:
    """Say whether the period without acts has ended by this day, so that a confirmation counts."""
    return case.period_ends_on is not None and day >= case.period_ends_on


def _follow(case: Case, row: Entry, by: Staff, now: datetime) -> None:
    """Do what a line of this kind brings with it."""
    if row.kind in TO_THE_BOARD:
        case.board_told_at = case.board_told_at or now
        copy = BoardCopy(
            key=make_data_key(case.school_id), school=case.school, case=case, kind=row.code or row.kind, at=now, by=by
        )
        copy.put("text_sent", row.data("body").get("words", ""))
        copy.save(force_insert=True)
    if row.kind == "board_phone":
        case.board_told_at = case.board_told_at or now
    if row.kind == "serious_question":
        case.may_be_serious = row.flag == "yes"
        if case.may_be_serious:
            out = shut_out_of_case(case.pk)
            owe([PHONE_BOARD, RECORD_SHEET], about=case, by=by, at=now, setting=Setting(shut_out=out))
    if row.kind in CONFIRMATIONS and row.flag == "distress" and case.state not in CASE_FLOW.resting:
        owe([HOLD_COMMITTEE], about=case, by=by, at=now, setting=Setting(shut_out=shut_out_of_case(case.pk)))
    if row.kind == "observation" and case.state == CaseState.WATCHING:
        _observe_again(case, by, now)
    if row.kind == "follow_up" and row.flag in FOLLOW_UP_MOVES:
        _try(case, FOLLOW_UP_MOVES[row.flag], by, now)


def _observe_again(case: Case, by: Staff, now: datetime) -> None:
    """Watching goes on until the committee ends it: whoever observed owes the next observation."""
    owe(
        [CASE_DUTIES["observe"]],
        about=case,
        by=by,
        at=now,
        setting=Setting(shut_out=shut_out_of_case(case.pk), assigned={"observe": [(by, None, None, "")]}),
    )


def _try(case: Case, move: str, by: Staff, now: datetime) -> None:
    """Take an arrow if the flow has it from here."""
    try:
        arrow = CASE_FLOW.find(case.state, move)
    except NoSuchMove:
        return
    _take(case, arrow, by, now)


def _take(case: Case, arrow: Move, by: Staff, now: datetime) -> None:
    actor = actor_for(arrow, by, shut_out_of_case(case.pk))
    arrow.ask(case_facts(case))
    take(case, arrow, by=by, actor=actor, at=now)


def record_act(case: Case, row: Entry, *, by: Staff, at: datetime) -> None:
    """Write an act: it restarts the period, and wakes a case that rests or was on its way to 解消 (§⑥, 国の方針).

    The case must be locked in this transaction.
    """
    row.save(force_insert=True)
    # what still goes on counts to the day on which it was recorded
    day = day_of(at) if row.flag == "going_on" else day_of(row.occurred_at)
    if case.last_act_on is None or day > case.last_act_on:
        case.last_act_on = day
    case.period_ends_on = add_months(case.last_act_on, case.period_months)
    case.save()
    journal(
        by=by,
        school_id=case.school_id,
        event="entry.act",
        about=case,
        cite="resolution.restart",
        at=at,
        entry=str(row.pk),
        flag=row.flag,
    )
    settle("act", about=case, by=by, at=at)
    move_confirmations(case, by=by, at=at)
    for name in NEW_ACT_MOVES:
        try:
            arrow = CASE_FLOW.find(case.state, name)
        except NoSuchMove:
            continue
        if _is_new(case, row):
            _take(case, arrow, by, at)
        return


def _is_new(case: Case, row: Entry) -> bool:
    """An act that happened before the case was recognised is history told late, not a new act.

    In a state of rest every recorded act counts as new, and what goes on is new in every state.
    """
    if case.state in CASE_FLOW.resting or row.flag == "going_on":
        return True
    first = case.recognised_at or case.opened_at
    return row.occurred_at > first


def view_case(*, case: Case, by: Staff) -> None:
    """Journal that somebody looked at the case."""
    journal(by=by, school_id=case.school_id, event="view.case", about=case)


def reports_in(case: Case) -> list[CaseReport]:
    """Return the reports that live in the case."""
    return list(case.report_links.select_related("report__key").order_by("at"))
