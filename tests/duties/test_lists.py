"""すべきこと: what each person sees first (REQUIREMENTS R2, R3, O3; DESIGN §1, §2)."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import play
from yorisoi.duties.actions import all_duties, tell
from yorisoi.duties.models import Duty, Notice
from yorisoi.duties.places import places
from yorisoi.duties.queries import duties_of, open_duties
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import Body, Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.models import PostHolding

MINE, SCHOOL = "/duties/", "/duties/school/"


def read(client: Any, url: str, status: int = 200) -> str:
    """Return the page's text."""
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.requirement("R2", "R3")
def test_first_page_says_what_is_owed_by_when_why_and_where(people: Any, client_for: Any) -> None:
    report = play.report(people)
    page = read(client_for(people.guidance_head), MINE)
    assert f"通報 {report.label}" in page
    assert "メモを残す" in page
    assert "小委員会を招集する" in page
    assert "今日中" in page
    assert "生徒指導主任として" in page
    assert "なぜ？" in page
    assert f"{reverse('cases:report', args=[report.pk])}#memo" in page
    assert f"{reverse('meetings:convene')}?body=subcommittee&amp;report={report.pk}" in page


@pytest.mark.requirement("R2")
def test_overdue_comes_first_and_what_was_done_today_last(people: Any, client_for: Any) -> None:
    with play.move_on(-3):
        old = play.report(people)
    new = play.report(people)
    play.leave_memo(report=new, by=people.guidance_head, words="メモ")
    page = read(client_for(people.guidance_head), MINE)
    late, today, done = (page.index(f'<h2 id="{key}"') for key in ("late", "today", "done"))
    assert late < page.index(old.label, late) < today < page.index(new.label, today) < done
    assert "メモを残す" in page[done:]
    assert new.label in page[done:]


def test_empty_page_teaches(people: Any, client_for: Any) -> None:
    page = read(client_for(people.teacher), MINE)
    assert "いま、すべきことはありません" in page
    assert reverse("reports:pass_on") in page
    assert "学校全体" not in page


def test_questions_of_the_lists(people: Any, client_for: Any, client: Any, other_school: Any, make_staff: Any) -> None:
    with play.move_on(-3):
        report = play.report(people)
    duty = duties_of(people.guidance_head).get(name="leave_memo")
    late = reverse("duties:late", args=[duty.pk])
    seen = reverse("duties:seen")
    stranger = make_staff(other_school, Post.PRINCIPAL)
    officer = make_staff(None, Post.BOARD_OFFICER)
    for url in (MINE, SCHOOL, late):
        assert client.get(url).status_code == 302
        assert client_for(people.administrator).get(url).status_code == 403
        assert client_for(officer).get(url).status_code == 403
        assert client_for(people.principal, second_factor=False).get(url).status_code == 302
    for url in (MINE, SCHOOL):
        assert client_for(people.principal).post(url).status_code == 405
        assert report.label not in read(client_for(stranger), url)
    assert client_for(people.homeroom).get(SCHOOL).status_code == 403
    assert client_for(people.homeroom).get(late).status_code == 404
    assert client_for(stranger).get(late).status_code == 404
    assert client_for(people.principal).get(seen).status_code == 405
    assert client_for(people.guidance_head).delete(late).status_code == 405


@pytest.mark.requirement("R3")
def test_why_late_is_recorded_once_and_shown_to_the_managers(people: Any, client_for: Any) -> None:
    with play.move_on(-3):
        play.report(people)
    duty = duties_of(people.guidance_head).get(name="convene_subcommittee")
    url = reverse("duties:late", args=[duty.pk])
    me = client_for(people.guidance_head)
    assert "おくれた理由を書く" in read(me, MINE)
    assert me.post(url, {"reason": "　"}).status_code == 422
    assert me.post(url, {"reason": "校外学習で全員が不在だった"}).status_code == 302
    assert "校外学習で全員が不在だった" in read(client_for(people.principal), SCHOOL)
    assert me.post(url, {"reason": "別の理由"}).status_code == 302
    duty.refresh_from_db()
    assert duty.text("late_reason") == "校外学習で全員が不在だった"
    assert duty.is_open
    assert Event.objects.filter(event="duty.late_reason").count() == 1


def test_a_duty_in_time_has_nothing_to_explain(people: Any, client_for: Any) -> None:
    play.report(people)
    duty = duties_of(people.guidance_head).get(name="leave_memo")
    response = client_for(people.guidance_head).post(reverse("duties:late", args=[duty.pk]), {"reason": "早い"})
    assert response.status_code == 302
    duty.refresh_from_db()
    assert duty.late_at is None


