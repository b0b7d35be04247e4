"""Writing the record of a case. Writing a line is doing the duty that asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from yorisoi.cases.acts import ActSaid, record_act
from yorisoi.cases.entries import KINDS
from yorisoi.cases.models import Case, CaseReport, Entry
from yorisoi.cases.moves import locked
from yorisoi.cases.noticing import notice_in_line
from yorisoi.cases.of_itself import go
from yorisoi.cases.promises import Promised, in_words, owe_promises
from yorisoi.cases.reach import share_correction
from yorisoi.cases.rights import FOLLOW_UP_MOVES, require_correction, require_line, require_writer
from yorisoi.cases.statements import Told, keep_statements
from yorisoi.cases.to_board import submit_copy
from yorisoi.duties.actions import Setting, owe, settle
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.meetings.sharing import share_entry
from yorisoi.policy.case_duties import CASE_DUTIES, HOLD_COMMITTEE, PHONE_BOARD, RECORD_SHEET
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.schools.calendar import day_of
from yorisoi.schools.findable import findable
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
    act: ActSaid | None = None
    statements: tuple[Told, ...] = ()
    promises: tuple[Promised, ...] = ()


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
    body = {**line.body, **({"promise": in_words(line.promises)} if line.promises else {})}
    row.put("body", {key: words for key, words in body.items() if words.strip()})
    if kind.name == "act":
        record_act(case, row, by=by, at=now, forms=line.forms, said=line.act)
        if line.corrects is not None:
            share_correction(row, line.corrects)
        notice_in_line(case, row, by=by, at=now)
        return row
    row.save(force_insert=True)
    findable(row, "body", at=row.occurred_at)
    if line.corrects is not None:
        share_correction(row, line.corrects)
    if kind.name == "hearing":
        keep_statements(case, row, line.statements, by=by, at=now)
    owe_promises(case, row, line.promises, by=by, at=now)
    for wanted in kind.settles if _fulfils(case, row) else ():
        settle(
            wanted.format(code=line.code),
            about=case,
            by=by,
            at=now,
            pupil_id=line.pupil.pk if line.pupil else None,
            staff=by if wanted in {"hearing", "observation", "taken_over"} else None,
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
    told = "\n".join(words for one in line.statements for words in (one.words, one.did, one.place) if words)
    notice_in_line(case, row, by=by, at=now, more=told)
    case.save()
    return row


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
    if row.kind == "staff_informed" and row.code == "notify":
        share_entry(entry=row, by=by)
    if row.kind in TO_THE_BOARD:
        case.board_told_at = case.board_told_at or now
        submit_copy(about=case, kind=row.code or row.kind, words=row.data("body").get("words", ""), by=by, at=now)
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
        go(case, FOLLOW_UP_MOVES[row.flag], by, now)


def _observe_again(case: Case, by: Staff, now: datetime) -> None:
    """Watching goes on until the committee ends it: whoever observed owes the next observation."""
    owe(
        [CASE_DUTIES["observe"]],
        about=case,
        by=by,
        at=now,
        setting=Setting(shut_out=shut_out_of_case(case.pk), assigned={"observe": [(by, None, None, "")]}),
    )


def view_case(*, case: Case, by: Staff) -> None:
    """Journal that somebody looked at the case."""
    journal(by=by, school_id=case.school_id, event="view.case", about=case)


def reports_in(case: Case) -> list[CaseReport]:
    """Return the reports that live in the case."""
    return list(case.report_links.select_related("report__key").order_by("at"))
