"""The inbox and a report's page (REQUIREMENTS R1, R2, R3, O3; DESIGN §1)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from yorisoi.duties.queries import owed_for
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.inbox_order import InOrder
from yorisoi.reports.models import Exclusion, Memo, Message, Reading, Report
from yorisoi.reports.shutting_out import shut_out

INBOX = "/reports/"
ACTS = ("memo", "urgent", "interim", "people", "pupil", "shut_out")


def page_of(report: Report, act: str = "", *more: Any) -> str:
    """Return the address of a report's page or of one of its acts."""
    return reverse(f"cases:report{'_' if act else ''}{act}", args=[report.pk, *more])


def read(client: Any, url: str, status: int = 200) -> str:
    """Return the page's text."""
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


# -- the inbox


@pytest.mark.requirement("R1", "R2")
def test_inbox_shows_new_ones_first_with_their_clock(people: Any, client_for: Any) -> None:
    decided = play.report(people)
    play.subcommittee(people, decided)
    noted = play.report(people, source="guardian", channel="phone", narrative="電話", forms=["exclusion"])
    play.leave_memo(report=noted, by=people.guidance_head, words="メモ")
    new = play.report(people, class_id=people.class61.pk, pupils=[])
    page = read(client_for(people.guidance_head), INBOX)
    assert page.index(new.label) < page.index(noted.label) < page.index(decided.label)
    for words in ("今日中", "メモを残す", "電話", "保護者から", "仲間はずれ", "3年1組", "6年1組"):
        assert words in page
    assert "からかわれている" not in page
    assert people.victim.name not in page


def test_inbox_is_narrowed_by_state_and_turned_by_thirty(people: Any, client_for: Any) -> None:
    rows = [play.report(people) for _ in range(32)]
    play.leave_memo(report=rows[0], by=people.guidance_head, words="メモ")
    me = client_for(people.guidance_head)
    page = read(me, INBOX + "?state=noted")
    assert rows[0].label in page
    assert rows[1].label not in page
    assert "1 / 2 ページ" in read(me, INBOX)
    assert "ここに当てはまるものはありません" in read(me, INBOX + "?state=decided")


def test_empty_inbox_teaches(people: Any, client_for: Any) -> None:
    assert "まだ何も届いていません" in read(client_for(people.principal), INBOX)


def test_questions_of_the_inbox(people: Any, client_for: Any, client: Any, other_school: Any, make_staff: Any) -> None:
    report = play.report(people)
    assert client.get(INBOX).status_code == 302
    assert client_for(people.guidance_head).post(INBOX).status_code == 405
    officer = make_staff(None, Post.BOARD_OFFICER)
    for staff in (people.homeroom, people.academic_head, people.administrator, people.expert, officer):
        assert client_for(staff).get(INBOX).status_code == 403
    assert report.label not in read(client_for(make_staff(other_school, Post.PRINCIPAL)), INBOX)


@pytest.mark.requirement("O3")
def test_inbox_of_whoever_is_shut_out_knows_nothing_of_it(people: Any, client_for: Any) -> None:
    first, hidden, last = (play.report(people) for _ in range(3))
    shut_out(report=hidden, by=people.guidance_head, staff=people.principal)
    page = read(client_for(people.principal), INBOX)
    assert first.label in page
    assert last.label in page
    assert hidden.label not in page
    assert '<span class="small">2</span>' in page
    assert '<span class="small">3</span>' not in page


def test_inbox_queries_do_not_grow(people: Any, client_for: Any, django_assert_max_num_queries: Any) -> None:
    me = client_for(people.guidance_head)
    play.report(people)
    me.get(INBOX)
    with django_assert_max_num_queries(100) as few:
        me.get(INBOX)
    for _ in range(28):
        play.report(people)
    play.opened(people)
    with django_assert_max_num_queries(100) as many:
        me.get(INBOX)
    assert len(many) == len(few)


# -- a report's page


