"""Mail for notices, sent to a real SMTP server on this machine: it says that something waits, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests import play
from tests.mailbox import Box
from yorisoi.cli.tick import tick
from yorisoi.duties.models import Notice


@pytest.mark.requirement("R2")
def test_managers_are_mailed_that_something_waits_without_a_word_of_it(people: Any, box: Box) -> None:
    for person in (people.principal, people.guidance_head):
        person.email = f"{person.pk}@example.jp"
        person.save()
    play.report(people, narrative="髙﨑さんのくつがかくされた", reporter={"name": "髙﨑の母"})
    assert tick()["mailed"] == 2
    assert tick()["mailed"] == 0
    assert {to for tos, _mail in box.mails for to in tos} == {people.principal.email, people.guidance_head.email}
    for _to, mail in box.mails:
        text = f"{mail['Subject']}\n{mail.get_content()}"
        assert "/duties/" in text
        for secret in ("髙﨑", "くつ", people.victim.given_name + "さん", "2026-", "いじめ"):
            assert secret not in text


def test_a_server_that_refuses_is_tried_again(people: Any, box: Box) -> None:
    people.principal.email = "kocho@example.jp"
    people.principal.save()
    play.report(people)
    box.broken = True
    assert tick()["mailed"] == 0
    row = Notice.objects.get(staff=people.principal)
    assert (row.mail_failures, row.mailed_at) == (1, None)
    box.broken = False
    assert tick()["mailed"] == 1
    assert len(box.mails) == 1


def test_a_duty_that_runs_out_is_told_once(people: Any) -> None:
    play.report(people)
    with play.move_on(1):
        assert tick()["told_overdue"] >= 1
        assert tick()["told_overdue"] == 0
        assert Notice.objects.filter(kind="duty_overdue", staff=people.principal).count() == 1
