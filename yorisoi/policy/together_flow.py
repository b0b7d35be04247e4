"""The pillar of 道徳・学活 (法15条): a class's lesson, and what becomes of a note on a classmate's good point."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Duty, Flow, Need, Text, move
from yorisoi.policy.roles import RIGHTS, Can, Post

CITE = "prevention.moral"
HEED = "detection.concerns"  # what speaks of bullying is heeded wherever it stands
RULED = "good_note_ruled"
KINDS: dict[str, Text] = {"moral": _("道徳"), "class": _("学活")}
TEACHERS = tuple(post for post, rights in RIGHTS.items() if Can.TOGETHER in rights)


class LessonState(StrEnum):
    """Where a lesson stands."""

    PLANNED = "planned"
    HELD = "held"
    DROPPED = "dropped"


class NoteState(StrEnum):
    """Where a note stands: what came in is waiting, shown or refused, and never gone."""

    WAITING = "waiting"
    SHOWN = "shown"
    REFUSED = "refused"


LESSON_LABELS: dict[str, Text] = {
    LessonState.PLANNED: _("予定"),
    LessonState.HELD: _("行った"),
    LessonState.DROPPED: _("やめた"),
}
NOTE_LABELS: dict[str, Text] = {
    NoteState.WAITING: _("まだ読んでいない"),
    NoteState.SHOWN: _("かざっている"),
    NoteState.REFUSED: _("かざらない"),
}


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """What the policy asks of a lesson's move: the day of it, a reason, what it is about."""

    today: date
    day: date | None = None
    reason: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What the policy asks before a note is ruled on. alarms: it speaks of bullying; weighed: answered."""

    reason: str = ""
    alarms: bool = False
    weighed: bool = False


DAY = Need("day", _("いつの授業かを入れる"), CITE, lambda f: f.day is not None)
ABOUT = Need("about", _("何について考えたか（考えるか）を書く"), CITE, lambda f: bool(f.about.strip()))
HELD_ON = Need("held_on", _("行った日を入れる（今日まで）"), CITE, lambda f: f.day is not None and f.day <= f.today)
REASON = Need("reason", _("わけを書く"), CITE, lambda f: bool(f.reason.strip()))
WHY_NOT = Need("why_not", _("かざらないわけを書く"), CITE, lambda f: bool(f.reason.strip()))
WEIGHED = Need(
    "weighed", _("いじめを思わせることばを、気がかりにするかどうか答える"), HEED, lambda f: f.weighed or not f.alarms
)
ALL_RULED = Need("all_ruled", _("まだ読んでいない「いいところ」を読む"), CITE, lambda f: bool(f))

READ_NOTE = Duty(
    "good_note_read", _("いいところ見つけの、気になることばを読む"), HEED, Post.HOMEROOM, "concern_offer",
    done_by=RULED, per="child",
)  # fmt: skip
READ_GRAVE_NOTE = Duty(
    "good_note_read_grave", _("いいところ見つけの、待てないことばを読む"), HEED, Post.GUIDANCE_HEAD, "concern_offer",
    done_by=RULED, per="child",
)  # fmt: skip

LESSON_FLOW = Flow(
    name="lesson_flow",
    title=_("道徳・学活の授業"),
    states=LessonState,
    start=LessonState.PLANNED,
    labels=LESSON_LABELS,
    resting=frozenset({LessonState.HELD, LessonState.DROPPED}),
    moves=(
        move(
            "change", _("予定を直す"), cite=CITE, source=[LessonState.PLANNED], target=LessonState.PLANNED,
            by=TEACHERS, needs=[DAY, ABOUT],
        ),
        move(
            "held", _("行った"), cite=CITE, source=[LessonState.PLANNED], target=LessonState.HELD, by=TEACHERS,
            needs=[HELD_ON],
        ),
        move(
            "drop", _("やめる"), cite=CITE, source=[LessonState.PLANNED], target=LessonState.DROPPED, by=TEACHERS,
            needs=[REASON],
        ),
        move(
            "again", _("予定にもどす"), cite=CITE, source=[LessonState.HELD, LessonState.DROPPED],
            target=LessonState.PLANNED, by=TEACHERS, needs=[REASON],
        ),
    ),
    places={LessonState.PLANNED: (0, 0), LessonState.HELD: (1, 0), LessonState.DROPPED: (0, 1)},
)  # fmt: skip

NOTE_FLOW = Flow(
    name="good_note_flow",
    title=_("いいところ見つけ"),
    states=NoteState,
    start=NoteState.WAITING,
    labels=NOTE_LABELS,
    resting=frozenset({NoteState.SHOWN, NoteState.REFUSED}),
    besides=(READ_NOTE, READ_GRAVE_NOTE),
    moves=(
        move(
            "show", _("かざる"), cite=CITE, source=[NoteState.WAITING, NoteState.REFUSED], target=NoteState.SHOWN,
            by=TEACHERS, needs=[WEIGHED], settles=[READ_NOTE.name, READ_GRAVE_NOTE.name],
        ),
        move(
            "refuse", _("かざらない"), cite=CITE, source=[NoteState.WAITING, NoteState.SHOWN],
            target=NoteState.REFUSED, by=TEACHERS, needs=[WHY_NOT, WEIGHED],
            settles=[READ_NOTE.name, READ_GRAVE_NOTE.name],
        ),
    ),
    places={NoteState.WAITING: (0, 0), NoteState.SHOWN: (1, 0), NoteState.REFUSED: (1, 1)},
)  # fmt: skip
