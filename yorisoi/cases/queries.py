"""Reads of cases. Everything starts from the person: a stranger's case does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from yorisoi.cases import act_clock
from yorisoi.cases.models import Case, CaseMember, CaseReport, CaseStep, Entry, Involvement, SharedEntry
from yorisoi.duties.away import stood_in_for
from yorisoi.duties.kept_from import open_cases, open_reports
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import Attendance
from yorisoi.meetings.seats import of_own_classes, seated
from yorisoi.policy.edition import edition
from yorisoi.policy.needs import CaseFacts, Determination, MeetingFacts
from yorisoi.policy.roles import Can, Role
from yorisoi.reports.models import Direction, Report
from yorisoi.schools.calendar import TOKYO, school_year, today
from yorisoi.schools.models import Enrolment, Staff


def cases_for(staff: Staff) -> QuerySet[Case]:
    """Return the cases that this person may read (DESIGN §1).

    生徒指導主任・校長・教頭: all of the school. Others: where they have a seat in a meeting on it, a class or grade
    of a child in it, or a place on the team, or stand in today for somebody who has and may read it. Whoever is named
    in one of its reports: none of it, whatever the post.
    """
    return _cases(staff, _one_by_one)


def all_cases_for(staff: Staff) -> QuerySet[Case]:
    """Return the same cases, to be read as a whole: the ways to them are gathered first and not asked of each case."""
    return _cases(staff, _gathered)


def _one_by_one(ways: QuerySet[Any], case: str) -> Combinable | Q:
    return Exists(ways.filter(**{case: OuterRef("pk")}))


def _gathered(ways: QuerySet[Any], case: str) -> Combinable | Q:
    return Q(pk__in=ways.filter(**{f"{case}__isnull": False}).values(case))


def _cases(staff: Staff, by: Callable[[QuerySet[Any], str], Combinable | Q]) -> QuerySet[Case]:
    rows = Case.objects.filter(school=staff.school).select_related("key", "school")
    if not staff.can(Can.READ_CASE):
        return rows.none()
    rows = rows.filter(open_cases(staff))
    if staff.can(Can.READ_ALL):
        return rows
    directed = Direction.objects.filter(acting=staff)
    seats = seated(staff)
    if by is _gathered:  # from the person's own meetings on, not along all that anybody ever met about
        seats = seats.filter(meeting__in=Attendance.objects.filter(staff=staff).values("meeting"))
    allowed = Q(by(seats, "case_id")) | Q(by(directed, "report__case_link__case_id")) | _theirs(staff, by)
    for person in stood_in_for(staff):
        allowed |= _theirs(person, by) & open_cases(person)
    return rows.filter(allowed)


def _theirs(staff: Staff, by: Callable[[QuerySet[Any], str], Combinable | Q]) -> Q:
    """Return what a case fits that is this person's by team, class or grade."""
    found = Q(by(CaseMember.objects.filter(staff=staff, until__isnull=True), "case_id"))
    for near in of_own_classes(staff, "pupil"):
        found |= Q(by(Involvement.objects.filter(near, until__isnull=True).order_by(), "case_id"))
    return found


def reports_in_meeting(staff: Staff) -> QuerySet[Report]:
    """Return the reports this person may read because their seat in a meeting opens them (`meetings.seats`)."""
    seat = seated(staff).filter(report_id=OuterRef("pk"))
    return Report.objects.filter(open_reports(staff), Exists(seat), school=staff.school).select_related("key", "school")


def report_readable_by(staff: Staff) -> QuerySet[Report]:
    """Return every report this person may read: by the intake right, a meeting, or a case they may read."""
    from yorisoi.reports.queries import reports_for

    if staff.can(Can.INTAKE):  # which gives every report of the school that is not kept from them: nothing to add
        return reports_for(staff)
    return Report.objects.filter(
        Q(pk__in=reports_in_meeting(staff).values("pk"))
        | Q(case_link__case__in=cases_for(staff).values("pk"))
        | Q(pk__in=Direction.objects.filter(acting=staff).values("report_id")),
        open_reports(staff),
        school=staff.school,
    ).select_related("key", "school", "school_class")


def roles_shown(staff: Staff) -> QuerySet[Involvement]:
    """Return the roles that this person may know of: none given by mistake, and who told only with the right to it."""
    rows = Involvement.objects.filter(put_right__isnull=True)
    return rows if staff.can(Can.OPEN_IDENTITY) else rows.exclude(role=Role.INFORMANT)


