"""Reports in which the subcommittee saw no bullying at all: each with memo, several eyes, and a reason."""

from __future__ import annotations

from yorisoi.demo.story import Story
from yorisoi.demo.ways import set_aside

# fmt: off
# Texts by the line: a story reads better than a column of arguments.

def shoe_found(s: Story) -> None:
    """A shoe that was in the wrong box."""
    s.comes("178 8:15", "staff", "昇降口で上ばきが片方ないと一年生の学級から連絡。だれかが持っていったのではと心配しています。", by="s2", from_whom="colleague", channel="in_person", about="", received_from="学級の補助員")
    set_aside(s, 178, memo="となりの靴箱に入っていた。名前のない上ばきで、本人も自分でまちがえたと話した。", reason="入れまちがいと本人が話している。靴箱に名札をつける。", seen="見つかって笑顔で教室に戻った。")


def night_noise(s: Story) -> None:
    """A resident about noise."""
    s.comes("146 19:30", "community", "夕方、公園で子どもが大声を出しています。ボールが庭に入ることもあります。", name="", contact="", read="")
    s.memo("145 8:00", "場所と時間を確かめた。児童どうしの争いではない。")
    s.do("145 8:20", lambda story: story.read("vp"))
    s.late("145 8:25", "decide_report", "夜の受付のため、翌日の放課後に開く。")
    s.sub("145 15:45", "遊び方についてのご意見で、子どもの間の行為ではない。全校に遊び方を話し、町内会にも伝える。", outcome="aside", distress="not_felt", circumstances="名前の挙がった子はなく、困っている子の情報もない。", called="145 8:30")


def test_worry(s: Story) -> None:
    """A child who is afraid of a test."""
    s.comes("133 12:55", "child", "テストの点がわるくて、家に帰りたくないです。", teller="", grade=5, whose="me", when="today", where="elsewhere", feel_scale="6", talk_to="counsellor", withhold="nobody", forms="other", unsaid="name")
    set_aside(s, 133, memo="名前はない。学級担任に、テストのあとの声かけを頼んだ。", reason="ほかの子からの行為の話ではない。ただし、つらさはあるので、全学級で相談先を伝え直し、面談で気にかける。", seen="心当たりの学級で担任とスクールカウンセラーが様子を見た。気持ちは分からないままなので、相談を待つだけにしない。", distress="cannot_say")


def graffiti(s: Story) -> None:
    """Words on a wall that meant nobody."""
    s.comes("126 7:50", "staff", "体育館の裏の壁に、チョークで乱暴なことばが書かれていました。だれかを指すものではありません。", by="sh", from_whom="self", channel="in_person", about="")
    set_aside(s, 126, memo="写真を撮って消した。同じ場所を一週間見回る。", reason="特定の子に向けられたものではない。見回りを続け、続くときはもう一度はかる。", seen="気にしている子の情報はない。")


def bicycle(s: Story) -> None:
    """Three on bicycles."""
    s.comes("104 16:10", "staff", "自転車で二人乗りをする子を見たと、見守りの方から連絡がありました。", by="ac", from_whom="community", channel="phone", about="", received_from="登下校の見守りの方")
    s.memo("104 16:20", "交通安全のこととして、担任が学級で話す。")
    s.sub("104 16:45", "安全についての情報で、いじめの疑いはない。", outcome="aside", distress="not_felt", circumstances="困らされている子の様子は聞かれない。", called="104 16:25")


def club_wish(s: Story) -> None:
    """A wish about a club."""
    s.comes("93 12:50", "child", "クラブを かえてほしいです。すきな クラブに 入れませんでした。", teller="", grade=4, whose="me", when="before", where="club", feel="so_so", talk_to="homeroom", withhold="nobody", unsaid="name")
    set_aside(s, 93, memo="クラブ決めの希望のこと。仲間とのことは書かれていない。", reason="クラブの決め方への希望。次の学期の決め方を見直す。", seen="本人の気持ちは「ふつう」と答えている。")


