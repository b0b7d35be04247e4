"""The end of originals: when their time is over, nothing holds them, and two people agree. A tombstone stays.

What is destroyed is the key: the sheets become noise, in every backup too. Reports that came of them have their own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock, keys
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.journal.models import DataKey
from yorisoi.policy.deadlines import add_months
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Need, NotYet
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Pupil, School, Staff
from yorisoi.surveys.models import CLOSED, Destruction, Hold, PupilKey, ReadingItem, Round, Sheet

CITE = "detection.survey_originals"
LAST_GRADE = 6
TIME_OVER = Need("time_over", _("保存期間が、まだ終わっていません。"), CITE, lambda f: bool(f))
NOT_HELD = Need("not_held", _("留め置きになっています。先に、留め置きを解いてください。"), CITE, lambda f: bool(f))
ANOTHER_PERSON = Need(
    "another_person", _("消すには、ほかの人の同意が要ります（二人のうち一人は校長）。"), CITE, lambda f: bool(f)
)
ALL_READ = Need("all_read", _("まだ読み終わっていない答えがあります。"), CITE, lambda f: bool(f))
HOLD_REASON = Need("hold_reason", _("留め置く理由を書いてください。"), CITE, lambda f: bool(f))


def _require(by: Staff, school: School) -> None:
    if by.school_id != school.pk or not by.can(Can.SURVEY):
        raise PermissionError("not theirs to decide")


def kept_until(about: Pupil | Round) -> date | None:
    """Return the last day on which originals are kept: of a child, of a round without names; None: no end in sight.

    A child's are kept for the edition's years after the child has left; a round's until its youngest would have.
    """
    years = edition(about.school.edition).retention.years_after_leaving
    if isinstance(about, Pupil):
        return add_months(about.left_on, 12 * years) if about.left_on else None
    grades = list(about.parts.values_list("school_class__grade", flat=True))
    return date(about.year + 1 + max(0, LAST_GRADE - min(grades, default=1)) + years, 3, 31)


def _about(about: Pupil | Round) -> dict[str, Any]:
    return {"pupil": about} if isinstance(about, Pupil) else {"round": about}


@transaction.atomic
def put_hold(*, about: Pupil | Round, by: Staff, reason: str) -> Hold:
    """Keep originals whatever their time: of one child, or of one round."""
    _require(by, about.school)
    if not reason.strip():
        raise NotYet([HOLD_REASON])
    row = Hold(school=about.school, key=make_data_key(about.school.pk), at=clock.now(), by=by, **_about(about))
    row.put("reason", reason)
    row.save(force_insert=True)
    journal(by=by, school_id=about.school.pk, event="survey.held", about=row, cite=CITE)
    return row


@transaction.atomic
def lift_hold(*, hold: Hold, by: Staff) -> None:
    """End a hold. It stays on record."""
    row = Hold.objects.select_for_update(of=("self",)).select_related("school").get(pk=hold.pk)
    _require(by, row.school)
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by = clock.now(), by
        row.save(update_fields=["lifted_at", "lifted_by"])
        journal(by=by, school_id=row.school_id, event="survey.hold_lifted", about=row, cite=CITE)


def unmet(about: Pupil | Round) -> list[Need]:
    """Return what stands against destroying these originals."""
    until = kept_until(about)
    items = ReadingItem.objects.filter(closed_at__isnull=True, **_about(about))
    held = Hold.objects.filter(lifted_at__isnull=True, **_about(about))
    if isinstance(about, Pupil):
        held |= Hold.objects.filter(lifted_at__isnull=True, round__cards__pupil=about)
    found = [TIME_OVER] if until is None or until >= today() else []
    found += [NOT_HELD] if held.exists() else []
    open_still = isinstance(about, Round) and about.state != CLOSED
    return [*found, *([ALL_READ] if open_still or items.exists() else [])]


@transaction.atomic
def ask_destruction(*, about: Pupil | Round, by: Staff) -> Destruction:
    """Ask that originals be destroyed. Nothing happens until another agrees. Asked twice it is the same asking."""
    _require(by, about.school)
    if needs := unmet(about):
        raise NotYet(needs)
    waiting = Destruction.objects.filter(done_at__isnull=True, **_about(about)).first()
    if waiting is not None:
        return waiting
    key = about.key if isinstance(about, Round) else PupilKey.objects.get(pupil=about).key
    sheets = Sheet.objects.filter(**_about(about)).count() if isinstance(about, Pupil) else about.pools.count()
    row = Destruction.objects.create(
        school=about.school,
        key=key,
        sheets=sheets,
        asked_at=clock.now(),
        asked_by=by,
        reason="retention_over",
        **_about(about),
    )
    journal(by=by, school_id=about.school.pk, event="survey.destruction_asked", about=row, cite=CITE, sheets=sheets)
    return row


@transaction.atomic
def agree_destruction(*, destruction: Destruction, by: Staff) -> Destruction:
    """Agree, as another person: the key is destroyed, the row stays as the tombstone. One of the two is 校長."""
    row = (
        Destruction.objects.select_for_update(of=("self",))
        .select_related("school", "pupil__school", "round__school", "asked_by")
        .get(pk=destruction.pk)
    )
    _require(by, row.school)
    if row.done_at is not None:
        return row
    needs = unmet(row.pupil or row.round)  # type: ignore[arg-type]
    if by.pk == row.asked_by_id or not (by.can(Can.DECIDE) or row.asked_by.can(Can.DECIDE)):
        needs.append(ANOTHER_PERSON)
    if needs:
        raise NotYet(needs)
    now = clock.now()
    doomed = {row.key_id}
    if row.pupil_id:
        doomed |= set(Sheet.objects.filter(pupil_id=row.pupil_id).values_list("key_id", flat=True))
    DataKey.objects.filter(pk__in=doomed, wrapped__isnull=False).update(wrapped=None, destroyed_at=now)
    row.done_at, row.agreed_by = now, by
    row.save(update_fields=["done_at", "agreed_by"])
    journal(by=by, school_id=row.school_id, event="survey.destroyed", about=row, cite=CITE, sheets=row.sheets)
    transaction.on_commit(keys.forget)
    return row
