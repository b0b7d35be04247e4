"""Who may make and fetch which document, from where, and what the pages show."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import queries, refused, text
from yorisoi.cases.finalising import fix_minutes
from yorisoi.documents import fonts
from yorisoi.documents.models import Made
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.models import PostHolding


def make_url(case: Any) -> str:
    """Where a document of a case is made."""
    return reverse("documents:make", args=[case.pk])


def sent(kind: str = "record_first", form: str = "pdf", ref: str = "") -> dict[str, str]:
    """What the button sends."""
    return {"kind": kind, "form": form, "ref": ref, "token": secrets.token_hex(16)}


def fixed_meeting(people: Any) -> Any:
    """A meeting with fixed minutes."""
    case = play.opened(people)
    held = play.find_facts(people, case)
    return fix_minutes(meeting=held, by=people.principal)


def test_the_five_questions_of_a_case(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    case = play.opened(people)
    board, other = make_staff(None, Post.BOARD_OFFICER), make_staff(other_school, Post.PRINCIPAL)
    page = reverse("documents:of_case", args=[case.pk])
    refused(client_for, page, post=False, stranger=people.homeroom6, wrong=board, other=other)
    refused(client_for, make_url(case), post=True, stranger=people.homeroom6, wrong=board, other=other)
    client = client_for(people.principal)
    assert client.post(page).status_code == 405
    assert client.get(make_url(case)).status_code == 405


def test_the_five_questions_of_a_meeting(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    held = fixed_meeting(people)
    board, other = make_staff(None, Post.BOARD_OFFICER), make_staff(other_school, Post.PRINCIPAL)
    for name, post in (("of_meeting", False), ("minutes", True)):
        url = reverse(f"documents:{name}", args=[held.pk])
        refused(client_for, url, post=post, stranger=people.homeroom6, wrong=board, other=other)


@pytest.mark.requirement("R9")
@pytest.mark.parametrize(
    ("form", "begins", "kind"), [("pdf", b"%PDF-", "application/pdf"), ("xlsx", b"PK", "spreadsheetml.sheet")]
)
def test_whoever_may_read_the_case_may_print_it(
    people: Any, client_for: Any, form: str, begins: bytes, kind: str
) -> None:
    case = play.opened(people)
    for person in (people.principal, people.homeroom, people.grade_head):
        answer = client_for(person).post(make_url(case), sent(form=form), follow=True)
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert kind in answer["Content-Type"]
        row = Made.objects.filter(by=person).get()
        assert answer["Content-Disposition"] == f'attachment; filename="record_first-{row.label}.{form}"'
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert Event.objects.filter(event="view.document", about_id=str(row.pk)).exists()


@pytest.mark.parametrize("kind", ["status", "record_first"])
def test_a_double_press_makes_one_and_an_old_page_a_new_one(people: Any, client_for: Any, kind: str) -> None:
    case, client, said = play.opened(people), client_for(people.principal), sent(kind)
    first, again = client.post(make_url(case), said), client.post(make_url(case), said)
    assert first["Location"] == again["Location"]
    assert Made.objects.count() == 1
    play.write(case, people.principal, "act", words="また")
    with play.move_on(1):
        assert client.post(make_url(case), said)["Location"] != first["Location"]
    assert Made.objects.count() == 2


def test_nobody_else_fetches_ones_document_but_makes_it_anew(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client_for(people.principal).post(make_url(case), sent("chronology"))
    url = reverse("documents:file", args=[Made.objects.get().pk])
    assert client_for(people.principal).get(url).status_code == 200
    for person in (people.vice_principal, people.homeroom, people.homeroom6):
        assert client_for(person).get(url).status_code == 404
    page = text(client_for(people.homeroom).get(reverse("documents:of_case", args=[case.pk])))
    assert Made.objects.get().label in page  # that it was made, by whom, when
    assert url not in page


def test_a_post_that_is_lost_takes_the_old_document_with_it(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    PostHolding.objects.create(staff=people.homeroom, post=Post.GUIDANCE_HEAD, since="2026-04-01")
    client_for(people.homeroom).post(make_url(case), sent("chronology"))
    url = reverse("documents:file", args=[Made.objects.get().pk])
    assert client_for(people.homeroom).get(url).status_code == 200
    PostHolding.objects.filter(staff=people.homeroom, post=Post.GUIDANCE_HEAD).update(until="2026-05-01")
    assert client_for(people.homeroom).get(url).status_code == 404


@pytest.mark.requirement("E3")
def test_whoever_is_shut_out_finds_nothing(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.homeroom)
    client.post(make_url(case), sent("chronology"))
    url = reverse("documents:file", args=[Made.objects.get().pk])
    assert client.get(url).status_code == 200
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.homeroom)
    for address in (url, reverse("documents:of_case", args=[case.pk])):
        assert client.get(address).status_code == 404
    assert client.post(make_url(case), sent()).status_code == 404
    assert Made.objects.count() == 1


@pytest.mark.requirement("E3")
def test_minutes_printed_before_one_was_shut_out_are_gone(people: Any, client_for: Any) -> None:
    held = fixed_meeting(people)
    client = client_for(people.vice_principal)
    client.post(reverse("documents:minutes", args=[held.pk]))
    url = reverse("documents:file", args=[Made.objects.get().pk])
    assert client.get(url).status_code == 200
    case = held.items.get().case
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.vice_principal)
    assert client.get(url).status_code == 404
    assert client.post(reverse("documents:minutes", args=[held.pk])).status_code == 404


def test_minutes_that_are_not_fixed_are_no_document(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.find_facts(people, case)
    answer = client_for(people.principal).post(reverse("documents:minutes", args=[held.pk]))
    assert answer["Location"] == reverse("cases:room", args=[held.pk])
    assert not Made.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "minutes"}, {"kind": "extract"}, {"kind": "nothing"}, {"form": "exe"},
        {"kind": "status", "form": "xlsx"},
        {"kind": "letter", "form": "docx", "ref": "999999"}, {"kind": "letter", "form": "docx", "ref": "²"},
        {"kind": "hearing", "ref": "00000000-0000-0000-0000-000000000007"}, {"kind": "hearing", "ref": "\x00"},
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said_and_nothing_is_written(
    people: Any, client_for: Any, wrong: dict[str, str]
) -> None:
    case = play.opened(people)
    answer = client_for(people.principal).post(make_url(case), {**sent(), **wrong})
    assert "その書類は作れません" in text(answer, 422)
    assert not Made.objects.exists()


def test_an_expert_reads_and_prints_but_writes_no_letter(people: Any, client_for: Any) -> None:
    from yorisoi.cases.people import invite_to_case

    case = play.opened(people)
    invite_to_case(case=case, by=people.guidance_head, staff=people.expert)
    client = client_for(people.expert)
    assert client.post(make_url(case), sent("chronology")).status_code == 302
    letter = sent("letter", "docx", str(people.victim.pk))
    assert client.post(make_url(case), letter).status_code == 403
    assert "保護者への手紙" not in text(client.get(reverse("documents:of_case", args=[case.pk])))


def test_without_a_font_it_is_said_and_nothing_is_written(people: Any, client_for: Any, monkeypatch: Any) -> None:
    case = play.opened(people)
    monkeypatch.setattr(fonts, "CARRIER", "no_such_package")
    fonts.files.cache_clear()
    try:
        answer = client_for(people.principal).post(make_url(case), sent())
    finally:
        monkeypatch.undo()
        fonts.files.cache_clear()
    assert "印刷用の日本語フォントがありません" in text(answer, 503)
    assert not Made.objects.exists()


def test_buttons_stand_where_people_look(people: Any, client_for: Any) -> None:
    held = fixed_meeting(people)
    case = held.items.get().case
    client = client_for(people.principal)
    assert reverse("documents:of_case", args=[case.pk]) in text(client.get(reverse("cases:show", args=[case.pk])))
    assert make_url(case) in text(client.get(reverse("cases:chronology", args=[case.pk])))
    assert reverse("documents:minutes", args=[held.pk]) in text(client.get(reverse("meetings:minutes", args=[held.pk])))


def test_the_list_takes_the_same_number_of_queries(people: Any, client_for: Any) -> None:
    case, client = play.responding(people), client_for(people.principal)
    url = reverse("documents:of_case", args=[case.pk])
    client.post(make_url(case), sent("status"))
    client.get(url)
    one = queries(client, url)
    for _n in range(3):
        client.post(make_url(case), sent("chronology"))
    assert queries(client, url) == one
