"""An answer without a name cannot be joined to a child by anything in the database: a test tries (P6)."""

from __future__ import annotations

import json
import random
import secrets
from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from tests.makers import many_pupils
from tests.surveys import acts
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post
from yorisoi.surveys.actions import close_round
from yorisoi.surveys.models import Card, KeptFrom, Pool, ReadingItem, Round, Sheet
from yorisoi.surveys.queries import answers_for, progress, reading_items_for
from yorisoi.surveys.receiving import NotTaken
from yorisoi.surveys.results import results

pytestmark = pytest.mark.django_db

HIDDEN = {"sqlite": ("rowid",), "postgresql": ("ctid::text", "xmin::text", "xmax::text", "cmin::text", "cmax::text")}


def rows(model: type[models.Model], **where: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Return (primary key, all that stands in the row and around it) in the order in which the table lies on disk."""
    columns = [field.column for field in model._meta.concrete_fields]
    hidden = HIDDEN[connection.vendor]
    listed = ", ".join([*(f'"{name}"' for name in columns), *hidden])
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {listed} FROM "{model._meta.db_table}" ORDER BY {order}')
        pk = columns.index(model._meta.pk.column)  # type: ignore[union-attr]
        return [(row[pk], dict(zip([*columns, *hidden], row, strict=True))) for row in cursor.fetchall()]


def dump() -> dict[str, list[str]]:
    """Return every row of every table as text."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found[model._meta.db_table] = sorted(
                repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row])
                for row in cursor.fetchall()
            )
    return found


def crowd(people: Any, count: int = 14) -> list[Any]:
    """More children in 3年1組."""
    return [people.victim, *many_pupils(people.school, people.class31, [f"児{n}" for n in range(count - 1)])]


def lived(people: Any, mode: str = "anonymous") -> tuple[Round, list[Any], list[dict[str, Any]]]:
    """Children answer in an order that is not theirs; each says something that only they say."""
    children = crowd(people)
    one = acts.opened(people, mode)
    order = random.Random(5).sample(children, len(children) - 2)
    said = []
    for n, child in enumerate(order):
        answers = {**(acts.GRAVE if n % 3 == 0 else acts.FINE), "words": f"ことば{n}" if n % 2 else ""}
        answers["withhold"] = ["homeroom"] if n == 9 else ["nobody"]
        acts.answer(one, child, answers, nameless=True if mode == "choice" else None)
        said.append(answers)
    return one, order, said


@pytest.mark.requirement("E1")
def test_nothing_but_the_pool_the_items_and_the_mark_is_written(people: Any) -> None:
    crowd(people)
    one = acts.opened(people, "anonymous")
    before = dump()
    acts.answer(one, people.victim, {**acts.FINE, "hurt": "once"})
    after = dump()
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"surveys_card", "surveys_pool", "surveys_readingitem", "duties_duty"}
    assert not Sheet.objects.exists()


@pytest.mark.requirement("E1")
def test_cards_tell_who_has_answered_and_not_in_which_order(people: Any) -> None:
    one, order, _said = lived(people)
    cards = [(pk, row) for pk, row in rows(Card) if row["school_class_id"] == people.class31.pk]
    answered = {row["pupil_id"] for _pk, row in cards if row["answered"]}
    assert answered == {child.pk for child in order}
    if connection.vendor == "postgresql":  # all were written by the same statement, whoever was last
        assert len({row["xmin::text"] for _pk, row in cards}) == 1
    laid = [row["pupil_id"] for _pk, row in cards if row["answered"]]
    arrived = [child.pk for child in order]
    assert laid not in (arrived, arrived[::-1])
    assert progress(one, people.class31).answered == len(order)