INVOLVED = Fixed(lambda case: Involvement.objects.filter(case=case, until=None).select_related("pupil"), in_look=True)


def involved(case: Case, *roles: str) -> list[Involvement]:
    """Return the children in the case today, of these roles or of all."""
    return [row for row in INVOLVED.of(case, "case") if not roles or row.role in roles]


def kept_informants(rows: Iterable[Involvement], staff: Staff) -> frozenset[int]:
    """Return the children whose only part is that they told: their names are kept from who may not open who told."""
    if staff.can(Can.OPEN_IDENTITY):
        return frozenset()
    roles: dict[int, set[str]] = {}
    for row in rows:
        roles.setdefault(row.pupil_id, set()).add(row.role)
    return frozenset(pk for pk, held in roles.items() if held == {Role.INFORMANT})


def pupils_by_role(case: Case) -> dict[str, list[int]]:
    """Return child ids by role, as the duties want them."""
    found: dict[str, list[int]] = {role: [] for role in Role}
    for row in involved(case):
        found[row.role].append(row.pupil_id)
    return found


def classes_of_case(case: Case) -> list[int]:
    """Return the ids of this year's classes of the children in the case."""
    return list(
        Enrolment.objects.filter(
            pupil__involvements__case=case,
            pupil__involvements__until__isnull=True,
            school_class__year=school_year(today()),
        )
        .values_list("school_class_id", flat=True)
        .distinct()
    )


def lines_of_id(case: Any) -> QuerySet[Entry]:
    """Return the lines of a case by its id (`lines_in`)."""
    return Entry.objects.filter(Q(case=case) | Q(pk__in=SharedEntry.objects.filter(case=case).values("entry")))


STANDING = Fixed(
    lambda case: (
        lines_of_id(case)
        .filter(corrections__isnull=True)
        .values_list("kind", "code", "flag", "pupil_id", "occurred_at", "recorded_at")
    )
)
STEPS_AT = Fixed(lambda case: CaseStep.objects.filter(case=case).values_list("at"))
WITHOUT_MEMO = Fixed(
    lambda case: CaseReport.objects.filter(case=case).exclude(report__memos__isnull=False).values_list("pk")[:1]
)
TO_HEAR = Fixed(lambda case: Duty.objects.filter(OPEN, case=case, name__in=["hear", "hear_victim"]).values_list("pk"))
ACTS_IN = Fixed(lambda case: act_clock.acts(lines_of_id(case)))
RECORD = Fixed(
    lambda case: (
        lines_of_id(case)
        .select_related("case__key", "by", "second", "pupil", "meeting")
        .select_related("act__source_report", "act__source_entry__by")
        .defer("meeting__notes", "meeting__minutes", "act__source_report__narrative", "act__source_report__answers")
        .prefetch_related("act__people")
        .order_by("occurred_at", "recorded_at", "id")
    )
)


def acts_in(case: Case) -> list[act_clock.Thread]:
    """Return the acts of a case."""
    return act_clock.threads_of(ACTS_IN.rows(case=case.pk))


