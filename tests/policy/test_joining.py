"""Merging, splitting and moving as a table: who may, from where, and what each need refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.edition import edition, names
from yorisoi.policy.flow import NoSuchMove, NotTheirs, NotYet
from yorisoi.policy.joining import JOINING, JoinFacts
from yorisoi.policy.needs import MeetingFacts
from yorisoi.policy.roles import Body, Post

GOOD = JoinFacts(
    meeting=MeetingFacts(present=5, quorum=4, chair_present=True, reason=True),
    other=True,
    other_goes_on=True,
    recognised=True,
    other_recognised=True,
    children=(2, 1),
    victims=(1, 1),
    reports_moved=1,
    reports_left=1,
)
BROKEN: dict[str, list[dict[str, Any]]] = {
    "quorum": [{"meeting": replace(GOOD.meeting, present=3)}, {"meeting": replace(GOOD.meeting, chair_present=False)}],
    "reason": [{"meeting": replace(GOOD.meeting, reason=False)}],
    "other_chosen": [{"other": False}],
    "other_goes_on": [{"other_goes_on": False}],
    "recognition_stays": [{"other_recognised": False}],
    "children_in_both": [{"children": (0, 3)}, {"children": (3, 0)}],
    "victims_in_both": [{"victims": (0, 1)}, {"victims": (1, 0)}],
    "report_left": [{"reports_left": 0}],
}


def test_every_move_is_taken_when_all_is_there() -> None:
    for move in JOINING.moves:
        move.ask(GOOD)


def test_each_need_alone_refuses_and_has_its_counter_example() -> None:
    used = {need.name for move in JOINING.moves for need in move.needs}
    assert used == set(BROKEN)
    for move in JOINING.moves:
        for need in move.needs:
            for broken in BROKEN[need.name]:
                with pytest.raises(NotYet) as refused:
                    move.ask(replace(GOOD, **broken))
                assert need in refused.value.needs


@pytest.mark.requirement("O3")
def test_only_bodies_join_and_part_and_nothing_at_rest_is_merged_or_split() -> None:
    for move in JOINING.moves:
        assert move.by <= {Body.COMMITTEE, Body.SUBCOMMITTEE}
        for post in Post:
            with pytest.raises(NotTheirs):
                move.require(post)
    for state in (*CASE_FLOW.resting, CaseState.JUDGED):
        for name in ("merge", "split"):
            with pytest.raises(NoSuchMove):
                JOINING.find(state, name)
    with pytest.raises(NoSuchMove):
        JOINING.find(CaseState.MERGED, "move_report")


def test_what_is_not_recognised_yet_asks_for_no_victims_in_both() -> None:
    JOINING.move("split").ask(replace(GOOD, recognised=False, victims=(0, 1)))
    JOINING.move("merge").ask(replace(GOOD, recognised=False, other_recognised=False))


def test_every_clause_is_in_every_edition() -> None:
    for name in names():
        for cite in JOINING.cites():
            assert edition(name).clause(cite).rule


def test_a_merged_case_has_no_arrow_and_rests() -> None:
    assert CASE_FLOW.moves_from(CaseState.MERGED) == ()
    assert CaseState.MERGED in CASE_FLOW.resting & CASE_FLOW.aside
