"""Where serious incidents are met: in duties and notices, on the pages of cases, reports, warnings and children."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.rights import reads
from yorisoi.cases.serious import waiting_of
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.subjects import Subject, register
from yorisoi.incidents import documents, files, found
from yorisoi.incidents.kinds import KINDS
from yorisoi.incidents.models import Incident
from yorisoi.incidents.queries import incidents_for, kept_incidents
from yorisoi.journal.holds import is_held
from yorisoi.policy.absence import Count
from yorisoi.policy.roles import Can
from yorisoi.policy.serious_facts import FACTS
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.schools.models import Staff
from yorisoi.ui.parts import Part, add


def _open_url(**query: Any) -> str:
    return f"{reverse('incidents:open')}?{urlencode(query)}"


def _touching(staff: Staff, touched: Q) -> QuerySet[Incident]:
    return incidents_for(staff).filter(pk__in=Incident.objects.filter(touched).values("pk"))


ON_CASE = AskedBy(
    lambda staff, case: _touching(staff, Q(matters__case=case) | Q(matters__report__case_link__case=case))
)
ON_REPORT = AskedBy(lambda staff, report: incidents_for(staff).filter(matters__report=report))


def _lines(rows: Any) -> list[tuple[Incident, Any]]:
    return [(row, SERIOUS_FLOW.labels[row.state]) for row in rows]


def of_case(staff: Staff, case: Any) -> Part | None:
    """On a case: its incidents, the question that waits, the way to open one."""
    asked = reverse("incidents:question", args=[case.pk])
    return _part(staff, case, ON_CASE.rows(staff, case=case.pk), asked, not case.merged_into_id)


def of_report(staff: Staff, report: Any) -> Part | None:
    """On a report: its incidents, the question that waits before a body has met, the way to open one by a claim."""
    asked = reverse("incidents:report_question", args=[report.pk])
    return _part(staff, report, ON_REPORT.rows(staff, report=report.pk), asked, staff.can(Can.PASS_ON))


def _part(staff: Staff, about: Any, rows: list[Incident], asked: str, may_open: bool) -> Part:
    context = {
        "incidents": _lines(rows), "waiting": [(one, FACTS[one.fact]) for one in waiting_of(about)], "asked_url": asked,
        "may_answer": staff.can(Can.RESPOND), "held": is_held(about),
        "open_url": _open_url(**{str(about._meta.model_name): about.pk}) if may_open else "",
    }  # fmt: skip
    return Part("incidents/_of_matter.html", context)


def of_warning(staff: Staff, warning: Any) -> Part | None:
    """On a warning of absence: the child's incidents, and the way to open one by the second ground."""
    rows = _lines(incidents_for(staff).filter(pupil=warning.pupil_id))
    query = {"pupil": warning.pupil.uid, "ground": "absence", "from": "absence"}
    if warning.case_id and reads(warning.case, staff):
        query["case"] = warning.case_id
    grave = warning.count == Count.SERIOUS
    return Part("incidents/_of_matter.html", {"incidents": rows, "open_url": _open_url(**query), "grave": grave})


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    files.put_in_place()
    found.put_in_place()
    documents.put_in_place()
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
