"""The part of a form that takes files, at every door: what may be sent, said in the words of whoever sends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text
from yorisoi.reports.actions import Said
from yorisoi.reports.attaching import ABOUT, SentFile, said_about, sha256_of
from yorisoi.reports.easy import easy_texts
from yorisoi.reports.kinds import FILE_KINDS, kind_of_file
from yorisoi.reports.quota import NoRoom
from yorisoi.reports.reading import Words
from yorisoi.reports.said import sending_token
from yorisoi.schools.fields import LineField

TEXTS: dict[str, Text] = {
    "label": _("写真・画面の写真・PDF・短い動画"),
    "help": _("5つまで。写真とPDFは1つ15MBまで、動画は50MBまで。なくてもかまいません。"),
    "lost": _("選んだファイルは、この画面には残せません。書いたものは残っています。ファイルをもう一度選んでください。"),
    "kind": _("写真（JPEG・PNG・WebP・HEIC）・PDF・動画（MP4・MOV・WebM）のどれでもないファイルがあります。"),
    "empty": _("中身のないファイルがあります。"),
    "count": _("一度に送れるのは%(limit)dつまでです。残りは、別に送ってください。"),
    "too_big": _("大きすぎるファイルがあります。写真とPDFは15MBまで、動画は50MBまでです。動画は、短く切ると送れます。"),
    "together": _("合わせて%(limit)dMBまで送れます。いくつかに分けて送ってください。"),
    "full": _(
        "この通報には、もうたくさんのファイルがあります。あと%(count)d個・%(size)dMBまで送れます。"
        "ことばだけなら、いつでも送れます。"
    ),
    "name": _("名前が長すぎるファイルがあります。短い名前に変えて、もう一度選んでください。"),
    "about": _("画面の写真のとき（わかることだけ）"),
    "service": _("アプリやサービスの名前（LINE、ゲームの名前など）"),
    "account": _("書いた人のアカウント名"),
    "shown_at": _("画面に出ている日時"),
    "address": _("ページのアドレス（URL）やグループの名前"),
    "taken_by": _("画面を写した人"),
    "remove": _("外す"),
    "sending": _("送っています"),
}
ABOUT_LABELS: dict[str, Text] = {
    "service": _("サービス"),
    "account": _("アカウント"),
    "shown_at": _("画面の日時"),
    "address": _("アドレス・グループ"),
    "taken_by": _("写した人"),
}
PICTURES = tuple(kind for kind in FILE_KINDS.values() if kind.group == "picture")
CHILD_COUNT = 3
LONGEST_NAME = 1024  # bytes, as every system cuts them; longer ones come from no file that somebody chose


class FilesInput(forms.FileInput):
    """A choice of several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002
        """Return all files of this name (a child's page has two inputs of one name)."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """Any number of files, none among them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ARG002
        """Return what was sent."""
        return [file for file in data or [] if file is not None]


