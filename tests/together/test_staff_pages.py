"""Lessons, rounds, the wall and the cards to take home, asked the five questions and by whoever should not see them."""

from __future__ import annotations

import functools
import re
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.asking import queries, refused, text
from tests.conftest import People
from tests.documents.reading import bare, pages
from tests.pictures import jpeg
from tests.together import acts
from yorisoi.care.models import Concern
from yorisoi.policy.flow import NoSuchMove
from yorisoi.prevention.links import kinds
from yorisoi.schools.calendar import school_year, today
from yorisoi.together.lessons import Told, move_lesson, plan_lesson
from yorisoi.together.linked_here import put_in_place
from yorisoi.together.models import Lesson, Note, Round
from yorisoi.together.ruling import rule_on

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P1")]


def planned(people: Any, **more: Any) -> Lesson:
    """A lesson of 3年1組."""
    given = {"kind": "moral", "classes": [people.class31.pk], "token": secrets.token_urlsafe(24), **more}
    told = Told(today(), "見ている人にできること")
    return plan_lesson(school=people.school, by=people.homeroom, told=told, **given)


def test_a_lesson_is_planned_with_its_material_held_and_looked_back_on(people: Any, client_for: Any) -> None:
    client = client_for(people.homeroom)
    assert "まだ授業がありません" in text(client.get(reverse("together:lessons")))
    new = reverse("together:lesson_new")
    posted = {
        "kind": "moral",
        "day": str(today()),
        "classes": [people.class31.pk],
        "about": "二つの声",
        "token": "t" * 30,
    }
    assert "何について" in text(client.post(new, {**posted, "about": " "}), 422)
    long = "あ" * 10_000
    assert "2000字までにしてください。いまは10000字あります" in text(client.post(new, {**posted, "about": long}), 422)
    assert text(client.post(new, {**posted, "classes": [people.class61.pk]}), 422)
    for _press in range(2):
        files = SimpleUploadedFile("板書.jpg", jpeg(), "image/jpeg")
        assert client.post(new, {**posted, "attached": files}).status_code == 302
    row = Lesson.objects.get()
    page = reverse("together:lesson", args=[row.pk])
    said = text(client.get(page))
    assert "二つの声" in said
    assert "資料 1" in said
    file = re.search(r'href="(/[^"]*files/[^"]+)"', said)
    assert file
    assert client.get(file[1]).status_code == 200
    assert client_for(people.homeroom6).get(file[1]).status_code == 404
    words = reverse("together:lesson_act", args=[row.pk, "words"])
    assert "いまは10000字" in text(client.post(words, {"words": long, "token": "l" * 30}), 422)
    held = {"day": str(today()), "words": "よく話し合えた", "token": "h" * 30}
    for _press in range(2):
        client.post(reverse("together:lesson_act", args=[row.pk, "held"]), held)
    later = {"day": str(today() + timedelta(days=1)), "words": "", "token": "x" * 30}
    assert client.post(reverse("together:lesson_act", args=[row.pk, "held"]), later).status_code == 422
    row.refresh_from_db()
    assert (row.state, row.steps.count()) == ("held", 2)
    assert "よく話し合えた" in text(client.get(page))
    assert "二つの声" in text(client_for(people.guidance_head).get(reverse("together:lessons")))
    assert "二つの声" not in text(client_for(people.homeroom6).get(reverse("together:lessons")))
    with pytest.raises(NoSuchMove):
        move_lesson(lesson=row, move="change", by=people.homeroom, told=Told(today(), "別"), token="z" * 30)


def test_lessons_turn_the_plan(people: Any) -> None:
    put_in_place()
    linked, year = kinds()["together.lesson"], school_year(today())
    row = planned(people)
    choices = dict(linked.choices(people.homeroom, year))
    assert "二つの声" not in "".join(choices.values())
    assert str(row.pk) in choices
    assert str(row.pk) not in dict(linked.choices(people.homeroom6, year))
    stage = next((ref for ref in choices if ref.endswith(":moral") and _in_stage(people, int(ref.split(":")[1]))), "")
    found = linked.find(people.school, [str(row.pk), stage, "x", "2026:99:moral"]) if linked.find else {}
    assert linked.done_on(found[str(row.pk)]) is None
    move_lesson(lesson=row, move="held", by=people.homeroom, told=Told(today()), token="h" * 30)
    found = linked.find(people.school, [str(row.pk), stage]) if linked.find else {}
    assert linked.done_on(found[str(row.pk)]) == today()
    if stage:
        assert linked.done_on(found[stage]) is None  # other classes have not had theirs
        assert found[stage].done == 1


