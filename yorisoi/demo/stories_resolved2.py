"""More matters that came to 解消."""

from __future__ import annotations

from yorisoi.demo import attached
from yorisoi.demo.story import Story
from yorisoi.demo.ways import FELT, confirmed, next_days, opened, plan, resolved, same_day, split

# fmt: off
# Texts by the line: a story reads better than a column of arguments.

def pretend_fights(s: Story) -> None:
    """Hits that were called a game, seen by a teacher in the corridor."""
    c = s.over(150)
    s.comes("150 13:25", "staff", "昼休みの廊下で、{v}さんが{p}さんに背中を何度もたたかれていました。声をかけると「あそんでるだけ」と二人とも言いましたが、{v}さんは下を向いていました。", by="mu", from_whom="self", channel="in_person", about="v p")
    opened(s, 150, memo_at="13:40", memo="音楽専科が見て、すぐ渡してくれた。担任は、以前から二人がよくふざけ合っていると話す。", reason="遊びに見えても、{v}さんの様子に気がかりがある。本人の立場から確かめる。", roles="v=victim p=perpetrator", absent="t61")
    split(s, 150, notes="「ふざけ」と決めずに聞く。", hear=[("victim", "hr", 149, "v"), ("perpetrator", "hr", 149, "p")], care="休み時間は二人を別の場で見守る。", next_at="149 16:00", work="二人から別々に話を聞く。")
    s.line("149 10:40", "hearing", "hr", "「いたい日と、いたくない日がある。」「やめてって言うと、もう あそばないって言われる。」", pupil="v", code="victim", flag="heard", conclusion="遊び相手を失うのがこわくて言えなかったようだ。")
    s.line("149 13:15", "hearing", "hr", "「つよくは やってない。」「いやって言われたことは ある。」", pupil="p", code="perpetrator", flag="heard")
    s.line("149 15:15", "gathering", "sg", "三週間ほど前から、昼休みにたたく遊びが続いていた。{v}さんは「やめて」と言ったことがある。")
    s.line("149 15:20", "act", "hr", "昼休みの廊下で背中をたたかれた。", occurred="150 13:20", pupil="v", flag="stopped", forms="light_hitting", place="二階の廊下", known="音楽専科が見た")
    s.committee(
        "149 16:00",
        "「遊び」と言っているが、本人のことばで判断する。",
        ("recognise", {**FELT, "child_words": "「いたい日と、いたくない日がある。」", "play_or_quarrel": True, "circumstances": "休み時間に一人でいることがふえた。遊びに見えるときも、たたく側は決まっていた。", "reason": "遊びの形でも、本人が痛い・やめてほしいと感じている。"}),
        plan(care="担任が毎日、帰りの会のあとに話す。", short="痛いことをされずに休み時間を過ごす。", long="いやなときに「いや」と言い、言われたらやめられる。", follow=137, next_at=f"{c - 2} 16:00", work="見守りの記録。"),
        absent="sw",
    )
    same_day(s, 149, care=("「やめて」と言ってよいことを話した。", "「言っても ともだちで いられる？」"), visits=[("v", "v", "見たこと、聞いたことを伝えた。", "「仲良しだと思っていました。」"), ("p", "p", "事実と指導の方針を伝えた。", "「家でもきょうだいにたたく遊びをします。気をつけます。」")])
    next_days(s, 148, guide=[("p", "力の強さではなく、相手がどう感じたかを考えた。", "「つぎは きいてから あそぶ。」")], around="生活科の時間に「いやと言う・やめる」の練習をした。", staff="低学年の休み時間の様子を共有。", board="いじめの認知（遊ぶふりをしてたたく、低学年）。")
    s.line("141 16:10", "observation", "nu", "けがの来室はない。背中の痛みの訴えもない。（先週の様子を、今日まとめて書いた）", occurred="146 10:30", pupil="v")
    s.line("137 15:40", "follow_up", "gh", "二人は別の友だちとも遊ぶようになった。たたく遊びは見られない。", flag="improving", guardians="「いやと言えたよ、と話していました。」")
    s.grade_heads("134 16:00", "続ける。", follow=c + 6, reason="良い方向なので、声かけを続ける。")
    s.line(f"{c + 6} 15:50", "follow_up", "gh", "変わらず落ち着いている。", flag="improving", guardians="「特に心配はありません。」")
    s.grade_heads(f"{c + 3} 16:00", "本人への確認の日を決めた。", follow=c - 3)
    confirmed(s, c, "v", "「いまは いたいこと されない。いやって言ったら、やめてくれた。」", "「もう大丈夫です。」", taken="にこにこして話した。")
    resolved(s, c - 2, notes="見守りの記録をもう一度読み合った。", reason="三か月以上行為がなく、本人も保護者も苦痛はないと話している。", decided="解消と決定する。")


