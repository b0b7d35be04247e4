"""Acts as rows: who may see and write them, what the list shows, later words on them, the forms of the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import play
from tests.asking import queries, text
from yorisoi.cases.acts import ActSaid, CheckSaid, check_act
from yorisoi.cases.models import Act, Entry
from yorisoi.cases.queries import case_facts
from yorisoi.cases.records import Line, record_line
from yorisoi.journal import clock
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today


def typed(people: Any, **said: Any) -> dict[str, Any]:
    """An act as it is typed."""
    start = {
        "body_words": "「遊ばない」と言われた",
        "when": "day",
        "occurred_at": f"{today() - timedelta(days=2)}T12:00",
        "part": "noon",
        "flag": "going_on",
        "suffered": [people.victim.pk],
        "did": [people.perpetrator.pk],
        "forms": ["exclusion"],
        "known": "victim",
    }
    return start | said


def url(case: Any, name: str = "acts", *args: Any) -> str:
    """The address."""
    return reverse(f"cases:{name}", args=[case.pk, *args])


def test_the_five_questions(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    case = play.opened(people)
    row = play.write(case, people.guidance_head, "act", flag="going_on")
    assert client_for(people.guidance_head).get(url(case)).status_code == 200
    assert client_for(people.guidance_head).post(url(case)).status_code == 405
    assert client_for(people.teacher).get(url(case)).status_code == 404
    assert client_for(people.administrator).get(url(case)).status_code == 403
    check = url(case, "act_check", row.pk)
    assert client_for(people.guidance_head).get(check).status_code == 405
    assert client_for(people.teacher).post(check, {"flag": "stopped"}).status_code == 404
    stranger = make_staff(other_school, "guidance_head")
    assert client_for(stranger).get(url(case)).status_code == 404
    assert client_for(stranger).post(check, {"flag": "stopped"}).status_code == 404


@pytest.mark.requirement("R12")
def test_an_act_is_written_with_all_that_is_known(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    report = case.report_links.get().report
    client = client_for(people.guidance_head)
    said = typed(people, source=f"report:{report.pk}")
    assert client.post(reverse("cases:record", args=[case.pk, "act"]), said).status_code == 302
    act = Act.objects.get()
    assert (act.when, act.part, act.forms, act.known) == ("day", "noon", ["exclusion"], "victim")
    assert act.source_report == report
    assert {(one.side, one.pupil_id) for one in act.people.all()} == {
        ("did", people.perpetrator.pk),
        ("suffered", people.victim.pk),
    }
    case.refresh_from_db()
    assert case.forms == ["exclusion"]
    page = text(client.get(url(case)))
    for words in ("昼休み", people.perpetrator.name, report.label):
        assert words in page
    assert "続いている行為が1件" in page


@pytest.mark.requirement("R12")
def test_later_words_end_it_and_a_correction_puts_them_right(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.guidance_head)
    client.post(reverse("cases:record", args=[case.pk, "act"]), typed(people))
    row = Entry.objects.get(kind="act")
    assert case_facts(case).acts_going_on
    said = {
        "flag": "stopped",
        "seen_at": f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M}",
        "words": "担任が聞いた",
        "token": "a" * 20,
    }
    assert client.post(url(case, "act_check", row.pk), {**said, "flag": ""}).status_code == 422
    for _press in range(2):
        assert client.post(url(case, "act_check", row.pk), said).status_code == 302
    checks = Entry.objects.filter(kind="act_check")
    assert checks.count() == 1
    assert not case_facts(case).acts_going_on
    wrong = checks.get()
    fix = url(case, "act_check_correct", wrong.pk)
    assert client.get(fix).status_code == 200
    assert client.post(fix, {**said, "flag": "going_on", "token": "b" * 20}).status_code == 302
    assert case_facts(case).acts_going_on
    page = text(client.get(url(case)))
    assert "訂正されました" in page
    assert page.count("確かめた: ") == 2 or "確かめた: 続いている" in page


@pytest.mark.requirement("R12")
def test_the_clock_goes_back_when_the_day_was_mistyped(people: Any) -> None:
    case = play.opened(people)
    wrong = play.write(case, people.guidance_head, "act", flag="stopped")
    was = case.last_act_on
    play.write(case, people.guidance_head, "act", flag="stopped", corrects=wrong, at=clock.now() - timedelta(days=20))
    assert case.last_act_on == was - timedelta(days=20)


def test_the_forms_are_those_of_the_acts_that_stand(people: Any) -> None:
    case = play.opened(people)
    one = play.write(case, people.guidance_head, "act", flag="stopped", forms=("teasing",))
    play.write(case, people.guidance_head, "act", flag="stopped", forms=("property",))
    assert case.forms == ["property", "teasing"]
    play.write(case, people.guidance_head, "act", flag="none", corrects=one)
    assert case.forms == ["property"]


def test_only_who_reads_all_says_that_there_was_no_act(people: Any) -> None:
    case = play.opened(people)
    row = play.write(case, people.homeroom, "act", flag="stopped")
    with pytest.raises(PermissionError):
        play.write(case, people.homeroom, "act", flag="none", corrects=row)
    play.write(case, people.guidance_head, "act", flag="none", corrects=row)
    assert case.last_act_on is None


def test_children_and_sources_of_other_cases_are_refused(people: Any, make_pupil: Any) -> None:
    case, other = play.opened(people), play.opened(people)
    child = make_pupil(people.school, people.class31, "別", "人")
    foreign = play.write(other, people.guidance_head, "note")
    for act in (ActSaid(did=(child.pk,)), ActSaid(entry=foreign)):
        line = Line("act", clock.now(), {"words": "x"}, flag="stopped", act=act)
        with pytest.raises((child.DoesNotExist, Entry.DoesNotExist)):
            record_line(case=case, by=people.guidance_head, line=line)
    assert not Entry.objects.filter(case=case).exists()


def test_who_is_shut_out_writes_and_sees_nothing(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    row = play.write(case, people.guidance_head, "act", flag="going_on")
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.homeroom)
    assert client_for(people.homeroom).get(url(case)).status_code == 404
    with pytest.raises(PermissionError):
        check_act(case=case, act=row, by=people.homeroom, said=CheckSaid("stopped", clock.now()))


@pytest.mark.parametrize("table", ["cases_act", "cases_actperson", "cases_actcheck"])
def test_the_database_keeps_them(people: Any, table: str) -> None:
    case = play.opened(people)
    act = ActSaid(did=(people.perpetrator.pk,))
    row = play.write(case, people.guidance_head, "act", flag="going_on", act=act)
    check_act(case=case, act=row, by=people.guidance_head, said=CheckSaid("stopped", clock.now()))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_the_list_asks_as_much_for_many_as_for_few(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.guidance_head)

    def more(n: int) -> int:
        for _n in range(n):
            act = ActSaid(did=(people.perpetrator.pk,), suffered=(people.victim.pk,))
            row = play.write(case, people.guidance_head, "act", flag="going_on", act=act)
            check_act(case=case, act=row, by=people.guidance_head, said=CheckSaid("unknown", clock.now()))
        return queries(client, url(case))

    more(1)
    assert more(2) == more(6)


def test_nobody_does_an_act_to_themselves(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client, address = client_for(people.guidance_head), url(case, "record", "act")
    both = [people.victim.pk, people.perpetrator.pk]
    page = text(client.post(address, typed(people, did=both)), 422)
    assert f"{people.victim.name}が、一つの行為の「した子」と「された子」の両方に" in page
    assert "「遊ばない」と言われた" in page
    assert not case.entries.filter(kind="act").exists()
    assert client.post(address, typed(people)).status_code == 302
