"""A program of its own: many hands save at one moment, two chairs press at one moment. Prints what is there as JSON.

In-memory test databases know one connection only; this one has a file (or a PostgreSQL of the environment's).
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def hands() -> dict[str, Any]:
    """Let eight threads write notes and a field over the same empty text, then two finalise."""
    from django.core.management import call_command
    from django.db import connections

    from tests import play
    from tests.conftest import People, build_school
    from yorisoi.journal.models import Event
    from yorisoi.meetings.actions import Finalised, finalise
    from yorisoi.meetings.drafts import Typed, drafts_of, keep_fields, keep_notes
    from yorisoi.meetings.models import Meeting
    from yorisoi.policy.roles import Body

    call_command("migrate", interactive=False, verbosity=0)
    people = People(build_school())
    held = play.meeting(people, Body.COMMITTEE, cases=[play.opened(people)])
    item, writers = held.items.get(), [people.guidance_head, people.vice_principal, people.principal, people.nurse]

    def fresh() -> Meeting:
        return Meeting.objects.select_related("key", "school").get(pk=held.pk)

    def write(n: int) -> None:
        by = writers[n % len(writers)]
        try:
            keep_notes(meeting=fresh(), by=by, base="", notes=f"行{n}。")
            typed = {"reason": Typed((f"理由{n}。",), (), text=True), "relation": Typed(("yes" if n % 2 else "no",))}
            keep_fields(meeting=fresh(), by=by, item=item, move="recognise", typed=typed)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(8)))

    def press(by: Any) -> str:
        try:
            finalise(meeting=fresh(), by=by, decisions=[])
        except Finalised:
            return "told"
        finally:
            connections.close_all()
        return "fixed"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, [people.principal, people.vice_principal]))
    kept = drafts_of(fresh(), item, "recognise")
    return {
        "notes": sorted(fresh().text("notes").split("\n")),
        "reason": sorted(kept["reason"].value[0].split("\n")),
        "relation": list(kept["relation"].value),
        "answers": sorted(answers),
        "fixed": Event.objects.filter(event="meeting.finalised", about_id=str(held.pk)).count(),
        "minutes": json.loads(fresh().text("minutes"))["notes"] == fresh().text("notes"),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yorisoi.config.settings")
    import django

    django.setup()
    print(json.dumps(hands(), ensure_ascii=False))
