"""A repeat on the same children, with what was there before: of the reports and cases that this person may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.names import Letters
from yorisoi.cases.queries import cases_for, involved, report_readable_by
from yorisoi.duties.kept_from import nothing_kept
from yorisoi.journal.fixed import Fixed
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Text
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import ROLE_LABELS, Can, Role
from yorisoi.reports.models import NamedPupil, Report
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.numbers import label_of

SHOWN = 12
DOER = frozenset({Role.PERPETRATOR.value})


@dataclass(frozen=True)
class Earlier:
    """Another report or case: where it stands, since when, which of the children are in it and as what.

    repeat: why it weighs more, the same child hurt again or the same two children; "" otherwise. resolved: since when
    it counts as 解消.
    """

    label: str
    state: Text
    at: datetime
    url: str
    children: SafeString
    repeat: Text = ""
    resolved: datetime | None = None


def _links(readable: Q, pupils: Any, report: Any, case: Any) -> QuerySet[Involvement]:
    """Return the children's parts in other cases."""
    rows = Involvement.objects.filter(readable, pupil__in=pupils, case__merged_into=None, put_right__isnull=True)
    if case is not None:
        rows = rows.exclude(case=case)
    if report is not None:
        rows = rows.exclude(case__report_links__report=report)
    of_case = (f"case__{name}" for name in ("year", "number", "state", "opened_at", "resolved_at"))
    return rows.order_by().values_list("pupil_id", "role", "case_id", *of_case)


def _named_in(readable: Q, pupils: Any, report: Any, cases: Any) -> QuerySet[NamedPupil]:
    """Return where the children are named in other reports, but for those of `cases`, which are told already."""
    rows = NamedPupil.now.filter(readable, pupil__in=pupils).exclude(report__case_link__case__in=cases)
    if report is not None:
        rows = rows.exclude(report=report)
    of_report = (f"report__{name}" for name in ("year", "number", "state", "received_at"))
    return rows.order_by().values_list("pupil_id", "role", "report_id", *of_report)


ALL_LINKS = Fixed(lambda school, **asked: _links(Q(case__school=school), **asked))
ALL_NAMED = Fixed(lambda school, **asked: _named_in(Q(report__school=school), **asked))


def earlier(
    staff: Staff, pupils: Iterable[Pupil], letters: Letters, *, report: Report | None = None, case: Case | None = None
) -> list[Earlier]:
    """Return other reports and cases on these children: repeats first, then newest. What may not be read is no part.

    Cases that went into another are told by that one.
    """
    known = {pupil.pk: pupil for pupil in pupils}
    if not known:
        return []
    asked: dict[str, Any] = {
        "pupils": tuple(sorted(known)),
        "report": report.pk if report else None,
        "case": case.pk if case else None,
    }
    if nothing_kept(staff) and staff.can(Can.READ_ALL) and staff.can(Can.INTAKE):  # then all of the school, no less
        links = ALL_LINKS.rows(school=staff.school_id, **asked)
    else:
        links = list(_links(Q(case__in=cases_for(staff).order_by().values("pk")), **asked))
    in_cases = _children(links)
    asked.pop("case")
    asked["cases"] = tuple(sorted({one.pk for one in in_cases} | ({case.pk} if case else set())))
    if nothing_kept(staff) and staff.can(Can.READ_ALL) and staff.can(Can.INTAKE):
        rows = ALL_NAMED.rows(school=staff.school_id, **asked)
    else:
        rows = list(_named_in(Q(report__in=report_readable_by(staff).order_by().values("pk")), **asked))
    in_reports = _children(rows)
    here = _roles_here(case)

    def names(roles: dict[int, set[str]]) -> SafeString:
        said = [_named(letters.name(known[pk]), roles[pk]) for pk in known if pk in roles]
        return mark_safe("・".join(said))  # noqa: S308 - each name is escaped by `Letters`

    why = {one: _repeat(roles, here) for one, roles in in_cases.items()}
    newest = sorted([*in_cases, *in_reports], key=lambda one: one.at, reverse=True)
    shown = sorted(newest, key=lambda one: not why.get(one))[:SHOWN]
    return [
        Earlier(
            _("事案 %(number)s") % {"number": label_of(one.year, one.number)},
            CASE_FLOW.labels[one.state],
            one.at,
            reverse("cases:show", args=[one.pk]),
            names(in_cases[one]),
            why[one],
            one.resolved,
        )
        if one in in_cases
        else Earlier(
            _("通報 %(number)s") % {"number": label_of(one.year, one.number)},
            REPORT_FLOW.labels[one.state],
            one.at,
            reverse("cases:report", args=[one.pk]),
            names(in_reports[one]),
        )
        for one in shown
    ]


class _Matter(NamedTuple):
    """A case or a report, as far as it is told."""

    pk: UUID
    year: int
    number: int
    state: str
    at: datetime
    resolved: datetime | None = None


def _children(rows: Iterable[tuple[Any, ...]]) -> dict[_Matter, dict[int, set[str]]]:
    """Return the children of each matter, each with every role that they ever had in it."""
    found: dict[_Matter, dict[int, set[str]]] = {}
    for pupil_id, role, *matter in rows:
        found.setdefault(_Matter(*matter), {}).setdefault(pupil_id, set()).add(role)
    return found


def _named(name: SafeString, roles: set[str]) -> str:
    labels = [str(label) for role, label in ROLE_LABELS.items() if role in roles]
    return f"{name}（{'・'.join(labels)}）" if labels else name


def _roles_here(case: Case | None) -> dict[int, set[str]]:
    """Return the roles in this case; of a report nobody's role is settled yet."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in involved(case) if case else ():
        found[row.pupil_id].add(row.role)
    return found


def _repeat(there: dict[int, set[str]], here: dict[int, set[str]]) -> Text:
    """Say why the other case weighs more. Before roles are known, two of the children in one case are the same pair."""
    if not here:
        hurt = any(Role.VICTIM in roles for roles in there.values())
        return _("同じ子どもどうし") if len(there) > 1 else _("前に被害") if hurt else ""
    hurt_again = {pk for pk, roles in here.items() if Role.VICTIM in roles and Role.VICTIM in there.get(pk, ())}
    again = {pk for pk, roles in here.items() if roles & DOER and there.get(pk, set()) & DOER}
    if hurt_again and again:
        return _("同じ被害・加害の子ども")
    turned = any(Role.VICTIM in roles and there.get(pk, set()) & DOER for pk, roles in here.items())
    if turned and any(roles & DOER and Role.VICTIM in there.get(pk, ()) for pk, roles in here.items()):
        return _("立場が入れかわっている")
    if hurt_again:
        return _("同じ子どもがまた被害")
    return _("同じ子どもがまた加害") if again else ""
