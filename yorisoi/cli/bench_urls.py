"""All addresses of the site and a page that does nothing, to measure the others by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from yorisoi.config.urls import urlpatterns as pages
from yorisoi.schools.guards import public


@public
def trivial(_request: HttpRequest) -> HttpResponse:
    """Answer at once, after the same middleware as every page."""
    return HttpResponse("ok")


urlpatterns = [path("bench/trivial/", trivial, name="trivial"), *pages]
