"""What the flowchart wanted in a drill, and what was done: read from the sandbox's own duties and steps.

A result is JSON, lines of the fields of `Line`. own: the drill names it; the others are what else was owed by then.
Text and clause of each come from the policy's tables when it is shown. It knows posts, no persons, and there is no sum
of points.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from yorisoi.cases.models import CaseStep
from yorisoi.duties.actions import all_duties
from yorisoi.duties.models import Duty
from yorisoi.incidents.models import Incident, IncidentStep
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.deadlines import due, end_of_day, local_day
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Flow, Text
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.reports.models import Report, ReportStep
from yorisoi.schools.models import PostHolding
from yorisoi.schools.school_days import school_day_at
from yorisoi.training.drill_models import DrillRun
from yorisoi.training.drill_types import Expect
from yorisoi.training.drills import DRILLS

FLOWS: Mapping[str, Flow] = MappingProxyType({"report": REPORT_FLOW, "case": CASE_FLOW, "serious": SERIOUS_FLOW})
IN_TIME, LATE, MISSED, ORDER, OPEN, FELL, AVOIDED = "in_time", "late", "missed", "order", "open", "fell", "avoided"
GOOD_VERDICTS = frozenset({IN_TIME, AVOIDED})
WORST = (MISSED, LATE, OPEN, IN_TIME)


@dataclass(frozen=True)
class Line:
    """One thing that was wanted: by when, when it was done, as which post, and how that stands to the policy.

    several, met: of a duty owed more than once, for how many, and for how many of them in time.
    """

    what: str
    cite: str
    due: datetime | None
    at: datetime | None
    by: str
    verdict: str
    own: bool = True
    several: int = 1
    met: int = 0


def text_of(what: str) -> Text:
    """Return how the policy's table calls it; "" for what is in none."""
    kind, _colon, name = what.partition(":")
    if kind == "duty":
        return all_duties()[name].text if name in all_duties() else ""
    if kind == "move":
        flow, _dot, move = name.partition(".")
        return FLOWS[flow].move(move).label
    return ""


def cite_of(expect: Expect) -> str:
    """Return the clause: of the duty or the move in its table, or the drill's own."""
    kind, _colon, name = expect.what.partition(":")
    if kind == "duty":
        return all_duties()[name].cite
    if kind == "move":
        flow, _dot, move = name.partition(".")
        return FLOWS[flow].move(move).cite
    return expect.cite


@cache
def _discharged() -> frozenset[tuple[str, str]]:
    """Return (move, duty) of every move that itself does what a duty asks."""
    return frozenset((move.name, name) for flow in FLOWS.values() for move in flow.moves for name in move.settles)


@dataclass(frozen=True)
class _Done:
    """One row: by when, when, by whom."""

    due: datetime | None
    at: datetime | None
    by: int | None


class _Sandbox:
    """What was owed and done in a drill since it began, read once."""

    def __init__(self, run: DrillRun) -> None:
        self.run, self.start = run, run.starts_at
        school = run.sandbox_id
        self.duties: dict[str, list[_Done]] = {}
        for row in Duty.objects.filter(school=school).order_by("owed_at", "pk"):
            self._owed(row)
        self.steps: dict[str, list[_Done]] = {}
        since = {"at__gte": self.start}
        for name, rows in (
            ("report", ReportStep.objects.filter(report__school=school, **since)),
            ("case", CaseStep.objects.filter(case__school=school, **since)),
            ("serious", IncidentStep.objects.filter(incident__school=school, **since)),
        ):
            for step in rows.order_by("at", "pk"):
                self.steps.setdefault(f"{name}.{step.move}", []).append(_Done(None, step.at, step.by_id))
        told = Report.objects.filter(school=school, received_by__isnull=False, recorded_at__gte=self.start)
        self.reports = [_Done(None, row.recorded_at, row.received_by_id) for row in told.order_by("recorded_at", "pk")]
        opened = Incident.objects.filter(school=school, opened_at__gte=self.start).order_by("opened_at", "pk")
        self.incidents = [_Done(None, row.opened_at, row.opened_by_id) for row in opened]

    def _owed(self, row: Duty) -> None:
        ended = row.done_at or row.dropped_at
        if ended is not None and ended < self.start:
            return
        by_move = row.dropped_at is not None and (row.dropped_by_move, row.name) in _discharged()
        if row.dropped_at is not None and not by_move and row.dropped_by_move != "incident_opened":
            return  # needless, or another of the same name stands in for it
        latest = max(row.due_at, end_of_day(local_day(self.start))) if row.owed_at < self.start else row.due_at
        self.duties.setdefault(row.name, []).append(_Done(latest, ended, row.done_by_id))

    def rows(self, what: str) -> list[_Done]:
        """Return what there is of this: rows of duties, steps, reports, incidents."""
        kind, _colon, name = what.partition(":")
        if kind == "duty":
            return self.duties.get(name, [])
        if kind == "move":
            return self.steps.get(name, [])
        return {"report": self.reports, "incident": self.incidents}[kind]


def is_met(run: DrillRun, what: str) -> bool:
    """Say whether this has been done by now, all that is owed of it. Within the sandbox only."""
    rows = _Sandbox(run).rows(what)
    return bool(rows) and all(row.at is not None for row in rows)


