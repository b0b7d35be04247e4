"""Results: counted for those who may, small numbers hidden, no class before another; one child's years; the sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.asking import queries, refused, text
from tests.surveys import acts
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post
from yorisoi.surveys.actions import close_round
from yorisoi.surveys.heat import heat
from yorisoi.surveys.models import Round, Sheet
from yorisoi.surveys.reading import end_in_interview, read_item
from yorisoi.surveys.results import results

pytestmark = pytest.mark.django_db


def of_class(one: Any, school_class: Any) -> str:
    """The address of a class's results."""
    return reverse("surveys:class_results", args=[one.pk, school_class.pk])


def full(people: Any, make_pupil: Any, mode: str, answers: Any = None) -> Any:
    """A round that a class of eight has answered."""
    children = [make_pupil(people.school, people.class31, f"児{n}") for n in range(5)]
    one = acts.opened(people, mode)
    for child in (people.victim, people.perpetrator, people.witness, *children):
        acts.answer(one, child, answers)
    return one


@pytest.mark.requirement("D2")
def test_a_class_is_drawn_with_its_table(people: Any, client_for: Any, make_pupil: Any) -> None:
    one = full(people, make_pupil, "named")
    assert "閉じてから" in text(client_for(people.homeroom).get(of_class(one, people.class31)))
    page = text(client_for(people.nurse).get(of_class(one, people.class31)))
    assert "8人の答え" in page
    assert '<svg class="heat"' in page
    assert "<table" in page
    assert Event.objects.filter(event="view.survey_results").exists()
    whole = text(client_for(people.principal).get(reverse("surveys:results", args=[one.pk])))
    assert whole.index(of_class(one, people.class31)) < whole.index(of_class(one, people.class61))
    own = text(client_for(people.homeroom).get(reverse("surveys:results", args=[one.pk])))
    assert of_class(one, people.class61) not in own
    assert '<svg class="heat"' not in own


@pytest.mark.requirement("E1")
def test_without_names_nothing_is_counted_before_the_end_and_small_numbers_never(
    people: Any, client_for: Any, make_pupil: Any
) -> None:
    one = full(people, make_pupil, "anonymous")
    client, url = client_for(people.principal), of_class(one, people.class31)
    early = text(client.get(url))
    assert "閉じてから" in early
    assert '<svg class="heat"' not in early
    assert '<svg class="heat"' not in text(client.get(f"{reverse('surveys:trend')}?class={people.class31.pk}"))
    with clock.at(one.closes_at + timedelta(minutes=1)):  # paper may still come, and the end may be moved
        assert '<svg class="heat"' not in text(client.get(url))
    close_round(round=one, by=people.principal)
    assert "8人の答え" in text(client.get(url))


@pytest.mark.requirement("E1")
def test_three_answers_without_names_are_no_number(people: Any, client_for: Any) -> None:
    one = acts.opened(people, "anonymous")
    for child in (people.victim, people.perpetrator, people.witness):
        acts.answer(one, child)
    close_round(round=one, by=people.principal)
    page = text(client_for(people.principal).get(of_class(one, people.class31)))
    assert "5人より少ないので" in page
    paper = text(client_for(people.principal).get(reverse("surveys:newsletter", args=[one.pk])))
    assert "外に出せる数がありません" in paper


def test_for_the_newsletter_only_what_may_leave_the_school(people: Any, client_for: Any, make_pupil: Any) -> None:
    one = full(people, make_pupil, "named", {**acts.FINE, "withhold": ["family"]})
    client, url = client_for(people.guidance_head), reverse("surveys:newsletter", args=[one.pk])
    assert "閉じてから" in text(client.get(url))
    close_round(round=one, by=people.principal)
    page = text(client.get(url))
    assert "8人が答えました" in page
    assert "知られたくない大人" not in page
    assert client_for(people.homeroom).get(url).status_code == 403


def test_one_question_over_the_rounds(people: Any, client_for: Any) -> None:
    client = client_for(people.homeroom)
    assert "まだ実施した回がありません" in text(client.get(reverse("surveys:trend")))
    for title in ("一学期", "二学期"):
        one = acts.opened(people)
        Round.objects.filter(pk=one.pk).update(title=title)
        acts.answer(one, people.victim)
        acts.ended(one)
    page = text(client.get(f"{reverse('surveys:trend')}?item=hurt&class={people.class31.pk}"))
    assert page.index("一学期") < page.rindex("二学期")
    assert client.get(f"{reverse('surveys:trend')}?class={people.class61.pk}").status_code == 404
    for odd in ("?class=x", "?item=nothing", "?class=²"):
        assert client.get(reverse("surveys:trend") + odd).status_code == 200


def line(people: Any) -> str:
    """The address of the child's years."""
    return reverse("surveys:pupil", args=[people.victim.uid])


@pytest.mark.requirement("E1")
def test_a_childs_years_are_for_those_who_may_read_them(
    people: Any, client_for: Any, make_staff: Any, other_school: Any
) -> None:
    for answers in (acts.FINE, acts.MILD):
        acts.answer(acts.opened(people), people.victim, {**answers, "words": "リレーが楽しみ"})
    page = text(client_for(people.nurse).get(line(people)))
    assert page.count("リレーが楽しみ") == 2
    assert '<svg class="line"' in page
    assert line(people) in text(client_for(people.nurse).get(reverse("schools:pupil", args=[people.victim.uid])))
    other = make_staff(other_school, Post.PRINCIPAL)
    refused(client_for, line(people), post=False, stranger=people.homeroom6, wrong=people.counsellor, other=other)
    assert client_for(people.nurse).post(line(people)).status_code == 405
    assert line(people) not in text(client_for(people.teacher).get(reverse("schools:pupil", args=[people.victim.uid])))


