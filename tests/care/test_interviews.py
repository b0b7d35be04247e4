"""Interviews: planned, fitted in without double booking, held with both questions asked, ended in one of four ways."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.asking import queries, refused, text
from yorisoi.care.interviews import (
    Origin,
    Taken,
    book,
    book_all,
    drop_interview,
    hand_over,
    plan_interview,
    plan_round,
)
from yorisoi.care.models import Concern, Named
from yorisoi.care.models_interviews import Booking, Interview, Sheet
from yorisoi.care.queries import interviews_for
from yorisoi.care.sheets import Talked, hold_interview
from yorisoi.care.times import moments
from yorisoi.duties.models import Duty
from yorisoi.duties.notices import about_url
from yorisoi.duties.queries import duties_of, open_duties
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO, is_weekday
from yorisoi.policy.fitting import Moment, Place
from yorisoi.policy.roles import Post
from yorisoi.reports.models import Report
from yorisoi.schools.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("E2")]
Login = Callable[[Staff], Client]
FINE = {"bullying": "no", "school_going": "no"}


def weekday(ahead: int) -> date:
    """Return the school day so many after today."""
    day = date.today() + timedelta(1)
    while True:
        if is_weekday(day):
            ahead -= 1
            if ahead < 0:
                return day
        day += timedelta(1)


def place(ahead: int = 1, slot: str = "break", room: str = "talk") -> Place:
    return Place(Moment(weekday(ahead), slot), room)


def plan(people: Any, pupil: Any = None, **more: Any) -> Interview:
    origin = more.pop("origin", Origin("reading", "", "気になる答えがあった。"))
    return plan_interview(pupil=pupil or people.victim, origin=origin, by=people.guidance_head, **more)


class TestPlanning:
    """Planned from anywhere, owed by the homeroom."""

    def test_it_is_owed_by_the_clock_until_it_has_a_time_and_then_by_its_day(
        self, people: Any, client_for: Login
    ) -> None:
        row = plan(people)
        owed = duties_of(people.homeroom).get(name="hold_interview")
        assert owed.clock == "interview"
        book(interview=row, by=people.homeroom, place=place(3))
        owed = duties_of(people.homeroom).get(name="hold_interview")
        assert owed.due_at.astimezone(TOKYO).date() == weekday(3)
        client = client_for(people.homeroom)
        assert client.get(about_url(owed)).status_code == 200
        assert about_url(owed) == f"/interviews/{row.pk}/"
        assert "面談を開く" in text(client.get("/duties/"))

    def test_an_origin_plans_one(self, people: Any) -> None:
        origin = Origin("reading", "17", "")
        assert plan(people, origin=origin).pk == plan(people, origin=origin).pk
        assert plan(people, people.witness, origin=origin).pk != plan(people, origin=origin).pk

    def test_overdue_is_seen_by_guidance(self, people: Any, client_for: Login) -> None:
        with clock.at(clock.now() - timedelta(days=30)):
            plan(people)
        owed = open_duties(people.guidance_head).get(name="hold_interview")
        assert owed.due_at < clock.now()
        page = text(client_for(people.guidance_head).get("/duties/school/"))
        assert "面談をする" in page
        assert "おくれ" in page
        assert "おくれた理由を書く" in text(client_for(people.homeroom).get("/duties/"))
        client_for(people.homeroom).post(f"/duties/{owed.pk}/late/", {"reason": "出張だった"})
        assert "出張だった" in text(client_for(people.guidance_head).get("/duties/school/"))

    def test_from_a_childs_page(self, people: Any, client_for: Login) -> None:
        client = client_for(people.homeroom)
        url = f"/interviews/plan/{people.victim.uid}/"
        assert "面談を計画する" in text(client.get(f"/pupils/{people.victim.uid}/"))
        assert client.get(url).status_code == 200
        sent = {"why": "元気がない", "adult": str(people.homeroom.pk), "when": f"{weekday(1)} noon", "room": "talk"}
        assert client.post(url, sent).status_code == 302
        assert Booking.objects.get().slot == "noon"
        page = text(client.post(url, sent), 422)
        assert "その時間、話を聞く先生に別の面談があります" in page
        assert "元気がない" in page

    def test_it_is_handed_over_and_dropped_only_with_a_reason_by_guidance(self, people: Any) -> None:
        row = plan(people, place=place())
        hand_over(interview=row, by=people.homeroom, adult=people.counsellor)
        assert duties_of(people.counsellor).filter(name="hold_interview").exists()
        assert not Booking.objects.filter(ended_at__isnull=True).exists()
        with pytest.raises(PermissionDenied):
            drop_interview(interview=row, by=people.counsellor, reason="要らない")
        with pytest.raises(PermissionDenied):
            drop_interview(interview=row, by=people.guidance_head, reason=" ")
        drop_interview(interview=row, by=people.guidance_head, reason="転校した。")
        assert not open_duties(people.guidance_head).filter(name="hold_interview").exists()


class TestBooking:
    """Nobody and no room twice."""

    @pytest.mark.parametrize(
        ("pupil", "adult", "room", "what"),
        [
            ("witness", "homeroom", "small", "adult"),
            ("victim", "nurse", "small", "pupil"),
            ("witness", "nurse", "talk", "room"),
        ],
    )
    def test_each_of_the_three(self, people: Any, pupil: str, adult: str, room: str, what: str) -> None:
        plan(people, place=place())
        other = plan(people, getattr(people, pupil), adult=getattr(people, adult))
        with pytest.raises(Taken) as taken:
            book(interview=other, by=people.guidance_head, place=place(room=room))
        assert taken.value.what == what
        with pytest.raises(IntegrityError), transaction.atomic():  # the database by itself
            Booking.objects.create(
                interview=other, school=other.school, day=weekday(1), slot="break", room=room, adult=other.adult,
                pupil=other.pupil, made_at=clock.now(), made_by=people.homeroom,
            )  # fmt: skip

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 2), st.integers(0, 1), st.integers(0, 1), st.sampled_from(["break", "noon"]),
                st.sampled_from(["talk", "small"]),
            ),
            max_size=12,
        )
    )  # fmt: skip
    def test_random_plans_never_double_book(self, people: Any, wishes: list[tuple[int, int, int, str, str]]) -> None:
        pupils, adults = [people.victim, people.perpetrator, people.witness], [people.homeroom, people.nurse]
        try:
            with transaction.atomic():
                rows: dict[tuple[int, int], Interview] = {}
                for pupil, adult, day, slot, room in wishes:
                    key = pupil, adult
                    rows[key] = rows.get(key) or plan(people, pupils[pupil], adult=adults[adult])
                    with contextlib.suppress(Taken):
                        book(interview=rows[key], by=people.guidance_head, place=place(day, slot, room))
                standing = list(Booking.objects.filter(ended_at__isnull=True))
                for field in ("adult_id", "pupil_id", "room"):
                    used = [(row.day, row.slot, getattr(row, field)) for row in standing]
                    assert len(set(used)) == len(used)
                raise InterruptedError
        except InterruptedError:
            pass

    def test_two_change_places_in_one_press(self, people: Any) -> None:
        one, two = plan(people, place=place()), plan(people, people.witness, place=place(slot="noon"))
        places = {one.pk: place(slot="noon"), two.pk: place()}
        book_all(places=places, interviews=[one, two], by=people.homeroom)
        assert Booking.objects.get(interview=one, ended_at__isnull=True).slot == "noon"

    def test_no_day_past_no_sunday_no_foreign_room(self, people: Any) -> None:
        row = plan(people)
        for wrong in (
            Place(Moment(date.today() - timedelta(1), "break"), "talk"),
            Place(
                Moment(next(d for d in (date.today() + timedelta(n) for n in range(8)) if d.weekday() == 6), "break"),
                "talk",
            ),
            Place(Moment(weekday(1), "break"), f"class:{people.class61.pk}"),
        ):
            with pytest.raises(ValueError, match="no such place"):
                book(interview=row, by=people.homeroom, place=wrong)
        with pytest.raises(KeyError):
            book(interview=row, by=people.homeroom, place=place(slot="midnight"))


class TestRound:
    """Every child of a class, by the plan."""

    def test_the_class_is_planned_once_and_a_proposal_fills_the_day(self, people: Any, client_for: Login) -> None:
        client = client_for(people.homeroom)
        url = f"/interviews/class/{people.class31.pk}/stage4/"
        assert "全員との面談を予定に入れる" in text(client.get(url))
        for _twice in range(2):
            client.post(url, {"begin": "1"})
        rows = list(Interview.objects.filter(round="stage4"))
        assert len(rows) == 3
        page = text(client.get(url))
        sent = {}
        for n, row in enumerate(rows):
            sent |= {f"when-{row.pk}": f"{weekday(n)} noon", f"room-{row.pk}": "talk"}
            assert f"when-{row.pk}" in page
        wrong = {**sent, f"when-{rows[1].pk}": sent[f"when-{rows[0].pk}"]}
        page = text(client.post(url, wrong), 422)
        assert "その時間、話を聞く先生に別の面談があります" in page
        assert not Booking.objects.exists()
        assert client.post(url, sent).status_code == 302
        assert Booking.objects.filter(ended_at__isnull=True).count() == 3
        assert client.post(url, {**sent, f"when-{rows[0].pk}": ""}).status_code == 302  # left as it is

    def test_only_whose_class_it_is(self, people: Any, client_for: Login, other_school: Any, make_staff: Any) -> None:
        url = f"/interviews/class/{people.class31.pk}/stage4/"
        other = make_staff(other_school, Post.HOMEROOM, school_class=other_school.classes.first())
        refused(client_for, url, post=False, stranger=None, wrong=people.homeroom6, other=other)
        refused(client_for, url, post=True, stranger=None, wrong=people.administrator, other=other)
        assert client_for(people.homeroom).get(f"/interviews/class/{people.class31.pk}/never/").status_code == 403
        with pytest.raises(PermissionDenied):
            plan_round(school_class=people.class31, code="stage4", by=people.homeroom6, adult=people.homeroom6)

    def test_moments_are_free_slots_of_school_days(self, people: Any) -> None:
        found = moments(people.school)
        assert found == sorted(found, key=lambda one: one.day)
        assert all(is_weekday(one.day) for one in found)


class TestSheet:
    """The talk itself."""

    def test_neither_question_can_be_skipped(self, people: Any, client_for: Login) -> None:
        row = plan(people)
        client = client_for(people.homeroom)
        url = f"/interviews/{row.pk}/sheet/"
        assert "必ず聞く二つのこと" in text(client.get(url))
        page = text(client.post(url, {"child_words": "「たのしい」", "outcome": "nothing"}), 422)
        assert "いじめについて聞いた答え" in page
        assert "学校に来づらいか" in page
        assert "「たのしい」" in page
        assert (
            client.post(
                url, {"bullying": "not_told", "school_going": "not_told", "outcome": "nothing", "reason": "様子を見る"}
            ).status_code
            == 302
        )
        other = plan(people, people.witness)
        with pytest.raises(IntegrityError), transaction.atomic():  # the database too
            Sheet.objects.create(
                interview=other, held_at=clock.now(), at=clock.now(), by=people.homeroom, outcome="nothing"
            )

    def test_a_yes_is_passed_on_and_meets_the_same_day_clock(self, people: Any, client_for: Login) -> None:
        row = plan(people, place=place())
        client = client_for(people.homeroom)
        url = f"/interviews/{row.pk}/sheet/"
        sent = {
            "bullying": "yes",
            "school_going": "no",
            "child_words": "「むしされる」",
            "adult_view": "涙ぐんだ",
            "signs": ["tears"],
        }
        assert "一人では決めません" in text(client.post(url, {**sent, "outcome": "concern"}), 422)
        answer = client.post(url, {**sent, "outcome": "report"})
        report = Report.objects.get()
        assert answer["Location"] == f"/pass-on/{report.pk}/"
        assert (report.source, report.channel) == ("child", "interview")
        assert report.text("narrative").startswith("「むしされる」")
        decide = Duty.objects.get(report=report, name="decide_report")
        assert decide.due_at.astimezone(TOKYO).date() == clock.now().astimezone(TOKYO).date()
        assert "小委員会を開く期限" in text(client.get(answer["Location"]))
        assert not duties_of(people.homeroom).filter(name="hold_interview").exists()
        assert not Booking.objects.filter(ended_at__isnull=True).exists()
        assert client.post(url, {**sent, "outcome": "report"}).status_code == 302  # pressed twice
        assert Report.objects.count() == 1
        page = text(client.get(f"/interviews/{row.pk}/"))
        assert '<blockquote class="preserve">「むしされる」</blockquote>' in page

    def test_words_of_bullying_are_weighed(self, people: Any, client_for: Login) -> None:
        row = plan(people)
        sent = {**FINE, "child_words": "からかわれたけど もういい", "outcome": "nothing", "reason": "本人は笑っていた"}
        client = client_for(people.homeroom)
        page = text(client.post(f"/interviews/{row.pk}/sheet/", sent), 422)
        assert "ことばを読んだうえで、通報にしない" in page
        assert "<mark>からかわれ</mark>" in page
        client.post(f"/interviews/{row.pk}/sheet/", {**sent, "weighed": "on"})
        assert Sheet.objects.get().outcome == "nothing"

    def test_it_ends_in_a_concern(self, people: Any) -> None:
        hold_interview(
            interview=plan(people), by=people.homeroom, talked=Talked(**FINE, child_words="ねむい", outcome="concern")
        )
        row = Concern.objects.get()
        assert (row.source, row.text("words")) == ("interview", "ねむい")
        assert not Duty.objects.filter(name="answer_offer").exists()

    def test_it_ends_in_another_day(self, people: Any) -> None:
        talked = Talked(**FINE, outcome="again", next_on=weekday(4), reason="もう少し")
        sheet = hold_interview(interview=plan(people), by=people.homeroom, talked=talked)
        assert sheet.following is not None
        owed = duties_of(people.homeroom).get(name="hold_interview")
        assert owed.due_at.astimezone(TOKYO).date() == weekday(4)

    def test_what_was_said_stays(self, people: Any) -> None:
        hold_interview(
            interview=plan(people),
            by=people.homeroom,
            talked=Talked(**FINE, outcome="nothing", reason="あ", child_words="ひみつ"),
        )
        row = Sheet.objects.get()
        assert "ひみつ".encode() not in bytes(row.child_words)
        for change in (
            lambda: Sheet.objects.all().delete(),
            lambda: Sheet.objects.update(bullying="yes"),
            lambda: Interview.objects.update(year=1),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_whoever_the_child_names_is_shut_out(self, people: Any, client_for: Login) -> None:
        row = plan(people)
        talked = Talked(**FINE, child_words="学年田先生が こわい", outcome="nothing", reason="あ")
        hold_interview(interview=row, by=people.homeroom, talked=talked)
        assert Named.objects.get().staff == people.grade_head
        assert not interviews_for(people.grade_head).exists()
        assert client_for(people.grade_head).get(f"/interviews/{row.pk}/").status_code == 404
        assert (
            "学年田"
            not in text(client_for(people.grade_head).get(f"/pupils/{people.victim.uid}/line/")).split("<main")[1]
        )
        assert interviews_for(people.homeroom).exists()

    def test_the_one_who_listens_is_not_taken_for_meant_by_a_mere_mention_and_nobody_named_gets_the_report(
        self, people: Any
    ) -> None:
        row = plan(people)
        talked = Talked(bullying="yes", school_going="no", child_words="養護田先生に ぶたれた", outcome="report")
        hold_interview(interview=row, by=people.homeroom, talked=talked)
        assert set(Report.objects.get().exclusions.values_list("staff_id", flat=True)) == {people.nurse.pk}
        assert not interviews_for(people.nurse).exists()
        assert interviews_for(people.guidance_head).exists()


class TestWhoMayRead:
    """Rights."""

    def test_the_five_questions(self, people: Any, client_for: Login, other_school: Any, make_staff: Any) -> None:
        row = plan(people, place=place())
        other = make_staff(other_school, Post.PRINCIPAL)
        for url in (f"/interviews/{row.pk}/", f"/interviews/{row.pk}/sheet/"):
            refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.administrator, other=other)
        refused(
            client_for,
            f"/interviews/{row.pk}/change/",
            post=True,
            stranger=people.homeroom6,
            wrong=people.expert,
            other=other,
        )
        refused(
            client_for,
            f"/interviews/plan/{people.victim.uid}/",
            post=False,
            stranger=None,
            wrong=people.expert,
            other=other,
        )
        assert client_for(people.homeroom).get(f"/interviews/{row.pk}/change/").status_code == 405
        assert client_for(people.homeroom).put(f"/interviews/{row.pk}/").status_code == 405
        # who may read it holds it only if it is theirs
        assert client_for(people.grade_head).get(f"/interviews/{row.pk}/").status_code == 200
        assert client_for(people.grade_head).get(f"/interviews/{row.pk}/sheet/").status_code == 403
        assert client_for(people.grade_head).post(f"/interviews/{row.pk}/sheet/", {}).status_code == 403

    def test_by_post(self, people: Any) -> None:
        row = plan(people)
        may = {"homeroom", "grade_head", "nurse", "guidance_head", "vice_principal", "principal"}
        everybody = may | {
            "homeroom6",
            "grade_head6",
            "teacher",
            "academic_head",
            "counsellor",
            "social_worker",
            "expert",
        }
        assert {name for name in everybody if interviews_for(getattr(people, name)).filter(pk=row.pk).exists()} == may

    def test_queries_do_not_grow(self, people: Any, client_for: Login) -> None:
        client = client_for(people.guidance_head)
        urls = ("/interviews/", "/duties/school/", f"/interviews/class/{people.class31.pk}/stage4/")
        plan(people, place=place())
        hold_interview(
            interview=plan(people), by=people.homeroom, talked=Talked(**FINE, outcome="nothing", reason="あ")
        )
        for url in urls:
            client.get(url)
        before = [queries(client, url) for url in urls[:2]]
        for n, pupil in enumerate((people.perpetrator, people.witness)):
            plan(people, pupil, place=place(slot=("noon", "after1")[n]))
            hold_interview(
                interview=plan(people, pupil), by=people.homeroom, talked=Talked(**FINE, outcome="nothing", reason="あ")
            )
        assert [queries(client, url) for url in urls[:2]] == before
