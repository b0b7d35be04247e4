"""What happens today: three matters in their first days, and the inbox with its clocks running."""

from __future__ import annotations

from yorisoi.demo import hearing_day
from yorisoi.demo.custody_told import opened_to_call_back
from yorisoi.demo.stories_talk import asked_back
from yorisoi.demo.story import Story
from yorisoi.demo.ways import FELT, opened, split

# fmt: off
# Texts by the line: a story reads better than a column of arguments.

def not_my_teacher(s: Story) -> None:
    """Fact finding: a child who does not want the 担任 to know; the nurse hears. Today the committee goes on."""
    s.comes(
        "2 13:30",
        "child",
        "友だちに「絶交」と書いた紙を、つくえに入れられました。だれか先生に話したいけど、担任には知られたくないです。",
        teller="v",
        name="{v} {v_given}",
        about="v",
        forms="teasing exclusion",
        whose="me",
        when="this_week",
        still_going="yes",
        where="classroom",
        feel_scale="7",
        talk_to="nurse counsellor",
        withhold="homeroom",
    )
    opened(s, 2, memo_at="13:50", memo="本人の希望で、担任には知らせない。養護教諭が放課後に会い、{p}さんの名前を聞いた。", reason="紙が続けて入れられている。本人の希望を守りながら確かめる。", roles="v=victim")
    split(
        s,
        2,
        at="16:20",
        notes="担任を入れずに進める方法を話し合った。",
        hear=[("victim", "nu", 1, "v"), ("perpetrator", "gh", 0, "p"), ("around", "co", 0, "")],
        care="養護教諭とスクールカウンセラーが毎日会う。",
        counsellor=True,
        next_at="0 16:20",
        work="聞き取りを終え、紙の入った日を並べる。",
        absent="sw",
    )
    s.comes("1 10:20", "staff", "図書室で{v}さんが紙を小さく折って捨てていました。声をかけると「なんでもない」と言いました。", by="su", from_whom="self", channel="in_person", about="v")
    s.memo("1 13:00", "同じ事案と思われる。捨てた紙は本人に聞いてから見る。")
    s.sub("1 15:40", "同じことと思われるので、続いている事案につなげる。", outcome="join", called="1 13:05")
    s.committee(
        "1 16:10",
        "つながった通報を加え、聞き取りの続きを確かめた。",
        ("find_facts", {"hear": (("perpetrator", "gh", 0, "p"), ("around", "co", 0, ""), ("around", "ac", 0, "")), "care": "養護教諭とスクールカウンセラーが毎日会う。", "counsellor": True, "next": "0 16:20", "next_work": "聞き取りの残り二つ。"}),
        called="1 13:10",
    )
    s.line("1 16:50", "hearing", "nu", "「三回入ってた。字で だれか わかる。」「担任に言うと、みんなの前で聞かれるから、いや。」", pupil="v", code="victim", flag="heard", second="co", conclusion="紙は三枚とも本人が持っている。見せてよいか、自分で決めてもらう。", promise="あしたの中休みに保健室で。")
    s.line("1 17:20", "care", "co", "話したい人と話したくない人を一緒に書き出した。", pupil="v", code="counsellor", reply="「紙に書くと、少し らく。」")


def pushed_in_line(s: Story) -> None:
    """Recognised today: home visits and the word to 市教委 are owed."""
    s.comes("1 8:10", "staff", "昨日の帰り、{v}さんの母から電話。「列でいつも後ろから押され、ひざをすりむいて帰ってきた」とのことです。", by="hr", from_whom="guardian", channel="phone", received_from="{v}さんの母", about="v p")
    opened(s, 1, memo_at="8:25", memo="けがは昨日、家庭で手当て。今朝、養護教諭が見た。列は移動教室のとき。", reason="けがもあり、続いているとのこと。", roles="v=victim p=perpetrator w=bystander", sub_at="10:40", called="1 8:35")
    split(s, 1, at="16:00", called="1 10:50", notes="並び順と、移動の時間を確かめた。", hear=[("victim", "hr", 1, "v"), ("perpetrator", "hr", 1, "p"), ("around", "su", 0, "w")], care="並び順を替え、担任が後ろにつく。", next_at="0 15:45", work="聞き取り。", absent="co")
    hearing_day.rooms(s)
    s.line("0 13:00", "gathering", "sg", "先週から、移動のときに後ろから押されることが続いた。一度ころんで、ひざをすりむいた。")
    s.line("0 13:05", "act", "hr", "移動の列で後ろから押された。一度ころんだ。", occurred="2 11:20", pupil="v", flag="stopped", forms="light_hitting", place="渡り廊下", known="本人・周りの子の話")
    s.committee("0 15:45", "けがの大きさではなく、こわい思いが続いていることで判断する。", ("recognise", {**FELT, "child_words": "「うしろから おされるのが こわい。」", "reason": "押す行為が続き、本人がこわいと感じている。"}), called="0 13:10", fixed=False)
    hearing_day.home_and_plan(s)


