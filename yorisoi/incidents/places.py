"""Where serious incidents are met: in duties and notices, on the pages of cases, reports, warnings and children."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.rights import reads
from yorisoi.cases.serious import questions_of
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.subjects import Subject, register
from yorisoi.incidents.kinds import KINDS
from yorisoi.incidents.models import Incident
from yorisoi.incidents.queries import incidents_for, kept_incidents
from yorisoi.policy.absence import Count
from yorisoi.policy.roles import Can
from yorisoi.policy.serious_facts import FACTS
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.schools.models import Staff
from yorisoi.ui.parts import Part, add


def _open_url(**query: Any) -> str:
    return f"{reverse('incidents:open')}?{urlencode(query)}"


ON_CASE = AskedBy(lambda staff, case: incidents_for(staff).filter(matters__case=case))
ON_REPORT = AskedBy(lambda staff, report: incidents_for(staff).filter(matters__report=report))


def _lines(rows: Any) -> list[tuple[Incident, Any]]:
    return [(row, SERIOUS_FLOW.labels[row.state]) for row in rows]


def of_case(staff: Staff, case: Any) -> Part | None:
    """On a case: its incidents, the question that waits, the way to open one."""
    waiting = [one for one in questions_of(case) if one.answer_id is None]
    found = _lines(ON_CASE.rows(staff, case=case.pk))
    context = {
        "incidents": found, "waiting": [(one, FACTS[one.fact]) for one in waiting], "case": case,
        "may_answer": staff.can(Can.RESPOND), "open_url": _open_url(case=case.pk) if not case.merged_into_id else "",
    }  # fmt: skip
    return Part("incidents/_of_matter.html", context)


def of_report(staff: Staff, report: Any) -> Part | None:
    """On a report: its incidents, and the way to open one where it is a claim."""
    found = _lines(ON_REPORT.rows(staff, report=report.pk))
    may = staff.can(Can.PASS_ON)
    return Part(
        "incidents/_of_matter.html", {"incidents": found, "open_url": _open_url(report=report.pk) if may else ""}
    )


def of_warning(staff: Staff, warning: Any) -> Part | None:
    """On a warning of absence: the child's incidents, and the way to open one by the second ground."""
    found = _lines(incidents_for(staff).filter(pupil=warning.pupil_id))
    query = {"pupil": warning.pupil.uid, "ground": "absence", "from": "absence"}
    if warning.case_id and reads(warning.case, staff):
        query["case"] = warning.case_id
    grave = warning.count == Count.SERIOUS
    return Part("incidents/_of_matter.html", {"incidents": found, "open_url": _open_url(**query), "grave": grave})


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    register(
        Incident._meta.label_lower,
        Subject(
            label=_("重大事態"),
            url=lambda pk: reverse("incidents:show", args=[pk]),
            verb=_("重大事態を開く"),
            verbs={kind.settles: kind.verb for kind in KINDS.values() if kind.settles},
            kept=kept_incidents,
        ),
    )
    add("case", of_case)
    add("report", of_report)
    add("warning", of_warning)
