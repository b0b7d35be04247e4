"""Writes of editions: begin a draft, keep what is typed, give it up, adopt it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from yorisoi.editions.models import Adoption, DraftSave, EditionDraft, StoredEdition
from yorisoi.editions.parts import Conflict, part_of, with_part
from yorisoi.editions.queries import Examined, examine
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.policy.edition import BadEdition, edition, whole, whole_text
from yorisoi.policy.edition_home import at_home, is_of
from yorisoi.policy.edition_text import says_something, seen, too_long, written
from yorisoi.policy.roles import Can
from yorisoi.policy.stored import hash_of, name_of
from yorisoi.schools.fields import mark
from yorisoi.schools.models import School, Staff
from yorisoi.schools.nameless import require_nameless

CITE = "policy.review"
ONE_SITTING = timedelta(minutes=5)
LEAST_LEFT = 0.9  # of a text: less is a cut that one may want to take back


class Closed(Exception):
    """The draft was adopted or given up meanwhile."""


class NotUsable(Exception):
    """The draft cannot be adopted: `why` is what is wrong with it."""

    def __init__(self, why: Examined) -> None:
        super().__init__("not usable")
        self.why = why


def require(by: Staff, school: School) -> None:
    """Raise PermissionDenied unless this person may write and adopt editions of the school."""
    if not by.can(Can.EDITIONS) or by.school_id != school.pk:
        raise PermissionDenied


def begin_draft(*, school: School, by: Staff, base: str, token: str, text: str | None = None) -> EditionDraft:
    """Begin a new edition from one by name, or from a text that somebody brings. The same token is the same draft.

    What is another school's begins with this school's own name and helplines (`at_home`). A text may be anything that
    is not too long and says something; what is wrong with it is said in the editor. Raises BadEdition.
    """
    require(by, school)
    begun = _homely(school, written(whole(base)) if text is None else _clean(text))
    token = mark(token, 64)
    if (known := EditionDraft.objects.filter(school=school, token=token).first()) is not None:
        return known
    now = clock.now()
    try:
        with transaction.atomic():
            row = EditionDraft.objects.create(
                school=school, base=base, token=token, text=begun, made_at=now, made_by=by, saved_at=now, saved_by=by
            )
            journal(by=by, school_id=school.pk, event="edition.drafted", about=row, cite=CITE, at=now, base=base)
            return row
    except IntegrityError:
        return EditionDraft.objects.get(school=school, token=token)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "")


def _homely(school: School, text: str) -> str:
    """Return the text as this school may begin from it. Raises BadEdition for one that is too long, or none."""
    says_something(text)
    too_long(text)
    try:
        data = whole_text("draft", text)
    except BadEdition:
        return text
    home = whole(school.edition)
    own = is_of(data, home) or data.get("school_name") == school.name
    return text if own else written(at_home(data, home))


def _open(draft: EditionDraft, by: Staff) -> EditionDraft:
    row = EditionDraft.objects.select_for_update(of=("self",)).select_related("school").get(pk=draft.pk)
    require(by, row.school)
    if row.closed_at is not None:
        raise Closed
    return row


def _keep(row: EditionDraft, by: Staff, text: str, auto: bool = False) -> EditionDraft:
    if text != row.text:
        too_long(text)
        if not (auto and _goes_on(row, by, text)):
            DraftSave.objects.create(
                school_id=row.school_id, draft=row, number=row.saves, text=row.text, at=row.saved_at,
                by_id=row.saved_by_id, kept_at=clock.now(),
            )  # fmt: skip
        row.text, row.saves, row.saved_at, row.saved_by = text, row.saves + 1, clock.now(), by
        row.save(update_fields=["text", "saves", "saved_at", "saved_by"])
    return row


def _goes_on(row: EditionDraft, by: Staff, text: str) -> bool:
    """Say whether it is the same person's typing that goes on: not each pause of it is a save to go back to."""
    last = row.earlier.defer("text").first()
    if last is None or row.saved_by_id != by.pk or len(text) < len(row.text) * LEAST_LEFT:
        return False
    return clock.now() - last.kept_at < ONE_SITTING


