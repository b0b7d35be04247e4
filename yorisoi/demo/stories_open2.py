"""More matters that go on: with other agencies, and one that may become serious."""

from __future__ import annotations

from yorisoi.demo import attached
from yorisoi.demo.story import Story
from yorisoi.demo.ways import FELT, next_days, opened, plan, same_day, split

# fmt: off
# Texts by the line: a story reads better than a column of arguments.

def lunch_group(s: Story) -> None:
    """Left out of groups. The child was the one who hid shoes in another matter; a neighbour's word joined the case."""
    s.comes(
        "12 8:10",
        "guardian",
        "子どもが、班を決めるときに最後まで残されるそうです。「あの子とはいやだ」と聞こえたと言っています。前に迷惑をかけたことがあるので言い出せなかったようです。",
        of="v",
        name="{v}の母",
        relation="母",
        contact="昼休みなら電話に出られます",
        child_name="{v} {v_given}",
        where="教室",
        forms="exclusion",
        still_going="yes",
        wish="本人が学校で話せる人を作ってほしいです。",
        about="v p q",
    )
    opened(s, 12, memo="{v}さんは以前、別の事案で指導を受けた。そのことと、いま受けていることは分けて扱う。", reason="本人が苦痛を感じているおそれがある。過去のことは理由にならない。", roles="v=victim p=perpetrator q=perpetrator")
    split(s, 12, notes="班を決める場面の進め方を担任が説明。", hear=[("victim", "nu", 11, "v"), ("perpetrator", "hr", 11, "p"), ("perpetrator", "gh", 11, "q")], care="養護教諭が話を聞く。班は担任が決める。", next_at="11 16:10", work="聞き取り。", absent="t11")
    s.comes("12 18:20", "community", "登下校の見守りをしている者です。帰り道で、一人だけ後ろを歩かされている子がいます。名札の色から高学年だと思います。", name="見守りの者", contact="", relation="地域の見守り", about="v")
    s.late("11 8:05", "decide_report", "受け付けたのが夕方の退勤後だったため。翌日の昼に開く。")
    s.memo("11 8:00", "登下校の見守りの方。担任に聞くと、{v}さんの班だと思われる。")
    s.sub("11 13:20", "同じ子どもたちの帰り道のことと思われるので、つなげる。", outcome="join", called="11 8:10")
    s.line("11 10:30", "hearing", "nu", "「前に わるいことをしたから、しかたないって言われた。」「しかたないのかなと思う。」", pupil="v", code="victim", flag="heard", conclusion="「しかたなくはない」と伝えると、長く黙ってからうなずいた。")
    s.line("11 13:50", "hearing", "hr", "「前のことが あるから。」", pupil="p", code="perpetrator", flag="heard")
    s.line("11 14:20", "hearing", "gh", "「いやだって言ったのは、みんなが言ったあと。」", pupil="q", code="perpetrator", flag="heard")
    s.line("11 15:15", "gathering", "sg", "班決めで三回、最後まで残された。帰り道は先週から一人で後ろを歩いている。")
    s.line("11 15:25", "act", "hr", "班決めで「いやだ」と言われ、最後まで残された。", occurred="13 10:50", pupil="v", flag="stopped", forms="exclusion", place="教室", known="本人・二人の話")
    s.committee(
        "11 16:10",
        "過去の事案の記録は開かず、いまの事実だけで判断する。",
        ("recognise", {**FELT, "child_words": "「しかたないのかなと思う。」", "reason": "仲間に入れない行為が続き、本人が苦痛を感じている。"}),
        plan(care="養護教諭と担任。帰りは同じ方向の友だちと担任が途中まで歩く。", short="班活動と帰り道で一人にならない。", long="過去のことで人を決めつけない学年にする。", follow=-2, next_at="-3 16:00", work="班活動の見守りの記録。"),
        absent="co",
    )
    same_day(
        s,
        11,
        care=("話せる大人を三人、一緒に決めた。", "「保健室と、図書と、担任。」"),
        visits=[("v", "v", "聞き取ったことと帰り道の見守りを伝えた。", "「前のことがあるので言えませんでした。聞いてくださって助かります。」"), ("p", "p", "事実を伝えた。", "「もう終わったことだと家でも話します。」"), ("q", "q", "事実を伝えた。", "「周りに合わせてしまったようです。」")],
    )
    next_days(
        s,
        10,
        guide=[("p", "終わったことで人を責め続けることについて考えた。", "「ずっと言われたら、いやだ。」"), ("q", "言葉が人を追いつめることを考えた。", "「つぎは だまってないで、入りなよって言う。」")],
        around="班の決め方を学級で考えた。",
        staff="過去の事案を本人の前で話題にしないことを確かめた。",
        board="いじめの認知（仲間はずれ、{v_class}）。",
    )
    s.line("4 15:40", "observation", "nu", "昼休みに保健室へ。班の友だちと二人で来て、すぐ戻った。", pupil="v")
    s.line("1 16:00", "observation", "hr", "帰り道は三人で歩いている。{q}さんが待っていた。", pupil="v")


