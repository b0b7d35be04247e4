"""From a filled form to `Said`: what the child, guardian, resident or colleague told, in codes and their own words.

Answers hold codes and what people wrote, never labels: a label like 「校長先生」 would read as naming the principal.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from yorisoi.policy.roles import POST_LABELS, Post
from yorisoi.reports.actions import Said
from yorisoi.reports.child_steps import Sheet
from yorisoi.reports.matching import staff_named
from yorisoi.reports.meant import Here, classes_for
from yorisoi.schools.calendar import today
from yorisoi.schools.models import School

SHORTEST_TOKEN, LONGEST_TOKEN = 20, 100
_HOMEROOM_SAID = re.compile("担任|たんにん|担当の先生")


def new_token() -> str:
    """Return a token for a form that is opened now."""
    return secrets.token_urlsafe(24)


def token_of(posted: str | None) -> str:
    """Return the form's token, or a new one if the browser sent none that is worth the name."""
    if posted and SHORTEST_TOKEN <= len(posted) <= LONGEST_TOKEN:
        return posted
    return new_token()


def sending_token(token: str, content: Any) -> str:
    """Return what makes a sending the same sending: the form and what stands in it.

    A double tap or a resend is one report; a form that was changed after it had been sent is another, not lost.
    """
    line = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return f"{token}.{hashlib.sha256(line.encode(errors='surrogatepass')).hexdigest()[:24]}"


def _withheld(codes: tuple[str, ...] | list[str], class_id: int | None) -> list[tuple[str, int | None]]:
    """Return the posts that shall not know. 担任 without a class means every homeroom teacher: the safe side."""
    return [(code, class_id if code == Post.HOMEROOM else None) for code in codes if code in POST_LABELS]


def child_said(sheet: Sheet) -> Said:
    """Return what a child told."""
    answers: dict[str, Any] = {
        name: list(values)
        for name, values in sheet.answers.items()
        if name not in {"forms", "name", "words", "class_id", "still_going"}
    }
    answers["unsaid"] = sorted(sheet.unsaid)
    answers["reading"] = sheet.mode
    class_id = int(sheet.one("class_id")) if sheet.one("class_id") else None
    name = sheet.one("name").strip()
    return Said(
        token=sending_token(sheet.token, [dict(sheet.answers), sorted(sheet.unsaid)]),
        source="child",
        channel="web",
        narrative=sheet.one("words"),
        answers=answers,
        forms=sheet.answers.get("forms", ()),
        reporter={"name": name},
        anonymous=not name,
        withhold=_withheld(sheet.answers.get("withhold", ()), class_id),
        still_going=sheet.one("still_going"),
        happened_on=today() if sheet.one("when") == "today" else None,
        class_id=class_id,
    )


def public_said(door: str, school: School, token: str, data: Mapping[str, Any], here: Here | None = None) -> Said:
    """Return what a guardian or a resident told (`door`: guardian, community). here: where it has been read."""
    here = here or Here(school)
    class_id = int(data["class_id"]) if data.get("class_id") else None
    concerned = data.get("staff_concerned", "")
    withhold = _withheld(data.get("withhold", []), class_id)
    named = staff_named(concerned, here.people, classes_for(school, class_id, here=here)) if concerned.strip() else []
    if _HOMEROOM_SAID.search(concerned) and not named and (Post.HOMEROOM, class_id) not in withhold:
        withhold.append((Post.HOMEROOM.value, class_id))
    reporter = {key: data.get(key, "").strip() for key in ("name", "relation", "contact")}
    kept = ("child_name", "where", "wish", "staff_concerned", "withhold")
    return Said(
        token=sending_token(token, dict(data)),
        source=door,
        channel="web",
        narrative=data["narrative"],
        answers={key: data[key] for key in kept if data.get(key)},
        forms=data.get("kinds", []),
        reporter=reporter,
        anonymous=not (reporter["name"] or reporter["contact"]),
        staff_named=[match.staff_id for match in named],
        withhold=withhold,
        still_going=data.get("still_going", ""),
        happened_on=data.get("happened_on"),
        class_id=class_id,
    )


FROM: dict[str, str] = {
    "self": "staff",
    "child": "child",
    "guardian": "guardian",
    "community": "community",
    "colleague": "staff",
    "other": "other",
}


def staff_said(token: str, data: Mapping[str, Any], pupils: list[int], staff: list[int], unmatched: str) -> Said:
    """Return what a member of staff passes on, in their own name, of what they saw or were told."""
    told_at = data.get("told_at") if data.get("when") == "other" else None
    happened: date | None = today() if data.get("when") in {"now", "today"} else told_at and told_at.date()
    return Said(
        token=sending_token(token, [dict(data), pupils, staff]),
        source=FROM[data["from_whom"]],
        channel=data["channel"],
        narrative=data["narrative"],
        answers={
            key: value for key, value in {"from_whom": data["from_whom"], "people_text": unmatched}.items() if value
        },
        pupils=pupils,
        staff_named=staff,
        received_at=told_at,
        received_from=data.get("received_from", ""),
        happened_on=happened,
    )
