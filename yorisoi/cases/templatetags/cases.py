"""A child as a chip whose name can be hidden by one key; the room's small words of time and stand-ins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yorisoi.cases.joined_shown import ways
from yorisoi.cases.ledger import Mark
from yorisoi.cases.names import Letters
from yorisoi.cases.present_room import Room
from yorisoi.cases.together import Tied, ToTie, tied, to_tie
from yorisoi.cases.words_shown import Words, words_of
from yorisoi.journal import clock
from yorisoi.policy.flow import Move
from yorisoi.reports.models import Report
from yorisoi.schools.models import Pupil, Staff

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


@register.simple_tag
def ledger_mark(mark: Mark) -> SafeString:
    """Show one stage of a report's way; fifty rows have three of them each."""
    if mark.at is None:
        return SafeString("—")
    at = localtime(mark.at)
    shown = f"{at.month}/{at.day} {at.hour}:{at:%M}" if mark.day else f"{at.hour}:{at:%M}"
    after, later = "", ""
    if mark.after:
        after = format_html('<br><span class="small soft">{}</span>', _("%(span)s後") % {"span": mark.after})
    if not mark.same_day:
        later = format_html('<br><span class="chip warn">{}</span>', _("翌日以降"))
    return format_html('<time class="nowrap" datetime="{}">{}</time>{}{}', at.isoformat(), shown, after, later)


@register.simple_tag
def joins(room: Room) -> list[tuple[Move, str]]:
    """Return the ways of merging and splitting that the open item has here, for who may record."""
    return ways(room.meeting, room.item.case, room.item.pk) if room.may and room.item else []


@register.simple_tag
def tied_reports(report: Report | None, staff: Staff) -> list[Tied]:
    """Return the other reports of the same matter that the person may read."""
    return tied(report, staff) if report else []


@register.simple_tag
def tied_here(room: Room, staff: Staff) -> list[Tied]:
    """Return the other reports of the same matter that the person, and everybody who sits here, may know."""
    report = room.item.report if room.item else None
    return [one for one in tied(report, staff) if one.report.pk not in room.unsaid] if report else []


@register.simple_tag
def reports_to_tie(report: Report, staff: Staff) -> list[ToTie]:
    """Return the reports that the person may say to be of the same matter."""
    return to_tie(report, staff)


@register.simple_tag
def posted(request: HttpRequest, name: str) -> list[str]:
    """Return what was sent under this name."""
    return request.POST.getlist(name)


@register.simple_tag
def words_in(room: Room) -> Words | None:
    """Return the words that were found in the report on the table."""
    report = room.item.report if room.item else None
    return words_of([report], room.letters) if report else None
