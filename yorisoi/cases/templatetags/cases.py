"""A child as a chip whose name can be hidden by one key."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from yorisoi.cases.names import Letters
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
