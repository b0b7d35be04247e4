"""Being away: while somebody is, what they owe and are told of is also another's, so that no clock runs to nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yorisoi.duties.models import Absence
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import RIGHTS, Can, acting_posts
from yorisoi.schools.calendar import today
from yorisoi.schools.models import School, Staff
from yorisoi.schools.queries import staff_of

# standing in does not give these, and so does not ask for them
STAY_BEHIND = frozenset({Can.READ_CARE, Can.VISITS, Can.OUTREACH, Can.OUTREACH_APPROVE})
LONGEST = 400  # days; longer leave ends the post


class CannotBeAway(Exception):
    """An absence that the school cannot take as it is; the text says why and what to do. field: where it belongs."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


def absences(school: School, day: date | None = None, last: date | None = None) -> QuerySet[Absence]:
    """Return the absences that stand on a day (today), or on any day from it to the last."""
    day = day or today()
    return _on_days(school.pk, day, last or day).select_related("staff", "substitute")


def _on_days(school: int, day: date, last: date) -> QuerySet[Absence]:
    return Absence.objects.filter(staff__school=school, ended_at__isnull=True, since__lte=last, until__gte=day)


STOOD_IN_FOR = Fixed(
    lambda staff, school, day: _on_days(school, day, day).filter(substitute=staff).values_list("pk")[:1]
)
SUBSTITUTES = Fixed(
    lambda school, day: _on_days(school, day, day).order_by("id").values_list("staff_id", "substitute_id"),
    in_look=True,
)
MINE = Fixed(
    lambda staff, school, day: Absence.objects.filter(
        Q(staff=staff) | Q(substitute=staff),
        since__lte=day,
        staff__school=school,
        ended_at__isnull=True,
        until__gte=day,
    ).select_related("staff", "substitute")
)


def coming_absences(school: School) -> QuerySet[Absence]:
    """Return the absences that stand today or are still to come."""
    rows = Absence.objects.filter(staff__school=school, ended_at__isnull=True, until__gte=today())
    return rows.select_related("staff", "substitute")


def stood_in_for(staff: Staff) -> list[Staff]:
    """Return whom this person stands in for today, also through others who are away; read once for each object."""
    if not hasattr(staff, "_stood_in_for"):
        staff._stood_in_for = _stood_in_for(staff)  # type: ignore[attr-defined]
    return list(staff._stood_in_for)  # type: ignore[attr-defined]


def _stood_in_for(staff: Staff) -> list[Staff]:
    if staff.school is None:
        return []
    if not STOOD_IN_FOR.rows(staff=staff.pk, school=staff.school.pk, day=today()):  # nearly always
        return []
    away: dict[int, list[Staff]] = {}
    for row in absences(staff.school):
        away.setdefault(row.substitute_id, []).append(row.staff)
    found: dict[int, Staff] = {}
    waiting = [staff.pk]
    while waiting:
        for person in away.get(waiting.pop(), []):
            if person.pk != staff.pk and person.pk not in found:
                found[person.pk] = person
                waiting.append(person.pk)
    return list(found.values())


def substitutes_today(school: School, day: date | None = None) -> dict[int, int]:
    """Return who stands in for whom on a day (today): staff id → id of the one at the end of the row.

    That is never one who is away.
    """
    direct = dict(SUBSTITUTES.rows(school=school.pk, day=day or today()))
    found: dict[int, int] = {}
    for person in direct:
        last, seen = person, {person}
        while last in direct and direct[last] not in seen:
            last = direct[last]
            seen.add(last)
        if last not in direct:
            found[person] = last
    return found


def unreachable(school: School, shut_out: Collection[int], stand_in: Mapping[int, int] | None = None) -> frozenset[int]:
    """Return who is away today with nobody to stand in for a matter from which these are shut out.

    stand_in: who stands in for whom today, where it has been read.
    """
    if not shut_out:
        return frozenset()
    known = substitutes_today(school) if stand_in is None else stand_in
    return frozenset(person for person, other in known.items() if other in shut_out)


def may_stand_in(person: Staff, other: Staff) -> bool:
    """Say whether `other` may do what `person` does: has the rights of each of their posts, or acts for the post.

    Standing in is no way to rights that a person has not got.
    """
    return other.pk != person.pk and all(
        RIGHTS[post] - STAY_BEHIND <= other.rights or other.posts & set(acting_posts(post)) for post in person.posts
    )


def possible_substitutes(person: Staff) -> list[Staff]:
    """Return who may stand in for this person."""
    if person.school is None:
        return []
    rows = staff_of(person.school).prefetch_related("post_holdings__school_class")
    return [other for other in rows if other.posts and may_stand_in(person, other)]


@transaction.atomic
def set_away(*, staff: Staff, substitute: Staff, since: date, until: date, by: Staff) -> Absence:
    """Note that somebody is away and who stands in: they themselves, or a manager for them.

    Raises `CannotBeAway` with what to do instead; PermissionDenied for whoever may not.
    """
    if staff.school_id is None or staff.school_id != by.school_id or (by.pk != staff.pk and not by.can(Can.OVERSEE)):
        raise PermissionDenied
    Staff.objects.select_for_update().filter(pk__in=[staff.pk, substitute.pk]).count()
    _check_days(since, until)
    if substitute.school_id != staff.school_id or not substitute.is_active or not may_stand_in(staff, substitute):
        raise CannotBeAway(_("この人には、代わりに必要な権限がありません。別の人を選んでください。"), "substitute")
    overlapping = Absence.objects.filter(ended_at__isnull=True, since__lte=until, until__gte=since)
    if overlapping.filter(staff=substitute).exists():
        raise CannotBeAway(_("この人も、その間に不在の日があります。別の人を選んでください。"), "substitute")
    now = clock.now()
    overlapping.filter(staff=staff).update(ended_at=now, ended_by=by)
    row = Absence.objects.create(staff=staff, substitute=substitute, since=since, until=until, by=by, at=now)
    journal(
        by=by,
        school_id=staff.school_id,
        event="staff.away",
        about=staff,
        at=now,
        substitute=substitute.pk,
        since=since.isoformat(),
        until=until.isoformat(),
    )
    return row


def _check_days(since: date, until: date) -> None:
    if until < today():
        raise CannotBeAway(_("終わりの日が過ぎています。今日か、これからの日を選んでください。"), "until")
    if until < since:
        raise CannotBeAway(_("終わりの日が、始まりの日より前です。"), "until")
    if (until - since).days > LONGEST:
        raise CannotBeAway(_("長い休みのときは、役職を別の人に付け替えてください（教職員のページ）。"), "until")


@transaction.atomic
def come_back(*, absence: Absence, by: Staff) -> None:
    """End an absence now. Ending what has ended does nothing."""
    school_id = absence.staff.school_id
    if school_id is None or school_id != by.school_id or (by.pk != absence.staff_id and not by.can(Can.OVERSEE)):
        raise PermissionDenied
    now = clock.now()
    if Absence.objects.filter(pk=absence.pk, ended_at__isnull=True).update(ended_at=now, ended_by=by):
        journal(by=by, school_id=school_id, event="staff.back", about=absence.staff, at=now)
