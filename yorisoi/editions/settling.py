"""Writes around the editions: the school's own document, what its public pages show, the check of the helplines."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db import transaction

from yorisoi.duties.actions import Setting, owe, settle
from yorisoi.editions.actions import require
from yorisoi.editions.models import HelplineCheck, HelplineYear, PolicyFile, PublicPage
from yorisoi.editions.queries import page_of
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM, Actor
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.edition import edition
from yorisoi.policy.edition_duties import CHECK_HELPLINES, CHECKED
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, Staff

PUBLISHED, HELPLINES = "policy.publication", "helplines"


@transaction.atomic
def publish_file(*, school: School, by: Staff, content: bytes) -> PolicyFile:
    """Put the school's own document on its public pages. The same file again is the same row."""
    require(by, school)
    School.objects.select_for_update().get(pk=school.pk)
    now, year, digest = clock.now(), school_year(today()), hashlib.sha256(content).hexdigest()
    row = PolicyFile.objects.filter(school=school, sha256=digest, year=year).defer("content").first()
    if row is None:
        row = PolicyFile.objects.create(
            school=school, content=content, sha256=digest, size=len(content), year=year, at=now, by=by
        )
    before = page_of(school)
    if before is None or before.file_id != row.pk:
        _show(school, by, file=row, indexable=bool(before and before.indexable))
    return row


@transaction.atomic
def set_page(*, school: School, by: Staff, indexable: bool, show_file: bool) -> PublicPage | None:
    """Say whether search engines may list the pages, and whether the document is still shown."""
    require(by, school)
    School.objects.select_for_update().get(pk=school.pk)
    before = page_of(school)
    file = before.file if before is not None and show_file else None
    if before is not None and (before.indexable, before.file_id) == (indexable, file.pk if file else None):
        return before
    return _show(school, by, file=file, indexable=indexable)


def _show(school: School, by: Staff, *, file: PolicyFile | None, indexable: bool) -> PublicPage:
    row = PublicPage.objects.create(school=school, file=file, indexable=indexable, at=clock.now(), by=by)
    journal(
        by=by, school_id=school.pk, event="policy.public", about=row, cite=PUBLISHED, at=row.at, indexable=indexable,
        sha256=file.sha256 if file else "",
    )  # fmt: skip
    return row


@transaction.atomic
def owe_check(*, school: School, by: Actor = SYSTEM) -> HelplineYear:
    """Owe the check of this school year, once."""
    School.objects.select_for_update().get(pk=school.pk)
    year = school_year(today())
    row = HelplineYear.objects.filter(school=school, year=year).first()
    if row is None:
        now = clock.now()
        row = HelplineYear.objects.create(school=school, year=year, key=make_data_key(school.pk), at=now)
        row.school = school
        owe([CHECK_HELPLINES], about=row, by=by, at=now, setting=Setting(fresh=True))
    return row


def owe_checks() -> int:
    """Owe the check of this school year at every school that does not owe it yet; return how many there were."""
    year = school_year(today())
    schools = School.objects.exclude(pk__in=HelplineYear.objects.filter(year=year).values("school"))
    return len([owe_check(school=school) for school in schools])


@transaction.atomic
def check_helplines(*, school: School, by: Staff, answers: Mapping[str, bool]) -> int:
    """Record for each number whether somebody answered there; return how many were new.

    When every number of the edition has been looked at in this school year, the year's duty is done.
    """
    require(by, school)
    year = owe_check(school=school, by=by)
    now, made = clock.now(), 0
    last = {row.phone: row for row in year.checks.order_by("at", "id")}
    phones = [line.phone for line in edition(school.edition).helplines if line.phone]
    for phone in dict.fromkeys(phones):
        right = answers.get(phone)
        if right is None or (phone in last and last[phone].right == right and last[phone].at.date() == now.date()):
            continue
        last[phone] = HelplineCheck.objects.create(of=year, phone=phone, right=right, at=now, by=by)
        made += 1
    if made:
        journal(by=by, school_id=school.pk, event="helplines.checked", about=year, cite=HELPLINES, at=now, count=made)
    if set(phones) <= set(last):
        settle(CHECKED, about=year, by=by, at=now)
    return made
