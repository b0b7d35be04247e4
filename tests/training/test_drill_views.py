"""The pages of drills: begin, be somebody, move the clock, leave and come back, end, look back; alone and together."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.asking import queries, text
from tests.training import player
from yorisoi.journal import clock
from yorisoi.policy.roles import Post
from yorisoi.prevention.links import kinds
from yorisoi.schools.models import School, Staff
from yorisoi.training.drill_actions import (
    CannotPlay,
    advance,
    end_drill,
    end_forgotten,
    join_drill,
    leave_drill,
    reflect,
)
from yorisoi.training.drill_clock import LONGEST, drill_now
from yorisoi.training.drill_models import DrillRun
from yorisoi.training.drills import DRILLS
from yorisoi.training.training_queries import drills_of

pytestmark = pytest.mark.django_db
LIST, ROOM = "/training/drills/", "/training/drills/room/"


def begin(client: Client, drill: str = "alone", together: str = "no", token: str = "") -> DrillRun:
    """Press the button of a drill."""
    token = token or re.findall(r'name="token" value="([^"]+)"', text(client.get(LIST)))[0]
    answer = client.post(reverse("training:drill_begin"), {"drill": drill, "together": together, "token": token})
    assert answer.headers["Location"] == ROOM
    return DrillRun.objects.latest("begun_at")


def persona(run: DrillRun, post: str) -> Staff:
    """A person of the story."""
    return Staff.objects.get(school=run.sandbox_id, post_holdings__post=post)


@pytest.mark.requirement("P4")
def test_a_drill_from_the_list_to_the_reflection(people: Any, client_for: Any) -> None:
    client = client_for(people.teacher)
    page = text(client.get(LIST))
    assert all(str(one.title) in page for one in DRILLS.values())
    assert "終えた訓練は、まだありません" in page
    assert "訓練中" not in page
    run = begin(client)
    page = text(client.get(ROOM))
    assert "訓練中" in page
    assert "星野 あおい" in page
    assert "まだ何も届いていません" in page
    client.post(reverse("training:drill_clock"), {"step": "next"})
    assert "新しいできごと 1" in text(client.get("/duties/"))
    page = text(client.get(ROOM))
    assert "消しゴムのあとの日記" in page
    assert "新しいできごと" not in text(client.get("/duties/"))
    # the real screens, as whoever one is
    assert "木下" in text(client.get(reverse("reports:pass_on")))
    answer = client.post(reverse("training:drill_be"), {"persona": str(persona(run, Post.GUIDANCE_HEAD).uid)})
    assert answer.headers["Location"] == "/duties/"
    assert "江口" in text(client.get(reverse("reports:inbox")))
    # its end gives the real person back
    client.post(reverse("training:drill_clock"), {"step": "morning"})
    answer = client.post(reverse("training:drill_end"), follow=True)
    page = text(answer)
    assert "訓練中" not in page
    assert people.teacher.name in page
    assert "次に変えること" in page
    assert "人の点数や順位はありません" in page
    client.post(reverse("training:drill_reflect", args=[run.pk]), {"words": "すぐに渡す", "token": "t" * 20})
    client.post(reverse("training:drill_reflect", args=[run.pk]), {"words": "すぐに渡す", "token": "t" * 20})
    page = text(client.get(reverse("training:drill", args=[run.pk])))
    assert page.count("すぐに渡す") == 1
    assert "研修に数えない" in text(client.get(LIST))  # nothing that was wanted has been done
    text(client.post(reverse("training:drill_reflect", args=[run.pk]), {"words": " "}), 422)
    # to whoever did not play, what was reflected is not shown
    other = text(client_for(people.nurse).get(reverse("training:drill", args=[run.pk])))
    assert "次に変えること" in other
    assert "すぐに渡す" not in other


def test_pressed_twice_it_is_one_drill(people: Any, client_for: Any) -> None:
    client = client_for(people.teacher)
    begin(client, token="a" * 32)
    client.post(reverse("training:drill_leave"))
    begin(client, token="a" * 32)
    assert DrillRun.objects.count() == 1


def test_left_and_gone_on_with(people: Any, client_for: Any) -> None:
    client = client_for(people.teacher)
    run = begin(client)
    client.post(reverse("training:drill_leave"))
    page = text(client.get(LIST))
    assert "続ける" in page
    assert "訓練中" not in page
    run.refresh_from_db()
    stood = drill_now(run)
    with clock.at(timezone.now() + timedelta(days=2)):
        assert drill_now(run) == stood  # nobody is in: the clock stands
    assert "まだ終わっていません" in text(client.get(reverse("training:drill", args=[run.pk])))
    client.post(reverse("training:drill_on", args=[run.pk]))
    assert "訓練中" in text(client.get(ROOM))


def test_the_clock_runs_with_the_minutes_but_not_through_a_night(people: Any) -> None:
    run = player.begun(people.teacher, "alone")
    with clock.at(run.clock_from + timedelta(minutes=7)):  # type: ignore[operator]
        assert drill_now(run) == run.clock_base + timedelta(minutes=7)
    with clock.at(run.clock_from + timedelta(hours=15)):  # type: ignore[operator]
        assert drill_now(run) == run.clock_base + LONGEST


def test_what_has_become_due_comes_with_the_next_page(people: Any, client_for: Any) -> None:
    client = client_for(people.teacher)
    run = begin(client)
    DrillRun.objects.filter(pk=run.pk).update(clock_from=timezone.now() - timedelta(minutes=7))
    assert "新しいできごと 1" in text(client.get("/duties/"))
    assert "新しいできごと 1" in text(client.get("/duties/"))
    assert run.marks.filter(kind="inject").count() == 1


@pytest.mark.requirement("P4")
def test_a_committee_joins_by_a_code_each_as_somebody_else(people: Any, client_for: Any, make_staff: Any) -> None:
    leader, nurse = client_for(people.guidance_head), client_for(people.nurse)
    run = begin(leader, "anonymous", "yes")
    assert run.code in text(leader.get(ROOM))
    assert "この番号の訓練は" in text(nurse.post(reverse("training:drill_join"), {"code": "NOSUCH"}), 422)
    assert "訓練の番号を書いてください" in text(nurse.post(reverse("training:drill_join"), {"code": ""}), 422)
    nurse.post(reverse("training:drill_join"), {"code": f" {run.code.lower()} "})
    page = text(nurse.get(ROOM))
    assert people.guidance_head.name in page
    assert "始めた人" in page
    # one persona, one player; only whoever began it moves the clock and ends it
    taken = persona(run, Post.GUIDANCE_HEAD)
    answer = nurse.post(reverse("training:drill_be"), {"persona": str(taken.uid)}, follow=True)
    assert "ほかの人がしています" in text(answer)
    assert nurse.post(reverse("training:drill_clock"), {"step": "hour"}).status_code == 403
    assert nurse.post(reverse("training:drill_end")).status_code == 403
    leader.post(reverse("training:drill_end"))
    # the others are taken out with their next page, to what came out of it
    answer = nurse.get("/duties/")
    assert answer.headers["Location"] == reverse("training:drill", args=[run.pk])
    page = text(nurse.get(answer.headers["Location"]))
    assert people.nurse.name in page
    assert "訓練中" not in page


def test_nobody_of_another_school_comes_in(people: Any, other_school: School, make_staff: Any, client_for: Any) -> None:
    run = player.begun(people.guidance_head, "anonymous", together=True)
    other = make_staff(other_school, Post.TEACHER)
    client = client_for(other)
    assert client.post(reverse("training:drill_join"), {"code": run.code}).status_code == 422
    assert client.post(reverse("training:drill_on", args=[run.pk])).status_code == 404
    assert client.get(reverse("training:drill", args=[run.pk])).status_code == 404
    assert client.post(reverse("training:drill_reflect", args=[run.pk]), {"words": "x"}).status_code == 404
    with pytest.raises(PermissionDenied):
        join_drill(run=run, by=other)
    # nor a colleague into what one plays alone
    alone = player.begun(people.guidance_head, "alone")
    assert client_for(people.nurse).post(reverse("training:drill_on", args=[alone.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        join_drill(run=alone, by=people.nurse)


def test_the_session_says_nothing_that_the_rows_do_not(people: Any, client_for: Any) -> None:
    """A session that names another's drill, or nonsense, is only a real session."""
    run = player.begun(people.guidance_head, "anonymous", together=True)
    client = client_for(people.nurse)
    for forged in (str(run.pk), "nonsense"):
        session = client.session
        session["drill"] = forged
        session.save()
        answer = client.get("/duties/")
        assert answer.status_code == 302
        assert "訓練中" not in text(client.get("/duties/"))


