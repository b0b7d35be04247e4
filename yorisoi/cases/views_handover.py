"""引継ぎ: the page on which what one carries in cases is handed to another."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from yorisoi.cases.handover import CannotTake, Carried, carried_by, hand_over
from yorisoi.duties.actions import all_duties
from yorisoi.journal.actions import journal
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.listed import beside
from yorisoi.policy.roles import Can
from yorisoi.schools.asked import person_asked
from yorisoi.schools.fields import WordsField
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import staff_of


class HandoverForm(forms.Form):
    """To whom, and a sheet for each case; a case whose sheet stays empty is not handed over."""

    to = forms.ChoiceField(
        label=gettext_lazy("引き継ぐ相手"),
        error_messages={"invalid_choice": gettext_lazy("引き継げる人から選んでください。")},
    )

    def __init__(self, *args: Any, person: Staff, carried: list[Carried], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = staff_of(person.school).exclude(pk=person.pk).prefetch_related("post_holdings__school_class")  # type: ignore[arg-type]
        self.others = {str(other.uid): other for other in rows if other.can(Can.WRITE_CASE)}
        choices = [("", "―"), *((uid, beside(other.name, other.post_label)) for uid, other in self.others.items())]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.cases = {f"sheet_{row.case.pk}": row for row in carried}
        for name, row in self.cases.items():
            self.fields[name] = WordsField(
                label=_("事案 %(number)s の引継ぎ") % {"number": row.case.label},
                help_text=_("分かっていること・約束したこと・次にすること。書いた事案だけを引き継ぎます。"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def clean(self) -> dict[str, Any]:
        """At least one sheet."""
        data = super().clean() or {}
        if not any(str(data.get(name, "")).strip() for name in self.cases):
            self.add_error(None, _("引き継ぐ事案の欄に、次の人が知っておくことを書いてください。"))
        return data

    def sheets(self) -> dict[uuid.UUID, str]:
        """Return what was written, by case."""
        said = {row.case.pk: str(self.cleaned_data[name]) for name, row in self.cases.items()}
        return {pk: words for pk, words in said.items() if words.strip()}

    def parts(self) -> list[dict[str, Any]]:
        """Return each case with its field, its state and what is owed there."""
        known = all_duties()
        return [
            {
                "case": row.case,
                "state": CASE_FLOW.labels[CaseState(row.case.state)],
                "owed": [(known[d.name].text if d.name in known else d.name, d) for d in row.duties],
                "field": self[name],
            }
            for name, row in self.cases.items()
        ]


@needs(Can.WRITE_CASE)
@require_http_methods(["GET", "POST"])
def handover(request: StaffRequest) -> HttpResponse:
    """Hand over one's own cases; those who oversee choose whose."""
    person = person_asked(request, Staff.objects.filter(school=request.school))
    carried = carried_by(person, request.staff)
    form = HandoverForm(request.POST if request.method == "POST" else None, person=person, carried=carried)
    if request.method == "POST" and form.is_valid():
        other = form.others[form.cleaned_data["to"]]
        try:
            done = hand_over(person=person, to=other, by=request.staff, sheets=form.sheets())
        except CannotTake:
            form.add_error("to", _("この人に渡せない事案があります。別の人を選ぶか、生徒指導主任に相談してください。"))
        else:
            said = _("%(n)d件の事案を引き継ぎました。相手が読んで確かめると、引継ぎが終わります。")
            messages.success(request, said % {"n": len(done)})
            return redirect("cases:handover")
    journal(by=request.staff, school_id=request.school.pk, event="view.handover", about=person)
    oversees = request.staff.can(Can.OVERSEE)
    context = {
        "form": form,
        "person": person,
        "own": person.pk == request.staff.pk,
        "people": staff_of(request.school).prefetch_related("post_holdings__school_class") if oversees else [],
    }
    return render(request, "cases/handover.html", context, status=422 if form.errors else 200)
