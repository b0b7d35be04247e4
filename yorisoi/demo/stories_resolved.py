"""Matters that came to 解消: two conditions met, confirmed with child and guardian, never by an apology alone."""

from __future__ import annotations

from yorisoi.demo.story import Story
from yorisoi.demo.ways import FELT, confirmed, next_days, opened, plan, resolved, same_day, split

# fmt: off
# Texts by the line: a story reads better than a column of arguments.

def ball_game(s: Story) -> None:
    """Left out of the ball game at recess; told by the child at the tablet."""
    c = s.over(189)
    s.comes(
        "188 10:42",
        "child",
        "ドッジボールのとき、いつもさいごまで よばれません。「人ずうが ちょうどだから」と言われます。",
        teller="v",
        name="{v} {v_given}",
        about="v p",
        forms="exclusion",
        whose="me",
        when="this_week",
        still_going="yes",
        where="playground",
        feel="hard",
        talk_to="homeroom",
        withhold="nobody",
    )
    opened(s, 188, memo="中休みにタブレットから。{v_class}の{v}さん本人。数日続いているとのこと。相手として{p}さんの名前を、担任が本人から聞いた。", reason="同じ子が続けて遊びに入れない状況があり、本人がつらいと伝えている。いじめの疑いとして扱う。", roles="v=victim p=perpetrator w=bystander")
    split(
        s,
        188,
        notes="担任から、ここ一週間の休み時間の様子を報告。遊びの人数の決め方を{p}さんが決めていることが多い。",
        hear=[("victim", "hr", 187, "v"), ("perpetrator", "gh", 187, "p"), ("around", "ac", 187, "")],
        care="休み時間は担任か専科が運動場に出る。{v}さんには毎朝ひとこと声をかける。",
        next_at="187 16:00",
        work="三者の聞き取りをまとめる。",
        absent="sw",
    )
    s.line(
        "187 10:35",
        "hearing",
        "hr",
        "「まぜてって言うと、みんなが だまる。そのあと べつのところに行く。」「いやだけど、一人で本を読めばいいかなと思った。」",
        pupil="v",
        code="victim",
        flag="heard",
        second="nu",
        conclusion="落ち着いて話した。本を読んでいたのは好きだからではないと感じた。",
        promise="あしたの中休みに、もう一度話す。",
    )
    s.line("187 13:05", "hearing", "gh", "「ボールがへたな人が入ると負けるから。」「{v}さんが いやだったかは 考えてなかった。」", pupil="p", code="perpetrator", flag="heard", conclusion="勝ち負けにこだわっていたことを、自分のことばで話せた。")
    s.line("187 13:40", "hearing", "ac", "「入れてあげたいけど、言うと自分も外されそうで言えなかった。」（二人から）", pupil="w", code="around", flag="heard")
    s.line("187 15:20", "gathering", "sg", "先週の月曜から昨日まで、中休みのドッジボールに五回続けて入れなかった。決めていたのは主に{p}さん。", conflict="最初の日のきっかけについて、二人の話が食い違う（ボールの取り合いがあったかどうか）。")
    s.line("187 15:30", "act", "sg", "中休みのドッジボールに入れてもらえず、声をかけると場所を移された。", occurred="189 10:25", pupil="v", flag="stopped", forms="exclusion", place="運動場", known="本人・周りの子の話")
    s.committee(
        "187 16:00",
        "聞き取りの報告。食い違う点は残るが、続けて入れなかったことと、つらかったことは一致。",
        ("recognise", {**FELT, "child_words": "「まぜてって言うと、みんなが だまる。」", "circumstances": "休み時間に一人で過ごす様子を担任も見ている。", "reason": "同じ学級の間で続けて仲間に入れない行為があり、本人が苦痛を感じている。"}),
        plan(care="担任と専科で休み時間を見守る。週に一度、担任が話を聞く。", short="安心して休み時間の遊びを選べる。", long="学級のだれもが、入りたいと言える・入れる遊び方を自分たちで決める。", follow=174, next_at=f"{c - 2} 16:00", work="三か月の見守りの記録をまとめ、本人と保護者に確かめる。"),
    )
    same_day(
        s,
        187,
        care=("下校前に話した。あしたの休み時間はどうしたいかを聞いた。", "「図書室に行ってから、できたら外に行く。」"),
        visits=[("v", "v", "分かった事実、学校の見守り、これからの連絡の取り方を伝えた。", "「家では何も言わなかったので驚きました。話せてよかったです。」"), ("p", "p", "事実と、学級で取り組むことを伝えた。家庭でも話を聞いてほしいとお願いした。", "「本人の話も聞いてみます。」")],
    )
    next_days(
        s,
        186,
        guide=[("p", "何がいやだったかを一緒に考えた。決め方を変える案を本人が出した。", "「じゃんけんなら、だれでも入れる。」")],
        around="学級で、遊びの入り方について話し合った。だれの話かは出さず、「入りたい人が入れる決め方」を考えた。",
        staff="事実・経過・見守りの分担を朝の打ち合わせで共有。運動場の当番を一人ふやす。",
        board="いじめの認知（仲間はずれ、{v_class}）。聞き取りと家庭訪問を終え、見守りと学級での指導を始めた。",
    )
    s.line("180 10:40", "observation", "hr", "中休み、じゃんけんで組を決めていた。{v}さんも途中から入った。", pupil="v")
    s.line("174 15:50", "follow_up", "gh", "{v}さんは週の半分は外で遊んでいる。{p}さんが自分から声をかける場面もあった。", flag="improving", guardians="「休みの日にその子の話が出るようになりました。」（{v}さん保護者）")
    s.grade_heads("171 16:00", "取組を続ける。運動場の見守りは学期の終わりまで続ける。", follow=c + 6)
    s.line(f"{c + 6} 15:40", "follow_up", "gh", "遊びの決め方が学級に根づいた。新しい行為は見られない。", flag="improving", guardians="「朝、行きたくないと言うことはなくなりました。」")
    s.grade_heads(f"{c + 3} 16:10", "変わらず良い方向。三か月の区切りで本人に確かめる。", follow=c - 3, absent="su g3")
    confirmed(s, c, "v", "「いまは だいじょうぶ。入りたいときは入れる。」「本の時間も好きになった。」", "「家でも明るく、友だちの話をします。心配していません。」", taken="表情も落ち着いている。無理をしている様子はない。")
    resolved(s, c - 2, notes="行為は三か月以上ない。本人・保護者とも苦痛はないと話している。", reason="行為が止んで三か月以上たち、本人と保護者に確かめて、苦痛を感じていないことが分かった。見守りは続ける。", decided="委員会の判断のとおり、解消と決定する。学年での見守りは続ける。")


