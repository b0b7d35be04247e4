"""What waits for 学校保健委員会: concerns, interviews, visits, cases since its last meeting, as far as each may see.

Later chapters (attendance, questionnaires) put their part into `agenda_sources`: a function of (staff, since, until)
that gives a `Part`, or None. It asks for itself what this person may see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.care.queries import concerns_for, interviews_for, questions_for, reads_all, visits_for
from yorisoi.care.visits import REASON_LABELS
from yorisoi.care.words import DECISION_LABELS, WHY_LABELS
from yorisoi.cases.queries import cases_for
from yorisoi.journal import clock
from yorisoi.meetings.models import Meeting
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Text
from yorisoi.policy.interview import ANSWERS, OUTCOMES
from yorisoi.policy.roles import Body
from yorisoi.schools.models import School, Staff
from yorisoi.schools.queries import class_labels

FIRST = timedelta(days=31)  # how far back the first meeting looks
MOST = 60
SHOWN = 300  # letters of somebody's words in the list
AT_REST = frozenset({"resolved", "watch_ended", "merged"})


@dataclass(frozen=True)
class Point:
    """One line: who it is about, what, and where more stands."""

    title: Text
    sub: Text = ""
    words: str = ""
    at: datetime | None = None
    url: str = ""
    tone: str = "neutral"
    long: bool = False  # somebody's own words, of any length: shortened, the whole is behind the link

    @property
    def cut(self) -> bool:
        """Whether only the beginning of the words is shown."""
        return self.long and len(self.words) > SHOWN


@dataclass(frozen=True)
class Part:
    """One section. what: said in figures above the lines; empty: said where there is nothing."""

    key: str
    title: Text
    points: list[Point]
    empty: Text = ""
    what: Text = ""


Maker = Callable[[Staff, datetime, datetime], Part | None]
agenda_sources: list[Maker] = []


def add_agenda(maker: Maker) -> Maker:
    """Let this function add a section to the agenda; called when an app is ready."""
    if maker not in agenda_sources:
        agenda_sources.append(maker)
    return maker


def span_of(school: School, meeting: Meeting | None) -> tuple[datetime, datetime]:
    """Return since when and until when a meeting looks: from the last one that was fixed to its own time, or to now."""
    until = min(meeting.scheduled_at, clock.now()) if meeting is not None else clock.now()
    before = Meeting.objects.filter(school=school, body=Body.HEALTH_COMMITTEE, finalised_at__isnull=False)
    before = before.filter(scheduled_at__lt=meeting.scheduled_at if meeting is not None else until)
    last = before.order_by("-scheduled_at", "-pk").values_list("scheduled_at", flat=True).first()
    return (last or until - FIRST), until


def agenda(staff: Staff, since: datetime, until: datetime) -> list[Part]:
    """Return the sections that this member may see."""
    return [part for make in agenda_sources if (part := make(staff, since, until)) is not None]


def concerns_part(staff: Staff, since: datetime, until: datetime) -> Part:
    """The concerns, by child, most recent first; never ranked."""
    rows = list(concerns_for(staff).filter(at__gt=since, at__lte=until)[:MOST])
    seats = class_labels({link.pupil_id for row in rows for link in row.about.all()})
    points = [
        Point(
            "、".join(link.pupil.name for link in row.about.all()),
            "・".join(dict.fromkeys(seats.get(link.pupil_id, "") for link in row.about.all())),
            row.text("words"),
            row.at,
            reverse("care:concern", args=[row.pk]),
            long=True,
        )
        for row in rows
    ]
    return Part("concerns", _("気がかり"), points, _("この間に書かれた気がかりはありません。"))


def questions_part(staff: Staff, since: datetime, until: datetime) -> Part:
    """What concerns have come together, and what was decided."""
    rows = [
        r
        for r in questions_for(staff).order_by("-opened_at")[:MOST]
        if r.decided_at is None or since < r.decided_at <= until
    ]
    seats = class_labels(row.pupil_id for row in rows)
    points = [
        Point(
            row.pupil.name,
            seats.get(row.pupil_id, ""),
            str(DECISION_LABELS[row.decision]) if row.decided_at else str(WHY_LABELS[row.why]),
            row.decided_at or row.opened_at,
            reverse("care:question", args=[row.pk]),
            "neutral" if row.decided_at else "warn",
        )
        for row in rows
    ]
    return Part("questions", _("重なった気がかりと、その判断"), points, _("重なった気がかりはありません。"))


def interviews_part(staff: Staff, since: datetime, until: datetime) -> Part:
    """What interviews brought, and how many wait."""
    rows = list(interviews_for(staff).filter(sheet__held_at__gt=since, sheet__held_at__lte=until)[:MOST])
    waiting = interviews_for(staff).filter(ended_at__isnull=True).count()
    seats = class_labels(row.pupil_id for row in rows)
    points = [
        Point(
            row.pupil.name,
            seats.get(row.pupil_id, ""),
            _("いじめ: %(one)s ・ 学校に来づらさ: %(two)s ・ %(end)s")
            % {
                "one": ANSWERS[row.sheet.bullying],
                "two": ANSWERS[row.sheet.school_going],
                "end": OUTCOMES[row.sheet.outcome],
            },
            row.sheet.held_at,
            reverse("care:interview", args=[row.pk]),
        )
        for row in rows
    ]
    what = _("これからの面談 %(n)s件") % {"n": waiting}
    return Part("interviews", _("面談の結果"), points, _("この間に終えた面談はありません。"), what)


def visits_part(staff: Staff, since: datetime, until: datetime) -> Part | None:
    """Who came to the nurse's room, for those who read it of more than one class."""
    rows = list(visits_for(staff).filter(came_at__gt=since, came_at__lte=until)[:MOST])
    if not rows and not reads_all(staff):
        return None
    seats = class_labels(row.pupil_id for row in rows)
    points = [
        Point(row.pupil.name, seats.get(row.pupil_id, ""), str(REASON_LABELS[row.reason]), row.came_at) for row in rows
    ]
    return Part("visits", _("保健室に来た子ども"), points, _("この間の記録はありません。"))


def cases_part(staff: Staff, _since: datetime, _until: datetime) -> Part:
    """The cases that are open, by number and state: names stand in the case."""
    rows = cases_for(staff).exclude(state__in=AT_REST).order_by("-opened_at")[:MOST]
    points = [
        Point(
            _("事案 %(number)s") % {"number": row.label},
            CASE_FLOW.labels[row.state],
            at=row.entered_at,
            url=reverse("cases:show", args=[row.pk]),
            tone="danger" if row.urgent else "neutral",
        )
        for row in rows
    ]
    return Part("cases", _("続いている事案"), points, _("あなたが読むことのできる、続いている事案はありません。"))


OWN_PARTS: tuple[Maker, ...] = (concerns_part, questions_part, interviews_part, visits_part, cases_part)
