"""Opening a serious incident: out of a claim in any words, a case, an absence, a fact. Suspicion is enough (法28条1項).

A claim opens it by itself: there is nothing to agree to. What touches the child is held at once, and 校長 owes the
first word to 市教委.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yorisoi.attendance.answering import hand_over
from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.models_serious import SeriousAnswer, SeriousQuestion
from yorisoi.cases.queries import report_readable_by
from yorisoi.cases.rights import reads
from yorisoi.cases.serious import questions_of
from yorisoi.duties.actions import Setting, drop, owe, settle, tell
from yorisoi.duties.models import about_fields
from yorisoi.incidents.models import Incident, IncidentLine, IncidentMatter, IncidentStep
from yorisoi.incidents.queries import shut_out_of_incident
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.journal.holds import hold
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Need, NotYet
from yorisoi.policy.roles import Can, Post, Role
from yorisoi.policy.serious_facts import Ground, Origin
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.reports.actions import Said, receive_report
from yorisoi.reports.models import Report
from yorisoi.reports.pointing_out import first_report, point_out
from yorisoi.schools.calendar import day_of, school_year
from yorisoi.schools.findable import findable
from yorisoi.schools.models import Pupil, School, Staff
from yorisoi.schools.numbers import next_number
from yorisoi.schools.queries import board_officers, holders
from yorisoi.surveys.models import Round

OWN_DUTIES = ("phone_board", "record_sheet")  # of a case that only may become serious
GROUND_WANTED = Need(
    "ground", _("重大事態の別（1号・2号）を選ぶか、申し立てた人を選んでください。"), "serious.grounds", bool
)


@dataclass(frozen=True)
class Opening:
    """What was said or found. grounds: of 法28条1項; a claim needs none. claimant: who claims, "" where nobody did.

    case, report: where it came up, if anywhere. received_at: when the claim was made.
    """

    origin: str
    words: str
    grounds: frozenset[str] = frozenset()
    pupil: Pupil | None = None
    claimant: str = ""
    received_at: datetime | None = None
    case: Case | None = None
    report: Report | None = None


def may_open(by: Staff, *, case: Case | None = None, report: Report | None = None) -> bool:
    """Say whether this person may open one: whoever takes a claim at all; of a matter, whoever reads it."""
    if not (by.can(Can.PASS_ON) or by.can(Can.READ_CASE)):
        return False
    if case is not None and not reads(case, by):
        return False
    return report is None or report_readable_by(by).filter(pk=report.pk).exists()


@transaction.atomic
def open_incident(*, school: School, by: Staff, opening: Opening, token: str) -> Incident:
    """Open a serious incident; of a child whose incident is not closed: add to that one. The same token is the same.

    Places holds, owes the first word to 市教委, tells managers, 生徒指導主任 and the officers of 市教委. Raises
    PermissionError for whoever may not, NotYet without a ground where nobody claimed.
    """
    if by.school_id != school.pk or not may_open(by, case=opening.case, report=opening.report):
        raise PermissionError("not theirs to open")
    if opening.pupil is not None:
        Pupil.objects.select_for_update().get(pk=opening.pupil.pk, school=school)
    again = Q(token=token) | Q(lines__token=f"open:{token}"[:64])  # the second: it joined one that was open
    if (same := Incident.objects.filter(again, school=school).first()) is not None:
        return same
    if not opening.claimant and not opening.grounds:
        raise NotYet([GROUND_WANTED])
    now = clock.now()
    report = opening.report or (_as_report(school, by, opening, token) if opening.case is None else None)
    known = Incident.objects.filter(pupil=opening.pupil).exclude(state__in=SERIOUS_FLOW.resting)
    row = known.select_for_update(of=("self",)).first() if opening.pupil is not None else None
    fresh = row is None
    if row is None:
        row = _made(school, by, opening, token, now)
    else:
        _added(row, opening, now)
    _matters(row, opening.case, report, now)
    _line(row, by, opening, token, now)
    place_holds(row, by=by, at=now)
    _taken_over(row, opening, by, now)
    journal(
        by=by, school_id=school.pk, event="incident.opened" if fresh else "incident.claimed", about=row,
        cite="serious.claim" if opening.claimant else "serious.grounds", at=now, origin=opening.origin,
    )  # fmt: skip
    out = shut_out_of_incident(row)
    if fresh:
        owe(SERIOUS_FLOW.at_start, about=row, by=by, at=now, setting=Setting(shut_out=out))
    told = [one for post in TOLD for one in holders(school, post)]
    people = [one for one in told if one.pk not in out] + board_officers(school)
    tell(people, kind="incident_opened", school=school, at=now, **about_fields(row))
    return row


TOLD = (Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.GUIDANCE_HEAD)


def _as_report(school: School, by: Staff, opening: Opening, token: str) -> Report | None:
    """A claim that came by no report is received as one: whom it names is shut out, the same day's clock runs."""
    if not opening.claimant:
        return None
    said = Said(
        token=f"serious:{token}",
        source="child" if opening.claimant == "pupil" else "guardian",
        channel="in_person",
        narrative=opening.words,
        pupils=[opening.pupil.pk] if opening.pupil else [],
        received_at=opening.received_at,
    )
    return receive_report(school=school, by=by, said=said).report


