"""The last changes of posts and accounts, for everybody who manages the roster: nobody makes a reader unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from yorisoi.journal.models import Event
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import POST_LABELS
from yorisoi.schools.models import School, Staff

SHOWN = 10
LABELS: dict[str, Text] = {
    "staff.added": _("登録した"),
    "post.given": _("役職を付けた"),
    "post.ended": _("役職を終えた"),
    "staff.link_made": _("パスワードのリンクを作った"),
    "staff.password_chosen": _("パスワードを決めた"),
    "staff.second_factor_reset": _("二段階認証を解除した"),
    "staff.ended": _("在籍を終えた"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: whose, what, by whom ("" for the operator of the machine), when."""

    at: datetime
    person: str
    label: Text
    post: Text
    by: str


def last_changes(school: School) -> list[Change]:
    """Return the latest changes, the newest first, from the journal."""
    events = list(Event.objects.filter(school_id=school.pk, event__in=LABELS).order_by("-id")[:SHOWN])
    numbers = {int(event.about_id) for event in events} | {event.actor_id for event in events if event.actor_id}
    names = {person.pk: person.name for person in Staff.objects.filter(pk__in=numbers)}
    return [
        Change(
            at=event.at,
            person=names.get(int(event.about_id), ""),
            label=LABELS[event.event],
            post=POST_LABELS.get(event.data.get("post", ""), ""),
            by=names.get(event.actor_id or 0, "") if event.actor_kind == "staff" else "",
        )
        for event in events
    ]
