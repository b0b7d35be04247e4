"""The pages of attendance, asked the five questions, and what they say when something is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.asking import queries, refused, text
from tests.attendance.days import absent, school_days, take
from tests.conftest import People
from yorisoi.attendance.models import AbsenceWarning, ClassDay, Mark
from yorisoi.duties.away import set_away
from yorisoi.policy.absence import Count
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import today
from yorisoi.schools.models import CalendarSpan

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(other_school: Any) -> People:
    """The people of another school."""
    return People(other_school)


def day_page(people: Any, day: Any = None) -> str:
    return f"/attendance/class/{people.class31.pk}/" + (f"?day={day.isoformat()}" if day else "")


@pytest.mark.requirement("S2")
def test_a_class_on_a_day(people: Any, other: Any, client_for: Any) -> None:
    url = day_page(people)
    client = client_for(people.homeroom)
    page = text(client.get(url))
    assert "髙﨑" in page
    assert "𠮷田" in page
    answer = client.post(url, {"act": "save", "day": today().isoformat()})
    assert answer.status_code == 302
    assert "全員出席で記録しました" in text(client.get(answer["Location"]))
    pk = people.victim.pk
    answer = client.post(url, {f"kind_{pk}": "illness", f"was_{pk}": "present", f"note_{pk}": "熱", f"had_{pk}": ""})
    assert answer.status_code == 302
    assert Mark.objects.get().text("note") == "熱"
    assert "記録ずみ" in text(client.get("/attendance/"))
    assert client.put(url).status_code == 405
    for post in (True, False):
        refused(
            client_for, url, post=post, stranger=people.homeroom6, wrong=people.administrator, other=other.principal
        )
    assert client_for(people.counsellor).get(url).status_code == 403


def test_a_day_that_cannot_be_taken_says_why(people: Any, client_for: Any) -> None:
    client = client_for(people.homeroom)
    ahead = today() + timedelta(days=1)
    assert "まだ来ていない日" in text(client.get(day_page(people, ahead)))
    answer = client.post(day_page(people), {"act": "save", "day": ahead.isoformat()})
    assert "まだ来ていない日" in text(answer, 422)
    sunday = today() - timedelta(days=(today().weekday() + 1) % 7)
    assert "日曜日" in text(client.get(day_page(people, sunday)))
    assert text(client.get(day_page(people) + "?day=nonsense"))
    assert not ClassDay.objects.exists()


def test_what_was_typed_stays_when_another_was_quicker(people: Any, client_for: Any) -> None:
    take(people, today(), {people.victim.pk: "late"})
    a, b = people.victim.pk, people.witness.pk
    data = {
        f"kind_{a}": "illness",
        f"was_{a}": "present",
        f"kind_{b}": "nurse",
        f"was_{b}": "present",
        f"note_{b}": "頭痛",
    }
    page = text(client_for(people.homeroom).post(day_page(people), data), 422)
    assert "この間に、ほかの人が直した" in page
    assert 'value="頭痛"' in page
    assert Mark.objects.count() == 1
    wrong = client_for(people.homeroom).post(day_page(people), {f"kind_{a}": "nonsense"})
    assert wrong.status_code == 422
    long = client_for(people.homeroom).post(day_page(people), {f"kind_{a}": "illness", f"note_{a}": "あ" * 10_000})
    assert long.status_code == 422


def test_a_substitute_takes_the_class_and_nobody_else(people: Any, client_for: Any) -> None:
    client = client_for(people.teacher)
    assert "あなたが出欠をとる学級はありません" in text(client.get("/attendance/"))
    assert client.get(day_page(people)).status_code == 404
    set_away(staff=people.homeroom, substitute=people.teacher, since=today(), until=today(), by=people.homeroom)
    assert client.post(day_page(people), {"act": "all", "day": today().isoformat()}).status_code == 302
    assert ClassDay.objects.get().by == people.teacher


def test_month_and_child(people: Any, other: Any, client_for: Any) -> None:
    absent(people, people.victim, 3, "late")
    client = client_for(people.homeroom)
    url = f"/attendance/class/{people.class31.pk}/month/"
    assert "遅" in text(client.get(url))
    assert text(client.get(url + "?month=1999-01"))
    assert client.post(url).status_code == 405
    refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.administrator, other=other.nurse)
    url = f"/attendance/pupil/{people.victim.uid}/"
    assert "遅刻" in text(client.get(url))
    assert client.post(url).status_code == 405
    refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.expert, other=other.principal)
    page = text(client.get(f"/pupils/{people.victim.uid}/"))
    assert "遅刻 3" in page
    assert "今年度の出欠" not in text(client_for(people.homeroom6).get(f"/pupils/{people.victim.uid}/"))


@pytest.mark.requirement("S2")
def test_a_warning_is_answered_where_it_is_owed(people: Any, other: Any, client_for: Any) -> None:
    absent(people, people.victim, 3)
    row = AbsenceWarning.objects.get()
    url = f"/attendance/warnings/{row.pk}/"
    client = client_for(people.homeroom)
    page = text(client.get("/duties/"))
    assert "欠席のわけと様子を確かめ、記録する" in page
    assert url in page
    assert "連続3日" in page
    assert "事案" not in text(client.get(url)).split("<main")[1].split("</main>")[0]
    wrong = client.post(url, {"done": "電話した", "contact": "not_reached", "outcome": "note", "token": "t" * 24})
    page = text(wrong, 422)
    assert "つぎに確かめる日を入れてください" in page
    assert "電話した" in page
    data = {"done": "電話した", "contact": "phone", "outcome": "note", "token": "t" * 24}
    for _press in range(2):
        assert client.post(url, data).status_code == 302
    assert row.steps.filter(kind="answered").count() == 1
    assert "電話した" in text(client.get(url))
    assert "欠席のわけ" not in text(client.get("/duties/")).split("今日、終えたこと")[0]
    assert row.pupil.name in text(client.get("/attendance/warnings/"))
    assert client.put(url).status_code == 405
    for post in (True, False):
        refused(
            client_for, url, post=post, stranger=people.homeroom6, wrong=people.administrator, other=other.principal
        )


def test_the_second_ground_is_the_managers(people: Any, other: Any, client_for: Any) -> None:
    absent(people, people.victim, 7, "bullying")
    row = AbsenceWarning.objects.get(count=Count.SERIOUS)
    up = f"/attendance/warnings/{row.pk}/take-up/"
    lowered = f"/attendance/warnings/{row.pk}/lowered/"
    client = client_for(people.principal)
    assert "重大事態（第2号）にあたるかを検討する" in text(client.get("/duties/"))
    assert "だれも消せません" in text(client.get(f"/attendance/warnings/{row.pk}/"))
    assert text(client.post(up, {"words": "", "next_on": ""}), 422)
    data = {"words": "相談した", "next_on": (today() + timedelta(days=3)).isoformat(), "token": "t" * 24}
    assert client.post(up, data).status_code == 302
    assert "検討をつづける" in text(client.get("/duties/"))
    assert "検討しています" in text(client.get("/attendance/"))
    answer = client.post(lowered, {"words": "まちがい"})
    assert answer.status_code == 302  # refused in words: the days are there
    assert row.steps.last().kind == "taken_up"
    for url in (up, lowered):
        assert client.get(url).status_code == 405
        assert client_for(people.guidance_head).post(url, data).status_code == 403
        refused(client_for, url, post=True, stranger=people.homeroom, wrong=people.administrator, other=other.principal)


def test_the_calendar_is_set_by_academic_head_and_managers(people: Any, other: Any, client_for: Any) -> None:
    url, client = "/attendance/calendar/", client_for(people.academic_head)
    assert "まだ何も決めていません" in text(client.get(url))
    assert text(client.post(url, {"kind": "closed", "first": "2027-01-09", "last": "2027-01-01", "name": "x"}), 422)
    data = {"kind": "closed", "first": f"{today().year}-03-25", "last": f"{today().year}-03-31", "name": "春休み"}
    for _press in range(2):
        assert client.post(url, data).status_code == 302
    span = CalendarSpan.objects.get()
    assert "春休み" in text(client.get(url))
    swap = {"kind": "exchange", "first": f"{today().year}-03-06", "last": f"{today().year}-03-08", "name": "参観日"}
    assert client.post(url, swap).status_code == 302
    assert CalendarSpan.objects.count() == 3
    drop = f"{url}{span.pk}/withdraw/"
    assert client.get(drop).status_code == 405
    refused(client_for, drop, post=True, stranger=None, wrong=people.homeroom, other=other.principal)
    refused(client_for, url, post=False, stranger=None, wrong=people.guidance_head, other=None)
    assert client.post(drop).status_code == 302
    assert "春休み" not in text(client.get(url)).split("<form")[0]


def test_the_pages_ask_no_more_for_more(people: Any, client_for: Any, make_pupil: Any) -> None:
    absent(people, people.victim, 3)
    client = client_for(people.principal)
    pages = [
        "/attendance/", day_page(people), f"/attendance/class/{people.class31.pk}/month/", "/attendance/warnings/",
        "/duties/school/",
    ]  # fmt: skip
    text(client.get(pages[0]))  # the first page of a session writes it
    before = [queries(client, page) for page in pages]
    more = [make_pupil(people.school, people.class31) for _n in range(5)]
    for day in school_days(people.school, 3):
        take(people, day, {one.pk: "illness" for one in more})
    assert [queries(client, page) for page in pages] == before


def test_the_administrator_sees_nothing(people: Any, client_for: Any, make_staff: Any) -> None:
    absent(people, people.victim, 3)
    row = AbsenceWarning.objects.get()
    officer = make_staff(None, Post.BOARD_OFFICER)
    for person in (people.administrator, officer):
        client = client_for(person)
        for url in ("/attendance/", "/attendance/warnings/", f"/attendance/warnings/{row.pk}/", "/attendance/import/"):
            assert client.get(url).status_code == 403, url


@pytest.mark.requirement("S2")
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "x"])
def test_a_day_that_is_none_is_not_written_down_for_today(people: Any, client_for: Any, day: str) -> None:
    client = client_for(people.homeroom)
    kind = {f"kind_{people.victim.pk}": "illness"}
    text(client.get(f"{day_page(people)}?day={day}"))
    assert client.post(day_page(people), {"day": day, **kind}).status_code == 422
    assert not Mark.objects.exists()
    assert not ClassDay.objects.exists()
