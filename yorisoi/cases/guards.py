"""What a refused act answers: 403, 404, or back to where things stand now."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yorisoi.cases.models import Case
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.cases.rights import MayNot
from yorisoi.duties.kept_from import nothing_kept
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.actions import Finalised
from yorisoi.policy.flow import NoSuchMove, NotTheirs
from yorisoi.policy.roles import Can
from yorisoi.reports.models import Report
from yorisoi.schools.models import Staff
from yorisoi.schools.numbers import whole

# of the school of somebody who reads every case, and from whom none is kept
OF_SCHOOL = Fixed(lambda pk, school: Case.objects.filter(pk=pk, school=school).select_related("key", "school"))


# of the school of somebody who takes reports in, and from whom none is kept
REPORT_OF_SCHOOL = Fixed(
    lambda pk, school: Report.objects.filter(pk=pk, school=school).select_related("key", "school", "school_class")
)


def known_case(staff: Staff, pk: UUID) -> Case:
    """Return a case that exists for this person, or answer 404."""
    if not staff.can(Can.READ_ALL) or not nothing_kept(staff):
        return get_object_or_404(cases_for(staff), pk=pk)
    if (case := OF_SCHOOL.first(pk=pk, school=staff.school_id)) is None:
        raise Http404
    return case


def known_report(staff: Staff, pk: UUID) -> Report:
    """Return a report that exists for this person, or answer 404."""
    if not staff.can(Can.INTAKE) or not nothing_kept(staff):
        return get_object_or_404(report_readable_by(staff), pk=pk)
    if (report := REPORT_OF_SCHOOL.first(pk=pk, school=staff.school_id)) is None:
        raise Http404
    return report


def answers(place: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Turn what an action refuses into an answer; `place` is the page that shows how things stand now."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: Any, pk: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, pk, *args, **kwargs)
            except NoSuchMove:
                messages.warning(request, _("ほかの人が先に進めました。今の様子を表示します。"))
            except NotTheirs:
                messages.error(request, _("この職・会議では、その決定はできません。"))
            except Finalised:
                messages.warning(request, _("この会議の記録は確定しています。"))
            except MayNot as refused:
                said = {"kind": refused.kind, "who": refused.who, "case_id": pk}
                return render(request, "cases/may_not.html", said, status=403)
            except PermissionError as refused:
                raise PermissionDenied from refused
            except ObjectDoesNotExist as gone:
                raise Http404 from gone
            item = whole(request.POST.get("item", ""))
            response = redirect(place, pk=pk)
            if place == "cases:room" and item is not None:
                response["Location"] += f"?item={item}"
            return response

        return answered

    return wrap
