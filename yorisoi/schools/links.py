"""One-time links: make, find, use. The token itself is shown once and kept nowhere."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from yorisoi.schools.models import OneTimeLink, Staff

WELCOME_LASTS = timedelta(days=7)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_link(kind: str, *, staff: Staff | None = None, made_by: Staff | None = None) -> str:
    """Make a link, end earlier unused ones of the same kind and person, and return the token (256 bits)."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        OneTimeLink.objects.filter(kind=kind, staff=staff, used_at__isnull=True).update(expires_at=now)
        OneTimeLink.objects.create(
            kind=kind,
            staff=staff,
            made_by=made_by,
            token_hash=_hash(token),
            expires_at=now + WELCOME_LASTS if kind == "welcome" else None,
        )
    return token


def find_link(kind: str, token: str) -> OneTimeLink | None:
    """Return the link if it may still be used."""
    link = OneTimeLink.objects.select_related("staff__user", "staff__school").filter(
        kind=kind, token_hash=_hash(token), used_at__isnull=True
    )
    found = link.first()
    return found if found and (found.expires_at is None or found.expires_at > timezone.now()) else None


def use_link(link: OneTimeLink) -> bool:
    """Mark the link as used; False when somebody else was quicker. Must run in the transaction of its effect."""
    return OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=timezone.now()) == 1
