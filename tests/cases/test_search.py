"""Searching: words in any script form, over what one may read; who is shut out finds nothing, nor does a thief."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import pictures, play
from tests.asking import text
from tests.reports.test_attachments import sent
from yorisoi.cases.files import attach_to_case
from yorisoi.cases.finding import search
from yorisoi.cases.finding_again import rebuild
from yorisoi.cli.main import main
from yorisoi.journal.models import DataKey, Event, SearchText
from yorisoi.reports.attaching import note_about
from yorisoi.reports.shutting_out import shut_out

URL = "/search/"
PHOTO, OTHER = pictures.jpeg(), pictures.jpeg(place=True)


def found(staff: Any, q: str) -> list[str]:
    """What is found, in words."""
    return [str(match.excerpt) for match in search(staff, q).matches]


def test_the_five_questions(people: Any, client_for: Any) -> None:
    assert client_for(people.guidance_head).get(URL).status_code == 200
    assert client_for(people.guidance_head).put(URL).status_code == 405
    assert client_for(people.administrator).get(URL).status_code == 403
    assert client_for(people.administrator).post(URL, {"q": "x"}).status_code == 403


@pytest.mark.parametrize("q", ["たいいくかん", "タイイクカン", "ﾀｲｲｸｶﾝ", "いくか", "体育館うら", "体育館 うら"])
def test_every_script_form_finds_the_words(people: Any, q: str) -> None:
    play.opened(people, narrative="タイイクカンの前で言われた。\n体育館 うらでも。")
    assert len(found(people.guidance_head, q)) == 1


@pytest.mark.parametrize(
    ("written", "q"), [("渡邊さん", "渡辺"), ("髙橋さん", "高橋"), ("岩﨑さん", "岩崎"), ("ＡＢＣ", "abc")]
)
def test_variants_of_signs_are_one(people: Any, written: str, q: str) -> None:
    play.opened(people, narrative=f"{written}に言われた")
    assert found(people.guidance_head, q) == [f"<mark>{written[: len(q)]}</mark>{written[len(q) :]}に言われた"]


def test_a_reading_finds_the_child_and_the_texts_with_the_name(people: Any, make_pupil: Any) -> None:
    child = make_pupil(people.school, people.class31, "若林", "結")
    child.family_kana, child.given_kana = "わかばやし", "ゆい"
    child.save()
    play.opened(people, narrative="若林さんが押した")
    answer = search(people.guidance_head, "ワカバ")
    assert [one.found.name for one in answer.people] == ["若林 結"]
    assert ["若林" in str(match.excerpt) for match in answer.matches] == [True]


def test_every_kind_of_text_is_found_where_it_stands(people: Any) -> None:
    case = play.opened(people, narrative="あああ校庭")
    play.find_facts(people, case)
    play.write(case, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim, words="「校庭で」")
    labels = {(match.where.split()[0], match.label.split()[0]) for match in search(people.principal, "校庭").matches}
    assert labels == {("通報", "ことば"), ("事案", "聞き取り")}
    assert found(people.principal, "聞き取った内容のメモ")
    assert found(people.principal, "SCが毎日")
    assert not found(people.principal, "victim")


def test_only_what_one_may_read(people: Any, make_staff: Any, other_school: Any, client_for: Any) -> None:
    case = play.opened(people, narrative="ひみつのことば")
    assert found(people.guidance_head, "ひみつ")
    assert found(people.homeroom, "ひみつ")
    assert not found(people.teacher, "ひみつ")
    assert not found(make_staff(other_school, "guidance_head"), "ひみつ")
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.homeroom)
    assert not found(people.homeroom, "ひみつ")
    page = text(client_for(people.homeroom).post(URL, {"q": people.victim.name}))
    assert case.label not in page


def test_what_is_searched_stands_in_no_address_and_no_journal(people: Any, client_for: Any) -> None:
    play.opened(people, narrative="ひみつのことば")
    client = client_for(people.guidance_head)
    page = text(client.post(URL, {"q": "ひみつ"}, headers={"HX-Request": "true"}))
    assert "<mark>ひみつ</mark>" in page
    assert "<html" not in page
    assert "見つかりません" in text(client.post(URL, {"q": "どこにもない"}))
    event = Event.objects.filter(event="view.search").latest("id")
    assert "ひみつ" not in str(event.data)


def test_nothing_of_it_can_be_read_without_the_key_and_it_goes_with_the_key(people: Any) -> None:
    case = play.opened(people, narrative="おなじことば")
    play.opened(people, narrative="おなじことば")
    rows = [bytes(row.words) for row in SearchText.objects.all()]
    assert not any("おなじ".encode() in row for row in rows)
    pieces = [{row[n : n + 8] for n in range(len(row) - 8)} for row in rows]
    assert not pieces[0] & pieces[1]  # equal words leave nothing equal
    assert len(found(people.guidance_head, "おなじ")) == 2
    key = case.report_links.get().report.key
    DataKey.objects.filter(pk=key.pk).update(wrapped=None, destroyed_at=case.opened_at)
    assert len(found(people.guidance_head, "おなじ")) == 1


def test_made_anew_it_finds_the_same(people: Any, capsys: pytest.CaptureFixture[str]) -> None:
    case = play.responding(people)
    play.write(case, people.homeroom, "note", words="図書室にいた")
    wanted = ["図書室", "SC", "からかわれ", "苦痛"]
    before = [sorted(found(people.principal, q)) for q in wanted]
    assert all(before)
    SearchText.objects.all().delete()
    assert not found(people.principal, "図書室")
    assert main(["search", "rebuild"]) == 0
    assert "事案 1件" in capsys.readouterr().out
    assert [sorted(found(people.principal, q)) for q in wanted] == before
    assert rebuild()["cases"] == 1


# -- what a report tells beside its narrative, screens, numbers -------------------------------------
ANSWERS = {"child_name": "山田 太郎", "staff_concerned": "榊原校長", "wish": "席をはなして", "where": ["toilet"]}
SCREEN = {"service": "LINE", "account": "taro123", "address": "さくら組グループ", "shown_at": "6月3日"}
ASKED = ("山田", "山田太郎", "榊原", "席をはなして", "トイレ", "はじめの話", "LINE", "taro123", "ＴＡＲＯ", "さくら組")


def test_all_that_a_report_tells_is_found_also_made_anew(people: Any, client_for: Any) -> None:
    case = play.opened(people, narrative="はじめの話", answers=ANSWERS, files=[sent(PHOTO)], about=SCREEN)
    report = case.report_links.get().report
    for _time in ("written", "made anew"):
        for q in ASKED:
            assert len(found(people.guidance_head, q)) == 1, q
            assert found(people.homeroom, q), q
            assert not found(people.teacher, q), q
        rebuild()
    match = search(people.guidance_head, "taro123").matches[0]
    assert str(match.excerpt) == "<mark>taro123</mark>"
    assert client_for(people.guidance_head).get(match.url).status_code == 200
    assert not found(people.guidance_head, "6月3日")
    shut_out(report=report, by=people.guidance_head, staff=people.homeroom)
    assert not any(found(people.homeroom, q) for q in ASKED)


def test_what_is_learned_of_a_screen_later_is_found(people: Any) -> None:
    case = play.opened(people, narrative="", files=[sent(PHOTO)])
    row = case.report_links.get().report.attachments.get()
    note_about(attachment=row, by=people.guidance_head, about={"account": "hanako9"})
    [mine] = attach_to_case(case=case, by=people.guidance_head, files=[sent(OTHER)], about={"account": "jiro8"})
    for _time in ("written", "made anew"):
        assert found(people.guidance_head, "hanako9") == ["<mark>hanako9</mark>"]
        assert [match.url for match in search(people.homeroom, "jiro8").matches] == [
            reverse("cases:file", args=[mine.pk])
        ]
        assert not found(people.teacher, "jiro8")
        rebuild()


def test_who_told_is_not_found(people: Any) -> None:
    play.opened(people, reporter={"name": "匿名野 花", "contact": "090-0000-0000"}, received_from="匿名野 花")
    assert not found(people.guidance_head, "匿名野")
    assert not found(people.guidance_head, "090-0000")


def test_a_number_leads_to_its_report_and_case(people: Any, make_staff: Any, other_school: Any) -> None:
    case = play.opened(people)
    report = case.report_links.get().report
    shown = f"{report.number:04d}"
    wide = report.label.translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    for q in (report.label, f"通報 {report.label}", f"受付番号{report.label}", shown, wide):
        urls = [match.url for match in search(people.guidance_head, q).matches]
        assert reverse("cases:report", args=[report.pk]) in urls, q
    urls = [match.url for match in search(people.homeroom, case.label).matches]
    assert reverse("cases:show", args=[case.pk]) in urls
    assert not search(people.guidance_head, f"1999-{shown}").matches
    for stranger in (people.teacher, make_staff(other_school, "guidance_head")):
        for q in (report.label, shown, case.label):
            assert not search(stranger, q).matches
    shut_out(report=report, by=people.guidance_head, staff=people.homeroom)
    assert not search(people.homeroom, report.label).matches
    assert not search(people.homeroom, case.label).matches


def test_what_is_typed_is_shown_as_typed(people: Any, client_for: Any) -> None:
    page = text(client_for(people.guidance_head).post(reverse("cases:search"), {"q": '"><script>x</script>\x00\x1e'}))
    assert "<script>x" not in page