def case_facts(
    case: Case,
    *,
    meeting: MeetingFacts | None = None,
    determination: Determination | None = None,
    **decided: Any,
) -> CaseFacts:
    """Read what the policy wants to know of a case; `decided` adds what a decision is about to fix."""
    national = edition(case.school.edition).follow_up.minimum_months
    victims = {row.pupil_id for row in involved(case, Role.VICTIM)}
    entries = STANDING.rows(case=case.pk)
    period_end = case.period_ends_on
    after = datetime.combine(period_end, time.min, TOKYO) if period_end else None

    def children(kind: str, *, flag: str = "", code: str = "", since: datetime | None = None) -> set[int]:
        latest: dict[int, tuple[datetime, str]] = {}
        for k, c, f, pupil, at, recorded in entries:
            fits = k == kind and pupil in victims and (not code or c == code) and (since is None or at >= since)
            if fits and (pupil not in latest or recorded >= latest[pupil][0]):
                latest[pupil] = (recorded, f)
        return {pupil for pupil, (_at, f) in latest.items() if not flag or f == flag}

    last_step = max((at for (at,) in STEPS_AT.rows(case=case.pk)), default=case.opened_at)
    follow_ups = [
        (recorded, f) for k, _c, f, _p, _at, recorded in entries if k == "follow_up" and recorded >= last_step
    ]
    facts: dict[str, Any] = {
        "today": today(),
        "meeting": meeting or MeetingFacts(),
        "determination": determination or Determination(),
        "memo_left": not WITHOUT_MEMO.rows(case=case.pk),
        "victims": len(victims),
        "victims_heard": len(children("hearing", code="victim")),
        "hearings_open": len(TO_HEAR.rows(case=case.pk)),
        "acts_going_on": act_clock.going_on(acts_in(case)),
        "observations": sum(1 for e in entries if e[0] == "observation" and e[5] >= last_step),
        "review_date": case.review_date,
        "period_months": case.period_months,
        "national_months": national,
        "short_period_reason": bool(case.short_period_reason),
        "follow_up": max(follow_ups)[1] if follow_ups else "",
        "last_act_on": case.last_act_on,
        "period_ends_on": period_end,
        "victims_confirmed": len(children("pupil_confirmation", flag="no_distress", since=after)) if after else 0,
        "guardians_confirmed": len(children("guardian_confirmation", flag="no_distress", since=after)) if after else 0,
        "new_act": any(_new_act(e[0], e[2]) and e[5] >= last_step for e in entries),
        "guardians_told": any(e[0] in {"guardians_told", "home_visit"} for e in entries),
    }
    facts.update(decided)
    return CaseFacts(**facts)


def _new_act(kind: str, flag: str) -> bool:
    """Say whether a line tells of an act that calls the body together again: an act, or the word that one goes on."""
    return (kind == "act" and flag != act_clock.NO_ACT) or (kind == "act_check" and flag == "going_on")


def decisions_of(meeting: Any) -> list[dict[str, Any]]:
    """Return what a meeting decided, as its minutes hold it: about what, which move, on what grounds."""
    out: list[dict[str, Any]] = []
    for step in CaseStep.objects.filter(meeting=meeting).select_related("case__key", "by").order_by("at"):
        out.append(
            {
                "case": step.case.label,
                "case_id": str(step.case_id),
                "move": step.move,
                "target": step.target,
                "at": step.at.isoformat(),
                "by": step.by.name if step.by else "",
                "cite": step.cite,
                "reason": step.text("reason"),
                "details": step.data("details"),
            }
        )
    from yorisoi.reports.models import ReportStep

    for row in ReportStep.objects.filter(meeting=meeting).select_related("report__key", "by").order_by("at"):
        out.append(
            {
                "report": row.report.label,
                "report_id": str(row.report_id),
                "move": row.move,
                "target": row.target,
                "at": row.at.isoformat(),
                "by": row.by.name if row.by else "",
                "cite": row.cite,
                "reason": row.text("reason"),
                "details": row.data("details"),
            }
        )
    return sorted([*out, *_heard(meeting)], key=lambda line: str(line["at"]))


def _heard(meeting: Any) -> list[dict[str, Any]]:
    """Return what was reported to the meeting or shared in it, in the shape of decisions."""
    found = []
    for row in meeting.heard.select_related("item__case", "item__report", "by"):
        row.meeting = meeting
        about, kind = (row.item.case, "case") if row.item.case else (row.item.report, "report")
        line = {kind: about.label, f"{kind}_id": str(about.pk), "move": row.kind, "target": about.state}
        line |= {"at": row.at.isoformat(), "by": row.by.name, "reason": row.text("words"), "details": {}}
        found.append(line | {"cite": "response.staff" if row.kind == "shared" else "response.record"})
    return found


def lines_in(case: Case) -> QuerySet[Entry]:
    """Return the lines of a case: its own, and those that came with a case merged into it or that it was split from."""
    return lines_of_id(case.pk)


def entries_of(case: Case) -> QuerySet[Entry]:
    """Return the record's lines in the order in which things happened."""
    rows = lines_in(case).select_related("case__key", "by", "second", "pupil", "corrects", "meeting")
    rows = rows.select_related("act__source_report", "act__source_entry__by").prefetch_related("act__people")
    return rows.order_by("occurred_at", "recorded_at", "id")


def next_duty_by_case(cases: Iterable[Case]) -> dict[Any, Duty]:
    """Return the next due open duty of each case, in one query."""
    found: dict[Any, Duty] = {}
    rows = Duty.objects.filter(OPEN, case__in=[case.pk for case in cases])
    for row in rows.order_by("due_at", "owed_at", "pk"):
        found.setdefault(row.case_id, row)
    return found
