"""Every view declares who may come: `@needs(Can.X)` or `@public`. A test walks all URLs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yorisoi.journal.walls import behind
from yorisoi.policy.roles import READS_CASES, Can
from yorisoi.schools.models import School, Staff
from yorisoi.schools.paths import came_from, without_names

# Who reads cases, and who says who reads them.
SECOND_FACTOR = READS_CASES | {Can.ROSTER, Can.BOARD}
View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request that passed `needs`: a person of a school is there."""

    staff: Staff
    school: School


def public(view: View) -> View:
    """Declare that anybody may come, without log-in."""
    view.declares = "public"  # type: ignore[attr-defined]
    return view


def _to_log_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the log-in and then back to the page they were on. What they sent was not taken: say so."""
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(without_names(request.get_full_path()))
    words = _(
        "ログインの時間が切れていたので、いま送ったものは届いていません。ブラウザの「戻る」で前のページに戻ると、書いたものが残っていることがあります。"
    )
    messages.warning(request, words)
    return redirect_to_login(came_from(request))


def account(view: View) -> View:
    """Declare that anybody with an account may come, whatever their posts: the account's own pages."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_log_in(request)
        return view(request, *args, **kwargs)

    guarded.declares = "account"  # type: ignore[attr-defined]
    return guarded


def needs(*rights: Can) -> Callable[[View], View]:
    """Declare that one of these rights is wanted: nobody → log-in, no second factor → set it up, wrong right → 403.

    The view sees the rows of the person's school only, whatever it asks for (PostgreSQL).
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            staff = request.staff
            if not request.user.is_authenticated:
                return _to_log_in(request)
            if staff is None or not staff.rights.intersection(rights):
                raise PermissionDenied
            if staff.rights & SECOND_FACTOR and not second_factor(request):
                return redirect("mfa_activate_totp")
            with behind(staff.school_id):
                return view(request, *args, **kwargs)

        guarded.declares = frozenset(rights)  # type: ignore[attr-defined]
        return guarded

    return guard


def second_factor(request: HttpRequest) -> bool:
    """Say whether this session passed a second factor (or is a click-through of the demo school, or a drill).

    allauth keeps the records of a session with the account they belong to; another account's do not count.
    """
    if getattr(request, "drill", None) is not None:  # nothing in a drill is real, and nothing real is in sight
        return True
    if settings.DEMO and request.session.get("demo_login"):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
