"""What the pages call things: the modes and states of a round, honestly; how an item ended."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text
from yorisoi.surveys.models import ANONYMOUS, CANCELLED, CHOICE, CLOSED, NAMED, OPEN, PLANNED
from yorisoi.surveys.reading_models import ALARM, COMMITTEE, INTERVIEW, NOTHING, REPORT, TALK, TEXT

# mode → (word, what it means for the child and for the school, with its price)
MODES: dict[str, tuple[Text, Text]] = {
    NAMED: (
        _("記名"),
        _(
            "だれの答えかが残り、担任・学年主任・養護教諭・生徒指導主任・管理職だけが読めます。"
            "心配な答えの子どもに、すぐ声をかけられます。名前があるために書けない子どももいます。"
        ),
    ),
    ANONYMOUS: (
        _("無記名"),
        _(
            "だれの答えかは、どこにも残りません。あとから調べることもできません。残るのは「答えたかどうか」だけです。"
            "心配な答えも、学級までしか分かりません。5人より少ない数は、結果に出しません。"
        ),
    ),
    CHOICE: (
        _("名前は子どもが選ぶ"),
        _(
            "名前をつけるかどうかを、一人ひとりが選びます。つけない答えは、無記名の回と同じく、だれのものか残りません。"
            "結果では、5人より少ない数を出しません。"
        ),
    ),
}
STATES: dict[str, tuple[Text, str]] = {
    PLANNED: (_("予定"), "neutral"),
    OPEN: (_("実施中"), "accent"),
    CLOSED: (_("閉じた"), "ok"),
    CANCELLED: (_("取りやめ"), "neutral"),
}
AUDIENCES: dict[str, Text] = {"child": _("子ども"), "guardian": _("保護者")}
SHIPPED: dict[str, Text] = {
    "lower": _("低学年（1・2年）"),
    "middle": _("中学年（3・4年）"),
    "upper": _("高学年（5・6年）"),
    "guardians": _("保護者"),
}
READINGS: dict[str, Text] = {
    "kana": _("ぜんぶ かな（1・2年）"),
    "ruby": _("すべてに ふりがな（3・4年）"),
    "upper": _("むずかしい字に ふりがな（5・6年）"),
    "plain": _("ふりがななし（保護者）"),
}
KINDS: dict[str, Text] = {
    ALARM: _("心配な答え"),
    TEXT: _("書かれたことば"),
    TALK: _("いま はなしたい"),
}
OUTCOMES: dict[str, Text] = {
    REPORT: _("通報にした"),
    INTERVIEW: _("面談する"),
    COMMITTEE: _("小委員会が理由を決めた"),
    NOTHING: _("心配なことはないと判断した"),
}
