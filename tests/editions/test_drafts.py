"""Drafts and adoption: nothing typed is lost, nobody's work is overwritten unseen, what was decided stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from tests import play
from tests.asking import queries, refused, text
from yorisoi.editions.actions import (
    Closed,
    Conflict,
    NotUsable,
    adopt_edition,
    begin_draft,
    give_up_draft,
    save_part,
    save_text,
)
from yorisoi.editions.models import Adoption, DraftSave, EditionDraft, StoredEdition
from yorisoi.editions.parts import part_of
from yorisoi.editions.queries import Times, edition_at, examine
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.policy.edition import BadEdition, edition, whole
from yorisoi.policy.edition_text import seen, written

NOW = "mihon-nishi"


@pytest.fixture
def begun(people: Any) -> EditionDraft:
    """A draft from today's edition, with the chief's name for it."""
    return begin_draft(school=people.school, by=people.vice_principal, base=NOW, token="t1")


def change(draft: EditionDraft, by: Any, part: str, **values: Any) -> EditionDraft:
    """Save one part with some values other than they are."""
    draft.refresh_from_db()
    now = part_of(examine(draft.text, draft.school.edition).data or {}, part)
    return save_part(draft=draft, by=by, part=part, typed={**now, **values}, before=seen(now))


def adopted(draft: EditionDraft, by: Any) -> Adoption:
    """Put a draft into force."""
    draft.refresh_from_db()
    return adopt_edition(draft=draft, by=by, year=2026, text=seen(draft.text), body="staff_meeting", note="四月の会議")


@pytest.mark.requirement("B1")
def test_a_school_adopts_its_own_edition(people: Any, begun: EditionDraft) -> None:
    change(begun, people.vice_principal, "basics", version="2026年度版")
    change(begun, people.vice_principal, "clocks", board={"kind": "hours", "amount": 24, "cite": "response.board",
                                                           "basis": "city", "note": "市の定め"})  # fmt: skip
    row = adopted(begun, people.principal)
    people.school.refresh_from_db()
    rules = edition(people.school.edition)
    assert (rules.version, rules.clock("board").amount, rules.clock("board").kind) == ("2026年度版", 24, "hours")
    assert row.name == people.school.edition == rules.name
    assert (row.before, row.by) == (NOW, people.principal)
    assert StoredEdition.objects.get(name=row.name).text == written(whole(row.name))
    begun.refresh_from_db()
    assert begun.adoption == row
    assert Event.objects.filter(event="edition.adopted", about_id=str(row.pk)).exists()
    for act in (lambda: adopted(begun, people.principal), lambda: give_up_draft(draft=begun, by=people.principal)):
        with pytest.raises((Closed, Conflict)):
            act()


def test_what_is_in_force_is_not_adopted_again(people: Any, begun: EditionDraft) -> None:
    change(begun, people.principal, "basics", version="一")
    adopted(begun, people.principal)
    people.school.refresh_from_db()
    again = begin_draft(school=people.school, by=people.principal, base=people.school.edition, token="t2")
    with pytest.raises(NotUsable):
        adopted(again, people.principal)
    assert Adoption.objects.count() == 1


def test_a_draft_that_cannot_be_used_is_kept_and_not_adopted(people: Any, begun: EditionDraft) -> None:
    now = part_of(whole(NOW), "follow_up")
    save_part(
        draft=begun, by=people.principal, part="follow_up", typed={**now, "review_days": "十日"}, before=seen(now)
    )
    begun.refresh_from_db()
    found = examine(begun.text, NOW)
    assert found.refusal is not None
    assert found.part == "follow_up"
    assert 'review_days = "十日"' in begun.text
    with pytest.raises(NotUsable):
        adopted(begun, people.principal)
    save_text(draft=begun, by=people.principal, text="これは = = TOML ではない", before=seen(begun.text))
    begun.refresh_from_db()
    assert examine(begun.text, NOW).data is None
    with pytest.raises(NotUsable):
        adopted(begun, people.principal)


def test_a_code_that_records_use_cannot_go(people: Any, begun: EditionDraft) -> None:
    forms = part_of(whole(NOW), "forms")
    save_part(draft=begun, by=people.principal, part="forms", typed=forms[:-1], before=seen(forms))
    begun.refresh_from_db()
    assert examine(begun.text, NOW).lost == ("forms.other",)
    with pytest.raises(NotUsable):
        adopted(begun, people.principal)


def test_what_somebody_else_saved_is_not_overwritten_unseen(people: Any, begun: EditionDraft) -> None:
    shown = seen(part_of(whole(NOW), "follow_up"))
    change(begun, people.principal, "follow_up", review_days=20)
    change(begun, people.vice_principal, "retention", serious_years=10)  # another part: both stay
    change(begun, people.principal, "follow_up", review_days=21)
    with pytest.raises(Conflict) as conflict:
        save_part(draft=begun, by=people.vice_principal, part="follow_up", typed={"review_days": 30}, before=shown)
    assert conflict.value.now["review_days"] == 21
    begun.refresh_from_db()
    data = examine(begun.text, NOW).data or {}
    assert (data["follow_up"]["review_days"], data["retention"]["serious_years"]) == (21, 10)
    with pytest.raises(Conflict):
        save_text(draft=begun, by=people.vice_principal, text="x = 1", before="something older")


def test_a_double_press_begins_one_draft(people: Any, begun: EditionDraft) -> None:
    assert begin_draft(school=people.school, by=people.vice_principal, base=NOW, token="t1") == begun
    give_up_draft(draft=begun, by=people.principal)
    with pytest.raises(Closed):
        change(begun, people.principal, "basics", version="二")


def test_only_managers_of_the_school_write(people: Any, begun: EditionDraft, other_school: Any) -> None:
    from tests.makers import staff_maker

    stranger = staff_maker(other_school, "principal")
    for by in (people.guidance_head, people.homeroom, people.administrator, stranger):
        with pytest.raises(PermissionDenied):
            begin_draft(school=people.school, by=by, base=NOW, token="x")
        with pytest.raises(PermissionDenied):
            change(begun, by, "basics", version="三")
        with pytest.raises(PermissionDenied):
            adopt_edition(draft=begun, by=by, year=2026, text=seen(begun.text))


def test_the_database_keeps_what_was_adopted(people: Any, begun: EditionDraft) -> None:
    change(begun, people.principal, "basics", version="一")
    adopted(begun, people.principal)
    for rows, values in ((StoredEdition, {"text": "x"}), (Adoption, {"note": "x"}), (EditionDraft, {"text": "x"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._base_manager.update(**values)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._base_manager.all()._raw_delete("default")


@pytest.mark.requirement("B1")
def test_a_running_case_keeps_the_edition_of_each_step(
    people: Any, begun: EditionDraft, client_for: Callable[..., Client]
) -> None:
    case = play.opened(people)
    play.find_facts(people, case)
    rule = {"section": "第9", "article": "", "rule": "あとから変わったきまり。", "kind": "school"}
    change(begun, people.principal, "clauses:response", **{"response.committee": rule, "response.recognition": rule})
    change(begun, people.principal, "basics", version="あたらしい版")
    with play.move_on(1):
        adopted(begun, people.principal)
        before, after = edition(NOW).clause("response.committee").rule, "あとから変わったきまり。"
        people.school.refresh_from_db()
        case.refresh_from_db()
        case.school.refresh_from_db()
        assert case.edition == NOW
        times = Times(people.school)
        first = case.steps.order_by("at")[0]
        assert times.at(first.at).clause("response.committee").rule == before
        assert edition_at(people.school, clock.now()).clause("response.committee").rule == after
        assert edition_at(people.school, None).name == people.school.edition
        assert times.at(first.at - timedelta(days=999)).name == NOW
    page = text(client_for(people.principal).get(f"/cases/{case.pk}/"))
    shown = edition(NOW).clause(first.cite)
    assert shown.rule in page
    assert f"{edition(NOW).version}（その時の版）" in page


# -- pages ---------------------------------------------------------------------------------------
PAGES = ("", "compare/", f"editions/{NOW}/", f"editions/{NOW}/file/", "helplines/")


@pytest.mark.parametrize("page", PAGES)
def test_everybody_of_the_staff_reads(people: Any, client_for: Callable[..., Client], page: str) -> None:
    for person in (people.homeroom, people.expert, people.principal):
        answer = client_for(person).get(f"/policy/{page}")
        assert answer.status_code == 200
    client = client_for(people.principal)
    assert client.delete(f"/policy/{page}").status_code == 405
    refused(client_for, f"/policy/{page}", post=False, stranger=None, wrong=people.administrator, other=None)


def test_the_pages_of_a_draft_are_the_managers(
    people: Any, begun: EditionDraft, other_school: Any, client_for: Callable[..., Client]
) -> None:
    from tests.makers import staff_maker

    other = staff_maker(other_school, "principal")
    for page in ("", "part/clocks/", "text/", "adopt/"):
        refused(
            client_for,
            f"/policy/drafts/{begun.pk}/{page}",
            post=False,
            stranger=None,
            wrong=people.homeroom,
            other=other,
        )
        assert client_for(people.principal).get(f"/policy/drafts/{begun.pk}/{page}").status_code == 200
    refused(
        client_for, f"/policy/drafts/{begun.pk}/give-up/", post=True, stranger=None, wrong=people.homeroom, other=other
    )
    client = client_for(people.principal)
    assert client.get("/policy/drafts/999999/").status_code == 404
    assert client.get(f"/policy/drafts/{begun.pk}/part/nothing/").status_code == 404
    assert client.get(f"/policy/drafts/{begun.pk}/part/clauses:nothing/").status_code == 404
    assert client.get("/policy/editions/e-00000000000000000000000000000000/").status_code == 404
    assert client.get("/policy/drafts/new/").status_code == 405


def test_another_schools_own_edition_is_not_there(
    people: Any, begun: EditionDraft, other_school: Any, client_for: Callable[..., Client]
) -> None:
    from tests.makers import staff_maker

    change(begun, people.principal, "basics", version="秘密の版")
    name = adopted(begun, people.principal).name
    client = client_for(staff_maker(other_school, "principal"))
    assert client.get(f"/policy/editions/{name}/").status_code == 404
    assert client.get(f"/policy/editions/{name}/file/").status_code == 404
    assert client.get(f"/policy/compare/?before={name}").status_code == 404
    assert "秘密の版" not in text(client.get("/policy/"))


@pytest.mark.requirement("B1")
def test_from_the_editor_to_the_adoption(people: Any, client_for: Callable[..., Client]) -> None:
    client = client_for(people.vice_principal)
    answer = client.post("/policy/drafts/new/", {"base": NOW, "token": "press"})
    row = EditionDraft.objects.get()
    assert answer["Location"] == f"/policy/drafts/{row.pk}/"
    url = f"/policy/drafts/{row.pk}/part/follow_up/"
    page = text(client.get(url))
    mark = page.split('name="seen" id="seen" value="')[1].split('"')[0]
    fields = {f"n:/follow_up/{key}": str(value) for key, value in whole(NOW)["follow_up"].items()}
    typed = {**fields, "d:/follow_up": "", "n:/follow_up/review_days": "まだ", "seen": mark}
    beside = text(client.post(url, {**typed, "auto": "1"}))
    assert "整数で書いてください" in beside
    assert 'value="まだ"' in text(client.get(url))  # nothing typed is lost
    assert "このままでは使えません" in text(client.get(f"/policy/drafts/{row.pk}/adopt/"))
    typed |= {"n:/follow_up/review_days": "10", "n:/follow_up/policy_months": "3"}
    assert client.post(url, typed).status_code == 302
    adopt = f"/policy/drafts/{row.pk}/adopt/"
    page = text(client.get(adopt))
    assert "経過観察の見直し" in page
    row.refresh_from_db()
    said = {"seen": seen(row.text), "year": "2026", "decided_on": "2099-01-01"}
    text(client.post(adopt, said), 422)
    text(client.post(adopt, {**said, "decided_on": "", "seen": "older"}), 422)
    assert client.post(adopt, {**said, "decided_on": ""}).status_code in {302, 422}
    years = [choice for choice in ("2025", "2026", "2027", "2028") if f'value="{choice}"' in page]
    if not Adoption.objects.exists():
        assert client.post(adopt, {**said, "decided_on": "", "year": years[0]}).status_code == 302
    people.school.refresh_from_db()
    assert edition(people.school.edition).follow_up.review_days == 10
    assert "10" in text(client.get("/policy/compare/"))
    assert "版として決まりました" in text(client.get(f"/policy/drafts/{row.pk}/"))


def test_lines_are_added_without_a_script(people: Any, begun: EditionDraft, client_for: Callable[..., Client]) -> None:
    client, url = client_for(people.principal), f"/policy/drafts/{begun.pk}/part/helplines/"
    shown = seen(part_of(whole(NOW), "helplines"))
    typed = {"r:/helplines": "", "t:/helplines/0/name": "一つだけ", "seen": shown}
    answer = client.post(url, {**typed, "do": "add:/helplines"})
    assert answer["Location"].endswith("#helplines-1")
    begun.refresh_from_db()
    assert (examine(begun.text, NOW).data or {})["helplines"] == [{"name": "一つだけ"}, {}]
    assert client.post(url, {"r:/helplines": "", "do": "remove:/helplines/9"}).status_code == 404
    assert client.post(url, {"r:/helplines": "", "do": "up:/nothing/here"}).status_code == 404


def test_a_conflict_shows_what_was_typed(people: Any, begun: EditionDraft, client_for: Callable[..., Client]) -> None:
    shown = seen(part_of(whole(NOW), "follow_up"))
    change(begun, people.principal, "follow_up", review_days=20)
    client, url = client_for(people.vice_principal), f"/policy/drafts/{begun.pk}/part/follow_up/"
    typed = {"d:/follow_up": "", "n:/follow_up/review_days": "33", "seen": shown}
    assert "ほかの人が" in text(client.post(url, {**typed, "auto": "1"}))
    page = text(client.post(url, typed), 409)
    assert 'value="33"' in page
    mark = page.split('name="seen" id="seen" value="')[1].split('"')[0]
    assert client.post(url, {**typed, "seen": mark}).status_code == 302
    mine = f"/policy/drafts/{begun.pk}/text/"
    begun.refresh_from_db()
    change(begun, people.principal, "basics", version="九")
    assert "x = 1" in text(client.post(mine, {"text": "x = 1", "seen": "older"}), 409)


def test_a_file_begins_a_draft(people: Any, client_for: Callable[..., Client]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = client_for(people.principal)
    for content in (b'extends = "mihon-chu"\n', b"not = = toml"):
        file = SimpleUploadedFile("own.toml", content)
        assert client.post("/policy/drafts/new/", {"toml": file, "token": content[:3].hex()}).status_code == 302
    good, bad = EditionDraft.objects.order_by("pk")
    begun = examine(good.text, NOW).edition
    assert begun is not None
    assert (begun.school_name, begun.clock("board").amount) == ("見本市立西小学校", 24)  # its rules, not its name
    assert client.get(f"/policy/drafts/{bad.pk}/part/clocks/")["Location"].endswith("/text/")
    assert client.get(f"/policy/drafts/{bad.pk}/").status_code == 200
    assert (
        client.post("/policy/drafts/new/", {"toml": SimpleUploadedFile("x", b"\x93\xfa"), "token": "z"}).status_code
        == 302
    )
    assert EditionDraft.objects.count() == 2


def test_the_overview_takes_the_same_number_of_queries(
    people: Any, begun: EditionDraft, client_for: Callable[..., Client]
) -> None:
    client = client_for(people.principal)
    change(begun, people.principal, "basics", version="一")
    adopted(begun, people.principal)
    text(client.get("/policy/"))
    once = queries(client, "/policy/")
    people.school.refresh_from_db()
    for number in range(3):
        more = begin_draft(school=people.school, by=people.principal, base=NOW, token=f"m{number}")
        change(more, people.principal, "basics", version=f"版{number}")
        adopted(more, people.principal)
        people.school.refresh_from_db()
    text(client.get("/policy/"))  # what has been adopted is read once for each process
    assert queries(client, "/policy/") == once


@pytest.mark.parametrize("typed", ["", "  \n", "\x00\x00", "# 何もない\n"])
def test_a_draft_is_not_wiped(people: Any, begun: EditionDraft, client_for: Callable[..., Client], typed: str) -> None:
    client, url, before = client_for(people.principal), f"/policy/drafts/{begun.pk}/text/", begun.text
    page = text(client.post(url, {"text": typed, "seen": seen(before)}), 422)
    assert "何も書かれていません" in page
    assert "# 何もない" in page or "何もない" not in typed  # what was typed is still there
    assert "何も書かれていません" in text(client.post(url, {"text": typed, "seen": seen(before), "auto": "1"}))
    text(client.post(f"/policy/drafts/{begun.pk}/part/clocks/", {"seen": ""}), 422)
    begun.refresh_from_db()
    assert begun.text == before
    with pytest.raises(BadEdition):
        begin_draft(school=people.school, by=people.principal, base=NOW, token="empty", text=typed)


def test_the_way_back_to_an_earlier_save(
    people: Any, begun: EditionDraft, other_school: Any, client_for: Callable[..., Client]
) -> None:
    from tests.makers import staff_maker

    client, url, first = client_for(people.principal), f"/policy/drafts/{begun.pk}/back/", begun.text
    save_text(draft=begun, by=people.principal, text="title = '一'", before=seen(first))
    for typed in ("二", "三", "四"):  # typing that goes on is one step
        save_text(draft=begun, by=people.principal, text=f"title = '{typed}'", before="", auto=True)
    assert [one.number for one in DraftSave.objects.all()] == [0]
    assert "この文にもどす" in text(client.get(f"/policy/drafts/{begun.pk}/"))
    assert client.post(url, {"number": "7"}).status_code == client.post(url, {}).status_code == 404
    other = staff_maker(other_school, "principal")
    refused(client_for, url, post=True, stranger=None, wrong=people.homeroom, other=other)
    assert client.get(url).status_code == 405
    assert client.post(url, {"number": "0"}).status_code == 302
    begun.refresh_from_db()
    assert begun.text == first
    assert DraftSave.objects.first().text == "title = '四'"  # type: ignore[union-attr]
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftSave._base_manager.update(text="x")


def test_long_pages_are_folded_and_can_be_jumped_in(
    people: Any, begun: EditionDraft, client_for: Callable[..., Client]
) -> None:
    client = client_for(people.principal)
    long = text(client.get("/policy/compare/?before=mihon-nishi&after=mihon-minami"))
    assert 'href="#changed-clauses"' in long
    assert '<details class="edit-row change-part" id="changed-clauses"><summary>' in long  # closed
    change(begun, people.principal, "basics", version="一")
    short = text(client.get(f"/policy/drafts/{begun.pk}/"))
    assert 'id="changed-basics" open' in short
    assert 'href="#changes-h"' in short
    assert "<details><summary" in short  # what is only missing in the document is folded
    assert "せまい画面では" in text(Client().get("/s/nishi/policy/flow/"))
