"""The chronology on a page of its own: oldest first, facts and judgements in columns of their own, fifty at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from yorisoi.cases import chronology
from yorisoi.cases.case_course import meetings_of, steps_of
from yorisoi.cases.entries import JUDGEMENT, NATURES
from yorisoi.cases.models import BoardCopy, Case
from yorisoi.cases.names import Letters
from yorisoi.cases.present_known import people_of
from yorisoi.cases.queries import entries_of
from yorisoi.cases.reach import parts_of
from yorisoi.schools.calendar import day_of
from yorisoi.schools.fields import DayField
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.numbers import whole

PER_PAGE = 50
DECIDED = frozenset({JUDGEMENT, "meeting"})  # what stands in the column of judgements


def _day(label: Any) -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, required=False, widget=widget)


class FilterForm(forms.Form):
    """What of the chronology is shown. Nothing here is a name: people are chosen by number."""

    nature = forms.ChoiceField(label=_("種類"), required=False)
    pupil = forms.ChoiceField(label=_("子ども"), required=False)
    staff = forms.ChoiceField(label=_("教職員"), required=False)
    since = _day(_("いつから"))
    until = _day(_("いつまで"))

    def __init__(self, *args: Any, pupils: list[Pupil], people: Mapping[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        everything = ("", _("すべて"))
        self.fields["nature"].choices = [everything, *NATURES.items()]  # type: ignore[attr-defined]
        self.fields["pupil"].choices = [everything, *((str(p.pk), p.name) for p in pupils)]  # type: ignore[attr-defined]
        staff = ((str(pk), name) for pk, name in sorted(people.items(), key=lambda one: one[1]))
        self.fields["staff"].choices = [everything, *staff]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("since") and said.get("until") and said["since"] > said["until"]:
            self.add_error("until", _("「いつから」より後の日を入れてください。"))
        return said


@dataclass
class Chronology:
    """What is shown of it."""

    letters: Letters
    form: FilterForm
    leaf: Leaf[chronology.Line]
    all_lines: int
    shown: int

    @property
    def narrowed(self) -> bool:
        """Something is left out by the filter."""
        return self.shown != self.all_lines


def all_lines(case: Case, staff: Staff) -> tuple[list[chronology.Line], Letters, list[Pupil]]:
    """Return every line, oldest first, with its words still sealed."""
    people, letters = people_of(case, staff)
    entries, parts = list(entries_of(case)), parts_of(case)
    steps = steps_of(case, parts)
    reports = list(case.report_links.select_related("report__key").order_by("at"))
    copies = list(BoardCopy.objects.filter(case__in=[case.pk, *parts]))
    lines = chronology.lines_of(case, entries, steps, meetings_of(case, parts), reports, copies, letters, staff)
    lines = chronology.without_repeats(lines, entries)
    return lines[::-1], letters, list({row.pupil_id: row.pupil for row in people}.values())


def build(case: Case, staff: Staff, given: Mapping[str, str], *, paper: bool) -> Chronology:
    """Read the chronology for one person. Only the words of the lines shown are opened; on paper all of them are."""
    lines, letters, pupils = all_lines(case, staff)
    people = {pk: name for line in lines for pk, name in line.staff.items()}
    form = FilterForm(given if _filters(given) else None, pupils=pupils, people=people)
    kept = lines
    if form.is_bound:
        said = form.cleaned_data if form.is_valid() else form.cleaned_data or {}
        kept = chronology.narrowed(kept, said.get("nature", ""), said.get("pupil", ""))
        if (number := whole(said.get("staff", ""))) is not None:
            kept = [line for line in kept if number in line.staff]
        kept = [line for line in kept if _within(line, said.get("since"), said.get("until"))]
    leaf = Paginator(kept, max(len(kept), 1) if paper else PER_PAGE).get_page(given.get("page"))
    chronology.filled(list(leaf.object_list))
    return Chronology(letters, form, leaf, len(lines), len(kept))


def _filters(given: Mapping[str, str]) -> bool:
    return any(given.get(name) for name in FilterForm.base_fields)


def _within(line: chronology.Line, since: date | None, until: date | None) -> bool:
    day = day_of(line.at)
    return (since is None or day >= since) and (until is None or day <= until)


def page_of(case: Case, staff: Staff, anchor: str) -> int:
    """Return on which page of the unfiltered chronology a line stands."""
    lines, _letters, _pupils = all_lines(case, staff)
    place = next((n for n, line in enumerate(lines) if line.anchor == anchor), 0)
    return place // PER_PAGE + 1
