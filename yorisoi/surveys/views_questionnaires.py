"""Questionnaires: those that come with the program, the school's own made from them, each seen as its grade sees it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.policy.edition import edition
from yorisoi.policy.flow import NotYet
from yorisoi.policy.questionnaire import BadQuestionnaire, shipped, shipped_names, with_forms
from yorisoi.policy.questionnaire import Questionnaire as Sheet
from yorisoi.policy.questionnaire_reader import read
from yorisoi.policy.roles import Can
from yorisoi.reports.reading import Words
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.surveys import editing
from yorisoi.surveys.forms_paper import plain
from yorisoi.surveys.forms_questionnaire import HeadForm, NewItemForm
from yorisoi.surveys.furigana import faults
from yorisoi.surveys.making import change_questionnaire, make_questionnaire
from yorisoi.surveys.models import Questionnaire
from yorisoi.surveys.queries import questionnaires_for
from yorisoi.surveys.said import READINGS, SHIPPED

OWN = "_own"


@needs(Can.SURVEY)
@require_safe
def questionnaires(request: StaffRequest) -> HttpResponse:
    """What comes with the program, and what the school has made of it, the newest version first."""
    rows = list(questionnaires_for(request.staff))
    own: dict[str, list[Questionnaire]] = {}
    for row in rows:
        if row.code not in SHIPPED:
            own.setdefault(row.code, []).append(row)
    context = {"shipped": [(code, SHIPPED.get(code, code)) for code in _in_order()], "own": list(own.values())}
    return render(request, "surveys/questionnaires.html", context)


def _in_order() -> list[str]:
    names = shipped_names()
    return [code for code in SHIPPED if code in names] + [code for code in names if code not in SHIPPED]


@needs(Can.SURVEY)
@require_POST
def make(request: StaffRequest) -> HttpResponse:
    """Make a draft of the school's own: from a shipped one, or the next version of one that is frozen."""
    start = request.POST.get("from", "")
    own = questionnaires_for(request.staff)
    if start in shipped_names():
        data, made_from = shipped(start), f"{start} {shipped(start)['version']}"
        data |= {"code": f"{start}{OWN}", "version": 1}  # the school counts its own
    else:
        row = _known(request, start)
        data, made_from = json.loads(row.body), f"{row.code} {row.version}"
    draft = own.filter(code=data["code"], frozen_at__isnull=True).first()
    if draft is None:
        draft = make_questionnaire(school=request.school, by=request.staff, data=data, made_from=made_from)
        messages.success(request, _("下書きを作りました。使い始める（実施回を始める）までは、何度でも変えられます。"))
    else:
        messages.info(request, _("この質問の下書きが、もうあります。"))
    return redirect("surveys:questionnaire", pk=draft.pk)


def _known(request: StaffRequest, pk: Any) -> Questionnaire:
    text = str(pk)
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return get_object_or_404(questionnaires_for(request.staff), pk=int(text))


def known_draft(request: StaffRequest, pk: int) -> tuple[Questionnaire, dict[str, Any]]:
    """Return a questionnaire of this school with its data, or answer 404."""
    row = _known(request, pk)
    return row, json.loads(row.body)


@needs(Can.SURVEY)
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: StaffRequest, pk: int) -> HttpResponse:
    """One questionnaire: its head, questions and rules; a draft can be changed."""
    row, data = known_draft(request, pk)
    sheet = row.read
    start = {
        "title": data["title"]["ja"], "lead": data["lead"]["ja"], "thanks": data["thanks"]["ja"],
        "mode": data["mode"], "grades": data["grades"],
    }  # fmt: skip
    form = HeadForm(request.POST if request.method == "POST" else None, initial=start, reading=data["mode"])
    if request.method == "POST" and form.is_valid():
        for said in unreadable(data, form.cleaned_data["mode"]):
            form.add_error("mode", said)
    if request.method == "POST" and form.is_valid():
        saved(request, row, form.applied(data), _("直しました。"))
        return redirect("surveys:questionnaire", pk=pk)
    return page_of(request, row, sheet, {"form": form}, status=422 if form.is_bound else 200)


def unreadable(data: dict[str, Any], mode: str) -> list[str]:
    """Return which questions cannot be read in another reading, with their number and what is missing."""
    found = []
    for number, item in enumerate(data["items"], 1):
        texts = [item["ask"]["ja"], *(option["ja"] for option in item.get("options", ()) if item["kind"] != "forms")]
        faulty = dict.fromkeys(fault for text in texts for fault in faults(text, mode))
        found += [_("%(n)d番の質問: %(said)s") % {"n": number, "said": fault} for fault in faulty]
    return found


