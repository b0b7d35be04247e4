"""No template carries a style, a script or a handler in the page: the content security policy refuses them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.forms.utils import ErrorList
from django.template.loader import get_template

import yorisoi
from yorisoi.ui.forms import PictureRadios, Renderer
from yorisoi.ui.samples import PICTURES, SIGNS, SampleChildForm, SampleForm

ROOT = Path(yorisoi.__file__).parent
TEMPLATES = sorted([*ROOT.glob("**/templates/**/*.html"), *ROOT.glob("**/templates/**/*.svg")])
REFUSED = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.I),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "htmx that evaluates": re.compile(r"\bhx-on\b|\bhx-vals=.js:", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
    "address elsewhere": re.compile(r"(?:src|href)=\"(?:https?:)?//", re.I),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name, shape in REFUSED.items() if shape.search(text)] == []


@pytest.mark.parametrize("name", [*PICTURES, *SIGNS])
def test_every_picture_is_drawn_in_the_ink_around_it(name: str) -> None:
    drawn = get_template(f"ui/icons/{name}.svg").render({})
    assert 'stroke="currentColor"' in drawn
    assert 'aria-hidden="true"' in drawn


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "403_csrf"])
def test_an_error_page_needs_nothing_and_leads_back(code: str) -> None:
    shown = get_template(f"{code}.html").render()
    assert '<a class="button primary" href="/">' in shown


def test_a_field_says_what_is_wrong_to_those_who_hear_it() -> None:
    form = SampleForm({}, renderer=Renderer())
    shown = form.render()
    assert 'id="id_seen_error"' in shown
    assert re.search(r'<textarea[^>]*aria-describedby="id_seen_helptext id_seen_error"', shown)
    assert 'role="alert"' in shown
    assert '<a href="#id_seen">' in shown
    assert shown.count('class="required"') == 3
    assert isinstance(form.errors["seen"], ErrorList)


def test_what_is_required_is_said_in_words_of_ours() -> None:
    shown = SampleForm({}, renderer=Renderer()).render()
    assert "必須です。" not in shown
    assert shown.count("「見たこと・聞いたこと」を書いてください。") == 2  # in the summary and at the field
    assert "を選んでください。" in shown


def test_choices_are_cards_and_pictures_keep_their_drawing() -> None:
    shown = SampleChildForm({"what": ["2"], "feeling": "1"}, renderer=Renderer()).render()
    assert shown.count('class="picture"') == 15
    assert shown.count("<svg") == 15
    assert re.search(r'value="2"[^>]* checked', shown)


def test_a_value_from_outside_cannot_leave_its_attribute() -> None:
    widget = PictureRadios(choices=[('"><script>', "<b>")], icons={})
    shown = widget.render("x", '"><script>', {"id": "x"}, renderer=Renderer())
    assert "<script" not in shown
    assert "<b>" not in shown
