"""The demo's serious incidents: a guardian's claim of these days, and an investigation under way."""

from __future__ import annotations

from functools import partial
from typing import Any

from yorisoi.cases.models import Case
from yorisoi.cases.records import Line as CaseLine
from yorisoi.cases.records import record_line as cases_line
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.demo.letters import sent_letter
from yorisoi.incidents.models import Incident
from yorisoi.incidents.moving import move_incident
from yorisoi.incidents.opening import Opening, open_incident
from yorisoi.incidents.questions import Answered, answer_question
from yorisoi.incidents.recording import Line, add_measure, record_line
from yorisoi.journal import clock
from yorisoi.policy.roles import Post, Role
from yorisoi.policy.serious_checklist import STAGES
from yorisoi.reports.copying import make_copies
from yorisoi.schools.models import PostHolding, Pupil, Staff

CLAIM, INQUIRY = "5-2:8", "6-1:21"


def life(diary: Diary, days: Days, cast: Cast) -> None:
    """Put both down."""
    _claim(_Told(diary, days, cast, CLAIM))
    _inquiry(_Told(diary, days, cast, INQUIRY))
    _questions(diary, days, cast)


class _Told:
    """One incident, told line by line."""

    def __init__(self, diary: Diary, days: Days, cast: Cast, seat: str) -> None:
        self.diary, self.days, self.cast, self.seat = diary, days, cast, seat
        self.row: Incident | None = None
        self.n = 0

    def put(self, when: str, beat: Any) -> None:
        """Let something happen: 「4 10:00」 is four school days ago, 10:00."""
        back, time = when.split()
        self.diary.put(self.days.at(int(back), time), beat, about=f"serious {self.seat} {when}")

    def who(self, code: str) -> Staff:
        """Return a person of the school, or the officer of 市教委."""
        if code == "board":
            held = PostHolding.objects.filter(post=Post.BOARD_OFFICER, until__isnull=True, staff__school__isnull=True)
            return held.order_by("pk")[0].staff
        return self.cast.staff[code]

    @property
    def incident(self) -> Incident:
        """The incident as it is now."""
        assert self.row is not None
        return Incident.objects.get(pk=self.row.pk)

    def opens(self, when: str, by: str, words: str, **said: Any) -> None:
        """It is opened, out of the child's case."""

        def beat() -> None:
            pupil: Pupil = self.cast.pupil(self.seat)
            case = Case.objects.filter(involvements__pupil=pupil, involvements__role=Role.VICTIM).latest("opened_at")
            opening = Opening(words=words, pupil=pupil, received_at=clock.now(), case=case, **said)
            self.row = open_incident(
                school=self.cast.school, by=self.who(by), opening=opening, token=f"demo-serious-{self.seat}"
            )

        self.put(when, beat)

    def line(
        self,
        when: str,
        by: str,
        kind: str,
        *,
        code: str = "",
        items: Any = (),
        next_in: int = 0,
        letter: bool = False,
        **body: str,
    ) -> None:
        """Somebody writes a dated line."""
        self.n += 1
        token = f"demo-{self.seat}-{self.n}"

        def beat() -> None:
            day = self.days.day(-next_in) if next_in else None
            said = {key: words.replace("{name}", self.cast.pupil(self.seat).name) for key, words in body.items()}
            files = [sent_letter()] if letter else []
            wanted = Line(kind, clock.now(), said, code=code, items=tuple(items), next_on=day, token=token, files=files)
            record_line(incident=self.incident, by=self.who(by), line=wanted)
            if letter:
                make_copies()

        self.put(when, beat)

    def step(self, when: str, by: str, move: str, reason: str = "", lead: str = "") -> None:
        """Somebody takes a step."""
        self.put(
            when, lambda: move_incident(incident=self.incident, move=move, by=self.who(by), reason=reason, lead=lead)
        )


