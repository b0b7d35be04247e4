"""What 市教委 sees: what was submitted, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import play
from tests.asking import queries, text
from yorisoi.cases.models import BoardCopy
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post

WORDS = "3年生の事案について報告します"


@pytest.fixture
def officer(make_staff: Any) -> Any:
    """Somebody of 市教委."""
    return make_staff(None, Post.BOARD_OFFICER)


def submitted(people: Any) -> BoardCopy:
    """A case of which the board was told."""
    case = play.opened(people, narrative="子どもの秘密のことば")
    play.write(case, people.vice_principal, "board_report", code="first", words=WORDS)
    return BoardCopy.objects.latest("at")


@pytest.mark.requirement("R8")
def test_the_board_reads_what_was_submitted_and_each_look_is_journalled(
    people: Any, officer: Any, client_for: Any
) -> None:
    copy = submitted(people)
    client = client_for(officer)
    home = text(client.get(reverse("oversight:board_home")))
    assert people.school.name in home
    assert "子どもの秘密のことば" not in home
    assert "未読" in home
    page = text(client.get(reverse("oversight:board_copy", args=[copy.pk])))
    assert WORDS in page
    assert people.victim.name not in page
    assert "未読" not in text(client.get(reverse("oversight:board_home")))
    seen = set(Event.objects.filter(actor_id=officer.pk).values_list("event", flat=True))
    assert {"view.board", "view.board_copy"} <= seen


def test_the_empty_list_says_what_will_come(officer: Any, client_for: Any) -> None:
    home = text(client_for(officer).get(reverse("oversight:board_home")))
    for words in ("受理を待っている報告はありません", "続いている重大事態はありません", "どの学校でも行われています"):
        assert words in home
    assert "まだ報告はありません" in text(client_for(officer).get(reverse("oversight:submissions")))


def test_nobody_else_and_no_case_for_the_board(people: Any, officer: Any, client_for: Any) -> None:
    copy = submitted(people)
    home, every = reverse("oversight:board_home"), reverse("oversight:submissions")
    for url in (home, every, reverse("oversight:board_copy", args=[copy.pk])):
        assert client_for(people.principal).get(url).status_code == 403
        assert client_for(officer).post(url).status_code == 405
        assert Client().get(url).status_code == 302
    assert client_for(officer).get(reverse("cases:show", args=[copy.case_id])).status_code == 403


def test_an_officer_bound_to_a_school_sees_no_other(
    people: Any, client_for: Any, make_staff: Any, other_school: Any
) -> None:
    copy = submitted(people)
    bound = make_staff(other_school, Post.BOARD_OFFICER)
    assert client_for(bound).get(reverse("oversight:board_copy", args=[copy.pk])).status_code == 404


def test_the_list_asks_the_same_number_of_queries(people: Any, officer: Any, client_for: Any) -> None:
    submitted(people)
    client = client_for(officer)
    queries(client, reverse("oversight:board_home"))
    before = queries(client, reverse("oversight:board_home"))
    for _ in range(3):
        submitted(people)
    assert queries(client, reverse("oversight:board_home")) == before
