"""The second wall between schools: on PostgreSQL, a read or write that forgets its filter meets no other school."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from tests import play
from tests.conftest import People
from yorisoi.cases.models import Case, Entry, Involvement
from yorisoi.journal.models import DataKey, Event
from yorisoi.journal.walls import SETTING, behind, held, standing_walls
from yorisoi.policy.roles import Can, Post
from yorisoi.schools.guards import needs
from yorisoi.schools.models import Pupil, Staff

WALLS = {wall.table: wall for wall in standing_walls()}
MODELS = {model._meta.db_table: model for model in apps.get_models()}
walled = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no row-level security")


@pytest.fixture
def two(people: Any, other_school: Any) -> tuple[Any, Any]:
    """Two schools in one installation, each with a case of which 市教委 was told."""
    other = People(other_school)
    for each in (people, other):
        case = play.responding(each)
        play.write(case, each.vice_principal, "board_report", code="first", words="報告のことば")
    return people, other


def columns(model: type[models.Model]) -> set[str]:
    """Return the names of a model's columns."""
    return {field.column for field in model._meta.concrete_fields}


@pytest.mark.requirement("S3")
def test_every_table_that_carries_a_school_stands_behind_the_wall() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("yorisoi.")]
    carry = {model._meta.db_table for model in ours if "school_id" in columns(model)}
    assert sorted(carry - set(WALLS)) == []
    of_a_child = {
        m._meta.db_table for m in ours for f in m._meta.concrete_fields if f.column == "pupil_id" and not f.null
    }
    assert sorted(of_a_child - set(WALLS)) == []


def test_each_wall_hangs_on_a_column_that_is_there() -> None:
    for table, wall in WALLS.items():
        assert (wall.by if wall.through else wall.column) in columns(MODELS[table]), table
        if wall.through:  # and what it hangs on stands behind a wall by itself
            field = next(f for f in MODELS[table]._meta.concrete_fields if f.column == wall.by)
            assert field.related_model._meta.db_table == wall.through  # type: ignore[union-attr]
            assert WALLS[wall.through].through == ""


@walled
@pytest.mark.django_db
def test_every_wall_stands_and_holds_the_owner_of_the_tables_too() -> None:
    assert held(), "the tests' role must be no superuser: see deploy/test-machine.sh"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, pg_get_userbyid(c.relowner) = current_user, "
            "p.polname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        )
        found = {table: (forced, own, name) for table, forced, own, name in cursor.fetchall()}
    assert found == {table: (True, True, wall.name) for table, wall in WALLS.items()}


@walled
def test_a_read_that_forgets_the_school_sees_nothing_of_the_other(two: Any) -> None:
    ours, theirs = two
    every = {table: MODELS[table]._base_manager.count() for table in WALLS}
    with behind(ours.school.pk):
        mine = {table: MODELS[table]._base_manager.count() for table in WALLS}
        assert {row.school_id for row in Case.objects.all()} == {ours.school.pk}
        assert set(Staff.objects.values_list("school_id", flat=True)) == {ours.school.pk}
        assert not Involvement.objects.filter(pupil=theirs.victim).exists()
        assert Pupil.objects.filter(pk=theirs.victim.pk).first() is None
    with behind(theirs.school.pk):
        yours = {table: MODELS[table]._base_manager.count() for table in WALLS}
        assert not Event.objects.filter(school_id=ours.school.pk).exists()
    filled = [table for table in WALLS if every[table]]
    assert len(filled) > 14
    for table in filled:  # each row stands on one side
        assert mine[table] + yours[table] == every[table], table
        assert mine[table] < every[table], table
    assert Case.objects.count() == every["cases_case"]  # the wall is gone with what it was put up for


