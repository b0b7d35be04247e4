"""Who told is kept in custody; a mistaken name is put right by addition."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import refused, text
from yorisoi.duties.queries import unseen
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Body, Can, Post
from yorisoi.reports import custody
from yorisoi.reports.models import IdentityOpening, NamedPupil
from yorisoi.reports.putting_right import withdraw_name
from yorisoi.reports.shutting_out import shut_out

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R2")]
NAME, CONTACT, FROM = "保護者山 花子", "090-1111-2222", "祖母から"


def told(people: Any, **said: Any) -> Any:
    """A guardian tells with a name."""
    who = {"name": NAME, "relation": "母", "contact": CONTACT}
    return play.report(people, source="guardian", reporter=who, received_from=FROM, **said)


def url(name: str, report: Any, *more: Any) -> str:
    return reverse(f"cases:report_{name}", args=[report.pk, *more])


def test_only_three_posts_and_the_board_hold_the_right(people: Any) -> None:
    from yorisoi.policy.roles import RIGHTS

    holders = {post for post, rights in RIGHTS.items() if Can.OPEN_IDENTITY in rights}
    assert holders == {Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.GUIDANCE_HEAD, Post.BOARD_OFFICER}


def test_nobody_reads_who_told_on_any_page(people: Any, client_for: Any) -> None:
    report = told(people)
    case = play.subcommittee(people, report)
    room = report.agenda_items.get().meeting
    play.meeting(people, Body.COMMITTEE, cases=[case])
    pages = [
        reverse("cases:report", args=[report.pk]),
        reverse("cases:show", args=[case.pk]),
        reverse("cases:room", args=[room.pk]),
        reverse("meetings:minutes", args=[room.pk]),
        reverse("cases:ledger"),
        reverse("reports:inbox"),
        reverse("duties:mine"),
    ]
    for person in (people.guidance_head, people.principal, people.academic_head, people.homeroom):
        client = client_for(person)
        for page in pages:
            said = client.get(page).content.decode()
            for words in (NAME, CONTACT, FROM):
                assert words not in said, (person, page)


def test_an_opening_is_shown_once_written_down_and_told_to_the_others(people: Any, client_for: Any) -> None:
    report = told(people)
    client = client_for(people.principal)
    assert "開く理由" in text(client.get(url("identity", report)[: -len("identity/")]))
    text(client.post(url("identity", report), {"reason": " "}), 422)
    answer = client.post(url("identity", report), {"reason": "折り返し連絡するため"})
    page = text(answer)
    for words in (NAME, CONTACT, FROM):
        assert words in page
    assert "no-store" in answer["Cache-Control"]
    assert NAME not in text(client.get(reverse("cases:report", args=[report.pk])))
    client.post(url("identity", report), {"reason": "折り返し連絡するため"})  # the button pressed twice
    assert IdentityOpening.objects.filter(report=report).count() == 1
    assert bytes(IdentityOpening.objects.get().reason)
    assert b"\xe6\x8a\x98" not in bytes(IdentityOpening.objects.get().reason)
    assert Event.objects.filter(event="report.identity_opened", about_id=str(report.pk)).count() == 1
    for other in (people.vice_principal, people.guidance_head):
        assert unseen(other).filter(kind="identity_opened", report=report).count() == 1
        page = text(client_for(other).get(reverse("cases:report", args=[report.pk])))
        assert "折り返し連絡するため" in page
        assert "開示されました" in text(client_for(other).get(reverse("duties:mine")))
    assert not unseen(people.principal).filter(kind="identity_opened").exists()


def test_questions_of_the_opening(people: Any, client_for: Any, other_school: Any, make_staff: Any) -> None:
    report = told(people)
    play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    stranger = make_staff(other_school, Post.PRINCIPAL)
    address = url("identity", report)
    assert client_for(people.principal).get(address).status_code == 405
    refused(client_for, address, post=True, stranger=stranger, wrong=people.academic_head, other=stranger)
    shut_out(report=report, by=people.guidance_head, staff=people.principal)
    assert client_for(people.principal).post(address, {"reason": "見たい"}).status_code == 404
    with pytest.raises(PermissionError):
        custody.open_identity(report=report, by=people.principal, reason="見たい")
    with pytest.raises(PermissionError):
        custody.open_identity(report=report, by=people.academic_head, reason="見たい")
    with pytest.raises(ValueError, match="reason"):
        custody.open_identity(report=report, by=people.guidance_head, reason="  ")
    assert not IdentityOpening.objects.exists()


def test_the_one_named_hears_of_no_opening(people: Any) -> None:
    report = told(people, staff_named=[people.vice_principal.pk])
    custody.open_identity(report=report, by=people.principal, reason="連絡のため")
    assert not unseen(people.vice_principal).exists()
    assert unseen(people.guidance_head).filter(kind="identity_opened").exists()


def test_the_board_opens_only_where_both_managers_are_named(people: Any, make_staff: Any, client_for: Any) -> None:
    officer = make_staff(None, Post.BOARD_OFFICER)
    report = told(people, staff_named=[people.principal.pk])
    with pytest.raises(PermissionError):
        custody.open_identity(report=report, by=officer, reason="調べるため")
    shut_out(report=report, by=people.guidance_head, staff=people.vice_principal)
    address = reverse("oversight:identity", args=[report.pk])
    assert NAME in text(client_for(officer).post(address, {"reason": "調べるため"}))
    assert unseen(people.guidance_head).filter(kind="identity_opened", report=report).exists()
    assert not unseen(people.principal).exists()


def test_a_colleague_who_passed_it_on_is_known_to_intake_alone(people: Any, client_for: Any) -> None:
    report = play.report(people, by=people.teacher, source="staff", channel="in_person")
    case = play.subcommittee(people, report)
    page = reverse("cases:report", args=[report.pk])
    assert people.teacher.name in text(client_for(people.guidance_head).get(page))
    seated, near = client_for(people.academic_head), client_for(people.homeroom)
    for client, address in ((seated, page), (near, page), (near, reverse("cases:show", args=[case.pk]))):
        assert people.teacher.name not in text(client.get(address)).split("<main", 1)[1]


def test_a_child_who_only_told_is_kept_from_the_team(people: Any, client_for: Any) -> None:
    roles = {"victim": "victim", "perpetrator": "perpetrator", "witness": "informant"}
    case = play.subcommittee(people, told(people), **roles)
    address = reverse("cases:show", args=[case.pk])
    assert people.witness.name in text(client_for(people.guidance_head).get(address))
    page = text(client_for(people.homeroom).get(address))
    assert people.witness.name not in page
    assert "情報を伝えた子ども: 1人" in page


def test_who_told_is_put_right_beside_what_was_written(people: Any, client_for: Any) -> None:
    report = told(people)
    client = client_for(people.guidance_head)
    form = url("reporter", report)
    page = text(client.get(form))
    assert NAME not in page
    text(client.post(form, {"name": "保護者川", "reason": ""}), 422)
    text(client.post(form, {"reason": "聞きまちがい"}), 422)
    said = {"name": "保護者川 月子", "source": "community", "reason": "聞きまちがい"}
    assert client.post(form, said).status_code == 302
    client.post(form, said)
    assert report.reporter_corrections.count() == 1
    opened = custody.open_identity(report=report, by=people.principal, reason="連絡のため")
    assert NAME in [said for _label, said in opened.lines]
    assert opened.corrected[0].lines[0][1] == "保護者川 月子"
    assert client_for(people.academic_head).get(form).status_code == 403
    page = text(client.get(reverse("cases:report", args=[report.pk])))
    assert "保護者川" not in page
    assert "訂正" in page


def test_a_child_named_by_mistake_counts_no_longer_and_stays_on_record(people: Any, client_for: Any) -> None:
    from yorisoi.meetings.proposals import classes_concerned

    report = play.report(people)
    row = report.named_pupils.get()
    client = client_for(people.guidance_head)
    address = url("withdraw", report, row.pupil.uid)
    text(client.post(address, {"reason": ""}), 422)
    assert client.post(address, {"reason": "同じ名字の別の子だった"}).status_code == 302
    assert NamedPupil.objects.filter(report=report).count() == 1
    assert NamedPupil.now.filter(report=report).count() == 0
    assert classes_concerned([report], []) == []
    page = text(client.get(reverse("cases:report", args=[report.pk])))
    assert "<s>" in page
    assert "同じ名字の別の子だった" in page
    assert client.post(address, {"reason": "もう一度"}).status_code == 404
    client.post(url("pupil", report), {"person": str(people.victim.uid)})  # after all it was this child
    assert NamedPupil.now.filter(report=report).count() == 1
    assert NamedPupil.objects.filter(report=report).count() == 1
    for reader, status in ((people.academic_head, 403), (people.expert, 403)):
        assert client_for(reader).post(address, {"reason": "x"}).status_code == status
    with pytest.raises(PermissionError):
        withdraw_name(named=row, by=people.teacher, reason="x")


def test_a_report_of_a_child_named_by_mistake_can_be_set_aside(people: Any) -> None:
    from yorisoi.cases.decisions import Decided
    from yorisoi.cases.report_actions import report_facts

    report = play.report(people)
    held = play.meeting(people, Body.SUBCOMMITTEE, reports=[report])
    item = held.items.get()
    assert report_facts(report, held, item, Decided()).pupils_named == 1
    withdraw_name(named=report.named_pupils.get(), by=people.guidance_head, reason="別の子")
    assert report_facts(report, held, item, Decided()).pupils_named == 0
