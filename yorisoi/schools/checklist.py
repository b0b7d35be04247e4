"""What a new school still needs before the policy can be carried out, each with the page where it is done."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as _

from yorisoi.policy.edition import edition
from yorisoi.policy.roles import POST_LABELS, READS_CASES, Post
from yorisoi.schools.models import PostHolding, School
from yorisoi.schools.queries import classes_of, pupils_of, staff_of


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do."""

    label: str
    done: bool
    detail: str
    url: str
    act: str


def checklist(school: School) -> list[Item]:
    """Return the items in the order in which they are best done."""
    pupils = pupils_of(school).count()
    classes = list(classes_of(school))
    held = PostHolding.objects.filter(staff__school=school, staff__is_active=True, until__isnull=True)
    posts = set(held.values_list("post", flat=True))
    led = set(held.filter(post=Post.HOMEROOM).values_list("school_class_id", flat=True))
    without = [str(one) for one in classes if one.pk not in led]
    missing = [str(POST_LABELS[post]) for post in _wanted(school) if post not in posts]
    roster, staff = reverse("schools:roster"), reverse("schools:staff")
    bare = [] if school.is_demo else _without_second_factor(school)  # a click is enough in the demo
    return [
        Item(
            _("子どもの名簿を取り込む"),
            pupils > 0,
            _("%(pupils)d人・%(classes)d学級") % {"pupils": pupils, "classes": len(classes)},
            roster,
            _("名簿を取り込む"),
        ),
        Item(
            _("会議のメンバーになる役職をそろえる"),
            not missing,
            _("まだいない役職: %s") % "、".join(missing) if missing else _("すべての役職に人がいます。"),
            staff,
            _("教職員を登録する"),
        ),
        Item(
            _("すべての学級に担任を付ける"),
            bool(classes) and not without,
            _("担任のいない学級: %s") % "、".join(without) if without else "",
            staff,
            _("担任を登録する"),
        ),
        Item(
            _("全員がログインと二段階認証を済ませる"),
            not bare,
            _("まだの人: %s") % "、".join(bare) if bare else _("事案を読める全員が済ませています。"),
            staff,
            _("リンクを渡す"),
        ),
    ]


def _wanted(school: School) -> list[str]:
    wanted: dict[str, None] = {}
    for body in edition(school.edition).bodies.values():
        for post in (*body.members, *body.chair):
            if post in set(Post) and post not in {Post.HOMEROOM, Post.TEACHER, Post.EXPERT, Post.BOARD_OFFICER}:
                wanted[post] = None
    return list(wanted)


def _without_second_factor(school: School) -> list[str]:
    people = staff_of(school).prefetch_related("post_holdings")
    ready = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user_id", flat=True))
    return [person.name for person in people if person.rights & READS_CASES and person.user_id not in ready]
