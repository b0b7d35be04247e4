"""Accounts of the board of education: they belong to no school, and the operator of the machine makes them."""

from __future__ import annotations

from django.db import transaction

from yorisoi.journal.actions import journal
from yorisoi.journal.actors import Actor
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import today
from yorisoi.schools.links import new_link
from yorisoi.schools.models import PostHolding, Staff, User

NO_SCHOOL = 0  # the journal's number for what belongs to no school


class NameTaken(Exception):
    """The user name is in use."""


@transaction.atomic
def add_board_officer(*, username: str, family_name: str, given_name: str, by: Actor) -> str:
    """Make an officer with an account; return the token of the link for the first password.

    Raises NameTaken; ValidationError for names that are empty or too long.
    """
    username = username.strip()
    if User.objects.filter(username__iexact=username).exists():
        raise NameTaken
    user = User(username=User.objects.model.normalize_username(username))
    user.set_unusable_password()
    user.full_clean()
    user.save()
    staff = Staff(user=user, family_name=family_name.strip(), given_name=given_name.strip())
    staff.full_clean()
    staff.save()
    PostHolding.objects.create(staff=staff, post=Post.BOARD_OFFICER, since=today())
    journal(by=by, school_id=NO_SCHOOL, event="staff.added", about=staff, account=True, post=Post.BOARD_OFFICER.value)
    return new_link("welcome", staff=staff)


def board_is_there() -> bool:
    """Say whether anybody of the board can log in, or will be able to."""
    held = PostHolding.objects.filter(post=Post.BOARD_OFFICER, until__isnull=True, staff__is_active=True)
    return held.filter(staff__user__is_active=True).exists()
