"""The hearing day by its actions and pages: planned, begun, recorded, set side by side, asked again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests import play
from tests.asking import queries, refused, text
from yorisoi.cases.hearings import (
    Place,
    Replaced,
    begin_hearing,
    cancel_hearing,
    current_rows,
    plan_hearing,
    record_hearing,
)
from yorisoi.cases.models_hearings import Draft, HearingRow, Statement
from yorisoi.cases.promises import Promised, in_words, shown
from yorisoi.cases.records import Line
from yorisoi.cases.statements import Settled, Told, TooFew, mark, marks_of, settle_mark, statements_of
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.policy.roles import Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.calendar import today


def place(people: Any, **how: Any) -> Place:
    """A hearing of the victim in a room, half an hour on."""
    wanted: dict[str, Any] = {
        "side": "victim",
        "room": "保健室",
        "starts_at": clock.now() + timedelta(minutes=30),
        "main": people.nurse,
        "second": people.counsellor,
        "pupil": people.victim,
    }
    return Place(**{**wanted, **how})


def heard(case: Any, by: Any, side: str, pupil: Any, *told: Told, **line: Any) -> Any:
    """Somebody records a hearing of statements."""
    return record_hearing(
        case=case,
        by=by,
        line=Line(
            "hearing",
            clock.now(),
            {"words": "「いやだった」"},
            code=side,
            flag="heard",
            pupil=pupil,
            statements=told,
            **line,
        ),
    )


# -- the plan ------------------------------------------------------------------------------------
@pytest.mark.requirement("R4", "D3")
def test_a_planned_hearing_is_owed_and_done_by_either_listener(people: Any) -> None:
    case = play.opened(people)
    row = plan_hearing(case=case, by=people.guidance_head, place=place(people))
    assert duties_of(people.nurse).filter(name="hear_victim", pupil=people.victim).count() == 1
    begin_hearing(row=row, by=people.nurse)
    begin_hearing(row=row, by=people.counsellor)
    assert row.marks.count() == 1
    entry = heard(case, people.counsellor, "victim", people.victim)
    assert duties_of(people.nurse).filter(name="hear_victim").count() == 0
    record_hearing(
        case=case,
        by=people.counsellor,
        row=row,
        line=Line("hearing", clock.now(), {"words": "「もう一つ」"}, "around", "heard"),
    )
    assert [m.what for m in row.marks.all()] == ["began", "recorded"]
    assert entry.statements.count() == 1


def test_what_the_committee_shared_out_is_owed_once(people: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    plan_hearing(case=case, by=people.guidance_head, place=place(people, main=people.homeroom))
    assert Duty.objects.filter(OPEN, case=case, name="hear_victim", staff=people.homeroom).count() == 1


def test_another_listener_takes_over_what_the_committee_gave(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    given = Duty.objects.get(OPEN, case=case, name="hear_victim")
    client = client_for(people.guidance_head)
    url = reverse("cases:hearings", args=[case.pk])
    assert f"duty={given.pk}" in text(client.get(url))
    typed = {
        "side": "victim", "pupil": people.victim.pk, "room": "保健室", "minutes": "30", "main": people.nurse.pk,
        "second": people.homeroom.pk, "starts_at": f"{clock.now() + timedelta(hours=10):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert client.post(f"{url}?duty={given.pk}", typed).status_code == 302
    assert [d.staff for d in Duty.objects.filter(OPEN, case=case, name="hear_victim")] == [people.nurse]
    assert client.post(f"{url}?duty=x", typed).status_code == 404


def test_a_change_is_a_new_row_and_the_old_listener_owes_nothing(people: Any) -> None:
    case = play.opened(people)
    row = plan_hearing(case=case, by=people.guidance_head, place=place(people))
    new = plan_hearing(case=case, by=people.guidance_head, place=place(people, main=people.grade_head), replaces=row)
    assert [r.pk for r in current_rows(case)] == [new.pk]
    assert HearingRow.objects.count() == 2
    assert not duties_of(people.nurse).filter(name="hear_victim").exists()
    assert duties_of(people.grade_head).filter(name="hear_victim").exists()
    with pytest.raises(Replaced):
        plan_hearing(case=case, by=people.guidance_head, place=place(people), replaces=row)
    cancel_hearing(row=new, by=people.guidance_head, reason="欠席")
    assert current_rows(case) == []
    assert not Duty.objects.filter(OPEN, case=case, name="hear_victim", staff=people.grade_head).exists()
    with pytest.raises(Replaced):
        begin_hearing(row=new, by=people.grade_head)


def test_history_is_refused_by_the_database(people: Any) -> None:
    case = play.opened(people)
    row = plan_hearing(case=case, by=people.guidance_head, place=place(people))
    heard(case, people.nurse, "victim", people.victim)
    for change in (
        lambda: HearingRow.objects.filter(pk=row.pk).update(room="別室"),
        lambda: HearingRow.objects.filter(pk=row.pk).delete(),
        lambda: Statement.objects.update(number=9),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        HearingRow.objects.create(
            case=case, by=people.nurse, at=clock.now(), side="victim", room="A", starts_at=clock.now(),
            main=people.nurse, second=people.nurse,
        )  # fmt: skip


def test_two_people_listen_and_none_who_is_shut_out(people: Any) -> None:
    report = play.report(people)
    case = play.subcommittee(people, report)
    shut_out(report=report, by=people.guidance_head, staff=people.nurse)
    with pytest.raises(PermissionError):
        plan_hearing(case=case, by=people.guidance_head, place=place(people))
    with pytest.raises(PermissionError):
        plan_hearing(case=case, by=people.guidance_head, place=place(people, main=people.homeroom, second=people.nurse))
    with pytest.raises(ValueError, match="two different"):
        plan_hearing(
            case=case, by=people.guidance_head, place=place(people, main=people.homeroom, second=people.homeroom)
        )
    with pytest.raises(PermissionError):  # 担任 does not plan
        plan_hearing(case=case, by=people.homeroom, place=place(people, main=people.homeroom))


def test_a_double_press_makes_one_row(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.guidance_head)
    url = reverse("cases:hearings", args=[case.pk])
    typed = {
        "side": "victim", "pupil": people.victim.pk, "room": "相談室", "starts_at": "2026-11-26T10:00", "minutes": "30",
        "main": people.nurse.pk, "second": people.counsellor.pk, "token": "a" * 32,
    }  # fmt: skip
    typed["starts_at"] = f"{clock.now() + timedelta(hours=10):%Y-%m-%dT%H:%M}"
    for _press in range(2):
        assert client.post(url, typed).status_code == 302
    assert case.hearingrows.count() == 1
    assert "相談室" in text(client.get(url))
    wrong = text(client.post(url, {**typed, "second": people.nurse.pk, "token": "b"}), 422)
    assert "別の人" in wrong
    assert 'value="相談室"' in wrong
    assert "相談室" in text(client_for(people.nurse).get(reverse("cases:hearing_board", args=[case.pk])))


def test_clashes_stand_on_the_page(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    at = clock.now() + timedelta(hours=1)
    plan_hearing(case=case, by=people.guidance_head, place=place(people, starts_at=at))
    other = place(people, starts_at=at, side="perpetrator", pupil=people.perpetrator, room="図工室", second=None)
    plan_hearing(case=case, by=people.guidance_head, place=other)
    page = text(client_for(people.guidance_head).get(reverse("cases:hearings", args=[case.pk])))
    assert "同じ時間に二つの部屋" in page
    assert people.nurse.name in page
    assert "聞く人が一人です" in page


# -- the room ------------------------------------------------------------------------------------
def test_a_closed_lid_loses_nothing_and_nobody_else_reads_it(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    row = plan_hearing(case=case, by=people.guidance_head, place=place(people))
    nurse = client_for(people.nurse)
    url = reverse("cases:record", args=[case.pk, "hearing"]) + f"?row={row.pk}"
    page = text(nurse.get(url))
    assert f'name="slot" value="hearing:{row.pk}"' in page
    typed = {
        "slot": f"hearing:{row.pk}", "st_0_words": "「おされた」", "st_3_words": "「四つめ」",
        "body_conclusion": "泣いていた",
        "pr_0_what": "あした話す", "token": "t" * 32, "pupil": people.victim.pk, "code": "victim", "flag": "heard",
    }  # fmt: skip
    kept = nurse.post(reverse("cases:draft", args=[case.pk]), typed)
    assert kept.json()["kept"] is True
    assert b"\xe3\x81\x8a" not in bytes(Draft.objects.get().typed)  # sealed
    page = text(nurse.get(url))
    assert "書きかけを戻しました" in page
    for words in ("「おされた」", "「四つめ」", "泣いていた", "あした話す"):
        assert words in page
    other = text(client_for(people.counsellor).get(url))
    assert "「おされた」" not in other
    # recorded: the draft is gone, and what was on its way does not bring it back
    done = {**typed, "occurred_at": f"{clock.now().astimezone():%Y-%m-%dT%H:%M}", "second": people.counsellor.pk}
    done |= {"pr_0_who": people.nurse.pk, "pr_0_by": f"{today() + timedelta(days=1):%Y-%m-%d}"}
    done["occurred_at"] = f"{clock.now() + timedelta(hours=9):%Y-%m-%dT%H:%M}"
    assert nurse.post(url, done).status_code == 302
    assert not Draft.objects.exists()
    late = nurse.post(reverse("cases:draft", args=[case.pk]), typed)
    assert late.status_code == 200
    assert not Draft.objects.exists()
    entry = case.entries.get(kind="hearing")
    assert entry.data("body")["words"] == "「おされた」\n「四つめ」"
    assert "あした話す" in entry.data("body")["promise"]
    assert entry.second == people.counsellor
    assert [s.data("said")["words"] for s in entry.statements.order_by("number")] == ["「おされた」", "「四つめ」"]
    owed = duties_of(people.nurse).get(name="keep_promise")
    assert owed.text("words") == "あした話す"
    assert row.marks.get(what="recorded").entry == entry


def test_more_rows_keep_what_is_typed_and_record_nothing(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.homeroom)
    url = reverse("cases:record", args=[case.pk, "hearing"])
    page = text(client.post(url, {"more": "1", "st_0_words": "「一」", "body_words": "「全部」", "code": "around"}))
    assert "「一」" in page
    assert "「全部」" in page
    assert "st_2_words" in page
    assert not case.entries.filter(kind="hearing").exists()


def test_a_promise_needs_an_owner_and_a_day(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.homeroom)
    url = reverse("cases:record", args=[case.pk, "hearing"])
    typed = {
        "code": "victim", "flag": "heard", "pupil": people.victim.pk, "body_words": "「いや」",
        "pr_0_what": "席を替える",
        "occurred_at": f"{clock.now() + timedelta(hours=9):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    page = text(client.post(url, typed), 422)
    assert "約束を果たす人を選んでください" in page
    assert "いつまでに果たすか" in page
    assert "席を替える" in page
    assert not case.entries.filter(kind="hearing").exists()


def test_others_do_not_write_in_a_room_that_is_not_theirs(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    row = plan_hearing(case=case, by=people.guidance_head, place=place(people))
    url = reverse("cases:record", args=[case.pk, "hearing"]) + f"?row={row.pk}"
    assert client_for(people.homeroom).get(url).status_code == 403
    assert client_for(people.guidance_head).get(url).status_code == 200


# -- side by side --------------------------------------------------------------------------------
def two_sides(people: Any) -> tuple[Any, list[Statement]]:
    """A victim and a perpetrator who say different things of the same morning."""
    case = play.opened(people)
    day = today() - timedelta(days=1)
    from datetime import time

    heard(case, people.homeroom, "victim", people.victim, Told("「三回おされた」", "おした", "廊下", day, time(10, 20)))
    heard(
        case,
        people.guidance_head,
        "perpetrator",
        people.perpetrator,
        Told("「一回だけ」", "", "廊下", day, time(10, 20)),
        Told("「朝は いなかった」", "", "", day, time(8, 10)),
        Told("「しらない」"),
    )
    return case, statements_of(case)


@pytest.mark.requirement("R4")
def test_statements_stand_along_the_time_of_the_acts(people: Any, client_for: Any) -> None:
    case, rows = two_sides(people)
    said = [row.data("said")["words"] for row in rows]
    assert said[0] == "「朝は いなかった」"
    assert said[-1] == "「しらない」"
    page = text(client_for(people.homeroom).get(reverse("cases:statements", args=[case.pk])))
    assert page.index("08:10") < page.index("10:20")
    assert text(client_for(people.homeroom).get(reverse("cases:statements", args=[case.pk]) + "?by=child"))


def test_marks_are_added_and_closed_never_changed(people: Any, client_for: Any) -> None:
    case, rows = two_sides(people)
    pair = [row.pk for row in rows[1:3]]
    with pytest.raises(TooFew):
        mark(case=case, by=people.homeroom, kind="contradict", statements=pair[:1], why="回数")
    row = mark(
        case=case, by=people.homeroom, kind="contradict", statements=pair, why="回数がちがう", asker=people.nurse
    )
    assert case.members.filter(staff=people.nurse).exists()
    again = place(people, because=row, main=people.nurse, second=people.counsellor)
    plan_hearing(case=case, by=people.guidance_head, place=again)
    client = client_for(people.guidance_head)
    page = text(client.get(reverse("cases:statements", args=[case.pk])))
    assert "食い違い" in page
    assert "聞き直し" in page
    settle_mark(mark=row, by=people.homeroom, why="二回と本人が直した")
    with pytest.raises(Settled):
        settle_mark(mark=row, by=people.guidance_head, why="別")
    assert len(marks_of(case)) == 1
    assert "二回と本人が直した" in text(client.get(reverse("cases:statements", args=[case.pk])))
    with pytest.raises(DatabaseError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(kind="agree")


def test_a_corrected_hearing_leaves_the_side_by_side(people: Any, client_for: Any) -> None:
    case, _rows = two_sides(people)
    old = case.entries.get(kind="hearing", code="victim")
    client = client_for(people.homeroom)
    url = reverse("cases:correct", args=[case.pk, old.pk])
    page = text(client.get(url))
    assert "「三回おされた」" in page
    typed = {
        "code": "victim", "flag": "heard", "pupil": people.victim.pk, "body_words": "「いやだった」",
        "st_0_words": "「二回おされた」", "st_0_on": f"{today():%Y-%m-%d}", "st_0_hour": "10:20",
        "occurred_at": f"{clock.now() + timedelta(hours=9):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert client.post(url, typed).status_code == 302
    said = [row.data("said")["words"] for row in statements_of(case)]
    assert "「三回おされた」" not in said
    assert "「二回おされた」" in said


def test_statements_of_another_case_cannot_be_marked(people: Any) -> None:
    _case, rows = two_sides(people)
    other = play.opened(people)
    with pytest.raises(Statement.DoesNotExist):
        mark(case=other, by=people.guidance_head, kind="agree", statements=[r.pk for r in rows], why="x")


# -- who comes where -----------------------------------------------------------------------------
PAGES = ("hearings", "hearing_board", "statements", "measures")


@pytest.mark.parametrize("name", PAGES)
def test_pages_refuse_strangers(people: Any, make_staff: Any, other_school: Any, client_for: Any, name: str) -> None:
    case = play.opened(people)
    url = reverse(f"cases:{name}", args=[case.pk])
    other = make_staff(other_school, Post.PRINCIPAL)
    refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.administrator, other=other)
    assert client_for(people.guidance_head).put(url).status_code == 405


def test_whoever_is_shut_out_learns_nothing(people: Any, client_for: Any) -> None:
    report = play.report(people)
    case = play.subcommittee(people, report)
    row = plan_hearing(case=case, by=people.guidance_head, place=place(people))
    shut_out(report=report, by=people.guidance_head, staff=people.nurse)
    client = client_for(people.nurse)
    for name in PAGES:
        assert client.get(reverse(f"cases:{name}", args=[case.pk])).status_code == 404
    assert client.get(reverse("cases:record", args=[case.pk, "hearing"]) + f"?row={row.pk}").status_code == 404
    assert client.post(reverse("cases:draft", args=[case.pk]), {"slot": "hearing:"}).status_code == 404


@pytest.mark.parametrize("name", ["hearings", "statements"])
def test_queries_stay_the_same(people: Any, client_for: Any, name: str) -> None:
    case = play.opened(people)
    client = client_for(people.guidance_head)
    url = reverse(f"cases:{name}", args=[case.pk])

    def more(n: int) -> None:
        at = clock.now() + timedelta(hours=n)
        row = plan_hearing(case=case, by=people.guidance_head, place=place(people, starts_at=at))
        entry = record_hearing(
            case=case, by=people.nurse, row=row, line=Line("hearing", clock.now(), {"words": "「あ」"}, "victim",
            "heard", pupil=people.victim, statements=(Told("「あ」"), Told("「い」"))),
        )  # fmt: skip
        mark(case=case, by=people.nurse, kind="contradict", statements=[s.pk for s in entry.statements.all()], why="x")

    more(1)
    client.get(url)
    few = queries(client, url)
    for n in range(2, 5):
        more(n)
    assert queries(client, url) == few


def test_drafts_are_of_known_forms_and_not_without_end(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client: Client = client_for(people.homeroom)
    url = reverse("cases:draft", args=[case.pk])
    assert client.post(url, {"slot": "../etc"}).status_code == 422
    assert client.post(url, {"slot": "hearing:", "body_words": "あ" * 250_000}).status_code in {413, 422}
    assert not Draft.objects.exists()
    assert client.post(url, {"slot": "hearing:", "body_words": "あ"}).status_code == 200
    assert client.post(url, {"slot": "hearing:", "discard": "1"}).status_code == 302
    assert not Draft.objects.exists()


def told(person: Any) -> list[str]:
    """What this person was told of hearings, in order."""
    rows = Notice.objects.filter(staff=person, kind__startswith="hearing_")
    return list(rows.order_by("at", "pk").values_list("kind", flat=True))


@pytest.mark.requirement("R4")
def test_both_listeners_are_told_in_true_words(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    row = plan_hearing(case=case, by=people.guidance_head, place=place(people))
    for person in (people.nurse, people.counsellor):
        assert told(person) == ["hearing_planned"]
        page = text(client_for(person).get(reverse("duties:mine")))
        assert "聞き取りで、話を聞く人になりました" in page
        assert "会議で割り当てられて" not in page
    assert "聞き取りの予定で、聞く人として" in text(client_for(people.nurse).get(reverse("duties:mine")))
    new = plan_hearing(case=case, by=people.guidance_head, place=place(people, second=people.homeroom), replaces=row)
    assert told(people.counsellor) == ["hearing_planned", "hearing_changed"]
    assert told(people.homeroom) == ["hearing_changed"]
    cancel_hearing(row=new, by=people.guidance_head, reason="雪")
    assert told(people.homeroom) == ["hearing_changed", "hearing_off"]
    assert told(people.counsellor) == ["hearing_planned", "hearing_changed"]
    assert told(people.guidance_head) == []


def test_what_a_meeting_gave_says_so(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    assert "会議で割り当てられて" in text(client_for(people.homeroom).get(reverse("duties:mine")))


def test_statements_are_words_enough_also_where_a_promise_lacks_its_day(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.homeroom)
    url = reverse("cases:record", args=[case.pk, "hearing"])
    typed = {
        "code": "victim", "flag": "heard", "pupil": people.victim.pk, "st_0_words": "「おされた」",
        "pr_0_what": "席を替える", "pr_0_who": people.homeroom.pk,
        "occurred_at": f"{clock.now() + timedelta(hours=9):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    page = text(client.post(url, typed), 422)
    assert "いつまでに果たすか" in page
    assert "「子どものことば」を書いてください" not in page
    wrong = text(client.post(url, {**typed, "st_0_on": "x", "pr_0_what": ""}), 422)
    assert "「子どものことば」を書いてください" not in wrong
    assert client.post(url, {**typed, "pr_0_by": f"{today():%Y-%m-%d}"}).status_code == 302


def test_nobody_speaks_of_what_is_to_come(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    url = reverse("cases:record", args=[case.pk, "hearing"])
    typed = {
        "code": "victim", "flag": "heard", "pupil": people.victim.pk, "st_0_words": "「おされた」",
        "st_0_on": f"{today() + timedelta(days=1):%Y-%m-%d}",
        "occurred_at": f"{clock.now() + timedelta(hours=9):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    page = text(client_for(people.homeroom).post(url, typed), 422)
    assert "まだ来ていない日です。その出来事の日を" in page
    assert "「おされた」" in page
    assert not case.entries.filter(kind="hearing").exists()


def test_no_hearing_is_planned_before_the_case_was_there(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client, url = client_for(people.guidance_head), reverse("cases:hearings", args=[case.pk])
    typed = {
        "side": "victim", "pupil": people.victim.pk, "room": "相談室", "minutes": "30", "main": people.nurse.pk,
        "starts_at": f"{today() - timedelta(days=1):%Y-%m-%d}T10:00", "token": "a" * 32,
    }  # fmt: skip
    page = text(client.post(url, typed), 422)
    assert "始まる前の日です" in page
    assert 'value="相談室"' in page
    assert not case.hearingrows.exists()
    assert client.post(url, {**typed, "starts_at": f"{today():%Y-%m-%d}T00:00"}).status_code == 302


def test_a_promise_is_kept_in_one_language_and_read_in_the_reader_s(people: Any) -> None:
    made = Promised("席を替える", people.homeroom, date(2026, 11, 27))
    with override("en"):
        kept = in_words([made])
        assert kept == f"席を替える（{people.homeroom.name}、11月27日まで）"
        assert shown(kept) == f"席を替える ({people.homeroom.name}, by 11/27)"
    assert shown(kept) == kept
    assert shown("来週また話す（約束）") == "来週また話す（約束）"
