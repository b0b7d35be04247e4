"""A child's serious incidents in the extract for its family: all that is on record of them but the press desk."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yorisoi.documents.extract_parts import Row, Section
from yorisoi.documents.gather import say_moment
from yorisoi.incidents.models import IncidentLine
from yorisoi.incidents.papers import Told, grounds_of, rows_of, told
from yorisoi.incidents.queries import incidents_for
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.schools.models import Pupil, Staff

OTHERS = frozenset({"around", "accused"})  # what was said to other families
OTHER_VOICES = frozenset({"accused", "around", "staff"})  # whom a hearing heard


def of_incidents(pupil: Pupil, by: Staff) -> list[Section]:
    """Return the child's incidents that this person may read, the first opened first."""
    return [_section(told(row)) for row in incidents_for(by).filter(pupil=pupil).order_by("opened_at", "pk")]


def _section(one: Told) -> Section:
    facts = (
        (_("重大事態の別"), "・".join(str(ground) for ground in grounds_of(one.row))),
        (_("いまの段階"), str(SERIOUS_FLOW.labels[one.row.state])),
        (_("発生（疑い）"), say_moment(one.row.opened_at)),
    )
    rows: list[Row] = [(cells, _whole(line) if line is not None else "") for line, cells in rows_of(one)]
    return Section(_("重大事態 %(number)s") % {"number": one.row.label}, facts, tuple(rows))


def _whole(line: IncidentLine) -> str:
    """Say why the words of a line are hidden whole until a person has looked: another child's or family's account."""
    hearing = line.kind == "hearing" and line.code in OTHER_VOICES
    return "recognisable" if hearing or line.kind in OTHERS else ""
