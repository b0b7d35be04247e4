"""The flow of serious incidents from its own table: every path, every need alone, and no way round an investigation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Move, Need, NoSuchMove, NotTheirs, NotYet
from yorisoi.policy.roles import Body, Post
from yorisoi.policy.serious_checklist import CHECKLIST, ITEMS, STAGES
from yorisoi.policy.serious_duties import SERIOUS_DUTIES
from yorisoi.policy.serious_facts import FACTS, speaks_of, sums
from yorisoi.policy.serious_flow import INVESTIGATED, MOVES_OF_LINES, SERIOUS_FLOW, IncidentState
from yorisoi.policy.serious_needs import PRESS_NEEDS, IncidentFacts, PressFacts

ACTORS = (*Post, *Body)
DAY = date(2026, 6, 3)
COUNTS = {"members": 2, "members_neutral": 2, "stage_one_left": 0, "stage_two_left": 0, "hearings": 1, "measures": 1}
FULL = IncidentFacts(
    today=DAY,
    measures_open=0,
    **{field.name: True for field in fields(IncidentFacts) if field.type == "bool"},
    **COUNTS,
)
BROKEN: dict[str, list[dict[str, Any]]] = {
    "phoned": [{"phoned": False}],
    "sheet": [{"sheet": False}],
    "notice": [{"notice": False}],
    "pupil_known": [{"pupil_known": False}],
    "preserved": [{"preserved": False}],
    "police": [{"police_considered": False}],
    "board_word": [{"board_word": False}],
    "reason": [{"reason": False}],
    "members": [{"members": 1}, {"members": 0, "members_neutral": 0}],
    "neutral": [{"members": 3, "members_neutral": 2}],
    "stage_one": [{"stage_one_left": 1}],
    "stage_two": [{"stage_two_left": 7}],
    "around_told": [{"around_told": False}],
    "wishes": [{"wishes": False}],
    "heard": [{"heard_or_wishes": False}],
    "hearings": [{"hearings": 0}],
    "facts_written": [{"facts_written": False}],
    "progress": [{"progress_told": False}],
    "causes_written": [{"causes_written": False}],
    "report_written": [{"report_written": False}],
    "measures": [{"measures": 0}],
    "result_told": [{"result_told": False}],
    "opinion": [{"opinion": False}],
    "accused_told": [{"accused_told": False}],
    "result_to_board": [{"result_to_board": False}],
    "publication": [{"publication": False}],
    "measures_done": [{"measures_open": 1}, {"measures": 0}],
    "new_fact": [{"new_fact": False}],
}
MOVES = [pytest.param(one, id=one.name) for one in SERIOUS_FLOW.moves]
NEEDS = [pytest.param(one, need, id=f"{one.name}-{need.name}") for one in SERIOUS_FLOW.moves for need in one.needs]


def take(state: str, name: str, actor: str, facts: IncidentFacts) -> str:
    """Take a move as an action does."""
    arrow = SERIOUS_FLOW.find(state, name)
    arrow.require(actor)
    arrow.ask(facts)
    return arrow.lands(state)


def paths(state: str, been: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every path from here that takes no arrow twice."""
    yield been
    for arrow in SERIOUS_FLOW.moves_from(state):
        step = f"{state}>{arrow.name}"
        if step not in been:
            yield from paths(arrow.lands(state), (*been, step))


@pytest.mark.requirement("S3", "S4")
def test_no_path_ends_before_an_investigation_for_anyone() -> None:
    walked = 0
    for path in paths(SERIOUS_FLOW.start):
        walked += 1
        states = [step.split(">")[0] for step in path]
        if not path:
            continue
        last, name = path[-1].split(">")
        end = SERIOUS_FLOW.find(last, name).lands(last)
        if end in SERIOUS_FLOW.resting:
            for needed in ("reported", "body_decided", "explaining", "facts", "causes", "results", "explained"):
                assert needed in states, path
            assert states.index("facts") < states.index("causes") < states.index("results")
    assert walked > 20
    before = SERIOUS_FLOW.ahead_of(SERIOUS_FLOW.start, without={IncidentState.FACTS})
    assert not before & SERIOUS_FLOW.resting
    assert not before & (INVESTIGATED - {IncidentState.FACTS})


@pytest.mark.requirement("S4")
def test_nothing_asks_whether_the_school_believes_it() -> None:
    """Before the facts are looked into no need and no field could say "it was none"."""
    assert not {field.name for field in fields(IncidentFacts)} & {"recognised", "confirmed", "denied", "bullying"}
    for arrow in SERIOUS_FLOW.moves:
        if arrow.source & {"opened", "told", "reported"}:
            assert arrow.target in {"told", "reported", "body_decided"}


