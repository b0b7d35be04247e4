"""Asking for a meeting: who owes one that they may not call leaves a word with those who may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q

from yorisoi.duties.actions import all_duties, tell
from yorisoi.duties.models import Duty, Notice, about_fields
from yorisoi.duties.queries import may_know
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import RIGHTS, Body, Can, Post
from yorisoi.schools.calendar import TOKYO, today
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import holders

# done_by → the body whose meeting does it
IN_MEETING: dict[str, str] = {
    "convened:subcommittee": Body.SUBCOMMITTEE,
    "decided": Body.SUBCOMMITTEE,
    "held:committee": Body.COMMITTEE,
    "decided:set_plan": Body.COMMITTEE,
    "held:grade_heads": Body.GRADE_HEADS,
}
_ORDER = (Post.GUIDANCE_HEAD, Post.VICE_PRINCIPAL, Post.PRINCIPAL)
CONVENERS: tuple[Post, ...] = tuple(post for post in _ORDER if Can.CONVENE in RIGHTS[post])
ASKED = "ask:"  # + the body: the kind of such a notice


class NobodyToAsk(LookupError):
    """Nobody here who may call a meeting may know of this matter."""


def body_of(duty: Duty) -> str:
    """Return the body whose meeting does this duty, "" when no meeting does."""
    wanted = all_duties().get(duty.name)
    return str(IN_MEETING.get(wanted.done_by, "")) if wanted else ""


ASKED_SINCE = Fixed(
    lambda reports, cases, since: (
        Notice.objects.filter(Q(report_id__in=reports) | Q(case_id__in=cases), kind__startswith=ASKED, at__gte=since)
        .order_by()
        .values_list("kind", "report_id", "case_id")
    )
)


def asked_today(duties: Iterable[Duty]) -> frozenset[tuple[str, Any]]:
    """Return (body, report or case id) of the meetings that somebody has asked for today, in one query."""
    rows = list(duties)
    found = ASKED_SINCE.rows(
        reports=tuple({d.report_id for d in rows if d.report_id}),
        cases=tuple({d.case_id for d in rows if d.case_id}),
        since=_midnight(),
    )
    return frozenset((kind[len(ASKED) :], report or case) for kind, report, case in found)


@transaction.atomic
def ask_to_convene(*, duty: Duty, by: Staff) -> bool:
    """Ask 生徒指導主任 (or who acts for them) to call the meeting of this duty; once a day. Says whether this was new.

    Raises NobodyToAsk when every holder is shut out or there is none.
    """
    duty = Duty.objects.select_for_update(of=("self",)).select_related("school", "report", "case").get(pk=duty.pk)
    body = body_of(duty)
    if not body or not duty.is_open or not may_know(by, duty):
        raise PermissionError("not theirs to ask for")
    kind, about = f"{ASKED}{body}", about_fields(duty.about)
    if Notice.objects.filter(kind=kind, at__gte=_midnight(), **about).exists():
        return False
    for post in CONVENERS:
        people = [person for person in holders(duty.school, post) if may_know(person, duty)]
        if people:
            break
    else:
        raise NobodyToAsk
    tell(people, kind=kind, school=duty.school, at=clock.now(), **about)
    journal(
        by=by, school_id=duty.school_id, event="duty.convene_asked", about=duty.about, cite=duty.cite, duty=duty.name,
        body=body,
    )  # fmt: skip
    return True


def _midnight() -> datetime:
    return datetime.combine(today(), time.min, TOKYO)
