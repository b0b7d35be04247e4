"""A child's whole line of time: what every chapter knows of the child, each as far as the reader may know it.

Later chapters (questionnaires, attendance) put their source into `line_sources`: a function of (staff, pupil) that
gives `Line`s, and asks for itself what this person may see. Lines that are signals are counted, and those that stand
close together are marked (`policy.signals.repeats`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.care.models import Concern, Question
from yorisoi.care.models_interviews import Interview
from yorisoi.care.queries import bookings_of, concerns_for, interviews_for, questions_for, visits_for
from yorisoi.care.visits import REASON_LABELS
from yorisoi.care.words import DECISION_LABELS, WHY_LABELS, origin_label
from yorisoi.cases.queries import cases_for, report_readable_by, roles_shown
from yorisoi.policy.care_types import CareRules
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.interview import ANSWERS, NOT_TOLD, OUTCOMES, UNSURE, YES
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import ROLE_LABELS
from yorisoi.policy.signals import Repeat, Signal, repeats
from yorisoi.reports.models import NamedPupil
from yorisoi.schools.calendar import TOKYO, day_of
from yorisoi.schools.models import Pupil, Staff

# kind → how it is called; later chapters add theirs
KINDS: dict[str, Text] = {
    "concern": gettext_lazy("気がかり"),
    "decision": gettext_lazy("気がかりの判断"),
    "interview": gettext_lazy("面談"),
    "visit": gettext_lazy("保健室"),
    "report": gettext_lazy("通報"),
    "case": gettext_lazy("事案"),
    "answer": gettext_lazy("元気アンケート"),
    "absence": gettext_lazy("出欠"),
}


# where a concern came from, if not from somebody who just wrote it
FROM: dict[str, Text] = {
    "checklist": gettext_lazy("チェックリストから"),
    "absence": gettext_lazy("欠席の知らせから"),
}


@dataclass(frozen=True)
class Line:
    """One thing on the line. signal: it counts as a sign. words: as whoever wrote it put it; said: facts beside it."""

    kind: str
    at: datetime
    title: Text
    words: str = ""
    said: Sequence[tuple[Text, Text]] = ()
    who: str = ""
    url: str = ""
    signal: bool = False
    on_day: bool = False  # the time of day is not known
    repeated: bool = False

    @property
    def label(self) -> Text:
        """How its kind is called."""
        return KINDS.get(self.kind, self.kind)


Source = Callable[[Staff, Pupil], Iterable[Line]]
line_sources: list[Source] = []


def add_source(source: Source) -> Source:
    """Let this function put its lines on every child's line of time; called when an app is ready."""
    if source not in line_sources:
        line_sources.append(source)
    return source


@dataclass(frozen=True)
class Marked:
    """Signals that repeat: of which kinds how many, from when to when."""

    kinds: list[tuple[Text, int]]
    first: date
    last: date


def line_of(staff: Staff, pupil: Pupil) -> tuple[list[Line], list[Marked]]:
    """Return everything on the child's line that this person may know, oldest first, and what repeats in it."""
    rows = sorted((line for source in line_sources for line in source(staff, pupil)), key=lambda line: line.at)
    return mark(rows, edition(pupil.school.edition).care)


def mark(rows: list[Line], rules: CareRules) -> tuple[list[Line], list[Marked]]:
    """Mark the signals that repeat, and say of what they consist."""
    signs = [n for n, line in enumerate(rows) if line.signal]
    found = repeats([Signal(rows[n].kind, day_of(rows[n].at)) for n in signs], rules)
    places = {signs[n] for one in found for n in one.places}
    marked = [_repeated(line) if n in places else line for n, line in enumerate(rows)]
    return marked, [_said(one) for one in found]


def _repeated(line: Line) -> Line:
    return Line(**{**line.__dict__, "repeated": True})


def _said(found: Repeat) -> Marked:
    return Marked([(KINDS.get(kind, kind), count) for kind, count in found.kinds], found.first, found.last)


# -- what this chapter and those below it know ------------------------------------------------------------------------
def concern_lines(staff: Staff, pupil: Pupil) -> Iterable[Line]:
    """The concerns, each a signal."""
    for row in concerns_for(staff).filter(about__pupil=pupil):
        yield _concern(row)


def _concern(row: Concern) -> Line:
    at = row.at if day_of(row.at) == row.noticed_on else _noon(row.noticed_on)
    said: list[tuple[Text, Text]] = []
    if row.report is not None:
        said.append((_("どうなったか"), _("通報 %(number)s になりました") % {"number": row.report.label}))
    return Line(
        "concern",
        at,
        FROM.get(row.source, KINDS["concern"]),
        words=row.text("words"),
        said=said,
        who=row.by.name,
        url=reverse("care:concern", args=[row.pk]),
        signal=True,
        on_day=at != row.at,
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), TOKYO)


