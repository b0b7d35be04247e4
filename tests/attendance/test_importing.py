"""A list from elsewhere: looked at first, then done once; what cannot be read is named, in every encoding."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.asking import refused, text
from tests.attendance.days import school_days, take
from tests.conftest import People
from yorisoi.attendance.importing import preview, read
from yorisoi.attendance.models import AttendanceUpload, ClassDay, Mark
from yorisoi.schools.models import Enrolment
from yorisoi.schools.roster_files import NotARoster

pytestmark = pytest.mark.django_db
URL = "/attendance/import/"


@pytest.fixture
def numbered(people: Any) -> Any:
    """The children of 3年1組 with the numbers 1, 2, 3."""
    for n, pupil in enumerate((people.victim, people.perpetrator, people.witness), 1):
        Enrolment.objects.filter(pupil=pupil).update(number=n)
    return people


def long_list(people: Any, *more: str) -> str:
    day = school_days(people.school, 1)[0]
    rows = [
        "出欠一覧,,,,,,",
        "日付,学年,組,番号,氏名,出欠,備考",
        f"{day.year}/{day.month}/{day.day},３,１,1,髙﨑 子,病気,熱",
        f"{day.month}/{day.day},3,1,3,佐藤　子,遅刻,", *more,
    ]  # fmt: skip
    return "\r\n".join(rows) + "\r\n"


def send(client: Any, content: bytes, name: str = "x.csv") -> str:
    answer = client.post(URL, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer["Location"])


def press(client: Any, url: str) -> Any:
    page = client.get(url)
    return client.post(url, {"act": "apply", "digest": page.context["plan"].digest})


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_nothing_changes_until_it_is_pressed_and_then_once(numbered: Any, client_for: Any, encoding: str) -> None:
    client = client_for(numbered.academic_head)
    content = long_list(numbered).encode(encoding)
    url = send(client, content)
    page = text(client.get(url))
    assert "髙﨑" in page
    assert "欠席（病気）" in page
    assert not ClassDay.objects.exists()
    assert press(client, url).status_code == 302
    assert {mark.kind for mark in Mark.objects.all()} == {"illness", "late"}
    assert ClassDay.objects.get().source == "file"
    assert bytes(AttendanceUpload.objects.get().content) == b""
    assert client.get(url).status_code == 404
    again = send(client, content)
    assert "変わるところはありません" in text(client.get(again))
    press(client, again)
    assert (Mark.objects.count(), ClassDay.objects.count()) == (2, 1)


def test_a_month_from_excel(numbered: Any, client_for: Any) -> None:
    days = school_days(numbered.school, 3)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy/m/d"}) as book:
        sheet = book.add_worksheet("3年1組")
        sheet.write_row(0, 0, ["3年1組 出席簿"])
        sheet.write_row(1, 0, ["番号", "氏名"])
        for n, day in enumerate(days):
            sheet.write_datetime(1, 2 + n, __import__("datetime").datetime(day.year, day.month, day.day))
        sheet.write_row(2, 0, [1, "髙﨑 子", "病", "", "／"])
        sheet.write_row(3, 0, [2, "𠮷田 子", "", "忌", ""])
        sheet.write_row(4, 0, [3, "佐藤 子", "", "", "遅"])
    client = client_for(numbered.homeroom)
    url = send(client, out.getvalue(), "x.xlsx")
    assert press(client, url).status_code == 302
    assert ClassDay.objects.count() == 3
    assert sorted(Mark.objects.values_list("pupil__family_name", "kind")) == [
        ("佐藤", "late"), ("髙﨑", "illness"), ("髙﨑", "unknown"), ("𠮷田", "mourning"),
    ]  # fmt: skip


def test_lines_that_cannot_be_read_are_named_with_their_reason(numbered: Any, client_for: Any) -> None:
    day = school_days(numbered.school, 1)[0]
    said = f"{day.year}/{day.month}/{day.day}"
    content = long_list(
        numbered,
        f"{said},3,1,1,佐藤 子,病気,",  # number and name of two children
        f"{said},3,1,,田中 いない,病気,",
        f"{said},6,1,1,髙﨑 子,病気,",  # not this teacher's class
        f"{said},3,1,2,𠮷田 子,ねむい,",
        f"{day.year + 1}/{day.month}/{day.day},3,1,2,𠮷田 子,病気,",
        "きのう,3,1,2,𠮷田 子,病気,",
        f"{said},3,1,1,髙﨑 子,早退,",  # the same child and day otherwise
    )
    page = text(client_for(numbered.homeroom).get(send(client_for(numbered.homeroom), content.encode())))
    for reason in (
        "番号と名前が合いません", "その名前の児童がいません", "あなたが記録する学級ではありません",
        "「ねむい」が読めません",
        "まだ来ていない日", "日付「きのう」が読めません", "二度あります", "5行目",
    ):  # fmt: skip
        assert reason in page, reason
    for content in (b"", b"a,b,c\r\n1,2,3\r\n", b"\xff\xfe\x00\x00", b"PK\x03\x04broken"):
        with pytest.raises(NotARoster):
            read(content)
        client = client_for(numbered.homeroom)
        assert client.post(URL, {"file": SimpleUploadedFile("x.csv", content)}).status_code == 422


def test_what_changed_in_between_is_looked_at_again(numbered: Any, client_for: Any) -> None:
    client = client_for(numbered.homeroom)
    url = send(client, long_list(numbered).encode())
    digest = client.get(url).context["plan"].digest
    take(numbered, school_days(numbered.school, 1)[0], {numbered.victim.pk: "late"})
    answer = client.post(url, {"act": "apply", "digest": digest})
    assert "もういちど確かめてください" in text(answer, 422)
    assert Mark.objects.count() == 1
    assert client.post(url, {"act": "drop"}).status_code == 302
    assert bytes(AttendanceUpload.objects.get().content) == b""


def test_what_stands_and_is_not_in_the_list_stays(numbered: Any) -> None:
    day = school_days(numbered.school, 1)[0]
    take(numbered, day, {numbered.perpetrator.pk: "nurse"})
    plan = preview(numbered.homeroom, *read(long_list(numbered).encode()))
    assert (len(plan.lines), len(plan.days), plan.problems) == (2, 0, [])


def test_the_doors(numbered: Any, other_school: Any, client_for: Any) -> None:
    url = send(client_for(numbered.homeroom), long_list(numbered).encode())
    other = People(other_school)
    for post in (True, False):
        refused(
            client_for, url, post=post, stranger=numbered.nurse, wrong=numbered.administrator, other=other.principal
        )
        refused(client_for, URL, post=post, stranger=None, wrong=numbered.expert, other=None)
    assert client_for(numbered.homeroom).put(url).status_code == 405
    sample = client_for(numbered.homeroom).get("/attendance/import/sample.csv")
    assert sample.content.startswith(b"\xef\xbb\xbf")
    assert read(sample.content)[1] == []
