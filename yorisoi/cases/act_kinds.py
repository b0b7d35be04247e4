"""The two kinds of lines about acts: the act, and a later word on whether it has stopped."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.cases.entry_types import FACT, Field, Kind
from yorisoi.policy.roles import Can

ACT_KINDS = (
    Kind(
        "act",
        _("行為"),
        FACT,
        (
            Field("words", _("何があったか"), _("見たこと・聞いたことを、そのまま書きます。")),
            Field("place", _("場所"), required=False, long=False),
            Field("known", _("どうして分かったか"), required=False, long=False),
        ),
        "resolution.restart",
        pupil="optional",
        flags=(
            ("going_on", _("続いている")),
            ("stopped", _("止んでいる")),
            ("unknown", _("わからない")),
            ("none", _("その行為はなかったと分かった（期間に数えません）")),
        ),
        flag_label=_("今も続いていますか"),
        verb=_("行為を記録する"),
        flag_rights=(("none", Can.READ_ALL),),
    ),
    Kind(
        "act_check",
        _("行為の確かめ"),
        FACT,
        (Field("words", _("どうやって確かめたか"), _("だれが見て、だれに聞いて。"), required=False),),
        "resolution.restart",
        flags=(("stopped", _("止んだ")), ("going_on", _("続いている")), ("unknown", _("わからない"))),
        flag_label=_("いま、止んでいますか"),
        verb=_("確かめたことを記録する"),
        by_hand=False,
    ),
)
