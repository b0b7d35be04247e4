"""Writes of drills: begin, join, be somebody else, move the clock on, leave, end, look back."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.actors import SYSTEM, Actor
from yorisoi.journal.keys import make_data_key
from yorisoi.journal.walls import behind
from yorisoi.policy.roles import Can
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, SchoolClass, Staff
from yorisoi.schools.sandboxes import inside
from yorisoi.schools.school_days import school_day_at
from yorisoi.training.drill_clock import NEXT, STEPS, drill_now, moment_of, real_now, start_of, target
from yorisoi.training.drill_debrief import evaluate, is_met
from yorisoi.training.drill_models import (
    ABANDONED,
    CODE,
    FINISHED,
    DrillMark,
    DrillPlayer,
    DrillReflection,
    DrillResult,
    DrillRun,
)  # fmt: skip
from yorisoi.training.drill_queries import personas
from yorisoi.training.drill_school import make_sandbox, people_of, stage_of
from yorisoi.training.drill_tick import tick_here
from yorisoi.training.drill_types import Inject
from yorisoi.training.drills import DRILLS

LETTERS = "ACDEFGHJKMNPQRTUVWXY3479"  # none that looks like another
FORGOTTEN = timedelta(days=14)  # a drill that nobody has moved for so long ends by itself


class CannotPlay(Exception):
    """The drill cannot go on as asked; the text says why."""


@contextmanager
def sandbox_of(run: DrillRun, moment: datetime) -> Iterator[None]:
    """Be within this drill's school, at this moment of it."""
    with inside(run.sandbox_id), behind(run.sandbox_id), clock.at(moment):
        yield


def _mark(run: DrillRun, kind: str, at: datetime, by: Staff | None = None, code: str = "") -> None:
    DrillMark.objects.create(run=run, kind=kind, code=code, at=at, real_at=real_now(), by=by)


def _locked(run: DrillRun) -> DrillRun:
    row = DrillRun.objects.select_for_update(of=("self",)).select_related("school", "sandbox").get(pk=run.pk)
    if row.ended_at is not None:
        raise CannotPlay(_("この訓練は、もう終わっています。"))
    return row


def _grade(school: School, year: int) -> int:
    """Return the grade of the story: the fourth, or the second where there are only three."""
    most = SchoolClass.objects.filter(school=school, year=year).order_by("-grade").values_list("grade", flat=True)
    return 2 if (top := most.first()) is not None and top <= 3 else 4


@transaction.atomic
def begin_drill(*, by: Staff, drill: str, together: bool, token: str) -> DrillRun:
    """Make a sandbox school in which this drill's story has begun, and put the person into it. One for each token."""
    if by.school is None or by.school.sandbox_of_id or not by.can(Can.DRILL):
        raise PermissionDenied
    told = DRILLS.get(drill)
    if told is None:
        raise CannotPlay(_("その訓練はありません。"))
    if (same := DrillRun.objects.filter(school=by.school, token=token).first()) is not None:
        return same
    year, grade = school_year(today()), _grade(by.school, school_year(today()))
    sandbox = make_sandbox(school=by.school, name=_("訓練の学校"), demo=by.school.is_demo)
    starts = start_of(year, school_day_at(sandbox))
    real = real_now()
    run = DrillRun.objects.create(
        key=make_data_key(by.school.pk), school=by.school, sandbox=sandbox, drill=drill, edition=by.school.edition,
        together=together, code="".join(secrets.choice(LETTERS) for _n in range(CODE)), token=token,
        begun_at=real, begun_by=by, starts_at=starts, clock_base=starts, clock_from=real, touched_at=real,
        waits_until=_first_wait(told.injects, starts, sandbox),
    )  # fmt: skip
    with inside(sandbox.pk), behind(sandbox.pk):
        stage = people_of(sandbox, year=year, grade=grade)
        if told.prepare is not None:
            with clock.at(starts - told.before):
                told.prepare(stage)
        with clock.at(starts):
            tick_here()
    _mark(run, "began", starts, by)
    DrillPlayer.objects.create(run=run, staff=by, persona=stage.staff[told.begins_as], since=real)
    journal(by=by, school_id=by.school.pk, event="drill.begun", about=run, drill=drill, together=together, at=real)
    return run


