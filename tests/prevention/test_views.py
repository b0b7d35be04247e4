"""The pages of the plan, asked the five questions, and what they say when something is wrong."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.asking import queries, refused, text
from tests.conftest import People
from tests.prevention.conftest import TODAY, YEAR, of
from yorisoi.prevention.actions import give
from yorisoi.prevention.making import New, add_activity
from yorisoi.prevention.models import Activity, Plan
from yorisoi.prevention.recording import add_evidence, reflect
from yorisoi.prevention.turning import follow_plan
from yorisoi.reports.models import Attachment

pytestmark = pytest.mark.django_db
PAGES = ("", "mine/", "late/", f"{YEAR}/", f"{YEAR}/stages/4/", f"{YEAR}/month/", f"{YEAR}/review/")


@pytest.fixture
def other(other_school: Any) -> People:
    """The people of another school, which has no plan."""
    return People(other_school)


@pytest.mark.requirement("P1", "P2", "P3", "P4")
def test_all_staff_see_the_plan_and_nobody_else(people: Any, other: Any, plan: Plan, client_for: Any) -> None:
    for name in ("principal", "homeroom", "nurse", "counsellor", "teacher"):
        client = client_for(getattr(people, name))
        for page in PAGES:
            assert text(client.get(f"/plan/{page}"))
    page = text(client_for(people.homeroom).get("/plan/"))
    assert page.count('class="act ') == 36
    assert "取組を加える" not in page
    assert "各学級での良いところ見つけ" in text(client_for(people.homeroom).get("/plan/mine/"))
    for page in PAGES:
        assert client_for(people.homeroom).post(f"/plan/{page}").status_code == 405
        refused(client_for, f"/plan/{page}", post=False, stranger=None, wrong=people.administrator, other=None)
        assert client_for(people.expert).get(f"/plan/{page}").status_code == 403
    for page in (f"{YEAR}/stages/4/", f"{YEAR}/month/", f"{YEAR}/review/"):
        assert client_for(other.principal).get(f"/plan/{page}").status_code == 404
    assert "計画は、まだありません" in text(client_for(other.principal).get("/plan/"))
    assert client_for(people.principal).get("/plan/1999/").status_code == 404
    assert client_for(people.principal).get(f"/plan/{YEAR}/stages/9/").status_code == 404
    assert client_for(people.principal).get(f"/plan/{YEAR}/stages/").status_code == 302
    assert text(client_for(people.principal).get(f"/plan/{YEAR}/month/?month=nonsense"))


def test_pages_take_the_same_queries_for_any_number(people: Any, plan: Plan, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    urls = [f"/plan/{page}" for page in ("", "mine/", f"{YEAR}/stages/4/", f"{YEAR}/month/")]
    before = [queries(client, url) and queries(client, url) for url in urls]
    for n in range(6):
        new = New(4, "children", f"取組 {n}", "", TODAY, TODAY, "guidance_head")
        row = add_activity(plan=plan, by=people.principal, new=new)
        add_evidence(activity=row, by=people.principal, token=f"{n}", participants=n)
    assert [queries(client, url) for url in urls] == before
    assert max(before) < 30


@pytest.mark.requirement("P4")
def test_one_activity(people: Any, other: Any, plan: Plan, client_for: Any) -> None:
    row = of(plan, "good_4")
    url = f"/plan/activities/{row.pk}/"
    homeroom = client_for(people.homeroom)  # one of all whose it is
    page = text(homeroom.get(url))
    assert "あなたの学級・学年で行ったこと" in page
    assert "行ったと記録する" not in page
    assert homeroom.post(url + "done/", {"done_on": TODAY.isoformat()}).status_code == 403
    give(activity=row, by=people.principal, post="homeroom", staff=people.homeroom)
    client = client_for(people.homeroom)
    page = text(client.get(url))
    assert "行ったと記録する" in page
    assert "やめることにする" not in page  # whoever plans decides that
    assert "行ったと記録する" not in text(client_for(people.nurse).get(url))
    for post in (False, True):
        refused(
            client_for, url + ("done/" if post else ""), post=post, stranger=other.principal,
            wrong=people.administrator, other=other.homeroom,
        )  # fmt: skip
    assert client.get(url + "done/").status_code == 405
    assert client.post(url + "nonsense/").status_code == 404
    assert client_for(people.nurse).post(url + "done/", {"done_on": TODAY.isoformat()}).status_code == 403
    assert client_for(people.homeroom).post(url + "drop/", {"reason": "x"}).status_code == 403
    ahead = (TODAY + timedelta(days=1)).isoformat()
    wrong = text(client.post(url + "done/", {"done_on": ahead, "words": "三組で行った"}), 422)
    assert "まだ来ていない日" in wrong
    assert "三組で行った" in wrong  # nothing typed is lost
    answer = client.post(url + "done/", {"done_on": "2025-05-01"})
    assert "この年度の、今日まで" in text(answer, 422)
    said = {"done_on": TODAY.isoformat(), "participants": "28", "words": "三組で行った", "token": "t" * 30}
    for _press in range(2):
        assert client.post(url + "done/", said).status_code == 302
    row.refresh_from_db()
    assert row.state == "done"
    assert row.evidence.count() == 1
    page = text(client.get(url))
    assert "参加 28人" in page
    assert "三組で行った" in page
    reflecting = {"words": "続けたい", "next_year": "keep", "token": "r" * 30}
    assert client.post(url + "reflect/", reflecting).status_code == 302
    assert "このまま続ける" in text(client.get(url))


def test_whoever_plans_moves_drops_gives_and_renames(people: Any, plan: Plan, client_for: Any) -> None:
    row = of(plan, "newsletter")
    url = f"/plan/activities/{row.pk}/"
    client = client_for(people.academic_head)
    days = {"begins": "2026-12-10", "ends": "2026-12-01", "reason": "印刷が間に合わない"}
    assert "始まりより後" in text(client.post(url + "move/", days), 422)
    assert client.post(url + "move/", days | {"ends": "2026-12-25"}).status_code == 302
    assert "印刷が間に合わない" in text(client.get(url))
    assert "延期" in text(client.get("/plan/"))
    outside = {"begins": "2027-04-10", "ends": "2027-04-12", "reason": "x"}
    assert "この年度の中で" in text(client.post(url + "move/", outside), 422)
    assert client.post(url + "give/", {"owner": f"staff:{people.nurse.pk}"}).status_code == 302
    assert people.nurse.name in text(client.get(url))
    assert client.post(url + "give/", {"owner": "staff:0"}).status_code == 422
    assert client_for(people.nurse).post(url + "give/", {"owner": "post:nurse"}).status_code == 403
    child = people.victim
    naming = {"title": f"{child.family_name}{child.given_name}さんへ", "note": ""}
    assert "子どもの名前" in text(client.post(url + "rename/", naming), 422)
    assert client.post(url + "rename/", {"title": "学校だより12月号", "note": ""}).status_code == 302
    assert client.post(url + "drop/", {"reason": ""}).status_code == 422
    assert client.post(url + "drop/", {"reason": "1月号にまとめる"}).status_code == 302
    assert client.post(url + "done/", {"done_on": TODAY.isoformat()}).status_code == 302  # it has moved on: said so
    assert Activity.objects.get(pk=row.pk).state == "dropped"
    assert client.post(url + "again/", {"reason": "やはり出す"}).status_code == 302


def test_links_by_the_page(people: Any, other: Any, plan: Plan, client_for: Any) -> None:
    row = of(plan, "good_4")
    url = f"/plan/activities/{row.pk}/"
    assert client_for(people.homeroom).post(url + "link/", {"thing": "surveys.round|x"}).status_code == 403
    client = client_for(people.guidance_head)
    assert client.post(url + "link/", {"thing": "surveys.round|x"}).status_code == 422
    assert client.post(url + "link/", {"thing": f"care.checklistrun|{YEAR}:4"}).status_code == 302
    assert "第4ステージの全学級の見直し" in text(client.get(url))
    one = row.links.get()
    end = f"{url}links/{one.pk}/end/"
    assert client.get(end).status_code == 405
    refused(client_for, end, post=True, stranger=other.principal, wrong=people.administrator, other=None)
    assert client_for(people.nurse).post(end).status_code == 403
    assert client.post(f"{url}links/{one.pk + 1}/end/").status_code == 404
    assert client.post(end).status_code == 302
    assert not row.links.filter(ended_at=None).exists()


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    return SimpleUploadedFile("板書.png", out.getvalue(), "image/png")


@pytest.mark.requirement("P4")
def test_a_photo_goes_into_the_vault_and_is_seen_by_staff_only(
    people: Any, other: Any, plan: Plan, client_for: Any
) -> None:
    row = of(plan, "good_4")
    url = f"/plan/activities/{row.pk}/"
    client = client_for(people.homeroom)
    said = {"words": "板書", "token": "f" * 30, "attached": [picture()]}
    assert client.post(url + "evidence/", said).status_code == 302
    assert client.post(url + "evidence/", said | {"attached": [picture()]}).status_code == 302
    (file,) = Attachment.objects.all()
    assert file.evidence.activity == row
    place = f"/files/{file.pk}/"
    assert place in text(client.get(url))
    page = text(client_for(people.nurse).get(place))
    assert "板書.png" in page
    assert f"{url}#evidence" in page
    assert client_for(other.principal).get(place).status_code == 404
    assert client_for(people.administrator).get(place).status_code == 403
    bad = SimpleUploadedFile("x.exe", b"MZ nonsense", "application/octet-stream")
    answer = text(client.post(url + "evidence/", {"words": "残る言葉", "attached": [bad]}), 422)
    assert "残る言葉" in answer


def test_adding_an_activity(people: Any, other: Any, plan: Plan, client_for: Any) -> None:
    url = f"/plan/{YEAR}/add/"
    client = client_for(people.principal)
    assert text(client.get(url + "?stage=4&pillar=staff"))
    said = {
        "stage": "4", "pillar": "children", "title": "児童会の集い", "note": "", "begins": "2026-11-20",
        "ends": "2026-11-20", "owner": "post:guidance_head",
    }  # fmt: skip
    assert "この年度の日" in text(client.post(url, said | {"ends": "2027-05-01"}), 422)
    answer = client.post(url, said)
    assert answer.status_code == 302
    assert "児童会の集い" in text(client.get(answer["Location"]))
    assert client.put(url).status_code == 405
    refused(client_for, url, post=True, stranger=other.principal, wrong=people.homeroom, other=other.principal)


@pytest.mark.requirement("P4")
def test_beginning_a_year_with_the_last_beside_it(people: Any, other: Any, plan: Plan, client_for: Any) -> None:
    reflect(
        activity=of(plan, "greeting"), by=people.guidance_head, words="三日目から続いた", next_year="improve", token="a"
    )
    reflect(activity=of(plan, "rules"), by=people.principal, words="別の形で", next_year="stop", token="b")
    url = f"/plan/{YEAR + 1}/begin/"
    client = client_for(people.guidance_head)
    assert "この年度の計画をつくる" in text(client.get(f"/plan/{YEAR + 1}/"))
    assert "この年度の計画をつくる" not in text(client_for(people.homeroom).get(f"/plan/{YEAR + 1}/"))
    page = text(client.get(url))
    assert "三日目から続いた" in page
    assert f'value="{of(plan, "greeting").pk}" checked' in page
    assert f'value="{of(plan, "rules").pk}" checked' not in page
    refused(client_for, url, post=True, stranger=None, wrong=people.homeroom, other=None)
    assert client.get(f"/plan/{YEAR + 2}/begin/").status_code == 404
    take = [str(pk) for pk in plan.activities.exclude(code="rules").values_list("pk", flat=True)]
    for _press in range(2):
        assert client.post(url, {"take": take}).status_code == 302
    new = Plan.objects.get(school=people.school, year=YEAR + 1)
    assert new.activities.count() == 35
    page = text(client.get(f"/plan/activities/{of(new, 'greeting').pk}/"))
    assert "三日目から続いた" in page
    # of another school's plan nobody takes anything
    answer = client_for(other.principal).post(f"/plan/{YEAR}/begin/", {"take": take})
    assert answer.status_code == 302
    assert Plan.objects.get(school=other.school).activities.count() == 36
    assert not Activity.objects.filter(school=other.school, before__isnull=False).exists()


def test_on_the_first_page_and_in_the_duties(people: Any, plan: Plan, client_for: Any) -> None:
    page = text(client_for(people.homeroom).get("/duties/"))
    assert "年間計画：わたしの取組" in page
    follow_plan(plan)
    page = text(client_for(people.guidance_head).get("/duties/"))
    assert "年間計画の取組をする" in page
    late = text(client_for(people.nurse).get("/plan/late/"))
    assert "文化祭" in late
    assert "6年生を送る会" not in late


def test_the_feed_by_the_page(people: Any, plan: Plan, client_for: Any) -> None:
    client = client_for(people.nurse)
    answer = client.post("/plan/feed/")
    page = text(answer)
    assert "/plan/feed/" in page
    assert ".ics" in page
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/plan/feed/").status_code == 405
    assert "配信をやめる" in text(client.get("/plan/mine/"))
    assert client.post("/plan/feed/end/").status_code == 302
    assert "配信をやめる" not in text(client.get("/plan/mine/"))
    for url in ("/plan/feed/", "/plan/feed/end/"):
        refused(client_for, url, post=True, stranger=None, wrong=people.administrator, other=None)


def test_paper_and_excel(people: Any, other: Any, plan: Plan, client_for: Any) -> None:
    from python_calamine import CalamineWorkbook

    client = client_for(people.homeroom)
    made = client.get(f"/plan/{YEAR}/plan.pdf")
    assert made.content.startswith(b"%PDF")
    assert made["Content-Disposition"] == f'attachment; filename="plan-{YEAR}.pdf"'
    made = client.get(f"/plan/{YEAR}/plan.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(made.content))
    assert len(book.get_sheet_by_name("一覧").to_python()) == 37
    assert client.get(f"/plan/{YEAR}/plan.docx").status_code == 404
    assert client.post(f"/plan/{YEAR}/plan.pdf").status_code == 405
    refused(
        client_for, f"/plan/{YEAR}/plan.pdf", post=False, stranger=other.principal, wrong=people.administrator,
        other=other.homeroom,
    )  # fmt: skip


def test_rights_are_asked_before_anything_is_answered(people: Any, plan: Plan, client_for: Any) -> None:
    url = f"/plan/activities/{of(plan, 'newsletter').pk}/"
    client = client_for(people.teacher)
    for act in ("done", "move", "drop", "again", "evidence", "reflect", "give", "rename", "link"):
        answer = client.post(url + f"{act}/", {})
        assert answer.status_code == 403, act
        assert people.nurse.name not in answer.content.decode()
    assert client.post(url + "nonsense/", {}).status_code == 404


def test_what_is_wrong_is_said_in_our_words_under_its_own_field(people: Any, plan: Plan, client_for: Any) -> None:
    url = f"/plan/activities/{of(plan, 'newsletter').pk}/"
    client = client_for(people.principal)
    page = text(client.post(url + "rename/", {"title": "だより", "note": "あ" * 124}), 422)
    assert "120字までにしてください。いまは124字あります。" in page
    naming = {"title": "だより", "note": f"{people.victim.name}さんへ"}
    page = text(client.post(url + "rename/", naming), 422)
    assert 'id="id_rename_note_error"' in page
    assert 'id="id_rename_title_error"' not in page
    page = text(client.post(url + "reflect/", {"words": naming["note"], "next_year": "keep"}), 422)
    assert "子どもの名前が入っています" in page
    review = f"/plan/{YEAR}/review/"
    assert "子どもの名前が入っています" in text(client.post(review + "propose/", {"words": naming["note"]}), 422)
    added = {
        **naming, "stage": "4", "pillar": "children", "begins": "2026-11-20", "ends": "2026-11-20",
        "owner": "post:guidance_head",
    }  # fmt: skip
    assert "子どもの名前が入っています" in text(client.post(f"/plan/{YEAR}/add/", added), 422)
