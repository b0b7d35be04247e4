"""Passing on to another school: a person decides per child, looks at every mask, hands it over; each a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import override

from yorisoi.documents.extract_text import finder_for
from yorisoi.documents.extracting import start
from yorisoi.documents.models import HandedOver, PassOn, PassOnOf
from yorisoi.documents.passing_models import NOTHING, PACKAGE
from yorisoi.documents.passing_text import Said, cases_of, package
from yorisoi.duties.actions import settle
from yorisoi.duties.kept_from import open_cases
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Pupil, Staff

CITE = "record.pass_on"


class NoReason(ValueError):
    """That nothing goes along is decided only with a reason."""


class NotReady(Exception):
    """There is no document yet: masks are left that nobody has looked at."""


def pass_ons_for(staff: Staff) -> QuerySet[PassOn]:
    """Return the decisions that this person may know: of the school, about nothing that is kept from them."""
    rows = PassOn.objects.filter(school=staff.school)
    if not staff.can(Can.EXTRACT):
        return rows.none()
    kept = PassOnOf.objects.filter(pass_on=OuterRef("pk")).filter(~open_cases(staff, "case_id"))
    return rows.filter(~Exists(kept)).select_related("key", "pupil", "by", "school", "extract")


def _may(pupil: Pupil, by: Staff) -> None:
    if not by.can(Can.EXTRACT) or pupil.school_id != by.school_id:
        raise PermissionError("not theirs to decide")


def _before(pupil: Pupil, by: Staff, token: str) -> PassOn | None:
    return PassOn.objects.filter(by=by, token=token, pupil=pupil).first() if token else None


@transaction.atomic
def decide_package(*, pupil: Pupil, by: Staff, said: Said, chosen: Mapping[UUID, str], token: str = "") -> PassOn:
    """Decide what goes along and gather it, other children masked. chosen: case id → in short or whole.

    An id that is none of the child's cases as this person may read them is left out. The same token decides once.
    """
    _may(pupil, by)
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    if (known := _before(pupil, by, token)) is not None:
        return known
    cases = cases_of(pupil, by)
    taken = {case.pk: chosen[case.pk] for case in cases if case.pk in chosen}
    finder = finder_for(pupil)
    with override("ja"):
        paper, found = package(pupil, by, finder, said, taken, cases)
    extract = start(pupil=pupil, by=by, paper=paper, found=found, finder=finder)
    words = {
        "to": said.to, "watching": said.watching, "safety": said.safety, "more": said.more,
        "ground": said.ground_note, "consent": said.consent_note, "why": "",
    }  # fmt: skip
    row = PassOn(
        key=make_data_key(pupil.school_id), school=pupil.school, pupil=pupil, decision=PACKAGE, ground=said.ground,
        consent=said.consent, extract=extract, by=by, at=clock.now(), token=token,
    )  # fmt: skip
    row.put("words", words)
    row.save(force_insert=True)
    PassOnOf.objects.bulk_create([PassOnOf(pass_on=row, case=case, chosen=case.pk in taken) for case in cases])
    _journal(row, by, "pass_on.decided", ground=said.ground, consent=said.consent, cases=len(taken))
    return row


@transaction.atomic
def decide_nothing(*, pupil: Pupil, by: Staff, to: str, why: str, token: str = "") -> PassOn:
    """Decide that nothing goes along, with the reason; what was owed for it is done."""
    _may(pupil, by)
    if not why.strip():
        raise NoReason
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    if (known := _before(pupil, by, token)) is not None:
        return known
    row = PassOn(
        key=make_data_key(pupil.school_id), school=pupil.school, pupil=pupil, decision=NOTHING, by=by, at=clock.now(),
        token=token,
    )  # fmt: skip
    row.put("words", {"to": to, "why": why.strip()})
    row.save(force_insert=True)
    PassOnOf.objects.bulk_create([PassOnOf(pass_on=row, case=case, chosen=False) for case in cases_of(pupil, by)])
    _journal(row, by, "pass_on.nothing")
    _settle(row, by)
    return row


@transaction.atomic
def hand_over_package(
    *, pass_on: PassOn, by: Staff, on: date, way: str, to: str, note: str = "", token: str = ""
) -> HandedOver:
    """Record that a package was handed over: when, how, to whom. What was owed for it is done.

    Raises `NotReady` while there is no document, PassOn.DoesNotExist.
    """
    row = pass_ons_for(by).select_for_update(of=("self",)).get(pk=pass_on.pk)
    if token and (known := row.deliveries.filter(token=token).first()) is not None:
        return known
    if row.extract is None or not row.extract.documents.exists():
        raise NotReady
    made = HandedOver(pass_on=row, on=on, way=way, by=by, at=clock.now(), token=token)
    made.put("words", {"to": to, "note": note})
    made.save(force_insert=True)
    _journal(row, by, "pass_on.handed_over", way=way, on=on.isoformat())
    _settle(row, by)
    return made


def _settle(row: PassOn, by: Staff) -> None:
    for matter in row.matters.select_related("case__school"):
        settle("passed_on", about=matter.case, by=by, pupil_id=row.pupil_id, childless=False)


def _journal(row: PassOn, by: Staff, event: str, **data: Any) -> None:
    journal(by=by, school_id=row.school_id, event=event, about=row, cite=CITE, pupil=str(row.pupil.uid), **data)
