"""Trainings of the staff (法18条2項): how one goes, and what whoever missed it, or has not read the policy, owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty, Flow, Need, Text, move
from yorisoi.policy.roles import RIGHTS, Can, Post

CITE, READ_CITE = "prevention.training", "policy.read"
CAUGHT_UP, POLICY_READ = "training_caught_up", "policy_read"  # what settles the duties
PLANNERS = tuple(post for post, rights in RIGHTS.items() if Can.PLAN in rights)
THEMES: dict[str, Text] = {
    "definition": _("いじめの定義"),
    "organisation": _("校内の組織"),
    "route": _("伝える道筋"),
    "case": _("事例研修"),
    "online": _("ネットのいじめ"),
    "other": _("そのほか"),
}


class TrainingState(StrEnum):
    """Where a training stands."""

    PLANNED = "planned"
    HELD = "held"
    DROPPED = "dropped"


TRAINING_LABELS: dict[str, Text] = {
    TrainingState.PLANNED: _("予定"),
    TrainingState.HELD: _("行った"),
    TrainingState.DROPPED: _("やめた"),
}


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """What the policy asks of a training's move: its day, what it is called, a reason, whether anybody came."""

    today: date
    day: date | None = None
    title: str = ""
    reason: str = ""
    came: int = 0


DAY = Need("day", _("いつの研修かを入れる"), CITE, lambda f: f.day is not None)
TITLE = Need("title", _("研修の名前を書く"), CITE, lambda f: bool(f.title.strip()))
HELD_ON = Need("held_on", _("行った日を入れる（今日まで）"), CITE, lambda f: f.day is not None and f.day <= f.today)
SOMEBODY = Need("somebody", _("出席した人に印をつける"), CITE, lambda f: f.came > 0)
REASON = Need("reason", _("わけを書く"), CITE, lambda f: bool(f.reason.strip()))

CATCH_UP = Duty(
    "training_catch_up", _("出られなかった研修の資料を読み、確かめる"), CITE, Post.TEACHER, "training_catch_up",
    done_by=CAUGHT_UP,
)  # fmt: skip
READ_POLICY = Duty(
    "read_policy", _("学校の方針を読み、読んだことを確かめる"), READ_CITE, Post.TEACHER, "read_policy",
    done_by=POLICY_READ,
)  # fmt: skip
TRAINING_DUTIES = MappingProxyType({duty.name: duty for duty in (CATCH_UP, READ_POLICY)})

TRAINING_FLOW = Flow(
    name="training_flow",
    title=_("教職員の研修"),
    states=TrainingState,
    start=TrainingState.PLANNED,
    labels=TRAINING_LABELS,
    resting=frozenset({TrainingState.HELD, TrainingState.DROPPED}),
    moves=(
        move(
            "change", _("予定を直す"), cite=CITE, source=[TrainingState.PLANNED], target=TrainingState.PLANNED,
            by=PLANNERS, needs=[DAY, TITLE],
        ),
        move(
            "held", _("行った"), cite=CITE, source=[TrainingState.PLANNED], target=TrainingState.HELD, by=PLANNERS,
            needs=[HELD_ON, SOMEBODY], duties=[CATCH_UP],
        ),
        move(
            "drop", _("やめる"), cite=CITE, source=[TrainingState.PLANNED], target=TrainingState.DROPPED, by=PLANNERS,
            needs=[REASON],
        ),
        move(
            "again", _("予定にもどす"), cite=CITE, source=[TrainingState.HELD, TrainingState.DROPPED],
            target=TrainingState.PLANNED, by=PLANNERS, needs=[REASON],
        ),
    ),
    places={TrainingState.PLANNED: (0, 0), TrainingState.HELD: (1, 0), TrainingState.DROPPED: (0, 1)},
)  # fmt: skip
