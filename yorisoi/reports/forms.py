"""The forms of guardian, resident, receipt and staff: shape only, nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.policy.edition_types import Edition
from yorisoi.policy.roles import POST_LABELS, Post
from yorisoi.reports.answers import FROM_LABELS, STILL_LABELS
from yorisoi.reports.easy import easy_texts
from yorisoi.reports.reading import Words
from yorisoi.schools.calendar import today
from yorisoi.schools.doors import classes_now
from yorisoi.schools.fields import DayField, LineField, MomentField, WordsField
from yorisoi.schools.models import School

WITHHOLD = (Post.HOMEROOM, Post.NURSE, Post.VICE_PRINCIPAL, Post.PRINCIPAL)
_LONG = {"rows": 6, "autocomplete": "off"}
_SHORT = {"autocomplete": "off"}


def _classes(school: School) -> list[tuple[str, Any]]:
    return [("", _("わからない・書かない")), *((str(row.pk), str(row)) for row in classes_now(school))]


class PublicForm(forms.Form):
    """What a guardian or a resident tells: one thing is required, the rest as far as they know and wish."""

    narrative = WordsField(
        label=_("何がありましたか"),
        help_text=_("見たこと、聞いたこと、お子さんの様子など。短くてもかまいません。"),
        widget=forms.Textarea(attrs=_LONG),
        error_messages={"required": _("何があったかを書いてください。ひとことでもかまいません。")},
    )
    child_name = LineField(label=_("お子さんの名前"), required=False, widget=forms.TextInput(_SHORT))
    class_id = forms.ChoiceField(label=_("学年と組"), required=False)
    happened_on = DayField(
        label=_("いつのことですか"),
        help_text=_("はっきりしないときは空けたまま、上の文に「先週から」のように書いてください。"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", **_SHORT}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付の形が読み取れません。空けたままでも送れます。")},
    )
    where = LineField(label=_("どこでのことですか"), required=False, widget=forms.TextInput(_SHORT))
    kinds = forms.MultipleChoiceField(
        label=_("近いもの(いくつでも)"), required=False, widget=forms.CheckboxSelectMultiple
    )
    still_going = forms.ChoiceField(
        label=_("いまもつづいていますか"),
        required=False,
        choices=list(STILL_LABELS.items()),
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )
    wish = WordsField(label=_("学校にしてほしいこと"), required=False, widget=forms.Textarea({**_LONG, "rows": 3}))
    withhold = forms.MultipleChoiceField(
        label=_("知らせないでほしい人"),
        help_text=_("選んだ人には、この内容を見せません。"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )
    staff_concerned = LineField(
        label=_("先生など学校の大人が関わっているとき、その人"),
        help_text=_("書かれた人には、この内容を見せません。「3年2組の担任」のような書き方でもかまいません。"),
        required=False,
        widget=forms.TextInput(_SHORT),
    )
    name = LineField(
        label=_("あなたのお名前"),
        help_text=_("書かなくても送れます(匿名)。書いていただくと、こちらから連絡できます。"),
        required=False,
        widget=forms.TextInput(_SHORT),
    )
    relation = LineField(label=_("お子さんとの関係"), required=False, widget=forms.TextInput(_SHORT))
    contact = LineField(label=_("連絡先と、連絡してよい時間"), required=False, widget=forms.TextInput(_SHORT))

    groups: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (_("あったこと"), ("narrative", "happened_on", "where", "kinds", "still_going")),
        (_("お子さん"), ("child_name", "class_id")),
        (_("学校に"), ("wish", "withhold", "staff_concerned")),
        (_("あなた"), ("name", "relation", "contact")),
    )

    def __init__(self, *args: Any, school: School, edition: Edition, easy: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.easy = easy
        texts = easy_texts(edition) if easy else {}
        for name, field in self.fields.items():
            field.label = texts.get(f"{name}.label", field.label)
            field.help_text = texts.get(f"{name}.help", "" if easy else field.help_text)
        self._choices("class_id", lambda: _classes(school), {} if not easy else {"": "書(か)かない"})
        self._choices("kinds", lambda: [(form.code, form.label) for form in edition.forms], texts)
        self._choices("withhold", self._withhold, texts)
        self._choices("still_going", lambda: list(STILL_LABELS.items()), texts)

    def _withhold(self) -> list[tuple[str, Any]]:
        return [(post.value, POST_LABELS[post]) for post in WITHHOLD] + self.also_withhold()

    def also_withhold(self) -> list[tuple[str, Any]]:
        """Return who else may be kept from knowing."""
        return [("child", _("子ども本人(相談したことを言わない)"))]

    def _choices(self, name: str, choices: Callable[[], list[tuple[str, Any]]], texts: dict[str, Any]) -> None:
        """Let a field have these choices, in the form's words; put together when somebody looks at them."""

        @cache
        def said() -> list[tuple[str, Any]]:
            own = "" if name == "class_id" else f"{name}."
            return [(code, texts.get(f"{own}{code}", label)) for code, label in choices()]

        self.fields[name].choices = said  # type: ignore[attr-defined]

    def clean_happened_on(self) -> date | None:
        """What is told of has happened: a day to come is a slip, asked about while all that is written stays."""
        day: date | None = self.cleaned_data["happened_on"]
        if day is not None and day > today():
            raise forms.ValidationError(_("まだ来ていない日です。確かめてください。空けたままでも送れます。"))
        return day

    def grouped(self) -> list[tuple[Any, list[Any]]]:
        """Return the fields in groups, for the page."""
        texts = easy_texts(None) if self.easy else {}
        return [
            (texts.get(f"group.{number}", title), [self[name] for name in names])
            for number, (title, names) in enumerate(self.groups)
        ]


