"""A child's page: the line of time, the interviews to come, and what was noticed last, for those who may read it."""

from __future__ import annotations

from typing import Any

from yorisoi.care.queries import bookings_of, concerns_for, interviews_for, may_read
from yorisoi.care.words import origin_label, slot_label
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.pupil_parts import Part

LATEST = 3


def part(staff: Staff, pupil: Pupil) -> Part | None:
    """Return the section; whoever may not read all of it sees what they wrote themselves."""
    if staff.school_id != pupil.school_id or not staff.can(Can.PASS_ON):
        return None
    whole = may_read(staff, pupil)
    concerns = list(concerns_for(staff).filter(about__pupil=pupil)[:LATEST])
    if not whole and not concerns:
        return None
    waiting = list(interviews_for(staff).filter(pupil=pupil, ended_at__isnull=True)) if whole else []
    booked = bookings_of(waiting)
    context: dict[str, Any] = {
        "pupil": pupil,
        "whole": whole,
        "concerns": [(row, row.text("words")) for row in concerns],
        "waiting": [
            (row, origin_label(row), (one := booked.get(row.pk)), slot_label(one, pupil.school.edition) if one else "")
            for row in waiting
        ],
    }
    return Part("care/_pupil_part.html", context)
