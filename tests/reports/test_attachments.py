"""Files through every door, and in the database: kept once, sealed, unchangeable, hashed as sent."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from tests import pictures, play
from yorisoi.journal.crypto import Unreadable
from yorisoi.journal.models import Event
from yorisoi.journal.spool import Spool
from yorisoi.reports import copying
from yorisoi.reports.attaching import SentFile, attach_to_report, sha256_of
from yorisoi.reports.attachment_pieces import PIECE, get_bytes, original_bytes
from yorisoi.reports.copying import Made, make_copies, waiting
from yorisoi.reports.kinds import FILE_KINDS
from yorisoi.reports.models import Attachment, AttachmentCopy, AttachmentPart, Exclusion, Report

TOKEN = "t" * 30
pytestmark = pytest.mark.django_db


def sent(data: bytes, name: str = "写真.jpg", kind: str = "jpeg") -> SentFile:
    """A file that the form has looked at."""
    file = io.BytesIO(data)
    return SentFile(file, name, FILE_KINDS[kind], len(data), sha256_of(file))


def upload(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    """A file as a browser sends it; what it says of its kind is a lie."""
    return SimpleUploadedFile(name, data, content_type="text/html")


def tell(people: Any, *files: SimpleUploadedFile, door: str = "guardian", **more: Any) -> Any:
    """Send one of the public forms."""
    form = {"token": TOKEN, "narrative": "画面を見てください", "attached": list(files), **more}
    return Client().post(reverse(f"reports:{door}", args=[people.school.slug]), form)


@pytest.mark.requirement("R1")
def test_a_guardian_sends_files_with_what_is_known_of_the_screen(people: Any) -> None:
    data = pictures.jpeg(place=True)
    answer = tell(
        people, upload(data), upload(pictures.saved("PDF"), "x.pdf"), shot_service="LINE", shot_account="neko7"
    )
    assert "ファイルも2つ受け取りました" in answer.content.decode()
    report = Report.objects.get()
    photo, paper = report.attachments.get(kind="jpeg"), report.attachments.get(kind="pdf")
    assert photo.sha256 == hashlib.sha256(data).hexdigest()
    assert b"".join(original_bytes(photo)) == data
    assert photo.text("name") == "photo.jpg"
    assert paper.size == len(pictures.saved("PDF"))
    assert photo.notes.get().data("about") == {"service": "LINE", "account": "neko7"}
    event = Event.objects.get(event="attachment.stored", about_id=str(photo.pk))
    assert event.data == {"sha256": photo.sha256, "kind": "jpeg", "size": len(data)}


@pytest.mark.requirement("E3")
def test_the_same_sending_twice_is_one_report_with_its_files_once(people: Any) -> None:
    data = pictures.jpeg()
    for _n in range(2):
        tell(people, upload(data), upload(data, "same.jpg"))
    assert Report.objects.count() == Attachment.objects.count() == 1
    tell(people, upload(pictures.saved("PNG")))  # another picture with the same words is told, too
    assert Report.objects.count() == Attachment.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "cat.jpg", "どれでもない"),
        (b"<!doctype html><script>alert(1)</script>", "cat.png", "どれでもない"),
        (b"PK\x03\x04" + bytes(100), "paper.pdf", "どれでもない"),
        (b"GIF89a" + bytes(100), "cat.gif", "どれでもない"),
        (b"MZ" + bytes(100), "film.mp4", "どれでもない"),
    ],
)
def test_another_kind_is_refused_by_its_content_and_nothing_typed_is_lost(
    people: Any, data: bytes, name: str, said: str
) -> None:
    answer = tell(people, upload(data, name), shot_address="https://example.jp/x", where="ろうか")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "もう一度選んでください" in page
    for kept in ("画面を見てください", "https://example.jp/x", "ろうか"):
        assert kept in page
    assert Report.objects.count() == 0


def test_too_big_too_many_and_empty_are_said(people: Any, settings: Any) -> None:
    settings.ATTACHMENTS = {**settings.ATTACHMENTS, "picture": 500, "together": 2_000_000, "count": 2}
    assert "大きすぎるファイル" in tell(people, upload(pictures.jpeg())).content.decode()
    three = [upload(pictures.jpeg(), f"{n}.jpg") for n in range(3)]
    assert "一度に送れるのは2つまで" in tell(people, *three).content.decode()
    assert "合わせて1MBまで" in tell(people, upload(bytes(2_100_000))).content.decode()
    assert Report.objects.count() == 0


@pytest.mark.parametrize("letters", [400, 6000])
def test_a_name_that_is_too_long_is_said_and_nothing_typed_is_lost(people: Any, letters: int) -> None:
    named, usual = upload(pictures.jpeg()), upload(pictures.jpeg())
    for one, count in ((named, letters), (usual, 300)):
        vars(one)["_name"] = "写" * count + ".jpg"  # Django would cut it in the client already
    page = tell(people, named)
    assert page.status_code == 422
    assert "名前が長すぎるファイルがあります" in page.content.decode()
    assert "画面を見てください" in page.content.decode()
    assert not Report.objects.exists()
    assert tell(people, usual).status_code == 200


def test_a_missing_text_says_that_the_files_must_be_chosen_again(people: Any) -> None:
    answer = tell(people, upload(pictures.jpeg()), narrative=" ")
    assert answer.status_code == 422
    assert "もう一度選んでください" in answer.content.decode()


@pytest.mark.parametrize(("mode", "fields"), [("kana", False), ("ruby", False), ("upper", True), ("en", True)])
def test_a_child_sends_a_photo_on_the_last_step(people: Any, mode: str, fields: bool) -> None:
    child = reverse("reports:child", args=[people.school.slug])
    form = {"token": TOKEN, "mode": mode, "words": "これ見て", "step": "words", "go": "next"}
    page = Client().post(child, form).content.decode()
    assert 'type="file"' in page
    assert 'capture="environment"' in page
    assert ("shot_service" in page) is fields
    sending = {**form, "step": "check", "go": "send", "attached": upload(pictures.jpeg()), "shot_service": "ゲーム"}
    answer = Client().post(child, sending)
    assert answer.status_code == 200
    report = Report.objects.get()
    assert report.attachments.count() == 1
    assert report.attachments.get().notes.exists() is fields


def test_a_child_hears_in_easy_words_and_goes_back_without_losing_words(people: Any) -> None:
    child = reverse("reports:child", args=[people.school.slug])
    form = {"token": TOKEN, "mode": "upper", "words": "これ見て", "step": "check", "shot_account": "neko7"}
    answer = Client().post(child, {**form, "go": "send", "attached": upload(b"%PDF-1.4", "x.pdf")})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "しゃしんではないので" in page.replace("\u200b", "")
    assert "これ見て" in page
    assert Report.objects.count() == 0
    page = Client().post(child, {**form, "go": "to:words"}).content.decode()
    assert 'name="shot_account" value="neko7"' in page


def test_who_is_named_beside_a_picture_is_out(people: Any) -> None:
    tell(people, upload(pictures.jpeg()), shot_taken_by=f"{people.principal.family_name}先生")
    assert Exclusion.objects.filter(staff=people.principal).exists()


def test_what_is_said_of_a_screen_without_a_file_is_kept(people: Any) -> None:
    tell(people, shot_service="LINE", shot_address="6年女子グループ")
    assert Report.objects.get().data("answers")["shot_address"] == "6年女子グループ"


def test_staff_pass_on_a_screenshot(people: Any, client_for: Any) -> None:
    form = {
        "token": TOKEN,
        "narrative": "見せられた",
        "attached": upload(pictures.saved("PNG")),
        "shot_service": "LINE",
    }
    answer = client_for(people.teacher).post(reverse("reports:pass_on"), form)
    assert answer.status_code == 302
    row = Report.objects.get().attachments.get()
    assert row.by == people.teacher
    assert row.notes.get().data("about") == {"service": "LINE"}


class TestInTheDatabase:
    """On SQLite and on PostgreSQL."""

    def test_large_files_lie_in_sealed_pieces_and_come_back_in_any_part(self, people: Any) -> None:
        data = bytes(range(256)) * 4096 * 3 + b"end"
        row = Attachment.objects.get(pk=self._kept(people, data).pk)
        assert row.parts.count() == 4
        assert not any(bytes(range(200)) in bytes(part.sealed) for part in row.parts.all())
        assert b"".join(original_bytes(row)) == data
        for first, last in ((0, 0), (PIECE - 2, PIECE + 1), (5, 2 * PIECE + 5), (len(data) - 3, len(data) - 1)):
            assert b"".join(get_bytes(row, row.size, 0, first, last)) == data[first : last + 1]

    @staticmethod
    def _kept(people: Any, data: bytes) -> Attachment:
        return play.report(people, files=[sent(data)]).attachments.get()

    def test_a_piece_in_another_place_does_not_open(self, people: Any) -> None:
        row = self._kept(people, bytes(PIECE) + b"\1" * PIECE)
        one, two = row.parts.order_by("number")
        other = self._kept(people, b"other")
        for part in (AttachmentPart(attachment=other, page=0, number=5, sealed=one.sealed),):
            part.save()
        with pytest.raises(Unreadable):
            list(get_bytes(other, 6 * PIECE, 0, 5 * PIECE))
        assert bytes(one.sealed) != bytes(two.sealed)

    def test_nothing_of_it_is_changed_or_deleted(self, people: Any) -> None:
        row = self._kept(people, pictures.jpeg())
        make_copies()
        for table, column in (
            ("reports_attachment", "size"),
            ("reports_attachmentpart", "number"),
            ("reports_attachmentcopy", "left_out"),
        ):
            for sql in (f"UPDATE {table} SET {column} = 7", f"DELETE FROM {table}"):
                with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(sql)
        assert b"".join(original_bytes(row)) == pictures.jpeg()

    def test_the_copy_is_made_once_and_the_original_stays_as_it_was(self, people: Any) -> None:
        data = pictures.jpeg(place=True)
        row = self._kept(people, data)
        assert make_copies() == 1
        assert make_copies() == 0
        copy = row.copies.get()
        assert (copy.outcome, copy.mime) == ("made", "image/jpeg")
        shown = b"".join(get_bytes(row, copy.sizes[0], 1))
        assert pictures.GPS not in shown
        assert b"".join(original_bytes(row)) == data
        assert Event.objects.filter(event="attachment.copied", data__outcome="made").count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            AttachmentCopy.objects.create(attachment=row, at=row.at, outcome="made")

    def test_bad_luck_is_tried_three_times_bad_files_once(self, people: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        row = self._kept(people, pictures.jpeg())
        monkeypatch.setattr(copying, "run_copier", lambda *_args, **_more: Made("crashed"))
        for _n in range(5):
            make_copies()
        assert row.copies.count() == 3
        assert not waiting().exists()
        other = self._kept(people, b"\xff\xd8\xffno picture")
        monkeypatch.undo()
        make_copies()
        make_copies()
        assert [copy.outcome for copy in other.copies.all()] == ["unreadable"]
        assert b"".join(original_bytes(other)) == b"\xff\xd8\xffno picture"


def test_only_who_works_on_a_report_adds_to_it(people: Any) -> None:
    report = play.report(people)
    with pytest.raises(PermissionError):
        attach_to_report(report=report, by=people.teacher, files=[sent(pictures.jpeg())], about={})
    for _n in range(2):
        attach_to_report(report=report, by=people.guidance_head, files=[sent(pictures.jpeg())], about={})
    assert report.attachments.count() == 1


def test_a_file_that_waits_is_spooled_and_still_read_whole(people: Any) -> None:
    data = pictures.jpeg((2000, 1500)) + bytes(1_000_000)
    spool = Spool()
    spool.write(data)
    row = play.report(people, files=[SentFile(io.BufferedReader(spool), "x", FILE_KINDS["jpeg"], len(data), "0" * 64)])
    assert b"".join(original_bytes(row.attachments.get())) == data