def evaluate(run: DrillRun, now: datetime) -> tuple[str, bool]:
    """Return the result as JSON, and whether so much was played that it is a training. Within the sandbox only.

    A training: something that the policy wanted was done, late or not, and the story came far enough (`_came_far`).
    What a story tempts to is avoided only where it came so far.
    """
    found = _Sandbox(run)
    posts = dict(
        PostHolding.objects.filter(staff__school=run.sandbox_id, until__isnull=True)
        .order_by("-pk")
        .values_list("staff_id", "post")
    )
    own = _expected(run, found, now)
    wanted = [line for line in own if line.verdict not in {AVOIDED, FELL}]
    far = _came_far(run, wanted)
    if not far:
        own = [replace(line, verdict=OPEN) if line.verdict == AVOIDED else line for line in own]
    lines = [_shown(line, posts) for line in (*own, *_besides(run, found, now))]
    return json.dumps(lines, ensure_ascii=False), far and any(line.at is not None for line in wanted)


def _came_far(run: DrillRun, wanted: list[Line]) -> bool:
    """Say whether the last event of the story is over, or half of what is wanted has been done or has fallen due."""
    over = set(run.marks.filter(kind__in=["inject", "spared", "skipped"]).values_list("code", flat=True))
    if {one.code for one in DRILLS[run.drill].injects} <= over:
        return True
    return 2 * sum(line.verdict != OPEN for line in wanted) >= len(wanted)


def _shown(line: Line, posts: Mapping[int, str]) -> dict[str, Any]:
    row = asdict(line)
    row["due"] = line.due.isoformat() if line.due else None
    row["at"] = line.at.isoformat() if line.at else None
    row["by"] = posts.get(int(line.by), "") if line.by else ""
    return row


def _verdict(row: _Done, now: datetime) -> str:
    if row.at is not None:
        return IN_TIME if row.due is None or row.at <= row.due else LATE
    return OPEN if row.due is not None and row.due >= now else MISSED


def _worst(rows: Iterable[_Done], now: datetime) -> _Done:
    return min(rows, key=lambda row: (WORST.index(_verdict(row, now)), row.due or now))


def _expected(run: DrillRun, found: _Sandbox, now: datetime) -> list[Line]:
    """Hold each expectation against what was done, in the drill's order; what was not owed runs from the one before."""
    lines: list[Line] = []
    before = run.starts_at
    for expect in DRILLS[run.drill].expects:
        rows = found.rows(expect.what)
        if expect.avoid:
            first = rows[0] if rows else None
            lines.append(_line(expect, _Done(None, first.at if first else None, first.by if first else None),
                               FELL if first else AVOIDED))  # fmt: skip
            continue
        wanted = _wanted(run, found, expect, rows, before, now)
        verdict = _verdict(wanted, now)
        if wanted.at is not None and expect.after and not _was_before(found, expect.after, wanted.at):
            verdict = ORDER
        in_time = sum(_verdict(row, now) == IN_TIME for row in rows)
        lines.append(_line(expect, wanted, verdict, len(rows) if expect.what.startswith("duty:") else 1, in_time))
        if not expect.what.startswith("duty:"):  # what brings duties with it: theirs run from then
            before = max(wanted.at or wanted.due or before, before)
    return lines


def _line(expect: Expect, row: _Done, verdict: str, several: int = 1, met: int = 0) -> Line:
    by = str(row.by or "")
    return Line(expect.what, cite_of(expect), row.due, row.at, by, verdict, several=max(several, 1), met=met)


def _was_before(found: _Sandbox, what: str, moment: datetime) -> bool:
    rows = found.rows(what)
    return bool(rows) and all(row.at is not None and row.at <= moment for row in rows)


def _wanted(
    run: DrillRun, found: _Sandbox, expect: Expect, rows: list[_Done], before: datetime, now: datetime
) -> _Done:
    """Return the row that counts: of a duty the one that stands worst; of a move or a thing the first."""
    if expect.what.startswith("duty:"):
        name = expect.what.removeprefix("duty:")
        return _worst(rows, now) if rows else _Done(_clock(run, name, before), None, None)
    owed = found.duties.get(expect.by, [])
    latest = owed[0].due if owed else (_clock(run, expect.by, before) if expect.by else None)
    return _Done(latest, rows[0].at, rows[0].by) if rows else _Done(latest, None, None)


def _clock(run: DrillRun, name: str, start: datetime) -> datetime:
    """Return when a duty that never came to be owed would have been due, had it been owed at this moment."""
    rule = edition(run.edition).clocks[all_duties()[name].clock]
    if rule.kind == "set":  # a date that a meeting would have set
        return end_of_day(local_day(start))
    return due(rule, start, is_school_day=school_day_at(run.sandbox))


def _besides(run: DrillRun, found: _Sandbox, now: datetime) -> list[Line]:
    """What else came to be owed and was left or late: the tables know more than any drill."""
    own = {expect.what for expect in DRILLS[run.drill].expects}
    lines = []
    for name, rows in found.duties.items():
        row = _worst(rows, now)
        verdict = _verdict(row, now)
        if f"duty:{name}" not in own and name in all_duties() and verdict in {MISSED, LATE}:
            cite = all_duties()[name].cite
            lines.append(Line(f"duty:{name}", cite, row.due, row.at, str(row.by or ""), verdict, own=False))
    return lines
