"""Writing the dated lines of a serious incident. A line does what it settles, and takes the step that it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction

from yorisoi.duties.actions import Setting, owe, settle, tell
from yorisoi.duties.models import OPEN, Duty, about_fields
from yorisoi.duties.single import owe_one, settle_one
from yorisoi.incidents.coming_first import before
from yorisoi.incidents.files import keep_files, send_files
from yorisoi.incidents.kinds import KINDS, Kind
from yorisoi.incidents.models import (
    Incident,
    IncidentCopy,
    IncidentLine,
    IncidentMatter,
    IncidentMeasure,
    IncidentMember,
    MeasureDone,
)
from yorisoi.incidents.moving import locked, may_take, take
from yorisoi.incidents.queries import incident_facts, incidents_for, shut_out_of_incident
from yorisoi.incidents.stated import stated, submitted_text
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.flow import NoSuchMove
from yorisoi.policy.roles import Can
from yorisoi.policy.serious_checklist import ITEMS, STAGES
from yorisoi.policy.serious_duties import ANSWER_PRESS, MEASURE, PROGRESS_AGAIN
from yorisoi.policy.serious_flow import MOVES_OF_LINES, SERIOUS_FLOW
from yorisoi.reports.attaching import SentFile
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.queries import board_officers


@dataclass(frozen=True)
class Line:
    """One line as typed. items: points of the official list that it ticks. token: the same again is the same line."""

    kind: str
    occurred_at: datetime
    body: dict[str, str] = field(default_factory=dict)
    code: str = ""
    items: tuple[str, ...] = ()
    next_on: date | None = None
    corrects: IncidentLine | None = None
    token: str = ""
    files: Sequence[SentFile] = ()
    about: dict[str, str] = field(default_factory=dict)  # what is known of a screenshot among them


def require_writer(incident: Incident, by: Staff) -> None:
    """Raise PermissionError unless this person may read the incident and write in it."""
    if not by.can(Can.WRITE_CASE) or not incidents_for(by).filter(pk=incident.pk).exists():
        raise PermissionError("not theirs to write")


def writes(incident: Incident, by: Staff, kind: Kind) -> bool:
    """Say whether this person may write a line of this kind: by right, or in the managers' stead."""
    from yorisoi.incidents.queries import directed_in_incident

    return by.can(kind.right) or by.pk in directed_in_incident(incident)


@transaction.atomic
def record_line(*, incident: Incident, by: Staff, line: Line) -> IncidentLine:
    """Write one line; settle what it does; submit it where it is a submission; take the step that it is.

    Raises PermissionError for whoever may not, NotYet where something comes first: causes before facts, a word to the
    press before agreement.
    """
    row, kind = locked(incident), KINDS[line.kind]
    require_writer(row, by)
    if not writes(row, by, kind):
        raise PermissionError("not theirs to write")
    if line.token and (known := row.lines.filter(token=line.token).first()) is not None:
        return known
    before(row, kind, line)
    line = replace(line, body={**line.body, **stated(row, kind)})
    if line.corrects is not None and (line.corrects.incident_id != row.pk or line.corrects.corrections.exists()):
        raise NoSuchMove("corrected already")
    now = clock.now()
    written = _write(row, line.kind, line.code, line, by, now)
    keep_files(written, line.files, line.about, by=by)
    for item in line.items:
        if item in (STAGES[kind.stage] if kind.stage else ITEMS):
            _write(row, "check", item, Line("check", line.occurred_at, token=f"{line.token}:{item}"[:64]), by, now)
    _settled(row, kind, by, now)
    if kind.to_board:
        _submit(row, kind, written, by, now)
    if kind.name == "phone":
        _phoned(row, line.occurred_at, by, now)
    if line.next_on is not None:
        setting = Setting(dates={"next_date": line.next_on}, shut_out=shut_out_of_incident(row))
        owe([PROGRESS_AGAIN], about=row, by=by, at=now, setting=setting)
    if kind.name == "press_asked":
        owe([ANSWER_PRESS], about=row, by=by, at=now, setting=Setting(shut_out=shut_out_of_incident(row)))
    _of_itself(row, kind.name, by, now)
    return written


def _write(row: Incident, kind: str, code: str, line: Line, by: Staff, now: datetime) -> IncidentLine:
    made = IncidentLine(
        incident=row, kind=kind, code=code, occurred_at=line.occurred_at, recorded_at=now, by=by, next_on=line.next_on,
        corrects=line.corrects, token=line.token,
    )  # fmt: skip
    made.put("body", {name: words for name, words in line.body.items() if words.strip()})
    made.save(force_insert=True)
    findable(made, "body", at=made.occurred_at)
    journal(
        by=by, school_id=row.school_id, event=f"incident.line.{kind}", about=row, cite=KINDS[kind].cite, at=now,
        line=str(made.pk), code=code,
    )  # fmt: skip
    return made


def _settled(row: Incident, kind: Kind, by: Staff, now: datetime) -> None:
    if not kind.settles:
        return
    facts = incident_facts(row)
    left = {1: facts.stage_one_left, 2: facts.stage_two_left}.get(kind.stage, 0)
    if not left:
        settle(kind.settles, about=row, by=by, at=now)


