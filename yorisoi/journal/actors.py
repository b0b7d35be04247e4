"""Who acts: a member of staff, the public (a form without log-in), or the system (a nightly job)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Whoever can be the `by` of an action."""

    @property
    def actor_kind(self) -> str: ...
    @property
    def actor_id(self) -> int | None: ...
    @property
    def actor_post(self) -> str: ...


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor without an account: the public's form, or a job."""

    actor_kind: str
    actor_post: str
    actor_id: int | None = None


PUBLIC = NamedActor("public", "public")
SYSTEM = NamedActor("system", "system")
