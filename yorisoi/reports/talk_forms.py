"""The two forms of the talk behind the receipt: the reporter's and the school's. Shape only."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yorisoi.reports.reading import Words
from yorisoi.schools.fields import WordsField


class SayForm(forms.Form):
    """What the reporter adds. words: the child's reading. files: files come along, and are enough."""

    more = WordsField(
        label=_("つづきを伝える"),
        help_text=_("短くてもかまいません。学校への質問も書けます。"),
        widget=forms.Textarea({"rows": 5, "autocomplete": "off"}),
        error_messages={"required": _("ひとことでよいので、書いてください。")},
    )

    def __init__(self, *args: Any, words: Words | None = None, files: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["more"].required = not files
        if words is not None:
            field = self.fields["more"]
            field.label, field.help_text = words["talk.label"], words["talk.help"]
            field.error_messages |= {"required": words["talk.empty"]}


class AnswerForm(forms.Form):
    """What the school answers."""

    words = WordsField(
        label=_("返事"),
        widget=forms.Textarea({"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("返事を書いてください。「読みました」のひとことでもかまいません。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "answer_%s", **kwargs})
