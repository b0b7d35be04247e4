"""After a merge or a split, pages, actions and searches read the lines that came along, for the case's readers.

The reader here is on the team of the case that goes on and of no other: what lived elsewhere must open through it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import pictures, play
from tests.asking import text
from tests.cases.test_joining import merged, two
from tests.reports.test_attachments import sent
from yorisoi.cases.acts import ActSaid, CheckSaid, check_act
from yorisoi.cases.files import attach_to_case, attachments_for
from yorisoi.cases.finding import search
from yorisoi.cases.measures import Looked, Step, look_at_line, look_at_measure, plan_measure
from yorisoi.cases.models import Case, CaseMember, CaseStep, Entry
from yorisoi.cases.models_hearings import Statement
from yorisoi.cases.moves import join_team
from yorisoi.cases.parting import split_case
from yorisoi.cases.promises import Promised, keep_promise
from yorisoi.cases.queries import cases_for, lines_in
from yorisoi.cases.records import Line, record_line
from yorisoi.cases.statements import Settled, Told, mark, settle_mark
from yorisoi.duties.models import OPEN, Duty
from yorisoi.journal import clock
from yorisoi.policy.roles import Body
from yorisoi.schools.calendar import today

pytestmark = pytest.mark.django_db
PHOTO = pictures.jpeg()


def reader(people: Any, stays: Case, gone: Case) -> Any:
    """A homeroom teacher of another grade, on the team of the case that goes on and not of the other."""
    CaseMember.objects.filter(staff=people.homeroom6).update(until=clock.now())
    join_team(stays, [people.homeroom6], "invited", clock.now(), people.guidance_head)
    assert list(cases_for(people.homeroom6)) == [stays]
    assert gone.pk != stays.pk
    return people.homeroom6


def joined(people: Any, **before: Any) -> tuple[Case, Case]:
    """Two cases, `write(gone)` before they are one."""
    stays, gone = two(people)
    before["write"](gone)
    merged(people, gone, stays)
    return stays, gone


@pytest.mark.requirement("O3")
def test_lines_that_came_with_a_merged_case_open_through_the_one_that_goes_on(people: Any, client_for: Any) -> None:
    stays, gone = joined(
        people, write=lambda case: play.write(case, people.homeroom, "act", flag="going_on", words="靴箱の画びょう")
    )
    line = gone.entries.get(kind="act")
    client = client_for(reader(people, stays, gone))
    assert client.get(reverse("cases:line", args=[gone.pk, line.pk])).status_code == 404
    answer = client.get(reverse("cases:line", args=[stays.pk, line.pk]), follow=True)
    assert "靴箱の画びょう" in text(answer)
    assert "靴箱の画びょう" in text(client.get(reverse("cases:acts", args=[stays.pk])))
    checked = client.post(
        reverse("cases:act_check", args=[stays.pk, line.pk]),
        {
            "flag": "stopped",
            "seen_at": f"{clock.now() - timedelta(minutes=1):%Y-%m-%dT%H:%M}",
            "words": "見守った",
            "token": "a" * 32,
        },
    )
    assert checked.status_code == 302
    assert stays.entries.get(kind="act_check").act_check.act_id == line.pk


@pytest.mark.requirement("O3")
def test_an_act_may_be_known_from_a_line_that_came_along_and_a_word_on_it_be_corrected(people: Any) -> None:
    heard = []

    def write(case: Case) -> None:
        heard.append(play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim))
        act = play.write(case, people.homeroom, "act", flag="going_on")
        said = CheckSaid("going_on", clock.now(), token="b" * 32)
        heard.append(check_act(case=case, act=act, by=people.homeroom, said=said))

    stays, _gone = joined(people, write=write)
    row = record_line(
        case=stays,
        by=people.homeroom,
        line=Line(
            kind="act", occurred_at=clock.now(), body={"words": "くつ"}, flag="stopped", act=ActSaid(entry=heard[0])
        ),
    )
    assert row.act.source_entry == heard[0]
    right = check_act(
        case=stays,
        act=heard[1].act_check.act,
        by=people.homeroom,
        said=CheckSaid("stopped", clock.now(), corrects=heard[1], token="c" * 32),
    )
    assert right in lines_in(stays)
    other = play.opened(people)
    with pytest.raises(Entry.DoesNotExist):
        check_act(case=other, act=heard[1].act_check.act, by=people.homeroom, said=CheckSaid("stopped", clock.now()))


@pytest.mark.requirement("R6")
def test_a_decision_rests_on_a_line_that_came_along(people: Any, client_for: Any) -> None:
    stays, gone = joined(
        people,
        write=lambda case: play.write(
            case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim
        ),
    )
    line = gone.entries.get(kind="hearing")
    held = play.find_facts(people, stays)
    found = {"evidence": (("distress", "for", f"entry:{line.pk}"),)}
    play.write(stays, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    play.committee(people, stays, "recognise", held, **play.ELEMENTS, **found)
    page = text(client_for(reader(people, stays, gone)).get(reverse("cases:show", args=[stays.pk])))
    assert "この判断の根拠 1件" in page
    assert reverse("cases:line", args=[stays.pk, line.pk]) in page
    assert reverse("cases:line", args=[gone.pk, line.pk]) not in page


@pytest.mark.requirement("R6")
def test_a_file_is_evidence_by_the_hash_of_its_original(people: Any, client_for: Any) -> None:
    case = play.opened(people, files=[sent(PHOTO)], about={"service": "LINE"})
    other = play.opened(people, files=[sent(pictures.jpeg((32, 32)))])
    held = play.find_facts(people, case)
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    row = case.report_links.get().report.attachments.get()
    foreign = other.report_links.get().report.attachments.get()
    client = client_for(people.guidance_head)
    url = reverse("cases:room", args=[held.pk])
    assert f'value="attachment:{row.pk}"' in text(client.get(f"{url}?move=recognise"))
    said = {"item": held.items.get().pk, "move": "recognise", **play.ELEMENTS}
    assert client.post(url, {**said, "for_act": [f"attachment:{foreign.pk}"]}).status_code == 422
    assert client.post(url, {**said, "for_act": [f"attachment:{row.pk}"]}).status_code == 302
    kept = CaseStep.objects.get(case=case, move="recognise").data("details")["evidence"]
    assert [(one["ref"], one["sha256"]) for one in kept] == [(f"attachment:{row.pk}", row.sha256)]
    assert kept[0]["label"].startswith("添付 写真")
    page = text(client.get(reverse("cases:show", args=[case.pk])))
    assert "この判断の根拠 1件" in page
    assert reverse("cases:file", args=[row.pk]) in page
    assert "判断のときと内容がちがいます" not in page


@pytest.mark.requirement("O3")
def test_files_of_a_merged_case_are_seen_through_the_one_that_goes_on(people: Any, client_for: Any) -> None:
    def write(case: Case) -> None:
        attach_to_case(case=case, by=people.guidance_head, files=[sent(PHOTO)], about={})

    stays, gone = joined(people, write=write)
    row = gone.attachments.get()
    guest = reader(people, stays, gone)
    assert list(attachments_for(guest)) == [row]
    assert reverse("cases:file", args=[row.pk]) in text(client_for(guest).get(reverse("cases:show", args=[stays.pk])))
    assert client_for(guest).get(reverse("cases:file", args=[row.pk])).status_code == 200
    assert not attachments_for(people.teacher).exists()


@pytest.mark.requirement("O3")
def test_statements_and_their_marks_come_along(people: Any, client_for: Any) -> None:
    kept = []

    def write(case: Case) -> None:
        for code, pupil in (("victim", people.victim), ("perpetrator", people.perpetrator)):
            record_line(
                case=case,
                by=people.homeroom,
                line=Line(
                    kind="hearing",
                    occurred_at=clock.now(),
                    body={"words": "聞いた"},
                    code=code,
                    flag="heard",
                    pupil=pupil,
                    statements=(Told(words=f"{code}のことば"),),
                ),
            )
        ids = list(Statement.objects.filter(case=case).values_list("pk", flat=True))
        kept.append(mark(case=case, by=people.guidance_head, kind="contradict", statements=ids, why="時刻が合わない"))

    stays, gone = joined(people, write=write)
    client = client_for(people.guidance_head)
    url = reverse("cases:statements", args=[stays.pk])
    page = text(client.get(url))
    assert "victimのことば" in page
    assert "時刻が合わない" in page
    assert (
        client.post(
            reverse("cases:statements_settle", args=[stays.pk, kept[0].pk]), {"reason": "同じ出来事"}
        ).status_code
        == 302
    )
    assert "同じ出来事" in text(client.get(url))
    with pytest.raises(Settled):
        settle_mark(mark=kept[0], case=stays, by=people.guidance_head, why="もう一度")
    both = list(Statement.objects.filter(case=gone).values_list("pk", flat=True))
    assert mark(case=stays, by=people.guidance_head, kind="agree", statements=both, why="合う").case == stays


@pytest.mark.requirement("R9")
def test_the_plan_and_the_promises_of_a_merged_case_go_on(people: Any, client_for: Any) -> None:
    def write(case: Case) -> None:
        plan_measure(
            case=case,
            by=people.guidance_head,
            step=Step(
                problem="休み時間がこわい",
                measure="休み時間に見守る",
                staff=people.homeroom,
                do_by=today(),
                look_on=today() + timedelta(days=7),
            ),
        )
        record_line(
            case=case,
            by=people.homeroom,
            line=Line(
                kind="home_visit",
                occurred_at=clock.now(),
                body={"words": "訪問"},
                pupil=people.victim,
                promises=(Promised("週に一度電話する", people.homeroom, today()),),
            ),
        )

    stays, gone = joined(people, write=write)
    client = client_for(people.homeroom)
    assert "休み時間がこわい" in text(client.get(reverse("cases:measures", args=[stays.pk])))
    owed = Duty.objects.get(OPEN, case=stays, name="evaluate_measure")
    looked = Looked(effect="worked", onward="go_on", seen="落ち着いた", answer="", look_on=today() + timedelta(days=14))
    look_at_measure(case=stays, duty=owed, by=people.homeroom, looked=looked)
    assert "落ち着いた" in text(client.get(reverse("cases:measures", args=[stays.pk])))
    promise = Duty.objects.get(OPEN, case=stays, name="keep_promise")
    keep_promise(case=stays, duty=promise, by=people.homeroom, words="電話した")
    assert promise.promise.entry == gone.entries.get(kind="home_visit")


@pytest.mark.requirement("R9")
def test_what_came_of_care_is_written_on_a_line_that_came_along(people: Any) -> None:
    stays, gone = joined(people, write=lambda case: play.write(case, people.homeroom, "care", pupil=people.victim))
    line = gone.entries.get(kind="care")
    looked = Looked(effect="partly", onward="go_on", seen="少し笑った", answer="")
    assert look_at_line(case=stays, entry=line, by=people.homeroom, looked=looked).case == stays


@pytest.mark.requirement("O3")
def test_words_of_a_merged_case_are_found_through_the_one_that_goes_on(people: Any) -> None:
    stays, gone = joined(people, write=lambda case: play.write(case, people.homeroom, "note", words="体育館のうら"))
    found = search(reader(people, stays, gone), "体育館のうら")
    line = gone.entries.get(kind="note")
    assert [one.url for one in found.matches] == [reverse("cases:line", args=[stays.pk, line.pk])]
    assert found.all == 1
    assert search(people.teacher, "体育館のうら").all == 0


@pytest.mark.requirement("O3")
def test_of_a_split_case_only_the_lines_that_went_along_are_found(people: Any) -> None:
    case = play.subcommittee(people, play.report(people), victim="victim", perpetrator="perpetrator", witness="victim")
    taken = play.write(case, people.homeroom, "note", words="体育館のうら その一")
    play.write(case, people.homeroom, "note", words="体育館のうら その二")
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    children = {row.pk: "go" if row.pupil == people.witness else "both" for row in case.involvements.all()}
    children = {
        pk: go
        for pk, go in children.items()
        if not case.involvements.filter(pk=pk, role="victim", pupil=people.victim).exists()
    }
    new = split_case(
        meeting=held, case=case, by=people.guidance_head, reason="別の出来事", children=children, entries=[taken.pk]
    )
    CaseMember.objects.filter(case=case).update(until=clock.now())
    guest = reader(people, new, case)
    found = search(guest, "体育館のうら")
    assert found.all == 1
    assert [one.url for one in found.matches] == [reverse("cases:line", args=[new.pk, taken.pk])]
