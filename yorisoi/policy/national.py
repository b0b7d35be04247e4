"""The national survey's questions on bullying, in its order: codes, labels, and from which answer each is counted.

問題行動・不登校等調査, the part on いじめ. A table of tables: a change of the form is a change here. The school year
ends on 31 March, and one child who suffers in one case is one 件. The codes are those of the form; the wording of the
labels is to be held against the form of the year (docs/decisions/0025).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from yorisoi.policy.flow import Text

PUBLICATION = _("文部科学省「児童生徒の問題行動・不登校等生徒指導上の諸課題に関する調査」いじめの部")
NONE = "0"  # 「特にない」: an answer, and no line of the form


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. group: the heading it stands under. asked: whether it applies to a public 小学校."""

    code: str
    label: Text
    group: Text = ""
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One table. unit: what is counted. how: where the numbers come from, for whoever checks them.

    source: the answer that is counted – `state`, `forms` and `serious` follow from the record; the others name a
    column of `figures.NationalAnswer`, `figures.SchoolAnswer` or `figures.IncidentAnswer`. several: whether one 件 may
    be counted in more than one line.
    """

    code: str
    title: Text
    unit: Text
    source: str
    how: Text
    lines: tuple[Line, ...]
    several: bool = False
    none: Text = ""  # how "none of these" is said, where it can be

    def line(self, code: str) -> Line:
        """Return a line. Raises KeyError."""
        return {one.code: one for one in self.lines}[code]


def _lines(*labels: Text, group: Text = "", first: int = 1, unasked: frozenset[int] = frozenset()) -> tuple[Line, ...]:
    return tuple(Line(str(n), label, group, n not in unasked) for n, label in enumerate(labels, first))


CASES, PEOPLE, SCHOOLS = _("件"), _("人"), _("校")
FROM_SHEET = _("事案ごとの「調査の区分」の答え。被害児童1人を1件と数える。")

RECOGNISED = Table(
    "1",
    _("いじめの認知件数（学年別・男女別）"),
    CASES,
    "grade",
    _("この年度に認知した事案の、被害児童1人を1件と数える。学年はその年度の学級、性別は名簿。"),
    tuple(Line(str(grade), _("%d年") % grade) for grade in range(1, 7)),
)
STATE = Table(
    "2",
    _("いじめの現在の状況"),
    CASES,
    "state",
    _("その日の事案の状態。解消と決めたもののほかは、被害児童が在籍していれば取組中、学校を離れていればその他。"),
    (
        Line("resolved", _("解消しているもの")),
        Line("working", _("解消に向けて取組中")),
        Line("other", _("その他（他校への転学、退学等）")),
    ),
)
WATCHED = _("うち、見守りに入っているもの")

BY_SCHOOL, BY_OTHERS = _("学校の教職員等が発見"), _("学校の教職員以外からの情報により発見")
FOUND = Table(
    "3",
    _("いじめの発見のきっかけ"),
    CASES,
    "found",
    FROM_SHEET,
    _lines(
        _("学級担任が発見"),
        _("学級担任以外の教職員が発見（養護教諭、スクールカウンセラー等の相談員を除く）"),
        _("養護教諭が発見"),
        _("スクールカウンセラー等の相談員が発見"),
        _("アンケート調査など学校の取組により発見"),
        group=BY_SCHOOL,
    )
    + _lines(
        _("本人からの訴え"),
        _("当該児童（本人）の保護者からの訴え"),
        _("児童（本人を除く）からの情報"),
        _("保護者（本人の保護者を除く）からの情報"),
        _("地域の住民からの情報"),
        _("学校以外の関係機関（相談機関等を含む）からの情報"),
        _("その他（匿名による投書など）"),
        group=BY_OTHERS,
        first=6,
    ),
)
CONSULTED = Table(
    "4",
    _("いじめられた児童の相談の状況"),
    CASES,
    "consulted",
    FROM_SHEET,
    _lines(
        _("学級担任に相談"),
        _("学級担任以外の教職員に相談（養護教諭、スクールカウンセラー等の相談員を除く）"),
        _("養護教諭に相談"),
        _("スクールカウンセラー等の相談員に相談"),
        _("学校以外の相談機関に相談（電話相談やメール等も含む）"),
        _("保護者や家族等に相談"),
        _("友人に相談"),
        _("その他（地域の人など）に相談"),
        _("誰にも相談していない"),
    ),
    several=True,
)
FORMS = Table(
    "5",
    _("いじめの態様"),
    CASES,
    "forms",
    _("事案の態様。学校の言い方は、学校の方針の版が国の区分に結びつける。"),
    _lines(
        _("冷やかしやからかい、悪口や脅し文句、嫌なことを言われる"),
        _("仲間はずれ、集団による無視をされる"),
        _("軽くぶつかられたり、遊ぶふりをして叩かれたり、蹴られたりする"),
        _("ひどくぶつかられたり、叩かれたり、蹴られたりする"),
        _("金品をたかられる"),
        _("金品を隠されたり、盗まれたり、壊されたり、捨てられたりする"),
        _("嫌なことや恥ずかしいこと、危険なことをされたり、させられたりする"),
        _("パソコンや携帯電話等で、ひぼう・中傷や嫌なことをされる"),
        _("その他"),
    ),
    several=True,
)
AGENCIES = _("関係機関等との連携")
TO_PERPETRATOR = Table(
    "6",
    _("いじめる児童への特別な対応"),
    CASES,
    "to_perpetrator",
    FROM_SHEET,
    _lines(
        _("スクールカウンセラー等の相談員がカウンセリングを行う"),
        _("校長、教頭が指導"),
        _("別室指導"),
        _("学級替え"),
        _("退学・転学"),
        _("停学"),
        _("出席停止"),
        _("自宅学習・自宅謹慎"),
        _("訓告"),
        _("保護者への報告"),
        _("いじめられた児童やその保護者に対する謝罪の指導"),
        unasked=frozenset({5, 6, 8, 9}),
    )
    + _lines(
        _("警察等の刑事司法機関等との連携"),
        _("児童相談所等の福祉機関等との連携"),
        _("病院等の医療機関等との連携"),
        _("その他の専門的な関係機関との連携"),
        _("地域の人材や団体等との連携"),
        group=AGENCIES,
        first=12,
    ),
    several=True,
    none=_("特別な対応はしていない"),
)
TO_VICTIM = Table(
    "7",
    _("いじめられた児童への特別な対応"),
    CASES,
    "to_victim",
    FROM_SHEET,
    _lines(
        _("スクールカウンセラー等の相談員が継続的にカウンセリングを行う"),
        _("別室を提供したり、常時教職員が付くなどして心身の安全を確保"),
        _("緊急避難としての欠席"),
        _("学級担任や他の教職員等が家庭訪問を実施"),
        _("学級替え"),
        _("当該いじめについて、教育委員会と連携して対応"),
        _("児童相談所等の関係機関と連携した対応（サポートチームなども含む）"),
        _("その他"),
    ),
    several=True,
    none=_("特別な対応はしていない"),
)
POLICE = Table(
    "8",
    _("警察に相談・通報した件数"),
    CASES,
    "police",
    FROM_SHEET,
    (Line("1", _("警察に相談・通報した")),),
    none=_("相談・通報はしていない"),
)
MEASURES = Table(
    "9",
    _("いじめの問題に対する日常の取組"),
    SCHOOLS,
    "measures",
    _("学校が年度に一度答える。"),
    _lines(
        _("職員会議等を通じて、いじめの問題について教職員間で共通理解を図った"),
        _("いじめの問題に関する校内研修会を実施した"),
        _("道徳や学級活動の時間にいじめにかかわる問題を取り上げ、指導を行った"),
        _("児童会活動等を通じて、いじめの問題を考えさせたり、児童同士の人間関係や仲間づくりを促進したりした"),
        _("スクールカウンセラー、相談員、養護教諭を積極的に活用して教育相談体制の充実を図った"),
        _("教育相談の実施について、学校以外の相談窓口の周知や広報の徹底を図った"),
        _("学校いじめ防止基本方針をホームページに公表するなど、保護者や地域住民に周知し、理解を得るよう努めた"),
        _("PTAなど地域の関係団体等とともに、いじめの問題について協議する機会を設けた"),
        _("いじめの問題に対し、警察署や児童相談所など地域の関係機関と連携した対応を図った"),
        _("インターネットを通じて行われるいじめの防止及び効果的な対処のための啓発活動を実施した"),
        _("学校いじめ防止基本方針が学校の実情に即して機能しているか点検し、必要に応じて見直しを行った"),
        _("いじめ防止対策推進法第22条に基づく組織を招集した"),
    ),
    several=True,
)
TIMES, WAY, OTHER_WAYS = _("アンケート調査の回数"), _("アンケート調査の方式"), _("アンケート調査以外の方法")
SURVEYED = Table(
    "10",
    _("いじめの日常的な実態把握のために、学校が直接児童に対し行った具体的な方法"),
    SCHOOLS,
    "surveyed",
    _("学校が年度に一度答える。アンケートの回数と方式は、この年度の実施回から下書きされる。"),
    _lines(_("年1回"), _("年2〜3回"), _("年4回以上"), group=TIMES)
    + _lines(_("記名式"), _("無記名式"), _("選択式（記名・無記名の選択）"), group=WAY, first=4)
    + _lines(_("個別面談"), _("個人ノートや生活ノート等"), _("家庭訪問"), _("その他"), group=OTHER_WAYS, first=7),
    several=True,
)
GROUND, HARM, LEAD, BEFORE = _("発生の別"), _("1号の被害"), _("調査の主体"), _("重大事態として把握する以前の状況")
SERIOUS = Table(
    "11",
    _("いじめの重大事態"),
    CASES,
    "serious",
    _("この年度に把握した重大事態。1号と2号の両方にあたるものは、それぞれに数え、合計では1件とする。"),
    (
        Line("harm", _("法第28条第1項第1号"), GROUND),
        Line("absence", _("法第28条第1項第2号"), GROUND),
        Line("harm1", _("生命"), HARM),
        Line("harm2", _("身体"), HARM),
        Line("harm3", _("精神"), HARM),
        Line("harm4", _("金品等"), HARM),
        Line("lead_board", _("学校の設置者"), LEAD),
        Line("lead_school", _("学校"), LEAD),
        Line("lead_none", _("まだ決まっていない"), LEAD),
        Line("before1", _("いじめとして認知していた"), BEFORE),
        Line("before2", _("トラブル等の情報はあったが、いじめとして認知していなかった"), BEFORE),
        Line("before3", _("情報がなかった"), BEFORE),
    ),
    several=True,
)

TABLES: tuple[Table, ...] = (
    RECOGNISED, STATE, FOUND, CONSULTED, FORMS, TO_PERPETRATOR, TO_VICTIM, POLICE, MEASURES, SURVEYED, SERIOUS,
)  # fmt: skip
TABLE: dict[str, Table] = {one.code: one for one in TABLES}
SHEET: tuple[Table, ...] = (FOUND, CONSULTED, TO_VICTIM, TO_PERPETRATOR, POLICE)  # asked of each child in a case
ONE_OF = frozenset({FOUND.source, POLICE.source})  # kept as the code itself; the others as a sum of bits
NOBODY = "9"  # 「誰にも相談していない」 stands alone


def mask_of(codes: tuple[str, ...] | list[str] | set[str]) -> int:
    """Return several codes as one number: code 1 is 1, 2 is 2, 3 is 4 … 「特にない」 is 0."""
    return sum(1 << (int(code) - 1) for code in set(codes) if code != NONE)


def codes_of(mask: int) -> tuple[str, ...]:
    """Return the codes that a number stands for."""
    return tuple(str(n + 1) for n in range(mask.bit_length()) if mask >> n & 1)
