"""What is noticed day by day in the demo: concerns, interviews, checklists, the nurse's room; each state once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from yorisoi.care.actions import Note, answer_offer, note_concern
from yorisoi.care.checklists import review_class
from yorisoi.care.interviews import Origin, plan_interview
from yorisoi.care.models import Concern, Question
from yorisoi.care.models_interviews import Interview
from yorisoi.care.questions import decide_question
from yorisoi.care.sheets import Talked, hold_interview
from yorisoi.care.visits import record_visit
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.policy.checklists import checklist
from yorisoi.policy.deadlines import is_weekday
from yorisoi.policy.fitting import Moment, Place
from yorisoi.schools.calendar import today

# fmt: off
# when, by, seat of the child, words
NOTED: tuple[tuple[str, str, str, str], ...] = (
    ("16 10:50", "t41", "4-1:8", "中休み、教室に一人で残っていた。声をかけると「本が読みたい」。"),
    ("11 13:20", "nu", "4-1:8", "「きょうも おなかが いたい」と二日続けて来た。"),
    ("1 12:40", "s2", "4-1:8", "音楽室へ行く列で、いつも一番後ろにいる。"),
    ("9 8:20", "t52", "5-2:19", "朝の会で名前を呼んでも、顔を上げなかった。"),
    ("8 13:10", "su", "5-2:19", "図書室で、昼休みずっと窓の外を見ていた。"),
    ("7 15:20", "mu", "5-2:19", "体育の片付けを一人でしていた。"),
    ("20 10:40", "t21", "2-1:3", "筆箱を何度も数えている。"),
    ("19 13:15", "nu", "2-1:3", "「おうちで ねむれない」と話した。"),
    ("18 8:15", "sh", "2-1:3", "登校班から少し離れて歩いていた。"),
    ("6 15:30", "t62", "6-2:3", "係の仕事を友だちの分までしていた。本人は「いいよ」と笑う。"),
    ("3 10:45", "sp", "3-1:4", "給食のあと、机を少し離されたように見えた。"),
    ("2 13:10", "t12", "1-2:5", "朝、門の前で立ち止まっていた。おうちの人と手をつないで入った。"),
    ("1 15:40", "t31", "3-1:9", "漢字ノートの字が急に小さくなった。"),
)
# when, seat, reason, words
CAME: tuple[tuple[str, str, str, str], ...] = (
    ("12 10:30", "4-1:8", "illness", "おなかが痛い。熱はない。十分ほどで戻る。"),
    ("5 10:32", "4-1:8", "rest", "「教室が うるさい」。"),
    ("19 13:10", "2-1:3", "talk", "ねむれないと話す。"),
    ("7 11:15", "6-1:10", "injury", "校庭でころんだ。ひざを洗う。"),
    ("2 9:50", "5-1:9", "illness", "頭が痛い。家に電話。"),
    ("1 13:05", "1-1:7", "belongings", "服がぬれた。着がえを貸す。"),
    ("0 10:35", "3-2:4", "injury", "ドッジボールで指を打った。冷やす。"),
)
# when, lines → seats of 4年1組
REVIEWED: tuple[tuple[str, dict[str, tuple[int, ...]]], ...] = (
    ("120 16:10", {"class.walls": (), "break.hidden": ()}),
    ("60 16:15", {"break.lonely": (18,), "class.walls": (), "lunch.eats_less": (18,)}),
    ("13 16:20", {"break.lonely": (18,), "self.talk": ()}),
)


def care(diary: Diary, days: Days, cast: Cast) -> None:
    """Put it all down."""
    told = Told(diary, days, cast)
    for when, by, seat, words in NOTED:
        told.note(when, by, seat, words)
    for n, (when, seat, reason, words) in enumerate(CAME):
        told.put(when, lambda n=n, s=seat, r=reason, w=words: record_visit(pupil=cast.pupil(s), by=cast.staff["nu"], reason=r, words=w, came_at=None, token=f"demo-visit-{n}"))
    for when, lines in REVIEWED:
        told.put(when, lambda w=when, found=lines: told.review(w, found))
    told.note("5 13:30", "t22", "2-2:6", "鬼ごっこで、いつも鬼をやらされている。", passed_on=False)
    told.note("0 13:20", "t41", "4-1:12", "そうじのとき、ほうきを取り上げられていた。すぐに返していた。")
    told.put("6 16:00", lambda: told.decide("5-2:19", "watch", "家で祖父が入院したばかり。学級と保健室で見る。一週間後にもう一度読む。", days=12))
    told.put("17 16:00", lambda: told.decide("2-1:3", "interview", "ねむれない日が続いている。まず担任がゆっくり聞く。"))
    told.interviews()


class Told:
    """Puts what is noticed into the diary."""

    def __init__(self, diary: Diary, days: Days, cast: Cast) -> None:
        self.diary, self.days, self.cast = diary, days, cast

    def put(self, when: str, beat: Any) -> None:
        """Put a beat down for a moment like 「12 10:30」."""
        back, clock = when.split()
        self.diary.put(self.days.at(int(back), clock), beat, about=f"care {when}")

    def note(self, when: str, by: str, seat: str, words: str, *, passed_on: bool | None = None) -> None:
        """Somebody notices something; passed_on: how the offer is answered, None not yet."""
        def beat() -> None:
            pupil, person = self.cast.pupil(seat), self.cast.staff[by]
            row = note_concern(school=self.cast.school, by=person, note=Note(f"demo-{when}-{seat}", words, [pupil.pk]))
            if passed_on is not None:
                answer_offer(concern=Concern.objects.select_related("school").get(pk=row.pk), by=person, passed_on=passed_on)

        self.put(when, beat)

    def decide(self, seat: str, decision: str, reason: str, *, days: int = 0) -> None:
        """生徒指導主任 decides on the concerns of a child."""
        question = Question.objects.get(pupil=self.cast.pupil(seat), decided_at__isnull=True)
        until = today() + timedelta(days=days) if days else None
        decide_question(question=question, by=self.cast.staff["sg"], decision=decision, reason=reason, until=until)

    def review(self, when: str, found: dict[str, tuple[int, ...]]) -> None:
        """担任 of 4年1組 reviews the class."""
        ticked = {line: [self.cast.pupil(f"4-1:{number}").pk for number in seats] for line, seats in found.items()}
        own = self.cast.seat(self.cast.pupil("4-1:1"))
        review_class(school_class=own, by=self.cast.homeroom(self.cast.pupil("4-1:1")), form=checklist(), ticked=ticked, token=f"demo-{when}")

    def interviews(self) -> None:
        """Held, overdue, without a time, booked for the days to come; one that becomes a report today."""
        self.plan("10 8:30", "6-1:10", "係の仕事を一人でかかえている様子。", "8 noon talk")
        self.hold("8 13:25", "6-1:10", Talked(bullying="no", school_going="no", child_words="「みんな いそがしいから。てつだって くれる ときも ある。」", adult_view="表情は明るい。仕事の分け方を学級で話し合う。", outcome="nothing", reason="本人の話と、班の記録が合っている。"))
        self.plan("9 8:30", "5-1:9", "頭痛で休むことが増えた。", "7 after1 nurse")
        self.hold("7 15:50", "5-1:9", Talked(bullying="not_told", school_going="unsure", signs=["face", "body"], child_words="「べつに。ねむい だけ。」", adult_view="目を合わせない。", outcome="again", reason="きょうは話したくなさそうだった。日をおいて聞く。", next_on=self.days.day(-2)))
        self.hold("15 13:20", "2-1:3", Talked(bullying="no", school_going="unsure", signs=["voice"], child_words="「よる、へんな おとが して ねむれない。」", adult_view="家のことを心配している様子。", outcome="concern"))
        self.plan("6 8:30", "4-1:8", "中休みに一人でいることが続いている。", "2 break talk")  # its day has passed
        self.plan("1 9:00", "3-1:4", "机の間があいている。", "")
        self.plan("2 9:00", "6-2:3", "友だちの分まで仕事をしている。", "-1 noon small")
        self.plan("2 9:10", "1-2:5", "朝、門の前で立ち止まる。", "-2 morning nurse")
        self.plan("1 9:10", "5-1:17", "休み時間の様子が変わった。", "0 break talk")
        self.hold("0 10:44", "5-1:17", Talked(bullying="yes", school_going="no", signs=["tears"], child_words="「カードを かえして くれない。かしてって いうと わらわれる。」", adult_view="話す途中で涙ぐんだ。", outcome="report"))

    def plan(self, when: str, seat: str, why: str, where: str) -> None:
        """生徒指導主任 plans an interview with the 担任; where: 「-1 noon small」."""
        def beat() -> None:
            place = None
            if where:
                back, slot, room = where.split()
                day = self.days.day(int(back))
                place = Place(Moment(day, slot), room) if is_weekday(day) else None  # today may be a Sunday
            pupil = self.cast.pupil(seat)
            if not self.cast.here(pupil):
                return
            plan_interview(pupil=pupil, origin=Origin("staff", "", why), by=self.cast.staff["sg"], adult=self.cast.homeroom(pupil), place=place)

        self.put(when, beat)

    def hold(self, when: str, seat: str, talked: Talked) -> None:
        """担任 holds the interview that waits for the child."""
        def beat() -> None:
            pupil = self.cast.pupil(seat)
            row = Interview.objects.filter(pupil=pupil, ended_at__isnull=True).first()
            if row is None:  # not in the school when it would have been planned
                return
            hold_interview(interview=row, by=row.adult, talked=talked)

        self.put(when, beat)
