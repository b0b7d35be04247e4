"""Times as people say them: 「今日中 あと3時間」「2日おくれ」, and the exact time beside."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

TOKYO = ZoneInfo("Asia/Tokyo")
_FAR = 60  # days from which one counts in months


def _span(span: timedelta) -> str:
    """Say a span of less than a day in hours and minutes, rounded down; never "0 minutes"."""
    minutes = max(int(span.total_seconds() // 60), 1)
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d分") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)d時間") % {"hours": hours}
    return _("%(hours)d時間%(minutes)d分") % {"hours": hours, "minutes": minutes}


@lru_cache(maxsize=4096)
def _late(days: int, _language: str | None) -> str:
    return ngettext("%(n)d日おくれ", "%(n)d日おくれ", days) % {"n": days}


@lru_cache(maxsize=4096)
def _left(days: int, _language: str | None) -> str:
    return ngettext("あと%(n)d日", "あと%(n)d日", days) % {"n": days}


def phrase(due: datetime, now: datetime) -> tuple[str, str]:
    """Say how a deadline stands, and in which tone (danger, warn, neutral).

    Both are aware; days are calendar days in Asia/Tokyo, so that a deadline at the end of yesterday is
    one day late from midnight on. Spans are rounded down: nobody is promised time that is not there.
    """
    due, now = due.astimezone(TOKYO), now.astimezone(TOKYO)
    days = (due.date() - now.date()).days
    if now > due:
        if days < 0:
            return _late(-days, get_language()), "danger"
        return _("%(span)sおくれ") % {"span": _span(now - due)}, "danger"
    if days == 0:
        if due - now < timedelta(minutes=1):
            return _("今日中 まもなく"), "warn"
        return _("今日中 あと%(span)s") % {"span": _span(due - now)}, "warn"
    if days == 1:
        return _("あすまで"), "neutral"
    if days < _FAR:
        return _left(days, get_language()), "neutral"
    months = round(days / 30.4)
    return ngettext("あと約%(n)dか月", "あと約%(n)dか月", months) % {"n": months}, "neutral"


def settled(due: datetime, done: datetime) -> tuple[str, str]:
    """Say that a deadline was met, or by how much it was missed."""
    due, done = due.astimezone(TOKYO), done.astimezone(TOKYO)
    if done <= due:
        return _("済"), "ok"
    days = (done.date() - due.date()).days
    late = (
        ngettext("%(n)d日おくれ", "%(n)d日おくれ", days) % {"n": days}
        if days
        else _("%(span)sおくれ") % {"span": _span(done - due)}
    )
    return _("済（%(late)s）") % {"late": late}, "neutral"


def ends_day(moment: datetime) -> bool:
    """Say whether a deadline is the end of its day (then only the day is worth naming)."""
    local = moment.astimezone(TOKYO)
    return (local.hour, local.minute) == (23, 59)


def say_day(moment: datetime, now: datetime, *, year: bool | None = None) -> str:
    """Say a day with its weekday, 「6月3日(水)」; with the year when it is another one."""
    local = moment.astimezone(TOKYO)
    if year is None:
        year = local.year != now.astimezone(TOKYO).year
    return _said(local.date(), year, get_language())


@lru_cache(maxsize=4096)
def _said(day: date, year: bool, _language: str | None) -> str:
    return format_date(day, pgettext("date with year", "Y年n月j日(D)") if year else pgettext("date", "n月j日(D)"))


def say_moment(moment: datetime, now: datetime, *, year: bool | None = None) -> str:
    """Say a day and time, 「6月3日(水) 15:40」."""
    local = moment.astimezone(TOKYO)
    return f"{say_day(moment, now, year=year)} {local.hour}:{local:%M}"
