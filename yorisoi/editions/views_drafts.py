"""The editor: a draft by parts or as a text, what is wrong with it beside it, and its adoption."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.editions.actions import (
    Closed,
    Conflict,
    NotUsable,
    adopt_edition,
    begin_draft,
    give_up_draft,
    save_part,
    save_text,
    step_back,
)
from yorisoi.editions.forms import AdoptForm, BeginForm
from yorisoi.editions.models import DraftSave, EditionDraft
from yorisoi.editions.parts import node_of_part, part_of, parts_of, typed_part, with_part
from yorisoi.editions.queries import Examined, earlier_of, examine, known_names, titles
from yorisoi.policy.edition import BadEdition, names, whole
from yorisoi.policy.edition_compare import compare
from yorisoi.policy.edition_form import changed_rows, rebuilt
from yorisoi.policy.edition_text import seen
from yorisoi.policy.lint import SEVERITY_LABELS
from yorisoi.policy.roles import Can
from yorisoi.reports.said import token_of
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.nameless import SAID, NamesAChild


def known_draft(request: StaffRequest, pk: int) -> EditionDraft:
    """Return a draft of this school, or 404."""
    rows = EditionDraft.objects.filter(school=request.school).select_related("school", "saved_by", "adoption")
    return get_object_or_404(rows, pk=pk)


def _beside(draft: EditionDraft, found: Examined | None = None) -> dict[str, Any]:
    """Return what stands beside every page of the editor: findings, the parts, who saved last."""
    found = found or examine(draft.text, draft.school.edition, draft.school.name)
    parts = parts_of(found.data) if found.data is not None else []
    return {"draft": draft, "found": found, "parts": parts, "severities": SEVERITY_LABELS}


@needs(Can.EDITIONS)
@require_POST
def begin(request: StaffRequest) -> HttpResponse:
    """Begin a draft from an edition or a file."""
    bases = titles(list(dict.fromkeys([*known_names(request.staff), *names()])))
    form = BeginForm(request.POST, request.FILES, bases=bases)
    if not form.is_valid():
        for said in [str(one) for errors in form.errors.values() for one in errors]:
            messages.error(request, said)
        return redirect("editions:overview")
    came, token = form.cleaned_data, token_of(request.POST.get("token"))
    base = came["base"] or request.school.edition
    try:
        row = begin_draft(school=request.school, by=request.staff, base=base, token=token, text=came["toml"])
    except BadEdition as refusal:
        messages.error(request, str(refusal))
        return redirect("editions:overview")
    return redirect("editions:draft", pk=row.pk)


@needs(Can.EDITIONS)
@require_safe
def draft(request: StaffRequest, pk: int) -> HttpResponse:
    """The draft: its parts, what is wrong with it, what it changes."""
    row = known_draft(request, pk)
    context = _beside(row)
    found: Examined = context["found"]
    if row.closed_at is None:
        context["earlier"] = earlier_of(row)
    if found.data is not None:
        context["changes"] = compare(whole(row.school.edition), found.data)
    return render(request, "editions/draft.html", context)


@needs(Can.EDITIONS)
@require_POST
def back(request: StaffRequest, pk: int) -> HttpResponse:
    """Put the draft back to an earlier save."""
    row, number = known_draft(request, pk), request.POST.get("number", "")
    try:
        step_back(draft=row, by=request.staff, number=int(number) if re.fullmatch(r"[0-9]{1,9}", number) else -1)
    except DraftSave.DoesNotExist:
        raise Http404 from None
    except Closed:
        messages.info(request, _("この下書きは、もう閉じられています。"))
    else:
        messages.success(request, _("前に保存した文にもどしました。もどす前の文も残っています。"))
    return redirect("editions:draft", pk=pk)


def _pressed(request: HttpRequest) -> dict[str, Any]:
    """Return which text the page had shown, and whether it is kept by itself while somebody types."""
    return {"before": request.POST.get("seen", ""), "auto": "auto" in request.POST}


def _tree(posted: Any) -> dict[str, Any]:
    return rebuilt((name, posted.getlist(name)) for name in posted if ":/" in name)


@needs(Can.EDITIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: StaffRequest, pk: int, part: str) -> HttpResponse:
    """One part of a draft as a form. Every press keeps what was typed; typing is kept as well, where scripts run."""
    row = known_draft(request, pk)
    found = examine(row.text, row.school.edition, row.school.name)
    if found.data is None:
        messages.warning(request, _("TOML の書き方に誤りがあるので、文字のまま直してください。"))
        return redirect("editions:text", pk=pk)
    try:
        now = part_of(found.data, part)
    except KeyError:
        raise Http404 from None
    if request.method != "POST":
        return _part_page(request, row, part, found, now)
    if row.closed_at is not None:
        return redirect("editions:draft", pk=pk)
    tree = _tree(request.POST)
    act, _colon, where = request.POST.get("do", "").partition(":/")
    anchor = ""
    if act in {"add", "remove", "up"}:
        try:
            anchor = changed_rows(tree, tuple(step for step in where.split("/") if step), act)
        except (KeyError, IndexError, ValueError, TypeError):
            raise Http404 from None
    if not tree:
        messages.error(request, _("何も届きませんでした。この画面から、もう一度保存してください。"))
        return _part_page(request, row, part, found, now, status=422)
    typed = typed_part(tree, part)
    try:
        row = save_part(draft=row, by=request.staff, part=part, typed=typed, **_pressed(request))
    except Conflict as conflict:
        return _conflict(request, row, part, found, typed, conflict)
    except Closed:
        return redirect("editions:draft", pk=pk)
    except BadEdition as refusal:
        if "auto" in request.POST:
            return render(
                request, "editions/_kept.html", {**_beside(row, found), "part": part, "refused": refusal.reason}
            )
        messages.error(request, refusal.reason)
        return _part_page(request, row, part, found, typed, status=422)
    found = examine(row.text, row.school.edition, row.school.name)
    if "auto" in request.POST:
        return _kept(request, row, found, part_of(found.data or {}, part), part)
    if act:
        return redirect(reverse("editions:part", args=[pk, part]) + (f"#{anchor}" if act != "remove" else ""))
    messages.success(request, _("下書きを保存しました。"))
    return redirect("editions:part", pk=pk, part=part)


def _part_page(
    request: StaffRequest, row: EditionDraft, part: str, found: Examined, value: Any, status: int = 200, mark: str = ""
) -> HttpResponse:
    context = _beside(row, found)
    shown = with_part(found.data or {}, part, value)
    steps = found.refusal.key.split(".") if found.refusal else []
    context |= {
        "part": part,
        "label": next((one.label for one in context["parts"] if one.part == part), part),
        "node": node_of_part(shown, part),
        "seen": mark or seen(value),
        "wrong": [f"/{'/'.join(steps[: n + 1])}" for n in range(len(steps))],
    }
    return render(request, "editions/part.html", context, status=status)


def _conflict(
    request: StaffRequest, row: EditionDraft, part: str, found: Examined, typed: Any, conflict: Conflict
) -> HttpResponse:
    """Show what is typed again, beside what somebody else has saved; the next press saves it over theirs."""
    if "auto" in request.POST:
        return render(request, "editions/_kept.html", {**_beside(row, found), "conflict": True}, status=200)
    messages.warning(
        request,
        _(
            "ほかの人が、同じところを先に直しました。いまの画面はあなたが書いたものです。保存すると、あなたのものになります。"
        ),
    )
    return _part_page(request, row, part, found, typed, status=409, mark=seen(conflict.now))


def _kept(request: HttpRequest, row: EditionDraft, found: Examined, value: Any, part: str = "") -> HttpResponse:
    context = {**_beside(row, found), "part": part, "seen": seen(value), "kept": True}
    return render(request, "editions/_kept.html", context)


@needs(Can.EDITIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: StaffRequest, pk: int) -> HttpResponse:
    """The whole draft as its TOML text: kept as it is typed, whatever it is."""
    row = known_draft(request, pk)
    typed, mark, status = row.text, seen(row.text), 200
    if request.method == "POST" and row.closed_at is None:
        typed = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            row = save_text(draft=row, by=request.staff, text=typed, **_pressed(request))
        except Conflict as conflict:
            if "auto" in request.POST:
                return render(request, "editions/_kept.html", {**_beside(row), "conflict": True})
            messages.warning(request, _("ほかの人が先に直しました。保存すると、あなたのものになります。"))
            mark, status = seen(conflict.now), 409
        except Closed:
            return redirect("editions:draft", pk=pk)
        except BadEdition as refusal:
            if "auto" in request.POST:
                return render(request, "editions/_kept.html", {**_beside(row), "refused": refusal.reason})
            messages.error(request, refusal.reason)
            status = 422
        else:
            if "auto" in request.POST:
                return _kept(request, row, examine(row.text, row.school.edition, row.school.name), row.text)
            messages.success(request, _("下書きを保存しました。"))
            return redirect("editions:text", pk=pk)
    context = {**_beside(row), "typed": typed, "seen": mark}
    return render(request, "editions/text.html", context, status=status)


@needs(Can.EDITIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: StaffRequest, pk: int) -> HttpResponse:
    """The last question before an edition comes into force: what changes, what it lacks, where it was decided."""
    row = known_draft(request, pk)
    if row.closed_at is not None:
        return redirect("editions:draft", pk=pk)
    found = examine(row.text, row.school.edition, row.school.name)
    errors = sum(one.severity == "error" for one in found.findings)
    bodies: Mapping[str, Any] = found.edition.bodies if found.edition else {}
    labels = {name: body.label for name, body in bodies.items()}
    form = AdoptForm(request.POST if request.method == "POST" else None, errors_left=errors, bodies=labels)
    if request.method == "POST" and form.is_valid():
        said = {key: value for key, value in form.cleaned_data.items() if key != "knows"}
        try:
            adopt_edition(draft=row, by=request.staff, text=request.POST.get("seen", ""), **said)
        except Conflict:
            form.add_error(None, _("この間に、下書きが変わりました。もう一度読んで、決めてください。"))
        except Closed:
            return redirect("editions:draft", pk=pk)
        except NamesAChild:
            form.add_error("note", SAID)
        except NotUsable:
            form.add_error(None, _("この版は、このままでは使えません。"))
        else:
            messages.success(request, _("新しい版を決めました。今から、この版で動きます。"))
            return redirect("editions:overview")
    context = {**_beside(row, found), "form": form, "seen": seen(row.text), "errors_left": errors}
    if found.data is not None:
        context["changes"] = compare(whole(row.school.edition), found.data)
    return render(request, "editions/adopt.html", context, status=422 if form.errors else 200)


@needs(Can.EDITIONS)
@require_POST
def give_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a draft; it stays on record and can be begun from again as a file."""
    try:
        give_up_draft(draft=known_draft(request, pk), by=request.staff)
        messages.success(request, _("下書きを閉じました。"))
    except Closed:
        messages.info(request, _("この下書きは、もう閉じられています。"))
    return redirect("editions:overview")
