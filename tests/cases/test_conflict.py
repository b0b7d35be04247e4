"""Whoever is named is out, by every way: the attacker's side, also when the name comes up late."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.cases.actions import decide_alone
from yorisoi.cases.decisions import Decided
from yorisoi.cases.present_case import build_page
from yorisoi.cases.queries import cases_for, report_readable_by
from yorisoi.cases.records import Line, record_line
from yorisoi.cases.report_actions import join_case
from yorisoi.cases.shutting_out import lift_from_case, shut_out_of_whole_case
from yorisoi.duties.models import Notice
from yorisoi.duties.queries import duties_of, unseen
from yorisoi.journal import clock
from yorisoi.meetings.actions import finalise, may_finalise, take_notes
from yorisoi.meetings.queries import items_for, meetings_for, people_to_call, quorum_facts
from yorisoi.oversight.actions import direct
from yorisoi.oversight.queries import goes_on, reports_for_board
from yorisoi.policy.flow import NotTheirs
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.models import Direction, StaffMention
from yorisoi.reports.shutting_out import lift, shut_out

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R2", "O1")]


LISTS = (
    "cases:board", "cases:closed", "meetings:list", "duties:mine", "duties:school", "cases:ledger", "reports:inbox",
)  # fmt: skip


def judged(people: Any) -> Any:
    """A case that waits for the principal's decision."""
    case = play.responding(people)
    with play.move_on(100):
        play.confirm(people, case)
        play.write(case, people.grade_head, "follow_up", flag="improving")
        play.committee(people, case, "judge_resolved", **play.ELEMENTS)
    return case


def knows_nothing(person: Any, case: Any, client_for: Any) -> None:
    report = case.report_links.order_by("at").first().report
    assert not cases_for(person).filter(pk=case.pk).exists()
    assert not report_readable_by(person).filter(case_link__case=case).exists()
    assert not items_for(person).filter(case=case).exists()
    assert not duties_of(person).filter(case=case).exists()
    assert not unseen(person).filter(case=case).exists()
    assert not unseen(person).filter(report=report).exists()
    client = client_for(person)
    for path in (
        "cases:board",
        "cases:closed",
        "meetings:list",
        "duties:mine",
        "duties:school",
        "cases:ledger",
        "reports:inbox",
    ):
        answer = client.get(reverse(path))
        if answer.status_code == 200:
            assert case.label not in answer.content.decode(), path
            assert report.label not in answer.content.decode(), path
    for address in (reverse("cases:show", args=[case.pk]), reverse("cases:report", args=[report.pk])):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", ["principal", "vice_principal", "guidance_head", "homeroom", "grade_head"])
def test_a_name_that_comes_up_in_the_case_shuts_out_of_everything(people: Any, client_for: Any, who: str) -> None:
    case, person = play.responding(people), getattr(people, who)
    by = people.vice_principal if who == "guidance_head" else people.guidance_head
    client = client_for(by)
    assert client.post(reverse("cases:shut_out", args=[case.pk]), {"person": str(person.uid)}).status_code == 302
    knows_nothing(person, case, client_for)
    called = people_to_call(people.school, Body.COMMITTEE, class_ids=[people.class31.pk], out=frozenset({person.pk}))
    assert person.pk not in {one.pk for one, _post in called}
    words, at = {"words": "あ"}, clock.now()
    line = Line(kind="hearing", occurred_at=at, body=words, code="around", flag="heard", second=person)
    with pytest.raises(PermissionError):
        record_line(case=case, by=people.nurse, line=line)
    assert person.name not in [name for name, _why, _since in build_page(case, by, {}).team]


