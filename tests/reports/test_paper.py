"""What is printed: the slip of a reporter, and the posters of the doors."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yorisoi.policy.roles import Post
from yorisoi.ui.qr import qr

pytestmark = pytest.mark.django_db
POSTERS = "/posters/"


def slip_of(page: str) -> str:
    return page.split('<section class="slip', 1)[1].split("</section>", 1)[0]


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("mode", ["kana", "ruby", "upper", "en"])
def test_the_childs_slip_holds_all_to_come_back_and_nothing_that_was_said(people: Any, mode: str) -> None:
    url = reverse("reports:child", args=[people.school.slug])
    sent = {"mode": mode, "step": "check", "go": "send", "token": "t" * 30, "words": "ひみつの ことば"}
    page = Client().post(url, sent).content.decode()
    words = re.findall(r'name="code" value="([ぁ-ん ]+)"', page)[0]
    receipt = reverse("reports:receipt", args=[people.school.slug])
    again = (
        Client().post(receipt, {"mode": mode, "code": words, "act": "say", "more": "もっと ひみつ"}).content.decode()
    )
    for slip in (slip_of(page), slip_of(again)):
        assert re.findall(r"<li>([ぁ-ん]+)</li>", slip) == words.split()
        assert re.search(r"\d{4}-\d{3}", slip)
        assert f"http://testserver{receipt}?mode={mode}" in slip
        assert 'class="qr"' in slip
        assert "0120-0-78310" in slip
        assert "ひみつ" not in slip
        assert "data-read-not" in page


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("door", ["guardian", "resident"])
def test_the_grown_ups_slip(people: Any, door: str) -> None:
    page = Client().post(reverse(f"reports:{door}", args=[people.school.slug]), {"narrative": "ひみつ"})
    slip = slip_of(page.content.decode())
    assert f"http://testserver{reverse('reports:receipt', args=[people.school.slug])}" in slip
    assert "0550-00-0010" in slip
    assert "ひみつ" not in slip


@pytest.mark.parametrize("door", ["child", "guardian", "resident", "receipt"])
def test_every_door_has_its_quick_exit(people: Any, door: str) -> None:
    page = Client().get(reverse(f"reports:{door}", args=[people.school.slug])).content.decode()
    assert "data-exit" in page.split("</header>")[0]


def test_a_qr_code_is_drawn_and_says_what_it_is() -> None:
    drawn = qr("http://localhost:8000/s/nishi/child/", 'a "label" <b>')
    assert drawn.startswith("<svg")
    assert "&quot;label&quot; &lt;b&gt;" in drawn
    assert "style=" not in drawn
    assert "localhost" not in drawn


def test_posters_of_the_three_doors(people: Any, client_for: Any) -> None:
    for staff in (people.guidance_head, people.principal, people.administrator):
        page = client_for(staff).get(POSTERS).content.decode()
        for door in ("child", "guardian", "resident"):
            assert f"http://testserver{reverse(f'reports:{door}', args=[people.school.slug])}" in page
        assert page.count('class="qr"') == 3
        assert people.school.name in page
        assert "0120-0-78310" in page
    one = client_for(people.principal).get(POSTERS, {"door": "child"}).content.decode()
    assert one.count('class="qr"') == 1
    poster = re.sub("<[^>]+>", "", one.split("poster-whose")[1].split("</section>")[0])
    assert not re.search("[一-鿿]", poster)


def test_who_may_not(people: Any, client_for: Any, make_staff: Any) -> None:
    assert client_for(people.guidance_head).post(POSTERS).status_code == 405
    assert client_for(people.teacher).get(POSTERS).status_code == 403
    assert client_for(make_staff(None, Post.BOARD_OFFICER, name="市教田")).get(POSTERS).status_code == 403
    assert Client().get(POSTERS).status_code == 302
