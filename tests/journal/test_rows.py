"""Rows are made into the objects that Django makes; a look reads once, and only a look."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from tests import play
from yorisoi.cases.models import Case, Entry
from yorisoi.duties.models import Duty
from yorisoi.journal.fixed import Fixed, ahead
from yorisoi.journal.looks import look
from yorisoi.journal.rows import is_plain, new_row
from yorisoi.meetings.models import AgendaItem, Meeting

pytestmark = pytest.mark.django_db


def test_an_object_is_the_one_that_django_makes(people: Any) -> None:
    play.responding(people)
    as_ever: Any = Model.from_db
    made = [model for model in apps.get_models() if "_attnames" in vars(model)]
    assert len(made) > 60
    seen = 0
    for model in made:
        names = [field.attname for field in model._meta.concrete_fields]
        for values in model._base_manager.values_list(*names)[:3]:
            for some in (names, names[:2]):
                ours = model.from_db("default", some, values[: len(some)])
                theirs = as_ever.__func__(model, "default", some, values[: len(some)])
                states = [vars(vars(one).pop("_state")) for one in (ours, theirs)]
                assert vars(ours) == vars(theirs)
                assert states[0]["adding"] is states[1]["adding"] is False
                assert states[0]["db"] == states[1]["db"]
                seen += 1
    assert seen > 30


def test_what_was_not_asked_for_is_read_when_wanted(people: Any) -> None:
    case = play.opened(people)
    lean = Case.objects.only("number").get(pk=case.pk)
    assert lean.get_deferred_fields() == {field.attname for field in Case._meta.concrete_fields} - {"id", "number"}
    with CaptureQueriesContext(connection) as asked:
        assert lean.state == case.state
    assert len(asked) == 1


def test_a_fixed_query_turns_values_as_django_does(people: Any) -> None:
    play.responding(people)
    for rows in (Entry.objects.all(), Duty.objects.all(), Case.objects.all()):
        found = Fixed(lambda rows=rows: rows.order_by("pk")).rows()
        assert found
        for ours, theirs in zip(found, rows.order_by("pk"), strict=True):
            for field in rows.model._meta.concrete_fields:
                one, other = getattr(ours, field.attname), getattr(theirs, field.attname)
                assert (one, type(one)) == (other, type(other))
                assert str(one) == str(other)


def test_a_look_reads_once_and_whoever_writes_asks_anew(people: Any) -> None:
    case = play.opened(people)
    asked = Fixed(lambda case: Case.objects.filter(pk=case).values_list("urgent"), in_look=True)

    def seen() -> list[Any]:
        return asked.rows(case=case.pk)

    assert seen() == [(False,)]
    with look():
        assert seen() == [(False,)]
        Case.objects.filter(pk=case.pk).update(urgent=True)
        with CaptureQueriesContext(connection) as none:
            seen().clear()  # a list of one's own
            assert seen() == [(False,)]
        assert len(none) == 0
    assert seen() == [(True,)]
    with look():
        assert seen() == [(True,)]


def test_rows_read_ahead_are_what_the_relation_gives(people: Any) -> None:
    play.responding(people)
    meetings = list(Meeting.objects.all())
    assert meetings
    items = Fixed(lambda meetings: AgendaItem.objects.filter(meeting__in=meetings))
    ahead(meetings, "items", items.rows(meetings=tuple(one.pk for one in meetings)), "meeting")
    with CaptureQueriesContext(connection) as none:
        known = [[item.pk for item in one.items.all()] for one in meetings]
    assert len(none) == 0
    assert known == [[item.pk for item in Meeting.objects.get(pk=one.pk).items.all()] for one in meetings]
    assert all(one.items.filter(pk__in=pks).count() == len(pks) for one, pks in zip(meetings, known, strict=True))


def test_a_new_row_is_the_one_that_django_makes(people: Any) -> None:
    seen = 0
    for model in apps.get_models():
        if not model.__module__.startswith("yorisoi.") or not is_plain(model):
            continue
        fields = model._meta.concrete_fields
        given = {field.attname: 7 for field in fields[1:3]}
        ours, theirs = new_row(model, **given), model(**given)
        states = [vars(one).pop("_state") for one in (ours, theirs)]
        assert states[0].adding is states[1].adding is True
        assert states[0].db is states[1].db is None
        fresh = {field.attname for field in fields if callable(field.default) and field.has_default()} - {*given}
        for name in fresh:  # drawn anew for each: an id, an empty dict
            one, other = vars(ours).pop(name), vars(theirs).pop(name)
            assert type(one) is type(other)
            assert one is not other or not isinstance(one, (dict, list))
        assert vars(ours) == vars(theirs)
        seen += 1
    assert seen > 60


def test_a_new_row_knows_what_it_hangs_on_and_no_other_columns(people: Any) -> None:
    pupil = people.victim
    with CaptureQueriesContext(connection) as asked:
        row = new_row(Duty, {"pupil": pupil, "school": pupil.school}, pupil_id=pupil.pk, school_id=pupil.school_id)
        assert (row.pupil, row.school) == (pupil, pupil.school)
    assert not asked
    assert row.words == b""
    with pytest.raises(TypeError, match="nobody"):
        new_row(Duty, nobody=1)
