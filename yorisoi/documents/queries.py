"""Reads of documents. Everything starts from the person: what they may not read, they find no trace of."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet

from yorisoi.cases.models import Case
from yorisoi.cases.queries import cases_for
from yorisoi.documents.models import Extract, ExtractOf, Made
from yorisoi.duties.kept_from import open_cases, open_reports
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import meetings_for
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Staff

# What later chapters let a person fetch again of their own documents: what they may still read there.
ALSO_THEIRS: list[Callable[[Staff], Q]] = []


def made_of_case(case: Case) -> QuerySet[Made]:
    """Return what was made of a case that the person may read, the latest first."""
    return Made.objects.filter(case=case).select_related("by").defer("content")


def made_of_meeting(meeting: Meeting) -> QuerySet[Made]:
    """Return what was made of a meeting's minutes that the person may read, the latest first."""
    return Made.objects.filter(meeting=meeting).select_related("by").defer("content")


def extracts_for(staff: Staff) -> QuerySet[Extract]:
    """Return the extracts that this person may work on: of the school, from nothing that is kept from them."""
    rows = Extract.objects.filter(school=staff.school)
    if not staff.can(Can.EXTRACT):
        return rows.none()
    sources = ExtractOf.objects.filter(extract_id=OuterRef("pk"))
    of_cases = sources.filter(case__isnull=False).filter(~open_cases(staff, "case_id"))
    of_reports = sources.filter(report__isnull=False).filter(~open_reports(staff, "report_id"))
    return rows.filter(~Exists(of_cases), ~Exists(of_reports)).select_related("key", "pupil", "by", "school")


def documents_for(staff: Staff) -> QuerySet[Made]:
    """Return the documents that this person may fetch again.

    Their own, of what they may still read, as long as they hold every post that they held when it was made: another
    reader makes the document anew, as far as their own rights reach. A released extract: whoever may work on it.
    """
    own = Q(by=staff) & (
        Q(case__in=cases_for(staff).values("pk")) | Q(meeting__in=meetings_for(staff).order_by().values("pk"))
    )
    for more in ALSO_THEIRS:
        own |= Q(by=staff) & more(staff)
    released = Q(extract__in=extracts_for(staff).order_by().values("pk"))
    return Made.objects.filter(own | released, school=staff.school).select_related(
        "key", "by", "case__key", "meeting__key", "meeting__school", "extract__key"
    )


def holds_posts(made: Made, staff: Staff) -> bool:
    """Say whether this person still holds every post that they held when the document was made."""
    return made.extract_id is not None or set(filter(None, made.posts.split(","))) <= staff.posts
