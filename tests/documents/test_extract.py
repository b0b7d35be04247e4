"""An extract for one family: gathered, masked, looked at by a person, released; whoever is shut out finds none."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import play
from tests.asking import refused, text
from tests.documents.reading import bare, said
from tests.makers import pupil_maker
from tests.surveys import acts as survey
from yorisoi.documents import extracting
from yorisoi.documents.extract_answers import answers_of
from yorisoi.documents.extract_text import texts_of
from yorisoi.documents.extracting import NoReason, NotFound, NotLookedAt, Released
from yorisoi.documents.models import Extract, Made, Mask, MaskLifted
from yorisoi.documents.queries import extracts_for
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.models import Pupil

NAMES = {"victim": ("髙﨑", "德子", "タカサキ", "トクコ"), "perpetrator": ("𠮷田", "健太", "ヨシダ", "ケンタ")}


@pytest.fixture
def case(people: Any) -> Any:
    """A case in which the others are named in many ways."""
    for who, (family, given, family_kana, given_kana) in NAMES.items():
        Pupil.objects.filter(pk=getattr(people, who).pk).update(
            family_name=family, given_name=given, family_kana=family_kana, given_kana=given_kana
        )
        getattr(people, who).refresh_from_db()
    found = play.responding(people)
    play.write(
        found, people.homeroom, "hearing", code="victim", flag="heard", pupil=people.victim,
        words="「けんちゃんと佐藤さんに、とくちゃんはあっち行ってと言われた」",
    )  # fmt: skip
    play.write(
        found, people.grade_head, "hearing", code="perpetrator", flag="heard", pupil=people.perpetrator,
        words="「德子がうるさかった。うちは引っこしてきたばかり」",
    )  # fmt: skip
    play.write(
        found, people.grade_head, "guidance", code="homeroom", pupil=people.perpetrator, words="家のことを聞いた"
    )
    return found


def begun(people: Any, by: str = "principal") -> Extract:
    """Begin the extract for the victim's family."""
    return extracting.begin_extract(pupil=people.victim, by=getattr(people, by))


def all_keys(row: Extract) -> set[str]:
    """What is ticked when everything is."""
    return {group.key for group in extracting.groups_of(row)}


@pytest.mark.requirement("R9")
def test_the_family_gets_everything_about_its_child_and_no_other_name(people: Any, case: Any) -> None:
    row = begun(people)
    made = extracting.release(extract=row, by=people.vice_principal, confirmed=all_keys(row))
    told = said(made)
    assert "とくちゃんはあっち行ってと言われた" in told
    assert "髙﨑德子" in told
    for word in (
        "𠮷田",
        "吉田",
        "健太",
        "けんちゃん",
        "佐藤",
        "ヨシダ",
        "からかわれている",
        "引っこしてきた",
        "家のことを聞いた",
    ):
        assert word not in told, word
    assert bare("ほかの子どもの名前（請求した人以外の個人に関する情報）") in told
    assert Event.objects.filter(event="document.made", about_kind="extract").exists()


@pytest.mark.parametrize("wish", [["nobody"], ["family"]], ids=["open", "kept"])
def test_the_childs_own_answers_are_there_and_what_it_keeps_from_the_family_is_not(
    people: Any, case: Any, wish: list[str]
) -> None:
    held = survey.opened(people)
    survey.answer(held, people.victim, {**survey.FINE, "withhold": wish, "words": "健太くんがこわい"})
    row = begun(people)
    left = "\n".join(extracting.masked_texts(row))
    asked = texts_of(row.data("content"))
    said = [text for text in asked if "健太くんがこわい" in text]
    assert said  # gathered
    assert "こわい" not in left  # the child's own words wait for a person
    plain = answered_question(people.victim)
    place = asked.index(plain)
    assert (extracting.masked_texts(row)[place + 1] == "■■■") is (wish == ["family"])


def answered_question(pupil: Any) -> str:
    """The first question that the child answered, in the words of adults."""
    by = pupil.school.staff.get(post_holdings__post=Post.PRINCIPAL)
    return next(one.question for one in answers_of(pupil, by)[0] if "答えなし" not in one.answer)


def test_nothing_is_released_before_every_mask_was_looked_at(people: Any, case: Any) -> None:
    row = begun(people)
    keys = sorted(all_keys(row))
    for ticked in (set(), set(keys[1:])):
        with pytest.raises(NotLookedAt):
            extracting.release(extract=row, by=people.principal, confirmed=ticked)
    assert not Made.objects.exists()


def test_a_mask_is_added_and_taken_off_only_with_a_reason_and_both_stay(people: Any, case: Any) -> None:
    row = begun(people)
    with pytest.raises(NoReason):
        extracting.add_mask(extract=row, by=people.principal, words="あっち行って", reason="office", note=" ")
    with pytest.raises(NotFound):
        extracting.add_mask(extract=row, by=people.principal, words="どこにもない", reason="office", note="なぜなら")
    assert extracting.add_mask(extract=row, by=people.principal, words="あっち　行って", reason="office", note="x") == 1
    group = next(one for one in extracting.groups_of(row) if one.word == "からかわれている")
    ids = [mask.pk for mask in group.masks]
    with pytest.raises(NoReason):
        extracting.lift_masks(extract=row, by=people.principal, masks=ids, why="")
    assert extracting.lift_masks(extract=row, by=people.principal, masks=ids, why="この家族が知らせた") == len(ids)
    told = said(extracting.release(extract=row, by=people.principal, confirmed=all_keys(row)))
    assert "あっち行って" not in told
    assert "からかわれている" in told
    assert {event.event for event in Event.objects.filter(about_kind="extract")} >= {
        "extract.begun", "extract.masked", "extract.lifted", "document.made",
    }  # fmt: skip


