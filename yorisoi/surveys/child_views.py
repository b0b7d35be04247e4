"""元気アンケート for children and guardians: in by a personal card, all questions on one page, sent once. No log-in.

The card's token (120 random bits) comes by POST only and is all the authority there is: no cookie, no session row, so
that an answer without a name leaves no time and no card behind, and a form of another site has nothing to send.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.alarms import LONGEST_WORDS, BadAnswers, checked
from yorisoi.policy.edition import edition
from yorisoi.reports.drawn import drawn, nobody_in_particular, place
from yorisoi.reports.said import new_token
from yorisoi.reports.views import page
from yorisoi.schools.guards import public
from yorisoi.schools.models import School
from yorisoi.surveys.cards import card_token
from yorisoi.surveys.child_page import GENKI, base_context, check_context, form_context, whose
from yorisoi.surveys.child_steps import Form, read_form
from yorisoi.surveys.child_words import GenkiWords, reading_of
from yorisoi.surveys.models import CHOICE, NAMED, OPEN, Card
from yorisoi.surveys.queries import card_for_token, is_open
from yorisoi.surveys.receiving import SHORTEST_SENDING, NotTaken, ask_to_talk, receive

ChildView = Callable[..., HttpResponse]
_SCHOOL = Fixed(lambda slug: School.everywhere.filter(slug=slug, sandbox_of__isnull=True)[:1])


def genki_door(view: ChildView) -> ChildView:
    """Open to anybody of a school that exists; never kept by a browser, never said to another site."""

    @public
    @never_cache
    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, slug: str, **more: Any) -> HttpResponse:
        school = _SCHOOL.first(slug=slug)
        if school is None:
            raise Http404
        response = view(request, school, **more)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return opened


@genki_door
def answer(request: HttpRequest, school: School) -> HttpResponse:
    """Take what the form's buttons say: look it over, send, read it another way, tell that one wants to talk."""
    if request.method != "POST":
        return redirect("genki:enter", slug=school.slug)
    form = read_form(request.POST)
    card = known_card(school, form.card)
    if card is None:
        return refused(request, school, "card", GenkiWords("kana"), 422)
    sheet = card.part.questionnaire.read
    words = GenkiWords(reading_of(request.POST.get("mode", ""), sheet.mode), adult=sheet.audience == "guardian")
    go = request.POST.get("go", "check")
    with language_of(words):
        if go.startswith("reading:"):
            words = GenkiWords(reading_of(go.partition(":")[2], sheet.mode), adult=words.adult)
            with language_of(words):
                return show_form(request, card, form, words)
        if go in {"talk", "talk_yes"}:
            return _talk(request, card, form, words, sure=go == "talk_yes")
        if go in {"check", "send"}:
            return _sent(request, card, form, words, sure=go == "send")
        return show_form(request, card, form, words)


def language_of(words: GenkiWords) -> Any:
    """Return the language that the frame around the page speaks."""
    return translation.override("en" if words.mode == "en" else "ja")


def known_card(school: School, token: str) -> Card | None:
    """Return the card of a token, if it is one of this school."""
    card = card_for_token(token) if token else None
    return card if card is not None and card.round.school_id == school.pk else None


def open_card(request: HttpRequest, school: School, card: Card | None, words: GenkiWords) -> HttpResponse:
    """Answer a card that was shown: the questions, or a clear sentence and nothing else."""
    if card is None:
        return refused(request, school, "card", words, 422)
    sheet = card.part.questionnaire.read
    words = GenkiWords(sheet.mode, adult=sheet.audience == "guardian")
    if words.adult and translation.get_language() == "en":
        words = GenkiWords("en", adult=True)
    if not is_open(card.round):
        return refused(request, school, _why_closed(card), words, 409)
    if card.answered and not card.reopened:
        return refused(request, school, "used", words, 409)
    form = Form(card=card_token(card.round.key, card.pk), sending=new_token())
    if not nobody_in_particular(request):
        return show_form(request, card, form, words)
    shown = {"card": form.card, "sending": form.sending, "whose": whose(card) if card.round.mode == NAMED else ""}
    body = card.part.questionnaire
    key = ("genki", school.pk, school.slug, school.name, body.pk, body.sha256, card.round.mode, words.mode)
    blank = Form(card=place("card"), sending=place("sending"))
    named = place("whose") if shown["whose"] else ""

    def draw() -> HttpResponse:
        with language_of(words):
            return page(request, FORM, school, form_context(card, blank, words, name=named))

    return drawn((*key, bool(named)), edition(school.edition), shown, draw)


