"""What looks at every page of the stories finds what is wrong with it, and only once what is right."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import stage

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="ja"><head><title>ページ</title><style>
body {{ background: white; color: black }} .pale {{ color: #ddd }} .night {{ background: #111 }}
</style></head><body><main><h1>見出し</h1><p>知られた段落</p>{more}</main></body></html>"""


def test_what_is_new_on_a_page_is_held_with_all_that_is_in_it(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "_BOOK", "")
    monkeypatch.setattr(stage, "_CHECKED", {})
    page = browser.new_page(viewport={"width": 800, "height": 600})

    def held(more: str = "", of: str = PAGE) -> None:
        page.set_content(of.format(more=more))
        made = page.content()
        stage.check_axe(page)
        assert page.content() == made  # the page is left as it was

    # Given pages that are good
    held()
    held("<div><p>知られた段落</p></div>")
    # When a kind of element is new and pale, or a known one stands in something new and dark, then that is said
    for bad in ('<p class="pale">薄い</p>', '<div class="night"><div><p>知られた段落</p></div></div>'):
        for _again in range(2):  # what was not good is not remembered as good
            with pytest.raises(AssertionError, match="color-contrast"):
                held(bad)
    # And where the colours are known, all other rules are held to
    for bad, rule in (("<p><img src='data:,'></p>", "image-alt"), ("<p><button></button></p>", "button-name")):
        with pytest.raises(AssertionError, match=rule):
            held(bad)
    with pytest.raises(AssertionError, match="document-title"):
        held("<i>新しい</i>", PAGE.replace("<title>ページ</title>", "<title></title>"))
    # But a page of which all is known is not looked at again
    monkeypatch.setattr(stage, "HOLD", "() => { throw new Error() }")
    held("<div><p>もう一つの段落</p></div>")
    page.context.close()
