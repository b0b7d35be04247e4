"""Holds: shown, lifted by two people after the years, the family told; by nobody else, never early."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import refused, text
from tests.incidents import ways
from yorisoi.incidents.models import HoldRelease, HoldReleaseAnswer, Incident
from yorisoi.incidents.reassigning import follow_incidents
from yorisoi.incidents.releasing import Asked, answer_release, ask_release
from yorisoi.journal.holds import is_held
from yorisoi.journal.models import Event, Hold
from yorisoi.policy.flow import NotYet
from yorisoi.policy.serious_holds import HoldFacts, kept_until, unmet
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today

YEARS = 366 * 6  # days


def asked(token: str = "t") -> Asked:
    return Asked("期間が過ぎた", "保護者に電話で説明した。「分かりました」", today(), token)


def names(refusal: Any) -> set[str]:
    return {need.name for need in refusal.value.needs}


@pytest.mark.requirement("R4")
def test_the_policy_of_lifting() -> None:
    day = today()
    done = HoldFacts(today=kept_until(day, 5), closed_on=day, held=1, reason=True, told=True, told_on=day)
    assert unmet(done) == []
    assert [need.name for need in unmet(HoldFacts(today=kept_until(day, 5) - timedelta(days=1), closed_on=day))] == [
        "kept", "held", "told", "reason",
    ]  # fmt: skip
    assert "closed" in {need.name for need in unmet(HoldFacts(today=day, held=1))}


@pytest.mark.django_db
@pytest.mark.requirement("R4", "S3")
def test_two_people_after_the_years(people: Any, board: Any, client_for: Any) -> None:
    case = play.opened(people)
    row = ways.opened(people, by=people.guidance_head, case=case)
    with pytest.raises(NotYet) as early:
        ask_release(incident=row, by=people.principal, asked=asked())
    assert names(early) >= {"closed", "kept"}
    ways.closed(people, row, board)
    with pytest.raises(NotYet) as early:
        ask_release(incident=row, by=people.principal, asked=asked())
    assert names(early) == {"kept"}
    shown = text(client_for(people.principal).get(reverse("incidents:holds", args=[row.pk])))
    assert case.label in shown
    assert "解けるようになる日" in shown
    assert "申し出る</button>" not in shown
    with play.move_on(YEARS):
        with pytest.raises(NotYet) as bare:
            ask_release(incident=row, by=people.principal, asked=Asked("", " ", None, "x"))
        assert names(bare) == {"told", "reason"}
        for person in (people.guidance_head, people.homeroom, board):
            with pytest.raises(PermissionError):
                ask_release(incident=row, by=person, asked=asked())
        made = ask_release(incident=row, by=people.principal, asked=asked())
        assert ask_release(incident=row, by=people.principal, asked=asked()) == made
        with pytest.raises(NotYet) as alone:
            answer_release(release=made, by=people.principal, agreed=True, reason="自分で")
        assert names(alone) == {"second_person"}
        for person in (people.guidance_head, people.nurse):
            with pytest.raises(PermissionError):
                answer_release(release=made, by=person, agreed=True, reason="よい")
        with pytest.raises(NotYet):
            answer_release(release=made, by=board, agreed=True, reason=" ")
        assert is_held(case)
        answer_release(release=made, by=board, agreed=True, reason="記録で確かめた")
        answer_release(release=made, by=board, agreed=False, reason="二度目")
        assert HoldReleaseAnswer.objects.get().agreed
        assert not is_held(case)
        assert not is_held(people.victim)
        follow_incidents()
        assert not is_held(case)  # nothing comes back by the clock
        assert Hold.objects.filter(lifted_at__isnull=False).exists()  # and the rows stay
        assert Event.objects.filter(event="hold.lifted", about_id=str(row.pk)).count() == 1
        assert "保全は解かれています" in text(client_for(people.vice_principal).get(f"/incidents/{row.pk}/"))


@pytest.mark.django_db
def test_a_refusal_keeps_them_and_what_another_holds_stays(people: Any, board: Any, client_for: Any) -> None:
    case = play.opened(people)
    row = ways.closed(people, ways.opened(people, by=people.guidance_head, case=case), board)
    with play.move_on(YEARS):
        url = reverse("incidents:holds", args=[row.pk])
        client = client_for(people.principal)
        assert client.post(url, {"told_on": today().isoformat(), "told": "", "reason": ""}).status_code == 422
        said = {"told_on": today().isoformat(), "told": "説明した", "reason": "過ぎた", "token": "h" * 20}
        for _press in range(2):
            assert client.post(url, said)["Location"] == url
        assert HoldRelease.objects.count() == 1
        assert "もうひとりの答えを待っています" in text(client.get(url))
        answer = reverse("incidents:release", args=[row.pk])
        assert "ほかの人が確かめます" in text(client.post(answer, {"answer": "yes", "reason": "自分で"}), 422)
        other = client_for(board)
        page = text(other.get(reverse("incidents:show", args=[row.pk])))
        assert "保全を解く申し出" in page
        assert "説明した" in page
        assert other.post(answer, {"answer": "yes", "reason": ""}).status_code == 422
        assert other.post(answer, {"answer": "no", "reason": "まだ要る"}).status_code == 302
        assert is_held(case)
        second = ways.opened(people, by=people.guidance_head, case=case, pupil=people.witness)
        again = ask_release(incident=row, by=people.vice_principal, asked=asked("again"))
        answer_release(release=again, by=people.principal, agreed=True, reason="よい")  # the other manager
        assert is_held(case)  # because of the second
        assert second.pk != row.pk


@pytest.mark.django_db
@pytest.mark.requirement("R7")
def test_the_five_questions_and_who_is_named(people: Any, other: Any, board: Any, client_for: Any) -> None:
    row = ways.opened(people)
    page, answer = (reverse(f"incidents:{name}", args=[row.pk]) for name in ("holds", "release"))
    refused(client_for, page, post=False, stranger=people.nurse, wrong=board, other=other.principal)
    refused(client_for, answer, post=True, stranger=None, wrong=people.nurse, other=other.principal)
    assert client_for(people.guidance_head).post(page, {"token": "x"}).status_code == 403
    assert client_for(people.principal).get(answer).status_code == 405
    assert client_for(people.principal).post(answer, {"answer": "yes"}).status_code == 302  # nobody asked
    shut_out(report=row.matters.get(report__isnull=False).report, by=people.vice_principal, staff=people.principal)
    assert client_for(people.principal).get(page).status_code == 404
    assert client_for(people.principal).post(answer, {"answer": "yes"}).status_code == 404
    with pytest.raises(PermissionError):
        ask_release(incident=Incident.objects.get(), by=people.principal, asked=asked())
