"""How a field of the record sheet is given: a function of the case as gathered, under the field's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yorisoi.documents.blocks import Table
from yorisoi.documents.gather import Gathered
from yorisoi.policy.flow import Text

STAGES: dict[str, Text] = {"first": _("第一報"), "further": _("続報"), "final": _("終結報")}
Value = str | Table


@dataclass(frozen=True)
class Sheet:
    """What the fields read: the case as gathered, which report it is, the sheet made before it."""

    told: Gathered
    stage: str
    before: str = ""


FIELD: dict[str, Callable[[Sheet], Value]] = {}


def field(name: str) -> Callable[[Callable[[Sheet], Value]], Callable[[Sheet], Value]]:
    """Say that a function gives this field."""

    def keep(give: Callable[[Sheet], Value]) -> Callable[[Sheet], Value]:
        FIELD[name] = give
        return give

    return keep
