"""What must be read is owed by 担任 and 生徒指導主任, on its clock, until it is ended; never by who is kept from it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from tests.asking import queries, text
from tests.surveys import acts
from tests.surveys.test_nameless import lived, rows
from yorisoi.duties.models import OPEN, Duty, Notice, about_fields
from yorisoi.duties.overdue import tell_overdue
from yorisoi.duties.queries import duties_of, open_duties
from yorisoi.journal import clock
from yorisoi.policy.survey_duties import SURVEY_DUTIES
from yorisoi.surveys.models import KeptFrom, ReadingItem
from yorisoi.surveys.owing import KIND
from yorisoi.surveys.reading import end_in_report, judge_words, read_item
from yorisoi.surveys.receiving import ask_to_talk

pytestmark = pytest.mark.django_db


def owed(item: ReadingItem) -> list[tuple[str, str]]:
    """What is owed for an item: name, and the post that acts."""
    found = Duty.objects.filter(OPEN, **about_fields(item)).order_by("name")
    return [(duty.name, duty.acting_post) for duty in found]


def raised(people: Any, answers: dict[str, Any], mode: str = "named") -> ReadingItem:
    """A round with one item to read."""
    one = acts.opened(people, mode)
    acts.answer(one, people.victim, answers)
    (item,) = acts.items(one)
    return item


@pytest.mark.requirement("E2")
class TestOwed:
    """By two, on the item's clock, shown where everything is shown."""

    @pytest.mark.parametrize(
        ("answers", "names", "clock_name"),
        [
            (acts.MILD, ["survey_end", "survey_read"], "survey_read"),
            (acts.GRAVE, ["survey_end_grave", "survey_read_grave"], "survey_grave"),
        ],
    )
    @pytest.mark.parametrize("mode", ["named", "anonymous"])
    def test_with_its_clock_and_clause(
        self, people: Any, mode: str, answers: dict[str, Any], names: list[str], clock_name: str
    ) -> None:
        item = raised(people, answers, mode)
        reader = "homeroom" if mode == "named" else "vice_principal"  # not who sees live which child presses
        assert owed(item) == list(zip(names, ["guidance_head", reader], strict=True))
        for duty in Duty.objects.filter(**about_fields(item)):
            assert (duty.clock, duty.due_at, duty.cite) == (clock_name, item.due_at, "detection.survey_reading")
            assert duty.pupil_id == item.pupil_id
        assert duties_of(getattr(people, reader)).filter(subject_id=item.pk).count() == 1
        assert not duties_of(people.homeroom6).filter(subject_id=item.pk).exists()

    def test_it_leads_to_the_item_and_stands_once_on_the_first_page(self, people: Any, client_for: Any) -> None:
        item = raised(people, acts.GRAVE)
        url = reverse("surveys:item", args=[item.pk])
        homeroom, guidance = (text(client_for(who).get("/duties/")) for who in (people.homeroom, people.guidance_head))
        assert url in homeroom
        assert "答えを読む" in homeroom
        assert "まだ読んでいない答え" not in homeroom
        assert "読んで決める" in guidance
        assert url in guidance
        assert "まだ読んでいない答え 1件" in text(client_for(people.nurse).get("/duties/"))

    def test_reading_is_done_by_reading_and_the_end_by_the_end(self, people: Any) -> None:
        item = raised(people, acts.GRAVE)
        read_item(item=item, by=people.homeroom)
        assert owed(item) == [("survey_end_grave", "guidance_head")]
        assert Duty.objects.get(name="survey_read_grave").done_by == people.homeroom
        end_in_report(item=item, by=people.nurse)
        item.refresh_from_db()
        assert item.closed_at is not None
        assert owed(item) == []
        assert Duty.objects.get(name="survey_end_grave").done_by == people.nurse

    def test_an_outcome_without_the_second_reader_leaves_it_owed(self, people: Any) -> None:
        item = raised(people, acts.GRAVE)
        end_in_report(item=item, by=people.homeroom)
        assert owed(item) == [("survey_end_grave", "guidance_head")]
        read_item(item=item, by=people.guidance_head)
        assert owed(item) == []

    def test_two_others_end_it_and_the_homeroom_need_not(self, people: Any) -> None:
        item = raised(people, acts.GRAVE)
        read_item(item=item, by=people.nurse)
        end_in_report(item=item, by=people.guidance_head)
        assert owed(item) == []
        assert Duty.objects.get(name="survey_read_grave").dropped_by_move == "survey_item_closed"

    def test_calm_words_are_ended_by_two_of_one_mind(self, people: Any) -> None:
        item = raised(people, {**acts.FINE, "words": "きゅうしょく"})
        judge_words(item=item, by=people.guidance_head, alarming=False, reason="献立のこと")
        assert owed(item) == [("survey_end", "guidance_head"), ("survey_read", "homeroom")]
        judge_words(item=item, by=people.homeroom, alarming=False, reason="献立のこと")
        assert owed(item) == []

    def test_a_child_who_wants_to_talk_is_owed_and_told_of_with_its_page(self, people: Any, client_for: Any) -> None:
        one = acts.opened(people, "anonymous")
        item = ask_to_talk(card=acts.card(one, people.victim))
        assert owed(item) == [("survey_end_grave", "guidance_head"), ("survey_read_grave", "vice_principal")]
        told = Notice.objects.filter(kind="survey_talk", staff=people.guidance_head).get()
        assert (told.subject_kind, told.subject_id) == (KIND, item.pk)
        assert reverse("surveys:item", args=[item.pk]) in text(client_for(people.principal).get("/duties/"))

    def test_out_of_time_it_is_told_once(self, people: Any, client_for: Any) -> None:
        item = raised(people, acts.GRAVE)
        with clock.at(item.due_at + timedelta(minutes=1)):
            assert tell_overdue() > 0
            assert tell_overdue() == 0
            told = Notice.objects.filter(kind="duty_overdue", subject_id=item.pk)
            assert set(told.values_list("staff_id", flat=True)) == {
                people.guidance_head.pk, people.vice_principal.pk, people.principal.pk,
            }  # fmt: skip
            assert "期限を過ぎたもの" in text(client_for(people.principal).get("/duties/"))

    def test_one_query_however_many_items_the_list_shows(self, people: Any, client_for: Any) -> None:
        one = acts.opened(people)
        acts.answer(one, people.victim, acts.GRAVE)
        client = client_for(people.guidance_head)
        client.get("/duties/")
        before = queries(client, "/duties/")
        acts.answer(one, people.perpetrator, acts.GRAVE)
        acts.answer(one, people.witness, {**acts.MILD, "words": "いやだ"})
        assert queries(client, "/duties/") == before


