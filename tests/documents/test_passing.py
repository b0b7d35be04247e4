"""What goes to another school with a child: decided, masked, looked at, handed over; owed until then."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from tests import play
from tests.asking import refused, text
from tests.documents.reading import bare, pages
from yorisoi.documents import extracting
from yorisoi.documents.actions import file_of
from yorisoi.documents.extracting import groups_of
from yorisoi.documents.models import Extract, HandedOver, PassOn
from yorisoi.documents.passing import (
    NoReason,
    NotReady,
    decide_nothing,
    decide_package,
    hand_over_package,
    pass_ons_for,
)
from yorisoi.documents.passing_due import owe_everywhere
from yorisoi.documents.passing_text import SHORT, WHOLE, Said
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of
from yorisoi.journal.models import Event
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today
from yorisoi.schools.models import Pupil

SAID = Said(
    to="見本市立中学校", ground="office", consent="told", consent_note="3月5日に母から", watching="𠮷田さんと席を離す"
)


@pytest.fixture
def case(people: Any) -> Any:
    """An open case in which the other child is named."""
    found = play.responding(people)
    play.write(found, people.homeroom, "care", pupil=people.victim, words="𠮷田さんから離れて過ごせるようにした")
    return found


def decided(people: Any, case: Any, **more: Any) -> PassOn:
    """The principal decides that the case goes along."""
    return decide_package(pupil=people.victim, by=people.principal, said=SAID, chosen={case.pk: SHORT}, **more)


def released(people: Any, row: PassOn) -> Any:
    """A person has looked at every mask."""
    extract = Extract.objects.get(pk=row.extract_id)
    keys = {group.key for group in groups_of(extract) if group.masks}
    return extracting.release(extract=extract, by=people.principal, confirmed=keys)


def handed(row: PassOn, by: Any, **more: Any) -> HandedOver:
    """It is handed over today."""
    said = {"on": today(), "way": "in_person", "to": "中学校 生徒指導主事"}
    return hand_over_package(pass_on=row, by=by, **{**said, **more})


@pytest.mark.requirement("D4", "R12")
def test_a_package_is_decided_masked_looked_at_and_handed_over(people: Any, case: Any) -> None:
    row = decided(people, case, token="once")
    assert decided(people, case, token="once") == row
    with pytest.raises(NotReady):
        handed(row, people.principal)
    made = released(people, row)
    assert made.kind == "package"
    told = bare("".join(pages(file_of(made))))
    assert bare("見本市立中学校") in told
    assert bare("席を離す") in told
    assert bare("から離れて過ごせるようにした") in told
    assert "𠮷田" not in told
    assert "からかわれている" not in told  # what the report said is no part of it
    assert handed(row, people.principal, token="t") == handed(row, people.principal, token="t")
    assert Event.objects.filter(event="pass_on.handed_over").count() == 1


def test_resolved_cases_go_along_only_if_chosen(people: Any, case: Any) -> None:
    other = play.opened(people)
    row = decide_package(pupil=people.victim, by=people.principal, said=SAID, chosen={case.pk: WHOLE})
    assert dict(row.matters.values_list("case", "chosen")) == {case.pk: True, other.pk: False}
    told = bare("".join(pages(file_of(released(people, row)))))
    assert case.label in told
    assert other.label not in told


@pytest.mark.requirement("R12")
def test_who_leaves_with_an_open_case_leaves_a_duty_until_it_is_handed_over(people: Any, case: Any) -> None:
    assert owe_everywhere() == 0
    Pupil.objects.filter(pk=people.victim.pk).update(left_on=today())
    assert owe_everywhere() == 1
    assert owe_everywhere() == 0
    owed = duties_of(people.guidance_head).get(name="pass_on_record")
    assert owed.pupil == people.victim
    row = decided(people, case)
    released(people, row)
    owed.refresh_from_db()
    assert owed.is_open
    handed(row, people.principal)
    owed.refresh_from_db()
    assert owed.done_by == people.principal
    assert owe_everywhere() == 0


def test_that_nothing_goes_along_wants_a_reason_and_ends_the_duty(people: Any, case: Any) -> None:
    Pupil.objects.filter(pk=people.victim.pk).update(left_on=today())
    owe_everywhere()
    with pytest.raises(NoReason):
        decide_nothing(pupil=people.victim, by=people.principal, to="", why=" ")
    decide_nothing(pupil=people.victim, by=people.principal, to="", why="保護者が望まず、要る事情もない")
    assert not Duty.objects.filter(OPEN, name="pass_on_record").exists()


def test_only_who_may_and_never_against_the_ground(people: Any, case: Any) -> None:
    for by in (people.homeroom, people.administrator, people.nurse):
        with pytest.raises(PermissionError):
            decide_package(pupil=people.victim, by=by, said=SAID, chosen={})
        assert not pass_ons_for(by).exists()
    against = Said(to="中", ground="consent", consent="refused")
    with pytest.raises(IntegrityError), transaction.atomic():
        decide_package(pupil=people.victim, by=people.principal, said=against, chosen={case.pk: SHORT})


@pytest.mark.requirement("O1")
def test_whoever_is_named_neither_decides_nor_learns(people: Any, case: Any, client_for: Any) -> None:
    row = decided(people, case)
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.vice_principal)
    assert not pass_ons_for(people.vice_principal).exists()
    client = client_for(people.vice_principal)
    assert client.get(reverse("documents:pass_on", args=[row.pk])).status_code == 404
    assert case.label not in text(client.get(reverse("documents:pass_on_decide", args=[people.victim.uid])))
    Pupil.objects.filter(pk=people.victim.pk).update(left_on=today())
    owe_everywhere()
    other = decide_package(pupil=people.victim, by=people.vice_principal, said=SAID, chosen={case.pk: SHORT})
    assert not other.matters.exists()
    decide_nothing(pupil=people.victim, by=people.vice_principal, to="", why="知らない")
    assert Duty.objects.filter(OPEN, name="pass_on_record", case=case).exists()


def test_the_database_keeps_what_was_decided(people: Any, case: Any) -> None:
    row = decided(people, case)
    released(people, row)
    given = handed(row, people.principal)
    for change in (
        lambda: PassOn.objects.filter(pk=row.pk).update(consent="agreed"),
        lambda: HandedOver.objects.filter(pk=given.pk).delete(),
        lambda: row.matters.update(chosen=False),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


FILLED = {"to": "見本市立中学校", "ground": "office", "consent": "told", "watching": "見守る", "token": "a" * 32}


def test_the_pages_from_the_child_to_the_handing_over(people: Any, case: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    assert "何を渡すかを決める" in text(client.get(reverse("schools:pupil", args=[people.victim.uid])))
    url = reverse("documents:pass_on_decide", args=[people.victim.uid])
    assert case.label in text(client.get(url))
    wrong = {**FILLED, "ground": "consent", f"case_{case.pk.hex}": "short"}
    said = text(client.post(url, wrong), 422)
    assert "同意を根拠にできるのは" in said
    assert "見本市立中学校" in said  # nothing typed is lost
    nothing = {"to": "中", "ground": "office", "consent": "told", f"case_{case.pk.hex}": "none"}
    assert "渡すものがありません" in text(client.post(url, nothing), 422)
    assert "書いてください" in text(client.post(url, {**FILLED, "consent": "not_asked"}), 422)
    good = {**FILLED, f"case_{case.pk.hex}": "short"}
    assert client.post(url, good).status_code == 302
    assert client.post(url, good).status_code == 302
    row = PassOn.objects.get()
    shown = reverse("documents:pass_on", args=[row.pk])
    assert "伏せたところをひとつずつ" in text(client.get(shown))
    assert "引継ぎ資料を確かめる" in text(client.get(reverse("documents:extract", args=[row.extract_id])))
    assert people.victim.name not in text(client.get(reverse("documents:extracts")))
    give = {"on": str(today()), "way": "in_person", "to_whom": "主事", "token": "b"}
    assert "まだ資料になっていません" in text(client.post(shown, give), 422)
    released(people, row)
    assert "これからの日は書けません" in text(client.post(shown, {**give, "on": "2030-01-01"}), 422)
    for _press in range(2):
        assert client.post(shown, give).status_code == 302
    assert row.deliveries.count() == 1
    assert "会って手渡した" in text(client.get(shown))


def test_that_nothing_goes_along_on_the_page(people: Any, client_for: Any) -> None:
    client = client_for(people.principal)
    url = reverse("documents:pass_on_decide", args=[people.victim.uid])
    assert "渡さない理由" in text(client.post(url, {"act": "nothing", "n-why": " "}), 422)
    assert client.post(url, {"act": "nothing", "n-why": "渡すものがない", "token": "c"}).status_code == 302
    assert "渡すものがない" in text(client.get(reverse("documents:pass_on", args=[PassOn.objects.get().pk])))


def test_the_five_questions(people: Any, case: Any, client_for: Any, other_school: Any, make_staff: Any) -> None:
    row = decided(people, case)
    other = make_staff(other_school, "principal")
    for url in (
        reverse("documents:pass_on_decide", args=[people.victim.uid]),
        reverse("documents:pass_on", args=[row.pk]),
    ):
        refused(client_for, url, post=False, stranger=None, wrong=people.homeroom, other=other)
        assert client_for(people.principal).put(url).status_code == 405
    Pupil.objects.filter(pk=people.victim.pk).update(left_on=today())
    owe_everywhere()
    duty = Duty.objects.get(OPEN, name="pass_on_record")
    url = reverse("documents:pass_on_for", args=[case.pk, duty.pk])
    refused(client_for, url, post=False, stranger=people.homeroom, wrong=people.administrator, other=other)
    assert client_for(people.guidance_head).get(url)["Location"] == reverse("documents:pass_on", args=[row.pk])
