"""Lines of the record that reach beyond the school, and promises that were kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.cases.entry_types import CONTACT, Field, Kind
from yorisoi.policy.roles import Can

MORE_KINDS: tuple[Kind, ...] = (
    Kind(
        "agency",
        _("関係機関との連絡"),
        CONTACT,
        (
            Field("agency", _("機関と担当者"), long=False),
            Field("words", _("伝えた内容")),
            Field("reply", _("相手のことば・反応"), required=False),
            Field(
                "basis",
                _("根拠"),
                _("法律の条項や、本人・保護者の同意。例: いじめ防止対策推進法23条6項、個人情報保護法69条2項。"),
                required=False,
                long=False,
            ),
            Field(
                "no_consent",
                _("同意を得ないで連絡した理由"),
                _("命・体・財産に重い被害のおそれがあるときなど。"),
                False,
            ),
        ),
        "agencies.others",
        codes=(
            ("police", _("警察")),
            ("child_centre", _("児童相談所")),
            ("medical", _("医療機関")),
            ("legal", _("法務局・人権相談")),
            ("other", _("その他")),
        ),
        code_label=_("機関"),
        flags=(
            ("agreed", _("同意を得た")),
            ("without", _("同意を得ないで連絡した（理由を書く）")),
            ("no_names", _("名前を出さずに相談した")),
        ),
        flag_label=_("保護者の同意"),
        settles=("agency_{code}",),
        verb=_("関係機関との連絡を記録する"),
        right=Can.RESPOND,
    ),
    Kind(
        "promise_kept",
        _("約束を果たした"),
        CONTACT,
        (
            Field("promised", _("約束")),
            Field("words", _("したこと")),
            Field("reply", _("相手のことば・反応"), required=False),
        ),
        "response.support",
        by_hand=False,
    ),
    Kind(
        "measure_done",
        _("手立てを行った"),
        CONTACT,
        (
            Field("measure", _("手立て")),
            Field("words", _("行ったこと")),
            Field("reply", _("相手のことば・反応"), required=False),
        ),
        "response.support",
        by_hand=False,
    ),
    Kind(
        "effect",
        _("手立ての効果"),
        CONTACT,
        (
            Field("measure", _("手立て")),
            Field("words", _("見えたこと")),
            Field("reply", _("本人・保護者のことば"), required=False),
        ),
        "response.adjust",
        codes=(
            ("worked", _("効果があった")),
            ("partly", _("一部に効果があった")),
            ("none", _("効果が見られない")),
            ("too_early", _("まだ分からない")),
        ),
        flags=(("go_on", _("続ける")), ("change", _("変える")), ("end", _("終える"))),
        by_hand=False,
    ),
)
