"""In by the city's account: the child signs in there, and here sees the open rounds that are theirs, and nothing else.

The page that comes back holds the child's cards and answers go the way of every card. So there is no session to
outlive it: no cookie but the signed one of the way there, no row, no line with a name or a time.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from yorisoi.reports.views import page
from yorisoi.schools.models import Pupil, School
from yorisoi.schools.oidc_settings import ADDRESSES, TTL, Account, NotSignedIn, account_for
from yorisoi.schools.queries import pupil_of_account
from yorisoi.surveys.beside import BESIDE, Offer
from yorisoi.surveys.cards import card_token
from yorisoi.surveys.child_page import base_context
from yorisoi.surveys.child_views import genki_door, language_of, refused
from yorisoi.surveys.child_words import GenkiWords
from yorisoi.surveys.models import Card
from yorisoi.surveys.queries import open_cards_of, open_classes

COOKIE = "yorisoi_genki_account"
STATUS = {"away": 503, "stale": 409, "refused": 403, "stranger": 403}


def _oidc() -> ModuleType:
    """Return the protocol, loaded when the first child signs in: a fifth of what starts would start for it alone."""
    from yorisoi.schools import oidc

    return oidc


def _provider(school: School) -> Account:
    if (account := account_for(school.slug)) is None:
        raise Http404
    return account


def _here(request: HttpRequest, school: School, name: str) -> str:
    return request.build_absolute_uri(reverse(name, args=[school.slug]))


def _kind(school: School) -> dict[str, Any]:
    """How the cookie of the way there is set: for these pages alone, unseen by scripts."""
    return {"path": reverse("genki:account", args=[school.slug]), "samesite": "Lax"}


@genki_door
@require_safe
def start(request: HttpRequest, school: School) -> HttpResponse:
    """Send the child to the city's sign-in, while a round is open."""
    account, words = _provider(school), GenkiWords("kana")
    if not open_classes(school, "child") and not any(one.is_open(school) for one in BESIDE):
        return refused(request, school, "closed", words, 200)
    try:
        there, started = _oidc().begin(account, school=school.slug, back=_here(request, school, "genki:account_back"))
    except NotSignedIn as no:
        return refused(request, school, no.why, words, STATUS[no.why])
    answer = HttpResponseRedirect(there)
    answer.set_cookie(COOKIE, started.sealed(), max_age=TTL, httponly=True, secure=request.is_secure(), **_kind(school))
    return answer


@genki_door
@require_safe
def back(request: HttpRequest, school: School) -> HttpResponse:
    """Take the child who comes back; a stranger and whatever does not fit get a page that says what to do."""
    account = _provider(school)
    try:
        name = _oidc().finish(
            account,
            started=_oidc().Started.opened(request.COOKIES.get(COOKIE, "")),
            school=school.slug,
            said={str(key): str(value)[:4000] for key, value in request.GET.items()},
            back=_here(request, school, "genki:account_back"),
        )
        pupil = pupil_of_account(school, name, address=account.find_by in ADDRESSES)
        answer = _rounds(request, school, pupil) if pupil is not None else _no(request, school, "stranger")
    except NotSignedIn as no:
        answer = _no(request, school, no.why)
    answer.delete_cookie(COOKIE, **_kind(school))
    return answer


def _no(request: HttpRequest, school: School, why: str) -> HttpResponse:
    return refused(request, school, why, GenkiWords("kana"), STATUS[why])


def _rounds(request: HttpRequest, school: School, pupil: Pupil) -> HttpResponse:
    """Show who has signed in, and a button for each round that waits for this child."""
    cards = open_cards_of(pupil)
    others = [offer for one in BESIDE for offer in one.offers(pupil)]
    words = GenkiWords(cards[0].part.questionnaire.read.mode if cards else "kana")
    context = {
        **base_context(words, school),
        "whose": format_html(words["account.whose"], name=pupil.kana or pupil.name),
        "rounds": [_round(card, words) for card in cards if not card.answered or card.reopened] + others,
        "lead": words["account.what" if others else "account.which" if cards else "account.none"],
        "sent": bool(cards) and not others and all(card.answered and not card.reopened for card in cards),
    }
    with language_of(words):
        return page(request, "surveys/child_account.html", school, context)


def _round(card: Card, words: GenkiWords) -> Offer:
    title = words.of(dict(card.part.questionnaire.read.title))
    return Offer(reverse("genki:enter", args=[card.round.school.slug]), card_token(card.round.key, card.pk), title)


@genki_door
@require_safe
def leave(request: HttpRequest, school: School) -> HttpResponse:
    """Say how to leave the city's account, so that the next child at the tablet is not this one."""
    account, words = _provider(school), GenkiWords("kana")
    context = {
        **base_context(words, school),
        "out": _oidc().way_out(account, then=_here(request, school, "genki:enter")),
    }
    with language_of(words):
        return page(request, "surveys/child_leave.html", school, context)
