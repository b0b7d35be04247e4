"""Good points: every note that came in waits, is shown or is refused; bullying is heeded, whoever is named kept out."""

from __future__ import annotations

import contextlib
import secrets
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.properties.effort import lives
from tests.together import acts
from yorisoi.care.actions import found_in
from yorisoi.care.models import Concern
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import duties_of
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.schools.models import Enrolment
from yorisoi.together.holding import close_round, extend_round
from yorisoi.together.models import Note, Ruling
from yorisoi.together.queries import given_each, notes_for, shown_notes
from yorisoi.together.ruling import rule_on, show_all
from yorisoi.together.writing import LONGEST, NotTaken, add_note, write_note

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("P1")]


def test_nothing_is_shown_before_a_teacher_has_read_it(people: Any) -> None:
    one = acts.begun(people)
    note = acts.wrote(one, people.victim, people.witness)
    assert (note.state, shown_notes(one)) == ("waiting", [])
    rule_on(note=note, move="show", by=people.homeroom)
    assert shown_notes(one) == [note]
    with pytest.raises(NoSuchMove):
        rule_on(note=note, move="show", by=people.grade_head)
    rule_on(note=note, move="refuse", by=people.grade_head, reason="本人が外してほしいと言った")
    assert shown_notes(one) == []
    kept = [ruling.move for ruling in Ruling.objects.filter(note=note)]
    assert kept == ["show", "refuse"]
    assert acts.KIND.encode() not in bytes(Note.objects.get().words)  # sealed
    assert acts.KIND not in "".join(str(event.data) for event in Event.objects.all())


def test_a_refusal_wants_a_reason_that_stays(people: Any) -> None:
    note = acts.wrote(acts.begun(people), people.victim, people.witness)
    with pytest.raises(NotYet):
        rule_on(note=note, move="refuse", by=people.homeroom, reason=" ")
    ruling = rule_on(note=note, move="refuse", by=people.homeroom, reason="本人が見ると悲しむ")
    ruling.note = note
    assert ruling.text("reason") == "本人が見ると悲しむ"


def test_the_same_sending_is_one_note_also_after_the_end(people: Any) -> None:
    one = acts.begun(people)
    card, sending = acts.card(one, people.victim), secrets.token_hex(16)
    send = {"card": card, "about": people.witness.pk, "words": acts.KIND, "sending": sending}
    first = write_note(**send)
    with clock.at(clock.now() + timedelta(days=10)):
        assert write_note(**send).pk == first.pk
        with pytest.raises(NotTaken, match="closed"):
            write_note(**{**send, "sending": secrets.token_hex(16)})
    assert Note.objects.count() == 1


def test_a_child_writes_of_classmates_and_no_one_else(people: Any, make_pupil: Any) -> None:
    one = acts.begun(people)
    elsewhere = make_pupil(people.school, people.class61, "遠山")
    for about in (people.victim, elsewhere):
        with pytest.raises(NotTaken, match="who"):
            acts.wrote(one, people.victim, about)
    people.witness.left_on = clock.now().date()
    people.witness.save()
    with pytest.raises(NotTaken, match="who"):
        acts.wrote(one, people.victim, people.witness)
    with pytest.raises(NotTaken, match="away"):
        acts.wrote(one, people.witness, people.victim)


@pytest.mark.parametrize(("text", "why"), [(" 　\n", "what"), ("あ" * (LONGEST + 1), "long"), ("あ" * 10_000, "long")])
def test_what_is_no_note_is_refused_by_name(people: Any, text: str, why: str) -> None:
    with pytest.raises(NotTaken, match=why):
        acts.wrote(acts.begun(people), people.victim, people.witness, text)


