"""Several reports about one matter: tied with a reason, decided together, each keeping what is its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from yorisoi.cases.models import CaseReport
from yorisoi.duties.models import OPEN, Duty
from yorisoi.meetings.models import Meeting
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Body
from yorisoi.reports.actions import leave_memo
from yorisoi.reports.models import SameMatter
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.reports.same import tie, tied_to, untie
from yorisoi.reports.shutting_out import shut_out


def three(people: Any) -> list[Any]:
    return [play.report(people, narrative=f"{n}人目の話") for n in (1, 2, 3)]


@pytest.mark.requirement("O3")
def test_a_tie_joins_all_and_changes_nothing_of_each(people: Any) -> None:
    one, two, three_ = three(people)
    clocks = list(Duty.objects.filter(OPEN).values_list("report_id", "name", "due_at").order_by("pk"))
    tie(report=two, other=one, by=people.guidance_head, reason="同じ休み時間の話")
    tie(report=one, other=two, by=people.guidance_head, reason="もう一度")
    tie(report=two, other=three_, by=people.guidance_head, reason="同じ子の話")
    assert SameMatter.objects.count() == 2
    assert tied_to(one.pk) == {two.pk, three_.pk}
    assert list(Duty.objects.filter(OPEN).values_list("report_id", "name", "due_at").order_by("pk")) == clocks
    untie(report=three_, other=two, by=people.principal, reason="別の日だった")
    assert tied_to(three_.pk) == set()
    row = SameMatter.objects.select_related("report__key").get(ended_at__isnull=False)
    assert (row.text("reason"), row.text("end_reason")) == ("同じ子の話", "別の日だった")


def test_a_tie_wants_a_reason_and_the_right_for_both(people: Any) -> None:
    one, two, _three = three(people)
    with pytest.raises(NotYet):
        tie(report=one, other=two, by=people.guidance_head, reason=" ")
    shut_out(report=two, by=people.guidance_head, staff=people.principal)
    for person in (people.principal, people.homeroom):
        with pytest.raises(PermissionError):
            tie(report=one, other=two, by=person, reason="理由")


@pytest.mark.requirement("O3")
def test_one_decision_takes_them_together(people: Any, client_for: Any) -> None:
    one, two, three_ = three(people)
    for other in (two, three_):
        tie(report=one, other=other, by=people.guidance_head, reason="同じ件")
    leave_memo(report=one, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[one])
    client = client_for(people.guidance_head)
    url, item = reverse("cases:room", args=[held.pk]), held.items.get().pk
    page = client.get(url, {"item": item, "move": "open_case"}).content.decode()
    assert two.label in page
    sent = {"item": item, "move": "open_case", "reason": "疑いがある", "together": [str(two.pk)]}
    assert client.post(url, sent).status_code == 422  # the second has no memo yet
    assert not CaseReport.objects.exists()
    leave_memo(report=two, by=people.guidance_head, words="メモ")
    assert client.post(url, sent).status_code == 302
    (case,) = {link.case for link in CaseReport.objects.all()}
    assert {link.report for link in case.report_links.all()} == {one, two}
    three_.refresh_from_db()
    assert three_.state == "received"
    assert one.label != two.label


def test_what_somebody_present_may_not_know_is_not_taken_along(people: Any, client_for: Any) -> None:
    one, two, three_ = three(people)
    for other in (two, three_):
        tie(report=one, other=other, by=people.guidance_head, reason="同じ件")
    shut_out(report=three_, by=people.guidance_head, staff=people.academic_head)
    for report in (one, two, three_):
        leave_memo(report=report, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[one])
    assert held.attendances.filter(staff=people.academic_head).exists()
    client, url = client_for(people.guidance_head), reverse("cases:room", args=[held.pk])
    sent = {"item": held.items.get().pk, "move": "open_case", "reason": "疑いがある"}
    wall = client.get(url, {"item": sent["item"], "move": "open_case"}).content.decode()
    assert two.label in wall
    assert three_.label not in wall  # who is named in it sits in front of the wall
    page = client.post(url, {**sent, "together": [str(two.pk), str(three_.pk)]}, follow=True).content.decode()
    (case,) = {link.case for link in CaseReport.objects.all()}
    assert {link.report for link in case.report_links.all()} == {one, two}
    three_.refresh_from_db()
    assert three_.state == "noted"
    assert not held.items.filter(report=three_).exists()
    assert "会議を分けて、すぐ後の時間に招集しました" in page
    beside = Meeting.objects.get(items__report=three_)
    assert beside.scheduled_at >= held.scheduled_at + timedelta(minutes=30)  # the members sit here until then
    assert beside.place == ""
    assert not beside.attendances.filter(staff=people.academic_head).exists()
    theirs = client_for(people.academic_head)
    assert theirs.get(reverse("cases:room", args=[beside.pk])).status_code == 404
    seen = theirs.get(url).content.decode() + theirs.get(reverse("meetings:list")).content.decode()
    assert three_.label not in seen
    assert people.academic_head.pk not in shut_out_of_case(case.pk)


def test_the_page_ties_and_unties_and_tells_nobody_who_is_shut_out(people: Any, client_for: Any) -> None:
    one, two, _three = three(people)
    client = client_for(people.guidance_head)
    url = reverse("cases:report_same", args=[one.pk])
    assert client.get(url).status_code == 405
    assert client.post(url, {"other": str(two.pk), "reason": ""}).status_code == 422
    assert client.post(url, {"other": "x", "reason": "理由"}).status_code == 404
    assert client.post(url, {"other": str(two.pk), "reason": "同じ件"}).status_code == 302
    assert client_for(people.homeroom).post(url, {"other": str(two.pk)}).status_code == 403
    shut_out(report=two, by=people.guidance_head, staff=people.vice_principal)
    page = client_for(people.vice_principal).get(reverse("cases:report", args=[one.pk])).content.decode()
    assert two.label not in page
    apart = reverse("cases:report_apart", args=[one.pk])
    assert client_for(people.vice_principal).post(apart, {"other": str(two.pk), "reason": "x"}).status_code == 404
    assert client.post(apart, {"other": str(two.pk), "reason": "別の件"}).status_code == 302
    assert tied_to(one.pk) == set()
