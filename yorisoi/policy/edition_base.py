"""What an edition says where its own text is silent: the defaults, and what the software has needed since."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from yorisoi.policy.checklists import CLASSROOM, data_of
from yorisoi.policy.cited import cited, clocks_used

LEFT_OUT = frozenset({"definition", "record_sheet"})  # an edition without them means it so


@cache
def _defaults() -> dict[str, Any]:
    data = tomllib.loads((Path(__file__).parent / "edition_base.toml").read_text(encoding="utf-8"))
    return {**data, "checklist": data_of(CLASSROOM)}


def defaults() -> dict[str, Any]:
    """Return the tables that an edition need not have, as they are then."""
    return deepcopy(_defaults())


def completed(data: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """Return an adopted edition with what a later version of the software wants besides.

    What stands in the text stays as it was adopted. A clause or clock that it has never heard of is marked as the
    software's own: no § of another school is shown as this one's. A rule that says what ours says gets our English.
    """
    made = {**data, **{key: value for key, value in base.items() if key not in LEFT_OUT and key not in data}}
    for table, wanted in (("clauses", cited()), ("clocks", clocks_used())):
        own = {key: {**base[table][key], "in_policy": False} for key in wanted if key not in data.get(table, {})}
        for row in own.values():
            for key in ("section", "lacks", "cited_as"):
                row.pop(key, None)
        made[table] = {**data.get(table, {}), **own}
    for key, row in made["clauses"].items():
        ours = base["clauses"].get(key, {})
        if isinstance(row, dict) and "rule_en" not in row and "rule_en" in ours and row.get("rule") == ours["rule"]:
            made["clauses"][key] = {**row, "rule_en": ours["rule_en"]}
    for table in ("bodies", "care"):
        missing = {key: value for key, value in base[table].items() if key not in data.get(table, {})}
        made[table] = {**data.get(table, {}), **missing}
    return made
