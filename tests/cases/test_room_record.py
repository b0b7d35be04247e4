"""What stands ready in the room and around it: quotes beside the elements, kana names hidden, memos not lost, spans."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import play
from tests.asking import text
from yorisoi.cases.ledger import span
from yorisoi.cases.names import Letters
from yorisoi.meetings.models import Meeting
from yorisoi.policy.edition import edition
from yorisoi.policy.roles import Body
from yorisoi.reports.actions import leave_memo
from yorisoi.reports.inbox import short_forms
from yorisoi.schools.calendar import TOKYO, today


@pytest.mark.requirement("R6")
def test_beside_each_element_stands_what_is_on_record(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.find_facts(people, case)
    heard = play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim)
    seen = play.write(case, people.homeroom, "observation")
    page = text(client_for(people.guidance_head).get(f"{reverse('cases:room', args=[held.pk])}?move=recognise"))
    own, distress = page[page.index('class="guide-words"') :], page[page.index('id="guide-distress-h"') :]
    assert f"#line-{heard.pk}" in own[: own.index("</ul>")]
    assert f"#line-{heard.pk}" in distress[: distress.index("</ul>")]
    assert f'name="against_distress" value="entry:{seen.pk}"' in distress
    assert 'type="radio" name="relation" value="unknown"' in page


@pytest.mark.requirement("R6")
def test_the_refusal_names_what_is_missing_so_that_it_can_follow(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    held = play.meeting(people, Body.COMMITTEE, cases=[case])
    held.attendances.update(present=False)
    client = client_for(people.guidance_head)
    said = {"item": held.items.get().pk, "move": "find_facts", "reason": "確かめる"}
    page = text(client.post(reverse("cases:room", args=[held.pk]), said), 422)
    assert "data-missing" in page
    assert 'class="cluster" data-need="quorum"' in page
    held.attendances.update(present=True)
    assert 'data-need="quorum" class="met"' in text(client.post(reverse("cases:room_check", args=[held.pk]), said))


def test_names_are_hidden_in_kana_too(people: Any, make_pupil: Any) -> None:
    child = make_pupil(people.school, people.class31, "若林", "結")
    child.family_kana, child.given_kana = "ワカバヤシ", "ゆい"
    other = make_pupil(people.school, people.class31, "森", "木")
    other.family_kana, other.given_kana = "モリ", "キ"
    letters = Letters([child, other])
    for words in ("わかばやしさんが", "ワカバヤシ ユイが", "わかばやしゆいが", "ゆいちゃんに", "若林さんが"):
        assert str(letters.veil(words)).startswith('<span class="veiled" data-letter="A">'), words
    assert "veiled" in letters.veil("「もりくんがたたいた」")
    assert "veiled" not in letters.veil("きのう")


def test_a_memo_being_written_comes_along_when_a_child_is_added(people: Any, client_for: Any) -> None:
    report = play.report(people)
    leave_memo(report=report, by=people.guidance_head, words="さいしょのメモ")
    client = client_for(people.guidance_head)
    url = reverse("cases:report_pupil", args=[report.pk])
    page = text(client.post(url, {"person": people.perpetrator.uid, "words": "書きかけのことば"}))
    assert "書きかけのことば" in page
    assert "子どもを加えました" in page
    assert report.memos.count() == 1
    searched = {"q": people.victim.family_name, "words": "書きかけのことば"}
    assert "書きかけのことば" in text(client.post(reverse("cases:report_people", args=[report.pk]), searched))
    found = text(client.post(reverse("cases:report_people", args=[report.pk]), {"q": people.victim.family_name}))
    assert f'form="memo-form" formaction="{url}"' in found
    assert client.post(url, {"person": people.perpetrator.uid}).status_code == 302


def test_what_is_typed_beside_what_is_sent_comes_along(people: Any, client_for: Any) -> None:
    report = play.report(people)
    client = client_for(people.guidance_head)
    typed = {"words": "書きかけのメモ", "reason": "けがをしている"}
    page = text(
        client.post(reverse("cases:report_pupil", args=[report.pk]), {"person": people.perpetrator.uid, **typed})
    )
    assert all(words in page for words in typed.values())
    assert '<details id="urgent" open>' in page
    page = text(client.post(reverse("cases:report_urgent", args=[report.pk]), typed))
    assert report.steps.filter(move="mark_urgent").count() == 1
    assert "書きかけのメモ" in page
    assert not report.memos.exists()
    both = {"words": "書きかけのメモ", "done": ""}
    page = text(client.post(reverse("cases:report_interim", args=[report.pk]), both), 422)
    assert "書きかけのメモ" in page
    both["done"] = "保健室で休ませた"
    assert (
        client.post(
            reverse("cases:report_memo", args=[report.pk]), {"words": " ", **{"done": both["done"]}}
        ).status_code
        == 422
    )
    assert "保健室で休ませた" in text(client.post(reverse("cases:report_memo", args=[report.pk]), both))
    assert [memo.kind for memo in report.memos.all()] == ["memo"]


@pytest.mark.requirement("O1")
def test_the_next_committee_is_proposed_for_the_date_it_fixed(people: Any, client_for: Any) -> None:
    case = play.opened(people)
    day = today() + timedelta(days=3)
    case.next_at = datetime.combine(day, time(16), TOKYO)
    case.save(update_fields=["next_at"])
    client = client_for(people.guidance_head)
    page = text(client.get(f"{reverse('meetings:convene')}?body=committee&case={case.pk}"))
    assert f'value="{day}T16:00"' in page


@pytest.mark.requirement("O1")
def test_a_meeting_at_the_same_time_is_pointed_out_and_joined_by_one_press(people: Any, client_for: Any) -> None:
    one, two = play.report(people), play.report(people)
    client, url = client_for(people.guidance_head), reverse("meetings:convene")
    said = {"at": "2030-01-10T15:30", "place": "校長室", "body": "subcommittee"}
    client.post(url, {**said, "report": one.pk})
    held = Meeting.objects.get()
    page = text(client.post(url, {**said, "report": two.pk}), 422)
    assert "同じ会議が、同じ時刻にもう招集されています" in page
    assert f'name="add_to" value="{held.pk}"' in page
    answer = client.post(url, {**said, "report": two.pk, "add_to": held.pk})
    assert answer["Location"] == reverse("cases:room", args=[held.pk])
    assert {item.report_id for item in held.items.all()} == {one.pk, two.pk}
    assert client.post(url, {**said, "report": two.pk, "add_to": "x"}).status_code == 404
    three = play.report(people)
    client.post(url, {**said, "report": three.pk, "another": "1"})
    assert Meeting.objects.count() == 2


def test_what_may_be_taken_up_says_class_forms_and_clock_without_names(people: Any, client_for: Any) -> None:
    report = play.report(people)
    page = text(client_for(people.guidance_head).get(f"{reverse('meetings:convene')}?body=subcommittee"))
    line = page[page.index(f'value="{report.pk}"') :]
    line = line[: line.index("</label>")]
    for words in (report.label, str(people.class31), "clock"):
        assert words in line
    assert people.victim.family_name not in line
    assert people.counsellor.name in page  # may be asked to come


def test_spans_and_short_forms_are_said_in_one_way() -> None:
    said = [span(timedelta(minutes=m)) for m in (0, 40, 120, 820, 2880)]
    assert said == ["", "40分", "2時間", "13時間40分", "2日"]
    rules = edition("ito-nishi")
    assert short_forms([form.code for form in rules.forms if form.national == 6], rules) == "隠す・盗む・壊す"
