"""Home visits, promises, measures with their effect, agencies outside, the police at once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from tests import play
from tests.asking import refused, text
from yorisoi.cases.acts import ActSaid
from yorisoi.cases.finding import search
from yorisoi.cases.homes import NamesOthers, Prepared, prepare_visit
from yorisoi.cases.measures import (
    Looked,
    NoLongerOpen,
    Step,
    do_measure,
    look_at_line,
    look_at_measure,
    plan_measure,
)
from yorisoi.cases.models_hearings import VisitSheet
from yorisoi.cases.models_measures import Agency, Effect
from yorisoi.cases.outside import Contact, add_agency, fear_grave_harm, proposed, retire_agency
from yorisoi.cases.present_known import known_of_case
from yorisoi.cases.promises import Kept, Promised, keep_promise
from yorisoi.cases.records import Line, record_line
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.policy.roles import Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import TOKYO, today


def later(hours: int = 9) -> str:
    """A moment as a browser's field takes it (nine hours on is now, in Tokyo)."""
    return f"{clock.now() + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


# -- promises ------------------------------------------------------------------------------------
@pytest.mark.requirement("R4")
def test_two_promises_of_one_person_stand_beside_each_other(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    day = today() + timedelta(days=2)
    promises = (Promised("席を替える", people.homeroom, day), Promised("毎朝声をかける", people.homeroom, day))
    line = Line("care", clock.now(), {"words": "話した"}, "staff", pupil=people.victim, promises=promises)
    record_line(case=case, by=people.nurse, line=line)
    owed = list(duties_of(people.homeroom).filter(name="keep_promise"))
    assert sorted(duty.text("words") for duty in owed) == ["席を替える", "毎朝声をかける"]
    first = owed[0]
    client = client_for(people.homeroom)
    url = reverse("cases:promise", args=[case.pk, first.pk])
    assert first.text("words") in text(client.get(url))
    text(client.post(url, {"words": ""}), 422)
    assert client.post(url, {"words": "きょう替えた", "reply": "「ありがとう」"}).status_code == 302
    with pytest.raises(Kept):
        keep_promise(case=case, duty=first, by=people.homeroom, words="もう一度")
    assert duties_of(people.homeroom).filter(name="keep_promise").count() == 1
    page = text(client.get(reverse("cases:show", args=[case.pk])))
    assert "約束を果たした" in page
    assert "きょう替えた" in page
    with pytest.raises(PermissionError):  # not theirs
        keep_promise(case=case, duty=owed[1], by=people.nurse, words="した")


def test_the_duty_leads_to_its_own_page(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    promised = Promised("電話する", people.homeroom, today())
    record_line(
        case=case,
        by=people.homeroom,
        line=Line("home_visit", clock.now(), {"words": "会った"}, "visit", pupil=people.victim, promises=(promised,)),
    )
    duty = Duty.objects.get(OPEN, name="keep_promise")
    page = text(client_for(people.homeroom).get("/duties/"))
    assert reverse("cases:promise", args=[case.pk, duty.pk]) in page


# -- homes ---------------------------------------------------------------------------------------
def home(people: Any, case: Any, child: Any) -> Any:
    """A child's place in the case."""
    return case.involvements.select_related("pupil", "case").get(pupil=child)


@pytest.mark.requirement("R5")
def test_the_sheet_holds_confirmed_facts_and_no_other_childs_name(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    name = people.perpetrator.name
    play.write(case, people.guidance_head, "gathering", words=f"{name}さんが廊下でおした。")
    play.write(case, people.homeroom, "observation", words="なんとなく暗い", pupil=people.victim)
    row = home(people, case, people.victim)
    client = client_for(people.homeroom)
    prepare = reverse("cases:visit_prepare", args=[case.pk, row.pk])
    sheet = reverse("cases:visit_sheet", args=[case.pk, row.pk])
    assert client.get(sheet).headers["Location"] == prepare
    page = text(client.get(prepare))
    assert "ほかの子どもが廊下でおした。" in page
    assert "なんとなく暗い" not in page
    assert people.perpetrator.family_name not in page
    typed = {"tell": f"{people.perpetrator.family_name}さんがおした", "ask": "家での様子", "planned_at": later(10),
             "main": people.homeroom.pk, "second": people.social_worker.pk}  # fmt: skip
    wrong = text(client.post(prepare, typed), 422)
    assert "ほかの子どもの名前が入っています" in wrong
    assert not VisitSheet.objects.exists()
    assert client.post(prepare, {**typed, "tell": "廊下でおされた"}).headers["Location"] == sheet
    shown = text(client.get(sheet))
    for words in ("廊下でおされた", "家での様子", "この家庭に伝えないこと", people.social_worker.name):
        assert words in shown
    assert people.perpetrator.family_name not in shown
    assert case.members.filter(staff=people.social_worker, why="visit").exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitSheet.objects.update(main=people.nurse)


def act(case: Any, people: Any, words: str, at: datetime, flag: str = "stopped", **said: Any) -> Any:
    """An act as 生徒指導主任 writes it."""
    line = Line("act", at, {"words": words}, flag=flag, act=ActSaid(**said))
    return record_line(case=case, by=people.guidance_head, line=line)


def test_what_is_told_is_no_more_exact_than_it_is_known_and_only_of_this_child(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    start = datetime.combine(today() - timedelta(days=20), time(0), TOKYO)
    lunch = datetime.combine(today() - timedelta(days=1), time(12, 20), TOKYO)
    v, p = (people.victim.pk,), (people.perpetrator.pk,)
    until = today() - timedelta(days=1)
    act(case, people, "つづけて言われた", start, when="period", until=until, did=p, suffered=v)
    act(case, people, "給食でかくされた", lunch, when="day", part="lunch", did=p, suffered=v)
    act(case, people, "言い返した", lunch, when="about", did=v, suffered=p)
    act(case, people, "だれのことか", lunch, when="day")
    act(case, people, "なかったこと", lunch, flag="none", did=p, suffered=v)
    client = client_for(people.homeroom)
    url = reverse("cases:visit_prepare", args=[case.pk, home(people, case, people.victim).pk])
    page = text(client.get(url))
    for words in ("つづけて言われた", "給食でかくされた", "給食 給食で", "ごろ 言い返した", "この子がしたこと"):
        assert words in page
    assert "なかったこと" not in page
    facts, form = page.split('name="tell"', 1)
    assert not any(clock_said in facts for clock_said in ("0:00", "12:20"))
    confirmed, unclear = facts.split("まだ伝えないこと", 1)
    assert "だれのことか" not in confirmed
    assert "だれのことか" in unclear
    told = form[: form.index("</textarea>")]
    assert "給食でかくされた" in told
    assert not any(words in told for words in ("言い返した", "だれのことか", "なかったこと"))
    assert "0:00" not in text(client_for(people.guidance_head).get(reverse("cases:acts", args=[case.pk])))
    known = {word.words: word.when for word in known_of_case(case, people.guidance_head).facts}
    assert known["給食でかくされた"].endswith(" 給食")
    assert "〜" in known["つづけて言われた"]
    hit = search(people.guidance_head, "つづけて言われた").matches[0]
    assert "〜" in hit.when
    theirs = reverse("cases:visit_prepare", args=[case.pk, home(people, case, people.perpetrator).pk])
    page = text(client.get(theirs))
    told = page[page.index('name="tell"') :]
    assert "給食でかくされた" in told[: told.index("</textarea>")]


def test_a_name_is_told_only_with_consent(people: Any) -> None:
    case = play.responding(people)
    row = home(people, case, people.perpetrator)
    prepared = Prepared(f"{people.victim.family_name}さんに伝える", "", "", clock.now(), people.homeroom, people.nurse)
    with pytest.raises(NamesOthers):
        prepare_visit(involvement=row, by=people.homeroom, prepared=prepared)
    agreed = Prepared(
        *[getattr(prepared, f) for f in ("tell", "ask", "not_tell", "planned_at", "main", "second")], True
    )
    prepare_visit(involvement=row, by=people.homeroom, prepared=agreed)


def test_who_may_prepare_a_visit(people: Any, make_staff: Any, other_school: Any, client_for: Any) -> None:
    case = play.responding(people)
    row = home(people, case, people.victim)
    other = make_staff(other_school, Post.PRINCIPAL)
    for name in ("visit_prepare", "visit_sheet"):
        url = reverse(f"cases:{name}", args=[case.pk, row.pk])
        refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.expert, other=other)


# -- measures ------------------------------------------------------------------------------------
def step(people: Any, **how: Any) -> Step:
    """A measure for this week, looked at next week."""
    wanted: dict[str, Any] = {
        "problem": "休み時間に一人になる",
        "measure": "図書室で当番をいっしょにする",
        "staff": people.homeroom,
        "do_by": today() + timedelta(days=3),
        "look_on": today() + timedelta(days=10),
        "pupil": people.victim,
    }
    return Step(**{**wanted, **how})


def owed(people: Any, name: str) -> Duty:
    """What 担任 owes of this name."""
    duty: Duty = duties_of(people.homeroom).get(name=name)
    return duty


@pytest.mark.requirement("R5")
def test_a_measure_is_done_and_looked_at_until_it_ends(people: Any) -> None:
    case = play.responding(people)
    plan_measure(case=case, by=people.guidance_head, step=step(people))
    do_measure(case=case, duty=owed(people, "do_measure"), by=people.homeroom, words="三日つづけた")
    look = owed(people, "evaluate_measure")
    again = today() + timedelta(days=20)
    looked = Looked("partly", "go_on", "すこし笑うようになった", look_on=again)
    look_at_measure(case=case, duty=look, by=people.homeroom, looked=looked)
    with pytest.raises(NoLongerOpen):
        look_at_measure(case=case, duty=look, by=people.homeroom, looked=looked)
    second = owed(people, "evaluate_measure")
    assert second.due_at.date() >= again - timedelta(days=1)
    look_at_measure(case=case, duty=second, by=people.homeroom, looked=Looked("worked", "end", "友だちと遊ぶ"))
    assert not duties_of(people.homeroom).filter(name__in=["do_measure", "evaluate_measure"]).exists()
    assert Effect.objects.count() == 2
    assert [e.kind for e in case.entries.filter(kind__in=["measure_done", "effect"]).order_by("recorded_at")] == [
        "measure_done", "effect", "effect",
    ]  # fmt: skip


def test_what_is_changed_before_it_was_done_is_owed_no_more(people: Any) -> None:
    case = play.responding(people)
    plan_measure(case=case, by=people.homeroom, step=step(people))
    look = owed(people, "evaluate_measure")
    look_at_measure(case=case, duty=look, by=people.homeroom, looked=Looked("none", "change", "合わない"))
    assert not duties_of(people.homeroom).filter(name="do_measure").exists()


def test_the_plan_on_its_page(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    client = client_for(people.homeroom)
    url = reverse("cases:measures", args=[case.pk])
    typed = {
        "problem": "こわい", "measure": "見守る", "pupil": people.victim.pk, "staff": people.homeroom.pk,
        "token": "m" * 32,
        "do_by": f"{today():%Y-%m-%d}", "look_on": f"{today() + timedelta(days=7):%Y-%m-%d}",
    }  # fmt: skip
    early = {**typed, "look_on": f"{today() - timedelta(days=1):%Y-%m-%d}"}
    assert "行う日よりあと" in text(client.post(url, early), 422)
    for _press in range(2):
        assert client.post(url, typed).status_code == 302
    assert case.measures.count() == 1
    page = text(client.get(url))
    assert "見守る" in page
    done = reverse("cases:measure_done", args=[case.pk, owed(people, "do_measure").pk])
    assert done in page
    assert client.post(done, {"words": "した"}).status_code == 302
    effect = reverse("cases:measure_effect", args=[case.pk, owed(people, "evaluate_measure").pk])
    text(client.get(effect))
    assert "次に効果を見る日" in text(client.post(effect, {"effect": "worked", "seen": "よい", "onward": "go_on"}), 422)
    assert client.post(effect, {"effect": "worked", "seen": "よい", "onward": "end"}).status_code == 302
    assert "効果があった" in text(client.get(url))
    assert "三日" not in text(client_for(people.expert).get(url), 404)


def test_a_line_of_care_gets_its_effect(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    entry = play.write(case, people.homeroom, "care", code="staff", pupil=people.victim, words="毎朝声をかけた")
    client = client_for(people.homeroom)
    url = reverse("cases:line_effect", args=[case.pk, entry.pk])
    assert "毎朝声をかけた" in text(client.get(url))
    assert client.post(url, {"effect": "worked", "seen": "顔が上がった", "onward": "go_on"}).status_code == 302
    page = text(client.get(reverse("cases:show", args=[case.pk])))
    assert "顔が上がった" in page
    assert url in page
    other = play.write(case, people.homeroom, "note", words="x")
    assert client.get(reverse("cases:line_effect", args=[case.pk, other.pk])).status_code == 404
    with pytest.raises(type(entry).DoesNotExist):
        look_at_line(case=case, entry=other, by=people.homeroom, looked=Looked("worked", "end", "x"))


# -- agencies ------------------------------------------------------------------------------------
def test_the_schools_list_starts_from_the_helplines(people: Any, other_school: Any, client_for: Any) -> None:
    found = proposed(people.school)
    assert {one.kind for one in found} >= {"legal"}
    row = add_agency(by=people.principal, contact=found[0])
    assert add_agency(by=people.principal, contact=found[0]) == row
    assert found[0].phone not in {one.phone for one in proposed(people.school)}
    client = client_for(people.guidance_head)
    url = reverse("cases:agencies")
    assert found[0].name in text(client.get(url))
    text(client.post(url, {"kind": "police"}), 422)
    assert client.post(url, {"kind": "police", "name": "見本警察署 少年係", "phone": "0550-00-0110"}).status_code == 302
    retire_agency(row=row, by=people.principal)
    assert Agency.objects.get(pk=row.pk).retired_at
    with pytest.raises(PermissionError):
        add_agency(by=people.homeroom, contact=Contact("police", "a", "1"))
    assert client_for(people.homeroom).get(url).status_code == 403
    theirs = Agency.objects.create(school=other_school, kind="police", name="東署", phone="1", at=clock.now(), by=None)
    assert client.post(reverse("cases:agency_retire", args=[theirs.pk])).status_code == 404
    assert "東署" not in text(client.get(url))


@pytest.mark.requirement("D4")
def test_the_police_are_called_at_once_and_it_is_on_record(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.homeroom)
    url = reverse("cases:police", args=[case.pk])
    assert "110" in text(client.get(url))
    for _press in range(2):
        assert client.post(url, {"caller": people.vice_principal.pk}).status_code == 302
    duty = Duty.objects.get(OPEN, name="call_police")
    assert duty.staff == people.vice_principal
    assert duty.due_at <= clock.now() + timedelta(hours=1)
    assert Notice.objects.filter(kind="case_urgent", staff=people.principal, case=case).exists()
    case.refresh_from_db()
    assert case.urgent
    record = reverse("cases:record", args=[case.pk, "agency"]) + "?code=police"
    deputy = client_for(people.vice_principal)
    assert "同意" in text(deputy.get(record))
    assert record in text(deputy.get("/duties/"))
    typed = {"code": "police", "flag": "without", "body_agency": "見本署", "body_words": "伝えた",
             "occurred_at": later(), "body_basis": "いじめ防止対策推進法23条6項"}  # fmt: skip
    assert "同意を得ないで連絡した理由" in text(deputy.post(record, typed), 422)
    assert deputy.post(record, {**typed, "body_no_consent": "命の危険"}).status_code == 302
    assert not Duty.objects.filter(OPEN, name="call_police").exists()


def test_who_is_shut_out_neither_calls_nor_hears(people: Any, client_for: Any) -> None:
    report = play.report(people)
    case = play.subcommittee(people, report)
    shut_out(report=report, by=people.guidance_head, staff=people.vice_principal)
    with pytest.raises(PermissionError):
        fear_grave_harm(case=case, by=people.guidance_head, caller=people.vice_principal)
    fear_grave_harm(case=case, by=people.guidance_head, caller=people.principal)
    assert not Notice.objects.filter(kind="case_urgent", staff=people.vice_principal).exists()
    assert client_for(people.vice_principal).get(reverse("cases:police", args=[case.pk])).status_code == 404
