"""The demo's year's plans: last year's lived through and looked back on, this year's filled up to today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.plan_flow import PLAN_FLOW
from yorisoi.prevention.actions import Told, take_move
from yorisoi.prevention.making import begin_plan
from yorisoi.prevention.models import Activity, Plan, Proposal
from yorisoi.prevention.recording import record_done, reflect
from yorisoi.prevention.reviewing import decide, evaluate, hold_review, propose, publish
from yorisoi.prevention.turning import follow_plan
from yorisoi.schools.models import Staff

# code → participants, a word (both may be missing)
WENT: dict[str, tuple[int | None, str]] = {
    "welcome": (318, "6年生が1年生の手を引いて入場した。名前を呼び合うゲームをした。"),
    "sports": (310, "応援団を全学年でつくった。"),
    "short_edition": (None, "全家庭に配り、学校のページにも載せた。"),
    "meeting_1": (146, "「まず学校へ」と伝えた。欠席の家庭には資料を配った。"),
    "shared": (24, "定義と、その日のうちに伝えることを確かめた。"),
    "groups_meet": (316, "24の班。6年生が自己紹介カードを用意した。"),
    "greeting": (None, "児童会が門に立った。地域の方も6人参加。"),
    "training": (23, "ネットのいじめの事例を、班で流れ図に沿って考えた。"),
    "groups_play": (312, "月に一度、昼休みに。班ごとに遊びを決めた。"),
    "festival": (420, "学年ごとの発表のあと、感想を交換した。"),
    "assembly": (314, "異学年の班でゲームをまわった。"),
    "newsletter": (None, "アンケートの結果は、少ない数を伏せて載せた。"),
    "farewell": (309, "在校生から歌とメッセージ。"),
}
THOUGHT: dict[str, tuple[str, str]] = {
    "moral_1": ("傍観者の役を考える授業で、よく話し合えた。", "keep"),
    "good_1": ("見つけてもらえない子がいた。担任が気をつけて渡す形にしたい。", "improve"),
    "welcome": ("手を引く6年生が頼もしかった。", "keep"),
    "meeting_1": ("参加が半分ほど。資料を先に配るとよい。", "improve"),
    "greeting": ("三日目から児童が自分で続けた。", "keep"),
    "told_2": ("面談の時間が足りなかった。アンケートを早めたい。", "improve"),
    "training": ("事例があると、役割がはっきりした。年に二回したい。", "improve"),
    "groups_play": ("雨の日に中止が多かった。体育館の日を先に取る。", "improve"),
    "checklist": ("学級をふり返るよい機会になった。", "keep"),
    "newsletter": ("「すぐ学校へ」の呼びかけを太くした。", "keep"),
    "farewell": ("準備の期間が短い。", "keep"),
}
MOVED = {"sports": "雨で一週間のばした。", "assembly": "学級閉鎖があり、一週間のばした。"}
DROPPED = {"look_back_2": "第4ステージの評価と合わせて行う。"}
LATE = "festival"  # of this year, if its time is over: nobody has recorded it yet
PROPOSED = (
    ("good_1", "良いところカードは、担任が全員分を確かめてから渡す。", "take", "学級ごとに担任が表で確かめる。"),
    ("training", "事例研修を、夏と冬の二回にする。", "change", "冬は30分の短い形で、職員会議の中で行う。"),
    ("", "ステージの区切りを学期に合わせる。", "leave", "方針の五つのステージのままとする。"),
)
FOUND = (
    ("found", 3, "アンケートと面談で、小さな声を拾えている。図書室や登下校の様子に、もっと目を向ける。"),
    ("hidden", 4, "気づきはその日のうちに伝え、委員会で判断して記録した。"),
    ("works", 3, "支援のあと、三か月の見守りを全員で続けた。たてわり班の日を増やす。"),
)


def plans(diary: Diary, days: Days, cast: Cast) -> None:
    """Put both years down."""
    year = cast.roster.year
    for one in (year - 1, year):
        _put(diary, days, cast, one)
    _put_review(diary, days, cast, year - 1)
    # what was done elsewhere turns the plan; the diary's other beats of today come first
    diary.put(days.now, lambda: follow_plan(_plan(cast, year)), about="the plan follows")


def _plan(cast: Cast, year: int) -> Plan:
    return Plan.objects.select_related("school", "key").get(school=cast.school, year=year)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), TOKYO)


def _put(diary: Diary, days: Days, cast: Cast, year: int) -> None:
    """Begin the plan on 1 April; on every Friday after it what was done in the week is recorded."""
    first = date(year, 4, 1)
    begins = min(_at(first, 10), days.now - timedelta(minutes=5))
    diary.put(begins, lambda: _begin(cast, year), about=f"plan {year}")
    last = min(date(year + 1, 3, 31), days.today)
    friday = first + timedelta(days=(4 - first.weekday()) % 7)
    while friday <= last:
        moment = min(_at(friday, 16, 20), days.now - timedelta(minutes=4))
        if moment > begins:
            diary.put(moment, partial(_week, cast, year, friday, days.today), about=f"plan {friday}")
        friday += timedelta(days=7)


def _begin(cast: Cast, year: int) -> None:
    before = Plan.objects.filter(school=cast.school, year=year - 1).select_related("school", "key").first()
    begin_plan(school=cast.school, year=year, by=cast.staff["sg"], after=before)


def _week(cast: Cast, year: int, friday: date, today: date) -> None:
    """Record what has come to its day: two thirds of the way through its time."""
    plan, head = _plan(cast, year), cast.staff["sg"]
    rows = plan.activities.exclude(state__in=PLAN_FLOW.resting).filter(begins__lte=friday)
    for row in rows.select_related("plan", "school", "key", "owner"):
        if year == cast.roster.year and (row.code == LATE or row.ends >= today):
            continue
        day = row.begins + (row.ends - row.begins) * 2 / 3
        if row.state == "planned" and row.code in MOVED and row.ends - timedelta(days=7) <= friday:
            week = timedelta(days=7)
            told = Told(MOVED[row.code], row.begins + week, row.ends + week)
            take_move(activity=row, move="move", by=head, told=told)
        elif row.code in DROPPED and row.ends - timedelta(days=10) <= friday:
            take_move(activity=row, move="drop", by=head, told=Told(DROPPED[row.code]))
        elif day <= friday and row.code not in DROPPED and (row.code not in MOVED or row.state == "moved"):
            _done(row, head, day)


def _done(row: Activity, by: Staff, day: date) -> None:
    participants, words = WENT.get(row.code, (None, ""))
    while day.weekday() > 4:
        day -= timedelta(days=1)
    told = Told(done_on=max(day, row.begins))
    token = f"demo-{row.plan.year}-{row.code}"
    record_done(activity=row, by=by, told=told, token=token, words=words, participants=participants)
    if row.code in THOUGHT:
        said, then = THOUGHT[row.code]
        reflect(activity=row, by=by, words=said, next_year=then, token=token)


def _put_review(diary: Diary, days: Days, cast: Cast, year: int) -> None:
    """January: the staff meeting looks back; February: the evaluation; March: it is published."""
    for moment, beat in (
        (_at(date(year + 1, 1, 18), 16, 30), _looked_back),
        (_at(date(year + 1, 2, 25), 16, 30), _evaluated),
        (_at(date(year + 1, 3, 10), 10), _published),
    ):
        while moment.weekday() > 4:
            moment += timedelta(days=1)
        if moment < days.now:
            diary.put(moment, partial(_reviewed, beat, cast, year), about="review")


def _reviewed(beat: Callable[[Cast, Plan], None], cast: Cast, year: int) -> None:
    beat(cast, _plan(cast, year))


def _looked_back(cast: Cast, plan: Plan) -> None:
    words = "定義と、その日のうちに伝える道筋を全員で確かめた。アンケートから面談までを早めること、たてわり班の日を増やすことを話し合った。"
    hold_review(plan=plan, by=cast.staff["ac"], held_on=clock.now().date(), words=words, token="demo-review")  # noqa: S106
    for n, (code, said, decision, reason) in enumerate(PROPOSED):
        activity = plan.activities.filter(code=code).first() if code else None
        row: Proposal = propose(plan=plan, by=cast.staff["t41"], words=said, token=f"demo-{n}", activity=activity)
        decide(proposal=row, by=cast.staff["ac"], decision=decision, reason=reason)


def _evaluated(cast: Cast, plan: Plan) -> None:
    for item, grade, words in FOUND:
        evaluate(plan=plan, by=cast.staff["vp"], item=item, grade=grade, words=words, token=f"demo-{item}")


def _published(cast: Cast, plan: Plan) -> None:
    publish(plan=plan, by=cast.staff["pr"], token="demo-published")  # noqa: S106 (no password)
