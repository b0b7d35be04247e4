"""The pages of the groups, asked the five questions, and what they say when something is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.asking import queries, refused, text
from tests.conftest import People
from tests.groups.conftest import TODAY
from tests.makers import many_pupils
from yorisoi.groups.models import Arrangement, Session
from yorisoi.groups.queries import groups_of
from yorisoi.groups.sessions import plan_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(other_school: Any) -> People:
    """The people of another school, which has no groups."""
    return People(other_school)


@pytest.fixture
def session(people: Any, grouping: Arrangement) -> Session:
    """A session of today."""
    return plan_session(school=grouping.school, by=people.principal, on=TODAY, title="ドッジボール", token="s")


@pytest.mark.requirement("P2")
def test_all_staff_see_the_groups_and_nobody_else(
    people: Any, other: Any, grouping: Arrangement, session: Session, client_for: Any
) -> None:
    pages = [
        f"/groups/of/{grouping.pk}/{rest}" for rest in ("", "1/", "print/group/", "print/class/", "list-group.pdf")
    ]
    pages += [f"/groups/sessions/{session.pk}/", f"/groups/sessions/{session.pk}/2/"]
    for url in ["/groups/", "/groups/sessions/", *pages]:
        for name in ("homeroom", "counsellor"):
            answer = client_for(getattr(people, name)).get(url)
            assert answer.status_code == 200, url
        stranger = other.principal if url in pages else None
        refused(client_for, url, post=False, stranger=stranger, wrong=people.administrator, other=None)
        assert client_for(people.expert).get(url).status_code == 403
    for url in ["/groups/", *pages[:5]]:
        assert client_for(people.homeroom).post(url).status_code == 405
    assert "この年度の班は、まだありません" in text(client_for(other.homeroom).get("/groups/"))
    page = text(client_for(people.homeroom).get(f"/groups/of/{grouping.pk}/"))
    assert "くじ（20回の平均）" in page
    assert page.count('<svg class="group-chart"') == 3
    assert "/children/" not in page  # moving is not theirs
    assert client_for(people.homeroom).get(f"/groups/of/{grouping.pk}/print/nonsense/").status_code == 404
    assert client_for(people.homeroom).get(f"/groups/of/{grouping.pk}/9/").status_code == 404
    part = text(client_for(people.homeroom).get(f"/pupils/{people.victim.uid}/"))
    assert "たてわり班" in part


@pytest.mark.requirement("P2")
def test_building_looking_and_putting_in_force(people: Any, other: Any, children: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    assert "12人" in text(client.get("/groups/make/"))
    said = {"way": "size", "amount": "4", "reason": "new_year", "token": "b" * 30}
    assert "二つ以上の班に" in text(client.post("/groups/make/", {**said, "amount": "50", "way": "number"}), 422)
    assert text(client.post("/groups/make/", {**said, "reason": "secret"}), 422)
    answer = client.post("/groups/make/", said)
    assert answer.status_code == 302
    assert client.post("/groups/make/", said)["Location"] == answer["Location"]
    row = Arrangement.objects.get()
    assert row.groups.count() == 3
    url = f"/groups/of/{row.pk}/"
    assert "まだ使っていません" in text(client.get(url))
    plans = client_for(people.academic_head)  # deals nothing: many drafts tell which two never meet
    assert client_for(people.homeroom).get(url).status_code == plans.get(url).status_code == 404
    assert plans.get("/groups/make/").status_code == plans.post("/groups/make/", said).status_code == 403
    assert plans.post(url + "force/").status_code == plans.post(url + "drop/").status_code == 403
    assert plans.post(url + "1/leaders/").status_code == 404
    assert "/groups/make/" not in text(plans.get("/groups/"))
    for rest, status in (("force/", 403), ("drop/", 403), ("join/", 403), ("1/leaders/", 403)):
        assert client_for(people.homeroom).post(url + rest).status_code == status
        assert client_for(other.principal).post(url + rest).status_code == 404
        assert client.get(url + rest).status_code == 405
    assert client_for(people.homeroom).get("/groups/make/").status_code == 403
    assert "この年度の中の日" in text(client.post(url + "force/", {"from_on": "2027-05-01"}), 422)
    assert client.post(url + "force/", {"from_on": TODAY.isoformat()}).status_code == 302
    assert "いまの班" in text(client_for(people.homeroom).get("/groups/"))
    assert client.post(url + "drop/").status_code == 302
    row.refresh_from_db()
    assert row.dropped_at is None


def test_moving_leaders_and_newcomers(
    people: Any, other: Any, grouping: Arrangement, client_for: Any, make_pupil: Any
) -> None:
    client = client_for(people.principal)
    first, second, _third = groups_of(grouping)
    kid, exchange = first.members[0], second.members[0]
    url = f"/groups/of/{grouping.pk}/children/{kid.pupil.uid}/"
    assert "ほかの班は、いま" in text(client.get(url))
    refused(client_for, url, post=True, stranger=other.principal, wrong=people.homeroom, other=None)
    assert "うつす先の班の子" in text(client.post(url, {"to": "3", "exchange": str(exchange.pupil.uid)}), 422)
    assert text(client.post(url, {"to": "77"}), 422)
    assert client.post(url, {"to": "2", "exchange": str(exchange.pupil.uid)}).status_code == 302
    assert [len(one.members) for one in groups_of(grouping)] == [4, 4, 4]
    assert client.get(f"/groups/of/{grouping.pk}/children/{grouping.pk}/").status_code == 404
    leaders = f"/groups/of/{grouping.pk}/2/leaders/"
    assert text(client.post(leaders, {"leaders": ["x"]}), 422)
    assert client.post(leaders, {"leaders": [str(kid.pupil.uid)]}).status_code == 302
    assert [one.pupil for one in groups_of(grouping)[1].leaders] == [kid.pupil]
    new = make_pupil(people.school, people.class61, "転入")
    page = text(client.get("/groups/"))
    assert "まだ班のない子" in page
    assert "が合いそうです" in page
    seen = text(client_for(people.homeroom).get("/groups/"))
    assert "転入" in seen
    assert "が合いそうです" not in seen
    said = {"child": str(new.uid), "to": "3"}
    join = f"/groups/of/{grouping.pk}/join/"
    assert client.post(join, {**said, "to": "x"}).status_code == 404
    assert client.post(join, {**said, "child": "x"}).status_code == 404
    assert client.post(join, said).status_code == 302
    assert client.post(join, said).status_code == 302
    assert len(groups_of(grouping)[2].members) == 5


def test_apart_by_hand(people: Any, children: Any, client_for: Any) -> None:
    client = client_for(people.guidance_head)
    said = {"first": str(people.victim.uid), "second": str(people.witness.uid), "note": "家どうし", "token": "c" * 30}
    assert "ちがう二人" in text(client.post("/groups/apart/", {**said, "second": said["first"]}), 422)
    for _twice in range(2):
        assert client.post("/groups/apart/", said).status_code == 302
    page = text(client.get("/groups/apart/"))
    assert "家どうし" in page
    assert page.count("/end/") == 1
    assert client.get("/groups/apart/take/").status_code == 405
    assert client.post("/groups/apart/take/", {"case": "x"}).status_code == 302


@pytest.mark.requirement("P2")
def test_a_session_is_tapped_and_written(people: Any, session: Session, client_for: Any) -> None:
    client = client_for(people.homeroom)
    one = groups_of(session.arrangement)[0]
    url = f"/groups/sessions/{session.pk}/1/"
    page = text(client.get(url))
    assert page.count('name="present"') == page.count("checked") == 4
    there = [str(kid.pupil.uid) for kid in one.members[1:]]
    assert client.post(url, {"present": there}).status_code == 302
    assert text(client.get(url)).count("checked") == 3
    assert "4人のうち 3人" in text(client.get(f"/groups/sessions/{session.pk}/"))
    assert text(client.post(f"/groups/sessions/{session.pk}/", {"done": " "}), 422)
    hold = {"done": "遊んだ", "next": "鬼ごっこ", "token": "d" * 30}
    assert client.post(f"/groups/sessions/{session.pk}/", hold).status_code == 302
    words = {"leader": str(one.leaders[0].pupil.uid), "words": "むずかしかった", "token": "e" * 30}
    assert "むずかしかった" in text(client.post(url + "words/", {**words, "leader": "x"}), 422)
    assert client.post(url + "words/", words).status_code == 302
    page = text(client.get(f"/groups/sessions/{session.pk}/"))
    for word in ("遊んだ", "鬼ごっこ", "むずかしかった"):
        assert word in page
    assert client.post("/groups/sessions/", {"on": TODAY.isoformat(), "title": "x"}).status_code == 403
    head = client_for(people.academic_head)
    assert "使うことに決まった班がありません" in text(
        head.post("/groups/sessions/", {"on": "2026-05-01", "title": "遊び"}), 422
    )
    new = {"on": (TODAY + timedelta(days=3)).isoformat(), "title": "なわとび", "token": "f" * 30}
    assert head.post("/groups/sessions/", new).status_code == 302
    row = Session.objects.get(title="なわとび")
    assert client.post(f"/groups/sessions/{row.pk}/off/").status_code == 403
    assert client.post(f"/groups/sessions/{row.pk}/1/", {"nobody": "yes"}).status_code == 302  # its day has not come
    assert head.post(f"/groups/sessions/{row.pk}/off/").status_code == 302
    assert "取りやめた活動" in text(client.get("/groups/sessions/"))


def test_an_empty_list_is_asked_about_and_a_counsellor_records_nothing(
    people: Any, session: Session, client_for: Any
) -> None:
    client, page = client_for(people.homeroom), f"/groups/sessions/{session.pk}/"
    url, kids = page + "1/", groups_of(session.arrangement)[0].members
    said = text(client.post(url, {}), 422)
    assert "来た子にしるしを付けるか、「だれも参加しなかった」に" in said
    assert "checked" not in said
    assert not session.took_part.exists()
    both = text(client.post(url, {"present": [str(kids[0].pupil.uid)], "nobody": "yes"}), 422)
    assert both.count("checked") == 2
    assert client.post(url, {"nobody": "yes"}).status_code == 302
    assert session.took_part.filter(present=False).count() == len(kids)
    assert text(client.get(url)).count("checked") == 1
    named = text(client.post(page, {"done": f"{people.victim.name}が勝った", "token": "n" * 30}), 422)
    assert "子どもの名前が入っています" in named
    assert f"{people.victim.name}が勝った" in named
    assert "2000字までにしてください。いまは2001字あります" in text(client.post(page, {"done": "あ" * 2001}), 422)
    lead = str(next(kid for kid in kids if kid.leads).pupil.uid)
    assert "2000字までに" in text(client.post(url + "words/", {"leader": lead, "words": "あ" * 2001}), 422)
    assert not session.notes.exists()
    counsels = client_for(people.counsellor)
    for where in (page, url, url + "words/"):
        assert counsels.post(where, {"nobody": "yes", "done": "x"}).status_code == 403
    assert "<textarea" not in text(counsels.get(page))
    assert "だれも参加しなかった" not in text(counsels.get(url))


def test_pages_take_the_same_queries_for_any_number(
    people: Any, grouping: Arrangement, session: Session, client_for: Any
) -> None:
    client = client_for(people.guidance_head)
    urls = [
        "/groups/",
        f"/groups/of/{grouping.pk}/",
        f"/groups/of/{grouping.pk}/1/",
        f"/groups/sessions/{session.pk}/1/",
    ]
    before = [queries(client, url) and queries(client, url) for url in urls]
    school = people.school
    for kid in many_pupils(school, school.classes.get(grade=1, name="2"), list("甲乙丙丁")):
        place = grouping.groups.get(number=1)
        place.places.create(arrangement=grouping, pupil=kid, why="joined", at=grouping.put_at, by=people.principal)
    assert [queries(client, url) for url in urls] == before
    assert max(before) < 30
