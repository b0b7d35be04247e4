"""いいところ見つけ for children: in by a personal card, a classmate chosen, a good point written, sent once. No log-in.

As in 元気アンケート the card's token comes by POST only and is all the authority there is: no cookie, no session.
What a child sees of others is what hangs on their own class's wall, and nothing else.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yorisoi.journal import clock
from yorisoi.reports.said import new_token, sending_token, token_of
from yorisoi.reports.views import page
from yorisoi.schools.fields import length
from yorisoi.schools.models import School, SchoolClass
from yorisoi.surveys.cards import card_token
from yorisoi.surveys.child_enter import LONGEST_TYPED, by_words
from yorisoi.surveys.child_page import Door, base_context, enter_context
from yorisoi.surveys.child_views import genki_door, language_of, refused
from yorisoi.surveys.child_words import FOR_CHILDREN, mode_of_grade, reading_of
from yorisoi.together.child_words import GoodWords
from yorisoi.together.models import Card, Note, Round
from yorisoi.together.naming import said_name
from yorisoi.together.queries import (
    card_for_token,
    card_for_words,
    classmates,
    in_class,
    is_open,
    open_classes,
    shown_notes,
)
from yorisoi.together.writing import NotTaken, write_note

DOOR = Door("together:enter", "together:class")
KEPT = ("offline", "refused", "broken", "long")
WRONG = {"who", "what", "long"}  # said on the page; all else ends it


@genki_door
def enter(request: HttpRequest, school: School, class_id: int | None = None) -> HttpResponse:
    """Ask for the class, then for the card's three words; a card's token opens the page to write at once."""
    words = GoodWords("kana")
    if request.method == "POST" and "card" in request.POST:
        return _opened(request, school, card_for_token(school, _token(request)), words)
    classes = [one for one in open_classes(school) if class_id in (None, one.pk)]
    if not classes:
        return _refused(request, school, "closed", words, 409 if request.method == "POST" else 200)
    one = classes[0] if len(classes) == 1 else None
    words = GoodWords(mode_of_grade(one.grade)) if one is not None else words
    typed, error = "", ""
    if one is not None and request.method == "POST":
        typed = request.POST.get("words", "")[:LONGEST_TYPED]
        school_class: SchoolClass = one
        card, error = by_words(one, typed, words, lambda code: card_for_words(school_class, code))
        if card is not None:
            return _opened(request, school, card, words)
    context = {**_context(enter_context(school, words, classes, DOOR)), "one": one, "typed": typed, "error": error}
    if one is not None:
        context["here"] = context["classes"][0][0]
        context["label"] = words.class_label(one.grade, one.name)
        context["several"] = class_id is not None
    with language_of(words):
        return page(request, "together/child_enter.html", school, context, 422 if error else 200)


def _token(request: HttpRequest) -> str:
    return request.POST.get("card", "").strip().lower()[:100]


def _context(base: dict[str, Any]) -> dict[str, Any]:
    """Take away what is of the other door: its worker, and that an account may stand instead of cards."""
    return {**base, "worker": "", "home": False, "account": bool(base["account_leave"]), "alone": False}


def _refused(request: HttpRequest, school: School, why: str, words: GoodWords, status: int) -> HttpResponse:
    return refused(request, school, why, words, status, DOOR.entrance)


def _opened(request: HttpRequest, school: School, card: Card | None, words: GoodWords) -> HttpResponse:
    """Answer a card that was shown: the page to write, or a clear sentence and nothing else."""
    if card is None:
        return _refused(request, school, "card", words, 422)
    words = GoodWords(mode_of_grade(card.round.school_class.grade))
    if (why := _shut(card)) is not None:
        return _refused(request, school, why, words, 409)
    return _form(request, card, words)


def _shut(card: Card) -> str | None:
    """Say why a card opens nothing, None where it does."""
    one = card.round
    if not is_open(one):
        return "late" if one.closed_at is not None or clock.now() >= one.closes_at else "closed"
    return None if in_class(card.pupil, one) else "away"


@genki_door
def write(request: HttpRequest, school: School) -> HttpResponse:
    """Do what the page's buttons say: send, write another, see everybody's, read it another way."""
    if request.method != "POST":
        return redirect("together:enter", slug=school.slug)
    card = card_for_token(school, _token(request))
    if card is None:
        return _refused(request, school, "card", GoodWords("kana"), 422)
    go = request.POST.get("go", "send")
    asked = go.partition(":")[2] if go.startswith("reading:") else request.POST.get("mode", "")
    words = GoodWords(reading_of(asked, mode_of_grade(card.round.school_class.grade)))
    if go == "send":
        return _sent(request, card, words)
    if (why := _shut(card)) is not None:
        return _refused(request, school, why, words, 409)
    if go == "seen":
        return _wall(request, card, words)
    if go == "again":
        return _form(request, card, words)
    return _form(request, card, words, posted=True)


def _page_context(card: Card, words: GoodWords) -> dict[str, Any]:
    one: Round = card.round
    return {
        **_context(base_context(words, one.school, DOOR.entrance)),
        "card": card_token(one.key, card.pk),
        "write": reverse("together:write", args=[one.school.slug]),
        "whose": format_html(words["write.hello"], name=said_name(card.pupil, words.mode)),
    }


def _form(request: HttpRequest, card: Card, words: GoodWords, *, posted: bool = False, wrong: str = "") -> HttpResponse:
    """Show the page to write, with what is chosen and typed. wrong: what to look at again, with 422."""
    one: Round = card.round
    typed = request.POST.get("words", "").replace("\r\n", "\n") if posted or wrong else ""
    about = request.POST.get("about", "") if posted or wrong else ""
    error: SafeString | str = ""
    if wrong:
        error = words[f"wrong.{wrong}"]
        error = format_html(error, count=length(typed)) if wrong == "long" else error
    context = {
        **_page_context(card, words),
        "sending": token_of(request.POST.get("sending")) if posted or wrong else new_token(),
        "mates": [
            (row.pupil_id, row.number, said_name(row.pupil, words.mode), str(row.pupil_id) == about)
            for row in classmates(one, card.pupil)
        ],
        "typed": typed,
        "wrong": wrong,
        "error": error,
        "shows_writer": one.shows_writer,
        "kept": {key: words.plain(f"kept.{key}") for key in KEPT},
        "readings": [(each, GoodWords(each)[f"reading.{each}"]) for each in FOR_CHILDREN],
    }
    with language_of(words):
        return page(request, "together/child_write.html", one.school, context, 422 if wrong else 200)


def _sent(request: HttpRequest, card: Card, words: GoodWords) -> HttpResponse:
    """Take the note in. What was sent and changed afterwards is another note; the same again is the same."""
    text = request.POST.get("words", "").replace("\r\n", "\n").replace("\x00", "")
    about = request.POST.get("about", "")
    sending = sending_token(token_of(request.POST.get("sending")), [about, text])
    chosen = int(about) if about.isascii() and about.isdigit() and len(about) < 19 else 0
    try:
        write_note(card=card, about=chosen, words=text, sending=sending)
    except NotTaken as no:
        if no.why in WRONG:
            return _form(request, card, words, wrong=no.why)
        why = (_shut(card) or "late") if no.why == "closed" else no.why
        return _refused(request, card.round.school, why, words, 409)
    with language_of(words):
        return page(request, "together/child_sent.html", card.round.school, _page_context(card, words))


def _wall(request: HttpRequest, card: Card, words: GoodWords) -> HttpResponse:
    """Show what hangs on the wall of the child's own class."""
    one = card.round
    notes = [_hung(note, one, words) for note in shown_notes(one)]
    with language_of(words):
        return page(request, "together/child_wall.html", one.school, {**_page_context(card, words), "notes": notes})


def _hung(note: Note, one: Round, words: GoodWords) -> dict[str, Any]:
    writer: SafeString | str = ""
    if note.by_id is not None:
        writer = words["wall.teacher"]
    elif one.shows_writer and note.writer is not None:
        writer = format_html(words["wall.from"], name=said_name(note.writer, words.mode))
    to = format_html(words["wall.to"], name=said_name(note.about, words.mode))
    return {"to": to, "words": note.text("words"), "from": writer}