def lunch(s: Story) -> None:
    """Two children are mocked at lunch; two guardians call on different days."""
    c = s.over(170)
    s.comes("170 16:20", "staff", "給食のときに食べ方をまねされる、もう給食を食べたくない、と家で泣いたとのお電話です。", by="vp", from_whom="guardian", channel="phone", received_from="{v}さんの母", about="v", read="pr")
    opened(s, 170, memo_at="16:35", sub_at="17:05", memo="教頭が受けた電話。担任に確かめると、班を替えた先週から給食の時間が落ち着かないとのこと。", reason="特定の子への、からかいが続いているおそれがある。", roles="v=victim", called="170 16:40")
    split(s, 170, at="17:35", notes="明日の給食から班の形を変え、教員が二人入る。本人を一人にしない。", hear=[("victim", "nu", 169, "v"), ("around", "hr", 169, "")], care="あすは養護教諭が朝に話を聞く。給食は担任の隣の班にする。", next_at="169 16:10", work="班の子どもたちの話を聞く。")
    s.comes(
        "169 8:05",
        "guardian",
        "うちの子も、給食で牛乳をのむ音をまねされると言っています。はっきり言えない子なので、様子を見ていただけますか。",
        of="v2",
        name="{v2}の母",
        relation="母",
        contact="夕方以降に電話してください",
        child_name="{v2} {v2_given}",
        where="教室",
        forms="teasing",
        still_going="yes",
        about="v2",
        read="vp",
    )
    s.memo("169 8:40", "サイトの窓口から。昨日の件と同じ班。続いている事案につなげるかを小委員会にはかる。")
    s.sub("169 13:15", "同じ班・同じ時間のことなので、続いている事案につなげる。", outcome="join", called="169 8:45")
    s.joins("169 13:50", "v2", "victim")
    s.line("169 9:15", "hearing", "nu", "「口の音をまねして、みんなが わらう。」「給食の前に おなかが いたくなる。」", pupil="v", code="victim", flag="heard", conclusion="思い出して涙が出た。腹痛は朝からもあり、しばらく保健室でも様子を見る。")
    s.line("169 13:55", "hearing", "hr", "「ぼくは べつに、と言ったけど、ほんとうは やめてほしかった。」", pupil="v2", code="victim", flag="heard", second="nu")
    s.line("169 14:40", "hearing", "hr", "「おもしろかったから まねした。みんなも わらってた。」", pupil="p", code="perpetrator", flag="heard", conclusion="相手の気持ちを問うと黙った。責めずに、あす続きを話す。")
    s.joins("169 14:55", "p", "perpetrator")
    s.line("169 15:20", "gathering", "sg", "先週の班替えのあとから、給食中に二人の食べ方をまねて笑うことが、ほぼ毎日あった。")
    s.line("169 15:25", "act", "hr", "給食中、食べ方をまねて笑った。", occurred="170 12:35", flag="stopped", forms="teasing", place="教室", known="担任が確認")
    s.committee(
        "169 16:10",
        "二人とも苦痛を感じている。笑っていた周りの子どもへの指導も要る。",
        ("recognise", {**FELT, "child_words": "「給食の前に おなかが いたくなる。」「ほんとうは やめてほしかった。」", "reason": "二人に対するからかいが続き、どちらも苦痛を感じている。悪気のあるなしは問わない。"}),
        plan(care="二人それぞれに担任と養護教諭がつく。スクールカウンセラーの面談を希望に応じて入れる。", counsellor=True, short="給食を安心して食べられる。", long="人の食べ方やしぐさを笑わない学級にする。", follow=156, next_at=f"{c - 2} 16:00", work="二人それぞれに確かめる。"),
        absent="co",
    )
    same_day(
        s,
        169,
        care=("班の席と、いやなときの合図を一緒に決めた。", "「となりが先生なら食べられる。」"),
        visits=[
            ("v", "v", "聞き取った事実と、給食の時間の見守りを伝えた。", "「早く動いてもらえて安心しました。」"),
            ("v2", "v2", "同じことが起きていたことを伝え、知らせてくださったことへの礼を述べた。", "「うちの子だけではなかったのですね。」"),
            ("p", "p", "事実を伝え、家庭での声かけをお願いした。", "「人の気持ちを考えるよう話します。」"),
        ],
    )
    s.line("169 17:05", "care", "hr", "{v2}さんと話した。自分からは言いにくいので、週に一度こちらから聞く約束をした。", pupil="v2", code="staff", reply="「聞いてくれるなら言う。」")
    next_days(
        s,
        168,
        guide=[("p", "二人がどう感じていたかを伝え、自分の言葉で考えさせた。", "「わらわれる方になったら いやだ。」")],
        around="給食の時間のはじめに、食べ方は人それぞれであることを学級全体で考えた。笑った側の気持ちも聞いた。",
        staff="給食の時間に教室へ入る職員の割り当てを共有。",
        board="いじめの認知（からかい、被害児童2名、{v_class}）。家庭訪問を終え、見守りを始めた。",
    )
    s.line("167 11:10", "care", "co", "一回目の面談。学校で好きな時間の話から始めた。", pupil="v", code="counsellor", reply="「図工は楽しい。」", promise="二週間後にもう一度。")
    s.line("156 15:45", "follow_up", "gh", "二人とも完食する日がふえた。まねをする様子は見られない。", flag="improving", guardians="「おなかが痛いと言わなくなりました。」「こちらから聞かなくても給食の話をします。」")
    s.grade_heads("153 16:05", "給食の見守りを続ける。班替えの前に担任間で確かめる。", follow=c + 6)
    s.line(f"{c + 6} 15:55", "follow_up", "gh", "班替えのあとも落ち着いている。", flag="improving", guardians="両家庭とも、心配なことはないとのこと。")
    s.grade_heads(f"{c + 3} 16:00", "次は本人たちへの確認。", follow=c - 3)
    confirmed(s, c, "v", "「ふつうに食べてる。いやなことは ない。」", "「もう大丈夫だと思います。」", taken="養護教諭も同席。体の不調もない。")
    confirmed(s, c, "v2", "「だいじょうぶ。いやなら 言えると思う。」", "「自分から話すようになりました。」", taken="ゆっくりだが、自分のことばで話した。")
    resolved(s, c - 2, notes="二人のどちらにも確かめた。", reason="行為がなくなって三か月以上。二人と両家庭に確かめ、苦痛を感じていない。", decided="二人それぞれの確認が取れているので、解消と決定する。", absent="sw ex")


