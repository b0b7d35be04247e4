"""A named person learns nothing: a school's life is played twice, with and without the matter that names them.

Between the two everything that the person can open must be the same to the letter, but for what is random anyway:
tokens, ids and numbers, which are compared by where each comes first, not by what it is. And whoever is shut out
counts in no quorum, whoever comes.
"""

from __future__ import annotations

import difflib
import re
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import play
from tests.conftest import People, build_school
from tests.properties.effort import lives
from yorisoi.cases.decisions import Decided
from yorisoi.cases.report_actions import join_case, open_case
from yorisoi.cases.shutting_out import shut_out_of_whole_case
from yorisoi.journal import clock, keys
from yorisoi.meetings.actions import mark_attendance
from yorisoi.meetings.queries import quorum_facts, who_knows
from yorisoi.policy.flow import NoSuchMove, NotTheirs, NotYet
from yorisoi.policy.roles import Body, Role
from yorisoi.reports import custody
from yorisoi.reports.actions import leave_memo, mark_urgent
from yorisoi.schools.models import Staff

REFUSED = (NoSuchMove, NotTheirs, NotYet, PermissionError)
NAMED = ["principal", "vice_principal", "guidance_head", "homeroom", "grade_head", "academic_head", "teacher"]
LISTS = [
    "duties:mine", "duties:school", "cases:board", "cases:closed", "cases:ledger", "meetings:list", "reports:inbox",
    "reports:pass_on", "schools:pupils", "schools:staff", "meetings:convene",
]  # fmt: skip
SECRET = "ひみつのこと"


def log_in(staff: Staff) -> Client:
    """Return a client of this person with a second factor."""
    client = Client()
    client.force_login(staff.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    methods = [{"method": "password", "at": 0, "username": "x"}, {"method": "mfa", "at": 0, "type": "totp"}]
    session["account_authentication_methods"] = methods
    session["account_authentication_methods_user"] = str(staff.user.pk)
    session.save()
    return client


class Placed:
    """Says what is random by where it comes first: 「#1」, 「#2」 …"""

    RANDOM = re.compile(
        r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b20\d{2}-\d{4,5}\b(?!-)|\b[1-9]\d{15,17}\b"
        r'|(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=name="token" value=")[^"]+|X-CSRFToken[^}]*'
        r'|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])|(?<=data-side=")[0-9a-f]{16}'  # a digest over ids of chance
    )

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}

    def __call__(self, page: str) -> str:
        page = re.sub(r"\d+時間\d+分|\d+時間|\d+分", "~", page)  # the clock runs on between the two lives
        return self.RANDOM.sub(lambda hit: self.seen.setdefault(hit[0], f"#{len(self.seen) + 1}"), page)


LINK = re.compile(r'(?:href|hx-get)="(/(?:reports|cases|meetings|duties|ledger|pupils|children|school)[^"#]*)"')


def all_pages(staff: Staff) -> list[tuple[int, str]]:
    """Return status and text of every page this person reaches from the lists, each address by its place."""
    client, placed, found = log_in(staff), Placed(), []
    ways = [reverse(name) for name in LISTS] + [f"{reverse('duties:school')}?post=nobody"]
    ways += [f"{reverse('meetings:convene')}?body={body}" for body in (Body.COMMITTEE, Body.SUBCOMMITTEE)]
    asked: set[str] = set()
    while ways:
        way = ways.pop(0).replace("&amp;", "&")
        if way in asked or len(asked) > 30:
            continue
        asked.add(way)
        answer = client.get(way)
        page = answer.content.decode()
        found.append((answer.status_code, f"{placed(way)}\n{placed(page)}"))
        ways += [link for link in LINK.findall(page) if "static" not in link]
    for q in ("髙﨑", "校長田", SECRET):
        answer = client.post(reverse("reports:people"), {"people": q})
        found.append((answer.status_code, placed(answer.content.decode())))
    return found


def differing(one: tuple[int, str], other: tuple[int, str]) -> list[str]:
    """Return the lines in which two answers differ, under their address."""
    if one == other:
        return []
    lines = difflib.unified_diff(one[1].splitlines(), other[1].splitlines(), lineterm="", n=0)
    return [f"{one[0]}/{other[0]} {one[1].splitlines()[0]}", *lines]


class Life:
    """One school with matters that everybody knows of, and one hidden matter that names a person."""

    def __init__(self) -> None:
        self.people = People(build_school())
        self.start = clock.now()

    def play(self, script: list[str], who: str, hidden: list[str], *, with_hidden: bool) -> list[tuple[int, str]]:
        """Play the script; between its beats, those of the hidden matter. Return what the named person sees."""
        named, secret = getattr(self.people, who), Hidden(self.people, who)
        for n, beat in enumerate(script):
            with clock.at(self.start + timedelta(minutes=10 * n + 1)):
                self.known(beat)
            if with_hidden and n < len(hidden):
                with clock.at(self.start + timedelta(minutes=10 * n + 6)), suppress(*REFUSED):
                    secret.do(hidden[n])
        with clock.at(self.start + timedelta(hours=5)):
            return all_pages(Staff.objects.get(pk=named.pk))

    def known(self, beat: str) -> None:
        people = self.people
        if beat == "report":
            play.report(people, source="guardian")
        elif beat == "urgent":
            mark_urgent(report=play.report(people), by=people.guidance_head, reason="けが")
        elif beat == "case":
            play.find_facts(people, play.opened(people))
        elif beat == "passed":
            play.report(people, by=people.teacher, source="staff", channel="in_person")


