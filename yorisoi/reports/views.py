"""The public doors: child, guardian, resident. No log-in.

These pages carry no authority of anybody's, so they ask for no CSRF cookie: nothing is left on a shared tablet,
and a form that was open over the weekend is still taken.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yorisoi.journal.actors import PUBLIC
from yorisoi.policy.edition import edition
from yorisoi.reports.actions import Received, receive_report
from yorisoi.reports.child_page import child_context, end_context
from yorisoi.reports.child_steps import CHECK, ORDER, UPPER, read_sheet, step_too_long, turn
from yorisoi.reports.drawn import drawn, nobody_in_particular, place
from yorisoi.reports.easy import easy_texts
from yorisoi.reports.files_form import (
    TEXTS,
    FilesForm,
    brings_files,
    child_file_texts,
    easy_file_texts,
    initial_of,
    with_files,
)
from yorisoi.reports.forms import PublicForm, ResidentForm
from yorisoi.reports.meant import Here
from yorisoi.reports.paper import slip_context
from yorisoi.reports.reading import Words
from yorisoi.reports.said import child_said, new_token, public_said, token_of
from yorisoi.schools.doors import classes_now, school_of_door
from yorisoi.schools.guards import public
from yorisoi.schools.models import School

LANGUAGE_COOKIE = "yorisoi_language"

PublicView = Callable[..., HttpResponse]


def door(view: PublicView) -> PublicView:
    """Open to anybody of a school that exists; never cached; GET and POST."""

    @public
    @never_cache
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, slug: str) -> HttpResponse:
        if (school := school_of_door(slug)) is None:
            raise Http404
        return view(request, school)

    return opened


def page(
    request: HttpRequest, template: str, school: School, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a public page of a school."""
    base = {"school": school, "edition": edition(school.edition), "staff": None, "can": frozenset()}
    return render(request, template, {**base, **context}, status=status)


@door
def child(request: HttpRequest, school: School) -> HttpResponse:
    """One step a page; every answer travels in the form until it is sent."""
    rules = edition(school.edition)
    classes = classes_now(school)
    codes = [form.code for form in rules.forms]
    posted = request.POST
    token = token_of(posted.get("token"))
    sheet = read_sheet(posted, codes, [str(row.pk) for row in classes], token=token)
    go = posted.get("go", "next")
    words = Words(sheet.mode)
    about = sheet.mode in UPPER
    attach = FilesForm(posted, request.FILES, texts=child_file_texts(words), child=True, about=about)
    mending = go.startswith("to:") or (posted.get("mending") == "1" and go != "send")
    long = step_too_long(sheet)
    if request.method != "POST":
        step = "mode"
    elif long:
        step = long
    elif go == "send" and not attach.is_valid():
        step = CHECK
    elif go == "send":
        received = receive_report(school=school, by=PUBLIC, said=with_files(child_said(sheet), attach))
        with translation.override("en" if sheet.mode == "en" else "ja"):
            ending = end_context(received, sheet.mode, rules) | slip_context(request, school, Words(sheet.mode))
            ending["files"] = received.files
            return page(request, "reports/child_end.html", school, ending)
    else:
        sheet, step = turn(sheet, posted.get("step", ""), go, mending=mending)
    with translation.override("en" if step in ORDER and sheet.mode == "en" else "ja"):
        template = "reports/child_mode.html" if step == "mode" else "reports/child.html"
        context = child_context(sheet, step, rules, classes, mending=mending and step != CHECK)
        bad = go == "send" and bool(attach.errors)
        if step == CHECK:  # fields to fill in: what is wrong with the files is said when they are sent
            again = FilesForm(initial=initial_of(posted), texts=attach.texts, child=True, about=about)
            context["attach"] = attach if bad else again
        else:
            context["hidden"] += initial_of(posted).items()
        return page(request, template, school, context, status=422 if long or bad else 200)


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
    context: dict[str, Any] = {"source": source, "easy": easy, "language": language, "easy_text": easy_texts(None)}
    texts = easy_file_texts() if easy else TEXTS
    with translation.override(language):
        if posted and not switch:
            form = shape(posted, school=school, edition=rules, easy=easy)
            attach = FilesForm(posted, request.FILES, texts=texts) if brings_files(posted, request.FILES) else None
            if form.is_valid() & (attach is None or attach.is_valid()):
                here = Here(school)
                said = public_said(source, school, token_of(posted.get("token")), form.cleaned_data, here)
                said = said if attach is None else with_files(said, attach)
                return _told(request, school, receive_report(school=school, by=PUBLIC, said=said, here=here), context)
            attach = attach or FilesForm(posted, request.FILES, texts=texts)
        elif not posted and nobody_in_particular(request):
            return _blank(request, school, shape, context)
        else:  # a switch of language keeps what is typed and finds no fault with it
            form = shape(initial=_typed(posted, shape) if posted else None, school=school, edition=rules, easy=easy)
            attach = FilesForm(initial=initial_of(posted or {}), texts=texts, came=bool(request.FILES))
        context |= {"form": form, "attach": attach, "token": token_of(posted.get("token")) if posted else new_token()}
        response = page(
            request, "reports/tell.html", school, context, status=422 if form.errors or attach.errors else 200
        )
    if switch in {"ja", "en"}:
        response.set_cookie(LANGUAGE_COOKIE, switch, samesite="Lax", httponly=True, secure=request.is_secure())
    return response


def _blank(request: HttpRequest, school: School, shape: type[PublicForm], context: dict[str, Any]) -> HttpResponse:
    """Return the form as it is before anybody has typed in it."""
    rules = edition(school.edition)
    classes = tuple((row.pk, row.grade, row.name) for row in classes_now(school))

    def draw() -> HttpResponse:
        form = shape(school=school, edition=rules, easy=context["easy"])
        attach = FilesForm(initial={}, texts=easy_file_texts() if context["easy"] else TEXTS)
        blank = {**context, "form": form, "attach": attach, "token": place("token")}
        return page(request, "reports/tell.html", school, blank)

    return drawn((*_shown(school, context), classes), rules, {"token": new_token()}, draw)


def _told(request: HttpRequest, school: School, received: Received, context: dict[str, Any]) -> HttpResponse:
    """Return the page with the number and the six words."""
    context |= {"files": received.files, **slip_context(request, school)}
    if not nobody_in_particular(request):
        return page(request, "reports/told.html", school, {**context, "received": received})
    words = {"number": received.report.label, **{f"word-{n}": word for n, word in enumerate(received.words)}}

    def draw() -> HttpResponse:
        report = {"label": place("number"), "anonymous": received.report.anonymous}
        places = {"report": report, "words": [place(f"word-{n}") for n in range(len(received.words))]}
        return page(request, "reports/told.html", school, {**context, "received": places})

    key = (*_shown(school, context), received.report.anonymous, context["files"], context["back_to"])
    return drawn(key, edition(school.edition), words, draw)


def _shown(school: School, context: dict[str, Any]) -> tuple[Any, ...]:
    seen = (context["source"], context["easy"], context["language"], settings.DEMO)
    return (school.pk, school.slug, school.name, *seen)


def _typed(posted: Any, shape: type[PublicForm]) -> dict[str, Any]:
    several = {"kinds", "withhold"}
    return {name: posted.getlist(name) if name in several else posted.get(name, "") for name in shape.base_fields}
