"""The public doors and the receipt, through the browser's requests."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from yorisoi.reports.answers import answer_lines
from yorisoi.reports.models import Exclusion, Reading, Report
from yorisoi.reports.receipts import receipt_code
from yorisoi.schools.models import School

DOORS = ("child", "guardian", "resident", "receipt")
TOKEN = "t" * 30


def url(door: str, school: School) -> str:
    """The address of a door."""
    return reverse(f"reports:{door}", args=[school.slug])


def words_on(page: str) -> str:
    """The six words on a page."""
    return " ".join(re.findall(r"</span> <b>([ぁ-ん]+)</b>", page))


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
class TestEveryDoor:
    """The same questions to each."""

    def test_opens_without_log_in_and_leaves_nothing(self, door: str, people: Any) -> None:
        answer = Client(enforce_csrf_checks=True).get(url(door, people.school))
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
        assert "0120-0-78310" in answer.content.decode()

    def test_other_methods_and_no_such_school(self, door: str, people: Any) -> None:
        assert Client().delete(url(door, people.school)).status_code == 405
        assert Client().get(url(door, people.school).replace("nishi", "nowhere")).status_code == 404

    def test_weighs_less_than_100_kb(self, door: str, people: Any) -> None:
        """HTML, styles, scripts and the icon, uncompressed; and far less as it is sent."""
        page = Client().get(url(door, people.school)).content
        paths = [
            Path(finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name)) or "")
            for name in re.findall(r'(?:src|href)="/static/([^"]+)"', page.decode())
        ]
        assert all(path.is_file() for path in paths)
        whole = [page, *(path.read_bytes() for path in paths)]
        assert sum(map(len, whole)) < 100_000
        assert sum(len(gzip.compress(part)) for part in whole) < 40_000


@pytest.mark.django_db
class TestChild:
    """The child's door."""

    def test_every_step_in_every_mode(self, people: Any) -> None:
        for mode in ("kana", "ruby", "upper", "en"):
            step = "mode"
            page = ""
            for _ in range(9):
                page = (
                    Client()
                    .post(url("child", people.school), {"mode": mode, "step": step, "go": "next", "token": TOKEN})
                    .content.decode()
                )
                assert "0120-0-78310" in page
                assert "data-exit" in page
                assert 'autocomplete="off"' in page
                step = re.findall(r'name="step" value="(\w+)"', page)[0]
                if mode == "kana":
                    text = re.sub(r"<[^>]+>", "", page.split("<main", 1)[1].split("</main")[0])
                    assert not re.search("[一-鿿]", text)
            assert 'value="send"' in page

    @pytest.mark.requirement("R1", "R2", "E3")
    def test_sends_and_gets_the_receipt(self, people: Any) -> None:
        sent = {
            "mode": "kana",
            "step": "check",
            "go": "send",
            "token": TOKEN,
            "forms": ["teasing", "online"],
            "whose": "me",
            "when": "today",
            "still_going": "yes",
            "where": ["toilet"],
            "feel": "very_hard",
            "talk_to": "nurse",
            "withhold": ["homeroom"],
            "class_id": str(people.class31.pk),
            "words": "たすけて😢𠮷",
        }
        page = Client().post(url("child", people.school), sent).content.decode()
        report = Report.objects.get()
        assert "うけとりました" in page
        assert report.label in page
        assert len(words_on(page).split()) == 6
        assert (report.source, report.anonymous, report.forms) == ("child", True, ["teasing", "online"])
        assert report.text("narrative") == "たすけて😢𠮷"
        assert set(report.exclusions.values_list("staff_id", flat=True)) == {people.homeroom.pk}
        lines = {str(label): str(text) for label, text in answer_lines(report)}
        assert lines["話したい大人"] == "養護教諭"
        assert lines["気もち"] == "とてもつらい"

    @pytest.mark.requirement("R2")
    def test_a_double_tap_is_one_report_and_a_changed_sending_another(self, people: Any) -> None:
        sent = {"mode": "kana", "step": "check", "go": "send", "token": TOKEN, "words": "いやだ"}
        first = Client().post(url("child", people.school), sent).content.decode()
        second = Client().post(url("child", people.school), sent).content.decode()
        assert words_on(first) == words_on(second)
        assert Report.objects.count() == 1
        Client().post(url("child", people.school), {**sent, "words": "まだ いやだ"})
        assert Report.objects.count() == 2

    def test_even_an_empty_sheet_is_received(self, people: Any) -> None:
        """Who comes this far and can say nothing has said something."""
        page = Client().post(url("child", people.school), {"go": "send", "unsaid": ["what", "whose"]})
        assert page.status_code == 200
        assert Report.objects.get().data("answers")["unsaid"] == ["what", "whose"]

    def test_ten_thousand_characters(self, people: Any) -> None:
        text = "あ😢𠮷\n" * 2500
        Client().post(url("child", people.school), {"go": "send", "token": TOKEN, "words": text.replace("\n", "\r\n")})
        assert Report.objects.get().text("narrative") == text


