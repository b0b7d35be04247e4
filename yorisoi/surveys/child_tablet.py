"""What lets the child's page open where there is no connection: a worker of the browser, and the page that it keeps.

The worker keeps that page and what it is drawn with, and nothing of anybody's; it is gone when the child has sent or
presses 「とじる」 (static/surveys/genki_worker.js).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from yorisoi.policy.edition import edition
from yorisoi.reports.drawn import drawn, nobody_in_particular
from yorisoi.schools.models import School
from yorisoi.surveys.child_views import genki_door, refused
from yorisoi.surveys.child_words import GenkiWords

_WORKER = Path(__file__).parent / "static" / "surveys" / "genki_worker.js"


@cache
def _script() -> str:
    return _WORKER.read_text(encoding="utf-8")


@genki_door
def worker(_request: HttpRequest, _school: School) -> HttpResponse:
    """The worker's script. It stands below /s/<slug>/genki/ because a worker reaches no further than its address."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@genki_door
def offline(request: HttpRequest, school: School) -> HttpResponse:
    """The page that opens without a connection: it goes on with what the tablet keeps, or says so."""

    def draw() -> HttpResponse:
        return refused(request, school, "offline", GenkiWords("kana"), 200)

    if not nobody_in_particular(request):
        return draw()
    return drawn(("genki-offline", school.pk, school.slug, school.name), edition(school.edition), {}, draw)
