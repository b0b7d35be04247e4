"""Two reports that turn out to be one matter: grave words looked at, two cases merged by the committee."""

from __future__ import annotations

from yorisoi.cases.joining import merge_cases
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.demo.story import Story
from yorisoi.demo.ways import opened, split
from yorisoi.meetings.models import Meeting
from yorisoi.policy.roles import Body
from yorisoi.reports.same import tie
from yorisoi.schools.models import Staff

# fmt: off
# Texts by the line: a story reads better than a column of arguments.

def life(diary: Diary, days: Days, cast: Cast) -> None:
    """The way home: a mother tells of money, a day later a child tells of a cutter. It is the same corner."""
    money = Story(diary, days, cast, "way_home", v="5-1:2", p="5-1:9")
    cutter = Story(diary, days, cast, "cutter", v="5-1:2", p="5-1:9", w="5-1:4")
    money.comes("5 8:30", "guardian", "帰り道で、おこづかいを持ってくるように言われているようです。先週は500円でした。", of="v", name="{v}の母", relation="母", contact="夕方", child_name="{v} {v_given}", still_going="yes", about="v p")
    opened(money, 5, memo="母に電話した。週に一度、公園のかどで渡している。", reason="たかりの疑い。", roles="v=victim p=perpetrator")
    split(money, 5, notes="下校を大人が見守る。", hear=[("victim", "hr", 4, "v"), ("perpetrator", "sg", 4, "p")], care="担任が下校に付く。", next_at="-2 16:00", work="聞き取り。")
    cutter.comes("4 8:15", "child", "こうえんのかどで、{v}さんが カッターを みせられていました。こわかったです。", teller="w", grade=5, whose="friend", when="this_week", still_going="yes", where="outside", feel="bad", talk_to="nurse", withhold="nobody", about="v p")
    cutter.urgent("4 8:35", "刃物を見せられている。今日の下校から大人が付く。", "{v}さんと{p}さんの下校に、教頭と担任が付いた。刃物は持っていない。")
    opened(cutter, 4, memo="{w}さんから、保健室で聞いた。", reason="刃物で脅されている疑い。", roles="v=victim p=perpetrator w=informant")

    def same(s: Story) -> None:
        tie(report=money.the_report(), other=s.the_report(), by=s.who("sg"), reason="同じ公園のかど、同じ二人。")

    def act(row: Meeting, by: Staff) -> None:
        merge_cases(meeting=row, gone=cutter.the_case(), stays=money.the_case(), by=by, reason="同じ場所、同じ二人のことで、別々に見るとどちらも軽く見えてしまう。一つとして守る。")

    cutter.do("4 15:50", same)
    money.meeting("4 16:30", Body.COMMITTEE, act, notes="二つの話を、同じ件として扱う。", before=20)