def _submit(row: Incident, kind: Kind, line: IncidentLine, by: Staff, now: datetime) -> None:
    copy = IncidentCopy(key=make_data_key(row.school_id), incident=row, kind=kind.name, at=now, by=by)
    copy.put("text_sent", submitted_text(kind, line.data("body")))
    copy.save(force_insert=True)
    send_files(copy, line)
    journal(
        by=by, school_id=row.school_id, event="incident.submitted", about=row, cite=kind.cite, at=now, what=kind.name
    )
    out = shut_out_of_incident(row)
    people = [one for one in board_officers(row.school) if one.pk not in out]
    tell(people, kind="board_serious", school=row.school, at=now, **about_fields(copy))


def _phoned(row: Incident, at: datetime, by: Staff, now: datetime) -> None:
    """The board knows: of the incident, and of the cases that it touches."""
    if row.told_at is None:
        row.told_at = at
        row.save(update_fields=["told_at"])
    for matter in IncidentMatter.objects.filter(incident=row, case__isnull=False).select_related("case__school"):
        settle("board_phone", about=matter.case, by=by, at=now)
        if matter.case is not None and matter.case.board_told_at is None and matter.case.merged_into_id is None:
            matter.case.board_told_at = at
            matter.case.save(update_fields=["board_told_at"])


def _of_itself(row: Incident, kind: str, by: Staff, now: datetime) -> None:
    """Take the arrow that a line is, once nothing else is wanted."""
    if (name := MOVES_OF_LINES.get(kind)) is None:
        return
    try:
        arrow = SERIOUS_FLOW.find(row.state, name)
    except NoSuchMove:
        return
    actor = may_take(arrow, row, by)
    if actor and not arrow.unmet(incident_facts(row)):
        take(row, arrow, by=by, actor=actor, at=now)
        if kind == "phone":  # what was submitted before the call was recorded counts with it
            _of_itself(row, "notice", by, now)


@transaction.atomic
def add_measure(
    *, incident: Incident, by: Staff, words: str, staff: Staff, due_on: date, token: str
) -> IncidentMeasure:
    """Decide on a measure against repetition: who does it by when. They are brought in and owe it."""
    row = locked(incident)
    require_writer(row, by)
    if not by.can(Can.REPORT_TO_BOARD) or staff.school_id != row.school_id or staff.pk in shut_out_of_incident(row):
        raise PermissionError("not theirs to decide")
    if (same := row.measures.filter(token=token).first()) is not None:
        return same
    now = clock.now()
    duty = owe_one(MEASURE, about=row, by=by, at=now, staff=staff, day=due_on, words=words)
    made = IncidentMeasure(incident=row, staff=staff, due_on=due_on, duty=duty, by=by, at=now, token=token)
    made.put("words", words)
    made.save(force_insert=True)
    findable(made, "words", at=now)
    bring_in(row, staff, "measure", by=by, at=now)
    journal(
        by=by, school_id=row.school_id, event="incident.measure", about=row, cite=MEASURE.cite, at=now, staff=staff.pk
    )
    tell([staff], kind="incident_measure", school=row.school, at=now, **about_fields(row))
    return made


@transaction.atomic
def finish_measure(*, measure: IncidentMeasure, by: Staff, words: str) -> MeasureDone:
    """Record that a measure was carried out, and what came of it: its owner, or whoever leads."""
    row = locked(measure.incident)
    require_writer(row, by)
    if by.pk != measure.staff_id and not by.can(Can.REPORT_TO_BOARD):
        raise PermissionError("not theirs to finish")
    if (same := MeasureDone.objects.filter(measure=measure).first()) is not None:
        return same
    now = clock.now()
    done = MeasureDone(measure=measure, by=by, at=now)
    done.put("words", words)
    done.save(force_insert=True)
    findable(done, "words", at=now)
    duty = Duty.objects.select_for_update(of=("self",)).filter(OPEN, pk=measure.duty_id).first()
    if duty is not None:
        duty.hold(row)
        settle_one(duty, by=by, at=now)
    journal(by=by, school_id=row.school_id, event="incident.measure_done", about=row, cite=MEASURE.cite, at=now)
    return done


def bring_in(row: Incident, staff: Staff, why: str, *, by: Staff, at: datetime) -> None:
    """Let a person read this incident, inside the caller's transaction."""
    _one, made = IncidentMember.objects.get_or_create(
        incident=row, staff=staff, defaults={"why": why, "since": at, "by": by}
    )
    if made:
        journal(by=by, school_id=row.school_id, event="incident.member", about=row, at=at, staff=staff.pk, why=why)


@transaction.atomic
def invite(*, incident: Incident, by: Staff, staff: Staff) -> None:
    """Bring somebody of the school in. Never whoever is shut out."""
    row = locked(incident)
    require_writer(row, by)
    if not by.can(Can.CONVENE) or staff.school_id != row.school_id or staff.pk in shut_out_of_incident(row):
        raise PermissionError("not theirs to bring in")
    now = clock.now()
    bring_in(row, staff, "invited", by=by, at=now)
    tell([staff], kind="incident_joined", school=row.school, at=now, **about_fields(row))


@transaction.atomic
def name_pupil(*, incident: Incident, by: Staff, pupil: Pupil) -> None:
    """Say whose incident it is, where that was not known. Once said it stays."""
    row = locked(incident)
    require_writer(row, by)
    if not by.can(Can.REPORT_TO_BOARD) or pupil.school_id != row.school_id:
        raise PermissionError("not theirs to say")
    if row.pupil_id is None:
        row.pupil = pupil
        row.save(update_fields=["pupil"])
        journal(
            by=by, school_id=row.school_id, event="incident.pupil", about=row, cite="serious.notice", pupil=pupil.pk
        )
