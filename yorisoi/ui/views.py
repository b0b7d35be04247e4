"""The styleguide, a quiet page to leave to, and the answer to a stale form."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yorisoi.ui.samples import samples


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state: to logged-in staff, in a demo to anyone."""
    if not settings.DEMO and getattr(request, "staff", None) is None:
        raise PermissionDenied
    return render(request, "ui/styleguide.html", samples(request))


@require_safe
@never_cache
def quiet(request: HttpRequest) -> HttpResponse:
    """Show a timetable: where 「× とじる」 leads, telling nobody what was here before."""
    return render(request, "ui/quiet.html")


def csrf_failure(request: HttpRequest, **_reason: str) -> HttpResponse:
    """Say in plain words that the form was too old, and how to go on."""
    return render(request, "403_csrf.html", status=403)


styleguide.declares = "public"  # type: ignore[attr-defined]
quiet.declares = "public"  # type: ignore[attr-defined]
