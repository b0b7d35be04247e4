"""One line of time: lines of the record, decisions, meetings, reports – and what was sent to 市教委."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yorisoi.cases.act_words import when_known
from yorisoi.cases.chronology_line import TONES, Line, named
from yorisoi.cases.chronology_reports import lines_of_reports
from yorisoi.cases.entries import JUDGEMENT, KINDS, NATURES
from yorisoi.cases.grounds import grounds, loose_in
from yorisoi.cases.measures import EVALUATED
from yorisoi.cases.models import Act, Case, CaseReport, CaseStep, Entry
from yorisoi.cases.names import Letters
from yorisoi.cases.present_acts import source_of
from yorisoi.cases.promises import shown
from yorisoi.cases.records import TO_THE_BOARD
from yorisoi.cases.rights import may_correct, writable
from yorisoi.cases.wishes_shown import fields_of
from yorisoi.journal import clock
from yorisoi.meetings.models import Attendance, Meeting
from yorisoi.meetings.queries import seats_of
from yorisoi.meetings.spoken import Names, names_in, spoken
from yorisoi.meetings.standing import came, sat_for
from yorisoi.policy.case_flow import CASE_FLOW
from yorisoi.policy.flow import NoSuchMove, Text
from yorisoi.policy.joining import JOINING
from yorisoi.policy.roles import BODY_LABELS, POST_LABELS, Can
from yorisoi.schools.calendar import TOKYO, day_of
from yorisoi.schools.models import Staff
from yorisoi.schools.numbers import whole
from yorisoi.ui.clocks import say_moment

RECENT = timedelta(hours=12)
JUDGED = frozenset({"conclusion"})  # fields that hold an adult's view beside what was said


def lines_of(
    case: Case,
    entries: Sequence[Entry],
    steps: Sequence[CaseStep],
    meetings: Sequence[Meeting],
    reports: Sequence[CaseReport],
    copies: Sequence[Any],
    letters: Letters,
    staff: Staff,
) -> list[Line]:
    """Return everything in the order in which it happened, newest first."""
    corrected = {e.corrects_id: e for e in entries if e.corrects_id}
    sent = {copy.at for copy in copies}
    write = writable(case, staff)
    works = staff.can(Can.RESPOND)
    mine = {e.pk for e in entries if e.kind in write and may_correct(e, staff)}
    lines = [
        _entry(case, e, corrected.get(e.pk), e.kind in TO_THE_BOARD and e.recorded_at in sent, letters, mine, works)
        for e in entries
    ]
    decided = [step.data("details") for step in steps]
    names = names_in(decided, staff)
    loose, by_id = loose_in(decided, case), {str(e.pk): e for e in entries}
    for step, details in zip(steps, decided, strict=True):
        line = _step(step, {k: v for k, v in details.items() if k != "evidence"}, letters, names)
        line.grounds = grounds(case, details, by_id, reports, loose)
        lines.append(line)
    sits = sat_for(meetings)
    lines += [_meeting(m, may_enter(m, staff), seats_of(m, staff), sits) for m in meetings]
    lines += lines_of_reports(reports, letters, staff)
    lines.sort(key=lambda line: (line.at, line.recorded_at or line.at), reverse=True)
    return lines


def filled(lines: Sequence[Line]) -> list[Line]:
    """Open the words of these lines. What is not shown is not opened, so that a long record costs no more."""
    for line in lines:
        if line.fill is not None:
            line.fill(line)
            line.fill = None
    return list(lines)


def without_repeats(lines: list[Line], entries: Sequence[Entry]) -> list[Line]:
    """Leave out goals and plans that a decision's own line already tells."""
    told = {f"line-{e.pk}" for e in entries if e.meeting_id and not KINDS[e.kind].by_hand}
    return [line for line in lines if line.anchor not in told]


def narrowed(lines: list[Line], nature: str, pupil: str) -> list[Line]:
    """Keep the lines of one nature, or about one child."""
    if nature in NATURES:
        lines = [line for line in lines if line.nature == nature]
    if (number := whole(pupil)) is not None:
        lines = [line for line in lines if number in line.pupil_ids]
    return lines


