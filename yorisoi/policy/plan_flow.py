"""The life of one activity of the year's plan: planned, moved, dropped, done (実施計画; 国の基本方針 第2の3(2))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty, Flow, Need, Text, move
from yorisoi.policy.roles import RIGHTS, Can, Post


class PlanState(StrEnum):
    """Where an activity stands."""

    PLANNED = "planned"
    MOVED = "moved"
    DONE = "done"
    DROPPED = "dropped"


STATE_LABELS: dict[str, Text] = {
    PlanState.PLANNED: _("予定"),
    PlanState.MOVED: _("延期"),
    PlanState.DONE: _("実施"),
    PlanState.DROPPED: _("中止"),
}
CITE, REVIEW, EVALUATION = "prevention.plan", "policy.review", "policy.evaluation"

DO_ACTIVITY = Duty(
    "plan_activity", _("年間計画の取組をする"), CITE, Post.GUIDANCE_HEAD, "next_date", done_by="plan_activity"
)
REVIEW_YEAR = Duty(
    "plan_review", _("一年の取組を評価し、改善案をまとめる"), REVIEW, Post.ACADEMIC_HEAD, "next_date",
    done_by="plan_review",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What the policy asks of a move: the reason, the new days, the day on which it was done, the year's edges."""

    today: date
    first: date
    last: date
    reason: str = ""
    begins: date | None = None
    ends: date | None = None
    done_on: date | None = None


def _days_fit(f: ActivityFacts) -> bool:
    return f.begins is not None and f.ends is not None and f.first <= f.begins <= f.ends <= f.last


REASON = Need("reason", _("わけを書く"), CITE, lambda f: bool(f.reason.strip()))
NEW_DAYS = Need("new_days", _("この年度の中で、新しい日を決める"), CITE, _days_fit)
DONE_ON = Need(
    "done_on",
    _("行った日を入れる（この年度の、今日まで）"),
    CITE,
    lambda f: f.done_on is not None and f.first <= f.done_on <= min(f.last, f.today),
)

EDITORS = tuple(post for post, rights in RIGHTS.items() if Can.PLAN in rights)
OWNERS = tuple(post for post, rights in RIGHTS.items() if Can.READ_PLAN in rights)  # of one's own activities

PLAN_FLOW = Flow(
    name="plan_flow",
    title=_("年間計画の取組"),
    states=PlanState,
    start=PlanState.PLANNED,
    labels=STATE_LABELS,
    resting=frozenset({PlanState.DONE, PlanState.DROPPED}),
    besides=(DO_ACTIVITY, REVIEW_YEAR),
    moves=(
        move(
            "done", _("行った"), cite=CITE, source=[PlanState.PLANNED, PlanState.MOVED], target=PlanState.DONE,
            by=OWNERS, needs=[DONE_ON], settles=[DO_ACTIVITY.name],
        ),
        move(
            "move", _("日をうつす"), cite=CITE, source=[PlanState.PLANNED, PlanState.MOVED], target=PlanState.MOVED,
            by=OWNERS, needs=[NEW_DAYS, REASON],
        ),
        move(
            "drop", _("やめる"), cite=CITE, source=[PlanState.PLANNED, PlanState.MOVED], target=PlanState.DROPPED,
            by=EDITORS, needs=[REASON], settles=[DO_ACTIVITY.name],
        ),
        move(
            "again", _("予定にもどす"), cite=CITE, source=[PlanState.DONE, PlanState.DROPPED], target=PlanState.PLANNED,
            by=EDITORS, needs=[REASON],
        ),
    ),
    places={
        PlanState.PLANNED: (0, 0), PlanState.MOVED: (1, 0), PlanState.DONE: (2, 0), PlanState.DROPPED: (1, 1),
    },
)  # fmt: skip

GRADES: dict[int, Text] = {
    4: _("よくできている"),
    3: _("だいたいできている"),
    2: _("あまりできていない"),
    1: _("できていない"),
}
NEXT: dict[str, Text] = {"keep": _("このまま続ける"), "improve": _("変えて続ける"), "stop": _("来年はやめる")}
DECISIONS: dict[str, Text] = {"take": _("取り入れる"), "change": _("変えて取り入れる"), "leave": _("見送る")}