FORM = "surveys/child_form.html"
AGAIN = {"card", "offline", "away", "stale", "refused", "stranger"}  # the entrance is the way on


def show_form(
    request: HttpRequest,
    card: Card,
    form: Form,
    words: GenkiWords,
    *,
    wrong: str = "",
    error: Any = "",
    told: bool = False,
) -> HttpResponse:
    """Show the questions with what is chosen and typed. error: said on top, with 422."""
    context = form_context(card, form, words, name=whose(card), wrong=wrong)
    status = 422 if error else 200
    return page(request, FORM, card.round.school, {**context, "error": error, "told": told}, status)


def refused(
    request: HttpRequest, school: School, why: str, words: GenkiWords, status: int, entrance: str = GENKI.entrance
) -> HttpResponse:
    """Say why it is not possible, in the child's words, with the ways that are open; to a script in JSON."""
    if wants_json(request):
        said = " ".join((words.plain(f"no.{why}_title"), words.plain(f"no.{why}")))
        return JsonResponse({"state": why, "said": said}, status=status)
    with language_of(words):
        context = base_context(words, school, entrance)
        context |= {"title": words[f"no.{why}_title"], "lead": words[f"no.{why}"]}
        return page(
            request,
            "surveys/child_no.html",
            school,
            {**context, "enter": why in AGAIN, "leave": why == "stranger", "offline": why == "offline"},
            status,
        )


def _why_closed(card: Card) -> str:
    """Say whether a round's time is over ("late"), or not yet there ("closed")."""
    return "late" if card.round.state != OPEN or clock.now() >= card.round.closes_at else "closed"


def wants_json(request: HttpRequest) -> bool:
    """Say whether a script of the page asks."""
    return request.headers.get("Accept", "").startswith("application/json")


def _sent(request: HttpRequest, card: Card, form: Form, words: GenkiWords, *, sure: bool) -> HttpResponse:
    """Show the answers to look over, or (sure) take them in."""
    school, sheet = card.round.school, card.part.questionnaire.read
    choice = card.round.mode == CHOICE
    if choice and form.nameless is None:
        return _wrong(request, card, form, words, "name", "name.needed")
    given = form.given(sheet)
    try:
        if not sure:
            checked(sheet, given)
            return page(request, "surveys/child_check.html", school, check_context(card, form, words, name=whose(card)))
        sending = form.sending if len(form.sending) >= SHORTEST_SENDING else new_token()
        taken = receive(card=card, sending=sending, answers=given, nameless=form.nameless if choice else None)
    except BadAnswers as bad:
        long = any(len(value) > LONGEST_WORDS for values in form.answers.values() for value in values)
        return _wrong(request, card, form, words, bad.item, "no.long" if long else "no.bad")
    except NotTaken as no:
        return refused(request, school, "used" if no.why == "answered" else _why_closed(card), words, 409)
    if wants_json(request):
        return JsonResponse({"state": "taken", "again": taken.again})
    context = {**base_context(words, school), "form": form, "thanks": words.of(dict(sheet.thanks))}
    return page(request, "surveys/child_end.html", school, context)


def _wrong(request: HttpRequest, card: Card, form: Form, words: GenkiWords, item: str, path: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"state": "bad", "item": item, "said": words.plain(path)}, status=422)
    return show_form(request, card, form, words, wrong=item, error=words[path])


def _talk(request: HttpRequest, card: Card, form: Form, words: GenkiWords, *, sure: bool) -> HttpResponse:
    """Ask once more, saying who is told and what; then (sure) tell."""
    if not sure:
        context = form_context(card, form, words, name=whose(card))
        return page(request, "surveys/child_talk.html", card.round.school, context)
    try:
        ask_to_talk(card=card)
    except NotTaken:
        return refused(request, card.round.school, _why_closed(card), words, 409)
    if wants_json(request):
        return JsonResponse({"state": "told"})
    return show_form(request, card, form, words, told=True)
