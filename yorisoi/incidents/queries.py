"""Reads of serious incidents. Everything starts from the person; whoever is shut out of what one touches finds none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from yorisoi.cases.models import Case
from yorisoi.duties.away import stood_in_for
from yorisoi.duties.kept_from import nothing_kept, open_matters
from yorisoi.incidents.models import Incident, IncidentCopy, IncidentLine, IncidentMatter, IncidentMember
from yorisoi.policy.roles import Can
from yorisoi.policy.serious_checklist import STAGES
from yorisoi.policy.serious_needs import IncidentFacts, PressFacts
from yorisoi.reports.models import Direction, Exclusion
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.sandboxes import real

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def kept_incidents(staff: Staff) -> QuerySet[Incident]:
    """Return the incidents that are kept from this person: those that touch a report or case they are shut out of."""
    matters = IncidentMatter.objects.exclude(open_matters(staff))
    return Incident.objects.filter(pk__in=matters.values("incident"))


def incidents_for(staff: Staff) -> QuerySet[Incident]:
    """Return the incidents of the school that this person may read.

    生徒指導主任・校長・教頭: all. Others: where they were brought in, or 市教委 put them in the managers' stead. Never
    whoever is shut out of any report or case that it touches, whatever the post.
    """
    rows = Incident.objects.filter(school=staff.school).select_related("key", "school", "pupil", "opened_by")
    if staff.school_id is None or not staff.can(Can.READ_CASE):
        return rows.none()
    if not nothing_kept(staff):
        rows = rows.exclude(pk__in=kept_incidents(staff).values("pk"))
    if staff.can(Can.READ_ALL):
        return rows
    mine = IncidentMember.objects.filter(incident=OuterRef("pk"), staff__in=[staff, *stood_in_for(staff)])
    directed = Direction.objects.filter(
        Q(report__incidents__incident=OuterRef("pk")) | Q(report__case_link__case__incidents__incident=OuterRef("pk")),
        acting=staff,
    )
    return rows.filter(Exists(mine) | Exists(directed))


def incidents_for_board(staff: Staff) -> QuerySet[Incident]:
    """Return the incidents that 市教委 knows are there: of all schools, or of the officer's own where one is set.

    That one was opened, by which school and when: that much they know at once. What it is about they read of what was
    submitted (`copies_for_board`), and its ground from the first word by phone on.
    """
    if not staff.can(Can.BOARD):
        return Incident.objects.none()
    rows = Incident.objects.select_related("key", "school")
    return rows.filter(school=staff.school) if staff.school_id else rows.filter(real())


def copies_for_board(staff: Staff) -> QuerySet[IncidentCopy]:
    """Return what schools submitted about serious incidents, newest first."""
    known = incidents_for_board(staff).values("pk")
    return IncidentCopy.objects.filter(incident__in=known).select_related("key", "incident__school", "by")


def known_incident(staff: Staff, pk: UUID) -> Incident:
    """Return an incident that exists for this person, or answer 404."""
    row: Incident = get_object_or_404(incidents_for(staff), pk=pk)
    return row


def readable(staff: Staff, incident: Incident) -> bool:
    """Say whether this person may read it, as the school or as the board."""
    rows = incidents_for_board(staff) if staff.can(Can.BOARD) else incidents_for(staff)
    return rows.filter(pk=incident.pk).exists()


def shut_out_of_incident(incident: Incident) -> frozenset[int]:
    """Return the staff ids that are shut out: those shut out of any report or case that it touches."""
    touched = incident.matters.all()
    out = Exclusion.objects.filter(lifted_at__isnull=True)
    rows = out.filter(
        Q(report__in=touched.filter(report__isnull=False).values("report"))
        | Q(report__reaches__case__in=touched.filter(case__isnull=False).values("case"))
        | Q(report__reaches__case__report_links__report__in=touched.filter(report__isnull=False).values("report"))
    )
    return frozenset(rows.values_list("staff_id", flat=True))


def directed_in_incident(incident: Incident) -> frozenset[int]:
    """Return whom 市教委 put in the managers' stead in what it touches."""
    touched = incident.matters.all()
    rows = Direction.objects.filter(
        Q(report__in=touched.values("report")) | Q(report__case_link__case__in=touched.values("case")),
        acting__isnull=False,
    )
    return frozenset(rows.values_list("acting_id", flat=True))


