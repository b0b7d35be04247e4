"""The ways to an extract and to passing on to another school from a child's page, for whoever may."""

from __future__ import annotations

import secrets

from yorisoi.documents.passing import pass_ons_for
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.pupil_parts import Part


def part(staff: Staff, pupil: Pupil) -> Part | None:
    """Return the section with the button."""
    if not staff.can(Can.EXTRACT) or staff.school_id != pupil.school_id:
        return None
    passed = pass_ons_for(staff).filter(pupil=pupil).prefetch_related("deliveries")
    return Part(
        "documents/_pupil_part.html", {"extract_token": secrets.token_hex(16), "child": pupil, "passed": passed}
    )
