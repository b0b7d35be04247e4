"""What a decision's fields choose from: people, children, cases, and the hearings proposed."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from yorisoi.cases.evidence import records
from yorisoi.cases.forms_room import Around, wanted
from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.present_room import Room
from yorisoi.cases.queries import cases_for
from yorisoi.duties.owners import owner_of
from yorisoi.meetings.queries import shut_out_of_item
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Move
from yorisoi.policy.listed import beside
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import today
from yorisoi.schools.models import SchoolClass, Staff
from yorisoi.schools.queries import current_enrolments, holders, staff_of


def around(room: Room, staff: Staff, arrow: Move) -> Around:
    """Prepare the choices of one move."""
    item, known, names = room.item, room.known, wanted(arrow)
    school = room.meeting.school
    if item is None or known is None:
        return Around(edition(school.edition))
    people = _people(room) if names & {"hearings", "watchers"} else []
    return Around(
        edition=edition(school.edition),
        staff=[(pk, said) for pk, said, _homes in people],
        pupils=known.pupils,
        named=known.named,
        cases=_cases(room, staff, known.pupils) if "case" in names else (),
        plans=_plans(room, people) if "hearings" in names else (),
        evidence=records(known),
        initial=_initial(room, names),
        late=bool(room.late_ids),
    )


def _people(room: Room) -> list[tuple[int, str, set[int]]]:
    """Return (id, name with posts, classes) of those who may be given something to do here."""
    out = shut_out_of_item(room.item) if room.item else frozenset()
    rows = staff_of(room.meeting.school).exclude(pk__in=out).prefetch_related("post_holdings__school_class")
    people = []
    for person in rows:
        held = [h for h in person.post_holdings.all() if h.until is None and h.post != Post.ADMINISTRATOR]
        if held:
            homes = {h.school_class_id for h in held if h.post == Post.HOMEROOM and h.school_class_id}
            people.append((person.pk, beside(person.name, *held), homes))
    return people


def _plans(room: Room, people: list[tuple[int, str, set[int]]]) -> list[dict[str, Any]]:
    """Propose one hearing for each child by the 担任, and one for those around."""
    known = room.known
    if known is None:
        return []
    seats = current_enrolments(p.pk for p in known.pupils)
    homes = {home: pk for pk, _said, classes in people for home in classes}
    out = shut_out_of_item(room.item) if room.item else frozenset()
    plans: list[dict[str, Any]] = []
    for side, children in (("victim", known.victims), ("perpetrator", known.perpetrators)):
        for child in children:
            seat = seats.get(child.pk)
            who: int | str = homes.get(seat.school_class_id, "") if seat else ""
            if seat and not who:
                who = _acting(room, seat.school_class, out, people)
            plans.append({"side": side, "pupil": str(child.pk), "staff": str(who), "by": today()})
    return [*plans, {"side": "around", "pupil": "", "staff": "", "by": today()}]


def _acting(room: Room, home: SchoolClass, out: frozenset[int], people: list[tuple[int, str, set[int]]]) -> int | str:
    """Return who acts for a 担任 that is shut out or missing."""
    owner = owner_of(room.meeting.school, Post.HOMEROOM, school_class=home, shut_out=out)
    able = {pk for pk, _said, _classes in people}
    found = holders(room.meeting.school, owner.post, grade=owner.grade).filter(pk__in=able).first()
    return found.pk if found else ""


def _cases(room: Room, staff: Staff, pupils: list[Any]) -> list[tuple[str, str]]:
    """Return the cases a report may join that all who sit here may know: of the same children first, then open ones."""
    same = Involvement.objects.filter(case_id=OuterRef("pk"), pupil__in=pupils, until__isnull=True)
    known = cases_for(staff).filter(merged_into=None)
    known = known.exclude(pk__in=room.unsaid)
    rows = list(known.annotate(same=Exists(same)).order_by("-same", "-opened_at")[:60])
    shown = [c for c in rows if c.same or c.state not in CASE_FLOW.resting][:30]
    return [(str(case.pk), _case_label(case)) for case in shown]


def _case_label(case: Case) -> str:
    said = _("事案 %(number)s（%(state)s）") % {"number": case.label, "state": CASE_FLOW.labels[case.state]}
    return f"{said} {_('同じ子どもの事案')}" if case.same else said  # type: ignore[attr-defined]


def _initial(room: Room, names: set[str]) -> dict[str, Any]:
    known, meeting = room.known, room.meeting
    start: dict[str, Any] = {}
    if known and known.child_words:
        start["child_words"] = known.child_words
    if known and known.case and "period_months" in names:
        start["period_months"] = known.case.period_months
    if meeting.next_at:
        start["next_at"] = meeting.next_at
        if room.whole:
            start["next_work"] = meeting.text("next_work")
    return start
