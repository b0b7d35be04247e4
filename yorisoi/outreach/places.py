"""Where this chapter is met: in the year's plan, and below the duties of whoever approves."""

from __future__ import annotations

from yorisoi.duties.first_page import FEET, Section
from yorisoi.journal.fixed import Fixed
from yorisoi.outreach import linked
from yorisoi.outreach.models import Item
from yorisoi.policy.outreach_flow import ItemState
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Staff

WAITING = Fixed(
    lambda school: (
        Item.objects.filter(school_id=school, state=ItemState.WAITING).order_by("saved_at", "pk").values_list("pk")
    )
)


def foot(staff: Staff) -> Section | None:
    """How many items of 学校だより wait for whoever approves them; for nobody else, and not when there is none."""
    if staff.school_id is None or not staff.can(Can.OUTREACH_APPROVE):
        return None
    rows = WAITING.rows(school=staff.school_id)
    return Section("outreach/_foot.html", {"count": len(rows), "first": rows[0][0]}) if rows else None


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    FEET.add(foot)
    linked.put_in_place()
