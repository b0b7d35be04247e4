"""What every template may ask: who is here, from which school, what they may do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `staff`, `school`, `edition`, `can` (names of rights), `demo`, `idle_minutes`."""
    staff = getattr(request, "staff", None)
    return {
        "staff": staff,
        "school": getattr(request, "school", None),
        "edition": getattr(request, "edition", None),
        "can": frozenset(str(right) for right in staff.rights) if staff is not None else frozenset(),
        "demo": getattr(settings, "DEMO", False),
        "idle_minutes": getattr(settings, "IDLE_MINUTES", 10),
    }
