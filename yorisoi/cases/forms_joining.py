"""What is typed when a body joins or parts cases: shape only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.cases.parting import BOTH, GO
from yorisoi.schools.fields import LineField

Choices = Sequence[tuple[str, Any]]
STAY = ""
GOES: Choices = ((STAY, _("この事案に残る")), (GO, _("新しい事案に移る")), (BOTH, _("両方に入る")))


class JoiningForm(forms.Form):
    """The reason, and who saw it otherwise."""

    reason = LineField(
        label=_("理由"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("どんな事実から、そう判断したか。記録に残り、あとから変えられません。"),
    )
    minority = LineField(label=_("少数意見"), required=False, widget=forms.Textarea({"rows": 2}))

    def said(self) -> dict[str, str]:
        """Return reason and minority opinion as typed."""
        return {name: self.cleaned_data.get(name, "") for name in ("reason", "minority")}


class MergeForm(JoiningForm):
    """Which case with which, and whose number goes on."""

    other = forms.ChoiceField(label=_("まとめるもう一つの事案"), required=False)
    stays = forms.ChoiceField(label=_("どちらの番号で続けるか"), widget=forms.RadioSelect, initial="this")
    field_order = ("other", "stays", "reason", "minority")

    def __init__(self, *args: Any, cases: Choices, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [("", _("選んでください")), *cases]  # type: ignore[attr-defined]
        self.fields["stays"].choices = [  # type: ignore[attr-defined]
            ("this", _("事案 %(number)s で続ける") % {"number": label}),
            ("other", _("もう一つの事案の番号で続ける")),
        ]


class SplitForm(JoiningForm):
    """Which children, reports and lines go to the new case."""

    reports = forms.MultipleChoiceField(
        label=_("新しい事案に移す通報"), required=False, widget=forms.CheckboxSelectMultiple
    )
    entries = forms.MultipleChoiceField(
        label=_("新しい事案にも入れる記録"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("選んだ記録は、両方の事案で読めます。もとの事案からも消えません。"),
    )

    def __init__(
        self, *args: Any, children: Sequence[tuple[UUID, Any]], reports: Choices, entries: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.children = {f"child_{pk.hex}": pk for pk, _label in children}
        for pk, label in children:
            self.fields[f"child_{pk.hex}"] = forms.ChoiceField(
                label=label, choices=GOES, required=False, widget=forms.RadioSelect, initial=STAY
            )
        self.fields["reports"].choices = reports  # type: ignore[attr-defined]
        self.fields["entries"].choices = entries  # type: ignore[attr-defined]
        if not reports:
            del self.fields["reports"]
        if not entries:
            del self.fields["entries"]
        self.order_fields([*self.children, "reports", "entries", "reason", "minority"])

    def chosen(self) -> dict[str, Any]:
        """Return what `split_case` takes."""
        return {
            "children": {pk: self.cleaned_data.get(name, STAY) for name, pk in self.children.items()},
            "reports": _ids(self.cleaned_data.get("reports", ())),
            "entries": _ids(self.cleaned_data.get("entries", ())),
        }


class MoveForm(JoiningForm):
    """Which report goes where."""

    report = forms.ChoiceField(label=_("移す通報"), widget=forms.RadioSelect)
    target = forms.ChoiceField(label=_("移す先の事案"), required=False)
    field_order = ("report", "target", "reason", "minority")

    def __init__(self, *args: Any, reports: Choices, cases: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = reports  # type: ignore[attr-defined]
        self.fields["target"].choices = [("", _("選んでください")), *cases]  # type: ignore[attr-defined]


def _ids(texts: Iterable[str]) -> list[UUID]:
    return [UUID(text) for text in texts]
