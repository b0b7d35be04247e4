"""Whoever is shut out of a case learns nothing from any number; what goes to the board is whole all the same."""

from __future__ import annotations

import re
import secrets
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import play
from tests.asking import text
from tests.figures.test_views import board_officer, recognised, sheets
from tests.incidents import ways
from yorisoi.figures.answering import answer_for_child, answer_for_incident, answer_for_school
from yorisoi.figures.models import MonthSubmitted, NationalAnswer
from yorisoi.figures.queries import victims_of
from yorisoi.figures.submitting import NotOver, submit_month
from yorisoi.incidents.models import Incident
from yorisoi.journal import clock
from yorisoi.policy.roles import Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import school_year, today

PAGES = ("survey", "pictures", "month", "endings")
FILES = ("survey_file", "month_file", "endings_file")


def kept_from_principal(people: Any) -> Any:
    """A recognised case with a serious incident, from which the principal is shut out."""
    case = recognised(people)
    play.report(people, narrative="べつのこと")
    report = case.report_links.get().report
    ways.opened(people, by=people.vice_principal, case=case, received_at=clock.now())
    shut_out(report=report, by=people.vice_principal, staff=people.principal)
    return case


def as_it_looks(client: Any, name: str) -> str:
    """Return a page without what differs each time (tokens, the person)."""
    asked = {"month": f"{today():%Y-%m}"} if "month" in name else {}
    page = text(client.get(reverse(f"figures:{name}"), asked))
    return re.sub(r'value="[0-9a-zA-Z]{32,}"|nonce="[^"]*"', "", page)


@pytest.mark.requirement("R7")
def test_no_page_tells_the_one_who_is_shut_out(people: Any, client_for: Any) -> None:
    client = client_for(people.principal)
    play.report(people, narrative="べつのこと")
    before = {name: as_it_looks(client, name) for name in PAGES}
    files = {name: list(sheets(client.get(reverse(f"figures:{name}"), {"month": f"{today():%Y-%m}"}).content).values())
             for name in FILES}  # fmt: skip
    case = kept_from_principal(people)
    seen = client_for(people.vice_principal)
    assert "<dd>1<small>" in text(seen.get(reverse("figures:survey")))
    for name in ("survey", "pictures"):
        assert as_it_looks(client, name) == before[name]
    for name in ("month", "endings"):
        assert case.report_links.get().report.label not in as_it_looks(client, name)
    rows = sheets(client.get(reverse("figures:survey_file")).content)
    assert list(rows.values()) == files["survey_file"]
    for line in ("1/total", "5/1", "3/missing", "11/total", "11/missing", "2/working"):
        assert "ここに数えられるものは、ありません" in text(client.get(f"/figures/behind/{line}/"))
    incident = Incident.objects.get()
    for url in (reverse("figures:child", args=[case.pk]), reverse("figures:incident", args=[incident.pk])):
        assert client.get(url).status_code == 404
        assert client.post(url, {"found": "1"}).status_code == 404
    assert not NationalAnswer.objects.exists()


def test_what_the_principal_submits_is_whole_and_tells_them_nothing(
    people: Any, client_for: Any, make_staff: Any
) -> None:
    kept_from_principal(people)
    client, month = client_for(people.principal), f"{today():%Y-%m}"
    client.post(reverse("figures:submit"), {"month": month, "token": secrets.token_hex(8)})
    row = MonthSubmitted.objects.get()
    officer = client_for(board_officer(make_staff))
    rows = sheets(officer.get(reverse("figures:board_file", args=[row.pk])).content)["月例報告"]
    assert next(each for each in rows if each[0] == "計")[4] == 1
    own = sheets(client.get(reverse("figures:month_file"), {"month": month}).content)["月例報告"]
    assert next(each for each in own if each[0] == "計")[4] == 0
    for url in (reverse("figures:board_month", args=[row.pk]), reverse("figures:board_file", args=[row.pk])):
        assert client.get(url).status_code == 403


def test_the_board_sees_nothing_that_was_not_submitted(people: Any, client_for: Any, make_staff: Any) -> None:
    recognised(people)
    officer = client_for(board_officer(make_staff))
    page = text(officer.get(reverse("figures:board_months")))
    assert people.school.name not in page


def test_actions_ask_again(people: Any, make_staff: Any, other_school: Any) -> None:
    case = recognised(people)
    child = victims_of(case).get()
    said: dict[str, int | None] = {"found": 1}
    for person in (people.expert, board_officer(make_staff), people.administrator):
        with pytest.raises(PermissionError):
            answer_for_child(case=case, involvement=child, by=person, said=said, token="t")
    for person in (people.homeroom6, make_staff(other_school, Post.PRINCIPAL)):
        with pytest.raises(type(case).DoesNotExist):
            answer_for_child(case=case, involvement=child, by=person, said=said, token="t")
    other = case.involvements.get(role="perpetrator")
    with pytest.raises(type(child).DoesNotExist):
        answer_for_child(case=case, involvement=other, by=people.homeroom, said=said, token="t")
    row = ways.opened(people)
    with pytest.raises(PermissionError):
        answer_for_incident(incident=row, by=people.homeroom, harms=1, before=1, token="t")
    with pytest.raises(Incident.DoesNotExist):
        answer_for_incident(incident=row, by=make_staff(other_school, Post.PRINCIPAL), harms=1, before=1, token="t")
    for person in (people.homeroom, make_staff(other_school, Post.PRINCIPAL)):
        with pytest.raises(PermissionError):
            answer_for_school(
                school=people.school, year=school_year(today()), by=person, measures=1, surveyed=1, token="t"
            )
        with pytest.raises(PermissionError):
            submit_month(school=people.school, month=today().replace(day=1), by=person, token="t")
    ahead = today().replace(day=1, year=today().year + 1)
    with pytest.raises(NotOver):
        submit_month(school=people.school, month=ahead, by=people.principal, token="t")


@pytest.mark.requirement("R4")
def test_the_database_keeps_one_answer_standing(people: Any) -> None:
    case = recognised(people)
    child = victims_of(case).get()
    first = answer_for_child(case=case, involvement=child, by=people.homeroom, said={"found": 1}, token="a")
    second = answer_for_child(case=case, involvement=child, by=people.homeroom, said={"found": 2}, token="b")
    assert second.replaces == first
    more: dict[str, Any] = {"involvement": child, "by": people.homeroom, "at": clock.now()}
    for wrong in ({"token": "c"}, {"token": "d", "replaces": first}, {"token": "e", "replaces": second, "found": 13}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NationalAnswer.objects.create(**more, **wrong)
    with pytest.raises(IntegrityError, match="history"), transaction.atomic():
        NationalAnswer.objects.filter(pk=first.pk).update(found=3)
    with pytest.raises(IntegrityError, match="history"), transaction.atomic():
        second.delete()


def test_no_other_month_is_submitted_than_the_one_that_was_asked_for(people: Any, client_for: Any) -> None:
    client = client_for(people.principal)
    for month in ("zz", "2999-12", "1999-05", ""):
        answer = client.post(reverse("figures:submit"), {"month": month, "token": secrets.token_hex(8)})
        assert answer.status_code == 422, month
    assert not MonthSubmitted.objects.exists()
