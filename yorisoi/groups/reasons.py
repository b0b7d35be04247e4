"""Why groups are made, and how a child came into one: codes only, so that no text can tell why two are apart."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text

CITE = "prevention.children"
REASONS: dict[str, Text] = {
    "new_year": _("新しい年度"),
    "term": _("学期・ステージの区切り"),
    "numbers": _("人数の変化"),
    "activity": _("活動の見直し"),
    "plan": _("年間計画による組みかえ"),
}
PLACED: dict[str, Text] = {"dealt": _("班分け"), "moved": _("手で移した"), "joined": _("あとから入った")}