# fmt: off
def _claim(t: _Told) -> None:
    """A father claims it; the board has decided that it investigates itself. The first explanation is not whole yet."""
    t.opens("4 9:40", "vp", "「娘は学校のことを考えると吐いてしまいます。先生方が動いてくれているのは分かりますが、もう転校させるしかないと思っています。きちんと調べてください。」", origin="claim", claimant="guardian", grounds=frozenset({"harm", "absence"}))
    t.line("4 9:58", "pr", "phone", words="父から申立てがあったこと、欠席と体調、これまでの対応を伝えた。", receiver="学校教育課 指導主事 三枝", caller="校長")
    t.line("4 10:20", "pr", "police", code="not_now", words="体への暴力や脅しは、いまのところ確かめられていない。教頭と話し合い、新しいことが分かれば直ちに相談する。")
    t.line("4 11:30", "vp", "preserved", words="担任の記録、係活動の写真、元気アンケートの原票、欠席の記録。", where="校長室の金庫（教頭）")
    t.line("4 15:10", "sg", "sheet", words="いじめ記録票（重大事態）：発生の経過、聞き取り、欠席の日数、ケアと指導、保護者との連絡、今後の予定。")
    t.line("4 16:30", "pr", "notice", words="保護者から、体調不良と欠席、転校の考えについて申立てがあった。学校を考えると吐くとのこと。", done="認知のうえ、ケアと指導を続けている。家庭訪問を重ねている。", onward="窓口は教頭。あす、父母に一つめの説明をする。")
    t.step("2 11:00", "board", "decide_body", "学校の対応も調べる必要があり、市教委が主体となる。", "board")
    t.line("2 17:30", "vp", "explained_one", items=sorted(STAGES[1] - {"e1_insurance", "e1_matters"}), who="校長・教頭", whom="父・母", words="申立てを重大事態として市教委に報告したこと、市教委が調べることを説明した。", reply="「早く動いてくれてありがたい。本人には、まだ聞かないでほしい。」")
    t.line("2 17:40", "vp", "wishes", words="「本人が話せるようになるまで待ってほしい」「相手を責めたいのではなく、同じことが起きないようにしてほしい」", not_wished="本人へのくり返しの聞き取り", answer="本人への聴き取りは主治医と相談し、保護者と時期を決める。")
    t.line("1 9:20", "vp", "contact", letter=True, who="教頭", words="父から手紙を受け取った。調査で聞いてほしいことが書かれている。", reply="「調査をする方にも読んでほしい。」")
    t.line("1 10:00", "pr", "member", words="弁護士（県弁護士会の推薦）", post="弁護士", neutral="市・学校・双方の家庭と、これまで仕事の関わりがないことを書面で確かめた。")
    t.line("1 16:20", "vp", "press_asked", whom="新聞社（連絡先は控えあり）", words="欠席している児童がいると聞いたが、いじめか。")
    t.line("1 16:30", "vp", "press_answer", code="held", whom="新聞社", words="「担当からご連絡します」とだけ伝えた。")
    t.line("0 8:30", "pr", "press_voice", words="教頭", whom="学校教育課長")


