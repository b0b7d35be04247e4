"""What a body decides, as typed in the room; and the facts that the policy reads from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from yorisoi.policy.needs import Determination


@dataclass(frozen=True)
class HearingPlan:
    """Who hears whom by when. side: victim, perpetrator, around. pupil: child id, or None for those around."""

    side: str
    staff: int
    by: date
    pupil: int | None = None


@dataclass(frozen=True)
class Decided:
    """One decision. Every field may be empty; the policy says which are wanted for which move.

    relation, act: "yes", "no", "unknown" or "". distress: "felt", "not_felt", "cannot_say" or "" (see
    `Determination`). Texts are sealed with the step.
    """

    reason: str = ""
    minority: str = ""
    against: str = ""
    relation: str = ""
    act: str = ""
    distress: str = ""
    child_words: str = ""
    circumstances: str = ""
    play_or_quarrel: bool = False
    opinion: str = ""
    hearings: tuple[HearingPlan, ...] = ()
    care: str = ""
    counsellor: bool = False
    interim: str = ""
    watchers: tuple[int, ...] = ()
    review_date: date | None = None
    short_goal: str = ""
    long_goal: str = ""
    follow_up_date: date | None = None
    period_months: int | None = None
    short_period_reason: str = ""
    next_at: datetime | None = None
    next_work: str = ""
    told: str = ""
    evidence: tuple[tuple[str, str, str], ...] = ()  # element, "for" or "against", row (`cases.grounds`)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def determination(self) -> Determination:
        """The three elements as looked at."""
        return Determination(
            relation=self.relation,
            act=self.act,
            distress=self.distress,
            child_words=bool(self.child_words.strip()),
            circumstances=bool(self.circumstances.strip()),
            play_or_quarrel=self.play_or_quarrel,
        )

    def kept(self) -> dict[str, Any]:
        """Return what is sealed with the step: every field that was filled in, dates as ISO text."""
        out: dict[str, Any] = {}
        for name, value in asdict(self).items():
            if value in ("", None, False, (), {}):
                continue
            out[name] = _plain(value)
        return out


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
