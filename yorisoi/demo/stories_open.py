"""Matters that go on: responding, improving, coming together again, waiting for the principal."""

from __future__ import annotations

from yorisoi.demo import acts_told
from yorisoi.demo.story import Story
from yorisoi.demo.ways import FELT, confirmed, next_days, opened, plan, same_day, split

# fmt: off
# Texts by the line: a story reads better than a column of arguments.

def nickname(s: Story, a: int) -> None:
    """A nickname that hurts. Everything is confirmed; the principal has not decided yet."""
    c = s.over(a)
    s.comes(f"{a - 1} 9:10", "staff", "元気アンケートの「いやなよび方をされる」に丸がありました。本人に聞くと、体つきのことで呼ばれるあだ名だそうです。", by="hr", from_whom="child", channel="questionnaire", received_from="{v}さん本人", about="v p q")
    opened(s, a - 1, memo="アンケートの回答と、担任の聞き取り。呼ぶのは主に{p}さんと{q}さん。", reason="本人がいやな呼ばれ方だと答えている。", roles="v=victim p=perpetrator q=perpetrator w=audience")
    split(s, a - 1, notes="アンケートの日からの様子を担任が報告。", hear=[("victim", "hr", a - 2, "v"), ("perpetrator", "gh", a - 2, "p"), ("perpetrator", "gh", a - 2, "q")], care="担任が朝の会の前に声をかける。", next_at=f"{a - 2} 16:00", work="聞き取り。")
    s.line(f"{a - 2} 10:35", "hearing", "hr", "「みんなの前で言われると、顔が あつくなる。」「わらってごまかしてた。」", pupil="v", code="victim", flag="heard", second="nu")
    s.line(f"{a - 2} 13:10", "hearing", "gh", "「みんな言ってるから、いいと思ってた。」", pupil="p", code="perpetrator", flag="heard")
    s.line(f"{a - 2} 13:40", "hearing", "gh", "「わらってたから、いやだと思わなかった。」", pupil="q", code="perpetrator", flag="heard")
    s.line(f"{a - 2} 15:15", "gathering", "sg", "体育と給食の時間に多い。笑っていても、本人はいやだと思っていた。")
    s.line(f"{a - 2} 15:25", "act", "gh", "体つきのことで呼ばれた。", occurred=f"{a} 11:20", pupil="v", flag="stopped", forms="teasing", place="体育館", known="本人・二人の話")
    s.committee(
        f"{a - 2} 16:00",
        "笑っていたことを、平気だったことにしない。",
        ("recognise", {**FELT, "child_words": "「みんなの前で言われると、顔が あつくなる。」", "reason": "いやな呼び方が続き、本人が苦痛を感じている。"}),
        plan(care="担任と養護教諭。身体測定のやり方も見直す。", short="名前で呼ばれ、安心して体育に出る。", long="見た目のことを言わない学級にする。", follow=a - 15, next_at="1 16:00", work="三か月の確認。"),
    )
    same_day(
        s,
        a - 2,
        care=("体育の並び方を一緒に考えた。", "「うしろの方がいい。」"),
        visits=[("v", "v", "本人のことばをそのまま伝えた。", "「家では気にしていない顔をしていました。」"), ("p", "p", "事実と指導の方針を伝えた。", "「きょうだいにも言うことがあります。家で話します。」"), ("q", "q", "事実と指導の方針を伝えた。", "「分かりました。本人と話します。」")],
    )
    next_days(
        s,
        a - 3,
        guide=[("p", "呼ばれた人の側から考えた。", "「名前で呼ぶ。」"), ("q", "笑い顔の意味を考えた。", "「わらってても いやなことがあるんだ。」")],
        around="学級で、呼ばれたい名前を紹介し合った。",
        staff="呼び方について、教職員も気をつけることを確かめた。",
        board="いじめの認知（からかい、{v_class}）。",
    )
    s.line(f"{a - 15} 15:45", "follow_up", "gh", "名前で呼び合っている。体育にも出ている。", flag="improving", guardians="「体育の日も元気に出かけます。」")
    s.grade_heads(f"{a - 18} 16:00", "続ける。", follow=c + 6, reason="良い方向なので、学級での取組を続ける。")
    s.leaves(f"{c + 12} 16:30", "w", "audience", "見ていただけで、はやし立ててはいなかったと、三人の話で分かった。")
    s.line(f"{c + 10} 16:20", "note", "hr", "席替え。{v}さんの希望を聞いて決めた。（三日前のことを今日書いた）", occurred=f"{c + 13} 14:30")
    s.line(f"{c + 6} 15:50", "follow_up", "gh", "新しい行為はない。", flag="improving", guardians="「心配していません。」")
    s.grade_heads(f"{c + 3} 16:10", "三か月が過ぎたので、本人の都合のよい日に確かめる。", follow=2)
    confirmed(s, c, "v", "「名前で呼ばれてる。いやなことは ない。」「体育も すき。」", "「よく笑うようになりました。もう大丈夫だと思います。」", taken="はずかしそうだったが、自分から話した。")
    s.committee(
        "1 16:00",
        "本人・保護者の確認を読み合った。期間は十分に過ぎている。",
        ("judge_resolved", {"reason": "行為が止んで三か月以上たち、本人も保護者も苦痛はないと話している。", "minority": "年度の終わりまで見守りを続けたいという意見があり、決定の後も担任の声かけを続けることにした。"}),
        absent="ex g3",
    )


