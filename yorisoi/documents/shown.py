"""One document that was made, as the lists show it."""

from __future__ import annotations

from typing import Any

from yorisoi.documents.kinds import FORMAT_LABELS, KINDS
from yorisoi.documents.models import Made
from yorisoi.documents.queries import holds_posts
from yorisoi.schools.models import Staff


def shown(row: Made, staff: Staff) -> dict[str, Any]:
    """Return what a list says of it. mine: this person may fetch it again."""
    mine = row.by_id == staff.pk and holds_posts(row, staff)
    kind = KINDS[row.kind].label
    return {"row": row, "label": kind, "format": FORMAT_LABELS[row.format], "mine": mine, "mark": row.fingerprint[:16]}
