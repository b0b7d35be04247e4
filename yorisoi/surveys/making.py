"""Questionnaires of a school: taken from those that come with the program, changed while they are drafts, frozen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.edition import edition
from yorisoi.policy.edition_types import Form
from yorisoi.policy.flow import Need, NotYet
from yorisoi.policy.questionnaire import canonical, fingerprint, shipped, with_forms
from yorisoi.policy.questionnaire_reader import read
from yorisoi.policy.roles import Can
from yorisoi.schools.models import School, Staff
from yorisoi.surveys.models import Questionnaire

CITE = "detection.survey"
STILL_DRAFT = Need(
    "still_draft", _("使われたアンケートは変えられません。新しい版を作ってください。"), CITE, lambda f: bool(f)
)


def _require(by: Staff, school: School) -> None:
    if by.school_id != school.pk or not by.can(Can.SURVEY):
        raise PermissionError("not theirs to make")


def _filled(row: Questionnaire, data: Mapping[str, Any]) -> Questionnaire:
    made = read(data)
    row.code, row.version, row.audience, row.title = made.code, made.version, made.audience, made.title["ja"]
    row.body, row.sha256 = canonical(data), fingerprint(data)
    return row


@transaction.atomic
def use_shipped(*, school: School, by: Staff, code: str) -> Questionnaire:
    """Return the school's row of a questionnaire that comes with the program, as it is today; made where it is missing.

    Where the school has used the same code in other words, it becomes the school's next version.
    """
    _require(by, school)
    data = with_forms(shipped(code), edition(school.edition).forms)
    rows = Questionnaire.objects.filter(school=school, code=data["code"])
    for row in rows:
        if row.sha256 == fingerprint({**data, "version": row.version}):
            return row
    return _new(school, by, data, made_from=f"{code} {data['version']}")


@transaction.atomic
def make_questionnaire(*, school: School, by: Staff, data: Mapping[str, Any], made_from: str = "") -> Questionnaire:
    """Make a draft of the school's own, under the next version of its code. Raises BadQuestionnaire with the place."""
    _require(by, school)
    return _new(school, by, with_forms(data, edition(school.edition).forms), made_from=made_from)


def _new(school: School, by: Staff, data: Mapping[str, Any], made_from: str) -> Questionnaire:
    now = clock.now()
    last = Questionnaire.objects.filter(school=school, code=data.get("code", "")).order_by("-version").first()
    version = max(last.version + 1 if last else 1, data["version"] if isinstance(data.get("version"), int) else 1)
    row = _filled(
        Questionnaire(school=school, made_at=now, made_by=by, made_from=made_from), {**data, "version": version}
    )
    row.save(force_insert=True)
    journal(by=by, school_id=school.pk, event="questionnaire.made", about=row, cite=CITE, at=now, sha256=row.sha256)
    return row


@transaction.atomic
def change_questionnaire(*, questionnaire: Questionnaire, by: Staff, data: Mapping[str, Any]) -> Questionnaire:
    """Change a draft. Raises BadQuestionnaire with the place, `NotYet` when a round has opened with it."""
    row = Questionnaire.objects.select_for_update(of=("self",)).select_related("school").get(pk=questionnaire.pk)
    _require(by, row.school)
    if row.frozen_at is not None:
        raise NotYet([STILL_DRAFT])
    kept = {"code": row.code, "version": row.version}
    _filled(row, with_forms({**data, **kept}, edition(row.school.edition).forms))
    row.changed_at = clock.now()
    row.save(update_fields=["audience", "title", "body", "sha256", "changed_at"])
    journal(by=by, school_id=row.school_id, event="questionnaire.changed", about=row, cite=CITE, sha256=row.sha256)
    return row


def freeze(row: Questionnaire, *, forms: Iterable[Form], at: datetime) -> str:
    """Freeze a questionnaire, checked once more. Inside the transaction that opens a round. Returns its hash."""
    row.refresh_from_db()
    if row.frozen_at is None:
        _filled(row, with_forms(_data(row), forms))
        row.frozen_at = at
        row.save(update_fields=["body", "sha256", "frozen_at"])
    return row.sha256


def _data(row: Questionnaire) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row.body)
    return found
