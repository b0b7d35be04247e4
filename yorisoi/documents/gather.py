"""All that is recorded of a case, as one person may read it: gathered once, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.utils.safestring import SafeString, mark_safe

from yorisoi.attendance.queries import Counts, counts_of
from yorisoi.cases import chronology
from yorisoi.cases.case_course import meetings_of, steps_of
from yorisoi.cases.chronology_line import Line
from yorisoi.cases.models import BoardCopy, Case, CaseReport, CaseStep, Entry, Involvement
from yorisoi.cases.names import Letters
from yorisoi.cases.present_known import LINKS, people_of
from yorisoi.cases.queries import RECORD
from yorisoi.cases.reach import parts_of
from yorisoi.meetings.models import Meeting
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.models import Enrolment, PostHolding, Pupil, Staff

WEEK = "月火水木金土日"


def say_moment(at: datetime | None) -> str:
    """Say a moment for good, on paper: 「2026/6/3(水) 15:40」."""
    if at is None:
        return ""
    local = at.astimezone(TOKYO)
    return f"{say_day(local)} {local.hour}:{local:%M}"


def say_day(day: date | datetime | None) -> str:
    """Say a day for good: 「2026/6/3(水)」."""
    if day is None:
        return ""
    local = day.astimezone(TOKYO) if isinstance(day, datetime) else day
    return f"{local.year}/{local.month}/{local.day}({WEEK[local.weekday()]})"


class Plain(Letters):
    """Names as they are: on paper nothing is hidden by a key."""

    def name(self, pupil: Pupil) -> SafeString:
        """Return the name."""
        return mark_safe(pupil.name)  # noqa: S308 - goes into a document, never into a page

    def veil(self, text: str) -> SafeString:
        """Return the text as it was written."""
        return mark_safe(text)  # noqa: S308 - goes into a document, never into a page


@dataclass
class Gathered:
    """A case for its documents. Words are opened when asked for."""

    case: Case
    staff: Staff
    people: list[Involvement]
    entries: list[Entry]
    steps: list[CaseStep]
    meetings: list[Meeting]
    links: list[CaseReport]
    copies: list[BoardCopy]
    lines: list[Line] = field(default_factory=list)

    @property
    def now_in(self) -> list[Involvement]:
        """The roles held today, none given by mistake."""
        return [row for row in self.people if row.until is None]

    def of_role(self, *roles: str) -> list[Involvement]:
        """Return who holds one of these roles today."""
        return [row for row in self.now_in if row.role in roles]

    @cached_property
    def standing(self) -> list[Entry]:
        """The lines that no other corrects, in the order of what happened."""
        gone = {entry.corrects_id for entry in self.entries if entry.corrects_id}
        return [entry for entry in self.entries if entry.pk not in gone]

    def of_kind(self, *kinds: str) -> list[Entry]:
        """Return the standing lines of these kinds."""
        return [entry for entry in self.standing if entry.kind in kinds]

    @cached_property
    def seats(self) -> dict[int, Enrolment]:
        """Each child's seat in the year of the case, by child."""
        rows = Enrolment.objects.filter(
            pupil__in={row.pupil_id for row in self.people}, school_class__year=self.case.year
        ).select_related("school_class")
        return {row.pupil_id: row for row in rows}

    @cached_property
    def homerooms(self) -> dict[int, str]:
        """The 担任 of today, by class."""
        classes = {row.school_class_id for row in self.seats.values()}
        rows = PostHolding.objects.filter(post="homeroom", school_class__in=classes, until__isnull=True)
        return {row.school_class_id: row.staff.name for row in rows.select_related("staff") if row.school_class_id}

    @cached_property
    def absences(self) -> dict[int, Counts]:
        """The counts of absence of the victims this year."""
        return counts_of(self.case.school, [row.pupil_id for row in self.of_role("victim")])

    @cached_property
    def shown(self) -> list[Line]:
        """The line of time, oldest first, with its words, without what was corrected since."""
        return [line for line in self.whole if not line.corrected_by]

    @cached_property
    def whole(self) -> list[Line]:
        """The line of time, oldest first, with its words, what was corrected too."""
        return chronology.filled(self.lines)


def gather(case: Case, staff: Staff) -> Gathered:
    """Read a case for one person."""
    rows, _letters = people_of(case, staff)
    people = [row for row in rows if not hasattr(row, "put_right")]
    letters = Plain([])
    entries, parts = RECORD.rows(case=case.pk), parts_of(case)
    for entry in entries:
        if entry.case_id == case.pk:
            entry.case = case
    steps, meetings, links = steps_of(case, parts), meetings_of(case, parts), LINKS.of(case, "case")
    copies = list(BoardCopy.objects.filter(case__in=[case.pk, *parts]).defer("text_sent"))
    lines = chronology.lines_of(case, entries, steps, meetings, links, copies, letters, staff)
    lines = chronology.without_repeats(lines, entries)[::-1]
    return Gathered(case, staff, people, list(entries), steps, meetings, list(links), copies, lines)


def body_of(line: Line, *, judged: bool = True) -> str:
    """Return what a line says: each field under its name where there are several."""
    parts = [(str(label), str(words)) for label, words in (*line.body, *(line.judged if judged else ()))]
    if len(parts) == 1:
        return parts[0][1]
    return "\n".join(f"【{label}】{words}" for label, words in parts)


def title_of(line: Line) -> str:
    """Return the head of a line: what it is, for which child, what was chosen."""
    child = f"（{line.child}）" if line.child else ""
    chips = "・".join(map(str, line.chips))
    return f"{line.title}{child}" + (f"［{chips}］" if chips else "")


def when_of(line: Line) -> str:
    """Return when it was, and when it was written down where that was later."""
    at = line.when or say_moment(line.at)
    return f"{at}\n{say_day(line.recorded_at)}に記入" if line.recorded_at else at