def torn_drawing(s: Story) -> None:
    """Suspected since this morning; the committee is called for today."""
    s.comes(
        "0 7:55",
        "guardian",
        "図工でかいた絵が破れて返ってきました。本人は「ぶつかっただけ」と言いますが、前にも筆箱のふたが折れていました。気になります。",
        of="v",
        name="{v}の祖母",
        relation="祖母",
        contact="家の電話 いつでも",
        child_name="{v} {v_given}",
        forms="property",
        still_going="unknown",
        where="教室か図工室",
        about="v p",
    )
    opened(s, 0, memo_at="8:25", memo="担任に確かめると、先週も{p}さんとの間で筆箱のことがあった。本人はまだ話していない。", reason="物を壊されることが続いているおそれがある。本人の話を待たずに動く。", roles="v=victim p=perpetrator", sub_at="10:35", called="0 8:40")
    opened_to_call_back(s, "0 8:15", "絵の破れ方と、筆箱のことを、家に折り返して確かめるため。")
    s.meeting("0 16:40", "committee", None, called="0 11:00")


def inbox(s: Story) -> None:
    """A child, this morning, without a name."""
    s.comes(
        "0 8:05",
        "child",
        "ともだちが かえりに ランドセルを もたされています。わたしが言ったことは ないしょに してください。",
        teller="",
        grade=3,
        forms="forced",
        whose="friend",
        when="this_week",
        still_going="yes",
        where="way_home",
        feel="a_little",
        talk_to="anyone",
        withhold="nobody",
        unsaid="name",
        read="",
    )
    asked_back(s)


def inbox_guardian(s: Story) -> None:
    """A guardian, early this morning; read by the vice principal, no memo yet."""
    s.comes("0 7:10", "guardian", "昨夜、子どもが「学校で一人でいる」と言いました。けんかではないそうです。どのように過ごしているか教えてください。", of="v", name="{v}の母", relation="母", contact="16時以降に電話", child_name="{v} {v_given}", still_going="yes", forms="exclusion", read="vp")


def inbox_staff(s: Story) -> None:
    """A teacher passed on what was noticed; the memo is left, nothing is called yet."""
    s.comes("0 10:30", "staff", "中休み、鉄ぼうのところで{v}さんが泣いていました。近くに{p}さんたちがいました。理由はまだ聞けていません。", by="s2", from_whom="self", channel="in_person", about="v p", read="pr")
    s.memo("0 11:05", "担任に伝え、昼休みに本人の様子を見てもらう。名前が挙がったのは{p}さん。ほかの子は分からない。")


def inbox_resident(s: Story) -> None:
    """A resident called; the subcommittee is called and has not met yet."""
    s.comes("0 9:05", "staff", "公園で、低学年の子が上の学年の子たちにお菓子を買ってくるよう言われていたと、近くの店の方からお電話。名札は見えなかったそうです。", by="vp", from_whom="community", channel="phone", received_from="近くの店の方", about="", read="pr")
    s.memo("0 9:30", "日時は昨日の午後四時ごろ。上の学年の子は三人。店の方には、また見かけたら電話をお願いした。")
    s.meeting("0 16:30", "subcommittee", None, called="0 9:40", on_report=True)


def inbox_evening(s: Story) -> None:
    """A child, yesterday evening, from home: the memo is overdue since midnight."""
    s.comes(
        "1 19:20",
        "child",
        "クラスの人の へんな あだ名を、みんなが 言っています。自分も 言ってしまいました。やめたいです。",
        teller="",
        grade=6,
        forms="teasing",
        whose="other",
        when="before",
        still_going="yes",
        where="classroom",
        feel_scale="4",
        talk_to="counsellor",
        withhold="nobody",
        unsaid="name",
        read="",
    )
