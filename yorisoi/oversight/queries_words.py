"""Reads of what was submitted and of the threads under it: by an officer of 市教委, and by the school itself.

An officer reaches a submission only through `copies_for` and `copies_for_board`, an incident through
`incidents_for_board`: what was not submitted has no row there, and no address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from yorisoi.cases.models import BoardCopy
from yorisoi.cases.queries import cases_for
from yorisoi.duties.kept_from import open_matters
from yorisoi.duties.queries import duties_of
from yorisoi.incidents.models import Incident, IncidentCopy
from yorisoi.incidents.queries import (
    copies_for_board,
    directed_in_incident,
    incidents_for,
    incidents_for_board,
    kept_incidents,
    shut_out_of_incident,
)
from yorisoi.oversight.models import ACKNOWLEDGED, ASKED, BoardWord, Subject, about_word
from yorisoi.oversight.queries import copies_for
from yorisoi.policy.roles import Can
from yorisoi.reports.models import Direction
from yorisoi.reports.queries import reports_for, shut_out_of, shut_out_of_case
from yorisoi.schools.models import Staff
from yorisoi.schools.sandboxes import real

WORD_KIND = BoardWord._meta.label_lower


def find(pk: UUID, *rows: QuerySet[Any]) -> Any:
    """Return the row of this id from the first of these that has it, or answer 404."""
    for each in rows:
        if (found := each.filter(pk=pk).first()) is not None:
            return found
    raise Http404


def for_board(staff: Staff, pk: UUID) -> Subject:
    """Return a submission, or an incident, that this officer may know of."""
    found: Subject = find(pk, copies_for(staff), copies_for_board(staff), incidents_for_board(staff))
    return found


def asked_of(staff: Staff) -> QuerySet[BoardWord]:
    """Return the questions of 市教委 that this person owes an answer to now."""
    owed = duties_of(staff).filter(subject_kind=WORD_KIND).values("subject_id")
    return BoardWord.objects.filter(pk__in=owed)


def case_copies_of_school(staff: Staff) -> QuerySet[BoardCopy]:
    """Return what the school submitted about cases, for those who report to 市教委, stand in the managers' stead, or
    owe an answer. Never of a case that is kept from them."""
    rows = BoardCopy.objects.filter(school=staff.school).select_related("key", "school", "by", "case")
    if staff.school_id is None or not staff.can(Can.READ_CASE):
        return rows.none()
    rows = rows.filter(open_matters(staff))
    if staff.can(Can.REPORT_TO_BOARD):
        known = Q(case__in=cases_for(staff).values("pk")) | Q(report__in=reports_for(staff).values("pk"))
        return rows.filter(known)
    here = Q(report__case_link__case_id=OuterRef("case_id")) | Q(report=OuterRef("report_id"))
    directed = Direction.objects.filter(here, acting=staff)
    return rows.filter(Exists(directed) | Q(board_words__in=asked_of(staff))).distinct()


def incident_copies_of_school(staff: Staff) -> QuerySet[IncidentCopy]:
    """Return the same of serious incidents."""
    rows = IncidentCopy.objects.select_related("key", "incident__school", "by")
    known = incidents_for(staff).values("pk")
    return rows.filter(incident__in=known) if staff.can(Can.REPORT_TO_BOARD) else rows.filter(_owed(staff, known))


def incidents_of_school(staff: Staff) -> QuerySet[Incident]:
    """Return the incidents under which this person reads what 市教委 says."""
    rows = incidents_for(staff)
    return rows if staff.can(Can.REPORT_TO_BOARD) else rows.filter(board_words__in=asked_of(staff)).distinct()


def _owed(staff: Staff, known: Any) -> Q:
    return Q(incident__in=known) & Q(pk__in=asked_of(staff).values("incident_copy"))


def for_school(staff: Staff, pk: UUID) -> Subject:
    """Return a submission, or an incident, whose thread this person of the school reads, or answer 404."""
    found: Subject = find(
        pk, case_copies_of_school(staff), incident_copies_of_school(staff), incidents_of_school(staff)
    )
    return found


def reads_thread(staff: Staff, about: Subject) -> bool:
    """Say whether this person of the school reads the thread, by the rule of `for_school`."""
    try:
        return for_school(staff, about.pk) == about
    except Http404:
        return False


def school_of(about: Subject) -> Any:
    """Return the school that submitted it."""
    return about.incident.school if isinstance(about, IncidentCopy) else about.school


def shut_out_of_thread(about: Subject) -> frozenset[int]:
    """Return the staff ids that learn nothing of it."""
    if isinstance(about, BoardCopy):
        if about.case_id is not None:
            return shut_out_of_case(about.case_id)
        return shut_out_of(about.report) if about.report is not None else frozenset()
    return shut_out_of_incident(about.incident if isinstance(about, IncidentCopy) else about)


def directed_in(about: Subject) -> frozenset[int]:
    """Return whom 市教委 put in the managers' stead in it."""
    if isinstance(about, BoardCopy):
        rows = Direction.objects.filter(acting__isnull=False)
        here = {"report__case_link__case": about.case_id} if about.case_id else {"report": about.report_id}
        rows = rows.filter(**here)
        return frozenset(rows.values_list("acting_id", flat=True))
    return directed_in_incident(about.incident if isinstance(about, IncidentCopy) else about)


