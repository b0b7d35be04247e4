"""離す組 from the attacker's side: whoever may not know finds no trace, by no page, no count, no error, no refusal."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests import play
from tests.asking import text
from tests.groups.conftest import TODAY
from yorisoi.groups.apart import NotTwo, apart_for, end_apart, every_pair, keep_apart, offers_for
from yorisoi.groups.changing import move_pupil, put_in_force
from yorisoi.groups.making import NotBuilt, Wish, make_groups
from yorisoi.groups.models import Apart, Arrangement
from yorisoi.groups.queries import groups_of
from yorisoi.journal.models import Event
from yorisoi.reports.shutting_out import shut_out

pytestmark = pytest.mark.django_db
NEUTRAL = "決められた時間の中で、組むことができませんでした"


def where(row: Arrangement) -> dict[int, int]:
    """Return the group of each child."""
    return {kid.pupil.pk: one.row.number for one in groups_of(row) for kid in one.members}


@pytest.mark.requirement("P2", "R5")
def test_pairs_of_a_case_are_offered_to_those_who_may_know_it_and_kept_for_everybody(
    people: Any, children: Any, client_for: Any
) -> None:
    case = play.responding(people)
    (offer,) = offers_for(people.guidance_head, [])
    assert {offer.first, offer.second} == {people.victim, people.perpetrator}
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.vice_principal)
    assert offers_for(people.vice_principal, []) == []
    pair = keep_apart(by=people.guidance_head, first=offer.first, second=offer.second, case=case, token="t")
    assert keep_apart(by=people.guidance_head, first=offer.first, second=offer.second, token="t") == pair
    assert apart_for(people.principal) == [pair]
    assert offers_for(people.principal, [pair]) == []
    for person in (people.vice_principal, people.academic_head, people.homeroom, people.counsellor):
        assert apart_for(person) == []
    with pytest.raises(PermissionDenied):
        keep_apart(by=people.vice_principal, first=offer.first, second=offer.second, case=case, token="u")
    with pytest.raises(PermissionDenied):
        end_apart(row=pair, by=people.vice_principal)
    page = text(client_for(people.vice_principal).get("/groups/apart/"))
    assert "あなたが見られる離す組は、ありません" in page
    assert case.label not in page
    assert client_for(people.vice_principal).post(f"/groups/apart/{pair.pk}/end/").status_code == 404
    # who may not know builds, and it is kept all the same
    row = make_groups(school=children, by=people.vice_principal, wish=Wish("term", 3), token="v")
    assert where(row)[people.victim.pk] != where(row)[people.perpetrator.pk]
    assert not [e for e in Event.objects.filter(event__startswith="groups.") if "pupil" in str(e.data)]


def test_what_somebody_typed_of_a_case_is_kept_from_whoever_is_shut_out_of_it(people: Any, children: Any) -> None:
    case = play.responding(people)
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.vice_principal)
    typed = keep_apart(by=people.guidance_head, first=people.victim, second=people.perpetrator, token="t", note="わけ")
    other = keep_apart(by=people.guidance_head, first=people.victim, second=people.witness, token="u")
    assert apart_for(people.principal) == [typed, other]
    assert apart_for(people.vice_principal) == [other]
    own = keep_apart(by=people.vice_principal, first=people.perpetrator, second=people.victim, token="w")
    assert own != typed  # that it stood already is not told
    assert apart_for(people.vice_principal) == [other, own]
    assert len(every_pair(children)) == 2
    end_apart(row=own, by=people.vice_principal)
    assert len(every_pair(children)) == 2
    with pytest.raises(NotTwo):
        keep_apart(by=people.principal, first=people.victim, second=people.victim, token="x")
    with pytest.raises(PermissionDenied):
        keep_apart(by=people.academic_head, first=people.victim, second=people.witness, token="x")


@pytest.mark.requirement("P2")
def test_what_cannot_be_built_is_told_only_to_those_who_may_know(
    people: Any, children: Any, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    three = (people.victim, people.perpetrator, people.witness)
    for n, (a, b) in enumerate(((0, 1), (0, 2), (1, 2))):
        keep_apart(by=people.principal, first=three[a], second=three[b], token=f"t{n}")
    said = {"way": "number", "amount": "2", "reason": "term", "token": "a" * 30}
    told = text(client_for(people.guidance_head).post("/groups/make/", said), 422)
    assert "離す組をすべて守ると、この数では組めません" in told
    assert told.count(" ― ") == 1  # the one that stands in the way
    monkeypatch.setattr("yorisoi.groups.making.apart_for", lambda _staff: [])  # all are kept from who asks
    untold = text(client_for(people.vice_principal).post("/groups/make/", said), 422)
    assert NEUTRAL in untold
    for word in ("守ると", "髙﨑", "𠮷田", "佐藤", " ― "):
        assert word not in untold.split("<main", 1)[1].split("</main>", 1)[0]
    # to the letter what is said when the time runs out
    from yorisoi.groups import making
    from yorisoi.groups.solving import Dealt

    monkeypatch.setattr(making, "deal", lambda *_a, **_k: Dealt("late"))
    late = text(client_for(people.vice_principal).post("/groups/make/", said), 422)

    def body(page: str) -> list[str]:
        main = page.split("<main", 1)[1].split("</main>", 1)[0]
        return [line for line in main.splitlines() if "token" not in line]

    assert body(late) == body(untold)
    with pytest.raises(NotBuilt) as none:
        make_groups(school=children, by=people.principal, wish=Wish("term", 2), token="z")
    assert none.value.pairs == []  # for a lack of time nobody is named
    assert not Arrangement.objects.exists()


def test_hidden_pairs_make_it_impossible_and_a_manager_who_may_not_know_hears_nothing(
    people: Any, children: Any
) -> None:
    case = play.responding(people)
    shut_out(report=case.report_links.get().report, by=people.guidance_head, staff=people.vice_principal)
    keep_apart(by=people.principal, first=people.victim, second=people.perpetrator, case=case, token="a")
    keep_apart(by=people.principal, first=people.victim, second=people.witness, token="b")
    keep_apart(by=people.principal, first=people.perpetrator, second=people.witness, token="c")
    with pytest.raises(NotBuilt) as hidden:
        make_groups(school=children, by=people.vice_principal, wish=Wish("term", 2), token="v")
    assert hidden.value.pairs == []
    with pytest.raises(NotBuilt) as told:
        make_groups(school=children, by=people.principal, wish=Wish("term", 2), token="p")
    assert len(told.value.pairs) == 1


@pytest.mark.requirement("P2")
def test_a_move_by_hand_is_not_refused_and_warns_only_those_who_may_know(
    people: Any, draft: Arrangement, client_for: Any
) -> None:
    put_in_force(arrangement=draft, by=people.principal, from_on=TODAY)
    first, second = people.victim, people.perpetrator
    keep_apart(by=people.guidance_head, first=first, second=second, token="t", note="ひみつのわけ")
    at = where(draft)
    if at[first.pk] != at[second.pk]:  # somebody who may not know puts them together
        to = draft.groups.get(number=at[second.pk])
        move_pupil(arrangement=draft, by=people.academic_head, pupil=first, to=to)
    number = where(draft)[second.pk]
    pages = [
        "/groups/", f"/groups/of/{draft.pk}/", f"/groups/of/{draft.pk}/{number}/",
        f"/groups/of/{draft.pk}/print/group/",
        f"/groups/of/{draft.pk}/children/{first.uid}/", "/groups/sessions/", "/duties/",
        f"/groups/of/{draft.pk}/children/{people.witness.uid}/",
    ]  # fmt: skip
    knows, guesses = client_for(people.principal), client_for(people.academic_head)
    for url in pages[:3]:
        assert "離す組の二人が、同じ班にいます" in text(knows.get(url)), url
    assert "離す組の二人が、同じ班にいます" in text(knows.get("/duties/"))
    for url in pages:
        page = text(guesses.get(url))
        assert "離す" not in page, url
        assert "ひみつ" not in page
    assert guesses.get("/groups/apart/").status_code == guesses.get("/groups/make/").status_code == 403
    assert guesses.post("/groups/apart/take/").status_code == 403
    row = Apart.objects.get()
    assert guesses.post(f"/groups/apart/{row.pk}/end/").status_code == 403
    other = next(n for n in (1, 2, 3) if n != number)
    moved = move_pupil(arrangement=draft, by=people.academic_head, pupil=first, to=draft.groups.get(number=other))
    page = text(knows.get(f"/groups/of/{draft.pk}/children/{first.uid}/"))
    assert f"離す組：{second.name}" in page
    assert moved.group.number == other


@pytest.mark.requirement("P2")
def test_the_group_proposed_for_a_newcomer_tells_nothing_of_pairs(
    people: Any, grouping: Arrangement, client_for: Any, make_pupil: Any
) -> None:
    new = make_pupil(people.school, people.class61, "転入")
    everybody = {kid.pupil.pk: kid.pupil for one in groups_of(grouping) for kid in one.members}

    def proposed(staff: Any) -> int:
        page = text(client_for(staff).get("/groups/"))
        return int(page.split("が合いそうです", 1)[0].rsplit("班（", 1)[0][-1])

    before = proposed(people.academic_head)
    assert proposed(people.guidance_head) == before
    for pk, number in where(grouping).items():
        if number == before:
            keep_apart(by=people.guidance_head, first=new, second=everybody[pk], token=f"t{pk}")
    assert proposed(people.academic_head) == before
    assert proposed(people.guidance_head) != before
