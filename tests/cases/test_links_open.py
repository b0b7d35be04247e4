"""Nobody is offered a link that refuses them: every address on the pages of a case opens for whoever sees it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from yorisoi.cases.people import invite_to_case

HREF = re.compile(r'href="(/[^"#]*)')
NOT_A_PAGE = re.compile(r"^/(static|accounts|language|demo-login)/")
WHO = (
    "principal",
    "vice_principal",
    "guidance_head",
    "homeroom",
    "grade_head",
    "nurse",
    "counsellor",
    "social_worker",
    "expert",
)


def offered(client: Any, url: str) -> set[str]:
    """The addresses on a page, which must be there."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return {unescape(found) for found in HREF.findall(answer.content.decode()) if not NOT_A_PAGE.match(found)}


@pytest.mark.parametrize("far", ["responding", "judging"])
def test_every_link_of_a_case_opens(far: str, people: Any, client_for: Any) -> None:
    case = play.responding(people)
    if far == "judging":
        play.confirm(people, case)
    invite_to_case(case=case, by=people.guidance_head, staff=people.expert)
    held = play.meeting(people, "committee", cases=[case])
    asked = 0
    for who in (getattr(people, name) for name in WHO):
        client = client_for(who)
        pages = [reverse("cases:show", args=[case.pk])]
        if client.get(room := reverse("cases:room", args=[held.pk])).status_code == 200:
            pages.append(room)
        for page in pages:
            for url in sorted(offered(client, page)):
                asked += 1
                assert client.get(url).status_code not in {403, 404, 500}, (who.name, page, url)
    assert asked > 100
