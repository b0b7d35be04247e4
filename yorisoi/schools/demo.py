"""The demo's log-in by a click: the people of the demo school as cards, grouped by post. Nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from yorisoi.policy.flow import Text
from yorisoi.policy.roles import POST_LABELS, Post
from yorisoi.schools.models import PostHolding, School, Staff


@dataclass(frozen=True, slots=True)
class Card:
    """One person to be."""

    staff: Staff
    sub: str


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one post."""

    label: Text
    cards: tuple[Card, ...]


def demo_school() -> School | None:
    """Return the demo school, only where the demo is switched on."""
    return School.objects.filter(is_demo=True).order_by("pk").first() if settings.DEMO else None


def demo_staff(uid: str) -> Staff | None:
    """Return a person whom a click may log in: of the demo school, or of its 市教委, active, with an account."""
    if demo_school() is None:
        return None
    return _people().filter(uid=uid).first()


def _people() -> QuerySet[Staff]:
    return (
        Staff.objects.filter(is_active=True, user__is_active=True)
        .exclude(school__is_demo=False)
        .select_related("user", "school")
    )


def demo_cards() -> list[Group]:
    """Return the cards in the order of the posts; each person once, under the first post.

    The people of any further demo school come last, together under its name.
    """
    if (first := demo_school()) is None:
        return []
    people = {staff.pk: staff for staff in _people()}
    held = PostHolding.objects.filter(staff__in=people, until__isnull=True).select_related("school_class")
    order = list(Post)
    groups: dict[str, list[Card]] = {}
    labels: dict[int, list[PostHolding]] = {}
    for holding in sorted(
        held, key=lambda row: (order.index(Post(row.post)), row.grade or 0, str(row.school_class or ""))
    ):
        labels.setdefault(holding.staff_id, []).append(holding)
    elsewhere: dict[str, list[Card]] = {}
    for staff_id, holdings in labels.items():
        card = Card(people[staff_id], "・".join(map(str, holdings)))
        school = card.staff.school
        if school is None or school == first:
            groups.setdefault(holdings[0].post, []).append(card)
        else:
            elsewhere.setdefault(school.name, []).append(card)
    own = [Group(POST_LABELS[post], tuple(groups[post])) for post in order if post in groups]
    return own + [Group(name, tuple(cards)) for name, cards in sorted(elsewhere.items())]