def group_chat(s: Story) -> None:
    """A class group on a game; one child is removed from it again and again."""
    c = s.over(141)
    s.comes(
        "140 21:15",
        "guardian",
        "ゲームの中のグループから、うちの子だけ何度も外されているようです。「おまえはもう入れない」と書かれた画面を見ました。画面は残しています。",
        of="v",
        name="{v}の父",
        relation="父",
        contact="平日の夜",
        child_name="{v} {v_given}",
        forms="online exclusion",
        still_going="yes",
        wish="相手を責めるより、まず子どもの話を聞いてほしいです。",
        about="v p q",
        read="",
    )
    s.memo("139 7:50", "夜の受付。朝いちばんに保護者へ電話し、画面は消さずに残してもらった。同じ学級の{p}さん・{q}さんの名前が画面にあるとのこと。")
    s.do("139 8:10", lambda story: story.read("vp"))
    attached.screen(s, "139 8:12", "sg", attached.chat(), service="ゲームの中のグループ", shown_at="20:41 から 20:43", address="4人のグループ", taken_by="保護者")
    s.late("139 8:15", "decide_report", "受け付けたのが夜九時すぎで、その日のうちに集まれなかった。翌朝、管理職に伝え、放課後に開く。")
    s.sub("139 15:40", "インターネット上でも学校の対応の範囲。本人が苦痛を感じているおそれがある。", roles="v=victim p=perpetrator q=perpetrator w=audience", called="139 8:20")
    split(
        s,
        139,
        notes="保護者から見せていただいた画面の日時を確認。学校では写しを取らない。",
        hear=[("victim", "hr", 138, "v"), ("perpetrator", "gh", 138, "p"), ("perpetrator", "sg", 138, "q"), ("around", "sh", 137, "w")],
        care="担任が朝と帰りに話す。スクールカウンセラーにつなぐ。",
        counsellor=True,
        next_at="137 16:00",
        work="聞き取り。情報の授業の準備。",
    )
    s.line("138 10:30", "hearing", "hr", "「学校では ふつうなのに、夜になると外される。」「もどしてって言うのも、もう つかれた。」", pupil="v", code="victim", flag="heard", second="co")
    s.line("138 13:10", "hearing", "gh", "「うざいって言われたから外した。」「何回かは おもしろくてやった。」", pupil="p", code="perpetrator", flag="heard")
    s.line("138 13:50", "hearing", "sg", "「{p}さんに言われて、押しただけ。」", pupil="q", code="perpetrator", flag="heard", conclusion="押した自分も加わっていることを、あらためて話す。")
    s.line("137 10:35", "hearing", "sh", "「見てたけど、何も書かなかった。何か書いたら自分も外されると思った。」", pupil="w", code="around", flag="heard")
    s.line("137 15:00", "gathering", "sg", "先月の終わりから七回、グループから外された。外したのは{p}さん五回、{q}さん二回。")
    s.line("137 15:10", "act", "sg", "ゲームのグループから外され、「もう入れない」と書かれた。", occurred="141 20:40", pupil="v", flag="stopped", forms="online exclusion", place="ゲームの中", known="保護者が画面を確認")
    s.committee(
        "137 16:00",
        "家庭の時間のことだが、学校の人間関係の中で起きている。",
        ("recognise", {**FELT, "child_words": "「もどしてって言うのも、もう つかれた。」", "reason": "グループから外すことが続き、本人が苦痛を感じている。"}),
        plan(care="担任とスクールカウンセラー。夜に困ったときの相談先も渡す。", counsellor=True, short="夜も安心して過ごせる。", long="ネット上でも相手を思って言葉を選べる学年にする。", follow=123, next_at=f"{c - 2} 16:00", work="家庭での約束づくりの様子を聞く。"),
    )
    same_day(
        s,
        137,
        care=("夜の時間の過ごし方を一緒に考えた。相談の電話番号の紙を渡した。", "「外されても、次の日に話せる人がいる。」"),
        visits=[
            ("v", "v", "聞き取った事実とこれからの取組を伝えた。", "「画面はまだ残しておきます。」"),
            ("p", "p", "回数と内容を伝え、使い方の約束を家庭で決めるようお願いした。", "「時間を決めて、居間で使わせます。」"),
            ("q", "q", "頼まれて押したことも相手を苦しめることを伝えた。", "「本人と話しました。反省しています。」"),
        ],
    )
    next_days(
        s,
        136,
        guide=[("p", "外された側の夜を想像して、書いてみた。", "「ずっと画面を見ちゃうと思う。」"), ("q", "断る言い方を一緒に考えた。", "「それは やめようよ、って言う。」")],
        around="学年の道徳で、グループから外すことについて考えた。",
        staff="内容と、家庭への配り物を共有。",
        board="いじめの認知（インターネット、高学年）。画面は保護者が保存。",
    )
    s.line("130 11:00", "care", "co", "二回目の面談。眠れるようになったとのこと。", pupil="v", code="counsellor", reply="「夜は見ないことにした。」")
    s.line("123 15:45", "follow_up", "gh", "外す・外されることは起きていない。三人は係の仕事を一緒にしている。", flag="improving", guardians="「落ち着いています。約束も守っています。」")
    s.grade_heads("120 16:00", "情報の授業を学年で続ける。", follow=c + 6)
    s.line(f"{c + 6} 15:40", "follow_up", "gh", "変わりなく過ごしている。", flag="improving", guardians="三家庭とも、家での約束が続いているとのこと。")
    s.grade_heads(f"{c + 3} 16:05", "確認の面談へ。", follow=c - 3)
    confirmed(s, c, "v", "「グループは自分から やめた。いやなことは ないです。」", "「本人が決めてやめました。元気です。」", taken="自分で決めたことを、少し誇らしそうに話した。", second="co")
    resolved(s, c - 2, notes="学校の外のことも含めて確かめた。", reason="三か月以上行為がない。本人・保護者とも苦痛を感じていない。", decided="解消と決定する。情報の授業は来年度の計画に入れる。", absent="sw")


