"""What happens by the clock: overdue duties, routine meetings, what is still unread, and mail. Safe to run twice."""

from __future__ import annotations

from yorisoi.duties.mail import send_waiting
from yorisoi.duties.overdue import tell_overdue
from yorisoi.meetings.series import call_due
from yorisoi.meetings.sharing import remind_late


def tick() -> dict[str, int]:
    """Do what is due now; return how much of each was done."""
    done = {"told_overdue": tell_overdue(), "called": call_due(), "reminded": remind_late()}
    return {**done, "mailed": send_waiting()}
