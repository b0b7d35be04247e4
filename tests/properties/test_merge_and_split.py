"""Random merges, splits, moves and shut-outs: no report, line or duty is lost, and nobody is let in by any of them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import play
from tests.conftest import People, build_school
from tests.properties.effort import lives
from yorisoi.cases.joining import merge_cases
from yorisoi.cases.ledger import entries as ledger_rows
from yorisoi.cases.ledger_year import ledger_sums
from yorisoi.cases.models import Case, CaseReport, CaseStep, Entry, ReportMove
from yorisoi.cases.parting import move_report, split_case
from yorisoi.cases.queries import cases_for, lines_in
from yorisoi.cases.reach import parts_of
from yorisoi.cases.report_actions import join_case
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of, owed_for
from yorisoi.journal import clock, keys
from yorisoi.meetings.actions import Finalised
from yorisoi.meetings.models import AgendaItem
from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.flow import NoSuchMove, NotTheirs, NotYet
from yorisoi.policy.joining import JOINING
from yorisoi.policy.roles import Body, Role
from yorisoi.reports.models import Report
from yorisoi.reports.queries import reports_for, shut_out_of_case
from yorisoi.reports.shutting_out import shut_out

REFUSED = (NoSuchMove, NotTheirs, NotYet, PermissionError, Finalised, AgendaItem.DoesNotExist, Case.DoesNotExist)
WHAT = ["merge", "merge", "split", "split", "move", "move", "shut_out", "act", "open", "join", "recognise", "day"]
COMMAND = st.tuples(st.sampled_from(WHAT), st.integers(0, 11), st.integers(0, 11), st.integers(0, 63))
SHUT = ["homeroom", "grade_head", "nurse", "vice_principal", "principal"]


class School:
    """One school whose committee joins and parts cases."""

    def __init__(self) -> None:
        self.people = People(build_school())
        self.now = clock.now()
        self.shut: dict[Any, frozenset[int]] = {}
        self.lines: dict[Any, set[Any]] = {}
        self.duties = 0

    @property
    def cases(self) -> list[Case]:
        return list(Case.objects.order_by("number"))

    def do(self, command: tuple[str, int, int, int]) -> None:
        what, one, two, bits = command
        with suppress(*REFUSED):
            getattr(self, what)(one, two, bits)

    def case(self, number: int) -> Case:
        return self.cases[number % len(self.cases)]

    def held(self, case: Case, bits: int) -> Any:
        body = Body.COMMITTEE if bits % 8 else Body.GRADE_HEADS
        return play.meeting(self.people, body, cases=[case])

    def merge(self, one: int, two: int, bits: int) -> None:
        gone, stays = self.case(one), self.case(two)
        open_before = {(d.name, d.pupil_id, d.staff_id, d.text("words")): d.due_at for d in self.open(gone)}
        acts = [c.last_act_on for c in (gone, stays) if c.last_act_on]
        merge_cases(
            meeting=self.held(gone, bits), gone=gone, stays=stays, by=self.people.guidance_head, reason="同じ件"
        )
        stays.refresh_from_db()
        assert stays.last_act_on == max(acts, default=None)
        after = {(d.name, d.pupil_id, d.staff_id, d.text("words")): d.due_at for d in self.open(stays)}
        for key, due in open_before.items():
            assert key in after, f"{key} was owed and is not"
            assert key[0].startswith("confirm") or after[key] <= due

    def open(self, case: Case) -> list[Duty]:
        return list(Duty.objects.filter(OPEN, case=case).select_related("case__key"))

    def split(self, one: int, _two: int, bits: int) -> None:
        case = self.case(one)
        roles = list(case.involvements.filter(until__isnull=True))
        children = {row.pk: ("go", "both", "")[(bits + n) % 3] for n, row in enumerate(roles)}
        reports = [link.report_id for n, link in enumerate(case.report_links.order_by("pk")) if bits >> n & 1]
        entries = [row.pk for n, row in enumerate(lines_in(case)) if bits >> n & 1]
        split_case(
            meeting=self.held(case, bits),
            case=case,
            by=self.people.guidance_head,
            reason="別の件" if bits % 5 else " ",
            children=children,
            entries=entries,
            reports=reports,
        )

    def move(self, one: int, two: int, bits: int) -> None:
        links = list(CaseReport.objects.order_by("pk"))
        link = links[one % len(links)]
        held = self.held(link.case, bits)
        move_report(
            meeting=held, report=link.report, target=self.case(two), by=self.people.guidance_head, reason="まちがい"
        )

    def shut_out(self, one: int, two: int, _bits: int) -> None:
        report = list(Report.objects.order_by("number"))[one % Report.objects.count()]
        shut_out(report=report, by=self.people.guidance_head, staff=getattr(self.people, SHUT[two % len(SHUT)]))

    def act(self, one: int, two: int, _bits: int) -> None:
        play.write(
            self.case(one), self.people.guidance_head, "act", flag="stopped", at=clock.now() - timedelta(days=two)
        )

    def join(self, one: int, _two: int, _bits: int) -> None:
        row = play.report(self.people)
        play.leave_memo(report=row, by=self.people.guidance_head, words="メモ")
        held = play.meeting(self.people, Body.SUBCOMMITTEE, reports=[row])
        join_case(
            meeting=held,
            report=row,
            case=self.case(one),
            by=self.people.guidance_head,
            decided=play.Decided(reason="続いている"),
        )

    def recognise(self, one: int, _two: int, _bits: int) -> None:
        play.recognise(self.people, self.case(one))

    def day(self, one: int, _two: int, _bits: int) -> None:
        self.now += timedelta(days=one * 9)


def _open(self: School, _one: int, _two: int, bits: int) -> None:
    roles = [{"victim": Role.VICTIM}, {"witness": Role.VICTIM, "victim": Role.PERPETRATOR}][bits % 2]
    play.subcommittee(self.people, play.report(self.people), **roles)


def check(school: School) -> None:
    """What must hold after every command."""
    sums = ledger_sums(school.people.school)
    assert sums["received"] == sums["decided"] + sums["open"] == Report.objects.count()
    assert sums["in_case"] == CaseReport.objects.count()
    for report in Report.objects.all():
        link = CaseReport.objects.filter(report=report).select_related("case").first()
        if link is None:
            assert owed_for(report).exists(), f"nobody owes anything for {report}"
            continue
        assert link.case.state != CaseState.MERGED, "a report was left in a case that has gone into another"
        moved = ReportMove.objects.filter(report=report).order_by("at", "pk").last()
        assert moved is None or moved.target_id == link.case_id
        assert set(report.reaches.values_list("case_id", flat=True)) >= {link.case_id}
    for case in school.cases:
        out = shut_out_of_case(case.pk)
        assert out >= school.shut.get(case.pk, frozenset()), "somebody was let in"
        school.shut[case.pk] = out
        lines = set(lines_in(case).values_list("pk", flat=True))
        assert lines >= school.lines.get(case.pk, set()), "a line disappeared"
        school.lines[case.pk] = lines
        for row in lines_in(case).select_related("case__key"):
            assert row.data("body")["words"]
        if case.state == CaseState.MERGED:
            assert case.merged_into_id
            assert not owed_for(case).exists()
            assert not case.report_links.exists()
            root = case
            while root.merged_into is not None:
                root = root.merged_into
            assert case.pk in parts_of(root)
            assert lines <= set(lines_in(root).values_list("pk", flat=True))
            assert shut_out_of_case(root.pk) == out
            there = set(root.involvements.values_list("pupil_id", "role"))
            assert set(case.involvements.filter(until=None).values_list("pupil_id", "role")) <= there
        elif case.state not in CASE_FLOW.resting:
            assert owed_for(case).exists(), f"nobody owes anything for {case} ({case.state})"
            assert case.involvements.filter(until__isnull=True).exists()
        for name in SHUT:
            person = getattr(school.people, name)
            if person.pk in out:
                assert not cases_for(person).filter(pk=case.pk).exists()
                assert not duties_of(person).filter(case=case).exists()
    assert set().union(*school.lines.values(), set()) == set(Entry.objects.values_list("pk", flat=True))
    for step in CaseStep.objects.filter(move__in=JOINING.names()).select_related("case__key"):
        assert step.meeting_id
        assert step.text("reason").strip()
    person = school.people.guidance_head
    rows = ledger_rows(reports_for(person), person)
    assert len(rows) == reports_for(person).count()
    assert all(row.case is not None for row in rows if row.report.state == "in_case")


@pytest.mark.requirement("O3", "R10")
class TestMergeAndSplit(TestCase):
    """The committee joins and parts cases as it likes."""

    @settings(max_examples=lives(12), deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(st.lists(COMMAND, min_size=4, max_size=14))
    def test_nothing_is_lost_and_nobody_is_let_in(self, commands: list[tuple[str, int, int, int]]) -> None:
        keys.forget()
        school = School()
        with clock.at(school.now):
            for n in range(3):
                _open(school, 0, 0, n)
        for command in commands:
            school.now += timedelta(minutes=1)
            with clock.at(school.now):
                if command[0] == "open":
                    _open(school, *command[1:])
                else:
                    school.do(command)
                check(school)