@pytest.mark.requirement("P6")
class TestKept:
    """Whoever is kept from an item owes nothing of it, and finds nothing of it."""

    def test_the_homeroom_whom_the_child_kept_out(self, people: Any, client_for: Any) -> None:
        item = raised(people, {**acts.GRAVE, "withhold": ["homeroom"]})
        assert KeptFrom.objects.filter(item=item, staff=people.homeroom).exists()
        assert owed(item) == [("survey_end_grave", "guidance_head"), ("survey_read_grave", "grade_head")]
        assert not duties_of(people.homeroom).filter(subject_id=item.pk).exists()
        assert str(item.pk) not in text(client_for(people.homeroom).get("/duties/"))

    def test_guidance_named_in_it(self, people: Any, client_for: Any) -> None:
        item = raised(people, {**acts.GRAVE, "withhold": ["principal"]})
        assert not open_duties(people.principal).filter(subject_id=item.pk).exists()
        assert not Notice.objects.filter(staff=people.principal, subject_id=item.pk).exists()
        with clock.at(item.due_at + timedelta(minutes=1)):
            tell_overdue()
        assert not Notice.objects.filter(staff=people.principal, subject_id=item.pk).exists()
        assert str(item.pk) not in text(client_for(people.principal).get("/duties/school/"))

    def test_shut_out_of_the_report_it_became_what_is_left_goes_on(self, people: Any) -> None:
        item = raised(people, acts.GRAVE)
        end_in_report(item=item, by=people.vice_principal, words="担任田先生に言われたと、あとで話した。")
        item.refresh_from_db()
        assert item.closed_at is None
        assert not duties_of(people.homeroom).filter(subject_id=item.pk).exists()
        assert ("survey_read_grave", "grade_head") in owed(item)
        assert ("survey_end_grave", "guidance_head") in owed(item)


@pytest.mark.requirement("P6")
def test_what_is_owed_for_answers_without_names_tells_no_more_than_they_do(people: Any) -> None:
    lived(people)
    found = [row for _pk, row in rows(Duty) if row["subject_kind"] == KIND]
    assert len(found) == 2 * ReadingItem.objects.count()
    for row in found:
        assert row["pupil_id"] is None
        assert uuid.UUID(str(row["id"])).version == 4
        assert str(row["owed_at"]).endswith(("15:00:00", "15:00:00+00:00", "00:00:00+09:00"))  # midnight in Tokyo
    if connection.vendor == "postgresql":
        assert len({row["xmin::text"] for row in found}) == 1
    assert not Notice.objects.exclude(subject_id=None).exists()


def test_every_duty_is_of_the_policy() -> None:
    assert {duty.cite for duty in SURVEY_DUTIES.values()} == {"detection.survey_reading"}
