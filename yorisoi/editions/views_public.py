"""What everybody may read without log-in: the policy in short, the way it goes, its rules, the school's document."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.translation import override
from django.views.decorators.http import require_safe

from yorisoi.editions.models import HelplineCheck, PolicyFile, PublicPage
from yorisoi.editions.queries import helplines_of, page_of
from yorisoi.editions.short import CHILD_MODES, Speech, child_parts, language_of, short_of, speech_of
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.drawing import draw
from yorisoi.policy.edition import Edition, edition
from yorisoi.policy.edition_parts import CHAPTERS, chapter_of
from yorisoi.policy.flow import Flow
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.short import SPEECHES
from yorisoi.policy.svg import svg
from yorisoi.reports.drawn import drawn, nobody_in_particular
from yorisoi.schools.guards import public
from yorisoi.schools.models import School
from yorisoi.ui.flowchart import picture

FLOWS: dict[str, Flow] = {"report": REPORT_FLOW, "case": CASE_FLOW}
FRESH = 300  # seconds that a browser may show a page again without asking
Draw = Callable[..., HttpResponse]


def page(view: Draw) -> Draw:
    """A public page of a school: to be listed by search engines only where the school says so, and kept a while."""

    @public
    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, slug: str, **more: Any) -> HttpResponse:
        school = get_object_or_404(School, slug=slug)
        shown = page_of(school)
        answer = view(request, school, shown, **more)
        if shown is None or not shown.indexable:
            answer["X-Robots-Tag"] = "noindex, nofollow"
        patch_cache_control(answer, public=True, max_age=FRESH)
        return answer

    return opened


def _shown(
    request: HttpRequest, school: School, shown: PublicPage | None, name: str, asked: str, make: Callable[..., Any]
) -> HttpResponse:
    """Return the page, drawn once for everybody as long as nothing that it shows has changed."""
    rules, speech = edition(school.edition), asked if asked in SPEECHES else "easy"

    def draw_it() -> HttpResponse:
        with override(language_of(speech)):
            base = {
                "school": school, "edition": rules, "staff": None, "can": frozenset(),
                "t": Speech(speech, "kana" if asked == "kana" else "ruby"),
                "speech": speech, "indexable": bool(shown and shown.indexable), "at": name,
                "speeches": [(one, Speech(one)["speech"]) for one in SPEECHES],
                "lines": helplines_of(school, rules),
            }  # fmt: skip
            return render(request, f"editions/public_{name}.html", {**base, **make(rules)})

    if not nobody_in_particular(request):
        return draw_it()
    last = HelplineCheck.objects.filter(of__school=school).order_by("-id").values_list("id", flat=True).first()
    key = ("policy", school.pk, school.slug, school.name, name, asked, shown.pk if shown else 0, last, settings.DEMO)
    return drawn(key, rules, {}, draw_it)


@page
def policy(request: HttpRequest, school: School, shown: PublicPage | None) -> HttpResponse:
    """The entrance: the policy in short, the doors, the helplines, and the way to the rest."""
    speech = speech_of(request.GET.get("as"))

    def make(rules: Edition) -> dict[str, Any]:
        return {"short": short_of(rules, speech), "file": shown.file if shown else None}

    return _shown(request, school, shown, "policy", speech, make)


@page
def child(request: HttpRequest, school: School, shown: PublicPage | None) -> HttpResponse:
    """The children's edition: with furigana, all in kana, or in English."""
    mode = request.GET.get("as", "ruby")
    mode = mode if mode in CHILD_MODES else "ruby"

    def make(rules: Edition) -> dict[str, Any]:
        return {"parts": child_parts(rules, mode), "mode": mode, "modes": CHILD_MODES}

    return _shown(request, school, shown, "child", mode, make)


@page
def flow(request: HttpRequest, school: School, shown: PublicPage | None) -> HttpResponse:
    """The flowcharts as pictures, and in words for narrow screens and for readers of the screen."""
    speech = speech_of(request.GET.get("as"))

    def make(_rules: Edition) -> dict[str, Any]:
        drawings = [(name, draw(one, lang=language_of(speech)), picture(one)["lists"]) for name, one in FLOWS.items()]
        return {"flows": drawings}

    return _shown(request, school, shown, "flow", speech, make)


@page
def flow_picture(request: HttpRequest, _school: School, _shown: PublicPage | None, name: str) -> HttpResponse:
    """One flowchart as an SVG picture."""
    if name not in FLOWS:
        raise Http404
    language = language_of(speech_of(request.GET.get("as")))
    with override(language):
        return HttpResponse(svg(draw(FLOWS[name], lang=language)), content_type="image/svg+xml; charset=utf-8")


@page
def clauses(request: HttpRequest, school: School, shown: PublicPage | None) -> HttpResponse:
    """All rules in plain words, by chapter, each with where it comes from."""
    speech = speech_of(request.GET.get("as"))

    def make(rules: Edition) -> dict[str, Any]:
        chapters: dict[str, list[Any]] = {}
        for key, one in rules.clauses.items():
            chapters.setdefault(chapter_of(key), []).append(one)
        return {
            "chapters": [(key, CHAPTERS.get(key, key), rows) for key, rows in chapters.items()],
            "untold": any(not one.rule_en for one in rules.clauses.values()),
        }

    return _shown(request, school, shown, "clauses", speech, make)


@page
def document(request: HttpRequest, _school: School, shown: PublicPage | None) -> HttpResponse:
    """The school's own document, as it was handed in."""
    if shown is None or shown.file is None:
        raise Http404
    tag = f'"{shown.file.sha256[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    content = PolicyFile.objects.values_list("content", flat=True).get(pk=shown.file.pk)
    answer = HttpResponse(bytes(content), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="policy.pdf"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; plugin-types application/pdf"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = tag
    return answer
