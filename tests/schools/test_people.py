"""Staff, posts and accounts: the five questions for each page, and the ways in that stay shut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.conftest import People
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post
from yorisoi.schools import staffing
from yorisoi.schools.models import Guardian, PostHolding, Pupil, RosterUpload, School, Staff, User

pytestmark = pytest.mark.django_db
CSV = "学年,組,番号,氏名,ふりがな,保護者氏名,続柄,電話\n4,1,1,髙﨑 光,たかさき ひかる,髙﨑 花,母,0550-1\n"


def upload(client: Client, text: str = CSV) -> str:
    """Upload a list and return the preview's address."""
    data = {"year": client.get("/roster/").context["form"].fields["year"].choices[0][0]}
    answer = client.post("/roster/", {**data, "file": SimpleUploadedFile("a.csv", text.encode())})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


ROSTER_PAGES = ["start", "roster", "roster_sample", "staff", "staff_new"]


@pytest.mark.parametrize("name", ROSTER_PAGES)
def test_pages_of_the_roster(name: str, people: People, client_for: Callable[..., Client]) -> None:
    path = reverse(f"schools:{name}")
    assert client_for(people.principal).get(path).status_code == 200
    assert client_for(people.administrator).get(path).status_code == 200
    assert "/2fa/" in client_for(people.administrator, second_factor=False).get(path).headers["Location"]
    for staff in (people.homeroom, people.guidance_head, people.expert):
        assert client_for(staff).get(path).status_code == 403
    assert Client().get(path).headers["Location"].startswith("/accounts/login/")
    assert client_for(people.principal).delete(path).status_code == 405


def staff_paths(staff: Staff) -> dict[str, str]:
    """The addresses of one person."""
    holding = staff.post_holdings.get()
    return {
        "edit": reverse("schools:staff_edit", args=[staff.uid]),
        "give": reverse("schools:staff_post_give", args=[staff.uid]),
        "post_end": reverse("schools:staff_post_end", args=[staff.uid, holding.pk]),
        "end": reverse("schools:staff_end", args=[staff.uid]),
        "link": reverse("schools:staff_link", args=[staff.uid]),
        "reset": reverse("schools:staff_second_factor", args=[staff.uid]),
    }


def test_one_person_s_pages_are_shut_to_others(
    people: People, other_school: School, make_staff: Callable[..., Staff], client_for: Callable[..., Client]
) -> None:
    stranger = client_for(make_staff(other_school, Post.PRINCIPAL))
    for name, path in staff_paths(people.teacher).items():
        assert stranger.post(path).status_code == 404, name
        assert client_for(people.homeroom).post(path).status_code == 403, name
        assert Client().post(path).headers["Location"].startswith("/accounts/login/"), name
        wrong = client_for(people.principal).delete(path) if name == "edit" else client_for(people.principal).get(path)
        assert wrong.status_code == 405, name
    assert Staff.objects.get(pk=people.teacher.pk).is_active


def test_a_teacher_is_brought_in(people: People, client_for: Callable[..., Client]) -> None:
    """The administrator enters the person; the post that reads cases, and the link, come from a manager."""
    client = client_for(people.administrator)
    data = {"family_name": "濵田", "given_name": "廣", "family_kana": "はまだ", "username": "hamada"}
    assert client.post("/staff/new/", {**data, "username": people.teacher.user.username.upper()}).status_code == 422
    path = client.post("/staff/new/", data).headers["Location"]
    staff = Staff.objects.get(family_name="濵田")
    give = staff_paths(people.teacher)["give"].replace(str(people.teacher.uid), str(staff.uid))
    refused = client.post(give, {"post": "homeroom", "school_class": people.class61.pk})
    assert refused.status_code == 422
    assert "校長か教頭が付けます" in refused.content.decode()
    client = client_for(people.vice_principal)
    assert client.post(give, {"post": "homeroom"}).status_code == 422
    assert client.post(give, {"post": "homeroom", "school_class": people.class61.pk}).status_code == 302
    page = client.get(path).content.decode()
    assert "6年1組 担任" in page
    shown = client.post(reverse("schools:staff_link", args=[staff.uid]))
    address = shown.context["address"]
    assert "/welcome/" in address
    assert address.rsplit("/", 2)[1] not in str(list(Event.objects.values()))
    other = Client()
    new = "きたかぜとたいようとつき"
    assert other.post(address, {"password": new, "again": new}).status_code == 302
    assert other.post("/accounts/login/", {"login": "hamada", "password": new}).status_code == 302
    events = set(Event.objects.filter(about_id=str(staff.pk)).values_list("event", flat=True))
    assert {"staff.added", "post.given", "staff.link_made", "staff.password_chosen"} <= events


