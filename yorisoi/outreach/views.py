"""学校だより for those who write and approve it: the list, the editor, the way of an item, its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yorisoi.documents.fonts import NoFont
from yorisoi.documents.kinds import MIME
from yorisoi.documents.leaf import Leaf, leaf_docx, leaf_of, leaf_pdf, leaf_text
from yorisoi.journal.actions import journal
from yorisoi.outreach import present
from yorisoi.outreach.actions import (
    Closed,
    Conflict,
    add_figure,
    begin_item,
    cleaned,
    require_writer,
    save_item,
    show_online,
    take_move,
)
from yorisoi.outreach.checking import examine
from yorisoi.outreach.figures import TooFew, rounds_to_tell, take_interviews, take_plan, take_survey
from yorisoi.outreach.forms import BeginForm, ItemForm, chosen_figures
from yorisoi.outreach.leaflets import dated, item_leaf
from yorisoi.outreach.models import Figure, Item
from yorisoi.outreach.queries import approval_of, items_for
from yorisoi.outreach.words import templates
from yorisoi.policy.edition_text import seen
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.policy.outreach_flow import OUTREACH_FLOW, ItemState
from yorisoi.policy.roles import Can
from yorisoi.reports.said import new_token, token_of
from yorisoi.schools.guards import StaffRequest, needs

SAID = {
    "submit": gettext_noop("確認に出しました。管理職が読んで承認します。"),
    "return": gettext_noop("書き直しにもどしました。"),
    "reopen": gettext_noop("承認を取り消しました。"),
    "approve": gettext_noop("承認しました。この文のまま残ります。"),
    "issue": gettext_noop("発行しました。"),
    "withdraw": gettext_noop("取り下げました。"),
    "give_up": gettext_noop("書くのをやめました。"),
}


def known_item(request: StaffRequest, pk: UUID) -> Item:
    """Return an item that this person may read, or 404."""
    return get_object_or_404(items_for(request.staff), pk=pk)


def doors(request: HttpRequest, slug: str) -> str:
    """Return the address of the school's doors, as it is printed."""
    return request.build_absolute_uri(reverse("schools:doors", args=[slug]))


@needs(Can.READ_PLAN)
@require_safe
def items(request: StaffRequest) -> HttpResponse:
    """What is written, waiting, approved and issued; for those who write, where to begin."""
    groups = present.groups(request.staff)
    context = {"groups": groups, "templates": templates().values(), "token": new_token(), "at": "items"}
    return render(request, "outreach/items.html", context)


@needs(Can.OUTREACH)
@require_POST
def begin(request: StaffRequest) -> HttpResponse:
    """Begin an item from a template."""
    form = BeginForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("ひな形を選んでください。"))
        return redirect("outreach:items")
    token = token_of(request.POST.get("token"))[:64]
    row = begin_item(
        school=request.school, by=request.staff, template=form.cleaned_data["template"], token=token
    )  # fmt: skip
    return redirect("outreach:item", pk=row.pk)


@needs(Can.READ_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: StaffRequest, pk: UUID) -> HttpResponse:
    """An item: its editor while it is a draft, else what it says and where it stands."""
    row = known_item(request, pk)
    if request.method == "POST":
        require_writer(request.staff, row.school_id)
        return _save(request, row)
    return page(request, row)


def page(request: StaffRequest, row: Item, *, status: int = 200, **more: Any) -> HttpResponse:
    """Return the page of an item. more: what was typed (form, typed, mark), what is still wanted (wants)."""
    writes = row.state == ItemState.DRAFT and request.staff.can(Can.OUTREACH)
    text = row.data("words")
    typed = more.get("typed") or text
    context: dict[str, Any] = {
        "row": row, "item": present.shown(row, text), "found": examine(row.school, typed), "mark": seen(text),
        "moves": present.moves(request.staff, row), "steps": present.steps(row), "at": "items",
        "approval": approval_of(row), "wants": (), **more,
    }  # fmt: skip
    if writes:
        context |= {
            "form": more.get("form") or ItemForm(initial=text),
            "figures": present.figures(request.staff, row, typed),
            "rounds": rounds_to_tell(request.staff),
            "interviews": present.interviews(request.staff),
            "versions": present.versions(row),
        }
    context["blocks"] = _leaf(request, row, typed).blocks
    if row.state == ItemState.ISSUED:
        context["public"] = request.build_absolute_uri(reverse("outreach:news_item", args=[row.school.slug, row.pk]))
        context["given"] = present.given_of(row)
    return render(request, "outreach/edit.html" if writes else "outreach/item.html", context, status=status)


def _leaf(request: HttpRequest, row: Item, text: Mapping[str, Any]) -> Leaf:
    """Return what was approved, word for word; of a draft, what it would be."""
    approval = approval_of(row)
    if approval is not None:
        return dated(leaf_of(approval.content), row.issued_on)
    return item_leaf(row.school, cleaned(row.school, text), doors(request, row.school.slug))


