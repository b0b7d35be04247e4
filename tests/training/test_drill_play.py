"""Each drill can be played so that nothing is missed; whoever does nothing is shown what was missed and why."""

from __future__ import annotations

import string
import time
from typing import Any

import pytest

from tests.training import player
from yorisoi.duties.actions import all_duties
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Post
from yorisoi.reports.models import Report
from yorisoi.training.drill_actions import CannotPlay
from yorisoi.training.drill_debrief import FLOWS, GOOD_VERDICTS, cite_of, text_of
from yorisoi.training.drill_present import debrief_of
from yorisoi.training.drill_school import LETTERS, STAFF
from yorisoi.training.drill_types import CHANNELS
from yorisoi.training.drills import DRILLS

pytestmark = pytest.mark.django_db
EDITIONS = ("mihon-nishi", "mihon-minami", "mihon-chu")


def test_at_least_six_are_ready_and_each_is_whole() -> None:
    assert len(DRILLS) >= 6
    for drill in DRILLS.values():
        cards = [text for one in drill.injects for text in (one.title, one.text)]
        texts = [drill.title, drill.about, drill.story, *cards]
        used = {name for text in texts for _l, name, _f, _c in string.Formatter().parse(str(text)) if name}
        assert used <= set(drill.children) <= set(LETTERS), drill.code
        assert drill.begins_as in {row[-1] for row in STAFF}
        whats = [one.what for one in drill.expects]
        assert len(whats) == len(set(whats))
        codes = [one.code for one in drill.injects]
        assert len(codes) == len(set(codes)) >= 2
        assert {one.channel for one in drill.injects} <= set(CHANNELS)
        hang = {what for one in drill.injects for what in (one.unless, one.only) if what}
        assert hang <= {"report", "incident", *whats, *known()}
        assert {one.after for one in drill.expects if one.after} <= set(whats)


def known() -> set[str]:
    """Return everything of the policy's tables that an event may hang on."""
    moves = {f"move:{name}.{move}" for name, flow in FLOWS.items() for move in flow.names()}
    return moves | {f"duty:{name}" for name in all_duties()}


@pytest.mark.parametrize("name", EDITIONS)
def test_what_is_expected_stands_in_the_tables_with_a_clause_of_every_edition(name: str) -> None:
    rules = edition(name)
    for drill in DRILLS.values():
        for expect in drill.expects:
            assert expect.what in known() | {"report", "incident"}, expect
            assert cite_of(expect) in rules.clauses, expect
            assert text_of(expect.what) or expect.cite
            assert not expect.by or expect.by in all_duties()


@pytest.mark.requirement("P4")
@pytest.mark.parametrize("code", DRILLS)
def test_who_does_what_the_policy_wants_misses_nothing(people: Any, code: str) -> None:
    run = player.begun(people.teacher, code)
    player.plays(run)
    assert {what: v for what, v in player.verdicts(run).items() if v not in GOOD_VERDICTS} == {}
    shown = debrief_of(run)
    assert shown.missed == []
    assert len(shown.well) == len(DRILLS[code].expects)


@pytest.mark.requirement("P4")
@pytest.mark.parametrize("code", DRILLS)
def test_who_does_nothing_is_shown_what_was_missed_and_by_which_clause(people: Any, code: str) -> None:
    run = player.begun(people.teacher, code)
    player.on(run, "morning", "week", "week", "week")
    found = player.verdicts(run)
    wanted = {one.what: "avoided" if one.avoid else "missed" for one in DRILLS[code].expects}
    assert found == wanted
    missed = debrief_of(run).missed
    assert all(one.clause is not None and one.due is not None and one.why for one in missed)
    came = set(run.marks.filter(kind="inject").values_list("code", flat=True))
    assert came == {one.code for one in DRILLS[code].injects if not one.only}


def test_late_wrong_order_and_what_one_was_tempted_to_are_told_apart(people: Any) -> None:
    run = player.begun(people.teacher, "anonymous")
    player.on(run, "morning")
    with player.acting(run) as there:
        report = Report.objects.filter(school=there.school).earliest("received_at")
        case = player.first_day(there, report)
        player.play.recognise(there, case)  # before the child was heard
    player.on(run, "minutes15")
    with player.acting(run) as there:
        player.play.write(case, there.homeroom, "hearing", code="victim", flag="heard", pupil=there.victim)
    player.on(run, "hour")
    found = player.verdicts(run)
    assert found["duty:leave_memo"] in {"late", "missed"}
    assert found["move:report.open_case"] == "late"
    assert found["move:case.recognise"] == "order"


def test_what_is_done_in_time_spares_what_would_have_come(people: Any) -> None:
    run = player.begun(people.teacher, "alone")
    with player.acting(run) as there:
        player.handed_in(there, there.homeroom)
    player.on(run, "hour")
    assert set(run.marks.filter(kind="spared").values_list("code", flat=True)) == {"colleague"}


def test_the_clock_goes_forward_and_brings_each_event_once_at_its_moment(people: Any) -> None:
    run = player.begun(people.teacher, "claim")
    for _n in range(3):
        player.on(run, "next")
    with pytest.raises(CannotPlay, match="もうぜんぶ"):
        player.on(run, "next")
    rows = list(run.marks.filter(kind="inject").order_by("at"))
    assert [row.code for row in rows] == [one.code for one in DRILLS["claim"].injects if not one.only]
    assert rows[0].at < rows[1].at < rows[2].at
    player.on(run, "months3")
    assert run.marks.filter(kind="inject").count() == 3


def test_a_sandbox_is_made_quickly(people: Any) -> None:
    player.begun(people.teacher, "alone")  # what is compiled once
    begun = time.process_time()
    player.begun(people.teacher, "again")  # the one with the longest story before it
    assert time.process_time() - begun < 2


def test_the_principal_who_is_named_sees_nothing_of_it(people: Any) -> None:
    from yorisoi.cases.queries import report_readable_by

    run = player.begun(people.teacher, "principal")
    with player.acting(run) as there:
        assert not report_readable_by(there.principal).exists()
        assert report_readable_by(there.stage.staff[Post.VICE_PRINCIPAL]).exists()
