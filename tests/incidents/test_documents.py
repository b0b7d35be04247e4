"""Documents of a serious incident say what is on record, never what the press desk wrote; whose they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.asking import refused, text
from tests.documents.reading import cells, pages, said
from tests.incidents import ways
from yorisoi.documents.actions import NoSuchDocument, file_of
from yorisoi.documents.kinds import KINDS
from yorisoi.documents.models import Made
from yorisoi.documents.queries import documents_for
from yorisoi.incidents.documents import make_of_incident
from yorisoi.incidents.models import Incident
from yorisoi.policy.serious_checklist import STAGES
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today
from yorisoi.schools.models import PostHolding

pytestmark = pytest.mark.django_db
OF_INCIDENTS = [kind for kind in KINDS.values() if kind.about == "incident"]


def made(people: Any, row: Incident, kind: str, form: str = "pdf", ref: str = "") -> Made:
    return make_of_incident(incident=row, by=people.principal, kind=kind, form=form, ref=ref)


@pytest.mark.requirement("S3", "S6", "D4")
def test_every_document_in_every_format_and_no_word_of_the_press_desk(people: Any, board: Any) -> None:
    row = ways.closed(people, ways.opened(people), board)
    ways.line(row, people.principal, "press_voice", body={"words": "報道席の教頭", "whom": "課長"})
    ways.line(row, people.principal, "press_agreed", body={"words": "報道席でそろえた文", "not_said": "x", "whom": "y"})
    ways.line(row, people.principal, "press_asked", body={"words": "報道席への質問", "whom": "記者"})
    for kind in OF_INCIDENTS:
        for form in kind.formats:
            one = made(people, row, kind.name, form, "1" if kind.ref else "")
            assert "報道席" not in str(one.data("content"))
            assert file_of(one)[:2] in {b"%P", b"PK"}
    assert [one.fingerprint for one in Made.objects.all() if len(one.fingerprint) != 64] == []


@pytest.mark.requirement("S3")
def test_the_notice_says_the_least_that_it_must(people: Any) -> None:
    row = ways.opened(people)
    assert "まだ提出していません" in said(made(people, row, "serious_notice"))
    ways.told(people, row)
    ways.line(row, people.principal, "notice", body={"words": "毎朝吐いている", "done": "家庭訪問を2回"})
    one = made(people, row, "serious_notice")
    words = said(one)
    seat = f"{people.victim.name.replace(' ', '')}（3年1組）"
    for least in (people.school.name, seat, "申立て（1号・2号の別はこれから）", "毎朝吐いている", "家庭訪問を2回"):
        assert least in words
    foot = pages(file_of(one))[0]
    assert one.label in foot
    assert "1 / 1" in foot
    assert one.fingerprint[:16] in foot.replace("\n", "")
    sheet = cells(file_of(made(people, row, "serious_notice", "xlsx")))
    assert [cell for line in sheet for cell in line if "家庭訪問を2回" in str(cell)]


@pytest.mark.requirement("S3", "S5")
def test_what_the_family_is_given(people: Any, board: Any) -> None:
    row = ways.decided(people, ways.opened(people), board)
    ways.line(row, people.principal, "explained_one", items=("e1_ground",))
    ways.line(
        row,
        people.principal,
        "progress",
        body={"who": "校長", "words": "資料を集めました"},
        next_on=today() + timedelta(days=7),
    )
    first = said(made(people, row, "serious_explain", ref="1"))
    assert (first.count("□"), first.count("■")) == (len(STAGES[1]) - 1, 1)
    assert "市教委が主体となる" in first
    assert "災害共済給付の案内" in first
    ways.line(row, people.principal, "member")
    assert "弁護士（弁護士）" in said(made(people, row, "serious_explain", ref="2"))
    told = said(made(people, row, "serious_progress"))
    assert "資料を集めました" in told
    assert people.perpetrator.family_name not in told


@pytest.mark.requirement("S5")
def test_the_result_in_the_order_of_the_standard_items(people: Any, board: Any) -> None:
    row = ways.results(people, ways.opened(people), board)
    words = said(made(people, row, "serious_result"))
    order = [
        "位置付け・経緯",
        "factのことば",
        "いじめと被害の関係・要因",
        "causeのことば",
        "二人で読む",
        "待ってほしい",
    ]
    places = [words.index(one) for one in order]
    assert places == sorted(places)
    assert "聴き取り" in said(made(people, row, "serious_course"))


def test_the_five_questions(people: Any, other: Any, board: Any, client_for: Any) -> None:
    row = ways.opened(people)
    page, make = (reverse(f"incidents:{name}", args=[row.pk]) for name in ("documents", "make"))
    for url, post in ((page, False), (make, True)):
        refused(client_for, url, post=post, stranger=people.nurse, wrong=board, other=other.principal)
    client = client_for(people.principal)
    assert client.post(page).status_code == 405
    assert client.get(make).status_code == 405
    assert "まだ作られていません" in text(client.get(page))
    sent = {"kind": "serious_notice", "form": "pdf", "token": "t" * 20}
    answer = client.post(make, sent, follow=True)
    assert answer.content.startswith(b"%PDF")
    assert client.post(make, sent)["Location"].endswith(f"{Made.objects.get().pk}/file/")  # a double press makes one
    assert Made.objects.get().label in text(client.get(page))
    for wrong in ({"kind": "serious_explain", "ref": "3"}, {"kind": "letter"}, {"form": "docx"}):
        assert client.post(make, {**sent, **wrong, "token": ""}).status_code == 422
    with pytest.raises(NoSuchDocument):
        made(people, row, "record_first")


@pytest.mark.requirement("R7")
def test_nobody_fetches_what_is_not_theirs(people: Any, board: Any, other: Any, client_for: Any) -> None:
    row = ways.opened(people, by=people.homeroom)
    one = made(people, row, "serious_course")
    url = reverse("documents:file", args=[one.pk])
    assert client_for(people.principal).get(url).status_code == 200
    for person in (people.vice_principal, people.homeroom, other.principal):
        assert client_for(person).get(url).status_code == 404
    assert client_for(board).get(url).status_code == 403
    with pytest.raises(Incident.DoesNotExist):
        make_of_incident(incident=row, by=other.principal, kind="serious_course", form="pdf")
    shut_out(report=row.matters.get(report__isnull=False).report, by=people.vice_principal, staff=people.principal)
    assert client_for(people.principal).get(url).status_code == 404
    assert client_for(people.principal).get(reverse("incidents:documents", args=[row.pk])).status_code == 404
    with pytest.raises(Incident.DoesNotExist):
        made(people, row, "serious_course")


def test_whose_post_has_ended_fetches_nothing_any_more(people: Any, client_for: Any) -> None:
    row = ways.opened(people)
    one = made(people, row, "serious_notice")
    PostHolding.objects.filter(staff=people.principal).update(until=today())
    principal = type(people.principal).objects.get(pk=people.principal.pk)
    assert not documents_for(principal).filter(pk=one.pk).exists()
    assert client_for(principal).get(reverse("documents:file", args=[one.pk])).status_code in {403, 404}


def test_the_list_of_documents_takes_the_same_queries(people: Any, client_for: Any) -> None:
    from tests.asking import queries

    row = ways.opened(people)
    client = client_for(people.principal)
    url = reverse("incidents:documents", args=[row.pk])
    made(people, row, "serious_notice")
    client.get(url)
    few = queries(client, url)
    made(people, row, "serious_course")
    made(people, row, "serious_points")
    assert queries(client, url) == few
