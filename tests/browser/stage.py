"""A person before a screen: what they see, press and fill in, in the words that stand on the page."""

from __future__ import annotations

import fcntl
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, Response, expect
from playwright.sync_api import Error as PlaywrightError

Size = Literal["phone", "tablet", "desktop"]
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}
PATIENCE = 20_000  # milliseconds
expect.set_options(timeout=PATIENCE)


# What a page is made of: every kind of element in its kind of parent, once, with what axe looks at of it.
_KINDS = """
  const dull = ["class", "id", "href", "value", "name", "for", "action", "datetime"];
  const telling = /^(role|type|lang|tabindex|open|hidden|aria-(?!label|described|controls))/;
  const said = (a) => `[${a.name}${telling.test(a.name) ? "=" + a.value : ""}]`;
  const kind = (e) => e.localName + "." + [...e.classList].sort().join(".")
    + [...e.attributes].filter((a) => !dull.includes(a.name)).map(said).sort().join("")
    + (e.children.length ? "" : e.textContent.trim() ? "+" : "-");
  const placed = (e) => `${e.parentElement ? kind(e.parentElement) : ""}>${kind(e)}`;
"""
MADE_OF = f"""() => {{
  {_KINDS}
  scrollTo(0, 0);  // what the fixed header covers elsewhere is not too small
  return [innerWidth, typeof axe !== "undefined", ...new Set([...document.querySelectorAll("*")].map(placed))];
}}"""
# Hold the whole page against all rules but one; of colours, which take axe longer than all the rest together, only what
# is new and everything within it: a kind in its kind of parent whose colours were good has them wherever it stands.
HOLD = f"""async ([seen, options]) => {{
  {_KINDS}
  const known = new Set(seen);
  const fresh = [...document.querySelectorAll("*")].filter((e) => !known.has(placed(e)));
  const all = fresh.flatMap((e) => [e, ...e.querySelectorAll("*")]);
  try {{
    for (const e of all) e.setAttribute("data-axe-fresh", "");
    axe.configure({{rules: [{{id: "color-contrast", selector: "[data-axe-fresh]"}}]}});
    return (await axe.run(document, options)).violations;
  }} finally {{
    for (const e of all) e.removeAttribute("data-axe-fresh");
  }}
}}"""
_CHECKED: dict[int, set[str]] = {}
_BOOK = ""  # a file in which the workers of this run tell each other what was looked at and is good


def share_checks(book: Path) -> None:
    """Let the browsers of all workers look at each kind of page once between them."""
    global _BOOK
    _BOOK = str(book)


def _read_book() -> None:
    with suppress(FileNotFoundError), Path(_BOOK).open(encoding="utf-8") as book:
        fcntl.flock(book, fcntl.LOCK_SH)
        for line in book.read().splitlines():
            width, *kinds = json.loads(line)
            _CHECKED.setdefault(width, set()).update(kinds)


def _write_book(width: int, kinds: set[str]) -> None:
    line = json.dumps([width, *sorted(kinds)]) + "\n"
    with Path(_BOOK).open("ab", buffering=0) as book:  # one write at the end of the file: lines of workers never mix
        fcntl.flock(book, fcntl.LOCK_EX)
        book.write(line.encode())


def check_axe(page: Page) -> None:
    """Hold the page against WCAG 2.2 AA: no violation. A page made of nothing new is not held twice."""
    width, has_axe, *kinds = page.evaluate(MADE_OF)
    checked = _CHECKED.setdefault(width, set())
    if checked.issuperset(kinds):
        return
    if _BOOK:
        _read_book()
        if checked.issuperset(kinds):
            return
    if not has_axe:
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(HOLD, [sorted(checked.intersection(kinds)), RULES])
    said = [
        f"{rule['id']}: {rule['help']}\n    "
        + "\n    ".join(f"{node['target']} {node['html'][:200]} {_data(node)}" for node in rule["nodes"][:4])
        for rule in found
    ]
    assert not said, f"{page.url}: not accessible\n" + "\n".join(said)
    if _BOOK:
        _write_book(width, set(kinds) - checked)
    checked.update(kinds)


def _data(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for key in ("any", "all", "none") for check in node[key])[:300]