def open_incidents_of(case: Case) -> QuerySet[Incident]:
    """Return the incidents that touch a case."""
    return Incident.objects.filter(matters__case=case)


def incident_of_pupil(pupil: Pupil) -> Incident | None:
    """Return the incident of a child that is not closed."""
    return Incident.objects.filter(pupil=pupil).exclude(state="closed").order_by("opened_at").first()


def press_facts(lines: Iterable[IncidentLine]) -> PressFacts:
    """Return what stands of the press desk."""
    kinds = {line.kind for line in lines}
    return PressFacts("press_voice" in kinds, "press_agreed" in kinds)


def standing_lines(incident: Incident) -> list[IncidentLine]:
    """Return the lines that no other corrects, in the order in which things happened."""
    rows = list(
        incident.lines.filter(corrections__isnull=True).select_related("by").order_by("occurred_at", "recorded_at")
    )
    for row in rows:
        row.incident = incident
    return rows


def incident_facts(incident: Incident, lines: list[IncidentLine] | None = None, **decided: Any) -> IncidentFacts:
    """Read what the policy wants to know; `decided` adds what a step is about to fix.

    Since a re-investigation was decided on, or the facts were taken up again, what was written before counts no more.
    """
    lines = standing_lines(incident) if lines is None else lines
    again: datetime = LONG_AGO
    facts_again: datetime = LONG_AGO
    for move, at in incident.steps.order_by("at").values_list("move", "at"):
        again = at if move == "reinvestigate" else again
        facts_again = at if move in {"reinvestigate", "facts_again"} else facts_again
    anew = [line for line in lines if line.recorded_at >= again]
    inquiry = [line for line in lines if line.recorded_at >= facts_again]
    ever, kinds, asked = ({line.kind for line in some} for some in (lines, anew, inquiry))
    given = {line.code for line in lines if line.kind == "check"}
    given_anew = {line.code for line in anew if line.kind == "check"}
    members = [line for line in anew if line.kind == "member"]
    heard = {line.code for line in anew if line.kind == "hearing"}
    measures = incident.measures.all()
    facts = IncidentFacts(
        today=today(),
        pupil_known=incident.pupil_id is not None,
        phoned="phone" in ever,
        sheet="sheet" in ever,
        notice="notice" in ever,
        preserved="preserved" in ever,
        police_considered="police" in ever,
        board_word="board_word" in ever,
        members=len(members),
        members_neutral=sum(1 for line in members if line.data("body").get("neutral")),
        stage_one_left=len(STAGES[1] - given),
        stage_two_left=len(STAGES[2] - given_anew),
        around_told="around" in kinds,
        wishes="wishes" in ever,
        heard_or_wishes=bool(heard & {"pupil", "could_not"}),
        hearings=sum(1 for line in anew if line.kind == "hearing" and line.code != "could_not"),
        facts_written="fact" in asked,
        causes_written="cause" in asked,
        report_written="report" in asked,
        progress_told=any(line.kind == "progress" and line.recorded_at >= incident.entered_at for line in lines),
        result_told="result" in kinds,
        opinion="opinion" in kinds,
        accused_told="accused" in kinds,
        result_to_board="result_board" in kinds,
        publication="publication" in kinds,
        measures=measures.count(),
        measures_open=measures.filter(done__isnull=True).count(),
        new_fact=any(line.kind == "new_fact" and line.recorded_at >= incident.entered_at for line in lines),
    )
    return replace(facts, **decided)


def case_of(staff: Staff, pk: UUID) -> Case:
    """Return a case that this person may read, or answer 404 (for what is asked of it)."""
    from yorisoi.cases.guards import known_case

    case = known_case(staff, pk)
    if case.merged_into_id is not None:
        raise Http404
    return case
