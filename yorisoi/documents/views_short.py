"""The short edition as a PDF for everybody: made once for a text, and fetched again as it is."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import override
from django.views.decorators.http import require_safe

from yorisoi.documents.fonts import NoFont
from yorisoi.documents.leaf import Leaf, leaf_of, leaf_pdf
from yorisoi.documents.short_paper import child_leaf, short_leaf
from yorisoi.editions.queries import page_of, since
from yorisoi.editions.short import CHILD_MODES, language_of, speech_of
from yorisoi.schools.guards import public
from yorisoi.schools.models import School

MOST = 64  # files that a process keeps


@public
@require_safe
def short(request: HttpRequest, slug: str) -> HttpResponse:
    """The short edition for adults."""
    school = get_object_or_404(School, slug=slug)
    speech = speech_of(request.GET.get("as"))
    with override(language_of(speech)):
        return _answer(request, school, short_leaf(school, speech, _door(request, "schools:doors", slug)), "short")


@public
@require_safe
def child(request: HttpRequest, slug: str) -> HttpResponse:
    """The children's edition."""
    school = get_object_or_404(School, slug=slug)
    mode = request.GET.get("as", "ruby")
    mode = mode if mode in CHILD_MODES else "ruby"
    with override("en" if mode == "en" else "ja"):
        return _answer(request, school, child_leaf(school, mode, _door(request, "reports:child", slug)), "child")


def _door(request: HttpRequest, name: str, slug: str) -> str:
    return request.build_absolute_uri(reverse(name, args=[slug]))


@lru_cache(maxsize=MOST)
def _made(content: str, at: datetime) -> bytes:
    return leaf_pdf(leaf_of(content), at)


def _answer(request: HttpRequest, school: School, leaf: Leaf, name: str) -> HttpResponse:
    content = leaf.content
    tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    try:
        made = _made(content, since(school))
    except NoFont as missing:
        return render(request, "documents/no_font_public.html", {"school": school, "said": str(missing)}, status=503)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["ETag"] = tag
    shown = page_of(school)
    if shown is None or not shown.indexable:
        answer["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(answer, public=True, max_age=300)
    return answer
