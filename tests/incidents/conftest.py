"""An officer of 市教委 beside the people of the school."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import People
from yorisoi.policy.roles import Post


@pytest.fixture
def board(people: Any, make_staff: Any) -> Any:
    """An officer of 市教委."""
    return make_staff(None, Post.BOARD_OFFICER)


@pytest.fixture
def other(other_school: Any) -> People:
    """The people of another school."""
    return People(other_school)
