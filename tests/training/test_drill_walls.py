"""Nothing real is met in a drill, and nothing of a drill is met in the real world: not by any address, list or job."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests import play
from tests.asking import text
from tests.incidents import ways
from tests.training import player
from yorisoi.cli.tick import tick
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.figures.queries import months_for_board
from yorisoi.incidents.models import Incident
from yorisoi.incidents.opening import board_officers
from yorisoi.incidents.queries import copies_for_board, incidents_for_board
from yorisoi.journal import clock
from yorisoi.journal.fixed import Fixed, NotFixed
from yorisoi.journal.models import Event
from yorisoi.oversight.queries import copies_for, reports_for_board
from yorisoi.oversight.queries_missed import schools_of
from yorisoi.policy.roles import Post
from yorisoi.reports.models import Report
from yorisoi.schools.models import PostHolding, School, Staff, User
from yorisoi.schools.sandboxes import here, inside
from yorisoi.training.drill_middleware import NOT_PLAYED
from yorisoi.training.drill_models import DrillRun

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2] / "yorisoi"


@pytest.fixture
def run(people: Any) -> DrillRun:
    """A drill of a colleague, in the middle of it: a report, a case, a serious incident, all told to the board."""
    made = player.begun(people.teacher, "claim")
    player.plays(made)
    return made


@pytest.fixture
def inside_client(people: Any, client_for: Any, run: DrillRun) -> Client:
    """The session of whoever plays, as 校長 of the sandbox."""
    client: Client = client_for(people.teacher)
    client.post(reverse("training:drill_on", args=[run.pk]))
    principal = Staff.objects.get(school=run.sandbox_id, post_holdings__post=Post.PRINCIPAL)
    client.post(reverse("training:drill_be"), {"persona": str(principal.uid)})
    return client


def addresses(report: Any, case: Any, incident: Any) -> list[str]:
    """Return pages of a report, a case and an incident."""
    return [
        reverse("cases:report", args=[report.pk]),
        reverse("cases:show", args=[case.pk]),
        reverse("incidents:show", args=[incident.pk]),
    ]


def real(people: Any) -> list[str]:
    """What there is in the real school."""
    case = play.opened(people)
    return addresses(case.report_links.get().report, case, ways.opened(people))


def drilled(run: DrillRun) -> list[str]:
    """What there is in the sandbox."""
    report = Report.objects.filter(school=run.sandbox_id).first()
    case = run.sandbox.cases.first()
    return addresses(report, case, Incident.objects.get(school=run.sandbox_id))


def test_whoever_plays_meets_nothing_real(people: Any, inside_client: Client, run: DrillRun) -> None:
    theirs = real(people)
    for address in drilled(run):
        assert "訓練中" in text(inside_client.get(address))
    for address in theirs:
        assert inside_client.get(address).status_code == 404, address
        assert inside_client.post(address).status_code in (404, 405), address
    report = Report.objects.filter(school=people.school).first()
    answer = inside_client.post(f"/reports/{report.pk}/memo/", {"words": "いたずら"})  # type: ignore[union-attr]
    assert answer.status_code == 404
    pupil = reverse("schools:pupil", args=[people.victim.uid])
    assert inside_client.get(pupil).status_code == 404
    for page in (reverse("schools:pupils"), reverse("duties:mine"), reverse("cases:board"), reverse("cases:ledger")):
        assert people.victim.family_name not in text(inside_client.get(page))
    assert "見つかりません" in text(inside_client.post(reverse("schools:find"), {"q": people.victim.name}))


def test_the_real_world_meets_nothing_of_a_drill(people: Any, client_for: Any, run: DrillRun) -> None:
    for who in (people.principal, people.guidance_head, people.teacher):
        client = client_for(who)
        for address in drilled(run):
            assert client.get(address).status_code == 404, address
            assert client.post(address).status_code in (404, 405), address
    names = {one.family_name for one in run.sandbox.pupils.all()}
    client = client_for(people.principal)
    for name in ("duties:mine", "cases:board", "cases:ledger", "reports:inbox", "incidents:list", "meetings:list"):
        page = text(client.get(reverse(name)))
        assert not any(family in page for family in names), name


@pytest.mark.parametrize(
    "address",
    ["/s/nishi/", "/s/nishi/child/", "/s/nishi/policy/", "/accounts/2fa/", "/accounts/password/change/", "/staff/",
     "/roster/", "/year-end/", "/posters/", "/outreach/", "/outreach/handouts/"],
)  # fmt: skip
def test_doors_accounts_and_roster_are_shut_meanwhile(inside_client: Client, address: str) -> None:
    page = inside_client.get(address)
    assert page.status_code == 404
    assert inside_client.post(address).status_code in (403, 404, 405)


def test_no_account_is_made_in_a_drill(inside_client: Client) -> None:
    before = User.objects.count()
    inside_client.post(reverse("schools:staff_new"), {"family_name": "偽", "username": "nise", "post": "principal"})
    assert User.objects.count() == before


def test_an_account_of_a_sandbox_would_open_nothing(people: Any, client_for: Any, run: DrillRun) -> None:
    persona = Staff.objects.filter(school=run.sandbox_id).first()
    assert persona is not None
    persona.user = User.objects.create(username="nise", password="!")
    persona.save()
    assert client_for(persona).get(reverse("duties:mine")).status_code == 403


def test_a_sandbox_has_no_door(run: DrillRun, client: Client) -> None:
    for way in ("/", "child/", "policy/", "evaluation/"):
        assert client.get(f"/s/{run.sandbox.slug}/{way.lstrip('/')}").status_code == 404, way
    assert run.sandbox.name not in text(client.get("/"))


def test_no_job_touches_it_and_no_mail_leaves(people: Any, run: DrillRun, settings: Any) -> None:
    settings.MAIL_ON = True
    Staff.objects.filter(school=run.sandbox_id).update(email="nobody@example.jp")
    assert Duty.objects.filter(OPEN, school=run.sandbox_id).exists()
    before = Event.objects.filter(school_id=run.sandbox_id).count()
    told = Notice.objects.filter(school=run.sandbox_id).count()
    with clock.at(max(timezone.now(), run.starts_at + timedelta(days=40))):  # all of it is overdue by now
        done = tick()
    assert done["told_overdue"] == 0
    assert Event.objects.filter(school_id=run.sandbox_id).count() == before
    assert Notice.objects.filter(school=run.sandbox_id).count() == told
    assert mail.outbox == []


def test_the_drills_own_clock_touches_no_real_school(people: Any) -> None:
    with clock.at(timezone.now() - timedelta(days=3)):
        play.opened(people)
    run = player.begun(people.teacher, "anonymous")
    before = Event.objects.filter(school_id=people.school.pk).count()
    player.on(run, "morning", "months3")
    assert Event.objects.filter(school_id=people.school.pk).count() == before
    assert not Notice.objects.filter(school=people.school, kind="duty_overdue").exists()
    assert Notice.objects.filter(school=run.sandbox_id, kind="duty_overdue").exists()
    last = Event.objects.filter(school_id=people.school.pk).latest("pk")
    assert last.at <= timezone.now()  # no line of the real journal is of the drill's time


def test_the_board_hears_nothing(people: Any, make_staff: Any, client_for: Any, run: DrillRun) -> None:
    officer = make_staff(None, Post.BOARD_OFFICER)
    for found in (copies_for(officer), reports_for_board(officer), incidents_for_board(officer),
                  copies_for_board(officer), months_for_board(officer)):  # fmt: skip
        assert not found.filter(**{f"{school_of(found.model)}": run.sandbox_id}).exists()
    assert schools_of(officer) == [people.school]
    assert board_officers(run.sandbox) == []
    assert not Notice.objects.filter(staff=officer).exists()
    assert run.sandbox.name not in text(client_for(officer).get(reverse("oversight:board_home")))


def school_of(model: Any) -> str:
    """Return the path to the school of a row."""
    return "incident__school" if model.__name__ == "IncidentCopy" else "school"


def test_it_counts_nowhere_and_takes_no_number(people: Any, run: DrillRun, capsys: Any) -> None:
    from yorisoi.cli.main import main

    assert main(["stats", "export"]) == 0
    assert run.sandbox.slug not in capsys.readouterr().out
    assert play.opened(people).number  # the real school's own row of numbers
    assert list(School.objects.all()) == [people.school]
    assert not PostHolding.objects.filter(staff__user__isnull=False, staff__school=run.sandbox_id).exists()


def test_in_sight_are_real_schools_or_one_sandbox(people: Any, run: DrillRun) -> None:
    other = player.begun(people.nurse, "alone")
    assert set(School.objects.all()) == {people.school}
    with inside(run.sandbox_id):
        assert set(School.objects.all()) == {run.sandbox}
        assert set(Staff.objects.filter(here()).values_list("school", flat=True)) == {run.sandbox_id}
    assert set(School.everywhere.all()) == {people.school, run.sandbox, other.sandbox}
    assert not Staff.objects.filter(here(), school__in=[run.sandbox, other.sandbox]).exists()


@pytest.mark.parametrize("build", [lambda: School.objects.all(), lambda: Staff.objects.filter(here())])
def test_a_query_that_is_kept_may_not_ask_what_is_in_sight(build: Callable[[], Any]) -> None:
    with pytest.raises(NotFixed):
        Fixed(lambda: build()).rows()


def test_everything_that_goes_over_all_schools_asks_what_is_in_sight() -> None:
    """`School.everywhere` stands only where the school is known already, or a sandbox is ruled out beside it."""
    allowed = {
        "schools/sandboxes.py", "training/drill_school.py",
        "cases/board_first.py", "cases/ledger_year.py", "duties/unowned.py", "reports/inbox_order.py",
        "schools/doors.py", "surveys/child_views.py",
    }  # fmt: skip
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if re.search(r"School\.(everywhere|_base_manager)", path.read_text(encoding="utf-8"))
    }
    assert found == allowed
    jobs = (ROOT / "cli/tick.py").read_text(encoding="utf-8")
    for module, name in re.findall(r"from (yorisoi\.[\w.]+) import (\w+)", jobs):
        source = (ROOT.parent / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")
        sees = "School.objects" in source or "here(" in source or "real(" in source
        assert sees or name in {"end_forgotten", "make_copies"}, f"{module}.{name} goes over all schools"


@pytest.mark.skipif(
    "__import__('django').db.connection.vendor != 'postgresql'", reason="SQLite has no row-level security"
)
def test_the_second_wall_stands_between_them_too(people: Any, run: DrillRun) -> None:
    from yorisoi.journal.walls import behind

    with behind(people.school.pk):
        assert not Report.objects.filter(school=run.sandbox_id).exists()
        assert DrillRun.objects.filter(pk=run.pk).exists()
    with behind(run.sandbox_id):
        assert not Staff.objects.filter(school=people.school).exists()
        assert DrillRun.objects.filter(pk=run.pk).exists()


def test_no_page_of_a_drill_shows_the_real_school_or_a_door_of_it(
    people: Any, inside_client: Client, run: DrillRun
) -> None:
    """Every page without an address of its own, as 校長 and 生徒指導主任: on paper nobody sees that it was a drill."""
    School.objects.filter(pk=people.school.pk).update(name="ほんものの学校")
    seen = 0
    for post in (Post.PRINCIPAL, Post.GUIDANCE_HEAD):
        wanted = Staff.objects.get(school=run.sandbox_id, post_holdings__post=post)
        inside_client.post(reverse("training:drill_be"), {"persona": str(wanted.uid)})
        for address in pages():
            answer = inside_client.get(address)
            if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
                continue
            page, seen = text(answer), seen + 1
            assert "ほんものの学校" not in page, address
            assert f"/s/{people.school.slug}/" not in page, address
            assert f"/s/{run.sandbox.slug}/" not in page, address
            assert '<svg class="qr' not in page, address
    assert seen > 40


def test_cards_and_letters_to_homes_are_not_printed_in_a_drill() -> None:
    for name in (
        "reports:posters",
        "genki:cards",
        "together:cards",
        "together:home",
        "outreach:file",
        "prevention:feed_make",
    ):
        assert name.startswith(NOT_PLAYED), name


def pages() -> list[str]:
    """Return the address of every page that needs none of its parts."""
    found = []

    def walk(patterns: Any, space: str) -> None:
        for one in patterns:
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
            elif one.name and not one.pattern.converters and not space.startswith("training"):
                found.append(reverse(space + one.name))

    walk(get_resolver().url_patterns, "")
    return [one for one in found if not one.startswith(("/accounts/", "/lock/"))]