@pytest.mark.parametrize("post", [Post.ADMINISTRATOR, Post.EXPERT])
def test_whoever_is_no_staff_does_not_play(people: Any, client_for: Any, post: str) -> None:
    client = client_for(getattr(people, str(post)))
    assert client.get(LIST).status_code == 403
    assert client.post(reverse("training:drill_begin"), {"drill": "alone"}).status_code == 403


@pytest.mark.parametrize("name", ["drill_begin", "drill_join", "drill_be", "drill_clock", "drill_leave", "drill_end"])
def test_what_changes_something_is_sent(people: Any, client_for: Any, name: str) -> None:
    client = client_for(people.teacher)
    assert client.get(reverse(f"training:{name}")).status_code == 405
    if name != "drill_join":  # outside of a drill nothing happens
        assert client.post(reverse(f"training:{name}"), {}).status_code == 302
    assert not DrillRun.objects.exists()


def test_what_cannot_be_is_said(people: Any, client_for: Any) -> None:
    client = client_for(people.teacher)
    run = begin(client)
    assert "選んでください" in text(client.post(reverse("training:drill_clock"), {"step": "back"}, follow=True))
    assert client.post(reverse("training:drill_be"), {"persona": "nonsense"}).status_code == 403
    assert client.post(reverse("training:drill_be"), {"persona": str(people.principal.uid)}).status_code == 404
    end_drill(run=run, by=people.teacher)
    for again in (
        lambda: advance(run=run, step="hour", by=people.teacher),
        lambda: end_drill(run=run, by=people.teacher),
        lambda: join_drill(run=run, by=people.teacher),
    ):
        with pytest.raises(CannotPlay):
            again()
    with pytest.raises(PermissionDenied):
        reflect(run=run, by=people.nurse, words="x", token="x" * 20)