@pytest.mark.requirement("E1")
def test_the_pool_holds_every_answer_and_no_order(people: Any) -> None:
    one, _order, said = lived(people)
    (pool,) = Pool.objects.filter(round=one, school_class=people.class31)
    held = [sheet["answers"] for sheet in json.loads(pool.text("sheets"))]
    wanted = [{key: value for key, value in answers.items() if value != ""} for answers in said]
    assert Counter(map(_key, held)) == Counter(map(_key, wanted))
    assert list(map(_key, held)) not in (list(map(_key, wanted)), list(map(_key, wanted[::-1])))
    assert all(set(sheet) == {"sending", "answers"} for sheet in json.loads(pool.text("sheets")))


def _key(answers: dict[str, Any]) -> str:
    return repr(sorted(answers.items(), key=lambda pair: pair[0]))


@pytest.mark.requirement("E1")
def test_items_without_a_name_carry_nothing_that_joins(people: Any) -> None:
    one, order, _said = lived(people)
    items = rows(ReadingItem)
    assert len(items) > 8
    for _pk, row in items:
        assert row["sheet_id"] is None
        assert row["pupil_id"] is None
        assert str(row["owed_at"]).endswith(("15:00:00", "15:00:00+00:00", "00:00:00+09:00"))  # midnight in Tokyo
    if connection.vendor == "postgresql":
        assert len({row["xmin::text"] for _pk, row in items}) == 1
        assert len({row["xmin::text"] for _pk, row in rows(KeptFrom)}) <= 1
    assert len({row["stir"] for _pk, row in items}) == 1
    ids = {str(child.pk) for child in order} | {
        str(pk) for pk in Card.objects.filter(round=one).values_list("pk", flat=True)
    }
    for item in ReadingItem.objects.select_related("key"):
        assert not ids & set(repr(item.data("words")).replace("'", " ").split())


@pytest.mark.requirement("E1")
def test_the_journal_is_silent_of_answers_without_a_name(people: Any) -> None:
    crowd(people)
    one = acts.opened(people, "anonymous")
    before = Event.objects.count()
    acts.answer(one, people.victim, acts.GRAVE)
    assert Event.objects.count() == before


@pytest.mark.requirement("E1")
def test_a_resend_without_a_name_is_known_and_a_second_answer_refused(people: Any) -> None:
    one = acts.opened(people, "anonymous")
    sending = secrets.token_hex(16)
    assert not acts.answer(one, people.victim, acts.GRAVE, sending=sending).again
    assert acts.answer(one, people.victim, acts.GRAVE, sending=sending).again
    assert ReadingItem.objects.count() == 1
    with pytest.raises(NotTaken, match="answered"):
        acts.answer(one, people.victim)


@pytest.mark.requirement("E1")
def test_the_choice_is_true_in_the_data(people: Any) -> None:
    one, order, _said = lived(people, "choice")
    assert not Sheet.objects.exists()
    rest = next(card.pupil for card in Card.objects.filter(round=one, answered=False).select_related("pupil"))
    with pytest.raises(NotTaken, match="mode"):
        acts.answer(one, rest)
    acts.answer(one, rest, nameless=False)
    assert [sheet.pupil_id for sheet in Sheet.objects.all()] == [rest.pk]
    assert rest not in order
    if connection.vendor == "postgresql":
        cards = [row for _pk, row in rows(Card) if row["school_class_id"] == people.class31.pk]
        assert len({row["xmin::text"] for row in cards}) == 1


def test_items_without_a_name_are_read_by_the_class_when_its_lesson_is_over(people: Any) -> None:
    one, _order, _said = lived(people)
    assert answers_for(people.guidance_head).count() == 0
    everything = ReadingItem.objects.filter(round=one).count()
    assert reading_items_for(people.guidance_head).count() == everything
    assert reading_items_for(people.homeroom).count() == 0  # they see live who presses
    with clock.at(one.closes_at):
        assert reading_items_for(people.homeroom).count() == everything - 2  # the child that kept the 担任 out
        assert reading_items_for(people.homeroom6).count() == 0


