"""What is said to somebody whose receipt words do not fit."""

from __future__ import annotations

from math import ceil

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yorisoi.reports.reading import Words
from yorisoi.reports.receipts import WORDS, Mistyped

FEW = 4  # as many words are offered in place of one that is not known


def slip(mistyped: Mistyped | None) -> str:
    """Return one clear sentence (None: well-formed words that belong to no report of this school)."""
    if mistyped is None:
        return _("このあいことばは見つかりません。学校がちがうか、写しまちがいかもしれません。")
    if mistyped.reason == "unknown":
        said = _("%(position)d番目の「%(word)s」は、あいことばにありません。") % {
            "position": mistyped.position,
            "word": mistyped.word[:12],
        }
        if 0 < len(mistyped.suggestions) <= FEW:
            said += _("もしかして: %(words)s") % {"words": _("、").join(mistyped.suggestions)}
        return said
    if mistyped.reason == "check":
        return _("6つのことばのうち、どれかがちがうようです。書いた紙ともういちど見くらべてください。")
    if mistyped.reason == "empty":
        return _(
            "番号だけでは見られません。受付のときに番号といっしょに出た「あいことば」(ひらがな6つ)を入れてください。"
        )
    return ngettext(
        "ことばが%(count)dつです。6つ入れてください。", "ことばが%(count)dつです。6つ入れてください。", mistyped.count
    ) % {"count": mistyped.count, "all": WORDS}


def slip_for_child(mistyped: Mistyped | None, words: Words) -> SafeString:
    """Return the same as a child reads it."""
    if mistyped is None:
        return words["slip.none"]
    if mistyped.reason != "unknown":
        return format_html(words[f"slip.{mistyped.reason}"], count=mistyped.count)
    said = format_html(words["slip.unknown"], position=mistyped.position, word=mistyped.word[:12])
    if 0 < len(mistyped.suggestions) <= FEW:
        said += format_html(words["slip.maybe"], words=" ・ ".join(mistyped.suggestions))
    return said


def rest(seconds: float) -> str:
    """Say that such words were tried too often, and when to try again."""
    return _("にたあいことばが何度もためされました。%(seconds)d秒ほど待ってから、もういちど入れてください。") % {
        "seconds": ceil(seconds)
    }


def rest_for_child(seconds: float, words: Words) -> SafeString:
    """Return the same as a child reads it."""
    return format_html(words["slip.rest"], seconds=ceil(seconds))
