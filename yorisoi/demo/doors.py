"""What people say at the doors, as the forms send it."""

from __future__ import annotations

from typing import Any

from yorisoi.reports.actions import Said
from yorisoi.reports.child_steps import Sheet
from yorisoi.reports.said import child_said, public_said, staff_said
from yorisoi.schools.models import School, SchoolClass

MODES = {1: "kana", 2: "kana", 3: "ruby", 4: "ruby", 5: "upper", 6: "upper"}


def child(token: str, text: str, *, seat: SchoolClass | None, name: str = "", forms: str = "", **asked: Any) -> Said:
    """Return what a child sends from the tablet.

    forms: codes parted by spaces. asked: the answers by question, a text or several parted by spaces; `unsaid`.
    """
    grade = asked.pop("grade", seat.grade if seat else 3)
    unsaid = frozenset(asked.pop("unsaid", "").split())
    answers = {key: tuple(str(value).split()) for key, value in asked.items()}
    if forms:
        answers["forms"] = tuple(forms.split())
    if seat is not None:
        answers["class_id"] = (str(seat.pk),)
    if name:
        answers["name"] = (name,)
    if text:
        answers["words"] = (text,)
    return child_said(Sheet(MODES[grade], token, answers, unsaid))


def public(door: str, school: School, token: str, text: str, **filled: Any) -> Said:
    """Return what a guardian or a resident sends from the site."""
    data = {"narrative": text, **filled}
    data["kinds"] = data.pop("forms", "").split()
    data["withhold"] = data.pop("withhold", "").split()
    return public_said(door, school, token, data)


def staff(token: str, text: str, pupils: list[int], *, from_whom: str, channel: str, **filled: Any) -> Said:
    """Return what a member of staff passes on."""
    named, unmatched = filled.pop("named", []), filled.pop("unmatched", "")
    data = {"narrative": text, "from_whom": from_whom, "channel": channel, "when": filled.pop("happened", "today")}
    return staff_said(token, {**data, **filled}, pupils, named, unmatched)
