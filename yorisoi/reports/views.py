"""The public doors: child, guardian, resident, and the page to come back to with the six words. No log-in.

These pages carry no authority of anybody's, so they ask for no CSRF cookie: nothing is left on a shared tablet,
and a form that was open over the weekend is still taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yorisoi.journal.actors import PUBLIC
from yorisoi.policy.edition import edition
from yorisoi.reports.actions import receive_report
from yorisoi.reports.child_page import child_context, end_context
from yorisoi.reports.child_steps import ORDER, read_sheet, turn
from yorisoi.reports.easy import easy_texts
from yorisoi.reports.forms import PublicForm, ReceiptForm, ResidentForm
from yorisoi.reports.models import Report
from yorisoi.reports.receipts import Mistyped, code_hash, read_code
from yorisoi.reports.said import child_said, new_token, public_said, token_of
from yorisoi.reports.slips import slip
from yorisoi.schools.guards import public
from yorisoi.schools.models import School
from yorisoi.schools.queries import classes_of

LANGUAGE_COOKIE = "yorisoi_language"
WRONG_CODE_SECONDS = 0.2

PublicView = Callable[..., HttpResponse]


def door(view: PublicView) -> PublicView:
    """Open to anybody of a school that exists; never cached; GET and POST."""

    @public
    @never_cache
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, slug: str) -> HttpResponse:
        return view(request, get_object_or_404(School, slug=slug))

    return opened


def _page(
    request: HttpRequest, template: str, school: School, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    base = {"school": school, "edition": edition(school.edition), "staff": None, "can": frozenset()}
    return render(request, template, {**base, **context}, status=status)


@door
def child(request: HttpRequest, school: School) -> HttpResponse:
    """One step a page; every answer travels in the form until it is sent."""
    rules = edition(school.edition)
    classes = list(classes_of(school))
    codes = [form.code for form in rules.forms]
    posted = request.POST
    token = token_of(posted.get("token"))
    sheet = read_sheet(posted, codes, [str(row.pk) for row in classes], token=token)
    go = posted.get("go", "next")
    if request.method != "POST":
        step = "mode"
    elif go == "send":
        received = receive_report(school=school, by=PUBLIC, said=child_said(sheet))
        with translation.override("en" if sheet.mode == "en" else "ja"):
            return _page(request, "reports/child_end.html", school, end_context(received, sheet.mode, rules))
    else:
        sheet, step = turn(sheet, posted.get("step", ""), go)
    with translation.override("en" if step in ORDER and sheet.mode == "en" else "ja"):
        template = "reports/child_mode.html" if step == "mode" else "reports/child.html"
        return _page(request, template, school, child_context(sheet, step, rules, classes))


@door
def guardian(request: HttpRequest, school: School) -> HttpResponse:
    """A guardian tells, on one page."""
    return _tell(request, school, "guardian", PublicForm)


@door
def resident(request: HttpRequest, school: School) -> HttpResponse:
    """A neighbour tells, on one page."""
    return _tell(request, school, "community", ResidentForm)


def _tell(request: HttpRequest, school: School, source: str, shape: type[PublicForm]) -> HttpResponse:
    rules = edition(school.edition)
    posted = request.POST if request.method == "POST" else None
    switch = posted.get("switch", "") if posted else ""
    easy = (posted or request.GET).get("easy") == "1"
    easy = {"easy": True, "plain": False}.get(switch, easy)
    language = switch if switch in {"ja", "en"} else translation.get_language() or "ja"
    easy = easy and language == "ja"
    context: dict[str, Any] = {"source": source, "easy": easy, "language": language}
    with translation.override(language):
        if posted and not switch:
            form = shape(posted, school=school, edition=rules, easy=easy)
            if form.is_valid():
                said = public_said(source, school, token_of(posted.get("token")), form.cleaned_data)
                context["received"] = receive_report(school=school, by=PUBLIC, said=said)
                return _page(request, "reports/told.html", school, context)
        else:  # a switch of language keeps what is typed and finds no fault with it
            form = shape(initial=_typed(posted, shape) if posted else None, school=school, edition=rules, easy=easy)
        context |= {"form": form, "token": token_of(posted.get("token")) if posted else new_token()}
        context["easy_text"] = easy_texts(None)
        response = _page(request, "reports/tell.html", school, context, status=422 if form.errors else 200)
    if switch in {"ja", "en"}:
        response.set_cookie(LANGUAGE_COOKIE, switch, samesite="Lax", httponly=True, secure=request.is_secure())
    return response


def _typed(posted: Any, shape: type[PublicForm]) -> dict[str, Any]:
    several = {"kinds", "withhold"}
    return {name: posted.getlist(name) if name in several else posted.get(name, "") for name in shape.base_fields}


@door
def receipt(request: HttpRequest, school: School) -> HttpResponse:
    """Come back with the six words: when it was received, how many adults have read it. Never whose, never the case."""
    if request.method != "POST":
        return _page(request, "reports/receipt.html", school, {"form": ReceiptForm()})
    form = ReceiptForm(request.POST)
    report = None
    if form.is_valid():
        try:
            words = read_code(form.cleaned_data["code"])
        except Mistyped as mistyped:
            form.add_error("code", slip(mistyped))
        else:
            report = Report.objects.filter(school=school, code_hash=code_hash(words)).first()
            if report is None:
                time.sleep(WRONG_CODE_SECONDS)
                form.add_error("code", slip(None))
    if report is None:
        return _page(request, "reports/receipt.html", school, {"form": form}, status=422)
    first = report.readings.order_by("at").first()
    context = {"report": report, "readers": report.readings.count(), "first_read": first.at if first else None}
    return _page(request, "reports/receipt_seen.html", school, context)
