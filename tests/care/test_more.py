"""The checklist, the nurse's room, the line of time, the agenda of 学校保健委員会."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests import play
from tests.asking import queries, refused, text
from yorisoi.care import agenda, line
from yorisoi.care.actions import Note, note_concern
from yorisoi.care.checklists import review_class
from yorisoi.care.interviews import Origin, plan_interview
from yorisoi.care.models import Concern
from yorisoi.care.models_more import ChecklistRun, NurseVisit
from yorisoi.care.queries import visits_for
from yorisoi.care.sheets import Talked, hold_interview
from yorisoi.care.visits import record_visit
from yorisoi.journal import clock
from yorisoi.meetings.actions import convene
from yorisoi.policy.checklists import checklist
from yorisoi.policy.roles import Body, Post
from yorisoi.schools.models import Staff

pytestmark = pytest.mark.django_db
Login = Callable[[Staff], Client]
TOKEN = "v" * 30
COUNT = iter(range(10_000))


def note(people: Any, by: Staff, words: str = "一人でいた", pupil: Any = None) -> Concern:
    sent = Note(f"m{next(COUNT)}", words, [(pupil or people.victim).pk])
    return note_concern(school=people.school, by=by, note=sent)


def visit(people: Any, reason: str = "illness", days: int = 0) -> NurseVisit:
    at = clock.now() - timedelta(days=days)
    return record_visit(
        pupil=people.victim, by=people.nurse, reason=reason, words="頭が痛い", came_at=at, token=f"v{next(COUNT)}"
    )


@pytest.mark.requirement("P6")
class TestChecklist:
    """A teacher reviews the own class."""

    def test_a_named_child_makes_a_concern_one_per_line_and_child(self, people: Any, client_for: Login) -> None:
        client = client_for(people.homeroom)
        url = f"/checklists/{people.class31.pk}/"
        seats = {seat.pupil_id: seat.number for seat in people.class31.enrolments.all()}
        assert "登校・朝の会" in text(client.get(url))
        sent = {
            "line": ["break.lonely", "class.walls"],
            "who-break.lonely": f"{seats[people.victim.pk]} 佐藤",
            "who-lunch.apart": "髙﨑",
            "token": TOKEN,
        }
        for _twice in range(2):
            assert client.post(url, sent).status_code == 302
        run = ChecklistRun.objects.get()
        assert run.ticks.count() == 4
        rows = list(Concern.objects.filter(source="checklist"))
        assert len(rows) == 3
        assert {row.text("words") for row in rows} == {
            "休み時間：一人でいることが多い",
            "給食：班の机をつけてもらえない",
        }
        page = text(client.get("/checklists/"))
        assert "一人でいることが多い" in page
        assert "2人" in page

    def test_whom_nobody_knows_is_asked_back_and_nothing_is_lost(self, people: Any, client_for: Login) -> None:
        client = client_for(people.homeroom)
        page = text(
            client.post(f"/checklists/{people.class31.pk}/", {"who-break.lonely": "99 だれか", "line": "class.walls"}),
            422,
        )
        assert "99、だれか" in page
        assert 'value="99 だれか"' in page
        assert not ChecklistRun.objects.exists()

    def test_own_class_only(self, people: Any, client_for: Login, other_school: Any, make_staff: Any) -> None:
        url = f"/checklists/{people.class31.pk}/"
        other = make_staff(other_school, Post.HOMEROOM, school_class=other_school.classes.first())
        refused(client_for, url, post=False, stranger=None, wrong=people.homeroom6, other=other)
        refused(client_for, url, post=True, stranger=None, wrong=people.principal, other=other)
        assert client_for(people.homeroom).put(url).status_code == 405
        with pytest.raises(PermissionDenied):
            review_class(school_class=people.class31, by=people.homeroom6, form=checklist(), ticked={}, token="x")

    def test_guidance_sees_that_it_was_done_and_nothing_ticked(self, people: Any, client_for: Login) -> None:
        review_class(
            school_class=people.class31, by=people.homeroom, form=checklist(), ticked={"class.walls": []}, token="x"
        )
        page = text(client_for(people.guidance_head).get("/checklists/"))
        assert people.homeroom.name in page
        assert "掲示物" not in page
        assert "掲示物" in text(client_for(people.homeroom).get("/checklists/"))
        assert people.homeroom.name not in text(client_for(people.homeroom6).get("/checklists/"))
        assert "受け持つ学級がありません" in text(client_for(people.teacher).get("/checklists/"))

    def test_three_lines_on_one_day_by_one_person_are_one_signal(self, people: Any) -> None:
        from yorisoi.care.models import Question

        ticked = {code: [people.victim.pk] for code in ("break.lonely", "lunch.apart", "lesson.desk")}
        review_class(school_class=people.class31, by=people.homeroom, form=checklist(), ticked=ticked, token="x")
        assert Concern.objects.count() == 3
        assert not Question.objects.exists()


class TestVisits:
    """Who came to the nurse's room."""

    def test_a_few_seconds_and_a_double_press_is_one(self, people: Any, client_for: Login) -> None:
        client = client_for(people.nurse)
        assert "まだ記録がありません" in text(client.get("/nurse/"))
        sent = {"pupil": str(people.victim.uid), "reason": "illness", "words": "頭が痛い", "token": TOKEN}
        for _twice in range(2):
            assert client.post("/nurse/", sent).status_code == 302
        assert NurseVisit.objects.get().text("words") == "頭が痛い"
        page = text(client.get("/nurse/"))
        assert "頭が痛い" in page
        assert "きょう 1人" in page
        assert "わけを選んでください" in text(client.post("/nurse/", {"people": "高崎", "token": TOKEN}), 422)
        assert "名簿から選んで" in text(client.post("/nurse/", {"people": "x", "reason": "rest", "token": TOKEN}), 422)
        future = {**sent, "came_at": "2031-01-01T10:00"}
        assert "これから先" in text(client.post("/nurse/", future), 422)

    def test_only_the_nurse_writes_and_few_read(self, people: Any, client_for: Login) -> None:
        refused(client_for, "/nurse/", post=True, stranger=None, wrong=people.homeroom, other=None)
        with pytest.raises(PermissionDenied):
            record_visit(pupil=people.victim, by=people.homeroom, reason="rest", words="", came_at=None, token="x")
        visit(people)
        assert visits_for(people.homeroom).exists()
        assert not visits_for(people.homeroom6).exists()
        assert not visits_for(people.teacher).exists()


