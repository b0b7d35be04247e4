"""Trainings: planned, held, missed and caught up with; who may see and do what; drills and the plan beside them."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.asking import queries, refused, text
from tests.pictures import jpeg
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.prevention.links import kinds
from yorisoi.schools.calendar import school_year, today
from yorisoi.training.drill_models import DrillPlayer, DrillRun
from yorisoi.training.reading_actions import follow_readers
from yorisoi.training.training_actions import (
    NothingToCatchUp,
    Told,
    catch_up,
    correct_presence,
    move_training,
    plan_training,
    remind_of,
    said_of,
)
from yorisoi.training.training_models import CatchUp, Presence, Training
from yorisoi.training.training_owing import NAMES

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P4")]
LIST, NEW, MINE = "/training/", "/training/new/", "/training/mine/"


def token() -> str:
    """A new token of a form."""
    return secrets.token_hex(16)


def planned(people: Any, **more: Any) -> Training:
    """A training of today."""
    about = said_of("定義と道筋", "会議室", "", "いじめは、本人の苦痛で考える。")
    told = Told(theme="definition", day=today(), about=about, **more)
    return plan_training(school=people.school, by=people.academic_head, told=told, token=token())


def held(people: Any, *came: Any, **more: Any) -> Training:
    """One that these people came to."""
    row = planned(people, **more)
    told = Told(day=today(), came=[one.pk for one in came])
    move_training(training=row, move="held", by=people.guidance_head, told=told, token=token())
    row.refresh_from_db()
    return row


def owing(name: str = "training_catch_up") -> set[int | None]:
    """Who owes it."""
    return set(Duty.objects.filter(OPEN, name=name).values_list("staff_id", flat=True))


def test_a_training_from_the_plan_to_the_last_reader(people: Any, client_for: Any) -> None:
    head, teacher = client_for(people.guidance_head), client_for(people.teacher)
    assert "この年度の研修は、まだありません" in text(teacher.get(LIST))
    posted = {
        "theme": "case", "title": "事例研修", "day": str(today()), "place": "会議室", "leader": "生徒指導主任",
        "body": "", "text": "架空の事例を流れ図で考える。", "token": "t" * 30,
    }  # fmt: skip
    assert "研修の名前" in text(head.post(NEW, {**posted, "title": " "}), 422)
    assert text(head.post(NEW, {**posted, "theme": "x"}), 422)
    assert text(head.post(NEW, {**posted, "place": "あ" * 61}), 422)
    for _press in range(2):
        files = SimpleUploadedFile("資料.jpg", jpeg(), "image/jpeg")
        assert head.post(NEW, {**posted, "attached": files}).status_code == 302
    row = Training.objects.get()
    page = reverse("training:training", args=[row.pk])
    said = text(teacher.get(page))
    assert "架空の事例を流れ図で考える" in said
    assert "あなたも" in said
    assert "だれがいますか" not in said
    file = re.search(r'href="(/[^"]*files/[^"]+)"', said)
    assert file
    assert teacher.get(file[1]).status_code == 200
    assert client_for(people.expert).get(file[1]).status_code == 404
    act = reverse("training:training_act", args=[row.pk, "held"])
    assert "出席した人に印をつける" in text(head.post(act, {"day": str(today()), "token": token()}), 422)
    tomorrow = str(today() + timedelta(days=1))
    came = [people.guidance_head.pk, people.homeroom.pk]
    assert "まだ来ていない日" in text(head.post(act, {"day": tomorrow, "came": came, "token": token()}), 422)
    for _press in range(2):
        assert head.post(act, {"day": str(today()), "came": came, "token": "h" * 30}).status_code == 302
    assert Presence.objects.filter(present=True).count() == 2
    gone = {people.expert.pk, people.administrator.pk}
    assert people.teacher.pk in owing()
    assert not owing() & (gone | set(came))
    line = duties_of(people.teacher).get(name="training_catch_up")
    assert (line.cite, line.clock) == ("prevention.training", "training_catch_up")
    assert "出られなかった研修の資料を読み" in text(teacher.get("/duties/"))
    assert "まだの人" in text(head.get(page))
    assert "まだの人" not in text(teacher.get(page))
    assert "資料を読む" in text(teacher.get(MINE))
    mine = reverse("training:training_act", args=[row.pk, "catch_up"])
    assert text(teacher.post(mine, {"on": tomorrow, "words": "読んだ"}), 422)
    assert "わたしの言葉" in text(teacher.post(mine, {"on": "", "words": "わたしの言葉"}), 422)
    for _press in range(2):
        assert teacher.post(mine, {"on": str(today()), "words": "苦痛で考える"}).status_code == 302
    assert CatchUp.objects.get().staff == people.teacher
    assert people.teacher.pk not in owing()
    assert "苦痛で考える" in text(teacher.get(MINE))
    assert "苦痛で考える" in text(head.get(page))
    assert "苦痛で考える" not in text(client_for(people.homeroom).get(page))
    assert "出席した" in text(client_for(people.homeroom).get(LIST))


def test_only_a_body_is_called_and_others_may_come(people: Any) -> None:
    row = held(people, people.principal, people.teacher, body="grade_heads")
    assert people.teacher.pk in set(Presence.objects.filter(training=row, present=True).values_list("staff", flat=True))
    assert people.grade_head.pk in owing()
    assert people.homeroom.pk not in owing()


def test_presence_is_put_right_without_being_rubbed_out(people: Any) -> None:
    row = held(people, people.homeroom)
    by, before = people.academic_head, Presence.objects.count()
    for _press in range(2):
        correct_presence(training=row, by=by, came=[people.teacher.pk], token="c" * 30)
    assert Presence.objects.count() == before + 2
    assert people.homeroom.pk in owing()
    assert people.teacher.pk not in owing()
    assert correct_presence(training=row, by=by, came=[people.teacher.pk], token=token()) is None
    with pytest.raises(NothingToCatchUp):
        catch_up(training=row, by=people.teacher, on=today(), words="読んだ")
    with pytest.raises(NotYet):
        catch_up(training=row, by=people.homeroom, on=row.day - timedelta(days=1), words="読んだ")
    move_training(training=row, move="again", by=by, told=Told(words="日をまちがえた"), token=token())
    assert owing() == set()
    with pytest.raises(NoSuchMove):
        move_training(training=row, move="again", by=by, told=Told(words="もう一度"), token=token())
    with pytest.raises(NotYet):
        move_training(training=row, move="drop", by=by, told=Told(), token=token())


def test_whoever_leaves_owes_nothing_and_reminders_come_once_a_day(people: Any) -> None:
    row = held(people, people.homeroom)
    people.teacher.is_active = False
    people.teacher.save(update_fields=["is_active"])
    follow_readers()
    assert people.teacher.pk not in owing()
    count = remind_of(training=row, by=people.guidance_head)
    assert count == len(owing())
    assert remind_of(training=row, by=people.guidance_head) == 0
    assert Notice.objects.filter(kind="training_to_read").count() == count
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assert remind_of(training=row, by=people.guidance_head) == count


def test_what_is_late_is_told_once_by_the_clock(people: Any) -> None:
    held(people, people.homeroom)
    with clock.at(clock.now() + timedelta(days=40)):
        follow_readers()
        rows = Notice.objects.filter(kind="training_to_read")
        assert set(rows.values_list("staff_id", flat=True)) == owing()
        before = Notice.objects.count()
        assert follow_readers() == 0
        assert Notice.objects.count() == before


def test_the_five_questions(people: Any, client_for: Any, other_school: Any, make_staff: Any) -> None:
    from yorisoi.policy.roles import Post

    row = held(people, people.homeroom)
    other = make_staff(other_school, Post.GUIDANCE_HEAD)
    page = reverse("training:training", args=[row.pk])
    drop, remind = reverse("training:training_act", args=[row.pk, "drop"]), f"{page}remind/"
    refused(client_for, page, post=False, stranger=None, wrong=people.administrator, other=other)
    refused(client_for, drop, post=True, stranger=None, wrong=people.teacher, other=other)
    refused(client_for, remind, post=True, stranger=None, wrong=people.teacher, other=other)
    refused(client_for, NEW, post=False, stranger=None, wrong=people.teacher, other=None)
    refused(client_for, LIST, post=False, stranger=None, wrong=people.expert, other=None)
    head = client_for(people.guidance_head)
    for url in (drop, remind):
        assert head.get(url).status_code == 405
    assert head.post(reverse("training:training_act", args=[row.pk, "x"])).status_code == 404
    page_after = head.post(drop, {"words": "やめる", "token": token()}, follow=True)
    assert "ほかの人が記録していました" in text(page_after)
    with pytest.raises(PermissionDenied):
        plan_training(school=people.school, by=people.teacher, told=Told(), token=token())
    with pytest.raises(PermissionDenied):
        move_training(training=row, move="again", by=other, told=Told(words="x"), token=token())
    with pytest.raises(PermissionDenied):
        catch_up(training=row, by=other, on=today(), words="x")
    with pytest.raises(PermissionDenied):
        catch_up(training=row, by=people.expert, on=today(), words="x")


def test_drills_stand_beside_trainings_and_lists_take_constant_queries(
    people: Any, client_for: Any, other_school: Any
) -> None:
    held(people, people.teacher)
    client = client_for(people.teacher)
    urls = (LIST, MINE)
    before = [queries(client, url) for url in urls]
    for _n in range(3):
        held(people, people.teacher, people.homeroom)
    now = clock.now()
    shell = type(people.school).everywhere.create(
        slug="sandbox-x", name="訓練校", edition=people.school.edition, sandbox_of=people.school
    )
    given = {"school": people.school, "drill": "alone", "edition": people.school.edition, "starts_at": now}
    from yorisoi.journal.keys import make_data_key

    run = DrillRun.objects.create(
        key=make_data_key(people.school.pk), sandbox=shell, code="ABCDEF", token=token(), begun_at=now,
        begun_by=people.teacher, clock_base=now, touched_at=now, ended_at=now, ended_how="finished", **given,
    )  # fmt: skip
    DrillPlayer.objects.create(run=run, staff=people.teacher, persona=people.teacher, since=now)
    said = text(client.get(LIST))
    assert reverse("training:drill", args=[run.pk]) in said
    assert reverse("training:drill", args=[run.pk]) in text(client.get(MINE))
    assert reverse("training:drill", args=[run.pk]) not in text(client_for(people.homeroom).get(MINE))
    assert [queries(client, url) for url in urls] <= [one + 2 for one in before]


def test_trainings_turn_the_plan(people: Any) -> None:
    linked, year = kinds()["training.training"], school_year(today())
    row = planned(people)
    choices = dict(linked.choices(people.homeroom, year))
    assert str(row.pk) in choices
    assert linked.choices(people.expert, year) == []
    refs = [*choices, "x", f"{year}:99", f"{year}:x"]
    assert linked.find is not None
    found = linked.find(people.school, refs)
    whole = next(
        ref for ref, one in found.items() if ref != str(row.pk) and _holds(people, ref, year)
    )  # the stage of today
    assert linked.done_on(found[str(row.pk)]) is None
    assert linked.done_on(found[whole]) is None
    told = Told(day=today(), came=[people.teacher.pk])
    move_training(training=row, move="held", by=people.principal, told=told, token=token())
    found = linked.find(people.school, refs)
    assert linked.done_on(found[str(row.pk)]) == linked.done_on(found[whole]) == today()


def _holds(people: Any, ref: str, year: int) -> bool:
    from yorisoi.policy.edition import edition

    stage = edition(people.school.edition).plan.stage(int(ref.partition(":")[2]))
    return stage is not None and stage.holds(today(), year)


def test_the_names_of_what_is_owed() -> None:
    assert set(NAMES) == {"training_catch_up", "read_policy"}
