"""Writing acts (行為) and later words on them. Each sets the three-month clock and the case's forms anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yorisoi.cases import act_clock
from yorisoi.cases.entries import KINDS
from yorisoi.cases.models import Act, ActCheck, ActPerson, Case, Entry
from yorisoi.cases.moves import locked, move_confirmations
from yorisoi.cases.noticing import notice_in_line
from yorisoi.cases.of_itself import go
from yorisoi.cases.queries import lines_in
from yorisoi.cases.reach import share_correction
from yorisoi.cases.rights import require_correction, require_line, require_writer
from yorisoi.duties.actions import settle
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.case_flow import CASE_FLOW, NEW_ACT_MOVES
from yorisoi.policy.deadlines import add_months
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import day_of
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Pupil, Staff


@dataclass(frozen=True)
class ActSaid:
    """What is known of an act beside its line: how exactly when, forms, who to whom (child ids), from where."""

    when: str = "moment"
    part: str = ""
    until: date | None = None
    did: tuple[int, ...] = ()
    suffered: tuple[int, ...] = ()
    known: str = ""
    entry: Entry | None = None
    report: Report | None = None


@dataclass(frozen=True)
class CheckSaid:
    """A later word on an act: flag as in the kind `act_check`, when it was seen, the last day it happened."""

    flag: str
    seen_at: datetime
    words: str = ""
    last_on: date | None = None
    token: str = ""
    corrects: Entry | None = None


def record_act(
    case: Case, row: Entry, *, by: Staff, at: datetime, forms: tuple[str, ...] = (), said: ActSaid | None = None
) -> None:
    """Write an act: it restarts the period, and wakes a case that rests or was on its way to 解消 (§⑥, 国の方針).

    The case must be locked in this transaction. Raises DoesNotExist for a child or a source that is not of the case.
    """
    said = said or ActSaid()
    _require_of_case(case, said)
    row.save(force_insert=True)
    findable(row, "body", at=row.occurred_at)
    act = Act.objects.create(
        entry=row,
        when=said.when,
        part=said.part,
        until=said.until if said.when == "period" else None,
        forms=sorted(set(forms)),
        known=said.known,
        source_entry=said.entry,
        source_report=said.report,
    )
    sides = (("did", said.did), ("suffered", said.suffered))
    ActPerson.objects.bulk_create(
        ActPerson(act=act, pupil_id=pupil, side=side) for side, ids in sides for pupil in dict.fromkeys(ids)
    )
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
    before = case.last_act_on
    wind(case, by=by, at=at)
    if _is_new(case, row, before):
        wake(case, by=by, at=at)


def _require_of_case(case: Case, said: ActSaid) -> None:
    known = set(case.involvements.values_list("pupil_id", flat=True))
    if not known.issuperset({*said.did, *said.suffered}):
        raise Pupil.DoesNotExist
    if said.entry is not None and not lines_in(case).filter(pk=said.entry.pk).exists():
        raise Entry.DoesNotExist
    if said.report is not None and not case.report_links.filter(report=said.report).exists():
        raise Report.DoesNotExist


def wind(case: Case, *, by: Staff, at: datetime) -> None:
    """Set the clock and the forms of the case to what its acts say now, and the confirmations to the new period."""
    acts = act_clock.read(lines_in(case))
    before = case.period_ends_on
    case.last_act_on = act_clock.last_day(acts)
    case.period_ends_on = add_months(case.last_act_on, case.period_months) if case.last_act_on else None
    standing = {form for act in acts if act.state != act_clock.NO_ACT for form in act.now.forms}
    told = {form for link in case.report_links.select_related("report") for form in link.report.forms}
    case.forms = sorted(standing or told)
    case.save()
    if case.period_ends_on != before:
        move_confirmations(case, by=by, at=at)


def wake(case: Case, *, by: Staff, at: datetime) -> None:
    """Take the arrow that a new act is, where the flow has one from here."""
    for move in NEW_ACT_MOVES:
        if go(case, move, by, at):
            return


def _is_new(case: Case, row: Entry, before: date | None) -> bool:
    """An act that happened before the case was recognised is history told late, not a new act.

    In a state of rest every recorded act counts as new, and what goes on is new in every state. A correction is new
    only where it says that the acts went on for longer than was known.
    """
    if row.flag == act_clock.NO_ACT:
        return False
    if row.corrects_id is not None:
        return row.flag == "going_on" or (
            case.last_act_on is not None and (before is None or case.last_act_on > before)
        )
    if case.state in CASE_FLOW.resting or row.flag == "going_on":
        return True
    return row.occurred_at > (case.recognised_at or case.opened_at)


@transaction.atomic
def check_act(*, case: Case, act: Entry, by: Staff, said: CheckSaid) -> Entry:
    """Keep a later word on an act: 止んだ, 続いている, わからない. What goes on restarts the period and wakes the case.

    Raises PermissionError (shut out, no right), Entry.DoesNotExist (no act of this case), `Corrected`, ValueError for
    a last day after the day on which it was seen.
    """
    case = locked(case)
    require_writer(case, by)
    kind = KINDS["act_check"]
    if said.token and (known := case.entries.filter(token=said.token).first()) is not None:
        return known
    require_line(case, by, kind, said.flag)
    act = lines_in(case).get(pk=act.pk, kind="act")
    if said.corrects is not None:
        require_correction(case, by, kind, said.corrects)
    if said.flag not in dict(kind.flags) or (said.last_on and said.last_on > day_of(said.seen_at)):
        raise ValueError("no word on an act")
    now = clock.now()
    row = Entry(
        case=case,
        kind=kind.name,
        flag=said.flag,
        occurred_at=said.seen_at,
        recorded_at=now,
        by=by,
        pupil_id=act.pupil_id,
        corrects=said.corrects,
        token=said.token,
    )
    row.put("body", {"words": said.words} if said.words.strip() else {})
    row.save(force_insert=True)
    if said.corrects is not None:
        share_correction(row, said.corrects)
    findable(row, "body", at=row.occurred_at)
    ActCheck.objects.create(entry=row, act=act, last_on=said.last_on)
    notice_in_line(case, row, by=by, at=now)
    journal(
        by=by,
        school_id=case.school_id,
        event="entry.act_check",
        about=case,
        cite=kind.cite,
        at=now,
        entry=str(row.pk),
        flag=row.flag,
    )
    wind(case, by=by, at=now)
    if said.flag == "going_on" and act_clock.going_on(act_clock.read(lines_in(case))):
        wake(case, by=by, at=now)
    return row
