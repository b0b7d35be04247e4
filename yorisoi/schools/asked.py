"""Whom a page is about when it may be oneself or, for those who oversee the school, somebody else."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest
from yorisoi.schools.models import Staff


def person_asked(request: StaffRequest, among: QuerySet[Staff]) -> Staff:
    """Return whom `who` names (404 for a stranger to `among`); oneself without it, or without the right to oversee."""
    asked = request.POST.get("who", "") or request.GET.get("who", "")
    if not asked or not request.staff.can(Can.OVERSEE):
        return request.staff
    try:
        wanted = uuid.UUID(asked)
    except ValueError:
        return request.staff
    return get_object_or_404(among, uid=wanted)