def test_a_round_ends_when_every_note_has_been_read(people: Any) -> None:
    one = acts.begun(people)
    note = acts.wrote(one, people.victim, people.witness)
    card = acts.card(one, people.victim)
    with pytest.raises(NotYet):
        close_round(round=one, by=people.homeroom)
    extend_round(round=one, by=people.homeroom, last=clock.now().date())
    assert show_all(round=one, by=people.homeroom, notes=[note.pk, note.pk]) == 1
    close_round(round=one, by=people.homeroom)
    with pytest.raises(NotTaken, match="closed"):
        write_note(card=card, about=people.witness.pk, words=acts.KIND, sending=secrets.token_hex(16))


@pytest.mark.requirement("P1", "E2")
def test_what_speaks_of_bullying_is_owed_today_and_becomes_a_concern(people: Any) -> None:
    one = acts.begun(people)
    note = acts.wrote(one, people.victim, people.perpetrator, acts.HURT)
    owed = duties_of(people.homeroom).filter(subject_id=note.pk)
    assert [duty.name for duty in owed] == ["good_note_read"]
    assert owed[0].due_at.date() <= (clock.now() + timedelta(days=1)).date()
    assert show_all(round=one, by=people.homeroom, notes=[note.pk]) == 0  # never in passing
    with pytest.raises(NotYet):
        rule_on(note=note, move="refuse", by=people.homeroom, reason="いいところではない")
    ruling = rule_on(note=note, move="refuse", by=people.homeroom, reason="いいところではない", weighed=True)
    concern = Concern.objects.get()
    assert (ruling.concern, concern.text("words")) == (concern, acts.HURT)
    assert set(concern.about.values_list("pupil", flat=True)) == {people.victim.pk, people.perpetrator.pk}
    assert duties_of(people.homeroom).filter(subject_id=concern.pk).exists()  # whether it becomes a report
    assert not Duty.objects.filter(OPEN, subject_id=note.pk).exists()
    rule_on(note=note, move="show", by=people.grade_head)  # weighed already
    assert Concern.objects.count() == 1


def test_grave_words_are_owed_by_two(people: Any) -> None:
    note = acts.wrote(acts.begun(people), people.victim, people.witness, "しにたいとおもっていたけど、たすけてくれた")
    for person in (people.homeroom, people.guidance_head):
        assert duties_of(person).filter(subject_id=note.pk).count() == 1
    rule_on(note=note, move="show", by=people.homeroom, weighed=True)
    assert not Duty.objects.filter(OPEN, subject_id=note.pk).exists()


@pytest.mark.requirement("P1", "D3")
def test_a_teacher_who_is_named_as_hurting_never_meets_the_note(people: Any) -> None:
    one = acts.begun(people)
    note = acts.wrote(one, people.victim, people.witness, "担任田先生に、たたかれて、つらい")
    assert not notes_for(people.homeroom).exists()
    assert not duties_of(people.homeroom).filter(subject_id=note.pk).exists()
    assert duties_of(people.grade_head).filter(subject_id=note.pk).exists()
    assert {each.wrote for each in given_each(people.homeroom, one)} == {0}
    with pytest.raises(PermissionDenied):
        rule_on(note=note, move="show", by=people.homeroom, weighed=False)
    rule_on(note=note, move="refuse", by=people.grade_head, reason="気がかりとした", weighed=True)


def test_praise_of_a_teacher_keeps_nobody_out(people: Any) -> None:
    acts.wrote(acts.begun(people), people.victim, people.witness, "担任田先生のてつだいをしていた")
    assert notes_for(people.homeroom).count() == 1


