"""Shapes of what a reader says of an item: how it ends, or what they make of a child's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.meetings.forms import moment_field
from yorisoi.meetings.models import Meeting
from yorisoi.policy.roles import BODY_LABELS
from yorisoi.schools.fields import WordsField
from yorisoi.schools.models import Pupil


class ReportForm(forms.Form):
    """What the reader adds, and which other children of the class are meant."""

    words = WordsField(
        label=_("書き添えること"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("子どもの答えとことばは、そのまま入ります。読んで気づいたことがあれば書いてください。"),
    )
    pupils = forms.TypedMultipleChoiceField(
        label=_("ほかに関わる子ども（分かっているとき）"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )

    def __init__(self, *args: Any, classmates: Iterable[Pupil] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["pupils"]
        field.choices = [(one.pk, one.name) for one in classmates]
        if not field.choices:
            del self.fields["pupils"]


class InterviewForm(forms.Form):
    """When the interview is to be."""

    at = moment_field(_("面談の日時"), help_text=_("だれが・どこで は、面談の頁で決めます。"))

    def clean_at(self) -> datetime:
        """It lies ahead, or was just held."""
        at: datetime = self.cleaned_data["at"]
        if at.date() < timezone.localtime(clock.now()).date():
            raise forms.ValidationError(_("今日か、これからの日時を入れてください。"))
        return at


class CommitteeForm(forms.Form):
    """In which sitting, and the committee's reason."""

    meeting = forms.ChoiceField(label=_("どの会議で"))
    reason = WordsField(
        label=_("小委員会が決めた理由"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("通報にも面談にもしない理由を、あとから読んで分かるように書きます。"),
    )

    def __init__(self, *args: Any, meetings: Iterable[Meeting] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["meeting"]
        field.choices = [(str(one.pk), _said(one)) for one in meetings]


def _said(meeting: Meeting) -> str:
    at = timezone.localtime(meeting.scheduled_at)
    return f"{BODY_LABELS[meeting.body]} {at.month}/{at.day} {at:%H:%M}（{meeting.label}）"


class JudgeForm(forms.Form):
    """Whether what was written is cause for worry, and why."""

    judgement = forms.ChoiceField(
        label=_("このことばを読んで"),
        widget=forms.RadioSelect,
        choices=[("alarming", _("心配なことが書かれている")), ("nothing", _("心配なことは書かれていない"))],
    )
    reason = WordsField(label=_("そう判断した理由"), widget=forms.Textarea(attrs={"rows": 3}))


class AgainForm(JudgeForm):
    """Why words that two found calm are worrying after all."""

    judgement = forms.ChoiceField(widget=forms.HiddenInput, initial="alarming", choices=[("alarming", "")])
    reason = WordsField(label=_("心配だと思う理由"), widget=forms.Textarea(attrs={"rows": 3}))
