"""The staff of a school: list, add, correct, posts, account, leaving."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.policy.roles import Can
from yorisoi.schools import staffing
from yorisoi.schools.changes import last_changes
from yorisoi.schools.forms import PostForm, ResetForm, StaffForm
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import PostHolding, Staff, User


def _person(request: StaffRequest, uid: uuid.UUID) -> Staff:
    return get_object_or_404(Staff.objects.select_related("user", "school"), uid=uid, school=request.school)


@needs(Can.ROSTER)
@require_safe
def staff_list(request: StaffRequest) -> HttpResponse:
    """Everybody who works here, with posts and the state of their account."""
    people = (
        Staff.objects.filter(school=request.school)
        .select_related("user")
        .prefetch_related("post_holdings__school_class")
    )
    ready = set(
        Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__staff__school=request.school).values_list(
            "user_id", flat=True
        )
    )
    rows = [
        (
            person.is_active,
            {
                "person": person,
                "posts": [row for row in person.post_holdings.all() if row.until is None],
                "password": bool(person.user and person.user.has_usable_password()),
                "second": person.user_id in ready,
            },
        )
        for person in people
    ]
    here, gone = ([row for active, row in rows if active is wanted] for wanted in (True, False))
    return render(request, "schools/staff.html", {"rows": here, "gone": gone, "changes": last_changes(request.school)})


@needs(Can.ROSTER)
@require_http_methods(["GET", "POST"])
def staff_new(request: StaffRequest) -> HttpResponse:
    """Add a person; the posts follow on the person's page."""
    form = StaffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = staffing.add_staff(school=request.school, by=request.staff, **form.cleaned_data)
        messages.success(request, _("登録しました。つづけて役職を付けてください。"))
        return redirect("schools:staff_edit", uid=person.uid)
    return render(request, "schools/staff_new.html", {"form": form}, status=422 if form.errors else 200)


@needs(Can.ROSTER)
@require_http_methods(["GET", "POST"])
def staff_edit(request: StaffRequest, uid: uuid.UUID) -> HttpResponse:
    """One person: name, posts, account."""
    person = _person(request, uid)
    if request.method == "POST":
        form = StaffForm(request.POST, person=person)
        if form.is_valid():
            staffing.change_staff(staff=person, by=request.staff, **form.cleaned_data)
            messages.success(request, _("保存しました。"))
            return redirect("schools:staff_edit", uid=uid)
        return _page(request, person, form=form, status=422)
    return _page(request, person)


def _page(request: StaffRequest, person: Staff, status: int = 200, **forms: Any) -> HttpResponse:
    known = {key: getattr(person, key) for key in staffing.NAMES}
    known["username"] = person.user.username if person.user else ""
    authenticators = Authenticator.objects.filter(user=person.user) if person.user else Authenticator.objects.none()
    context = {
        "person": person,
        "held": person.post_holdings.select_related("school_class").filter(until__isnull=True),
        "past": person.post_holdings.select_related("school_class").filter(until__isnull=False),
        "second": authenticators.filter(type=Authenticator.Type.TOTP).exists(),
        "form": StaffForm(person=person, initial=known),
        "post_form": PostForm(school=request.school),
        "reset_form": ResetForm(),
        **forms,
    }
    return render(request, "schools/staff_edit.html", context, status=status)


@needs(Can.ROSTER)
@require_POST
def post_give(request: StaffRequest, uid: uuid.UUID) -> HttpResponse:
    """Give a post from today."""
    person = _person(request, uid)
    form = PostForm(request.POST, school=request.school)
    had_password = person.user is not None and person.user.has_usable_password()
    if form.is_valid():
        try:
            staffing.give_post(staff=person, by=request.staff, **form.cleaned_data)
        except staffing.Refused as refused:
            form.add_error(None, str(refused))
        else:
            if had_password and not User.objects.get(staff=person).has_usable_password():
                messages.info(
                    request, _("事案を読めるようになるので、パスワードのリンクを作りなおして渡してください。")
                )
            return redirect("schools:staff_edit", uid=uid)
    return _page(request, person, post_form=form, status=422)


@needs(Can.ROSTER)
@require_POST
def post_end(request: StaffRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    """End a post today."""
    holding = get_object_or_404(PostHolding, pk=pk, staff=_person(request, uid), until__isnull=True)
    return _do(request, uid, lambda: staffing.take_post(holding=holding, by=request.staff), _("役職を終えました。"))


@needs(Can.ROSTER)
@require_POST
def staff_end(request: StaffRequest, uid: uuid.UUID) -> HttpResponse:
    """End a person's time here."""
    person = _person(request, uid)
    said = _("在籍を終えました。ログインはもうできません。記録は残ります。")
    return _do(request, uid, lambda: staffing.end_staff(staff=person, by=request.staff), said)


def _do(request: StaffRequest, uid: uuid.UUID, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except staffing.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("schools:staff_edit", uid=uid)


@needs(Can.ROSTER)
@never_cache
@require_POST
def welcome_link(request: StaffRequest, uid: uuid.UUID) -> HttpResponse:
    """Make the link for a first password and show it, this once."""
    person = _person(request, uid)
    try:
        token = staffing.make_welcome_link(staff=person, by=request.staff)
    except staffing.Refused as refused:
        messages.error(request, str(refused))
        return redirect("schools:staff_edit", uid=uid)
    address = request.build_absolute_uri(reverse("schools:welcome", args=[token]))
    return render(request, "schools/staff_link.html", {"person": person, "address": address})


@needs(Can.ROSTER)
@require_POST
def second_factor_reset(request: StaffRequest, uid: uuid.UUID) -> HttpResponse:
    """Take away a lost second factor, with a reason."""
    person = _person(request, uid)
    form = ResetForm(request.POST)
    if not form.is_valid():
        return _page(request, person, reset_form=form, status=422)
    reason = form.cleaned_data["reason"]
    said = _("二段階認証を解除しました。次のログインで、本人が設定しなおします。")
    return _do(request, uid, lambda: staffing.reset_second_factor(staff=person, reason=reason, by=request.staff), said)