def _save(request: StaffRequest, row: Item) -> HttpResponse:
    form, auto = ItemForm(request.POST), "auto" in request.POST
    figures = chosen_figures(request.POST)
    typed = {"title": request.POST.get("title", ""), "body": request.POST.get("body", ""), "figures": figures}
    if not form.is_valid():
        if auto:
            return render(request, "outreach/_kept.html", {"row": row, "errors": form.errors.values()})
        return page(request, row, form=form, typed=typed, mark=request.POST.get("seen", ""), status=422)
    typed = {**form.cleaned_data, "figures": figures}
    try:
        row = save_item(
            item=row, by=request.staff, typed=typed, before=request.POST.get("seen", ""), leave=not auto
        )  # fmt: skip
    except Conflict as conflict:
        if auto:
            return render(request, "outreach/_kept.html", {"row": row, "conflict": True})
        return page(
            request, row, form=form, typed=typed, mark=seen(conflict.now), theirs=conflict.now, status=409
        )  # fmt: skip
    except Closed:
        messages.warning(request, _("この間に、ほかの人が先へ進めていました。書いたものは保存されていません。"))
        return redirect("outreach:item", pk=row.pk)
    if auto:
        context = {"row": row, "seen": seen(row.data("words")), "found": examine(row.school, row.data("words"))}
        return render(request, "outreach/_kept.html", context)
    if request.POST.get("do") == "submit":
        return _take(request, row, "submit", mark=seen(row.data("words")))
    messages.success(request, _("下書きを保存しました。"))
    return redirect("outreach:item", pk=row.pk)


@needs(Can.OUTREACH)
@require_POST
def move(request: StaffRequest, pk: UUID, move: str) -> HttpResponse:
    """Take an arrow of the item's way."""
    row = known_item(request, pk)
    if move not in OUTREACH_FLOW.names():
        raise Http404
    return _take(request, row, move, mark=request.POST.get("seen"))


def _take(request: StaffRequest, row: Item, name: str, mark: str | None) -> HttpResponse:
    reason = request.POST.get("reason", "").replace("\x00", "")[:2000]
    try:
        take_move(
            item=row, move=name, by=request.staff, mark=mark, reason=reason,
            address=doors(request, request.school.slug), online="online" in request.POST,
        )  # fmt: skip
    except NoSuchMove:
        messages.warning(request, _("この間に、ほかの人が先へ進めていました。いまの様子を確かめてください。"))
    except NotYet as not_yet:
        fresh = known_item(request, row.pk)
        return page(request, fresh, wants=not_yet.needs, tried=name, reason=reason, status=422)
    else:
        messages.success(request, _(SAID[name]))
    return redirect("outreach:item", pk=row.pk)


@needs(Can.OUTREACH)
@require_POST
def figure(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take figures and put them into a draft."""
    row = known_item(request, pk)
    try:
        found = _figure(request)
        add_figure(item=row, by=request.staff, figure=found)
    except TooFew:
        messages.warning(request, _("載せられる数がありません。人数が少なくて、だれのことか分かるおそれがあります。"))
    except Closed:
        messages.warning(request, _("この間に、ほかの人が先へ進めていました。"))
    else:
        messages.success(request, _("数を加えました。載せる質問を選んでください。"))
    return redirect(reverse("outreach:item", args=[row.pk]) + "#figures")


def _figure(request: StaffRequest) -> Figure:
    kind, _colon, ref = request.POST.get("take", "").partition(":")
    if kind == "survey":
        one = next((one for one in rounds_to_tell(request.staff) if str(one.pk) == ref), None)
        if one is None:
            raise PermissionDenied
        return take_survey(round_=one, by=request.staff)
    if kind == "interviews":
        return take_interviews(school=request.school, code=ref, by=request.staff)
    if kind == "plan":
        return take_plan(school=request.school, by=request.staff)
    known = Figure.objects.filter(school=request.school, pk=int(ref) if ref.isascii() and ref.isdigit() else 0)
    return get_object_or_404(known)


@needs(Can.OUTREACH_APPROVE)
@require_POST
def online(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show an issued item on the school's page, or no longer."""
    row = show_online(item=known_item(request, pk), by=request.staff, online="online" in request.POST)
    messages.success(request, _("学校のページに載せました。") if row.online else _("学校のページからはずしました。"))
    return redirect("outreach:item", pk=row.pk)


@needs(Can.READ_PLAN)
@require_safe
def file(request: StaffRequest, pk: UUID, form: str) -> HttpResponse:
    """What was approved, as a PDF, as Word, or as a text to copy."""
    row = known_item(request, pk)
    approval = approval_of(row)
    if approval is None or form not in ("pdf", "docx", "txt"):
        raise Http404
    journal(by=request.staff, school_id=row.school_id, event="view.newsletter_file", about=row, form=form)
    return leaf_answer(request, dated(leaf_of(approval.content), row.issued_on), form, "newsletter", approval.at)


def leaf_answer(request: HttpRequest, leaf: Leaf, form: str, name: str, at: Any, *, kept: bool = False) -> HttpResponse:
    """Return a leaflet as a file (kept: browsers may), or the page that says that no letters are there to print it."""
    try:
        made = leaf_pdf(leaf, at) if form == "pdf" else leaf_docx(leaf) if form == "docx" else leaf_text(leaf).encode()
    except NoFont as missing:
        return render(request, "documents/no_font.html", {"said": str(missing)}, status=503)
    answer = HttpResponse(made, content_type={**MIME, "txt": "text/plain; charset=utf-8"}[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    if not kept:
        answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
