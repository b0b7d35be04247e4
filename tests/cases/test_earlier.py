"""A repeat on the same children is pointed out, with its earlier cases, to who may read them and to nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from yorisoi.cases.earlier import earlier
from yorisoi.cases.joining import merge_cases
from yorisoi.cases.names import Letters
from yorisoi.policy.roles import Body, Role
from yorisoi.reports.shutting_out import shut_out


def before(people: Any, case: Any, staff: Any = None) -> list[tuple[str, str]]:
    pupils = [row.pupil for row in case.involvements.all()]
    found = earlier(staff or people.guidance_head, pupils, Letters(pupils), case=case)
    return [(one.label, str(one.repeat)) for one in found]


@pytest.mark.requirement("R12")
@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ({"victim": Role.VICTIM, "perpetrator": Role.PERPETRATOR}, "同じ被害・加害の子ども"),
        ({"victim": Role.VICTIM}, "同じ子どもがまた被害"),
        ({"perpetrator": Role.PERPETRATOR}, "同じ子どもがまた加害"),
        ({"perpetrator": Role.VICTIM, "victim": Role.PERPETRATOR}, "立場が入れかわっている"),
        ({"victim": Role.BYSTANDER}, ""),
    ],
)
def test_why_an_earlier_case_weighs_more(people: Any, roles: dict[str, str], said: str) -> None:
    first = play.opened(people)
    second = play.subcommittee(people, play.report(people), **roles)
    assert (f"事案 {first.label}", said) in before(people, second)


def test_who_may_not_read_the_earlier_case_learns_nothing_of_it(people: Any, client_for: Any) -> None:
    first = play.opened(people)
    second = play.opened(people)
    assert before(people, second, people.homeroom)
    shut_out(report=first.report_links.get().report, by=people.guidance_head, staff=people.homeroom)
    assert before(people, second, people.homeroom) == []
    page = client_for(people.homeroom).get(reverse("cases:show", args=[second.pk])).content.decode()
    assert "同じ子どもについて" not in page
    assert (
        "同じ被害・加害" in client_for(people.principal).get(reverse("cases:show", args=[second.pk])).content.decode()
    )


def test_a_case_that_went_into_another_is_told_once(people: Any) -> None:
    one, two, three = (play.opened(people) for _n in range(3))
    held = play.meeting(people, Body.COMMITTEE, cases=[one])
    merge_cases(meeting=held, gone=one, stays=two, by=people.guidance_head, reason="同じ件")
    assert [label for label, _said in before(people, three)] == [f"事案 {two.label}"]
