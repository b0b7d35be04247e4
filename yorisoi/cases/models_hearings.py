"""Hearings as rows: who hears whom in which room, what was said one by one, how people set it side by side."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yorisoi.journal.models import DataKey
from yorisoi.journal.sealed import SealedField, SealedRow
from yorisoi.schools.models import Pupil, Staff

SIDES = ("victim", "perpetrator", "around")
MARKS = ("agree", "contradict", "ask_again", "settled")


class OfCase(SealedRow):
    """A sealed row of one case, written by somebody at some time."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="%(class)ss")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def sealing_key(self) -> DataKey:
        """The case's key."""
        return self.case.key


class HearingRow(OfCase):
    """One hearing of a hearing day. A change is a new row that `replaces` the old one; `cancelled` ends it."""

    side = models.CharField(max_length=20)
    pupil = models.ForeignKey(Pupil, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    room = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    main = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = SealedField()  # whom among those around; why it was changed
    cancelled = models.BooleanField(default=False)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    because = models.ForeignKey(
        "cases.StatementMark", null=True, blank=True, on_delete=models.PROTECT, related_name="hearings"
    )
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["starts_at", "room", "id"]
        indexes = [models.Index(fields=["case", "starts_at"], name="hearing_rows")]
        constraints = [
            models.CheckConstraint(name="hearing_side_known", condition=Q(side__in=SIDES)),
            models.CheckConstraint(name="two_different_listeners", condition=~Q(main=F("second"))),
            models.UniqueConstraint(fields=["case", "token"], condition=~Q(token=""), name="hearing_row_sent_once"),
        ]


class HearingMark(models.Model):
    """What happened in the room: it began, or its hearing is on record. Written once."""

    row = models.ForeignKey(HearingRow, on_delete=models.PROTECT, related_name="marks")
    what = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("cases.Entry", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(name="hearing_mark_known", condition=Q(what__in=["began", "recorded"])),
            models.UniqueConstraint(fields=["row"], condition=Q(what="began"), name="a_hearing_begins_once"),
        ]


class Draft(SealedRow):
    """What one person has typed and not yet recorded: sealed, their own, gone when it is recorded.

    slot: which form of the case it belongs to ("hearing:<row>", "home_visit:<child>").
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="drafts")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    slot = models.CharField(max_length=80)
    typed = SealedField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff", "slot"], name="one_draft_of_a_form")]

    def sealing_key(self) -> DataKey:
        """The case's key."""
        return self.case.key


class Statement(OfCase):
    """One thing said in a hearing, with the time and place of what it speaks of. `said`: {"words", "did"}."""

    entry = models.ForeignKey("cases.Entry", on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField()
    acted_on = models.DateField(null=True, blank=True)
    acted_at = models.TimeField(null=True, blank=True)
    place = SealedField()
    said = SealedField()

    class Meta:
        ordering = ["acted_on", "acted_at", "at", "number"]
        indexes = [models.Index(fields=["case", "acted_on"], name="statements_by_act")]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="statement_numbered")]


class StatementMark(OfCase):
    """A person's mark on statements: they agree, they contradict each other, or it is to be asked again – with why.

    kind "settled" closes an earlier mark, which stays.
    """

    kind = models.CharField(max_length=12)
    why = SealedField()
    asker = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settles = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="settled_by")
    token = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="statement_mark_known", condition=Q(kind__in=MARKS)),
            models.CheckConstraint(
                name="settled_settles_something",
                condition=Q(kind="settled", settles__isnull=False) | (~Q(kind="settled") & Q(settles__isnull=True)),
            ),
            models.UniqueConstraint(fields=["case", "token"], condition=~Q(token=""), name="mark_sent_once"),
        ]


class Marked(models.Model):
    """Which statements a mark is on."""

    mark = models.ForeignKey(StatementMark, on_delete=models.PROTECT, related_name="marked")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="marked")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "statement"], name="marked_once")]


class Promise(models.Model):
    """Which promise of a line became which duty. The words are sealed with the duty."""

    entry = models.ForeignKey("cases.Entry", on_delete=models.PROTECT, related_name="promises")
    duty = models.OneToOneField("duties.Duty", on_delete=models.PROTECT, related_name="promise")


class VisitSheet(OfCase):
    """What is prepared before a home is visited. A change is a new sheet; the latest counts.

    prepared: {"tell", "not_tell", "ask", "names_agreed"}.
    """

    involvement = models.ForeignKey("cases.Involvement", on_delete=models.PROTECT, related_name="visit_sheets")
    main = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    prepared = SealedField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="two_different_visitors", condition=~Q(main=F("second"))),
        ]
