"""Reads for `cases.earlier`: of all that the same children were ever in, only the matters that will be told.

A child may have been in a hundred cases, of which a dozen are told. Which ones they are, the database says: those that
weigh more first, then the newest. What weighs more is said in words by `earlier.repeat_of`; both say the same.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Max, Min, Q, QuerySet, When

from yorisoi.cases.models import Involvement
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import Role
from yorisoi.reports.models import NamedPupil

SHOWN = 12
DOER = frozenset({Role.PERPETRATOR.value})


def _parts(readable: Q, pupils: Any, report: Any, case: Any) -> QuerySet[Involvement]:
    """Return the children's parts in other cases."""
    rows = Involvement.objects.filter(readable, pupil__in=pupils, case__merged_into=None, put_right__isnull=True)
    if case is not None:
        rows = rows.exclude(case=case)
    if report is not None:
        rows = rows.exclude(case__report_links__report=report)
    return rows.order_by()


def _any(of: Q) -> Max:
    return Max(Case(When(of, then=1), default=0))


def _weighed(rows: QuerySet[Involvement], hurt: Any, did: Any) -> QuerySet[Any]:
    """Return each case once, with `weighs`: 1 where `earlier.repeat_of` says something of it.

    hurt, did: the children who are in the case at hand as 被害 and as 加害; None where no roles are settled yet.
    """
    one_case = rows.values("case_id")
    if hurt is None or did is None:
        one_case = one_case.annotate(
            again=_any(Q(role=Role.VICTIM)), first=Min("pupil_id"), last=Max("pupil_id"), at=F("case__opened_at")
        )
        repeat = Q(again=1) | Q(last__gt=F("first"))
    else:
        one_case = one_case.annotate(
            again=_any(Q(role=Role.VICTIM, pupil__in=hurt) | Q(role__in=DOER, pupil__in=did)),
            turned=_any(Q(role=Role.VICTIM, pupil__in=did)),
            back=_any(Q(role__in=DOER, pupil__in=hurt)),
            at=F("case__opened_at"),
        )
        repeat = Q(again=1) | Q(turned=1, back=1)
    return one_case.annotate(weighs=Case(When(repeat, then=1), default=0))


def links(readable: Q, *, pupils: Any, report: Any, case: Any, hurt: Any, did: Any) -> QuerySet[Any]:
    """Return the children's parts in the cases that may be told."""
    cases = _weighed(_parts(readable, pupils, report, case), hurt, did)
    first = cases.order_by("-weighs", "-at", "-case_id").values("case_id")[:SHOWN]
    rows = Involvement.objects.filter(case__in=first, pupil__in=pupils, put_right__isnull=True).order_by()
    of_case = (f"case__{name}" for name in ("year", "number", "state", "opened_at", "resolved_at"))
    return rows.values_list("pupil_id", "role", "case_id", *of_case)


def named(readable: Q, cases: Q, *, pupils: Any, report: Any, case: Any) -> QuerySet[Any]:
    """Return where the children are named in the newest other reports, but for those of a case that `links` knows."""
    rows = NamedPupil.now.filter(readable, pupil__in=pupils).order_by()
    rows = rows.exclude(report__case_link__case__in=_parts(cases, pupils, report, case).values("case_id"))
    if case is not None:
        rows = rows.exclude(report__case_link__case=case)
    if report is not None:
        rows = rows.exclude(report=report)
    newest = rows.values("report_id").annotate(at=Max("report__received_at")).order_by("-at", "-report_id")
    of_report = (f"report__{name}" for name in ("year", "number", "state", "received_at"))
    found = NamedPupil.now.filter(report__in=newest.values("report_id")[:SHOWN], pupil__in=pupils).order_by()
    return found.values_list("pupil_id", "role", "report_id", *of_report)


ALL_LINKS = Fixed(lambda school, **asked: links(Q(case__school=school), **asked))
ALL_NAMED = Fixed(lambda school, **asked: named(Q(report__school=school), Q(case__school=school), **asked))
