"""Shapes of what is typed about a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.meetings.proposals import Seat
from yorisoi.schools.fields import MomentField


def moment_field(label: Any, **options: Any) -> MomentField:
    """Return a field for a day and time."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return MomentField(label=label, widget=widget, **options)


def _said(guest: Seat) -> str:
    return f"{guest.staff.name}（{guest.label}）{guest.away}"


class ConveneForm(forms.Form):
    """When and where, and which guests. Items and seats are proposed beside it."""

    at = moment_field(_("日時"))
    place = forms.CharField(label=_("場所"), max_length=60, required=False, widget=forms.TextInput())
    invited = forms.MultipleChoiceField(
        label=_("このほかに招く人"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"})
    )

    def __init__(self, *args: Any, guests: tuple[Seat, ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["invited"]
        field.choices = [(str(g.staff.pk), _said(g)) for g in guests]  # type: ignore[attr-defined]
        if not guests:
            del self.fields["invited"]


class NextForm(forms.Form):
    """The next date and what must be done until then (◎ of the flowchart)."""

    next_at = moment_field(_("次回の日時"))
    next_work = forms.CharField(
        label=_("それまでに進めておくこと"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_next_at(self) -> Any:
        """A next meeting lies ahead."""
        at = self.cleaned_data["next_at"]
        if at <= clock.now():
            raise forms.ValidationError(_("これからの日時を入れてください。"))
        return at


class NotesForm(forms.Form):
    """The room's notes and the version they were typed over."""

    notes = forms.CharField(label=_("話し合いの記録"), required=False, max_length=20000, widget=forms.Textarea())
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput())
