"""Shapes of what a reader says of an item: how it ends, or what they make of a child's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yorisoi.meetings.forms import moment_field
from yorisoi.meetings.models import Meeting
from yorisoi.policy.deadlines import TOKYO, SchoolDay, after_school_days
from yorisoi.policy.roles import BODY_LABELS
from yorisoi.schools.calendar import day_of, today
from yorisoi.schools.fields import WordsField
from yorisoi.schools.models import Pupil
from yorisoi.schools.school_days import school_day_at
from yorisoi.surveys.models import ReadingItem


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
    """When the interview is to be: on a school day; of what cannot wait, as soon as the school meets.

    times: those to choose from. None: any time of such a day (no chapter of interviews keeps the times).
    """

    at = moment_field(_("面談の日時"))

    def __init__(
        self, *args: Any, item: ReadingItem, times: Sequence[tuple[datetime, str]] | None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.is_school_day = school_day_at(item.school)
        self.last = last_day(item, self.is_school_day, times)
        soon = _("この答えは待てません。%(day)sまでに話を聞きます。") % {"day": _day(self.last)} if self.last else ""
        field: Any = self.fields["at"]
        field.help_text = soon
        if times is not None:
            said = _("授業日の、選べる時間から選んでください。")
            times = [(at, label) for at, label in times if self.is_school_day(day_of(at))]
            known = [
                (f"{at.astimezone(TOKYO):%Y-%m-%dT%H:%M}", label)
                for at, label in times
                if self.last is None or day_of(at) <= self.last
            ]
            self.fields["at"] = forms.ChoiceField(
                label=field.label,
                choices=[("", _("選んでください")), *known],
                help_text=_("%(soon)sだれが・どこで は、面談のページで変えられます。") % {"soon": soon},
                error_messages={"invalid_choice": f"{soon}{said}"},
            )

    def clean_at(self) -> datetime:
        """It lies ahead, on a day on which the child is there."""
        at = self.cleaned_data["at"]
        if isinstance(at, str):  # a choice
            return datetime.fromisoformat(at).replace(tzinfo=TOKYO)
        moment: datetime = at
        day = day_of(moment)
        if day < today():
            raise forms.ValidationError(_("今日か、これからの日時を入れてください。"))
        if self.last and day > self.last:
            raise forms.ValidationError(self.fields["at"].help_text)
        if not self.is_school_day(day):
            raise forms.ValidationError(_("授業日ではありません。授業日の日時を入れてください。"))
        return moment


def last_day(item: ReadingItem, is_school_day: SchoolDay, times: Sequence[tuple[datetime, str]] | None) -> date | None:
    """Return until when a child must be talked with whose answer cannot wait; None: it may.

    The day of the item's clock; the next school day where that is over, no school day, or without a time that is left.
    """
    if not item.grave:
        return None
    until = day_of(item.due_at)
    left = times is None or any(day_of(at) <= until for at, _label in times)
    if until >= today() and is_school_day(until) and left:
        return until
    return after_school_days(max(until, today()), 1, is_school_day)


def _day(day: date) -> str:
    return f"{day.month}/{day.day}"


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
