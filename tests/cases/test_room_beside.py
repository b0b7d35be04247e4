"""What is typed beside a decision – the memo, why it is urgent – is never lost, whoever was first."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.meetings.actions import finalise, set_next
from yorisoi.meetings.models_room import Draft
from yorisoi.policy.roles import Body
from yorisoi.reports.actions import leave_memo, mark_urgent
from yorisoi.reports.models import Memo

REASON = "あごを打っている。すぐに離す"


def on_report(name: str, report: Any) -> str:
    """A form of the report's page."""
    return reverse(f"cases:{name}", args=[report.pk])


def test_whoever_was_second_adds_a_reason_and_nobody_is_told_twice(people: Any, client_for: Any) -> None:
    report = play.report(people)
    mark_urgent(report=report, by=people.principal, reason="けが")
    report.refresh_from_db()
    first, told = report.urgent_at, people.vice_principal.notices.filter(kind="report_urgent").count()
    client = client_for(people.guidance_head)
    for _press in range(2):
        page = text(client.post(on_report("report_urgent", report), {"reason": REASON}, follow=True))
    assert "ほかの人が先に緊急としていました" in page
    assert REASON in page
    report.refresh_from_db()
    assert report.urgent_at == first
    assert report.steps.filter(move="mark_urgent").count() == 2
    assert report.duties.filter(name="interim_measure").count() == 1
    assert people.vice_principal.notices.filter(kind="report_urgent").count() == told


def test_a_reason_that_was_being_typed_is_shown_again(people: Any, client_for: Any) -> None:
    report = play.report(people)
    mark_urgent(report=report, by=people.principal, reason="けが")
    client = client_for(people.guidance_head)
    page = text(client.post(on_report("report_memo", report), {"words": "メモ", "reason": REASON}, follow=True))
    assert REASON in page
    assert "ほかの人が先に緊急としました" in page
    assert "緊急の理由を書き足す" in page


def test_where_the_report_has_gone_on_the_reason_waits_in_the_memo(people: Any, client_for: Any) -> None:
    report = play.report(people)
    play.subcommittee(people, report)
    said = {"reason": REASON, "words": "書きかけのメモ"}
    page = text(client_for(people.guidance_head).post(on_report("report_urgent", report), said), 422)
    assert f"書きかけのメモ\n\n{REASON}" in page
    assert "「メモ」の欄に移しました" in page
    assert not Memo.objects.filter(report=report, kind="memo").exclude(by=people.guidance_head).exists()


@pytest.fixture
def room(people: Any) -> tuple[Any, Any, dict[str, Any]]:
    """A report in a meeting of the subcommittee."""
    report = play.report(people)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    return report, held, {"item": held.items.get().pk, "move": "beside"}


def test_on_the_way_to_a_childs_name_nothing_typed_is_lost(people: Any, client_for: Any, room: Any) -> None:
    report, held, at = room
    client = client_for(people.guidance_head)
    place = reverse("cases:room", args=[held.pk])
    draft = reverse("cases:room_draft", args=[held.pk])
    page = text(client.get(place))
    assert f'form="memo" formaction="{draft}"' in page
    typed = {
        **at,
        "words": "担任から聞いた",
        "urgent": REASON,
        "t": ["words", "urgent"],
        "b:words": "[]",
        "keep": "child",
    }
    answer = client.post(draft, typed)
    assert answer["Location"] == reverse("cases:room_child", args=[held.pk]) + f"?item={at['item']}"
    answer = client.post(answer["Location"], {"item": at["item"], "child": str(people.witness.uid)}, follow=True)
    page = text(answer)
    assert "担任から聞いた" in page
    assert REASON in page
    # one of them is written into the record: the other stays as it is typed
    said = {**at, "words": "担任から聞いた", "urgent": REASON + "。", "t": ["words", "urgent"]}
    page = text(client.post(reverse("cases:room_memo", args=[held.pk]), said, follow=True))
    assert report.memos.get().text("words") == "担任から聞いた"
    assert "書きかけが残っています" not in page
    assert REASON + "。" in page
    page = text(client.post(reverse("cases:room_urgent", args=[held.pk]), said, follow=True))
    report.refresh_from_db()
    assert report.urgent_at is not None
    assert not Draft.objects.filter(move="beside", taken_at__isnull=True, field="urgent").exists()


def test_urgent_in_the_room_after_the_decision_is_a_memo(people: Any, client_for: Any, room: Any) -> None:
    report, held, at = room
    client, url = client_for(people.guidance_head), reverse("cases:room_urgent", args=[held.pk])
    leave_memo(report=report, by=people.guidance_head, words="メモ")
    play.open_case(
        meeting=held, report=report, by=people.guidance_head, roles={people.victim.pk: "victim"},
        decided=play.Decided(reason="疑い", opinion="suspected"),
    )  # fmt: skip
    page = text(client.post(url, {**at, "urgent": REASON}, follow=True))
    assert "通報のメモとして残しました" in page
    set_next(meeting=held, by=people.guidance_head, at=play.next_date()["next_at"], work="x")
    finalise(meeting=held, by=people.principal, decisions=[])
    client.post(url, {**at, "urgent": "確定のあと: " + REASON}, follow=True)
    assert {memo.text("words") for memo in report.memos.all()} == {"メモ", REASON, "確定のあと: " + REASON}


def test_what_is_typed_beside_outlives_the_decision_for_whoever_may_record(
    people: Any, client_for: Any, room: Any
) -> None:
    _report, held, at = room
    draft = reverse("cases:room_draft", args=[held.pk])
    client_for(people.principal).post(draft, {**at, "words": "校長のメモ", "t": "words"})
    assert "校長のメモ" in text(client_for(people.guidance_head).get(reverse("cases:room", args=[held.pk])))
    assert client_for(people.teacher).post(draft, {**at, "words": "x"}).status_code == 404
