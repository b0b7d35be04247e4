"""The meeting room: decisions by the chosen move, refusals that keep what was typed, what is born, several hands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import play
from tests.asking import queries, refused, text
from yorisoi.cases.models import Case
from yorisoi.duties.models import Duty
from yorisoi.journal import clock
from yorisoi.meetings.actions import finalise as fix_minutes
from yorisoi.meetings.models import AgendaItem, Meeting
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.actions import leave_memo
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today


def noted(people: Any, **said: Any) -> Any:
    """A report with its memo."""
    report = play.report(people, **said)
    leave_memo(report=report, by=people.guidance_head, words="担任にも確かめた")
    report.refresh_from_db()
    return report


def room(held: Meeting, **asked: Any) -> str:
    """The address of the room."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse("cases:room", args=[held.pk]) + (f"?{query}" if query else "")


def take(client: Any, held: Meeting, move: str, item: AgendaItem | None = None, **said: Any) -> Any:
    """Press the button of a move, with what was typed."""
    item = item or held.items.get()
    given = {"item": item.pk, "move": move, **said}
    return client.post(reverse("cases:room", args=[held.pk]), given)


def hearings(people: Any) -> dict[str, Any]:
    """Who hears whom, as the rows of the form."""
    day = today().isoformat()
    return {
        "side_0": "victim", "pupil_0": people.victim.pk, "staff_0": people.homeroom.pk, "by_0": day,
        "side_1": "around", "pupil_1": "", "staff_1": people.nurse.pk, "by_1": day,
    }  # fmt: skip


def following(days: int = 7) -> dict[str, str]:
    """The next date as typed."""
    return {"next_at": f"{today() + timedelta(days=days)}T16:00", "next_work": "聞き取りをまとめる"}


def test_the_five_questions(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[noted(people)])
    board, other = make_staff(None, Post.BOARD_OFFICER), make_staff(other_school, Post.PRINCIPAL)
    for post in (False, True):
        refused(client_for, room(held), post=post, stranger=people.teacher, wrong=board, other=other)
    for name in ("room_check", "room_memo", "room_urgent", "finalise"):
        url = reverse(f"cases:{name}", args=[held.pk])
        refused(client_for, url, post=True, stranger=people.teacher, wrong=board, other=other)
        assert client_for(people.principal).get(url).status_code == 405
    url = reverse("cases:room_child", args=[held.pk])
    refused(client_for, url, post=False, stranger=people.teacher, wrong=board, other=other)
    assert client_for(people.principal).put(room(held)).status_code == 405


@pytest.mark.requirement("R3")
def test_a_report_becomes_a_case_with_the_role_of_each_child(people: Any, client_for: Any) -> None:
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[noted(people)])
    client = client_for(people.guidance_head)
    page = text(client.get(room(held, move="open_case")))
    assert "からかわれている" in page
    assert "担任にも確かめた" in page
    answer = take(client, held, "open_case", reason="疑いがある", **{f"role_{people.victim.pk}": "victim"})
    assert answer.status_code == 302
    case = Case.objects.get()
    assert case.involvements.get().role == "victim"
    page = text(client.get(answer["Location"].replace("#born", "")))
    assert f"事案 {case.label} になりました" in page
    assert "いじめ対策委員会を開く" in page  # what was born


