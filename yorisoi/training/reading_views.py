"""The pages on which the policy is read and confirmed: the short edition with its button, who has read what."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.editions.queries import page_of, since
from yorisoi.editions.short import Speech, short_of
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.training.reading_actions import Replaced, confirm_policy, readers, reading_now, readings_of, remind_readers
from yorisoi.training.training_models import PolicyRead
from yorisoi.training.training_queries import is_staff
from yorisoi.training.training_views import told


@needs(Can.READ_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: StaffRequest) -> HttpResponse:
    """The policy in short, with the way to the whole, and 「読みました」."""
    if request.method == "POST":
        try:
            confirm_policy(by=request.staff, edition=request.POST.get("edition", ""))
        except Replaced:
            messages.warning(request, _("この間に、方針が新しくなりました。もう一度、いまの版を読んでください。"))
        else:
            messages.success(request, _("読んだことを確かめました。ありがとうございました。"))
        return redirect("training:policy")
    rules, speech = edition(request.school.edition), "en" if get_language() == "en" else "ja"
    shown = page_of(request.school)
    reads = PolicyRead.objects.filter(staff=request.staff).select_related("of").order_by("-at", "-pk")
    rows = [(row, edition(row.of.edition)) for row in reads]
    context = {
        "rules": rules,
        "short": short_of(rules, speech),
        "words": Speech(speech),
        "since": since(request.school),
        "file": shown.file if shown else None,
        "read": next((row for row, _rules in rows if row.of.edition == request.school.edition), None),
        "before": [(row, one) for row, one in rows if row.of.edition != request.school.edition],
        "owes": is_staff(request.staff),
        "may": request.staff.can(Can.PLAN),
    }
    return render(request, "training/policy_read.html", context)


@needs(Can.PLAN)
@require_safe
def policy_readers(request: StaffRequest) -> HttpResponse:
    """Who has confirmed which edition when, and who has not confirmed the one in force."""
    school = request.school
    now = reading_now(school)
    rows = list(readings_of(school))
    chosen = next((row for row in rows if row.edition == request.GET.get("edition")), now)
    state = readers(school, chosen)
    here = {person.pk for person, _row in state.read}
    past = PolicyRead.objects.filter(of=chosen).exclude(staff__in=here).select_related("staff") if chosen else []
    context = {
        "rules": edition(chosen.edition if chosen else school.edition),
        "chosen": chosen,
        "editions": [(row, edition(row.edition)) for row in rows],
        "current": chosen is None or chosen.edition == school.edition,
        "state": state,
        "past": list(past),
    }
    return render(request, "training/policy_readers.html", context)


@needs(Can.PLAN)
@require_POST
def policy_remind(request: StaffRequest) -> HttpResponse:
    """Remind whoever has not read the edition in force."""
    told(request, remind_readers(by=request.staff))
    return redirect("training:policy_readers")
