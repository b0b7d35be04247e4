"""Let a child of the stories' school answer, through the action of the surveys. Run as a program, beside the server.

Takes the class's label, the child's family name and the answers as JSON; the round is the newest of that class.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def answer(label: str, family: str, answers: str) -> None:
    """Send the answers in."""
    from yorisoi.surveys.models import Card
    from yorisoi.surveys.queries import card_for_pupil
    from yorisoi.surveys.receiving import receive

    found = Card.objects.filter(school_class__name=label, pupil__family_name=family).select_related("round", "pupil")
    row = found.order_by("-round__opened_at").first()
    assert row is not None, f"no card of {family} in {label}"
    card = card_for_pupil(row.round, row.pupil)
    assert card is not None
    receive(card=card, sending=secrets.token_hex(16), answers=json.loads(answers))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yorisoi.config.settings")
    import django

    django.setup()
    answer(*sys.argv[1:])