def shoes(s: Story) -> None:
    """Indoor shoes hidden three times; an unsigned letter says who. The subcommittee met a day late."""
    c = s.over(161)
    s.comes("160 15:55", "staff", "職員玄関の前に、名前のない手紙がありました。「うわばきのことを知っています。{p}さんがやっているのを見ました。こわいので名前は書けません。」", by="ac", from_whom="other", channel="letter", received_from="名前のない手紙", about="p")
    s.memo("160 16:20", "手紙は封をして保管。今月、{v_class}で上ばきが見えなくなることが二回あったと担任から聞いた。", about="p v")
    s.late("160 17:05", "decide_report", "学年主任三人が校外の研修で不在。定足数に足りず、翌朝の始業前に開く。担任が下校を見届け、上ばきは職員室で預かった。")
    s.sub("159 7:55", "物を隠す行為が続いた疑いがある。手紙の名前だけで決めつけず、事実を確かめる。", roles="v=victim p=perpetrator i=informant", called="160 17:10", absent="t21")
    split(s, 159, notes="上ばきが見えなくなった日と時間を並べた。いずれも五校時のあと。", hear=[("victim", "hr", 158, "v"), ("perpetrator", "sg", 158, "p"), ("around", "nu", 157, "")], care="上ばきは教室で保管。下校まで担任が付く。", next_at="157 16:00", work="靴箱の場所と時間の確認。")
    s.line("158 10:30", "hearing", "hr", "「さがしてる間、だれかが見て わらっている気がして、いやだった。」「お母さんには、なくしたと言った。」", pupil="v", code="victim", flag="heard", promise="見つからないときは、すぐ担任に言う。")
    s.line("158 13:10", "hearing", "sg", "「やってない。」しばらくして「一回だけ、たなの上においた。」", pupil="p", code="perpetrator", flag="heard", second="gh", conclusion="一度だけと話す。あと二回については分からない。")
    s.line("157 10:45", "hearing", "nu", "「だれの手紙か知らないけど、見た子は ほかにもいると思う。」", code="around", flag="heard", pupil="i")
    s.line("157 15:10", "gathering", "sg", "上ばきが見えなくなったのは三回。うち一回は{p}さんが認めた。ほか二回は、だれがしたか分からない。", conflict="二回分の事実は分からないまま。分からないことも記録に残す。")
    s.line("157 15:20", "act", "hr", "上ばきを棚の上に置かれ、探すことになった。", occurred="161 14:30", pupil="v", flag="unknown", forms="property", place="昇降口", known="本人の話、{p}さんの話")
    s.committee(
        "157 16:00",
        "だれがしたか分からない二回も含め、{v}さんが苦痛を感じていることは確か。",
        ("recognise", {**FELT, "child_words": "「だれかが見て わらっている気がして、いやだった。」", "reason": "物を隠される行為が続き、本人が苦痛を感じている。相手の全部が分からなくても認知する。", "minority": "一回は認めているので、まずその指導を急ぐべきとの意見があった。"}),
        plan(care="昇降口の見守りを当番で行う。靴箱の場所を職員室から見える列に替える。", short="安心して登下校できる。", long="物を大切にし、困っている人に声をかける学年にする。", follow=145, next_at=f"{c - 2} 16:00", work="見守りの記録をまとめる。"),
    )
    same_day(
        s,
        157,
        care=("靴箱の場所を一緒に選んだ。", "「ここなら見える。」"),
        visits=[("v", "v", "三回の経過と、分かったこと・分からないことを、そのまま伝えた。", "「なくしたと聞いていました。気づけませんでした。」"), ("p", "p", "本人が認めた一回について伝えた。", "「ほかの二回も疑われるのですか。」疑いで決めることはしないと説明した。")],
    )
    next_days(
        s,
        156,
        guide=[("p", "認めた一回について、相手の一日がどうなったかを考えた。", "「さがすと思わなかった。ごめんなさいと言いたい。」")],
        around="学年集会で、困っている人を見たときにできることを話した。",
        staff="昇降口の当番表を配った。",
        board="いじめの認知（物を隠す、{v_class}）。行為者の一部は分かっていない。",
        receiver="見本市教育委員会 学校教育課 三枝",
    )
    s.line("154 13:20", "guidance", "gh", "本人の希望で、担任が立ち会い謝った。これで終わりではないことを二人に話した。", pupil="p", code="apology", reply="「もうしない。見かけたら教える。」")
    s.line("150 15:50", "note", "sg", "昇降口の見守り二週間。変わったことはない。")
    s.line("145 15:45", "follow_up", "gh", "上ばきのことは起きていない。{v}さんは友だちと一緒に帰っている。", flag="improving", guardians="「朝の支度が早くなりました。」")
    s.grade_heads("142 16:00", "昇降口の見守りを続ける。", follow=c + 6)
    s.line(f"{c + 6} 15:40", "follow_up", "gh", "新しい行為はない。", flag="improving", guardians="「心配していません。」")
    s.grade_heads(f"{c + 3} 16:10", "三か月の区切りで確かめる。", follow=c - 3)
    confirmed(s, c, "v", "「もう さがさなくていいから、安心。」", "「家でも学校の話をよくします。」", taken="はっきり答えた。")
    resolved(s, c - 2, notes="だれがしたか分からなかった二回も含めて確かめた。", reason="三か月以上、行為がない。本人も保護者も安心していると話している。", decided="解消と決定する。昇降口の見守りは学校として続ける。")
