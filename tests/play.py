"""Play a case through by the actions alone: short names for what the people of a school do."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from yorisoi.cases.actions import decide
from yorisoi.cases.decisions import Decided, HearingPlan
from yorisoi.cases.models import Case
from yorisoi.cases.queries import classes_of_case
from yorisoi.cases.records import Line, record_line
from yorisoi.cases.report_actions import open_case
from yorisoi.journal import clock
from yorisoi.journal.actors import PUBLIC, Actor
from yorisoi.meetings.actions import convene, finalise, mark_attendance
from yorisoi.meetings.models import Meeting
from yorisoi.policy.roles import Body, Role
from yorisoi.reports.actions import Said, leave_memo, receive_report
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import today


def report(people: Any, *, by: Actor = PUBLIC, **said: Any) -> Report:
    """A report comes in."""
    words: dict[str, Any] = {
        "token": secrets.token_hex(16),
        "source": "child",
        "channel": "web",
        "narrative": "からかわれている",
        "pupils": [people.victim.pk],
    }
    return receive_report(school=people.school, by=by, said=Said(**{**words, **said})).report


def meeting(people: Any, body: str, *, by: Any = None, **about: Any) -> Meeting:
    """A meeting of a body is called and everybody comes."""
    cases = about.get("cases", [])
    row = convene(
        school=people.school,
        by=by or people.guidance_head,
        body=body,
        at=clock.now(),
        class_ids=[c for case in cases for c in classes_of_case(case)],
        **about,
    )
    everybody = [a.staff_id for a in row.attendances.all()]
    mark_attendance(meeting=row, by=by or people.guidance_head, present=everybody, informed={})
    return row


def subcommittee(people: Any, row: Report, **roles: str) -> Case:
    """Memo, 小委員会 the same day, the report becomes a case."""
    if row.state == "received":
        leave_memo(report=row, by=people.guidance_head, words="聞き取った内容のメモ")
    held = meeting(people, Body.SUBCOMMITTEE, reports=[row])
    return open_case(
        meeting=held,
        report=row,
        by=people.guidance_head,
        decided=Decided(reason="疑いがある", opinion="suspected"),
        roles={
            getattr(people, name).pk: role
            for name, role in (roles or {"victim": Role.VICTIM, "perpetrator": Role.PERPETRATOR}).items()
        },
    )


def opened(people: Any, **said: Any) -> Case:
    """A report has become a case."""
    return subcommittee(people, report(people, **said))


ELEMENTS: dict[str, Any] = {
    "relation": "yes",
    "act": "yes",
    "distress": "felt",
    "child_words": "「いやだった」",
    "reason": "苦痛を感じている",
}


def next_date(days: int = 7) -> dict[str, Any]:
    """The next date and the work until then."""
    return {"next_at": clock.now() + timedelta(days=days), "next_work": "聞き取りをまとめる"}


def committee(people: Any, case: Case, move: str, held: Meeting | None = None, **decided: Any) -> Meeting:
    """The committee decides one move."""
    held = held or meeting(people, Body.COMMITTEE, cases=[case])
    decide(meeting=held, case=case, move=move, by=people.guidance_head, decided=Decided(**decided))
    case.refresh_from_db()
    return held


def find_facts(people: Any, case: Case, held: Meeting | None = None) -> Meeting:
    """The committee splits the hearings."""
    plans = (
        HearingPlan("victim", people.homeroom.pk, today(), people.victim.pk),
        HearingPlan("perpetrator", people.grade_head.pk, today(), people.perpetrator.pk),
        HearingPlan("around", people.nurse.pk, today()),
    )
    return committee(people, case, "find_facts", held, hearings=plans, care="担任とSCが毎日声をかける", **next_date())


def recognise(people: Any, case: Case, held: Meeting | None = None) -> Meeting:
    """The committee recognises bullying."""
    return committee(people, case, "recognise", held, **ELEMENTS)


def plan(people: Any, case: Case, held: Meeting | None = None, **decided: Any) -> Meeting:
    """The committee fixes care and goals."""
    wanted: dict[str, Any] = {
        "care": "SCが週に一度話を聞く",
        "short_goal": "行為を止める",
        "long_goal": "安心して過ごせる",
        "follow_up_date": today() + timedelta(days=14),
        **next_date(),
    }
    return committee(people, case, "set_plan", held, **{**wanted, **decided})


def write(case: Case, by: Any, kind: str, *, at: datetime | None = None, words: str = "ことば", **line: Any) -> Any:
    """Somebody writes a line of the record."""
    body = {"words": words, **line.pop("body", {})}
    row = record_line(case=case, by=by, line=Line(kind=kind, occurred_at=at or clock.now(), body=body, **line))
    case.refresh_from_db()
    return row


def responding(people: Any) -> Case:
    """A recognised case with its plan, its act on record."""
    case = opened(people)
    write(case, people.guidance_head, "act", flag="stopped")
    held = find_facts(people, case)
    write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    recognise(people, case, held)
    plan(people, case, held)
    finalise(meeting=held, by=people.principal, decisions=[])
    return case


def confirm(people: Any, case: Case) -> None:
    """Child and guardian say that there is no distress."""
    write(case, people.homeroom, "pupil_confirmation", flag="no_distress", pupil=people.victim)
    write(case, people.homeroom, "guardian_confirmation", flag="no_distress", pupil=people.victim)


def move_on(days: int) -> Any:
    """Return a clock that is so many days ahead: `with move_on(100): …`."""
    return clock.at(clock.now() + timedelta(days=days))
