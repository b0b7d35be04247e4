"""How many files a report may hold: whoever has a receipt must not be able to fill the school's disk with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Sum

from yorisoi.reports.models import Report

if TYPE_CHECKING:
    from yorisoi.reports.attaching import SentFile


class NoRoom(ValueError):
    """There is no room for these files. count, size: how many, and how many bytes, there is room for still."""

    def __init__(self, count: int, size: int) -> None:
        super().__init__("no room")
        self.count, self.size = max(count, 0), max(size, 0)


def require_room(report: Report, files: Sequence[SentFile], *, outside: bool) -> None:
    """Raise `NoRoom` if the report would hold more than `settings.FILES_HELD`. The report is locked.

    outside: the files come with the talk behind the receipt; what the staff added leaves their share alone. A file that
    is there already takes no room.
    """
    here = set(report.attachments.values_list("sha256", flat=True))
    fresh = {sent.sha256: sent.size for sent in files if sent.sha256 not in here}
    if not fresh:
        return
    limits = settings.FILES_HELD["talk" if outside else "report"]
    rows = report.attachments.filter(by=None) if outside else report.attachments.all()
    held = rows.order_by().aggregate(count=Count("pk"), size=Sum("size"))
    count, size = limits["count"] - held["count"], limits["together"] - (held["size"] or 0)
    if len(fresh) > count or sum(fresh.values()) > size:
        raise NoRoom(count, size)
