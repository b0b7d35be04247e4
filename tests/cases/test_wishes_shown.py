"""A wish that somebody shall not know is seen where it is decided and before the family is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from yorisoi.cases.models import Entry
from yorisoi.journal import clock
from yorisoi.policy.roles import Body
from yorisoi.reports import shutting_out
from yorisoi.schools.calendar import TOKYO

pytestmark = pytest.mark.django_db
WISH = "おうちの人に知られたくないと言っています"
SECRET: dict[str, Any] = {
    "answers": {"withhold": ["family"], "talk_to": ["nurse"], "feel": "hard", "whose": "me"},
    "narrative": "髙﨑です。お母さんには言わないで。",
}


def page(client: Any, name: str, *args: Any, **query: str) -> str:
    """The text of a page."""
    return str(client.get(reverse(name, args=args), query).content.decode())


def visiting(people: Any, **said: Any) -> Any:
    """A case that was recognised today: the home visit is owed."""
    case = play.opened(people, **said)
    play.write(case, people.guidance_head, "act", flag="stopped")
    held = play.find_facts(people, case)
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    play.recognise(people, case, held)
    return case


def test_in_the_meeting_on_the_report(people: Any, client_for: Any) -> None:
    row = play.report(people, **SECRET)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[row])
    shown = page(client_for(people.guidance_head), "cases:room", held.pk)
    known = shown.split('id="known-h"')[1].split("</section>")[0]
    for words in ("知られたくない人", "おうちの人", "養護教諭", "お母さんには言わないで。", WISH):
        assert words in known


def test_on_the_case_and_beside_the_duty_to_visit(people: Any, client_for: Any) -> None:
    case = visiting(people, **SECRET)
    shown = page(client_for(people.guidance_head), "cases:show", case.pk)
    assert 'id="wishes-h"' in shown
    owed = shown.split('id="now-h"')[1].split("</section>")[0]
    assert owed.count(WISH) == 1


def test_a_case_without_a_wish_says_nothing(people: Any, client_for: Any) -> None:
    case = visiting(people)
    client = client_for(people.homeroom)
    assert 'id="wishes-h"' not in page(client, "cases:show", case.pk)
    assert "wish_heard" not in page(client, "cases:record", case.pk, "home_visit")


@pytest.mark.parametrize("kind", ["home_visit", "guardians_told", "guardian_confirmation"])
def test_where_the_family_is_told_the_wish_stands_and_how_it_was_heard_is_asked(
    people: Any, client_for: Any, kind: str
) -> None:
    case = visiting(people, **SECRET)
    shown = page(client_for(people.homeroom), "cases:record", case.pk, kind)
    assert WISH in shown
    assert 'name="body_wish_heard"' in shown
    assert "required" not in shown.split('name="body_wish_heard"')[1].split(">")[0]


def test_how_the_wish_was_heard_is_kept_and_read_in_the_record(people: Any, client_for: Any) -> None:
    case = visiting(people, **SECRET)
    client = client_for(people.homeroom)
    said = {
        "pupil": str(people.victim.pk),
        "code": "visit",
        "body_words": "事実を伝えた",
        "body_wish_heard": "養護教諭が本人と話し、伝えてよいと聞いた",
        "occurred_at": (clock.now() - timedelta(minutes=1)).astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M"),
    }
    answer = client.post(reverse("cases:record", args=[case.pk, "home_visit"]), said)
    assert answer.status_code == 302, answer.content.decode()
    line = Entry.objects.get(case=case, kind="home_visit")
    assert line.data("body")["wish_heard"] == said["body_wish_heard"]
    shown = page(client, "cases:show", case.pk)
    assert "本人の気もちをどう確かめたか" in shown
    assert "伝えてよいと聞いた" in shown
    again = page(client, "cases:correct", case.pk, line.pk)
    assert "伝えてよいと聞いた" in again


class TestEarlier:
    """Other reports and cases on the same children."""

    def test_on_the_report_page_and_in_the_room(self, people: Any, client_for: Any) -> None:
        case = play.opened(people)
        other = play.report(people)
        now = play.report(people)
        client = client_for(people.guidance_head)
        shown = page(client, "cases:report", now.pk)
        assert reverse("cases:show", args=[case.pk]) in shown
        assert reverse("cases:report", args=[other.pk]) in shown
        held = play.meeting(people, Body.SUBCOMMITTEE, reports=[now])
        known = page(client, "cases:room", held.pk).split('id="known-h"')[1].split("</section>")[0]
        assert "ほかに 2件" in known
        assert reverse("cases:show", args=[case.pk]) in known

    def test_only_what_the_person_may_read_not_even_its_number(self, people: Any, client_for: Any) -> None:
        other = play.report(people)
        shutting_out.shut_out(report=other, by=people.guidance_head, staff=people.vice_principal)
        now = play.report(people)
        shown = page(client_for(people.vice_principal), "cases:report", now.pk)
        assert other.label not in shown
        assert "同じ子どもについて" not in shown
        assert other.label in page(client_for(people.guidance_head), "cases:report", now.pk)

    def test_other_children_are_not_pointed_out(self, people: Any, client_for: Any) -> None:
        play.report(people, pupils=[people.witness.pk])
        now = play.report(people)
        assert "同じ子どもについて" not in page(client_for(people.guidance_head), "cases:report", now.pk)


def test_urgent_is_told_to_whom_it_should(people: Any, client_for: Any) -> None:
    row = play.report(people)
    client = client_for(people.guidance_head)
    answer = client.post(reverse("cases:report_urgent", args=[row.pk]), {"reason": "けが"}, follow=True)
    assert "知らせるべき人に知らせました" in answer.content.decode()
    assert "校長・教頭・生徒指導主任に知らせました" not in answer.content.decode()