def _entry(
    case: Case, entry: Entry, newer: Entry | None, sent: bool, letters: Letters, mine: set[Any], works: bool
) -> Line:
    kind = KINDS[entry.kind]
    chips = kind.said(entry.code, entry.flag)
    if entry.case_id != case.pk:
        chips.append(_("別の事案から引き継いだ記録"))
    if sent:
        chips.append(_("市教委に届いた"))
    act: Act | None = getattr(entry, "act", None)
    who = "・".join(p.name for p in (entry.by, entry.second) if p is not None)
    late = day_of(entry.recorded_at) != day_of(entry.occurred_at) or entry.recorded_at - entry.occurred_at > RECENT
    return Line(
        at=entry.occurred_at,
        nature=kind.nature,
        label=NATURES[kind.nature],
        title=str(kind.label),
        anchor=f"line-{entry.pk}",
        tone="warn" if entry.kind == "act" else TONES[kind.nature],
        chips=chips,
        child=letters.name(entry.pupil) if entry.pupil else "",
        fill=partial(_open, entry, letters),
        when=when_known(entry),
        source=source_of(case, act) if act else _meeting_of(entry),
        who=who,
        staff=named(entry.by, entry.second),
        recorded_at=entry.recorded_at if late else None,
        pupil_ids=_children(entry, act),
        correct_url=reverse("cases:correct", args=[case.pk, entry.pk])
        if kind.by_hand and newer is None and entry.pk in mine
        else "",
        effect_url=reverse("cases:line_effect", args=[case.pk, entry.pk])
        if entry.kind in EVALUATED and newer is None and works
        else "",
        corrected_by=f"#line-{newer.pk}" if newer else "",
        corrects=f"#line-{entry.corrects_id}" if entry.corrects_id else "",
    )


def _children(entry: Entry, act: Act | None) -> frozenset[int]:
    """Return the children whom a line is about: of an act, on both sides."""
    found = {one.pupil_id for one in act.people.all()} if act else set()
    return frozenset(found | ({entry.pupil_id} if entry.pupil_id else set()))


def _meeting_of(entry: Entry) -> tuple[str, str] | None:
    if entry.meeting is None:
        return None
    return f"{BODY_LABELS[entry.meeting.body]} {entry.meeting.label}", ""


def _open(entry: Entry, letters: Letters, line: Line) -> None:
    """Open the words of a line: what was seen and said, and apart from it what the adult made of it."""
    body = entry.data("body")
    for one in fields_of(KINDS[entry.kind]):
        if body.get(one.name):
            place = line.judged if one.name in JUDGED else line.body
            place.append((one.label, letters.veil(shown(body[one.name]) if one.name == "promise" else body[one.name])))


def move_label(name: str) -> Text:
    """Return a move's words; "open" is the first step of every case."""
    for flow in (CASE_FLOW, JOINING):
        with suppress(NoSuchMove):
            return flow.move(name).label
    return _("事案として開く")


def actor_label(actor: str) -> Text:
    """Return the body or post in words."""
    return BODY_LABELS.get(actor) or POST_LABELS.get(actor, actor)


def _step(step: CaseStep, details: dict[str, Any], letters: Letters, names: Names) -> Line:
    body: list[tuple[Text, SafeString]] = []
    if reason := step.text("reason"):
        body.append((_("理由"), letters.veil(reason)))
    body += [(label, letters.veil(words)) for label, words in spoken(details, names)]
    return Line(
        at=step.at,
        nature=JUDGEMENT,
        label=NATURES[JUDGEMENT],
        title=str(move_label(step.move)),
        anchor=f"step-{step.pk}",
        tone="ok",
        chips=[f"→ {CASE_FLOW.labels.get(step.target, step.target)}", actor_label(step.actor)],
        body=body,
        who=step.by.name if step.by else "",
        staff=named(step.by),
        cite=step.cite,
    )


def may_enter(meeting: Meeting, staff: Staff) -> bool:
    """Say whether this person may open the meeting: called to it, or a convener."""
    return staff.can(Can.CONVENE) or any(seat.staff_id == staff.pk for seat in meeting.attendances.all())


def _meeting(meeting: Meeting, link: bool, seats: Sequence[Attendance], sits: dict[int, int]) -> Line:
    here, called = came(seats, sits)
    chips: list[Text] = [_("出席 %(here)d/%(all)d") % {"here": here, "all": called}] if meeting.opened_at else []
    chips.append(_("議事録") if meeting.finalised_at else _("開催中") if meeting.opened_at else _("予定"))
    return Line(
        at=meeting.opened_at or meeting.scheduled_at,
        nature="meeting",
        label=_("会議"),
        title=f"{BODY_LABELS[meeting.body]} {meeting.label}",
        url=reverse("meetings:minutes" if meeting.finalised_at else "cases:room", args=[meeting.pk]) if link else "",
        staff=named(*(seat.staff for seat in seats if seat.present or meeting.opened_at is None)),
        chips=chips,
        body=[(_("時間"), escape(span))] if (span := _span(meeting)) else [],
    )


def _span(meeting: Meeting) -> str:
    """Say when the meeting really began and when its minutes were fixed."""
    if meeting.opened_at is None or meeting.finalised_at is None:
        return ""
    end, now = meeting.finalised_at, clock.now()
    same = day_of(meeting.opened_at) == day_of(end)
    said = f"{end.astimezone(TOKYO):%H:%M}" if same else say_moment(end, now)
    return _("%(start)s〜%(end)s") % {"start": say_moment(meeting.opened_at, now), "end": said}
