"""What 市教委 and a school say to each other about what was submitted: acknowledged, asked, answered, commented."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from yorisoi.cases.models import BoardCopy
from yorisoi.incidents.models import Incident, IncidentCopy
from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import School, Staff

ACKNOWLEDGED, ASKED, ANSWERED, COMMENTED = "ack", "ask", "answer", "comment"
KINDS = (ACKNOWLEDGED, ASKED, ANSWERED, COMMENTED)
Subject = BoardCopy | IncidentCopy | Incident


class BoardWord(SealedRow):
    """One word of the thread under a submission, or under a serious incident. Written once, sealed under its key.

    due_on: until when the school is to answer what was asked. answers: the question that this is an answer to.
    """

    key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    copy = models.ForeignKey(BoardCopy, null=True, blank=True, on_delete=models.PROTECT, related_name="board_words")
    incident_copy = models.ForeignKey(
        IncidentCopy, null=True, blank=True, on_delete=models.PROTECT, related_name="board_words"
    )
    incident = models.ForeignKey(Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="board_words")
    kind = models.CharField(max_length=8)
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answered_by")
    due_on = models.DateField(null=True, blank=True)
    words = SealedField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    token = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "token"], name="board_word_once"),
            models.UniqueConstraint(fields=["copy"], condition=Q(kind="ack"), name="copy_acknowledged_once"),
            models.UniqueConstraint(
                fields=["incident_copy"], condition=Q(kind="ack"), name="incident_copy_acknowledged_once"
            ),
            models.CheckConstraint(name="board_word_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(
                name="board_word_about_one",
                condition=Q(copy__isnull=False, incident_copy__isnull=True, incident__isnull=True)
                | Q(copy__isnull=True, incident_copy__isnull=False, incident__isnull=True)
                | Q(copy__isnull=True, incident_copy__isnull=True, incident__isnull=False),
            ),
            models.CheckConstraint(
                name="board_asks_by_a_day",
                condition=Q(kind="ask", due_on__isnull=False) | (~Q(kind="ask") & Q(due_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="board_answer_to_a_question",
                condition=Q(kind="answer", answers__isnull=False) | (~Q(kind="answer") & Q(answers__isnull=True)),
            ),
        ]

    @property
    def about(self) -> Subject:
        """What it is said about."""
        found: Subject = self.copy or self.incident_copy or self.incident  # type: ignore[assignment]
        return found  # the table holds one of them

    @property
    def about_id(self) -> UUID:
        """The id of what it is said about."""
        found: UUID = self.copy_id or self.incident_copy_id or self.incident_id  # type: ignore[assignment]
        return found


def about_word(about: Subject) -> dict[str, Subject]:
    """Return the column that points at this."""
    names = {BoardCopy: "copy", IncidentCopy: "incident_copy", Incident: "incident"}
    return {names[type(about)]: about}
