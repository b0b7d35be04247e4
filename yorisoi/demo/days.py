"""The demo's calendar: school days counted back from today, and moments that are never in the future."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from yorisoi.policy.deadlines import TOKYO, end_of_day, is_weekday

RECENT = 12  # days: so near to today people come in during the holidays too
DAY_BEGINS, DAY_ENDS = time(7, 0), time(16, 45)


def closed(day: date) -> bool:
    """Say whether the demo school has its long holidays."""
    edge = (day.month, day.day)
    return (7, 23) <= edge <= (8, 27) or edge >= (12, 25) or edge <= (1, 6) or (3, 25) <= edge <= (4, 5)


class Days:
    """School days around one day, and the present moment on it.

    `now` is the real moment if the day is today; of another day it is 16:50.
    """

    def __init__(self, today: date, now: datetime | None = None) -> None:
        self.today = today
        self.now = (now or datetime.combine(today, time(16, 50), TOKYO)).astimezone(TOKYO)
        self._back = [today]
        self._ahead = [today]

    def is_school_day(self, day: date) -> bool:
        """Say whether children come on this day. Near to today only weekends and holidays are free."""
        return is_weekday(day) and (abs((self.today - day).days) <= RECENT or not closed(day))

    def day(self, back: int) -> date:
        """Return the day so many school days ago; 0 is today, whatever day it is; below 0 lies ahead."""
        row, step = (self._back, -1) if back >= 0 else (self._ahead, 1)
        while len(row) <= abs(back):
            day = row[-1] + timedelta(days=step)
            while not self.is_school_day(day):
                day += timedelta(days=step)
            row.append(day)
        return row[abs(back)]

    def at(self, back: int, clock: str) -> datetime:
        """Return a moment (「10:25」) on that day. Of today: as early as the clock of today demands, never in the future."""
        wanted = datetime.combine(self.day(back), time.fromisoformat(clock.zfill(5)), TOKYO)
        if back != 0:
            return wanted
        begins, ends = (datetime.combine(self.today, edge, TOKYO) for edge in (DAY_BEGINS, DAY_ENDS))
        if self.now >= ends + timedelta(minutes=2):
            return min(wanted, self.now - timedelta(minutes=1))
        midnight = datetime.combine(self.today, time(0), TOKYO)
        low = max(midnight, min(begins, self.now - timedelta(hours=3)))
        share = (wanted - begins) / (ends - begins)
        moment = low + (self.now - low) * min(max(share, 0.0), 1.0) * 0.99
        return moment.replace(microsecond=0)

    def end(self, back: int) -> datetime:
        """Return the end of that day."""
        return end_of_day(self.day(back))