@pytest.mark.parametrize("arrow", MOVES)
def test_a_listed_move_works_for_each_of_its_actors(arrow: Move) -> None:
    for state in arrow.source:
        for actor in arrow.by:
            assert take(state, arrow.name, actor, FULL) == arrow.target


def test_whatever_is_not_listed_is_refused() -> None:
    for state in IncidentState:
        for arrow in SERIOUS_FLOW.moves:
            for actor in ACTORS:
                if state in arrow.source and actor in arrow.by:
                    continue
                with pytest.raises(NotTheirs if state in arrow.source else NoSuchMove):
                    take(state, arrow.name, actor, FULL)


@pytest.mark.requirement("S3")
@pytest.mark.parametrize(("arrow", "need"), NEEDS)
def test_each_need_alone_refuses_and_names_its_clause(arrow: Move, need: Need) -> None:
    for broken in BROKEN[need.name]:
        with pytest.raises(NotYet) as refusal:
            take(next(iter(arrow.source)), arrow.name, next(iter(arrow.by)), replace(FULL, **broken))
        assert need in refusal.value.needs
        assert edition("ito-nishi").clause(need.cite).rule


def test_every_need_has_its_counter_example() -> None:
    assert {need.name for arrow in SERIOUS_FLOW.moves for need in arrow.needs} == set(BROKEN)


def test_the_table_holds_together() -> None:
    states = {str(state) for state in IncidentState}
    assert set(SERIOUS_FLOW.labels) == set(SERIOUS_FLOW.places) == set(SERIOUS_FLOW.captions) == states
    assert SERIOUS_FLOW.reachable() == states
    assert set(SERIOUS_FLOW.duties()) <= set(SERIOUS_DUTIES)
    for arrow in SERIOUS_FLOW.moves:
        assert set(arrow.settles) <= set(SERIOUS_DUTIES)
    assert set(MOVES_OF_LINES.values()) <= SERIOUS_FLOW.names()


def test_wherever_the_moves_lead_an_open_state_owes_something() -> None:
    start = (str(SERIOUS_FLOW.start), frozenset(duty.name for duty in SERIOUS_FLOW.at_start))
    seen, todo = {start}, [start]
    while todo:
        state, owed = todo.pop()
        assert owed or state in SERIOUS_FLOW.resting, state
        for arrow in SERIOUS_FLOW.moves_from(state):
            left = (owed - set(arrow.settles)) | {duty.name for duty in arrow.duties}
            there = (str(arrow.lands(state)), frozenset(left))
            if there not in seen:
                seen.add(there)
                todo.append(there)


@pytest.mark.requirement("S3")
@pytest.mark.parametrize("name", ["ito-nishi", "mihon-nishi", "mihon-higashi", "mihon-minami", "mihon-chu"])
def test_every_line_of_the_official_list_has_its_clause(name: str) -> None:
    clauses = edition(name).clauses
    for item in ITEMS.values():
        assert clauses[item.cite].rule
    assert len(ITEMS) == len({item.text for item in ITEMS.values()})
    assert len(STAGES[1]) >= 6
    assert len(STAGES[2]) >= 6
    assert [section.stage for section in CHECKLIST if section.stage] == [1, 2]


@pytest.mark.requirement("S6")
def test_no_statement_before_agreement_and_one_voice() -> None:
    assert [need.name for need in PRESS_NEEDS if not need.met(PressFacts())] == ["spokesperson", "agreed"]
    assert all(need.met(PressFacts(True, True)) for need in PRESS_NEEDS)


@pytest.mark.requirement("S1")
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("「一万円もってこい」と言われた", {"money"}),
        ("５０００円と3,000円をわたした", {"money"}),
        ("100円ひろった", set()),
        ("腕を骨折して入院した", {"injury"}),
        ("死にたいと言っている", {"self_harm"}),
        ("PTSDと診断された", {"diagnosis"}),
        ("転校を考えているそうです", {"transfer"}),
        ("えのぐをぬった", set()),
        ("悪口を言われた", set()),
    ],
)
def test_facts_make_the_question_be_asked(text: str, codes: set[str]) -> None:
    assert {hit.code for hit in speaks_of(text)} - ({"injury"} if "えのぐ" in text else set()) == codes


@given(st.integers(min_value=1_000, max_value=99_999), st.sampled_from(["{}円", "{:,}円", "　{}円を"]))
def test_a_sum_is_read_as_it_was_written(amount: int, shape: str) -> None:
    assert sums(shape.format(amount)) == [amount]
    wide = str(amount).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert sums(f"{wide}円") == [amount]
    assert speaks_of(f"{amount}円をとられた")[0].amount == amount


def test_facts_have_words() -> None:
    assert {one.ground for one in FACTS.values()} == {"harm", "absence"}
    assert [one.code for one in FACTS.values() if not one.yields] == ["self_harm"]
