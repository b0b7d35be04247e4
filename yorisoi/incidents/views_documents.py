"""Documents of a serious incident: what can be made, what was made, making one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yorisoi.documents.actions import NoSuchDocument
from yorisoi.documents.fonts import NoFont
from yorisoi.documents.kinds import FORMAT_LABELS
from yorisoi.documents.models import Made
from yorisoi.documents.shown import shown
from yorisoi.incidents.documents import make_of_incident, offers
from yorisoi.incidents.models import Incident
from yorisoi.incidents.queries import known_incident
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.schools.fields import mark
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.READ_CASE)
@require_safe
def documents(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What can be made of an incident, and what was made of it: what, by whom, when, its fingerprint."""
    return _page(request, known_incident(request.staff, pk))


def _page(request: StaffRequest, row: Incident, status: int = 200) -> HttpResponse:
    journal(by=request.staff, school_id=row.school_id, event="view.documents", about=row)
    made = Made.objects.filter(incident=row).select_related("by").defer("content")
    stages = [("1", _("一つめ（根拠・目的・意向）")), ("2", _("二つめ（構成・時期・方法・結果の提供）"))]
    context = {
        "incident": row,
        "offers": [
            (kind, [(form, FORMAT_LABELS[form]) for form in kind.formats], stages if kind.ref else [])
            for kind in offers(request.staff)
        ],
        "made": [shown(one, request.staff) for one in made],
    }
    return render(request, "incidents/documents.html", context, status=status)


@needs(Can.READ_CASE)
@require_POST
def make(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Make a document of an incident and fetch it."""
    row = known_incident(request.staff, pk)
    said = {name: mark(request.POST.get(name), 64) for name in ("kind", "form", "ref", "token")}
    try:
        made = make_of_incident(incident=row, by=request.staff, **said)
    except PermissionError as refused:
        raise PermissionDenied from refused
    except NoSuchDocument:
        messages.error(request, _("その書類は作れません。もう一度選んでください。"))
        return _page(request, row, status=422)
    except NoFont as missing:
        messages.error(request, str(missing))
        return _page(request, row, status=503)
    return redirect("documents:file", pk=made.pk)
