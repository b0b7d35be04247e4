"""The list of the whole school offers no button that is refused to whoever presses it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.duties.actions import all_duties
from yorisoi.duties.models import Duty
from yorisoi.duties.places import places
from yorisoi.duties.pressing import pressable
from yorisoi.journal import clock
from yorisoi.policy.roles import Post
from yorisoi.schools.models import PostHolding

SCHOOL = "/duties/school/"


def owed(about: Any, name: str, post: str, **more: Any) -> Duty:
    """Somebody owes this."""
    now = clock.now()
    key = "report" if about._meta.model_name == "report" else "case"
    return Duty.objects.create(
        school=about.school,
        name=name,
        owner_post=post,
        acting_post=post,
        owed_at=now,
        due_at=now,
        **{key: about},
        **more,
    )


@pytest.mark.parametrize("who", ["principal", "vice_principal", "guidance_head"])
def test_no_button_of_the_school_is_refused(people: Any, client_for: Any, who: str) -> None:
    case = play.opened(people)
    person, client = getattr(people, who), client_for(getattr(people, who))
    rows = [Duty(name=name, case=case, pupil=people.victim, owed_at=clock.now()) for name in all_duties()]
    spots = places(rows, person)
    shown = pressable(rows, spots, person)
    urls = {spots[row.pk].url: row.pk in shown for row in rows if spots[row.pk].url.startswith(f"/cases/{case.pk}/")}
    for url, pressed in urls.items():
        if "/measure" in url or "/promise" in url:
            continue  # pages of one duty that is owed: there is none here
        assert (client.get(url).status_code == 403) is not pressed, url


@pytest.mark.parametrize(("who", "button"), [("vice_principal", False), ("guidance_head", True)])
def test_what_only_the_grade_team_writes_is_a_link_to_the_matter_for_others(
    people: Any, client_for: Any, who: str, button: bool
) -> None:
    case = play.opened(people)
    owed(case, "follow_up", Post.GRADE_HEAD, grade=3)
    page = text(client_for(getattr(people, who)).get(f"{SCHOOL}?post=grade_head"))
    assert reverse("cases:show", args=[case.pk]) in page
    assert (reverse("cases:record", args=[case.pk, "follow_up"]) in page) is button


def test_whoever_acts_for_the_post_has_its_button(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    PostHolding.objects.filter(staff=people.grade_head).update(until=clock.now())
    owed(case, "follow_up", Post.GRADE_HEAD, staff=people.vice_principal)
    page = text(client_for(people.vice_principal).get(SCHOOL))
    assert reverse("cases:record", args=[case.pk, "follow_up"]) in page
