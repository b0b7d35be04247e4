"""Pages of rounds: planned, opened, made longer, called off, closed, and what still stops the closing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.asking import queries, refused, text
from tests.surveys import acts
from yorisoi.journal import clock
from yorisoi.policy.roles import Post
from yorisoi.surveys.actions import add_cards
from yorisoi.surveys.models import CANCELLED, CLOSED, OPEN, PLANNED, Round
from yorisoi.surveys.reading import end_in_report, read_item

pytestmark = pytest.mark.django_db


def said(people: Any, **more: Any) -> dict[str, Any]:
    """What the form of a round says."""
    now = clock.now()
    form = {
        "audience": "child", "title": "元気アンケート（6月）", "stage": "2", "mode": "named",
        "opens_at": f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "closes_at": f"{now + timedelta(days=5):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    for one in people.school.classes.all():
        form[f"class_{one.pk}"] = "" if one in (people.class31, people.class61) else "no"
    return form | more


def planned(people: Any, client: Any, **more: Any) -> Round:
    """A round planned in the browser."""
    answer = client.post(reverse("surveys:plan"), said(people, **more))
    assert answer.status_code == 302, text(answer, answer.status_code)
    return Round.objects.get()


@pytest.mark.requirement("E1")
def test_from_plan_to_close(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    assert "まだ実施回がありません" in text(client.get(reverse("surveys:rounds")))
    assert "無記名" in text(client.get(reverse("surveys:plan")))
    one = planned(people, client)
    assert (one.state, one.stage, one.parts.count()) == (PLANNED, 2, 2)
    assert {part.questionnaire.code for part in one.parts.all()} == {"middle", "upper"}
    assert "始める" in text(client.get(reverse("surveys:round", args=[one.pk])))
    client.post(reverse("surveys:open", args=[one.pk]))
    later = clock.now() + timedelta(days=9)
    client.post(reverse("surveys:extend", args=[one.pk]), {"closes_at": f"{later:%Y-%m-%dT%H:%M}"})
    one.refresh_from_db()
    assert one.state == OPEN
    assert one.closes_at > clock.now() + timedelta(days=8)
    assert client.post(reverse("surveys:cards_add", args=[one.pk])).status_code == 302
    client.post(reverse("surveys:close", args=[one.pk]))
    one.refresh_from_db()
    assert one.state == CLOSED


def test_a_doubled_press_plans_one_round(people: Any, client_for: Any) -> None:
    client, form = client_for(people.guidance_head), said(people)
    first, second = (client.post(reverse("surveys:plan"), form) for _n in range(2))
    assert Round.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_what_is_wrong_comes_back_and_nothing_is_lost(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    bad = said(people, closes_at="2020-01-01T08:00", title="心のアンケート")
    page = text(client.post(reverse("surveys:plan"), bad), 422)
    assert "始まりより後で" in page
    assert "心のアンケート" in page
    nobody = {key: "no" if key.startswith("class_") else value for key, value in said(people).items()}
    assert "答える学級をえらんでください" in text(client.post(reverse("surveys:plan"), nobody), 422)
    assert Round.objects.count() == 0


def test_a_planned_round_is_called_off_an_open_one_is_not(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    one = planned(people, client)
    client.post(reverse("surveys:cancel", args=[one.pk]))
    one.refresh_from_db()
    assert one.state == CANCELLED
    page = text(client.post(reverse("surveys:open", args=[one.pk])), 422)
    assert "もう始まったか、取りやめています" in page


@pytest.mark.requirement("E2")
def test_what_is_unread_stops_the_closing_and_is_linked(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, acts.GRAVE)
    (item,) = acts.items(one)
    client = client_for(people.guidance_head)
    link = reverse("surveys:item", args=[item.pk])
    assert link in text(client.get(reverse("surveys:round", args=[one.pk])))
    page = text(client.post(reverse("surveys:close", args=[one.pk])), 422)
    assert "まだ読み終わっていない答えがあります" in page
    assert link in page
    end_in_report(item=item, by=people.homeroom)
    read_item(item=item, by=people.nurse)
    assert client.post(reverse("surveys:close", args=[one.pk])).status_code == 302


def test_who_may_not(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    one = acts.opened(people)
    other = make_staff(other_school, Post.PRINCIPAL)
    for name in ("rounds", "trend"):
        url = reverse(f"surveys:{name}")
        refused(client_for, url, post=False, stranger=None, wrong=people.administrator, other=None)
        assert client_for(people.counsellor).get(url).status_code == 403
        assert client_for(people.principal).post(url).status_code == 405
    url = reverse("surveys:round", args=[one.pk])
    refused(client_for, url, post=False, stranger=None, wrong=people.counsellor, other=other)
    for name in ("open", "extend", "cancel", "close", "cards_add"):
        url = reverse(f"surveys:{name}", args=[one.pk])
        given = {"closes_at": "2030-01-01T10:00"}
        assert client_for(other).post(url, given).status_code == 404
        for person in (people.homeroom, people.nurse, people.administrator, people.teacher):
            assert client_for(person).post(url, given).status_code == 403
        assert client_for(people.principal).get(url).status_code == 405
    refused(client_for, reverse("surveys:plan"), post=False, stranger=None, wrong=people.homeroom, other=None)


def test_a_homeroom_teacher_sees_their_own_class_only(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    page = text(client_for(people.homeroom).get(reverse("surveys:round", args=[one.pk])))
    assert reverse("surveys:lesson", args=[one.pk, people.class31.pk]) in page
    assert str(people.class61) not in page
    assert "この回を閉じる" not in page
    whole = text(client_for(people.nurse).get(reverse("surveys:rounds")))
    assert "3人" in whole


def test_queries_do_not_grow(people: Any, client_for: Any, make_pupil: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, acts.GRAVE)
    client = client_for(people.guidance_head)
    urls = [reverse("surveys:rounds"), reverse("surveys:round", args=[one.pk]), reverse("duties:mine")]
    before = [[queries(client, url) for url in urls] for _n in range(2)][1]
    for _n in range(2):
        acts.opened(people)
    for n in range(5):
        make_pupil(people.school, people.class31, f"児{n}")
    add_cards(round=one, by=people.guidance_head)
    for card in one.cards.filter(school_class=people.class31).select_related("pupil"):
        if not card.answered:
            acts.answer(one, card.pupil, acts.GRAVE)
    assert [queries(client, url) for url in urls] == before
