"""Who works at a school this minute, in one plain query: it is asked with every report that comes in.

Nothing is kept from one report to the next: whoever was given a post, or named in a text, a second ago counts.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from yorisoi.schools.models import PostHolding, School, SchoolClass, Staff

# in the order of the models' own columns: `from_db` goes by it
_STAFF = ("id", "uid", "school_id", "family_name", "given_name", "family_kana", "given_kana", "is_active")
_HELD = ("id", "staff_id", "post", "school_class_id", "grade")
_CLASS = ("id", "school_id", "year", "grade", "name")
_ASK = f"""
    SELECT {", ".join(f"s.{name}" for name in _STAFF)},
           {", ".join(f"h.{name}" for name in _HELD)},
           {", ".join(f"c.{name}" for name in _CLASS)}
    FROM schools_staff s
    LEFT JOIN schools_postholding h ON h.staff_id = s.id AND h.until IS NULL
    LEFT JOIN schools_schoolclass c ON c.id = h.school_class_id
    WHERE s.school_id = %s AND s.is_active
    ORDER BY s.family_kana, s.given_kana, s.id, h.post, h.grade, h.id
"""  # noqa: S608 (names of columns from above)
# the ids stand in the rows already: what they point at is put beside them
_know_school = Staff._meta.get_field("school").set_cached_value
_know_staff = PostHolding._meta.get_field("staff").set_cached_value
_know_class = PostHolding._meta.get_field("school_class").set_cached_value


def people_now(school: School) -> list[Staff]:
    """Return the active people of a school in their order, each with the posts that they hold (`holdings`)."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [school.pk])
        rows = cursor.fetchall()
    people: dict[int, Staff] = {}
    classes: dict[int, SchoolClass] = {}
    for row in rows:
        who, held, where = row[: len(_STAFF)], row[len(_STAFF) : -len(_CLASS)], row[-len(_CLASS) :]
        person = people.get(who[0])
        if person is None:
            pk, uid, *more = who
            uid = uid if isinstance(uid, UUID) else UUID(uid)
            person = people[pk] = Staff.from_db(connection.alias, _STAFF, (pk, uid, *more))
            _know_school(person, school)
            person._holdings = []
        if held[0] is None:
            continue
        holding = PostHolding.from_db(connection.alias, _HELD, held)
        _know_staff(holding, person)
        if where[0] is not None:
            if where[0] not in classes:
                classes[where[0]] = SchoolClass.from_db(connection.alias, _CLASS, where)
            _know_class(holding, classes[where[0]])
        person._holdings.append(holding)
    return list(people.values())
