"""Where this chapter is met: in the duties, below them on the first page, in the year's plan; its files."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.files import ELSEWHERE, Elsewhere
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.classes import of_their_classes
from yorisoi.duties.first_page import FEET, Section
from yorisoi.duties.subjects import Subject, register
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can
from yorisoi.reports.models import Attachment
from yorisoi.schools.models import Pupil, Staff
from yorisoi.surveys.beside import BESIDE, Beside, Offer
from yorisoi.surveys.cards import card_token
from yorisoi.surveys.child_words import mode_of_grade
from yorisoi.together import linked_here
from yorisoi.together.child_words import GoodWords
from yorisoi.together.models import Note
from yorisoi.together.queries import kept_notes, lessons_for, open_cards_of, open_classes, waiting_for

WAITING = AskedBy(
    lambda staff: (
        waiting_for(staff)
        .filter(of_their_classes(staff, "round__school_class__"))
        .order_by()
        .values("state")
        .annotate(n=Count("pk"))
        .values_list("n")
    )
)


def foot(staff: Staff) -> Section | None:
    """いいところ見つけ below the duties: how many notes of one's own class wait to be read."""
    own = of_their_classes(staff, "round__school_class__")
    if staff.school is None or not staff.can(Can.TOGETHER) or own == Q(pk__in=[]):
        return None
    waiting = sum(n for (n,) in WAITING.rows(staff))
    return Section("together/_foot.html", {"waiting": waiting}) if waiting else None


def _readable(staff: Staff) -> Q:
    """Material of lessons: for whoever may see the lesson."""
    if staff.school_id is None or not staff.can(Can.TOGETHER):
        return Q(pk__in=[])
    return Q(lesson__in=lessons_for(staff).order_by().values("pk"))


def _mine(attachment: Attachment) -> bool:
    return attachment.lesson_id is not None


def _writes(attachment: Attachment, staff: Staff) -> bool:
    return lessons_for(staff).filter(attachments=attachment).exists()


def _home(attachment: Attachment) -> tuple[str, Text]:
    return reverse("together:lesson", args=[attachment.lesson_id]) + "#material", _("道徳・学活の授業")


def _signed_in(pupil: Pupil) -> list[Offer]:
    """A button for each open round of a child who signs in by the city's account."""
    return [
        Offer(
            reverse("together:enter", args=[card.round.school.slug]),
            card_token(card.round.key, card.pk),
            GoodWords(mode_of_grade(card.round.school_class.grade))["enter.title"],
        )
        for card in open_cards_of(pupil)
    ]


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    register(
        Note._meta.label_lower,
        Subject(
            label=_("いいところ見つけ"),
            url=lambda pk: reverse("together:note", args=[pk]),
            verb=_("読んで決める"),
            kept=kept_notes,
            own=True,
        ),
    )
    FEET.add(foot)
    if not any(one.offers is _signed_in for one in BESIDE):
        BESIDE.append(Beside(is_open=lambda school: bool(open_classes(school)), offers=_signed_in))
    if not any(one.mine is _mine for one in ELSEWHERE):
        ELSEWHERE.append(Elsewhere(readable=_readable, mine=_mine, writes=_writes, home=_home))
    linked_here.put_in_place()