@pytest.mark.requirement("R1", "R2")
def test_report_page_says_everything_to_the_intake_officer(people: Any, client_for: Any) -> None:
    report = play.report(
        people,
        answers={"whose": ["me"], "where": ["classroom", "toilet"], "unsaid": ["adults"]},
        reporter={"name": "なまえ ひみつ"},
        forms=["teasing"],
        withhold=[(Post.NURSE, None)],
    )
    page = read(client_for(people.guidance_head), page_of(report))
    for words in (
        "からかわれている", "保管されています", "トイレ", "冷やかし", people.victim.name, "3年1組", "養護田",
        "知られたくない", "メモを残す", "小委員会を招集する", "子どものことば", "今日中",
    ):  # fmt: skip
        assert words in page
    assert f"{reverse('meetings:convene')}?body=subcommittee&amp;report={report.pk}" in page
    assert "削除" not in page
    assert "なまえ ひみつ" not in page


@pytest.mark.requirement("R2")
def test_every_reading_is_journalled_and_a_managers_reading_is_their_duty(people: Any, client_for: Any) -> None:
    report = play.report(people)
    client_for(people.vice_principal).get(page_of(report))
    client_for(people.vice_principal).get(page_of(report))
    assert Event.objects.filter(event="view.report", about_id=str(report.pk)).count() == 2
    assert Reading.objects.filter(report=report).count() == 1
    assert not owed_for(report).filter(name="read_report").exists()


def test_reporter_is_not_shown_if_anonymous_or_to_those_with_only_a_seat(people: Any, client_for: Any) -> None:
    nameless = play.report(people, anonymous=True, reporter={"contact": "090-0000-1234"})
    named = play.report(people, source="guardian", reporter={"name": "保護者 花子"}, received_from="祖母から")
    play.meeting(people, Body.SUBCOMMITTEE, reports=[named])
    page = read(client_for(people.guidance_head), page_of(nameless))
    assert "匿名" in page
    assert "090-0000-1234" not in page
    page = read(client_for(people.academic_head), page_of(named))
    assert "からかわれている" in page
    assert "保管されています" in page
    for words in ("保護者 花子", "祖母から", "この通報を見せない教職員", "メモを残す</button>"):
        assert words not in page


def test_questions_of_a_reports_page(
    people: Any, client_for: Any, client: Any, other_school: Any, make_staff: Any
) -> None:
    report = play.report(people)
    url = page_of(report)
    assert client.get(url).status_code == 302
    assert client_for(people.guidance_head).post(url).status_code == 405
    officer, stranger = make_staff(None, Post.BOARD_OFFICER), make_staff(other_school, Post.PRINCIPAL)
    for staff in (people.administrator, officer):
        assert client_for(staff).get(url).status_code == 403
    for staff in (people.homeroom, people.academic_head, people.counsellor, stranger):
        assert client_for(staff).get(url).status_code == 404
    assert client_for(people.guidance_head).get(reverse("cases:report", args=[uuid.uuid4()])).status_code == 404
    for act in ACTS:
        acted = page_of(report, act)
        assert client_for(people.guidance_head).get(acted).status_code == 405
        assert client_for(people.academic_head).post(acted).status_code == 403
        assert client_for(officer).post(acted).status_code == 403
        assert client_for(stranger).post(acted).status_code == 404
        assert client.post(acted).status_code == 302


@pytest.mark.requirement("O3")
def test_whoever_is_shut_out_can_neither_read_nor_act(people: Any, client_for: Any) -> None:
    report = play.report(people, staff_named=[people.vice_principal.pk])
    row = Exclusion.objects.get(report=report)
    me = client_for(people.vice_principal)
    assert me.get(page_of(report)).status_code == 404
    for act in ACTS:
        assert me.post(page_of(report, act), {"words": "x", "reason": "x", "q": "x"}).status_code == 404
    assert me.post(page_of(report, "lift", row.pk), {"reason": "私ではない"}).status_code == 404
    assert client_for(people.guidance_head).get(page_of(report)).status_code == 200


