"""The question is asked of a report before any body has met; the family's wishes and the silence are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import refused, text
from tests.incidents import ways
from yorisoi.cases.models import BoardCopy
from yorisoi.cases.models_serious import SeriousAnswer, SeriousQuestion
from yorisoi.cases.serious import questions_of
from yorisoi.duties.models import OPEN, Duty, Notice
from yorisoi.incidents.models import Incident
from yorisoi.incidents.questions import Answered, answer_question
from yorisoi.incidents.reassigning import follow_incidents
from yorisoi.journal.actors import PUBLIC
from yorisoi.oversight.queries import copies_for
from yorisoi.policy.flow import NotYet
from yorisoi.reports.actions import leave_memo
from yorisoi.reports.shutting_out import shut_out
from yorisoi.reports.talk import say_more
from yorisoi.reports.words_found import dismiss_words
from yorisoi.schools.calendar import today

pytestmark = pytest.mark.django_db


def owed(about: Any) -> set[str]:
    return set(Duty.objects.filter(OPEN, report=about).values_list("name", flat=True)) & {
        "serious_question", "serious_question_again",
    }  # fmt: skip


@pytest.mark.requirement("S1", "S2", "R9")
def test_a_report_is_asked_about_before_any_body_has_met(people: Any, board: Any, client_for: Any) -> None:
    report = play.report(people, narrative="ゲームのお金を1万2千円とられた")
    asked = SeriousQuestion.objects.get()
    assert (asked.report, asked.case, asked.fact, asked.amount) == (report, None, "money", 12_000)
    assert owed(report) == {"serious_question"}
    assert Notice.objects.filter(kind="serious_question", staff=people.principal).exists()
    client = client_for(people.principal)
    duties = text(client.get("/duties/"))
    url = reverse("incidents:report_question", args=[report.pk])
    assert url in duties
    assert url in text(client.get(reverse("cases:report", args=[report.pk])))
    leave_memo(report=report, by=people.guidance_head, words="母の話では、手首を骨折していた")
    assert owed(report) == {"serious_question"}  # joins what is owed
    assert {one.fact for one in questions_of(report)} == {"money", "injury"}
    page = text(client.get(url))
    assert "書かれた額の合計" in page
    assert "骨折" in page
    assert client.post(url, {"answer": "no", "reason": "", "token": "a" * 20}).status_code == 422
    said = {"answer": "no", "reason": "親が渡したお金だった", "token": "a" * 20}
    for _press in range(2):
        assert client.post(url, said).status_code == 302
    assert SeriousAnswer.objects.count() == 1
    assert not owed(report)
    copy = copies_for(board).get()
    assert (copy.kind, copy.text("text_sent")) == ("serious_no", "親が渡したお金だった")
    assert f"通報 {report.label}" in text(client_for(board).get(reverse("oversight:board_home")))
    assert "親が渡したお金だった" in text(client.get(url))


@pytest.mark.requirement("S1")
def test_what_was_asked_of_a_report_is_asked_of_its_case(people: Any) -> None:
    report = play.report(people, narrative="転校したい")
    assert owed(report) == {"serious_question"}
    case = play.subcommittee(people, report)
    assert not owed(report)
    assert Duty.objects.filter(OPEN, case=case, name="serious_question").count() == 1
    assert questions_of(case).get().report == report  # the same question, not a second one
    answer_question(about=case, by=people.principal, said=Answered("no", "春の転居のこと", token="c"))
    assert SeriousQuestion.objects.get().answer.case == case
    say_more(report=report, by=PUBLIC, words="医師の診断書が出ました", token="m" * 20)
    assert {one.fact for one in questions_of(case).filter(answer__isnull=True)} == {"diagnosis"}
    assert Duty.objects.filter(OPEN, case=case, name="serious_question").exists()


@pytest.mark.requirement("S1", "S4")
def test_self_harm_in_a_report_takes_no_no_and_yes_opens(people: Any) -> None:
    report = play.report(people, narrative="死にたいと言っていた")
    with pytest.raises(NotYet):
        answer_question(about=report, by=people.principal, said=Answered("no", "冗談", token="a"))
    later = Answered("later", "家庭訪問のあとに", today() + timedelta(days=1), token="b")
    assert answer_question(about=report, by=people.principal, said=later) is None
    assert owed(report) == {"serious_question_again"}
    yes = Answered("yes", "母も同じ話をした", pupil=people.victim, token="d")
    row = answer_question(about=report, by=people.principal, said=yes)
    assert row is not None
    assert row.matters.get().report == report
    assert not owed(report)
    assert not questions_of(report).filter(answer__isnull=True).exists()
    found = report.findings.values_list("pk", flat=True)
    dismiss_words(report=report, by=people.guidance_head, findings=list(found), reason="会って確かめた")
    case = play.subcommittee(people, report)
    assert not Duty.objects.filter(OPEN, case=case, name="serious_question").exists()  # it has been taken up
    follow_incidents()
    assert {one.case for one in row.matters.all()} == {None, case}


@pytest.mark.requirement("R7")
def test_the_five_questions_and_who_is_named(people: Any, other: Any, client_for: Any) -> None:
    report = play.report(people, narrative="校長先生の前で、骨折するまで押された", staff_named=[people.principal.pk])
    url = reverse("incidents:report_question", args=[report.pk])
    for post in (False, True):
        refused(client_for, url, post=post, stranger=people.nurse, wrong=people.administrator, other=other.principal)
    assert client_for(people.guidance_head).put(url).status_code == 405
    assert client_for(people.principal).get(url).status_code == 404
    assert client_for(people.principal).post(url, {"answer": "no", "reason": "ない"}).status_code == 404
    assert not Notice.objects.filter(kind="serious_question", staff=people.principal).exists()
    assert Duty.objects.get(report=report, name="serious_question").acting_post == "vice_principal"
    with pytest.raises(PermissionError):
        answer_question(about=report, by=people.principal, said=Answered("no", "ない", token="x"))
    with pytest.raises(PermissionError):
        answer_question(about=report, by=other.principal, said=Answered("no", "ない", token="x"))
    with pytest.raises(PermissionError):  # may open one, but not say no
        answer_question(about=report, by=people.guidance_head, said=Answered("no", "ない", token="x"))
    assert not BoardCopy.objects.exists()
    assert not Incident.objects.exists()


@pytest.mark.requirement("S3")
def test_the_familys_wishes_stand_before_a_hearing(people: Any, board: Any, client_for: Any) -> None:
    row = ways.facts(people, ways.opened(people), board)
    lead = people.principal
    with pytest.raises(NotYet) as bare:
        ways.line(row, lead, "hearing", code="could_not", body={"whom": "保護者", "words": "休んでいる"})
    assert [need.name for need in bare.value.needs] == ["wishes"]
    ways.line(
        row, lead, "hearing", code="could_not", body={"whom": "母", "words": "休んでいる", "wish": "待ってほしい"}
    )
    with pytest.raises(NotYet) as early:
        ways.line(row, lead, "hearing", code="pupil", body={"whom": "本人", "words": "「…」"})
    assert [need.name for need in early.value.needs] == ["wishes_kept"]
    client = client_for(lead)
    url = reverse("incidents:record", args=[row.pk, "hearing"])
    assert "待ってほしい" in text(client.get(url))  # beside the form
    shown = text(client.get(reverse("incidents:show", args=[row.pk])))
    assert "待ってほしい" in shown.split('id="wishes-h"')[1].split("</section>")[0]
    said = {
        "code": "pupil",
        "body_whom": "本人",
        "body_words": "「…」",
        "occurred_at": "2026-01-05T10:00",
        "token": "w" * 9,
    }
    assert "今の意向をどう確かめて聴いたか" in text(client.post(url, said), 422)
    assert client.post(url, {**said, "body_wish": "主治医と母の了解のうえ、手紙で"}).status_code == 302


@pytest.mark.requirement("S6")
def test_the_press_desk_keeps_silence_and_names(people: Any, client_for: Any) -> None:
    row = ways.opened(people)
    lead, client = people.principal, client_for(people.principal)
    url = reverse("incidents:press", args=[row.pk])
    page = text(client.get(url))
    for words in ("まだ、何も発表できません", "担当の者から", "言わないこと", "報道の窓口の記録は印刷しません"):
        assert words in page
    asked = reverse("incidents:record", args=[row.pk, "press_asked"])
    said = {"body_whom": "新聞社", "body_words": "いじめか", "occurred_at": "2026-01-05T10:00", "token": "p" * 20}
    assert client.post(asked, said)["Location"] == url  # from the page itself, in one press
    ways.line(row, lead, "press_answer", code="held", body={"whom": "新聞社", "words": "「ご連絡します」"})
    answer = reverse("incidents:record", args=[row.pk, "press_answer"])
    assert "まだ「答えた・発表した」は選べません" in text(client.get(answer))
    early = {"code": "said", "body_whom": "x", "body_words": "いじめはない", "occurred_at": "2026-01-05T10:00"}
    assert client.post(answer, early).status_code == 422
    with pytest.raises(NotYet):
        ways.line(row, lead, "press_answer", code="said")
    ways.line(row, lead, "press_voice", body={"words": "教頭", "whom": "課長"})
    for named in ("3年の髙﨑さんのことは", "高崎さんは", people.victim.name):
        with pytest.raises(NotYet) as refusal:
            ways.line(row, lead, "press_agreed", body={"words": named, "not_said": "名前", "whom": "課長"})
        assert [need.name for need in refusal.value.needs] == ["no_names"]
    ways.line(row, lead, "press_agreed", body={"words": "調査を行っています", "not_said": "名前", "whom": "課長"})
    ways.line(row, lead, "press_answer", code="said", body={"whom": "新聞社", "words": "調査を行っています"})
    with pytest.raises(NotYet):
        ways.line(
            row, lead, "press_answer", code="said", body={"whom": "x", "words": f"{people.victim.family_name}さんは"}
        )
    page = text(client.get(url))
    assert "まだ、何も発表できません" not in page
    assert "調査を行っています" in page


def test_who_is_shut_out_is_shut_out_of_the_question(people: Any, client_for: Any) -> None:
    report = play.report(people, narrative="診断書が出た")
    shut_out(report=report, by=people.guidance_head, staff=people.principal)
    assert client_for(people.principal).get(reverse("incidents:report_question", args=[report.pk])).status_code == 404
    assert "考えて答える" not in text(client_for(people.principal).get("/duties/"))