def posted_picture(s: Story) -> None:
    """A picture passed on without asking. Police and the city were consulted; the grade team's report is overdue."""
    s.comes("20 7:50", "staff", "ネットの見回りで、本校の児童と思われる写真に、からかう言葉をつけた投稿が見つかったと市から連絡がありました。", by="vp", from_whom="other", channel="net_patrol", received_from="市のネット見守り", about="v", read="pr")
    attached.screen(s, "20 7:55", "vp", attached.post(), service="写真を投稿するアプリ", account="mihon_0000", shown_at="三日前の 19:30", taken_by="市のネット見守り")
    opened(s, 20, memo="写真は{v}さん。本人はまだ知らない様子。投稿を消す手順を教頭と確かめる。", reason="本人の心情を害する投稿であり、いじめの疑い。", roles="v=victim", memo_at="8:10", sub_at="13:10")
    split(s, 20, at="15:50", notes="本人と保護者に伝える順番を決めた。", hear=[("victim", "co", 19, "v"), ("around", "sh", 19, "")], care="今日のうちに保護者へ。本人へは保護者と一緒に伝える。", counsellor=True, next_at="19 16:00", work="投稿の削除の依頼。警察への相談。")
    s.line("20 17:30", "agency", "vp", "写真の投稿について相談した。保存しておくもの、削除の依頼の仕方を教わった。", code="police", agency="見本警察署 生活安全課", reply="「急に広がったときは、すぐ電話をください。」")
    s.line("19 10:40", "hearing", "co", "「とられたのは知ってたけど、のせるって聞いてない。」「だれが見たか、気になる。」", pupil="v", code="victim", flag="heard", second="nu")
    s.line("19 13:10", "hearing", "sh", "「{p}さんから回ってきた。」（三人から）", code="around", flag="heard")
    s.joins("19 13:25", "p", "perpetrator")
    s.line("19 14:10", "hearing", "sg", "「おもしろいと思って のせた。こんなに見られると思わなかった。」", pupil="p", code="perpetrator", flag="heard", second="gh:p")
    s.line("19 15:15", "gathering", "sg", "三日前に投稿され、昨日の夜に消された。写しを持っている子が二人おり、家庭で消してもらった。")
    s.line("19 15:25", "act", "sg", "断りなく撮った写真に、からかう言葉をつけて投稿した。", occurred="22 19:30", pupil="v", flag="stopped", forms="online teasing", place="インターネット", known="市の見守り、{p}さんの話")
    s.committee(
        "19 16:00",
        "投稿は消えたが、見た人がいることへの不安が大きい。",
        ("recognise", {**FELT, "child_words": "「だれが見たか、気になる。」", "reason": "断りなく写真を広められ、本人が苦痛を感じている。"}),
        plan(care="スクールカウンセラーが毎週会う。見つけた人の連絡先を家庭に渡す。", counsellor=True, short="写真が残っていないことを確かめ、安心して登校できる。", long="撮る・のせる前に相手に聞ける学年にする。", follow=2, next_at="0 16:00", work="投稿が残っていないかの確認。学年の授業。"),
    )
    same_day(
        s,
        19,
        care=("保護者と一緒に、分かったことを話した。", "「もう消えてるなら、よかった。」"),
        visits=[("v", "v", "消えたことの確かめ方と相談先を伝えた。", "「本人より私の方が動揺しています。」"), ("p", "p", "事実と、家庭での端末の使い方を話した。", "「端末はしばらく預かります。相手のお宅におわびしたいです。」")],
    )
    next_days(
        s,
        18,
        guide=[("p", "写真は消えても、見た人の記憶は消えないことを考えた。", "「ぜんぶ消す方法は ないんですか。」")],
        around="学年で、写真を撮る・送ることについて学んだ。",
        staff="端末の持ち込みと写真の扱いを確かめた。",
        board="いじめの認知（インターネット、{v_class}）。警察に相談済み。投稿は消えている。",
    )
    s.line("15 11:20", "agency", "sg", "家庭のことで心配な点があれば連絡を取り合うことを確かめた。今回は助言のみ。", code="child_centre", agency="見本児童相談所", reply="「必要になれば、同席することもできます。」")
    s.line("9 11:00", "care", "co", "三回目の面談。", pupil="v", code="counsellor", reply="「写真のことは、もう聞かれない。」", promise="来週も会う。")
    s.line("5 9:20", "board_report", "vp", "投稿が残っていないことを二度確かめた。本人は登校を続けている。学年の授業を行った。（続報）", code="further", receiver="見本市教育委員会 学校教育課 三枝")
    s.meeting("0 16:10", "committee", None, called="2 16:30", invited="ex")


