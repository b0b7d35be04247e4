"""Who comes, from which school, in which language, and whether the screen is locked."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from yorisoi.journal.fixed import Fixed
from yorisoi.journal.looks import look
from yorisoi.policy.edition import edition
from yorisoi.schools.models import Staff
from yorisoi.schools.paths import without_names
from yorisoi.schools.sandboxes import real

NO_SIGN_OF_LIFE = ("/room/live/", "/room/side/")  # asked by an open page, whether or not anybody sits before it
Next = Callable[[HttpRequest], HttpResponse]
OF_USER = Fixed(lambda user: Staff.objects.select_related("school").filter(real(), user_id=user, is_active=True)[:1])
OPEN_WHEN_LOCKED = ("/lock/", "/static/", "/accounts/logout/", "/language/", "/s/")


class LanguageMiddleware:
    """Japanese unless the person chose otherwise (session, or a cookie where there is no log-in).

    The browser's wish is not followed: a shared tablet set to English must still show a child Japanese.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get("yorisoi_language", settings.LANGUAGE_CODE)
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PersonMiddleware:
    """Sets `request.staff`, `request.school`, `request.edition`; sends an idle session to the lock page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff = None
        if request.user.is_authenticated:
            staff = OF_USER.first(user=request.user.pk)
            if (response := self._idle(request)) is not None:
                return response
        if staff is not None:
            staff.looks_only = request.method in {"GET", "HEAD"}
        request.staff = staff  # type: ignore[attr-defined]
        request.school = staff.school if staff else None  # type: ignore[attr-defined]
        school = request.school  # type: ignore[attr-defined]
        request.edition = SimpleLazyObject(lambda: edition(school.edition)) if school else None  # type: ignore[attr-defined]
        with look() if staff is not None and staff.looks_only else nullcontext():
            response = self.get_response(request)
        if staff is not None:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def _idle(self, request: HttpRequest) -> HttpResponse | None:
        now = int(time.time())
        session = request.session
        last = session.get("last_seen", now)
        locked = session.get("locked", False) or now - last > settings.IDLE_MINUTES * 60
        if locked and not request.path.startswith(OPEN_WHEN_LOCKED):
            if not session.get("locked"):
                session["locked"] = True
            if "X-Requested-With" in request.headers:  # by a script of a page that covers itself and asks again
                return HttpResponse(status=423)
            if request.method == "GET" and not request.headers.get("HX-Request"):
                session["locked_from"] = without_names(request.get_full_path())
            response: HttpResponse = redirect(reverse("schools:lock"))
            if request.headers.get("HX-Request"):
                response = HttpResponse(status=200, headers={"HX-Redirect": reverse("schools:lock")})
            return response
        asked_by_page = request.path.endswith(NO_SIGN_OF_LIFE)
        if (
            not locked and now - last > 15 and not asked_by_page
        ) or "last_seen" not in session:  # one write in fifteen seconds is enough
            session["last_seen"] = now
        return None
