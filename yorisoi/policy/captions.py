"""Who handles each state of the flowcharts: the small words above its box (§第2-3(2)② フローチャート)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text

CASE_CAPTIONS: dict[str, Text] = {
    "suspected": _("小委員会"),
    "fact_finding": _("対策委員会"),
    "recognised": _("小委員会・対策委員会"),
    "responding": _("全教職員"),
    "improving": _("学年主任者会"),
    "reconsidering": _("対策委員会"),
    "judged": _("対策委員会"),
    "resolved": _("校長"),
    "watching": _("学級・学年"),
    "watch_ended": _("対策委員会"),
}
REPORT_CAPTIONS: dict[str, Text] = {
    "received": _("情報収集担当"),
    "noted": _("小委員会"),
    "in_case": _("対策委員会"),
    "set_aside": _("小委員会"),
}
