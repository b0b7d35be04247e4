"""What the demo's people know of acts beside the words: who to whom, from where; and on what a body decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from yorisoi.cases.acts import ActSaid, CheckSaid, check_act
from yorisoi.cases.decisions import Decided
from yorisoi.cases.models import Case, Entry
from yorisoi.policy.roles import Role
from yorisoi.schools.models import Pupil

if TYPE_CHECKING:
    from yorisoi.demo.story import Story

JUDGED = {"recognise", "watch"}


def told(case: Case, child: Pupil | None) -> ActSaid:
    """An act was done to this child by those who are named for it, and is known from the last hearing, or the report."""
    rows = case.involvements.filter(role=Role.PERPETRATOR, until__isnull=True).order_by("since", "pk")
    heard = _latest(case, "hearing")
    link = case.report_links.order_by("at").first() if heard is None else None
    return ActSaid(
        did=tuple(row.pupil_id for row in rows),
        suffered=(child.pk,) if child else (),
        known=(heard.code or "around") if heard else "report" if link else "",
        entry=heard,
        report=link.report if link else None,
    )


def _latest(case: Case, kind: str) -> Entry | None:
    return case.entries.filter(kind=kind, corrections__isnull=True).order_by("-occurred_at").first()


def with_grounds(case: Case, move: str, decided: Decided) -> Decided:
    """The committee ticks what its determination rests on: what was heard, what was recorded, what came in."""
    if move not in JUDGED:
        return decided
    side = "for" if decided.distress == "felt" else "against"
    entries = list(case.entries.filter(kind__in=("act", "hearing", "gathering"), corrections__isnull=True))
    found = [("relation", "for", f"report:{link.report_id}") for link in case.report_links.order_by("at")[:1]]
    found += [("act", "for", f"entry:{row.pk}") for row in entries if row.kind == "act"]
    found += [("act", "against", f"entry:{row.pk}") for row in entries if row.code == "perpetrator"][:1]
    found += [("distress", side, f"entry:{row.pk}") for row in entries if row.code == "victim"]
    return replace(decided, evidence=tuple(found))


def stopped(s: Story, when: str, by: str, words: str, last: str) -> None:
    """Somebody makes sure that the last act has stopped; `last` is the day on which it happened last."""

    def beat() -> None:
        act = _latest(s.the_case(), "act")
        if act is not None:
            said = CheckSaid("stopped", s.moment(when), s.fill(words), s.moment(last).date())
            check_act(case=s.the_case(), act=act, by=s.who(by), said=said)

    s.put(when, beat)
