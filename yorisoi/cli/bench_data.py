"""A school for the benchmark: so many cases, with reports, meetings, lines, duties and journal in proportion.

The rows are written in bulk, past the actions, but their texts are really sealed and the database's rules hold.
"""

from __future__ import annotations

import gc
import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction

from yorisoi.cases.models import Case, CaseMember, CaseReach, CaseReport, CaseStep, Entry, Involvement
from yorisoi.cli.bench_insert import insert_all
from yorisoi.duties.models import Duty, Notice
from yorisoi.journal import clock
from yorisoi.journal.actions import leaf_hash
from yorisoi.journal.crypto import new_key, seal
from yorisoi.journal.keys import make_school_key, school_key
from yorisoi.journal.models import DataKey, Event
from yorisoi.meetings.models import AgendaItem, Attendance, Meeting
from yorisoi.policy.case_duties import CASE_DUTIES
from yorisoi.policy.report_flow import REPORT_FLOW
from yorisoi.policy.roles import Post
from yorisoi.reports.models import Memo, NamedPupil, Reading, Report, ReportStep
from yorisoi.schools.calendar import day_of, school_year, today
from yorisoi.schools.models import Counter, Enrolment, PostHolding, Pupil, School, SchoolClass, Staff, User

WORDS = "休み時間に「いっしょに遊ばない」と言われた。ろうかで押された。きのうから学校に行きたくないと話している。" * 3
GRADES, CLASSES, SEATS = 6, 2, 25
POSTS = (Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.ACADEMIC_HEAD, Post.GUIDANCE_HEAD, Post.NURSE, Post.COUNSELLOR)
# What each case is like, over and over; the first is the one whose page is measured.
STATES = ("responding", "fact_finding", "resolved", "watching", "improving", "suspected", "resolved", "recognised")
DONE = ("hear_victim", "gather_facts", "inform_staff", "tell_board")
OPEN = ("visit_victim_home", "follow_up", "hold_committee", "guide_perpetrator")
LINES = ("act", "hearing", "hearing", "gathering", "care", "home_visit", "observation", "note")
MEETINGS_IN_A_CASE = 2
PORTION = 500  # cases whose rows are written together


@dataclass(frozen=True)
class Made:
    """What the pages are opened with."""

    school: School
    principal: Staff
    guidance_head: Staff
    homeroom: Staff
    case: Case
    report: Report
    meeting: Meeting


