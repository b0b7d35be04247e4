"""Files that come behind the receipt: with the message they belong to, under the same limits, lost by nothing typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from tests import pictures
from tests.asking import text
from tests.reports.test_talk import token, told
from yorisoi.reports.models import Attachment, Message, MessageFile, Report
from yorisoi.reports.queries import shut_out_of
from yorisoi.reports.talk import answer_reporter

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("E3", "R2")]


def photo(size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", pictures.jpeg(size, place=True))


def says(people: Any, words: str, *files: SimpleUploadedFile, **sent: str) -> Any:
    """Come with the six words and say more, with files."""
    url = reverse("reports:receipt", args=[people.school.slug])
    return Client().post(url, {"code": words, "act": "say", "token": token(), "attached": list(files), **sent})


@pytest.mark.parametrize("mode", ["", "kana", "upper"])
def test_a_picture_comes_with_a_message(people: Any, client_for: Any, mode: str) -> None:
    report, words = told(people)
    assert 'type="file"' in text(says(people, words, more="きょうも", mode=mode))
    page = text(says(people, words, photo(), more="これです", mode=mode))
    row = report.attachments.get()
    assert [one.attachment for one in Message.objects.last().files.all()] == [row]  # type: ignore[union-attr]
    assert row.by is None
    assert "talk-files" in page if mode else "ファイルも1つ届いています" in page
    assert reverse("cases:file", args=[row.pk]) not in page
    seen = text(client_for(people.guidance_head).get(reverse("cases:report", args=[report.pk])))
    assert "届いたファイル 1 を開く" in seen
    assert reverse("cases:file", args=[row.pk]) in seen


def test_a_picture_alone_is_enough_and_twice_is_once(people: Any) -> None:
    report, words = told(people)
    mark = token()
    for _press in range(2):
        text(says(people, words, photo(), more="", token=mark))
    assert Message.objects.get().text("words") == ""
    assert report.attachments.count() == 1
    text(says(people, words, photo(), more="もう一度"))  # the same picture again: another message, the same file
    assert (Message.objects.count(), report.attachments.count(), MessageFile.objects.count()) == (2, 1, 2)
    assert says(people, words, more="").status_code == 422


@pytest.mark.parametrize("mode", ["", "kana"])
def test_a_refused_file_loses_no_word(people: Any, mode: str) -> None:
    _report, words = told(people)
    wrong = SimpleUploadedFile("x.jpg", b"MZ this is no picture")
    page = text(says(people, words, wrong, more="ながい はなし", mode=mode), 422)
    assert "ながい はなし" in page
    assert "data-files-lost" in page
    assert not Message.objects.exists()
    assert not Attachment.objects.exists()


def test_a_child_sends_pictures_a_grown_up_a_pdf(people: Any) -> None:
    _report, words = told(people)
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
    assert says(people, words, SimpleUploadedFile("a.pdf", pdf), more="x", mode="kana").status_code == 422
    assert says(people, words, SimpleUploadedFile("a.pdf", pdf), more="x").status_code == 200
    assert says(people, words, *(photo((20 + n, 20)) for n in range(4)), more="x", mode="kana").status_code == 422


def test_what_is_said_of_a_screen_is_kept_and_shuts_out_like_words(people: Any) -> None:
    report, words = told(people)
    text(says(people, words, more="見てください", shot_service="LINE"))
    assert Message.objects.get().text("words") == "見てください\nサービス: LINE"
    says(people, words, photo(), more="", shot_account="教諭田先生")
    assert people.teacher.pk in shut_out_of(report)
    note = report.attachments.get().notes.get()
    assert note.data("about") == {"account": "教諭田先生"}


def test_the_database_refuses_to_part_a_file_from_its_message(people: Any) -> None:
    _report, words = told(people)
    says(people, words, photo(), more="x")
    for change in (MessageFile.objects.all().delete, lambda: MessageFile.objects.update(message=None)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_talk_costs_no_more_with_more_files(people: Any, client_for: Any) -> None:
    from tests.asking import queries

    report, words = told(people)
    client, url = client_for(people.guidance_head), reverse("cases:report", args=[report.pk])
    says(people, words, photo(), more="1")
    client.get(url)
    before = queries(client, url)
    for n in range(3):
        says(people, words, photo((30 + n, 20)), more=f"{n}")
    answer_reporter(report=Report.objects.get(pk=report.pk), by=people.guidance_head, words="読みました", token=token())
    client.get(url)
    assert queries(client, url) <= before


def test_the_inbox_says_which_reports_have_something_new(people: Any, client_for: Any) -> None:
    report, words = told(people)
    other, _words = told(people)
    says(people, words, more="きょうも")
    url = reverse("reports:inbox")
    page = text(client_for(people.guidance_head).get(url))
    assert page.count("新しいつづき") == 1
    assert page.index(report.label) < page.index(other.label)  # though it came in earlier
    text(client_for(people.guidance_head).get(reverse("cases:report", args=[report.pk])))
    assert "新しいつづき" not in text(client_for(people.guidance_head).get(url))
    assert "新しいつづき" in text(client_for(people.principal).get(url))  # each for themselves


def test_a_talk_holds_so_many_files_and_loses_no_word(people: Any, client_for: Any, settings: Any) -> None:
    settings.FILES_HELD = {"talk": {"count": 2, "together": 10**9}, "report": {"count": 3, "together": 10**9}}
    report, words = told(people)
    assert "つづきが学校に届きました" in text(says(people, words, photo(), photo((32, 32)), more="きょうも"))
    page = text(says(people, words, photo((16, 16)), more="まだあります"), 422)
    assert "あと0個" in page
    assert "まだあります" in page
    assert (report.attachments.count(), report.messages.count()) == (2, 1)
    assert "もう たくさん" in text(says(people, words, photo((16, 16)), more="まだ", mode="kana"), 422)
    text(says(people, words, photo(), more="おなじ しゃしん"))  # what is there already takes no room
    text(says(people, words, more="ことばだけ"))
    client, url = client_for(people.guidance_head), reverse("cases:report_files", args=[report.pk])
    assert client.post(url, {"attached": photo((20, 20))}).status_code == 302
    page = text(client.post(url, {"attached": photo((21, 21)), "shot_service": "LINE"}), 422)
    assert "あと0個" in page
    assert "LINE" in page


def test_a_talk_holds_so_many_bytes(people: Any, settings: Any) -> None:
    one = photo()
    assert one.size is not None
    settings.FILES_HELD = {"talk": {"count": 9, "together": one.size + 10}, "report": {"count": 9, "together": 10**9}}
    report, words = told(people)
    text(says(people, words, one, more="1"))
    assert "あと8個・0MB" in text(says(people, words, photo((32, 32)), more="2"), 422)
    assert report.attachments.count() == 1
