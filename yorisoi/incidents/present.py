"""What the pages of serious incidents show: where one stands, what is owed, what is still wanted, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.cases.case_course import short_moment
from yorisoi.cases.present_room import Check
from yorisoi.duties.models import Duty
from yorisoi.duties.present import Line as OwedLine
from yorisoi.duties.present import lines as owed_lines
from yorisoi.duties.queries import owed_for
from yorisoi.incidents.forms import MoveForm
from yorisoi.incidents.kinds import GROUPS, KINDS, Kind
from yorisoi.incidents.models import Incident, IncidentMeasure, IncidentStep
from yorisoi.incidents.moving import may_take
from yorisoi.incidents.present_lines import LEADS, Row, Wish, checklist, rows_of, wishes_of
from yorisoi.incidents.queries import incident_facts, shut_out_of_incident
from yorisoi.incidents.sent import Sent, copies_of
from yorisoi.incidents.stated import grounds_of
from yorisoi.journal.holds import holds_of
from yorisoi.policy.flow import Move, Need, Text
from yorisoi.policy.roles import BODY_LABELS, POST_LABELS, Can
from yorisoi.policy.serious_duties import SERIOUS_DUTIES
from yorisoi.policy.serious_facts import CLAIMANTS, ORIGIN_LABELS
from yorisoi.policy.serious_flow import SERIOUS_FLOW
from yorisoi.schools.models import Staff
from yorisoi.schools.queries import class_labels

LATEST = 8  # lines shown at once
# what ends a duty → the kind of line by which it is done, where the line alone does not end it
DONE_BY_LINE = {"members": "member", "decide_body": "board_word"}
# need → the kind of line that meets it
NEED_LINES = {
    "phoned": "phone", "sheet": "sheet", "notice": "notice", "preserved": "preserved", "police": "police",
    "board_word": "board_word", "members": "member", "neutral": "member", "stage_one": "explained_one",
    "stage_two": "explained_two", "around_told": "around", "wishes": "wishes", "heard": "hearing",
    "hearings": "hearing", "facts_written": "fact", "progress": "progress", "causes_written": "cause",
    "report_written": "report", "result_told": "result", "opinion": "opinion", "accused_told": "accused",
    "result_to_board": "result_board", "publication": "publication", "new_fact": "new_fact",
    "spokesperson": "press_voice", "agreed": "press_agreed",
}  # fmt: skip


def need_url(need: str, incident: Incident) -> str:
    """Return where what is still wanted is done, or nothing."""
    if need in NEED_LINES:
        return reverse("incidents:record", args=[incident.pk, NEED_LINES[need]])
    if need in {"measures", "measures_done"}:
        return reverse("incidents:show", args=[incident.pk]) + "#measures"
    return reverse("incidents:show", args=[incident.pk]) + "#pupil" if need == "pupil_known" else ""


def checks_of(needs: Sequence[Need], incident: Incident) -> list[Check]:
    """Return what is still wanted, each with its clause and where it is done."""
    return [Check(need.text, need.cite, False, need_url(need.name, incident)) for need in needs]


@dataclass(frozen=True)
class Way:
    """One arrow onward."""

    move: Move
    target: Text
    who: str
    checks: list[Check]
    ready: bool
    mine: bool
    form: MoveForm | None


@dataclass
class Page:
    """The incident's page for one person."""

    incident: Incident
    state: Text
    grounds: list[Text]
    origin: Text
    claimant: Text
    lead: Text
    pupil_class: str
    flow: Any
    done: list[str]
    notes: dict[str, str]
    links: dict[str, str]
    owed: list[OwedLine]
    doing: dict[Any, tuple[str, Text]]
    ways: list[Way]
    rows: list[Row]
    writable: list[tuple[str, Text, list[Kind]]]
    holds: list[tuple[Text, int]]
    measures: list[tuple[IncidentMeasure, str, str]]
    copies: list[Sent]
    wishes: list[Wish]
    matters: list[Any]
    team: list[tuple[str, datetime]]
    points_done: int
    points: int
    may_lead: bool
    may_invite: bool
    invitable: list[tuple[int, str]]

    @property
    def recent(self) -> list[Row]:
        """The latest lines."""
        return self.rows[:LATEST]

    @property
    def older(self) -> list[Row]:
        """The lines before them, folded away."""
        return self.rows[LATEST:]