class ResidentForm(PublicForm):
    """The same for a neighbour, who may know less of the child."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.easy:
            self.fields["child_name"].label = _("子どもの名前や特徴(わかれば)")
            self.fields["relation"].label = _("お住まいの地区など")
            self.fields["narrative"].help_text = _("見たこと、聞いたこと。短くてもかまいません。")

    def also_withhold(self) -> list[tuple[str, Any]]:
        """Return nobody else."""
        return []


class ReceiptForm(forms.Form):
    """The six words (あいことば) to come back with. words: the child's reading, where a child asks."""

    code = forms.CharField(
        label=_("あいことば(ひらがな6つ)"),
        help_text=_(
            "受付のときに、番号といっしょに出たことばです。間をあけて入れてください。カタカナでもかまいません。"
        ),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("6つのあいことばを入れてください。")},
        max_length=400,
    )

    def __init__(self, *args: Any, words: Words | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if words is not None:
            field = self.fields["code"]
            field.label, field.help_text = words["receipt.label"], words["receipt.help"]
            field.error_messages |= {"required": words["receipt.lead"], "max_length": words["slip.none"]}


class PassOnForm(forms.Form):
    """What a member of staff noticed or was told. No question about how grave it is."""

    narrative = WordsField(
        label=_("見たこと・聞いたこと"),
        help_text=_("ひとことで足ります。聞いた言葉は、そのまま書いてください。"),
        widget=forms.Textarea({**_LONG, "rows": 4, "autofocus": True}),
        error_messages={"required": _("見たこと・聞いたことを、ひとことでよいので書いてください。")},
    )
    people = LineField(
        label=_("だれのこと"),
        help_text=_("名前・かな・組の一部で探せます。わからなければ空けたままで。"),
        required=False,
        widget=forms.TextInput(_SHORT),
    )
    from_whom = forms.ChoiceField(
        label=_("だれから"),
        choices=list(FROM_LABELS.items()),
        initial="self",
        required=False,
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )
    received_from = LineField(
        label=_("その人の名前"),
        help_text=_("ほかの人から聞いたときだけ。わからなければ空けたままで。"),
        required=False,
        widget=forms.TextInput(_SHORT),
    )
    channel = forms.ChoiceField(label=_("どのように"), initial="in_person", required=False)
    when = forms.ChoiceField(
        label=_("いつ"),
        choices=[("now", _("いま・さきほど")), ("today", _("きょう")), ("other", _("ほかの日"))],
        initial="now",
        required=False,
        widget=forms.RadioSelect(attrs={"class": "columns"}),
    )
    told_at = MomentField(
        label=_("ほかの日のとき、その日時"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", **_SHORT}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("日時の形が読み取れません。例: 2026-06-03 15:40")},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = [(channel.code, channel.label) for channel in edition.channels if channel.code != "web"]
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the day if it was another one, and refuse a day to come."""
        data = super().clean() or {}
        for name in ("from_whom", "channel", "when"):
            data[name] = data.get(name) or self.fields[name].initial
        told_at = data.get("told_at")
        if data.get("when") == "other" and told_at is None and "told_at" not in self.errors:
            self.add_error("told_at", _("「ほかの日」のときは、日時を入れてください。"))
        if told_at and told_at.date() > today():
            self.add_error("told_at", _("これから先の日時です。確かめてください。"))
        return data
