"""Answers and absences end in interviews and concerns; whoever is kept from the one is kept from the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from tests import play
from tests.asking import text
from tests.attendance import days
from tests.surveys import acts
from yorisoi.attendance.answering import Answer, answer_warning
from yorisoi.attendance.models import AbsenceWarning
from yorisoi.care import agenda, line
from yorisoi.care.interviews import drop_interview, plan_round
from yorisoi.care.models import Concern
from yorisoi.care.models_interviews import Interview
from yorisoi.care.queries import concerns_for, interviews_for
from yorisoi.duties.models import Notice
from yorisoi.duties.overdue import tell_overdue
from yorisoi.duties.queries import duties_of, open_duties
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO, after_school_days
from yorisoi.reports.actions import Said, receive_report
from yorisoi.schools.calendar import day_of, today
from yorisoi.schools.models import Staff
from yorisoi.surveys.actions import close_round
from yorisoi.surveys.models import ReadingItem
from yorisoi.surveys.reading import read_item

pytestmark = pytest.mark.django_db
Login = Callable[[Staff], Client]


def item_of(people: Any, answers: dict[str, Any]) -> ReadingItem:
    one = acts.opened(people)
    acts.answer(one, people.victim, answers)
    return acts.items(one)[0]


def school_day(days_on: int = 2) -> date:
    """So many school days on."""
    return after_school_days(today(), days_on)


def asks(client: Client, item: ReadingItem, days_on: int = 2) -> Any:
    at = f"{school_day(days_on):%Y-%m-%d}T10:25"
    return client.post(reverse("surveys:interview", args=[item.pk]), {"at": at}, follow=True)


@pytest.mark.requirement("E2")
class TestFromAnswers:
    """[面談する] of a reading item."""

    def test_it_plans_one_interview_and_ends_the_item(self, people: Any, client_for: Login) -> None:
        item = item_of(people, acts.MILD)
        read_item(item=item, by=people.homeroom)
        client = client_for(people.guidance_head)
        page = text(asks(client, item))
        asks(client, item)
        row = Interview.objects.get()
        item.refresh_from_db()
        assert (item.outcome, item.interview) == ("interview", str(row.pk))
        assert (row.origin_kind, row.origin_id, row.adult) == ("reading", str(item.pk), people.homeroom)
        assert reverse("care:interview", args=[row.pk]) in page
        owed = duties_of(people.homeroom).get(name="hold_interview")
        assert day_of(owed.due_at) == school_day()
        assert "元気アンケートの答えから" in text(client_for(people.homeroom).get(f"/interviews/{row.pk}/"))
        assert item.closed_at is not None
        booked = row.bookings.get()
        assert (booked.day, booked.slot) == (school_day(), "break")
        page = text(client_for(people.homeroom).get(f"/interviews/{row.pk}/"))
        assert "日時がまだ決まっていません" not in page
        assert "中休み" in page

    def test_only_times_of_school_days_are_taken_and_of_what_cannot_wait_the_first(
        self, people: Any, client_for: Login
    ) -> None:
        with clock.at(datetime(2026, 6, 5, 8, tzinfo=TOKYO)):  # a Friday
            one = acts.opened(people)
            acts.answer(one, people.victim, acts.GRAVE)
            acts.answer(one, people.witness, acts.MILD)
            grave, mild = sorted(acts.items(one), key=lambda item: not item.grave)
            client = client_for(people.guidance_head)

            def sent(item: ReadingItem, at: str) -> str:
                return text(client.post(reverse("surveys:interview", args=[item.pk]), {"at": at}), 422)

            for at in ("2027-12-31T03:00", "2026-06-07T10:25", "2026-06-05T03:00", "2026-06-08T10:25"):
                assert "6/5までに話を聞きます" in sent(grave, at)
            for at in ("2027-12-31T03:00", "2026-06-07T10:25", "x"):
                assert "選べる時間から選んでください" in sent(mild, at)
            assert not Interview.objects.exists()
        with clock.at(datetime(2026, 6, 5, 19, tzinfo=TOKYO)):  # all times of the day are over
            client = client_for(people.guidance_head)
            assert "6/8までに話を聞きます" in sent(grave, "2026-06-09T10:25")
            said = {"at": "2026-06-08T10:25"}
            assert client.post(reverse("surveys:interview", args=[grave.pk]), said).status_code == 302
        assert Interview.objects.get().bookings.get().day == date(2026, 6, 8)

    def test_the_homeroom_whom_the_child_kept_out_learns_nothing(self, people: Any, client_for: Login) -> None:
        item = item_of(people, {**acts.MILD, "withhold": ["homeroom"]})
        asks(client_for(people.nurse), item)
        row = Interview.objects.get()
        assert row.adult == people.nurse
        assert not interviews_for(people.homeroom).exists()
        assert client_for(people.homeroom).get(f"/interviews/{row.pk}/").status_code == 404
        assert not duties_of(people.homeroom).filter(subject_id=row.pk).exists()
        assert not line.line_of(people.homeroom, people.victim)[0]
        assert interviews_for(people.grade_head).exists()
        with clock.at(clock.now() + timedelta(days=30)):
            tell_overdue()
        assert not Notice.objects.filter(staff=people.homeroom, subject_id=row.pk).exists()


@pytest.mark.requirement("E2", "S2")
class TestFromAbsence:
    """An answer to a warning."""

    def answer(self, people: Any, outcome: str, by: Staff, token: str = "a", words: str = "ねむいと言う。") -> Any:
        row = AbsenceWarning.objects.first()
        said = Answer("家に行った。", words, "visit", "", outcome, today() + timedelta(days=3))
        return answer_warning(warning=row, by=by, answer=said, token=token * 24)

    def test_an_interview_by_its_day_once(self, people: Any, client_for: Login) -> None:
        with days.in_march():
            days.absent(people, people.victim, 3)
            step = self.answer(people, "interview", people.homeroom)
            self.answer(people, "interview", people.homeroom)
            row = Interview.objects.get()
            assert (row.origin_kind, row.origin_id) == ("absence", str(step.pk))
            assert "ねむい" in row.text("why")
            owed = duties_of(people.homeroom).get(name="hold_interview")
            assert day_of(owed.due_at) == today() + timedelta(days=3)
            page = text(client_for(people.homeroom).get(reverse("attendance:warning", args=[step.warning_id])))
            assert f"/interviews/{row.pk}/" in page

    def test_a_concern_that_counts_and_asks_where_its_words_speak_of_bullying(
        self, people: Any, client_for: Login
    ) -> None:
        with days.in_march():
            days.absent(people, people.victim, 3)
            step = self.answer(people, "concern", people.homeroom, words="仲間はずれにされたと話した。")
            self.answer(people, "concern", people.homeroom, words="仲間はずれにされたと話した。")
            row = Concern.objects.get()
            assert row.source == "absence"
            assert "仲間はずれ" in row.text("words")
            assert duties_of(people.homeroom).filter(name="answer_offer", subject_id=row.pk).exists()
            page = text(client_for(people.homeroom).get(reverse("attendance:warning", args=[step.warning_id])))
            assert f"/concerns/{row.pk}/" in page
            assert "欠席の知らせから" in text(client_for(people.homeroom).get(f"/pupils/{people.victim.uid}/line/"))

    def test_of_an_early_warning_nothing_reaches_who_is_shut_out_of_the_case(self, people: Any) -> None:
        with days.in_march():
            case = play.opened(people)
            said = Said(
                token="s" * 24, source="staff", channel="attendance", narrative="担任のこと",
                pupils=[people.victim.pk], staff_named=[people.homeroom.pk],
            )  # fmt: skip
            receive_report(school=people.school, by=people.principal, said=said)
            days.absent(people, people.victim, 3)
            early = AbsenceWarning.objects.filter(case=case).first()
            assert early is not None
            for outcome, token in (("interview", "b"), ("concern", "c")):
                answer = Answer("話した。", "", "visit", "", outcome)
                answer_warning(warning=early, by=people.guidance_head, answer=answer, token=token * 24)
            assert Interview.objects.get().adult == people.guidance_head
            assert not interviews_for(people.homeroom).exists()
            assert not concerns_for(people.homeroom).exists()
            assert concerns_for(people.guidance_head).exists()


@pytest.mark.requirement("O2")
class TestSeenTogether:
    """The line of time and the agenda of the committee."""

    def test_answers_and_runs_of_absence_stand_on_the_line(self, people: Any, client_for: Login) -> None:
        with days.in_march():
            found = days.school_days(people.school, 9)
            for day in (found[0], found[1], found[2], found[5]):
                days.take(people, day, {people.victim.pk: "illness"})
            days.take(people, found[3])
            days.take(people, found[7], {people.victim.pk: "late"})
            one = acts.opened(people)
            acts.answer(one, people.victim, {**acts.GRAVE, "words": "やめてと言った"})
            acts.ended(one)
            rows, _marked = line.line_of(people.homeroom, people.victim)
            titles = [str(row.title) for row in rows if row.kind == "absence"]
            assert titles == ["続けて3日休みました", "1日休みました", "遅刻・早退・別室など 1日"]
            assert [row.signal for row in rows if row.kind == "absence"] == [True, False, False]
            (answered,) = [row for row in rows if row.kind == "answer"]
            assert answered.signal
            assert answered.words == "やめてと言った"
            page = text(client_for(people.homeroom).get(f"/pupils/{people.victim.uid}/line/"))
            for words in ("やめてと言った", "続けて3日休みました", "まだ決まっていません"):
                assert words in page

    def test_what_the_child_kept_from_somebody_is_not_on_their_line(self, people: Any) -> None:
        one = acts.opened(people)
        acts.answer(one, people.victim, {**acts.GRAVE, "withhold": ["homeroom"]})
        acts.ended(one)
        assert not line.line_of(people.homeroom, people.victim)[0]
        assert line.line_of(people.grade_head, people.victim)[0]

    def test_the_committee_sees_counts_as_far_as_each_may(self, people: Any) -> None:
        with days.in_march():
            days.absent(people, people.victim, 3)
            one = acts.opened(people)
            acts.answer(one, people.perpetrator)
            since, until = clock.now() - timedelta(days=31), clock.now() + timedelta(hours=1)
            parts = {part.key: part for part in agenda.agenda(people.principal, since, until)}
            assert [point.title for point in parts["absences"].points] == [people.victim.name]
            assert "のべ 3日" in parts["absences"].what
            (point,) = parts["surveys"].points
            assert "1人が答えました" in point.words
            assert "\n" not in point.words  # no counts while answers come in
            close_round(round=one, by=people.guidance_head)
            parts = {part.key: part for part in agenda.agenda(people.principal, since, until)}
            (point,) = parts["surveys"].points
            assert point.url == reverse("surveys:results", args=[one.pk])
            other = {part.key: part for part in agenda.agenda(people.homeroom6, since, until)}
            assert not other["absences"].points
            assert {part.key for part in agenda.agenda(people.counsellor, since, until)}.isdisjoint(
                {"absences", "surveys"}
            )


@pytest.mark.requirement("E2")
def test_whose_interview_was_dropped_is_planned_again_in_the_same_round(people: Any, client_for: Login) -> None:
    client, url = client_for(people.homeroom), f"/interviews/class/{people.class31.pk}/stage4/"
    client.post(url, {"begin": "1"})
    first = Interview.objects.get(pupil=people.victim)
    drop_interview(interview=first, by=people.guidance_head, reason="入院した。")
    assert "まだ面談の予定にいない子どもが 1人" in text(client.get(url))
    for _twice in range(2):
        client.post(url, {"begin": "1"})
    again = Interview.objects.exclude(pk=first.pk).get(pupil=people.victim)
    assert (again.round, again.dropped) == ("stage4", False)
    assert open_duties(people.guidance_head).filter(name="hold_interview", subject_id=again.pk).exists()
    assert Interview.objects.count() == 4
    with pytest.raises(PermissionDenied):
        plan_round(school_class=people.class31, code="stage4", by=people.homeroom6, adult=people.homeroom6)


@pytest.mark.requirement("E2")
def test_out_of_time_is_told_of_and_leads_to_the_page(people: Any, client_for: Login) -> None:
    plan_round(school_class=people.class31, code="stage4", by=people.homeroom, adult=people.homeroom)
    with clock.at(clock.now() + timedelta(days=500)):
        assert tell_overdue() == 3
        assert tell_overdue() == 0
        row = Interview.objects.first()
        assert row is not None
        told = Notice.objects.filter(kind="duty_overdue", subject_id=row.pk)
        assert set(told.values_list("staff__pk", flat=True)) >= {people.guidance_head.pk, people.principal.pk}
        assert f"/interviews/{row.pk}/" in text(client_for(people.principal).get("/duties/"))
