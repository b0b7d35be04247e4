"""The rules of early finding without a database: thresholds, repeats, words, the sheet, fitting in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.policy.bullying_words import bullying_rules, speaks_of_bullying
from yorisoi.policy.checklists import checklist, thaw
from yorisoi.policy.edition import edition
from yorisoi.policy.fitting import Moment, Wanted, fit
from yorisoi.policy.interview import AGAIN, ANSWERS, NOTHING, OUTCOMES, REPORT, SheetFacts, unmet
from yorisoi.policy.signals import AFTER_CASE, SEVERAL, Noticed, Signal, asks_decision, repeats

RULES = edition("mihon-nishi").care
DAY = date(2026, 6, 1)
NOTICED = st.builds(Noticed, st.integers(0, 80).map(lambda n: DAY + timedelta(n)), st.integers(1, 4))


def plainly(rows: list[Noticed], resolved: date | None) -> str:
    """The same rule in the words of the clause: look at every span of days that can be laid over the rows."""
    if resolved is not None and [one for one in rows if one.day >= resolved]:
        return AFTER_CASE
    for begin in range(-1, 90):
        first = DAY + timedelta(begin)
        inside = {(one.day, one.by) for one in rows if first <= one.day <= first + timedelta(RULES.within_days)}
        if len(inside) >= RULES.concerns:
            return SEVERAL
    return ""


@pytest.mark.requirement("E2")
@given(st.lists(NOTICED, max_size=9), st.one_of(st.none(), st.integers(0, 90)))
def test_the_threshold_is_the_plain_rule(rows: list[Noticed], resolved: int | None) -> None:
    day = None if resolved is None else DAY + timedelta(resolved)
    assert asks_decision(rows, RULES, resolved_on=day) == plainly(rows, day)


def test_three_by_one_person_on_one_day_are_one() -> None:
    same = [Noticed(DAY, 1)] * 3
    assert asks_decision(same, RULES) == ""
    assert asks_decision([*same, Noticed(DAY, 2), Noticed(DAY + timedelta(1), 1)], RULES) == SEVERAL


@given(
    st.lists(
        st.builds(Signal, st.sampled_from("abc"), st.integers(0, 120).map(lambda n: DAY + timedelta(n))), max_size=14
    )
)
def test_what_is_marked_stands_close_to_enough_others(rows: list[Signal]) -> None:
    found = repeats(rows, RULES)
    marked = {n for one in found for n in one.places}
    assert sum(len(one.places) for one in found) == len(marked)  # no signal is in two runs
    for n, row in enumerate(rows):
        windows = [
            [one for one in rows if first.day <= one.day <= first.day + timedelta(RULES.repeat_days)]
            for first in rows
            if first.day <= row.day <= first.day + timedelta(RULES.repeat_days)
        ]
        enough = any(len(w) >= RULES.repeats and len({one.kind for one in w}) > 1 for w in windows)
        assert enough == (n in marked)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("いじめられているように見える", "said"),
        ("中休みに仲間はずれにされていた", "left_out"),
        ("筆箱をかくされたと言う", "things"),
        ("「きもい」と言われていた", "teasing"),
        ("毎日荷物を持たされている", "forced"),
    ],
)
def test_words_of_bullying_are_found_and_say_why(text: str, rule: str) -> None:
    found = {one.rule.name: one for one in speaks_of_bullying(text)}
    assert rule in found
    assert str(found[rule].rule.why)


@pytest.mark.parametrize(
    "text", ["一人で本を読んでいた", "元気がない", "いじめ防止の授業でよく発表した", "友だちに助けられた"]
)
def test_other_words_are_not(text: str) -> None:
    assert speaks_of_bullying(text) == []


def test_every_rule_of_words_cites_a_clause() -> None:
    assert all(rule.cite in edition("ito-nishi").clauses for rule in bullying_rules().values())


SHEETS = st.builds(
    SheetFacts,
    bullying=st.sampled_from(["", *ANSWERS]),
    school=st.sampled_from(["", *ANSWERS]),
    outcome=st.sampled_from(["", *OUTCOMES]),
    reason=st.booleans(),
    next_on=st.one_of(st.none(), st.just(DAY), st.just(DAY - timedelta(1))),
    today=st.just(DAY),
    found=st.booleans(),
    weighed=st.booleans(),
)


@pytest.mark.requirement("E2")
@given(SHEETS)
def test_a_sheet_is_whole_or_says_what_is_missing(facts: SheetFacts) -> None:
    if unmet(facts):
        assert all(need.cite in edition("ito-nishi").clauses for need in unmet(facts))
        return
    assert facts.bullying
    assert facts.school
    assert facts.outcome
    assert facts.bullying != "yes" or facts.outcome == REPORT
    assert facts.outcome != NOTHING or facts.reason
    assert facts.outcome != AGAIN or facts.next_on == DAY
    assert not facts.found or facts.weighed or facts.outcome == REPORT


MOMENTS = [Moment(DAY + timedelta(n), slot) for n in range(3) for slot in ("break", "noon")]
WANTED = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 6), st.sampled_from([("r1",), ("r2", "r1"), ("r3",)])), max_size=20
)
TAKEN = st.sets(
    st.tuples(
        st.sampled_from(MOMENTS),
        st.sampled_from(["adult", "pupil", "room"]),
        st.sampled_from(["1", "2", "3", "r1", "r2"]),
    ),
    max_size=10,
)


@given(WANTED, TAKEN)
def test_nobody_and_no_room_is_booked_twice(
    wanted: list[tuple[int, int, tuple[str, ...]]], taken: set[tuple[Moment, str, str]]
) -> None:
    rows = [Wanted(str(n), *one) for n, one in enumerate(wanted)]
    found = fit(rows, MOMENTS, taken)
    full = set(taken)
    for row in rows:
        if row.key not in found:
            continue
        place = found[row.key]
        uses = {
            (place.moment, "adult", str(row.adult)),
            (place.moment, "pupil", str(row.pupil)),
            (place.moment, "room", place.room),
        }
        assert not uses & full
        assert place.room in row.rooms
        full |= uses
    for row in rows:  # whoever got none could not have been fitted in at the end either
        if row.key not in found:
            for moment in MOMENTS:
                free = [room for room in row.rooms if (moment, "room", room) not in full]
                busy = {(moment, "adult", str(row.adult)), (moment, "pupil", str(row.pupil))} & full
                assert busy or not free


def test_the_checklist_is_whole_and_comes_back_from_its_frozen_form() -> None:
    form = checklist()
    assert thaw(form.name, form.content).hash == form.hash
    assert len(form.scenes) >= 8
    assert all(point.label_ja and point.label_en for _scene, point in form.points().values())


@pytest.mark.parametrize("name", ["ito-nishi", "mihon-nishi", "mihon-higashi", "mihon-minami"])
def test_each_edition_knows_when_there_is_time_to_talk(name: str) -> None:
    rules = edition(name).care
    assert rules.slots
    assert rules.rooms
    assert rules.rounds
    assert rules.slot("break").hours == "10:25〜10:45"
    with pytest.raises(KeyError):
        rules.slot("never")
    first, last = rules.rounds[-1].span(2026)
    assert first.year == last.year == 2027
