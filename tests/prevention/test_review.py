"""Looking back on the year: the staff meeting, proposals, the evaluation that never counts cases, its publication."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests.asking import refused, text
from tests.conftest import People
from tests.prevention.conftest import TODAY, YEAR, of
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.flow import NotYet
from yorisoi.prevention.models import Plan, Proposal, Publication, Result, Review
from yorisoi.prevention.naming import counts_cases
from yorisoi.prevention.reviewing import CountsCases, decide, evaluate, hold_review, propose, publish
from yorisoi.prevention.turning import follow_plan

pytestmark = pytest.mark.django_db
WORDS = "小さな声を拾えている。"


def evaluated(plan: Plan, people: Any) -> None:
    for item in ("found", "hidden", "works"):
        evaluate(plan=plan, by=people.vice_principal, item=item, grade=3, words=WORDS, token=item)


@pytest.mark.requirement("P4")
def test_the_review_is_owed_in_the_third_term(people: Any, plan: Plan) -> None:
    follow_plan(plan)
    assert not Duty.objects.filter(OPEN, name="plan_review").exists()
    with clock.at(datetime(2027, 1, 8, 9, tzinfo=TOKYO)):
        follow_plan(plan)
        follow_plan(plan)
        duty = Duty.objects.get(OPEN, name="plan_review")
        assert duty.acting_post == "academic_head"
        assert duty.due_at.astimezone(TOKYO).date().isoformat() == "2027-01-31"
        hold_review(plan=plan, by=people.academic_head, held_on=TODAY, words="まとめ", token="t")
        assert hold_review(plan=plan, by=people.academic_head, held_on=TODAY, words="まとめ", token="t")
        assert Review.objects.count() == 1
        assert not Duty.objects.filter(OPEN, name="plan_review").exists()
        follow_plan(plan)
        assert not Duty.objects.filter(OPEN, name="plan_review").exists()
    with pytest.raises(PermissionDenied):
        hold_review(plan=plan, by=people.homeroom, held_on=TODAY, words="まとめ", token="u")


@pytest.mark.requirement("P4")
def test_anybody_proposes_and_it_is_decided_once(people: Any, plan: Plan, other_school: Any, make_staff: Any) -> None:
    row = propose(plan=plan, by=people.nurse, words="面談を早める", token="t", activity=of(plan, "told_2"))
    assert propose(plan=plan, by=people.nurse, words="面談を早める", token="t") == row
    with pytest.raises(PermissionDenied):
        propose(plan=plan, by=make_staff(other_school, "principal"), words="x", token="u")
    with pytest.raises(PermissionDenied):
        decide(proposal=row, by=people.nurse, decision="take", reason="x")
    decide(proposal=row, by=people.principal, decision="take", reason="7月はじめに")
    decide(proposal=row, by=people.academic_head, decision="leave", reason="あとから")
    row = Proposal.objects.get()
    assert (row.decision, row.decided_by, row.text("reason")) == ("take", people.principal, "7月はじめに")


@pytest.mark.parametrize("words", ["認知は12件だった", "１２件", "三件あった", "0 件", "3 cases"])
def test_the_evaluation_never_counts_cases(people: Any, plan: Plan, words: str) -> None:
    assert counts_cases(words)
    with pytest.raises(CountsCases):
        evaluate(plan=plan, by=people.principal, item="found", grade=4, words=words, token="t")
    assert not Result.objects.exists()


def test_what_is_no_count_passes() -> None:
    for words in (WORDS, "件数は見ない。", "3学期に、2回の研修をした。", "条件をそろえる"):
        assert not counts_cases(words)


def test_the_evaluation_is_published_whole_by_the_principal(people: Any, plan: Plan, client_for: Any) -> None:
    assert "まだ公表されていません" in Client().get("/s/nishi/evaluation/").content.decode()
    evaluate(plan=plan, by=people.principal, item="found", grade=2, words="まだ足りない。", token="a")
    with pytest.raises(NotYet):
        publish(plan=plan, by=people.principal, token="p")
    evaluated(plan, people)
    with pytest.raises(PermissionDenied):
        publish(plan=plan, by=people.vice_principal, token="p")
    publish(plan=plan, by=people.principal, token="p")
    publish(plan=plan, by=people.principal, token="p")
    assert Publication.objects.count() == 1
    page = text(Client().get("/s/nishi/evaluation/"))
    assert page.count(WORDS) == 3
    assert "まだ足りない" not in page
    assert people.principal.name not in page
    # what is written afterwards is not public until it is published
    evaluate(plan=plan, by=people.principal, item="works", grade=1, words="見直している。", token="z")
    assert "見直している" not in text(Client().get("/s/nishi/evaluation/"))
    assert Client().post("/s/nishi/evaluation/").status_code == 405
    assert Client().get("/s/no-such/evaluation/").status_code == 404


def test_the_review_by_the_page(people: Any, plan: Plan, client_for: Any, other_school: Any) -> None:
    other = People(other_school)
    url = f"/plan/{YEAR}/review/"
    client = client_for(people.academic_head)
    assert "まだ、まとめていません" in text(client.get(url))
    assert client.get(f"/plan/review/{plan.pk}/")["Location"] == url
    assert client_for(other.principal).get(f"/plan/review/{plan.pk}/").status_code == 404
    assert "まとめを記録する" not in text(client_for(people.homeroom).get(url))

    def act(what: str, client: Any = client, **said: Any) -> Any:
        return client.post(f"{url}{what}/", said)

    assert act("review", held_on="2099-01-01", words="x").status_code == 422
    assert act("review", held_on=TODAY.isoformat(), words="道筋を確かめた", token="r" * 30).status_code == 302
    assert "道筋を確かめた" in text(client.get(url))
    nurse = client_for(people.nurse)
    assert act("propose", nurse, words="面談を早める", activity="", token="p" * 30).status_code == 302
    assert act("propose", nurse, words=" ", activity="").status_code == 422
    assert act("propose", nurse, words="x", activity="nonsense").status_code == 422
    proposal = Proposal.objects.get()
    assert act("decide", nurse, about=str(proposal.pk), decision="take", reason="x").status_code == 403
    wrong = text(act("decide", about=str(proposal.pk), decision="take", reason=""), 422)
    assert "を書いてください" in wrong
    assert act("decide", about="nonsense", decision="take", reason="x").status_code == 404
    assert act("decide", about=str(proposal.pk), decision="take", reason="7月はじめに").status_code == 302
    assert "取り入れる" in text(client.get(url))
    counted = text(act("result", about="found", grade="4", words="0件だった"), 422)
    assert "件数は評価に使いません" in counted
    assert "0件だった" in counted
    assert act("result", about="nonsense", grade="4", words="x").status_code == 404
    naming = f"{people.victim.family_name}{people.victim.given_name}さんが"
    assert "子どもの名前" in text(act("result", about="found", grade="4", words=naming), 422)
    principal = client_for(people.principal)
    assert act("publish", principal, token="q" * 30).status_code == 302
    assert not Publication.objects.exists()
    assert "すべての項目に" in text(principal.get(url))
    for item in ("found", "hidden", "works"):
        assert act("result", about=item, grade="3", words=WORDS, token=f"{item:>30}").status_code == 302
    assert act("publish", client, token="q" * 30).status_code == 403
    assert act("publish", principal, token="q" * 30).status_code == 302
    assert Publication.objects.count() == 1
    assert "/s/nishi/evaluation/" in text(client.get(url))
    assert act("nonsense").status_code == 404
    assert client.get(f"{url}publish/").status_code == 405
    refused(
        client_for, f"{url}propose/", post=True, stranger=other.principal, wrong=people.administrator,
        other=other.homeroom,
    )  # fmt: skip
