"""The school whose public door somebody opens, with this year's classes: one query, asked by whoever reports."""

from __future__ import annotations

from django.db import connection
from django.db.models import FilteredRelation, Q

from yorisoi.journal.fixed import Fixed
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, SchoolClass
from yorisoi.schools.queries import classes_of

_SCHOOL = tuple(field.attname for field in School._meta.concrete_fields)
_CLASS = tuple(field.attname for field in SchoolClass._meta.concrete_fields)
_OPENED = Fixed(  # the order is that of `SchoolClass`
    lambda slug, year: (
        School.everywhere.filter(slug=slug, sandbox_of__isnull=True)
        .annotate(now=FilteredRelation("classes", condition=Q(classes__year=year)))
        .order_by("now__year", "now__grade", "now__name")
        .values_list(*_SCHOOL, *(f"now__{name}" for name in _CLASS))
    )
)


def school_of_door(slug: str) -> School | None:
    """Return the school of this address, a real one; None for an address of none. It knows its classes of this year."""
    rows = _OPENED.rows(slug=slug, year=school_year(today()))
    if not rows:
        return None
    school: School = School.from_db(connection.alias, _SCHOOL, rows[0][: len(_SCHOOL)])
    classes = [SchoolClass.from_db(connection.alias, _CLASS, row[len(_SCHOOL) :]) for row in rows]
    school.__dict__["_classes_now"] = [row for row in classes if row.pk is not None]
    return school


def classes_now(school: School) -> list[SchoolClass]:
    """Return the classes of this school year in their order, read already where the school came by its door."""
    known: list[SchoolClass] | None = school.__dict__.get("_classes_now")
    return list(classes_of(school)) if known is None else known
