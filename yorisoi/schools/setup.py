"""The first start of an empty installation: a one-time link to the form that makes the school."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from yorisoi.schools.links import new_link
from yorisoi.schools.models import School


def setup_url() -> str:
    """Return a fresh one-time address of the set-up form, or "" when there is a school already.

    Each call makes a new link and ends the one before: only whoever sees the output of the start can use it.
    """
    if School.objects.exists():
        return ""
    return settings.BASE_URL.rstrip("/") + reverse("schools:setup", args=[new_link("setup")])
