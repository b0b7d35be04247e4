"""The extract for one family on the screen: begin, look at every mask, add and take off with reasons, release."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yorisoi.documents import extracting
from yorisoi.documents.extracting import REASON_LABELS, NoReason, NotFound, NotLookedAt, Released
from yorisoi.documents.fonts import NoFont
from yorisoi.documents.models import Extract, PassOn
from yorisoi.documents.queries import extracts_for
from yorisoi.journal.actions import journal
from yorisoi.policy.roles import Can
from yorisoi.schools.fields import mark as cleaned
from yorisoi.schools.fields import too_long
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil
from yorisoi.schools.numbers import uuids

LAST = 200  # extracts in the list


@needs(Can.EXTRACT)
@require_safe
def extracts(request: StaffRequest) -> HttpResponse:
    """The extracts of the school, the latest first: of which child, by whom, released or being looked at."""
    rows = extracts_for(request.staff).filter(pass_on__isnull=True).prefetch_related("documents")[:LAST]
    return render(request, "documents/extracts.html", {"extracts": rows})


@needs(Can.EXTRACT)
@require_POST
def begin(request: StaffRequest, child: UUID) -> HttpResponse:
    """Gather what is recorded of a child."""
    pupil = get_object_or_404(Pupil, uid=child, school=request.school)
    row = extracting.begin_extract(pupil=pupil, by=request.staff, token=cleaned(request.POST.get("token"), 64))
    messages.success(request, _("記録を集め、ほかの子どもの名前を伏せました。ひとつずつ確かめてください。"))
    return redirect("documents:extract", pk=row.pk)


@needs(Can.EXTRACT)
@require_safe
def review(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The whole text with its masks, and every mask with its reason."""
    return _page(request, _known(request, pk))


def _known(request: StaffRequest, pk: UUID) -> Extract:
    row: Extract = get_object_or_404(extracts_for(request.staff), pk=pk)
    return row


def _page(request: StaffRequest, row: Extract, status: int = 200, **more: Any) -> HttpResponse:
    journal(by=request.staff, school_id=row.school_id, event="view.extract", about=row)
    groups = extracting.groups_of(row)
    context = {
        "extract": row,
        "content": extracting.shown_texts(row),
        "groups": [group for group in groups if group.masks],
        "lifted": [(one, one.lifted.text("why")) for group in groups for one in _lifted(group.lifted)],
        "places": sum(len(group.masks) for group in groups),
        "reasons": REASON_LABELS,
        "released": row.documents.select_related("by").first(),
        "token": secrets.token_hex(16),
        "passing": PassOn.objects.filter(extract=row).first(),
        **more,
    }
    return render(request, "documents/extract.html", context, status=status)


def _lifted(masks: list[Any]) -> list[Any]:
    for one in masks:
        one.lifted.mask = one
        one.word = one.data("words")["word"]
    return masks


@needs(Can.EXTRACT)
@require_POST
def mask(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Mask words wherever they stand."""
    row = _known(request, pk)
    said = {name: request.POST.get(name, "") for name in ("words", "reason", "note")}
    wrong = too_long(said["words"]) or too_long(said["note"])
    try:
        count = 0 if wrong else extracting.add_mask(extract=row, by=request.staff, **said)
    except NoReason:
        wrong = _("なぜ伏せるのかを、選んで、書いてください。")
    except NotFound:
        wrong = _("そのことばは、写しの中に見つかりません。")
    except Released:
        return _done(request, row)
    if wrong:
        return _page(request, row, 422, typed=said, mask_wrong=wrong)
    messages.success(request, _("%(n)dか所を伏せました。") % {"n": count})
    return redirect("documents:extract", pk=pk)


@needs(Can.EXTRACT)
@require_POST
def lift(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take masks off."""
    row = _known(request, pk)
    why, chosen = request.POST.get("why", ""), request.POST.getlist("mask")
    wrong = too_long(why)
    try:
        count = 0 if wrong else extracting.lift_masks(extract=row, by=request.staff, masks=uuids(chosen), why=why)
    except NoReason:
        wrong = _("なぜ見せてよいのかを、書いてください。")
    except NotFound:
        wrong = _("はずすところを選んでください。")
    except Released:
        return _done(request, row)
    if wrong:
        return _page(request, row, 422, lift_wrong=wrong, lift_why=why, lift_chosen=set(chosen))
    messages.success(request, _("%(n)dか所を見えるようにしました。") % {"n": count})
    return redirect("documents:extract", pk=pk)


@needs(Can.EXTRACT)
@require_POST
def release(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Make the document for the family."""
    row = _known(request, pk)
    ticked = set(request.POST.getlist("confirmed"))
    try:
        made = extracting.release(
            extract=row, by=request.staff, confirmed=ticked, token=cleaned(request.POST.get("token"), 64)
        )
    except NotLookedAt as left:
        wrong = _("まだ確かめていないところがあります。すべてに印を付けてください。")
        if left.new:
            extracting.mask_newcomers(extract=row, by=request.staff)
            wrong = _("名簿が変わり、新しく %(n)dか所を伏せました。確かめてください。") % {"n": left.new}
        return _page(request, row, 422, release_wrong=wrong, ticked=ticked)
    except Released:
        return _done(request, row)
    except NoFont as missing:
        messages.error(request, str(missing))
        return _page(request, row, 503, ticked=ticked)
    except PermissionError as refused:
        raise PermissionDenied from refused
    return redirect("documents:file", pk=made.pk)


def _done(request: StaffRequest, row: Extract) -> HttpResponse:
    messages.info(request, _("この写しは、もう書類になっています。直すときは、新しく作ります。"))
    return redirect("documents:extract", pk=row.pk)
