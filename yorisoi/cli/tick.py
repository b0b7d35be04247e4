"""What happens by the clock: duties that have run out, mail that waits, copies of files. Safe to run twice."""

from __future__ import annotations

from datetime import timedelta

from yorisoi.duties.mail import send_waiting
from yorisoi.duties.overdue import tell_overdue
from yorisoi.reports.copying import make_copies

LEFT_OVER = timedelta(minutes=2)  # younger files are being copied beside the requests that brought them


def tick() -> dict[str, int]:
    """Do what is due now; return how much of each was done."""
    copies = make_copies(older_than=LEFT_OVER)
    return {"told_overdue": tell_overdue(), "mailed": send_waiting(), "copies": copies}
