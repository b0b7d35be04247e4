"""Who may read what, from the attacker's side: a test for each row of the table of people (DESIGN §1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import play
from tests.conftest import People
from yorisoi.cases.actions import decide_alone
from yorisoi.cases.people import invite_to_case
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.cases.records import Line, record_line
from yorisoi.duties.queries import duties_of, open_duties
from yorisoi.journal import clock
from yorisoi.meetings.queries import items_for, meetings_for, quorum_facts
from yorisoi.policy.roles import RIGHTS, Body, Can, Post, Role
from yorisoi.reports.actions import leave_memo
from yorisoi.reports.queries import reports_for
from yorisoi.reports.shutting_out import lift, shut_out


def reads(staff: Any, case: Any) -> bool:
    """Say whether this person finds the case."""
    return cases_for(staff).filter(pk=case.pk).exists()


@pytest.mark.requirement("O1", "R7")
def test_managers_and_intake_officer_read_all_of_their_school(people: Any, other_school: Any, make_staff: Any) -> None:
    case = play.opened(people)
    for who in (people.principal, people.vice_principal, people.guidance_head):
        assert reads(who, case)
    stranger = make_staff(other_school, Post.PRINCIPAL)
    assert not reads(stranger, case)
    assert not reports_for(stranger).exists()
    assert not open_duties(stranger).exists()
    with pytest.raises(PermissionError):
        record_line(case=case, by=stranger, line=Line(kind="note", occurred_at=clock.now(), body={"words": "x"}))


@pytest.mark.requirement("O1")
def test_a_homeroom_teacher_reads_the_cases_of_their_class_and_no_other(people: Any) -> None:
    case = play.opened(people)
    assert reads(people.homeroom, case)
    assert not reads(people.homeroom6, case)
    assert not reads(people.teacher, case)
    assert not reports_for(people.homeroom).exists()
    assert report_readable_by(people.homeroom).count() == 1  # by the case of their class
    assert not report_readable_by(people.homeroom6).exists()


def test_other_seats_read_what_their_committee_takes_up(people: Any) -> None:
    case = play.opened(people)
    assert reads(people.grade_head, case)  # of the child's grade
    for who in (people.nurse, people.social_worker, people.counsellor, people.grade_head6):
        assert not reads(who, case)
    play.find_facts(people, case)
    assert reads(people.nurse, case)
    assert reads(people.counsellor, case)


def test_an_expert_reads_only_what_they_were_invited_to(people: Any) -> None:
    one, two = play.opened(people), play.opened(people)
    assert not cases_for(people.expert).exists()
    invite_to_case(case=one, by=people.principal, staff=people.expert)
    assert list(cases_for(people.expert)) == [one]
    assert not reads(people.expert, two)


def test_board_and_administrator_find_no_case_and_no_report(people: Any, make_staff: Any) -> None:
    case = play.opened(people)
    for who in (people.administrator, make_staff(None, Post.BOARD_OFFICER)):
        assert not reads(who, case)
        assert not report_readable_by(who).exists()
        assert not meetings_for(who).exists()
        assert not duties_of(who).exists()
        assert not open_duties(who).exists()
    assert RIGHTS[Post.ADMINISTRATOR] & {Can.READ_ALL, Can.READ_CASE, Can.INTAKE, Can.OVERSEE, Can.MEET} == set()


def test_access_ends_with_the_post(people: Any) -> None:
    case = play.opened(people)
    people.homeroom.post_holdings.update(until=play.today())
    fresh = type(people.homeroom).objects.get(pk=people.homeroom.pk)
    assert not reads(fresh, case)


NAMED = ["principal", "vice_principal", "guidance_head", "homeroom", "grade_head", "nurse", "academic_head"]


@pytest.mark.requirement("R2", "O3")
@pytest.mark.parametrize("who", NAMED)
def test_whoever_is_named_is_shut_out_whatever_their_post(people: People, who: str) -> None:
    named = getattr(people, who)
    report = play.report(people, staff_named=[named.pk])
    assert not reports_for(named).exists()
    assert not duties_of(named).exists()
    assert not named.notices.exists()
    intake = people.vice_principal if who == "guidance_head" else people.guidance_head
    assert {d.name for d in duties_of(intake)} >= {"leave_memo", "convene_subcommittee"}
    leave_memo(report=report, by=intake, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, by=intake, reports=[report])
    assert named.pk not in {a.staff_id for a in held.attendances.all()}
    assert not meetings_for(named).exists()
    from yorisoi.cases.decisions import Decided
    from yorisoi.cases.report_actions import open_case

    case = open_case(
        meeting=held, report=report, by=intake, decided=Decided(reason="疑い"), roles={people.victim.pk: Role.VICTIM}
    )
    assert not reads(named, case)
    assert not report_readable_by(named).exists()
    assert not duties_of(named).exists()
    assert not named.notices.exists()
    with pytest.raises(PermissionError):
        record_line(case=case, by=named, line=Line(kind="note", occurred_at=clock.now(), body={"words": "x"}))


def test_naming_later_takes_duties_and_quorum_away(people: Any) -> None:
    case = play.opened(people)
    held = play.find_facts(people, case)
    assert duties_of(people.homeroom).exists()
    report = case.report_links.get().report
    before = quorum_facts(held, held.items.get())
    shut_out(report=report, by=people.guidance_head, staff=people.homeroom)
    assert not duties_of(people.homeroom).exists()
    assert not reads(people.homeroom, case)
    assert not items_for(people.homeroom).exists()
    assert duties_of(people.grade_head).filter(name="hear_victim").exists()
    shut_out(report=report, by=people.guidance_head, staff=people.nurse)
    held = type(held).objects.get(pk=held.pk)
    after = quorum_facts(held, held.items.get())
    assert after.present == before.present - 2  # both had a seat; they count on neither side
    lift(exclusion=report.exclusions.get(staff=people.homeroom), by=people.principal, reason="同じ姓の児童だった")
    assert reads(people.homeroom, case)


def test_when_the_principal_is_named_the_vice_principal_decides(people: Any) -> None:
    case = play.responding(people)
    report = case.report_links.get().report
    shut_out(report=report, by=people.guidance_head, staff=people.principal)
    with play.move_on(100):
        play.confirm(people, case)
        play.write(case, people.grade_head, "follow_up", flag="improving", body={"guardians": "よい"})
        play.committee(people, case, "judge_resolved", reason="要件を満たす")
        from yorisoi.policy.flow import NotTheirs

        with pytest.raises((NotTheirs, PermissionError)):
            decide_alone(case=case, move="resolve", by=people.principal, reason="よい")
        decide_alone(case=case, move="resolve", by=people.vice_principal, reason="委員会の判断のとおり")
    case.refresh_from_db()
    assert case.state == "resolved"


def test_a_child_may_keep_the_homeroom_teacher_out(people: Any) -> None:
    play.report(people, withhold=[("homeroom", people.class31.pk)])
    assert not report_readable_by(people.homeroom).exists()
    assert report_readable_by(people.guidance_head).count() == 1


def test_a_mention_in_the_words_shuts_out_at_once(people: Any, make_staff: Callable[..., Any]) -> None:
    tanaka = make_staff(people.school, Post.HOMEROOM, school_class=people.class31, name="田中", kana="タナカ")
    report = play.report(people, narrative="田中先生が見ていたのに何も言わなかった")
    row = report.exclusions.get()
    assert (row.staff_id, row.why, row.confirmed_at) == (tanaka.pk, "mentioned", None)
    child = play.report(people, narrative="田中くんに言われた")
    assert not child.exclusions.exists()
    assert tanaka.exclusions.count() == 1


def test_nobody_who_is_shut_out_can_be_invited_or_mailed(people: Any, settings: Any) -> None:
    from yorisoi.duties.mail import send_waiting
    from yorisoi.meetings.actions import ShutOut
    from yorisoi.meetings.inviting import invite

    report = play.report(people)
    told = people.principal.notices.count()
    assert told == 1
    people.principal.email = "kocho@example.jp"
    people.principal.save()
    shut_out(report=report, by=people.guidance_head, staff=people.principal)
    shut_out(report=report, by=people.guidance_head, staff=people.counsellor)
    held = play.meeting(people, Body.SUBCOMMITTEE, by=people.guidance_head, reports=[report])
    with pytest.raises(ShutOut):
        invite(meeting=held, by=people.guidance_head, staff=people.counsellor)
    assert not people.counsellor.notices.exists()
    settings.MAIL_ON = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_waiting() == 0
