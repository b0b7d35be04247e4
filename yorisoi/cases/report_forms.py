"""The small forms of a report's page: shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.schools.fields import LineField, WordsField


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

    reason = LineField(
        label=_("何が緊急か、すぐに行うこと"),
        help_text=_("知らせるべき人にすぐ届きます。当面の対応は1時間以内に記録します。"),
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("何が緊急かと、すぐに行うことを書いてください。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "urgent_%s", **kwargs})


class InterimForm(forms.Form):
    """The interim measure that was taken."""

    done = WordsField(  # stands in one form with the memo, which has its own name
        label=_("行った当面の対応"),
        help_text=_("だれが、いつ、何をしたか。子どもは今どこで、だれといるか。"),
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("行った対応を書いてください。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "interim_%s", **kwargs})


class LiftForm(forms.Form):
    """Why somebody who was only mentioned may read after all."""

    reason = LineField(
        label=_("見せてよいと判断した理由"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        error_messages={"required": _("理由を書いてください。")},
    )


class IdentityForm(forms.Form):
    """Why who told has to be known."""

    reason = LineField(
        label=_("開く理由"),
        help_text=_("開いたことと理由は記録に残り、ほかに開ける人に知らされます。"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        error_messages={"required": _("なぜ知る必要があるかを書いてください。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "identity_%s", **kwargs})


class WithdrawForm(forms.Form):
    """Why a child was named by mistake."""

    reason = LineField(
        label=_("まちがいだと分かった理由"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
        error_messages={"required": _("理由を書いてください。")},
    )


class ReporterForm(forms.Form):
    """Who told, as it is right. What was first written stays."""

    source = forms.ChoiceField(label=_("伝えた人の立場"), required=False)
    name = LineField(label=_("名前"), required=False, max_length=120)
    relation = LineField(label=_("関係"), required=False, max_length=120)
    contact = LineField(label=_("連絡先"), required=False, max_length=200)
    received_from = LineField(label=_("だれから聞いたか"), required=False, max_length=200)
    reason = LineField(
        label=_("何がまちがっていたか、どう確かめたか"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("理由を書いてください。")},
    )

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", _("変えない")), *sources]  # type: ignore[attr-defined]
        for name in ("name", "relation", "contact", "received_from"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """Something must be put right."""
        said: dict[str, Any] = super().clean() or {}
        if not any(said.get(name) for name in ("source", "name", "relation", "contact", "received_from")):
            self.add_error(None, _("正しいことを、どれか一つ書いてください。"))
        return said
