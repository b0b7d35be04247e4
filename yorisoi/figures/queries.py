"""Reads: what stands answered, what the record suggests, what was submitted."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet

from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.queries import lines_in
from yorisoi.figures.models import IncidentAnswer, MonthSubmitted, NationalAnswer, SchoolAnswer
from yorisoi.incidents.models import Incident
from yorisoi.policy import national
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Can, Role
from yorisoi.reports.custody import sources_now
from yorisoi.schools.models import School, Staff
from yorisoi.schools.sandboxes import real
from yorisoi.surveys.models import ANONYMOUS, CANCELLED, CHOICE, NAMED, PLANNED, Round

# What a line of the record suggests: (kind, code) → the column and its codes.
OF_VICTIM: dict[tuple[str, str], tuple[str, str]] = {
    ("care", "counsellor"): ("to_victim", "1"),
    ("care", "other_room"): ("to_victim", "2"),
    ("home_visit", "visit"): ("to_victim", "4"),
}
OF_PERPETRATOR: dict[tuple[str, str], tuple[str, str]] = {
    ("guidance", "counsellor"): ("to_perpetrator", "1"),
    ("guidance", "managers"): ("to_perpetrator", "2"),
    ("guidance", "other_room"): ("to_perpetrator", "3"),
    ("guidance", "apology"): ("to_perpetrator", "11"),
    ("home_visit", "visit"): ("to_perpetrator", "10"),
    ("home_visit", "school"): ("to_perpetrator", "10"),
    ("home_visit", "phone"): ("to_perpetrator", "10"),
    ("guardians_told", ""): ("to_perpetrator", "10"),
}
OF_CASE: dict[tuple[str, str], tuple[str, str]] = {
    ("agency", "police"): ("to_perpetrator", "12"),
    ("agency", "child_centre"): ("to_victim", "7"),
    ("agency", "medical"): ("to_perpetrator", "14"),
}
BY_CHANNEL = {"questionnaire": 5, "interview": 5, "checklist": 5}  # 学校の取組


def victims_of(case: Case) -> QuerySet[Involvement]:
    """Return the children who suffer in a case: one 件 each."""
    return victims_of_id(case.pk)


def victims_of_id(case: Any) -> QuerySet[Involvement]:
    """Return the same by the id of the case."""
    rows = Involvement.objects.filter(case=case, role=Role.VICTIM, put_right__isnull=True, until__isnull=True)
    return rows.select_related("pupil").order_by("since", "pk")


def answer_of(involvement: Involvement) -> NationalAnswer | None:
    """Return the answer that stands."""
    return involvement.national_answers.filter(replaced_by__isnull=True).order_by("-pk").first()


def answers_before(involvement: Involvement) -> list[NationalAnswer]:
    """Return every answer given for this child, the latest first."""
    return list(involvement.national_answers.select_related("by").order_by("-at", "-pk"))


def school_answer(school: School, year: int) -> SchoolAnswer | None:
    """Return what stands answered for a school and year."""
    return SchoolAnswer.objects.filter(school=school, year=year, replaced_by__isnull=True).order_by("-pk").first()


def incident_answer(incident: Incident) -> IncidentAnswer | None:
    """Return what stands answered for a serious incident."""
    return IncidentAnswer.objects.filter(incident=incident, replaced_by__isnull=True).order_by("-pk").first()


def suggested(case: Case, child: Involvement) -> dict[str, int | None]:
    """Return what the record lets expect, for a person to look at: columns as they are kept, None where it is silent.

    What was answered for the same child in a case that went into this one comes first.
    """
    earlier = NationalAnswer.objects.filter(
        Q(involvement__case=case) | Q(involvement__case__merged_into=case),
        involvement__pupil=child.pupil_id,
        replaced_by__isnull=True,
    )
    if (known := earlier.order_by("-at", "-pk").first()) is not None:
        return {table.source: getattr(known, table.source) for table in national.SHEET}
    codes: dict[str, set[str]] = defaultdict(set)
    others = {row.pupil_id for row in case.involvements.filter(role=Role.PERPETRATOR, put_right__isnull=True)}
    lines = list(lines_in(case).filter(corrections__isnull=True).values_list("kind", "code", "pupil_id"))
    for kind, code, pupil in lines:
        tables = [OF_CASE]
        tables += [OF_VICTIM] if pupil == child.pupil_id else []
        tables += [OF_PERPETRATOR] if pupil in others else []
        for table in tables:
            if (meant := table.get((kind, code))) is not None:
                codes[meant[0]].add(meant[1])
    found: dict[str, int | None] = dict.fromkeys(table.source for table in national.SHEET)
    for name, several in codes.items():
        found[name] = national.mask_of(several)
    if any((kind, code) == ("agency", "police") for kind, code, _pupil in lines):
        found["police"] = 1
    found["found"] = _how_found(case)
    return found


def _how_found(case: Case) -> int | None:
    links = case.report_links.select_related("report").order_by("report__received_at", "pk")
    reports = [link.report for link in links]
    if not reports:
        return None
    if (code := BY_CHANNEL.get(reports[0].channel)) is not None:
        return code
    likely = {one.code: one.discovery for one in edition(case.school.edition).sources}
    sources = sources_now(reports[:1])
    return likely.get(sources.get(reports[0].pk, reports[0].source), 0) or None


def suggested_for_school(school: School, year: int) -> dict[str, int | None]:
    """Return how the children were asked this year, as the rounds of 元気アンケート say it."""
    rounds = Round.objects.filter(school=school, year=year, audience="child").exclude(state__in=[PLANNED, CANCELLED])
    modes = list(rounds.values_list("mode", flat=True))
    codes = {{NAMED: "4", ANONYMOUS: "5", CHOICE: "6"}[mode] for mode in modes}
    if modes:
        codes.add("1" if len(modes) == 1 else "2" if len(modes) < 4 else "3")
    return {"measures": None, "surveyed": national.mask_of(codes) if codes else None}


def suggested_before(incident: Incident) -> int | None:
    """Return what was known before a serious incident was taken up: recognised, told of, or nothing."""
    cases = Case.objects.filter(incidents__incident=incident)
    if cases.filter(recognised_at__lt=incident.opened_at).exists():
        return 1
    if (
        cases.filter(opened_at__lt=incident.opened_at).exists()
        or incident.matters.filter(report__isnull=False).exists()
    ):
        return 2
    return None


def months_for_board(staff: Staff) -> QuerySet[MonthSubmitted]:
    """Return the monthly tables that schools submitted, the latest first: the board's own schools' only."""
    if not staff.can(Can.BOARD):
        return MonthSubmitted.objects.none()
    rows = MonthSubmitted.objects.select_related("key", "school", "by").order_by("-at", "-pk")
    return rows.filter(school=staff.school) if staff.school_id else rows.filter(real())


def months_of(school: School, year: int, month: int) -> Any:
    """Return when and by whom this month was submitted, the latest first. Not what was in it."""
    rows = MonthSubmitted.objects.filter(school=school, year=year, month=month)
    return rows.select_related("by").defer("table", "note").order_by("-at", "-pk")
