"""A repeat on the same children, with what was there before: of the reports and cases that this person may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yorisoi.cases.earlier_read import ALL_LINKS, ALL_NAMED, DOER, SHOWN, links, named
from yorisoi.cases.models import Case
from yorisoi.cases.names import Letters
from yorisoi.cases.queries import cases_for, involved, report_readable_by
from yorisoi.duties.kept_from import nothing_kept
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Text
from yorisoi.policy.listed import beside, listed
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import ROLE_LABELS, Can, Role
from yorisoi.reports.models import Report
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.numbers import label_of


@dataclass(frozen=True)
class Earlier:
    """Another report or case: where it stands, since when, which of the children are in it and as what.

    repeat: why it weighs more, the same child hurt again or the same two children; "" otherwise. resolved: since when
    it counts as 解消.
    """

    pk: UUID
    label: str
    state: Text
    at: datetime
    url: str
    children: SafeString
    repeat: Text = ""
    resolved: datetime | None = None


def earlier(
    staff: Staff, pupils: Iterable[Pupil], letters: Letters, *, report: Report | None = None, case: Case | None = None
) -> list[Earlier]:
    """Return other reports and cases on these children: repeats first, then newest. What may not be read is no part.

    Cases that went into another are told by that one.
    """
    known = {pupil.pk: pupil for pupil in pupils}
    if not known:
        return []
    here = _roles_here(case)
    asked: dict[str, Any] = {
        "pupils": tuple(sorted(known)),
        "report": report.pk if report else None,
        "case": case.pk if case else None,
    }
    as_what = {
        "hurt": tuple(sorted(pk for pk, roles in here.items() if Role.VICTIM in roles)) if here else None,
        "did": tuple(sorted(pk for pk, roles in here.items() if roles & DOER)) if here else None,
    }
    if nothing_kept(staff) and staff.can(Can.READ_ALL) and staff.can(Can.INTAKE):  # then all of the school, no less
        in_cases = _children(ALL_LINKS.rows(school=staff.school_id, **asked, **as_what))
        in_reports = _children(ALL_NAMED.rows(school=staff.school_id, **asked))
    else:
        readable = Q(case__in=cases_for(staff).order_by().values("pk"))
        reports = Q(report__in=report_readable_by(staff).order_by().values("pk"))
        in_cases = _children(links(readable, **asked, **as_what))
        in_reports = _children(named(reports, readable, **asked))

    def names(roles: dict[int, set[str]]) -> SafeString:
        said = [_named(letters.name(known[pk]), roles[pk]) for pk in known if pk in roles]
        return mark_safe(listed(said))  # noqa: S308 - each name is escaped by `Letters`

    why = {one: repeat_of(roles, here) for one, roles in in_cases.items()}
    newest = sorted([*in_cases, *in_reports], key=lambda one: (one.at, one.pk), reverse=True)
    shown = sorted(newest, key=lambda one: not why.get(one))[:SHOWN]
    return [
        Earlier(
            one.pk,
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
            one.pk,
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
    return beside(name, *labels) if labels else name


def _roles_here(case: Case | None) -> dict[int, set[str]]:
    """Return the roles in this case; of a report nobody's role is settled yet."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in involved(case) if case else ():
        found[row.pupil_id].add(row.role)
    return found


def repeat_of(there: dict[int, set[str]], here: dict[int, set[str]]) -> Text:
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
