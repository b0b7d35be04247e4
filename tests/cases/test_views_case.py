"""The case page: where it stands, what is owed and why, who is in it, what the principal decides."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import queries, refused, text
from yorisoi.cases import case_course
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post
from yorisoi.reports.shutting_out import shut_out


def page(case: Any, **asked: Any) -> str:
    """The address of the case."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse("cases:show", args=[case.pk]) + (f"?{query}" if query else "")


def addresses(case: Any) -> dict[str, str]:
    """Every address of a case, by name."""
    row, line = case.involvements.first(), case.entries.first()
    return {
        "show": page(case),
        "record_choose": reverse("cases:record_choose", args=[case.pk]),
        "record": reverse("cases:record", args=[case.pk, "note"]),
        "correct": reverse("cases:correct", args=[case.pk, line.pk]),
        "involve": reverse("cases:involve", args=[case.pk]),
        "end_role": reverse("cases:end_role", args=[case.pk, row.pk]),
        "decide": reverse("cases:decide", args=[case.pk]),
        "invite": reverse("cases:invite", args=[case.pk]),
    }


POSTED = {"end_role", "decide", "invite"}


def test_the_five_questions(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    case = play.responding(people)
    board, other = make_staff(None, Post.BOARD_OFFICER), make_staff(other_school, Post.PRINCIPAL)
    for name, url in addresses(case).items():
        stranger = None if name == "invite" else people.homeroom6
        refused(client_for, url, post=name in POSTED, stranger=stranger, wrong=board, other=other)
        wrong = client_for(people.principal)
        assert (wrong.get(url) if name in POSTED else wrong.delete(url)).status_code == 405


@pytest.mark.requirement("E3")
def test_whoever_is_named_finds_no_address_of_the_case(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    urls = addresses(case)
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.homeroom)
    client = client_for(people.homeroom)
    for name, url in urls.items():
        answer = client.post(url) if name in POSTED else client.get(url)
        assert answer.status_code == (403 if name == "invite" else 404), name


@pytest.mark.requirement("D1", "R12")
def test_the_page_says_where_it_stands_and_what_is_owed_by_whom(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    seen = text(client_for(people.homeroom).get(page(case)))
    assert case.label in seen
    assert "加害児童の家庭を訪問し、事実を伝える" in seen
    assert "担任田（3年1組 担任）" in seen
    assert "安心して過ごせる" in seen  # the goal
    assert "解消できる最短の日" in seen
    assert "市教委 未報告" in seen
    assert seen.count("<svg") > 1
    assert Event.objects.filter(event="view.case", about_id=str(case.pk), actor_id=people.homeroom.pk).exists()


def test_every_way_onward_names_who_may_and_what_is_missing(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    seen = text(client_for(people.homeroom).get(page(case)))
    assert "解消していると判断する" in seen
    assert "行為が止んでいる状態が" in seen
    assert "だれが: いじめ対策委員会" in seen


def test_the_chronology_can_be_narrowed_and_marks_what_was_written_later(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    with play.move_on(5):
        play.write(case, people.homeroom, "observation", at=case.opened_at, words="図書室にいた", pupil=people.victim)
        play.write(case, people.guidance_head, "board_phone", words="電話した", body={"receiver": "課長"})
        client = client_for(people.guidance_head)
        seen = text(client.get(page(case)))
        assert "に記入" in seen
        assert "電話した" in seen
        narrowed = text(client.get(page(case, nature="observation")))
        assert "図書室にいた" in narrowed
        assert "電話した" not in narrowed
        assert "図書室にいた" in text(client.get(page(case, pupil=people.victim.pk)))
        assert "図書室にいた" not in text(client.get(page(case, pupil=people.perpetrator.pk)))


@pytest.mark.requirement("R9")
def test_the_principal_decides_with_a_reason(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    with play.move_on(120):
        play.confirm(people, case)
        play.committee(people, case, "judge_resolved", reason="二つの要件を満たす")
        url = reverse("cases:decide", args=[case.pk])
        assert "校長の決定を待っています" in text(client_for(people.guidance_head).get(page(case)))
        assert client_for(people.guidance_head).post(url, {"move": "resolve", "reason": "x"}).status_code == 302
        case.refresh_from_db()
        assert case.state == "judged"
        client = client_for(people.principal)
        refusal = text(client.post(url, {"move": "resolve", "reason": ""}), 422)
        assert 'href="#id_reason"' in refusal
        assert client.post(url, {"move": "resolve", "reason": "委員会の判断のとおり"}).status_code == 302
        case.refresh_from_db()
        assert case.state == "resolved"
        again = client.post(url, {"move": "resolve", "reason": "もう一度"}, follow=True)
        assert "ほかの人が先に進めました" in text(again)


def test_the_vice_principal_decides_when_the_principal_is_named(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    with play.move_on(120):
        play.confirm(people, case)
        play.committee(people, case, "judge_resolved", reason="満たす")
        shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.principal)
        assert client_for(people.principal).get(page(case)).status_code == 404
        client = client_for(people.vice_principal)
        assert "解消と決定する" in text(client.get(page(case)))
        client.post(reverse("cases:decide", args=[case.pk]), {"move": "send_back", "reason": "もう少し見守る"})
        case.refresh_from_db()
        assert case.state == "reconsidering"


@pytest.mark.requirement("D3")
def test_children_come_and_go_with_their_roles(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.guidance_head)
    url = reverse("cases:involve", args=[case.pk])
    assert people.witness.name in text(client.post(url, {"q": "佐藤"}))
    assert "子どもを選んでください" in text(client.post(url, {"role": "bystander"}), 422)
    for _ in range(2):
        client.post(url, {"child": str(people.witness.uid), "role": "bystander", "note": "見ていた"})
    row = case.involvements.get(pupil=people.witness)
    assert "見ていた" in text(client.get(page(case)))
    client.post(reverse("cases:end_role", args=[case.pk, row.pk]), {"reason": "転校した"})
    assert "これまでの立場" in text(client.get(page(case)))


def test_another_schools_child_is_404(people: Any, client_for: Any, make_pupil: Any, other_school: Any) -> None:
    case, child = play.opened(people), make_pupil(other_school)
    url = reverse("cases:involve", args=[case.pk])
    answer = client_for(people.guidance_head).post(url, {"child": str(child.uid), "role": "victim"})
    assert answer.status_code == 404


def test_a_guest_reads_the_case_they_are_invited_to(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    assert client_for(people.expert).get(page(case)).status_code == 404
    client_for(people.principal).post(reverse("cases:invite", args=[case.pk]), {"staff": people.expert.pk})
    text(client_for(people.expert).get(page(case)))


def test_one_entry_or_forty_take_the_same_queries(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    client = client_for(people.guidance_head)
    queries(client, page(case))
    before = queries(client, page(case))
    for n in range(40):
        play.write(case, people.homeroom, "observation", words=f"様子 {n}", pupil=people.victim)
    assert queries(client, page(case)) == before


def test_no_link_leads_to_a_meeting_one_is_not_called_to(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    client_for(people.principal).post(reverse("cases:invite", args=[case.pk]), {"staff": people.teacher.pk})
    seen = text(client_for(people.teacher).get(page(case)))
    assert "いじめ対策委員会" in seen
    assert "/room/" not in seen
    assert 'href="/meetings/' not in seen.replace(f'href="{reverse("meetings:list")}"', "")


def test_what_lies_ahead_again_is_not_shown_as_done() -> None:
    def walked(*targets: str) -> list[str]:
        steps = [SimpleNamespace(source=a, target=b) for a, b in pairwise(targets)]
        return case_course.done_of(SimpleNamespace(state=targets[-1]), steps)  # type: ignore[arg-type]

    there = ("", "suspected", "fact_finding", "recognised", "responding", "improving", "judged", "resolved")
    assert walked(*there) == list(there[1:-1])
    assert walked(*there, "reconsidering") == ["suspected", "fact_finding", "recognised"]
    assert walked(*there, "reconsidering", "responding")[-1] == "reconsidering"
    assert walked("", "suspected", "fact_finding", "watching", "watch_ended", "suspected") == []


def test_no_button_leads_to_a_refusal(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    url = reverse("cases:show", args=[case.pk])
    telling = reverse("cases:record", args=[case.pk, "board_report"])
    assert telling in client_for(people.vice_principal).get(url).content.decode()
    page = client_for(people.homeroom).get(url).content.decode()
    assert "市教委" in page
    assert telling not in page
    assert client_for(people.homeroom).get(telling).status_code == 403
