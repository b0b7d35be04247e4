"""The plan of a case in rows, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString

from yorisoi.cases.entries import KINDS
from yorisoi.cases.models import Case
from yorisoi.cases.models_measures import Effect, Measure, MeasureDuty
from yorisoi.cases.names import Letters
from yorisoi.cases.reach import parts_of
from yorisoi.duties.models import Duty

EFFECT_LABELS = dict(KINDS["effect"].codes)
ONWARD_LABELS = dict(KINDS["effect"].flags)


@dataclass
class Row:
    """One row of the plan as shown."""

    row: Measure
    who: str
    problem: SafeString
    measure: SafeString
    child: SafeString | str
    done_at: datetime | None
    effects: list[tuple[Effect, Any, Any, SafeString, SafeString]]
    do_duty: Duty | None
    look_duty: Duty | None
    ended: bool


def rows_of(case: Case, letters: Letters) -> list[Row]:
    """Return the plan of a case, with what came into it from other cases, in a fixed number of queries."""
    ours = Q(case__in=[case.pk, *parts_of(case)]) | Q(
        pk__in=MeasureDuty.objects.filter(duty__case=case).values("measure")
    )
    found = Measure.objects.filter(ours, replaced_by__isnull=True).select_related("case__key", "pupil", "staff")
    out = []
    for row in found.prefetch_related(
        "effects__case__key", "effects__by", "duties__duty__done_by", "duties__duty__staff"
    ):
        planned = row.data("planned")
        effects = []
        for effect in row.effects.all():
            words = effect.data("words")
            shown = (letters.veil(words.get("seen", "")), letters.veil(words.get("answer", "")))
            effects.append((effect, EFFECT_LABELS[effect.effect], ONWARD_LABELS[effect.onward], *shown))
        duties = [link.duty for link in row.duties.all()]
        do = next((d for d in duties if d.name == "do_measure" and (d.done_at or d.is_open)), None)
        held = next((d.staff for d in duties if d.is_open and d.staff), row.staff)
        out.append(
            Row(
                row=row,
                who=held.name,
                problem=letters.veil(planned.get("problem", "")),
                measure=letters.veil(planned.get("measure", "")),
                child=letters.name(row.pupil) if row.pupil else "",
                done_at=do.done_at if do else None,
                effects=effects,
                do_duty=do if do is not None and do.is_open else None,
                look_duty=next((d for d in duties if d.name == "evaluate_measure" and d.is_open), None),
                ended=bool(effects) and effects[-1][0].onward != "go_on",
            )
        )
    return out
