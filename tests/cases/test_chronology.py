"""The chronology: oldest first, what was told late in its place and marked, narrowed, by pages, whole on paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tests import play
from tests.asking import queries, text
from yorisoi.cases.acts import ActSaid
from yorisoi.cases.chronology_page import PER_PAGE
from yorisoi.journal import clock
from yorisoi.schools.calendar import today


def url(case: Any, **asked: Any) -> str:
    """The address of the chronology."""
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return reverse("cases:chronology", args=[case.pk]) + (f"?{query}" if query else "")


def test_the_five_questions(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    case = play.opened(people)
    row = play.write(case, people.guidance_head, "note")
    line = reverse("cases:line", args=[case.pk, row.pk])
    for address in (url(case), line):
        assert client_for(people.guidance_head).get(address).status_code in (200, 302)
        assert client_for(people.guidance_head).post(address).status_code == 405
        assert client_for(people.teacher).get(address).status_code == 404
        assert client_for(people.administrator).get(address).status_code == 403
        assert client_for(make_staff(other_school, "guidance_head")).get(address).status_code == 404


def test_told_late_it_stands_in_its_place_and_is_marked(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    play.write(case, people.homeroom, "note", words="あとの記録")
    play.write(case, people.homeroom, "note", words="さきの記録", at=clock.now() - timedelta(days=9))
    page = text(client_for(people.guidance_head).get(url(case)))
    assert page.index("さきの記録") < page.index("からかわれている") < page.index("あとの記録")
    now = timezone.localtime(clock.now())
    assert f"{now.month}/{now.day} に記入" in page[: page.index("さきの記録")]


def test_what_the_adult_made_of_it_stands_apart(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    body = {"conclusion": "がまんしているように見えた"}
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim, body=body)
    page = text(client_for(people.guidance_head).get(url(case)))
    table = page[page.index("<tbody") :]
    row = table[table.index("聞き取り") :]
    cells = row[: row.index("</tr>")].split("<td")
    assert "がまん" not in cells[0]
    assert "がまん" in cells[-1]


def test_narrowed_by_kind_person_and_period(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    act = ActSaid(did=(people.perpetrator.pk,), suffered=(people.victim.pk,))
    old = clock.now() - timedelta(days=30)
    play.write(case, people.homeroom, "act", flag="stopped", act=act, words="押した", at=old)
    play.write(case, people.homeroom, "note", words="ようす")
    play.write(case, people.vice_principal, "note", words="手当て")
    client = client_for(people.guidance_head)
    hers = text(client.get(url(case, staff=people.vice_principal.pk)))
    assert "手当て" in hers
    assert "ようす" not in hers
    assert text(client.get(url(case, staff=people.expert.pk)), 422)  # no line of theirs is here to choose
    both = [text(client.get(url(case, pupil=child.pk))) for child in (people.perpetrator, people.victim)]
    assert all("押した" in page and "ようす" not in page for page in both)
    assert "押した" not in text(client.get(url(case, nature="observation")))
    assert "押した" not in text(client.get(url(case, since=today())))
    assert "ようす" not in text(client.get(url(case, until=today() - timedelta(days=5))))
    wrong = text(client.get(url(case, since="2026-02-01", until="2026-01-01")), 422)
    assert "「いつから」より後" in wrong
    assert "絞り方では" in text(client.get(url(case, nature="contact")))


def test_by_pages_with_the_same_queries_and_every_line_has_its_address(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    client = client_for(people.guidance_head)
    rows = [
        play.write(case, people.homeroom, "note", words=f"{n}番目", at=clock.now() + timedelta(seconds=n - 90))
        for n in range(3)
    ]
    queries(client, url(case))
    few = queries(client, url(case))
    rows += [
        play.write(case, people.homeroom, "note", words=f"{n}番目", at=clock.now() + timedelta(seconds=n - 90))
        for n in range(3, PER_PAGE + 5)
    ]
    assert queries(client, url(case)) == few
    there = client.get(reverse("cases:line", args=[case.pk, rows[-1].pk]))["Location"]
    assert there.endswith(f"?page=2#line-{rows[-1].pk}")
    assert f"{PER_PAGE + 4}番目" in text(client.get(url(case, page=2)))
    paper = text(client.get(url(case, paper=1)))
    assert "0番目" in paper
    assert f"{PER_PAGE + 4}番目" in paper
    assert f"事案 {case.label} 経過記録" in paper


def test_what_is_said_behind_the_receipt_stands_in_its_place(people: Any, client_for: Any) -> None:
    from yorisoi.cases.chronology import lines_of
    from yorisoi.cases.names import Letters
    from yorisoi.journal.actors import PUBLIC
    from yorisoi.reports.talk import answer_reporter, say_more

    case = play.opened(people)
    report = case.report_links.get().report
    say_more(report=report, by=PUBLIC, words="きょうも ありました", token="a")
    answer_reporter(report=report, by=people.guidance_head, words="読みました", token="b")
    page = text(client_for(people.homeroom).get(reverse("cases:chronology", args=[case.pk]), {"nature": "contact"}))
    for said in ("の人から、つづき", "きょうも ありました", "の人へ返事", "読みました"):
        assert said in page
    links = list(case.report_links.select_related("report__key"))
    lines = lines_of(case, [], [], [], links, [], Letters([]), people.teacher)  # who may not read the report
    told = [line for line in lines if line.nature == "contact"]
    assert [(line.url, line.fill, line.body) for line in told] == [("", None, [])] * 2


def test_memos_and_what_was_urgent_stand_in_their_place(people: Any, client_for: Any) -> None:
    from yorisoi.cases.chronology import lines_of
    from yorisoi.cases.names import Letters
    from yorisoi.reports.actions import leave_memo, mark_urgent, record_interim

    row = play.report(people)
    leave_memo(report=row, by=people.guidance_head, words="担任から電話で聞いた")
    mark_urgent(report=row, by=people.vice_principal, reason="けがをしている")
    record_interim(report=row, by=people.guidance_head, words="保健室で休ませた")
    row.refresh_from_db()
    case = play.subcommittee(people, row)
    page = text(client_for(people.homeroom).get(url(case)))
    places = [page.index(said) for said in ("担任から電話で聞いた", "けがをしている", "保健室で休ませた")]
    assert places == sorted(places)
    for said in (f"通報 {row.label} のメモ", "緊急として当面の対応を指示する", f"通報 {row.label} の当面の対応"):
        assert said in page
    hers = text(client_for(people.homeroom).get(url(case, staff=people.vice_principal.pk)))
    assert "けがをしている" in hers
    assert "担任から電話で聞いた" not in hers
    assert "けがをしている" in text(client_for(people.homeroom).get(reverse("cases:show", args=[case.pk])))
    links = list(case.report_links.select_related("report__key"))
    lines = lines_of(case, [], [], [], links, [], Letters([]), people.teacher)  # who may not read the report
    assert [line.nature for line in lines] == ["report"]
