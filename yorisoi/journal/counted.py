"""Counts inside a larger statement: each kind of rows by itself, along its own stretch of an index.

`GROUP BY` compares every row with the one before it; to count a stretch whose ends are known takes a third of that.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Subquery


def count_of(rows: QuerySet[Any]) -> Subquery:
    """Return how many there are of these rows."""
    count = Func(template="COUNT(*)", output_field=IntegerField())
    return Subquery(rows.select_related(None).order_by().annotate(how_many=count).values("how_many"))
