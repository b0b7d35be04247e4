"""Concerns: ten seconds, the offer, the question to 生徒指導主任, and who may read what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from tests.asking import queries, refused, text
from yorisoi.care.actions import Note, answer_offer, note_concern
from yorisoi.care.models import Concern, Named, OfferAnswer, Question
from yorisoi.care.naming import settle_named
from yorisoi.care.queries import concerns_for, questions_for
from yorisoi.care.questions import AlreadyDecided, decide_question
from yorisoi.duties.models import Duty
from yorisoi.duties.notices import about_url
from yorisoi.duties.queries import duties_of, open_duties
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import Post
from yorisoi.reports.models import Report
from yorisoi.schools.models import Staff

pytestmark = pytest.mark.django_db
Login = Callable[[Staff], Client]
NEW = "/concerns/new/"
TOKEN = "c" * 30
NOW = datetime(2026, 6, 3, 13, 0, tzinfo=TOKYO)  # a Wednesday
COUNT = iter(range(10_000))


def note(
    people: Any, by: Staff, words: str = "一人でいた", pupil: Any = None, day: date | None = None, **more: Any
) -> Concern:
    """A concern of the victim."""
    pupil = pupil or people.victim
    return note_concern(
        school=people.school, by=by, note=Note(f"t{next(COUNT)}", words, [pupil.pk], noticed_on=day, **more)
    )


def three(people: Any) -> Question:
    """Three people notice the same child."""
    for person in (people.teacher, people.nurse, people.academic_head):
        note(people, person)
    return Question.objects.get()


class TestNoting:
    """The door of ten seconds."""

    def test_one_line_and_a_child_are_enough_and_a_double_press_makes_one(self, people: Any, client_for: Login) -> None:
        client = client_for(people.teacher)
        assert "気がかりを書く" in text(client.get(NEW))
        sent = {
            "words": "一人で本を読んでいた",
            "pupil": [str(people.victim.uid), str(people.witness.uid)],
            "token": TOKEN,
        }
        first, again = client.post(NEW, sent), client.post(NEW, sent)
        row = Concern.objects.get()
        assert first["Location"] == again["Location"] == reverse("care:concern", args=[row.pk])
        assert {link.pupil_id for link in row.about.all()} == {people.victim.pk, people.witness.pk}
        assert "一人で本を読んでいた" in text(client.get(first["Location"]))
        assert not Duty.objects.exists()

    def test_the_roster_is_searched_without_script_and_nothing_typed_is_lost(
        self, people: Any, client_for: Login
    ) -> None:
        client = client_for(people.teacher)
        page = text(client.post(NEW, {"words": "書きかけ", "people": "高崎", "find": "1", "token": TOKEN}))
        assert str(people.victim.uid) in page
        assert "書きかけ" in page
        page = text(client.post(NEW, {"words": "書きかけ", "people": "だれか", "token": TOKEN}), 422)
        assert "書きかけ" in page
        assert "名簿から選んでください" in page
        assert "ひとこと" in text(client.post(NEW, {"people": "高崎", "token": TOKEN}), 422)
        future = {
            "words": "あ",
            "pupil": str(people.victim.uid),
            "when": "other",
            "noticed_on": "2031-01-01",
            "token": TOKEN,
        }
        assert "これから先の日" in text(client.post(NEW, future), 422)
        assert not Concern.objects.exists()

    def test_a_name_that_leaves_no_doubt_needs_no_tick(self, people: Any, client_for: Login) -> None:
        client_for(people.teacher).post(NEW, {"words": "あ", "people": "3年1組 𠮷田", "token": TOKEN})
        assert Concern.objects.get().about.get().pupil_id == people.perpetrator.pk

    def test_whom_a_link_brings_along_is_ticked(
        self, people: Any, client_for: Login, other_school: Any, make_pupil: Any
    ) -> None:
        client = client_for(people.teacher)
        assert f'value="{people.victim.uid}" checked' in text(client.get(f"{NEW}?pupil={people.victim.uid}"))
        stranger = make_pupil(other_school, None, "よその")
        assert "よその" not in text(client.get(f"{NEW}?pupil={stranger.uid}"))

    def test_who_has_no_part_in_the_school_cannot(
        self, people: Any, client_for: Login, other_school: Any, make_staff: Any
    ) -> None:
        assert client_for(people.administrator).get(NEW).status_code == 403
        assert client_for(people.expert).post(NEW, {"words": "あ"}).status_code == 403
        stranger = make_staff(other_school, Post.TEACHER)
        with pytest.raises(PermissionDenied):
            note(people, stranger)

    def test_what_is_noted_is_sealed_and_stays(self, people: Any) -> None:
        row = note(people, people.teacher, "ひみつのことば")
        assert "ひみつ".encode() not in bytes(row.words)
        for change in (
            lambda: Concern.objects.filter(pk=row.pk).delete(),
            lambda: Concern.objects.filter(pk=row.pk).update(year=1),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


@pytest.mark.requirement("R2")
class TestOffer:
    """Words of bullying are offered as a report; a person decides, and it is kept who did."""

    def test_it_says_why_and_yes_starts_the_same_day_clock(self, people: Any, client_for: Login) -> None:
        row = note(people, people.teacher, "中休みに仲間はずれにされていた")
        client = client_for(people.teacher)
        page = text(client.get(f"/concerns/{row.pk}/"))
        assert "<mark>仲間はずれ</mark>" in page
        assert "態様の" in page
        owed = Duty.objects.get(name="answer_offer")
        assert (owed.staff, owed.due_at.astimezone(TOKYO).date()) == (
            people.teacher,
            owed.owed_at.astimezone(TOKYO).date(),
        )
        assert about_url(owed) == f"/concerns/{row.pk}/"
        assert "答える" in text(client.get("/duties/"))
        client.post(f"/concerns/{row.pk}/offer/", {"passed_on": "yes"})
        client.post(f"/concerns/{row.pk}/offer/", {"passed_on": "yes"})
        report = Report.objects.get()
        assert (report.source, report.channel, report.received_by) == ("staff", "concern", people.teacher)
        assert report.text("narrative") == "中休みに仲間はずれにされていた"
        assert set(report.named_pupils.values_list("pupil_id", flat=True)) == {people.victim.pk}
        assert Duty.objects.filter(report=report, name="decide_report").exists()
        assert not duties_of(people.teacher).filter(name="answer_offer").exists()

    def test_no_is_kept_with_who_and_when(self, people: Any, client_for: Login) -> None:
        row = note(people, people.teacher, "からかわれていたが、笑って返した")
        client_for(people.teacher).post(f"/concerns/{row.pk}/offer/", {"passed_on": "no"})
        answer = OfferAnswer.objects.get()
        assert (answer.passed_on, answer.by) == (False, people.teacher)
        assert not Report.objects.exists()
        assert not Question.objects.exists()
        page = text(client_for(people.guidance_head).get(f"/concerns/{row.pk}/"))
        assert "通報にしないと答えました" in page
        assert people.teacher.name in page

    def test_no_to_a_grave_word_is_nobodys_alone(self, people: Any) -> None:
        row = note(people, people.teacher, "「死にたい」とノートに書いていた")
        answer_offer(concern=row, by=people.teacher, passed_on=False)
        question = Question.objects.get()
        assert question.why == "grave"
        assert duties_of(people.guidance_head).filter(subject_id=question.pk).exists()

    def test_somebody_else_cannot_answer(self, people: Any, client_for: Login) -> None:
        row = note(people, people.teacher, "無視されていた")
        assert client_for(people.homeroom).post(f"/concerns/{row.pk}/offer/", {"passed_on": "no"}).status_code == 403
        assert client_for(people.homeroom6).post(f"/concerns/{row.pk}/offer/", {"passed_on": "no"}).status_code == 404
        assert client_for(people.teacher).get(f"/concerns/{row.pk}/offer/").status_code == 405


@pytest.mark.requirement("E2", "R2")
class TestQuestion:
    """Concerns that come together ask for a decision."""

    def test_three_people_ask_guidance_with_a_clock_and_a_clause(self, people: Any, client_for: Login) -> None:
        question = three(people)
        owed = duties_of(people.guidance_head).get(name="decide_concerns")
        assert (owed.cite, owed.pupil) == ("detection.concerns", people.victim)
        client = client_for(people.guidance_head)
        assert "読んで決める" in text(client.get("/duties/"))
        page = text(client.get(f"/concerns/questions/{question.pk}/"))
        assert page.count("一人でいた") == 3
        assert "30日の間に3件" in page

    def test_the_same_person_on_one_day_does_not_and_other_days_do(self, people: Any) -> None:
        for _n in range(3):
            note(people, people.teacher)
        assert not Question.objects.exists()
        for back in (1, 2):
            note(people, people.teacher, day=date.today() - timedelta(back))
        assert Question.objects.get().why == "several"

    def test_one_after_a_resolved_case_is_enough(self, people: Any) -> None:
        from yorisoi.cases.models import Case, Involvement
        from yorisoi.journal.keys import make_data_key

        now = clock.now()
        case = Case.objects.create(
            key=make_data_key(people.school.pk), school=people.school, year=2026, number=1, edition="mihon-nishi",
            state="resolved", entered_at=now, opened_at=now, resolved_at=now,
        )  # fmt: skip
        Involvement.objects.create(case=case, pupil=people.victim, role="victim", since=now, by=people.principal)
        note(people, people.teacher)
        assert Question.objects.get().why == "after_case"
        note(people, people.teacher, pupil=people.witness)
        assert Question.objects.count() == 1

    @pytest.mark.parametrize("missing", [{"decision": ""}, {"reason": " "}, {"decision": "watch"}])
    def test_nothing_is_decided_without_what_it_needs(
        self, people: Any, missing: dict[str, Any], client_for: Login
    ) -> None:
        question = three(people)
        sent = {"decision": "nothing", "reason": "見た", **missing}
        with pytest.raises(NotYet):
            decide_question(question=question, by=people.guidance_head, **sent)
        page = text(client_for(people.guidance_head).post(f"/concerns/questions/{question.pk}/", sent), 422)
        assert "もういちど確かめてください" in page

    def test_a_report_carries_all_of_them(self, people: Any) -> None:
        question = three(people)
        decide_question(question=question, by=people.guidance_head, decision="report", reason="重なっている。")
        report = Report.objects.get()
        assert report.text("narrative").count("一人でいた") == 3
        assert not Concern.objects.filter(report__isnull=True).exists()
        assert not duties_of(people.guidance_head).filter(name="decide_concerns").exists()
        with pytest.raises(AlreadyDecided):
            decide_question(question=question, by=people.principal, decision="nothing", reason="あ")

    def test_an_interview_is_planned_and_owed_by_the_homeroom(self, people: Any) -> None:
        decide_question(question=three(people), by=people.guidance_head, decision="interview", reason="話を聞く。")
        assert duties_of(people.homeroom).get(name="hold_interview").pupil == people.victim

    def test_watching_asks_again_on_its_day(self, people: Any) -> None:
        day = date.today() + timedelta(7)
        question = three(people)
        decide_question(question=question, by=people.guidance_head, decision="watch", reason="見守る。", until=day)
        again = Question.objects.get(after=question)
        owed = duties_of(people.guidance_head).get(name="decide_concerns")
        assert (again.why, owed.due_at.astimezone(TOKYO).date()) == ("watched", day)
        note(people, people.counsellor)  # joins the one that is open
        assert again.asked.count() == 1

    def test_after_a_decision_counting_begins_anew(self, people: Any) -> None:
        decide_question(question=three(people), by=people.guidance_head, decision="nothing", reason="家の用事。")
        note(people, people.counsellor)
        assert Question.objects.filter(decided_at__isnull=True).count() == 0
        note(people, people.teacher)
        note(people, people.nurse)
        assert Question.objects.filter(decided_at__isnull=True).count() == 1

    def test_what_is_decided_stays(self, people: Any) -> None:
        question = three(people)
        decide_question(question=question, by=people.guidance_head, decision="nothing", reason="あ")
        with pytest.raises(DatabaseError), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(decision="report")


class TestWhoMayRead:
    """Rights, from the attacker's side."""

    def test_by_post(self, people: Any) -> None:
        row = note(people, people.teacher)
        may = {"teacher", "homeroom", "grade_head", "nurse", "guidance_head", "vice_principal", "principal"}
        everybody = may | {
            "homeroom6",
            "grade_head6",
            "academic_head",
            "counsellor",
            "social_worker",
            "expert",
            "administrator",
        }
        assert {name for name in everybody if concerns_for(getattr(people, name)).filter(pk=row.pk).exists()} == may

    def test_the_five_questions(self, people: Any, client_for: Login, other_school: Any, make_staff: Any) -> None:
        row = note(people, people.teacher)
        question = three(people)
        other = make_staff(other_school, Post.PRINCIPAL)
        for url in (f"/concerns/{row.pk}/", f"/concerns/questions/{question.pk}/"):
            refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.administrator, other=other)
            assert client_for(people.guidance_head).put(url).status_code == 405
        refused(client_for, "/concerns/", post=False, stranger=None, wrong=people.administrator, other=None)
        assert row.text("words") not in text(client_for(people.homeroom6).get("/concerns/"))
        assert "まだ気がかりはありません" in text(client_for(people.homeroom6).get("/concerns/"))
        sent = {"decision": "nothing", "reason": "あ"}
        assert client_for(people.homeroom).post(f"/concerns/questions/{question.pk}/", sent).status_code == 403

    def test_whoever_is_named_sees_nothing_until_a_person_says_that_they_are_not_meant(
        self, people: Any, client_for: Login
    ) -> None:
        row = note(people, people.teacher, "担任田先生が大きな声で怒っていた。下を向いていた")
        named = Named.objects.get()
        assert (named.staff, named.meant) == (people.homeroom, None)
        assert not concerns_for(people.homeroom).exists()
        assert client_for(people.homeroom).get(f"/concerns/{row.pk}/").status_code == 404
        assert client_for(people.homeroom).post(f"/concerns/named/{named.pk}/", {"meant": "no"}).status_code == 404
        assert client_for(people.nurse).post(f"/concerns/named/{named.pk}/", {"meant": "no"}).status_code == 403
        assert client_for(people.homeroom6).post(f"/concerns/named/{named.pk}/", {"meant": "no"}).status_code == 404
        page = text(client_for(people.teacher).get(f"/concerns/{row.pk}/"))
        assert "この人のこと（見せない）" in page
        settle_named(row=named, by=people.teacher, meant=False)
        assert concerns_for(people.homeroom).exists()

    def test_guidance_named_in_it_owes_nothing_and_hears_nothing(self, people: Any) -> None:
        note(people, people.teacher, "生徒田先生に話しかけられて、かたまっていた")
        note(people, people.nurse)
        note(people, people.academic_head)
        question = Question.objects.get()
        assert not questions_for(people.guidance_head).exists()
        assert not duties_of(people.guidance_head).filter(name="decide_concerns").exists()
        assert not open_duties(people.guidance_head).filter(name="decide_concerns").exists()
        assert duties_of(people.vice_principal).filter(subject_id=question.pk).exists()
        with pytest.raises(PermissionDenied):
            decide_question(question=question, by=people.guidance_head, decision="nothing", reason="あ")

    def test_named_later_while_it_waits_moves_the_duty(self, people: Any) -> None:
        question = three(people)
        note(people, people.counsellor, "生徒田先生をこわがっている")
        assert not duties_of(people.guidance_head).filter(subject_id=question.pk).exists()
        assert duties_of(people.vice_principal).filter(subject_id=question.pk).exists()

    def test_who_is_shut_out_of_the_report_learns_nothing_of_the_concern(self, people: Any) -> None:
        row = note(people, people.teacher, "無視されていた", staff=[people.homeroom.pk])
        assert Named.objects.get().meant is True
        answer_offer(concern=row, by=people.teacher, passed_on=True)
        report = Report.objects.get()
        assert set(report.exclusions.values_list("staff_id", flat=True)) == {people.homeroom.pk}
        from yorisoi.reports.shutting_out import shut_out

        assert concerns_for(people.grade_head).exists()
        shut_out(report=report, by=people.principal, staff=people.grade_head)
        assert not concerns_for(people.grade_head).exists()

    def test_queries_do_not_grow(self, people: Any, client_for: Login) -> None:
        client = client_for(people.guidance_head)
        question = three(people)
        urls = ("/concerns/", f"/concerns/questions/{question.pk}/", "/duties/", f"/pupils/{people.victim.uid}/")
        for url in urls:
            client.get(url)
        before = [queries(client, url) for url in urls]
        for person in (people.counsellor, people.social_worker, people.homeroom):
            note(people, person, "また一人でいた")
            note(people, person, "手をあげない", pupil=people.witness)
        assert Question.objects.count() == 2
        assert [queries(client, url) for url in urls] == before

    def test_whoever_stands_in_for_a_named_person_reads_nothing_by_it(self, people: Any) -> None:
        from yorisoi.duties.away import set_away

        note(people, people.nurse, "担任田先生がこわいと言う")
        plain = note(people, people.nurse, "給食を残す")
        today = date.today()
        set_away(staff=people.homeroom, substitute=people.teacher, since=today, until=today, by=people.homeroom)
        stands = Staff.objects.get(pk=people.teacher.pk)
        assert list(concerns_for(stands)) == [plain]
