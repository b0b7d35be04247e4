"""The reading list: read by two, ended by a report, an interview or the committee; whoever is named learns nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.asking import queries, refused, text
from tests.surveys import acts
from yorisoi.duties.models import Duty
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.policy.deadlines import after_school_days
from yorisoi.policy.roles import Post
from yorisoi.reports.wishes import wishes
from yorisoi.schools.calendar import today
from yorisoi.surveys import hooks
from yorisoi.surveys.models import ReadingItem

pytestmark = pytest.mark.django_db
LIST = "/surveys/reading/"


def alarmed(
    people: Any, answers: dict[str, Any] | None = None, mode: str = "named", **more: Any
) -> tuple[Any, ReadingItem]:
    """A round with one item to read."""
    one = acts.opened(people, mode)
    acts.answer(one, people.victim, answers or acts.GRAVE, **more)
    return one, acts.items(one)[0]


def at(name: str, item: ReadingItem) -> str:
    """An address of an item."""
    return reverse(f"surveys:{name}", args=[item.pk])


def ahead(days: int = 1) -> str:
    """A moment of a school day as a browser's field takes it."""
    return f"{after_school_days(today(), days):%Y-%m-%d}T10:25"


@pytest.mark.requirement("E2")
def test_two_read_and_one_makes_it_a_report(people: Any, client_for: Any) -> None:
    _one, item = alarmed(people)
    homeroom, nurse = client_for(people.homeroom), client_for(people.nurse)
    assert at("item", item) in text(homeroom.get(reverse("duties:mine")))
    assert at("item", item) in text(homeroom.get(LIST))
    page = text(homeroom.get(at("item", item)))
    assert "「何回も ある」と「つづいて いる」と答えた" in page
    assert people.victim.name in page
    assert Event.objects.filter(event="view.reading_item").exists()
    homeroom.post(at("read", item))
    assert "一人は、担任でない人です" in text(homeroom.get(at("item", item)))
    answer = nurse.post(
        at("report", item), {"words": "保健室でも泣いていた", "pupils": [people.perpetrator.pk]}, follow=True
    )
    page = text(answer)
    item.refresh_from_db()
    assert item.report is not None
    assert reverse("cases:report", args=[item.report_id]) in page
    assert item.report.data("answers")["remark"] == "保健室でも泣いていた"
    assert item.report.text("narrative") == ""
    assert Duty.objects.filter(report=item.report).exists()
    assert item.closed_at is not None
    assert "いま、読むものはありません" in text(homeroom.get(LIST))
    # pressed once more it is the same report
    assert "もう通報になっています" in text(nurse.post(at("report", item), {"words": ""}, follow=True))
    assert nurse.post(at("report", item), {"words": "保健室でも泣いていた"}).status_code == 302
    # and what somebody else writes meanwhile is not taken for said
    page = text(client_for(people.guidance_head).post(at("report", item), {"words": "きょうも見た"}, follow=True), 422)
    assert f"{people.nurse.name}さんが、もう通報" in page
    assert ">きょうも見た</textarea>" in page.replace("\n", "")
    assert Duty.objects.filter(report=item.report, name="decide_report").count() == 1


