"""The cards of a class, to be printed: for each child a QR code and three words. Never another class's."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yorisoi.journal.actions import journal
from yorisoi.journal.models import DataKey
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil, School, SchoolClass
from yorisoi.surveys.cards import card_token, card_words
from yorisoi.surveys.child_words import GenkiWords
from yorisoi.surveys.models import OPEN
from yorisoi.surveys.queries import may_read_class, progress, rounds_for
from yorisoi.ui.qr import qr


@dataclass(frozen=True)
class Printed:
    """One card of the sheet."""

    number: int | None
    name: str
    kana: str
    words: tuple[str, ...]
    picture: SafeString
    card: str


def printed(key: DataKey, card_id: UUID, pupil: Pupil, number: int | None, where: str) -> Printed:
    """Return a child's card as it is printed. where: the address of the entrance."""
    return Printed(
        number=number,
        name=pupil.name,
        kana=pupil.kana,
        words=tuple(card_words(key, card_id)),
        picture=qr(f"{where}#{card_token(key, card_id)}", _("このカードのQRコード")),
        card=str(card_id),
    )


@needs(Can.ANSWERS, Can.SURVEY)
@require_safe
def cards(request: StaffRequest, pk: UUID, class_id: int) -> HttpResponse:
    """Show the cards as they will be printed: of the whole class, or (?card=) one child's anew."""
    one = get_object_or_404(rounds_for(request.staff), pk=pk)
    school_class = get_object_or_404(SchoolClass.objects.filter(school=one.school), pk=class_id)
    if not one.parts.filter(school_class=school_class).exists() or not (
        request.staff.can(Can.SURVEY) or may_read_class(request.staff, school_class)
    ):
        raise Http404
    guardians = one.audience == "guardian"
    school: School = one.school
    seats = progress(one, school_class).seats if one.state == OPEN else ()
    chosen = request.GET.get("card", "")
    entrance = reverse("genki:home" if guardians else "genki:enter", args=[school.slug])
    where = request.build_absolute_uri(entrance)
    of_class = request.build_absolute_uri(reverse("genki:class", args=[school.slug, school_class.pk]))
    shown = [
        printed(one.key, seat.card.pk, seat.card.pupil, seat.number, where)
        for seat in seats
        if not chosen or chosen == str(seat.card.pk)
    ]
    journal(  # whoever has a child's card can answer as that child
        by=request.staff, school_id=school.pk, event="view.survey_cards", about=one, cite="detection.survey",
        school_class=school_class.pk, cards=len(shown),
    )  # fmt: skip
    young = GenkiWords("plain" if guardians else "kana" if school_class.grade <= 2 else "ruby")
    context = {
        "round": one,
        "class": school_class,
        "class_label": str(school_class),
        "printed": shown,
        "all": [(str(seat.card.pk), seat.number, seat.card.pupil.name) for seat in seats],
        "chosen": chosen,
        "guardians": guardians,
        "where": where,
        "class_page": of_class,
        "class_picture": qr(of_class, _("入口のQRコード")),
        "t": young,
    }
    return render(request, "surveys/child_cards.html", context)
