"""A hearing day in the demo: two rooms, statements one by one, a contradiction, and a child asked again."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from yorisoi.cases.hearings import Place, begin_hearing, plan_hearing, record_hearing
from yorisoi.cases.homes import Prepared, prepare_visit
from yorisoi.cases.measures import Step, plan_measure
from yorisoi.cases.models_hearings import HearingRow
from yorisoi.cases.outside import Contact, add_agency
from yorisoi.cases.promises import Promised
from yorisoi.cases.records import Line
from yorisoi.cases.statements import Told, mark, settle_mark, statements_of
from yorisoi.demo.story import Story

# fmt: off

def rooms(s: Story) -> None:
    """The afternoon before: the victim in the nurse's room, the other child elsewhere; this morning who saw it."""
    rows: dict[str, HearingRow] = {}

    def plan(letter: str, side: str, room: str, when: str, main: str, second: str) -> None:
        place = Place(side, room, s.moment(when), s.who(main), s.who(second), 20, s.children[letter])
        rows[letter] = plan_hearing(case=s.the_case(), by=s.who("sg"), place=place)

    def begin(letter: str, by: str) -> None:
        begin_hearing(row=rows[letter], by=s.who(by))

    def write(letter: str, by: str, second: str, when: str, told: tuple[Told, ...], **line: Any) -> None:
        row = rows[letter]
        record_hearing(case=s.the_case(), by=s.who(by), row=row, line=Line("hearing", s.moment(when), {"words": "\n".join(t.words for t in told), **line}, row.side, "heard", row.pupil, s.who(second), statements=told, promises=promised(letter, by)))

    def promised(letter: str, by: str) -> tuple[Promised, ...]:
        return (Promised("あしたの移動教室で、先生がうしろにつく", s.who(by), s.days.day(-1)),) if letter == "v" else ()

    def pushed(words: str, did: str = "", minute: int = 20) -> Told:
        return Told(words, did, "渡り廊下", day(s, 2), time(11, minute))

    s.put("1 16:12", lambda: plan("v", "victim", "保健室", "1 16:25", "hr", "nu"))
    s.put("1 16:14", lambda: plan("p", "perpetrator", "相談室", "1 16:46", "hr", "ac"))
    s.put("1 16:16", lambda: plan("w", "around", "図書室", "0 10:30", "su", "nu"))
    s.put("1 16:26", lambda: begin("v", "hr"))
    s.put("1 16:30", lambda: write("v", "hr", "nu", "1 16:30", (pushed("「うしろから 三回 おされた。」", "うしろから押された"), pushed("「ころんで、ひざから ちが でた。」", minute=21), Told("「先週から ずっと こわい。」"), Told("「せんせいに言うと、もっと おされる。」")), conclusion="話す間、うしろのドアを何度も見ていた。"))
    s.put("1 16:47", lambda: begin("p", "hr"))
    s.put("1 16:50", lambda: write("p", "hr", "ac", "1 16:50", (pushed("「一回だけ おした。はやく すすんで ほしかった。」", "前の子の背中を押した"), Told("「おしたのは 三日くらい。」"))))
    s.put("0 10:31", lambda: begin("w", "su"))
    s.put("0 10:40", lambda: write("w", "su", "nu", "0 10:40", (pushed("「二、三回 おしてるのを 見た。あぶないと思った。」", "見ていた"),)))
    s.put("0 12:40", lambda: compare(s))
    s.put("0 12:55", lambda: settle(s))


def day(s: Story, back: int) -> date:
    """Return the school day so many days ago."""
    return s.days.day(back)


def compare(s: Story) -> None:
    """The guidance head holds what was said against each other."""
    case, sg = s.the_case(), s.who("sg")
    about = [row for row in statements_of(case) if row.acted_at == time(11, 20)]
    mark(case=case, by=sg, kind="agree", statements=[row.pk for row in about], why="時刻と場所は三人とも同じ。")
    mark(case=case, by=sg, kind="contradict", statements=[row.pk for row in about], why="回数がちがう。三回・一回・二、三回。", asker=s.who("hr"))
    whole = [row for row in statements_of(case) if row.acted_on is None][:2]
    mark(case=case, by=sg, kind="ask_again", statements=[row.pk for row in whole], why="いつから始まったか。先週と三日で分かれる。", asker=s.who("nu"))


def settle(s: Story) -> None:
    """One question is answered by what the nurse heard again."""
    asked = s.the_case().statementmarks.get(kind="ask_again")
    asked.case = s.the_case()
    settle_mark(mark=asked, by=s.who("nu"), why="本人に聞き直した。月曜の図工の移動からで、三日。")


def home_and_plan(s: Story) -> None:
    """Later today: the home is prepared, a measure stands in the plan, the school's list of agencies is there."""
    def prepare() -> None:
        row = s.the_case().involvements.get(pupil=s.children["v"], role="victim", until=None)
        tell = "先週から、移動のときに後ろから押されることが続いていました。\n一度ころび、ひざをすりむきました。\n今日、学校はいじめと認知し、並び順を変え、担任がうしろにつきます。"
        ask = "家での様子（食事・睡眠・登校をしぶるなど）\n本人が家で話したこと\nこれからの連絡の取り方と時間"
        prepare_visit(involvement=row, by=s.who("hr"), prepared=Prepared(tell, ask, "", s.moment("0 17:30") + timedelta(minutes=30), s.who("hr"), s.who("gh")))

    def plan() -> None:
        step = Step("移動教室の列で、後ろの子がこわい", "並び順を変え、移動のときは担任が列のうしろを歩く。一週間つけて記録する。", s.who("hr"), s.days.day(-5), s.days.day(-10), s.children["v"])
        plan_measure(case=s.the_case(), by=s.who("sg"), step=step)

    s.put("0 16:05", prepare)
    s.put("0 16:10", plan)
    s.put("3 9:00", lambda: add_agency(by=s.who("vp"), contact=Contact("police", "見本警察署 生活安全課", "0550-00-0110", "少年係", "夜間は当直へ")))
    s.put("3 9:05", lambda: add_agency(by=s.who("vp"), contact=Contact("child_centre", "見本児童相談所", "0550-00-0060")))