def _inquiry(t: _Told) -> None:
    """An injury at the end of whispers: the school investigates with a lawyer and a psychologist; facts are being found."""
    t.opens("28 15:20", "sg", "保健室で、くり返し腹痛と嘔吐があり、医師に心因性と言われたことが分かった。", origin="facts", grounds=frozenset({"harm"}))
    t.line("28 15:50", "pr", "phone", words="医師の見立てと、これまでの経過を伝えた。", receiver="学校教育課 指導主事 三枝", caller="校長")
    t.line("28 16:10", "pr", "police", code="not_now", words="体への暴力はない。")
    t.line("27 9:30", "vp", "preserved", words="保健室の記録、元気アンケートの原票、委員会の記録。", where="校長室の金庫（教頭）")
    t.line("27 14:00", "sg", "sheet", words="いじめ記録票（重大事態）：経過・聞き取り・医師の見立て・ケア。")
    t.line("27 16:00", "pr", "notice", words="登校しているが、腹痛・嘔吐が続き、医師は心因性と見ている。", done="保健室での見守りと、廊下の見守りを続けている。")
    t.step("25 10:30", "board", "decide_body", "事案の経過を学校が把握しており、第三者を加えて学校が主体となる。", "school")
    t.line("24 17:00", "pr", "explained_one", items=sorted(STAGES[1]), who="校長・生徒指導主任", whom="母", words="重大事態としたこと、調査の目的と進め方への意向を聞いた。", reply="「第三者の方に入ってほしいです。」")
    t.line("22 10:00", "pr", "member", words="弁護士（県弁護士会の推薦）", post="弁護士", neutral="利害のないことを書面で確かめた。")
    t.line("22 10:05", "pr", "member", words="臨床心理士（県の推薦）", post="公認心理師", neutral="市のスクールカウンセラーではなく、双方の家庭と面識がない。")
    t.step("22 10:30", "pr", "set_up_body")
    t.line("20 17:10", "pr", "explained_two", items=sorted(STAGES[2]), who="校長・弁護士", whom="母", words="構成・時期・方法・結果の渡し方を説明した。", reply="「月に一度は経過を聞きたい。」")
    t.line("20 17:30", "pr", "wishes", words="「本人は手紙でなら話せると言っています」", answer="手紙と、養護教諭が付きそう短い聴き取りにする。")
    t.line("19 17:30", "vp", "around", who="教頭", whom="関係する児童二人の保護者", words="目的・方法・結果の扱いを同じように説明した。", reply="「分かりました。子どもの言い分も聞いてください。」")
    t.step("18 9:00", "pr", "begin_facts")
    t.line("15 14:00", "pr", "hearing", code="pupil", whom="本人（手紙と、養護教諭の付きそい）", words="「ろうかで、わらわれている気がして、おなかがいたくなる。」")
    t.line("14 15:30", "pr", "hearing", code="accused", whom="関係する児童（弁護士）", words="「悪口のつもりではなかったけど、名前を言っていた。」")
    t.line("12 15:30", "pr", "hearing", code="around", whom="同じ班の三人（心理士）", words="「こそこそ話は、毎日あった。」")
    t.line("8 17:40", "vp", "progress", who="教頭", words="聴き取りの進みぐあいと、これからの予定を伝えた。", reply="「待っています。」", next_in=4)
    t.put("6 16:00", lambda: add_measure(incident=t.incident, by=t.who("pr"), words="休み時間の廊下と階段の見守りを、学年で分担する。", staff=t.cast.staff["t61"], due_on=t.days.day(-6), token="demo-measure"))  # noqa: S106
# fmt: on


def _questions(diary: Diary, days: Days, cast: Cast) -> None:
    """Of two cases it is asked whether they could be serious: one answer is there, one is owed today."""

    def note(seat: str, by: str, words: str) -> None:
        case = Case.objects.filter(involvements__pupil=cast.pupil(seat), involvements__role=Role.VICTIM).latest(
            "opened_at"
        )
        cases_line(case=case, by=cast.staff[by], line=CaseLine("note", clock.now(), {"words": words}))

    def answer() -> None:
        case = Case.objects.filter(involvements__pupil=cast.pupil("3-2:10")).latest("opened_at")
        said = Answered(
            "no", "教頭・養護教諭と確かめた。階段で転んだけがで、ほかの子は近くにいなかった。母も同じ話を本人から聞いている。",
            token="demo-question",  # noqa: S106 (no password)
        )  # fmt: skip
        answer_question(about=case, by=cast.staff["pr"], said=said)

    for back, time, seat, by, words in NOTES:
        diary.put(days.at(back, time), partial(note, seat, by, words), about=f"serious note {seat}")
    diary.put(days.at(9, "16:30"), answer, about="serious answer")


NOTES = (
    (10, "15:40", "3-2:10", "nu", "休み時間に階段で転び、手首をねんざ。病院に行ったと母から連絡があった。"),
    (0, "8:20", "5-1:6", "vp", "母から電話。ふでばこと文房具がなくなり、買い直した分は合わせて3,200円とのこと。"),
)