class Maker:
    """Gathers rows of all kinds and writes them in the order in which they lean on each other."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.year = school_year(today())
        self.now = clock.now()
        self.rows: dict[type[models.Model], list[Any]] = {}

    def add(self, row: Any) -> Any:
        """Keep a row to be written."""
        self.rows.setdefault(type(row), []).append(row)
        return row

    def key(self) -> DataKey:
        """Return a new key of the school, to be written."""
        row = DataKey(school_id=self.school.pk)
        row.wrapped = seal(school_key(self.school.pk), new_key(), f"key:{row.pk}")
        key: DataKey = self.add(row)
        return key

    def happened(self, event: str, about: Any, by: Staff, at: datetime) -> None:
        """Add a line of the journal."""
        row = Event(
            school_id=self.school.pk, at=at, actor_kind="staff", actor_id=by.pk, actor_post="", event=event,
            about_kind=about._meta.model_name, about_id=str(about.pk), data={},
        )  # fmt: skip
        row.leaf = leaf_hash(row)
        self.add(row)

    def write(self) -> None:
        """Write all rows."""
        order = (
            DataKey, Report, Case, Meeting, NamedPupil, Memo, Reading, ReportStep, CaseReport, CaseReach, Involvement,
            CaseMember, AgendaItem, Attendance, CaseStep, Entry, Duty, Notice, Event,
        )  # fmt: skip
        for model in order:
            insert_all(model, self.rows.pop(model, []))
        if self.rows:
            raise RuntimeError(f"rows of {list(self.rows)} were forgotten")


def make_data(cases: int) -> Made:
    """Write a school with so many cases and twice as many reports, and return what the pages are opened with."""
    gc.disable()  # millions of small objects, none of them garbage
    try:
        with transaction.atomic():
            return _make(cases)
    finally:
        gc.enable()


def _make(cases: int) -> Made:
    school, people, seats = make_school()
    maker = Maker(school)
    first: tuple[Case, Report] | None = None
    for number in range(cases):
        case = _case(maker, number, people, seats)
        state = "received" if number % 3 == 1 else "noted"
        report = _report(maker, cases + number, people, seats[number % len(seats)], state)
        _duty(maker, "decide_report", people, about=report, number=number)
        _notice(maker, "report_received", people["guidance_head"], report=report)
        first = first or (case, report)
        if number % PORTION == PORTION - 1:
            maker.write()
    if first is None:
        raise ValueError("no cases")
    room = _meeting(maker, 0, people, first[0], finalised=False)
    maker.write()
    for kind, last in (("report", 2 * cases), ("case", cases), ("meeting", MEETINGS_IN_A_CASE * cases + 1)):
        Counter.objects.create(school=school, kind=kind, year=maker.year, last=last)
    homeroom = people[f"homeroom{seats[0][1].pk}"]
    return Made(school, people["principal"], people["guidance_head"], homeroom, first[0], first[1], room)


def make_school() -> tuple[School, dict[str, Staff], list[tuple[Pupil, SchoolClass]]]:
    """Write the school with its key, its people and its children in their classes."""
    school = School.objects.create(slug="bench", name="見本市立計測小学校", edition="mihon-nishi")
    make_school_key(school.pk)
    return school, _people(school), _children(school)


def _people(school: School) -> dict[str, Staff]:
    people: dict[str, Staff] = {}
    since = date(2020, 4, 1)

    def person(name: str, post: str, **where: Any) -> None:
        user = User.objects.create(username=f"bench-{name}", password="!")  # noqa: S106 (no password opens it)
        staff = Staff.objects.create(school=school, user=user, family_name=f"計測{len(people)}", given_name="職員")
        PostHolding.objects.create(staff=staff, post=post, since=since, **where)
        people[name] = staff

    for post in POSTS:
        person(post.value, post)
    for grade in range(1, GRADES + 1):
        person(f"grade_head{grade}", Post.GRADE_HEAD, grade=grade)
        for number in range(1, CLASSES + 1):
            own = SchoolClass.objects.create(school=school, year=school_year(today()), grade=grade, name=str(number))
            person(f"homeroom{own.pk}", Post.HOMEROOM, school_class=own)
    return people


def _children(school: School) -> list[tuple[Pupil, SchoolClass]]:
    classes = list(school.classes.all())
    places = [(own, number) for number in range(1, SEATS + 1) for own in classes]
    pupils = Pupil.objects.bulk_create(
        [Pupil(school=school, family_name=f"児童{own.grade}{own.name}", given_name=f"{n}") for own, n in places]
    )
    Enrolment.objects.bulk_create(
        [
            Enrolment(pupil=pupil, school_class=own, number=number)
            for pupil, (own, number) in zip(pupils, places, strict=True)
        ]
    )
    return [(pupil, own) for pupil, (own, _n) in zip(pupils, places, strict=True)]


def _report(maker: Maker, number: int, people: dict[str, Staff], seat: tuple[Pupil, SchoolClass], state: str) -> Report:
    """One report, its memo, its first reading. They lie over 200 days, so that a page of the ledger stays a page."""
    at = maker.now - timedelta(days=number % 200, hours=number % 7)
    report = Report(
        key=maker.key(), school=maker.school, year=maker.year, number=number + 1, source="guardian", channel="web",
        received_at=at, recorded_at=at, forms=["teasing"], still_going="yes", school_class=seat[1], state=state,
        token_hash=hashlib.sha256(f"bench {number}".encode()).digest(),
    )  # fmt: skip
    report.put("narrative", WORDS)
    report.put("answers", {"where": "ろうか", "wish": "話を聞いてほしい"})
    report.put("reporter", {"name": "保護者", "relation": "母"})
    maker.add(report)
    maker.add(NamedPupil(report=report, pupil=seat[0], at=at))
    memo = Memo(report=report, by=people["guidance_head"], at=at)
    memo.put("words", WORDS)
    maker.add(memo)
    maker.add(Reading(report=report, staff=people["guidance_head"], at=at))
    maker.happened("report.received", report, people["guidance_head"], at)
    return report


def _case(maker: Maker, number: int, people: dict[str, Staff], seats: list[tuple[Pupil, SchoolClass]]) -> Case:
    state = STATES[number % len(STATES)]
    seat, other = seats[number % len(seats)], seats[(number + GRADES * CLASSES) % len(seats)]
    report = _report(maker, number, people, seat, "in_case")
    at = report.received_at
    guidance = people["guidance_head"]
    case = Case(
        key=maker.key(), school=maker.school, year=maker.year, number=number + 1, edition=maker.school.edition,
        state=state, entered_at=at, opened_at=at, recognised_at=at, resolved_at=at if state == "resolved" else None,
        forms=["teasing", "exclusion"], last_act_on=day_of(at), period_ends_on=today() + timedelta(days=60),
        follow_up_date=today() + timedelta(days=14), next_at=maker.now + timedelta(days=7),
    )  # fmt: skip
    maker.add(case)
    maker.add(CaseReport(case=case, report=report, at=at, by=guidance))
    maker.add(CaseReach(case=case, report=report, at=at))
    for (pupil, _class), role in ((seat, "victim"), (other, "perpetrator")):
        maker.add(Involvement(case=case, pupil=pupil, role=role, since=at, by=guidance))
    homeroom = people[f"homeroom{seat[1].pk}"]
    for person in (homeroom, people[f"grade_head{seat[1].grade}"], people["nurse"]):
        maker.add(CaseMember(case=case, staff=person, why="hearing", since=at))
    for index in range(MEETINGS_IN_A_CASE):
        _meeting(maker, number * MEETINGS_IN_A_CASE + index + 1, people, case, finalised=True)
    for index, kind in enumerate(LINES):
        child = seat[0] if kind in {"act", "hearing", "care", "home_visit"} else None
        line = Entry(
            case=case, kind=kind, code="victim" if kind == "hearing" else "", by=homeroom, pupil=child,
            occurred_at=at + timedelta(hours=index), recorded_at=at + timedelta(hours=index),
        )  # fmt: skip
        line.put("body", {"words": WORDS, "reply": "「ありがとう」"})
        maker.add(line)
        maker.happened(f"entry.{kind}", case, homeroom, at)
    for name in DONE:
        _duty(maker, name, people, about=case, seat=seat, number=number, done_by=homeroom)
    if state != "resolved":
        for name in OPEN:
            _duty(maker, name, people, about=case, seat=seat, number=number)
    for person in (guidance, people["principal"], people["vice_principal"], homeroom):
        _notice(maker, "case_moved", person, case=case)
    return case


def _meeting(maker: Maker, number: int, people: dict[str, Staff], case: Case, *, finalised: bool) -> Meeting:
    at = case.opened_at if finalised else maker.now
    guidance, principal = people["guidance_head"], people["principal"]
    row = Meeting(
        key=maker.key(), school=maker.school, year=maker.year, number=number + 1, body="committee", scheduled_at=at,
        place="会議室", convened_at=at, convened_by=guidance, opened_at=at, finalised_at=at if finalised else None,
        finalised_by=principal if finalised else None,
    )  # fmt: skip
    row.put("notes", WORDS)
    if finalised:
        row.put("minutes", {"notes": WORDS, "decisions": [], "attendance": []})
    maker.add(row)
    maker.add(AgendaItem(meeting=row, case=case))
    for name, person in people.items():
        if not name.startswith("homeroom"):
            post = name.rstrip("0123456789")
            maker.add(Attendance(meeting=row, staff=person, post=post, present=True, marked_at=at, marked_by=guidance))
    if finalised:
        step = CaseStep(
            case=case, move="set_plan", source="recognised", target="responding", at=at, by=guidance,
            actor="committee", meeting=row, cite="response.goals",
        )  # fmt: skip
        step.put("reason", WORDS)
        step.put("details", {"care": WORDS, "short_goal": "止める", "long_goal": "安心して過ごせる"})
        maker.add(step)
        maker.happened("case.set_plan", case, guidance, at)
    return row


def _duty(
    maker: Maker,
    name: str,
    people: dict[str, Staff],
    *,
    about: Case | Report,
    number: int,
    seat: tuple[Pupil, SchoolClass] | None = None,
    done_by: Staff | None = None,
) -> None:
    policy = {**CASE_DUTIES, **REPORT_FLOW.duties()}[name]
    post = str(policy.owner)
    due = maker.now + timedelta(days=number % 12 - 3, minutes=1 + number * 37 % 600)  # reports and cases mixed
    duty = Duty(
        school=maker.school, name=name, cite=policy.cite, clock=policy.clock, owner_post=post, acting_post=post,
        owed_at=due - timedelta(days=2), due_at=due, done_at=maker.now - timedelta(days=1) if done_by else None,
        done_by=done_by, pupil=seat[0] if seat and policy.per else None,
        school_class=seat[1] if seat and post == Post.HOMEROOM else None,
        grade=seat[1].grade if seat and post == Post.GRADE_HEAD else None,
        case=about if isinstance(about, Case) else None, report=about if isinstance(about, Report) else None,
    )  # fmt: skip
    if due < maker.now and not done_by:
        duty.put("late_reason", "会議が長引いたため")
        duty.late_by, duty.late_at = people["guidance_head"], maker.now
    maker.add(duty)


def _notice(maker: Maker, kind: str, staff: Staff, **about: Any) -> None:
    maker.add(Notice(school=maker.school, staff=staff, kind=kind, at=maker.now, **about))
