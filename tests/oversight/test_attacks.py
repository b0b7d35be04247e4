"""An officer of 市教委 as an attacker: what was not submitted has no page, no count, no name."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from tests import play
from tests.asking import text
from tests.incidents import ways
from tests.oversight.conftest import SECRET, submitted, token
from yorisoi.cases.models import BoardCopy, Case
from yorisoi.incidents.models import IncidentCopy
from yorisoi.policy.roles import Post
from yorisoi.reports.models import Report
from yorisoi.schools.models import PostHolding

HOME, EVERY = reverse("oversight:board_home"), reverse("oversight:submissions")


def at(name: str, pk: Any) -> str:
    """An address of this chapter."""
    return reverse(f"oversight:{name}", args=[pk])


def names(people: Any) -> list[str]:
    """What must not be read by whoever was not told: children, words, classes."""
    children = [people.victim, people.perpetrator, people.witness]
    return [SECRET, *(one.name for one in children), *(one.family_name for one in children)]


@pytest.mark.requirement("R7", "S3")
def test_what_was_not_submitted_has_no_address(people: Any, officer: Any, client_for: Any) -> None:
    submitted(people)
    kept = play.responding(people)  # a whole case, of which nothing was submitted
    report: Model = kept.report_links.get().report
    client = client_for(officer)
    rows = [kept, report, kept.key, *kept.entries.all()[:5], *kept.steps.all()[:3], *report.steps.all()[:2]]  # type: ignore[attr-defined]
    for row in rows:
        for name in ("board_copy", "report", "word"):
            assert client.get(at(name, row.pk)).status_code == 404, (name, row)
        for name in ("acknowledge", "ask", "comment", "direct", "identity"):
            assert client.post(at(name, row.pk), {"token": token()}).status_code == 404, (name, row)
        assert client.get(reverse("incidents:show", args=[row.pk])).status_code == 404
    for url in (
        reverse("cases:show", args=[kept.pk]),
        reverse("cases:chronology", args=[kept.pk]),
        reverse("cases:report", args=[report.pk]),
        reverse("cases:board"),
        reverse("cases:ledger"),
        reverse("cases:search") + "?q=" + people.victim.family_name,
        reverse("duties:school"),
        reverse("meetings:list"),
        reverse("schools:pupils"),
    ):
        assert client.get(url).status_code == 403, url


@pytest.mark.requirement("R7")
def test_home_and_lists_tell_nothing_of_it_but_a_count(people: Any, officer: Any, client_for: Any) -> None:
    copy = submitted(people)
    with play.move_on(-3):
        hidden = play.opened(people, narrative=SECRET)  # its same-day duties are missed by now
    client = client_for(officer)
    home = text(client.get(HOME))
    assert home.count(str(copy.pk)) >= 1
    for secret in (hidden.label, str(hidden.pk), str(copy.case_id), *names(people), "3年1組"):
        assert secret not in home, secret
    for page in (EVERY, EVERY + "?about=serious", at("board_copy", copy.pk)):
        shown = text(client.get(page))
        for secret in (hidden.label, str(hidden.pk), str(copy.case_id), *names(people)):
            assert secret not in shown, (page, secret)
    linked = set(re.findall(r'href="(/board/[0-9a-f-]{36}/)"', home))
    assert {uuid.UUID(url.split("/")[2]) for url in linked} <= set(BoardCopy.objects.values_list("pk", flat=True))


@pytest.mark.requirement("R7")
def test_a_later_version_is_not_there_before_it_is_submitted(people: Any, officer: Any, client_for: Any) -> None:
    copy = submitted(people, words="第一報のことば")
    case = Case.objects.get(pk=copy.case_id)
    play.write(case, people.vice_principal, "note", words="まだ出していない続報のことば")
    client = client_for(officer)
    seen = text(client.get(at("board_copy", copy.pk)))
    assert "第一報のことば" in seen
    assert "続報のことば" not in seen
    assert "続報のことば" not in text(client.get(HOME)) + text(client.get(EVERY))
    play.write(case, people.vice_principal, "board_report", code="further", words="出した続報のことば")
    assert "出した続報のことば" not in text(client.get(at("board_copy", copy.pk)))  # each as it was submitted
    assert "出した続報のことば" in text(client.get(at("board_copy", BoardCopy.objects.latest("at").pk)))


@pytest.mark.requirement("S3")
def test_of_an_incident_only_what_was_submitted(people: Any, officer: Any, client_for: Any) -> None:
    row = ways.told(people, ways.opened(people))
    ways.line(row, people.principal, "preserved", body={"words": "保全の内わけ", "where": "校長室"})
    ways.line(row, people.guidance_head, "sheet", body={"words": "出した記録票のことば"})
    client = client_for(officer)
    paper = IncidentCopy.objects.get()
    pages = [HOME, EVERY + "?about=serious", at("board_copy", paper.pk), at("board_copy", row.pk)]
    pages += [reverse("incidents:show", args=[row.pk]), reverse("incidents:list")]
    seen = "".join(text(client.get(page)) for page in pages)
    assert "出した記録票のことば" in seen
    for secret in ("保全の内わけ", "夜も眠れない", *names(people)):
        assert secret not in seen, secret
    for line in row.lines.all():
        assert client.get(at("board_copy", line.pk)).status_code == 404


def test_an_officer_of_one_school_reaches_no_other(people: Any, other: Any, make_staff: Any, client_for: Any) -> None:
    copy, theirs = submitted(people), submitted(other, words="東小学校の報告")
    row = ways.reported(people, ways.opened(people))
    client = client_for(make_staff(other.school, Post.BOARD_OFFICER))
    for pk in (copy.pk, row.pk, *row.copies.values_list("pk", flat=True)):
        assert client.get(at("board_copy", pk)).status_code == 404
        assert client.post(at("comment", pk), {"words": "x", "token": token()}).status_code == 404
    seen = "".join(text(client.get(page)) for page in (HOME, EVERY, EVERY + "?about=serious", EVERY + "?school=nishi"))
    assert people.school.name not in seen
    assert str(row.pk) not in seen
    assert "東小学校の報告" in text(client.get(at("board_copy", theirs.pk)))


@pytest.mark.requirement("O1")
def test_whose_post_has_ended_sees_nothing_more(people: Any, officer: Any, client_for: Any) -> None:
    copy = submitted(people)
    client = client_for(officer)
    assert client.get(at("board_copy", copy.pk)).status_code == 200
    PostHolding.objects.filter(staff=officer).update(until=date(2020, 5, 1))
    for url in (HOME, EVERY, at("board_copy", copy.pk), reverse("incidents:list")):
        assert client.get(url).status_code == 403, url
    for name in ("acknowledge", "ask", "comment"):
        assert client.post(at(name, copy.pk), {"token": token()}).status_code == 403
    officer.is_active = False
    officer.save()
    assert client.get(HOME).status_code in (302, 403)


def test_no_file_of_a_case_is_served_to_the_board(people: Any, officer: Any, client_for: Any) -> None:
    from tests.journal.test_history import attached

    copy = submitted(people)
    report = Report.objects.filter(case_link__case=copy.case_id).get()
    attached(report, people)
    client = client_for(officer)
    files = list(report.attachments.all())
    assert files
    for file in files:
        for name, more in (("file", ()), ("file_copy", (1,)), ("file_original", (uuid.uuid4(),))):
            assert client.get(reverse(f"cases:{name}", args=[file.pk, *more])).status_code in (403, 404)
        assert client.get(at("board_copy", file.pk)).status_code == 404
    assert client.get(reverse("cases:case_files", args=[copy.case_id])).status_code in (403, 405)