def _made(school: School, by: Staff, opening: Opening, token: str, now: datetime) -> Incident:
    year, number = next_number(school, "incident", school_year(day_of(now)))
    row = Incident.objects.create(
        key=make_data_key(school.pk),
        school=school,
        year=year,
        number=number,
        edition=school.edition,
        state=SERIOUS_FLOW.start,
        entered_at=now,
        opened_at=now,
        opened_by=by,
        origin=opening.origin,
        claimant=opening.claimant,
        claimed_at=(opening.received_at or now) if opening.claimant else None,
        harm=Ground.HARM in opening.grounds,
        absence=Ground.ABSENCE in opening.grounds,
        pupil=opening.pupil,
        token=token,
    )
    step = IncidentStep(
        incident=row, move="open", source="", target=row.state, at=now, by=by, actor="", cite="serious.grounds"
    )
    step.put("reason", opening.words)
    step.save(force_insert=True)
    return row


def _added(row: Incident, opening: Opening, now: datetime) -> None:
    """A further ground or claim joins what is open; nothing is taken away."""
    row.harm = row.harm or Ground.HARM in opening.grounds
    row.absence = row.absence or Ground.ABSENCE in opening.grounds
    if opening.claimant and row.claimed_at is None:
        row.claimant, row.claimed_at = opening.claimant, opening.received_at or now
    row.save(update_fields=["harm", "absence", "claimant", "claimed_at"])


def _matters(row: Incident, case: Case | None, report: Report | None, now: datetime) -> None:
    """Link what it came out of, and every open matter in which the child is the one who suffers."""
    cases, reports = ({case.pk} if case else set()), ({report.pk} if report else set())
    if report is not None and (link := getattr(report, "case_link", None)) is not None:
        cases.add(link.case_id)
    if row.pupil_id is not None:
        suffers = Involvement.objects.filter(pupil=row.pupil_id, role=Role.VICTIM, until__isnull=True)
        suffers = suffers.filter(put_right__isnull=True).exclude(case__state__in=CASE_FLOW.resting)
        cases |= set(suffers.values_list("case_id", flat=True))
    IncidentMatter.objects.bulk_create(
        [
            *(IncidentMatter(incident=row, case_id=pk, at=now) for pk in sorted(cases)),
            *(IncidentMatter(incident=row, report_id=pk, at=now) for pk in sorted(reports)),
        ],
        ignore_conflicts=True,
    )


def _line(row: Incident, by: Staff, opening: Opening, token: str, now: datetime) -> None:
    line = IncidentLine(
        incident=row, kind="claim" if opening.claimant else "opened", code=opening.claimant or opening.origin,
        occurred_at=opening.received_at or now, recorded_at=now, by=by, token=f"open:{token}"[:64],
    )  # fmt: skip
    line.put("body", {"words": opening.words})
    line.save(force_insert=True)
    findable(line, "body", at=line.occurred_at)
    if opening.case is not None and (report := first_report(opening.case)) is not None:
        point_out(report=report, by=by, text=opening.words, place="act", at=now)


def place_holds(row: Incident, *, by: Actor, at: datetime) -> int:
    """Hold what touches it: the child, its cases and reports with the children in them, their survey sheets."""
    cases = list(Case.objects.filter(Q(incidents__incident=row) | Q(merged_into__incidents__incident=row)).distinct())
    reports = list(Report.objects.filter(Q(incidents__incident=row) | Q(case_link__case__in=cases)).distinct())
    children = Q(involvements__case__in=cases) | Q(pk=row.pupil_id or 0)
    pupils = list(Pupil.objects.filter(children, school=row.school).distinct())
    rounds = Round.objects.filter(parts__school_class__enrolments__pupil__in=[one.pk for one in pupils]).distinct()
    rows: Iterable[object] = [row, *cases, *reports, *pupils, *rounds]
    return hold(rows, school_id=row.school_id, why=row, by=by, at=at)


def _taken_over(row: Incident, opening: Opening, by: Staff, now: datetime) -> None:
    """What asked whether it could be serious has its answer: questions of cases and reports, the second ground."""
    mine = {"incidents__incident": row}
    for report in Report.objects.select_for_update(of=("self",)).filter(**mine).select_related("key", "school"):
        _answered(report, row, opening, by, now)
    for case in Case.objects.select_for_update(of=("self",)).filter(**mine).select_related("key", "school"):
        _answered(case, row, opening, by, now)
        drop(OWN_DUTIES, about=case, by=by, move="incident_opened", at=now)
        if case.may_be_serious is not True and case.merged_into_id is None:
            case.may_be_serious = True
            case.save(update_fields=["may_be_serious"])
    if row.pupil_id is not None and row.absence:
        hand_over(pupil_id=row.pupil_id, by=by, words=opening.words, at=now)


def _answered(about: Case | Report, row: Incident, opening: Opening, by: Staff, now: datetime) -> None:
    waiting = SeriousQuestion.objects.filter(
        pk__in=list(questions_of(about).filter(answer__isnull=True).order_by().values_list("pk", flat=True))
    )
    if waiting.exists():
        token = f"{row.pk}:{now:%H%M%S%f}"
        answer = SeriousAnswer(answer="yes", token=token, by=by, at=now, **{str(about._meta.model_name): about})
        answer.put("reason", opening.words)
        answer.save(force_insert=True)
        waiting.update(answer=answer)
    settle("serious_answer", about=about, by=by, at=now)


__all__ = ["Opening", "Origin", "may_open", "open_incident", "place_holds"]