@transaction.atomic
def save_part(
    *, draft: EditionDraft, by: Staff, part: str, typed: Any, before: str, auto: bool = False
) -> EditionDraft:
    """Keep one part of a draft as it was typed. before: the mark of the part as the page showed it.

    auto: while somebody types; what stood there before is then kept once for a while, otherwise always.
    Raises `Closed`; `Conflict` when somebody else has changed the same part meanwhile; BadEdition when the text is
    no TOML, or too long.
    """
    row = _open(draft, by)
    data = whole_text("draft", row.text)
    now = part_of(data, part)
    if seen(now) not in (before, seen(typed)) and row.saved_by_id != by.pk:
        raise Conflict(now)
    return row if now == typed else _keep(row, by, written(with_part(data, part, typed)), auto)


@transaction.atomic
def save_text(*, draft: EditionDraft, by: Staff, text: str, before: str, auto: bool = False) -> EditionDraft:
    """Keep the whole text of a draft, whatever it says. before: the mark of the text as the page showed it.

    Raises `Closed`, `Conflict`, BadEdition for a text that is too long, and for one that says nothing.
    """
    row = _open(draft, by)
    text = _clean(text)
    says_something(text)
    if seen(row.text) not in (before, seen(text)) and row.saved_by_id != by.pk:
        raise Conflict(row.text)
    return _keep(row, by, text, auto)


@transaction.atomic
def step_back(*, draft: EditionDraft, by: Staff, number: int) -> EditionDraft:
    """Put a draft back to what an earlier save said; what stands there now is kept as well.

    Raises `Closed`, DraftSave.DoesNotExist.
    """
    row = _open(draft, by)
    return _keep(row, by, row.earlier.get(number=number).text)


@transaction.atomic
def give_up_draft(*, draft: EditionDraft, by: Staff) -> None:
    """Close a draft without adopting it; it stays on record."""
    row = _open(draft, by)
    row.closed_at = clock.now()
    row.save(update_fields=["closed_at"])
    journal(by=by, school_id=row.school_id, event="edition.given_up", about=row, cite=CITE, at=row.closed_at)


@transaction.atomic
def adopt_edition(
    *,
    draft: EditionDraft,
    by: Staff,
    year: int,
    text: str,
    body: str = "",
    decided_on: date | None = None,
    note: str = "",
) -> Adoption:
    """Put a draft into force: from now on the school's duties, clocks and pages follow it.

    text: the mark of the text that was shown with the question; another one raises `Conflict`. What was decided
    before stays under the edition of its time. Adopting what is in force already raises `NotUsable`, as does a text
    that cannot be used. Raises NamesAChild: the note is published with it.
    """
    school = School.objects.select_for_update().get(pk=draft.school_id)
    row = _open(draft, by)
    require_nameless(school, note=note)
    if seen(row.text) != text:
        raise Conflict(row.text)
    found = examine(row.text, school.edition, school.name)
    if not found.usable or found.data is None or found.edition is None:
        raise NotUsable(found)
    full = written(found.data)
    name, now = name_of(full), clock.now()
    if name == school.edition:
        raise NotUsable(found)
    title, version = found.edition.title[:120], found.edition.version[:120]
    kept = {"hash": hash_of(full), "text": full, "title": title, "version": version, "at": now, "by": by}
    StoredEdition.objects.get_or_create(school=school, name=name, defaults=kept)
    adoption = Adoption.objects.create(
        school=school, name=name, before=school.edition, year=year, at=now, by=by, body=body, decided_on=decided_on,
        note=note,
    )  # fmt: skip
    school.edition = name
    school.save(update_fields=["edition"])
    row.closed_at, row.adoption = now, adoption
    row.save(update_fields=["closed_at", "adoption"])
    journal(
        by=by, school_id=school.pk, event="edition.adopted", about=adoption, cite=CITE, at=now, edition=name,
        before=adoption.before, year=year,
    )  # fmt: skip
    edition(name)  # read here: what cannot be read must not come into force
    return adoption


__all__ = ["BadEdition", "Closed", "Conflict", "NotUsable", "adopt_edition", "begin_draft", "give_up_draft"]
