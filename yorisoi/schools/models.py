"""Schools, years, classes, pupils, guardians, staff and their posts."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from yorisoi.journal.fixed import Fixed
from yorisoi.policy.roles import POST_LABELS, Can, Post, rights_of
from yorisoi.schools.calendar_models import CalendarSpan  # noqa: F401 (a model of this app)
from yorisoi.schools.sandboxes import InSight

POST_CHOICES = [(post.value, POST_LABELS[post]) for post in Post]


def class_label(grade: int, name: str) -> str:
    """Return 「3年2組」, in the language of the page."""
    return _("%(grade)d年%(name)s組") % {"grade": grade, "name": name}


class UserManager(BaseUserManager["User"]):
    """Makes users; there is no superuser."""

    def create_user(self, username: str, password: str | None = None, **extra: Any) -> User:
        """Make a user; without a password the account cannot log in by password."""
        user = self.model(username=self.model.normalize_username(username), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. Rights come from the posts of its `Staff`, never from the account."""

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.username


class School(models.Model):
    """A school; everything belongs to one. `edition` names its policy. sandbox_of: see `schools.sandboxes`."""

    id = models.BigAutoField(primary_key=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    edition = models.CharField(max_length=40)
    code = models.CharField(max_length=13, blank=True)
    is_demo = models.BooleanField(default=False)
    sandbox_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = InSight()
    everywhere: models.Manager[School] = models.Manager()

    def __str__(self) -> str:
        return self.name


class SchoolClass(models.Model):
    """A class (組) of one school year (4/1–3/31, named by the year it begins in)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="classes")
    year = models.PositiveSmallIntegerField()
    grade = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=10)

    class Meta:
        ordering = ["year", "grade", "name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "grade", "name"], name="one_class_of_a_name"),
            models.CheckConstraint(name="grade_1_to_9", condition=Q(grade__gte=1, grade__lte=9)),
        ]

    def __str__(self) -> str:
        return class_label(self.grade, self.name)


class Pupil(models.Model):
    """A child. Names keep the characters people write; they are never normalised."""

    SEXES = [("male", "男"), ("female", "女"), ("unspecified", "—")]

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pupils")
    external_id = models.CharField(max_length=60, blank=True)
    account = models.CharField(max_length=160, blank=True)  # what the city's log-in calls them: see `schools.oidc`
    family_name = models.CharField(max_length=60)
    given_name = models.CharField(max_length=60, blank=True)
    family_kana = models.CharField(max_length=60, blank=True)
    given_kana = models.CharField(max_length=60, blank=True)
    sex = models.CharField(max_length=12, choices=SEXES, default="unspecified")
    born_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "family_kana", "given_kana"], name="pupil_kana")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "external_id"], condition=~Q(external_id=""), name="one_pupil_of_an_external_id"
            ),
            models.UniqueConstraint(
                fields=["school", "account"], condition=~Q(account=""), name="one_pupil_of_an_account"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The full name as written."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def kana(self) -> str:
        """The full name in kana."""
        return f"{self.family_kana} {self.given_kana}".strip()


class Enrolment(models.Model):
    """A child's seat in a class of a year."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="enrolments")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="enrolments")
    number = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["school_class", "number"]
        constraints = [models.UniqueConstraint(fields=["pupil", "school_class"], name="one_seat_in_a_class")]


class Guardian(models.Model):
    """A guardian of a child."""

    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="guardians")
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=20, blank=True)
    phone = models.CharField(max_length=30, blank=True)


class Staff(models.Model):
    """A person who works in or for the school. `school` is empty for 市教委."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    family_name = models.CharField(max_length=60)
    given_name = models.CharField(max_length=60, blank=True)
    family_kana = models.CharField(max_length=60, blank=True)
    given_kana = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    looks_only = False  # set for the person of a request that changes nothing: what they may see is read once

    class Meta:
        ordering = ["family_kana", "given_kana", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The full name as written."""
        return f"{self.family_name} {self.given_name}".strip()

    # -- journal.Actor -------------------------------------------------------
    @property
    def actor_kind(self) -> str:
        """A member of staff."""
        return "staff"

    @property
    def actor_id(self) -> int | None:
        """The row's number."""
        return self.pk

    @property
    def actor_post(self) -> str:
        """The posts held, as codes."""
        return ",".join(sorted(self.posts))

    # -- rights --------------------------------------------------------------
    @property
    def holdings(self) -> list[PostHolding]:
        """The posts held today; read once for each object."""
        if not hasattr(self, "_holdings"):
            if "post_holdings" in getattr(self, "_prefetched_objects_cache", {}):
                self._holdings = [row for row in self.post_holdings.all() if row.until is None]
            else:
                self._holdings = HELD_NOW.of(self, "staff")
        return self._holdings

    @property
    def posts(self) -> frozenset[str]:
        """The codes of the posts held today."""
        if not hasattr(self, "_posts"):
            self._posts = frozenset(holding.post for holding in self.holdings)
        return self._posts

    @property
    def rights(self) -> frozenset[Can]:
        """All that the posts give."""
        return rights_of(self.posts) if self.is_active else frozenset()

    def can(self, right: Can) -> bool:
        """Say whether one of the posts gives this right."""
        return right in self.rights

    @property
    def post_label(self) -> str:
        """The posts as people say them."""
        return "・".join(str(holding) for holding in self.holdings)


class PostHolding(models.Model):
    """Who holds which post since when; `school_class` for 担任, `grade` for 学年主任. History is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="post_holdings")
    post = models.CharField(max_length=20, choices=POST_CHOICES)
    school_class = models.ForeignKey(SchoolClass, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["post", "grade", "id"]
        indexes = [models.Index(fields=["post", "until"], name="post_holders")]
        constraints = [
            models.CheckConstraint(name="post_known", condition=Q(post__in=[p.value for p in Post])),
            models.CheckConstraint(
                name="homeroom_has_a_class", condition=~Q(post="homeroom") | Q(school_class__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        label = str(POST_LABELS[self.post])
        if self.school_class_id:
            return _("%(place)s %(post)s") % {"place": self.school_class, "post": label}
        return _("%(grade)d年 %(post)s") % {"grade": self.grade, "post": label} if self.grade else label


HELD_NOW = Fixed(
    lambda staff: PostHolding.objects.filter(staff_id=staff, until__isnull=True).select_related("school_class")
)


class Counter(models.Model):
    """Gap-free numbers per school, year and kind, taken under the transaction's lock."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "kind", "year"], name="one_counter")]


class OneTimeLink(models.Model):
    """A link that works once: to set up an empty installation, or to choose a first password.

    Only the SHA-256 of its token is kept. Rows stay, as the record of who made which link.
    """

    KINDS = [("setup", "setup"), ("welcome", "welcome")]

    kind = models.CharField(max_length=8, choices=KINDS)
    token_hash = models.CharField(max_length=64, unique=True)
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="links")
    made_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)


class RosterUpload(models.Model):
    """A name list between preview and import, sealed under the school's key; emptied as soon as it is decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    content = models.BinaryField(default=bytes, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
