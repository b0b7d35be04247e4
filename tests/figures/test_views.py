"""The pages of figures: who may come, what they show, what the forms keep, what the files hold."""

from __future__ import annotations

import io
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests import play
from tests.asking import queries, refused, text
from tests.figures.test_counting import KNOWN, PAST
from tests.figures.years import Builder, Child, Matter, Year
from tests.incidents import ways
from yorisoi.cases.models import Involvement
from yorisoi.figures.models import IncidentAnswer, MonthSubmitted, NationalAnswer, SchoolAnswer
from yorisoi.figures.scope import last_day
from yorisoi.journal.models import Event
from yorisoi.policy import national
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import school_year, today

PAGES = ("survey", "survey_file", "pictures", "endings", "endings_file", "month", "month_file")


def past_year(people: Any, told: Year = KNOWN) -> None:
    """Last year, as it was written down."""
    Builder(people.school, people.principal, PAST, last_day(PAST)).put(told)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Read an Excel file back."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def board_officer(make_staff: Any) -> Any:
    """An officer of 市教委, of all schools."""
    return make_staff(None, Post.BOARD_OFFICER)


def test_who_may_see_the_figures(people: Any, client_for: Any, make_staff: Any) -> None:
    urls = [reverse(f"figures:{name}") for name in PAGES]
    urls.append(reverse("figures:behind", args=["1", "total"]))
    for person in (people.principal, people.vice_principal, people.guidance_head):
        client = client_for(person)
        for url in urls:
            assert client.get(url).status_code == 200, url
            assert client.post(url).status_code == 405, url
    for url in urls:
        refused(client_for, url, post=False, stranger=None, wrong=people.homeroom, other=None)
        assert client_for(board_officer(make_staff)).get(url).status_code == 403


