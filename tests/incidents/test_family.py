"""A family's extract holds its child's serious incident, not the press desk and not what other families said."""

from __future__ import annotations

from typing import Any

import pytest

from tests.incidents import ways
from yorisoi.documents.extracting import begin_extract, masked_texts
from yorisoi.reports.shutting_out import shut_out

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R9", "S6")
def test_the_extract_holds_the_childs_incident(people: Any, board: Any) -> None:
    row = ways.closed(people, ways.opened(people), board)
    ways.line(row, people.principal, "press_asked", body={"words": "報道席への質問", "whom": "記者"})
    ways.line(row, people.principal, "accused", body={"words": "もう一方の家族に話したこと"})
    extract = begin_extract(pupil=people.victim, by=people.principal)
    whole = str(extract.data("content"))
    assert f"重大事態 {row.label}" in whole
    assert "夜も眠れない" in whole
    assert "報道席" not in whole
    shown = "\n".join(masked_texts(extract))
    assert "夜も眠れない" in shown
    assert "もう一方の家族に話したこと" not in shown


def test_nothing_of_an_incident_that_is_kept_from_who_makes_it(people: Any) -> None:
    row = ways.opened(people)
    report = row.matters.exclude(report=None).get().report
    assert report is not None
    shut_out(report=report, by=people.guidance_head, staff=people.principal)
    extract = begin_extract(pupil=people.victim, by=people.principal)
    assert row.label not in str(extract.data("content"))
