"""Words of serious incidents in the record search: the lines, steps and measures of those that a person may read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.cases.finding_more import Reader, Shown, Source, add_source
from yorisoi.incidents.kinds import KINDS
from yorisoi.incidents.models import Incident, IncidentLine, IncidentMeasure, IncidentStep, MeasureDone
from yorisoi.incidents.queries import incidents_for
from yorisoi.journal.findable import Text
from yorisoi.journal.models import DataKey
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.schools.findable import text_of
from yorisoi.schools.models import Staff


def _of(model: Any, path: str = "incident") -> Any:
    def rows(staff: Staff) -> QuerySet[Any]:
        found = model.objects.filter(**{f"{path}__in": incidents_for(staff).order_by().values("pk")})
        return found.select_related(f"{path}__key", "by")

    return rows


def _where(row: Incident) -> str:
    return _("重大事態 %(number)s") % {"number": row.label}


def _url(row: Incident, anchor: str) -> str:
    return reverse("incidents:show", args=[row.pk]) + anchor


def _line(row: IncidentLine) -> Shown:
    texts = [words for words in row.data("body").values() if isinstance(words, str)]
    label = f"{KINDS[row.kind].label} {row.by.name}"
    return Shown(_where(row.incident), label, row.occurred_at, texts, _url(row.incident, f"#line-{row.pk}"))


def _step(row: IncidentStep) -> Shown:
    label = str(SERIOUS_FLOW.move(row.move).label) if row.move != "open" else ""
    return Shown(_where(row.incident), label, row.at, [row.text("reason")], _url(row.incident, f"#step-{row.pk}"))


def _measure(row: IncidentMeasure) -> Shown:
    label = f"{_('再発防止の取組')} {row.by.name}"
    return Shown(_where(row.incident), label, row.at, [row.text("words")], _url(row.incident, "#measures"))


def _done(row: MeasureDone) -> Shown:
    about = row.measure.incident
    label = f"{_('再発防止の取組')} {row.by.name}"
    return Shown(_where(about), label, row.at, [row.text("words")], _url(about, "#measures"))


def _again() -> Iterator[tuple[DataKey, list[Text]]]:
    for row in Incident.objects.filter(key__wrapped__isnull=False).select_related("key").order_by("pk"):
        texts = [text_of(one, "body", at=one.occurred_at) for one in _own(row.lines.all(), row)]
        texts += [text_of(one, "reason", at=one.at) for one in _own(row.steps.all(), row)]
        for one in _own(row.measures.all(), row):
            texts.append(text_of(one, "words", at=one.at))
            for done in MeasureDone.objects.filter(measure=one):
                done.measure = one
                texts.append(text_of(done, "words", at=done.at))
        yield row.key, texts


def _own(rows: Any, row: Incident) -> Iterator[Any]:
    for one in rows:
        one.incident = row
        yield one


def put_in_place() -> None:
    """Let the search find them; called when the app is ready."""
    readers = {
        "incidentline": Reader(_of(IncidentLine), _line),
        "incidentstep": Reader(_of(IncidentStep), _step),
        "incidentmeasure": Reader(_of(IncidentMeasure), _measure),
        "measuredone": Reader(_of(MeasureDone, "measure__incident"), _done),
    }
    add_source(Source("incidents", incidents_for, readers, _again))
