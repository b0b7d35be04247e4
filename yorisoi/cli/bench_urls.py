"""All addresses of the site and a page that does nothing, to measure the others by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from yorisoi.config.urls import urlpatterns as pages
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs, public


@public
def trivial(_request: HttpRequest) -> HttpResponse:
    """Answer at once, after the same middleware as every page."""
    return HttpResponse("ok")


@needs(Can.DUTIES)
def trivial_signed_in(_request: StaffRequest) -> HttpResponse:
    """Answer at once, but to a person: whoever opens a staff page has a session, an account, a post and a right."""
    return HttpResponse("ok")


urlpatterns = [
    path("bench/trivial/", trivial, name="trivial"),
    path("bench/trivial-signed-in/", trivial_signed_in, name="trivial_signed_in"),
    *pages,
]
