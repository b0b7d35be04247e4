"""What somebody with bad intent, or bad luck, would try around a round; each was possible once."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from tests import play
from tests.asking import text
from tests.makers import many_pupils
from tests.surveys import acts
from yorisoi.duties.models import Duty
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.journal.actors import SYSTEM
from yorisoi.journal.models import Event
from yorisoi.surveys.actions import close_round
from yorisoi.surveys.cards import card_token, card_words
from yorisoi.surveys.flood import BURST, EVERY, FLOOD
from yorisoi.surveys.models import Pool, ReadingItem, Sheet
from yorisoi.surveys.owing import pass_on
from yorisoi.surveys.queries import reading_items_for
from yorisoi.surveys.receiving import NotTaken, ask_to_talk, receive, reopen_card

pytestmark = pytest.mark.django_db


def sending() -> str:
    return secrets.token_hex(16)


@pytest.mark.requirement("P6")
def test_a_child_answers_once_with_or_without_a_name(people: Any) -> None:
    one = acts.opened(people, "choice")
    early = acts.card(one, people.victim)  # looked up by two requests at the same moment
    late = acts.card(one, people.victim)
    receive(card=early, sending=sending(), answers=acts.FINE, nameless=True)
    with pytest.raises(NotTaken, match="answered"):
        receive(card=late, sending=sending(), answers=acts.FINE, nameless=False)
    assert not Sheet.objects.exists()
    assert len(re.findall("sending", Pool.objects.get(school_class=people.class31).text("sheets"))) == 1


@pytest.mark.requirement("E1")
@pytest.mark.parametrize("mode", ["named", "anonymous"])
def test_nothing_comes_into_a_round_that_was_closed_a_moment_ago(people: Any, mode: str) -> None:
    one = acts.opened(people, mode)
    card = acts.card(one, people.victim)  # looked up while it was open
    close_round(round=one, by=people.principal)
    with pytest.raises(NotTaken, match="closed"):
        receive(card=card, sending=sending(), answers=acts.GRAVE)
    with pytest.raises(NotTaken, match="closed"):
        ask_to_talk(card=card)
    assert not ReadingItem.objects.exists()


@pytest.mark.requirement("P6")
def test_who_wants_to_talk_is_told_to_whom_the_child_was_told(people: Any) -> None:
    one = acts.opened(people)
    ask_to_talk(card=acts.card(one, people.victim))
    told = (people.principal, people.vice_principal, people.guidance_head)
    assert [reading_items_for(each).count() for each in told] == [1, 1, 1]
    assert reading_items_for(people.homeroom).count() == 0
    assert reading_items_for(people.grade_head).count() == 0


@pytest.mark.requirement("P6")
@pytest.mark.parametrize("talk_first", [True, False])
def test_whoever_is_named_does_not_learn_that_the_child_wants_to_talk(people: Any, talk_first: bool) -> None:
    one = acts.opened(people)
    said = {**acts.FINE, "withhold": ["nurse"]}
    if talk_first:
        ask_to_talk(card=acts.card(one, people.victim))
    acts.answer(one, people.victim, said)
    if not talk_first:
        ask_to_talk(card=acts.card(one, people.victim))
    assert reading_items_for(people.nurse).count() == 0
    assert reading_items_for(people.guidance_head).count() == 1


@pytest.mark.requirement("P6")
def test_out_of_a_handful_without_a_name_the_teacher_reads_nothing(people: Any) -> None:
    children = [people.victim, *many_pupils(people.school, people.class31, [f"児{n}" for n in range(10)])]
    one = acts.opened(people, "choice")
    for child in children[4:]:
        acts.answer(one, child, acts.FINE, nameless=False)
    for child in children[:4]:
        acts.answer(one, child, acts.GRAVE, nameless=True)
    with clock.at(one.closes_at + timedelta(minutes=1)):
        assert reading_items_for(people.guidance_head).count() == 4
        assert reading_items_for(people.homeroom).count() == 0
        acts.answer(one, people.witness, acts.GRAVE, nameless=True, paper=True, by=people.homeroom)
        assert reading_items_for(people.homeroom).count() == 5


@pytest.mark.requirement("P6")
def test_whoever_reads_at_once_does_not_see_beside_it_who_pressed(people: Any, client_for: Any) -> None:
    one = acts.opened(people, "anonymous")
    acts.answer(one, people.victim, acts.GRAVE)
    where = [one.pk, people.class31.pk]
    card = acts.card(one, people.victim)
    watching = client_for(people.nurse)
    page = text(watching.get(reverse("surveys:lesson", args=where)))
    live = text(watching.get(reverse("surveys:live", args=where)))
    for shown in (page, live):
        assert people.victim.name not in shown
        assert str(card.pk) not in shown
        assert 'class="figure">1<' in shown
    for name in ("seat", "paper"):
        assert watching.get(reverse(f"surveys:{name}", args=[*where, card.pk])).status_code == 404
    assert people.victim.name in text(client_for(people.homeroom).get(reverse("surveys:lesson", args=where)))
    with clock.at(one.closes_at):
        assert people.victim.name in text(watching.get(reverse("surveys:lesson", args=where)))


@pytest.mark.requirement("P6")
def test_the_wish_of_a_later_version_holds_for_the_guardians_sheet_too(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, acts.FINE)
    reopen_card(card=acts.card(one, people.victim), by=people.homeroom)
    acts.answer(one, people.victim, {**acts.FINE, "withhold": ["family"]})
    acts.ended(one)
    first, last = Sheet.objects.order_by("version")
    client = client_for(people.homeroom)
    at = [reverse("surveys:home_sheet", args=[people.victim.uid, sheet.pk]) for sheet in (first, last)]
    assert client.post(at[0], {"items": ["school_fun"]}).status_code == 404
    assert "school_fun" not in text(client.get(at[1]))


@pytest.mark.requirement("P6")
def test_an_earlier_wish_holds_too(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    acts.answer(one, people.victim, {**acts.FINE, "withhold": ["family"]})
    reopen_card(card=acts.card(one, people.victim), by=people.homeroom)
    acts.answer(one, people.victim, acts.FINE)
    acts.ended(one)
    last = Sheet.objects.get(version=2)
    url = reverse("surveys:home_sheet", args=[people.victim.uid, last.pk])
    assert "school_fun" not in text(client_for(people.homeroom).get(url))


@pytest.mark.requirement("P6")
def test_who_looks_at_the_cards_of_a_class_is_in_the_journal(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    client_for(people.homeroom).get(reverse("genki:cards", args=[one.pk, people.class31.pk]))
    event = Event.objects.get(event="view.survey_cards")
    assert event.data == {"school_class": people.class31.pk, "cards": 3}


@pytest.mark.requirement("P6")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases have no rowid; see test_nameless for theirs")
def test_where_a_row_lies_does_not_tell_with_whom_it_came(people: Any) -> None:
    """A child asks to talk, which has a name and a time, and sends answers without a name a moment later."""
    children = many_pupils(people.school, people.class31, [f"児{n}" for n in range(12)])
    one = acts.opened(people, "anonymous")
    arrived = []
    for n, child in enumerate(children):
        before = set(ReadingItem.objects.values_list("pk", flat=True))
        ask_to_talk(card=acts.card(one, child))
        acts.answer(one, child, {**acts.GRAVE, "withhold": ["nurse"] if n % 2 else ["nobody"]})
        arrived += [row.pk for row in ReadingItem.objects.exclude(pk__in=before).order_by("kind")]
    with connection.cursor() as cursor:
        for table in ("surveys_readingitem", "surveys_keptfrom", "duties_duty"):
            cursor.execute(f'SELECT rowid FROM "{table}"')
            assert max(abs(row) for (row,) in cursor.fetchall()) > 2**40, table
        cursor.execute("SELECT id FROM surveys_readingitem ORDER BY rowid")
        laid = [str(pk) for (pk,) in cursor.fetchall()]
    assert laid != [pk.hex for pk in arrived]


@pytest.mark.requirement("P6")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases have no rowid; see test_nameless for theirs")
def test_the_duties_of_reports_lie_as_if_there_were_no_answers_between_them(people: Any) -> None:
    """A report says when it came. Where its duties lie tells of no answer without a name, not even of the first."""
    children = many_pupils(people.school, people.class31, [f"児{n}" for n in range(12)])
    one = acts.opened(people, "anonymous")
    for child in children:
        acts.answer(one, child, acts.GRAVE)
        play.report(people)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM duties_duty WHERE report_id IS NOT NULL ORDER BY owed_at, rowid")
        known = [row for (row,) in cursor.fetchall()]
        cursor.execute("SELECT rowid FROM duties_duty WHERE subject_id IS NOT NULL ORDER BY rowid")
        nameless = [row for (row,) in cursor.fetchall()]
    assert known == list(range(1, len(known) + 1))
    assert nameless
    assert max(nameless) < 0
    assert min(nameless) < -(2**40)


def test_a_number_larger_than_any_class_is_no_class(people: Any, client_for: Any) -> None:
    one = acts.opened(people)
    for name in ("lesson", "live", "class_results"):
        assert client_for(people.homeroom).get(reverse(f"surveys:{name}", args=[one.pk, 2**70])).status_code == 404


@pytest.mark.requirement("E1")
def test_guessing_at_random_slows_a_class_down_and_no_other(client: Any, people: Any) -> None:
    (elsewhere,) = many_pupils(people.school, people.class61, ["六"])
    one = acts.opened(people)
    mine, other = acts.card(one, people.victim), acts.card(one, elsewhere)
    url = {
        each: reverse("genki:class", args=[people.school.slug, each])
        for each in (mine.school_class_id, other.school_class_id)
    }

    def enter(card: Any) -> Any:
        said = " ".join(card_words(one.key, card.pk))
        return client.post(url[card.school_class_id], {"words": said})

    with clock.at(clock.now()):
        for _n in range(BURST):
            assert FLOOD.rest(mine.school_class_id, clock.now().timestamp()) == 0
            FLOOD.wrong(mine.school_class_id, clock.now().timestamp())
        assert enter(mine).status_code == 422
        assert client.post(url[mine.school_class_id], {"card": card_token(one.key, mine.pk)}).status_code == 200
        assert enter(other).status_code == 200
    with clock.at(clock.now() + timedelta(seconds=EVERY + 1)):
        assert enter(mine).status_code == 200
    FLOOD.forget()


@pytest.mark.requirement("P6")
def test_what_is_not_for_the_class_is_not_owed_by_it_either(people: Any, client_for: Any) -> None:
    one = acts.opened(people, "anonymous")
    acts.answer(one, people.victim, {**acts.GRAVE, "withhold": ["nurse"]})
    talk = ask_to_talk(card=acts.card(one, people.victim))
    items = [str(item.pk) for item in acts.items(one)]
    for person in (people.homeroom, people.grade_head):
        assert not duties_of(person).filter(subject_id__in=items).exists()
        page = text(client_for(person).get("/duties/"))
        assert not [pk for pk in items if pk in page]
    owed = Duty.objects.filter(subject_id__in=items)
    assert owed.count() == 2 * len(items)
    assert {duty.acting_post for duty in owed} == {"guidance_head", "vice_principal"}
    pass_on(talk, shut_out=[people.guidance_head.pk], by=SYSTEM, at=clock.now())
    assert {duty.acting_post for duty in owed.filter(subject_id=talk.pk)} == {"vice_principal"}
