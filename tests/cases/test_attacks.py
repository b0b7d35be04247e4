"""What somebody inside the school might try on a case: getting past 解消, writing what is not theirs to write."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import play
from tests.asking import text
from yorisoi.cases.entries import KINDS
from yorisoi.cases.models import Case, Entry
from yorisoi.cases.people import end_role, invite_to_case
from yorisoi.cases.records import Line, record_line
from yorisoi.cases.rights import Corrected, MayNot, who_may
from yorisoi.duties.queries import owed_for
from yorisoi.journal import clock
from yorisoi.policy.flow import NotYet
from yorisoi.policy.roles import POST_LABELS, Post


def names(missing: pytest.ExceptionInfo[NotYet]) -> set[str]:
    """Return the names of what was still wanted."""
    return {need.name for need in missing.value.needs}


def moment() -> str:
    """Return now as the field types it."""
    return timezone.localtime(clock.now()).strftime("%Y-%m-%dT%H:%M")


# -- 解消 is not reached by taking away the child who still suffers ------------------------------------------------
def test_a_victims_role_is_not_ended_by_a_homeroom_teacher(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    row = case.involvements.get(role="victim")
    client = client_for(people.homeroom)
    url = reverse("cases:end_role", args=[case.pk, row.pk])
    assert client.post(url, {"reason": "もう大丈夫"}).status_code == 403
    row.refresh_from_db()
    assert row.until is None
    page = text(client.get(reverse("cases:show", args=[case.pk])))
    assert url not in page
    assert reverse("cases:end_role", args=[case.pk, case.involvements.get(role="perpetrator").pk]) in page


def test_every_role_ends_with_a_reason_that_stays_sealed_beside_the_note(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    row = case.involvements.get(role="perpetrator")
    with pytest.raises(NotYet) as missing:
        end_role(involvement=row, by=people.guidance_head, reason=" ")
    assert names(missing) == {"role_reason"}
    client = client_for(people.homeroom)
    url = reverse("cases:end_role", args=[case.pk, row.pk])
    text(client.post(url), 422)
    row.refresh_from_db()
    assert row.until is None
    assert client.post(url, {"reason": "人ちがいだった"}).status_code == 302
    row = case.involvements.select_related("case__key").get(role="perpetrator")
    assert row.until is not None
    assert row.text("note") == "人ちがいだった"
    assert "人ちがいだった" in text(client.get(reverse("cases:show", args=[case.pk])))


@pytest.mark.parametrize("flag", ["distress", "unclear"])
def test_a_victim_who_suffers_or_cannot_say_stays_a_victim(people: Any, client_for: Any, flag: str) -> None:
    case = play.responding(people)
    play.write(case, people.homeroom, "pupil_confirmation", flag=flag, pupil=people.victim)
    row = case.involvements.get(role="victim")
    with pytest.raises(NotYet) as missing:
        end_role(involvement=row, by=people.principal, reason="見守りを終える")
    assert names(missing) == {"role_no_distress"}
    url = reverse("cases:end_role", args=[case.pk, row.pk])
    page = text(client_for(people.principal).post(url, {"reason": "見守りを終える"}), 422)
    assert "被害の立場は終えられません" in page
    assert "見守りを終える" in page
    play.write(case, people.homeroom, "pupil_confirmation", flag="no_distress", pupil=people.victim)
    end_role(involvement=row, by=people.principal, reason="別の子の取りちがえ")
    assert not case.involvements.filter(role="victim", until__isnull=True).exists()


def test_no_victim_leaves_while_the_principal_decides(people: Any) -> None:
    case = play.responding(people)
    with play.move_on(120):
        play.confirm(people, case)
        play.committee(people, case, "judge_resolved", reason="満たす")
        assert case.state == "judged"
        with pytest.raises(NotYet) as missing:
            end_role(involvement=case.involvements.get(role="victim"), by=people.principal, reason="転校")
        assert names(missing) == {"role_not_judged"}


def _corrected(people: Any, case: Case, old: Entry, by: Any, flag: str = "no_distress") -> Entry:
    line = Line(
        "pupil_confirmation", clock.now(), {"words": "「もういい」"}, flag=flag, pupil=people.victim, corrects=old
    )
    return record_line(case=case, by=by, line=line)


def test_only_the_writer_or_who_reads_all_corrects_a_line(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    old = play.write(case, people.homeroom, "pupil_confirmation", flag="distress", pupil=people.victim)
    with pytest.raises(PermissionError):
        _corrected(people, case, old, people.grade_head)
    fix = reverse("cases:correct", args=[case.pk, old.pk])
    client = client_for(people.grade_head)
    said = {"flag": "no_distress", "pupil": people.victim.pk, "body_words": "「もういい」", "occurred_at": moment()}
    assert client.get(fix).status_code == 403
    assert client.post(fix, said).status_code == 403
    assert fix not in text(client.get(reverse("cases:show", args=[case.pk])))
    assert fix in text(client_for(people.homeroom).get(reverse("cases:show", args=[case.pk])))
    assert _corrected(people, case, old, people.guidance_head, flag="unclear").corrects_id == old.pk


def test_a_line_is_corrected_once_and_then_its_correction(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    old = play.write(case, people.homeroom, "pupil_confirmation", flag="distress", pupil=people.victim)
    newer = _corrected(people, case, old, people.homeroom, flag="unclear")
    with pytest.raises(Corrected) as told:
        _corrected(people, case, old, people.homeroom)
    assert told.value.newer == newer
    fix = reverse("cases:correct", args=[case.pk, old.pk])
    said = {"flag": "no_distress", "pupil": people.victim.pk, "body_words": "「もういい」", "occurred_at": moment()}
    page = text(client_for(people.homeroom).post(fix, said), 422)
    assert "もう訂正されています" in page
    assert "「もういい」" in page
    assert reverse("cases:correct", args=[case.pk, newer.pk]) in page
    assert case.entries.filter(corrects=old).count() == 1


def test_a_line_of_another_case_or_kind_is_not_corrected(people: Any) -> None:
    one, two = play.opened(people), play.opened(people)
    old = play.write(one, people.homeroom, "note")
    for case, kind in ((two, "note"), (one, "observation")):
        with pytest.raises(PermissionError):
            play.write(case, people.homeroom, kind, corrects=old)


# -- each line has those who may write it ------------------------------------------------------------------------
BOARD = ("board_report", "board_phone", "record_sheet", "staff_informed")
RESPONSE = ("care", "guidance", "home_visit", "gathering", "pupil_confirmation", "guardian_confirmation", "agency")


@pytest.mark.parametrize("kind", [*BOARD, *RESPONSE, "follow_up", "serious_question"])
def test_a_guest_writes_what_they_saw_and_nothing_of_the_schools_own_work(
    people: Any, client_for: Any, kind: str
) -> None:
    case = play.responding(people)
    invite_to_case(case=case, by=people.principal, staff=people.expert)
    before = set(owed_for(case).values_list("name", flat=True))
    with pytest.raises(MayNot):
        play.write(case, people.expert, kind, flag="improving", pupil=people.victim)
    client = client_for(people.expert)
    page = text(client.get(reverse("cases:record", args=[case.pk, kind])), 403)
    assert str(who_may(KINDS[kind])[0]) in page
    assert client.post(reverse("cases:record", args=[case.pk, kind]), {}).status_code == 403
    offered = text(client.get(reverse("cases:record_choose", args=[case.pk])))
    assert reverse("cases:record", args=[case.pk, kind]) not in offered
    assert reverse("cases:record", args=[case.pk, "observation"]) in offered
    assert set(owed_for(case).values_list("name", flat=True)) == before
    play.write(case, people.expert, "observation")


@pytest.mark.parametrize("kind", BOARD)
def test_what_goes_to_the_board_is_the_managers(people: Any, client_for: Any, kind: str) -> None:
    case = play.responding(people)
    with pytest.raises(MayNot):
        play.write(case, people.homeroom, kind, code="first", body={"receiver": "課長"})
    case.refresh_from_db()
    assert case.board_told_at is None
    play.write(case, people.vice_principal, kind, code="first", body={"receiver": "課長"})
    assert client_for(people.homeroom).get(reverse("cases:record", args=[case.pk, kind])).status_code == 403


def test_serious_is_said_by_many_and_taken_back_by_the_managers(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    play.write(case, people.nurse, "serious_question", flag="yes")
    with pytest.raises(MayNot):
        play.write(case, people.nurse, "serious_question", flag="no")
    assert case.may_be_serious
    page = text(client_for(people.nurse).get(reverse("cases:record", args=[case.pk, "serious_question"])))
    assert 'value="yes"' in page
    assert 'value="no"' not in page
    play.write(case, people.principal, "serious_question", flag="no")
    assert case.may_be_serious is False


def test_the_grade_team_reports_and_nobody_settles_its_duty_without_the_move(people: Any, client_for: Any) -> None:
    case = play.responding(people)
    for who in (people.nurse, people.academic_head, people.principal):
        with pytest.raises(MayNot) as refused:
            play.write(case, who, "follow_up", flag="improving", body={"guardians": "よい"})
        assert POST_LABELS[Post.GRADE_HEAD] in refused.value.who
    assert "follow_up" in set(owed_for(case).values_list("name", flat=True))
    play.write(case, people.guidance_head, "act", flag="going_on", at=clock.now())
    assert case.state == "reconsidering"
    play.write(case, people.grade_head, "follow_up", flag="improving", body={"guardians": "よい"})
    assert case.state == "reconsidering"
    assert "follow_up" in set(owed_for(case).values_list("name", flat=True))  # no move was taken


def test_whoever_acts_for_the_grade_team_reports(people: Any) -> None:
    from yorisoi.reports.shutting_out import shut_out

    case = play.responding(people)
    report = case.report_links.get().report
    for who in (people.homeroom, people.grade_head, people.grade_head6, people.homeroom6, people.guidance_head):
        shut_out(report=report, by=people.principal, staff=who)
    play.write(case, people.vice_principal, "follow_up", flag="improving", body={"guardians": "よい"})
    assert case.state == "improving"
