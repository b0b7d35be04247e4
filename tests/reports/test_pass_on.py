"""「気づきを渡す」: the five questions, the people meant, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yorisoi.reports.models import Report
from yorisoi.schools.models import Staff

TOKEN = "s" * 30
PASS_ON = "/pass-on/"
Login = Callable[[Staff], Client]


@pytest.mark.django_db
@pytest.mark.requirement("R1", "R2")
class TestPassOn:
    """The staff's door."""

    def test_one_line_is_enough(self, people: Any, client_for: Login) -> None:
        client = client_for(people.teacher)
        assert client.get(PASS_ON).status_code == 200
        answer = client.post(PASS_ON, {"narrative": "一人でいた", "token": TOKEN})
        report = Report.objects.get()
        assert answer["Location"] == reverse("reports:passed_on", args=[report.pk])
        assert (report.source, report.channel, report.received_by) == ("staff", "in_person", people.teacher)
        page = client.get(answer["Location"]).content.decode()
        assert report.label in page
        assert people.guidance_head.family_name in page
        assert "小委員会を開く期限" in page

    def test_people_are_ticked_or_typed(self, people: Any, client_for: Login) -> None:
        client = client_for(people.teacher)
        client.post(
            PASS_ON,
            {
                "narrative": "あ",
                "token": TOKEN,
                "pupil": [str(people.victim.uid), "nonsense"],
                "people": "3年1組 𠮷田、佐藤子、だれか",
                "concerned": [str(people.principal.uid)],
            },
        )
        report = Report.objects.get()
        named = set(report.named_pupils.values_list("pupil_id", flat=True))
        assert named == {people.victim.pk, people.perpetrator.pk, people.witness.pk}
        assert report.data("answers")["people_text"] == "だれか"
        assert set(report.exclusions.values_list("staff_id", "why")) == {(people.principal.pk, "named")}
        page = client.get(reverse("reports:passed_on", args=[report.pk])).content.decode()
        assert people.principal.family_name not in page

    def test_type_ahead_keeps_the_ticked_and_works_without_script(self, people: Any, client_for: Login) -> None:
        client = client_for(people.teacher)
        sent = {"people": "高崎", "pupil": str(people.witness.uid), "narrative": "書きかけ", "token": TOKEN}
        found = client.post("/pass-on/people/", sent).content.decode()
        assert str(people.victim.uid) in found
        assert f'value="{people.witness.uid}" checked' in found
        page = client.post(PASS_ON, {**sent, "find": "1"}).content.decode()
        assert str(people.victim.uid) in page
        assert "書きかけ" in page
        assert not Report.objects.exists()

    def test_on_behalf_of_a_phone_call(self, people: Any, client_for: Login) -> None:
        client_for(people.nurse).post(
            PASS_ON,
            {
                "narrative": "電話",
                "from_whom": "guardian",
                "channel": "phone",
                "received_from": "母",
                "when": "other",
                "told_at": "2026-06-03T15:40",
                "token": TOKEN,
            },
        )
        report = Report.objects.get()
        assert (report.source, report.channel, report.text("received_from")) == ("guardian", "phone", "母")
        assert report.received_at.isoformat().startswith("2026-06-03T06:40")

    def test_what_is_wrong_is_said_and_the_rest_kept(self, people: Any, client_for: Login) -> None:
        answer = client_for(people.teacher).post(PASS_ON, {"when": "other", "people": "髙﨑", "token": TOKEN})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "ひとことでよいので" in page
        assert "日時を入れてください" in page
        assert 'value="髙﨑"' in page

    def test_a_double_press_is_one_report(self, people: Any, client_for: Login) -> None:
        client = client_for(people.teacher)
        for _ in range(2):
            client.post(PASS_ON, {"narrative": "あ", "token": TOKEN})
        assert Report.objects.count() == 1

    def test_who_may_not(self, people: Any, client_for: Login, other_school: Any, make_staff: Any) -> None:
        assert "/accounts/" in Client().get(PASS_ON)["Location"]
        assert client_for(people.administrator).get(PASS_ON).status_code == 403
        assert client_for(people.expert).post(PASS_ON, {"narrative": "あ"}).status_code == 403
        assert client_for(people.teacher).put(PASS_ON).status_code == 405
        assert client_for(people.teacher).get("/pass-on/people/").status_code == 405
        client_for(people.teacher).post(PASS_ON, {"narrative": "あ", "token": TOKEN})
        done = reverse("reports:passed_on", args=[Report.objects.get().pk])
        assert client_for(people.nurse).get(done).status_code == 404
        assert client_for(make_staff(other_school, "teacher")).get(done).status_code == 404
        assert client_for(people.teacher).post(done).status_code == 405
