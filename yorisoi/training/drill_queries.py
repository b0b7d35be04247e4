"""Reads of drills. Everything starts from the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from yorisoi.policy.roles import Can
from yorisoi.schools.models import Staff
from yorisoi.training.drill_clock import drill_now
from yorisoi.training.drill_models import DrillMark, DrillPlayer, DrillRun
from yorisoi.training.drill_types import Drill, Inject
from yorisoi.training.drills import DRILLS

CAME = "inject"


@dataclass(frozen=True)
class Persona:
    """A person of the story whom one can be. taken: by a colleague of this name."""

    staff: Staff
    label: str
    mine: bool
    taken: str


@dataclass
class Playing:
    """Whoever plays in this request: the run, their own row, everybody's, the drill's time, how many events came."""

    run: DrillRun
    me: DrillPlayer
    players: list[DrillPlayer]
    now: datetime
    came: int = 0
    unseen: int = 0

    @property
    def drill(self) -> Drill:
        """The drill that is played."""
        return DRILLS[self.run.drill]

    @property
    def people(self) -> list[Persona]:
        """Whom one can be now, read when it is shown."""
        by = {row.persona_id: row for row in self.players}
        found = []
        for one in personas(self.run).prefetch_related("post_holdings__school_class"):
            row = by.get(one.pk)
            mine = row is not None and row.pk == self.me.pk
            found.append(Persona(one, one.post_label, mine, row.staff.name if row is not None and not mine else ""))
        return found

    @property
    def leads(self) -> bool:
        """Whether they began it: who moves the clock and ends it."""
        return self.run.begun_by_id == self.me.staff_id


def runs_for(staff: Staff) -> QuerySet[DrillRun]:
    """Return the drills of the person's school, the latest first."""
    if staff.school_id is None or not staff.can(Can.DRILL):
        return DrillRun.objects.none()
    return DrillRun.objects.filter(school=staff.school_id).select_related("begun_by").order_by("-begun_at", "-pk")


def open_run(code: str, staff: Staff) -> DrillRun | None:
    """Return the committee drill of this school that this code opens."""
    wanted = "".join(code.split()).upper()
    return runs_for(staff).filter(code=wanted, together=True, ended_at__isnull=True).first() if wanted else None


def playing(run_id: str, user_id: int) -> Playing | None:
    """Return who plays in a session that says so; None when it is over, they have left, or it was never theirs."""
    try:
        wanted = UUID(run_id)
    except ValueError:
        return None
    rows = list(
        DrillPlayer.objects.filter(run=wanted, run__ended_at__isnull=True, away_at__isnull=True)
        .select_related("run__school", "run__sandbox", "staff", "persona")
        .order_by("since", "pk")
    )
    me = next((row for row in rows if row.staff.user_id == user_id and row.staff.is_active), None)
    if me is None or me.staff.school_id != me.run.school_id or me.run.drill not in DRILLS:
        return None
    for row in rows:
        row.run = me.run
        row.persona.school = me.run.sandbox
    came = DrillMark.objects.filter(run=me.run, kind=CAME).count()
    return Playing(me.run, me, rows, drill_now(me.run), came)


def cards(run: DrillRun) -> list[tuple[DrillMark, Inject]]:
    """Return the events that have come, the latest first."""
    drill = DRILLS[run.drill]
    rows = run.marks.filter(kind=CAME).order_by("-at", "-pk")
    return [(row, inject) for row in rows if (inject := drill.inject(row.code)) is not None]


def personas(run: DrillRun) -> QuerySet[Staff]:
    """Return the fictional staff of a drill, in the order in which they are offered."""
    return Staff.objects.filter(school=run.sandbox_id, is_active=True).order_by("pk")
