"""What can be made of a case by one person: the documents in order, each with its formats and choices."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from yorisoi.cases.entries import KINDS as LINES
from yorisoi.cases.entries import SIDES
from yorisoi.cases.hearings import current_rows
from yorisoi.cases.models import Case
from yorisoi.cases.present_known import people_of
from yorisoi.cases.queries import lines_in
from yorisoi.documents.gather import say_moment
from yorisoi.documents.kinds import FORMAT_LABELS, KINDS, DocumentKind
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import ROLE_LABELS
from yorisoi.schools.models import Staff


@dataclass(frozen=True)
class Offer:
    """One document. choices: (value, words) where something is to be chosen first; `asks` says what."""

    kind: DocumentKind
    formats: list[tuple[str, Text]]
    choices: list[tuple[str, str]]
    asks: Text = ""


def offers_of(case: Case, staff: Staff) -> list[Offer]:
    """Return the documents of a case that this person may make."""
    found = []
    for kind in KINDS.values():
        if kind.about != "case" or not staff.can(kind.right):
            continue
        choices, asks = _choices(case, staff, kind)
        if kind.ref and not choices:
            continue
        found.append(Offer(kind, [(form, FORMAT_LABELS[form]) for form in kind.formats], choices, asks))
    return found


def _choices(case: Case, staff: Staff, kind: DocumentKind) -> tuple[list[tuple[str, str]], Text]:
    if kind.ref == "child":
        rows = [row for row in people_of(case, staff)[0] if row.until is None]
        names = {str(row.pupil_id): f"{row.pupil.name}（{ROLE_LABELS[row.role]}）" for row in rows}
        return list(names.items()), _("どの子どもの保護者へ")
    if kind.ref == "hearing":
        return _hearings(case), _("どの聞き取り")
    return [], ""


def _hearings(case: Case) -> list[tuple[str, str]]:
    sides = dict(SIDES)
    done = lines_in(case).filter(kind="hearing", corrections__isnull=True).select_related("pupil").defer("body")
    found = [
        (str(entry.pk), f"{LINES['hearing'].label} {say_moment(entry.occurred_at)} {entry.pupil or sides[entry.code]}")
        for entry in done.order_by("occurred_at")
    ]
    for row in current_rows(case):
        if not any(one.what == "recorded" for one in row.marks.all()):
            said = _("予定 %(when)s %(room)s") % {"when": say_moment(row.starts_at), "room": row.room}
            found.append((str(row.pk), f"{said} {row.pupil or sides[row.side]}"))
    return found + [(side, _("白紙（%(side)s）") % {"side": label}) for side, label in SIDES]
