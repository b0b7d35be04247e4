"""What the questionnaire's screens show, for children and for guardians: the same steps and look for every answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yorisoi.policy.edition import edition
from yorisoi.policy.questionnaire import CANNOT, Item, Questionnaire
from yorisoi.reports.child_page import frame
from yorisoi.reports.paper import phones
from yorisoi.reports.reading import MODES, Words
from yorisoi.reports.receipts import Mistyped
from yorisoi.schools.models import School, SchoolClass
from yorisoi.schools.oidc_settings import account_for
from yorisoi.surveys.child_steps import PREFIX, Form
from yorisoi.surveys.child_words import FOR_CHILDREN, FOR_GUARDIANS, GenkiWords
from yorisoi.surveys.models import ANONYMOUS, CHOICE, NAMED, Card

FEW = 4  # as many words are offered in place of one that is on no card
KEPT = (
    "send.sending",
    "send.waiting",
    "send.left",
    "send.left_done",
    "send.left_not",
    "end.title",
    "talk.done",
    "talk.waiting",
)
SAID = (*KEPT, "no.long", "no.broken", "no.bad", "name.needed", "idle.again", "check.answered", "check.empty",
        "check.show", "check.hide", "page.next", "page.start", "page.check", "page.send", "page.back",
        "enter.offline")  # fmt: skip


@dataclass(frozen=True)
class Door:
    """A way in by cards, as names of addresses: the entrance, and the same of one class."""

    entrance: str
    of_class: str


GENKI, HOME = Door("genki:enter", "genki:class"), Door("genki:home", "genki:home_class")


def base_context(words: GenkiWords, school: School, entrance: str = GENKI.entrance) -> dict[str, Any]:
    """Return what every one of these pages has: the frame, the words, the lines to call. entrance: takes cards."""
    adult = words.adult
    return {
        "frame": "ui/public.html" if adult else "ui/child.html",
        "adult": adult,
        "reading": "plain" if words.mode not in MODES else frame(words.mode),
        "mode": words.mode,
        "lang": "en" if words.mode == "en" else "ja",
        "t": words,
        "entrance": reverse(entrance, args=[school.slug]),
        "phones": [] if adult else phones(Words(words.mode), edition(school.edition)),
        "account_leave": reverse("genki:account_leave", args=[school.slug])
        if not adult and account_for(school.slug)
        else "",
        "worker": "" if adult else reverse("genki:worker", args=[school.slug]),
        "door": reverse("reports:guardian" if adult else "reports:child", args=[school.slug]),
        "said": {path.replace(".", "-").replace("_", "-"): words.plain(path) for path in SAID},
    }


def form_context(card: Card, form: Form, words: GenkiWords, *, name: str, wrong: str = "") -> dict[str, Any]:
    """Return the context of the page with all the questions. name: whose card. wrong: the question to look at."""
    sheet, mode = card.part.questionnaire.read, card.round.mode
    items = [_question(item, form, words) for item in sheet.items]
    return {
        **base_context(words, card.round.school),
        "title": words.of(dict(sheet.title)),
        "lead": words.of(dict(sheet.lead)),
        "thanks": words.of(dict(sheet.thanks)),
        "named": mode == NAMED,
        "nameless": mode == ANONYMOUS,
        "choice": mode == CHOICE,
        "whose": format_html(words["start.title_named"], name=name) if mode == NAMED and name else "",
        "talk_name": words["talk.name" if mode == NAMED else "talk.name_anonymous"],
        "form": form,
        "items": items,
        "wrong": wrong,
        "readings": [(each, GenkiWords(each, adult=words.adult)[f"reading.{each}"]) for each in _offered(sheet)],
    }


def _offered(sheet: Questionnaire) -> Sequence[str]:
    return FOR_GUARDIANS if sheet.audience == "guardian" else FOR_CHILDREN


def _question(item: Item, form: Form, words: GenkiWords) -> dict[str, Any]:
    chosen = form.chosen(item)
    if item.kind == "scale":
        options = [{"code": code, "label": code, "icon": "", "chosen": code in chosen} for code in item.codes]
    else:
        options = [
            {
                "code": option.code,
                "label": words.of(dict(option.text)),
                "icon": option.icon,
                "chosen": option.code in chosen,
            }
            for option in item.options
        ]
    return {
        "code": item.code,
        "name": PREFIX + item.code,
        "kind": item.kind,
        "several": item.several,
        "ask": words.of(dict(item.ask)),
        "pictured": any(option["icon"] for option in options),
        "options": options,
        "value": next((value for value in chosen if value != CANNOT), "") if item.kind == "text" else "",
        "cannot": CANNOT in chosen,
    }


def check_context(card: Card, form: Form, words: GenkiWords, *, name: str) -> dict[str, Any]:
    """Return the context of the page that shows all answers before they are sent (without scripts)."""
    context = form_context(card, form, words, name=name)
    rows = []
    for item in context["items"]:
        values: list[Any] = [option["label"] for option in item["options"] if option["chosen"]]
        values += [item["value"]] if item["value"] else []
        values += [words["page.cannot"]] if item["cannot"] and not values else []
        rows.append({"ask": item["ask"], "code": item["code"], "values": values})
    name_said = {"with": words["name.with"], "without": words["name.without"]}.get(form.name, "")
    return {**context, "rows": rows, "name_said": name_said}


def enter_context(
    school: School, words: GenkiWords, classes: Sequence[SchoolClass], door: Door = GENKI
) -> dict[str, Any]:
    """Return the context of the page that asks for the class. classes: those with an open round."""
    labelled = [
        (reverse(door.of_class, args=[school.slug, row.pk]), words.class_label(row.grade, row.name)) for row in classes
    ]
    context = base_context(words, school, GENKI.entrance if door is HOME else door.entrance)
    return {**context, "classes": labelled, "others": reverse(door.entrance, args=[school.slug])}


def slip(wrong: Mistyped | None, words: GenkiWords) -> SafeString:
    """Say what does not fit in three typed words, as a child reads it (None: they are on no card of this class)."""
    if wrong is None:
        return words["slip.wrong"]
    if wrong.reason != "unknown":
        return format_html(words[f"slip.{wrong.reason}"], count=wrong.count)
    said = format_html(words["slip.unknown"], place=wrong.position, word=wrong.word[:12])
    if 0 < len(wrong.suggestions) <= FEW:
        said += format_html(words["slip.nearest"], words=" ・ ".join(wrong.suggestions))
    return said


def whose(card: Card) -> str:
    """Return how a named page calls the child: in kana, so that every child can read it; to guardians by the name."""
    return card.pupil.name if card.round.audience == "guardian" else card.pupil.kana or card.pupil.name