def seat_next(s: Story) -> None:
    """Improving; the period is not over. A hearing was corrected; the grade team's report is due today."""
    s.comes(
        "44 10:40",
        "child",
        "おなじはんの人に、じぶんの ノートに いたずらがきを されました。けしても また かかれます。",
        teller="v",
        name="{v} {v_given}",
        about="v p",
        forms="property",
        whose="me",
        when="today",
        still_going="yes",
        where="classroom",
        feel="hard",
        talk_to="homeroom",
        withhold="nobody",
    )
    opened(s, 44, memo="中休みにタブレットから。担任がノートを見せてもらった。同じ班の{p}さんの字のようだと本人は言う。", reason="続いていて、本人がいやだと伝えている。", roles="v=victim p=perpetrator")
    split(s, 44, notes="ノートは本人の了解を得て担任が預かった。", hear=[("victim", "hr", 43, "v"), ("perpetrator", "hr", 43, "p"), ("around", "su", 43, "")], care="班を替える。担任が一日一回ノートを一緒に見る。", next_at="43 16:00", work="聞き取り。")
    s.line("43 10:30", "hearing", "hr", "「けしても あとが のこる。」「おとといの理科のときから。」", pupil="v", code="victim", flag="heard", keep="first")
    s.line("43 13:15", "hearing", "hr", "「つまらなかったから、かいた。」「二回。」", pupil="p", code="perpetrator", flag="heard")
    s.line("43 13:45", "hearing", "su", "「かいてるところを見たけど、わらっちゃった。」", code="around", flag="heard")
    s.line("43 14:50", "hearing", "hr", "「けしても あとが のこる。」「先週の理科のときから。」（はじめに「おととい」と書いたのは聞きまちがい。本人に確かめて書き直した。）", pupil="v", code="victim", flag="heard", corrects="first")
    s.line("43 15:15", "gathering", "sg", "先週の理科から三回、ノートに落書きがあった。", conflict="二回か三回かで話が分かれる。")
    s.line("43 15:20", "act", "hr", "ノートに落書きをされた。", occurred="44 9:20", pupil="v", flag="stopped", forms="property", place="教室", known="ノートを担任が見た")
    s.committee(
        "43 16:00",
        "回数の違いはあるが、続いていたことと本人の気持ちは明らか。",
        ("recognise", {**FELT, "child_words": "「けしても あとが のこる。」", "reason": "持ち物への行為が続き、本人が苦痛を感じている。"}),
        plan(care="担任がノートを一緒に見る。", short="安心してノートを使える。", long="人の物に気持ちを向ける。", follow=20, next_at="-24 16:00", work="期間が過ぎたら本人と保護者に確かめる。"),
        absent="sw t21",
    )
    same_day(s, 43, care=("新しいノートに写すのを手伝った。", "「きれいになった。」"), visits=[("v", "v", "経過を伝え、ノートを返した。", "「新しいのを買おうかと迷っていました。」"), ("p", "p", "事実を伝えた。", "「ノートは弁償させてください。」")])
    next_days(s, 42, guide=[("p", "消すのに何分かかるかを、一緒にやってみた。", "「ぜんぜん きえない。」")], around="班の約束を作り直した。", staff="ノートや作品の扱いを共有。", board="いじめの認知（物へのいたずら、{v_class}）。")
    s.line("35 15:50", "observation", "hr", "ノートに変わったことはない。{p}さんが消しゴムを貸していた。", pupil="v")
    s.line("20 15:45", "follow_up", "gh", "落書きはなくなった。二人は班が違っても話している。", flag="improving", guardians="「学校が楽しいと言っています。」")
    s.grade_heads("17 16:00", "取組を続ける。次の報告の日を決めた。", follow=0)