def test_whoever_is_named_in_the_second_report_loses_the_first_as_well(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    second = play.report(people, staff_named=[people.principal.pk])
    play.write(case, people.guidance_head, "act", flag="stopped")
    from yorisoi.reports.actions import leave_memo

    leave_memo(report=second, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[second])
    assert cases_for(people.principal).filter(pk=case.pk).exists()
    join_case(meeting=held, report=second, case=case, by=people.guidance_head, decided=Decided(reason="同じ子ども"))
    knows_nothing(people.principal, case, client_for)


def test_only_who_takes_reports_in_shuts_out_from_the_case(
    people: Any, client_for: Any, make_staff: Any, other_school: Any
) -> None:
    case = play.opened(people)
    address = reverse("cases:shut_out", args=[case.pk])
    said = {"person": str(people.teacher.uid)}
    assert client_for(people.guidance_head).get(address).status_code == 405
    assert client_for(people.homeroom).post(address, said).status_code == 403
    assert client_for(make_staff(other_school, Post.PRINCIPAL)).post(address, said).status_code == 404
    assert client_for(people.guidance_head).post(address, {"person": "x"}).status_code == 404
    with pytest.raises(PermissionError):
        shut_out_of_whole_case(case=case, by=people.homeroom, staff=people.teacher)
    shut_out_of_whole_case(case=case, by=people.guidance_head, staff=people.principal)
    assert client_for(people.principal).post(address, said).status_code == 404


def test_a_wrong_match_is_let_in_again_with_all_that_was_theirs(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    before = set(duties_of(people.principal).filter(case=case).values_list("name", flat=True))
    shut_out_of_whole_case(case=case, by=people.guidance_head, staff=people.principal)
    row = case.report_links.get().report.exclusions.get(staff=people.principal)
    page = reverse("cases:let_in", args=[case.pk, row.pk])
    assert client_for(people.principal).post(page, {"reason": "ちがう"}).status_code == 404
    assert client_for(people.homeroom).post(page, {"reason": "ちがう"}).status_code == 403
    client_for(people.guidance_head).post(page, {"reason": ""})
    row.refresh_from_db()
    assert row.lifted_at is None
    lift_from_case(case=case, exclusion=row, by=people.guidance_head, reason="同じ名字の別の人だった")
    assert cases_for(people.principal).filter(pk=case.pk).exists()
    assert set(duties_of(people.principal).filter(case=case).values_list("name", flat=True)) == before


# -- names that come up in what the school writes ----------------------------------------------------
def test_a_name_in_a_memo_is_pointed_out_and_nobody_is_shut_out_yet(people: Any, client_for: Any) -> None:
    from yorisoi.reports.actions import leave_memo

    report = play.report(people)
    leave_memo(report=report, by=people.guidance_head, words="校長田先生にも相談した、と本人。養護教諭が付きそう。")
    row = StaffMention.objects.get(report=report)
    assert row.staff == people.principal
    assert not report.exclusions.exists()
    page = reverse("cases:report", args=[report.pk])
    assert "記録に教職員の名前が出ています" in text(client_for(people.vice_principal).get(page))
    assert "記録に教職員の名前が出ています" not in text(client_for(people.principal).get(page))
    settle = reverse("cases:report_mention", args=[report.pk, row.pk])
    assert client_for(people.principal).post(settle, {"meant": "no"}).status_code == 404
    assert client_for(people.teacher).post(settle, {"meant": "no"}).status_code == 403
    client_for(people.guidance_head).post(settle, {"meant": "no"})
    assert "記録に教職員の名前が出ています" not in text(client_for(people.vice_principal).get(page))
    leave_memo(report=report, by=people.guidance_head, words="校長田先生に伝えた。")
    assert StaffMention.objects.filter(report=report).count() == 1  # cleared once


def test_a_name_in_an_entry_and_in_the_notes_of_a_meeting(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.write(case, people.homeroom, "note", words="教諭田先生が見ていた。")
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    take_notes(meeting=held, by=people.guidance_head, notes="福祉田 試 さんの名前が出た。", version=0)
    finalise(meeting=held, by=people.principal, decisions=[])
    found = {row.staff: row for row in StaffMention.objects.all()}
    assert set(found) == {people.teacher, people.social_worker}
    page = text(client_for(people.guidance_head).get(reverse("cases:show", args=[case.pk])))
    assert "記録に教職員の名前が出ています" in page
    assert "記録に教職員の名前が出ています" not in text(
        client_for(people.homeroom).get(reverse("cases:show", args=[case.pk]))
    )
    row = found[people.teacher]
    address = reverse("cases:report_mention", args=[row.report_id, row.pk])
    client_for(people.guidance_head).post(address, {"meant": "yes", "back": "case"})
    assert row.report.exclusions.filter(staff=people.teacher, lifted_at__isnull=True).exists()


# -- the managers ------------------------------------------------------------------------------------
def test_the_vice_principal_decides_where_the_principal_is_named(people: Any, client_for: Any) -> None:
    case = judged(people)
    shut_out_of_whole_case(case=case, by=people.guidance_head, staff=people.principal)
    with play.move_on(100):
        with pytest.raises(NotTheirs):
            decide_alone(case=case, move="resolve", by=people.principal, reason="よい")
        with pytest.raises(NotTheirs):
            decide_alone(case=case, move="resolve", by=people.guidance_head, reason="よい")
        assert decide_alone(case=case, move="resolve", by=people.vice_principal, reason="よい").actor == Post.PRINCIPAL


def test_next_in_the_row_decides_where_both_are_named_and_the_board_may_name_another(
    people: Any, make_staff: Any, client_for: Any
) -> None:
    officer = make_staff(None, Post.BOARD_OFFICER)
    case = judged(people)
    report = case.report_links.get().report
    shut_out_of_whole_case(case=case, by=people.guidance_head, staff=people.principal)
    assert not reports_for_board(officer).exists()
    assert not unseen(officer).exists()
    shut_out_of_whole_case(case=case, by=people.guidance_head, staff=people.vice_principal)
    assert goes_on(reports_for_board(officer)).get() == report
    assert unseen(officer).filter(report=report).count() == 1
    page = reverse("oversight:report", args=[report.pk])
    home = text(client_for(officer).get(reverse("oversight:board_home")))
    assert report.label in home
    assert "新しい" in home
    assert "学校への指示" in text(client_for(officer).get(page))
    assert not unseen(officer).exists()
    with play.move_on(100):
        with pytest.raises(NotTheirs):
            decide_alone(case=case, move="resolve", by=people.teacher, reason="よい")
        said = {"acting": str(people.teacher.uid), "words": "教諭田が代わって進める。", "token": "t1"}
        client = client_for(officer)
        assert client.post(reverse("oversight:direct", args=[report.pk]), said).status_code == 302
        client.post(reverse("oversight:direct", args=[report.pk]), said)
        assert Direction.objects.count() == 1
        assert text(client.post(reverse("oversight:direct", args=[report.pk]), {}), 422)
        assert unseen(people.teacher).filter(kind="board_directed", report=report).exists()
        shown = text(client_for(people.teacher).get(reverse("cases:show", args=[case.pk])))
        assert "教諭田が代わって進める。" in shown
        assert "決定してください" in shown
        assert decide_alone(case=case, move="resolve", by=people.teacher, reason="よい").actor == Post.PRINCIPAL
    for manager in (people.principal, people.vice_principal):
        knows_nothing(manager, case, client_for)


def test_academic_head_acts_where_both_managers_are_named(people: Any) -> None:
    case = judged(people)
    for person in (people.principal, people.vice_principal):
        shut_out_of_whole_case(case=case, by=people.guidance_head, staff=person)
    with play.move_on(100):
        assert decide_alone(case=case, move="resolve", by=people.academic_head, reason="よい").actor == Post.PRINCIPAL


def test_nobody_shut_out_is_put_in_the_managers_stead(people: Any, make_staff: Any, client_for: Any) -> None:
    officer, other = make_staff(None, Post.BOARD_OFFICER), make_staff(None, Post.ADMINISTRATOR)
    report = play.report(people, staff_named=[people.principal.pk, people.vice_principal.pk])
    for acting in (people.principal, other):
        with pytest.raises(PermissionError):
            direct(report=report, by=officer, acting=acting, words="代わる")
    with pytest.raises(PermissionError):
        direct(report=report, by=people.guidance_head, acting=people.guidance_head, words="代わる")
    assert client_for(people.guidance_head).post(reverse("oversight:direct", args=[report.pk])).status_code == 403
    own = play.report(people)
    assert client_for(officer).post(reverse("oversight:direct", args=[own.pk])).status_code == 404
    row = direct(report=report, by=officer, acting=people.guidance_head, words="進める")
    shut_out(report=report, by=people.guidance_head, staff=people.guidance_head)
    assert not report_readable_by(row.acting).filter(pk=report.pk).exists()


def test_the_named_chair_fixes_no_minutes_and_counts_nowhere(people: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    item = held.items.get()
    before = quorum_facts(held, item)
    shut_out_of_whole_case(case=case, by=people.guidance_head, staff=people.principal)
    after = quorum_facts(held, item)
    assert after.present == before.present - 1
    assert not may_finalise(held, people.principal)
    assert may_finalise(held, people.vice_principal)
    assert not meetings_for(people.principal).filter(pk=held.pk).exists()


def test_a_lift_on_one_report_leaves_the_other_reports_exclusion(people: Any) -> None:
    case = play.opened(people)
    second = play.report(people, staff_named=[people.teacher.pk])
    from yorisoi.reports.actions import leave_memo

    leave_memo(report=second, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[second])
    join_case(meeting=held, report=second, case=case, by=people.guidance_head, decided=Decided(reason="同じ"))
    shut_out_of_whole_case(case=case, by=people.guidance_head, staff=people.teacher)
    first = case.report_links.order_by("at").first().report
    lift(exclusion=first.exclusions.get(staff=people.teacher), by=people.guidance_head, reason="こちらはちがう")
    from yorisoi.reports.queries import shut_out_of, shut_out_of_case

    assert people.teacher.pk in shut_out_of_case(case.pk)
    assert people.teacher.pk in shut_out_of(first)


def let_in_page(person: Any, report: Any, by: Any, client_for: Any) -> str:
    """What the page says after 「見せてよいことにする」 was pressed for this person on a report."""
    row = report.exclusions.get(staff=person, lifted_at=None)
    address = reverse("cases:report_lift", args=[report.pk, row.pk])
    return text(client_for(by).post(address, {"reason": "人ちがいだった"}, follow=True))


def told_of(person: Any) -> list[Any]:
    """The reports of whose coming in this person was told."""
    return [row.report for row in Notice.objects.filter(staff=person, kind="report_received")]


def test_let_in_with_a_class_of_the_case_they_read_it_and_are_told(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    report = case.report_links.get().report
    shut_out(report=report, by=people.guidance_head, staff=people.homeroom)
    assert "この人も読めるようにしました" in let_in_page(people.homeroom, report, people.guidance_head, client_for)
    assert told_of(people.homeroom) == [report]
    for address in (reverse("cases:show", args=[case.pk]), reverse("cases:report", args=[report.pk])):
        assert client_for(people.homeroom).get(address).status_code == 200


@pytest.mark.parametrize("through", ["report", "case"])
def test_let_in_with_nothing_that_ties_them_to_it_the_page_says_so(people: Any, client_for: Any, through: str) -> None:
    case = play.opened(people)
    report = case.report_links.get().report
    shut_out(report=report, by=people.guidance_head, staff=people.teacher)
    if through == "report":
        page = let_in_page(people.teacher, report, people.guidance_head, client_for)
    else:
        address = reverse("cases:let_in", args=[case.pk, report.exclusions.get().pk])
        page = text(client_for(people.guidance_head).post(address, {"reason": "人ちがい"}, follow=True))
    assert "この人も読めるようにしました" not in page
    assert "まだ読めません" in page
    assert told_of(people.teacher) == []
    assert client_for(people.teacher).get(reverse("cases:report", args=[report.pk])).status_code == 404


def test_let_in_where_another_report_of_the_case_shuts_them_out(people: Any, client_for: Any) -> None:
    from yorisoi.reports.actions import leave_memo

    case = play.opened(people)
    second = play.report(people)
    leave_memo(report=second, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[second])
    join_case(meeting=held, report=second, case=case, by=people.guidance_head, decided=Decided(reason="同じ"))
    first = case.report_links.order_by("at").first().report
    for report in (first, second):
        shut_out(report=report, by=people.guidance_head, staff=people.homeroom)
    page = let_in_page(people.homeroom, first, people.guidance_head, client_for)
    assert f"同じ事案のほかの通報（{second.label}）" in page
    assert told_of(people.homeroom) == []
    knows_nothing(people.homeroom, case, client_for)
    assert "この人も読めるようにしました" in let_in_page(people.homeroom, second, people.guidance_head, client_for)
    assert told_of(people.homeroom) == [second]
    assert cases_for(people.homeroom).filter(pk=case.pk).exists()


def test_a_role_given_by_mistake_is_put_right_and_its_duties_fall_away(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    row = case.involvements.get(role="perpetrator")
    owed = case.duties.filter(pupil=row.pupil, done_at__isnull=True, dropped_at__isnull=True)
    assert owed.exists()
    address = reverse("cases:end_role", args=[case.pk, row.pk])
    client_for(people.guidance_head).post(address, {"reason": "人ちがいだった", "mistaken": "on"})
    row.refresh_from_db()
    assert row.until is not None
    assert row.put_right.text("reason") == "人ちがいだった"
    assert not owed.exists()
    assert "まちがって登録" in text(client_for(people.guidance_head).get(reverse("cases:show", args=[case.pk])))
