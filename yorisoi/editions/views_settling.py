"""What the public pages show, and the yearly check of the helplines."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yorisoi.editions.forms import PublicForm
from yorisoi.editions.queries import helplines_of, page_of
from yorisoi.editions.settling import check_helplines, publish_file, set_page
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Can
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.EDITIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def public_page(request: StaffRequest) -> HttpResponse:
    """Hand in the school's document; say whether search engines may list the pages."""
    school = request.school
    shown = page_of(school)
    start = {"indexable": bool(shown and shown.indexable), "show_file": bool(shown and shown.file_id)}
    sent = request.method == "POST"
    form = PublicForm(request.POST if sent else None, request.FILES if sent else None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["document"]:
            publish_file(school=school, by=request.staff, content=said["document"])
        keep = bool(said["document"]) or said["show_file"]
        set_page(school=school, by=request.staff, indexable=said["indexable"], show_file=keep)
        messages.success(request, _("公開ページを決めました。"))
        return redirect("editions:public_page")
    context = {"form": form, "page": shown, "address": request.build_absolute_uri(f"/s/{school.slug}/policy/")}
    return render(request, "editions/public_page.html", context, status=422 if form.errors else 200)


@needs(Can.POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def helplines(request: StaffRequest) -> HttpResponse:
    """The numbers, when each was checked last; managers record what they found."""
    school, rules = request.school, edition(request.school.edition)
    may = request.staff.can(Can.EDITIONS)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        said = {"right": True, "wrong": False}
        answers = {
            line.phone: said[value] for line in rules.helplines if (value := request.POST.get(line.phone, "")) in said
        }
        made = check_helplines(school=school, by=request.staff, answers=answers)
        if made:
            messages.success(request, _("%(n)d件の番号を確かめたことを残しました。") % {"n": made})
        else:
            messages.info(request, _("新しく確かめた番号はありません。"))
        return redirect("editions:helplines")
    context = {"lines": helplines_of(school, rules), "may": may}
    return render(request, "editions/helplines.html", context)
