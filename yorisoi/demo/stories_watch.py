"""Matters that were not recognised: watched, reviewed, ended only by the committee."""

from __future__ import annotations

from yorisoi.demo.story import Story
from yorisoi.demo.ways import NOT_FELT, opened, split

# fmt: off
# Texts by the line: a story reads better than a column of arguments.

def strict_words(s: Story) -> None:
    """A guardian names the 担任: shut out of report and case, whatever is owed goes to the grade head."""
    s.comes(
        "13 20:40",
        "guardian",
        "となりの席の子に、ものの言い方がきついと言われて気にしています。担任に相談しましたが「お互いさま」と言われ、それきりです。担任には知られずに、ほかの方に見ていただきたいです。",
        of="v",
        name="{v}の母",
        relation="母",
        contact="平日の午前",
        child_name="{v} {v_given}",
        forms="teasing",
        still_going="unknown",
        staff_concerned="{hr}先生",
        withhold="homeroom",
        about="v p",
        read="",
    )
    s.memo("12 7:55", "夜の受付。担任の対応への不満を含むため、担任は入れずに学年主任と進める。朝、管理職に報告した。")
    s.do("12 8:10", lambda story: story.read("vp"))
    s.late("12 8:15", "decide_report", "受け付けたのが夜だったため。翌朝に報告し、その日の放課後に開く。")
    s.sub("12 15:45", "本人が気にしている。言い方の受けとめを本人から聞く。", roles="v=victim p=perpetrator", called="12 8:30")
    split(s, 12, notes="担任は出席しない。聞き取りは学年主任と養護教諭が行う。", hear=[("victim", "nu", 11, "v"), ("perpetrator", "gh", 11, "p")], care="養護教諭が休み時間に声をかける。", next_at="11 16:00", work="聞き取り。担任への相談の経過は教頭が確かめる。")
    s.line("11 10:35", "hearing", "nu", "「言い方がこわいときがある。でも、やさしいときもある。」「いまは、いやじゃない。」", pupil="v", code="victim", flag="heard", conclusion="言い方より、相談したあとに変わらなかったことが残念だったようだ。")
    s.line("11 13:15", "hearing", "gh", "「早く書いてって言った。おこったつもりは ない。」", pupil="p", code="perpetrator", flag="heard")
    s.line("11 14:30", "gathering", "sg", "班の作業のときに、強い口調で急がせることがあった。本人は今はいやではないと話す。")
    s.line("11 14:35", "act", "gh", "班の作業で強い口調で急がされた。", occurred="15 11:00", pupil="v", flag="stopped", forms="teasing", place="教室", known="本人・相手の話")
    s.committee(
        "11 16:00",
        "今は苦痛を感じていないと本人が話した。揺れることもあるので、見守りを続ける。",
        ("watch", {**NOT_FELT, "child_words": "「やさしいときもある。いまは、いやじゃない。」", "reason": "本人が今は苦痛を感じていないと話している。言えずにいることもあり得るので、経過を観察する。", "watch": "nu gh mu", "review": -4, "told": "保護者へは学年主任から。"}),
    )
    s.line("11 17:30", "guardians_told", "gh", "聞き取ったことと、見守りを続けること、変わったことがあれば委員会を開くことを伝えた。", pupil="v", reply="「話を聞いてもらえて、子どももほっとしています。」")
    s.line("11 17:55", "guardians_told", "gh", "班での様子を伝えた。", pupil="p", reply="「家でもせっかちなところがあります。」")
    s.line("10 8:20", "staff_informed", "sg", "全体への共有は行わない。保護者の希望があり、見守る三人と管理職だけで共有する。")
    s.line("10 9:40", "board_report", "vp", "聞き取りの結果、現在は苦痛を感じていないと話したため経過観察とした。保護者へは伝えた。", code="first", receiver="見本市教育委員会 学校教育課 三枝")
    s.line("7 13:30", "observation", "mu", "音楽の班で二人が楽器を選んでいた。", pupil="v")
    s.line("6 10:40", "observation", "nu", "中休みに二人で図書室にいた。", pupil="v")
    s.line("6 15:50", "observation", "gh", "班の話し合いに加わっている。", pupil="v")
    s.line("3 13:10", "observation", "mu", "音楽の班で{v}さんが自分から意見を言った。", pupil="v")
    s.line("3 15:40", "observation", "gh", "班の作業を見た。急がせる言い方はなかった。", pupil="v")
    s.line("2 10:50", "observation", "nu", "廊下で声をかけた。笑って手をふった。", pupil="v")


