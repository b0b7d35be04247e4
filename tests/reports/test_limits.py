"""The public doors say what they cannot take, and lose nothing of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from yorisoi.reports.models import Report
from yorisoi.schools.calendar import today

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("E3")]
DOORS = ["guardian", "resident"]
UNSEEN = ["   ", "　\n", "\u200b\u200b", "\u202e\ufeff", "\u3164"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("text", UNSEEN)
def test_a_report_of_nothing_is_asked_for_a_word(client: Client, school: Any, door: str, text: str) -> None:
    answer = client.post(f"/s/nishi/{door}/", {"narrative": text})
    assert answer.status_code == 422
    assert "ひとことでもかまいません" in answer.content.decode()
    assert Report.objects.count() == 0


@pytest.mark.parametrize("door", DOORS)
def test_invisible_signs_between_words_are_kept(client: Client, school: Any, door: str) -> None:
    text = "  葛\U000e0100城さんが\u200bいやなことを  "
    assert client.post(f"/s/nishi/{door}/", {"narrative": text}).status_code == 200
    assert Report.objects.get().text("narrative") == text


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("field", ["narrative", "wish", "where", "child_name", "contact", "staff_concerned"])
def test_too_long_a_text_comes_back_whole(client: Client, school: Any, door: str, field: str) -> None:
    text = "あ" * 20_003
    answer = client.post(f"/s/nishi/{door}/", {"narrative": "x", field: text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "いまは20003字あります" in page
    assert text in page
    assert Report.objects.count() == 0


@pytest.mark.parametrize("field", ["words", "name"])
@pytest.mark.parametrize("go", ["next", "send", "to:check", "back"])
@pytest.mark.parametrize("mode", ["kana", "ruby", "upper", "en"])
def test_a_child_s_long_words_come_back_whole(client: Client, school: Any, field: str, go: str, mode: str) -> None:
    text = "あ" * 20_001
    answer = client.post("/s/nishi/child/", {"mode": mode, "step": "check", "go": go, field: text, "forms": "other"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "20001 / 20000" in page
    assert text in page
    assert 'value="other"' in page
    assert Report.objects.count() == 0
    short = client.post("/s/nishi/child/", {"mode": mode, "step": "check", "go": "send", field: "あ" * 20_000})
    assert short.status_code == 200
    assert Report.objects.count() == 1


@pytest.mark.parametrize("day", ["0001-01-01", "0002-06-03", "1900-01-01", "9999-12-31"])
def test_a_year_out_of_reason_is_asked_again(
    client: Client, school: Any, people: Any, client_for: Any, day: str
) -> None:
    answer = client.post("/s/nishi/guardian/", {"narrative": "x", "happened_on": day})
    assert answer.status_code == 422
    assert "5年先まで" in answer.content.decode()
    told = {"narrative": "x", "when": "other", "told_at": f"{day}T00:00"}
    assert client_for(people.teacher).post("/pass-on/", told).status_code == 422
    assert Report.objects.count() == 0


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "9999-12-31"])
def test_meetings_lie_within_reason(people: Any, client_for: Any, day: str) -> None:
    from django.urls import reverse

    answer = client_for(people.guidance_head).post(
        reverse("meetings:convene"), {"at": f"{day}T00:00", "body": "subcommittee"}
    )
    assert answer.status_code in {404, 422}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("easy", ["", "?easy=1"])
def test_a_day_to_come_is_asked_about(client: Client, school: Any, door: str, easy: str) -> None:
    day = today() + timedelta(days=1)
    told = {"narrative": "ろうかでおされた", "happened_on": f"{day:%Y-%m-%d}"}
    answer = client.post(f"/s/nishi/{door}/{easy}", told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "まだ来ていない日です" in page
    assert "ろうかでおされた" in page
    assert Report.objects.count() == 0
    assert client.post(f"/s/nishi/{door}/{easy}", {**told, "happened_on": f"{today():%Y-%m-%d}"}).status_code == 200
