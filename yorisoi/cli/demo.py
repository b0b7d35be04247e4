"""`yorisoi demo` and the first `./run`: the demo schools, made by living a year of invented life."""

from __future__ import annotations

from datetime import date


def make_demo(*, today: date | None = None) -> None:
    """Make the demo schools as of this moment (or of `today`); nothing if they are there."""
    from yorisoi.demo.year import make_demo as make

    make(today=today)


def demo_logins() -> list[tuple[str, str, str]]:
    """Return (post, name, user name) of the people worth being first."""
    from yorisoi.demo.year import demo_logins as logins

    return logins()
