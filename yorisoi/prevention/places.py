"""Where the plan is met: in the duties, below them on the first page; its files stand with all others."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.files import ELSEWHERE, Elsewhere
from yorisoi.duties.first_page import FEET, Section
from yorisoi.duties.subjects import Subject, register
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can
from yorisoi.prevention import linked_here
from yorisoi.prevention.models import Activity, Plan
from yorisoi.prevention.queries import COMING, activities_for
from yorisoi.prevention.rights import may_record
from yorisoi.reports.models import Attachment
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Staff

MOST = 3  # on the first page; the rest is behind the link


def foot(staff: Staff) -> Section | None:
    """年間計画 below the duties: what of one's own has begun and is still to be done."""
    if staff.school is None or not staff.can(Can.READ_PLAN):
        return None
    rows = COMING.rows(staff)
    if not rows:
        return None
    late = sum(row.late_on(today()) for row in rows)
    return Section("prevention/_foot.html", {"rows": rows[:MOST], "more": len(rows) - MOST, "late": late})


def _readable(staff: Staff) -> Q:
    """Files of the plan: for all staff of the school."""
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        return Q(pk__in=[])
    return Q(evidence__school=staff.school_id)


def _mine(attachment: Attachment) -> bool:
    return attachment.evidence_id is not None


def _writes(attachment: Attachment, staff: Staff) -> bool:
    row = activities_for(staff).filter(evidence__attachments=attachment).first()
    return row is not None and may_record(staff, row)


def _home(attachment: Attachment) -> tuple[str, Text]:
    activity: Any = attachment.owner.activity
    return reverse("prevention:activity", args=[activity.pk]) + "#evidence", activity.title


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    register(
        Activity._meta.label_lower,
        Subject(
            label=_("年間計画の取組"),
            url=lambda pk: reverse("prevention:activity", args=[pk]),
            verb=_("記録する"),
            kept=lambda _staff: Activity.objects.none(),
        ),
    )
    register(
        Plan._meta.label_lower,
        Subject(
            label=_("年間計画"),
            url=lambda pk: reverse("prevention:review", args=[pk]),
            verb=_("ふり返る"),
            kept=lambda _staff: Plan.objects.none(),
        ),
    )
    FEET.add(foot)
    if not any(one.mine is _mine for one in ELSEWHERE):
        ELSEWHERE.append(Elsewhere(readable=_readable, mine=_mine, writes=_writes, home=_home))
    linked_here.put_in_place()