def test_a_forgotten_drill_ends_by_itself_and_is_no_training(people: Any, client_for: Any) -> None:
    run = player.begun(people.teacher, "alone")
    leave_drill(run=run, by=people.teacher)
    assert end_forgotten() == 0
    with clock.at(timezone.now() + timedelta(days=15)):
        assert end_forgotten() == 1
        assert end_forgotten() == 0
    run.refresh_from_db()
    linked = kinds()["training.drillrun"]
    assert linked.done_on(run) is None
    client = client_for(people.teacher)
    assert "研修に数えない" in text(client.get(LIST))
    assert "研修には数えません" in text(client.get(reverse("training:drill", args=[run.pk])))


@pytest.mark.requirement("P4", "P1")
def test_an_activity_of_the_plan_is_done_by_a_drill(people: Any) -> None:
    run = player.begun(people.teacher, "alone")
    linked = kinds()["training.drillrun"]
    assert linked.find is not None
    found = linked.find(people.school, [str(run.pk), "nonsense"])[str(run.pk)]
    assert linked.done_on(found) is None
    player.plays(run)
    end_drill(run=run, by=people.teacher)
    found = linked.find(people.school, [str(run.pk)])[str(run.pk)]
    assert linked.done_on(found) is not None
    assert linked.url(found) == reverse("training:drill", args=[run.pk])
    assert dict(linked.choices(people.principal, run.begun_at.year))


def test_the_pages_take_the_same_number_of_queries(people: Any, client_for: Any) -> None:
    client = client_for(people.teacher)
    counted = []
    for _n in range(2):
        run = player.begun(people.teacher, "alone")
        end_drill(run=run, by=people.teacher)
        client.get(LIST)
        counted.append(queries(client, LIST))
    assert counted[0] == counted[1]


@pytest.mark.requirement("P4")
def test_an_empty_drill_is_no_training_and_is_not_praised(people: Any, client_for: Any) -> None:
    client = client_for(people.teacher)
    for drill in ("anonymous", "principal"):  # the second has what its story tempts to
        run = begin(client, drill)
        page = text(client.post(reverse("training:drill_end"), follow=True))
        run.refresh_from_db()
        assert "研修には数えません" in page
        assert "訓練がそこまで進まなかった" in page
        assert "見落としたものはありません" not in page
        assert "さけられた" not in page
        assert kinds()["training.drillrun"].done_on(run) is None
        assert str(run.pk) not in dict(kinds()["training.drillrun"].choices(people.principal, run.begun_at.year))
    assert not drills_of(people.teacher).exists()
    assert "研修として数える" not in text(client.get(LIST))


@pytest.mark.requirement("P4")
def test_played_to_its_end_it_is_a_training_everywhere(people: Any, client_for: Any) -> None:
    run = player.begun(people.teacher, "alone")
    player.plays(run)
    end_drill(run=run, by=people.teacher)
    client = client_for(people.teacher)
    assert list(drills_of(people.teacher)) == [run]
    assert "研修として数える" in text(client.get(LIST))
    page = text(client.get(reverse("training:drill", args=[run.pk])))
    assert "研修として数えます" in page
    assert "見落としたものはありません" in page
