"""Reads of 市教委: the copies that schools submitted, and the reports that no manager of the school may see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from yorisoi.cases.models import BoardCopy, Case
from yorisoi.duties.kept_from import SIBLINGS
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import Can, Post
from yorisoi.reports.models import Exclusion, Report
from yorisoi.schools.models import PostHolding, Staff
from yorisoi.schools.sandboxes import real


def copies_for(staff: Staff) -> QuerySet[BoardCopy]:
    """Return what schools submitted, newest first: of all schools, or of the officer's own where one is set."""
    if not staff.can(Can.BOARD):
        return BoardCopy.objects.none()
    rows = BoardCopy.objects.filter(real()).select_related("key", "school", "by").defer("case").order_by("-at", "-pk")
    return rows.filter(school=staff.school) if staff.school_id else rows


def reports_for_board(staff: Staff) -> QuerySet[Report]:
    """Return the reports in which 校長 and 教頭 are all shut out: they come to 市教委 (DESIGN §1)."""
    if not staff.can(Can.BOARD):
        return Report.objects.none()
    out = Exclusion.objects.filter(lifted_at__isnull=True)
    managers = PostHolding.objects.filter(
        post__in=[Post.PRINCIPAL, Post.VICE_PRINCIPAL],
        until__isnull=True,
        staff__is_active=True,
        staff__school_id=OuterRef("school_id"),
    )
    named = out.filter(staff_id=OuterRef("staff_id"))
    row = OuterRef(OuterRef("pk"))
    may_see = managers.filter(~Exists(named.filter(Q(report_id=row) | Q(**{SIBLINGS: row}))))
    here = out.filter(Q(report_id=OuterRef("pk")) | Q(**{SIBLINGS: OuterRef("pk")}))
    rows = Report.objects.filter(real(), Exists(here), ~Exists(may_see))
    rows = rows.select_related("key", "school", "school_class").order_by("-received_at")
    return rows.filter(school=staff.school) if staff.school_id else rows


def goes_on(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Keep the reports that are not settled: not decided on yet, or in a case that is not at rest."""
    waiting = [state for state in REPORT_FLOW.states if state not in REPORT_FLOW.resting]
    open_case = Case.objects.filter(report_links__report=OuterRef("pk")).exclude(state__in=CASE_FLOW.resting)
    return rows.filter(Q(state__in=waiting) | Exists(open_case))
