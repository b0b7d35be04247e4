"""What the case page shows, read in a fixed number of queries however long the record is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.cases import chronology, wishes_shown
from yorisoi.cases.case_course import (
    by_turn,
    done_of,
    links_of,
    meetings_of,
    notes_of,
    rooms_of,
    short_moment,
    steps_of,
)
from yorisoi.cases.earlier import Earlier, earlier
from yorisoi.cases.forms_record import EndRoleForm
from yorisoi.cases.joined_shown import Joined, joined
from yorisoi.cases.models import BoardCopy, Case, CaseMember, CaseReport, Entry, Involvement
from yorisoi.cases.moves_shown import Arrow, arrows_of, gate_of
from yorisoi.cases.names import Letters
from yorisoi.cases.people import may_end
from yorisoi.cases.present_duties import Holders, Owed, owed_rows, without_refusals
from yorisoi.cases.present_known import form_labels, people_of
from yorisoi.cases.present_room import Check
from yorisoi.cases.queries import RECORD, case_facts
from yorisoi.cases.reach import parts_of
from yorisoi.cases.rights import writable
from yorisoi.cases.shutting_out import Conflict, conflict_of
from yorisoi.cases.wishes_shown import Shown, warned
from yorisoi.duties.models import OPEN, Duty
from yorisoi.duties.queries import once
from yorisoi.duties.times import edges
from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed
from yorisoi.meetings.models import Meeting
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import Text
from yorisoi.policy.listed import beside, listed
from yorisoi.policy.roles import BODY_LABELS, ROLE_LABELS, Can
from yorisoi.reports.queries import shut_out_of_case
from yorisoi.reports.talk_page import waiting_for_answer
from yorisoi.schools.models import Pupil, Staff
from yorisoi.schools.people_now import people_now
from yorisoi.schools.queries import class_labels

WHY_ON_TEAM = {
    "hearing": gettext_lazy("聞き取り"),
    "watching": gettext_lazy("見守り"),
    "invited": gettext_lazy("招待"),
    "promise": gettext_lazy("約束"),
    "visit": gettext_lazy("家庭訪問"),
    "measure": gettext_lazy("手立て"),
    "police": gettext_lazy("通報"),
}


LINES = 40  # of the chronology on the case page; the whole is on its own page


@dataclass(frozen=True)
class Role:
    """A child in the case: chip, since when, and how to end the role."""

    row: Involvement
    chip: SafeString
    note: SafeString
    mistaken: bool = False
    end: EndRoleForm | None = None


@dataclass(frozen=True)
class NextMeeting:
    """The meeting that is called, or the date that was fixed."""

    label: Text
    at: datetime
    url: str
    work: str
    state: str = ""


@dataclass
class Page:
    """The case page."""

    case: Case
    flow: Any
    state: Text
    tone: str
    classes: str
    forms: list[str]
    done: list[str]
    lead: tuple[Text, str] | None
    notes: dict[str, str]
    links: dict[str, str]
    owed: list[Owed]
    letters: Letters
    roles: list[Role]
    past: list[Role]
    pupils: list[Pupil]
    lines: list[chronology.Line]
    all_lines: int
    goals: list[tuple[Text, chronology.Line]]
    gate: list[Check]
    arrows: list[Arrow]
    next_meeting: NextMeeting | None
    reports: Sequence[CaseReport]
    waiting: frozenset[Any]  # ids of the reports whose reporter waits for an answer
    team: list[tuple[str, str, datetime]]
    invitable: list[tuple[int, str]]
    serious: str
    period_reason: str
    wishes: list[Shown] = field(default_factory=list)
    more_lines: bool = False
    joined: Joined | None = None
    earlier: list[Earlier] = field(default_factory=list)
    conflict: Conflict | None = None


LINKS = Fixed(lambda case: CaseReport.objects.filter(case=case).select_related("report__key").order_by("at"))
COPIES = Fixed(lambda cases: BoardCopy.objects.filter(case__in=cases).defer("text_sent"))
OWED = Fixed(
    lambda case: once(
        Duty.objects.filter(OPEN, case=case).select_related("pupil", "staff", "school_class").defer("late_reason")
    )
)
TEAM = Fixed(
    lambda case: CaseMember.objects.filter(case=case, until__isnull=True).select_related("staff").order_by("since")
)


def build_page(
    case: Case, staff: Staff, filters: Mapping[str, str], ending: Mapping[Any, EndRoleForm] | None = None
) -> Page:
    """Read the case page for one person. ending: a form to end a role that came back, by the role's id."""
    people, letters = people_of(case, staff)
    now_in = [row for row in people if row.until is None]
    here = people_now(case.school)
    entries = RECORD.rows(case=case.pk)
    for entry in entries:
        if entry.case_id == case.pk:
            entry.case = case
    parts = parts_of(case)
    all_steps = steps_of(case, parts)
    steps = [step for step in all_steps if step.case_id == case.pk]
    meetings = meetings_of(case, parts)
    reports = LINKS.of(case, "case")
    copies = COPIES.rows(cases=(case.pk, *parts))
    lines = chronology.lines_of(case, entries, all_steps, meetings, reports, copies, letters, staff)
    shown = chronology.without_repeats(lines, entries)
    narrowed = chronology.narrowed(shown, filters.get("nature", ""), filters.get("pupil", ""))
    rooms = rooms_of(case, meetings, staff)
    holders = Holders(case.school, here)
    midnight = edges()[1]
    duties = OWED.of(case, "case")
    owed = owed_rows(duties, staff=staff, holders=holders, letters=letters, now=clock.now())
    writes = writable(case, staff) if staff.can(Can.WRITE_CASE) else frozenset()
    owed = without_refusals(owed, writes)
    wishes = wishes_shown.shown((link.report for link in reports), letters)
    facts = case_facts(case)
    out = shut_out_of_case(case.pk)
    team = TEAM.of(case, "case")
    classes = class_labels(row.pupil_id for row in people)
    return Page(
        case=case,
        flow=CASE_FLOW,
        state=CASE_FLOW.labels[case.state],
        tone="ok" if case.state in CASE_FLOW.resting else "accent",
        classes=listed(sorted({classes[r.pupil_id] for r in now_in if r.pupil_id in classes})),
        forms=form_labels(case.edition, case.forms),
        done=done_of(case, steps),
        lead=(gettext_lazy("受理"), short_moment(min(row.report.received_at for row in reports))) if reports else None,
        notes=notes_of(case, steps),
        links=links_of(case, steps),
        owed=sorted(warned(owed, wishes), key=lambda row: (row.due_at >= midnight, not row.mine, row.due_at)),
        letters=letters,
        roles=[_role(r, letters, classes, _end_form(r, staff, ending or {})) for r in now_in],
        past=[_role(r, letters, classes) for r in people if r.until is not None],
        pupils=list({r.pupil_id: r.pupil for r in people}.values()),
        lines=chronology.filled(narrowed[:LINES]),
        more_lines=len(narrowed) > LINES,
        all_lines=len(shown),
        goals=_goals(entries, lines),
        gate=gate_of(case, facts, staff, writes) if case.recognised_at else [],
        arrows=arrows_of(case, facts, staff, out, rooms, writes),
        next_meeting=_next(case, meetings, rooms),
        reports=reports,
        waiting=waiting_for_answer(row.report_id for row in reports),
        team=[
            (row.staff.name, str(WHY_ON_TEAM.get(row.why, row.why)), row.since)
            for row in team
            if row.staff_id not in out
        ],
        invitable=_invitable(staff, here, {*out, *(row.staff_id for row in team)}),
        serious=_serious(case),
        period_reason=case.text("short_period_reason"),
        wishes=wishes,
        joined=joined(case, staff),
        earlier=earlier(staff, list({r.pupil_id: r.pupil for r in now_in}.values()), letters, case=case),
        conflict=conflict_of(case, staff, people, here),
    )


