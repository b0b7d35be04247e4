"""Whom 市教委 put in the managers' stead in a matter: what no post is left to do is theirs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps

from yorisoi.duties.owners import Owner

PATHS = {"report": "report", "case": "report__case_link__case"}


def in_stead(owner: Owner, about: Any, shut_out: Collection[int], given: int | None = None) -> int | None:
    """Return who owes by name (a staff id): `given`; where no post is left, whom the latest direction names.

    Whoever an earlier direction named owes no more what came to them by it. None: nobody by name.
    """
    if not owner.nobody or not shut_out or (path := PATHS.get(about._meta.model_name)) is None:
        return given
    rows = apps.get_model("reports", "Direction").objects.filter(**{path: about.pk}, acting__isnull=False)
    people = list(rows.order_by("-at", "-pk").values_list("acting_id", "acting__is_active"))
    if given is not None and given not in {pk for pk, _here in people}:
        return given
    return next((pk if here and pk not in shut_out else None for pk, here in people), None)
