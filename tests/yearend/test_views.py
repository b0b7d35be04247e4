"""The page of the year's turn, asked the five questions."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import queries, refused, text
from tests.yearend import turns
from tests.yearend.turns import fresh
from yorisoi.duties.models import OPEN, Duty
from yorisoi.policy.roles import Post
from yorisoi.yearend.models import PlanLine, YearTurn
from yorisoi.yearend.queries import ahead

HOME = "/year-end/"


@pytest.fixture
def year(people: Any) -> int:
    """The coming year."""
    turns.populate(people)
    return turns.next_year()


def act(client: Any, what: str, year: int, **said: Any) -> Any:
    """Press a button of the page."""
    return client.post(reverse("yearend:act", args=[what]), {"year": year, **said})


def test_it_is_for_those_who_manage_the_roster(people: Any, client_for: Any) -> None:
    refused(client_for, HOME, post=False, stranger=None, wrong=people.homeroom, other=None)
    refused(client_for, "/year-end/set/", post=True, stranger=None, wrong=people.guidance_head, other=None)
    client = client_for(people.principal)
    assert client.post(HOME).status_code == 405
    assert client.get("/year-end/set/").status_code == 405
    assert client.post("/year-end/nothing/").status_code == 404
    assert act(client_for(people.administrator), "set", turns.next_year()).status_code == 403
    assert act(client_for(people.administrator), "turn", turns.next_year()).status_code == 403


def test_an_empty_school_is_told_what_to_do(other_school: Any, make_staff: Any, client_for: Any) -> None:
    other_school.classes.all().delete()
    said = text(client_for(make_staff(other_school, Post.PRINCIPAL)).get(HOME))
    assert "名簿を取り込むと、進級先を決められます" in said
    assert "先に決める" in said


def test_a_year_is_planned_fixed_and_taken_back_on_the_page(people: Any, client_for: Any, year: int) -> None:
    client = client_for(people.vice_principal)
    assert "次の学級が決まっていない子どもが 4人" in text(client.get(HOME))
    assert act(client, "set", year, digest="x").status_code == 422
    assert act(client, "move", year, **{"class": people.class31.pk, "name": "1"}).status_code == 302
    assert act(client, "all", year).status_code == 302
    rooms = turns.new_classes(people, year)
    answer = act(client, "posts", year, **{f"homeroom_{one.pk}": people.teacher.uid for one in rooms})
    assert answer.status_code == 302
    said = text(client.get(HOME))
    assert "先に決めることは、残っていません" in said
    assert "2学級の担任になっています" in said
    assert act(client, "set", year, digest="x").status_code == 422  # of a page that is no more
    assert act(client, "set", year, digest=ahead(people.school, year).digest).status_code == 302
    assert "予約済み" in text(client.get(HOME))
    assert act(client, "posts", year, **{f"homeroom_{rooms[0].pk}": ""}).status_code == 422
    assert act(client, "unset", year).status_code == 302
    assert YearTurn.objects.get().set_at is None


def test_single_children_and_people_on_the_page(people: Any, client_for: Any, year: int) -> None:
    client = client_for(people.principal)
    assert act(client, "seat", year, pupil=people.victim.uid, place="4:2").status_code == 302
    assert act(client, "seat", year, pupil=people.witness.uid, place="leaves").status_code == 302
    assert act(client, "seat", year, pupil=people.witness.uid, place="nonsense").status_code == 422
    assert act(client, "depart", year, staff=people.nurse.uid).status_code == 302
    assert act(client, "depart", year, staff="").status_code == 422
    assert act(client, "depart", year, staff=people.principal.uid).status_code == 422
    for line in PlanLine.objects.all():
        assert act(client, "withdraw", year, line=line.pk).status_code == 302
    assert not PlanLine.objects.filter(withdrawn_at__isnull=True).exists()


def test_what_is_of_another_school_is_not_there(
    people: Any, client_for: Any, year: int, other_school: Any, make_pupil: Any, make_staff: Any
) -> None:
    client = client_for(people.principal)
    far = other_school.classes.get(grade=3, name="1")
    child, person = make_pupil(other_school, far), make_staff(other_school, Post.TEACHER)
    assert act(client, "move", year, **{"class": far.pk, "name": "1"}).status_code == 404
    assert act(client, "seat", year, pupil=child.uid, place="4:1").status_code == 404
    assert act(client, "depart", year, staff=person.uid).status_code == 404
    turns.plan_classes(people, year)
    room = turns.new_classes(people, year)[0]
    assert act(client, "posts", year, **{f"homeroom_{room.pk}": person.uid}).status_code == 404


def test_pressed_twice_it_is_done_once(people: Any, client_for: Any, year: int) -> None:
    turns.planned(people, year)
    client = client_for(people.principal)
    digest = ahead(people.school, year).digest
    with turns.on(4, 1):
        assert act(client, "turn", year, digest=digest).status_code in (302,)
        assert act(client, "turn", year, digest=digest).status_code == 302
        said = text(client.get(HOME))
        assert f"{year + 1}年度への年度替わり" in said
        assert f"{year}年度: 進級 4" in said


def test_the_first_page_says_what_waits(people: Any, client_for: Any, year: int) -> None:
    play.responding(people)
    turns.planned(people, year, [people.academic_head, people.teacher])
    with turns.on(3, 20):
        assert "年度替わりを準備してください" in text(client_for(fresh(people.principal)).get("/duties/"))
        turns.fix(people, year)
        assert "予約済み" in text(client_for(fresh(people.principal)).get("/duties/"))
        assert "引継ぎを書く" in text(client_for(fresh(people.homeroom)).get("/duties/"))
    with turns.on(4, 2):
        assert "年度替わりが止まっています" in text(client_for(fresh(people.principal)).get("/duties/"))
        turns.press(people, year)
        assert "引き継ぐ事案が 1件" in text(client_for(fresh(people.teacher)).get("/duties/"))
        assert "年度替わり" not in text(client_for(fresh(people.teacher)).get("/duties/"))


def test_a_handover_is_written_by_whoever_owes_it(
    people: Any, client_for: Any, year: int, other_school: Any, make_staff: Any
) -> None:
    case = play.responding(people)
    turns.planned(people, year)
    turns.fix(people, year)
    duty = Duty.objects.get(OPEN, case=case, name="write_handover")
    url = reverse("yearend:write", args=[case.pk, duty.pk])
    other = make_staff(other_school, Post.PRINCIPAL)
    refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.administrator, other=other)
    assert client_for(people.principal).get(url).status_code == 302  # not theirs: to the case
    client = client_for(people.homeroom)
    assert client.put(url).status_code == 405
    said = text(client.post(url, {"words": " "}), 422)
    assert "入力を確かめてください" in said
    assert client.post(url, {"words": "約束したこと"}).status_code == 302
    assert client.post(url, {"words": "約束したこと"}).status_code == 302
    assert case.entries.filter(kind="handover").count() == 1


def test_the_page_asks_as_much_for_many_as_for_few(people: Any, client_for: Any, year: int, make_pupil: Any) -> None:
    play.responding(people)
    turns.planned(people, year)
    client = client_for(people.vice_principal)
    queries(client, HOME)
    few = queries(client, HOME)
    for _n in range(4):
        play.responding(people)
        make_pupil(people.school, people.class31)
    assert queries(client, HOME) <= few
