"""Which language, time zone and table of addresses holds now: asked a thousand times a page, so asked of Python itself.

asgiref's `Local`, in which Django keeps them, does the same with locks and dictionaries around it, nine calls for one.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from asgiref.local import Local
from django.urls import base as urls
from django.utils import timezone
from django.utils.translation import trans_real


class Holds:
    """Holds one `value` for each thread or task, as `Local` does."""

    __slots__ = ("_value",)

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_value", ContextVar(name))

    def __getattr__(self, name: str) -> Any:
        """Return it; AttributeError when none is set."""
        try:
            return self._value.get()[name]
        except (LookupError, KeyError):
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        """Set it."""
        self._value.set({**self._value.get({}), name: value})

    def __delattr__(self, name: str) -> None:
        """Forget it."""
        kept = dict(self._value.get({}))
        if name not in kept:
            raise AttributeError(name)
        del kept[name]
        self._value.set(kept)


def hold_plainly() -> None:
    """Put these in the place of Django's, where it still keeps them in a `Local`. Called before anything is served."""
    modules: Any = ((trans_real, "_active"), (timezone, "_active"), (urls, "_urlconfs"), (urls, "_prefixes"))
    for module, name in modules:
        if type(getattr(module, name, None)) is type(Local()):
            setattr(module, name, Holds(f"{module.__name__}.{name}"))
