"""What the demo school has printed: record sheets for 市教委, a chronology, minutes; a family's extract in review."""

from __future__ import annotations

from contextlib import suppress

from yorisoi.cases.models import Case
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.documents.actions import make_minutes, make_of_case
from yorisoi.documents.extracting import begin_extract
from yorisoi.documents.fonts import NoFont
from yorisoi.meetings.models import Meeting
from yorisoi.meetings.queries import sees_all

PRINTED = 3  # cases of which there is paper


def papers(diary: Diary, days: Days, cast: Cast) -> None:
    """Put down that papers are made on the last school day."""
    diary.put(days.at(1, "16:25"), lambda: _print(cast), about="papers")


def _print(cast: Cast) -> None:
    who, head = cast.staff["pr"], cast.staff["sg"]
    cases = Case.objects.filter(school=cast.school, recognised_at__isnull=False, merged_into=None)
    with suppress(NoFont):  # a demo without a font has no paper, and everything else
        for case in cases.order_by("-recognised_at", "pk")[:PRINTED]:
            with suppress(Case.DoesNotExist):
                make_of_case(case=case, by=head, kind="record_first", form="pdf")
                make_of_case(case=case, by=head, kind="record_first", form="xlsx")
                make_of_case(case=case, by=who, kind="chronology", form="pdf")
        meeting = Meeting.objects.filter(school=cast.school, finalised_at__isnull=False, items__case__in=cases).first()
        if meeting is not None and sees_all(meeting, head):
            make_minutes(meeting=meeting, by=head)
        old = cases.filter(state="resolved").order_by("resolved_at").first()
        child = old.involvements.filter(role="victim").order_by("since").first() if old else None
        if child is not None:
            begin_extract(pupil=child.pupil, by=who)
