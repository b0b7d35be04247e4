"""What is printed: the slip that a reporter takes along, and the addresses on it and on the posters of the doors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yorisoi.policy.edition_types import Edition
from yorisoi.reports.reading import Words, text_data
from yorisoi.schools.models import School
from yorisoi.ui.drawn import drawn_once
from yorisoi.ui.qr import qr


def slip_context(request: HttpRequest, school: School, words: Words | None = None) -> dict[str, Any]:
    """Return the address to come back to, as text and as a picture: the same for everybody, no word of a code in it."""
    address = request.build_absolute_uri(reverse("reports:receipt", args=[school.slug]))
    if words is not None:
        address = f"{address}?mode={words.mode}"
    label = words.plain("paper.qr") if words is not None else _("あとで見るページのQRコード")
    return {"back_to": address, "back_qr": drawn_once(("back_qr", address, label), None, lambda: qr(address, label))}


def phones(words: Words, rules: Edition) -> list[dict[str, SafeString | str]]:
    """Return the lines that a child can call, in the child's reading: those that the school's edition has."""
    known = {line.phone for line in rules.helplines}
    return [
        {"name": words.of(entry["name"]), "number": entry["number"]}
        for entry in text_data()["phone"].values()
        if entry["number"] in known
    ]
