"""The pages of what goes to homes, asked the five questions; files read back; the public page; links of the plan."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.asking import queries, refused, text
from tests.conftest import People
from tests.documents.reading import bare, pages
from tests.outreach import acts
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.outreach.linked import There
from yorisoi.outreach.models import Given, Item, Talk, Version
from yorisoi.outreach.recording import Held, record_given, record_talk
from yorisoi.policy.deadlines import TOKYO
from yorisoi.prevention.links import kinds, label_of
from yorisoi.prevention.making import begin_plan
from yorisoi.prevention.recording import link
from yorisoi.prevention.turning import follow_plan
from yorisoi.schools.calendar import school_year, today

pytestmark = pytest.mark.django_db
TOKEN = "token-of-a-form-" + "x" * 12


@pytest.fixture
def other(other_school: Any) -> People:
    """The people of another school."""
    return People(other_school)


@pytest.mark.requirement("P3")
def test_who_sees_which_item(people: Any, other: Any, client_for: Any) -> None:
    draft, ready = acts.written(people, title="まだ下書き"), acts.approved(people, title="承認ずみ")
    url = f"/outreach/items/{draft.pk}/"
    for name in ("principal", "guidance_head", "grade_head", "homeroom6"):
        page = text(client_for(getattr(people, name)).get("/outreach/"))
        assert "まだ下書き" in page
        assert "新しく書く" in page
        assert "確認に出す" in text(client_for(getattr(people, name)).get(url))
    for name in ("nurse", "teacher", "counsellor", "academic_head"):
        client = client_for(getattr(people, name))
        page = text(client.get("/outreach/"))
        assert "まだ下書き" not in page
        assert "新しく書く" not in page
        assert "承認ずみ" in page
        assert client.get(url).status_code == 404
        assert "すぐに学校へ" in text(client.get(f"/outreach/items/{ready.pk}/"))
        assert client.get(f"/outreach/items/{ready.pk}/newsletter.pdf").status_code == 200
    refused(client_for, url, post=False, stranger=people.nurse, wrong=people.administrator, other=other.principal)
    refused(client_for, url, post=True, stranger=people.nurse, wrong=people.expert, other=other.homeroom)
    for page in ("", "handouts/", "given/"):
        refused(client_for, f"/outreach/{page}", post=False, stranger=None, wrong=people.administrator, other=None)
    refused(client_for, "/outreach/talks/", post=False, stranger=None, wrong=people.nurse, other=None)
    assert "まだありません" in text(client_for(other.principal).get("/outreach/"))


def test_every_write_is_asked(people: Any, other: Any, client_for: Any, make_staff: Any) -> None:
    row = acts.written(people)
    board = make_staff(None, "board_officer")
    for path in (f"items/{row.pk}/figure/", f"items/{row.pk}/move/submit/", f"items/{row.pk}/online/"):
        url = f"/outreach/{path}"
        refused(client_for, url, post=True, stranger=None, wrong=people.nurse, other=other.principal)
        assert client_for(board).post(url).status_code == 403
        assert client_for(people.principal).get(url).status_code == 405
    assert client_for(people.homeroom).post(f"/outreach/items/{row.pk}/online/").status_code == 403
    assert client_for(people.homeroom).post(f"/outreach/items/{row.pk}/move/nonsense/").status_code == 404
    assert client_for(people.nurse).post("/outreach/begin/", {"template": "own"}).status_code == 403
    assert client_for(people.nurse).post("/outreach/given/", {}).status_code == 403
    assert client_for(people.homeroom).get("/outreach/begin/").status_code == 405
    assert client_for(people.homeroom).post("/outreach/begin/", {"template": "x"}).status_code == 302
    assert Item.objects.count() == 1
    ready = acts.approved(people)
    press = client_for(people.homeroom).post(f"/outreach/items/{ready.pk}/move/issue/")
    assert press.status_code == 403
    for name in ("nonsense", "exe"):
        assert client_for(people.homeroom).get(f"/outreach/items/{ready.pk}/newsletter.{name}").status_code == 404
    assert client_for(people.homeroom).get(f"/outreach/items/{row.pk}/newsletter.pdf").status_code == 404


@pytest.mark.requirement("P3")
def test_the_editor_keeps_what_is_typed(people: Any, client_for: Any) -> None:
    client = client_for(people.homeroom)
    for _press in range(2):
        answer = client.post("/outreach/begin/", {"template": "holidays", "token": TOKEN})
    url = answer["Location"]
    row = Item.objects.get()
    page = text(client.get(url))
    assert "長い休みを、安心して" in page
    assert "見つかりません" in page  # nothing is wrong with the template
    typed = {
        "title": "冬休み",
        "body": "いじめは3件でした。休み中も見守ります。知らせてください。",
        "seen": acts.mark(row),
    }
    kept = text(client.post(url, {**typed, "auto": "1"}))
    assert "「〇件」と件数を書かない" in kept
    assert 'name="seen"' in kept
    assert Version.objects.count() == 0  # typing makes no versions
    refusal = text(client.post(url, {**typed, "do": "submit", "seen": acts.mark(row)}), 422)
    assert "先に、次のことが要ります" in refusal
    assert "いじめは3件でした" in refusal
    long = {**typed, "title": "題" * 61, "seen": acts.mark(row)}
    page = text(client.post(url, long), 422)
    assert "題は60字まで" in page
    assert "題" * 61 in page
    assert "まだ保存していません" in text(client.post(url, {**long, "auto": "1"}))
    head = client_for(people.guidance_head)
    late = text(head.post(url, {**typed, "title": "主任の題", "seen": "0" * 16}), 409)
    assert "ほかの人が先に直していました" in late
    assert "主任の題" in late
    assert "冬休み" in late
    late_auto = text(head.post(url, {**typed, "title": "主任の題", "seen": "0" * 16, "auto": "1"}))
    assert "ほかの人が先に直しました" in late_auto
    fine = {**typed, "body": acts.BODY, "do": "submit", "seen": acts.mark(row)}
    assert client.post(url, fine).status_code == 302
    assert acts.again(row).state == "waiting"
    assert client.post(url, fine).status_code == 302  # pressed twice: it has moved on, and says so
    assert row.steps.count() == 1
    assert "読むのを待っています" in text(client.get(url))
    manager = client_for(people.vice_principal)
    assert "読んで承認する" in text(manager.get("/duties/"))
    assert "読んで承認する" not in text(client.get("/duties/"))
    assert "承認する" in text(manager.get(url))
    assert "わけを書く" in text(manager.post(f"{url}move/return/", {"reason": ""}), 422)
    assert manager.post(f"{url}move/approve/", {"seen": acts.mark(row)}).status_code == 302
    assert manager.post(f"{url}move/issue/", {"online": "on"}).status_code == 302
    page = text(manager.get(url))
    assert "/s/nishi/news/" in page


@pytest.mark.requirement("P3")
def test_the_public_page_shows_what_was_ticked(people: Any, other_school: Any, client_for: Any) -> None:
    assert "ありません" in text(Client().get("/s/nishi/news/"))
    row, quiet = acts.issued(people, online=True, title="冬のお知らせ"), acts.issued(people, title="紙だけ")
    listed = text(Client().get("/s/nishi/news/"))
    assert "冬のお知らせ" in listed
    assert "紙だけ" not in listed
    url = f"/s/nishi/news/{row.pk}/"
    answer = Client().get(url)
    page = text(answer)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "すぐに学校へ" in page
    assert "0120-0-78310" in page
    assert people.homeroom.family_name not in page
    for gone in (
        f"/s/nishi/news/{quiet.pk}/",
        f"/s/higashi/news/{row.pk}/",
        f"/s/higashi/news/{row.pk}/newsletter.pdf",
    ):
        assert Client().get(gone).status_code == 404
    assert Client().post(url).status_code == 405
    made = Client().get(f"{url}newsletter.pdf")
    assert "no-store" not in made["Cache-Control"]
    assert "冬のお知らせ" in bare("".join(pages(made.content)))
    client = client_for(people.principal)
    assert client.post(f"/outreach/items/{row.pk}/move/withdraw/", {"reason": "古い"}).status_code == 302
    assert Client().get(url).status_code == 404
    assert client.post(f"/outreach/items/{quiet.pk}/online/", {"online": "on"}).status_code == 302
    assert "紙だけ" in text(Client().get("/s/nishi/news/"))
    assert client.post(f"/outreach/items/{quiet.pk}/online/").status_code == 302
    assert "紙だけ" not in text(Client().get("/s/nishi/news/"))


@pytest.mark.requirement("P3")
def test_files_say_what_was_approved_word_for_word(people: Any, client_for: Any) -> None:
    row = acts.issued(people, body=acts.BODY + "\n\n{学校|がっこう}へ <b>どうぞ</b>。")
    url = f"/outreach/items/{row.pk}/newsletter."
    client = client_for(people.nurse)
    paper = pages(client.get(f"{url}pdf").content)
    assert len(paper) == 1
    copied = client.get(f"{url}txt").content.decode()
    word = Document(BytesIO(client.get(f"{url}docx").content))
    inside = [one.text for one in word.paragraphs]
    inside += [cell.text for table in word.tables for line in table.rows for cell in line.cells]
    for said in (bare(paper[0]), bare(copied), bare("".join(inside))):
        for wanted in (
            "いっしょに見守る",
            "{学校|がっこう}へ<b>どうぞ</b>。",
            "気になったら、すぐに学校へ",
            "0120-0-78310",
        ):
            assert wanted in said
    assert f"{today().year}年{today().month}月{today().day}日" in bare(paper[0])
    assert Event.objects.filter(event="view.newsletter_file").count() == 3


@pytest.mark.parametrize("band", ["all", "low", "middle", "high"])
@pytest.mark.requirement("P3")
def test_handouts(people: Any, client_for: Any, band: str) -> None:
    begin_plan(school=people.school, year=school_year(today()), by=people.principal)
    client = client_for(people.nurse)
    page = text(client.get(f"/outreach/handouts/?band={band}"))
    assert "いまの取組" in page
    made = pages(client.get(f"/outreach/handouts/{band}.pdf").content)
    assert len(made) == 1
    for wanted in ("家庭で見られるサイン", "学校がすること", "0120-0-78310", "すぐに学校へ"):
        assert wanted in bare(made[0])
    assert client.get(f"/outreach/handouts/{band}.docx").content[:2] == b"PK"
    for wrong in ("?band=x",):
        assert client.get(f"/outreach/handouts/{wrong}").status_code == 404
    assert client.get("/outreach/handouts/x.pdf").status_code == 404
    assert client.get(f"/outreach/handouts/{band}.exe").status_code == 404
    assert client.post(f"/outreach/handouts/{band}.pdf").status_code == 405


@pytest.mark.requirement("P3")
def test_a_talk_is_recorded_once(people: Any, other: Any, client_for: Any) -> None:
    client = client_for(people.homeroom)
    page = text(client.get("/outreach/talks/"))
    assert "まだありません" in page
    assert people.guidance_head.name in page
    assert f"{people.administrator.name}（" not in page  # who keeps the system does not speak for the school
    said = {
        "held_on": today().isoformat(), "whose": f"class:{people.class31.pk}", "guardians": "18",
        "speakers": [str(people.homeroom.pk), str(people.guidance_head.pk)], "questions": "SNSの約束は？",
        "token": TOKEN,
    }  # fmt: skip
    wrong = text(client.post("/outreach/talks/", said | {"guardians": "-1"}), 422)
    assert "SNSの約束は？" in wrong
    other_class = other.class31.pk
    for bad in (
        {"whose": f"class:{other_class}"},
        {"held_on": "2999-01-01"},
        {"speakers": [str(other.nurse.pk)]},
        {"speakers": [str(people.administrator.pk)]},
    ):
        assert client.post("/outreach/talks/", said | bad).status_code == 422
    for _press in range(2):
        assert client.post("/outreach/talks/", said).status_code == 302
    row = Talk.objects.get()
    assert b"SNS" not in bytes(row.questions)
    assert [one.staff for one in row.speakers.all()] == [people.homeroom, people.guidance_head]
    page = text(client.get("/outreach/talks/"))
    assert "3年1組" in page
    assert "SNSの約束は？" in page
    assert "まだありません" in text(client_for(other.principal).get("/outreach/talks/"))
    url = f"/outreach/talks/{row.pk}/back/"
    refused(client_for, url, post=True, stranger=None, wrong=people.nurse, other=other.principal)
    assert client_for(people.homeroom6).post(url).status_code == 403  # somebody else's
    assert client.get(url).status_code == 405
    for _press in range(2):
        assert client.post(url).status_code == 302
    assert "取り消し" in text(client.get("/outreach/talks/"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Talk.objects.update(guardians=1)


@pytest.mark.requirement("P3", "B1")
def test_what_was_handed_out(people: Any, other: Any, client_for: Any) -> None:
    item = acts.issued(people, title="配る記事")
    client = client_for(people.homeroom)
    page = text(client.get(f"/outreach/given/?thing=item:{item.pk}"))
    assert "配る記事" in page
    said = {"thing": "short:", "on": today().isoformat(), "whom": "families", "copies": "318", "token": TOKEN}
    for _press in range(2):
        assert client.post("/outreach/given/", said).status_code == 302
    wrong = said | {"whom": "class", "token": "other-" + TOKEN}
    assert "学年・学級を選んで" in text(client.post("/outreach/given/", wrong), 422)
    handout = wrong | {"thing": "handout:low", "whose": f"class:{people.class31.pk}"}
    assert client.post("/outreach/given/", handout).status_code == 302
    of_item = said | {"thing": f"item:{item.pk}", "token": "third-" + TOKEN}
    assert client.post("/outreach/given/", of_item).status_code == 302
    assert client_for(other.homeroom).post("/outreach/given/", of_item | {"token": "4th-" + TOKEN}).status_code == 422
    page = text(client_for(people.nurse).get("/outreach/given/"))
    for wanted in ("方針の概略版", "318", "懇談会の資料（1・2年生）", "3年1組", "学校だより"):
        assert wanted in page
    assert "配ったことを記録する" not in page
    assert Given.objects.count() == 3
    row = Given.objects.get(what="short")
    url = f"/outreach/given/{row.pk}/back/"
    refused(client_for, url, post=True, stranger=None, wrong=people.nurse, other=other.principal)
    assert client_for(people.homeroom6).post(url).status_code == 403
    assert client_for(people.principal).post(url).status_code == 302
    assert client.post(f"/outreach/given/{2**70}/back/").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Given.objects.update(copies=1)


@pytest.mark.requirement("P3", "P5")
def test_the_plan_turns_by_what_was_told(people: Any, other: Any) -> None:
    with clock.at(datetime(2026, 4, 6, 10, tzinfo=TOKYO)):
        plan = begin_plan(school=people.school, year=2026, by=people.guidance_head)
        short = plan.activities.select_related("plan", "school", "key").get(code="short_edition")
        assert [one.kind for one in short.links.all()] == ["outreach.given"]
        record_given(
            school=people.school, by=people.vice_principal, what="short", whom="families", on=date(2026, 4, 6),
            token=TOKEN,
        )  # fmt: skip
        follow_plan(plan)
        short.refresh_from_db()
        assert (short.state, short.done_on) == ("done", date(2026, 4, 6))
        talks = plan.activities.select_related("plan", "school", "key").get(code="meeting_1")
        link(activity=talks, by=people.guidance_head, kind="outreach.talk", ref="2026:1")
        for n, held in enumerate((Held(date(2026, 4, 6), 20, grade=3), Held(date(2026, 4, 6), 12, grade=6))):
            record_talk(school=people.school, by=people.homeroom, held=held, speakers=[], token=f"{n}{TOKEN}")
        follow_plan(plan)
        talks.refresh_from_db()
        assert talks.state == "planned"  # the first grade has had none
        record_talk(
            school=people.school, by=people.homeroom, held=Held(date(2026, 4, 6), 90), speakers=[], token="all" + TOKEN
        )
        follow_plan(plan)
        talks.refresh_from_db()
        assert talks.state == "done"
        item = acts.issued(people)
        linked = kinds()["outreach.item"]
        assert label_of(people.homeroom, "outreach.item", str(item.pk), 2026) == "学校だより（白紙から書く）04/06"
        assert linked.find is not None
        found: There = linked.find(people.school, [str(item.pk), "nonsense"])[str(item.pk)]
        assert linked.done_on(found) == date(2026, 4, 6)
        assert linked.find(other.school, [str(item.pk)]) == {}
        assert linked.choices(people.nurse, 2026) == linked.choices(other.homeroom, 2026) == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ref=st.text(max_size=12))
def test_no_reference_breaks_the_plan(people: Any, ref: str) -> None:
    for kind in ("outreach.item", "outreach.talk", "outreach.given"):
        linked = kinds()[kind]
        assert linked.find is not None
        for row in linked.find(people.school, [ref, f"2026:{ref}", "²"]).values():
            assert linked.url(row).startswith("/outreach/")


def test_pages_take_the_same_queries_for_any_number(people: Any, client_for: Any) -> None:
    client = client_for(people.principal)
    acts.issued(people, online=True)
    urls = ["/outreach/", "/outreach/talks/", "/outreach/given/", "/s/nishi/news/"]

    def fill(n: int) -> None:
        acts.issued(people, online=True)
        acts.waiting(people)
        held = Held(today(), 20, "質問", grade=3)
        record_talk(
            school=people.school, by=people.homeroom, held=held, speakers=[people.nurse, people.homeroom],
            token=f"{n}-{TOKEN}",
        )  # fmt: skip
        record_given(
            school=people.school, by=people.homeroom, what="short", whom="class", on=today(), token=f"{n}-{TOKEN}",
            school_class=people.class31,
        )  # fmt: skip

    fill(0)
    before = [queries(client, url) and queries(client, url) for url in urls]
    for n in range(1, 3):
        fill(n)
    assert [queries(client, url) for url in urls] == before
    assert max(before) < 25
