"""What is said when a sending could not be taken: too long, it never came, or there is no room to write it down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views.defaults import bad_request as plain_bad_request

from yorisoi.config.patience import REFUSED, TOO_LONG

log = logging.getLogger("yorisoi.database")
Next = Callable[[HttpRequest], HttpResponse]


def too_long(request: HttpRequest) -> HttpResponse:
    """Say that it was too long, how much is possible, and that nothing was received."""
    return render(request, "413.html", status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a sending that Django refuses to read."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent):
        return too_long(request)
    return plain_bad_request(request, exception)


def page_above(path: str) -> str:
    """Return the nearest address above this one at which there is a page; "/" where there is none."""
    parts = [part for part in path.split("/") if part]
    while parts:
        above = f"/{'/'.join(parts := parts[:-1])}/" if len(parts) > 1 else "/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"


def not_this_way(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Put a page with a way back into the bare answer to a method that an address does not take."""
    shown = "GET" in response.headers.get("Allow", "")
    back = request.path if shown and request.method != "GET" else page_above(request.path)
    response.content = render_to_string("405.html", {"back": back}, request)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Content-Length"] = str(len(response.content))
    return response


class RefusalMiddleware:
    """Answers what `Patience` gave up, before anybody reads the request, and what the database could not write.

    A person who comes to an address that only takes what is sent (a bookmark, the way back) gets a page, too.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refused = request.META.get(REFUSED)
        if not refused:
            response = self.get_response(request)
            bare = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content
            asked_by_page = "X-Requested-With" in request.headers or "HX-Request" in request.headers
            return not_this_way(request, response) if bare and not asked_by_page else response
        return too_long(request) if refused == TOO_LONG else render(request, "408.html", status=408)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say that nothing was written (a full disk, a lock that lasts) and that it can be sent again."""
        if not isinstance(exception, OperationalError):
            return None
        log.error("the database could not be used: %s", str(exception).strip().partition("\n")[0])
        return render(request, "503.html", status=503)
