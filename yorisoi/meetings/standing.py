"""Whose voice counts: members who may know the matter, and who sits for one of them."""

from __future__ import annotations

from collections.abc import Sequence

from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import Attendance, Meeting
from yorisoi.meetings.models_room import StandIn

NOW = Fixed(
    lambda meeting: StandIn.objects.filter(meeting=meeting, until__isnull=True).select_related(
        "absent__staff", "substitute__staff"
    )
)


SAT = Fixed(
    lambda meetings: (
        StandIn.objects.filter(meeting__in=meetings, until__isnull=True)
        .order_by()
        .values_list("absent_id", "substitute_id")
    )
)


def sat_for(meetings: Sequence[Meeting]) -> dict[int, int]:
    """Return which seat sat for which in these meetings, by the absent member's; one query for all."""
    return dict(SAT.rows(meetings=tuple(meeting.pk for meeting in meetings))) if meetings else {}


def came(seats: Sequence[Attendance], sits: dict[int, int]) -> tuple[int, int]:
    """Count the members that came, or that somebody sat for, and all members; guests are on neither side."""
    here = {seat.pk for seat in seats if seat.present}
    members = [seat.pk for seat in seats if seat.seat == "member"]
    return sum(1 for pk in members if pk in here or sits.get(pk) in here), len(members)


def standing_in(meeting: Meeting) -> dict[int, StandIn]:
    """Return who stands in today, by the substitute's seat; one query."""
    return {row.substitute_id: row for row in NOW.of(meeting, "meeting")}


def voices(meeting: Meeting, knowing: frozenset[int], standing: dict[int, StandIn] | None = None) -> list[Attendance]:
    """Return the seats that count for an item: each member once, or, where absent, whoever sits for them.

    knowing: the staff ids that may know the item: nobody else counts, and nobody is sat for who may not know it.
    """
    if standing is None:
        standing = standing_in(meeting)
    seats = {seat.pk: seat for seat in meeting.attendances.all()}
    sits_for = {row.absent_id: seats.get(pk) for pk, row in standing.items()}
    found = []
    for seat in seats.values():
        if seat.seat != "member" or seat.staff_id not in knowing:
            continue
        other = None if seat.present else sits_for.get(seat.pk)
        found.append(other if other is not None and other.staff_id in knowing else seat)
    return found
