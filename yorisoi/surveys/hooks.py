"""What later chapters hang into this one; they know the surveys and not the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from yorisoi.schools.models import Pupil, Staff
from yorisoi.surveys.models import ReadingItem


class PlansInterviews(Protocol):
    """Plans an interview with a child out of an item; returns its id. at: when, None where no time is known yet."""

    def __call__(self, *, pupil: Pupil, item: ReadingItem, by: Staff, at: datetime | None) -> str:
        """Plan it, inside the caller's transaction."""


class LeadsToInterviews(Protocol):
    """Returns the page of an interview by its id."""

    def __call__(self, interview: str) -> str:
        """Return the address."""


class OffersTimes(Protocol):
    """Returns the times at which this child can be talked with, until the last day."""

    def __call__(self, *, pupil: Pupil, item: ReadingItem, by: Staff) -> Sequence[tuple[datetime, str]]:
        """Return each with how it is called, the earliest first; of what cannot wait only the first days."""


# Set when the chapter of interviews is ready. None: the day of the interview is kept with the item itself.
INTERVIEW: PlansInterviews | None = None
INTERVIEW_PAGE: LeadsToInterviews | None = None
INTERVIEW_TIMES: OffersTimes | None = None