def test_a_released_extract_stays_as_it_is(people: Any, case: Any) -> None:
    row = begun(people)
    extracting.release(extract=row, by=people.principal, confirmed=all_keys(row))
    for act in (
        lambda: extracting.release(extract=row, by=people.principal, confirmed=all_keys(row)),
        lambda: extracting.add_mask(extract=row, by=people.principal, words="あっち", reason="office", note="x"),
        lambda: extracting.lift_masks(extract=row, by=people.principal, masks=[row.masks.first().pk], why="x"),
    ):
        with pytest.raises(Released):
            act()


def test_a_child_who_came_since_is_masked_and_looked_at_first(people: Any, case: Any, client_for: Any) -> None:
    row = begun(people)
    pupil_maker(people.school, people.class31, "小鳥遊", "あっち")
    keys = all_keys(row)
    answer = client_for(people.principal).post(
        reverse("documents:extract_release", args=[row.pk]), {"confirmed": sorted(keys)}
    )
    assert "名簿が変わり" in text(answer, 422)
    assert not Made.objects.exists()
    made = extracting.release(extract=row, by=people.principal, confirmed=all_keys(row))
    assert "あっち" not in said(made)


@pytest.mark.parametrize("model", [Extract, Mask, MaskLifted, Made])
def test_the_database_refuses_to_change_what_was_done(people: Any, case: Any, model: Any) -> None:
    row = begun(people)
    extracting.lift_masks(extract=row, by=people.principal, masks=[row.masks.first().pk], why="x")
    extracting.release(extract=row, by=people.principal, confirmed=all_keys(row))
    assert model.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(at="2020-01-01T00:00:00Z")


@pytest.mark.requirement("E3")
def test_whoever_is_shut_out_of_the_case_finds_no_extract_from_it(people: Any, case: Any, client_for: Any) -> None:
    row = begun(people)
    made = extracting.release(extract=row, by=people.principal, confirmed=all_keys(row))
    client = client_for(people.vice_principal)
    urls = [reverse("documents:extract", args=[row.pk]), reverse("documents:file", args=[made.pk])]
    assert [client.get(url).status_code for url in urls] == [200, 200]
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.vice_principal)
    assert [client.get(url).status_code for url in urls] == [404, 404]
    assert not extracts_for(people.vice_principal).exists()
    later = extracting.begin_extract(pupil=people.victim, by=people.vice_principal)
    assert "あっち行って" not in "".join(extracting.masked_texts(later))


def test_the_five_questions(people: Any, case: Any, client_for: Any, make_staff: Any, other_school: Any) -> None:
    row = begun(people)
    other = make_staff(other_school, Post.PRINCIPAL)
    for name in ("extract", "extract_mask", "extract_lift", "extract_release"):
        url = reverse(f"documents:{name}", args=[row.pk])
        refused(client_for, url, post=name != "extract", stranger=None, wrong=people.homeroom, other=other)
        client = client_for(people.principal)
        assert (client.post(url) if name == "extract" else client.get(url)).status_code == 405
    url = reverse("documents:extract_begin", args=[people.victim.uid])
    refused(client_for, url, post=True, stranger=None, wrong=people.homeroom, other=other)
    refused(client_for, reverse("documents:extracts"), post=False, stranger=None, wrong=people.homeroom, other=None)


def test_the_way_of_one_extract_on_the_screen(people: Any, case: Any, client_for: Any) -> None:
    client = client_for(people.principal)
    begin = reverse("documents:extract_begin", args=[people.victim.uid])
    assert begin in text(client.get(reverse("schools:pupil", args=[people.victim.uid])))
    token = secrets.token_hex(16)
    where = client.post(begin, {"token": token})["Location"]
    assert client.post(begin, {"token": token})["Location"] == where  # a double press
    page = text(client.get(where))
    assert '<mark class="masked">けんちゃん</mark>' in page
    row = Extract.objects.get()
    urls = {name: reverse(f"documents:extract_{name}", args=[row.pk]) for name in ("mask", "lift", "release")}
    typed = {"words": "うるさいことば", "reason": "office", "note": "書いたもの"}
    assert "書いたもの" in text(client.post(urls["mask"], typed), 422)  # nothing typed is lost
    assert "なぜ見せてよいのか" in text(client.post(urls["lift"], {"mask": [row.masks.first().pk], "why": ""}), 422)
    assert "まだ確かめていない" in text(client.post(urls["release"], {}), 422)
    answer = client.post(urls["release"], {"confirmed": sorted(all_keys(row))}, follow=True)
    assert answer.content.startswith(b"%PDF-")
    assert "書類を保存" in text(client.get(where))
    assert people.victim.name in text(client.get(reverse("documents:extracts")))
