"""Words beside a name have the signs of the reader's language."""

from __future__ import annotations

from django.utils.translation import override

from yorisoi.policy.listed import beside, listed, span


def test_the_signs_are_the_reader_s() -> None:
    with override("ja"):
        assert beside("田中", "担任", "学年主任") == "田中（担任・学年主任）"
        assert listed(["相談室", "図工室"]) == "相談室・図工室"
        assert span("6/1", "7/20") == "6/1〜7/20"
    with override("en"):
        assert beside("Tanaka", "homeroom teacher", "head of grade") == "Tanaka (homeroom teacher, head of grade)"
        assert span("6/1", "7/20") == "6/1–7/20"