def only_two(s: Story) -> None:
    """Watched; the day of the review has passed and the committee has not met."""
    s.comes("32 10:05", "staff", "保健室に来た{v}さんが「{p}さんと二人だけで遊ぶ約束をさせられる」と話しました。こまっているようにも、うれしそうにも見えました。", by="nu", from_whom="child", channel="in_person", received_from="{v}さん本人", about="v p")
    opened(s, 32, memo="養護教諭から。ほかの子と遊べないことが気になる。", reason="本人の気持ちが定まらない。確かめる。", roles="v=victim p=perpetrator")
    split(s, 32, notes="どちらの気持ちも丁寧に聞く。", hear=[("victim", "nu", 31, "v"), ("perpetrator", "hr", 31, "p")], care="担任が休み時間の遊びを一緒にする。", next_at="31 16:00", work="聞き取り。")
    s.line("31 10:35", "hearing", "nu", "「{p}ちゃんは すき。でも みんなとも あそびたい。」「いやでは ない。」", pupil="v", code="victim", flag="heard")
    s.line("31 13:20", "hearing", "hr", "「ともだちが いなくなるのが いやだから。」", pupil="p", code="perpetrator", flag="heard", conclusion="不安が強いように感じた。")
    s.line("31 14:50", "gathering", "sg", "先月から、二人で遊ぶ約束を毎日していた。断った日はない。")
    s.committee("31 16:00", "どちらの子にも支えがいる。", ("watch", {**NOT_FELT, "child_words": "「いやでは ない。」", "circumstances": "休み時間の表情は明るい。", "reason": "本人は今はいやではないと話している。気持ちが変わることがあるので見守る。", "watch": "hr nu", "review": 18}), absent="sw t61")
    s.line("31 17:00", "guardians_told", "hr", "様子と見守りを伝えた。", pupil="v", reply="「よく二人で遊んでいます。気をつけて見ます。」")
    s.line("31 17:20", "guardians_told", "hr", "不安な気持ちがあるようだと伝えた。", pupil="p", reply="「転校してきて、友だちのことを気にしています。」")
    s.line("30 8:20", "staff_informed", "sg", "低学年の休み時間の見守りを共有。")
    s.line("30 9:30", "board_report", "vp", "経過観察とした。", code="first")
    s.line("27 10:20", "observation", "nu", "けがも来室もない。", pupil="v")
    s.line("26 10:40", "observation", "hr", "四人で鬼ごっこをしていた。", pupil="v")
    s.line("23 10:20", "observation", "nu", "二人でいる日が多いが、{v}さんから離れる日もある。", pupil="v")
    s.line("21 10:40", "observation", "hr", "係の仕事を別の友だちとしていた。", pupil="v")
    s.committee("18 16:00", "見守りは続ける。学期の行事のあとに、もう一度見直す。", ("watch_on", {"reason": "落ち着いているが、二人だけの日もまだある。", "watch": "hr nu", "review": 3}), absent="co ex")
    s.line("14 10:45", "observation", "hr", "学級の遊びに二人とも入った。", pupil="v")
    s.line("13 10:20", "observation", "nu", "二人で来室し、すぐ戻った。", pupil="v")
    s.line("9 10:40", "observation", "hr", "外遊びの人数がふえた。", pupil="v")
    s.line("8 13:15", "observation", "nu", "{p}さんが一人で保健室に来て、本を読んで戻った。", pupil="p")
    s.line("5 10:40", "observation", "hr", "{v}さんはほかの友だちとも遊んでいる。", pupil="v")


def sharp_voice(s: Story) -> None:
    """Watched for a month and ended by the committee."""
    s.comes("118 13:15", "staff", "そうじの時間、{v}さんが同じ班の{p}さんに強い声で注意されて、ほうきを置いて出ていきました。", by="sh", from_whom="self", channel="in_person", about="v p")
    opened(s, 118, memo="理科専科が見て渡してくれた。", memo_at="13:30", reason="強い言い方が続いているかを確かめる。", roles="v=victim p=perpetrator")
    split(s, 118, notes="そうじの班の様子を確かめる。", hear=[("victim", "hr", 117, "v"), ("perpetrator", "hr", 117, "p")], care="そうじの時間に担任が入る。", next_at="117 16:00", work="聞き取り。", absent="ac")
    s.line("117 10:35", "hearing", "hr", "「びっくりして出た。いやな気もちは もうない。」", pupil="v", code="victim", flag="heard")
    s.line("117 13:15", "hearing", "hr", "「時間がなくて大きい声になった。」", pupil="p", code="perpetrator", flag="heard")
    s.line("117 14:45", "gathering", "sg", "この日のほかに、強く言われたことはないと二人とも話した。")
    s.line("117 14:50", "act", "hr", "そうじの時間に強い声で注意された。", occurred="118 13:10", pupil="v", flag="stopped", place="ろうか", known="専科が見た")
    s.committee("117 16:00", "一度のことで、本人は今は苦痛を感じていない。", ("watch", {**NOT_FELT, "child_words": "「いやな気もちは もうない。」", "reason": "本人が今は苦痛を感じていないと話している。そうじと休み時間の様子を見る。", "watch": "hr", "review": 95}))
    s.line("117 17:00", "guardians_told", "hr", "あったことと見守りを伝えた。", pupil="v", reply="「本人から聞いていました。」")
    s.line("117 17:15", "guardians_told", "hr", "言い方について話した。", pupil="p", reply="「気をつけるよう話します。」")
    s.line("116 8:20", "staff_informed", "sg", "そうじの班の見守りを共有。")
    s.line("116 9:20", "board_report", "vp", "経過観察とした。", code="first")
    s.line("113 13:10", "observation", "hr", "二人でごみを運んでいた。", pupil="v")
    s.line("108 13:10", "observation", "hr", "班で声をかけ合っている。", pupil="v")
    s.line("103 13:15", "observation", "hr", "変わりない。", pupil="v")
    s.line("98 15:30", "observation", "hr", "{v}さんに聞くと「だいじょうぶ」とのこと。", pupil="v")
    s.committee("95 16:00", "見守りの記録を読み合った。", ("end_watch", {**NOT_FELT, "child_words": "「だいじょうぶ。」", "circumstances": "一か月の記録に気がかりはない。", "reason": "決めた日まで見守り、苦痛を感じている様子はない。新しいことがあれば、いつでも開く。"}), absent="sw")


