"""What attendance and questionnaires put before 学校保健委員会: counts, as far as each member may see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.attendance.present import warning_lines
from yorisoi.attendance.queries import counts_of, pupils_for, warnings_for
from yorisoi.care.agenda import MOST, Maker, Part, Point
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Staff
from yorisoi.surveys.models import Round
from yorisoi.surveys.present_results import counted
from yorisoi.surveys.queries import open_items_for, progress_by_class, reads_all, rounds_for
from yorisoi.surveys.results import results

FEW = 3  # rounds that are shown with their counts


def absences_part(staff: Staff, since: datetime, until: datetime) -> Part | None:
    """The counts of absence that were reached, and the year's days; for those who see attendance at all."""
    if not staff.can(Can.ATTENDANCE) or staff.school is None:
        return None
    rows = list(warnings_for(staff).filter(at__gt=since, at__lte=until).order_by("-at", "pk")[:MOST])
    points = [
        Point(
            line.warning.pupil.name,
            line.seat,
            f"{line.text} ・ {line.state}",
            line.warning.at,
            line.url,
            "warn" if line.tone == "warn" else "neutral",
        )
        for line in warning_lines(rows)
    ]
    counts = counts_of(staff.school, list(pupils_for(staff).values_list("pk", flat=True))).values()
    what = _("今年度、休んだ子ども %(n)s人（のべ %(days)s日）、遅刻・早退・別室など のべ %(partly)s日") % {
        "n": sum(1 for one in counts if one.absent),
        "days": sum(one.absent for one in counts),
        "partly": sum(one.partly for one in counts),
    }
    return Part("absences", _("欠席"), points, _("この間に、目安になった欠席はありません。"), what)


def surveys_part(staff: Staff, since: datetime, until: datetime) -> Part | None:
    """The rounds of these days: how many answered, and the counts for whoever reads the whole school's answers."""
    if not staff.can(Can.ANSWERS):
        return None
    rows = rounds_for(staff).filter(opened_at__isnull=False, opens_at__lte=until, closes_at__gt=since)
    points = [_round(staff, one, shown=n < FEW) for n, one in enumerate(rows.order_by("-opens_at", "pk")[:MOST])]
    what = _("読むもの（あなたが読めるもの） %(n)s件") % {"n": open_items_for(staff).count()}
    return Part("surveys", _("元気アンケートの結果"), points, _("この間の回はありません。"), what)


def _round(staff: Staff, one: Round, *, shown: bool) -> Point:
    parts = progress_by_class(one).values()
    asked, answered = sum(n for n, _done in parts), sum(done for _n, done in parts)
    words = _("%(asked)s人のうち %(answered)s人が答えました") % {"asked": asked, "answered": answered}
    whole = reads_all(staff)
    if whole and shown and one.closed_at is not None:  # no counts while answers come in
        words = "\n".join([words, *_lines(staff, one)])
    url = reverse("surveys:results" if whole else "surveys:round", args=[one.pk])
    return Point(one.title, "", words, one.opens_at, url)


def _lines(staff: Staff, one: Round) -> Iterable[str]:
    """Return one line for each question: what was answered how often. Small numbers stay hidden, as everywhere."""
    for row in results(staff, one, hide=True).rows:
        if row.item.kind in {"faces", "one", "scale"}:
            cells = [(label, n) for label, n in counted(row).cells if n]
            yield f"{counted(row).label}: " + "、".join(f"{label} {n}" for label, n in cells)


MORE_PARTS: tuple[Maker, ...] = (absences_part, surveys_part)
