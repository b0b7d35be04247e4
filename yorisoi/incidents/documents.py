"""Making a document of a serious incident: as the person may read it, numbered and kept as every document is."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import override

from yorisoi.documents.actions import NoSuchDocument, keep
from yorisoi.documents.kinds import KINDS, DocumentKind
from yorisoi.documents.models import Made
from yorisoi.documents.queries import ALSO_THEIRS
from yorisoi.incidents.models import Incident
from yorisoi.incidents.papers import PAPERS, told
from yorisoi.incidents.queries import incidents_for
from yorisoi.schools.models import Staff

STAGES = ("1", "2")


def _readable(staff: Staff) -> Q:
    return Q(incident__in=incidents_for(staff).order_by().values("pk"))


def put_in_place() -> None:
    """Let whoever made a document of an incident fetch it again, while they may read the incident."""
    if _readable not in ALSO_THEIRS:
        ALSO_THEIRS.append(_readable)


def offers(staff: Staff) -> list[DocumentKind]:
    """Return the documents of an incident that this person may make."""
    return [kind for kind in KINDS.values() if kind.about == "incident" and staff.can(kind.right)]


@transaction.atomic
def make_of_incident(*, incident: Incident, by: Staff, kind: str, form: str, ref: str = "", token: str = "") -> Made:
    """Make a document of an incident that this person may read. ref: of the explanation, which of the two.

    Raises Incident.DoesNotExist, PermissionError, NoSuchDocument, NoFont.
    """
    row = incidents_for(by).get(pk=incident.pk)
    found = KINDS.get(kind)
    if found is None or found.about != "incident" or form not in found.formats:
        raise NoSuchDocument
    if found.ref and ref not in STAGES:
        raise NoSuchDocument
    if not by.can(found.right):
        raise PermissionError("not theirs to make")
    with override("ja"):
        paper = PAPERS[kind](told(row), ref)
    return keep(paper, kind, form, by, token, key_of=row, incident=row)
