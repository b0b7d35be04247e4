"""What is said to somebody whose receipt words do not fit."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yorisoi.reports.receipts import WORDS, Mistyped


def slip(mistyped: Mistyped | None) -> str:
    """Return one clear sentence (None: well-formed words that belong to no report of this school)."""
    if mistyped is None:
        return _("このことばの受付は見つかりません。学校がちがうか、写しまちがいかもしれません。")
    if mistyped.reason == "unknown":
        said = _("%(position)d番目の「%(word)s」は、受付のことばにありません。") % {
            "position": mistyped.position,
            "word": mistyped.word[:12],
        }
        if 0 < len(mistyped.suggestions) <= 4:
            said += _("もしかして: %(words)s") % {"words": _("、").join(mistyped.suggestions)}
        return said
    if mistyped.reason == "check":
        return _("6つのことばのうち、どれかがちがうようです。書いた紙ともういちど見くらべてください。")
    if mistyped.reason == "empty":
        return _("番号だけでは見られません。6つのことばを入れてください。")
    return ngettext(
        "ことばが%(count)dつです。6つ入れてください。", "ことばが%(count)dつです。6つ入れてください。", mistyped.count
    ) % {"count": mistyped.count, "all": WORDS}
