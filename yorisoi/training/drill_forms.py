"""Forms of drills."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class JoinForm(forms.Form):
    """The code that whoever began it sees on their page."""

    code = forms.CharField(
        label=_("訓練の番号"),
        max_length=20,
        help_text=_("始めた人の画面に出ている6文字です。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("訓練の番号を書いてください。")},
    )


class ReflectForm(forms.Form):
    """What one takes home."""

    words = forms.CharField(
        label=_("ふり返り"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("迷ったところ、次に変えること。いっしょに訓練した人が読みます。"),
        error_messages={"required": _("ふり返りを書いてください。")},
    )
