"""Stretches of the way that most matters share, so that a story holds only what is its own."""

from __future__ import annotations

from typing import Any

from yorisoi.demo.story import Story

FELT: dict[str, Any] = {"relation": "yes", "act": "yes", "distress": "felt"}
NOT_FELT: dict[str, Any] = {"relation": "yes", "act": "yes", "distress": "not_felt"}


def opened(
    s: Story, k: int, *, memo: str, reason: str, roles: str, memo_at: str = "13:10", sub_at: str = "15:40", **sub: Any
) -> None:
    """Memo over midday, 小委員会 after lessons, a case."""
    s.memo(f"{k} {memo_at}", memo)
    s.sub(f"{k} {sub_at}", reason, roles=roles, opinion="suspected", **sub)


def set_aside(
    s: Story,
    k: int,
    *,
    memo: str,
    reason: str,
    seen: str,
    sub_at: str = "15:45",
    distress: str = "not_felt",
    **sub: Any,
) -> None:
    """Memo and 小委員会 of the same day: no suspicion, with the reason and what was seen of the children."""
    s.memo(f"{k} 13:05", memo)
    s.sub(f"{k} {sub_at}", reason, outcome="aside", distress=distress, circumstances=seen, **sub)


def split(
    s: Story,
    k: int,
    *,
    notes: str,
    hear: list[tuple[str, str, int, str]],
    care: str,
    next_at: str,
    work: str,
    at: str = "16:25",
    counsellor: bool = False,
    interim: str = "",
    **call: Any,
) -> None:
    """The first committee: who hears whom by when, care, the next date."""
    decided = {"hear": tuple(hear), "care": care, "counsellor": counsellor, "interim": interim}
    s.committee(
        f"{k} {at}", notes, ("find_facts", {**decided, "next": next_at, "next_work": work}), **{"before": 25, **call}
    )


def plan(
    *, care: str, short: str, long: str, follow: int, next_at: str, work: str, counsellor: bool = False, **more: Any
) -> tuple[str, dict[str, Any]]:
    """Return the decision on care, goals and dates."""
    return (
        "set_plan",
        {
            "care": care, "short_goal": short, "long_goal": long, "follow": follow, "next": next_at,
            "next_work": work, "counsellor": counsellor, **more,
        },
    )  # fmt: skip


def same_day(
    s: Story, k: int, *, care: tuple[str, str], visits: list[tuple[str, str, str, str]], at: str = "16:50"
) -> None:
    """What the recognition asks for on the day itself: care and home visits.

    care: words and the child's reply. visits: (child, side, words, guardian's reply).
    """
    s.line(f"{k} {at}", "care", "hr", care[0], pupil="v", code="staff", reply=care[1])
    for n, (letter, _side, words, reply) in enumerate(visits):
        s.line(
            f"{k} {17 + (40 + 35 * n) // 60}:{(40 + 35 * n) % 60:02d}", "home_visit", f"hr:{letter}", words, pupil=letter, code="visit",
            second=f"gh:{letter}", reply=reply,
        )  # fmt: skip


RECENT = 12  # school days: what all staff were told since then is read and confirmed in the page


def next_days(
    s: Story,
    k: int,
    *,
    guide: list[tuple[str, str, str]],
    around: str,
    staff: str,
    board: str,
    receiver: str = "見本市教育委員会 学校教育課 指導主事 三枝",
) -> None:
    """The day after: all staff in the morning, 市教委, guidance of the children (child, words, reply) and those around."""
    s.line(f"{k} 8:20", "staff_informed", "sg", staff, code="notify" if k < RECENT else "told")
    s.line(f"{k} 9:30", "board_report", "vp", board, code="first", receiver=receiver)
    for n, (letter, words, reply) in enumerate(guide):
        s.line(f"{k} 10:{25 + 10 * n}", "guidance", f"hr:{letter}", words, pupil=letter, code="homeroom", reply=reply)
    s.line(f"{k} 14:20", "guidance_around", "hr", around)


def confirmed(s: Story, k: int, letter: str, child: str, guardian: str, *, taken: str, second: str = "nu") -> None:
    """After the period: the child in an interview, the guardian on the same day."""
    s.line(
        f"{k} 13:20", "pupil_confirmation", f"hr:{letter}", child, pupil=letter, second=second, flag="no_distress",
        conclusion=taken,
    )  # fmt: skip
    s.line(f"{k} 17:10", "guardian_confirmation", f"hr:{letter}", guardian, pupil=letter, flag="no_distress")


def resolved(s: Story, k: int, *, notes: str, reason: str, decided: str, absent: str = "") -> None:
    """The committee judges, the principal decides on the next school day, 市教委 hears."""
    s.committee(f"{k} 16:00", notes, ("judge_resolved", {"reason": reason}), absent=absent)
    s.seen(f"{k - 1} 10:00", ["pr"])
    s.alone(f"{k - 1} 10:10", "resolve", decided)
    s.line(f"{k - 1} 11:00", "board_report", "vp", decided + "（終結報）", code="final")