def build_page(row: Incident, staff: Staff, bound: MoveForm | None = None) -> Page:
    """Read the page for one person of the school."""
    lines = list(row.lines.select_related("by").prefetch_related("corrections"))
    for line in lines:
        line.incident = row
    standing = [line for line in lines if not line.corrections.all()]
    steps = list(row.steps.select_related("by").order_by("at", "id"))
    for step in steps:
        step.incident = row
    facts = incident_facts(row, standing)
    may_lead = staff.can(Can.REPORT_TO_BOARD)
    out = shut_out_of_incident(row)
    parts = checklist(row, standing)
    return Page(
        incident=row,
        state=SERIOUS_FLOW.labels[row.state],
        grounds=grounds_of(row),
        origin=ORIGIN_LABELS[row.origin],
        claimant=CLAIMANTS.get(row.claimant, ""),
        lead=LEADS.get(row.lead, ""),
        pupil_class=class_labels([row.pupil_id]).get(row.pupil_id, "") if row.pupil_id else "",
        flow=SERIOUS_FLOW,
        done=_done(row, steps),
        notes=_notes(steps),
        links=_links(row, steps),
        owed=(owed := owed_of(row, staff)),
        doing=_doing(row, staff, owed),
        ways=[_way(move, row, staff, facts, bound) for move in SERIOUS_FLOW.moves_from(row.state)],
        rows=rows_of(row, lines, steps, may_lead),
        writable=kinds_for(row, staff),
        holds=_held(row),
        measures=_measures(row),
        copies=copies_of(row),
        wishes=wishes_of(standing),
        matters=list(row.matters.select_related("case", "report").order_by("at", "pk")),
        team=[(one.staff.name, one.since) for one in row.members.select_related("staff") if one.staff_id not in out],
        points_done=sum(part.done for part in parts),
        points=sum(len(part.points) for part in parts),
        may_lead=may_lead,
        may_invite=staff.can(Can.CONVENE),
        invitable=people_for(row, guests=True) if staff.can(Can.CONVENE) else [],
    )


def people_for(row: Incident, *, guests: bool = False) -> list[tuple[int, str]]:
    """Return who of the school can be given something to do: nobody who is shut out. guests: who reads it not yet."""
    from yorisoi.schools.people_now import people_now

    out = set(shut_out_of_incident(row))
    out |= set(row.members.values_list("staff_id", flat=True)) if guests else set()
    found = []
    for one in people_now(row.school):
        held = [str(post) for post in one.holdings if post.post != "administrator"]
        if held and one.pk not in out and not (guests and one.can(Can.READ_ALL)):
            found.append((one.pk, f"{one.name}（{'・'.join(held)}）"))
    return found


def owed_of(row: Incident, staff: Staff) -> list[OwedLine]:
    """Return what is owed for it now, next due first."""
    duties = list(owed_for(row).order_by("due_at", "owed_at"))
    for duty in duties:
        duty.hold(row)
    return owed_lines(duties, staff, owners=True)


def _doing(row: Incident, staff: Staff, owed: Sequence[OwedLine]) -> dict[Any, tuple[str, Text]]:
    """Return by the duty's id where this person does it now, and the words on the button."""
    mine = {kind.settles or kind.name: kind for _code, _label, kinds in kinds_for(row, staff) for kind in kinds}
    mine |= {done_by: mine[name] for done_by, name in DONE_BY_LINE.items() if name in mine}
    found: dict[Any, tuple[str, Text]] = {}
    for line in owed:
        wanted = SERIOUS_DUTIES.get(line.duty.name)
        kind = mine.get(wanted.done_by) if wanted is not None else None
        if kind is not None:
            found[line.duty.pk] = (reverse("incidents:record", args=[row.pk, kind.name]), kind.verb)
    return found


