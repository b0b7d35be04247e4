"""What is wrong or odd with a plan for the new year: found in what was read, said in plain words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yorisoi.policy.roles import RIGHTS, Can, Post
from yorisoi.schools.models import PostHolding
from yorisoi.yearend.models import DEPARTS, HOMEROOM
from yorisoi.yearend.shape import MIND, SETTLE, Ahead, Finding


def add_findings(found: Ahead) -> None:
    """Add everything that must be settled first, and what is good to know."""
    say = found.findings.append
    if not found.after and not found.before:
        say(Finding(SETTLE, _("次の年度の学級に、まだひとりも入っていません。"), "classes"))
    waiting = {str(one.school_class): len(one.missing) for one in found.old if one.missing}
    if waiting:
        text = _("次の学級が決まっていない子どもが %(n)d人います（%(places)s）。")
        places = "・".join(f"{place} {n}" for place, n in waiting.items())
        say(Finding(SETTLE, text % {"n": sum(waiting.values()), "places": places}, "classes"))
    if empty := [str(into.school_class) for into in found.new if into.size and into.line is None]:
        text = _("担任が決まっていない学級が %(n)d あります（%(places)s）。")
        say(Finding(SETTLE, text % {"n": len(empty), "places": "・".join(empty)}, "posts"))
    gone = {one.pk for one in found.departing}
    for line in found.lines:
        if line.staff is None or line.kind == DEPARTS:
            continue
        if line.staff_id in gone or not line.staff.is_active:
            text = _("%(name)s さんは離れる予定ですが、次の年度の役職が付いています。")
            say(Finding(SETTLE, text % {"name": line.staff.name}, "posts"))
    _managers(found, gone)
    taken: dict[int | None, int] = {}
    for line in found.lines:
        if line.kind == HOMEROOM:
            taken[line.staff_id] = taken.get(line.staff_id, 0) + 1
    for line in {one.staff_id: one for one in found.lines if one.kind == HOMEROOM and taken[one.staff_id] > 1}.values():
        if line.staff is not None:
            text = _("%(name)s さんが、%(n)d学級の担任になっています。")
            say(Finding(MIND, text % {"name": line.staff.name, "n": taken[line.staff_id]}, "posts"))
    _moves(found)
    if found.without_guardian:
        text = _("保護者の連絡先がない子どもが %(n)d人います。名簿に列を足して取り込むと入ります。")
        say(Finding(MIND, text % {"n": found.without_guardian}))


def _managers(found: Ahead, gone: set[int]) -> None:
    posts = [post.value for post in Post if {Can.ROSTER, Can.READ_ALL} <= RIGHTS[post]]
    rows = PostHolding.objects.filter(
        staff__school=found.school, staff__is_active=True, until__isnull=True, post__in=posts
    )
    if not rows.exclude(staff__in=gone).exists():
        text = _("校長も教頭もいなくなります。先に、新しい校長か教頭を登録して役職を付けてください。")
        found.findings.append(Finding(SETTLE, text, "departures"))


def _moves(found: Ahead) -> None:
    odd = sum(1 for pk, goes in found.after.items() if pk in found.before and goes.grade != found.before[pk].grade + 1)
    if odd:
        text = _("学年がひとつ上でない学級に入る子どもが %(n)d人います。まちがいがないか確かめてください。")
        found.findings.append(Finding(MIND, text % {"n": odd}, "classes"))
