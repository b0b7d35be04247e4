"""Paper from the record: the sheet for 市教委, and a family's extract in which a person looks at every mask."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import acts
from tests.browser.cast import CASTS, GUIDANCE_HEAD, PRINCIPAL
from tests.browser.conftest import Troupe
from tests.browser.stage import Actor
from tests.documents.reading import bare, pages

pytestmark = pytest.mark.browser
CAST = CASTS["papers"]


def fetched(person: Actor, button: Locator) -> bytes:
    """Press, and return the file that comes."""
    with person.page.expect_download() as coming:
        button.click()
    return Path(coming.value.path()).read_bytes()


@pytest.mark.requirement("R9")
def test_a_sheet_is_printed_and_an_extract_released(actor: Troupe) -> None:
    # Given a case with a hearing in which another child is named
    guidance = actor(GUIDANCE_HEAD)
    case, _room = acts.case_before_committee(actor(size="phone"), guidance, CAST, "ぼうしを取られたようです。")
    acts.splits_hearings(guidance)
    other = CAST.perpetrator.split()[0]
    acts.hears_victim(actor(CAST.homeroom), case, f"「{other}さんが ぼうしを とった。ぼくは いやだった」")

    # When the guidance head prints the record sheet
    acts.opens_case(guidance, case)
    guidance.page.get_by_role("link", name="書類", exact=True).click()
    guidance.look()
    told = fetched(guidance, guidance.page.get_by_role("button", name="PDF いじめ記録票（第一報）"))

    # Then what was heard stands on it, and that it was made is listed
    assert bare(f"「{other}さんがぼうしをとった。ぼくはいやだった」") in bare("".join(pages(told)))
    guidance.page.reload()
    guidance.look()
    expect(guidance.page.locator(".doc-made tbody tr")).to_contain_text("いじめ記録票（第一報）")

    # When the principal makes the extract for the family, on a tablet
    principal = actor(PRINCIPAL, size="tablet")
    principal.go("/pupils/")
    principal.page.locator("input[name=q]").last.fill(CAST.victim)
    principal.page.locator("input[name=q]").last.press("Enter")
    principal.page.get_by_role("link", name=CAST.victim).first.click()
    principal.press("写しを作りはじめる", then="ひとつずつ確かめてください")
    principal.press("確かめたので、書類にする", then="まだ確かめていないところがあります")
    principal.look()
    for box in principal.page.locator("input[name=confirmed]").all():
        box.check()
    made = fetched(principal, principal.page.get_by_role("button", name="確かめたので、書類にする"))

    # Then the child's words are there, and the other's name is not
    text = bare("".join(pages(made)))
    assert bare("さんがぼうしをとった") not in text  # the honorific is hidden with the name
    assert bare("がぼうしをとった。ぼくはいやだった」") in text
    assert other not in text
    assert "ぼうしを取られたようです" not in text  # who told is hidden until a person takes it off