def test_small_cells_are_hidden(people: Any) -> None:
    one, _order, said = lived(people)
    seen = results(people.homeroom, one, people.class31)
    assert seen.sheets == len(said)
    for row in seen.rows:
        hidden = [cell for cell in row.cells if cell.count is None]
        assert len(hidden) != 1
        assert all(cell.count in (None, 0) or cell.count >= 5 for cell in row.cells)
    with pytest.raises(PermissionError):
        results(people.homeroom6, one, people.class31)
    with pytest.raises(PermissionError):
        results(people.homeroom, one)
    assert people.principal.posts == {Post.PRINCIPAL}
    assert results(people.principal, one).sheets == len(said)


def told_by_page(people: Any, one: Round, code: str) -> dict[str, list[int | None]]:
    """What a page shows of one question, of the school and each class."""
    pages = {"school": results(people.principal, one)}
    pages |= {str(each): results(people.principal, one, each) for each in (people.class31, people.class61)}
    return {name: [c.count for r in page.rows if r.item.code == code for c in r.cells] for name, page in pages.items()}


def test_the_school_less_the_other_class_does_not_tell_a_small_class(people: Any) -> None:
    eldest = many_pupils(people.school, people.class61, [f"六{n}" for n in range(4)])
    children = crowd(people, 12)
    one = acts.opened(people, "anonymous")
    for n, child in enumerate(children):
        acts.answer(one, child, {**acts.FINE, "school_fun": "very" if n % 2 else "little"})
    for n, child in enumerate(eldest):
        acts.answer(one, child, {**acts.FINE, "school_fun": "very" if n else "little"})
    close_round(round=one, by=people.principal)
    seen = told_by_page(people, one, "school_fun")
    assert {9, 7} <= set(seen["school"])
    assert set(seen[str(people.class61)]) == {None}
    assert 6 not in seen[str(people.class31)]


def test_whoever_is_kept_out_sees_the_same_counts_as_any_other_teacher(people: Any) -> None:
    """The lesson shows who pressed: the counts must be of as many, whatever a child keeps from whom."""
    children = crowd(people, 7)
    one = acts.opened(people)
    for n, child in enumerate(children):
        acts.answer(one, child, {**acts.FINE, "withhold": ["homeroom"]} if n == 3 else acts.FINE)
    close_round(round=one, by=people.principal)
    mine, other = (results(who, one, people.class31) for who in (people.homeroom, people.grade_head))
    assert mine == other
    assert mine.sheets == progress(one, people.class31).answered == 7
    assert not answers_for(people.homeroom).exists()  # not the one child's alone is missing
    assert answers_for(people.grade_head).count() == answers_for(people.nurse).count() == 7


def test_nobody_named_points_at_whoever_gave_no_name(people: Any, client_for: Any) -> None:
    children = crowd(people, 12)
    one = acts.opened(people, "choice")
    for n, child in enumerate(children[:9]):
        acts.answer(one, child, acts.GRAVE if n == 1 else acts.FINE, nameless=n < 1)
    reader = people.guidance_head
    assert not answers_for(reader).exists()
    assert reading_items_for(reader).filter(pupil=children[1]).exists()  # what alarms is read at once
    for child in children:
        assert client_for(reader).get(f"/surveys/pupils/{child.uid}/").status_code == 404
        assert "元気アンケート（" not in client_for(reader).get(f"/pupils/{child.uid}/line/").content.decode()
    acts.ended(one)
    assert not answers_for(reader).exists()  # one of nine
    again = acts.opened(people, "choice")
    for n, child in enumerate(children):
        acts.answer(again, child, acts.FINE, nameless=n < 5)
    assert not answers_for(reader).exists()
    acts.ended(again)
    assert answers_for(reader).count() == answers_for(people.homeroom).count() == 7
    last = acts.opened(people, "choice")
    acts.answer(last, children[0], acts.FINE, nameless=False)
    acts.ended(last)
    assert answers_for(reader).filter(round=last).count() == 1  # nobody is without a name
