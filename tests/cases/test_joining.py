"""Merging, splitting and moving: what the policy wants, what goes along, who may know of what, and the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from tests import play
from yorisoi.cases.joining import merge_cases
from yorisoi.cases.models import Case, CaseReport, ReportMove
from yorisoi.cases.parting import BOTH, GO, move_report, split_case
from yorisoi.cases.queries import cases_for, decisions_of, lines_in
from yorisoi.cases.report_actions import join_case
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.meetings.actions import finalise
from yorisoi.meetings.present import minutes_of
from yorisoi.policy.flow import NoSuchMove, NotTheirs, NotYet
from yorisoi.policy.roles import Body, Role
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.reports.shutting_out import shut_out


def two(people: Any) -> tuple[Case, Case]:
    """Two suspicions of the same children."""
    first = play.opened(people)
    return first, play.subcommittee(people, play.report(people), witness=Role.VICTIM)


def merged(people: Any, gone: Case, stays: Case, reason: str = "同じ日の同じ出来事") -> Any:
    held = play.meeting(people, Body.COMMITTEE, cases=[gone])
    merge_cases(meeting=held, gone=gone, stays=stays, by=people.guidance_head, reason=reason)
    gone.refresh_from_db()
    stays.refresh_from_db()
    return held


@pytest.mark.requirement("O3")
def test_what_goes_into_another_case_goes_on_there(people: Any) -> None:
    stays, gone = two(people)
    play.write(stays, people.homeroom, "act", flag="stopped", at=clock.now() - timedelta(days=9))
    line = play.write(gone, people.homeroom, "act", flag="stopped", words="靴をかくされた")
    held = merged(people, gone, stays)
    assert (gone.state, gone.merged_into) == ("merged", stays)
    assert stays.report_links.count() == 2
    assert set(lines_in(stays)) >= {line}
    assert stays.last_act_on == gone.last_act_on
    assert {(r.pupil, r.role) for r in stays.involvements.all()} >= {(people.witness, "victim")}
    assert not Duty.objects.filter(OPEN, case=gone).exists()
    assert Duty.objects.filter(OPEN, case=stays).exists()
    held = finalise(meeting=held, by=people.principal, decisions=decisions_of(held))
    said = [(d.label, d.reason) for d in minutes_of(held, people.principal).decisions]
    assert len(said) == 2
    with pytest.raises(NoSuchMove):
        play.write(gone, people.homeroom, "note")


def test_the_database_refuses_to_touch_a_merged_case(people: Any) -> None:
    stays, gone = two(people)
    merged(people, gone, stays)
    for change in ({"state": "suspected", "merged_into": None}, {"urgent": True}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Case.objects.filter(pk=gone.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportMove.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseReport.objects.all().delete()


def test_a_merge_wants_quorum_reason_and_the_recognised_case_to_stay(people: Any) -> None:
    stays, gone = two(people)
    with pytest.raises(NotYet) as refused:
        merged(people, gone, stays, reason=" ")
    assert [need.name for need in refused.value.needs] == ["reason"]
    play.recognise(people, gone)
    with pytest.raises(NotYet) as refused:
        merged(people, gone, stays)
    assert [need.name for need in refused.value.needs] == ["recognition_stays"]
    held = play.meeting(people, Body.GRADE_HEADS, cases=[stays])
    with pytest.raises(NotTheirs):
        merge_cases(meeting=held, gone=stays, stays=gone, by=people.guidance_head, reason="理由")


def test_whoever_is_shut_out_of_one_is_shut_out_of_both(people: Any) -> None:
    stays, gone = two(people)
    shut_out(report=gone.report_links.get().report, by=people.guidance_head, staff=people.homeroom)
    shut_out(report=stays.report_links.get().report, by=people.guidance_head, staff=people.nurse)
    merged(people, gone, stays)
    for case in (stays, gone):
        assert shut_out_of_case(case.pk) == {people.homeroom.pk, people.nurse.pk}
        for person in (people.homeroom, people.nurse):
            assert not cases_for(person).filter(pk=case.pk).exists()
            assert not duties_of(person).filter(case=case).exists()
    later = play.report(people, staff_named=[people.grade_head.pk])
    play.leave_memo(report=later, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[later])
    join_case(meeting=held, report=later, case=stays, by=people.guidance_head, decided=play.Decided(reason="同じ"))
    assert people.grade_head.pk in shut_out_of_case(gone.pk)


@pytest.mark.requirement("O3")
def test_a_case_is_split_and_both_have_their_children_and_clocks(people: Any) -> None:
    case, other = two(people)
    merged(people, other, case)
    line = play.write(case, people.homeroom, "note", words="二つの出来事だった")
    shut_out(report=case.report_links.order_by("pk")[0].report, by=people.guidance_head, staff=people.nurse)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    rows = {row.pupil_id: row.pk for row in case.involvements.filter(role="victim")}
    moved = case.report_links.order_by("-pk")[0].report
    new = split_case(
        meeting=held,
        case=case,
        by=people.guidance_head,
        reason="場所も相手もちがう",
        children={rows[people.witness.pk]: GO, case.involvements.get(role="perpetrator").pk: BOTH},
        reports=[moved.pk],
        entries=[line.pk],
    )
    assert new.state == "suspected"
    assert new.split_from == case
    assert list(lines_in(new)) == [line]
    assert line in lines_in(case)
    assert [link.report for link in new.report_links.all()] == [moved]
    assert {(r.pupil, r.role) for r in new.involvements.all()} == {
        (people.witness, "victim"),
        (people.perpetrator, "perpetrator"),
    }
    assert not case.involvements.filter(pupil=people.witness, until=None).exists()
    assert Duty.objects.filter(OPEN, case=new, name="hold_committee").exists()
    assert shut_out_of_case(new.pk) == {people.nurse.pk}
    newer = play.write(new, people.homeroom, "note", words="訂正", corrects=line)
    assert newer in lines_in(case)


def test_a_split_leaves_children_and_a_report_in_both(people: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    every = {row.pk: GO for row in case.involvements.all()}
    with pytest.raises(NotYet) as refused:
        split_case(
            meeting=held,
            case=case,
            by=people.guidance_head,
            reason="理由",
            children=every,
            reports=[case.report_links.get().report_id],
        )
    assert [need.name for need in refused.value.needs] == ["children_in_both", "report_left"]


def test_a_report_joined_wrongly_goes_where_it_belongs_and_its_way_stays(people: Any) -> None:
    right, wrong = two(people)
    report = play.report(people)
    play.leave_memo(report=report, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    join_case(meeting=held, report=report, case=wrong, by=people.guidance_head, decided=play.Decided(reason="同じ"))
    shut_out(report=report, by=people.guidance_head, staff=people.homeroom)
    held = play.meeting(people, Body.SUBCOMMITTEE, cases=[wrong])
    move_report(meeting=held, report=report, target=right, by=people.guidance_head, reason="子どもがちがった")
    report.refresh_from_db()
    assert report.case_link.case == right
    way = ReportMove.objects.select_related("report__key").get(report=report)
    assert (way.source, way.target, way.text("reason")) == (wrong, right, "子どもがちがった")
    assert people.homeroom.pk in shut_out_of_case(wrong.pk) & shut_out_of_case(right.pk)
    last = wrong.report_links.get().report
    with pytest.raises(NotYet):
        move_report(meeting=held, report=last, target=right, by=people.guidance_head, reason="理由")


PAGES = ["room_merge", "room_split", "room_move"]


@pytest.mark.parametrize("page", PAGES)
def test_the_five_questions(people: Any, client_for: Any, other_school: Any, make_staff: Any, page: str) -> None:
    case, _other = two(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    url = reverse(f"cases:{page}", args=[held.pk]) + f"?item={held.items.get().pk}"
    assert client_for(people.guidance_head).get(url).status_code == 200
    assert client_for(people.guidance_head).put(url).status_code == 405
    assert client_for(people.teacher).get(url).status_code == 404
    assert client_for(people.administrator).get(url).status_code == 403
    assert client_for(make_staff(other_school, "principal")).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert client_for(people.guidance_head).get(url.replace("item=", "item=9")).status_code == 404


def test_the_pages_merge_and_split(people: Any, client_for: Any) -> None:
    stays, gone = two(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[stays])
    item = str(held.items.get().pk)
    client = client_for(people.guidance_head)
    room = client.get(reverse("cases:room", args=[held.pk])).content.decode()
    url = reverse("cases:room_merge", args=[held.pk])
    assert url in room
    form = {"item": item, "other": str(gone.pk), "stays": "this", "reason": "", "minority": ""}
    answer = client.post(url, form)
    assert answer.status_code == 422
    assert "判断の理由を書いてください" in answer.content.decode()
    assert client.post(url, {**form, "reason": "同じ件"}).status_code == 302
    gone.refresh_from_db()
    assert gone.merged_into == stays
    page = client.get(reverse("cases:show", args=[gone.pk])).content.decode()
    assert "別の事案に統合されました" in page
    assert stays.label in page
    assert client.post(url, {**form, "reason": "同じ件"}).status_code == 422  # no longer to choose from
    roles = {row.pupil_id: row for row in stays.involvements.filter(until=None)}
    split = {"item": item, "reason": "別の件", f"child_{roles[people.witness.pk].pk.hex}": "go"}
    assert client.post(reverse("cases:room_split", args=[held.pk]), split).status_code == 302
    new = Case.objects.get(split_from=stays)
    assert new.label in client.get(reverse("cases:show", args=[stays.pk])).content.decode()


def test_another_case_is_named_only_to_who_may_read_it(people: Any, client_for: Any) -> None:
    case = play.subcommittee(people, play.report(people), victim=Role.VICTIM, witness=Role.VICTIM)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    rows = {row.pupil_id: row.pk for row in case.involvements.all()}
    new = split_case(
        meeting=held, case=case, by=people.guidance_head, reason="別", children={rows[people.witness.pk]: GO}
    )
    named = play.report(people, staff_named=[people.homeroom.pk])
    play.leave_memo(report=named, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[named])
    join_case(meeting=held, report=named, case=new, by=people.guidance_head, decided=play.Decided(reason="同じ"))
    page = client_for(people.homeroom).get(reverse("cases:show", args=[case.pk]))
    assert page.status_code == 200
    assert f"事案 {new.label}" not in page.content.decode()
    assert str(new.pk) not in page.content.decode()
    assert client_for(people.homeroom).get(reverse("cases:show", args=[new.pk])).status_code == 404
