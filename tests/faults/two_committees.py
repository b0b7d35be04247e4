"""Two committees at the same moment, each in a connection of its own. Run as a program on a data folder of its own."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
TURNS = 2


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run these at the same moment, each with a connection of its own; return "done" or the name of what was raised."""
    from django.db import connections

    gate, said = threading.Barrier(len(acts)), ["" for _act in acts]

    def one(place: int) -> None:
        gate.wait()
        try:
            acts[place]()
            said[place] = "done"
        except Exception as error:
            said[place] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def main() -> dict[str, Any]:
    """Play it through and return what came of it."""
    from django.core.management import call_command

    from tests import play
    from tests.conftest import People, build_school
    from yorisoi.cases.queries import decisions_of
    from yorisoi.journal.models import Event
    from yorisoi.meetings.actions import finalise
    from yorisoi.meetings.models import Meeting
    from yorisoi.policy.roles import Body
    from yorisoi.schools.models import Counter

    call_command("migrate", interactive=False, verbosity=0)
    people = People(build_school())

    def fix(held: Meeting) -> Meeting:
        return finalise(meeting=held, by=people.principal, decisions=decisions_of(held))

    told: dict[str, Any] = {"same_meeting": [], "same_case": [], "two_cases": [], "steps": [], "events": []}
    for _turn in range(TURNS):
        case, other = play.opened(people), play.opened(people)
        held = play.meeting(people, Body.COMMITTEE, cases=[case])
        play.find_facts(people, case, held)
        told["same_meeting"].append(at_once(lambda held=held: fix(held), lambda held=held: fix(held)))
        told["events"].append(Event.objects.filter(event="meeting.finalised", about_id=str(held.pk)).count())

        rooms = [play.meeting(people, Body.COMMITTEE, cases=[case]) for _room in range(2)]

        def recognise_and_fix(room: Meeting, pk: Any = case.pk) -> None:
            from yorisoi.cases.models import Case

            play.recognise(people, Case.objects.select_related("key", "school").get(pk=pk), room)
            fix(room)

        acts = [lambda room=room: recognise_and_fix(room) for room in rooms]
        told["same_case"].append(at_once(*acts))
        told["steps"].append(case.steps.filter(move="recognise").count())

        held = play.meeting(people, Body.COMMITTEE, cases=[other])
        left = next(room for room in [*rooms, held] if not Meeting.objects.get(pk=room.pk).finalised_at)
        told["two_cases"].append(at_once(lambda left=left: fix(left), lambda held=held: fix(held)))
    numbers = list(Meeting.objects.values_list("number", flat=True))
    counted = Counter.objects.filter(kind="meeting").values_list("last", flat=True)
    told["gapless"] = len(set(numbers)) == len(numbers) == sum(counted)
    return told


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yorisoi.config.settings")
    import django

    django.setup()
    print(json.dumps(main()))
