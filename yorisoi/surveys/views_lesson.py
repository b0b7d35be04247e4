"""The lesson: who has answered, never what; paper sheets entered; a slip that a child may put right."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.policy.alarms import BadAnswers
from yorisoi.policy.roles import Can
from yorisoi.reports.said import new_token
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import SchoolClass
from yorisoi.surveys.apart import shows_seats
from yorisoi.surveys.forms_paper import PaperForm
from yorisoi.surveys.models import NAMED, OPEN, Card, Round, Sheet
from yorisoi.surveys.queries import card_for_pupil, is_open, may_read_class, progress
from yorisoi.surveys.receiving import SHORTEST_SENDING, NotTaken, receive, reopen_card
from yorisoi.surveys.views_rounds import known_round


def known_class(request: StaffRequest, pk: uuid.UUID, class_id: int) -> tuple[Round, SchoolClass]:
    """Return a round and a class in it that this person reads, or answer 404."""
    one = known_round(request, pk)
    if class_id.bit_length() > 62:  # more than a database holds
        raise Http404
    part = get_object_or_404(one.parts.select_related("school_class"), school_class_id=class_id)
    if not may_read_class(request.staff, part.school_class):
        raise Http404
    return one, part.school_class


def _mark(seats: Any, *more: object) -> str:
    """What a page shows, in short: while it stays the same nothing is drawn anew."""
    said = "".join("2" if seat.reopened else "1" if seat.answered else "0" for seat in seats)
    return f"{said}{''.join(str(int(bool(each))) for each in more)}"


def _lesson(request: StaffRequest, pk: uuid.UUID, class_id: int) -> dict[str, Any]:
    one, school_class = known_class(request, pk, class_id)
    done, shown = progress(one, school_class), shows_seats(request.staff, one, school_class)
    return {
        "round": one,
        "school_class": school_class,
        "progress": done,
        "left": done.entitled - done.answered,
        "counts_only": not shown,
        "taking": is_open(one),
        "paper": one.state == OPEN,
        "mark": _mark(done.seats, is_open(one), one.state == OPEN) if shown else f"n{done.answered}",
    }


@needs(Can.ANSWERS)
@require_safe
@never_cache
def lesson(request: StaffRequest, pk: uuid.UUID, class_id: int) -> HttpResponse:
    """The class by attendance number: answered or not."""
    return render(request, "surveys/lesson.html", _lesson(request, pk, class_id))


@needs(Can.ANSWERS)
@require_safe
@never_cache
def live(request: StaffRequest, pk: uuid.UUID, class_id: int) -> HttpResponse:
    """The seats drawn anew; 204 while they are as the page has them."""
    found = _lesson(request, pk, class_id)
    if request.GET.get("mark") == found["mark"]:
        return HttpResponse(status=204)
    return render(request, "surveys/_seats.html", found)


def _card(request: StaffRequest, pk: uuid.UUID, class_id: int, card_id: uuid.UUID) -> Card:
    one, school_class = known_class(request, pk, class_id)
    if not shows_seats(request.staff, one, school_class):
        raise Http404
    row = get_object_or_404(Card.objects.select_related("pupil"), pk=card_id, round=one, school_class=school_class)
    card = card_for_pupil(one, row.pupil)
    if card is None:
        raise Http404
    return card


@needs(Can.ANSWERS)
@require_safe
def seat(request: StaffRequest, pk: uuid.UUID, class_id: int, card_id: uuid.UUID) -> HttpResponse:
    """One child's seat: what can be done for this child now. Never what was answered."""
    card = _card(request, pk, class_id, card_id)
    context = {
        "card": card,
        "round": card.round,
        "taking": is_open(card.round),
        "may_reopen": card.answered and not card.reopened and is_open(card.round) and _has_sheet(card),
        "may_enter": card.round.state == OPEN and (not card.answered or card.reopened),
    }
    return render(request, "surveys/seat.html", context)


def _has_sheet(card: Card) -> bool:
    """Say whether there is a sheet with a name; where the child chose, the page must not tell: then it is not asked."""
    return card.round.mode == NAMED and Sheet.objects.filter(card=card).exists()


@needs(Can.ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: StaffRequest, pk: uuid.UUID, class_id: int, card_id: uuid.UUID) -> HttpResponse:
    """Enter what a child answered on paper."""
    card = _card(request, pk, class_id, card_id)
    sheet, mode = card.part.questionnaire.read, card.round.mode
    form = PaperForm(request.POST if request.method == "POST" else None, questionnaire=sheet, mode=mode)
    sending = request.POST.get("sending", "")
    sending = sending if SHORTEST_SENDING <= len(sending) <= 64 else new_token()
    if request.method == "POST" and form.is_valid():
        try:
            taken = receive(
                card=card, sending=sending, answers=form.answers, nameless=form.nameless, paper=True, by=request.staff
            )
        except BadAnswers as bad:
            form.add_error(f"q_{bad.item}" if f"q_{bad.item}" in form.fields else None, bad.message)
        except NotTaken as refused:
            form.add_error(None, _said(refused))
        else:
            said = _("この紙の答えは、もう入っています。") if taken.again else _("紙の答えを入れました。")
            messages.success(request, said)
            return redirect("surveys:lesson", pk=pk, class_id=class_id)
    context = {"card": card, "round": card.round, "form": form, "sending": sending, "questionnaire": sheet}
    return render(request, "surveys/paper.html", context, status=422 if form.is_bound else 200)


def _said(refused: NotTaken) -> str:
    words = {
        "closed": _("この実施回は、いま答えを受け取っていません。"),
        "answered": _("この子どもの答えは、もう入っています。直すときは「もう一度答えられるようにする」へ。"),
        "mode": _("この子どもには、名前をつけて答えたものがありません。"),
    }  # fmt: skip
    return words.get(refused.why, words["closed"])


@needs(Can.ANSWERS)
@require_POST
def reopen(request: StaffRequest, pk: uuid.UUID, class_id: int, card_id: uuid.UUID) -> HttpResponse:
    """Let a child put a slip right: the next sending is another version, the first one stays."""
    card = _card(request, pk, class_id, card_id)
    try:
        if not _has_sheet(card):
            raise NotTaken("mode")
        reopen_card(card=card, by=request.staff)
    except PermissionError:
        raise Http404 from None
    except NotTaken as refused:
        messages.error(request, _said(refused))
        return redirect("surveys:seat", pk=pk, class_id=class_id, card_id=card_id)
    messages.success(request, _("同じカードで、もう一度答えられます。はじめの答えも残ります。"))
    return redirect("surveys:lesson", pk=pk, class_id=class_id)
