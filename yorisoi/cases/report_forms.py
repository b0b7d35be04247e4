"""The small forms of a report's page: shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000


class WordsField(forms.CharField):
    """Words kept to the letter; blanks alone are no words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, max_length=LONGEST, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the words as typed."""
        said = str(super().to_python(value) or "")
        return said if said.strip() else ""


class MemoForm(forms.Form):
    """The intake officer's memo."""

    words = WordsField(
        label=_("メモ"),
        help_text=_(
            "いつ・だれから・何を聞いたか、どんな様子か。聞いたことばは、そのまま「 」で。残したメモは変えられません。"
        ),
        widget=forms.Textarea({"rows": 8, "autocomplete": "off"}),
        error_messages={"required": _("メモを書いてください。ひとことでもかまいません。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "memo_%s", **kwargs})


class UrgentForm(forms.Form):
    """Why it cannot wait, and what is done at once."""

    reason = forms.CharField(
        label=_("何が緊急か、すぐに行うこと"),
        help_text=_("知らせるべき人にすぐ届きます。当面の対応は1時間以内に記録します。"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("何が緊急かと、すぐに行うことを書いてください。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "urgent_%s", **kwargs})


class InterimForm(forms.Form):
    """The interim measure that was taken."""

    words = WordsField(
        label=_("行った当面の対応"),
        help_text=_("だれが、いつ、何をしたか。子どもは今どこで、だれといるか。"),
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("行った対応を書いてください。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "interim_%s", **kwargs})


class LiftForm(forms.Form):
    """Why somebody who was only mentioned may read after all."""

    reason = forms.CharField(
        label=_("見せてよいと判断した理由"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        error_messages={"required": _("理由を書いてください。")},
    )
