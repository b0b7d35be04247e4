"""A person's calendar feed (RFC 5545) behind a secret token: their own activities, and no word of any child."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.plan_flow import CITE, PlanState
from yorisoi.policy.roles import Can
from yorisoi.prevention.models import Activity, Feed
from yorisoi.schools.models import Staff

WHOLE = timedelta(days=13)  # what lasts longer is a day by which it should be done, not a bar across two months
LINE = 75  # octets of one line (RFC 5545 3.1)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


@transaction.atomic
def make_feed(*, staff: Staff) -> str:
    """Return the token of this person's new feed, which nobody can read again; the one before ends."""
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        raise PermissionDenied
    now = clock.now()
    Staff.objects.select_for_update(of=("self",)).get(pk=staff.pk)
    Feed.objects.filter(staff=staff, ended_at__isnull=True).update(ended_at=now)
    token = secrets.token_urlsafe(32)
    row = Feed.objects.create(staff=staff, token_hash=_hash(token), made_at=now)
    journal(by=staff, school_id=staff.school_id, event="plan.feed_made", about=row, cite=CITE, at=now)
    return token


@transaction.atomic
def end_feed(*, staff: Staff) -> bool:
    """Revoke this person's feed at once; say whether there was one."""
    now = clock.now()
    ended = Feed.objects.filter(staff=staff, ended_at__isnull=True).update(ended_at=now)
    if ended and staff.school_id is not None:
        journal(by=staff, school_id=staff.school_id, event="plan.feed_ended", cite=CITE, at=now)
    return bool(ended)


def feed_of(staff: Staff) -> Feed | None:
    """Return this person's feed, or None."""
    return Feed.objects.filter(staff=staff, ended_at__isnull=True).first()


def owner_of_token(token: str) -> Staff | None:
    """Return whose feed this is; None for a token that is no longer one, or of somebody who has left."""
    row = Feed.objects.filter(token_hash=_hash(token), ended_at__isnull=True).select_related("staff__school").first()
    return row.staff if row is not None and row.staff.can(Can.READ_PLAN) and row.staff.school is not None else None


def calendar(activities: Iterable[Activity], *, name: str, address: str) -> str:
    """Return the activities as an iCalendar text. address: where `{id}` stands for the activity's page."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yorisoi//Plan//JA", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    ]  # fmt: skip
    stamp = f"{clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for row in activities:
        lines += _event(row, stamp, address)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(row: Activity, stamp: str, address: str) -> list[str]:
    first, last = days_shown(row)
    title = row.title if row.state != PlanState.DONE else f"✓ {row.title}"
    return [
        "BEGIN:VEVENT",
        f"UID:{row.pk}@yorisoi",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(title)}",
        f"URL:{address.replace('{id}', str(row.pk))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def days_shown(row: Activity) -> tuple[date, date]:
    """Return the days an activity takes in a calendar: all of it if it is short, else the day by which it is due."""
    if row.done_on is not None:
        return row.done_on, row.done_on
    return (row.begins, row.ends) if row.ends - row.begins <= WHOLE else (row.ends, row.ends)


def _text(value: str) -> str:
    value = "".join(sign for sign in value if sign >= " " or sign == "\n")
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Fold a line after 75 octets, never within a sign."""
    parts, now, size = [], "", 0
    for sign in line:
        weight = len(sign.encode())
        if size + weight > LINE:
            parts.append(now)
            now, size = " ", 1
        now, size = now + sign, size + weight
    return "\r\n".join([*parts, now])
