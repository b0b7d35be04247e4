"""Files on the lines of an incident: in the vault, for those who read it; to 市教委 only with what is submitted."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import pictures, play
from tests.asking import queries, text
from tests.incidents import ways
from yorisoi.cases.files import attachments_for, files_of_case
from yorisoi.incidents.recording import invite
from yorisoi.reports.attaching import SentFile, sha256_of
from yorisoi.reports.copying import make_copy, waiting
from yorisoi.reports.kinds import FILE_KINDS
from yorisoi.reports.models import Attachment
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today
from yorisoi.schools.models import PostHolding

pytestmark = pytest.mark.django_db
PHOTO = pictures.jpeg((60, 40))


def sent(data: bytes = PHOTO) -> SentFile:
    file = io.BytesIO(data)
    return SentFile(file, "所見書.jpg", FILE_KINDS["jpeg"], len(data), sha256_of(file))


def with_file(row: Any, by: Any, kind: str = "contact", **said: Any) -> Attachment:
    line = ways.line(row, by, kind, files=[sent()], **said)
    return Attachment.objects.get(line=line)


@pytest.mark.requirement("S5", "R4")
def test_a_file_is_kept_with_its_line_and_shown_there(people: Any, client_for: Any) -> None:
    row = ways.opened(people)
    client = client_for(people.principal)
    url = reverse("incidents:record", args=[row.pk, "contact"])
    assert "multipart/form-data" in text(client.get(url))
    said = {
        "body_who": "校長", "body_words": "手紙を受け取った", "occurred_at": "2026-01-05T10:00", "token": "f" * 24,
        "attached": SimpleUploadedFile("letter.jpg", PHOTO, "image/jpeg"),
    }  # fmt: skip
    assert client.post(url, said).status_code == 302
    one = Attachment.objects.get()
    assert one.line is not None
    assert one.sealing_key() == row.key
    assert waiting().get() == one
    make_copy(one)
    page = text(client.get(reverse("incidents:show", args=[row.pk])))
    assert f"/files/{one.pk}/" in page
    file = text(client.get(f"/files/{one.pk}/"))
    assert f"重大事態 {row.label}" in file
    assert one.sha256 in file
    assert client.get(f"/files/{one.pk}/1/").status_code == 200
    bad = {**said, "token": "g" * 24, "attached": SimpleUploadedFile("x.exe", b"MZ....", "image/jpeg")}
    assert "どれでもないファイル" in text(client.post(url, bad), 422)
    assert Attachment.objects.count() == 1


@pytest.mark.requirement("R7")
def test_who_does_not_read_the_incident_sees_no_file_of_it(
    people: Any, other: Any, board: Any, client_for: Any
) -> None:
    case = play.opened(people)
    row = ways.opened(people, by=people.guidance_head, case=case)
    one = with_file(row, people.principal)
    make_copy(one)
    urls = (f"/files/{one.pk}/", f"/files/{one.pk}/1/")
    assert files_of_case(case) == []  # whoever reads the case alone does not have it
    for person in (people.homeroom, people.nurse, people.counsellor, other.principal, board):
        for url in urls:
            assert client_for(person).get(url).status_code == 404, person
        assert client_for(person).post(f"/files/{one.pk}/note/", {"shot_service": "x"}).status_code in {403, 404}
    invite(incident=row, by=people.principal, staff=people.counsellor)
    assert client_for(people.counsellor).get(urls[1]).status_code == 200
    assert client_for(people.counsellor).post(f"/files/{one.pk}/take/", {"reason": "x"}).status_code == 403
    report = case.report_links.get().report
    shut_out(report=report, by=people.vice_principal, staff=people.principal)
    for url in urls:
        assert client_for(people.principal).get(url).status_code == 404
    assert client_for(people.principal).post(f"/files/{one.pk}/take/", {"reason": "x"}).status_code == 404
    assert not attachments_for(people.principal).filter(pk=one.pk).exists()
    PostHolding.objects.filter(staff=people.vice_principal).update(until=today())
    gone = type(people.vice_principal).objects.get(pk=people.vice_principal.pk)
    assert not attachments_for(gone).exists()


@pytest.mark.requirement("S5")
def test_the_familys_opinion_goes_to_the_board_as_a_file(people: Any, board: Any, client_for: Any) -> None:
    row = ways.results(people, ways.opened(people), board)
    home = with_file(row, people.principal, "contact")
    ways.line(row, people.principal, "result")
    opinion = with_file(row, people.principal, "opinion", code="attached")
    for one in (home, opinion):
        make_copy(one)
    client = client_for(board)
    assert client.get(f"/files/{opinion.pk}/").status_code == 404  # not submitted yet
    ways.line(row, people.principal, "result_board", body={"words": "調査の結果"})
    page = text(client.get(reverse("incidents:show", args=[row.pk])))
    assert f"/files/{opinion.pk}/" in page
    assert f"/files/{home.pk}/" not in page
    shown = text(client.get(f"/files/{opinion.pk}/"))
    assert "原本を取り出す" not in shown
    assert client.get(f"/files/{opinion.pk}/1/").status_code == 200
    assert client.get(f"/files/{home.pk}/1/").status_code == 404
    assert client.post(f"/files/{opinion.pk}/take/", {"reason": "x"}).status_code == 403
    assert client.post(f"/files/{opinion.pk}/note/", {"shot_service": "x"}).status_code == 403


def test_the_page_takes_the_same_queries_with_more_files(people: Any, client_for: Any) -> None:
    row = ways.opened(people)
    client, url = client_for(people.principal), reverse("incidents:show", args=[row.pk])
    with_file(row, people.principal)
    text(client.get(url))
    few = queries(client, url)
    for n in range(3):
        ways.line(row, people.principal, "note", files=[sent(PHOTO + bytes(n + 1))])
    assert queries(client, url) == few