def lent_card(s: Story) -> None:
    """A card lent and not given back; found, watched on once, ended."""
    s.comes("60 16:40", "guardian", "大事なカードを友だちに貸したまま返ってこないそうです。取られたのか貸したのか、本人の話がはっきりしません。", of="v", name="{v}の父", relation="父", contact="夜8時まで", child_name="{v} {v_given}", forms="property", still_going="no", about="v p")
    s.memo("60 16:55", "相手は{p}さんとのこと。学校へ持って来てよい物かどうかは、後の話とする。")
    s.sub("60 17:15", "取られたと感じているおそれがある。", roles="v=victim p=perpetrator", called="60 16:58")
    split(s, 60, at="17:40", notes="二人の話を別々に聞く。", hear=[("victim", "hr", 59, "v"), ("perpetrator", "hr", 59, "p")], care="担任が朝に声をかける。", next_at="59 16:00", work="聞き取り。", absent="sw ex")
    s.line("59 10:35", "hearing", "hr", "「かしたのは自分。返してって言えなかった。」「いまは おこってない。」", pupil="v", code="victim", flag="heard")
    s.line("59 13:15", "hearing", "hr", "「かえすのを忘れてた。きょう持ってくる。」", pupil="p", code="perpetrator", flag="heard")
    s.line("59 14:50", "gathering", "sg", "貸し借りは一回。昨日まで返っていなかったが、今日返る予定。")
    s.committee("59 16:00", "本人は怒っていないと話すが、言い出せない関係がないかを見る。", ("watch", {**NOT_FELT, "child_words": "「いまは おこってない。」", "reason": "今は苦痛を感じていないと本人が話している。言い出せない関係がないかを見守る。", "watch": "hr", "review": 46}))
    s.line("59 17:00", "guardians_told", "hr", "二人の話と見守りを伝えた。", pupil="v", reply="「返ってきました。様子を見てください。」")
    s.line("59 17:20", "guardians_told", "hr", "貸し借りの約束をお願いした。", pupil="p", reply="「すぐに返させました。」")
    s.line("58 8:20", "staff_informed", "sg", "必要ないと判断した。貸し借り一回のことで、担任と学年で見守れるため。")
    s.line("58 9:30", "board_report", "vp", "経過観察とした。", code="first")
    s.line("55 10:40", "observation", "hr", "二人で図鑑を見ていた。", pupil="v")
    s.line("50 10:40", "observation", "hr", "{v}さんが遊びを断る場面があった。{p}さんは気にしていなかった。", pupil="v")
    s.committee("46 16:00", "断れることが分かった。もう少し見る。", ("watch_on", {"reason": "良い様子だが、記録がまだ少ない。", "watch": "hr sp", "review": 31}), absent="g4")
    s.line("42 10:40", "observation", "hr", "変わりない。", pupil="v")
    s.line("41 11:10", "observation", "sp", "算数の少人数の時間も、対等に話している。", pupil="v")
    s.line("37 10:40", "observation", "hr", "変わりない。貸し借りもない。", pupil="v")
    s.line("36 11:10", "observation", "sp", "二人で問題を出し合っていた。", pupil="v")
    s.line("33 15:20", "observation", "hr", "困ったことはないか聞いた。「ない」とのこと。", pupil="v")
    s.line("32 11:20", "observation", "sp", "二人から「もう大丈夫」と聞いた。", pupil="v")
    s.committee("31 16:00", "記録に気がかりはない。", ("end_watch", {**NOT_FELT, "child_words": "「もう だいじょうぶ。」", "circumstances": "断ることも、頼むこともできている。", "reason": "見直しの日まで見守り、苦痛を感じている様子はない。"}))