def _first_wait(injects: tuple[Inject, ...], starts: datetime, sandbox: School) -> datetime | None:
    is_day = school_day_at(sandbox)
    return min((moment_of(one.when, starts, is_day) for one in injects), default=None)


def _waiting(run: DrillRun) -> list[tuple[datetime, Inject]]:
    """Return the events that are still to come, the next first."""
    over = set(run.marks.filter(kind__in=["inject", "spared", "skipped"]).values_list("code", flat=True))
    is_day = school_day_at(run.sandbox)
    left = [one for one in DRILLS[run.drill].injects if one.code not in over]
    return sorted(((moment_of(one.when, run.starts_at, is_day), one) for one in left), key=lambda row: row[0])


def _comes(run: DrillRun, one: Inject) -> str:
    """Return whether an event comes, or why not: what it would have asked for was done, or what it answers was not."""
    if one.unless and is_met(run, one.unless):
        return "spared"
    return "skipped" if one.only and not is_met(run, one.only) else "inject"


def _happen(run: DrillRun, until: datetime) -> None:
    """Let every event of the story come that is due by then, each at its moment, and what the clock brings with it."""
    waiting = _waiting(run)
    for moment, one in waiting:
        if moment > until:
            break
        with sandbox_of(run, moment):
            kind = _comes(run, one)
            if kind == "inject" and one.effect is not None:
                one.effect(stage_of(run.sandbox))
            _mark(run, kind, moment, code=one.code)
            tick_here()
    run.waits_until = next((moment for moment, _one in waiting if moment > until), None)


@transaction.atomic
def catch_up(*, run: DrillRun) -> DrillRun:
    """Let come what has become due while the clock ran. Called by every request of a drill for which something is."""
    row = _locked(run)
    now = drill_now(row)
    if row.waits_until is not None and row.waits_until <= now:
        _happen(row, now)
        row.save(update_fields=["waits_until"])
    return row


def _leads(run: DrillRun, by: Staff) -> None:
    if run.begun_by_id != by.pk:
        raise PermissionDenied


@transaction.atomic
def advance(*, run: DrillRun, step: str, by: Staff) -> DrillRun:
    """Move the drill's clock on, never back; what comes on the way comes in its order. Whoever began it may.

    Raises CannotPlay where no further event waits, or for a step that is none.
    """
    row = _locked(run)
    _leads(row, by)
    now = drill_now(row)
    if step not in STEPS:
        raise CannotPlay(_("時計の進め方を選んでください。"))
    if step == NEXT:
        with sandbox_of(row, now):  # as it stands now: what would not come is no event to go on to
            waiting = [moment for moment, one in _waiting(row) if moment > now and _comes(row, one) == "inject"]
        if not waiting:
            raise CannotPlay(_("この訓練のできごとは、もうぜんぶ届いています。"))
        to = waiting[0]
    else:
        to = target(step, now, school_day_at(row.sandbox))
    _happen(row, to)
    real = real_now()
    row.clock_base, row.clock_from, row.touched_at = to, real, real
    row.save(update_fields=["clock_base", "clock_from", "touched_at", "waits_until"])
    _mark(row, "clock", to, by, step)
    with sandbox_of(row, to):
        tick_here()
    return row


def _persona(run: DrillRun, wanted: Staff | None = None) -> Staff:
    taken = set(run.players.filter(away_at__isnull=True).values_list("persona_id", flat=True))
    with behind(run.sandbox_id):
        free = [one for one in personas(run) if one.pk not in taken]
    chosen = next((one for one in free if wanted is None or one.pk == wanted.pk), None) or (free[0] if free else None)
    if chosen is None:
        raise CannotPlay(_("役が、もう残っていません。"))
    return chosen


