"""Words that may be urgent, from the door to the person who looked: found, shown, looked at, kept."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from yorisoi.cases.decisions import Decided
from yorisoi.cases.report_actions import open_case
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.journal.models import Event
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Body
from yorisoi.reports.actions import leave_memo, mark_urgent
from yorisoi.reports.models import Finding
from yorisoi.reports.shutting_out import shut_out
from yorisoi.reports.words_found import dismiss_words

GRAVE = "カッターを見せられて、もうしにたい"


def owed(report: Any) -> Any:
    return Duty.objects.filter(OPEN, report=report, name="look_at_words")


@pytest.mark.requirement("R3")
def test_a_grave_word_is_owed_a_look_within_the_hour_and_marks_nothing(people: Any) -> None:
    report = play.report(people, narrative=GRAVE, still_going="yes")
    assert {(f.rule, f.grave, f.place) for f in report.findings.all()} == {
        ("self_harm", True, "narrative"),
        ("weapon", True, "narrative"),
        ("going_on", False, "facts"),
    }
    duty = owed(report).get()
    assert (duty.due_at - duty.owed_at).total_seconds() == 3600
    report.refresh_from_db()
    assert report.urgent_at is None
    told = set(Notice.objects.filter(kind="report_words").values_list("staff_id", flat=True))
    assert told == {people.guidance_head.pk, people.principal.pk, people.vice_principal.pk}
    line = Event.objects.get(event="report.words")
    assert "しにたい" not in str(line.data)


def test_a_quiet_report_has_no_finding_and_no_duty(people: Any) -> None:
    report = play.report(people, narrative="死ぬほど楽しい遠足だったのに、からかわれた")
    assert not report.findings.exists()
    assert not owed(report).exists()


def test_answers_and_memos_are_looked_at_too(people: Any) -> None:
    report = play.report(people, answers={"where": "きょうしつ", "wish": "お金をかえしてほしい"})
    assert report.findings.get().ref == "wish"
    memo = leave_memo(report=report, by=people.guidance_head, words="「消えたい」と話した")
    assert report.findings.get(place="memo").ref == str(memo.pk)
    assert owed(report).exists()


def test_saying_that_it_is_not_urgent_takes_a_reason_and_stays(people: Any) -> None:
    report = play.report(people, narrative=GRAVE)
    ids = list(report.findings.values_list("pk", flat=True))
    with pytest.raises(NotYet):
        dismiss_words(report=report, by=people.guidance_head, findings=ids, reason="  ")
    dismiss_words(report=report, by=people.guidance_head, findings=ids[:1], reason="歌の歌詞。本人に確かめた")
    assert owed(report).exists()
    dismiss_words(report=report, by=people.guidance_head, findings=ids, reason="図工の道具")
    assert not owed(report).exists()
    row = Finding.objects.select_related("report__key").get(pk=ids[0])
    assert (row.outcome, row.text("reason"), row.looked_by) == (
        "not_urgent",
        "歌の歌詞。本人に確かめた",
        people.guidance_head,
    )


@pytest.mark.requirement("R3")
def test_nobody_decides_over_a_grave_word_that_no_one_looked_at(people: Any, client_for: Any) -> None:
    report = play.report(people, narrative=GRAVE)
    leave_memo(report=report, by=people.guidance_head, words="聞き取った")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    room = client_for(people.guidance_head).get(reverse("cases:room", args=[held.pk]), {"move": "open_case"})
    assert "「すぐに見る」言葉を、人が確かめてください" in room.content.decode()
    assert reverse("cases:report", args=[report.pk]) + "#words-found" in room.content.decode()
    opens = partial(
        open_case, meeting=held, report=report, by=people.guidance_head, decided=Decided(reason="疑いがある"), roles={}
    )
    with pytest.raises(NotYet) as refused:
        opens()
    assert [need.name for need in refused.value.needs] == ["words_seen"]
    ids = list(report.findings.values_list("pk", flat=True))
    dismiss_words(report=report, by=people.guidance_head, findings=ids, reason="歌の歌詞。本人に確かめた")
    assert opens().state == "suspected"


def test_marking_it_urgent_is_looking(people: Any) -> None:
    report = play.report(people, narrative=GRAVE)
    mark_urgent(report=report, by=people.vice_principal, reason="すぐに本人のところへ行く")
    assert set(report.findings.values_list("outcome", flat=True)) == {"urgent"}
    assert not owed(report).exists()


@pytest.mark.parametrize("who", ["homeroom", "nurse", "expert", "administrator"])
def test_only_the_intake_right_judges(people: Any, who: str) -> None:
    report = play.report(people, narrative=GRAVE)
    ids = list(report.findings.values_list("pk", flat=True))
    with pytest.raises(PermissionError):
        dismiss_words(report=report, by=getattr(people, who), findings=ids, reason="理由")


def test_whoever_is_shut_out_is_neither_told_nor_asked(people: Any) -> None:
    report = play.report(people, narrative=GRAVE, staff_named=[people.guidance_head.pk])
    assert owed(report).get().acting_post == "vice_principal"
    assert not Notice.objects.filter(staff=people.guidance_head, report=report).exists()
    with pytest.raises(PermissionError):
        dismiss_words(report=report, by=people.guidance_head, findings=[], reason="理由")


def test_the_page_shows_them_and_takes_the_answer(people: Any, client_for: Any) -> None:
    report = play.report(people, narrative=GRAVE)
    client = client_for(people.guidance_head)
    page = client.get(reverse("cases:report", args=[report.pk])).content.decode()
    assert "この言葉がありました" in page
    assert "<mark>しにたい</mark>" in page
    url = reverse("cases:report_words", args=[report.pk])
    ids = [str(pk) for pk in report.findings.values_list("pk", flat=True)]
    assert client.get(url).status_code == 405
    answer = client.post(url, {"finding": ids, "reason": " "})
    assert answer.status_code == 422
    assert client.post(url, {"finding": [*ids, "x"], "reason": "確かめた"}).status_code == 302
    assert (
        "見つかった言葉は、確かめてあります" in client.get(reverse("cases:report", args=[report.pk])).content.decode()
    )
    assert client_for(people.homeroom).post(url, {"reason": "x"}).status_code == 403
    shut_out(report=report, by=people.guidance_head, staff=people.principal)
    assert client_for(people.principal).post(url, {"reason": "x"}).status_code == 404


def test_the_inbox_puts_it_first(people: Any, client_for: Any) -> None:
    grave = play.report(people, narrative=GRAVE)
    later = play.report(people)
    page = client_for(people.guidance_head).get(reverse("reports:inbox")).content.decode()
    assert page.index(grave.label) < page.index(later.label)
    assert "すぐに見る" in page