def relay(s: Story, act: int) -> None:
    """Blamed for a lost relay. The period ends this week: the child and the guardian are to be asked."""
    s.comes(f"{act} 15:20", "staff", "学年部会で、リレーのあと{v}さんが「おまえのせいで負けた」と何人かに言われ続けている、と話が出ました。", by="gh", from_whom="colleague", channel="grade_meeting", received_from="学年部会", about="v p")
    s.memo(f"{act} 15:35", "学年部会から。本人は練習を休みたがっている。")
    s.sub(f"{act} 16:05", "責める言葉が続いている疑い。", roles="v=victim p=perpetrator w=audience", called=f"{act} 15:40")
    k = act - 1
    split(s, act, at="16:40", notes="言われた日と言った子を学年で出し合った。", hear=[("victim", "nu", k, "v"), ("perpetrator", "hr", k, "p")], care="練習は無理をさせない。養護教諭が毎日顔を見る。", next_at=f"{k} 16:00", work="聞き取り。")
    s.line(f"{k} 10:30", "hearing", "nu", "「れんしゅうの前の夜、ねむれない。」「あやまっても、ずっと言われる。」", pupil="v", code="victim", flag="heard", conclusion="食欲はある。朝の様子を担任と養護教諭で見る。")
    s.line(f"{k} 13:20", "hearing", "hr", "「負けて くやしかったから。」「もう言わないと思ってたのに、また言っちゃった。」", pupil="p", code="perpetrator", flag="heard")
    s.line(f"{k} 15:10", "gathering", "sg", "休み時間や帰り道に、負けたことを何度も責められた。")
    s.line(f"{k} 15:20", "act", "hr", "リレーで負けたことを責められた。", occurred=f"{act} 13:30", pupil="v", flag="stopped", forms="teasing", place="運動場", known="本人・周りの子の話")
    s.committee(
        f"{k} 16:00",
        "眠れないほどの苦痛がある。",
        ("recognise", {**FELT, "child_words": "「れんしゅうの前の夜、ねむれない。」", "circumstances": "練習の日に保健室へ来ることがふえた。", "reason": "責める言葉が続き、本人が苦痛を感じている。"}),
        plan(care="養護教諭と担任。走順は本人と相談して決める。", short="安心して練習に出る、または休める。", long="負けた人を責めない学級にする。", follow=k - 13, next_at="-4 16:00", work="本人と保護者の確認。"),
    )
    same_day(s, k, care=("出る・休むを自分で決めてよいと話した。", "「一回休んで、つぎは出る。」"), visits=[("v", "v", "分かった事実と見守りを伝えた。", "「夜中に起きてくる理由が分かりました。」"), ("p", "p", "事実を伝えた。", "「くやしがりで、言いすぎることがあります。」")])
    next_days(s, k - 1, guide=[("p", "くやしい気持ちの出し方を考えた。", "「自分の走りのことだけ言う。」")], around="勝ち負けのあとの言葉を学級で考えた。", staff="行事の練習での声かけを全学年で確かめた。", board="いじめの認知（言葉で責める、{v_class}）。")
    s.line(f"{k - 13} 15:45", "follow_up", "gh", "行事が終わり、責める言葉は聞かれない。", flag="improving", guardians="「よく眠れています。」")
    s.grade_heads(f"{k - 16} 16:00", "続ける。", follow=9, reason="良い方向なので、声かけを続ける。")
    s.line("9 15:50", "follow_up", "gh", "変わりなく過ごしている。", flag="improving", guardians="「心配なことはありません。」")
    s.grade_heads("7 16:00", "期間の終わりに、本人と保護者に確かめる。", follow=-5)


