"""A child as a chip whose name can be hidden by one key; the room's small words of time and stand-ins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yorisoi.cases.names import Letters
from yorisoi.journal import clock
from yorisoi.schools.models import Pupil

register = template.Library()


@register.simple_tag
def child(letters: Letters, pupil: Pupil, sub: object = "", role: object = "") -> SafeString:
    """Show a child: name (or its letter), class, role in this case."""
    return letters.chip(pupil, sub, role)


@register.simple_tag
def childname(letters: Letters, pupil: Pupil) -> SafeString:
    """Show a child's name that can be hidden."""
    return letters.name(pupil)


@register.simple_tag
def veiled(letters: Letters, text: str) -> SafeString:
    """Show a text in which the children's names can be hidden."""
    return letters.veil(text)


@register.simple_tag
def spent(more: Any, item: int) -> int | None:
    """Return the seconds that an item has taken, or None before it was begun."""
    return more.spent.get(item) if more else None


@register.simple_tag
def sits_for(more: Any, staff_id: int) -> str:
    """Return for whom this person sits, or nothing."""
    return more.sits_for.get(staff_id, "") if more else ""


@register.filter
def minutes(seconds: int) -> str:
    """Say a span in whole minutes."""
    return _("%(n)d分") % {"n": int(seconds) // 60}


@register.filter
def since_minutes(began: datetime) -> str:
    """Say how long ago something began, in whole minutes."""
    return minutes(int((clock.now() - began).total_seconds()))
