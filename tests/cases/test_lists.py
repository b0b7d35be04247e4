"""The board, one's own cases, those at rest, and the ledger (REQUIREMENTS R2, R3, O3; DESIGN §2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from yorisoi.cases.actions import decide_alone
from yorisoi.cases.ledger_year import ledger_sums
from yorisoi.cases.models import Case
from yorisoi.cases.queries import report_readable_by
from yorisoi.duties.actions import explain_late
from yorisoi.duties.models import Duty
from yorisoi.policy.roles import Post, Role
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import TOKYO

BOARD, CLOSED, LEDGER = "/cases/", "/cases/closed/", "/ledger/"


def read(client: Any, url: str, status: int = 200) -> str:
    """Return the page's text."""
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def resolved(people: Any) -> Case:
    """Return a case that rests."""
    case = play.responding(people)
    with play.move_on(14):
        play.write(case, people.grade_head, "follow_up", flag="improving", body={"guardians": "安心している"})
    with play.move_on(110):
        play.confirm(people, case)
        play.committee(people, case, "judge_resolved", reason="二つの要件を満たす")
        decide_alone(case=case, move="resolve", by=people.principal, reason="委員会の判断のとおり")
    case.refresh_from_db()
    return case


# -- the board


@pytest.mark.requirement("R4")
def test_board_puts_each_case_in_its_stage_without_names(people: Any, client_for: Any) -> None:
    suspected = play.opened(people, forms=["exclusion"])
    found = play.opened(people)
    play.find_facts(people, found)
    responding = play.responding(people)
    page = read(client_for(people.principal), BOARD)
    first, second, third = (page.index(f'id="col-{key}"') for key in ("finding", "responding", "watching"))
    assert first < page.index(suspected.label, first) < second
    assert first < page.index(found.label, first) < second
    assert second < page.index(responding.label, second) < third
    for words in ("3年1組", "仲間はずれ", "今日中", "いじめ対策委員会を開く", "残り 1件", "この段階 0日"):
        assert words in page
    for child in (people.victim, people.perpetrator):
        assert child.name not in page


def test_board_is_narrowed_by_grade_clock_and_age(people: Any, client_for: Any, make_pupil: Any) -> None:
    people.sixth = make_pupil(people.school, people.class61, "六年")
    with play.move_on(-10):
        old = play.opened(people)
    sixth = play.subcommittee(people, play.report(people, pupils=[people.sixth.pk]), sixth=Role.VICTIM)
    me = client_for(people.guidance_head)
    for query, shown, hidden in (
        ("grade=6", sixth, old), ("grade=3", old, sixth), ("late=late", old, sixth), ("age=7", old, sixth),
    ):  # fmt: skip
        page = read(me, f"{BOARD}?{query}")
        assert shown.label in page
        assert hidden.label not in page
    page = read(me, f"{BOARD}?grade=x&late=x&age=x&column=x&page=x")
    assert sixth.label in page
    assert old.label in page