@pytest.mark.requirement("E2")
def test_an_interview_ends_it_with_its_day(people: Any, client_for: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(hooks, "INTERVIEW", None)
    monkeypatch.setattr(hooks, "INTERVIEW_TIMES", None)
    _one, item = alarmed(people, acts.MILD)
    client = client_for(people.homeroom)
    assert "「面談の日時」を書いてください" in text(client.post(at("interview", item), {}), 422)
    assert "これからの日時" in text(client.post(at("interview", item), {"at": "2020-01-01T10:00"}), 422)
    assert "授業日ではありません" in text(client.post(at("interview", item), {"at": "2030-01-06T10:25"}), 422)  # Sunday
    page = text(client.post(at("interview", item), {"at": ahead()}, follow=True))
    item.refresh_from_db()
    assert item.interview.startswith("on:")
    assert "面談の日時" in page
    assert client.post(at("interview", item), {"at": ahead()}).status_code == 422
    assert item.closed_at is None


def test_the_chapter_of_interviews_plans_it_where_it_is_there(people: Any, client_for: Any, monkeypatch: Any) -> None:
    asked = []
    monkeypatch.setattr(hooks, "INTERVIEW", lambda **said: asked.append(said) or "i-7")
    _one, item = alarmed(people, acts.MILD)
    client_for(people.homeroom).post(at("interview", item), {"at": ahead()})
    item.refresh_from_db()
    assert item.interview == "i-7"
    assert asked[0]["pupil"] == people.victim
    monkeypatch.setattr(hooks, "INTERVIEW_PAGE", lambda interview: f"/care/{interview}/")
    assert 'href="/care/i-7/"' in text(client_for(people.homeroom).get(at("item", item)))


@pytest.mark.requirement("E2", "R2")
def test_only_the_committee_lets_it_rest_with_a_reason(people: Any, client_for: Any) -> None:
    _one, item = alarmed(people, acts.MILD)
    held = acts.sitting(people)
    nurse, chair = client_for(people.nurse), client_for(people.principal)
    assert "議長だけです" in text(nurse.get(at("item", item)))
    said = {"meeting": str(held.pk), "reason": "前の通報と同じことで、対応している"}
    refusal = nurse.post(at("committee", item), said)
    assert refusal.status_code == 422
    page = text(client_for(people.guidance_head).post(at("committee", item), said), 422)
    assert "議長だけです" in page
    assert "前の通報と同じ" in page
    assert "書いてください" in text(chair.post(at("committee", item), {**said, "reason": " "}), 422)
    assert chair.post(at("committee", item), said).status_code == 302
    item.refresh_from_db()
    assert item.outcome == "committee"
    assert "前の通報と同じ" in text(nurse.get(at("item", item)))


def test_words_are_judged_and_others_judgements_wait_for_ones_own(people: Any, client_for: Any) -> None:
    _one, item = alarmed(people, {**acts.FINE, "words": "給食がおいしい"})
    homeroom, nurse = client_for(people.homeroom), client_for(people.nurse)
    assert "給食がおいしい" in text(nurse.get(at("item", item)))
    assert "そう判断した理由" in text(homeroom.post(at("judge", item), {"judgement": "nothing", "reason": " "}), 422)
    homeroom.post(at("judge", item), {"judgement": "nothing", "reason": "楽しいという話"})
    assert "楽しいという話" not in text(nurse.get(at("item", item)))
    nurse.post(at("judge", item), {"judgement": "nothing", "reason": "困りごとではない"})
    page = text(nurse.get(at("item", item)))
    assert "楽しいという話" in page
    item.refresh_from_db()
    assert item.closed_at is not None


@pytest.mark.requirement("R1")
def test_the_report_tells_the_childs_words_from_the_adults_and_says_what_was_wished(
    people: Any, client_for: Any, make_pupil: Any
) -> None:
    child = make_pupil(people.school, people.class61, "年長", "子")
    one = acts.opened(people)
    said = {"distress": 9, "wish": ["listen", "not_home", "nothing"], "words": "校庭で けられた"}
    acts.answer(one, child, said)
    item = next(row for row in acts.items(one) if row.kind == "alarm")
    guidance = client_for(people.guidance_head)
    guidance.post(at("report", item), {"words": "朝も泣いていた"})
    item.refresh_from_db()
    report = item.report
    assert report is not None
    assert report.text("narrative") == "校庭で けられた"
    for english in (False, True):
        if english:
            guidance.cookies["yorisoi_language"] = "en"
        page = text(guidance.get(reverse("cases:report", args=[report.pk])))
        quote = page.split('<blockquote class="said preserve">')[1].split("</blockquote>")[0]
        assert quote == "校庭で けられた"
        assert "朝も泣いていた" in page
        assert "not_home" not in page
        if english:
            assert "Don&#x27;t tell my family first" in page
            assert "Chose “Listen to me soon”" in page
        else:
            assert "読んだ大人が書き添えたこと" in page
            assert "家の人には先に言わないでほしい" in page
            assert "「すぐに話を聞いてほしい」をえらんだ" in page
    assert wishes(report).family


def calm(client: Any, item: ReadingItem, why: str = "困りごとではない") -> Any:
    """Somebody finds nothing to worry about."""
    return client.post(at("judge", item), {"judgement": "nothing", "reason": why})


@pytest.mark.requirement("E2")
@pytest.mark.parametrize("mode", ["named", "anonymous"])
def test_one_adult_alone_ends_no_words(people: Any, client_for: Any, mode: str) -> None:
    _one, item = alarmed(people, {**acts.FINE, "words": "もう いいや"}, mode)
    guidance, nurse = client_for(people.guidance_head), client_for(people.nurse)
    assert "二人（うち一人は担任でない人）が" in text(guidance.get(at("item", item)))
    for _again in range(2):
        calm(guidance, item)
    page = text(guidance.get(at("item", item)))
    assert "あと1人が読みます" in page
    assert "あと1人の同じ判断" in page
    assert "終わりました" not in page
    nurse.post(at("read", item))
    item.refresh_from_db()
    assert item.outcome == ""  # to read is not yet to agree
    nurse.post(at("judge", item), {"judgement": "alarming", "reason": "あきらめている"})
    calm(client_for(people.principal), item)
    item.refresh_from_db()
    assert item.outcome == ""
    assert "通報・面談・小委員会のどれかで終わります" in text(nurse.get(at("item", item)))


@pytest.mark.requirement("E2")
@pytest.mark.parametrize("mode", ["named", "anonymous"])
def test_words_found_calm_by_two_are_read_again_when_somebody_worries(people: Any, client_for: Any, mode: str) -> None:
    one, item = alarmed(people, {**acts.FINE, "words": "もう いいや", "withhold": ["principal"]}, mode)
    guidance, nurse = client_for(people.guidance_head), client_for(people.nurse)
    calm(guidance, item)
    calm(nurse, item)
    item.refresh_from_db()
    assert item.closed_at is not None
    third = client_for(people.vice_principal)
    assert "判断を記録して、もう一度読む" in text(third.get(at("item", item)))
    assert calm(third, item).status_code == 422
    assert "書いてください" in text(third.post(at("judge", item), {"judgement": "alarming", "reason": ""}), 422)
    worried = {"judgement": "alarming", "reason": "あきらめている"}
    with clock.at(clock.now() + timedelta(days=7)):
        answer = third.post(at("judge", item), worried)
        assert third.post(at("judge", item), worried).status_code == 302
        (again,) = acts.items(one, closed_at=None)
        assert answer.headers["Location"] == at("item", again)
        assert again.due_at > clock.now()
        assert again.bundle == item.bundle
        assert set(again.kept_from.values_list("staff", flat=True)) == {people.principal.pk}
        assert Duty.objects.filter(subject_id=again.pk, done_at=None, dropped_at=None).count() >= 1
        assert client_for(people.principal).get(at("item", again)).status_code == 404
        assert at("item", again) in text(guidance.get(at("item", item)))
        page = text(guidance.get(at("item", again)))
        assert "もう いいや" in page
        calm(guidance, again)
        calm(nurse, again)
        again.refresh_from_db()
        assert again.outcome == ""
        guidance.post(at("report", again), {})
        again.refresh_from_db()
        assert (again.outcome, again.closed_at is None) == ("report", False)
        assert guidance.post(at("judge", item), worried).status_code == 422


@pytest.mark.requirement("E1")
def test_a_named_teacher_learns_nothing_by_any_page(people: Any, client_for: Any) -> None:
    one, item = alarmed(people, {**acts.GRAVE, "words": "担任田先生にたたかれた"})
    named = client_for(people.homeroom)
    for name in ("item",):
        assert named.get(at(name, item)).status_code == 404
    for name in ("read", "judge", "report", "interview", "committee"):
        assert named.post(at(name, item), {"at": ahead(), "reason": "x"}).status_code == 404
    pages = [LIST, reverse("duties:mine"), reverse("surveys:rounds"), reverse("surveys:round", args=[one.pk])]
    for url in pages:
        page = text(named.get(url))
        assert "読むもの 1" not in page
        assert "読んでいない答え" not in page
        assert at("item", item) not in page
    assert named.get(reverse("surveys:pupil", args=[people.victim.uid])).status_code == 404
    assert "元気アンケート</h2>" not in text(named.get(reverse("schools:pupil", args=[people.victim.uid])))
    found = text(named.get(reverse("surveys:class_results", args=[one.pk, people.class31.pk])))
    assert "人の答え" not in found
    # and it stays so when it has become a report
    client_for(people.grade_head).post(at("report", item), {})
    assert named.get(at("item", item)).status_code == 404


@pytest.mark.requirement("E1")
def test_an_answer_without_a_name_has_no_child_to_interview(people: Any, client_for: Any) -> None:
    _one, item = alarmed(people, acts.GRAVE, "anonymous")
    assert client_for(people.homeroom).get(at("item", item)).status_code == 404
    client = client_for(people.nurse)
    page = text(client.get(at("item", item)))
    assert "さがそうとしないでください" in page
    assert people.victim.name not in page.split("report_pupils")[0]
    assert client.post(at("interview", item), {"at": ahead()}).status_code == 404


def test_who_may_not(people: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    _one, item = alarmed(people)
    other = make_staff(other_school, Post.PRINCIPAL)
    url = at("item", item)
    refused(client_for, url, post=False, stranger=people.homeroom6, wrong=people.counsellor, other=other)
    assert client_for(people.administrator).get(url).status_code == 403
    assert client_for(people.homeroom).post(url).status_code == 405
    for name in ("read", "judge", "report", "interview", "committee"):
        url = at(name, item)
        refused(client_for, url, post=True, stranger=people.homeroom6, wrong=people.counsellor, other=other)
        assert client_for(people.homeroom).get(url).status_code == 405
    assert client_for(people.counsellor).get(LIST).status_code == 403
    assert client_for(people.homeroom).post(LIST).status_code == 405
    item.refresh_from_db()
    assert item.outcome == ""


def test_a_meeting_of_elsewhere_is_no_meeting(people: Any, client_for: Any) -> None:
    _one, item = alarmed(people, acts.MILD)
    client = client_for(people.principal)
    for wrong in ("", "x", "00000000-0000-0000-0000-000000000007"):
        assert client.post(at("committee", item), {"meeting": wrong, "reason": "理由"}).status_code == 422


def test_queries_do_not_grow(people: Any, client_for: Any) -> None:
    one, item = alarmed(people)
    client = client_for(people.nurse)
    before = [[queries(client, url) for url in (LIST, at("item", item))] for _n in range(2)][1]
    for child in (people.perpetrator, people.witness):
        acts.answer(one, child, {**acts.GRAVE, "words": "つらい"})
    assert [queries(client, url) for url in (LIST, at("item", item))] == before
