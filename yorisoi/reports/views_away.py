"""不在と代わりの人: who is away, who stands in; each for oneself, managers for anybody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.duties.away import CannotBeAway, come_back, coming_absences, possible_substitutes, set_away
from yorisoi.duties.models import Absence
from yorisoi.policy.roles import Can
from yorisoi.reports.standing_in import pass_on_unreachable
from yorisoi.schools.asked import person_asked
from yorisoi.schools.calendar import today
from yorisoi.schools.fields import DayField
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import staff_of


class AwayForm(forms.Form):
    """From when until when, and who stands in."""

    since = DayField(label=gettext_lazy("いつから"), widget=forms.DateInput(attrs={"type": "date"}))
    until = DayField(label=gettext_lazy("いつまで（この日まで）"), widget=forms.DateInput(attrs={"type": "date"}))
    substitute = forms.ChoiceField(
        label=gettext_lazy("代わりの人"),
        help_text=gettext_lazy("この間、すべきこととお知らせが、この人にも届きます。"),
        error_messages={"invalid_choice": gettext_lazy("代わりになれる人から選んでください。")},
    )

    def __init__(self, *args: Any, person: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(other.uid): other for other in possible_substitutes(person)}
        choices = [("", "―"), *((uid, f"{other.name}（{other.post_label}）") for uid, other in self.others.items())]
        self.fields["substitute"].choices = choices  # type: ignore[attr-defined]


@needs(Can.DUTIES)
@require_http_methods(["GET", "POST"])
def away(request: StaffRequest) -> HttpResponse:
    """Say that one is away and who stands in; `who` is another person, for those who oversee."""
    person = person_asked(request, staff_of(request.school))
    start = {"since": today(), "until": today()}
    form = AwayForm(request.POST if request.method == "POST" else None, person=person, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                set_away(
                    staff=person,
                    substitute=form.others[said["substitute"]],
                    since=said["since"],
                    until=said["until"],
                    by=request.staff,
                )
                pass_on_unreachable(request.school, by=request.staff)
        except CannotBeAway as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("不在と、代わりの人を記録しました。"))
            return redirect("reports:away")
    rows = coming_absences(request.school)
    if not request.staff.can(Can.OVERSEE):
        rows = rows.filter(Q(staff=request.staff) | Q(substitute=request.staff))
    context = {
        "form": form,
        "person": person,
        "own": person.pk == request.staff.pk,
        "rows": rows,
        "people": staff_of(request.school).prefetch_related("post_holdings__school_class")
        if request.staff.can(Can.OVERSEE)
        else [],
        "today": today(),
    }
    return render(request, "reports/away.html", context, status=422 if form.errors else 200)


@needs(Can.DUTIES)
@require_POST
def back(request: StaffRequest, pk: int) -> HttpResponse:
    """Come back earlier, or not go: one's own, or anybody's for those who oversee."""
    rows = Absence.objects.filter(staff__school=request.school).select_related("staff")
    if not request.staff.can(Can.OVERSEE):
        rows = rows.filter(staff=request.staff)
    come_back(absence=get_object_or_404(rows, pk=pk), by=request.staff)
    messages.success(request, _("不在を終わりにしました。"))
    return redirect("reports:away")
