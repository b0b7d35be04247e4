"""The class page: closed by default, open only in a round's window. In by the card's QR code or its three words."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language

from yorisoi.journal import clock
from yorisoi.reports.guessing import Tries
from yorisoi.reports.receipts import Mistyped
from yorisoi.reports.views import page
from yorisoi.schools.models import School, SchoolClass
from yorisoi.surveys.cards import read_words
from yorisoi.surveys.child_page import enter_context, slip
from yorisoi.surveys.child_views import genki_door, known_card, language_of, open_card, refused
from yorisoi.surveys.child_words import GenkiWords
from yorisoi.surveys.flood import FLOOD
from yorisoi.surveys.models import Card, RoundPart
from yorisoi.surveys.queries import card_for_words, open_rounds

LONGEST_TYPED = 200
TRIES = Tries(same=2)  # two of three words of a class in their places: whoever tries the rest slows down


@genki_door
def enter(request: HttpRequest, school: School, class_id: int | None = None, home: bool = False) -> HttpResponse:
    """Ask for the class, then for the three words; a card's token opens the questions at once. home: guardians."""
    words = _words(home, None)
    if request.method == "POST" and "card" in request.POST:
        return open_card(request, school, known_card(school, request.POST.get("card", "").strip().lower()[:100]), words)
    parts = list(
        RoundPart.objects.filter(round__in=open_rounds(school), round__audience="guardian" if home else "child")
        .select_related("round", "school_class")
        .order_by("school_class__grade", "school_class__name", "pk")
    )
    if class_id is not None:
        parts = [part for part in parts if part.school_class_id == class_id]
    if not parts:
        return refused(request, school, "closed", words, 409 if request.method == "POST" else 200)
    classes = list({part.school_class_id: part.school_class for part in parts}.values())
    one = classes[0] if len(classes) == 1 else None
    words = _words(home, one)
    typed, error, status = "", "", 200
    if one is not None and request.method == "POST":
        typed = request.POST.get("words", "")[:LONGEST_TYPED]
        card, error = _by_words(parts, one, typed, words)
        if card is not None:
            return open_card(request, school, card, words)
        status = 422
    context = {**enter_context(school, words, classes), "one": one, "typed": typed, "error": error, "home": home}
    if one is not None:
        context["label"] = words.class_label(one.grade, one.name)
        context["several"] = class_id is not None
    with language_of(words):
        return page(request, "surveys/child_enter.html", school, context, status)


def _words(home: bool, one: SchoolClass | None) -> GenkiWords:
    if home:
        return GenkiWords("en" if get_language() == "en" else "plain", adult=True)
    grade = one.grade if one is not None else 1
    return GenkiWords("kana" if grade <= 2 else "ruby" if grade <= 4 else "upper")


def _by_words(parts: list[RoundPart], one: SchoolClass, typed: str, words: GenkiWords) -> tuple[Card | None, Any]:
    """Find the card of three typed words in the class's open rounds, or say what does not fit."""
    try:
        code = read_words(typed)
    except Mistyped as mistyped:
        return None, slip(mistyped, words)
    now = clock.now().timestamp()
    placed = [f"{one.pk}:{word}" for word in code]
    if seconds := max(TRIES.rest(placed, now), FLOOD.rest(one.pk, now)):
        return None, format_html(words["slip.rest"], seconds=ceil(seconds))
    for part in parts:
        if (card := card_for_words(part.round, one, code)) is not None:
            return card, ""
    TRIES.wrong(placed, now)
    FLOOD.wrong(one.pk, now)
    return None, slip(None, words)