def test_another_school_counts_its_own(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    past_year(people)
    other = make_staff(other_school, Post.PRINCIPAL)
    page = text(client_for(other).get(reverse("figures:behind", args=["1", "total"]), {"year": str(PAST)}))
    assert "事案 " not in page
    case = play.opened(people)
    play.find_facts(people, case)
    play.recognise(people, case)
    child = reverse("figures:child", args=[case.pk])
    board = board_officer(make_staff)
    refused(client_for, child, post=False, stranger=people.homeroom6, wrong=board, other=other)
    refused(client_for, child, post=True, stranger=people.homeroom6, wrong=board, other=other)


@pytest.mark.requirement("R7")
def test_the_survey_on_screen(people: Any, client_for: Any) -> None:
    past_year(people)
    client = client_for(people.guidance_head)
    page = text(client.get(reverse("figures:survey"), {"year": str(PAST)}))
    for table in national.TABLES:
        assert f"{table.code}　{table.title}" in page
    assert "<dd>8 <small>" in page
    assert f'/figures/behind/3/missing/?year={PAST}&amp;day={last_day(PAST)}">4' in page.replace("amp;day", "amp;day")
    behind = client.get(reverse("figures:behind", args=["3", "6"]), {"year": str(PAST)})
    assert text(behind).count("調査の区分") == 2  # one case, two children
    assert "性別" in text(client.get(f"{reverse('figures:behind', args=['1', 'total'])}?year={PAST}&column=missing"))
    for wrong in (("3", "13"), ("12", "1"), ("9", "1"), ("x", "y")):
        assert client.get(reverse("figures:behind", args=wrong)).status_code == 404
    for nonsense in ({"year": "x", "day": "99"}, {"year": "99999"}, {"day": "1999-01-01"}, {"month": "2026-13"}):
        assert client.get(reverse("figures:survey"), nonsense).status_code == 200
        assert client.get(reverse("figures:month"), nonsense).status_code == 200
    assert Event.objects.filter(event="view.figures_survey").exists()


@pytest.mark.requirement("R7")
def test_the_survey_as_excel(people: Any, client_for: Any) -> None:
    past_year(people)
    answer = client_for(people.principal).get(reverse("figures:survey_file"), {"year": str(PAST)})
    assert answer["Cache-Control"] == "no-store, private"
    rows = sheets(answer.content)["いじめ"]
    heads = [str(row[0]).split("　")[0] for row in rows if "　" in str(row[0]) and "（" in str(row[0])]
    assert heads == [table.code for table in national.TABLES]  # the ministry's order
    of_total = next(row for row in rows if row[2] == "計")
    assert of_total[3:7] == [3, 4, 8, 1]
    found = next(row for row in rows if row[2] == "本人からの訴え")
    assert (found[0], found[3]) == ("6", 2)
    asked = [row for row in rows if row[2] == "（答えるべき数）"]
    assert [row[3] for row in asked] == [8] * 8 + [1, 1, 2]
    assert [row[7] for row in asked] == [1, 0, 4, 5, 1, 6, 6, 6, 0, 0, 1]
    assert any(row[2] == "停学" for row in rows)


@pytest.mark.parametrize("name", ["survey", "pictures", "month", "endings"])
def test_the_number_of_queries_does_not_grow(people: Any, client_for: Any, name: str) -> None:
    client = client_for(people.principal)
    year = {"year": PAST}
    url = reverse(f"figures:{name}") + (f"?month={PAST}-06" if name == "month" else f"?year={year['year']}")
    past_year(people, Year((Matter((Child("female", 2, found=1),), "resolved", recognised=5),)))
    client.get(url)
    few = queries(client, url)
    Builder(people.school, people.principal, PAST, last_day(PAST), number=100).put(KNOWN)
    assert queries(client, url) == few


def recognised(people: Any) -> Any:
    """A recognised case of these days, with its line of care."""
    case = play.opened(people)
    play.find_facts(people, case)
    play.recognise(people, case)
    return case


def test_a_child_is_answered_for(people: Any, client_for: Any) -> None:
    case = recognised(people)
    play.write(case, people.homeroom, "care", code="counsellor", pupil=people.victim)
    client, url = client_for(people.homeroom), reverse("figures:child", args=[case.pk])
    page = text(client.get(url))
    assert "記録から分かるところに" in page
    assert (
        'name="to_victim" value="1" aria-describedby="id_to_victim_helptext" id="id_to_victim_0" checked' in page
        or (page.split('name="to_victim"')[1].split(">")[0].count("checked") == 1)
    )
    assert "国の調査の区分" in text(client.get(reverse("cases:show", args=[case.pk])))
    said = {"found": "1", "consulted": ["1", "9"], "to_victim": ["1"], "police": "0", "token": secrets.token_hex(8)}
    wrong = text(client.post(url, said), 422)
    assert "いっしょに選べません" in wrong
    assert not NationalAnswer.objects.exists()
    good = {**said, "consulted": ["1", "6"]}
    for _press in range(2):  # pressed twice: one row
        answer = client.post(url, good)
        assert answer.status_code == 302
    row = NationalAnswer.objects.get()
    kept = (row.found, row.consulted, row.to_victim, row.to_perpetrator, row.police)
    assert kept == (1, 0b100001, 1, None, 0)
    assert Event.objects.filter(event="case.survey_answered").count() == 1
    # a correction is a row that replaces
    client.post(url, {**good, "found": "6", "token": secrets.token_hex(8)})
    assert NationalAnswer.objects.get(replaced_by__isnull=True).replaces == row
    client.post(url, {**good, "found": "6", "token": secrets.token_hex(8)})  # the same once more: nothing to write
    assert NationalAnswer.objects.count() == 2
    page = text(client.get(url))
    assert "これまでに答えた人" in page
    assert client.get(url, {"child": "x"}).status_code == 404
    other = case.involvements.get(role="perpetrator")
    assert client.post(f"{url}?child={other.pk}", good).status_code == 404


def test_a_case_that_is_not_recognised_is_not_asked(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    url = reverse("figures:child", args=[case.pk])
    assert "まだ調査に数えられません" in text(client_for(people.homeroom).get(url))
    client_for(people.homeroom).post(url, {"found": "1"})
    assert not NationalAnswer.objects.exists()


def test_the_school_answers_once_a_year(people: Any, client_for: Any, make_staff: Any) -> None:
    year = school_year(today())
    url = reverse("figures:school", args=[year])
    refused(client_for, url, post=True, stranger=None, wrong=people.homeroom, other=None)
    client = client_for(people.vice_principal)
    assert client.get(reverse("figures:school", args=[year + 1])).status_code == 404
    said = {"measures": ["1", "12"], "times": "2", "others": ["7"], "token": secrets.token_hex(8)}
    assert "方式を選んでください" in text(client.post(url, said), 422)
    assert client.post(url, {**said, "way": ["4", "6"]}).status_code == 302
    row = SchoolAnswer.objects.get()
    assert (row.measures, row.surveyed) == (0b100000000001, 0b1101010)
    page = text(client.get(url))
    assert page.count("checked") == 6
    client.post(url, {"times": "0", "token": secrets.token_hex(8)})
    assert SchoolAnswer.objects.get(replaced_by__isnull=True).surveyed == 0


def test_a_serious_incident_is_answered_for(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    row = ways.opened(people)
    url = reverse("figures:incident", args=[row.pk])
    other = make_staff(other_school, Post.PRINCIPAL)
    refused(client_for, url, post=False, stranger=None, wrong=people.homeroom, other=other)
    client = client_for(people.principal)
    assert client.post(url, {"before": "9"}).status_code == 422
    client.get(url)
    assert client.post(url, {"harms": ["2"], "before": "3", "token": "t"}).status_code == 302
    assert IncidentAnswer.objects.get().harms == 0b10
    page = text(client.get(reverse("figures:behind", args=["11", "before3"])))
    assert row.label in page


def test_a_month_is_submitted_and_the_board_reads_it(
    people: Any, client_for: Any, make_staff: Any, other_school: Any
) -> None:
    recognised(people)
    month, url = f"{today():%Y-%m}", reverse("figures:submit")
    refused(client_for, url, post=True, stranger=None, wrong=people.homeroom, other=None)
    client, officer = client_for(people.vice_principal), client_for(board_officer(make_staff))
    assert client.get(url).status_code == 405
    assert "まだ、提出された" in text(officer.get(reverse("figures:board_months")))
    said = {"month": month, "note": "来月から見守りをふやします", "token": secrets.token_hex(8)}
    for _press in range(2):
        assert client.post(url, said).status_code == 302
    row = MonthSubmitted.objects.get()
    assert "市教委に提出しました" in text(client.get(reverse("figures:month"), {"month": month}))
    assert "来月から" in text(officer.get(reverse("figures:board_month", args=[row.pk])))
    assert row.school.name in text(officer.get(reverse("figures:board_months")))
    rows = sheets(officer.get(reverse("figures:board_file", args=[row.pk])).content)["月例報告"]
    assert next(each for each in rows if each[0] == "計")[3:5] == [1, 1]
    elsewhere = client_for(make_staff(other_school, Post.BOARD_OFFICER))
    for name in ("board_month", "board_file"):
        page = reverse(f"figures:{name}", args=[row.pk])
        refused(client_for, page, post=False, stranger=None, wrong=people.principal, other=None)
        assert elsewhere.get(page).status_code == 404
    assert client_for(people.principal).get(reverse("figures:board_months")).status_code == 403
    assert client.post(url, {**said, "note": "あ" * 30_000}).status_code == 422


@pytest.mark.requirement("D4")
def test_every_report_of_the_year_has_an_ending(people: Any, client_for: Any) -> None:
    recognised(people)
    play.report(people)
    play.opened(people)
    client = client_for(people.principal)
    page = text(client.get(reverse("figures:endings")))
    assert page.count('href="/reports/') >= 3
    rows = sheets(client.get(reverse("figures:endings_file")).content)["台帳"]
    sums = {row[0]: row[1] for row in rows[1:8]}
    assert sums["受理"] == 3 == sum(n for label, n in sums.items() if label != "受理")
    assert sums["判断がまだのもの"] == sums["認知し、取組中のもの"] == 1
    assert len([row for row in rows if str(row[0]).startswith(str(school_year(today())))]) == 3


def test_pictures_have_their_numbers_beside_them(people: Any, client_for: Any) -> None:
    client = client_for(people.principal)
    assert "まだ図にするものがありません" in text(client.get(reverse("figures:pictures"), {"year": str(PAST)}))
    past_year(people)
    case = recognised(people)
    page = text(client.get(reverse("figures:pictures"), {"year": str(case.year)}))
    assert page.count("<svg") > 3
    assert "数を表で見る" in page
    assert "まん中" in page
    assert Involvement.objects.filter(case=case).exists()


def test_the_usual_year_is_last_years_while_its_survey_is_filled_in(people: Any) -> None:
    from yorisoi.figures.asked import scope_asked
    from yorisoi.journal import clock

    past_year(people)
    april = last_day(PAST) + timedelta(days=20)
    with clock.at(clock.now().replace(year=april.year, month=april.month, day=april.day)):
        assert scope_asked(people.principal, {})[0].year == PAST
        assert scope_asked(people.principal, {})[0].day == last_day(PAST)
