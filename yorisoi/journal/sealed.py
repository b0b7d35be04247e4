"""Rows that hold sealed texts: `row.put("narrative", "…")`, `row.text("narrative")`.

Explicit on purpose: whoever reads a narrative writes a call that can be found.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from yorisoi.journal.crypto import Unreadable, seal, unseal
from yorisoi.journal.ids import new_id
from yorisoi.journal.keys import open_key
from yorisoi.journal.models import DataKey

_said = json.JSONEncoder(ensure_ascii=False).encode


class SealedField(models.BinaryField):
    """A text under its row's data key. Empty bytes are an empty text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", bytes)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class SealedRow(models.Model):
    """A row with a UUID and a data key of its own or of what it belongs to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True

    def sealing_key(self) -> DataKey:
        """Return the key row of this row's texts."""
        return self.key  # type: ignore[attr-defined]

    def _about(self, field: str) -> str:
        return f"{self._meta.label_lower}.{field}:{self.pk}"

    def put(self, field: str, value: str | dict[str, Any] | list[Any]) -> None:
        """Seal a text (or a JSON value) into a field; the caller saves."""
        plain = value if isinstance(value, str) else _said(value)
        setattr(self, field, seal(open_key(self.sealing_key()), plain.encode(), self._about(field)) if plain else b"")

    def text(self, field: str) -> str:
        """Return the text of a sealed field ("" if none was written). Raises `Unreadable`."""
        sealed = getattr(self, field)
        if not sealed:
            return ""
        return unseal(open_key(self.sealing_key()), sealed, self._about(field)).decode()

    def data(self, field: str) -> dict[str, Any]:
        """Return the JSON object of a sealed field ({} if none was written)."""
        text = self.text(field)
        return json.loads(text) if text else {}


__all__ = ["SealedField", "SealedRow", "Unreadable"]
