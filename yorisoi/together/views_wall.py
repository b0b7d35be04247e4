"""What leaves the teacher's desk: the wall on the big screen and on paper, cards for the way in, cards to take home."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from yorisoi.cases.names import Letters
from yorisoi.documents.fonts import NoFont
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.policy.together_flow import CITE
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil
from yorisoi.surveys.child_words import GenkiWords, mode_of_grade
from yorisoi.surveys.views_cards import printed
from yorisoi.together.card_paper import SIZES, home_cards
from yorisoi.together.child_words import GoodWords
from yorisoi.together.holding import last_day
from yorisoi.together.models import Note, Round
from yorisoi.together.queries import classmates, given_each, seats, shown_notes
from yorisoi.together.views_rounds import known_round
from yorisoi.ui.qr import qr

SURE = "good_sure"  # in the session: what somebody has said to go on with, as `_marked` names it


def _without(one: Round, notes: Sequence[Note]) -> list[Pupil]:
    """Return the children of the class who would stand out: those who have none where others have some."""
    given = {note.about_id for note in notes}
    return [seat.pupil for seat in classmates(one) if seat.pupil_id not in given] if notes else []


def _marked(one: Round, to: str, without: Sequence[Pupil]) -> str:
    """Name a yes to a round's wall or cards while just these children have none; another child is asked about anew."""
    return salted_hmac("together.sure", f"{one.pk}:{to}:{sorted(pupil.pk for pupil in without)}").hexdigest()


def _stopped(request: StaffRequest, one: Round, to: str, notes: Sequence[Note]) -> HttpResponse | None:
    """Return the question to the teacher while a child has none, None where nothing is to be asked (any more)."""
    without = _without(one, notes)
    if not without or request.session.get(SURE) == _marked(one, to, without):
        return None
    return render(request, "together/sure.html", {"round": one, "to": to, "without": without})


@needs(Can.TOGETHER)
@require_POST
def sure(request: StaffRequest, pk: UUID, to: str) -> HttpResponse:
    """Go on with the wall or the cards although a child has none: once told, for as long as it is just these."""
    one = known_round(request, pk)
    if to not in {"wall", "home"}:
        raise Http404
    request.session[SURE] = _marked(one, to, _without(one, shown_notes(one)))
    size = request.POST.get("size", "")
    where = reverse(f"together:{to}", args=[one.pk])
    return redirect(f"{where}?size={size}" if to == "home" and size in SIZES else where)


@needs(Can.TOGETHER)
@require_safe
def wall(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Approved notes for everybody to see: no numbers, no order by child. It is asked first while a child has none."""
    one = known_round(request, pk)
    notes = shown_notes(one)
    if (asked := _stopped(request, one, "wall", notes)) is not None:
        return asked
    letters = Letters([seat.pupil for seat in seats(one)] + [note.about for note in notes])
    words = GoodWords("plain")
    shown = [
        {
            "to": _called(note.about, letters),
            "words": letters.veil(note.text("words")),
            "from": _called(note.writer, letters) if note.writer is not None and one.shows_writer else None,
            "teacher": note.by_id is not None,
        }
        for note in notes
    ]
    context = {
        "round": one,
        "notes": shown,
        "t": words,
        "names_hidden": request.COOKIES.get("yorisoi_names") == "hidden",
    }
    return render(request, "together/wall.html", context)


def _called(pupil: Pupil, letters: Letters) -> SafeString:
    """Return 「髙﨑 子さん」, ready to be replaced by its letter, which brings its own さん."""
    return format_html(
        '<span class="veiled" data-letter="{}"><span>{}さん</span></span>', letters.of(pupil), pupil.name
    )


@needs(Can.TOGETHER)
@require_safe
def cards(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The children's cards for the way in, as they will be printed: of the class, or (?card=) one child's anew."""
    one = known_round(request, pk)
    if not one.by_children:
        raise Http404
    numbers = {seat.pupil_id: seat.number for seat in seats(one)}
    rows = [] if one.closed_at else [card for card in one.cards.select_related("pupil") if card.pupil.left_on is None]
    rows.sort(key=lambda card: (numbers.get(card.pupil_id) or 999, card.pupil.kana, card.pupil_id))
    chosen = request.GET.get("card", "")
    where = request.build_absolute_uri(reverse("together:enter", args=[request.school.slug]))
    of_class = request.build_absolute_uri(reverse("together:class", args=[request.school.slug, one.school_class_id]))
    shown = [
        printed(one.key, card.pk, card.pupil, numbers.get(card.pupil_id), where)
        for card in rows
        if not chosen or chosen == str(card.pk)
    ]
    journal(  # whoever has a child's card can write as that child
        by=request.staff, school_id=request.school.pk, event="view.good_cards", about=one, cite=CITE, cards=len(shown),
    )  # fmt: skip
    young: GenkiWords = GoodWords("kana" if one.school_class.grade <= 2 else "ruby")
    context = {
        "round": one,
        "last": last_day(one),
        "class": one.school_class,
        "class_label": str(one.school_class),
        "printed": shown,
        "all": [(str(card.pk), numbers.get(card.pupil_id), card.pupil.name) for card in rows],
        "chosen": chosen,
        "guardians": False,
        "where": where,
        "class_page": of_class,
        "class_picture": qr(of_class, _("入口のQRコード")),
        "t": young,
    }
    return render(request, "together/cards.html", context)


@needs(Can.TOGETHER)
@require_safe
def home(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Cards to take home as a PDF: for the class, or (?child=) one child; A6 or A5. For the class it is asked first."""
    one = known_round(request, pk)
    child, size = request.GET.get("child", ""), request.GET.get("size", "a6")
    given = [each for each in given_each(request.staff, one) if child in ("", str(each.pupil.uid))]
    if not given or size not in SIZES:
        raise Http404
    notes = shown_notes(one)
    whose = [each.pupil for each in given if any(note.about_id == each.pupil.pk for note in notes)]
    if not whose:
        return render(request, "together/no_cards.html", {"round": one}, status=404)
    if not child and (asked := _stopped(request, one, "home", notes)) is not None:
        return asked
    with override("ja"):
        try:
            made = home_cards(one, whose, notes, mode=mode_of_grade(one.school_class.grade), size=size, at=clock.now())
        except NoFont as missing:
            return render(request, "documents/no_font.html", {"said": str(missing)}, status=503)
    journal(
        by=request.staff, school_id=request.school.pk, event="view.good_home", about=one, cite=CITE, cards=len(whose)
    )
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="cards.pdf"'
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