class TestLine:
    """One line of time."""

    def test_everything_in_its_order_with_what_repeats_marked_and_explained(
        self, people: Any, client_for: Login
    ) -> None:
        play.opened(people)
        for days in (2, 5):
            visit(people, days=days)
        note(people, people.teacher, "給食を残す")
        interview = plan_interview(pupil=people.victim, origin=Origin("staff"), by=people.homeroom)
        talked = Talked(bullying="unsure", school_going="no", child_words="わからない", outcome="nothing", reason="あ")
        hold_interview(interview=interview, by=people.homeroom, talked=talked)
        client = client_for(people.guidance_head)
        page = text(client.get(f"/pupils/{people.victim.uid}/line/"))
        for words in ("給食を残す", "頭が痛い", "わからない", "事案", "通報"):
            assert words in page
        assert "しるしが重なっています" in page
        assert "重なり" in page
        assert "数えただけで、判断ではありません" in page
        only = text(client.get(f"/pupils/{people.victim.uid}/line/?kind=visit"))
        assert "給食を残す" not in only
        assert "頭が痛い" in only
        assert "印刷" in text(client.get(f"/pupils/{people.victim.uid}/line/?paper=1"))
        assert "より後の日" in text(
            client.get(f"/pupils/{people.victim.uid}/line/?since=2026-05-02&until=2026-05-01"), 422
        )

    def test_for_those_who_may_see_it(self, people: Any, client_for: Login, other_school: Any, make_staff: Any) -> None:
        url = f"/pupils/{people.victim.uid}/line/"
        other = make_staff(other_school, Post.PRINCIPAL)
        refused(client_for, url, post=False, stranger=None, wrong=people.homeroom6, other=other)
        for wrong in (people.teacher, people.counsellor, people.expert, people.administrator, people.grade_head6):
            assert client_for(wrong).get(url).status_code == 403
        for right in (people.homeroom, people.grade_head, people.nurse, people.principal):
            assert "まだ何もありません" in text(client_for(right).get(url))
        assert client_for(people.homeroom).post(url).status_code == 405

    def test_what_is_kept_from_somebody_is_neither_there_nor_counted(self, people: Any, client_for: Login) -> None:
        note(people, people.teacher, "担任田先生にどなられていた")
        visit(people)
        page = text(client_for(people.homeroom).get(f"/pupils/{people.victim.uid}/line/"))
        assert "どなられて" not in page
        assert "1件" in page

    def test_later_chapters_put_their_lines_in(self, people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(line, "line_sources", [*line.line_sources])
        line.add_source(lambda staff, pupil: [line.Line("absence", clock.now(), "欠席", signal=True)])
        rows, _marked = line.line_of(people.nurse, people.victim)
        assert [row.title for row in rows] == ["欠席"]

    def test_queries_do_not_grow(self, people: Any, client_for: Login) -> None:
        client, url = client_for(people.homeroom), f"/pupils/{people.victim.uid}/line/"
        note(people, people.teacher)
        visit(people)
        client.get(url)
        before = queries(client, url)
        for person in (people.counsellor, people.teacher):
            note(people, person)
        for days in range(4):
            visit(people, days=days)
        assert queries(client, url) == before


@pytest.mark.requirement("O2")
class TestHealthCommittee:
    """Its agenda fills itself, for each member as far as they may see."""

    def meeting(self, people: Any) -> Any:
        at = clock.now() + timedelta(hours=2)
        return convene(school=people.school, by=people.guidance_head, body=Body.HEALTH_COMMITTEE, at=at)

    def test_it_fills_itself(self, people: Any, client_for: Login) -> None:
        case = play.opened(people)
        note(people, people.teacher, "給食を残す")
        visit(people)
        row = self.meeting(people)
        page = text(client_for(people.principal).get(f"/health-committee/{row.pk}/"))
        for words in ("給食を残す", "保健室に来た子ども", case.label, "面談の結果"):
            assert words in page
        assert "/health-committee/" in text(client_for(people.principal).get(f"/meetings/{row.pk}/room/"))
        assert "給食を残す" in text(client_for(people.principal).get("/health-committee/"))

    def test_a_very_long_concern_is_shortened_and_stands_whole_behind_its_link(
        self, people: Any, client_for: Login
    ) -> None:
        note(people, people.teacher, "長い気がかり。" * 1000 + "おわり")
        client = client_for(people.principal)
        for url in ("/concerns/", "/health-committee/"):
            page = text(client.get(url))
            assert "長い気がかり。" in page
            assert "おわり" not in page
            assert page.count("長い気がかり。") < 50
            (whole,) = set(re.findall(r'href="(/concerns/[0-9a-f-]{36}/)"', page))
            assert "おわり" in text(client.get(whole))

    def test_as_far_as_each_member_may_see(self, people: Any, client_for: Login) -> None:
        note(people, people.teacher, "給食を残す")
        note(people, people.teacher, "担任田先生がこわい", pupil=people.witness)
        row = self.meeting(people)
        assert "給食を残す" in text(client_for(people.grade_head).get(f"/health-committee/{row.pk}/"))
        assert "給食を残す" not in text(client_for(people.grade_head6).get(f"/health-committee/{row.pk}/"))
        assert client_for(people.homeroom).get(f"/health-committee/{row.pk}/").status_code == 404
        assert client_for(people.homeroom).get("/health-committee/").status_code == 403

    def test_the_five_questions(self, people: Any, client_for: Login, other_school: Any, make_staff: Any) -> None:
        url = f"/health-committee/{self.meeting(people).pk}/"
        other = make_staff(other_school, Post.PRINCIPAL)
        refused(client_for, url, post=False, stranger=people.teacher, wrong=people.administrator, other=other)
        assert client_for(people.principal).post(url).status_code == 405

    def test_later_chapters_put_their_part_in(self, people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(agenda, "agenda_sources", [*agenda.agenda_sources])
        agenda.add_agenda(lambda staff, since, until: agenda.Part("absences", "欠席", []))
        found = agenda.agenda(people.principal, clock.now() - timedelta(days=9), clock.now())
        assert found[-1].title == "欠席"

    def test_queries_do_not_grow(self, people: Any, client_for: Login) -> None:
        client = client_for(people.principal)
        for person in (people.teacher, people.nurse, people.academic_head):
            note(people, person)
        visit(people)
        client.get("/health-committee/")
        before = queries(client, "/health-committee/")
        for person in (people.counsellor, people.homeroom, people.nurse):
            note(people, person, pupil=people.witness)
            visit(people)
        assert queries(client, "/health-committee/") == before
