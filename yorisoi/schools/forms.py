"""The forms of log-in, set-up, roster and staff: shape only; what they mean is decided in the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from yorisoi.policy import edition as editions
from yorisoi.policy.roles import POST_LABELS, Post
from yorisoi.schools.actions import FIRST_POSTS
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.models import School, SchoolClass, Staff, User
from yorisoi.schools.queries import classes_of
from yorisoi.schools.roster_files import MAX_BYTES

RESET_REASONS = [
    ("lost", _("スマートフォン・端末をなくした")),
    ("new_device", _("機種変更で移せなかった")),
    ("broken", _("こわれた")),
    ("codes_used", _("回復コードも使い切った")),
]


class UnlockForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label=_("パスワード"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("新しいパスワード"),
        help_text=_("10文字以上。覚えやすい言葉を3つ以上つなげるのがおすすめです。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(label=_("もう一度"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Both the same, and strong enough."""
        data = super().clean() or {}
        password, again = data.get("password"), data.get("again")
        if password and again and password != again:
            self.add_error("again", _("2回の入力が違っています。"))
        elif password:
            try:
                validate_password(password, self.user or User(username=data.get("username", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


def _free_username(name: str, but: User | None = None) -> str:
    taken = User.objects.filter(username__iexact=name)
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if name and taken.exists():
        raise forms.ValidationError(_("このユーザー名はもう使われています。"))
    return name


class NameFields(forms.Form):
    """A person's name and reading."""

    family_name = forms.CharField(label=_("姓"), max_length=60)
    given_name = forms.CharField(label=_("名"), max_length=60, required=False)
    family_kana = forms.CharField(label=_("せい（ふりがな）"), max_length=60)
    given_kana = forms.CharField(label=_("めい（ふりがな）"), max_length=60, required=False)

    def person(self) -> dict[str, str]:
        """Return the four fields."""
        return {key: self.cleaned_data[key] for key in ("family_name", "given_name", "family_kana", "given_kana")}


class SetupForm(NameFields, PasswordForm):
    """The first form of an empty installation."""

    name = forms.CharField(label=_("学校の名前"), max_length=80, help_text=_("例: 見本市立西小学校"))
    slug = forms.SlugField(
        label=_("アドレスに使う名前"),
        max_length=50,
        initial="school",
        help_text=_("半角の英数字とハイフン。子どもや保護者の入口のアドレス（/s/…/）になります。"),
    )
    edition = forms.ChoiceField(label=_("使う「いじめ防止基本方針」"))
    post = forms.ChoiceField(
        label=_("あなたの役職"),
        choices=[(post.value, POST_LABELS[post]) for post in FIRST_POSTS],
        widget=forms.RadioSelect,
    )
    username = forms.CharField(
        label=_("ユーザー名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )

    field_order = (
        "name", "edition", "slug", "post", "family_name", "given_name", "family_kana", "given_kana",
        "username", "password", "again",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, editions.edition(name).title) for name in editions.names()]
        self.fields["edition"].choices = choices  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        """Not taken."""
        slug = self.cleaned_data["slug"]
        if School.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("このアドレスはもう使われています。"))
        return slug

    def clean_username(self) -> str:
        """Not taken."""
        return _free_username(self.cleaned_data["username"].strip())


class RosterForm(forms.Form):
    """A name list, and the school year that it is for."""

    year = forms.TypedChoiceField(label=_("どの年度の名簿ですか"), coerce=int)
    file = forms.FileField(
        label=_("名簿のファイル"),
        help_text=_("CSV か Excel（3MBまで）。選んだだけでは取り込まれません。次の画面で確かめられます。"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = school_year(today())
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (year, _("%d年度（今年度）") % year), (year + 1, _("%d年度（次の年度）") % (year + 1)),
        ]  # fmt: skip

    def clean_file(self) -> Any:
        """Not larger than a name list can be."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("ファイルが大きすぎます（3MBまで）。名簿の表だけのファイルにしてください。"))
        return file


class StaffForm(NameFields):
    """A person who works at the school."""

    email = forms.EmailField(
        label=_("メールアドレス"), required=False, help_text=_("お知らせに使います。なくてもかまいません。")
    )
    username = forms.CharField(
        label=_("ユーザー名"),
        max_length=60,
        required=False,
        help_text=_("ログインに使う半角の名前。空のままなら、アカウントを作りません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: Staff | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = person.user if person else None

    def clean_username(self) -> str:
        """Not taken."""
        return _free_username(self.cleaned_data["username"].strip(), self.known)


class PostForm(forms.Form):
    """A post, with the class of a 担任 or the grade of a 学年主任."""

    post = forms.ChoiceField(
        label=_("役職"), choices=[("", "―"), *((p.value, POST_LABELS[p]) for p in Post if p != Post.BOARD_OFFICER)]
    )
    school_class = forms.ModelChoiceField(
        label=_("学級（担任）"), queryset=SchoolClass.objects.none(), required=False, empty_label=_("―")
    )
    grade = forms.TypedChoiceField(
        label=_("学年（学年主任）"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "―"), *((n, _("%d年") % n) for n in range(1, 7))],
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school_class"].queryset = classes_of(school)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """担任 with a class, 学年主任 with a grade."""
        data = super().clean() or {}
        if data.get("post") == Post.HOMEROOM and not data.get("school_class"):
            self.add_error("school_class", _("担任には学級を選んでください。"))
        if data.get("post") == Post.GRADE_HEAD and not data.get("grade"):
            self.add_error("grade", _("学年主任には学年を選んでください。"))
        return data


class ResetForm(forms.Form):
    """Why a second factor is taken away."""

    reason = forms.ChoiceField(label=_("解除する理由"), choices=RESET_REASONS, widget=forms.RadioSelect)