def _in_stage(people: Any, number: int) -> bool:
    from yorisoi.policy.edition import edition

    stage = edition(people.school.edition).plan.stage(number)
    return stage is not None and stage.holds(today(), school_year(today()))


def test_a_round_is_begun_once_and_cards_are_printed(people: Any, client_for: Any) -> None:
    client, new = client_for(people.homeroom), reverse("together:begin")
    posted = {
        "school_class": people.class31.pk, "title": "いいところ見つけ", "first": str(today()), "writers": "children",
        "last": str(today() + timedelta(days=3)), "shown": "no", "token": "t" * 30,
    }  # fmt: skip
    assert text(client.post(new, {**posted, "last": str(today() - timedelta(days=1))}), 422)
    assert text(client.post(new, {**posted, "school_class": people.class61.pk}), 422)
    for _press in range(2):
        assert client.post(new, posted).status_code == 302
    one = Round.objects.get()
    said = text(client.get(reverse("together:cards", args=[one.pk])))
    assert all(word in said for word in acts.words(one, people.victim).split())
    assert "髙﨑 子" in said


def test_a_teacher_reads_many_at_once_but_what_alarms_alone(people: Any, client_for: Any) -> None:
    one = acts.begun(people)
    kind = acts.wrote(one, people.victim, people.witness)
    hurt = acts.wrote(one, people.victim, people.witness, acts.HURT)
    client, page = client_for(people.homeroom), reverse("together:round", args=[one.pk])
    said = text(client.get(page))
    assert f'value="{kind.pk}"' in said
    assert f'value="{hurt.pk}"' not in said
    box = said.split(f'value="{kind.pk}"', 1)[1].split(">", 1)[0]
    assert "checked" not in box  # nothing goes up by one press unread
    client.post(reverse("together:show_several", args=[one.pk]), {"note": [kind.pk, hurt.pk, "x"]})
    assert dict(Note.objects.values_list("pk", "state")) == {kind.pk: "shown", hurt.pk: "waiting"}
    assert 'type="checkbox"' not in text(client.get(page))
    assert "いじめを思わせる" in text(client.get(reverse("together:note", args=[hurt.pk])))
    rule = reverse("together:rule", args=[hurt.pk])
    said = text(client.post(rule, {"move": "refuse", "reason": "書いたわけ"}), 422)
    assert "書いたわけ" in said
    answer = client.post(rule, {"move": "refuse", "reason": "書いたわけ", "weighed": "yes"})
    assert answer["Location"] == reverse("care:concern", args=[Concern.objects.get().pk])
    assert "通報にしますか" in text(client.get(answer["Location"]))
    assert client.post(rule, {"move": "nonsense", "reason": "x"}).status_code == 302


def test_the_wall_shows_what_was_approved_and_stops_while_a_child_has_none(people: Any, client_for: Any) -> None:
    one = acts.begun(people)
    rule_on(
        note=acts.wrote(one, people.perpetrator, people.victim, "佐藤さんと遊んだ"), move="show", by=people.homeroom
    )
    acts.wrote(one, people.perpetrator, people.witness, "まだ")
    client = client_for(people.homeroom)
    stopped = text(client.get(reverse("together:wall", args=[one.pk])))
    assert people.witness.name in stopped
    assert "佐藤さんと遊んだ" not in stopped
    client.post(reverse("together:sure", args=[one.pk, "wall"]))
    said = text(client.get(reverse("together:wall", args=[one.pk])))
    assert "まだ" not in said
    assert '<span class="veiled" data-letter="A"><span>髙﨑 子さん</span></span>' in said
    assert "𠮷田" not in said  # the writer is hidden in this round
    assert said.count("佐藤") == 1  # in the words, and hidden with the other names
    client.cookies["yorisoi_names"] = "hidden"
    assert "names-hidden" in text(client.get(reverse("together:wall", args=[one.pk])))
    page = text(client.get(reverse("together:round", args=[one.pk])))
    assert "2人います" in page  # privately