def _end_form(row: Involvement, staff: Staff, ending: Mapping[Any, EndRoleForm]) -> EndRoleForm | None:
    return ending.get(row.pk) or EndRoleForm(auto_id=f"end_{row.pk.hex}_%s") if may_end(row, staff) else None


def _role(row: Involvement, letters: Letters, classes: Mapping[int, str], end: EndRoleForm | None = None) -> Role:
    chip = letters.chip(row.pupil, classes.get(row.pupil_id, ""), ROLE_LABELS[row.role])
    return Role(row, chip, letters.veil(row.text("note")), hasattr(row, "put_right"), end)


def _goals(entries: Sequence[Entry], lines: Sequence[chronology.Line]) -> list[tuple[Text, chronology.Line]]:
    """Return the goals and the care that hold now: the latest of each."""
    by_anchor = {line.anchor: line for line in lines}
    titles = {("goal", "short"): _("短期目標"), ("goal", "long"): _("長期目標"), ("plan", ""): _("ケア・支援の体制")}
    latest: dict[tuple[str, str], Entry] = {}
    for entry in sorted(entries, key=lambda e: e.recorded_at):
        if entry.kind in {"goal", "plan"}:
            latest[entry.kind, entry.code if entry.kind == "goal" else ""] = entry
    found: list[tuple[Text, chronology.Line]] = [
        (title, by_anchor[f"line-{latest[key].pk}"]) for key, title in titles.items() if key in latest
    ]
    chronology.filled([line for _title, line in found])
    return found


def _next(case: Case, meetings: Sequence[Meeting], rooms: Mapping[str, str]) -> NextMeeting | None:
    meeting = next((m for m in by_turn(meetings) if any(i.case_id == case.pk for i in m.items.all())), None)
    if meeting is not None:
        state = _("開催中（記録は未確定）") if meeting.opened_at else _("招集済み")
        return NextMeeting(BODY_LABELS[meeting.body], meeting.scheduled_at, rooms.get(meeting.body, ""), "", state)
    if case.next_at and case.next_at >= clock.now() and case.state not in CASE_FLOW.resting:
        last = next((m for m in reversed(meetings) if m.next_at == case.next_at), None)
        whole = last is not None and all(i.case_id == case.pk or i.report_id for i in last.items.all())
        work = last.text("next_work") if last is not None and whole else ""
        return NextMeeting(_("次回の委員会（予定）"), case.next_at, "", work)
    return None


def _invitable(staff: Staff, here: Sequence[Staff], out: Collection[int]) -> list[tuple[int, str]]:
    if not staff.can(Can.CONVENE):
        return []
    people = []
    for person in here:
        held = [str(h) for h in person.holdings if h.post != "administrator"]
        if held and person.pk not in out:
            people.append((person.pk, beside(person.name, *held)))
    return people


def _serious(case: Case) -> str:
    if case.may_be_serious is None:
        return ""
    return _("可能性がある") if case.may_be_serious else _("今のところない")


__all__ = ["Page", "build_page"]
