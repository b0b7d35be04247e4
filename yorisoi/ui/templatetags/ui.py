"""The components that templates call by name: clock, person, why, chip, icon, ruby, navigation, flowchart."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from yorisoi.policy import moment as present
from yorisoi.policy.flow import Flow
from yorisoi.ui import clocks
from yorisoi.ui import flowchart as drawing
from yorisoi.ui import navigation as ways
from yorisoi.ui import parts as added
from yorisoi.ui.drawn import drawn_once
from yorisoi.ui.forms import said_for
from yorisoi.ui.ruby import read

register = template.Library()
TONES = {"neutral", "accent", "ok", "warn", "danger"}
_ICON = re.compile(r"[a-z0-9_]+")


def _safe(text: Any) -> str:
    """Return a text as it may stand in a page."""
    if isinstance(text, Promise):
        text = str(text)
    return escape(text) if type(text) is str else conditional_escape(text)


@register.simple_tag
def clock(due: datetime | None, done: datetime | None = None) -> SafeString:
    """Show how a deadline stands, with the exact time beside. `done`: when it was met. No deadline, no chip."""
    if due is None:
        return SafeString("")
    now = present.now()
    if done is not None:
        said, tone = clocks.settled(due, done)
        beside, shown = clocks.say_moment(done, now), done
    else:
        said, tone = clocks.phrase(due, now)
        beside = clocks.say_day(due, now) if clocks.ends_day(due) else clocks.say_moment(due, now)
        shown = due
    drawn = icon("check" if done is not None else "clock")
    exact = shown.astimezone(clocks.TOKYO).isoformat(timespec="minutes")
    phrase = f'<span class="phrase">{drawn}{_safe(said)}</span>'
    return SafeString(f'<span class="clock {tone}">{phrase} <time datetime="{exact}">{_safe(beside)}</time></span>')


@register.simple_tag
def when(moment: datetime | None) -> SafeString:
    """Show a moment, 「6月3日(水) 15:40」."""
    if moment is None:
        return SafeString("")
    exact, said = (
        moment.astimezone(clocks.TOKYO).isoformat(timespec="minutes"),
        clocks.say_moment(moment, present.now()),
    )
    return SafeString(f'<time datetime="{exact}">{_safe(said)}</time>')


@register.simple_tag
def day(value: date | datetime | None) -> SafeString:
    """Show a day, 「6月3日(水)」."""
    if value is None:
        return SafeString("")
    moment = value if isinstance(value, datetime) else datetime.combine(value, time(12), tzinfo=clocks.TOKYO)
    local = moment.astimezone(clocks.TOKYO)
    said = _safe(clocks.say_day(local, present.now()))
    return SafeString(f'<time datetime="{local.date().isoformat()}">{said}</time>')


@register.simple_tag
def person(name: object, sub: object = "", role: object = "") -> SafeString:
    """Show a person: name, class or post, and the role in this matter if it is shown inside it."""
    below = f'<span class="sub">{_safe(sub)}</span>' if sub else ""
    beside = f'<span class="role">{_safe(role)}</span>' if role else ""
    return SafeString(
        f'<span class="person">{icon("person")}<span class="name">{_safe(name)}</span>{below}{beside}</span>'
    )


@register.simple_tag
def chip(label: object, tone: str = "neutral") -> SafeString:
    """Show a small label. The words carry the meaning, the tone only helps."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"no such tone: {tone}")
    return SafeString(f'<span class="chip {tone}">{_safe(label)}</span>')


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw `ui/icons/<name>.svg` in place, hidden from readers of the screen (words stand beside it)."""
    return _drawn(name, size) if _ICON.fullmatch(name or "") else SafeString("")


icon.always_same = True  # type: ignore[attr-defined]


@lru_cache(maxsize=512)
def _drawn(name: str, size: str) -> SafeString:
    drawn = get_template(f"ui/icons/{name}.svg").render({"size": size})
    return mark_safe(drawn.strip())  # noqa: S308 - a template of ours, with nothing from outside in it


@register.simple_tag
def ruby(text: object, mode: str = "ruby") -> SafeString:
    """Show `{漢字|かんじ}` text as kana, with furigana (ruby), or plain."""
    return read(str(text), mode)


@register.filter
def reading(text: object, mode: str = "ruby") -> SafeString:
    """Show the same as the `ruby` tag, as a filter."""
    return read(str(text), mode)


@register.simple_tag(takes_context=True)
def why(context: template.Context, cite: object, at: datetime | None = None) -> SafeString:
    """Open the clause in place: the rule in our words, § of the school's policy, article, what kind of rule.

    at: when it was acted upon; then the clause is shown as the edition of that time had it.
    """
    edition, then = context.get("edition"), None
    if at is not None and context.get("times"):
        of_then = context["times"].at(at)
        then = of_then if edition is not None and of_then.name != edition.name else None
    rules = then or edition
    clause = rules.clauses.get(str(cite)) if rules else None
    if clause is None:
        return SafeString("")
    shown = {"clause": clause, "version": then.version if then else ""}
    key = ("why", str(cite), then.name if then else "")
    return drawn_once(key, clause, lambda: get_template("ui/_why.html").render(shown))


@register.simple_tag
def kept(name: str) -> SafeString:
    """Put a template in that is the same for everybody: it is given nothing, and drawn once in each language."""
    return drawn_once(("kept", name), None, get_template(name).render)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context, shape: str = "side") -> SafeString:
    """List the ways open to this person: `side` for a desk, `tabs` for a phone."""
    match = getattr(context.get("request"), "resolver_match", None)
    can, at = frozenset(context.get("can") or ()), match.view_name if match else ""

    def draw() -> str:
        return get_template("ui/_navigation.html").render(_ways(can, at, shape))

    return drawn_once(("navigation", settings.ROOT_URLCONF, can, at, shape), None, draw)


def _ways(can: frozenset[str], at: str, shape: str) -> dict[str, Any]:
    entries = ways.ways(can, at)
    tabs = []
    for key, label, picture in ways.TABS:
        inside = [entry for entry in entries if entry.tab == key]
        if inside:
            tabs.append(
                {
                    "label": label,
                    "icon": picture,
                    "entries": inside,
                    "current": any(entry.current for entry in inside),
                }
            )
    return {"shape": shape, "entries": entries, "tabs": tabs}


@register.simple_tag(takes_context=True)
def parts(context: template.Context, place: str, about: Any) -> SafeString:
    """Show what later chapters add to this page for this person (`ui.parts`)."""
    staff = context.get("staff")
    shown = added.parts(place, staff, about) if staff is not None else []
    request = context.get("request")
    drawn = [get_template(one.template).render({"part": one.context, "about": about}, request) for one in shown]
    return mark_safe("".join(drawn))  # noqa: S308 - templates of ours, each escapes what it is given


@register.simple_tag
def flowchart(
    flow: Flow,
    done: Any = (),
    current: str = "",
    clocks: Any = None,
    links: Any = None,
    lead: Any = None,
) -> SafeString:
    """Draw a flow with where this matter stands on it.

    done: states passed. current: the state it is in. clocks: state → a short note under its box (a date, a
    deadline). links: state → where a click leads. lead: (name, note) of a box before the first one.
    """
    return drawing.drawn(flow, done=done, current=current, notes=clocks or {}, links=links or {}, lead=lead)


@register.simple_tag
def field_errors(field: Any) -> SafeString:
    """List what is wrong with a field, in words of ours where Django would only say that it is required."""
    found = said_for(field)
    if not found:
        return SafeString("")
    items = format_html_join("", "<li>{}</li>", ((each,) for each in found))
    return format_html('<ul class="errors" id="{}_error">{}</ul>', field.auto_id, items)


@register.filter
def said(field: Any) -> list[str]:
    """Return what is wrong with a field as texts, for the summary above a form."""
    return said_for(field)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Look a key up in a mapping, or nothing."""
    return mapping.get(key, "") if mapping else ""
