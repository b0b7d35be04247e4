"""A name of the staff in what is written later is pointed out to a person, who says whether they are meant.

What somebody tells shuts out at once (`meant`). What the school writes itself names its helpers as often as whoever
is meant, so here a person decides; until then nobody is shut out, and the one named is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.fixed import Fixed
from yorisoi.reports.acting import require_intake
from yorisoi.reports.matching import Match, fold, staff_mentioned
from yorisoi.reports.models import Report, StaffMention
from yorisoi.reports.queries import shut_out_of
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.models import School, Staff
from yorisoi.schools.people_now import people_now

# Here somebody tells of what happened: who was cleared before is asked about again.
TELLING = frozenset({"message", "act", "hearing"})


def point_out(*, report: Report, by: Staff | None, text: str, place: str, at: datetime | None = None) -> int:
    """Look for names of the staff in what was just written, inside its transaction; return how many are new.

    place: memo, meeting, message, or the kind of the line. Whoever writes is not asked about themselves, and whoever
    was cleared once only where somebody tells of what happened.
    """
    found = named_in(report.school, by=by, text=text, place=place)
    if not found:
        return 0
    passed = shut_out_of(report)
    known = StaffMention.objects.filter(report=report, staff__in=[hit.staff_id for hit in found])
    known = known.filter(settled_at__isnull=True) if place in TELLING else known
    passed |= set(known.values_list("staff_id", flat=True))
    new = 0
    for hit in found:
        if hit.staff_id in passed:
            continue
        row = StaffMention(report=report, staff_id=hit.staff_id, at=at or clock.now(), place=place[:12])
        row.put("phrase", hit.phrase)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # pointed out by another hand at this moment
            continue
        new += 1
    return new


def named_in(school: School, *, by: Staff | None, text: str, place: str) -> list[Match]:
    """Return the names of the staff that a text of this kind points out."""
    if not text.strip():
        return []
    people = people_now(school)
    found = [hit for hit in staff_mentioned(text, people) if by is None or hit.staff_id != by.pk]
    if place not in TELLING:  # 「養護教諭が会った」 says who helps; a name may say more
        names = {one.pk: {fold(name) for name in (one.family_name, one.family_kana) if name} for one in people}
        found = [hit for hit in found if any(name in hit.phrase for name in names[hit.staff_id])]
    return found


def first_report(case: Any) -> Report | None:
    """Return the report that stands for its case here: the first that came into it.

    Where none lives in it (it was split off without one): the first whose shut-outs reach it.
    """
    rows = Report.objects.select_related("key", "school")
    own = rows.filter(case_link__case=case).order_by("case_link__at", "pk").first()
    return own or rows.filter(reaches__case=case).order_by("received_at", "pk").first()


OPEN_MENTIONS = Fixed(
    lambda reports: (
        StaffMention.objects.filter(report__in=reports, settled_at__isnull=True)
        .select_related("staff", "report__key")
        .order_by("at", "pk")
    )
)


def mentions_for(staff: Staff, reports: Iterable[UUID]) -> list[StaffMention]:
    """Return what is still to be settled of these reports (ids), without this person's own name."""
    rows = OPEN_MENTIONS.rows(reports=tuple(reports))
    return [row for row in rows if row.staff_id != staff.pk]


@transaction.atomic
def settle_mention(*, mention: StaffMention, by: Staff, meant: bool) -> None:
    """Say whether the person is meant: then they are shut out of the report and its case, else nothing changes."""
    row = StaffMention.objects.select_for_update(of=("self",)).select_related("report__key").get(pk=mention.pk)
    require_intake(row.report, by)
    if row.staff_id == by.pk:
        raise PermissionError("not theirs to say")
    if row.settled_at is not None:
        return
    row.settled_at, row.settled_by, row.meant = clock.now(), by, meant
    row.save(update_fields=["settled_at", "settled_by", "meant"])
    if meant:
        shut_out(report=row.report, by=by, staff=row.staff)
    else:
        journal(
            by=by,
            school_id=row.report.school_id,
            event="report.not_meant",
            about=row.report,
            cite="organisation.shut_out",
            at=row.settled_at,
            staff=row.staff_id,
        )