def test_cards_to_take_home_carry_names_as_they_are(people: Any, client_for: Any) -> None:
    one = acts.begun(people, shows_writer=True)
    client, home = client_for(people.homeroom), reverse("together:home", args=[one.pk])
    assert "まだカード" in text(client.get(home), 404)
    for about, said in (
        (people.victim, "やさしい😊❤️👍🏽"),
        (people.perpetrator, "あ" * 200),
        (people.perpetrator, "はやい"),
    ):
        rule_on(note=acts.wrote(one, people.witness, about, said), move="show", by=people.homeroom)
    assert people.witness.name in text(client.get(home))  # the class has three, and one has none
    answer = client.post(reverse("together:sure", args=[one.pk, "home"]), {"size": "a6"})
    assert answer["Location"] == f"{home}?size=a6"
    assert client.post(reverse("together:sure", args=[one.pk, "else"])).status_code == 404
    made = client.get(home)
    found = [bare(page) for page in pages(made.content)]
    assert len(found) == 2
    assert "髙﨑子さんへ" in found[0]
    assert "佐藤子さんより" in found[0]
    assert "やさしい☺♥☆" in found[0] or "やさしい☆♥☆" in found[0]
    assert "𠮷田子さんへ" in found[1]
    assert len(pages(client.get(f"{home}?child={people.victim.uid}&size=a5").content)) == 1
    assert client.get(f"{home}?child={people.witness.uid}").status_code == 404  # nothing to take home yet
    for nonsense in ("?child=x", "?size=a4"):
        assert client.get(home + nonsense).status_code == 404


def test_who_is_asked_for_what(people: Any, client_for: Any, other_school: Any) -> None:
    one, other, client_for = acts.begun(people), People(other_school), functools.cache(client_for)
    note = acts.wrote(one, people.victim, people.witness)
    lesson = planned(people)
    for name, args, post in (
        ("round", [one.pk], False), ("cards", [one.pk], False), ("wall", [one.pk], False), ("home", [one.pk], False),
        ("note", [note.pk], False), ("lesson", [lesson.pk], False), ("rule", [note.pk], True),
        ("show_several", [one.pk], True), ("add", [one.pk], True), ("extend", [one.pk], True),
        ("close", [one.pk], True), ("sure", [one.pk, "wall"], True),
        ("cards_add", [one.pk], True), ("lesson_act", [lesson.pk, "held"], True),
    ):  # fmt: skip
        url = reverse(f"together:{name}", args=args)
        refused(
            client_for, url, post=post, stranger=people.homeroom6, wrong=people.counsellor, other=other.principal
        )  # fmt: skip
        client = client_for(people.nurse)  # reads the school's answers, and has no part here
        assert (client.post(url) if post else client.get(url)).status_code == 404
        wrong = client_for(people.homeroom)
        assert (wrong.get(url) if post else wrong.post(url)).status_code == 405
    note.refresh_from_db()
    assert note.state == "waiting"


def test_pages_take_the_same_queries_however_much_there_is(people: Any, client_for: Any) -> None:
    one = acts.begun(people)
    client = client_for(people.homeroom)
    urls = [reverse("together:round", args=[one.pk]), reverse("together:wall", args=[one.pk])]
    urls += [reverse("together:lessons"), reverse("together:rounds")]
    acts_on = reverse("together:sure", args=[one.pk, "wall"])

    def more() -> None:
        note = acts.wrote(one, people.victim, people.witness)
        rule_on(note=note, move="show", by=people.homeroom)
        acts.wrote(one, people.witness, people.victim, acts.HURT)
        planned(people)

    more()
    client.post(acts_on)
    [client.get(url) for url in urls]  # what is read once for a process is read now
    first = [queries(client, url) for url in urls]
    for _n in range(3):
        more()
    assert [queries(client, url) for url in urls] == first


def test_another_child_with_none_is_asked_about_anew(people: Any, client_for: Any) -> None:
    one = acts.begun(people)
    client, wall = client_for(people.homeroom), reverse("together:wall", args=[one.pk])
    assert "まだかざったものがありません" in text(client.get(wall))  # where nothing hangs nobody stands out
    note = acts.wrote(one, people.victim, people.witness)
    rule_on(note=note, move="show", by=people.homeroom)
    client.post(reverse("together:sure", args=[one.pk, "wall"]))
    assert "わかったうえで" not in text(client.get(wall))
    assert "わかったうえで" in text(client.get(reverse("together:home", args=[one.pk])))
    rule_on(note=note, move="refuse", by=people.homeroom, reason="x")
    rule_on(note=acts.wrote(one, people.witness, people.victim), move="show", by=people.homeroom)
    said = text(client.get(wall))
    assert "わかったうえで" in said
    assert people.witness.name in said
