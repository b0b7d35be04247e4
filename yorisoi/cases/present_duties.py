"""What is owed, as pages show it: the thing, who, by when, why, and the button."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yorisoi.cases.entries import KINDS
from yorisoi.cases.names import Letters
from yorisoi.duties.actions import all_duties
from yorisoi.duties.late import Reasons
from yorisoi.duties.models import Duty
from yorisoi.duties.places import AS_LINE, Place, places
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.flow import Text
from yorisoi.policy.listed import beside, listed
from yorisoi.policy.roles import POST_LABELS
from yorisoi.schools.models import PostHolding, School, Staff
from yorisoi.schools.people_now import people_now


@dataclass(frozen=True)
class Owed:
    """One duty in words."""

    name: str
    text: Text
    child: SafeString | str
    who: str
    due_at: datetime
    done_at: datetime | None
    cite: str
    mine: bool
    late: bool
    late_reason: str
    place: Place | None
    wish: str = ""
    words: str = ""


def grade_label(grade: int | None) -> str:
    """Return 「3年」, "" for none."""
    return _("%(grade)s年") % {"grade": grade} if grade else ""


class Holders:
    """Who holds which post today, read once for a page."""

    def __init__(self, school: School, people: Iterable[Staff] | None = None) -> None:
        """people: who works there, where the caller has read it (`people_now`)."""
        rows = [held for one in (people_now(school) if people is None else people) for held in one.holdings]
        self._rows: list[PostHolding] = sorted(rows, key=lambda held: (held.post, held.grade or 0, held.pk))

    def say(self, duty: Duty) -> str:
        """Name who owes: the person with the post, or the post with its class or grade."""
        post = str(POST_LABELS.get(duty.acting_post, duty.acting_post))
        if duty.staff_id and duty.staff:
            return duty.staff.name
        where = str(duty.school_class) if duty.school_class_id else grade_label(duty.grade)
        names = [h.staff.family_name for h in self._rows if self._fits(h, duty)]
        said = _("%(place)s %(post)s") % {"place": where, "post": post} if where else post
        return beside(listed(names), said) if len(names) in {1, 2} else said

    def seat(self, staff_id: int, post: str) -> str:
        """Say by which post somebody sits, with class or grade: 「5年 学年主任」."""
        held = next((h for h in self._rows if h.staff_id == staff_id and h.post == post), None)
        return str(held) if held else str(POST_LABELS.get(post, post))

    @staticmethod
    def _fits(held: PostHolding, duty: Duty) -> bool:
        if held.post != duty.acting_post:
            return False
        if duty.school_class_id:
            return held.school_class_id == duty.school_class_id
        return held.grade == duty.grade if duty.grade else True

    @staticmethod
    def owes(staff: Staff, duty: Duty) -> bool:
        """Say whether this person owes it."""
        if duty.staff_id:
            return duty.staff_id == staff.pk
        return any(Holders._fits(held, duty) for held in staff.holdings)


def owed_rows(
    duties: Iterable[Duty],
    *,
    staff: Staff,
    holders: Holders,
    letters: Letters,
    now: datetime,
) -> list[Owed]:
    """Return the duties as rows, in the order given."""
    duties = list(duties)
    known = all_duties()
    reasons = Reasons(duties)
    spots = places((duty for duty in duties if duty.is_open), staff)
    words = _words(duties)
    rows = []
    for duty in duties:
        policy = known.get(duty.name)
        rows.append(
            Owed(
                name=duty.name,
                text=policy.text if policy else duty.name,
                child=letters.name(duty.pupil) if duty.pupil_id and duty.pupil else "",
                who=holders.say(duty),
                due_at=duty.due_at,
                done_at=duty.done_at,
                cite=duty.cite,
                mine=Holders.owes(staff, duty),
                late=duty.is_open and duty.due_at < now,
                late_reason=late.reason if (late := reasons.of(duty)) else "",
                place=spots.get(duty.pk),
                words=words.get(duty.pk, ""),
            )
        )
    return rows


WORDS = Fixed(
    lambda ids: (
        Duty.objects.filter(pk__in=ids)
        .exclude(words=None)
        .exclude(words=b"")
        .select_related("report__key", "case__key")
        .only("words", "report__key", "case__key")
    )
)


def without_refusals(rows: Iterable[Owed], write: frozenset[str]) -> list[Owed]:
    """Leave out the button of what somebody else owes and this person may not write: it would only refuse them.

    write: the kinds of line that they may write in the case.
    """
    known = all_duties()
    found = []
    for row in rows:
        done_by = known[row.name].done_by if row.name in known else ""
        kind = AS_LINE.get(done_by, (done_by, ""))[0]
        refused = not row.mine and kind in KINDS and kind not in write
        found.append(replace(row, place=None) if refused else row)
    return found


def _words(duties: list[Duty]) -> dict[Any, str]:
    """Return what a meeting put in words of these duties (whom to hear), in one query."""
    asked = tuple(duty.pk for duty in duties if "words" not in duty.__dict__ or duty.words)
    return {row.pk: row.text("words") for row in WORDS.rows(ids=asked)} if asked else {}
