"""Reads of what goes to homes. Everything starts from the person; approved texts are for all staff of the school."""

from __future__ import annotations

from django.db.models import QuerySet

from yorisoi.outreach.models import Approval, Figure, Given, Item, Talk
from yorisoi.policy.outreach_flow import READ_BY_ALL, ItemState
from yorisoi.policy.roles import Can
from yorisoi.schools.models import School, Staff


def items_for(staff: Staff) -> QuerySet[Item]:
    """Return the items that this person may read: of their school; what is not approved, whoever may write them.

    Taken back after it was approved, an item is for the writers again.
    """
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        return Item.objects.none()
    rows = Item.objects.filter(school=staff.school_id).select_related("school", "key", "saved_by", "made_by")
    return rows if staff.can(Can.OUTREACH) else rows.filter(state__in=READ_BY_ALL)


def talks_for(staff: Staff) -> QuerySet[Talk]:
    """Return the talks of this person's school: for whoever records them."""
    if staff.school_id is None or not staff.can(Can.OUTREACH):
        return Talk.objects.none()
    rows = Talk.objects.filter(school=staff.school_id).select_related("school", "key", "school_class", "by")
    return rows.prefetch_related("speakers__staff").order_by("-held_on", "-at", "-pk")


def given_for(staff: Staff) -> QuerySet[Given]:
    """Return what this person's school handed out, the latest first."""
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        return Given.objects.none()
    rows = Given.objects.filter(school=staff.school_id).select_related("school_class", "by", "item")
    return rows.order_by("-on", "-at", "-pk")


def figures_for(staff: Staff, year: int) -> list[Figure]:
    """Return the figures that an item of this year may show: of each growing number the last one told."""
    if staff.school_id is None or not staff.can(Can.OUTREACH):
        return []
    rows = Figure.objects.filter(school=staff.school_id, year__in=(year, year - 1)).order_by("at", "pk")
    last = {(row.kind, row.ref): row for row in rows}
    return sorted(last.values(), key=lambda row: (row.at, row.pk), reverse=True)


def approval_of(item: Item) -> Approval | None:
    """Return what stands approved of an item, or None: a text that was taken up again is no longer."""
    if item.state not in READ_BY_ALL:
        return None
    return Approval.objects.filter(item=item).select_related("by", "version").order_by("at", "pk").last()


def online(school: School) -> list[tuple[Item, Approval]]:
    """Return what the school shows on its own page, the latest first."""
    rows = Item.objects.filter(school=school, state=ItemState.ISSUED, online=True).order_by("-issued_on", "-pk")
    items = list(rows[:60])
    last: dict[object, Approval] = {}
    for row in Approval.objects.filter(item__in=items).order_by("at", "pk"):
        last[row.item_id] = row
    return [(item, last[item.pk]) for item in items if item.pk in last]


def waiting_for(staff: Staff) -> QuerySet[Item]:
    """Return the items that wait for this person to look at."""
    if staff.school_id is None or not staff.can(Can.OUTREACH_APPROVE):
        return Item.objects.none()
    return Item.objects.filter(school=staff.school_id, state=ItemState.WAITING)
