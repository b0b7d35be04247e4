"""見本市立東小学校: a small school beside, so that the separation of schools can be seen."""

from __future__ import annotations

from datetime import date
from random import Random

from yorisoi.demo import joined
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.demo.roster import Roster, hold_classes, hold_posts, make_classes, make_pupils, make_school, make_staff
from yorisoi.demo.story import Story
from yorisoi.demo.ways import FELT, next_days, opened, plan, same_day, set_aside, split
from yorisoi.duties.turning import follow_the_children
from yorisoi.policy.roles import Post

STAFF = (
    ("pr", "椋木", "むくのき", "進", "すすむ", "higashi-kocho"),
    ("vp", "砂原", "すなはら", "千夏", "ちなつ", "higashi-kyoto"),
    ("sg", "弓削", "ゆげ", "修司", "しゅうじ", "higashi-shido"),
    ("nu", "乾", "いぬい", "奈津子", "なつこ", "higashi-hoken"),
    ("t41", "三隅", "みすみ", "和歌子", "わかこ", "higashi-tannin4"),
    ("t51", "有働", "うどう", "政則", "まさのり", "higashi-tannin5"),
    ("co", "朽木", "くつき", "透", "とおる", "higashi-sc"),
)
POSTS = (
    ("pr", Post.PRINCIPAL),
    ("vp", Post.VICE_PRINCIPAL),
    ("sg", Post.GUIDANCE_HEAD),
    ("nu", Post.NURSE),
    ("sg", Post.ACADEMIC_HEAD),
    ("co", Post.COUNSELLOR),
)

# fmt: off
# Texts by the line: a story reads better than a column of arguments.

def people(year: int, rng: Random) -> Roster:
    """Write the school: two grades with one class each."""
    roster = Roster(make_school("higashi", "見本市立東小学校", "mihon-higashi"), year)
    make_classes(roster, range(3, 6), (1,))
    make_pupils(roster, rng, {"4-1": 12, "5-1": 11})
    roster.staff = make_staff(roster.school, STAFF)
    hold_posts(roster, POSTS, date(year - 2, 4, 1))
    hold_classes(roster, year - 1, homerooms={"3-1": "t41", "4-1": "t51"}, heads={3: "t41", 4: "t51"})
    return roster


def turn_of_the_year(cast: Cast) -> None:
    """April: the teachers go up with their classes."""
    hold_classes(cast.roster, cast.roster.year, homerooms={"4-1": "t41", "5-1": "t51"}, heads={4: "t41", 5: "t51"})
    cast.meet()
    follow_the_children(cast.school)


def life(diary: Diary, days: Days, cast: Cast) -> None:
    """Put down two matters, one report set aside and one that came today."""
    _library(Story(diary, days, cast, "library", v="5-1:3", p="5-1:7"))
    _duty_roster(Story(diary, days, cast, "duty_roster", v="4-1:2", p="4-1:8"))
    joined.life(diary, days, cast)
    shared = Story(diary, days, cast, "umbrella")
    shared.comes("66 8:20", "staff", "傘が一本なくなったと連絡がありました。", by="nu", from_whom="guardian", channel="letter", about="", received_from="連絡帳")
    set_aside(shared, 66, memo="よく似た傘を持ち帰った家庭から返ってきた。", reason="取りちがえで、ほかの子の関わりはない。", seen="戻って安心していた。")
    Story(diary, days, cast, "today").comes(
        "0 8:20", "child", "わたしの友だちが、このごろ元気がありません。話をきいてあげてほしいです。", teller="", grade=4, whose="friend", when="this_week", still_going="unknown", where="classroom", feel="so_so", talk_to="nurse", withhold="nobody", unsaid="name", read="vp"
    )


def _library(s: Story) -> None:
    s.comes("25 10:30", "staff", "図書室で{v}さんの席だけ、いつも「ここはだめ」と言われていました。", by="nu", from_whom="self", channel="in_person", about="v p")
    opened(s, 25, memo="養護教諭が見た。", reason="続いている疑い。", roles="v=victim p=perpetrator")
    split(s, 25, notes="少人数なので、全員の目で見る。", hear=[("victim", "nu", 24, "v"), ("perpetrator", "hr", 24, "p")], care="養護教諭が図書の時間に付く。", next_at="24 16:00", work="聞き取り。")
    s.line("24 10:30", "hearing", "nu", "「すわるところが ない。」", pupil="v", code="victim", flag="heard")
    s.line("24 13:10", "hearing", "hr", "「なかよしの席だから。」", pupil="p", code="perpetrator", flag="heard")
    s.line("24 15:10", "gathering", "sg", "図書の時間に四回、席に着けなかった。")
    s.line("24 15:20", "act", "nu", "席に着かせてもらえなかった。", occurred="25 10:20", pupil="v", flag="stopped", forms="exclusion", place="図書室")
    s.committee(
        "24 16:00",
        "小さな学校なので、外されると行き場がない。",
        ("recognise", {**FELT, "child_words": "「すわるところが ない。」", "reason": "仲間に入れない行為が続き、本人が苦痛を感じている。"}),
        plan(care="養護教諭と担任。", short="安心して席に着ける。", long="席をゆずり合える。", follow=-1, next_at="-40 16:00", work="見守りの記録。"),
    )
    same_day(s, 24, care=("席を一緒に決めた。", "「まどの そばがいい。」"), visits=[("v", "v", "事実を伝えた。", "「ありがとうございます。」"), ("p", "p", "事実を伝えた。", "「家で話します。」")])
    next_days(s, 23, guide=[("p", "席を決められる側の気持ちを考えた。", "「こまると思う。」")], around="図書室の使い方を話し合った。", staff="全員で共有。", board="いじめの認知（仲間はずれ、{v_class}）。")
    s.line("15 10:30", "observation", "nu", "二人で本を選んでいた。", pupil="v")


def _duty_roster(s: Story) -> None:
    s.comes("3 16:30", "guardian", "当番の仕事を、うちの子ばかりがしているようです。本人は「いい」と言いますが、帰りが遅い日が続いています。", of="v", name="{v}の母", relation="母", contact="夕方", child_name="{v} {v_given}", forms="forced", still_going="yes", about="v p")
    s.memo("3 16:45", "担任に確かめた。今週は毎日{v}さんが残っている。")
    s.sub("3 17:05", "押しつけられている疑い。", roles="v=victim p=perpetrator", called="3 16:50")
    split(s, 3, at="17:35", notes="当番の割り当てを見直す。", hear=[("victim", "hr", 2, "v"), ("perpetrator", "nu", 2, "p")], care="担任が当番に付く。", next_at="0 16:00", work="聞き取り。")
    s.line("2 10:30", "hearing", "hr", "「たのまれると、ことわれない。」", pupil="v", code="victim", flag="heard")
    s.line("2 13:20", "hearing", "nu", "「いいよって言うから、たのんだ。」", pupil="p", code="perpetrator", flag="heard")
