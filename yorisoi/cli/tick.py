"""What happens by the clock: telling people of duties that have run out, and mail that waits. Safe to run twice."""

from __future__ import annotations

from yorisoi.duties.mail import send_waiting
from yorisoi.duties.overdue import tell_overdue
from yorisoi.duties.turning import follow_everywhere
from yorisoi.reports.standing_in import pass_on_everywhere


def tick() -> dict[str, int]:
    """Do what is due now; return how much of each was done."""
    return {
        "followed": follow_everywhere(),
        "passed_on": pass_on_everywhere(),
        "told_overdue": tell_overdue(),
        "mailed": send_waiting(),
    }
