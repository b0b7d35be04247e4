"""What is a school's own stays so when it begins from another school's edition; nothing of the other is published."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.asking import text
from yorisoi.attendance import foot
from yorisoi.editions.actions import NotUsable, adopt_edition, begin_draft, save_part
from yorisoi.editions.parts import part_of
from yorisoi.editions.queries import examine, helplines_of
from yorisoi.policy.edition import edition, whole
from yorisoi.policy.edition_home import strangers
from yorisoi.policy.edition_text import seen

NOW, THEIRS = "mihon-nishi", "mihon-minami"


@pytest.mark.requirement("B1")
def test_a_draft_from_another_schools_edition_is_this_schools(people: Any) -> None:
    row = begin_draft(school=people.school, by=people.principal, base=THEIRS, token="t")
    adopt_edition(draft=row, by=people.principal, year=2026, text=seen(row.text))
    people.school.refresh_from_db()
    rules, home = edition(people.school.edition), edition(NOW)
    assert (rules.school_name, rules.title, rules.city) == (home.school_name, home.title, home.city)
    assert rules.clock("board").amount == edition(THEIRS).clock("board").amount
    assert {line.phone for line in rules.helplines} == {line.phone for line in home.helplines}
    assert rules.clause("resolution.period").section == home.clause("resolution.period").section
    for page in ("/s/nishi/policy/", "/s/nishi/policy/?as=en", "/s/nishi/policy/rules/"):
        said = text(Client().get(page))
        assert "南小学校" not in said
        assert "0550-00-0210" not in said


def test_numbers_that_come_along_were_not_checked_here(people: Any) -> None:
    row = begin_draft(school=people.school, by=people.principal, base="mihon-chu", token="t")
    data = examine(row.text, NOW).data or {}
    known = {line["phone"] for line in whole(NOW)["helplines"]}
    assert not [line for line in data["helplines"] if line["phone"] not in known and "checked" in line]
    people.school.edition = "ito-nishi"
    people.school.save(update_fields=["edition"])
    row = begin_draft(school=people.school, by=people.principal, base=THEIRS, token="u")
    made = examine(row.text, "ito-nishi").edition
    assert made is not None
    written = {line.phone: line.checked for line in edition("ito-nishi").helplines}
    assert {one.line.phone: one.line.checked for one in helplines_of(people.school, made)} == written


@pytest.mark.requirement("B1")
@pytest.mark.parametrize("part", ["basics", "helplines"])
def test_another_schools_name_or_number_stops_the_adoption(people: Any, part: str) -> None:
    row = begin_draft(school=people.school, by=people.principal, base=NOW, token="t")
    before, theirs = part_of(whole(NOW), part), part_of(whole(THEIRS), part)
    row = save_part(draft=row, by=people.principal, part=part, typed=theirs, before=seen(before))
    with pytest.raises(NotUsable) as refused:
        adopt_edition(draft=row, by=people.principal, year=2026, text=seen(row.text))
    assert refused.value.why.findings[0].check == "other_school"
    assert not list(strangers(whole(NOW), whole(NOW)))
    assert not list(strangers(whole(THEIRS), whole(NOW), ("見本市立南小学校",)))  # a school that is called so


def test_a_process_that_has_read_no_edition_yet_opens_the_first_page(
    people: Any, client_for: Any, monkeypatch: Any
) -> None:
    row = begin_draft(school=people.school, by=people.principal, base=NOW, token="t")
    adopt_edition(draft=row, by=people.principal, year=2026, text=seen(row.text))
    client = client_for(people.homeroom)
    monkeypatch.setattr(foot.WAITING, "_fixed", {})  # as a worker that has just started
    edition.cache_clear()
    assert client.get(reverse("duties:mine")).status_code == 200
    people.homeroom.school.refresh_from_db()
    edition.cache_clear()
    assert foot.WAITING.rows(people.homeroom, pupils=(people.victim.pk,)) == []