def reopened(s: Story) -> None:
    """解消 some months ago; a new act today wakes the same case under its old number."""
    c = s.over(165)
    s.comes("165 14:50", "staff", "教育相談の面談で、{v}さんが「となりの子が消しゴムや鉛筆をかくす」と話しました。", by="co", from_whom="child", channel="interview", received_from="{v}さん本人", about="v p")
    s.memo("165 15:10", "スクールカウンセラーから。担任も、学用品がないと言いに来ることが多いと感じていた。")
    s.sub("165 15:50", "本人がいやだと話している。", roles="v=victim p=perpetrator", called="165 15:15")
    split(s, 165, notes="席の近い二人。席替えを待たずに動く。", hear=[("victim", "co", 164, "v"), ("perpetrator", "hr", 164, "p")], care="席を替える。スクールカウンセラーが続けて会う。", counsellor=True, next_at="164 16:00", work="聞き取り。")
    s.line("164 10:30", "hearing", "co", "「かえしてって言うと、知らないって言う。」「家のえんぴつが へって、しかられた。」", pupil="v", code="victim", flag="heard")
    s.line("164 13:20", "hearing", "hr", "「かりただけ。かえすのを わすれた。」「こまらせたいと思ったときも ある。」", pupil="p", code="perpetrator", flag="heard")
    s.line("164 15:10", "gathering", "sg", "三週間に四回、学用品が見えなくなり、二回は机の奥から出てきた。")
    s.line("164 15:20", "act", "hr", "学用品を取られ、返してもらえなかった。", occurred="165 9:30", pupil="v", flag="stopped", forms="property", place="教室")
    s.committee(
        "164 16:00",
        "小さな物でも、本人が毎日困っている。",
        ("recognise", {**FELT, "child_words": "「かえしてって言うと、知らないって言う。」", "reason": "学用品を取られることが続き、本人が苦痛を感じている。"}),
        plan(care="担任が朝と帰りに持ち物を一緒に確かめる。", short="安心して授業を受けられる。", long="人の物を大切にする学級にする。", follow=150, next_at=f"{c - 2} 16:00", work="見守りの記録。"),
    )
    same_day(s, 164, care=("新しい席で話した。", "「こっちの席がいい。」"), visits=[("v", "v", "分かった事実を伝えた。", "「しかってしまいました。かわいそうなことをしました。」"), ("p", "p", "事実を伝えた。", "「家で筆箱の中を一緒に見ます。」")])
    next_days(s, 163, guide=[("p", "借りるときの言い方を練習した。", "「かして、って言う。」")], around="係活動で、落とし物の箱を作った。", staff="席替えの理由を担任間で共有。", board="いじめの認知（物を取る）。")
    s.line("150 15:45", "follow_up", "gh", "持ち物がなくなることはない。", flag="improving", guardians="「楽しく通っています。」")
    s.grade_heads("147 16:00", "見守りを続ける。", follow=c + 6)
    s.line(f"{c + 6} 15:45", "follow_up", "gh", "落ち着いている。", flag="improving", guardians="「変わりありません。」")
    s.grade_heads(f"{c + 3} 16:00", "三か月の確認へ。", follow=c - 3)
    confirmed(s, c, "v", "「もう こまってない。」", "「心配はありません。」", taken="落ち着いて話した。", second="co")
    resolved(s, c - 2, notes="はじめの頃からの様子を確かめた。", reason="行為が三か月以上なく、本人も保護者も苦痛はないと話している。", decided="解消と決定する。担任の声かけは続ける。")
    s.line("0 11:30", "act", "hr", "図工の道具を、また机の奥に入れられていた。{v}さんが自分から担任に話しに来た。", occurred="0 9:40", pupil="v", flag="unknown", forms="property", place="図工室", known="本人の話")
    s.line("0 13:05", "observation", "nu", "保健室に来て「またかな、と思うと いやだ」と話した。熱はない。五校時は教室に戻った。", pupil="v")
