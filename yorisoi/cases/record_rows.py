"""What stands below a line while it is written: statements, promises, and the draft that is kept as one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from yorisoi.cases.drafts import Typed, draft_of, drop_draft, typed_in
from yorisoi.cases.entry_types import Kind
from yorisoi.cases.forms_hearing import PromiseRows, StatementRows
from yorisoi.cases.forms_record import LineForm
from yorisoi.cases.hearings import record_hearing
from yorisoi.cases.models import Case, Entry
from yorisoi.cases.models_hearings import HearingRow
from yorisoi.cases.records import Line, record_line
from yorisoi.schools.models import Staff

MORE = 2  # rows that 「行を増やす」 adds


class Around:
    """The rows around one form of a line, for one person.

    `data` is what was sent to be recorded; `typed` what the form starts with: sent to get more rows, or kept before.
    """

    def __init__(
        self,
        request: HttpRequest,
        case: Case,
        kind: Kind,
        staff: Staff,
        people: Sequence[Staff],
        *,
        row: HearingRow | None = None,
        corrects: Entry | None = None,
    ) -> None:
        self.case, self.staff, self.row, self.corrects = case, staff, row, corrects
        self.people = {person.pk: person for person in (staff, *people)}
        about = corrects.pk if corrects else row.pk if row else request.GET.get("pupil", "")
        self.slot = f"{'correct' if corrects else kind.name}:{about}"
        more = request.method == "POST" and "more" in request.POST
        self.data = request.POST if request.method == "POST" and not more else None
        self.kept_at: datetime | None = None
        self.typed = self._start(typed_in(request.POST) if more else None)
        added: dict[str, Any] = {"typed": self.typed, "more": MORE if more else 0}
        self.statements = StatementRows(self.data, **added) if kind.name == "hearing" else None
        named = [(person.pk, person.name) for person in self.people.values()]
        promises = any(field.name == "promise" for field in kind.fields) and corrects is None
        self.promises = PromiseRows(self.data, people=named, **added) if promises else None

    def _start(self, sent: Typed | None) -> Mapping[str, Any]:
        if sent is None and self.data is None and (kept := draft_of(self.case, self.staff, self.slot)):
            sent, self.kept_at = kept
        if sent is not None:
            return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}
        return statements_typed(self.corrects) if self.corrects is not None else {}

    def valid(self, form: LineForm) -> bool:
        """Say whether all that was sent has its shape; words set apart are words enough."""
        rows = [each for each in (self.statements, self.promises) if each is not None]
        fine = [each.is_valid() for each in rows]
        if self.statements is not None and (self.statements.errors or self.statements.told()):
            form.fields["body_words"].required = False
        return form.is_valid() and all(fine)

    @property
    def wrong(self) -> bool:
        """Whether something in the rows is wrong."""
        return any(
            each is not None and each.is_bound and not each.is_valid() for each in (self.statements, self.promises)
        )

    def write(self, line: Line) -> Entry:
        """Record the line with its rows; the draft has done its work."""
        told = self.statements.told() if self.statements is not None else ()
        body = dict(line.body)
        if told and not body.get("words", "").strip():
            body["words"] = "\n".join(one.words or one.did for one in told if one.words or one.did)
        if self.corrects is not None and (before := self.corrects.data("body").get("promise")):
            body.setdefault("promise", before)
        promised = self.promises.promised(self.people) if self.promises is not None else ()
        line = replace(line, body=body, statements=told, promises=promised)
        if line.kind == "hearing":
            entry = record_hearing(case=self.case, by=self.staff, line=line, row=self.row)
        else:
            entry = record_line(case=self.case, by=self.staff, line=line)
        drop_draft(case=self.case, by=self.staff, slot=self.slot)
        return entry


def statements_typed(entry: Entry) -> Mapping[str, Any]:
    """Return the statements of a line as the form starts with them, for a correction."""
    typed: dict[str, Any] = {}
    for n, row in enumerate(entry.statements.order_by("number")):
        row.case = entry.case
        said = row.data("said")
        values = {
            "words": said.get("words", ""),
            "did": said.get("did", ""),
            "on": f"{row.acted_on:%Y-%m-%d}" if row.acted_on else "",
            "hour": f"{row.acted_at:%H:%M}" if row.acted_at else "",
            "place": row.text("place"),
        }
        typed |= {f"st_{n}_{name}": value for name, value in values.items()}
    whole = len([name for name in typed if name.endswith("_words")]) == 1
    alone = whole and typed["st_0_words"] == entry.data("body").get("words", "")
    return {} if alone else typed  # words that were not set apart stand in their own field