def test_a_full_column_says_how_many_more(people: Any, client_for: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("yorisoi.cases.board.PER_COLUMN", 2)
    monkeypatch.setattr("yorisoi.cases.views_board.PER_PAGE", 2)
    cases = [play.opened(people) for _ in range(5)]
    me = client_for(people.principal)
    page = read(me, BOARD)
    assert "ほか 3件を見る" in page
    assert sum(case.label in page for case in cases) == 2
    whole = "".join(read(me, f"{BOARD}?column=finding&page={n}") for n in (1, 2, 3))
    assert all(case.label in whole for case in cases)


@pytest.mark.requirement("R9")
def test_grave_cases_are_marked_and_stand_first(people: Any, client_for: Any) -> None:
    calm, grave = play.opened(people), play.opened(people)
    play.write(grave, people.principal, "serious_question", flag="yes")
    page = read(client_for(people.principal), BOARD)
    assert "重大事態の可能性" in page
    assert page.index(grave.label) < page.index(calm.label)


@pytest.mark.requirement("O3")
def test_everyone_else_sees_only_the_cases_they_have_a_part_in(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    page = read(client_for(people.homeroom), BOARD)
    assert "わたしが関わる事案" in page
    assert case.label in page
    for staff in (people.homeroom6, people.counsellor, people.expert):
        page = read(client_for(staff), BOARD)
        assert case.label not in page
        assert "いま、関わっている事案はありません" in page


@pytest.mark.requirement("O3")
def test_whoever_is_shut_out_sees_no_card_no_count_and_no_row(people: Any, client_for: Any) -> None:
    report = play.report(people)
    hidden = play.subcommittee(people, report)
    kept = play.opened(people)
    shut_out(report=report, by=people.guidance_head, staff=people.principal)
    me = client_for(people.principal)
    page = read(me, BOARD)
    assert kept.label in page
    assert hidden.label not in page
    assert str(hidden.pk) not in page
    assert '疑い・事実確認 <span class="small soft">1</span>' in page
    page = read(me, LEDGER)
    assert str(report.pk) not in page
    assert "受理 1 = 判断 1 + 継続 0" in page
    assert page.count('data-label="受理"') == 1
    assert "欠番" not in page
    sums = ledger_sums(people.school, report_readable_by(people.principal))
    assert sums["received"] == 1


@pytest.mark.parametrize("url", [BOARD, CLOSED, LEDGER])
def test_questions_of_the_lists(
    people: Any, client_for: Any, client: Any, other_school: Any, make_staff: Any, url: str
) -> None:
    case = play.opened(people)
    assert client.get(url).status_code == 302
    assert client_for(people.principal).post(url).status_code == 405
    assert client_for(people.principal, second_factor=False).get(url).status_code == 302
    for staff in (people.administrator, make_staff(None, Post.BOARD_OFFICER)):
        assert client_for(staff).get(url).status_code == 403
    page = read(client_for(make_staff(other_school, Post.PRINCIPAL)), url)
    assert str(case.pk) not in page
    assert case.label not in page
    assert client_for(people.homeroom).get(LEDGER).status_code == 403


@pytest.mark.parametrize("url", [BOARD, LEDGER])
@pytest.mark.parametrize("who", ["guidance_head", "homeroom"])
def test_queries_do_not_grow(
    people: Any, client_for: Any, url: str, who: str, django_assert_max_num_queries: Any
) -> None:
    me = client_for(getattr(people, who))
    play.opened(people)
    me.get(url)
    with django_assert_max_num_queries(100) as few:
        me.get(url)
    for _ in range(28):
        play.opened(people)
    play.responding(people)
    me.get(url)  # now and then the session is told that somebody is still there
    with django_assert_max_num_queries(100) as many:
        me.get(url)
    assert len(many) == len(few)


# -- at rest


@pytest.mark.requirement("R12")
def test_cases_at_rest_are_found_by_number_and_not_on_the_board(people: Any, client_for: Any) -> None:
    going_on, rests = play.opened(people), resolved(people)
    me = client_for(people.principal)
    page = read(me, BOARD)
    assert rests.label not in page
    assert "解消・終了 1件" in page
    for query in ("", f"?q={rests.label}", f"?q={rests.number}"):
        page = read(me, CLOSED + query)
        assert rests.label in page
        assert going_on.label not in page
    for query in ("?q=999", "?q=x", "?q=1999-002"):
        assert "その番号の、解消・終了した事案はありません" in read(me, CLOSED + query)
    assert "解消・終了した事案は、まだありません" in read(client_for(people.expert), CLOSED)


# -- the ledger


@pytest.mark.requirement("R2", "R3")
def test_ledger_has_a_row_a_report_and_sums_that_agree(people: Any, client_for: Any) -> None:
    waiting = play.report(people)
    case = play.opened(people)
    page = read(client_for(people.vice_principal), LEDGER)
    for words in (waiting.label, case.label, "受理 2 = 判断 1 + 継続 1", "数は合っています", "疑い"):
        assert words in page
    assert people.victim.name not in page


@pytest.mark.requirement("R3")
def test_ledger_marks_what_was_not_done_the_same_day_and_says_why(people: Any, client_for: Any) -> None:
    now = play.clock.now()
    with play.clock.at(now.replace(day=10) - play.timedelta(days=2)):
        report = play.report(people)
    with play.clock.at(now.replace(day=10)):
        duty = Duty.objects.get(report=report, name="convene_subcommittee")
        explain_late(duty=duty, by=people.guidance_head, reason="台風で休校だった")
        play.subcommittee(people, report)
    page = read(client_for(people.principal), LEDGER)
    assert "翌日以降" in page
    assert "台風で休校だった" in page


def test_ledger_is_turned_by_month_and_year(people: Any, client_for: Any) -> None:
    with play.move_on(-400):
        old = play.report(people)
    with play.move_on(-32):
        earlier = play.report(people)
    latest = play.report(people)
    me = client_for(people.principal)
    page = read(me, LEDGER)
    assert str(old.pk) not in page
    assert str(latest.pk) in page
    assert str(earlier.pk) not in page
    if earlier.year == latest.year:
        month = earlier.received_at.astimezone(TOKYO)
        page = read(me, f"{LEDGER}?year={earlier.year}&month={month:%Y-%m}")
        assert str(earlier.pk) in page
        assert str(latest.pk) not in page
        assert "受理 2 = 判断 0 + 継続 2" in page
    assert str(old.pk) in read(me, f"{LEDGER}?year={old.year}")
    assert str(latest.pk) in read(me, f"{LEDGER}?year=x&month=x")


def test_ledger_that_does_not_agree_says_so(people: Any, client_for: Any, monkeypatch: Any) -> None:
    play.report(people)
    wrong = {"received": 2, "decided": 0, "in_case": 0, "set_aside": 0, "open": 1}
    monkeypatch.setattr("yorisoi.cases.views_ledger.sums_of", lambda *_a: wrong)
    assert "数が合いません" in read(client_for(people.principal), LEDGER)


def test_empty_ledger_and_board_teach(people: Any, client_for: Any) -> None:
    me = client_for(people.principal)
    assert "この年度には、まだ届いたものがありません" in read(me, LEDGER)
    assert read(me, BOARD).count("ありません") >= 5
    assert reverse("cases:closed") in read(me, BOARD)


def test_a_long_month_is_turned(people: Any, client_for: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("yorisoi.cases.views_ledger.PAGE", 2)
    reports = [play.report(people) for _ in range(3)]
    me = client_for(people.principal)
    first, second = read(me, LEDGER), read(me, f"{LEDGER}?page=2")
    assert [str(row.pk) in first for row in reports] == [False, True, True]
    assert str(reports[0].pk) in second
    assert "受理 3 = 判断 0 + 継続 3" in first
