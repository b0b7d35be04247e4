"""Where the survey's questions are met: on the page of a recognised case."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from yorisoi.figures.models import NationalAnswer
from yorisoi.figures.queries import victims_of_id
from yorisoi.journal.fixed import Fixed
from yorisoi.policy import national
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Staff
from yorisoi.ui.parts import Part, add


def _left(case: Any) -> QuerySet[Any]:
    whole = NationalAnswer.objects.filter(
        involvement=OuterRef("pk"),
        replaced_by__isnull=True,
        **{f"{table.source}__isnull": False for table in national.SHEET},
    )
    return victims_of_id(case).select_related(None).filter(~Exists(whole)).order_by().values_list("pk")


LEFT = Fixed(_left)


def of_case(staff: Staff, case: Any) -> Part | None:
    """On a recognised case, for those who record in it: the way to its answers, and for how many children they want."""
    if case.recognised_at is None or case.merged_into_id or not staff.can(Can.RESPOND):
        return None
    return Part("figures/_of_case.html", {"case": case, "left": len(LEFT.rows(case=case.pk))})


def put_in_place() -> None:
    """Called once, when the app is ready."""
    add("case", of_case)
