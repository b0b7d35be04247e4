"""What questionnaires and attendance put on a child's line of time, each as far as the reader may read it there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yorisoi.attendance.runs import Run, runs_of
from yorisoi.care.line import Line, Source
from yorisoi.policy.absence import BULLYING, KINDS, Group
from yorisoi.policy.alarms import alarms
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import Text
from yorisoi.schools.calendar import TOKYO, today
from yorisoi.schools.models import Pupil, Staff
from yorisoi.surveys.models import ReadingItem, Sheet
from yorisoi.surveys.queries import answers_for, reading_items_for
from yorisoi.surveys.reading_models import TALK
from yorisoi.surveys.said import OUTCOMES

TELLING = frozenset({"reluctant", "unknown", BULLYING})  # absences that are a sign however short
FIRST = date(2000, 4, 1)


def answer_lines(staff: Staff, pupil: Pupil) -> Iterable[Line]:
    """What the child answered with its name, the last version; a sheet that alarms is a signal."""
    rows = answers_for(staff).filter(pupil=pupil).select_related(
        "key", "round", "card__part__questionnaire"
    ).order_by("at", "pk")  # fmt: skip
    last: dict[object, Sheet] = {sheet.card_id: sheet for sheet in rows}
    ended: dict[object, list[ReadingItem]] = {}
    for item in reading_items_for(staff).filter(pupil=pupil):
        ended.setdefault(item.sheet_id, []).append(item)
        if item.kind == TALK:
            yield _talk(item)
    url = reverse("surveys:pupil", args=[pupil.uid])
    for sheet in last.values():
        if sheet.key.wrapped is not None:
            yield _answer(sheet, ended.get(sheet.pk, []), url)


def _answer(sheet: Sheet, items: list[ReadingItem], url: str) -> Line:
    found = alarms(sheet.card.part.questionnaire.read, sheet.data("answers") or {})
    english = (get_language() or "ja").startswith("en")
    said: list[tuple[Text, Text]] = [
        (_("読んでほしい答え"), rule.say_en if english else rule.say) for rule in found.rules
    ]
    said += [(_("どうなったか"), label) for label in dict.fromkeys(str(_state(item)) for item in items)]
    words = "\n".join(text for text, _words in found.words.values())
    signal = bool(found.rules or found.grave)
    return Line("answer", sheet.at, sheet.round.title, words=words, said=said, url=url, signal=signal)


def _state(item: ReadingItem) -> Text:
    return OUTCOMES[item.outcome] if item.outcome else _("まだ決まっていません")


def _talk(item: ReadingItem) -> Line:
    url = reverse("surveys:item", args=[item.pk])
    said: list[tuple[Text, Text]] = [(_("どうなったか"), _state(item))]
    return Line("answer", item.owed_at, _("「いま はなしたい」と伝えた"), said=said, url=url, signal=True)


def absence_lines(staff: Staff, pupil: Pupil) -> Iterable[Line]:
    """The runs of absence, each one line; a long one, or one that says why, is a signal. Late and early by month."""
    least = min(edition(pupil.school.edition).absence.in_a_row, default=3)
    for run in runs_of(pupil, FIRST, today(), staff):
        yield _run(run, least, reverse("attendance:pupil", args=[pupil.uid]))


def _run(run: Run, least: int, url: str) -> Line:
    first, count = run.days[0].day, len(run.days)
    if run.group == Group.ABSENT:
        title = _("続けて%(n)d日休みました") % {"n": count} if count > 1 else _("1日休みました")
    else:
        title = _("遅刻・早退・別室など %(n)d日") % {"n": count}
    said: list[tuple[Text, Text]] = [(KINDS[code].label, _("%(n)d日") % {"n": n}) for code, n in run.kinds]
    if run.group == Group.ABSENT and count > 1:
        said.append((_("終わりの日"), f"{run.days[-1].day:%Y-%m-%d}"))
    telling = bool(TELLING & {one.kind for one in run.days}) or count >= least
    return Line(
        "absence",
        datetime.combine(first, time(12), TOKYO),
        title,
        words="\n".join(run.notes),
        said=said,
        url=url,
        signal=run.group == Group.ABSENT and telling,
        on_day=True,
    )


MORE_SOURCES: tuple[Source, ...] = (answer_lines, absence_lines)
