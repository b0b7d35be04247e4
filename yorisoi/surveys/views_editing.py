"""One question and one alarming rule of a draft, in forms that need no script."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.surveys import editing
from yorisoi.surveys.forms_questionnaire import ItemForm, RuleForm
from yorisoi.surveys.views_questionnaires import known_draft, saved

NEW = "new"


@needs(Can.SURVEY)
@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """One question: its words, its answers and their order. An answer without words goes."""
    row, data = known_draft(request, pk)
    try:
        item = data["items"][editing.place_of(data, code)]
    except KeyError:
        raise Http404 from None
    form = ItemForm(request.POST if request.method == "POST" else None, item=item, reading=data["mode"])
    if request.method == "POST" and form.is_valid():
        made, gone = editing.with_changed(data, code, form.made)
        saved(request, row, made, _("質問を直しました。"), gone)
        return redirect("surveys:questionnaire", pk=pk)
    context = {"row": row, "sheet": row.read, "item": item, "form": form}
    return render(request, "surveys/item_edit.html", context, status=422 if form.is_bound else 200)


@needs(Can.SURVEY)
@require_http_methods(["GET", "HEAD", "POST"])
def rule_edit(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """One rule: which answers adults must look at, and how soon. 「new」 adds one."""
    row, data = known_draft(request, pk)
    rules: list[dict[str, Any]] = data.get("rules", [])
    rule = next((one for one in rules if one["code"] == code), None)
    if rule is None and code != NEW:
        raise Http404
    if rule is None:
        fresh = editing.fresh([one["code"] for one in rules], "r")
        rule = {"code": fresh, "cite": "detection.survey_reading", "clock": "survey_read"}
    both = bool(rule.get("all")) and bool(rule.get("any"))
    form = RuleForm(request.POST if request.method == "POST" else None, sheet=row.read, rule=rule)
    if request.method == "POST" and form.is_valid() and code == NEW:
        twice = next((one for one in rules if {**form.made, "code": ""} == {**one, "code": ""}), None)
        if twice is not None:
            return redirect("surveys:questionnaire", pk=pk)
    if request.method == "POST" and form.is_valid() and not both:
        saved(request, row, editing.with_rule(data, rule["code"], form.made), _("決まりを直しました。"))
        return redirect("surveys:questionnaire", pk=pk)
    context = {"row": row, "form": form, "both": both, "new": code == NEW}
    return render(request, "surveys/rule_edit.html", context, status=422 if form.is_bound else 200)


@needs(Can.SURVEY)
@require_POST
def rule_remove(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """A rule out."""
    row, data = known_draft(request, pk)
    if not any(one["code"] == code for one in data.get("rules", [])):
        raise Http404
    saved(request, row, editing.with_rule(data, code, None), _("決まりを外しました。"))
    return redirect("surveys:questionnaire", pk=pk)
