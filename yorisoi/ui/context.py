"""What every template may ask: who is here, from which school, what they may do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from yorisoi.policy import stored


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `staff`, `school`, `edition`, `can` (names of rights), `demo`, `by_click`, `idle_minutes`.

    times: which edition of the school stood when, or nothing (`policy.stored`). by_click: this person came in by a
    card of the demo. banner: what stands above every page of this request (`template`), or nothing.
    """
    staff = getattr(request, "staff", None)
    return {
        "staff": staff,
        "school": getattr(request, "school", None),
        "edition": getattr(request, "edition", None),
        "times": SimpleLazyObject(lambda: stored.times_of(getattr(request, "school", None))),
        "can": frozenset(str(right) for right in staff.rights) if staff is not None else frozenset(),
        "demo": getattr(settings, "DEMO", False),
        "banner": getattr(request, "banner", None),
        "by_click": staff is not None and _by_click(request),
        "idle_minutes": getattr(settings, "IDLE_MINUTES", 10),
    }


def _by_click(request: HttpRequest) -> bool:
    """Say whether this person came in by a card of the demo and so has no password to give."""
    return bool(getattr(settings, "DEMO", False) and request.session.get("demo_login", False))
