"""Forms of serious incidents: shape only."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.incidents.kinds import KINDS, Kind
from yorisoi.incidents.models import IncidentLine
from yorisoi.incidents.recording import Line
from yorisoi.journal import clock
from yorisoi.meetings.forms import moment_field
from yorisoi.policy.flow import Text
from yorisoi.policy.serious_checklist import ITEMS, STAGES
from yorisoi.policy.serious_facts import ANSWERS, CLAIMANTS, GROUND_LABELS
from yorisoi.reports.files_form import FilesForm
from yorisoi.schools.calendar import TOKYO, today
from yorisoi.schools.fields import DayField, LineField, WordsField
from yorisoi.schools.models import Pupil

COLUMNS = {"class": "columns"}
UNKNOWN = "unknown"


def area(rows: int = 4) -> forms.Textarea:
    """Return a box for words."""
    return forms.Textarea(attrs={"rows": rows})


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> DayField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, required=required, widget=widget, help_text=help_text)


def _token() -> forms.CharField:
    return forms.CharField(max_length=64, required=False, widget=forms.HiddenInput())


class Tokened(forms.Form):
    """A form that is sent once."""

    token = _token()

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"token": secrets.token_hex(16), **(options.get("initial") or {})}
        super().__init__(*args, **options)

    def clean_token(self) -> str:
        """A browser that sends none is given one."""
        return str(self.cleaned_data.get("token") or secrets.token_hex(16))


def _ahead(day: date | None) -> date | None:
    if day is not None and day < today():
        raise forms.ValidationError(_("今日より前の日は選べません。"))
    return day


def _past(at: datetime) -> datetime:
    if at > clock.now() + timedelta(minutes=1):
        raise forms.ValidationError(_("まだ来ていない日時は記録できません。"))
    return at


def pupil_choices(pupils: Iterable[tuple[Pupil, str]]) -> list[tuple[str, str]]:
    """Return the choices of a child, with the one who is not known yet last."""
    rows = [(str(one.uid), f"{one.name}（{seat}）" if seat else one.name) for one, seat in pupils]
    return [*rows, (UNKNOWN, _("まだ分からない（分かったら選びます）"))]


class OpenForm(Tokened):
    """What was claimed or found. A claim needs no ground: it opens the incident by itself."""

    claimant = forms.ChoiceField(
        label=gettext_lazy("申立て"), required=False, widget=forms.RadioSelect(attrs=COLUMNS),
        help_text=gettext_lazy("「いじめ」「重大事態」ということばがなくても、つらさや被害を訴えていれば申立てです。"),
        choices=[("", gettext_lazy("申立てではない（学校が疑いを持った）")), *CLAIMANTS.items()],
    )  # fmt: skip
    words = WordsField(
        label=gettext_lazy("申し立てのことば・分かった事実"), widget=area(5),
        help_text=gettext_lazy("ことばは「 」で、言ったとおりに。学校の見方はここに書きません。"),
    )  # fmt: skip
    received_at = moment_field(gettext_lazy("いつ聞いたか・分かったか"))
    grounds = forms.MultipleChoiceField(
        label=gettext_lazy("重大事態の別"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(GROUND_LABELS.items()),
        help_text=gettext_lazy("疑いで足ります。申立てのときは、分からなければ空けておけます。"),
    )  # fmt: skip
    pupil = forms.ChoiceField(label=gettext_lazy("対象の児童"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, pupils: Sequence[tuple[Pupil, str]], **options: Any) -> None:
        options["initial"] = {"received_at": clock.now().astimezone(TOKYO), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.fields["pupil"].choices = pupil_choices(pupils)  # type: ignore[attr-defined]

    def clean_received_at(self) -> datetime:
        """What was heard has been heard."""
        return _past(self.cleaned_data["received_at"])

    def clean(self) -> dict[str, Any]:
        """Ask for a ground where nobody claims."""
        data = super().clean() or {}
        if not data.get("claimant") and not data.get("grounds") and "grounds" not in self.errors:
            self.add_error("grounds", _("申立てでないときは、1号か2号（または両方）を選んでください。"))
        return data


class LineForm(Tokened):
    """One dated line, as its kind says."""

    occurred_at = moment_field(gettext_lazy("いつ"))

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        given: frozenset[str] = frozenset(),
        start: dict[str, Any],
        codes: tuple[tuple[str, Text], ...] | None = None,
        **options: Any,
    ) -> None:
        self.kind = kind
        self.typed = [one for one in kind.fields if not one.auto]
        options["initial"] = {"occurred_at": clock.now().astimezone(TOKYO), **start}
        super().__init__(*args, **options)
        if kind.codes:
            self.fields["code"] = forms.ChoiceField(
                label=str(kind.code_label),
                choices=kind.codes if codes is None else codes,
                widget=forms.RadioSelect(attrs=COLUMNS),
            )
        for one in self.typed:
            field = WordsField if one.long else LineField
            widget: forms.Widget = area() if one.long else forms.TextInput()
            self.fields[f"body_{one.name}"] = field(
                label=str(one.label), help_text=str(one.help), required=one.required, widget=widget
            )
        if kind.stage:
            left = [code for code in ITEMS if code in STAGES[kind.stage] and code not in given]
            self.fields["items"] = forms.MultipleChoiceField(
                label=_("説明したこと（まだの項目）"), required=bool(left), widget=forms.CheckboxSelectMultiple,
                choices=[(code, str(ITEMS[code].text)) for code in left],
                help_text=_("一度にすべてでなくてかまいません。項目ごとに日付が残ります。"),
            )  # fmt: skip
        if kind.next_on:
            self.fields["next_on"] = day_field(_("次に報告する日"), help_text=_("その日のすべきことに入ります。"))
        names = ["code", *(f"body_{one.name}" for one in self.typed), "items", "occurred_at", "next_on"]
        self.order_fields([name for name in names if name in self.fields])

    def clean_occurred_at(self) -> datetime:
        """What is recorded has happened."""
        return _past(self.cleaned_data["occurred_at"])

    def clean_next_on(self) -> date | None:
        """Refuse a day that has passed."""
        return _ahead(self.cleaned_data["next_on"])

    def clean(self) -> dict[str, Any]:
        """Who cannot be heard has a family with wishes; whom one told has a name."""
        data = super().clean() or {}
        if (
            self.kind.name == "hearing"
            and data.get("code") == "could_not"
            and not str(data.get("body_wish") or "").strip()
        ):
            self.add_error("body_wish", _("本人から聴けないときは、家族の意向を書いてください。"))
        told = self.kind.name == "police" and data.get("code") in {"told", "consulted"}
        if told and not str(data.get("body_whom") or "").strip():
            self.add_error("body_whom", _("だれに伝えたかを書いてください。"))
        return data

    def line(self, corrects: IncidentLine | None = None, attach: FilesForm | None = None) -> Line:
        """Return the line as the action takes it, with the files of a valid form."""
        data = self.cleaned_data
        return Line(
            kind=self.kind.name,
            occurred_at=data["occurred_at"],
            body={one.name: data[f"body_{one.name}"] for one in self.typed},
            code=data.get("code", ""),
            items=tuple(data.get("items", ())),
            next_on=data.get("next_on"),
            corrects=corrects,
            token=data["token"],
            files=attach.sent if attach else (),
            about=attach.said if attach else {},
        )


class CheckForm(Tokened):
    """A point of the official list, done on a day."""

    item = forms.ChoiceField(choices=[(code, str(code)) for code in ITEMS], widget=forms.HiddenInput())
    done_on = day_field(gettext_lazy("した日"))
    words = WordsField(label=gettext_lazy("覚え"), required=False, widget=area(2))

    def clean_done_on(self) -> date:
        """A point is ticked when it is done."""
        day: date = self.cleaned_data["done_on"]
        if day > today():
            raise forms.ValidationError(_("まだ来ていない日は記録できません。"))
        return day

    def line(self) -> Line:
        """Return the line as the action takes it."""
        day: date = self.cleaned_data["done_on"]
        now = clock.now()
        at = now if day == today() else datetime(day.year, day.month, day.day, 12, tzinfo=TOKYO)
        body = {"words": self.cleaned_data["words"]}
        return Line("check", at, body, code=self.cleaned_data["item"], token=self.cleaned_data["token"])


class MoveForm(forms.Form):
    """Why a step is taken; who investigates, where that is being decided."""

    move = forms.CharField(widget=forms.HiddenInput())
    lead = forms.ChoiceField(
        label=gettext_lazy("調査の主体"), required=False, widget=forms.RadioSelect(attrs=COLUMNS),
        choices=KINDS["board_word"].codes,
    )  # fmt: skip
    reason = WordsField(label=gettext_lazy("理由"), required=False, widget=area(3))

    def __init__(self, *args: Any, wants: frozenset[str] = frozenset(), **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("lead", "reason"):
            if name not in wants:
                del self.fields[name]
        if "lead" in self.fields:
            self.fields["lead"].required = True


class MeasureForm(Tokened):
    """A measure against repetition: what, who, by when."""

    words = WordsField(label=gettext_lazy("何をするか"), widget=area(3))
    staff = forms.ChoiceField(label=gettext_lazy("担当者"))
    due_on = day_field(gettext_lazy("期日"))

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["staff"].choices = [("", _("選んでください")), *people]  # type: ignore[attr-defined]
        self.order_fields(["words", "staff", "due_on"])

    def clean_due_on(self) -> date | None:
        """Refuse a day that has passed."""
        return _ahead(self.cleaned_data["due_on"])


class DoneForm(forms.Form):
    """What was done, and what came of it."""

    words = WordsField(label=gettext_lazy("行ったこと・その結果"), widget=area(4))


class QuestionForm(Tokened):
    """Could this be serious? The answer with its reason."""

    answer = forms.ChoiceField(label=gettext_lazy("答え"), widget=forms.RadioSelect, choices=list(ANSWERS.items()))
    reason = WordsField(
        label=gettext_lazy("そう考える理由"), widget=area(4),
        help_text=gettext_lazy("だれと考えたか、何を確かめたか。この文は市教委にも届きます。"),
    )  # fmt: skip
    pupil = forms.ChoiceField(
        label=gettext_lazy("対象の児童"), widget=forms.RadioSelect, required=False,
        help_text=gettext_lazy("重大事態として扱うときに選びます。"),
    )  # fmt: skip
    next_on = day_field(
        gettext_lazy("次に考える日"), required=False, help_text=gettext_lazy("「まだ決められない」のとき。")
    )

    def __init__(self, *args: Any, pupils: Sequence[tuple[Pupil, str]], answers: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pupil"].choices = pupil_choices(pupils)  # type: ignore[attr-defined]
        self.fields["answer"].choices = [(code, ANSWERS[code]) for code in answers]  # type: ignore[attr-defined]

    def clean_next_on(self) -> date | None:
        """Refuse a day that has passed."""
        return _ahead(self.cleaned_data["next_on"])

    def clean(self) -> dict[str, Any]:
        """Ask whose it is where it is taken up, and until when where it is not decided."""
        data = super().clean() or {}
        if data.get("answer") == "yes" and not data.get("pupil"):
            self.add_error("pupil", _("対象の児童を選んでください（まだ分からないときは、そのように）。"))
        if data.get("answer") == "later" and not data.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _("次に考える日を入れてください。"))
        return data