def kept_words(staff: Staff) -> QuerySet[BoardWord]:
    """Return the words that are kept from this person with what they are about."""
    hidden = kept_incidents(staff).values("pk")
    kept = ~open_matters(staff, "copy__report_id", "copy__case_id") & Q(copy__isnull=False)
    return BoardWord.objects.filter(kept | Q(incident__in=hidden) | Q(incident_copy__incident__in=hidden))


def kept_copies(staff: Staff) -> QuerySet[BoardCopy]:
    """Return what was submitted about matters that are kept from this person."""
    return BoardCopy.objects.filter(~open_matters(staff))


def kept_incident_copies(staff: Staff) -> QuerySet[IncidentCopy]:
    """Return the same of serious incidents."""
    return IncidentCopy.objects.filter(incident__in=kept_incidents(staff).values("pk"))


@dataclass(frozen=True)
class Line:
    """One word of a thread. answered: of a question, whether it is."""

    row: BoardWord
    words: str
    of_school: bool
    answered: bool


def thread(about: Subject) -> list[Line]:
    """Return the thread under it, the oldest first, in one query."""
    rows = list(BoardWord.objects.filter(**about_word(about)).select_related("key", "by").order_by("at", "pk"))
    done = {row.answers_id for row in rows}
    return [Line(row, row.text("words"), row.kind == "answer", row.pk in done) for row in rows]


def unanswered(words: QuerySet[BoardWord]) -> QuerySet[BoardWord]:
    """Keep the questions that nobody has answered."""
    return words.filter(kind=ASKED, answered_by__isnull=True)


def awaiting(staff: Staff) -> tuple[QuerySet[BoardCopy], QuerySet[IncidentCopy]]:
    """Return the submissions that no officer has acknowledged: of cases, and of serious incidents."""
    seen = BoardWord.objects.filter(kind=ACKNOWLEDGED)
    cases = copies_for(staff).filter(~Exists(seen.filter(copy=OuterRef("pk"))))
    return cases, copies_for_board(staff).filter(~Exists(seen.filter(incident_copy=OuterRef("pk"))))


def states(column: str, ids: Iterable[Any]) -> dict[Any, str]:
    """Return how each of these submissions stands: "asked", "answered", "ack", or "" for new. One query."""
    found: dict[Any, str] = {}
    rows = BoardWord.objects.filter(**{f"{column}__in": list(ids)}).order_by("at", "pk")
    open_questions: dict[Any, set[Any]] = {}
    for about, pk, kind, answers in rows.values_list(column, "pk", "kind", "answers_id"):
        waiting = open_questions.setdefault(about, set())
        if kind == ASKED:
            waiting.add(pk)
        elif kind == "answer":
            waiting.discard(answers)
            found[about] = "answered"
        elif kind == ACKNOWLEDGED and found.get(about) != "answered":
            found[about] = "ack"
    return {**found, **{about: "asked" for about, waiting in open_questions.items() if waiting}}


def words_for_board(staff: Staff, rows: QuerySet[BoardWord]) -> QuerySet[BoardWord]:
    """Keep the words of the schools that this officer is for."""
    if not staff.can(Can.BOARD):
        return rows.none()
    return rows.filter(school=staff.school) if staff.school_id else rows.filter(real())


def numbers_of(copies: Sequence[BoardCopy]) -> dict[Any, tuple[str, int, int]]:
    """Return "case" or "report", year and number of what each copy is about; of the thing itself nothing is read."""
    rows = BoardCopy.objects.filter(pk__in=[row.pk for row in copies])
    columns = ("pk", "case__year", "case__number", "report__year", "report__number")
    found: dict[Any, tuple[str, int, int]] = {}
    for pk, case_year, case, year, report in rows.values_list(*columns):
        found[pk] = ("case", case_year, case) if case is not None else ("report", year, report)
    return found