@pytest.mark.django_db
class TestGuardianAndResident:
    """One page each."""

    def test_only_what_happened_is_required_and_nothing_typed_is_lost(self, people: Any) -> None:
        answer = Client().post(url("guardian", people.school), {"where": "中庭", "token": TOKEN, "kinds": ["teasing"]})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "何があったかを書いてください" in page
        assert 'value="中庭"' in page
        assert TOKEN in page
        assert not Report.objects.exists()

    @pytest.mark.requirement("R1")
    def test_a_guardian_tells(self, people: Any) -> None:
        page = (
            Client()
            .post(
                url("guardian", people.school),
                {
                    "narrative": "子どもが登校をしぶる。",
                    "child_name": "髙﨑",
                    "class_id": str(people.class31.pk),
                    "happened_on": "2026-06-03",
                    "withhold": ["nurse", "child"],
                    "staff_concerned": "担任、教諭田",
                    "name": "髙﨑 母",
                    "contact": "090",
                    "token": TOKEN,
                },
            )
            .content.decode()
        )
        report = Report.objects.get()
        assert len(words_on(page).split()) == 6
        assert (report.source, report.anonymous) == ("guardian", False)
        assert report.data("reporter") == {"name": "髙﨑 母", "contact": "090"}
        out = set(report.exclusions.values_list("staff_id", flat=True))
        assert out == {people.homeroom.pk, people.nurse.pk, people.teacher.pk}

    def test_a_resident_may_be_nobody(self, people: Any) -> None:
        Client().post(url("resident", people.school), {"narrative": "公園で囲まれていた", "token": TOKEN})
        report = Report.objects.get()
        assert (report.source, report.anonymous) == ("community", True)
        assert report.data("reporter") == {}

    def test_switching_the_language_keeps_what_is_typed(self, people: Any) -> None:
        sent = {"where": "中庭", "kinds": ["teasing"], "switch": "easy", "token": TOKEN}
        answer = Client().post(url("guardian", people.school), sent)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "<rt>" in page
        assert 'value="中庭"' in page
        assert re.search(r'value="teasing"[^>]*checked', page)
        assert "もういちど確かめてください" not in page
        english = Client().post(url("guardian", people.school), {**sent, "switch": "en"})
        assert english.cookies["yorisoi_language"].value == "en"
        assert "<rt>" in Client().get(url("guardian", people.school), {"easy": "1"}).content.decode()

    def test_a_wrong_date_is_said_and_the_rest_kept(self, people: Any) -> None:
        answer = Client().post(
            url("guardian", people.school), {"narrative": "あ", "happened_on": "きのう", "token": TOKEN}
        )
        assert answer.status_code == 422
        assert "空けたままでも送れます" in answer.content.decode()


@pytest.mark.django_db
class TestReceipt:
    """Coming back."""

    def test_shows_that_it_was_read_and_nothing_else(self, people: Any, django_assert_max_num_queries: Any) -> None:
        words = words_on(
            Client().post(url("guardian", people.school), {"narrative": "ひみつの話", "token": TOKEN}).content.decode()
        )
        page = Client().post(url("receipt", people.school), {"code": words}).content.decode()
        assert "まだ読まれていません" in page
        report = Report.objects.get()
        for staff in (people.principal, people.guidance_head):
            Reading.objects.create(report=report, staff=staff, at=report.received_at)
        with django_assert_max_num_queries(8):
            page = Client().post(url("receipt", people.school), {"code": words}).content.decode()
        assert "2人" in page
        assert report.label in page
        for secret in ("ひみつの話", people.principal.family_name, people.guidance_head.family_name):
            assert secret not in page.split("<main", 1)[1].split("</main")[0]

    def test_wrong_codes_are_told_clearly_and_nobody_is_locked_out(self, people: Any) -> None:
        words = words_on(
            Client().post(url("resident", people.school), {"narrative": "あ", "token": TOKEN}).content.decode()
        ).split()
        client = Client()
        for code, told in (
            ("2026-001", "番号だけでは見られません"),
            (" ".join(["ゑゑ", *words[1:]]), "1番目の「ゑゑ」"),
            (" ".join(words[:5]), "6つ入れてください"),
            (" ".join(receipt_code("somebody else's")), "見つかりません"),
        ) * 3:
            answer = client.post(url("receipt", people.school), {"code": code})
            assert answer.status_code == 422
            assert told in answer.content.decode()
        assert client.post(url("receipt", people.school), {"code": " ".join(words)}).status_code == 200

    def test_another_school_does_not_know_it(self, people: Any, other_school: School) -> None:
        words = words_on(
            Client().post(url("resident", people.school), {"narrative": "あ", "token": TOKEN}).content.decode()
        )
        assert Client().post(url("receipt", other_school), {"code": words}).status_code == 422
        assert Exclusion.objects.count() == 0
