"""The one form of duties: why a duty was late."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LateForm(forms.Form):
    """Shape only."""

    reason = forms.CharField(
        label=_("おくれた理由"),
        help_text=_("校長・教頭・生徒指導主任に見えます。すべきことは、終わるまで残ります。"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("理由を書いてください。")},
    )
