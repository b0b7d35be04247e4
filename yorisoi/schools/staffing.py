"""The writes about people: who works here, in which post, with which account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.policy.roles import READS_CASES, RIGHTS, Can, Post
from yorisoi.schools.actions import LinkUsed
from yorisoi.schools.calendar import today
from yorisoi.schools.links import new_link, use_link
from yorisoi.schools.models import OneTimeLink, PostHolding, School, SchoolClass, Staff, User

NAMES = ("family_name", "given_name", "family_kana", "given_kana", "email")


class Refused(Exception):
    """A rule of the roster says no; the text says why and what to do instead."""


def _may(by: Staff, school: School | None) -> School:
    if school is None or not by.can(Can.ROSTER) or by.school_id != school.pk:
        raise PermissionDenied
    return school


def _reads_cases(staff: Staff) -> bool:
    """Say whether this person may read cases now (asked anew: a row at hand may remember yesterday's posts)."""
    return bool(Staff.objects.get(pk=staff.pk).rights & READS_CASES)


def _has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


@transaction.atomic
def add_staff(*, school: School, by: Staff, username: str = "", **names: str) -> Staff:
    """Add a person; with a user name also an account that has no password yet (see `make_welcome_link`)."""
    _may(by, school)
    user = User.objects.create_user(username, email=names.get("email", "")) if username else None
    staff = Staff.objects.create(school=school, user=user, **{key: names.get(key, "") for key in NAMES})
    journal(by=by, school_id=school.pk, event="staff.added", about=staff, account=bool(user))
    return staff


@transaction.atomic
def change_staff(*, staff: Staff, by: Staff, username: str = "", **names: str) -> Staff:
    """Correct a person's name, reading, e-mail or user name; a person without an account gets one by a user name."""
    school = _may(by, staff.school)
    changed = [key for key in NAMES if key in names and getattr(staff, key) != names[key]]
    for key in changed:
        setattr(staff, key, names[key])
    if username and staff.user is None:
        staff.user = User.objects.create_user(username, email=staff.email)
        changed.append("account")
    elif username and staff.user is not None and staff.user.username != username:
        staff.user.username = username
        staff.user.save(update_fields=["username"])
        changed.append("username")
    staff.save()
    journal(by=by, school_id=school.pk, event="staff.changed", about=staff, fields=changed)
    return staff


@transaction.atomic
def give_post(
    *, staff: Staff, post: str, by: Staff, school_class: SchoolClass | None = None, grade: int | None = None
) -> PostHolding:
    """Give a post from today.

    Administration must not become a way to read cases: a post that reads them is given by a manager (READ_ALL), and
    nobody gives oneself rights one has not got. An account to which somebody else had the key begins anew with it.
    """
    school = _may(by, staff.school)
    if post == Post.BOARD_OFFICER:
        raise Refused(_("市教委の担当者は学校の名簿には入れられません。"))
    if staff.pk == by.pk and not RIGHTS[post] <= by.rights:
        raise Refused(_("自分に新しい権限を付けることはできません。名簿を管理できる別の人に頼んでください。"))
    if RIGHTS[post] & READS_CASES and not by.can(Can.READ_ALL):
        raise Refused(_("事案を読める役職は、校長か教頭が付けます。校長か教頭に頼んでください。"))
    if not staff.is_active:
        raise Refused(_("在籍を終えた人には役職を付けられません。"))
    if post == Post.HOMEROOM and school_class is None:
        raise Refused(_("担任には学級を選んでください。"))
    if school_class is not None and school_class.school_id != school.pk:
        raise PermissionDenied
    return begin_post(staff=staff, post=post, by=by, school_class=school_class, grade=grade, since=today())


def begin_post(
    *,
    staff: Staff,
    post: str,
    by: Actor,
    since: date,
    school_class: SchoolClass | None = None,
    grade: int | None = None,
) -> PostHolding:
    """Write that a post begins, inside the transaction of who has asked whether it may (`give_post`, the year's turn).

    Whoever becomes a reader of cases by it begins anew where somebody else had the key to their account.
    """
    becomes_reader = bool(RIGHTS[post] & READS_CASES) and not _reads_cases(staff)
    anew = becomes_reader and staff.pk != by.actor_id and _begin_anew(staff)
    holding, made = PostHolding.objects.get_or_create(
        staff=staff,
        post=post,
        school_class=school_class if post == Post.HOMEROOM else None,
        grade=grade if post == Post.GRADE_HEAD else None,
        until=None,
        defaults={"since": since},
    )
    if made:
        journal(
            by=by, school_id=staff.school_id or 0, event="post.given", about=staff, post=post, holding=holding.pk,
            anew=anew,
        )  # fmt: skip
    return holding


def _begin_anew(staff: Staff) -> bool:
    """Shut an account whose password link was made by somebody who may not read all: they may hold the key."""
    last = OneTimeLink.objects.filter(staff=staff, kind="welcome").select_related("made_by").order_by("-pk").first()
    if staff.user is None or last is None or last.made_by is None or last.made_by.can(Can.READ_ALL):
        return False
    _shut(staff, staff.user)
    return True


def _shut(staff: Staff, user: User) -> None:
    """Take away password, second factor, open sessions and open links."""
    user.set_unusable_password()  # ends every session too: they carry a hash of the password
    user.save(update_fields=["is_active", "password"])
    Authenticator.objects.filter(user=user).delete()
    close_sessions(user)
    OneTimeLink.objects.filter(staff=staff, used_at__isnull=True).update(expires_at=timezone.now())


@transaction.atomic
def take_post(*, holding: PostHolding, by: Staff) -> None:
    """End a post today. The last person who can manage the roster, or give posts that read cases, keeps it."""
    school = _may(by, holding.staff.school)
    if holding.until is not None:
        return
    holding.until = today()
    holding.save(update_fields=["until"])
    _somebody_remains(school, {holding.post})
    journal(by=by, school_id=school.pk, event="post.ended", about=holding.staff, post=holding.post, holding=holding.pk)


@transaction.atomic
def end_staff(*, staff: Staff, by: Staff) -> None:
    """End a person's time here: posts end, account and open sessions close at once. Nothing is deleted."""
    school = _may(by, staff.school)
    if staff.pk == by.pk:
        raise Refused(_("自分の在籍は終えられません。名簿を管理できる別の人に頼んでください。"))
    posts = staff.posts
    depart(staff=staff, by=by, until=today())
    _somebody_remains(school, posts)


def depart(*, staff: Staff, by: Actor, until: date) -> None:
    """Write that a person is gone, inside the transaction of who has asked whether they may go."""
    staff.post_holdings.filter(until__isnull=True).update(until=until)
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    if staff.user is not None:
        staff.user.is_active = False
        _shut(staff, staff.user)
    journal(by=by, school_id=staff.school_id or 0, event="staff.ended", about=staff)


def _somebody_remains(school: School, ended: Collection[str]) -> None:
    """Refuse when nobody is left who can do what these posts gave: manage the roster, or that and read all."""
    for wanted in ({Can.ROSTER}, {Can.ROSTER, Can.READ_ALL}):
        posts = [post.value for post in Post if wanted <= RIGHTS[post]]
        held = PostHolding.objects.filter(
            staff__school=school, staff__is_active=True, until__isnull=True, post__in=posts
        )
        if set(posts) & set(ended) and not held.exists():
            raise Refused(
                _("校長・教頭がいなくなります。先に別の人に校長か教頭の役職を付けてください。")
                if Can.READ_ALL in wanted
                else _(
                    "名簿を管理できる人がいなくなります。先に別の人に校長・教頭・システム管理者の役職を付けてください。"
                )
            )


def close_sessions(user: User) -> int:
    """End every open session of an account; return how many. Reads them all: a city has thousands, not millions."""
    mine = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    return Session.objects.filter(pk__in=mine).delete()[0]


@transaction.atomic
def make_welcome_link(*, staff: Staff, by: Staff) -> str:
    """Return the token of a link (7 days, once) by which the person chooses a password; shown once, on screen.

    While a reader of cases has no second factor, the link is the whole key to the account: only a manager (READ_ALL)
    makes it. With one, the link alone opens nothing.
    """
    school = _may(by, staff.school)
    if staff.user is None or not staff.is_active:
        raise Refused(_("先にユーザー名を入れて、アカウントを作ってください。"))
    if _reads_cases(staff) and not by.can(Can.READ_ALL) and not _has_second_factor(staff.user):
        raise Refused(
            _("事案を読める人の最初のリンクは、校長か教頭が作ります。二段階認証がまだの人の鍵になるからです。")
        )
    token = new_link("welcome", staff=staff, made_by=by)
    journal(by=by, school_id=school.pk, event="staff.link_made", about=staff)
    return token


@transaction.atomic
def choose_password(*, link: OneTimeLink, password: str) -> Staff:
    """Set the password that the holder of the link chose; other sessions of the account end. Raises LinkUsed."""
    staff = link.staff
    if staff is None or staff.user is None or not staff.is_active or not use_link(link):
        raise LinkUsed
    staff.user.set_password(password)
    staff.user.save(update_fields=["password"])
    journal(by=staff, school_id=staff.school_id or 0, event="staff.password_chosen", about=staff)
    return staff


@transaction.atomic
def reset_second_factor(*, staff: Staff, reason: str, by: Staff) -> None:
    """Remove a lost second factor: the next log-in must set up a new one; open sessions end. `reason` is a code."""
    school = _may(by, staff.school)
    if staff.user is None:
        raise Refused(_("この人にはアカウントがありません。"))
    if staff.pk == by.pk:
        raise Refused(_("自分の二段階認証は、名簿を管理できる別の人に解除してもらってください。"))
    if _reads_cases(staff) and not by.can(Can.READ_ALL):
        raise Refused(_("事案を読める人の二段階認証は、校長か教頭が解除します。校長か教頭に頼んでください。"))
    removed = Authenticator.objects.filter(user=staff.user).delete()[0]
    if _reads_cases(staff):
        _begin_anew(staff)
    close_sessions(staff.user)
    journal(by=by, school_id=school.pk, event="staff.second_factor_reset", about=staff, reason=reason, removed=removed)


@transaction.atomic
def recover_account(*, staff: Staff, by: Actor) -> str:
    """Let somebody in again who lost password and second factor, when nobody in the school can do it for them.

    For the operator of the machine: removes the second factor, ends all sessions, returns the token of a welcome
    link. The school's journal and its list of changes show it. Raises `Refused` where there is no account.
    """
    if staff.user is None or not staff.is_active:
        raise Refused(_("この人には使えるアカウントがありません。"))
    removed = Authenticator.objects.filter(user=staff.user).delete()[0]
    if _reads_cases(staff):
        _begin_anew(staff)
    close_sessions(staff.user)
    token = new_link("welcome", staff=staff)
    school_id = staff.school_id or 0
    journal(
        by=by, school_id=school_id, event="staff.second_factor_reset", about=staff, reason="recovered", removed=removed
    )
    journal(by=by, school_id=school_id, event="staff.link_made", about=staff)
    return token
