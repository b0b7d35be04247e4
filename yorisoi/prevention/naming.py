"""What texts of the plan do not say: a child's name (the plan goes out, the evaluation is published), counts."""

from __future__ import annotations

import re

from yorisoi.schools.nameless import SAID, NamesAChild, names_a_child, require_nameless

_COUNT = re.compile(r"(?:[0-9０-９]+|[〇一二三四五六七八九十百]+)\s*(?:件|cases?\b)", re.IGNORECASE)


def counts_cases(text: str) -> bool:
    """Say whether a text counts cases (「3件」): in the school evaluation a count is never a measure (法34条)."""
    return _COUNT.search(text) is not None


__all__ = ["SAID", "NamesAChild", "counts_cases", "names_a_child", "require_nameless"]
