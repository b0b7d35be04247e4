"""The policy for the staff: today's edition, those before it, what changed, and each as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yorisoi.editions.models import StoredEdition
from yorisoi.editions.queries import (
    adoptions_of,
    drafts_of,
    helplines_of,
    known_names,
    page_of,
    titles,
)
from yorisoi.policy.edition import edition, names, whole
from yorisoi.policy.edition_compare import compare as changes
from yorisoi.policy.edition_parts import CHAPTERS, chapter_of
from yorisoi.policy.edition_text import written
from yorisoi.policy.lint import SEVERITY_LABELS, lint
from yorisoi.policy.roles import Can
from yorisoi.reports.said import new_token
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.guards import StaffRequest, needs


@needs(Can.POLICY)
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    """What stands today, since when, by whom; drafts; what the public sees; how it was before."""
    school, rules = request.school, edition(request.school.edition)
    adopted = list(adoptions_of(school))
    may = request.staff.can(Can.EDITIONS)
    lines = helplines_of(school, rules)
    context = {
        "rules": rules,
        "adopted": [(row, edition(row.name)) for row in adopted],
        "first": edition(adopted[-1].before) if adopted else rules,
        "now": adopted[0] if adopted else None,
        "drafts": [(row, edition(row.base)) for row in drafts_of(school)] if may else [],
        "may": may,
        "bases": titles(list(dict.fromkeys([*known_names(request.staff), *names()]))) if may else [],
        "findings": lint(rules),
        "severities": SEVERITY_LABELS,
        "page": page_of(school),
        "year": school_year(today()),
        "unchecked": [one for one in lines if one.checked is None or one.wrong],
        "token": new_token(),
    }
    return render(request, "editions/overview.html", context)


def _known(request: StaffRequest, name: str) -> str:
    """Return the name if this school has had such an edition or it ships; another school's own is not there."""
    if name in names() or name in known_names(request.staff):
        return name
    raise Http404


@needs(Can.POLICY)
@require_safe
def show(request: StaffRequest, name: str) -> HttpResponse:
    """An edition to read: its rules by chapter, its clocks and bodies, what it lacks against the law."""
    rules = edition(_known(request, name))
    chapters: dict[str, list[Any]] = {}
    for key, one in rules.clauses.items():
        chapters.setdefault(chapter_of(key), []).append(one)
    context = {
        "rules": rules,
        "chapters": [(key, CHAPTERS.get(key, key), rows) for key, rows in chapters.items()],
        "clocks": [(clock, rules.clauses[clock.cite]) for clock in rules.clocks.values()],
        "findings": lint(rules),
        "severities": SEVERITY_LABELS,
        "in_force": name == request.school.edition,
        "kept": StoredEdition.objects.filter(school=request.school, name=name).select_related("by").first(),
    }
    return render(request, "editions/show.html", context)


@needs(Can.POLICY)
@require_safe
def file(request: StaffRequest, name: str) -> HttpResponse:
    """An edition as a TOML file: the same thing, to keep, to read, to begin another one from."""
    text = written(whole(_known(request, name)))
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return answer


@needs(Can.POLICY)
@require_safe
def compare(request: StaffRequest) -> HttpResponse:
    """Two editions side by side, clause by clause."""
    choice = titles(list(dict.fromkeys([*known_names(request.staff), *names()])))
    after = _known(request, request.GET.get("after") or request.school.edition)
    adopted = next((row.before for row in adoptions_of(request.school) if row.name == after), after)
    before = _known(request, request.GET.get("before") or adopted)
    context = {
        "choice": choice,
        "before": before,
        "after": after,
        "old": edition(before),
        "new": edition(after),
        "changes": changes(whole(before), whole(after)),
    }
    return render(request, "editions/compare.html", context)
