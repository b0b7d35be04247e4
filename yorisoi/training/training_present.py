"""What the pages of trainings show: the lines of a year, one training with everybody, one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.cases.files import files_shown
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import BODY_LABELS, Can
from yorisoi.policy.training_flow import THEMES, TRAINING_LABELS, TrainingState
from yorisoi.reports.models import Attachment
from yorisoi.schools.calendar import day_of, school_year, today
from yorisoi.schools.models import Staff
from yorisoi.training.drill_models import DrillRun
from yorisoi.training.drills import DRILLS
from yorisoi.training.training_models import PolicyRead, Presence, Training
from yorisoi.training.training_queries import (
    Standing,
    drills_of,
    expected,
    standing,
    standings,
    trainings_for,
    whole_staff,
)

TONES = {TrainingState.PLANNED: "accent", TrainingState.HELD: "ok", TrainingState.DROPPED: "neutral"}
MINE: dict[str, tuple[Text, str]] = {
    "came": (gettext_lazy("出席した"), "ok"),
    "caught": (gettext_lazy("資料で確かめた"), "ok"),
    "still": (gettext_lazy("資料を読む"), "warn"),
}
MOST = 200  # drills of a year


@dataclass(frozen=True)
class Line:
    """A training or a drill in a list. mine: how it stands with whoever looks. still: of all, for who may know."""

    day: date
    title: str
    url: str
    theme: Text
    label: Text
    tone: str
    came: int
    mine: tuple[Text, str] | None = None
    still: int = 0
    files: int = 0
    late: bool = False


def body_label(row: Training) -> Text:
    """Return who is to attend."""
    if not row.body:
        return _("全教職員")
    rule = edition(row.school.edition).bodies.get(row.body)
    return rule.label if rule else BODY_LABELS.get(row.body, row.body)


def _line(row: Training, stand: Standing, staff: Staff, files: int) -> Line:
    held = row.state == TrainingState.HELD
    state = stand.of(staff) if held else ""
    return Line(
        day=row.day, title=row.told["title"], url=reverse("training:training", args=[row.pk]), theme=THEMES[row.theme],
        label=TRAINING_LABELS[row.state], tone=TONES[TrainingState(row.state)], came=len(stand.there) if held else 0,
        mine=MINE.get(state), still=len(stand.still) if held and staff.can(Can.PLAN) else 0, files=files,
        late=row.state == TrainingState.PLANNED and row.day < today(),
    )  # fmt: skip


def _drill(run: DrillRun, staff: Staff) -> Line:
    players = list(run.players.all())
    played = any(one.staff_id == staff.pk for one in players)
    drill = DRILLS.get(run.drill)
    return Line(
        day=day_of(run.ended_at or run.begun_at), title=str(drill.title) if drill else run.drill,
        url=reverse("training:drill", args=[run.pk]), theme=_("訓練"), label=TRAINING_LABELS[TrainingState.HELD],
        tone="ok", came=len(players), mine=MINE["came"] if played else None,
    )  # fmt: skip


def year_lines(staff: Staff, year: int) -> list[Line]:
    """Return the trainings and drills of a year, the latest first."""
    rows = list(trainings_for(staff).filter(year=year))
    found = standings(rows)
    counted = Attachment.objects.filter(training__in=rows).order_by().values_list("training").annotate(n=Count("pk"))
    files = dict(counted)
    lines = [_line(row, found[row.pk], staff, files.get(row.pk, 0)) for row in rows]
    lines += [_drill(run, staff) for run in drills_of(staff, year)[:MOST]]
    return sorted(lines, key=lambda line: line.day, reverse=True)


def my_lines(staff: Staff) -> dict[str, Any]:
    """Return what stands on one's own page: still to read, then year by year."""
    ids = Presence.objects.filter(staff=staff).values("training")
    rows = list(trainings_for(staff).filter(pk__in=ids, state=TrainingState.HELD))
    found = standings(rows)
    lines = [
        (_line(row, found[row.pk], staff, 0), found[row.pk].caught.get(staff.pk))
        for row in rows
        if found[row.pk].of(staff)
    ]
    runs = drills_of(staff).filter(pk__in=DrillRun.objects.filter(players__staff=staff).values("pk"))[:MOST]
    shown = [(line, caught.on if caught else None, caught.text("words") if caught else "") for line, caught in lines]
    shown += [(_drill(run, staff), None, "") for run in runs]
    shown.sort(key=lambda one: one[0].day, reverse=True)
    years: dict[int, list[Any]] = {}
    for one in shown:
        years.setdefault(school_year(one[0].day), []).append(one)
    reads = PolicyRead.objects.filter(staff=staff).select_related("of").order_by("-at", "-pk")
    return {
        "still": [line for line, _on, _words in shown if line.mine == MINE["still"]],
        "years": list(years.items()),
        "reads": [(row, edition(row.of.edition)) for row in reads],
    }


def page_of(staff: Staff, row: Training) -> dict[str, Any]:
    """Return what stands on the page of one training."""
    stand, may, told = standing(row), staff.can(Can.PLAN), row.told
    steps = list(row.steps.select_related("by"))
    for step in steps:
        step.training = row
    caught = stand.caught.get(staff.pk)
    names = {one.pk: one for one in stand.missed}
    people = expected(row, whole_staff(row.school)) if row.state == TrainingState.PLANNED else []
    return {
        "row": row,
        "told": told,
        "theme": THEMES[row.theme],
        "whom": body_label(row),
        "line": _line(row, stand, staff, 0),
        "stand": stand,
        "state": stand.of(staff) if row.state == TrainingState.HELD else "",
        "caught": (caught, caught.text("words")) if caught else None,
        "catch_ups": [(names[pk], one, one.text("words")) for pk, one in stand.caught.items() if pk in names]
        if may
        else [],
        "people": people,
        "called": any(one.pk == staff.pk for one in people),
        "may": may,
        "files": files_shown(Attachment.objects.filter(training=row)),
        "steps": [(step, step.text("words")) for step in steps],
    }
