"""The first page of 市教委's officer: what waits for them comes first, what they only look at comes last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from yorisoi.cases.entries import KINDS
from yorisoi.cases.models import BoardCopy
from yorisoi.duties.queries import unseen
from yorisoi.incidents.kinds import KINDS as INCIDENT_KINDS
from yorisoi.incidents.models import Incident, IncidentCopy
from yorisoi.incidents.present import grounds_of
from yorisoi.incidents.queries import incidents_for_board
from yorisoi.journal.models import Event
from yorisoi.oversight.models import ANSWERED, BoardWord
from yorisoi.oversight.queries_words import WORD_KIND, awaiting, numbers_of, states, unanswered, words_for_board
from yorisoi.policy.deadlines import end_of_day
from yorisoi.policy.flow import Text
from yorisoi.policy.serious_flow import SERIOUS_FLOW, IncidentState
from yorisoi.schools.models import School, Staff
from yorisoi.schools.numbers import label_of

WAITING, ASKED, GOING_ON = 20, 20, 12  # so many of each stand on the first page
LABELS: dict[str, Text] = {
    **dict(KINDS["board_report"].codes),
    "record_sheet": _("いじめ記録票"),
    "serious_no": _("重大事態にあたらないとの考え"),
    "serious_later": _("重大事態かを検討中"),
}
NUMBERED: dict[str, Text] = {
    "case": _("事案 %(number)s"),
    "report": _("通報 %(number)s"),
    "incident": _("重大事態 %(number)s"),
}
STATES: dict[str, tuple[Text, str]] = {
    "": (_("受理待ち"), "warn"),
    "ack": (_("受理済"), "ok"),
    "asked": (_("学校に照会中"), "accent"),
    "answered": (_("回答あり"), "accent"),
}


@dataclass(frozen=True)
class Submitted:
    """One submission in a list. serious: it is about a serious incident."""

    pk: UUID
    school: School
    label: Text
    number: str
    at: datetime
    by: Staff
    serious: bool
    state: str
    new: bool

    @property
    def state_label(self) -> Text:
        """How it stands with 市教委, in words."""
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        """The mark of that."""
        return STATES[self.state][1]


def _named(kind: str, number: str) -> str:
    return str(NUMBERED[kind]) % {"number": number}


def _unread(ids: set[str], staff: Staff) -> set[str]:
    """Return the ids of what this person has not opened: each opening is in the journal."""
    looks = Event.objects.filter(
        about_kind__in=("boardcopy", "incidentcopy"), about_id__in=ids, event="view.board_copy"
    )
    mine = looks.filter(actor_kind="staff", actor_id=staff.pk)
    return ids - set(mine.values_list("about_id", flat=True))


def shown(cases: Sequence[BoardCopy], serious: Sequence[IncidentCopy], staff: Staff) -> list[Submitted]:
    """Return these submissions as a list shows them, in as many queries however many there are."""
    numbers = {pk: _named(kind, label_of(*ends)) for pk, (kind, *ends) in numbers_of(cases).items()}
    stand = {**states("copy", [row.pk for row in cases]), **states("incident_copy", [row.pk for row in serious])}
    new = _unread({str(row.pk) for row in (*cases, *serious)}, staff)
    found = [
        Submitted(
            row.pk, row.school, LABELS.get(row.kind, row.kind), numbers[row.pk], row.at, row.by, False,
            stand.get(row.pk, ""), str(row.pk) in new and row.pk not in stand,
        )
        for row in cases
    ]  # fmt: skip
    found += [
        Submitted(
            row.pk, row.incident.school, INCIDENT_KINDS[row.kind].label, _named("incident", row.incident.label),
            row.at, row.by, True,
            stand.get(row.pk, ""), str(row.pk) in new and row.pk not in stand,
        )
        for row in serious
    ]  # fmt: skip
    return found


@dataclass(frozen=True)
class Waiting:
    """What nobody has acknowledged: the oldest on the page, and how many in all."""

    rows: list[Submitted]
    count: int


def waiting(staff: Staff) -> Waiting:
    """Return the submissions that wait for an acknowledgement: serious incidents first, then the oldest."""
    cases, serious = awaiting(staff)
    count = cases.count() + serious.count()
    first = list(serious.order_by("at", "pk").defer("text_sent")[:WAITING])
    rest = list(cases.order_by("at", "pk").defer("text_sent", "case")[: WAITING - len(first)])
    rows = shown(rest, first, staff)
    return Waiting(sorted(rows, key=lambda row: not row.serious), count)


@dataclass(frozen=True)
class Question:
    """A question that the school has not answered, or an answer that this officer has not read."""

    about: UUID
    incident: bool
    school: School
    due_at: datetime | None
    at: datetime


def questions(staff: Staff) -> tuple[list[Question], list[Question]]:
    """Return the answers that came and are unread, and the questions that wait, next due first. Two queries."""
    told = unseen(staff).filter(subject_kind=WORD_KIND).values("subject_id")
    rows = words_for_board(staff, BoardWord.objects.select_related("school").defer("words"))
    come = rows.filter(kind=ANSWERED, pk__in=told).order_by("at", "pk")[:ASKED]
    asked = unanswered(rows).order_by("due_on", "at", "pk")[:ASKED]
    return [_question(row) for row in come], [_question(row) for row in asked]


def _question(row: BoardWord) -> Question:
    due = end_of_day(row.due_on) if row.due_on else None
    return Question(row.about_id, row.incident_id is not None, row.school, due, row.at)


@dataclass(frozen=True)
class Serious:
    """A serious incident as far as 市教委 knows it. wants: what waits for whom, with since when."""

    row: Incident
    state: Text
    grounds: list[Text]
    wants: Text
    tone: str


def _wants(row: Incident) -> tuple[Text, str]:
    if row.told_at is None:
        return _("学校からの一報を待っています"), "danger"
    if row.state == IncidentState.REPORTED:
        return _("調査の主体を決めてください"), "danger"
    if row.reported_at is None:
        return _("書面の報告を待っています"), "warn"
    return "", ""


def serious(staff: Staff) -> tuple[list[Serious], int]:
    """Return the serious incidents that go on: what waits for a decision first, then what stands longest."""
    rows = incidents_for_board(staff).exclude(state__in=SERIOUS_FLOW.resting)
    first = [IncidentState.REPORTED, IncidentState.OPENED]
    urgent = list(rows.filter(state__in=first).order_by("state", "entered_at", "pk")[:GOING_ON])
    rest = list(rows.exclude(state__in=first).order_by("entered_at", "pk")[: GOING_ON - len(urgent)])
    urgent.sort(key=lambda row: (row.state != IncidentState.REPORTED, row.entered_at))
    found = []
    for row in (*urgent, *rest):
        wants, tone = _wants(row)
        grounds: list[Any] = grounds_of(row) if row.told_at else []
        found.append(Serious(row, SERIOUS_FLOW.labels[row.state], grounds, wants, tone))
    return found, rows.count()