class Hidden:
    """The matter that names somebody, carried on by the others."""

    def __init__(self, people: Any, who: str) -> None:
        self.people, self.named = people, getattr(people, who)
        self.by = people.vice_principal if who == "guidance_head" else people.guidance_head
        self.report: Any = None
        self.case: Any = None

    def do(self, beat: str) -> None:
        if self.report is None:
            self.report = play.report(self.people, narrative=SECRET, staff_named=[self.named.pk])
            leave_memo(report=self.report, by=self.by, words=SECRET)
        elif beat == "urgent":
            mark_urgent(report=self.report, by=self.by, reason=SECRET)
        elif beat == "open" and self.case is None:
            held = play.meeting(self.people, Body.SUBCOMMITTEE, by=self.by, reports=[self.report])
            decided = Decided(reason=SECRET, opinion="suspected")
            roles = {self.people.victim.pk: Role.VICTIM, self.people.perpetrator.pk: Role.PERPETRATOR}
            self.case = open_case(meeting=held, report=self.report, by=self.by, decided=decided, roles=roles)
        elif beat == "meet" and self.case is not None:
            play.meeting(self.people, Body.COMMITTEE, by=self.by, cases=[self.case])
        elif beat == "line" and self.case is not None:
            play.write(self.case, self.by, "act", flag="going_on", words=SECRET)
        elif beat == "identity":
            custody.open_identity(report=self.report, by=self.by, reason=SECRET)
        elif beat == "join" and self.case is not None:
            other = play.report(self.people, narrative=SECRET, staff_named=[self.named.pk])
            leave_memo(report=other, by=self.by, words=SECRET)
            held = play.meeting(self.people, Body.SUBCOMMITTEE, by=self.by, reports=[other])
            join_case(meeting=held, report=other, case=self.case, by=self.by, decided=Decided(reason=SECRET))


BEATS = st.lists(st.sampled_from(["report", "urgent", "case", "passed"]), min_size=2, max_size=4)
SECRET_BEATS = st.lists(st.sampled_from(["open", "urgent", "meet", "line", "identity", "join"]), min_size=1, max_size=4)


@pytest.mark.requirement("R2", "O1")
class NamedLearnsNothing(TestCase):
    """The two lives of a school."""

    @settings(max_examples=lives(3), deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(who=st.sampled_from(NAMED), script=BEATS, hidden=SECRET_BEATS)
    def test_the_two_lives_look_the_same(self, who: str, script: list[str], hidden: list[str]) -> None:
        keys.forget()
        life = Life()
        lives = []
        for with_hidden in (True, False):
            with transaction.atomic():
                lives.append(life.play(script, who, ["first", *hidden], with_hidden=with_hidden))
                transaction.set_rollback(True)
        seen, expected = lives
        assert len(seen) == len(expected)
        differ = [line for one, other in zip(seen, expected, strict=True) for line in differing(one, other)]
        assert not differ, "\n".join(differ)[:8000]
        assert all(SECRET not in page for _status, page in seen[:-1])

    @settings(max_examples=lives(8), deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_the_quorum_never_counts_the_excluded(self, data: Any) -> None:
        keys.forget()
        people = People(build_school())
        case = play.opened(people)
        held = play.meeting(people, Body.COMMITTEE, cases=[case])
        seats = list(held.attendances.select_related("staff"))
        ids = [seat.staff_id for seat in seats if seat.staff_id != people.guidance_head.pk]
        present = data.draw(st.sets(st.sampled_from(ids)))
        out = data.draw(st.sets(st.sampled_from(ids), max_size=4))
        mark_attendance(meeting=held, by=people.guidance_head, present=present, informed={})
        for pk in out:
            shut_out_of_whole_case(case=case, by=people.guidance_head, staff=Staff.objects.get(pk=pk))
        item = held.items.get()
        held = type(held).objects.get(pk=held.pk)
        facts = quorum_facts(held, item)
        knowing = who_knows(held, item)
        members = {seat.staff_id for seat in seats if seat.seat == "member"}
        assert not knowing & out
        assert facts.present == len(present & members & knowing)
        without = quorum_facts(held, item)
        mark = present | out  # that they came changes nothing
        for seat in held.attendances.all():
            seat.present = seat.staff_id in mark
            seat.save(update_fields=["present"])
        again = quorum_facts(type(held).objects.get(pk=held.pk), item)
        assert (again.present, again.quorum, again.chair_present) == (
            without.present,
            without.quorum,
            without.chair_present,
        )
