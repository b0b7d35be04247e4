"""What the parts, the chapters and the lists of an edition are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text

PART_LABELS: dict[str, Text] = {
    "basics": _("名前と版"),
    "definition": _("定義"),
    "bodies": _("会議"),
    "clocks": _("期限"),
    "follow_up": _("経過と解消"),
    "retention": _("保存の年数"),
    "absence": _("欠席の日数"),
    "care": _("気がかりと面談の時期"),
    "plan": _("年間の計画"),
    "helplines": _("相談窓口"),
    "record_sheet": _("いじめ記録票"),
    "checklist": _("チェックリスト"),
    "interview": _("面談の票"),
    "short": _("概略版（大人・子ども）"),
    "clauses": _("条項"),
    "forms": _("態様"),
    "sources": _("どこから"),
    "channels": _("どの道で"),
    "discoveries": _("発見のきっかけ"),
}
CHAPTERS: dict[str, Text] = {
    "definition": _("定義"),
    "detection": _("早く見つける"),
    "response": _("情報を受けたら"),
    "followup": _("経過の報告"),
    "resolution": _("解消"),
    "support": _("支援"),
    "agencies": _("関係機関"),
    "prevention": _("未然に防ぐ"),
    "absence": _("欠席"),
    "serious": _("重大事態"),
    "policy": _("方針そのもの"),
    "record": _("記録"),
    "helplines": _("相談窓口"),
    "organisation": _("組織"),
    "figures": _("国・市への報告"),
}
LIST_LABELS: dict[str, Text] = {
    "plan.stages": _("ステージ"),
    "plan.terms": _("学期"),
    "plan.pillars": _("柱"),
    "plan.activities": _("取組"),
    "plan.evaluation": _("学校評価で見ること"),
    "care.slots": _("面談に使える時間（早い順）"),
    "care.rooms": _("部屋"),
    "care.rounds": _("一人ひとりと面談する時期"),
    "record_sheet.parts": _("部分"),
    "record_sheet.labels": _("項目の呼び名（変えるものだけ）"),
    "checklist.scenes": _("場面"),
    "checklist.scenes.*.lines": _("項目"),
    "interview.signs": _("見えたしるし"),
    "short.parts": _("大人の方へ"),
    "short.child": _("子どものみなさんへ"),
}
SET_CLOCKS: dict[str, Text] = {
    "next_date": _("次に集まる日"),
    "follow_up_date": _("経過の報告の日"),
    "review_date": _("経過観察の見直しの日"),
    "period_end": _("解消までの期間の終わり"),
}