@transaction.atomic
def join_drill(*, run: DrillRun, by: Staff) -> DrillPlayer:
    """Come into a drill of one's own school, by its code or because one has played in it; the same person is one."""
    row = _locked(run)
    if by.school_id != row.school_id or not by.can(Can.DRILL):
        raise PermissionDenied
    real = real_now()
    mine = row.players.filter(staff=by).first()
    if mine is None and not row.together:
        raise PermissionDenied
    if mine is None:
        mine = DrillPlayer.objects.create(run=row, staff=by, persona=_persona(row), since=real)
    elif mine.away_at is not None:
        mine.persona, mine.away_at = _persona(row, Staff(pk=mine.persona_id)), None
        mine.save(update_fields=["persona", "away_at"])
    now = drill_now(row)
    row.clock_base, row.clock_from, row.touched_at = now, real, real
    row.save(update_fields=["clock_base", "clock_from", "touched_at"])
    _mark(row, "joined", now, by)
    return mine


@transaction.atomic
def be(*, run: DrillRun, by: Staff, persona: Staff) -> None:
    """Become another person of the story: one that nobody else plays."""
    row = _locked(run)
    mine = row.players.filter(staff=by, away_at__isnull=True).first()
    if mine is None or persona.school_id != row.sandbox_id:
        raise PermissionDenied
    if mine.persona_id == persona.pk:
        return
    if row.players.filter(persona=persona, away_at__isnull=True).exists():
        raise CannotPlay(_("その役は、ほかの人がしています。"))
    mine.persona = persona
    mine.save(update_fields=["persona"])
    _mark(row, "persona", drill_now(row), by, sorted(persona.posts)[0] if persona.posts else "")


@transaction.atomic
def leave_drill(*, run: DrillRun, by: Staff) -> None:
    """Go out without ending it. When nobody is left in, its clock stands still until somebody comes back."""
    row = _locked(run)
    real, now = real_now(), drill_now(row)
    if not row.players.filter(staff=by, away_at__isnull=True).update(away_at=real):
        return
    if not row.players.filter(away_at__isnull=True).exists():
        row.clock_base, row.clock_from = now, None
    row.touched_at = real
    row.save(update_fields=["clock_base", "clock_from", "touched_at"])
    _mark(row, "left", now, by)


@transaction.atomic
def end_drill(*, run: DrillRun, by: Actor, how: str = FINISHED) -> DrillResult:
    """End it for everybody; write down what the flowchart wanted and what was done. Whoever began it may."""
    row = _locked(run)
    if isinstance(by, Staff):
        _leads(row, by)
    now, real = drill_now(row), real_now()
    if row.waits_until is not None and row.waits_until <= now:
        _happen(row, now)
    with sandbox_of(row, now):
        content, played = evaluate(row, now)
    how = how if played else ABANDONED  # too little of it to be a training
    made = DrillResult.objects.create(run=row, content=content, at=real)
    _mark(row, "ended", now, by if isinstance(by, Staff) else None)
    row.players.filter(away_at__isnull=True).update(away_at=real)
    row.clock_base, row.clock_from, row.touched_at = now, None, real
    row.ended_at, row.ended_how = real, how
    row.save()
    with behind(row.school_id):
        journal(
            by=by, school_id=row.school_id, event="drill.ended", about=row, cite="prevention.training", at=real, how=how
        )
    return made


def end_forgotten() -> int:
    """By the clock: end the drills that nobody has moved for two weeks; they count as no training. Returns how many."""
    old = real_now() - FORGOTTEN
    ended = 0
    for run in DrillRun.objects.filter(ended_at__isnull=True, touched_at__lt=old).order_by("pk"):
        try:
            end_drill(run=run, by=SYSTEM, how=ABANDONED)
            ended += 1
        except CannotPlay:  # somebody ended it at this moment
            continue
    return ended


@transaction.atomic
def reflect(*, run: DrillRun, by: Staff, words: str, token: str) -> DrillReflection:
    """Write down what one takes home: whoever played, once it has ended. The same token is the same."""
    row = DrillRun.objects.select_for_update(of=("self",)).select_related("key").get(pk=run.pk)
    if row.ended_at is None or not row.players.filter(staff=by).exists():
        raise PermissionDenied
    if (same := row.reflections.filter(token=token).first()) is not None:
        return same
    now = real_now()
    made = DrillReflection(run=row, staff=by, token=token, at=now)
    made.put("words", words)
    made.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event="drill.reflected", about=row, at=now)
    return made