@walled
@pytest.mark.parametrize(
    "table", ["cases_case", "journal_datakey", "reports_report", "duties_duty", "cases_involvement"]
)
def test_nothing_is_changed_or_deleted_behind_the_wall(two: Any, table: str) -> None:
    ours, theirs = two
    model = MODELS[table]
    before = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    with behind(ours.school.pk):
        school = "pupil__school_id" if table == "cases_involvement" else "school_id"
        hidden = model._base_manager.filter(**{school: theirs.school.pk})
        assert hidden.update(**{model._meta.pk.name: None}) == 0  # type: ignore[union-attr]
        assert hidden._raw_delete("default") == 0
    assert list(model._base_manager.order_by("pk").values_list("pk", flat=True)) == before


@walled
def test_nothing_is_written_into_another_school(two: Any) -> None:
    ours, theirs = two
    with behind(ours.school.pk):
        Pupil.objects.create(school=ours.school, family_name="髙﨑")
        for write in (
            lambda: Pupil.objects.create(school=theirs.school, family_name="髙﨑"),
            lambda: Pupil.objects.filter(pk=ours.victim.pk).update(school=theirs.school),
            lambda: DataKey.objects.create(school_id=theirs.school.pk, wrapped=b"x"),
            lambda: theirs.victim.guardians.create(name="保護者"),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                write()
    assert Pupil.objects.get(pk=ours.victim.pk).school_id == ours.school.pk


@walled
def test_texts_whose_rows_have_no_wall_stay_shut_with_their_keys(two: Any) -> None:
    ours, theirs = two
    line = Entry.objects.filter(case__school=theirs.school).exclude(body=b"")[0]
    assert line.text("body")
    with behind(ours.school.pk):
        found = Entry.objects.get(pk=line.pk)  # by a read that forgets everything
        with pytest.raises(Case.DoesNotExist):
            found.text("body")


@walled
@pytest.mark.requirement("S3")
def test_a_page_that_forgets_its_filter_is_held_and_the_next_person_is_not(two: Any, make_staff: Any) -> None:
    ours, theirs = two

    @needs(Can.READ_CASE, Can.BOARD)
    def forgets(_request: Any) -> HttpResponse:
        return HttpResponse(",".join(sorted({str(row.school_id) for row in Case.objects.all()})))

    @needs(Can.READ_CASE)
    def fails(_request: Any) -> HttpResponse:
        raise KeyError("a page that breaks")

    def ask(view: Any, staff: Any) -> str:
        request: Any = RequestFactory().get("/")
        request.staff, request.user = staff, staff.user
        request.session = {
            "account_authentication_methods": [{"method": "mfa", "at": 1.0}],
            "account_authentication_methods_user": str(staff.user_id),
        }
        return view(request).content.decode()

    both = ",".join(sorted(str(each.school.pk) for each in two))
    assert ask(forgets, ours.principal) == str(ours.school.pk)
    assert ask(forgets, theirs.principal) == str(theirs.school.pk)
    with pytest.raises(KeyError):
        ask(fails, ours.principal)
    assert ask(forgets, make_staff(None, Post.BOARD_OFFICER)) == both
    assert ask(forgets, make_staff(theirs.school, Post.BOARD_OFFICER)) == str(theirs.school.pk)


@walled
def test_the_public_doors_of_another_school_stay_open_to_its_staff(two: Any, client_for: Any) -> None:
    ours, theirs = two
    client = client_for(ours.homeroom)
    assert theirs.school.name in client.get(reverse("schools:doors", args=[theirs.school.slug])).content.decode()


@walled
def test_walls_within_walls_and_nonsense(two: Any) -> None:
    ours, theirs = two
    with behind(ours.school.pk):
        with behind(None):  # says nothing new
            assert Case.objects.count() == 1
        with behind(theirs.school.pk):
            assert Case.objects.get().school_id == theirs.school.pk
        assert Case.objects.get().school_id == ours.school.pk
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"SET LOCAL {SETTING} = 'everything'; SELECT count(*) FROM cases_case")
    assert Case.objects.count() == 2