def next_due(rows: Sequence[Incident]) -> dict[Any, Duty]:
    """Return the next due open duty of each incident, in one query."""
    found: dict[Any, Duty] = {}
    duties = Duty.objects.filter(
        subject_kind=Incident._meta.label_lower, subject_id__in=[row.pk for row in rows], done_at__isnull=True,
        dropped_at__isnull=True,
    )  # fmt: skip
    for duty in duties.order_by("due_at"):
        found.setdefault(duty.subject_id, duty)
    return found


def kinds_for(row: Incident, staff: Staff) -> list[tuple[str, Text, list[Kind]]]:
    """Return what this person may write now, by group."""
    from yorisoi.incidents.recording import writes

    open_now = [kind for kind in KINDS.values() if kind.by_hand and (not kind.states or row.state in kind.states)]
    mine = [kind for kind in open_now if writes(row, staff, kind)]
    groups = [(code, label, [kind for kind in mine if kind.group == code]) for code, label in GROUPS.items()]
    return [one for one in groups if one[2]]


def _way(move: Move, row: Incident, staff: Staff, facts: Any, bound: MoveForm | None) -> Way:
    unmet = [need for need in move.unmet(facts) if need.name != "reason"]
    names = {need.name for need in unmet}
    checks = [
        Check(need.text, need.cite, need.name not in names, need_url(need.name, row))
        for need in move.needs
        if need.name != "reason"
    ]
    mine = bool(may_take(move, row, staff))
    form = bound if bound is not None and bound.data.get("move") == move.name else None
    return Way(
        move=move,
        target=SERIOUS_FLOW.labels[move.lands(row.state)],
        who="・".join(str(POST_LABELS.get(one) or BODY_LABELS[one]) for one in POST_LABELS if one in move.by),
        checks=checks,
        ready=not unmet,
        mine=mine,
        form=(form or MoveForm(initial={"move": move.name}, wants=wants(move), auto_id=f"{move.name}_%s"))
        if mine
        else None,
    )


def wants(move: Move) -> frozenset[str]:
    """Return the fields that this step asks for."""
    found = {"reason"} if any(need.name == "reason" for need in move.needs) else set()
    return frozenset(found | ({"lead"} if move.name == "decide_body" else set()))


def _done(row: Incident, steps: Sequence[IncidentStep]) -> list[str]:
    passed: dict[str, None] = {}
    for step in steps:
        if step.move in {"reinvestigate", "facts_again"}:
            ahead = SERIOUS_FLOW.ahead_of(step.target, {"reinvestigating"})
            passed = {state: None for state in passed if state not in ahead}
        passed[step.target] = None
    return [state for state in passed if state != row.state]


def _notes(steps: Sequence[IncidentStep]) -> dict[str, str]:
    return {step.target: short_moment(step.at) for step in steps}


def _links(row: Incident, steps: Sequence[IncidentStep]) -> dict[str, str]:
    links = {str(move.target): f"#way-{move.name}" for move in SERIOUS_FLOW.moves_from(row.state)}
    return {**links, **{step.target: f"#step-{step.pk}" for step in steps}}


def _held(row: Incident) -> list[tuple[Text, int]]:
    names = {
        "cases.case": _("事案"), "reports.report": _("通報"), "schools.pupil": _("児童のアンケート原票"),
        "surveys.round": _("アンケートの実施回"),
    }  # fmt: skip
    return [(names[kind], n) for kind, n in sorted(holds_of(row).items()) if kind in names]


def _measures(row: Incident) -> list[tuple[IncidentMeasure, str, str]]:
    found = []
    for one in row.measures.select_related("staff", "duty", "done__by"):
        one.incident = row
        done = getattr(one, "done", None)
        if done is not None:
            done.measure = one
        found.append((one, one.text("words"), done.text("words") if done else ""))
    return found
