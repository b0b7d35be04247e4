"""What a line says without being typed: the least contents of a notice of occurrence; the text that is submitted."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from yorisoi.documents.gather import say_moment
from yorisoi.incidents.kind_types import Kind
from yorisoi.incidents.models import Incident
from yorisoi.policy.flow import Text
from yorisoi.policy.serious_facts import CLAIMANTS, GROUND_LABELS, Ground
from yorisoi.schools.queries import class_labels


def grounds_of(row: Incident) -> list[Text]:
    """Return the grounds in words; a claim stands where none is plain yet."""
    found = [GROUND_LABELS[code] for code in Ground if getattr(row, code)]
    return found or [_("申立て（1号・2号の別はこれから）")]


def child_of(row: Incident) -> str:
    """Return the child with the class of today, or that it is not known yet."""
    if row.pupil is None:
        return str(_("まだ分からない"))
    seat = class_labels([row.pupil.pk]).get(row.pupil.pk, "")
    return f"{row.pupil.name}（{seat}）" if seat else row.pupil.name


def stated(row: Incident, kind: Kind) -> dict[str, str]:
    """Return what this kind of line states of itself, as the record stands now."""
    if not any(one.auto for one in kind.fields):
        return {}
    with override("ja"):  # goes to 市教委, whatever language the screen has
        return _stated(row)


def _stated(row: Incident) -> dict[str, str]:
    claimed = f"{CLAIMANTS.get(row.claimant, '')} {say_moment(row.claimed_at)}" if row.claimed_at else ""
    return {
        "school": row.school.name,
        "pupil": child_of(row),
        "grounds": "・".join(str(one) for one in grounds_of(row)),
        "since": say_moment(row.opened_at),
        "claimed": claimed.strip(),
        "phoned": say_moment(row.told_at),
    }


def submitted_text(kind: Kind, body: dict[str, str]) -> str:
    """Return what goes to 市教委: the words; where a line has more than one field, each under its label."""
    if not any(one.auto for one in kind.fields):
        return body.get(kind.to_board, "")
    with override("ja"):
        return "\n".join(f"【{one.label}】{body[one.name]}" for one in kind.fields if body.get(one.name))