def page_of(
    request: StaffRequest, row: Questionnaire, sheet: Sheet, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return the page of a questionnaire."""
    rules = [(rule, editing.in_words(rule, sheet)) for rule in sheet.rules]
    items = [(item, plain(item.ask), [plain(option.text) for option in item.options]) for item in sheet.items]
    context = {
        "row": row,
        "sheet": sheet,
        "items": items,
        "rules": rules,
        "draft": row.frozen_at is None and row.code not in SHIPPED,
        "new_item": NewItemForm(auto_id="new_%s"),
        **more,
    }
    return render(request, "surveys/questionnaire.html", context, status=status)


def saved(request: StaffRequest, row: Questionnaire, data: dict[str, Any], said: str, gone: Sequence[str] = ()) -> None:
    """Change a draft and say so; a frozen one, or a fault that no form saw, is said in words."""
    if row.code in SHIPPED:
        messages.error(
            request, _("はじめからある質問は、そのままでは変えられません。「もとにして作る」から始めてください。")
        )
        return
    try:
        change_questionnaire(questionnaire=row, by=request.staff, data=data)
    except NotYet as not_yet:
        messages.error(request, " ".join(str(need.text) for need in not_yet.needs))
    except BadQuestionnaire as bad:
        messages.error(request, f"{place_said(bad.where)}: {bad.message}")
    else:
        messages.success(request, said)
        for sentence in gone:
            messages.warning(request, _("次の決まりは、質問や答えがなくなったので外れました: %s") % sentence)


def place_said(where: str) -> str:
    """Say where a fault is, as people count."""
    head, _dot, _rest = where.partition(".")
    for name, said in (("items[", _("%d番の質問")), ("rules[", _("%d番の決まり"))):
        if head.startswith(name):
            number = head.removeprefix(name).rstrip("]")
            return said % (int(number) + 1) if number.isdigit() else head
    return {"items": _("質問"), "rules": _("決まり")}.get(head, head)


@needs(Can.SURVEY)
@require_POST
def item_add(request: StaffRequest, pk: int) -> HttpResponse:
    """One more question, put before the last ones."""
    row, data = known_draft(request, pk)
    form = NewItemForm(request.POST, auto_id="new_%s")
    if not form.is_valid():
        return page_of(request, row, row.read, {"new_item": form, "form": _head(data)}, status=422)
    asked = {item["ask"]["ja"]: item["code"] for item in data["items"]}
    if form.cleaned_data["ask"] in asked:
        messages.info(request, _("同じ質問が、もうあります。"))
        return redirect("surveys:item_edit", pk=pk, code=asked[form.cleaned_data["ask"]])
    made, code = editing.with_item(data, form.cleaned_data["kind"], form.cleaned_data["ask"])
    saved(request, row, made, _("質問を足しました。答えと、表に出す言い方を確かめてください。"))
    if row.frozen_at is None and row.code not in SHIPPED:
        return redirect("surveys:item_edit", pk=pk, code=code)
    return redirect("surveys:questionnaire", pk=pk)


def _head(data: dict[str, Any]) -> HeadForm:
    start = {name: data[name]["ja"] for name in ("title", "lead", "thanks")}
    return HeadForm(initial={**start, "mode": data["mode"], "grades": data["grades"]}, reading=data["mode"])


@needs(Can.SURVEY)
@require_POST
def item_move(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """A question up or down."""
    row, data = known_draft(request, pk)
    try:
        made = editing.moved(data, code, up=request.POST.get("way") == "up")
    except KeyError:
        raise Http404 from None
    saved(request, row, made, _("順番を変えました。"))
    answer = redirect("surveys:questionnaire", pk=pk)
    answer["Location"] += f"#item-{code}"
    return answer


@needs(Can.SURVEY)
@require_POST
def item_remove(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """A question out, with what rules asked of it."""
    row, data = known_draft(request, pk)
    try:
        made, gone = editing.without(data, code)
    except KeyError:
        raise Http404 from None
    saved(request, row, made, _("質問を外しました。"), gone)
    return redirect("surveys:questionnaire", pk=pk)


@needs(Can.SURVEY)
@require_safe
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """The school's questionnaire as children see it."""
    row = _known(request, pk)
    return _preview(request, row.read, row)


@needs(Can.SURVEY)
@require_safe
def preview_shipped(request: StaffRequest, code: str) -> HttpResponse:
    """One that comes with the program as children see it."""
    if code not in shipped_names():
        raise Http404
    return _preview(request, read(with_forms(shipped(code), edition(request.school.edition).forms)), None)


def _preview(request: StaffRequest, sheet: Sheet, row: Questionnaire | None) -> HttpResponse:
    mode = request.GET.get("as", sheet.mode)
    mode = mode if mode in READINGS else sheet.mode
    words = Words(mode)

    def of(text: Any) -> Any:
        return plain(text) if mode == "plain" else words.of(text)

    items = [(item, of(item.ask), [(option.icon, of(option.text)) for option in item.options]) for item in sheet.items]
    context = {
        "row": row, "sheet": sheet, "mode": mode, "readings": READINGS.items(), "items": items,
        "title": of(sheet.title), "lead": of(sheet.lead), "thanks": of(sheet.thanks),
        "cannot": of({"ja": "いまは いえない", "en": "I can't say now"}),
        "scale": range(11),
    }  # fmt: skip
    return render(request, "surveys/preview.html", context)