def whispers(s: Story) -> None:
    """No improvement: the grade team reported yesterday; the committee could not meet the same day."""
    s.comes("30 16:10", "staff", "放課後、{v}さんが「自分が通ると、ひそひそ話をして、いなくなる」と話しに来ました。声が小さく、長い間話せなかったようです。", by="hr", from_whom="child", channel="in_person", received_from="{v}さん本人", about="v p q")
    s.memo("30 16:25", "本人が担任に。{p}さん・{q}さんの名前が出ている。")
    s.sub("30 16:50", "避ける行為が続いている疑い。", roles="v=victim p=perpetrator q=perpetrator", called="30 16:30")
    split(
        s,
        30,
        at="17:20",
        notes="担任が座席と休み時間の様子を説明。",
        hear=[("victim", "co", 29, "v"), ("perpetrator", "hr", 29, "p"), ("perpetrator", "gh", 29, "q")],
        care="スクールカウンセラーが明日会う。担任は朝と帰りに声をかける。",
        counsellor=True,
        next_at="29 16:00",
        work="聞き取り。",
        absent="sw ex",
    )
    s.line("29 10:40", "hearing", "co", "「わたしのことかどうか わからない。でも、見られて、わらわれると、そう思う。」", pupil="v", code="victim", flag="heard", conclusion="自分の思いすごしではと、何度も言った。気持ちはそのまま受けとめた。")
    s.line("29 13:10", "hearing", "hr", "「{v}さんの話は してない。」", pupil="p", code="perpetrator", flag="heard")
    s.line("29 13:40", "hearing", "gh", "「来ると、行こうって言われるから、行く。」", pupil="q", code="perpetrator", flag="heard")
    s.line("29 15:10", "gathering", "sg", "二週間ほど、{v}さんが近づくと場を離れることが何度もあった。", conflict="話の中身は分からない。")
    s.line("29 15:20", "act", "hr", "近づくと、ひそひそ話をして離れていった。", occurred="30 13:20", pupil="v", flag="going_on", forms="exclusion", place="教室・廊下", known="本人、{q}さんの話")
    s.committee(
        "29 16:00",
        "話の中身が分からなくても、離れる行為と本人の苦痛で判断する。",
        ("recognise", {**FELT, "child_words": "「見られて、わらわれると、そう思う。」", "reason": "避ける行為が続き、本人が苦痛を感じている。"}),
        plan(care="スクールカウンセラーと担任。", counsellor=True, short="教室に安心できる場所と相手がある。", long="うわさや目くばせで人を遠ざけない学級にする。", follow=1, next_at="0 16:00", work="経過の報告。"),
    )
    acts_told.stopped(s, "6 15:50", "hr", "{v}さんと{q}さんに聞いた。離れていくことは、先週の金曜日が最後だった。", last="9 13:20")
    same_day(
        s,
        29,
        care=("となりの学級の友だちと過ごす時間を作った。", "「昼休みは一緒にいたい。」"),
        visits=[("v", "v", "事実と取組を伝えた。", "「家では学校の話をしなくなっていました。」"), ("p", "p", "分かったことを伝えた。", "「うちの子が中心とは思えないのですが。」今後もこまめに連絡する。"), ("q", "q", "分かったことを伝えた。", "「断れない子なので、相談にのってください。」")],
    )
    next_days(
        s,
        28,
        guide=[("p", "離れられた人の気持ちを考えた。", "（だまって聞いていた）"), ("q", "誘われたときの言い方を考えた。", "「わたしは ここにいる、って言ってみる。」")],
        around="学級で「うわさ」について考えた。",
        staff="休み時間に教室へ残る当番を決めた。",
        board="いじめの認知（仲間はずれ、{v_class}）。行為は続いているおそれがある。",
    )
    s.line("22 11:15", "care", "co", "二回目の面談。絵をかきながら話した。", pupil="v", code="counsellor", reply="「{q}さんが一回、話しかけてくれた。」")
    s.line("14 15:55", "observation", "hr", "昼休みはとなりの学級で過ごすことが多い。教室では一人でいる。", pupil="v")
    s.line("8 13:20", "guidance", "gh", "二回目の指導。保護者にも来てもらい、一緒に考えた。", pupil="p", code="homeroom", reply="「どうすればいいか わからない。」")
    s.line("1 15:50", "follow_up", "gh", "{q}さんとは話すようになったが、避ける様子は残っている。{v}さんは週に一日ほど遅れて来る。", flag="not_improving", guardians="「朝、支度に時間がかかります。今のままでよいのか心配です。」（{v}さん保護者）")
    s.late("1 17:10", "hold_committee", "学年部の報告が夕方になり、校長・教頭とも校外の会議で議長を務める人がいなかった。翌日の放課後に開く。保護者には教頭から電話で伝えた。")
    s.meeting("0 16:00", "committee", None, called="1 17:15", invited="ex")