@pytest.mark.parametrize("who", ["homeroom6", "grade_head6", "nurse", "academic_head", "counsellor"])
def test_others_rule_on_nothing(people: Any, who: str) -> None:
    one = acts.begun(people)
    note = acts.wrote(one, people.victim, people.witness)
    person = getattr(people, who)
    assert not notes_for(person).exists()
    for act in (
        lambda: rule_on(note=note, move="show", by=person),
        lambda: add_note(round=one, by=person, about=people.victim, words="よい", sending="0" * 16),
        lambda: close_round(round=one, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_teacher_sees_who_has_none_and_adds_one(people: Any) -> None:
    one = acts.begun(people, by_children=False)
    assert not one.cards.exists()
    assert {each.pupil for each in given_each(people.homeroom, one) if each.none} == {
        people.victim, people.perpetrator, people.witness,
    }  # fmt: skip
    more = {
        "round": one,
        "by": people.homeroom,
        "about": people.victim,
        "words": "そうじを最後まで",
        "sending": "k" * 16,
    }
    assert add_note(**more).pk == add_note(**more).pk
    assert people.victim not in {each.pupil for each in given_each(people.homeroom, one) if each.none}


def test_whoever_moved_away_breaks_nothing(people: Any) -> None:
    one = acts.begun(people)
    note = acts.wrote(one, people.witness, people.victim)
    rule_on(note=note, move="show", by=people.homeroom)
    Enrolment.objects.filter(pupil__in=[people.victim, people.witness]).delete()
    rows = {each.pupil: each for each in given_each(people.homeroom, one)}
    assert (rows[people.victim].shown, rows[people.victim].here, rows[people.victim].none) == (1, False, False)
    assert shown_notes(one) == [note]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["write", "again", "show", "refuse", "all", "add", "close"]),
        st.integers(0, 2),
        st.integers(0, 2),
        st.sampled_from([acts.KIND, acts.HURT, "", "担任田先生にたたかれた", "😀" * 3, "あ" * 300]),
    ),
    max_size=12,
)


@settings(
    max_examples=lives(8), deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(ACTS)
def test_every_note_in_is_shown_or_waiting_or_refused(people: Any, lived: list[tuple[str, int, int, str]]) -> None:
    one = acts.begun(people)
    children = [people.victim, people.perpetrator, people.witness]
    cards = [acts.card(one, child) for child in children]
    taken: set[Any] = set()
    last = secrets.token_hex(16)
    for act, who, whom, text in lived:
        notes = list(Note.objects.filter(round=one))
        with contextlib.suppress(NotTaken, NotYet, NoSuchMove):
            if act in {"write", "again"}:
                last = secrets.token_hex(16) if act == "write" else last
                taken.add(write_note(card=cards[who], about=children[whom].pk, words=text, sending=last).pk)
            elif act == "add":
                added = add_note(
                    round=one, by=people.homeroom, about=children[whom], words=text, sending=secrets.token_hex(16)
                )
                taken.add(added.pk)
            elif act == "all":
                show_all(round=one, by=people.homeroom, notes=[note.pk for note in notes])
            elif act == "close":
                close_round(round=one, by=people.homeroom)
            elif notes:
                rule_on(note=notes[whom % len(notes)], move=act, by=people.principal, reason=text, weighed=False)
    states = Counter(Note.objects.filter(round=one).values_list("state", flat=True))
    assert states.total() == len(taken) == states["shown"] + states["waiting"] + states["refused"]
    assert {note.pk for note in shown_notes(one)} <= taken
    for note in Note.objects.filter(round=one, state="waiting"):
        assert not note.data("found") or Duty.objects.filter(OPEN, subject_id=note.pk).exists()
    for note in Note.objects.filter(round=one).exclude(state="waiting"):
        assert note.rulings.exists()


def test_marks_that_turn_words_round_are_taken_out(people: Any) -> None:
    one = acts.begun(people)
    turned = "\u202eやさしい\u2066よ\u2069\x07\r\nすごい👨‍👩‍👧"
    child = acts.wrote(one, people.victim, people.witness, turned)
    own = add_note(round=one, by=people.homeroom, about=people.victim, words=turned, sending=secrets.token_hex(16))
    assert child.text("words") == own.text("words") == "やさしいよ\r\nすごい👨‍👩‍👧"
    hurt = acts.wrote(one, people.victim, people.witness, "いつもた\u2066たか\u2069れて、なかま\u202cはずれにされる")
    assert found_in(hurt)  # what hides a word from us hides it no longer
    with pytest.raises(NotTaken):
        acts.wrote(one, people.victim, people.witness, "\u202e\u2066 \x01")
