"""Whatever a school submits is told to 市教委 at once: a notice, and a mail that says nothing of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.incidents import ways
from tests.mailbox import Box
from tests.oversight.conftest import SECRET, WORDS, submitted, token
from yorisoi.cases.models import BoardCopy
from yorisoi.cli.tick import tick
from yorisoi.duties.models import Notice
from yorisoi.duties.notices import words_for
from yorisoi.incidents.models import IncidentCopy
from yorisoi.incidents.questions import Answered, answer_question
from yorisoi.oversight.words import acknowledge
from yorisoi.policy.roles import Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today

pytestmark = pytest.mark.django_db


def told(person: Any) -> list[str]:
    """What an officer has not seen, in order."""
    return list(Notice.objects.filter(staff=person, seen_at=None).order_by("at", "pk").values_list("kind", flat=True))


@pytest.mark.requirement("R8", "S3")
def test_an_officer_is_told_of_each_submission_and_mailed_without_a_word_of_it(
    people: Any,
    officer: Any,
    make_staff: Any,
    other_school: Any,
    client_for: Any,
    box: Box,
) -> None:
    officer.email = "shikyoi@example.jp"
    officer.save()
    elsewhere = make_staff(other_school, Post.BOARD_OFFICER)
    copy = submitted(people)
    assert told(officer) == ["board_submitted"]
    row = ways.reported(people, ways.opened(people))
    assert told(officer).count("board_serious") == 2  # the record sheet, the notice of occurrence
    assert told(elsewhere) == []
    assert tick()["mailed"] == len(told(officer))
    for to, mail in box.mails:
        said = f"{mail['Subject']}\n{mail.get_content()}"
        assert to == [officer.email]
        assert "/board/" in said
        known = (WORDS, SECRET, people.school.name, people.victim.name, people.victim.given_name, copy.case.label)
        for secret in (*known, row.label, "いじめ", "重大"):
            assert secret not in said
    assert any("急ぎ" in mail.get_content() for _to, mail in box.mails)

    word = next(one for one in words_for(officer) if one.about == "学校からの報告")
    page = client_for(officer).get(word.url)
    assert (page.status_code, word.url) == (200, reverse("oversight:board_copy", args=[copy.pk]))
    assert "board_submitted" not in told(officer)  # whoever opens it has seen its notice
    paper = IncidentCopy.objects.get(kind="notice")
    acknowledge(about=paper, by=officer, token=token())
    assert told(officer).count("board_serious") == 1


def test_a_refusal_with_its_reason_is_told_as_well(people: Any, officer: Any) -> None:
    case = play.opened(people)
    said = Answered("later", "確かめてから", next_on=today(), token=token())
    answer_question(about=case, by=people.principal, said=said)
    assert told(officer) == ["board_submitted"]
    assert BoardCopy.objects.get(case=case).kind == "serious_later"


@pytest.mark.requirement("R7")
def test_an_officer_who_is_named_in_the_matter_is_not_told(people: Any, make_staff: Any) -> None:
    officer = make_staff(people.school, Post.BOARD_OFFICER)
    case = play.opened(people)
    shut_out(report=case.report_links.get().report, staff=officer, by=people.principal)
    play.write(case, people.vice_principal, "board_report", code="first", words=WORDS)
    assert told(officer) == []
