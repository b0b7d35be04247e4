"""What everybody may read of the policy, and the yearly check of the helplines."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from tests.asking import queries, refused, text
from tests.play import move_on
from yorisoi.duties.models import Duty
from yorisoi.editions.models import HelplineCheck, HelplineYear, PolicyFile, PublicPage
from yorisoi.editions.queries import helplines_of, page_of
from yorisoi.editions.settling import check_helplines, owe_check, owe_checks, publish_file, set_page
from yorisoi.editions.short import CHILD_MODES, Speech, child_parts, short_of
from yorisoi.policy.edition import edition, names
from yorisoi.policy.short import SPEECHES

PUBLIC = ("", "child/", "flow/", "rules/", "flow/report.svg", "flow/case.svg", "short.pdf", "child.pdf")
KANJI = re.compile(r"[\u4e00-\u9fff]")
PDF = b"%PDF-1.7\n% the school's own document\n%%EOF\n"


@pytest.mark.requirement("E4", "B1")
@pytest.mark.parametrize("page", PUBLIC)
def test_anybody_reads_without_a_log_in(people: Any, client_for: Callable[..., Client], page: str) -> None:
    url = f"/s/nishi/policy/{page}"
    for client in (Client(), client_for(people.homeroom)):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert Client().post(url).status_code == 405
    assert Client().get(f"/s/nowhere/policy/{page}").status_code == 404


@pytest.mark.parametrize("speech", SPEECHES)
def test_three_ways_of_speaking(people: Any, speech: str) -> None:
    page = text(Client().get(f"/s/nishi/policy/?as={speech}"))
    assert "0120-0-78310" in page
    assert "2026-04-01" in page  # when the numbers were checked
    assert "/s/nishi/child/" in page
    assert "/s/nishi/guardian/" in page
    assert ("24-hour SOS Dial" in page) == (speech == "en")
    assert ("<ruby>" in page) == (speech == "easy")
    assert 'content="noindex' in page
    assert text(Client().get("/s/nishi/policy/?as=klingon")) == text(Client().get("/s/nishi/policy/"))


@pytest.mark.parametrize("name", names())
def test_every_kanji_of_the_easy_and_the_childrens_edition_has_its_reading(name: str) -> None:
    rules = edition(name)
    easy, texts = Speech("easy"), []
    for part in rules.short.parts:
        texts += [part.title_easy, *part.points_easy]
        assert len(part.points) == len(part.points_easy) == len(part.points_en)
    for part in rules.short.child:
        texts += [part.title, *part.points]
        assert len(part.points) == len(part.points_en)
    texts += [easy.post(post) for body in ("subcommittee", "committee") for post in rules.bodies[body].members]
    for one in texts:
        assert not KANJI.search(re.sub(r"\{[^{}|]+\|[ぁ-ゖァ-ヺー]+\}", "", one)), one
    for mode in CHILD_MODES:
        assert child_parts(rules, mode)
    assert not any(KANJI.search(str(point)) for _head, points in child_parts(rules, "kana") for point in points)
    for speech in SPEECHES:
        shown = short_of(rules, speech)
        assert len(shown.when) == 6
        assert all(str(said) for _label, said in (*shown.when, *shown.who))


def test_the_facts_are_the_editions_own(people: Any) -> None:
    people.school.edition = "mihon-chu"
    people.school.save(update_fields=["edition"])
    assert "24時間以内に" in text(Client().get("/s/nishi/policy/"))
    assert "within 24 hours" in text(Client().get("/s/nishi/policy/?as=en"))
    assert "生徒指導部会" in text(Client().get("/s/nishi/policy/"))
    assert str(Speech("en").clock(edition("mihon-minami").clock("committee"))) == "within 1 school day"


def test_a_page_is_drawn_once_and_anew_when_something_changed(people: Any) -> None:
    client = Client()
    text(client.get("/s/nishi/policy/"))
    assert queries(client, "/s/nishi/policy/") <= 3
    check_helplines(school=people.school, by=people.principal, answers={"0550-00-0020": False})
    assert "番号を確認中です" in text(client.get("/s/nishi/policy/"))


@pytest.mark.requirement("B1")
def test_the_schools_own_document(people: Any, client_for: Callable[..., Client]) -> None:
    url, document = "/policy/public/", "/s/nishi/policy/policy.pdf"
    assert Client().get(document).status_code == 404
    refused(client_for, url, post=False, stranger=None, wrong=people.guidance_head, other=None)
    client = client_for(people.vice_principal)
    text(client.post(url, {"document": SimpleUploadedFile("x.pdf", b"PK no pdf")}), 422)
    assert client.post(url, {"document": SimpleUploadedFile("方針.pdf", PDF), "indexable": "on"}).status_code == 302
    answer = Client().get(document)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert "X-Robots-Tag" not in answer
    assert Client().get(document, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    page = Client().get("/s/nishi/policy/")
    assert 'content="index, follow"' in text(page)
    assert document in text(page)
    publish_file(school=people.school, by=people.principal, content=PDF)  # the same again is the same
    assert (PolicyFile.objects.count(), PublicPage.objects.count()) == (1, 2)
    assert client.post(url, {}).status_code == 302  # not shown any more, not indexed any more
    assert Client().get(document).status_code == 404
    assert Client().get("/s/nishi/policy/")["X-Robots-Tag"] == "noindex, nofollow"
    set_page(school=people.school, by=people.principal, indexable=False, show_file=False)
    assert PublicPage.objects.count() == 3
    with pytest.raises(PermissionDenied):
        publish_file(school=people.school, by=people.homeroom, content=PDF)


def test_a_document_is_that_of_its_school(people: Any, other_school: Any) -> None:
    publish_file(school=people.school, by=people.principal, content=PDF)
    assert page_of(other_school) is None
    assert Client().get("/s/higashi/policy/policy.pdf").status_code == 404


def test_the_database_keeps_what_was_published_and_checked(people: Any) -> None:
    publish_file(school=people.school, by=people.principal, content=PDF)
    check_helplines(school=people.school, by=people.principal, answers={"0550-00-0020": True})
    changes: list[tuple[Any, dict[str, Any]]] = [
        (PolicyFile, {"size": 1}), (PublicPage, {"indexable": True}), (HelplineYear, {"year": 1}),
        (HelplineCheck, {"right": False}),
    ]  # fmt: skip
    for rows, values in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.objects.update(**values)


@pytest.mark.requirement("E4")
def test_the_helplines_are_checked_every_year(people: Any, client_for: Callable[..., Client]) -> None:
    assert owe_checks() == 1
    assert owe_checks() == 0
    duty = Duty.objects.get(name="check_helplines")
    assert (duty.acting_post, duty.cite, duty.about) == ("vice_principal", "helplines", HelplineYear.objects.get())
    client = client_for(people.vice_principal)
    assert "相談窓口の番号を、ひとつずつ確かめる" in text(client.get("/duties/"))
    phones = [line.phone for line in edition(people.school.edition).helplines]
    assert client.post("/policy/helplines/", dict.fromkeys(phones[1:], "right")).status_code == 302
    duty.refresh_from_db()
    assert duty.is_open
    assert client.post("/policy/helplines/", {phones[0]: "wrong", "0999-99-9999": "right"}).status_code == 302
    duty.refresh_from_db()
    assert duty.done_by == people.vice_principal
    assert HelplineCheck.objects.count() == len(phones)
    assert "番号がちがっていました" in text(client.get("/policy/helplines/"))
    assert client_for(people.homeroom).post("/policy/helplines/", {phones[0]: "right"}).status_code == 403
    shown = {one.line.phone: one for one in helplines_of(people.school, edition(people.school.edition))}
    assert shown[phones[0]].wrong
    assert shown[phones[1]].checked is not None
    with move_on(366):
        assert owe_checks() == 1
        assert Duty.objects.filter(name="check_helplines").count() == 2


def test_a_double_press_checks_once(people: Any) -> None:
    for _press in range(2):
        check_helplines(school=people.school, by=people.principal, answers={"0550-00-0020": True})
    assert HelplineCheck.objects.count() == 1
    assert owe_check(school=people.school) == HelplineYear.objects.get()


def test_the_rules_are_told_in_english_and_say_so_where_they_are_not(people: Any) -> None:
    rule = edition("mihon-nishi").clause("response.committee")
    easy = text(Client().get("/s/nishi/policy/rules/?as=easy"))
    assert f'<p lang="ja">{rule.rule}</p>' in easy
    assert "All rules in English" in easy
    page = text(Client().get("/s/nishi/policy/rules/?as=en"))
    assert f"<p>{rule.rule_en}</p>" in page
    assert "Act art. 22, art. 23(2)" in page
    assert "in its own words are in Japanese" not in page
    assert "figures</h2>" not in page


@pytest.mark.parametrize("name", names())
def test_who_decides_is_said_in_english(name: str) -> None:
    from yorisoi.documents.short_paper import OnPaper

    for words in (Speech("en"), OnPaper("en")):
        said = [str(one) for label, lines in short_of(edition(name), "en", words=words).who for one in (label, *lines)]
        assert any(one.startswith("Members: principal, vice principal, ") for one in said)
        assert "Chair: principal" in said
        assert not KANJI.search("".join(said))