def question_lines(staff: Staff, pupil: Pupil) -> Iterable[Line]:
    """What was decided on the concerns, and what still asks for it."""
    for row in questions_for(staff).filter(pupil=pupil):
        yield _question(row)


def _question(row: Question) -> Line:
    url = reverse("care:question", args=[row.pk])
    if row.decided_at is None:
        return Line("decision", row.opened_at, _("判断を待っています: %(why)s") % {"why": WHY_LABELS[row.why]}, url=url)
    who = row.decided_by.name if row.decided_by else ""
    return Line("decision", row.decided_at, DECISION_LABELS[row.decision], words=row.text("reason"), who=who, url=url)


def interview_lines(staff: Staff, pupil: Pupil) -> Iterable[Line]:
    """The interviews that were held or are planned; one that found something is a signal."""
    rows = list(interviews_for(staff).filter(pupil=pupil))
    booked = bookings_of(row for row in rows if row.ended_at is None)
    for row in rows:
        yield _interview(row, booked.get(row.pk))


def _interview(row: Interview, booking: Any) -> Line:
    url = reverse("care:interview", args=[row.pk])
    sheet = getattr(row, "sheet", None)
    if sheet is None:
        if row.ended_at is not None:
            return Line(
                "interview", row.ended_at, _("面談は行わないことにしました"), words=row.text("dropped_because"), url=url
            )
        at, title = row.planned_at, _("面談の予定")
        said: list[tuple[Text, Text]] = [(_("理由"), origin_label(row))]
        if booking is not None:
            said.append((_("日"), f"{booking.day:%Y-%m-%d}"))
        return Line("interview", at, title, said=said, who=row.adult.name, url=url)
    sheet.interview = row
    said = [(_("いじめ"), ANSWERS[sheet.bullying]), (_("学校に来づらさ"), ANSWERS[sheet.school_going])]
    odd = {YES, UNSURE, NOT_TOLD}
    return Line(
        "interview",
        sheet.held_at,
        OUTCOMES[sheet.outcome],
        words=sheet.text("child_words"),
        said=said,
        who=row.adult.name,
        url=url,
        signal=bool(odd & {sheet.bullying, sheet.school_going} or sheet.signs),
    )


def visit_lines(staff: Staff, pupil: Pupil) -> Iterable[Line]:
    """The visits to the nurse's room, each a signal."""
    for row in visits_for(staff).filter(pupil=pupil):
        label = REASON_LABELS[row.reason]
        yield Line("visit", row.came_at, label, words=row.text("words"), who=row.by.name, signal=True)


def report_lines(staff: Staff, pupil: Pupil) -> Iterable[Line]:
    """The reports that name the child, each a signal; what was told stands on the report's own page."""
    sources = {source.code: source.label for source in edition(pupil.school.edition).sources}
    named = NamedPupil.now.filter(pupil=pupil).values("report")
    for row in report_readable_by(staff).filter(pk__in=named):
        title = _("通報 %(number)s（%(source)s）") % {
            "number": row.label,
            "source": sources.get(row.source, row.source),
        }
        state = REPORT_FLOW.labels.get(row.state, row.state)
        url = reverse("cases:report", args=[row.pk])
        yield Line("report", row.received_at, title, said=[(_("いま"), state)], url=url, signal=True)


def case_lines(staff: Staff, pupil: Pupil) -> Iterable[Line]:
    """The cases: since when as what, and when one was resolved."""
    rows = roles_shown(staff).filter(pupil=pupil, case__in=cases_for(staff).values("pk")).select_related("case")
    resolved = set()
    for row in rows:
        url = reverse("cases:show", args=[row.case_id])
        title = _("事案 %(number)s") % {"number": row.case.label}
        said: list[tuple[Text, Text]] = [
            (_("この事案での立場"), ROLE_LABELS[row.role]),
            (_("いま"), CASE_FLOW.labels[row.case.state]),
        ]
        yield Line("case", row.since, title, said=said, url=url)
        if row.case.resolved_at is not None and row.case_id not in resolved:
            resolved.add(row.case_id)
            yield Line("case", row.case.resolved_at, _("事案 %(number)s 解消") % {"number": row.case.label}, url=url)


OWN_SOURCES: tuple[Source, ...] = (
    concern_lines, question_lines, interview_lines, visit_lines, report_lines, case_lines,
)  # fmt: skip
