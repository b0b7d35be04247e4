"""How much a field of the staff's pages takes, and what is said of too much: the limit and the count, in our words."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.journal import clock
from yorisoi.schools.calendar import TOKYO


def said(limit: int, count: int) -> str:
    return f"{limit}字までにしてください。いまは{count}字あります。"


def test_a_hearing_takes_what_every_field_takes(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client, url = client_for(people.homeroom), reverse("cases:record", args=[case.pk, "hearing"])
    now = f"{clock.now().astimezone(TOKYO):%Y-%m-%dT%H:%M}"
    typed = {"code": "victim", "flag": "heard", "pupil": people.victim.pk, "occurred_at": now}
    page = text(client.post(url, {**typed, "body_words": "あ" * 20_001}), 422)
    assert "20000字まで書けます。いまは20001字あります" in page
    assert "この値は" not in page
    assert 'data-most="20000"' in page
    lines = "あ\r\n" * 10_000  # a line's end is one letter, as the page counts it
    assert client.post(url, {**typed, "body_words": lines}).status_code == 302


@pytest.mark.parametrize("name", ["memo", "urgent"])
def test_a_report_s_fields_say_what_is_wrong(people: Any, client_for: Any, name: str) -> None:
    report = play.report(people)
    client = client_for(people.guidance_head)
    field = {"memo": "words", "urgent": "reason"}[name]
    url = reverse(f"cases:report_{name}", args=[report.pk])
    page = text(client.post(url, {field: "あ" * 20_001}), 422)
    assert "いまは20001字あります" in page
    assert "この値は" not in page
    nul = text(client.post(url, {field: "あ\x00い"}), 422)
    assert "残せない文字（NUL）" in nul
    assert "何か文字を" not in nul


def test_plain_fields_speak_in_the_same_words() -> None:
    with pytest.raises(forms.ValidationError) as refused:
        forms.CharField(max_length=3).clean("あいうえ")
    assert refused.value.messages == [said(3, 4)]
    with pytest.raises(forms.ValidationError, match="NUL"):
        forms.CharField().clean("あ\x00")