class FilesForm(forms.Form):
    """Files, and what is known of a screenshot. texts: the sentences by key of `TEXTS`. child: pictures only.

    wanted: no sending without a file. came: files came with a form that is only shown again.
    """

    attached = FilesField(required=False)
    shot_service = LineField(required=False)
    shot_account = LineField(required=False)
    shot_shown_at = LineField(required=False)
    shot_address = LineField(required=False)
    shot_taken_by = LineField(required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        texts: Mapping[str, Any] = TEXTS,
        child: bool = False,
        about: bool = True,
        wanted: bool = False,
        came: bool = False,
        initial: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}))
        self.came = came
        self.texts, self.child, self.about, self.wanted = texts, child, about, wanted
        self.count = CHILD_COUNT if child else settings.ATTACHMENTS["count"]
        kinds = PICTURES if child else tuple(FILE_KINDS.values())
        self.allowed = {kind.name for kind in kinds}
        self.accept = ",".join([*(kind.mime for kind in kinds), "image/heif"])
        self.fields["attached"].label = texts["label"]
        for key in ABOUT:
            field = self.fields[f"shot_{key}"]
            field.label = texts.get(key, ABOUT_LABELS[key])
            field.widget.attrs |= {"autocomplete": "off"}
        if not about:
            for key in ABOUT:
                del self.fields[f"shot_{key}"]

    @property
    def lost(self) -> bool:
        """Files came with a form that is shown again: a browser does not let us put them back."""
        return bool(self.files) or self.came

    @property
    def about_fields(self) -> list[forms.BoundField]:
        """Return the fields for a screenshot."""
        return [self[f"shot_{key}"] for key in ABOUT] if self.about else []

    @property
    def told_about(self) -> bool:
        """Say whether anything of a screenshot was written."""
        return any(self[f"shot_{key}"].value() for key in ABOUT) if self.about else False

    @property
    def refusals(self) -> list[tuple[str, Any]]:
        """Return what the page's script says of a file before it is sent."""
        said = {key: self.texts[key] for key in ("too_big", "count", "together")}
        values = {"count": {"limit": self.count}, "together": {"limit": settings.ATTACHMENTS["together"] // 1048576}}
        return [(key, text % values[key] if key in values and "%(" in text else text) for key, text in said.items()]

    @property
    def limits(self) -> dict[str, int]:
        """Return the limits, for the page's script."""
        return {**settings.ATTACHMENTS, "count": self.count}

    def _refuse(self, key: str, **values: int) -> forms.ValidationError:
        return forms.ValidationError(self.texts[key], code=key, params=values or None)

    def clean_attached(self) -> list[SentFile]:
        """Look at each file: its content says what it is."""
        came = self.cleaned_data["attached"]
        limits = settings.ATTACHMENTS
        if self.wanted and not came:
            raise forms.ValidationError(_("ファイルを選んでください。"), code="required")
        if len(came) > self.count:
            raise self._refuse("count", limit=self.count)
        if sum(file.size for file in came) > limits["together"]:
            raise self._refuse("together", limit=limits["together"] // (1024 * 1024))
        sent = []
        for file in came:
            if getattr(file, "name_bytes", 0) > LONGEST_NAME:
                raise self._refuse("name")
            if not file.size:
                raise self._refuse("empty")
            kind = kind_of_file(file)
            if kind is None or kind.name not in self.allowed:
                raise self._refuse("kind")
            if file.size > limits[kind.group]:
                raise self._refuse("too_big")
            sent.append(SentFile(file, file.name or "", kind, file.size, sha256_of(file)))
        return sent

    def say_full(self, full: NoRoom) -> None:
        """Say that there is no more room for these files, and for how many there is."""
        self.add_error("attached", self._refuse("full", count=full.count, size=full.size // (1024 * 1024)))

    @property
    def sent(self) -> list[SentFile]:
        """Return the files of a valid form."""
        return list(self.cleaned_data["attached"])

    @property
    def said(self) -> dict[str, str]:
        """Return what a valid form says of a screenshot."""
        return said_about({key: self.cleaned_data.get(f"shot_{key}", "") for key in ABOUT})


def initial_of(posted: Mapping[str, Any]) -> dict[str, str]:
    """Return what is typed about a screenshot, to be carried along."""
    return {f"shot_{key}": str(posted[f"shot_{key}"]) for key in ABOUT if posted.get(f"shot_{key}")}


def easy_file_texts() -> dict[str, Any]:
    """Return the texts in やさしい日本語."""
    texts = easy_texts(None)
    return {**TEXTS, **{key: texts[f"files.{key}"] for key in TEXTS if f"files.{key}" in texts}}


def child_file_texts(words: Words) -> dict[str, Any]:
    """Return the texts in a child's reading."""
    own = ("take", "choose", "again", "chosen", "draw", "draw_help", "draw_pad", "draw_undo", "draw_clear", "drawn")
    colours = [(name, words[f"files.{name}"]) for name in ("black", "red", "blue", "green", "orange")]
    told: dict[str, Any] = {key: words[f"files.{key}"] for key in (*TEXTS, *own)}
    return told | {"colours": colours, "draw_colours": words["files.draw_colours"]}


def brings_files(posted: Mapping[str, str], files: Any) -> bool:
    """Say whether a file, or a word about one, came with what was posted. Else there is nothing to look at."""
    return bool(files) or any(posted.get(f"shot_{key}") for key in ABOUT)


def with_files(said: Said, form: FilesForm) -> Said:
    """Add the files of a valid form to what was said; what stands there of a screen that nobody sent is an answer.

    Other files with the same words are another sending; the same again are the same report.
    """
    about = form.said
    if not form.sent:
        if not about:
            return said
        answers = {**said.answers, **{f"shot_{key}": text for key, text in about.items()}}
        return replace(said, token=sending_token(said.token, about), answers=answers)
    token = sending_token(said.token, [[sent.sha256 for sent in form.sent], about])
    return replace(said, token=token, files=form.sent, about=about)
