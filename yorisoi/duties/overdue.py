"""When a clock runs out: the managers and 生徒指導主任 are told once, so that no duty runs out unseen."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from yorisoi.duties.actions import tell
from yorisoi.duties.models import OPEN, Duty, Notice, about_fields
from yorisoi.duties.queries import may_know
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM
from yorisoi.policy.roles import Post
from yorisoi.schools.queries import holders
from yorisoi.schools.sandboxes import here

KIND = "duty_overdue"


def tell_overdue() -> int:
    """Tell of every report or case that has a duty out of time since its last such notice; return how many duties.

    The journal keeps the moment: a missed clock is part of the record (R3: if it was not held, the reason is asked).
    """
    now = clock.now()
    told = 0
    for about in ("report_id", "case_id", "subject_id"):
        known = Notice.objects.filter(kind=KIND, at__gte=OuterRef("due_at"), **{about: OuterRef(about)})
        rows = Duty.objects.filter(OPEN, here(), ~Exists(known), due_at__lt=now, **{f"{about}__isnull": False})
        for pk in list(rows.values_list("pk", flat=True)):
            with transaction.atomic():
                told += _tell(pk, about)
    return told


def _tell(pk: UUID, about: str) -> int:
    now = clock.now()
    duty = (
        Duty.objects.select_for_update(of=("self",))
        .select_related("school", "report", "case")
        .filter(OPEN, pk=pk)
        .first()
    )
    if duty is None or Notice.objects.filter(kind=KIND, at__gte=duty.due_at, **{about: getattr(duty, about)}).exists():
        return 0
    people = [
        person
        for post in (Post.GUIDANCE_HEAD, Post.VICE_PRINCIPAL, Post.PRINCIPAL)
        for person in holders(duty.school, post)
        if may_know(person, duty)
    ]
    tell(people, kind=KIND, school=duty.school, at=now, **about_fields(duty.about))
    journal(
        by=SYSTEM,
        school_id=duty.school_id,
        event="duty.overdue",
        about=duty.about,
        cite=duty.cite,
        at=now,
        duty=duty.name,
        due=duty.due_at.isoformat(),
    )
    return 1
