"""What happens in the story of a drill, done by the same actions as in any school: a report comes, a committee sat."""

from __future__ import annotations

import hashlib
import io
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from PIL import Image, ImageDraw

from yorisoi.attendance.recount import recount
from yorisoi.attendance.taking import Change, locked_register, write_day
from yorisoi.cases.actions import decide
from yorisoi.cases.decisions import Decided, HearingPlan
from yorisoi.cases.models import Case
from yorisoi.cases.queries import classes_of_case
from yorisoi.cases.records import Line, record_line
from yorisoi.cases.report_actions import open_case
from yorisoi.journal import clock
from yorisoi.journal.actors import PUBLIC, SYSTEM
from yorisoi.meetings.actions import convene, finalise, mark_attendance
from yorisoi.meetings.models import Meeting
from yorisoi.policy.roles import Body, Post, Role
from yorisoi.reports.actions import Said, leave_memo, receive_report
from yorisoi.reports.attaching import SentFile
from yorisoi.reports.kinds import FILE_KINDS
from yorisoi.reports.models import Report
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.school_days import calendar_of
from yorisoi.surveys.actions import open_round, plan_round
from yorisoi.surveys.queries import card_for_pupil
from yorisoi.surveys.receiving import receive
from yorisoi.training.drill_school import Stage


def comes(stage: Stage, source: str, words: str, children: str = "", **said: Any) -> Report:
    """A report comes in by a door of the school. children: letters of those whom it names."""
    channel = said.pop("channel", "web")
    told = Said(
        token=secrets.token_hex(16),
        source=source,
        channel=channel,
        narrative=words.format(**stage.names()),
        pupils=[stage.pupils[letter].pk for letter in children],
        class_id=stage.school_class.pk,
        **said,
    )
    return receive_report(school=stage.school, by=PUBLIC, said=told).report


def screenshot() -> SentFile:
    """Return a picture as it looks on a phone: a group chat, the words only hinted at."""
    picture = Image.new("RGB", (360, 480), "#7a94b8")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 360, 56), fill="#273246")
    draw.text((16, 18), "< 4-1 group (9)", fill="white", font_size=20)
    for row, width in enumerate((250, 190, 280, 150)):
        top = 80 + 92 * row
        draw.rounded_rectangle((24, top, 24 + width, top + 68), 18, fill="white" if row % 2 else "#8de055")
        draw.rounded_rectangle((44, top + 28, 4 + width, top + 40), 6, fill="#333333")
    out = io.BytesIO()
    picture.save(out, "PNG")
    data = out.getvalue()
    return SentFile(io.BytesIO(data), "screen.png", FILE_KINDS["png"], len(data), hashlib.sha256(data).hexdigest())


def sits(stage: Stage, body: str, **about: Any) -> Meeting:
    """A body is called and everybody comes."""
    by = stage.staff[Post.GUIDANCE_HEAD]
    cases = about.get("cases", [])
    row = convene(
        school=stage.school, by=by, body=body, at=clock.now(),
        class_ids=[pk for case in cases for pk in classes_of_case(case)], **about,
    )  # fmt: skip
    mark_attendance(meeting=row, by=by, present=[seat.staff_id for seat in row.attendances.all()], informed={})
    return row


def writes(stage: Stage, case: Case, post: str, kind: str, words: str, **line: Any) -> None:
    """Somebody writes a line of the record."""
    body = {"words": words.format(**stage.names()), **line.pop("body", {})}
    at = line.pop("at", None) or clock.now()
    record_line(case=case, by=stage.staff[post], line=Line(kind=kind, occurred_at=at, body=body, **line))
    case.refresh_from_db()


def decides(stage: Stage, case: Case, held: Meeting, move: str, **decided: Any) -> None:
    """A body decides one move."""
    decide(meeting=held, case=case, move=move, by=stage.staff[Post.GUIDANCE_HEAD], decided=Decided(**decided))
    case.refresh_from_db()


def in_facts(stage: Stage, words: str) -> Case:
    """A report became a case, and the committee has split the hearings; all were held since."""
    report = comes(stage, "guardian", words, "A")
    by, staff = stage.staff[Post.GUIDANCE_HEAD], stage.staff
    leave_memo(report=report, by=by, words="聞いた内容を書きとめた。")
    held = sits(stage, Body.SUBCOMMITTEE, reports=[report])
    case = open_case(
        meeting=held, report=report, by=by, decided=Decided(reason="事実を確かめる必要がある", opinion="suspected"),
        roles={stage.pupils["A"].pk: Role.VICTIM, stage.pupils["B"].pk: Role.PERPETRATOR},
    )  # fmt: skip
    finalise(meeting=held, by=staff[Post.PRINCIPAL], decisions=[])
    sat = sits(stage, Body.COMMITTEE, cases=[case])
    plans = (
        HearingPlan("victim", staff[Post.HOMEROOM].pk, today(), stage.pupils["A"].pk),
        HearingPlan("perpetrator", staff[Post.GRADE_HEAD].pk, today(), stage.pupils["B"].pk),
    )
    decides(
        stage, case, sat, "find_facts", hearings=plans, care="担任が毎日声をかける",
        next_at=clock.now() + timedelta(days=2), next_work="聞き取り",
    )  # fmt: skip
    finalise(meeting=sat, by=staff[Post.PRINCIPAL], decisions=[])
    return case


def heard(stage: Stage, case: Case, *, victim: str, other: str) -> None:
    """Both children were heard, and what was found was brought together."""
    people = stage.pupils
    writes(stage, case, Post.HOMEROOM, "hearing", victim, code="victim", flag="heard", pupil=people["A"])
    writes(stage, case, Post.GRADE_HEAD, "hearing", other, code="perpetrator", flag="heard", pupil=people["B"])


def answered(stage: Stage, answers: dict[str, Any]) -> None:
    """A round of 元気アンケート was held in the class, and one child answered like this."""
    now = clock.now()
    by = stage.staff[Post.GUIDANCE_HEAD]
    row = plan_round(
        school=stage.school, by=by, title="元気アンケート（1学期）", mode="named", stage=1,
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=5), parts={stage.school_class.pk: None},
    )  # fmt: skip
    row = open_round(round=row, by=by)
    for letter, pupil in stage.pupils.items():
        card = card_for_pupil(row, pupil)
        if card is None:
            raise LookupError("every child of the class has a card")
        fine = {"school_fun": "very", "hurt": "no", "going_on": "none", "saw": "no", "talk_to": ["nobody"]}
        receive(card=card, sending=secrets.token_hex(16), answers={**fine, **answers} if letter == "A" else fine)


@transaction.atomic
def absent(stage: Stage, letter: str, days: int, kind: str) -> None:
    """This child has been away on the last so many school days, today among them; then the warnings come."""
    year, now = school_year(today()), clock.now()
    register = locked_register(stage.school_class)
    for day in calendar_of(stage.school).days(date(year, 4, 1), today())[-days:]:
        change = {stage.pupils[letter].pk: Change(kind, None)}
        write_day(register, day, stage.staff[Post.HOMEROOM], change, now, "hand")
    recount(stage.school, [stage.pupils[letter].pk], year, by=SYSTEM, at=now)


def at_time(moment: datetime, days: int, hour: int, minute: int = 0) -> Any:
    """Return a clock that stands so many days from this moment, at this hour (Asia/Tokyo)."""
    return clock.at((moment + timedelta(days=days)).replace(hour=hour, minute=minute))
