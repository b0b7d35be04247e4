"""A child as a chip whose name can be hidden by one key."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from yorisoi.cases.joined_shown import ways
from yorisoi.cases.names import Letters
from yorisoi.cases.present_room import Room
from yorisoi.policy.flow import Move
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
def joins(room: Room) -> list[tuple[Move, str]]:
    """Return the ways of merging and splitting that the open item has here, for who may record."""
    return ways(room.meeting, room.item.case, room.item.pk) if room.may and room.item else []
