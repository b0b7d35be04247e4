"""The writes of a school as a whole: opening it, keeping an uploaded list until it is decided."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM, Actor
from yorisoi.journal.crypto import seal, unseal
from yorisoi.journal.keys import make_school_key, school_key
from yorisoi.policy.edition import edition as read_edition
from yorisoi.policy.roles import Can, Post
from yorisoi.schools.calendar import today
from yorisoi.schools.links import use_link
from yorisoi.schools.models import OneTimeLink, PostHolding, RosterUpload, School, Staff, User

FIRST_POSTS = (Post.PRINCIPAL, Post.VICE_PRINCIPAL)


class LinkUsed(Exception):
    """The one-time link was used in the meantime."""


@transaction.atomic
def open_school(
    *,
    name: str,
    slug: str,
    edition: str,
    post: str,
    person: dict[str, str],
    username: str,
    password: str,
    link: OneTimeLink | None = None,
    by: Actor = SYSTEM,
) -> Staff:
    """Make a school, its key and its first account, and return that person.

    post: principal or vice_principal. person: family_name, given_name, family_kana, given_kana.
    Raises ValueError for another post, BadEdition for an unknown policy, LinkUsed when the link was taken.
    """
    if post not in FIRST_POSTS:
        raise ValueError(f"the first account is a principal's or vice principal's, not {post}")
    read_edition(edition)
    if link is not None and not use_link(link):
        raise LinkUsed
    school = School.objects.create(name=name, slug=slug, edition=edition)
    make_school_key(school.pk)
    user = User.objects.create_user(username, password)
    staff = Staff.objects.create(school=school, user=user, **person)
    PostHolding.objects.create(staff=staff, post=post, since=today())
    journal(by=by, school_id=school.pk, event="school.opened", about=school, edition=edition, staff=staff.pk)
    return staff


def _about(upload: RosterUpload) -> str:
    return f"schools.rosterupload.content:{upload.pk}"


@transaction.atomic
def keep_upload(*, school: School, content: bytes, year: int, by: Staff) -> RosterUpload:
    """Seal an uploaded list until it is applied or thrown away; earlier undecided ones of this person are emptied."""
    if not by.can(Can.ROSTER) or by.school_id != school.pk:
        raise PermissionDenied
    for old in RosterUpload.objects.filter(school=school, by=by, closed_at__isnull=True):
        _empty(old)
    upload = RosterUpload(school=school, by=by, year=year)
    upload.content = seal(school_key(school.pk), content, _about(upload))
    upload.save(force_insert=True)
    journal(by=by, school_id=school.pk, event="roster.upload", about=upload, bytes=len(content))
    return upload


def upload_content(upload: RosterUpload) -> bytes:
    """Return the bytes of an undecided upload."""
    return unseal(school_key(upload.school_id), bytes(upload.content), _about(upload))


@transaction.atomic
def close_upload(*, upload: RosterUpload, by: Staff) -> None:
    """Empty an upload that was applied or thrown away."""
    _empty(upload)
    journal(by=by, school_id=upload.school_id, event="roster.upload_closed", about=upload)


def _empty(upload: RosterUpload) -> None:
    upload.content = b""
    upload.closed_at = timezone.now()
    upload.save(update_fields=["content", "closed_at"])


@transaction.atomic
def journal_access(*, event: str, by: Actor, school_id: int, about: Any = None, **data: Any) -> None:
    """Write a line about somebody's coming and going (log-in, log-out, lock)."""
    journal(by=by, school_id=school_id, event=event, about=about, **data)
