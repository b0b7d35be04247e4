"""The end of originals: two people, no hold, after their time; the tombstone stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.asking import refused, text
from tests.surveys import acts
from yorisoi.policy.roles import Post
from yorisoi.schools.models import Pupil
from yorisoi.surveys.models import Destruction, Hold, Sheet

pytestmark = pytest.mark.django_db
PAGE = "/surveys/originals/"


def gone(people: Any) -> dict[str, str]:
    """A child who left long ago; what the form says of them."""
    acts.answer(acts.opened(people), people.victim)
    Pupil.objects.filter(pk=people.victim.pk).update(left_on=date(2015, 3, 31))
    return {"kind": "pupil", "about": str(people.victim.uid)}


@pytest.mark.requirement("E1")
def test_two_people_end_it_and_a_tombstone_stays(people: Any, client_for: Any) -> None:
    said = gone(people)
    first, second = client_for(people.guidance_head), client_for(people.principal)
    assert people.victim.name in text(first.get(PAGE))
    first.post(reverse("surveys:ask_destruction"), said)
    row = Destruction.objects.get()
    page = text(first.post(reverse("surveys:agree", args=[row.pk])), 422)
    assert "ほかの人の同意が要ります" in page
    second.post(reverse("surveys:agree", args=[row.pk]))
    row.refresh_from_db()
    assert row.done_at is not None
    page = text(second.get(PAGE))
    assert "消したものの記録" in page
    assert Sheet.objects.count() == 1
    assert second.get(reverse("surveys:pupil", args=[people.victim.uid])).status_code == 200


def test_what_is_held_or_young_stays(people: Any, client_for: Any) -> None:
    said = gone(people)
    client = client_for(people.principal)
    assert "理由を書いて" in text(client.post(reverse("surveys:hold"), {**said, "reason": " "}), 422)
    for _n in range(2):
        client.post(reverse("surveys:hold"), {**said, "reason": "調査の求めがある"})
    assert "調査の求めがある" in text(client.get(PAGE))
    assert "留め置きになっています" in text(client.post(reverse("surveys:ask_destruction"), said), 422)
    client.post(reverse("surveys:lift", args=[Hold.objects.get().pk]))
    Pupil.objects.filter(pk=people.victim.pk).update(left_on=None)
    assert "保存期間が、まだ" in text(client.post(reverse("surveys:ask_destruction"), said), 422)


def test_who_may_not(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    said = gone(people)
    other = make_staff(other_school, Post.PRINCIPAL)
    refused(client_for, PAGE, post=False, stranger=None, wrong=people.homeroom, other=None)
    assert client_for(people.administrator).get(PAGE).status_code == 403
    client_for(people.principal).post(reverse("surveys:hold"), {**said, "reason": "x"})
    client_for(people.principal).post(reverse("surveys:lift", args=[Hold.objects.get().pk]))
    client_for(people.principal).post(reverse("surveys:ask_destruction"), said)
    for name, more in (
        ("hold", []), ("ask_destruction", []), ("lift", [Hold.objects.get().pk]),
        ("agree", [Destruction.objects.get().pk]),
    ):  # fmt: skip
        url = reverse(f"surveys:{name}", args=more)
        assert client_for(other).post(url, said).status_code == 404
        assert client_for(people.nurse).post(url, said).status_code == 403
        assert client_for(people.principal).get(url).status_code == 405
    for odd in ("", "x", "00000000-0000-0000-0000-000000000007"):
        assert client_for(people.principal).post(reverse("surveys:hold"), {"about": odd}).status_code == 404