def test_a_post_ends_and_its_rights_with_it(people: People, client_for: Callable[..., Client]) -> None:
    client = client_for(people.vice_principal)
    assert client.get("/staff/").status_code == 200
    holding = people.vice_principal.post_holdings.get()
    path = reverse("schools:staff_post_end", args=[people.vice_principal.uid, holding.pk])
    client_for(people.principal).post(path)
    assert client.get("/staff/").status_code == 403
    assert PostHolding.objects.get(pk=holding.pk).until is not None


def test_ending_a_person_shuts_every_open_session_at_once(people: People, client_for: Callable[..., Client]) -> None:
    TOTP.activate(people.teacher.user, "A" * 32)
    client = client_for(people.teacher)
    assert client.get("/pupils/").status_code == 200
    client_for(people.principal).post(reverse("schools:staff_end", args=[people.teacher.uid]))
    assert client.get("/pupils/").headers["Location"].startswith("/accounts/login/")
    user = User.objects.get(pk=people.teacher.user_id)
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert not Authenticator.objects.filter(user=user).exists()
    assert Staff.objects.filter(pk=people.teacher.pk).exists()


def test_the_last_who_can_manage_the_roster_stays(school: School, make_staff: Callable[..., Staff]) -> None:
    alone = make_staff(school, Post.PRINCIPAL)
    with pytest.raises(staffing.Refused):
        staffing.take_post(holding=alone.post_holdings.get(), by=alone)
    with pytest.raises(staffing.Refused):
        staffing.end_staff(staff=alone, by=alone)


def test_a_lost_second_factor_is_reset_with_a_reason(people: People, client_for: Callable[..., Client]) -> None:
    TOTP.activate(people.teacher.user, "A" * 32)
    theirs = client_for(people.teacher)
    path = reverse("schools:staff_second_factor", args=[people.teacher.uid])
    client = client_for(people.principal)
    assert client.post(path).status_code == 422
    assert client.post(path, {"reason": "lost"}).status_code == 302
    assert not Authenticator.objects.filter(user=people.teacher.user).exists()
    assert theirs.get("/pupils/").headers["Location"].startswith("/accounts/login/")
    assert Event.objects.get(event="staff.second_factor_reset").data["reason"] == "lost"


# -- the roster on screen ---------------------------------------------------------------------------


def test_a_list_is_looked_at_and_then_taken(people: People, client_for: Callable[..., Client]) -> None:
    client = client_for(people.administrator)
    path = upload(client)
    kept = RosterUpload.objects.get()
    assert "光".encode() not in bytes(kept.content)  # sealed
    assert not Pupil.objects.filter(family_name="髙﨑", given_name="光").exists()
    page = client.get(path)
    assert "髙﨑 光" in page.content.decode()
    assert client.post(path, {"digest": "old", "act": "apply"}).status_code == 422
    assert client.post(path, {"digest": page.context["plan"].digest, "act": "apply"}).status_code == 302
    assert Pupil.objects.filter(school=people.school, given_name="光").count() == 1
    kept.refresh_from_db()
    assert bytes(kept.content) == b""
    assert client.get(path).status_code == 404


def test_a_list_can_be_thrown_away(people: People, client_for: Callable[..., Client]) -> None:
    client = client_for(people.principal)
    path = upload(client)
    assert client.post(path, {"act": "drop"}).status_code == 302
    assert client.get(path).status_code == 404
    assert not Pupil.objects.filter(given_name="光").exists()


def test_another_s_upload_is_not_there(
    people: People, other_school: School, make_staff: Callable[..., Staff], client_for: Callable[..., Client]
) -> None:
    path = upload(client_for(people.principal))
    assert client_for(people.vice_principal).get(path).status_code == 404
    assert client_for(make_staff(other_school, Post.PRINCIPAL)).get(path).status_code == 404
    assert client_for(people.homeroom).get(path).status_code == 403
    assert Client().get(path).headers["Location"].startswith("/accounts/login/")