@pytest.mark.requirement("R3", "D1")
def test_a_refusal_keeps_what_was_typed_and_links_to_what_is_missing(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    client = client_for(people.guidance_head)
    said = {"child_words": "「やめてほしい」", "relation": "yes", "minority": "様子を見る意見"}
    page = text(take(client, held, "recognise", **said), 422)
    assert "「やめてほしい」" in page
    assert "様子を見る意見" in page
    assert 'href="#id_reason"' in page
    assert 'href="#id_act"' in page
    assert "なぜ" in page
    case.refresh_from_db()
    assert case.state == "suspected"


@pytest.mark.requirement("R4", "R5")
def test_the_committee_splits_hearings_then_recognises_then_plans(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    client = client_for(people.guidance_head)
    assert "聞き取りの分担" in text(client.get(room(held, move="find_facts")))
    answer = take(client, held, "find_facts", care="担任が声をかける", **hearings(people), **following())
    page = text(client.get(answer["Location"].replace("#born", "")))
    assert "被害児童から話を聞く" in page
    assert people.homeroom.name in page
    told = {
        "relation": "yes",
        "act": "yes",
        "distress": "felt",
        "child_words": "「いやだった」",
        "reason": "苦痛がある",
    }
    take(client, held, "recognise", **told)
    goals = {"care": "SC", "short_goal": "止める", "long_goal": "安心", "period_months": 3}
    take(client, held, "set_plan", follow_up_date=today() + timedelta(days=14), **goals, **following(8))
    case.refresh_from_db()
    assert case.state == "responding"
    held.refresh_from_db()
    assert held.next_at


@pytest.mark.requirement("R7")
def test_a_shorter_period_wants_its_reason(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    play.recognise(people, case, held)
    goals = {"care": "SC", "short_goal": "止める", "long_goal": "安心", "period_months": 1, **following()}
    goals["follow_up_date"] = str(today() + timedelta(days=14))
    client = client_for(people.guidance_head)
    assert "目安（3か月）より短い期間" in text(take(client, held, "set_plan", **goals), 422)
    assert take(client, held, "set_plan", short_period_reason="転校する", **goals).status_code == 302


@pytest.mark.requirement("R6")
def test_a_child_who_suffers_is_not_watched_but_recognised(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.find_facts(people, case)
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    said = {"relation": "yes", "act": "yes", "distress": "felt", "child_words": "「いや」", "reason": "軽い"}
    said |= {"watchers": [people.homeroom.pk], "review_date": today() + timedelta(days=9)}
    page = text(take(client_for(people.guidance_head), held, "watch", **said), 422)
    assert "三つがそろうときは、いじめとして認知します" in page


def test_the_checklist_answers_what_is_typed_so_far(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    client, item = client_for(people.guidance_head), held.items.get()
    given = {"item": item.pk, "move": "recognise"}
    url = reverse("cases:room_check", args=[held.pk])
    before = text(client.post(url, given)).count('class="missing"')
    after = text(client.post(url, {**given, "reason": "理由", "relation": "yes"})).count('class="missing"')
    assert after == before - 2
    case.refresh_from_db()
    assert case.state == "suspected"


def test_no_quorum_no_decision(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    held.attendances.exclude(staff=people.principal).update(present=False)
    client = client_for(people.guidance_head)
    assert "定足数に足りません" in text(client.get(room(held)))
    page = text(take(client, held, "find_facts", care="SC", **hearings(people), **following()), 422)
    assert 'href="#attendance"' in page


def test_a_doubled_press_of_a_decision_takes_one_step(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    told = {"relation": "yes", "act": "yes", "distress": "felt", "child_words": "「いや」", "reason": "苦痛がある"}
    client = client_for(people.guidance_head)
    take(client, held, "recognise", **told)
    again = client.post(
        reverse("cases:room", args=[held.pk]),
        {"item": held.items.get().pk, "move": "recognise", **told},
        follow=True,
    )
    assert "ほかの人が先に進めました" in text(again)
    assert case.steps.filter(move="recognise").count() == 1


@pytest.mark.requirement("R3")
def test_not_held_the_same_day_the_reason_is_asked_and_shown(people: Any, client_for: Any) -> None:
    with clock.at(timezone.now() - timedelta(days=2)):
        report = noted(people)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    client = client_for(people.guidance_head)
    assert "期限に開けませんでした" in text(client.get(room(held, move="open_case")))
    page = text(take(client, held, "open_case", reason="疑い"), 422)
    assert "id_late_reason" in page
    assert not Case.objects.exists()
    assert take(client, held, "open_case", reason="疑い", late_reason="出張が重なった").status_code == 302
    duty = Duty.objects.get(report=report, name="decide_report")
    assert duty.text("late_reason") == "出張が重なった"
    assert "出張が重なった" in text(client.get(room(held)))


def test_set_aside_wants_no_child_named(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[noted(people)])
    said = {"distress": "not_felt", "circumstances": "苦痛は見られない", "reason": "道案内の相談"}
    assert "事案として扱ってください" in text(take(client, held, "set_aside", **said), 422)
    free = play.meeting(people, Body.SUBCOMMITTEE, reports=[noted(people, pupils=[])])
    assert take(client, free, "set_aside", **said).status_code == 302


def test_a_report_joins_an_earlier_case_of_the_same_child(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[noted(people)])
    client = client_for(people.guidance_head)
    assert "同じ子どもの事案" in text(client.get(room(held, move="join_case")))
    assert "つなげる事案を選んでください" in text(take(client, held, "join_case", reason="同じこと"), 422)
    assert take(client, held, "join_case", reason="同じこと", case=case.pk).status_code == 302
    assert case.report_links.count() == 2


def test_memo_and_urgency_from_the_room(people: Any, client_for: Any) -> None:
    report = play.report(people)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    item, client = held.items.get(), client_for(people.guidance_head)
    client.post(reverse("cases:room_memo", args=[held.pk]), {"item": item.pk, "words": "メモ"})
    client.post(reverse("cases:room_urgent", args=[held.pk]), {"item": item.pk, "urgent": "今すぐ離す"})
    report.refresh_from_db()
    assert (report.state, report.urgent_at is not None) == ("noted", True)


def test_a_child_is_added_from_the_room(people: Any, client_for: Any) -> None:
    report = noted(people)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    item, client = held.items.get(), client_for(people.guidance_head)
    url = reverse("cases:room_child", args=[held.pk])
    assert people.witness.name in text(client.post(url, {"item": item.pk, "q": "佐藤"}))
    client.post(url, {"item": item.pk, "child": str(people.witness.uid)})
    assert report.named_pupils.filter(pupil=people.witness).exists()


@pytest.mark.requirement("O3")
def test_only_the_chair_fixes_the_minutes_and_hears_what_is_missing(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    url = reverse("cases:finalise", args=[held.pk])
    assert client_for(people.guidance_head).post(url).status_code == 403
    page = text(client_for(people.principal).post(url, follow=True))
    assert "決めるか、次回の日時を決めてください" in page
    play.find_facts(people, case, held)
    asked = text(client_for(people.principal).post(url))
    for words in ("議事録を確定しますか", f"事案 {case.label}", "まだすべきこと", "それでも確定する"):
        assert words in asked
    held.refresh_from_db()
    assert held.finalised_at is None
    client_for(people.principal).post(url, {"sure": "1"})
    held.refresh_from_db()
    assert held.finalised_at


@pytest.mark.requirement("O3")
@pytest.mark.parametrize("move", ["recognise", "find_facts", "set_plan"])
def test_what_was_typed_when_the_minutes_were_fixed_is_not_lost(people: Any, client_for: Any, move: str) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    play.find_facts(people, case, held)
    fix_minutes(meeting=held, by=people.principal, decisions=[])
    answer = take(client_for(people.guidance_head), held, move, reason="本人がつらいと言った", next_work="家庭訪問")
    page = text(answer, 422)
    assert "この決定は記録されていません" in page
    assert "本人がつらいと言った" in page
    assert f"case={case.pk}" in page
    case.refresh_from_db()
    assert case.state == "fact_finding"


def test_whoever_is_shut_out_of_an_item_does_not_see_it(people: Any, client_for: Any) -> None:
    one, two = play.opened(people), play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[one, two])
    shut_out(report=one.report_links.get().report, by=people.guidance_head, staff=people.nurse)
    nurse = client_for(people.nurse)
    page = text(nurse.get(room(held)))
    assert f"事案 {one.label}" not in page
    assert f"事案 {two.label}" in page
    assert "data-notes" not in page
    hidden = held.items.get(case=one)
    assert nurse.get(room(held, item=hidden.pk)).status_code == 404
    assert nurse.post(reverse("meetings:notes", args=[held.pk]), {"notes": "x", "version": 0}).status_code == 403
    rows = text(client_for(people.principal).get(room(held, item=hidden.pk)))
    assert "この議題では数えません" in rows


def test_names_can_be_hidden(people: Any, client_for: Any) -> None:
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[noted(people, narrative="髙﨑さんがないていた")])
    client = client_for(people.guidance_head)
    page = text(client.get(room(held)))
    assert '<span class="veiled" data-letter="A"><span>髙﨑さん</span></span>がないていた' in page
    client.cookies["yorisoi_names"] = "hidden"
    assert "names-hidden" in text(client.get(room(held)))


def test_the_room_asks_the_same_number_of_queries(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    one = play.meeting(people, Body.COMMITTEE, cases=[play.opened(people)])
    many = play.meeting(people, Body.COMMITTEE, cases=[play.opened(people) for _ in range(5)])
    queries(client, room(one, move="recognise"))
    assert queries(client, room(one, move="recognise")) == queries(client, room(many, move="recognise"))
