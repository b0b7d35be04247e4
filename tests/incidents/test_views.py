"""The pages of serious incidents, asked the five questions; and what they say when something is missing."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import queries, refused, text
from tests.attendance.days import absent, in_march
from tests.incidents import ways
from yorisoi.attendance.models import AbsenceWarning
from yorisoi.cases.models_serious import SeriousAnswer
from yorisoi.incidents.models import Incident, IncidentLine
from yorisoi.policy.absence import Count
from yorisoi.policy.serious_checklist import STAGES
from yorisoi.schools.calendar import today

pytestmark = pytest.mark.django_db
AT = {"received_at": "2026-01-05T10:00", "token": "o" * 24}


def page(row: Incident, name: str = "show", *more: Any) -> str:
    return reverse(f"incidents:{name}", args=[row.pk, *more])


def five(client_for: Any, people: Any, other: Any, url: str, *methods: bool) -> None:
    for post in methods:
        refused(client_for, url, post=post, stranger=people.nurse, wrong=people.administrator, other=other.principal)


@pytest.mark.requirement("S4")
def test_a_claim_is_taken_by_anyone_of_the_staff(people: Any, client_for: Any) -> None:
    url = reverse("incidents:open")
    client = client_for(people.nurse)
    assert "申立て" in text(client.get(url))
    found = text(client.post(url, {"q": "髙﨑", "find": "1", "words": "「つらい」", **AT}))
    assert "髙﨑" in found
    assert "「つらい」" in found
    assert "もういちど確かめてください" not in found
    wrong = text(client.post(url, {"words": "「つらい」", "pupil": str(people.victim.uid), **AT}), 422)
    assert "1号か2号" in wrong
    assert "「つらい」" in wrong
    said = {"claimant": "guardian", "words": "「つらい」", "pupil": str(people.victim.uid), **AT}
    for _press in range(2):
        answer = text(client.post(url, said))
        assert "重大事態として開かれました" in answer  # and no more: the nurse was not brought in
    row = Incident.objects.get()
    assert row.pupil == people.victim
    assert client.get(page(row)).status_code == 404
    assert client_for(people.administrator).get(url).status_code == 403
    assert client.put(url).status_code == 405


def test_out_of_a_case_a_report_and_a_warning(people: Any, other: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.principal)
    assert f"case={case.pk}" in text(client.get(f"/cases/{case.pk}/"))
    report = case.report_links.get().report
    assert f"report={report.pk}" in text(client.get(reverse("cases:report", args=[report.pk])))
    url = reverse("incidents:open") + f"?case={case.pk}"
    assert client_for(other.principal).get(url).status_code == 404
    assert client_for(people.nurse).get(url).status_code == 404
    data = {"grounds": ["harm"], "words": "骨折と分かった", "pupil": str(people.victim.uid), **AT}
    answer = client.post(url, data)
    row = Incident.objects.get()
    assert answer["Location"] == page(row)
    assert row.origin == "case"
    shown = text(client.get(f"/cases/{case.pk}/"))
    assert "重大事態として扱っています" in shown
    assert row.label in text(client.get(page(row)))
    with in_march():
        absent(people, people.witness, 7, "bullying")
        warning = AbsenceWarning.objects.get(count=Count.SERIOUS, pupil=people.witness)
        assert "ground=absence" in text(client.get(f"/attendance/warnings/{warning.pk}/"))


@pytest.mark.requirement("S3")
def test_the_page_says_where_it_stands_and_what_is_missing(people: Any, other: Any, client_for: Any) -> None:
    row = ways.opened(people)
    client = client_for(people.principal)
    shown = text(client.get(page(row)))
    for words in ("まず、市教委に電話で一報", "市教委 未連絡", "消せないもの", "重大事態を市教委に電話で一報する"):
        assert words in shown
    five(client_for, people, other, page(row), False)
    assert client.post(page(row)).status_code == 405
    ways.told(people, row)
    wrong = text(client.post(page(row, "move"), {"move": "report_occurrence"}), 422)
    assert "いじめ記録票を市教委に提出してください" in wrong
    assert client.post(page(row, "move"), {"move": "close", "reason": "いじめではない"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "told"
    assert client.get(page(row, "move")).status_code == 405
    five(client_for, people, other, page(row, "move"), True)


def test_lines_are_written_once_and_corrected_in_the_open(people: Any, other: Any, client_for: Any) -> None:
    row = ways.opened(people)
    url = page(row, "record", "phone")
    client = client_for(people.vice_principal)
    assert "電話の一報を記録する" in text(client.get(url))
    data = {
        "body_words": "申立てがあった",
        "body_receiver": "三枝",
        "occurred_at": "2026-01-05T10:00",
        "token": "p" * 24,
    }
    wrong = text(client.post(url, data), 422)
    assert "申立てがあった" in wrong
    for _press in range(2):
        assert client.post(url, {**data, "body_caller": "教頭"}).status_code == 302
    assert IncidentLine.objects.filter(kind="phone").count() == 1
    assert "市教委 一報済" in text(client.get(page(row)))
    line = IncidentLine.objects.get(kind="phone")
    again = page(row, "correct", line.pk)
    assert "申立てがあった" in text(client.get(again))
    fixed = {**data, "body_caller": "教頭", "body_receiver": "三枝主事", "token": "c" * 24}
    assert client.post(again, fixed).status_code == 302
    assert client.get(again).status_code == 302  # corrected already: back to how things stand
    assert "訂正ずみ" in text(client.get(page(row)))
    assert client.get(page(row, "record", "nonsense")).status_code == 404
    assert client.get(page(row, "record", "opened")).status_code == 404
    for address in (url, again):
        assert client.put(address).status_code == 405
        five(client_for, people, other, address, True, False)
    assert "市教委・警察" in text(client.get(page(row, "choose")))
    five(client_for, people, other, page(row, "choose"), False)


def test_what_comes_first_is_said_with_its_way(people: Any, client_for: Any) -> None:
    row = ways.opened(people)
    client = client_for(people.principal)
    shown = text(client.get(page(row, "record", "cause")))
    assert "原因や検証は書きません" in shown
    data = {"body_words": "要因", "body_response": "検証", "occurred_at": "2026-01-05T10:00", "token": "x" * 24}
    assert "要因" in text(client.post(page(row, "record", "cause"), data), 422)
    assert not row.lines.filter(kind="cause").exists()
    press = text(client.get(page(row, "press")))
    assert "まだ、何も発表できません" in press
    data = {"body_words": "回答", "body_whom": "新聞", "occurred_at": "2026-01-05T10:00", "token": "y" * 24}
    assert "市教委と、言うことをそろえて" in text(client.post(page(row, "record", "press_answer"), data), 422)


@pytest.mark.requirement("S3")
def test_the_official_list_is_dated(people: Any, other: Any, client_for: Any) -> None:
    row = ways.opened(people)
    url = page(row, "points")
    client = client_for(people.principal)
    assert "説明した" in text(client.get(url))
    data = {"item": "f_safe", "done_on": today().isoformat(), "token": "f_safe-1"}
    for _press in range(2):
        assert client.post(url, data).status_code == 302
    assert row.lines.filter(code="f_safe").count() == 1
    ahead = {**data, "done_on": (today() + timedelta(days=2)).isoformat(), "token": "zz"}
    assert "まだ来ていない日" in text(client.post(url, ahead), 422)
    assert client.post(url, {**data, "item": "e1_ground", "token": "e"}).status_code == 404  # told with its words
    assert client.post(url, {**data, "item": "s_crt", "token": "s"})["Location"] == page(row, "press")
    five(client_for, people, other, url, False)
    five(client_for, people, other, page(row, "press"), False)
    assert client.post(page(row, "press")).status_code == 405


def test_explanations_tick_their_points(people: Any, client_for: Any) -> None:
    row = ways.opened(people)
    url = page(row, "record", "explained_one")
    client = client_for(people.principal)
    data = {
        "body_who": "校長", "body_whom": "母", "body_words": "説明した", "items": sorted(STAGES[1]),
        "occurred_at": "2026-01-05T10:00", "token": "e" * 24,
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    assert row.lines.filter(kind="check").count() == len(STAGES[1])
    shown = text(client.get(page(row)))
    assert "責任の追及ではない" in shown
    assert "説明したこと（まだの項目）" in text(client.get(page(row, "record", "explained_two")))


@pytest.mark.requirement("S1", "R9")
def test_the_question_on_the_case(people: Any, other: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.write(case, people.homeroom, "act", words="「一万円もってこい」と言われた", flag="stopped")
    url = reverse("incidents:question", args=[case.pk])
    client = client_for(people.principal)
    assert "重大事態ではないか、考えて答えてください" in text(client.get(f"/cases/{case.pk}/"))
    assert url in text(client.get("/duties/"))
    assert "10000円" in text(client.get(url)).replace(",", "")
    wrong = text(client.post(url, {"answer": "later", "reason": "医師に聞く", "token": "q" * 24}), 422)
    assert "次に考える日を入れてください" in wrong
    data = {"answer": "no", "reason": "渡していないと確かめた", "token": "q" * 24}
    for _press in range(2):
        assert client.post(url, data).status_code == 302
    assert SeriousAnswer.objects.count() == 1
    assert "渡していないと確かめた" in text(client.get(url))
    team = client_for(people.homeroom)
    assert "いまは重大事態にあたらない" not in text(team.get(url))[:20000].split("これまでの答え")[0]
    assert team.post(url, {**data, "token": "r" * 24}).status_code == 422
    assert client.put(url).status_code == 405
    refused(client_for, url, post=False, stranger=people.teacher, wrong=people.administrator, other=other.principal)


def test_measures_people_and_the_child(people: Any, other: Any, client_for: Any) -> None:
    row = ways.opened(people, pupil=None)
    client = client_for(people.principal)
    url = page(row, "measure")
    data = {"words": "二人で読む", "staff": people.nurse.pk, "due_on": today().isoformat(), "token": "m" * 24}
    assert text(client.post(url, {**data, "words": ""}), 422)
    assert client.get(url).status_code == 200
    for _press in range(2):
        assert client.post(url, data).status_code == 302
    made = row.measures.get()
    nurse = client_for(people.nurse)
    assert "再発防止の取組を行う" in text(nurse.get("/duties/"))
    assert "二人で読む" in text(nurse.get(page(row)))  # brought in by the measure
    done = page(row, "measure_done", made.pk)
    assert text(nurse.get(done))
    assert nurse.post(done, {"words": "行った"}).status_code == 302
    assert "行った" in text(client.get(page(row)))
    refused(client_for, url, post=True, stranger=None, wrong=people.nurse, other=other.principal)
    people_url = page(row, "bring")
    assert client.post(people_url, {"staff": people.counsellor.pk}).status_code == 302
    assert row.members.count() == 2
    assert client.post(people_url, {"staff": other.nurse.pk}).status_code == 404
    assert client.get(people_url).status_code == 405
    child = page(row, "child")
    assert "髙﨑" in text(client.post(child, {"q": "髙﨑"}))
    assert client.post(child, {"child": str(people.victim.uid)}).status_code == 302
    row.refresh_from_db()
    assert row.pupil == people.victim
    assert client.post(child, {"child": str(other.victim.uid)}).status_code == 404
    for address in (people_url, child):
        refused(client_for, address, post=True, stranger=None, wrong=people.nurse, other=other.principal)


def test_the_list_is_empty_then_full_and_takes_the_same_queries(people: Any, client_for: Any) -> None:
    url = reverse("incidents:list")
    client = client_for(people.guidance_head)
    assert "いま、続いている重大事態はありません" in text(client.get(url))
    ways.opened(people)
    first = queries(client, url)
    for one in (people.witness, people.perpetrator):
        ways.opened(people, pupil=one, token=secrets.token_hex(16))
    assert queries(client, url) == first
    assert text(client.get(url)).count("重大事態 20") == 3
    assert "終結したものはありません" in text(client.get(url + "?closed=1"))
    assert client.post(url).status_code == 405
    assert client_for(people.administrator).get(url).status_code == 403


@pytest.mark.requirement("S5")
def test_every_stage_has_its_page(people: Any, board: Any, client_for: Any) -> None:
    row = ways.closed(people, ways.opened(people), board)
    shown = text(client_for(people.principal).get(page(row)))
    for words in ("終結", "結果の説明（対象児童・保護者）", "市教委に提出したもの", "市教委が主体となる"):
        assert words in shown
    assert "続いているもの" in text(client_for(people.principal).get(reverse("incidents:list") + "?closed=1"))
