"""An extract for one family: gather, mask by the roster, let a person look at every mask, then release."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from yorisoi.documents.actions import keep
from yorisoi.documents.blocks import Facts, Head, Paper, as_data, canonical, paper_of
from yorisoi.documents.extract_models import REASONS
from yorisoi.documents.extract_text import Gathering, changed, finder_for, gather_extract, texts_of
from yorisoi.documents.masking import Finder, Hit, blacked, folded
from yorisoi.documents.models import Extract, ExtractOf, Made, Mask, MaskLifted
from yorisoi.documents.queries import extracts_for
from yorisoi.journal import clock
from yorisoi.journal.actions import journal
from yorisoi.journal.keys import make_data_key
from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can
from yorisoi.schools.models import Pupil, Staff

REASON_LABELS: dict[str, Text] = {
    "other_child": _("ほかの子どもの名前（請求した人以外の個人に関する情報）"),
    "other_family": _("ほかの家族の名前（請求した人以外の個人に関する情報）"),
    "told": _("だれが知らせたかが分かるところ"),
    "recognisable": _("ほかの子どもが分かる内容"),
    "office": _("知らせると、学校の仕事を正しく行えなくなるおそれがあるところ"),
    "danger": _("知らせると、本人の命・体・生活を害するおそれがあるところ"),
}
CITE = "response.guardians"
NEAR = 14  # signs shown before and behind a mask


class Released(Exception):
    """The extract is released: it stays as it is. A change wants a new extract."""


class NoReason(ValueError):
    """A mask is set or taken off only with a reason."""


class NotFound(ValueError):
    """The words to be masked are nowhere in the text."""


class NotLookedAt(Exception):
    """Masks are left that nobody has confirmed; `new`: some have just been found, since the roster has changed."""

    def __init__(self, *, new: int = 0) -> None:
        super().__init__("masks not looked at")
        self.new = new


@dataclass
class Group:
    """All masks of one word for one reason, as a person looks at them."""

    key: str
    word: str
    reason: str
    masks: list[Mask] = field(default_factory=list)
    lifted: list[Mask] = field(default_factory=list)
    note: str = ""

    @property
    def label(self) -> Text:
        """The reason in words."""
        return REASON_LABELS[self.reason]


@transaction.atomic
def begin_extract(*, pupil: Pupil, by: Staff, token: str = "") -> Extract:
    """Gather everything about a child that this person may read and mask every other name of the roster in it."""
    if not by.can(Can.EXTRACT) or pupil.school_id != by.school_id:
        raise PermissionError("not theirs to make")
    if token and (known := Extract.objects.filter(by=by, token=token).first()) is not None:
        return known
    finder = finder_for(pupil)
    with override("ja"):
        paper, found = gather_extract(pupil, by, finder)
    return start(pupil=pupil, by=by, paper=paper, found=found, finder=finder, token=token)


def start(*, pupil: Pupil, by: Staff, paper: Paper, found: Gathering, finder: Finder, token: str = "") -> Extract:
    """Keep a gathered text and mask it, inside the transaction of who has asked whether it may be made."""
    row = Extract(
        key=make_data_key(pupil.school_id), school=pupil.school, pupil=pupil, by=by, at=clock.now(), token=token
    )
    row.put("content", canonical(paper.content()))
    row.save(force_insert=True)
    ExtractOf.objects.bulk_create(
        [ExtractOf(extract=row, case=case) for case in found.cases]
        + [ExtractOf(extract=row, report=report) for report in found.reports]
    )
    texts = texts_of(row.data("content"))
    hits = {n: finder.find(text) for n, text in enumerate(texts)}
    for n, why in found.whole.items():
        if texts[n]:
            hits[n] = [Hit(0, len(texts[n]), why), *hits[n]]
    _mask(row, texts, hits)
    journal(
        by=by, school_id=row.school_id, event="extract.begun", about=row, cite=CITE, at=row.at, pupil=str(pupil.uid)
    )
    return row


def _mask(
    row: Extract, texts: list[str], hits: Mapping[int, Iterable[Hit]], by: Staff | None = None, note: str = ""
) -> int:
    made = []
    for n, places in hits.items():
        for hit in places:
            one = Mask(
                extract=row, text_number=n, start=hit.start, end=hit.end, reason=hit.reason, by=by, at=clock.now()
            )
            one.put("words", {"word": texts[n][hit.start : hit.end], "note": note})
            made.append(one)
    Mask.objects.bulk_create(made)
    return len(made)


def _held(extract: Extract, by: Staff) -> Extract:
    """Lock an extract that this person may work on and that is not released."""
    row = extracts_for(by).select_for_update(of=("self",)).get(pk=extract.pk)
    if row.documents.exists():
        raise Released
    return row


@transaction.atomic
def add_mask(*, extract: Extract, by: Staff, words: str, reason: str, note: str) -> int:
    """Mask these words wherever they stand, however written; return at how many places. Wants a reason in words."""
    row = _held(extract, by)
    if reason not in REASONS or not note.strip():
        raise NoReason
    texts = texts_of(row.data("content"))
    wanted = folded(words)[0]
    hits = {n: [Hit(a, b, reason) for a, b in _places(text, wanted)] for n, text in enumerate(texts)} if wanted else {}
    if not any(hits.values()):
        raise NotFound
    count = _mask(row, texts, hits, by, note.strip())
    journal(by=by, school_id=row.school_id, event="extract.masked", about=row, cite=CITE, reason=reason, places=count)
    return count


def _places(text: str, wanted: str) -> Iterable[tuple[int, int]]:
    said, places = folded(text)
    at = said.find(wanted)
    while at >= 0:
        yield places[at][0], places[at + len(wanted) - 1][1]
        at = said.find(wanted, at + len(wanted))


@transaction.atomic
def lift_masks(*, extract: Extract, by: Staff, masks: Collection[UUID], why: str) -> int:
    """Take masks off, with the reason; they stay on record. Returns how many."""
    row = _held(extract, by)
    if not why.strip():
        raise NoReason
    rows = list(row.masks.filter(pk__in=list(masks), lifted__isnull=True))
    if not rows:
        raise NotFound
    for one in rows:
        one.extract = row
        lifted = MaskLifted(mask=one, by=by, at=clock.now())
        lifted.put("why", why.strip())
        lifted.save(force_insert=True)
    journal(by=by, school_id=row.school_id, event="extract.lifted", about=row, cite=CITE, places=len(rows))
    return len(rows)


def groups_of(extract: Extract) -> list[Group]:
    """Return the masks by word and reason: what a person confirms one by one."""
    found: dict[str, Group] = {}
    texts = texts_of(extract.data("content"))
    for one in extract.masks.select_related("lifted__by", "by"):
        one.extract = extract
        said = one.data("words")
        word, key = said["word"], hashlib.sha256(f"{extract.pk}{one.reason}{said['word']}".encode()).hexdigest()[:16]
        text = texts[one.text_number]
        one.around = (text[max(one.start - NEAR, 0) : one.start], text[one.end : one.end + NEAR])  # type: ignore[attr-defined]
        group = found.setdefault(key, Group(key, word, one.reason, note=said.get("note", "")))
        (group.lifted if hasattr(one, "lifted") else group.masks).append(one)
    order = list(REASON_LABELS)
    return sorted(found.values(), key=lambda group: (order.index(group.reason), -len(group.masks), group.word))


def masked_texts(extract: Extract) -> list[str]:
    """Return the texts with every mask that stands."""
    texts = texts_of(extract.data("content"))
    spans: dict[int, list[tuple[int, int]]] = {}
    for n, start, end in extract.masks.filter(lifted__isnull=True).values_list("text_number", "start", "end"):
        spans.setdefault(n, []).append((start, end))
    return [blacked(text, spans.get(n, ())) for n, text in enumerate(texts)]


def released_paper(extract: Extract) -> Paper:
    """Return the document for the family: masked, and at its end each reason with the number of places."""
    content = changed(extract.data("content"), masked_texts(extract))
    counts = [(group.reason, len(group.masks)) for group in groups_of(extract)]
    sums = {reason: sum(n for one, n in counts if one == reason) for reason, _n in counts}
    said = {reason: str(label) for reason, label in REASON_LABELS.items()}
    if content["kind"] != "extract":  # whoever gets a package has asked for nothing
        said = {reason: label.split("（")[0] for reason, label in said.items()}
    rows = tuple((said[reason], f"{n}か所") for reason, n in sums.items() if n)
    content["blocks"] = [*content["blocks"], as_data(Head("伏せたところと、その理由")), as_data(Facts(rows))]
    return paper_of(content)


@transaction.atomic
def release(*, extract: Extract, by: Staff, confirmed: Collection[str], token: str = "") -> Made:
    """Make the document for the family, once a person has confirmed every group of masks.

    The roster is asked again: a name that came since is masked now and must be looked at first. Raises NotLookedAt
    (outside the transaction's refusal, what was found anew stays masked), Released, Extract.DoesNotExist.
    """
    row = _held(extract, by)
    if new := _look_again(row):
        raise NotLookedAt(new=new)
    wanted = {group.key for group in groups_of(row) if group.masks}
    if wanted - set(confirmed):
        raise NotLookedAt
    with override("ja"):
        paper = released_paper(row)
    return keep(paper, paper.kind, "pdf", by, token, key_of=row, extract=row)


def mask_newcomers(*, extract: Extract, by: Staff) -> int:
    """Mask what the roster of today finds beyond what was found before; return at how many places."""
    with transaction.atomic():
        row = _held(extract, by)
        texts = texts_of(row.data("content"))
        fresh = _fresh(row, texts)
        count = _mask(row, texts, fresh)
        if count:
            journal(by=by, school_id=row.school_id, event="extract.found", about=row, cite=CITE, places=count)
        return count


def _look_again(row: Extract) -> int:
    return sum(map(len, _fresh(row, texts_of(row.data("content"))).values()))


def _fresh(row: Extract, texts: list[str]) -> dict[int, list[Hit]]:
    """Return the places that the roster of today finds and that no mask, standing or lifted, has covered."""
    known: dict[int, list[tuple[int, int]]] = {}
    for n, start, end in row.masks.values_list("text_number", "start", "end"):
        known.setdefault(n, []).append((start, end))
    finder = finder_for(row.pupil)
    found: dict[int, list[Hit]] = {}
    for n, text in enumerate(texts):
        fresh = [h for h in finder.find(text) if not any(a <= h.start and h.end <= b for a, b in known.get(n, ()))]
        if fresh:
            found[n] = fresh
    return found


def shown_texts(extract: Extract) -> dict[str, Any]:
    """Return the content for the review: each text cut into pieces, (words, state) with state "", masked, lifted."""
    texts = texts_of(extract.data("content"))
    masks: dict[int, list[Mask]] = {}
    for one in extract.masks.select_related("lifted"):
        masks.setdefault(one.text_number, []).append(one)
    pieces = iter([_pieces(text, masks.get(n, [])) for n, text in enumerate(texts)])
    content = extract.data("content")
    blocks = []
    for block in content["blocks"]:
        if block["is"] == "facts":
            block = {**block, "rows": [[label, next(pieces)] for label, _text in block["rows"]]}
        elif block["is"] == "table":
            block = {**block, "rows": [[next(pieces) for _cell in cells] for cells in block["rows"]]}
        blocks.append({**block, "what": block["is"]})
    return {**content, "blocks": blocks}


def _pieces(text: str, masks: list[Mask]) -> list[tuple[str, str]]:
    states = [""] * len(text)
    for one in masks:
        state = "lifted" if hasattr(one, "lifted") else "masked"
        for at in range(one.start, one.end):
            if states[at] != "masked":
                states[at] = state
    out: list[tuple[str, str]] = []
    for sign, state in zip(text, states, strict=True):
        if out and out[-1][1] == state:
            out[-1] = (out[-1][0] + sign, state)
        else:
            out.append((sign, state))
    return out
