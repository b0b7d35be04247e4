"""Reads of a finished demo, for its tests: its content as text, and what must hold of every demo."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, time

from yorisoi.cases.ledger_year import ledger_sums
from yorisoi.cases.models import Case, CaseStep, Entry
from yorisoi.duties.models import OPEN, Duty
from yorisoi.meetings.models import Meeting
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.deadlines import TOKYO
from yorisoi.reports.models import Report
from yorisoi.schools.models import Pupil, School, Staff
from yorisoi.schools.sandboxes import real

NUMBER = re.compile(r"\b\d{4}-\d{4,}\b")  # under a key of the school: another in each demo


def end_of(day: date) -> datetime:
    """Return the moment at which a demo of another day stands still."""
    return datetime.combine(day, time(16, 50), TOKYO)


def content() -> list[str]:
    """Return all that is written and where everything stands, in order; ids, keys, numbers, drills are none."""
    lines = [
        f"{p.school.slug} {p.name} {p.kana} {p.born_on}" for p in Pupil.objects.filter(real()).select_related("school")
    ]
    lines += [f"{s.name} {s.post_label}" for s in Staff.objects.filter(real()).order_by("family_kana")]
    for report in Report.objects.filter(real()).select_related("key", "school"):
        said = sorted(report.data("answers").items())
        lines.append(f"{report.school.slug} {report.label} {report.state} {report.text('narrative')} {said}")
        lines += [memo.text("words") for memo in report.memos.all()]
    for case in Case.objects.filter(real()).select_related("school"):
        lines.append(f"{case.school.slug} {case.label} {case.state} {case.period_ends_on} {case.review_date}")
    for entry in Entry.objects.filter(real("case__school")).select_related("case__key", "by"):
        lines.append(
            f"{entry.kind} {entry.flag} {entry.occurred_at} {entry.by.name} {sorted(entry.data('body').items())}"
        )
    for step in CaseStep.objects.filter(real("case__school")).select_related("case__key"):
        lines.append(f"{step.case.label} {step.move} {step.at} {step.text('reason')}")
    for duty in Duty.objects.filter(real()):
        lines.append(f"{duty.name} {duty.due_at} {duty.acting_post} {duty.is_open}")
    for meeting in Meeting.objects.filter(real()).select_related("key"):
        lines.append(f"{meeting.label} {meeting.body} {meeting.scheduled_at} {meeting.text('notes')}")
    return sorted(NUMBER.sub("番号", line) for line in lines)


def check_west(now: datetime) -> None:
    """Assert what every demo has, whatever its day: all states, all sums, nothing of the future."""
    west = School.objects.get(slug="nishi")
    cases = list(Case.objects.filter(school=west))
    states = Counter(case.state for case in cases)
    assert len(cases) == 20
    assert set(states) == {state.value for state in CaseState} - CASE_FLOW.aside  # the other school has a merged one
    assert states["resolved"] >= 4
    sums = ledger_sums(west)
    assert sums["received"] == sums["decided"] + sums["open"]
    assert (sums["received"], sums["open"]) == (42, 7)
    for case in cases:
        assert case.steps.exists()
        assert case.report_links.exists()
        assert case.state == "suspected" or case.entries.count() >= 3, case.label
        assert case.state in CASE_FLOW.resting or Duty.objects.filter(OPEN, case=case).exists(), case.label
        assert case.state not in CASE_FLOW.resting or not Duty.objects.filter(OPEN, case=case).exists(), case.label
    for report in Report.objects.filter(school=west, state__in=["received", "noted"]):
        assert Duty.objects.filter(OPEN, report=report).exists()
    assert not Report.objects.filter(real(), received_at__gt=now).exists()
    assert not Entry.objects.filter(real("case__school"), recorded_at__gt=now).exists()
    assert not CaseStep.objects.filter(real("case__school"), at__gt=now).exists()
    assert not Duty.objects.filter(OPEN, school_class__isnull=False).exclude(school_class__posts__until=None).exists()