def account(s: Story) -> None:
    """An account that only bears the school's name."""
    s.comes("74 9:40", "staff", "学校名を使ったアカウントがあると市から連絡がありました。投稿は花の写真だけです。", by="vp", from_whom="other", channel="net_patrol", about="", received_from="市のネット見守り", read="pr")
    set_aside(s, 74, memo="卒業生のものと分かり、名前を変えてもらった。", reason="児童に関わる内容がない。", seen="見て困ったという子はいない。", absent="g3")


def lost_pencil(s: Story) -> None:
    """Found in the pencil case's lining."""
    s.comes("57 10:20", "staff", "色えんぴつが一本なくなったと、連絡帳に書かれていました。", by="su", from_whom="guardian", channel="letter", about="", received_from="連絡帳")
    set_aside(s, 57, memo="机の中の奥から出てきた。保護者に連絡し、安心されたとのこと。", reason="なくした物が見つかり、ほかの子の関わりはない。", seen="見つけて喜んでいた。")


def way_home(s: Story) -> None:
    """Road works on the way home."""
    s.comes("39 17:20", "guardian", "通学路の工事で車が多く、子どもたちが押し合うように歩いていて危ないです。", name="", contact="", relation="保護者", still_going="yes", read="vp")
    s.memo("39 17:35", "道が狭いことが原因。明日から職員が立つ。")
    s.sub("39 18:00", "道の狭さによるもので、だれかがだれかを押す行為ではない。通る道を変える。", outcome="aside", distress="not_felt", circumstances="翌朝も立って見たが、困っている様子の子はいない。", called="39 17:38", absent="t11 t21")


def nurse_thanks(s: Story) -> None:
    """Names the nurse only in thanks: shut out at once, let back in by another with a reason."""
    s.comes("26 8:00", "guardian", "子どもが朝おなかをこわしていました。昨日は保健室の先生にお世話になりました。友だちとのことではありません。", name="", contact="", relation="保護者", read="vp")

    def let_in(story: Story) -> None:
        from yorisoi.reports.shutting_out import lift

        row = story.the_report().exclusions.get(staff=story.who("nu"), lifted_at=None)
        lift(exclusion=row, by=story.who("vp"), reason="お礼のことばの中の名前で、関わりを指すものではない。生徒指導主任と二人で読んで確かめた。")

    s.do("26 9:10", let_in)
    set_aside(s, 26, memo="体調の連絡。担任と養護教諭に伝えた。", reason="体調についての連絡で、子どもの間のことではないと書かれている。", seen="登校後は元気に過ごした。")


def quarrel_over(s: Story) -> None:
    """Dogs, not children."""
    s.comes("16 15:30", "staff", "帰り道で犬にほえられて泣いている子がいました。けがはありません。", by="sp", from_whom="self", channel="in_person", about="")
    s.memo("16 15:40", "家まで送った。飼い主には教頭から連絡する。")
    s.sub("16 16:10", "子どもの間の行為ではない。", outcome="aside", distress="not_felt", circumstances="翌日、本人は笑って登校した。", called="16 15:45", absent="t61")


def swapped_books(s: Story) -> None:
    """Two library books, one shelf."""
    s.comes("9 12:50", "child", "としょしつで かりた本が、なくなりました。だれかが もっていったかもしれません。", teller="", grade=2, forms="property", whose="me", when="today", where="classroom", feel="a_little", talk_to="anyone", withhold="nobody", unsaid="name")
    set_aside(s, 9, memo="図書の係の子が、返す棚にあった同じ題の本を片づけていた。放送で知らせ、借りた子が見つかった。", reason="片づけの行きちがいで、ほかの子がした行為ではない。", seen="本が見つかり「よかった」と話した。")


ALL = (shoe_found, night_noise, test_worry, graffiti, bicycle, club_wish, account, lost_pencil, way_home, nurse_thanks, quarrel_over, swapped_books)
