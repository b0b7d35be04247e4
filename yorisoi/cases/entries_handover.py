"""The lines of a case when its people change: what is handed over, and that it was taken over."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.cases.entry_types import CONTACT, Field, Kind

HANDOVER = (
    Kind(
        "handover",
        _("引継ぎ"),
        CONTACT,
        (Field("words", _("分かっていること・約束したこと・次にすること")),),
        "response.handover",
        second=True,
        by_hand=False,
    ),
    Kind(
        "taken_over",
        _("引継ぎを受けた"),
        CONTACT,
        (Field("words", _("確かめたこと・聞き返したこと"), required=False),),
        "response.handover",
        settles=("taken_over",),
        verb=_("引継ぎを受けたことを記録する"),
    ),
)
