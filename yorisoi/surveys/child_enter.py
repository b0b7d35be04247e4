"""The class page: closed by default, open only in a round's window. In by the card's QR code or its three words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language

from yorisoi.journal import clock
from yorisoi.policy.edition import edition
from yorisoi.reports.drawn import drawn, nobody_in_particular
from yorisoi.reports.guessing import Tries
from yorisoi.reports.receipts import Mistyped
from yorisoi.reports.views import page
from yorisoi.schools.models import School, SchoolClass
from yorisoi.schools.oidc_settings import account_for
from yorisoi.surveys.cards import read_words
from yorisoi.surveys.child_page import GENKI, HOME, enter_context, slip
from yorisoi.surveys.child_views import genki_door, known_card, language_of, open_card, refused
from yorisoi.surveys.child_words import GenkiWords, mode_of_grade
from yorisoi.surveys.flood import FLOOD
from yorisoi.surveys.models import Card
from yorisoi.surveys.queries import card_for_words, open_classes, open_rounds

LONGEST_TYPED = 200
Found = TypeVar("Found")  # a card of one of the doors
TRIES = Tries(same=2)  # two of three words of a class in their places: whoever tries the rest slows down


@genki_door
def enter(request: HttpRequest, school: School, class_id: int | None = None, home: bool = False) -> HttpResponse:
    """Ask for the class, then for the three words; a card's token opens the questions at once. home: guardians."""
    words = _words(home, None)
    if request.method == "POST" and "card" in request.POST:
        return open_card(request, school, known_card(school, request.POST.get("card", "").strip().lower()[:100]), words)
    audience = "guardian" if home else "child"
    classes = [one for one in open_classes(school, audience) if class_id in (None, one.pk)]
    if not classes:
        return refused(request, school, "closed", words, 409 if request.method == "POST" else 200)
    one = classes[0] if len(classes) == 1 else None
    account = None if home else account_for(school.slug)
    alone = account is not None and account.instead
    words = _words(home, one)
    typed, error, status = "", "", 200
    if one is not None and request.method == "POST" and not alone:
        typed = request.POST.get("words", "")[:LONGEST_TYPED]
        card, error = by_words(one, typed, words, _finder(school, audience, one))
        if card is not None:
            return open_card(request, school, card, words)
        status = 422

    def draw() -> HttpResponse:
        context = {
            **enter_context(school, words, classes, HOME if home else GENKI),
            "one": one,
            "typed": typed,
            "error": error,
            "home": home,
        }
        context |= {"account": account is not None, "alone": alone}
        if one is not None:
            context["here"] = context["classes"][0][0]
            context["label"] = words.class_label(one.grade, one.name)
            context["several"] = class_id is not None
        with language_of(words):
            return page(request, "surveys/child_enter.html", school, context, status)

    if error or request.method == "POST" or not nobody_in_particular(request):
        return draw()
    shown = tuple((each.pk, each.grade, each.name) for each in classes)
    key = ("genki-enter", school.pk, school.slug, school.name, words.mode, home, class_id is not None, account, shown)
    return drawn(key, edition(school.edition), {}, draw)


def _words(home: bool, one: SchoolClass | None) -> GenkiWords:
    if home:
        return GenkiWords("en" if get_language() == "en" else "plain", adult=True)
    grade = one.grade if one is not None else 1
    return GenkiWords(mode_of_grade(grade))


def _finder(school: School, audience: str, one: SchoolClass) -> Callable[[Sequence[str]], Card | None]:
    """Return what finds the card of three words in the class's open rounds."""

    def find(code: Sequence[str]) -> Card | None:
        rounds = open_rounds(school).filter(audience=audience, parts__school_class=one).order_by("parts__pk")
        return next((card for each in rounds if (card := card_for_words(each, one, code)) is not None), None)

    return find


def by_words(
    one: SchoolClass, typed: str, words: GenkiWords, find: Callable[[Sequence[str]], Found | None]
) -> tuple[Found | None, Any]:
    """Find the card of three typed words of a class, or say what does not fit. Whoever guesses slows down."""
    try:
        code = read_words(typed)
    except Mistyped as mistyped:
        return None, slip(mistyped, words)
    now = clock.now().timestamp()
    placed = [f"{one.pk}:{word}" for word in code]
    if seconds := max(TRIES.rest(placed, now), FLOOD.rest(one.pk, now)):
        return None, format_html(words["slip.rest"], seconds=ceil(seconds))
    if (card := find(code)) is not None:
        return card, ""
    TRIES.wrong(placed, now)
    FLOOD.wrong(one.pk, now)
    return None, slip(None, words)