@pytest.mark.requirement("R2")
def test_memo_is_left_once_pressed_and_brings_the_report_on(people: Any, client_for: Any) -> None:
    report = play.report(people)
    me = client_for(people.guidance_head)
    response = me.post(page_of(report, "memo"), {"words": " "})
    assert response.status_code == 422
    assert "メモを書いてください" in response.content.decode()
    assert me.post(page_of(report, "memo"), {"words": "放課後、教室で本人から聞いた"}).status_code == 302
    report.refresh_from_db()
    assert report.state == "noted"
    assert "放課後、教室で本人から聞いた" in read(me, page_of(report))
    assert not owed_for(report).filter(name="leave_memo").exists()


def test_memo_belongs_to_the_intake_officer(people: Any, client_for: Any) -> None:
    report = play.report(people)
    principal = client_for(people.principal)
    assert "生徒指導主任（情報収集担当）が残します" in read(principal, page_of(report))
    assert principal.post(page_of(report, "memo"), {"words": "メモ"}).status_code == 403
    shut_out(report=report, by=people.principal, staff=people.guidance_head)
    vice = client_for(people.vice_principal)  # who acts for the one who is shut out
    assert vice.post(page_of(report, "memo"), {"words": "代わりのメモ"}).status_code == 302
    assert Memo.objects.get(report=report).by == people.vice_principal


@pytest.mark.requirement("R3")
def test_urgent_wants_a_reason_and_interim_measures(people: Any, client_for: Any) -> None:
    report = play.report(people)
    me = client_for(people.principal)
    assert me.post(page_of(report, "urgent"), {"reason": ""}).status_code == 422
    assert me.post(page_of(report, "urgent"), {"reason": "けがをしている。保健室で保護"}).status_code == 302
    page = read(me, page_of(report))
    assert "けがをしている。保健室で保護" in page
    assert "当面の対応を記録する" in page
    assert owed_for(report).filter(name="interim_measure").exists()
    officer = client_for(people.guidance_head)
    assert officer.post(page_of(report, "interim"), {"done": "養護教諭が付き添った"}).status_code == 302
    assert "養護教諭が付き添った" in read(me, page_of(report))
    assert not owed_for(report).filter(name="interim_measure").exists()


def test_a_move_that_others_took_first_is_told(people: Any, client_for: Any) -> None:
    report = play.report(people)
    play.subcommittee(people, report)
    response = client_for(people.principal).post(page_of(report, "urgent"), {"reason": "急ぐ"}, follow=True)
    assert "ほかの人が先に進めました" in response.content.decode()


@pytest.mark.requirement("O3")
def test_shut_out_people_are_added_confirmed_and_let_in_with_a_reason(people: Any, client_for: Any) -> None:
    report = play.report(people, narrative="担任田先生におこられた")
    me = client_for(people.guidance_head)
    row = Exclusion.objects.get(report=report)
    page = read(me, page_of(report))
    assert "まだ確かめていない" in page
    assert "担任田先生" in page
    me.post(page_of(report, "shut_out"), {"person": str(people.homeroom.uid)})
    row.refresh_from_db()
    assert row.confirmed_by == people.guidance_head
    response = me.post(page_of(report, "lift", row.pk), {"reason": ""})
    assert response.status_code == 422
    assert "<details open>" in response.content.decode()
    assert me.post(page_of(report, "lift", row.pk), {"reason": "別の先生のことだった"}).status_code == 302
    assert "別の先生のことだった" in read(me, page_of(report))
    assert me.post(page_of(report, "lift", row.pk), {"reason": "もう一度"}).status_code == 404
    me.post(page_of(report, "shut_out"), {"person": str(people.vice_principal.uid)})
    assert client_for(people.vice_principal).get(page_of(report)).status_code == 404


def test_whoever_shuts_themselves_out_leaves_the_page(people: Any, client_for: Any) -> None:
    report = play.report(people)
    me = client_for(people.vice_principal)
    response = me.post(page_of(report, "shut_out"), {"person": str(people.vice_principal.uid)})
    assert response.url == reverse("duties:mine")
    assert me.get(page_of(report)).status_code == 404


