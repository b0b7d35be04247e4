"""What a school's policy document ought to say itself, and who asks for it: one row a statement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """A rule that the document should hold. missing: what to say when it does not."""

    check: str
    clause: str
    article: str
    severity: str
    missing: str
    suggestion: str


STATEMENTS = (
    Statement(
        "pass_on",
        "response.pass_on",
        "法23条1項",
        "warning",
        "教職員が気づいたことを必ず組織に渡すことが方針にない。",
        "「一人で抱えず、小さなことでも渡す」と書く。",
    ),
    Statement(
        "board_result",
        "response.board_result",
        "法23条2項",
        "warning",
        "事実を確かめた結果を、いじめが確認されなかったときも設置者に報告することが方針にない。",
        "認知の有無にかかわらず、確認の結果を市教委に報告すると書く。",
    ),
    Statement(
        "support",
        "response.support",
        "法23条3項",
        "warning",
        "複数の教職員と専門家で、支援・指導・助言を続けることが方針にない。",
        "支援と指導を複数で継続することを書く。",
    ),
    Statement(
        "safe_learning",
        "support.safe_learning",
        "法23条4項",
        "warning",
        "別の場所での学習など、被害児童が安心して学べるようにする措置が方針にない。",
        "別室での学習など、とれる措置を書く。",
    ),
    Statement(
        "both_homes",
        "response.guardians",
        "法23条5項",
        "warning",
        "被害・加害の両方の保護者と情報を分かち合うことが方針にない。",
        "両方の家庭に事実を伝えることを書く。",
    ),
    Statement(
        "police",
        "agencies.police",
        "法23条6項",
        "warning",
        "犯罪に当たる行為での警察との連携、重い被害のおそれがあるときの直ちの通報が方針にない。",
        "どんなときに警察に相談し、どんなときに直ちに通報するかを書く。",
    ),
    Statement(
        "record_duty",
        "response.record",
        "国の基本方針 第2の3(4)",
        "warning",
        "集めた情報と話し合いの結果を記録することが方針にない。",
        "記録を残すことと、記録する人を書く。",
    ),
    Statement(
        "confirmation",
        "resolution.distress",
        "国の基本方針 第2の3(4)（解消）",
        "warning",
        "解消のとき、苦痛のないことを本人と保護者に面談などで確かめることが方針にない。",
        "解消の前に、本人と保護者の両方に確かめると書く。",
    ),
    Statement(
        "resolution_body",
        "resolution.judgement",
        "国の基本方針 第2の3(3)・(4)（解消）",
        "warning",
        "解消を組織で判断すること、謝罪だけで解消としないことが方針にない。",
        "解消の判断を委員会の仕事として書く。",
    ),
    Statement(
        "after_resolution",
        "resolution.reopen",
        "国の基本方針 第2の3(4)（解消）",
        "warning",
        "解消のあとも見守りを続けることが方針にない。",
        "解消を一区切りとし、日常の観察を続けると書く。",
    ),
    Statement(
        "retention",
        "record.retention",
        "重大事態の調査に関するガイドライン・国の基本方針 第2の3(4)",
        "warning",
        "記録を何年まもり、どう捨てるかが方針にない。",
        "保存の年数（重大事態は5年以上）と、捨てる前に説明することを書く。",
    ),
    Statement(
        "handover",
        "record.handover",
        "国の基本方針 第2の3(4)",
        "warning",
        "進級・転校・進学のときの引き継ぎが方針にない。",
        "何を、だれが、いつ引き継ぐかを書く。",
    ),
    Statement(
        "special_care",
        "support.special_care",
        "国の基本方針 別添2",
        "warning",
        "特に配慮が必要な児童（障害、外国とのつながり、性のあり方、被災など）への支援が方針にない。",
        "配慮の必要な児童への支援を書く。",
    ),
    Statement(
        "survey",
        "detection.survey",
        "法16条1項",
        "warning",
        "定期的な調査（アンケートなど）が方針にない。",
        "調査の時期と、読んだあとの面談を書く。",
    ),
    Statement(
        "consultation",
        "detection.consultation",
        "法16条3項",
        "warning",
        "子ども・保護者・教職員が相談できる体制が方針にない。",
        "相談の窓口と、受けたあとの動きを書く。",
    ),
    Statement(
        "moral_education",
        "prevention.moral",
        "法15条1項",
        "warning",
        "道徳教育と体験活動の充実が方針にない。",
        "年間計画に書く。",
    ),
    Statement(
        "own_activities",
        "prevention.children",
        "法15条2項",
        "warning",
        "子ども自身の活動への支援が方針にない。",
        "年間計画に書く。",
    ),
    Statement(
        "training",
        "prevention.training",
        "法18条2項",
        "warning",
        "教職員の研修が方針にない。",
        "年間計画に研修を書く。",
    ),
    Statement(
        "online",
        "prevention.online",
        "法19条1項",
        "warning",
        "ネットでのいじめについて、子どもと保護者への啓発が方針にない（教職員の研修とは別に求められる）。",
        "子どもと保護者が学ぶ機会を年間計画に書く。",
    ),
    Statement(
        "publication",
        "policy.publication",
        "法13条・国の基本方針 第2の3(2)",
        "notice",
        "方針を公表することが書かれていない。",
        "全文をウェブサイトなどで公表すると書く。",
    ),
    Statement(
        "review",
        "policy.review",
        "国の基本方針 第2の3(2)",
        "warning",
        "取組を点検し、方針を見直すこと（PDCA）が方針にない。",
        "点検の時期と見直しの手順を書く。",
    ),
    Statement(
        "evaluation",
        "policy.evaluation",
        "法34条",
        "notice",
        "学校評価でいじめへの取組を見ることが方針にない。",
        "学校評価の項目に加える。",
    ),
    Statement(
        "serious_grounds",
        "serious.grounds",
        "法28条1項",
        "warning",
        "重大事態に当たる場合が方針にない。",
        "法28条1項の二つの場合を書く。",
    ),
    Statement(
        "serious_claim",
        "serious.claim",
        "国の基本方針 第2の4",
        "warning",
        "子ども・保護者の申立てがあれば重大事態として報告・調査することが方針にない。",
        "申立てがあれば、学校の見方にかかわらず報告・調査すると書く。",
    ),
    Statement(
        "serious_information",
        "serious.information",
        "法28条2項",
        "warning",
        "調査で分かったことを本人と保護者に知らせることが方針にない。",
        "知らせる内容と時期を書く。",
    ),
    Statement(
        "serious_mayor",
        "serious.mayor",
        "法30条1項",
        "warning",
        "重大事態が起きたことを、教育委員会を通じて市長に報告することが方針にない。",
        "報告の道筋に市長を加える。",
    ),
    Statement(
        "watching_review",
        "response.watching",
        "",
        "notice",
        "認知しないときの見守りが方針にない。",
        "見直す日と、終える人（委員会）を書く。",
    ),
    Statement(
        "quorum",
        "organisation.quorum",
        "",
        "notice",
        "会議が何人で決められるか（定足数）が方針にない。版の値は初期値。",
        "定足数と、議長に代わる人を書く。",
    ),
)
