"""Files on the pages of staff: who sees the copy, who takes the original out, and that the rest learns nothing."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import pictures, play
from tests.asking import queries, refused, text
from tests.reports.test_attachments import sent
from yorisoi.cases.files import attach_to_case, attachments_for
from yorisoi.cases.models import Entry
from yorisoi.cases.people import invite_to_case
from yorisoi.cases.present_known import known_of_case
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post
from yorisoi.reports.attaching import attach_to_report
from yorisoi.reports.copying import make_copies
from yorisoi.reports.models import Attachment
from yorisoi.reports.shutting_out import shut_out

pytestmark = pytest.mark.django_db
PHOTO = pictures.jpeg(place=True)


@pytest.fixture
def row(people: Any) -> Attachment:
    """A photo in a report, with its copy."""
    report = play.report(people, files=[sent(PHOTO)], about={"service": "LINE", "account": "neko7"})
    make_copies()
    return report.attachments.get()


def at(name: str, *args: Any) -> str:
    """An address of a file."""
    return reverse(f"cases:{name}", args=args)


def body(answer: Any) -> bytes:
    """The bytes of a streamed answer."""
    return b"".join(answer.streaming_content)


def upload(data: bytes = PHOTO) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile("x.jpg", data)


class TestTheFiveQuestions:
    """Of every address of a file."""

    def test_the_page(self, row: Attachment, people: Any, client_for: Any, other_school: Any, make_staff: Any) -> None:
        other = make_staff(other_school, Post.PRINCIPAL)
        url = at("file", row.pk)
        page = text(client_for(people.guidance_head).get(url))
        for said in (row.sha256, "LINE", "neko7", "確認用の写し"):
            assert said in page
        assert client_for(people.guidance_head).post(url).status_code == 405
        refused(client_for, url, post=False, stranger=people.teacher, wrong=people.administrator, other=other)
        assert client_for(people.principal).get(at("file", uuid.uuid4())).status_code == 404

    def test_the_copy(self, row: Attachment, people: Any, client_for: Any, other_school: Any, make_staff: Any) -> None:
        other = make_staff(other_school, Post.PRINCIPAL)
        url = at("file_copy", row.pk, 1)
        answer = client_for(people.guidance_head).get(url)
        assert answer.status_code == 200
        assert pictures.GPS not in body(answer)
        assert client_for(people.guidance_head).post(url).status_code == 405
        refused(client_for, url, post=False, stranger=people.teacher, wrong=people.administrator, other=other)
        for page in (0, 2, 99):
            assert client_for(people.principal).get(at("file_copy", row.pk, page)).status_code == 404

    def test_the_note(self, row: Attachment, people: Any, client_for: Any, other_school: Any, make_staff: Any) -> None:
        other = make_staff(other_school, Post.PRINCIPAL)
        url = at("file_note", row.pk)
        assert client_for(people.guidance_head).get(url).status_code == 405
        refused(client_for, url, post=True, stranger=people.teacher, wrong=people.administrator, other=other)
        assert client_for(people.guidance_head).post(url, {"shot_address": " "}).status_code == 422
        for _n in range(2):
            client_for(people.guidance_head).post(url, {"shot_address": "https://example.jp/1"})
        assert row.notes.count() == 2  # the sender's, and ours once
        page = text(client_for(people.principal).get(at("file", row.pk)))
        assert "https://example.jp/1" in page
        assert people.guidance_head.name in page
        assert "neko7" in page  # what stood there before stays

    def test_taking_out(
        self, row: Attachment, people: Any, client_for: Any, other_school: Any, make_staff: Any
    ) -> None:
        other = make_staff(other_school, Post.PRINCIPAL)
        url = at("file_take", row.pk)
        assert client_for(people.principal).get(url).status_code == 405
        refused(client_for, url, post=True, stranger=None, wrong=people.homeroom, other=other)
        assert client_for(people.principal).post(url, {"reason": " "}).status_code == 422
        assert not row.openings.exists()

    def test_adding_to_a_report(
        self, row: Attachment, people: Any, client_for: Any, other_school: Any, make_staff: Any
    ) -> None:
        other = make_staff(other_school, Post.PRINCIPAL)
        url = at("report_files", row.report_id)
        refused(client_for, url, post=False, stranger=people.teacher, wrong=people.administrator, other=other)
        client = client_for(people.guidance_head)
        assert "ファイルを加える" in text(client.get(url))
        assert client.post(url, {}).status_code == 422
        bad = {"attached": upload(b"<svg/>"), "shot_service": "LINE"}
        assert "LINE" in text(client.post(url, bad), 422)
        for _n in range(2):
            assert client.post(url, {"attached": upload(pictures.saved("PNG"))}).status_code == 302
        assert row.report is not None
        assert row.report.attachments.count() == 2

    def test_adding_to_a_case(self, people: Any, client_for: Any, other_school: Any, make_staff: Any) -> None:
        case = play.opened(people)
        other = make_staff(other_school, Post.PRINCIPAL)
        url = at("case_files", case.pk)
        refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.administrator, other=other)
        client = client_for(people.homeroom)
        assert client.post(url, {"attached": upload()}).status_code == 302
        assert "添付 1" in text(client.get(at("show", case.pk)))


def test_every_look_is_in_the_journal(row: Attachment, people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    body(client.get(at("file_copy", row.pk, 1)))
    client.get(at("file", row.pk))
    seen = Event.objects.filter(event="view.attachment", about_id=str(row.pk))
    assert [event.actor_id for event in seen] == [people.guidance_head.pk] * 2


def test_a_browser_may_show_the_copy_but_neither_run_nor_keep_it(row: Attachment, people: Any, client_for: Any) -> None:
    answer = client_for(people.guidance_head).get(at("file_copy", row.pk, 1))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'inline; filename="copy-1.jpg"'
    body(answer)


@pytest.mark.parametrize(
    ("asked", "first", "count", "status"),
    [
        ("bytes=0-9", 0, 10, 206),
        ("bytes=10-", 10, None, 206),
        ("bytes=-5", -5, 5, 206),
        ("bytes=5-4", 0, 0, 416),
        ("bytes=99999999-", 0, 0, 416),
        ("bytes=0-1,5-6", 0, None, 206),
        ("lines=1", 0, None, 206),
    ],
)
def test_a_player_may_ask_for_a_part(
    row: Attachment, people: Any, client_for: Any, asked: str, first: int, count: int | None, status: int
) -> None:
    client = client_for(people.guidance_head)
    whole = body(client.get(at("file_copy", row.pk, 1)))
    answer = client.get(at("file_copy", row.pk, 1), headers={"Range": asked})
    assert answer.status_code == status
    if status == 206:
        start = first % len(whole)
        end = len(whole) if count is None else start + count
        assert body(answer) == whole[start:end]
        assert answer["Content-Range"] == f"bytes {start}-{end - 1}/{len(whole)}"


@pytest.mark.requirement("O3")
def test_the_original_comes_out_as_it_was_sent_for_whoever_said_why(
    row: Attachment, people: Any, client_for: Any
) -> None:
    client = client_for(people.vice_principal)
    client.post(at("file_take", row.pk), {"reason": "警察に渡すため"})
    opening = row.openings.get()
    page = text(client.get(at("file", row.pk)))
    link = at("file_original", row.pk, opening.pk)
    assert link in page
    answer = client.get(link)
    assert hashlib.sha256(body(answer)).hexdigest() == row.sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert client_for(people.principal).get(link).status_code == 404  # another one's reason is not theirs
    assert "警察に渡すため" in text(client_for(people.principal).get(at("file", row.pk)))  # and yet they see it
    assert "警察に渡すため" not in str(list(Event.objects.values_list("data", flat=True)))
    assert Event.objects.filter(event="view.attachment_original", actor_id=people.vice_principal.pk).count() == 1
    with play.move_on(1):
        assert client_for(people.vice_principal).get(link).status_code == 404


def test_who_is_shut_out_finds_no_file_by_any_address(people: Any, client_for: Any) -> None:
    report = play.report(people, files=[sent(PHOTO)])
    make_copies()
    row = report.attachments.get()
    shut_out(report=report, by=people.guidance_head, staff=people.principal)
    client = client_for(people.principal)
    for url in (at("file", row.pk), at("file_copy", row.pk, 1), at("report_files", report.pk)):
        assert client.get(url).status_code == 404
    for url in (at("file_note", row.pk), at("file_take", row.pk), at("report_files", report.pk)):
        assert client.post(url, {"reason": "x", "shot_service": "x"}).status_code == 404
    assert not attachments_for(people.principal).exists()
    case = play.subcommittee(people, report)
    attach_to_case(case=case, by=people.guidance_head, files=[sent(pictures.saved("PNG"), kind="png")], about={})
    assert not attachments_for(people.principal).exists()
    with pytest.raises(PermissionError):
        attach_to_case(case=case, by=people.principal, files=[sent(PHOTO)], about={})


def test_an_expert_invited_to_a_case_sees_its_files_and_no_original(people: Any, client_for: Any) -> None:
    case = play.opened(people, files=[sent(PHOTO)], about={"service": "LINE"})
    make_copies()
    row = Attachment.objects.get()
    client = client_for(people.expert)
    assert client.get(at("file", row.pk)).status_code == 404
    invite_to_case(case=case, by=people.guidance_head, staff=people.expert)
    assert "LINE" in text(client.get(at("file", row.pk)))
    assert client.get(at("file_copy", row.pk, 1)).status_code == 200
    assert client.post(at("file_take", row.pk), {"reason": "見たい"}).status_code == 403


def test_a_line_of_the_record_comes_with_its_file(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.homeroom)
    url = at("record", case.pk, "note")
    form = {"occurred_at": clock.now().strftime("%Y-%m-%dT%H:%M"), "body_words": "机の写真"}
    page = text(client.post(url, {**form, "attached": upload(b"<html>")}), 422)
    assert "どれでもない" in page
    assert "机の写真" in page
    assert not Entry.objects.filter(kind="note").exists()
    answer = client.post(url, {**form, "attached": upload(), "shot_service": "LINE"})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    row = Attachment.objects.get()
    assert row.entry == Entry.objects.get(kind="note")
    assert at("file", row.pk) in text(client.get(at("show", case.pk)))


def test_what_is_attached_is_among_the_evidence(people: Any) -> None:
    case = play.opened(people, files=[sent(PHOTO)], about={"service": "LINE"})
    words = [word for word in known_of_case(case, people.guidance_head).facts if word.kind == "file"]
    assert [word.words for word in words] == ["サービス: LINE"]


def test_pages_show_the_state_and_take_constant_queries(people: Any, client_for: Any) -> None:
    report = play.report(people, files=[sent(PHOTO)], about={"service": "LINE"})
    client = client_for(people.guidance_head)
    url = at("report", report.pk)
    assert "確認用の写しを作っています" in text(client.get(url))
    first = [sent(pictures.saved("PDF"), kind="pdf")]
    attach_to_report(report=report, by=people.guidance_head, files=first, about={"service": "x"})
    make_copies()
    before = queries(client, url)
    other = [sent(pictures.saved(form), kind=form.lower()) for form in ("PNG", "WEBP")]
    bad = sent(b"\xff\xd8\xffno picture")
    attach_to_report(report=report, by=people.guidance_head, files=[*other, bad], about={"service": "x"})
    make_copies()
    assert queries(client, url) == before
    page = text(client.get(url))
    assert "原本は保管しています" in page
    assert page.count("<img loading") == 4


def test_a_destroyed_key_leaves_nothing_to_see(row: Attachment, people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    key = row.sealing_key()
    key.wrapped, key.destroyed_at = None, clock.now()
    key.save()
    assert client.get(at("file_copy", row.pk, 1)).status_code == 404
