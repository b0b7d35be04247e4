"""Where trainings are met elsewhere: in the duties, in the year's plan; their files.

Wholes as well as single rows can be linked: 「2026:2」 is all trainings of stage 2, 「2026:<edition>」 that everybody
has read this edition of the policy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.cases.files import ELSEWHERE, Elsewhere
from yorisoi.duties.subjects import Subject
from yorisoi.duties.subjects import register as register_subject
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can
from yorisoi.policy.training_flow import TrainingState
from yorisoi.prevention.links import Linked, register
from yorisoi.reports.models import Attachment
from yorisoi.schools.calendar import day_of
from yorisoi.schools.models import School, Staff
from yorisoi.training.reading_actions import readers
from yorisoi.training.training_models import PolicyReading, Training
from yorisoi.training.training_queries import trainings_for

POLICY = "training.policy_read"


@dataclass(frozen=True)
class There:
    """A thing that an activity is done by: its page, and the day on which it was done."""

    url: str
    done_on: date | None


def _wholes(refs: Collection[str]) -> dict[str, tuple[int, str]]:
    found = {}
    for ref in refs:
        year, colon, what = ref.partition(":")
        if colon and len(year) == 4 and year.isascii() and year.isdigit():
            found[ref] = int(year), what
    return found


def _uuids(refs: Collection[str]) -> set[UUID]:
    found = set()
    for ref in refs:
        try:
            found.add(UUID(ref))
        except ValueError:
            continue
    return found


def _find(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    ids, wholes = _uuids(refs), _wholes(refs)
    rows = list(
        Training.objects.filter(Q(pk__in=ids) | Q(year__in={year for year, _what in wholes.values()}), school=school)
        .only("pk", "year", "day", "state")
        .order_by("day", "pk")
    )
    found: dict[str, Any] = {
        str(row.pk): There(
            reverse("training:training", args=[row.pk]), row.day if row.state == TrainingState.HELD else None
        )
        for row in rows
        if row.pk in ids
    }
    for ref, (year, number) in wholes.items():
        stage = edition(school.edition).plan.stage(int(number)) if number.isascii() and number.isdigit() else None
        if stage is None:
            continue
        of_stage = [row for row in rows if row.year == year and stage.holds(row.day, year)]
        wanted = [row for row in of_stage if row.state != TrainingState.DROPPED]
        done = bool(wanted) and all(row.state == TrainingState.HELD for row in wanted)
        found[ref] = There(reverse("training:trainings"), max(row.day for row in wanted) if done else None)
    return found


def _choose(staff: Staff, year: int) -> list[tuple[str, str]]:
    if staff.school is None or not staff.can(Can.READ_PLAN):
        return []
    stages = edition(staff.school.edition).plan.stages
    whole = [(f"{year}:{one.number}", _("%(stage)sの研修すべて") % {"stage": one.label}) for one in stages]
    rows = trainings_for(staff).filter(year=year).exclude(state=TrainingState.DROPPED).order_by("day", "pk")
    return [*whole, *((str(row.pk), f"{row.told['title']} {row.day:%Y/%m/%d}") for row in rows)]


def _find_policy(school: School, refs: Collection[str]) -> Mapping[str, Any]:
    """Done when everybody who works here today has read it; in its school year, on the day of the last one."""
    wholes, page = _wholes(refs), reverse("training:policy")
    rows = {
        row.edition: row for row in PolicyReading.objects.filter(
            school=school, edition__in={name for _year, name in wholes.values()}
        )
    }  # fmt: skip
    found: dict[str, Any] = {}
    for ref, (year, name) in wholes.items():
        if name not in rows:
            continue
        state = readers(school, rows[name])
        days = [day_of(row.at) for _person, row in state.read]
        done = max([*days, date(year, 4, 1)]) if days and not state.unread else None
        found[ref] = There(page, done)
    return found


def _choose_policy(staff: Staff, year: int) -> list[tuple[str, str]]:
    if staff.school is None or not staff.can(Can.READ_PLAN):
        return []
    rules = edition(staff.school.edition)
    label = _("全教職員が方針を読む（%(version)s）") % {"version": rules.version}
    return [(f"{year}:{staff.school.edition}", label)]


def _readable(staff: Staff) -> Q:
    """Material: for all the staff."""
    if staff.school_id is None or not staff.can(Can.READ_PLAN):
        return Q(pk__in=[])
    return Q(training__in=trainings_for(staff).order_by().values("pk"))


def _mine(attachment: Attachment) -> bool:
    return attachment.training_id is not None


def _writes(attachment: Attachment, staff: Staff) -> bool:
    return staff.can(Can.PLAN) and trainings_for(staff).filter(attachments=attachment).exists()


def _home(attachment: Attachment) -> tuple[str, Text]:
    return reverse("training:training", args=[attachment.training_id]) + "#material", _("研修")


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
    register_subject(
        Training._meta.label_lower,
        Subject(
            label=gettext_lazy("研修"),
            url=lambda pk: reverse("training:training", args=[pk]) + "#catch-up",
            verb=gettext_lazy("資料を読む"),
            kept=lambda _staff: Training.objects.none(),
            acting=gettext_lazy("教職員として"),
        ),
    )
    register_subject(
        PolicyReading._meta.label_lower,
        Subject(
            label=gettext_lazy("学校の方針"),
            url=lambda _pk: reverse("training:policy"),
            verb=gettext_lazy("方針を読む"),
            kept=lambda _staff: PolicyReading.objects.none(),
            acting=gettext_lazy("教職員として"),
        ),
    )
    for kind, label, find, choose in (
        (Training._meta.label_lower, gettext_lazy("研修"), _find, _choose),
        (POLICY, gettext_lazy("方針を読む"), _find_policy, _choose_policy),
    ):
        register(kind, Linked(label, lambda row: row.url, lambda row: row.done_on, choose, find))
    if not any(one.mine is _mine for one in ELSEWHERE):
        ELSEWHERE.append(Elsewhere(readable=_readable, mine=_mine, writes=_writes, home=_home))