def test_people_are_found_by_post_and_added(people: Any, client_for: Any, other_school: Any, make_pupil: Any) -> None:
    report = play.report(people, pupils=[])
    me = client_for(people.guidance_head)
    whole = me.post(page_of(report, "people"), {"q": "高崎"}).content.decode()
    assert "この子を加える" in whole
    assert "<html" in whole
    part = me.post(page_of(report, "people"), {"q": "高崎"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert str(people.victim.uid) in part
    assert me.post(page_of(report, "pupil"), {"person": str(people.victim.uid)}).status_code == 302
    assert report.named_pupils.get().pupil == people.victim
    foreign = make_pupil(other_school, None, "外国")
    for person in (str(foreign.uid), "", "x"):
        assert me.post(page_of(report, "pupil"), {"person": person}).status_code == 404


@pytest.mark.requirement("O3", "R3")
def test_after_the_decision_its_reason_meeting_and_case_are_there(people: Any, client_for: Any) -> None:
    report = play.report(people)
    play.leave_memo(report=report, by=people.guidance_head, words="メモ")
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    assert reverse("cases:room", args=[held.pk]) in read(client_for(people.principal), page_of(report))
    case = play.subcommittee(people, report)
    page = read(client_for(people.principal), page_of(report))
    for words in ("小委員会の判断", "疑いがある", "いじめの疑いとして事案にする", case.label):
        assert words in page
    assert reverse("cases:show", args=[case.pk]) in page
    assert "小委員会を招集する</a>" not in page
    homeroom = read(client_for(people.homeroom), page_of(report))  # by the case that a child of the class is in
    assert "からかわれている" in homeroom
    assert "この通報を見せない教職員" not in homeroom


def test_report_page_queries_do_not_grow(people: Any, client_for: Any, django_assert_max_num_queries: Any) -> None:
    report = play.report(people)
    me = client_for(people.guidance_head)
    for _ in range(2):
        me.post(page_of(report, "memo"), {"words": "メモ"})
    shut_out(report=report, by=people.guidance_head, staff=people.homeroom)
    me.get(page_of(report))
    with django_assert_max_num_queries(100) as few:
        me.get(page_of(report))
    for _ in range(20):
        me.post(page_of(report, "memo"), {"words": "メモ"})
    for staff in (people.nurse, people.homeroom6, people.counsellor, people.teacher):
        shut_out(report=report, by=people.guidance_head, staff=staff)
    for child in (people.perpetrator, people.witness):
        me.post(page_of(report, "pupil"), {"person": str(child.uid)})
    with django_assert_max_num_queries(100) as many:
        me.get(page_of(report))
    assert len(many) == len(few)


def test_pages_of_the_inbox_are_the_whole_in_order(people: Any) -> None:
    """However it is cut: each once; urgent before calm, new before noted before decided, the latest first."""
    rows = [play.report(people) for _ in range(9)]
    for number, row in enumerate(rows):
        state = ("received", "noted", "set_aside")[number % 3]
        at = row.received_at if number % 2 else None
        Report.objects.filter(pk=row.pk).update(state=state, urgent_at=at)
    said = Message(report=rows[2], at=rows[2].received_at, direction=Message.REPORTER)
    said.put("words", "つづき")
    said.save(force_insert=True)
    places = {"received": 0, "noted": 1, "set_aside": 2}
    found = list(Report.objects.filter(school=people.school))
    found.sort(key=lambda row: (row.received_at, row.pk), reverse=True)
    found.sort(
        key=lambda row: (
            row.pk != rows[2].pk,
            places[row.state],
            row.urgent_at is None and row.state != "set_aside",
        )
    )
    whole = [row.pk for row in found]
    known = InOrder(people.guidance_head, frozenset(places))
    assert len(known) == len(whole)
    for size in (2, 4, 9):
        cut = [row.pk for start in range(0, len(whole), size) for row in known[start : start + size]]
        assert cut == whole
    noted = InOrder(people.guidance_head, {"noted"})
    assert [row.pk for row in noted[0:20]] == [row.pk for row in found if row.state == "noted"]
