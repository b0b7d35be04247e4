"""Lines in the journal for log-in, log-out and failed log-in.

The one place with signal receivers: the log-in itself is done by Django and allauth, which offer no other hook.
The receivers write a line of the journal and nothing else. A failed log-in keeps no user name, since people
mistype their password into that field; the school is known only where the name is one of its accounts.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from yorisoi.journal.actors import PUBLIC
from yorisoi.schools.actions import journal_access
from yorisoi.schools.models import School, Staff, User

NO_SCHOOL = 0


def _staff(user: object) -> Staff | None:
    return Staff.objects.filter(user=user).first() if isinstance(user, User) else None


@receiver(user_logged_in, dispatch_uid="journal_logged_in")
def logged_in(user: User, request: Any = None, **_other: object) -> None:
    """Note a log-in; a click on a card of the demo is noted as such."""
    if (staff := _staff(user)) is not None:
        demo = request is not None and request.session.get("demo_login")
        journal_access(event="login.demo" if demo else "login.done", by=staff, school_id=staff.school_id or NO_SCHOOL)


@receiver(user_logged_out, dispatch_uid="journal_logged_out")
def logged_out(user: User | None = None, **_other: object) -> None:
    """Note a log-out."""
    if (staff := _staff(user)) is not None:
        journal_access(event="login.left", by=staff, school_id=staff.school_id or NO_SCHOOL)


@receiver(user_login_failed, dispatch_uid="journal_login_failed")
def login_failed(credentials: dict[str, Any] | None = None, **_other: object) -> None:
    """Note that a log-in failed, not under which name."""
    name = (credentials or {}).get("username") or ""
    staff = Staff.objects.filter(user__username__iexact=name).first() if name else None
    school_id = staff.school_id if staff else School.objects.values_list("pk", flat=True).order_by("pk").first()
    journal_access(event="login.failed", by=PUBLIC, school_id=school_id or NO_SCHOOL)
