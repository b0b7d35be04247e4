"""A child's page: every involvement that the reader may read, with its role in its case; nothing added up."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests import play
from tests.asking import queries, text
from yorisoi.journal.models import Event
from yorisoi.reports.shutting_out import shut_out


def page(client: Any, child: Any) -> str:
    """The child's page as this person sees it."""
    return text(client.get(reverse("schools:pupil", args=[child.uid])))


def two_sides(people: Any) -> tuple[Any, Any]:
    """The same child suffers in one case and does it in another."""
    here = play.subcommittee(people, play.report(people), victim="victim", perpetrator="perpetrator")
    there = play.subcommittee(people, play.report(people), victim="perpetrator", perpetrator="victim")
    return here, there


def test_victim_here_and_perpetrator_there_side_by_side(people: Any, client_for: Any) -> None:
    here, there = two_sides(people)
    said = page(client_for(people.guidance_head), people.victim)
    for case, role in ((here, "被害"), (there, "加害")):
        part = said[said.index(f"事案 {case.label}") :]
        assert role in part[: part.index("</li>")]
    assert "通報 " in said
    assert Event.objects.filter(event="view.pupil_record", about_id=str(people.victim.pk)).exists()


def test_only_what_the_reader_may_read_and_no_word_of_the_rest(people: Any, client_for: Any) -> None:
    here, there = two_sides(people)
    before = page(client_for(people.teacher), people.victim)
    for case in (here, there):
        assert case.label not in before
    assert "読むことのできる記録はありません" in before
    assert "名前の出ている通報" not in before
    shut_out(report=here.report_links.get().report, by=people.guidance_head, staff=people.homeroom)
    said = page(client_for(people.homeroom), people.victim)
    assert f"事案 {here.label}" not in said
    assert here.report_links.get().report.label not in said
    assert f"事案 {there.label}" in said


def test_who_may_read_no_case_sees_no_section(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    two_sides(people)
    said = page(client_for(people.administrator), people.victim)
    assert "関わった事案" not in said
    stranger = client_for(make_staff(other_school, "guidance_head"))
    assert stranger.get(reverse("schools:pupil", args=[people.victim.uid])).status_code == 404


def test_it_asks_as_much_for_many_as_for_few(people: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    url = reverse("schools:pupil", args=[people.victim.uid])
    two_sides(people)
    queries(client, url)
    few = queries(client, url)
    two_sides(people)
    assert queries(client, url) == few