def absent_days(s: Story) -> None:
    """Absences after hurtful words: it may become serious. Word by phone, record sheet, an expert invited."""
    s.comes("8 8:05", "staff", "{v}さんの保護者から電話です。昨日から「学校に行くのがこわい」と話し、今週二日休んでいます。何人かに「来なくていい」と言われたそうです。", by="vp", from_whom="guardian", channel="phone", received_from="{v}さんの父", about="v p q", read="pr")
    s.urgent("8 8:25", "登校をこわがり、欠席が始まっている。", "担任と学年主任が午前中に家庭へ電話。登校は求めず、安心できる過ごし方を保護者と相談した。名前の挙がった子とは席を離した。")
    opened(s, 8, memo="父からの電話。欠席は今週二日。先月にも遅刻が三回あった。", reason="欠席につながる行為の疑い。急いで委員会を開く。", roles="v=victim p=perpetrator q=perpetrator w=audience", memo_at="8:50", sub_at="10:40", called="8 9:00")
    split(
        s,
        8,
        at="16:00",
        called="8 11:00",
        notes="欠席・遅刻の記録と、名前の挙がった場面を出し合った。",
        hear=[("victim", "co", 7, "v"), ("perpetrator", "hr", 7, "p"), ("perpetrator", "sg", 7, "q"), ("around", "gh", 7, "w")],
        care="本人への聞き取りは家庭で、スクールカウンセラーと担任が行う。学習は届ける。",
        counsellor=True,
        interim="登校するときは別の入口と別室を用意する。",
        next_at="7 16:00",
        work="聞き取り。重大事態に発展する可能性の検討。",
        invited="ex",
    )
    s.invite("8 17:00", "ex")
    s.line("7 10:00", "hearing", "co", "「来なくていいって、四人に言われた。」「自分がいない方が みんな楽しそう。」", pupil="v", code="victim", flag="heard", second="hr", conclusion="家庭で、父も隣の部屋にいた。短い時間で切り上げた。気持ちが沈んでおり、続けて会う。")
    s.line("7 13:10", "hearing", "hr", "「言った。本気じゃなかった。」", pupil="p", code="perpetrator", flag="heard")
    s.line("7 13:40", "hearing", "sg", "「言ったあと、まずいと思ったけど、あやまれなかった。」", pupil="q", code="perpetrator", flag="heard")
    s.line("7 14:10", "hearing", "gh", "「聞こえてた。だれも止めなかった。」", pupil="w", code="around", flag="heard")
    s.line("7 15:10", "gathering", "sg", "先週の係活動の時間に、複数の子から「来なくていい」と言われた。その翌日から欠席。")
    s.line("7 15:15", "act", "sg", "複数の子から「来なくていい」と言われた。", occurred="10 14:10", pupil="v", flag="stopped", forms="teasing exclusion", place="教室", known="本人・周りの子の話")
    s.committee(
        "7 16:00",
        "欠席が続くことと、本人の落ち込みを重く見る。専門家の助言を受けた。",
        ("recognise", {**FELT, "child_words": "「自分がいない方が みんな楽しそう。」", "reason": "複数の子からの言葉で苦痛を感じ、登校できなくなっている。"}),
        plan(
            care="スクールカウンセラーが週二回会う。スクールソーシャルワーカーが家庭と医療の相談を支える。",
            counsellor=True,
            short="安心できる人と場所で過ごす。登校を急がせない。",
            long="本人のペースで、学級とのつながりを取りもどす。",
            follow=-5,
            next_at="-1 16:00",
            work="家庭訪問。欠席日数の確認。",
        ),
        invited="ex",
    )
    s.line("7 16:40", "serious_question", "sg", "欠席が続いており、本人の落ち込みが深い。期間の長さを待たずに、可能性があると考える。", flag="yes")
    s.line("7 16:55", "board_phone", "vp", "欠席の状況、聞き取り、ケアの体制を電話で伝えた。", receiver="学校教育課 指導主事 三枝")
    same_day(
        s,
        7,
        care=("電話で、休んでよいことと、待っていることを伝えた。", "「うん。」"),
        visits=[
            ("v", "v", "聞き取ったこと、学校が行うこと、調べる進め方を伝えた。", "「行かせた方がいいのか迷っていました。待ってもらえるのはありがたいです。」"),
            ("p", "p", "事実と、相手が休んでいることを伝えた。", "「重く受けとめています。」"),
            ("q", "q", "事実を伝えた。", "「本人も眠れていません。話を聞いてやってください。」"),
        ],
    )
    next_days(
        s,
        6,
        guide=[("p", "言葉が届いた先を考えた。", "「本気じゃないって言っても、言ったことは同じ。」"), ("q", "あやまりたい気持ちを受けとめ、いまは待つことを話した。", "「手紙なら いいですか。」まず本人の気持ちを聞いてからにする。")],
        around="学級で、止められなかった気持ちを出し合った。本人の名前は出さない。",
        staff="本人と家庭へは決めた三人だけが連絡する。",
        board="いじめの認知（言葉・仲間はずれ、{v_class}）。欠席が続き、重大事態に発展する可能性がある。電話の一報は昨日。",
    )
    s.line("5 15:30", "record_sheet", "sg", "いじめ記録票：発生の経過、聞き取りの結果、欠席の日数、ケアと指導、保護者との連絡、今後の予定を記載して提出。")
    s.line("5 10:20", "agency", "sw", "保護者の了解を得て、受診の相談をした。", code="medical", agency="かかりつけ医（保護者を通して）", reply="「しばらく休ませ、眠りの様子を見るように。」")
    s.line("3 17:20", "care", "co", "家庭で二回目の面談。好きな本の話をした。", pupil="v", code="counsellor", reply="「つぎも来ていいよ。」", promise="あさって、また会う。")
    s.line("1 17:00", "home_visit", "hr", "学習の届け物と、学級の様子（本人が聞きたいことだけ）を伝えた。", pupil="v", code="visit", second="sw", reply="「少し、外に出られるようになりました。」", promise="次は木曜日か金曜日、本人が決める。")
    s.meeting("-1 16:00", "committee", None, called="1 16:20", invited="ex")
