"""What the pages of drills show."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from yorisoi.journal import clock
from yorisoi.policy.edition import edition
from yorisoi.policy.edition_types import Clause
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import POST_LABELS
from yorisoi.training.drill_debrief import AVOIDED, FELL, GOOD_VERDICTS, IN_TIME, LATE, MISSED, OPEN, ORDER, text_of
from yorisoi.training.drill_models import DrillMark, DrillRun
from yorisoi.training.drill_queries import Playing, cards
from yorisoi.training.drill_school import LETTERS, PUPILS
from yorisoi.training.drill_types import PAPER, PHONE, PRESS, TALK, VISITOR
from yorisoi.training.drills import DRILLS

NAMES = {letter: f"{row[0]} {row[1]}" for letter, row in zip(LETTERS, PUPILS, strict=True)}
CHANNELS: dict[str, tuple[Text, str]] = {
    PAPER: (_("届いたもの"), "write"),
    PHONE: (_("電話"), "phone"),
    VISITOR: (_("来校"), "person"),
    TALK: (_("声をかけられて"), "words"),
    PRESS: (_("報道"), "alert"),
}
VERDICTS: dict[str, tuple[Text, str]] = {
    IN_TIME: (_("間に合った"), "ok"),
    AVOIDED: (_("さけられた"), "ok"),
    LATE: (_("おくれた"), "warn"),
    ORDER: (_("順番が逆だった"), "warn"),
    MISSED: (_("できなかった"), "danger"),
    FELL: (_("してしまった"), "danger"),
    OPEN: (_("訓練がそこまで進まなかった"), "neutral"),
}
THINGS: dict[str, Text] = {"report": _("通報として渡す"), "incident": _("重大事態として扱い始める")}


def told(text: Text) -> str:
    """Return a text of a drill with the names of its children."""
    return str(text).format(**NAMES)


@dataclass(frozen=True)
class Card:
    """An event of the story that has come."""

    title: str
    text: str
    channel: Text
    icon: str
    at: datetime
    new: bool


def cards_of(playing: Playing) -> list[Card]:
    """Return what has come, the latest first; `new` is what this session has not seen."""
    found = []
    for n, (row, one) in enumerate(cards(playing.run)):
        label, icon = CHANNELS[one.channel]
        found.append(Card(told(one.title), told(one.text), label, icon, row.at, n < playing.unseen))
    return found


@dataclass(frozen=True)
class Wanted:
    """A line of the debrief as it is shown."""

    text: str
    why: str
    clause: Clause | None
    due: datetime | None
    at: datetime | None
    post: Text
    verdict: Text
    tone: str
    good: bool
    code: str
    several: int
    met: int


@dataclass(frozen=True)
class Moment:
    """A point on the line of time: something that came, or something that was wanted."""

    at: datetime
    came: str = ""
    wanted: Wanted | None = None


@dataclass(frozen=True)
class Debrief:
    """What came out of a drill."""

    well: list[Wanted]
    missed: list[Wanted]
    later: list[Wanted]
    besides: list[Wanted]
    moments: list[Moment]
    minutes: int


def debrief_of(run: DrillRun) -> Debrief:
    """Return the stored result with the texts and clauses of the edition that stood when it was played."""
    rules, drill = edition(run.edition), DRILLS[run.drill]
    whys = {one.what: one.why for one in drill.expects}
    own: list[Wanted] = []
    besides: list[Wanted] = []
    for row in json.loads(run.result.content):
        label, tone = VERDICTS[row["verdict"]]
        name = THINGS.get(row["what"]) or text_of(row["what"])
        one = Wanted(
            text=str(name),
            why=told(whys.get(row["what"], "")) if row["own"] else "",
            clause=rules.clauses.get(row["cite"]),
            due=_moment(row["due"]),
            at=_moment(row["at"]),
            post=POST_LABELS.get(row["by"], ""),
            verdict=label,
            tone=tone,
            good=row["verdict"] in GOOD_VERDICTS,
            code=row["verdict"],
            several=row["several"],
            met=row["met"],
        )
        (own if row["own"] else besides).append(one)
    marks = list(run.marks.all())
    return Debrief(
        well=[one for one in own if one.good],
        missed=[one for one in own if not one.good and one.code != OPEN],
        later=[one for one in own if one.code == OPEN],
        besides=besides,
        moments=_line_of_time(run, own, marks),
        minutes=_minutes(marks),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _line_of_time(run: DrillRun, own: list[Wanted], marks: list[DrillMark]) -> list[Moment]:
    drill = DRILLS[run.drill]
    found = [Moment(run.starts_at, came=str(_("訓練が始まった")))]
    for row in marks:
        one = drill.inject(row.code) if row.kind in {"inject", "spared"} else None
        if one is not None and row.kind == "inject":
            found.append(Moment(row.at, came=told(one.title)))
        elif one is not None:
            found.append(Moment(row.at, came=str(_("来なかった：%s（先に動けていたため）")) % told(one.title)))
        elif row.kind == "ended":
            found.append(Moment(row.at, came=str(_("訓練を終えた"))))
    found += [Moment(one.at or one.due or run.clock_base, wanted=one) for one in own if one.at or one.due]
    return sorted(found, key=lambda row: row.at)


def _minutes(marks: list[DrillMark]) -> int:
    """Return how many real minutes were played: while somebody was in."""
    total, inside, since = 0.0, 0, None
    for row in sorted(marks, key=lambda one: (one.real_at, one.pk)):
        if row.kind in {"began", "joined"}:
            inside += 1
            since = since or row.real_at
        elif row.kind in {"left", "ended"}:
            inside = 0 if row.kind == "ended" else max(inside - 1, 0)
            if inside == 0 and since is not None:
                total += (row.real_at - since).total_seconds()
                since = None
    return round(total / 60)


def shown_run(run: DrillRun) -> dict[str, Any]:
    """Return a line of the list of drills."""
    drill = DRILLS.get(run.drill)
    return {"run": run, "title": drill.title if drill else run.drill, "now": clock.now()}