def test_a_file_that_is_no_list_is_refused_in_words(people: People, client_for: Callable[..., Client]) -> None:
    client = client_for(people.principal)
    year = client.get("/roster/").context["form"].fields["year"].choices[0][0]
    for content in (b"\xff\xfe\x00", b"a,b\n1,2\n", b"PK\x03\x04", b""):
        answer = client.post("/roster/", {"year": year, "file": SimpleUploadedFile("x.xlsx", content)})
        assert answer.status_code == 422
    assert RosterUpload.objects.count() == 0


# -- children ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pupils", "find"])
def test_the_children_are_for_the_staff_of_the_school(
    name: str, people: People, client_for: Callable[..., Client]
) -> None:
    path = reverse(f"schools:{name}")
    for staff in (people.teacher, people.counsellor, people.principal, people.administrator):
        assert client_for(staff).get(path).status_code == 200
    assert client_for(people.expert).get(path).status_code == 403
    assert client_for(people.teacher).delete(path).status_code == 405
    assert Client().get(path).headers["Location"].startswith("/accounts/login/")


def test_a_child_of_another_school_is_not_there(
    people: People, other_school: School, make_pupil: Callable[..., Pupil], client_for: Callable[..., Client]
) -> None:
    theirs = make_pupil(other_school, None, "隣校")
    client = client_for(people.principal)
    assert client.get(reverse("schools:pupil", args=[theirs.uid])).status_code == 404
    assert "隣校" not in client.post("/find/", {"q": "隣校"}, headers={"HX-Request": "true"}).content.decode()


def test_guardians_are_reached_by_those_who_must(people: People, client_for: Callable[..., Client]) -> None:
    Guardian.objects.create(pupil=people.victim, name="髙﨑 母", relation="母", phone="0550-9-9")
    path = reverse("schools:pupil", args=[people.victim.uid])
    may = (people.homeroom, people.grade_head, people.nurse, people.principal, people.vice_principal)
    for staff in (*may, people.guidance_head):
        assert "0550-9-9" in client_for(staff).get(path).content.decode(), staff.post_label
    must_not = (people.homeroom6, people.grade_head6, people.teacher, people.administrator, people.counsellor)
    for staff in must_not:
        assert "0550-9-9" not in client_for(staff).get(path).content.decode(), staff.post_label
    assert Event.objects.filter(event="view.guardian_contact").count() == 6


def test_people_are_found_however_they_are_written(people: People, client_for: Callable[..., Client]) -> None:
    Pupil.objects.filter(pk=people.victim.pk).update(family_kana="たかさき", given_kana="こ")
    Pupil.objects.filter(pk=people.witness.pk).update(family_name="葛\U000e0100城")
    client = client_for(people.teacher)
    for q, name in (
        ("高崎", "髙﨑"),
        ("タカサ", "髙﨑"),
        ("さき", "髙﨑"),
        ("吉田", "𠮷田"),
        ("葛城", "葛"),
        ("3-1", "𠮷田"),
    ):
        assert name in client.post("/find/", {"q": q}, headers={"HX-Request": "true"}).content.decode(), q
        assert name in client.post("/pupils/", {"q": q}).content.decode(), q
    assert "養護田" in client.post("/find/", {"q": "養護"}).content.decode()
    fragment = client.post("/find/", {"q": "田"}, headers={"HX-Request": "true"}).content.decode()
    assert fragment.count("<li") == 12
    assert "<html" not in fragment


def test_a_class_of_thirty_costs_no_more_queries_than_one_of_three(
    people: People,
    make_pupil: Callable[..., Pupil],
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    client = client_for(people.homeroom)
    for n in range(30):
        make_pupil(people.school, people.class31, f"児{n}")
    for path, data in (("/pupils/", {}), ("/pupils/", {"q": "児"}), ("/find/", {"q": "児"})):
        with django_assert_max_num_queries(12):
            assert client.post(path, data).status_code == 200


def test_a_name_that_is_searched_for_stands_in_no_address(people: People, client_for: Callable[..., Client]) -> None:
    client = client_for(people.teacher)
    for path in ("/pupils/", "/find/"):
        page = client.get(path, {"q": "高崎"}).content.decode()
        assert "髙﨑" not in page  # an address is not searched
        assert f'method="post" action="{path}"' in page
    assert "髙﨑" in client.get("/pupils/", {"class": people.class31.pk}).content.decode()
    assert "q%3D" not in Client().get("/pupils/?q=高崎").headers["Location"]
