"""The acts of a case as they are shown: each with its state, who to whom, from where it is known, and its history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yorisoi.cases import act_clock
from yorisoi.cases.act_words import KNOWN, STATES, said_when
from yorisoi.cases.entries import KINDS
from yorisoi.cases.forms_acts import CheckForm
from yorisoi.cases.models import Act, Case, Entry
from yorisoi.cases.names import Letters
from yorisoi.cases.places import address
from yorisoi.cases.present_known import form_labels, people_of
from yorisoi.cases.queries import lines_in
from yorisoi.cases.rights import may_correct, writable
from yorisoi.journal import clock
from yorisoi.policy.flow import Text
from yorisoi.reports.models import Report
from yorisoi.schools.models import Staff
from yorisoi.ui.clocks import say_day

SOURCES = (
    "hearing",
    "observation",
    "note",
    "gathering",
    "care",
    "guidance",
    "home_visit",
    "guardians_told",
    "follow_up",
)


@dataclass(frozen=True)
class Past:
    """An earlier line of an act, or a word on it."""

    at: datetime
    recorded_at: datetime
    label: Text
    tone: str
    words: SafeString
    who: str
    last_on: date | None = None
    struck: bool = False
    correct_url: str = ""
    when: str = ""  # of an act, as exactly as it is known


@dataclass
class Shown:
    """One act."""

    entry: Entry
    when: str
    state: Text
    tone: str
    gone: bool
    words: SafeString
    place: SafeString
    did: list[SafeString]
    suffered: list[SafeString]
    forms: list[str]
    known: str
    known_words: SafeString
    source: tuple[str, str] | None
    last_day: date | None
    counts: bool  # the clock runs from this one
    history: list[Past]
    correct_url: str = ""
    form: CheckForm | None = None
    pupil_ids: frozenset[int] = frozenset()


@dataclass
class Acts:
    """The page."""

    letters: Letters
    acts: list[Shown]
    going_on: int
    unknown: int
    reports: list[Any] = field(default_factory=list)


def entry_rows(case: Case) -> list[Entry]:
    """Return the lines about acts with all that is shown of them, in three queries."""
    rows = list(
        lines_in(case)
        .filter(kind__in=("act", "act_check"))
        .select_related("case__key", "by", "pupil", "act__source_entry__by", "act__source_report", "act_check")
        .prefetch_related("act__people__pupil")
    )
    for row in rows:
        if row.case_id == case.pk:  # one that came with another case is sealed under that one's key
            row.case = case
    return rows


def said(row: Entry) -> act_clock.Said:
    """Return a line as the clock reads it."""
    act, check = getattr(row, "act", None), getattr(row, "act_check", None)
    return act_clock.Said(
        row.pk,
        row.kind,
        row.corrects_id,
        row.occurred_at,
        row.recorded_at,
        row.flag,
        act.until if act else None,
        tuple(act.forms) if act else (),
        check.act_id if check else None,
        check.last_on if check else None,
    )


def acts_of(case: Case, staff: Staff, *, bound: tuple[Any, CheckForm] | None = None) -> Acts:
    """Read the acts of a case for one person; bound: a form that came back, with the id of its act."""
    _people, letters = people_of(case, staff)
    rows = entry_rows(case)
    by_id = {row.pk: row for row in rows}
    threads = act_clock.threads(said(row) for row in rows)
    may = writable(case, staff)
    last = act_clock.last_day(threads)
    shown = [_act(case, staff, thread, by_id, letters, may, last) for thread in reversed(threads)]
    for one in shown:
        if "act_check" in may and not one.gone:
            key, form = bound or (None, None)
            one.form = form if form and key == one.entry.pk else CheckForm(auto_id=f"id_{one.entry.pk.hex}_%s")
    states = [thread.state for thread in threads]
    return Acts(letters, shown, states.count("going_on"), states.count("unknown"))


def _act(
    case: Case,
    staff: Staff,
    thread: act_clock.Thread,
    by_id: dict[Any, Entry],
    letters: Letters,
    may: frozenset[str],
    last: date | None,
) -> Shown:
    entry = by_id[thread.now.id]
    act: Act | None = getattr(entry, "act", None)
    people = list(act.people.all()) if act else []
    suffered = [one.pupil for one in people if one.side == "suffered"] or ([entry.pupil] if entry.pupil else [])
    did = [one.pupil for one in people if one.side == "did"]
    body = entry.data("body")
    state, tone = STATES[thread.state]
    mine = "act" in may and may_correct(entry, staff)
    return Shown(
        entry=entry,
        when=said_when(entry, act),
        state=state,
        tone=tone,
        gone=thread.state == act_clock.NO_ACT,
        words=letters.veil(body.get("words", "")),
        place=letters.veil(body.get("place", "")),
        did=[letters.name(one) for one in did],
        suffered=[letters.name(one) for one in suffered],
        forms=form_labels(case.edition, list(act.forms)) if act else [],
        known=str(KNOWN[act.known]) if act and act.known in KNOWN else "",
        known_words=letters.veil(body.get("known", "")),
        source=source_of(case, act) if act else None,
        last_day=thread.last_day,
        counts=last is not None and thread.last_day == last,
        history=_history(case, staff, thread, by_id, letters, may),
        correct_url=reverse("cases:correct", args=[case.pk, entry.pk]) if mine else "",
        pupil_ids=frozenset(one.pk for one in [*did, *suffered]),
    )


def source_of(case: Case, act: Act) -> tuple[str, str] | None:
    """Return the words and the address of what an act is known from."""
    if act.source_report is not None:
        number = _("通報 %(number)s") % {"number": act.source_report.label}
        return number, address("cases:report", act.source_report_id)
    if act.source_entry is not None:
        return entry_words(act.source_entry), address("cases:line", case.pk, act.source_entry_id)
    return None


def entry_words(entry: Entry) -> str:
    """Say which line it is: kind, side, day, who wrote it."""
    kind = KINDS[entry.kind]
    side = dict(kind.codes).get(entry.code)
    label = _("%(kind)s（%(side)s）") % {"kind": kind.label, "side": side} if side else str(kind.label)
    return f"{label} {say_day(entry.occurred_at, clock.now())} {entry.by.name}"


def _history(
    case: Case,
    staff: Staff,
    thread: act_clock.Thread,
    by_id: dict[Any, Entry],
    letters: Letters,
    may: frozenset[str],
) -> list[Past]:
    """Return what was said before and later of an act, in the order in which it was written."""
    about = {one.id for one in (*thread.older, thread.now)}
    corrected = {row.corrects_id for row in by_id.values() if row.corrects_id}
    rows = [by_id[one.id] for one in thread.older]
    rows += [row for row in by_id.values() if row.kind == "act_check" and row.act_check.act_id in about]
    out = []
    for row in sorted(rows, key=lambda one: (one.recorded_at, str(one.pk))):
        check = row.kind == "act_check"
        label = dict(KINDS[row.kind].flags).get(row.flag, "")
        fix = check and row.pk not in corrected and "act_check" in may and may_correct(row, staff)
        out.append(
            Past(
                at=row.occurred_at,
                when=said_when(row, getattr(row, "act", None)),
                recorded_at=row.recorded_at,
                label=_("確かめた: %(state)s") % {"state": label} if check else _("はじめの記録"),
                tone=STATES.get(row.flag, ("", "neutral"))[1] if check else "neutral",
                words=letters.veil(row.data("body").get("words", "")),
                who=row.by.name,
                last_on=row.act_check.last_on if check else None,
                struck=row.pk in corrected,
                correct_url=reverse("cases:act_check_correct", args=[case.pk, row.pk]) if fix else "",
            )
        )
    return out


def sources_in(case: Case) -> dict[str, tuple[str, Entry | Report]]:
    """Return what an act may be known from: the reports of the case and its lines, newest first."""
    links = case.report_links.select_related("report").order_by("at")
    found: dict[str, tuple[str, Entry | Report]] = {
        f"report:{link.report_id}": (_("通報 %(number)s") % {"number": link.report.label}, link.report)
        for link in links
    }
    lines = lines_in(case).filter(kind__in=SOURCES, corrections__isnull=True).select_related("by")
    for row in sorted(lines, key=lambda one: one.occurred_at, reverse=True)[:60]:
        found[f"entry:{row.pk}"] = (entry_words(row), row)
    return found