def test_notices_are_folded_and_marked_as_read(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    me = client_for(people.vice_principal)
    page = read(me, MINE)
    assert page.count("事案が「事実確認」に進みました ・") == 1
    assert "通報が届きました" in page
    mine = Notice.objects.filter(staff=people.vice_principal, seen_at__isnull=True)
    theirs = Notice.objects.filter(staff=people.principal, seen_at__isnull=True)
    others = theirs.count()
    one = mine.filter(kind="report_received").get()
    foreign = theirs.first()
    me.post(reverse("duties:seen"), {"notice": [str(one.pk), str(foreign.pk), "x"]})
    assert "通報が届きました" not in read(me, MINE)
    assert theirs.count() == others
    me.post(reverse("duties:seen"), {"all": "1"})
    assert not mine.exists()
    assert "新しいお知らせ" not in read(me, MINE)


def test_whoever_is_shut_out_sees_no_duty_and_no_notice(people: Any, client_for: Any) -> None:
    hidden = play.report(people)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[hidden])
    for word in (f"通報 {hidden.label}", f"会議 {held.label}"):
        assert word in read(client_for(people.vice_principal), MINE)
    shut_out(report=hidden, by=people.guidance_head, staff=people.vice_principal)
    for url in (MINE, SCHOOL):
        page = read(client_for(people.vice_principal), url)
        assert hidden.label not in page.replace(held.label, "")
        assert f"会議 {held.label}" not in page
        assert str(hidden.pk) not in page
    assert f"通報 {hidden.label}" in read(client_for(people.principal), SCHOOL)


def test_what_nobody_owns_is_marked(people: Any, client_for: Any) -> None:
    play.report(people)
    assert "受け持つ人がいません" not in read(client_for(people.principal), SCHOOL)
    PostHolding.objects.filter(post=Post.GUIDANCE_HEAD).update(until=play.today())
    page = read(client_for(people.principal), SCHOOL)
    assert page.count("受け持つ人がいません") == 2
    page = read(client_for(people.principal), SCHOOL + "?post=nobody")
    assert page.count("受け持つ人がいません") == 2
    assert "通報を読む" not in page


def test_who_is_shut_out_does_not_own(people: Any, client_for: Any) -> None:
    report = play.report(people)
    Duty.objects.filter(report=report, name="read_report").update(acting_post=Post.PRINCIPAL)
    shut_out(report=report, by=people.guidance_head, staff=people.principal)
    Duty.objects.filter(report=report, name="read_report").update(acting_post=Post.PRINCIPAL)
    page = read(client_for(people.guidance_head), SCHOOL + "?post=nobody")
    assert page.count("受け持つ人がいません") == 1


def test_school_list_is_narrowed_to_one_post(people: Any, client_for: Any) -> None:
    play.report(people)
    page = read(client_for(people.principal), SCHOOL + "?post=vice_principal")
    assert "通報を読む" in page
    assert "メモを残す" not in page
    assert "教頭田" in page


def test_every_duty_of_the_policy_has_its_place(people: Any) -> None:
    report = play.report(people)
    case = play.opened(people)
    for staff in (people.principal, people.guidance_head, people.homeroom, people.expert):
        for name in all_duties():
            about = {"report": report} if name in REPORT_FLOW.duties() else {"case": case}
            row = Duty(name=name, pupil=people.victim, **about)
            found = places([row], staff)[row.pk]
            assert found.url.startswith("/")
            assert str(found.label)


def test_place_is_the_open_room_for_those_called_and_the_matter_for_those_who_cannot_call(people: Any) -> None:
    case = play.opened(people)
    duty = Duty.objects.get(case=case, name="hold_committee")
    convene = places([duty], people.guidance_head)[duty.pk].url
    assert convene == f"{reverse('meetings:convene')}?body=committee&case={case.pk}"
    assert places([duty], people.homeroom)[duty.pk].url == reverse("cases:show", args=[case.pk])
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    room = reverse("cases:room", args=[held.pk])
    assert places([duty], people.guidance_head)[duty.pk].url == room
    assert places([duty], people.homeroom)[duty.pk].url == room
    assert places([duty], people.teacher)[duty.pk].url == reverse("cases:show", args=[case.pk])


