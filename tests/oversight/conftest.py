"""An officer of 市教委 beside the people of two schools."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests import play
from tests.conftest import People
from yorisoi.cases.models import BoardCopy
from yorisoi.policy.roles import Post

WORDS = "3年生の事案について報告します"
SECRET = "子どもの秘密のことば"


@pytest.fixture
def officer(make_staff: Any) -> Any:
    """Somebody of 市教委."""
    return make_staff(None, Post.BOARD_OFFICER)


@pytest.fixture
def other(other_school: Any) -> People:
    """The people of another school."""
    return People(other_school)


def submitted(people: Any, words: str = WORDS) -> BoardCopy:
    """A case of which the board was told."""
    case = play.opened(people, narrative=SECRET)
    play.write(case, people.vice_principal, "board_report", code="first", words=words)
    return BoardCopy.objects.filter(case=case).latest("at")


def token() -> str:
    """Mark one sending of a form."""
    return secrets.token_hex(16)