def sheet_of(people: Any) -> str:
    """The address of the sheet for the guardians."""
    return reverse("surveys:home_sheet", args=[people.victim.uid, Sheet.objects.get().pk])


def test_a_person_chooses_what_guardians_are_shown(
    people: Any, client_for: Any, make_staff: Any, other_school: Any
) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, {**acts.MILD, "who": ["one_class"], "words": "さとうくんに けられた"})
    client, url = client_for(people.homeroom), sheet_of(people)
    acts.ended(one)
    assert "先に、読むものを終わらせてください" in text(client.get(url))
    for item in acts.items(one):
        end_in_interview(item=item, by=people.homeroom, interview="i-1")
        read_item(item=item, by=people.nurse)
    page = text(client.get(url))
    assert "checked" not in page.split("<main")[1]
    for never in ("さとうくん", "だれから</", "one_class"):
        assert never not in page
    assert "選んでください" in text(client.post(url, {}), 422)
    text(client.post(url, {"items": ["hurt", "words"]}), 422)
    paper = text(client.post(url, {"items": ["hurt"]}))
    assert "お子さんの答え" in paper
    assert "さとうくん" not in paper
    assert Event.objects.filter(event="view.survey_home_sheet").count() == 1
    other = make_staff(other_school, Post.PRINCIPAL)
    refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.counsellor, other=other)


def test_what_the_family_is_not_to_know_goes_on_no_sheet(people: Any, client_for: Any) -> None:
    acts.answer(acts.opened(people), people.victim, {**acts.FINE, "withhold": ["family"]})
    client = client_for(people.nurse)
    assert "この紙は作れません" in text(client.get(sheet_of(people)))
    assert "お子さんの答え" not in text(client.post(sheet_of(people), {"items": ["hurt"]}))


def test_who_may_not(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    one = acts.opened(people)
    other = make_staff(other_school, Post.PRINCIPAL)
    url = of_class(one, people.class31)
    refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.counsellor, other=other)
    assert client_for(people.administrator).get(url).status_code == 403
    assert client_for(people.principal).post(url).status_code == 405
    url = reverse("surveys:results", args=[one.pk])
    refused(client_for, url, post=False, stranger=None, wrong=people.counsellor, other=other)
    assert client_for(other).get(reverse("surveys:newsletter", args=[one.pk])).status_code == 404


def test_queries_do_not_grow_with_the_answers(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim)
    client = client_for(people.homeroom)
    before = [queries(client, of_class(one, people.class31)) for _n in range(2)][1]
    for child in (people.perpetrator, people.witness):
        acts.answer(one, child)
    assert queries(client, of_class(one, people.class31)) == before


def test_darkness_follows_the_share_and_hidden_cells_have_none() -> None:
    (row,) = heat([("とても長い質問の名前で二行になるもの", [("はい", 8), ("いいえ", 0), ("ひみつ", None)], 8)]).rows
    assert len(row.lines) == 2
    yes, no, hidden = row.cells
    assert yes.dark > no.dark == hidden.dark == 0
    assert (yes.share, hidden.share, hidden.shown) == (100, None, "＊")


def test_a_long_row_goes_on_in_the_next_line_and_what_is_no_answer_stands_apart() -> None:
    answers = [(f"とても長い答えのことば、その{n}", n) for n in range(9)]
    (row,) = heat([("質問", [*answers, ("いまは いえない", 0), ("答えなし", 5)], 100)], apart=2).rows
    assert [cell.y for cell in row.cells].count(0) == 5 + 2
    assert row.cells[-1].x > max(cell.x + cell.w for cell in row.cells[:-2])
    assert all(cell.x >= 0 and cell.x + cell.w <= 1000 for cell in row.cells)
    assert not any(cell.words[-1].startswith("、") for cell in row.cells)
    darks = [cell.dark for cell in row.cells]
    assert darks[0] == 0 < darks[1] == darks[4] < darks[5] == darks[-1]  # 1–4 % and 5 %: two steps of the legend


def test_what_only_some_grades_are_asked_is_counted_among_those(people: Any, make_pupil: Any) -> None:
    eldest = [make_pupil(people.school, people.class61, f"六{n}") for n in range(2)]
    one = acts.opened(people)
    acts.answer(one, people.victim, acts.MILD)
    acts.answer(one, eldest[0], {**acts.FINE, "hurt": "monthly", "distress": 3})
    acts.answer(one, eldest[1], {"distress": 3})
    rows = {row.item.code: row for row in results(people.principal, one).rows}
    assert [(cell.code, cell.count) for cell in rows["hurt"].cells if cell.count] == [
        ("once", 1),
        ("monthly", 1),
        ("", 1),
    ]
    assert (rows["distress"].asked, rows["distress"].count("3"), rows["distress"].count("")) == (2, 2, 0)
