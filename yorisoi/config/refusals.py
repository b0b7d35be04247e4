"""What is said when a sending could not be taken: too long, it never came, or there is no room to write it down."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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


class RefusalMiddleware:
    """Answers what `Patience` gave up, before anybody reads the request, and what the database could not write."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refused = request.META.get(REFUSED)
        if not refused:
            return self.get_response(request)
        return too_long(request) if refused == TOO_LONG else render(request, "408.html", status=408)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say that nothing was written (a full disk, a lock that lasts) and that it can be sent again."""
        if not isinstance(exception, OperationalError):
            return None
        log.error("the database could not be used: %s", str(exception).strip().partition("\n")[0])
        return render(request, "503.html", status=503)
