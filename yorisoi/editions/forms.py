"""Shapes of what is typed around editions: nothing is decided here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from yorisoi.policy.roles import BODY_LABELS
from yorisoi.reports.kinds import kind_of_file
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.fields import DayField, LineField

TOML_LARGEST = 2_000_000  # bytes of a file that somebody brings


class AdoptForm(forms.Form):
    """Putting an edition into force: for which year, where it was decided."""

    year = forms.TypedChoiceField(label=_("どの年度の版ですか"), coerce=int)
    body = forms.ChoiceField(label=_("どこで決めましたか"), required=False)
    decided_on = DayField(
        label=_("決めた日"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = LineField(
        label=_("覚え書き"),
        required=False,
        max_length=200,
        help_text=_("版といっしょに残ります。人の名前は書きません。"),
    )
    knows = forms.BooleanField(
        label=_("法律や国の方針に足りないところが残っていることを、知っています"), required=False
    )

    def __init__(self, *args: Any, errors_left: int, bodies: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.errors_left = errors_left
        year = school_year(today())
        self.fields["year"].choices = [(one, _("%(year)d年度") % {"year": one}) for one in (year, year + 1)]  # type: ignore[attr-defined]
        named = [(name, bodies.get(name) or label) for name, label in BODY_LABELS.items()]
        self.fields["body"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        if not errors_left:
            del self.fields["knows"]

    def clean_decided_on(self) -> Any:
        """Refuse a day to come: what is not decided yet cannot be adopted."""
        day = self.cleaned_data.get("decided_on")
        if day and day > today():
            raise forms.ValidationError(_("これから先の日です。確かめてください。"))
        return day

    def clean_knows(self) -> bool:
        """What falls short of the law is the school's to decide, knowingly."""
        if not self.cleaned_data.get("knows"):
            raise forms.ValidationError(_("足りないところを読んで、知ったうえで決めるときに、印をつけてください。"))
        return True


class BeginForm(forms.Form):
    """A new edition: from one that there is, or from a file."""

    base = forms.ChoiceField(label=_("もとにする版"), required=False)
    toml = forms.FileField(label=_("版のファイル（TOML）"), required=False)

    def __init__(self, *args: Any, bases: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["base"].choices = bases  # type: ignore[attr-defined]

    def clean_toml(self) -> str | None:
        """Return the text of the file, or None."""
        came = self.cleaned_data.get("toml")
        if came is None:
            return None
        if came.size > TOML_LARGEST:
            raise forms.ValidationError(_("大きすぎるファイルです。"))
        try:
            text: str = came.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("UTF-8 で書かれたファイルを選んでください。")) from None
        return text


class PublicForm(forms.Form):
    """The school's own document, and what the public pages show."""

    document = forms.FileField(
        label=_("方針の全文（PDF）"), required=False, help_text=_("15MBまで。だれでも読めるようになります。")
    )
    show_file = forms.BooleanField(label=_("いまの文書を公開しておく"), required=False)
    indexable = forms.BooleanField(
        label=_("検索サイトに載ってもよい"), required=False, help_text=_("印をつけないと、検索しても見つかりません。")
    )

    def clean_document(self) -> bytes | None:
        """Return the bytes of a PDF, or None."""
        came = self.cleaned_data.get("document")
        if came is None:
            return None
        if came.size > settings.ATTACHMENTS["pdf"]:
            raise forms.ValidationError(_("大きすぎます。15MBまでのPDFを選んでください。"))
        kind = kind_of_file(came)
        if kind is None or kind.name != "pdf":
            raise forms.ValidationError(_("PDFのファイルを選んでください。"))
        came.seek(0)
        content: bytes = came.read()
        return content
