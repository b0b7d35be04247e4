"""Attendance is tested on a school day in March, with the year behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.attendance.days import in_march


@pytest.fixture(autouse=True)
def _march() -> Iterator[None]:
    with in_march():
        yield
