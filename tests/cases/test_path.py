"""The whole way of a report, by the actions (REQUIREMENTS R1–R12, D1, O3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests import play
from yorisoi.cases.actions import decide_alone
from yorisoi.cases.ledger_year import ledger_sums
from yorisoi.duties.models import Duty
from yorisoi.duties.queries import duties_of, owed_for
from yorisoi.policy.edition import names
from yorisoi.policy.flow import NotTheirs, NotYet
from yorisoi.policy.roles import Body


def owed(about: Any) -> set[str]:
    """Return the names of what is open on a report or case."""
    return set(owed_for(about).values_list("name", flat=True))


@pytest.mark.requirement("R1", "R2", "R3")
def test_a_report_is_owed_for_from_the_first_second(people: Any) -> None:
    report = play.report(people)
    assert owed(report) == {"leave_memo", "convene_subcommittee", "decide_report", "read_report"}
    assert {d.name for d in duties_of(people.guidance_head)} == {"leave_memo", "convene_subcommittee"}
    assert {d.name for d in duties_of(people.principal)} == {"decide_report"}
    assert {d.name for d in duties_of(people.vice_principal)} == {"read_report"}
    assert not duties_of(people.homeroom)


@pytest.mark.requirement("R3", "R4", "R5", "R7", "R8")
@pytest.mark.parametrize("rules", names())
def test_recognised_case_reaches_resolution(people: Any, rules: str) -> None:
    people.school.edition = rules
    people.school.save(update_fields=["edition"])
    case = play.opened(people)
    assert case.edition == rules
    assert owed(case) == {"hold_committee"}
    held = play.find_facts(people, case)
    assert owed(case) == {"hear_victim", "hear", "gather_facts", "next_committee"}
    assert {d.name for d in duties_of(people.homeroom)} == {"hear_victim"}
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    assert "hear_victim" not in owed(case)
    play.recognise(people, case, held)
    assert {"visit_victim_home", "visit_perpetrator_home", "tell_board", "set_goals", "inform_staff"} <= owed(case)
    play.plan(people, case, held)
    play.write(case, people.homeroom, "home_visit", code="visit", pupil=people.victim)
    assert "visit_victim_home" not in owed(case)
    assert "visit_perpetrator_home" in owed(case)
    play.write(case, people.guidance_head, "act", flag="stopped")
    assert case.state == "reconsidering"  # an act after the recognition: the committee meets again
    play.plan(people, case)
    with play.move_on(14):
        play.write(case, people.grade_head, "follow_up", flag="improving", body={"guardians": "安心している"})
        assert case.state == "improving"
        with pytest.raises(NotYet) as not_yet:
            play.committee(people, case, "judge_resolved", reason="よい")
        assert {n.name for n in not_yet.value.needs} == {"period_passed", "pupil_confirmed", "guardian_confirmed"}
        play.confirm(people, case)
    with play.move_on(110):
        with pytest.raises(NotYet) as not_yet:  # what was said before the period ended does not count
            play.committee(people, case, "judge_resolved", reason="よい")
        assert {n.name for n in not_yet.value.needs} == {"pupil_confirmed", "guardian_confirmed"}
        play.confirm(people, case)
        play.committee(people, case, "judge_resolved", reason="二つの要件を満たす")
        with pytest.raises(NotTheirs):
            decide_alone(case=case, move="resolve", by=people.guidance_head, reason="よい")
        decide_alone(case=case, move="resolve", by=people.principal, reason="委員会の判断のとおり")
        case.refresh_from_db()
        assert case.state == "resolved"
        number = case.label
        play.write(case, people.homeroom, "act", flag="going_on")
        assert (case.state, case.label) == ("reconsidering", number)
        assert owed(case) >= {"hold_committee"}


@pytest.mark.requirement("R6", "D1")
@pytest.mark.parametrize("rules", names())
def test_not_recognised_is_watched_and_can_turn(people: Any, rules: str) -> None:
    people.school.edition = rules
    people.school.save(update_fields=["edition"])
    case = play.opened(people)
    held = play.find_facts(people, case)
    said = {
        "relation": "yes",
        "act": "yes",
        "distress": "not_felt",
        "child_words": "「気にしていない」",
        "reason": "苦痛なし",
        "watchers": (people.homeroom.pk,),
        "review_date": play.today() + play.timedelta(days=14),
    }
    with pytest.raises(NotYet) as not_yet:
        play.committee(people, case, "watch", held, **said)
    assert [n.name for n in not_yet.value.needs] == ["victim_heard", "hearings_done"]
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    play.write(case, people.grade_head, "hearing", code="perpetrator", flag="heard", pupil=people.perpetrator)
    play.write(case, people.nurse, "hearing", code="around", flag="could_not")
    with pytest.raises(NotYet) as not_yet:
        play.committee(people, case, "watch", held, **{**said, "distress": "felt"})
    assert [n.name for n in not_yet.value.needs] == ["not_found"]
    play.committee(people, case, "watch", held, **said)
    assert owed(case) >= {"tell_guardians_findings", "tell_board_result", "observe", "review_watching"}
    play.write(case, people.homeroom, "observation")
    assert "observe" in owed(case)  # the next one is owed
    play.recognise(people, case)
    assert case.state == "recognised"
    assert not owed(case) & {"observe", "review_watching"}


@pytest.mark.requirement("R12")
def test_no_improvement_brings_the_committee_together_again(people: Any) -> None:
    case = play.responding(people)
    with play.move_on(14):
        play.write(case, people.grade_head, "follow_up", flag="not_improving", body={"guardians": "心配している"})
        assert case.state == "reconsidering"
        assert "hold_committee" in owed(case)
        play.plan(people, case)
        assert case.state == "responding"


@pytest.mark.requirement("O3")
def test_no_quorum_no_decision(people: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    play.mark_attendance(meeting=held, by=people.guidance_head, present=[people.guidance_head.pk], informed={})
    with pytest.raises(NotYet) as not_yet:
        play.recognise(people, case, held)
    assert [n.name for n in not_yet.value.needs] == ["quorum"]


@pytest.mark.requirement("R2")
def test_received_is_decided_plus_open(people: Any) -> None:
    for _ in range(3):
        play.report(people)
    play.opened(people)
    sums = ledger_sums(people.school)
    assert sums["received"] == 4 == sums["decided"] + sums["open"]
    assert not Duty.objects.filter(report__isnull=True, case__isnull=True).exists()
