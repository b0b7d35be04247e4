"""What other chapters end in here: an interview out of an answer or an absence, a concern out of an absence.

Whoever is kept from what it came of is kept from the interview or concern from its first moment.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.attendance.hooks import Answered, Led
from yorisoi.attendance.models import WarningStep
from yorisoi.care.actions import Note, note_concern, token_hash
from yorisoi.care.interviews import Origin, adult_for, plan_interview, rooms_for
from yorisoi.care.models import Concern, Named
from yorisoi.care.models_interviews import Interview
from yorisoi.care.queries import concerns_for, interviews_for
from yorisoi.care.times import moment_label, moments, taken
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.edition import edition
from yorisoi.policy.fitting import Moment, Place
from yorisoi.policy.flow import Need, NotYet
from yorisoi.schools.calendar import day_of, today
from yorisoi.schools.models import Pupil, School, Staff
from yorisoi.schools.numbers import uuids
from yorisoi.surveys.models import KeptFrom, ReadingItem

TIME_FREE = Need(
    "time_free", _("その時間は、もう空いていません。ほかの時間を選んでください。"), "detection.interview",
    lambda f: bool(f),
)  # fmt: skip
READING, ABSENCE = "reading", "absence"  # kinds of origin


def _adult(pupil: Pupil, by: Staff, out: Container[int]) -> Staff:
    usual = adult_for(pupil)
    return by if usual is None or usual.pk in out else usual


def _plan(
    pupil: Pupil, origin: Origin, by: Staff, day: date | None, out: dict[int, bool], place: Place | None = None
) -> Interview:
    """Plan it with the 担任, or with whoever asks where the 担任 is kept from it. out: staff id → surely meant."""
    adult, until = _adult(pupil, by, out), max(day, today()) if day else None
    row = plan_interview(pupil=pupil, origin=origin, by=by, adult=adult, place=place, day=until)
    now = clock.now()
    known = set(row.named.values_list("staff_id", flat=True))
    for staff_id, meant in out.items():
        if staff_id in known:
            continue
        named = Named(interview=row, staff_id=staff_id, since=now)
        if meant:
            named.meant, named.settled_at, named.settled_by = True, now, by
        named.save(force_insert=True)
    return row


def from_reading(*, pupil: Pupil, item: ReadingItem, by: Staff, at: datetime | None) -> str:
    """Plan an interview out of an item of the reading list (`surveys.hooks.INTERVIEW`); return its id."""
    why = dict(KeptFrom.objects.filter(item=item).values_list("staff_id", "why"))
    out = {staff: reason != "mentioned" for staff, reason in why.items()}
    origin = Origin(READING, str(item.pk))
    place = None
    if at is not None and (place := _place(pupil, _adult(pupil, by, out), at)) is None:
        raise NotYet([TIME_FREE])
    return str(_plan(pupil, origin, by, day_of(at) if at else None, out, place).pk)


def times_for(*, pupil: Pupil, item: ReadingItem, by: Staff) -> list[tuple[datetime, str]]:
    """Return the times at which this child and who talks with it are free (`surveys.hooks.INTERVIEW_TIMES`)."""
    adult = _adult(pupil, by, set(KeptFrom.objects.filter(item=item).values_list("staff_id", flat=True)))
    busy, rooms = taken(pupil.school), rooms_for(pupil.school, pupil)
    return [
        (_begins(moment, pupil.school), moment_label(moment, pupil.school))
        for moment in moments(pupil.school)
        if _room(moment, rooms, busy, pupil, adult) is not None
    ]


def _begins(moment: Moment, school: School) -> datetime:
    return datetime.combine(moment.day, edition(school.edition).care.slot(moment.slot).begins, TOKYO)


def _place(pupil: Pupil, adult: Staff, at: datetime) -> Place | None:
    """Return where the two can talk at this moment, None where they cannot."""
    busy, rooms = taken(pupil.school), rooms_for(pupil.school, pupil)
    for moment in moments(pupil.school):
        if _begins(moment, pupil.school) == at and (room := _room(moment, rooms, busy, pupil, adult)):
            return Place(moment, room)
    return None


def _room(
    moment: Moment, rooms: Iterable[str], busy: Container[tuple[Moment, str, str]], pupil: Pupil, adult: Staff
) -> str | None:
    if (moment, "adult", str(adult.pk)) in busy or (moment, "pupil", str(pupil.pk)) in busy:
        return None
    return next((room for room in rooms if (moment, "room", room) not in busy), None)


def page_of(interview: str) -> str:
    """Return the page of an interview (`surveys.hooks.INTERVIEW_PAGE`), "" for what is no id of one."""
    return reverse("care:interview", args=[interview]) if uuids([interview]) else ""


def interview_from_absence(said: Answered) -> Interview:
    """Plan an interview out of an answer to a warning (`attendance.hooks`)."""
    origin = Origin(ABSENCE, str(said.step.pk), said.words)
    return _plan(said.warning.pupil, origin, said.by, said.day, dict.fromkeys(said.shut_out, True))


def concern_from_absence(said: Answered) -> Concern:
    """Keep a concern out of an answer to a warning; words of bullying are asked about as in any other."""
    row = said.warning
    note = Note(_token(said.step), said.words, [row.pupil_id], staff=sorted(said.shut_out), source=ABSENCE)
    return note_concern(school=row.school, by=said.by, note=note)


def _token(step: WarningStep) -> str:
    return f"absence:{step.pk}"


def led_to(staff: Staff, steps: Sequence[WarningStep]) -> dict[Any, Led]:
    """Return what answers to a warning have led to here, as far as this person may read it."""
    asked = {str(step.pk): step for step in steps if step.outcome == "interview"}
    noted = {token_hash(step.warning.school, _token(step)): step for step in steps if step.outcome == "concern"}
    found: dict[Any, Led] = {}
    if asked:
        for row in interviews_for(staff).filter(origin_kind=ABSENCE, origin_id__in=list(asked)):
            found[asked[row.origin_id].pk] = Led(_("面談を開く"), page_of(str(row.pk)))
    if noted:
        for one in concerns_for(staff).filter(token_hash__in=list(noted)):
            found[noted[bytes(one.token_hash)].pk] = Led(_("気がかりを開く"), reverse("care:concern", args=[one.pk]))
    return found