def test_record_duties_lead_to_the_form_with_the_child(people: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    duty = Duty.objects.get(case=case, name="hear_victim")
    wanted = reverse("cases:record", args=[case.pk, "hearing"]) + f"?pupil={people.victim.pk}&code=victim"
    assert places([duty], people.homeroom)[duty.pk].url == wanted


@pytest.mark.parametrize("url", [MINE, SCHOOL])
def test_queries_do_not_grow(people: Any, client_for: Any, url: str, django_assert_max_num_queries: Any) -> None:
    me = client_for(people.guidance_head)
    play.report(people)
    play.opened(people)
    me.get(url)
    with django_assert_max_num_queries(100) as few:
        me.get(url)
    for _ in range(15):
        play.opened(people)
        play.report(people)
    tell([people.guidance_head] * 5, kind="case_moved", school=people.school, at=clock.now())
    me.get(url)  # that somebody is here is noted every few seconds: not while it is counted
    with django_assert_max_num_queries(100) as many:
        me.get(url)
    assert len(many) == len(few)


def test_pages_of_sixty(people: Any, client_for: Any) -> None:
    report = play.report(people)
    row = Duty.objects.get(report=report, name="leave_memo")
    for n in range(70):
        copy = Duty.objects.get(pk=row.pk)
        copy.pk, copy.due_at = None, timezone.now() + play.timedelta(days=30 + n)
        copy.id = Duty._meta.pk.get_default()
        copy.save(force_insert=True)
    page = read(client_for(people.guidance_head), MINE)
    assert "?page=2" in page
    assert "全72件" in page


def many(people: Any, count: int) -> None:
    """Let so many duties be owed, some by name, of all four sections, many due at the same moment."""
    row = Duty.objects.get(report=play.report(people), name="leave_memo")
    copies = []
    for n in range(count):
        copy = copy_of(row)
        copy.pk, copy.due_at = Duty._meta.pk.get_default(), row.due_at + play.timedelta(days=n // 30 - 1)
        copy.staff = people.guidance_head if n % 3 == 0 else None
        copies.append(copy)
    Duty.objects.bulk_create(copies)


def copy_of(row: Duty) -> Duty:
    """Return the same duty to be written as another."""
    return Duty(**{field.attname: getattr(row, field.attname) for field in Duty._meta.concrete_fields})


@pytest.mark.parametrize("url", [MINE, SCHOOL, f"{SCHOOL}?post=guidance_head", f"{SCHOOL}?post=nobody"])
def test_every_duty_is_on_one_page_however_many(people: Any, client_for: Any, url: str) -> None:
    many(people, 125)
    who = people.guidance_head
    if "nobody" in url:
        Duty.objects.update(staff=None)
        PostHolding.objects.filter(staff=who, post=Post.GUIDANCE_HEAD).update(until=play.today())
        who = people.principal
    rows = duties_of(who) if url == MINE else open_duties(who)
    if "post" in url:
        rows = rows.filter(acting_post=Post.GUIDANCE_HEAD)
    me, seen, number, leads = client_for(who), [], 0, url
    while leads:
        number += 1
        response = me.get(leads)
        page = response.context["page"]
        assert page.number == number
        seen += [line.duty.pk for _key, _label, lines in response.context["sections"] for line in lines]
        found = re.search(r'rel="next" href="([^"]+)"', response.content.decode())
        leads = url.partition("?")[0] + html.unescape(found[1]) if found else ""
    assert sorted(seen) == sorted(rows.values_list("pk", flat=True))
    assert page.paginator.num_pages == number == -(-len(seen) // 20)
    assert f"{number} / {number} ページ（全{len(seen)}件）" in response.content.decode()
    heads = response.context["tally"]
    assert sum(head["count"] for head in heads) == len(seen)
    assert not any(head["more"] for head in heads)


@pytest.mark.parametrize("url", [MINE, SCHOOL])
def test_pages_that_are_none_are_the_first_or_the_last(people: Any, client_for: Any, url: str) -> None:
    many(people, 150)
    me = client_for(people.guidance_head)
    first = me.get(url)
    assert first.context["page"].paginator.more
    waiting = [head for head in first.context["tally"] if head["more"] and not head["count"]]
    assert all(head["page"] == 6 for head in waiting)
    for given, number in {"0": 1, "-1": 1, "x": 1, "": 1, "9" * 5000: 1, "7": 7, "99": 8, "9" * 30: 8}.items():
        assert me.get(url, {"page": given}).context["page"].number == number, given
