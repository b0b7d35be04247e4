"""Coming in: the doors, the demo's cards, the lock, the language, the first set-up, the first password."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from axes.utils import reset as forget_failures
from django.conf import settings
from django.contrib.auth import authenticate, login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.policy.roles import Can
from yorisoi.schools.actions import LinkUsed, journal_access, open_school
from yorisoi.schools.adapters import counted_name
from yorisoi.schools.demo import demo_staff
from yorisoi.schools.forms import PasswordForm, SetupForm, UnlockForm
from yorisoi.schools.guards import account, public
from yorisoi.schools.links import find_link
from yorisoi.schools.models import School, Staff, User
from yorisoi.schools.paths import came_from, safe_path
from yorisoi.schools.queries import public_context
from yorisoi.schools.staffing import choose_password

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
YEAR = 365 * 24 * 60 * 60


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The doors for everybody; for those who are logged in, the page where their work waits."""
    staff: Staff | None = request.staff  # type: ignore[attr-defined]
    if staff is not None and staff.rights:
        return redirect(_first_page(staff))
    schools = list(School.objects.order_by("name"))
    if len(schools) == 1:
        return render(request, "schools/doors.html", public_context(request, schools[0]))
    return render(request, "schools/choose.html", {"schools": schools, **public_context(request)})


@public
@require_safe
def doors(request: HttpRequest, slug: str) -> HttpResponse:
    """The four doors of one school, where several share an installation."""
    return render(request, "schools/doors.html", public_context(request, get_object_or_404(School, slug=slug)))


def _first_page(staff: Staff) -> str:
    if staff.can(Can.DUTIES):
        return "duties:mine"
    return "oversight:board_home" if staff.can(Can.BOARD) else "schools:roster"


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, also on a tablet without log-in."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_path(request.POST.get("next")))
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            "yorisoi_language", chosen, max_age=YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True
        )
    return response


@public
@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Let in by a click: in the demo, for the demo school's people. Everywhere else there is no such page."""
    try:
        staff = demo_staff(request.POST.get("person", ""))
    except (ValueError, ValidationError):  # no such thing as a person's number
        staff = None
    if staff is None or staff.user is None:
        raise Http404
    if request.user.is_authenticated:
        request.session.flush()
    request.session["demo_login"] = True
    login(request, staff.user, backend=BACKEND)
    return redirect(safe_path(request.POST.get("next")))


@account
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def lock(request: HttpRequest) -> HttpResponse:
    """A neutral page until the password is given again; then back to where the person was.

    Pages that are only covered ask in place (X-Requested-With): 204 opens them, 422 is a wrong password, 409 says that
    somebody else is logged in by now.
    """
    session = request.session
    in_place = request.method == "POST" and "X-Requested-With" in request.headers
    staff: Staff | None = request.staff  # type: ignore[attr-defined]
    if in_place and (staff is None or request.POST.get("person") != str(staff.uid)):
        return HttpResponse(status=409)
    by_click = settings.DEMO and session.get("demo_login", False)
    form = UnlockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (by_click or form.is_valid()):
        if by_click or _right_password(request, form.cleaned_data["password"]):
            session["locked"] = False
            session["last_seen"] = int(time.time())
            back = session.pop("locked_from", "/")
            return HttpResponse(status=204) if in_place else redirect(safe_path(back))
        form.add_error("password", _("パスワードが違います。"))
    if not session.get("locked"):  # the page's own clock sent the person here
        session["locked_from"] = came_from(request)
    session["locked"] = True
    status = 422 if request.method == "POST" else 200
    if in_place:
        return HttpResponse(status=status)
    return render(request, "schools/lock.html", {"form": form, "by_click": by_click}, status=status)


def _right_password(request: HttpRequest, password: str) -> bool:
    """Ask as the log-in does, so that axes counts a wrong one under the same name."""
    user: Any = request.user
    found = authenticate(request, username=user.get_username(), password=password)
    if found is None or found.pk != user.pk:
        return False
    forget_failures(username=counted_name(request, {"username": user.get_username()}))
    return True


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first school and its first account; the link works once."""
    link = find_link("setup", token)
    if link is None or School.objects.exists():
        raise Http404
    form = SetupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            staff = open_school(
                name=data["name"], slug=data["slug"], edition=data["edition"], post=data["post"],
                person=form.person(), username=data["username"], password=data["password"], link=link,
            )  # fmt: skip
        except LinkUsed:
            raise Http404 from None
        _enter(request, staff)
        return redirect("schools:start")
    # 200 with errors too: a refusal would be logged with its address, and the address is the key
    return render(request, "schools/setup.html", {"form": form})


def _enter(request: HttpRequest, staff: Staff) -> None:
    """Log in somebody who has just chosen a password; the second factor is still to come."""
    user: User = staff.user  # type: ignore[assignment]
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="password", username=user.username)


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by a link that the school handed over; then log in with it."""
    link = find_link("welcome", token)
    if link is None or link.staff is None or link.staff.user is None:
        return render(request, "schools/welcome_over.html", public_context(request), status=404)
    person = link.staff
    form = PasswordForm(request.POST if request.method == "POST" else None, user=person.user)
    if request.method == "POST" and form.is_valid():
        try:
            choose_password(link=link, password=form.cleaned_data["password"])
        except LinkUsed:
            return render(request, "schools/welcome_over.html", public_context(request), status=404)
        return redirect("account_login")
    context = {"form": form, "person": person, **public_context(request, person.school)}
    return render(request, "schools/welcome.html", context)  # 200 with errors too, as above


@account
@require_POST
def lock_now(request: HttpRequest) -> HttpResponse:
    """Lock the screen by hand, before leaving the desk."""
    request.session["locked"] = True
    request.session["locked_from"] = safe_path(request.POST.get("next"))
    staff: Staff | None = request.staff  # type: ignore[attr-defined]
    if staff is not None:
        journal_access(event="login.locked", by=staff, school_id=staff.school_id or 0)
    return redirect("schools:lock")
