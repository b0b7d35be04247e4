"""Where the talk with 市教委 is met: in duties and notices, on the pages of cases and serious incidents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.models import BoardCopy
from yorisoi.duties.asked import AskedBy
from yorisoi.duties.subjects import Subject, register
from yorisoi.incidents.kinds import KINDS as INCIDENT_KINDS
from yorisoi.incidents.models import IncidentCopy
from yorisoi.oversight.home import LABELS, STATES
from yorisoi.oversight.models import ASKED
from yorisoi.oversight.queries_words import (
    WORD_KIND,
    case_copies_of_school,
    incident_copies_of_school,
    incidents_of_school,
    kept_copies,
    kept_incident_copies,
    kept_words,
    states,
    thread,
)
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Staff
from yorisoi.ui.parts import Part, add


def _rows(copies: list[Any], column: str, labels: Any) -> list[dict[str, Any]]:
    stand = states(column, [copy.pk for copy in copies])
    found = []
    for copy in copies:
        label, tone = STATES[stand.get(copy.pk, "")]
        found.append(
            {
                "copy": copy,
                "label": labels(copy.kind),
                "state": label,
                "tone": tone,
                "asked": stand.get(copy.pk) == "asked",
            }
        )
    return found


OF_CASE = AskedBy(
    lambda staff, case: case_copies_of_school(staff).filter(case=case).order_by("-at", "-pk").defer("text_sent")
)


def of_case(staff: Staff, case: Any) -> Part | None:
    """On a case: what was submitted of it, and how it stands with 市教委."""
    copies = OF_CASE.rows(staff, case=case.pk)
    if not copies:
        return None
    rows = _rows(copies, "copy", lambda kind: LABELS.get(kind, kind))
    return Part("oversight/_of_matter.html", {"rows": rows, "waits": any(row["asked"] for row in rows)})


def of_incident(staff: Staff, incident: Any) -> Part | None:
    """On an incident as the school sees it: the same, and what 市教委 said about the incident as a whole."""
    copies = list(incident_copies_of_school(staff).filter(incident=incident).order_by("-at", "-pk").defer("text_sent"))
    spoken = incidents_of_school(staff).filter(pk=incident.pk).exists()
    rows = _rows(copies, "incident_copy", lambda kind: INCIDENT_KINDS[kind].label)
    lines = thread(incident) if spoken else []
    if not rows and not lines:
        return None
    asked = [*(row["asked"] for row in rows), *(line.row.kind == ASKED and not line.answered for line in lines)]
    context = {"rows": rows, "lines": lines, "incident": incident, "waits": any(asked)}
    return Part("oversight/_of_matter.html", context)


def of_incident_for_board(staff: Staff, incident: Any) -> Part | None:
    """On an incident as 市教委 sees it: what was said, where to say more, how each paper stands."""
    if not staff.can(Can.BOARD):
        return None
    copies = list(incident.copies.order_by("-at", "-pk").defer("text_sent"))
    rows = _rows(copies, "incident_copy", lambda kind: INCIDENT_KINDS[kind].label)
    return Part("oversight/_for_board.html", {"rows": rows, "lines": thread(incident), "incident": incident})


def _copy_url(pk: UUID) -> str:
    return reverse("oversight:board_copy", args=[pk])


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    register(
        WORD_KIND,
        Subject(
            label=_("市教委とのやりとり"),
            url=lambda pk: reverse("oversight:word", args=[pk]),
            verb=_("やりとりを開く"),
            verbs={"board_answer": _("市教委に答える")},
            kept=kept_words,
        ),
    )
    for copies, label, kept in (
        (BoardCopy, _("学校からの報告"), kept_copies),
        (IncidentCopy, _("重大事態の報告"), kept_incident_copies),
    ):
        page = Subject(label=label, url=_copy_url, verb=_("報告を開く"), kept=kept)
        register(copies._meta.label_lower, page)
    add("case", of_case)
    add("incident", of_incident)
    add("incident_board", of_incident_for_board)