def check_width(page: Page) -> None:
    """Nothing makes the page itself scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url}: {wide} px scroll sideways"


# Whether pressing this brings another page (by the browser, or sent and shown by a script that keeps what was typed),
# and marks the page as the one that is left.
LEAVES = """(control) => {
  const form = control.form;
  const within = (sign) => control.hasAttribute(sign) || form?.hasAttribute(sign);
  if (["hx-get", "hx-post", "data-quiet"].some(within)) return false;
  if (form) {
    if (control.type !== "submit") return false;
    if (!form.noValidate && !control.formNoValidate && !form.checkValidity()) return false;
  } else if (control.tagName !== "A" || control.getAttribute("href").startsWith("#") || control.target) return false;
  (document.querySelector("main") || document.body).dataset.left = "";
  return true;
}"""


class Actor:
    """One person with a browser of their own (cookies, size). `problems`: what went wrong unseen."""

    def __init__(
        self, browser: Browser, url: str, *, story: str = "", size: Size = "desktop", javascript: bool = True
    ) -> None:
        self.url, self.story, self.name = url, re.sub(r"\W+", "-", story), "visitor"
        self.problems: list[str] = []
        self._shots = 0
        self.context = browser.new_context(
            **SIZES[size],
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.javascript = javascript
        self.page = self.open()

    def open(self) -> Page:
        """Open one more window."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._said(page, said.text))
        page.on("response", self._answered)
        return page

    def _said(self, page: Page, words: str) -> None:
        if "Content Security Policy" in words:
            self.problems.append(f"{page.url}: {words}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.problems.append(f"{response.status} {response.request.method} {response.url}")

    # -- where they are ----------------------------------------------------------------------
    def go(self, path: str) -> Page:
        """Open an address of the site and look at the page."""
        self.page.goto(path if path.startswith("http") else self.url + path)
        return self.look()

    def look(self) -> Page:
        """Look at the page as it is: accessible, not wider than the screen, on a picture where pictures are wanted."""
        if folder := os.environ.get("YORISOI_SHOTS"):
            self._shots += 1
            shot = Path(folder) / self.story / f"{self.name}-{self._shots:02d}.png"
            shot.parent.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=shot, full_page=True)
        if self.javascript:
            check_axe(self.page)
            check_width(self.page)
        return self.page

    def last_seen(self) -> str:
        """Return the page's text as it is now, for the report of a failure; keep a picture where they are wanted."""
        try:
            if folder := os.environ.get("YORISOI_SHOTS"):
                self.page.screenshot(path=Path(folder) / f"failed-{self.story[:40]}-{self.name}.png", full_page=True)
            return self.page.locator("body").inner_text(timeout=2000)[:3000]
        except PlaywrightError as error:
            return str(error)

    def status(self, path: str) -> int:
        """Ask for an address as this person and return the answer's status, following no redirect."""
        return self.context.request.get(self.url + path, max_redirects=0).status

    def posts(self, path: str) -> int:
        """Send an empty form of this site to an address; return the answer's status."""
        cookies = {row["name"]: row["value"] for row in self.context.cookies()}
        token = self.page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
        headers = {"Referer": self.url + path, "X-CSRFToken": token}
        assert "sessionid" in cookies
        return self.context.request.post(self.url + path, headers=headers, max_redirects=0).status

    def log_in(self, name: str) -> None:
        """Press the card of this person on the demo's log-in page."""
        self.name = name.split()[0]
        self.page.goto(self.url + "/accounts/login/")
        self.page.get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(self.page).not_to_have_url(re.compile("/accounts/login/"))

    def leave(self) -> None:
        """Close all windows."""
        self.context.close()

    # -- what they do ------------------------------------------------------------------------
    def press(self, words: str, *, within: Locator | None = None, exact: bool = True, then: str = "") -> Page:
        """Press a button; wait for the text `then` where one is named; look at what comes."""
        return self._click((within or self.page).get_by_role("button", name=words, exact=exact).first, then)

    def follow(self, words: str, *, within: Locator | None = None, exact: bool = False, then: str = "") -> Page:
        """Follow a link; wait for the text `then`; look at what comes."""
        return self._click((within or self.page).get_by_role("link", name=words, exact=exact).first, then)

    def _click(self, control: Locator, then: str) -> Page:
        leaves = control.evaluate(LEAVES)
        control.click()
        if leaves:  # the same words may stand on the page that is left: wait for the next one
            # (not by `expect`, which looks again only after a tenth, a quarter, half a second)
            next_page = self.page.locator("body:not([data-left]):not(:has(main[data-left])), [data-said]").first
            next_page.wait_for(state="attached")
        if then:
            expect(self.page.locator("body")).to_contain_text(then)
        self.page.wait_for_load_state()
        return self.look()

    def fill(self, label: str, value: str, *, within: Locator | None = None) -> None:
        """Fill in a field by (the start of) its label."""
        (within or self.page).get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(value)

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """Choose from a list by the option's words."""
        (within or self.page).get_by_label(re.compile(f"^{re.escape(label)}")).first.select_option(label=option)

    def sees(self, *words: str) -> None:
        """Expect these words on the page."""
        for each in words:
            expect(self.page.locator("main").first).to_contain_text(each)

    # -- すべきこと ----------------------------------------------------------------------------
    def owes(self, duty: str, about: str = "") -> Locator:
        """Expect a duty in this person's list (about: the number of the report or case); return its row."""
        row = self.page.locator("ul.rows > li").filter(has_text=duty).filter(has_text=about)
        while not row.count() and self.page.locator(".pager [rel=next]").count():
            self._click(self.page.locator(".pager [rel=next]"), "")
        expect(row.first).to_be_visible()
        return row.first

    def duties(self) -> Page:
        """Open すべきこと."""
        return self.go("/duties/")

    def why(self, row: Locator) -> None:
        """Press 「なぜ？」: the clause opens in place."""
        row.locator("details.why summary").click()
        expect(row.locator("details.why .rule")).to_be_visible()
        expect(row.locator("details.why dl")).to_contain_text("学校の方針")
