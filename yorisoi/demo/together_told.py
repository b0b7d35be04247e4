"""The demo's lessons (道徳・学活) of every class, and a class's wall of good points: one looked back on, one being read."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from random import Random

from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.schools.models import Enrolment, PostHolding, SchoolClass, Staff
from yorisoi.together.holding import New, begin_round, close_round
from yorisoi.together.lessons import Told, add_words, move_lesson, plan_lesson
from yorisoi.together.models import Card, Lesson, Round
from yorisoi.together.queries import given_each, waiting_for
from yorisoi.together.ruling import rule_on, show_all
from yorisoi.together.writing import add_note, write_note

PLACE = "4-1"
# school days ago (below 0: ahead), kind, what about, how it went
LESSONS: tuple[tuple[int, str, str, str], ...] = (
    (
        128,
        "class",
        "はじめての学級会。言われてうれしいことば、言われていやなことば。",
        "うれしいことばを黒板いっぱいに集めた。",
    ),
    (
        96,
        "moral",
        "見ている人にできること（教材「二つの声」）。止めるだけが勇気か。",
        "「あとで声をかける」という考えが多く出た。",
    ),
    (61, "moral", "ちがいを楽しむ（教材「おにぎりの具」）。", "家による違いの話から、自分の当たり前に気づけた。"),
    (
        33,
        "class",
        "ゲームやチャットで、顔が見えないときのことば。",
        "実際の文を読みくらべた。絵文字の受けとり方が分かれた。",
    ),
    (
        12,
        "moral",
        "友だちの良さに気づく（教材「となりのせき」）。いいところ見つけの前に。",
        "ふだん話さない子の良さを書こうとしていた。",
    ),
    (-4, "moral", "だれかを笑うとき。からかいと冗談の間（教材「その一言」）。", ""),
)
KIND = (
    "ころんだとき、だいじょうぶ？と言ってくれました。",
    "そうじの時間、だれも見ていないところまで ふいていました。",
    "算数が分からなかったとき、ゆっくり教えてくれた。うれしかったです。",
    "ドッジボールで、ボールをまわしてくれる。",
    "いつも大きな声であいさつをしていて、朝から元気が出ます。",
    "給食のおかわりを、ゆずってくれた。",
    "本を読むのがうまくて、聞いていると目にうかびます。",
    "花に毎日水をやっている。雨の日は様子を見に行っていた。",
    "だれとでも話すところがすごい。",
    "絵の具をかしてくれました。「ぜんぶ使っていいよ」と言ってくれた。",
    "けんかになりそうなとき、「いったん休もう」と言って止めていた。",
    "発表のとき、うなずいて聞いてくれるので安心します。",
    "休んだ日のノートを、きれいに書いてとどけてくれた😊",
    "とび箱をなんどもれんしゅうして、とべるようになった！すごい！",
    "一年生の手を引いて、ほけん室まで行ってあげていました。",
    "いつもわらわせてくれる。いやなことは言わないのがいいところです。",
    "かたづけをさいごまでやる。ぼくもまねしたいです。",
    "字がていねい。連絡帳を見るといつもすごいと思う。",
    "ひとりでいたわたしを、おにごっこにさそってくれました。",
    "こまっている人がいると、すぐ気がつく。",
    "図工の絵の色がきれい。空の色をまぜて作っていました。",
    "ならぶとき、あとから来た子を中に入れてあげていた。",
    "さか上がりができなかったとき、毎日いっしょに練習してくれた。",
    "係の仕事をわすれません。わたしがわすれたときも、こっそり教えてくれた。",
    "落とし物をひろって、持ち主をさがしていた。",
    "虫のことをたくさん知っていて、聞くと目がきらきらします。",
    "「ありがとう」をちゃんと言う。",
    "話し合いで、まだ言っていない人に「どう思う？」と聞いてくれた。",
    "音読の声がやさしい。",
    "しっぱいしても「もう一回！」と言うところが好きです。",
    "新しい子に、学校のことを教えてあげていました。",
    "走るのがはやい。でも、おそい子を待ってくれる。",
    "おり紙を教えてくれた。つるが三わできました。",
    "ならんでいるとき、しずかに待てる。",
    "重そうにしていた子の荷物を、教室まで運んでいた。",
    "じゃんけんでまけても、おこらないでわらっている。",
    "こくばんを、すみずみまできれいにします。",
    "リコーダーがむずかしいところを、いっしょにふいてくれた♪",
)
TEACHER = (
    "朝、教室のまどを開けてくれる人がいます。あなたです。ありがとう。",
    "友だちの話を、さいごまで聞いていましたね。話した人の顔がうれしそうでした。",
    "まちがえたとき「もう一回やります」と言えたこと、りっぱでした。",
)
SPEAKS = "からかわれたとき、「やめなよ」と言ってとめてくれた。"  # kind, and tells of something


def together(diary: Diary, days: Days, cast: Cast) -> None:
    """Put lessons of 4年1組 down, one of every other class, and two rounds of good points."""
    for n, (back, kind, about, words) in enumerate(LESSONS):
        moment = days.at(max(back, 0) + 5, "16:05")
        diary.put(moment, partial(_lesson, days, cast, PLACE, n, back, kind, about), about=f"lesson {n}")
        if words:
            diary.put(days.at(back, "15:50"), partial(_held, PLACE, n, words), about=f"lesson held {n}")
    for n, place in enumerate(sorted({one for one in cast.roster.pupils if one != PLACE and "-" in one})):
        back, kind, about, words = LESSONS[1 + n % 3]
        diary.put(days.at(back + 3, "16:30"), partial(_lesson, days, cast, place, 90, back, kind, about), about=place)
        diary.put(days.at(back, "16:10"), partial(_held, place, 90, words), about=place)
    for back, over in ((70, True), (3, False)):
        title = "いいところ見つけ（1学期）" if over else "いいところ見つけ"
        diary.put(days.at(back, "8:20"), partial(_begin, days, cast, title, back, over), about=title)
        diary.put(days.at(back - 1, "14:10"), partial(_written, title, 3 if over else 2), about=title)
        diary.put(days.at(back - 1, "16:15"), partial(_read, cast, title, over), about=title)
    diary.put(days.at(0, "8:10"), _today, about="good points of today")


def _class(cast: Cast, place: str) -> SchoolClass:
    grade, name = place.split("-")
    return SchoolClass.objects.filter(school=cast.school, year=cast.roster.year).get(grade=int(grade), name=name)


def _homeroom(cast: Cast, place: str) -> Staff | None:
    held = PostHolding.objects.filter(school_class=_class(cast, place), until__isnull=True).first()
    return next((one for one in cast.staff.values() if held is not None and one.pk == held.staff_id), None)


def _lesson(days: Days, cast: Cast, place: str, n: int, back: int, kind: str, about: str) -> None:
    by = _homeroom(cast, place)
    if by is not None:
        told = Told(days.day(back), about)
        plan_lesson(
            school=cast.school, by=by, kind=kind, classes=[_class(cast, place).pk], told=told,
            token=f"demo-lesson-{place}-{n}",
        )  # fmt: skip


def _held(place: str, n: int, words: str) -> None:
    row = Lesson.objects.filter(token=f"demo-lesson-{place}-{n}").select_related("made_by").first()
    if row is not None:
        move_lesson(lesson=row, move="held", by=row.made_by, told=Told(row.day), token=f"demo-held-{n}")
        add_words(lesson=row, by=row.made_by, told=Told(words=words), token=f"demo-words-{n}")


def _begin(days: Days, cast: Cast, title: str, back: int, over: bool) -> None:
    by = _homeroom(cast, PLACE)
    if by is None:
        return
    first = days.day(back)
    new = New(title, first, first + timedelta(days=4 if over else 14), shows_writer=over)
    begin_round(school=cast.school, school_class=_class(cast, PLACE), by=by, new=new, token=f"demo-{title}")


def _round(title: str) -> Round | None:
    return Round.objects.filter(token=f"demo-{title}").select_related("key", "school", "school_class").first()


def _cards(one: Round) -> list[Card]:
    rows = one.cards.select_related("round__school", "round__key", "round__school_class", "pupil").order_by("pupil")
    return list(rows)


def _written(title: str, each: int) -> None:
    """Every child writes of the next ones in the list; a few are left out, as it happens."""
    one = _round(title)
    if one is None:
        return
    rng, cards = Random(title), _cards(one)
    said = rng.sample(KIND, len(KIND))
    left_out = {4, 11}
    for place, card in enumerate(cards):
        for step in range(1, 1 + each):
            whom = (place + step * 3) % len(cards)
            if whom == place or whom in left_out or rng.random() < 0.15:
                continue
            words, sending = said[(place * each + step) % len(said)], f"{rng.getrandbits(128):032x}"
            write_note(card=card, about=cards[whom].pupil_id, words=words, sending=sending)


def _read(cast: Cast, title: str, over: bool) -> None:
    """担任 reads: shows nearly all, refuses one, writes for those who had none (of the round that is over)."""
    one, by = _round(title), _homeroom(cast, PLACE)
    if one is None or by is None:
        return
    notes = list(waiting_for(by).filter(round=one))
    rule_on(note=notes[0], move="refuse", by=by, reason="本人と話し、書きなおすことにした。")
    show_all(round=one, by=by, notes=[note.pk for note in notes[1:]])
    if not over:
        return
    for n, each in enumerate(given for given in given_each(by, one) if given.none):
        words = TEACHER[n % len(TEACHER)]
        add_note(round=one, by=by, about=each.pupil, words=words, sending=f"demo-teacher-{n:04}")
    close_round(round=one, by=by)


def _today() -> None:
    """A few more have come in this morning and wait; one of them tells of more than it says."""
    one = _round("いいところ見つけ")
    if one is None:
        return
    cards = _cards(one)
    here = set(Enrolment.objects.filter(school_class=one.school_class_id).values_list("pupil_id", flat=True))
    cards = [card for card in cards if card.pupil_id in here and card.pupil.left_on is None]
    for n, words in enumerate((KIND[10], SPEAKS, KIND[18], KIND[4])):
        writer, whom = cards[(n * 5 + 1) % len(cards)], cards[(n * 7 + 3) % len(cards)]
        if writer is not whom:
            write_note(card=writer, about=whom.pupil_id, words=words, sending=f"demo-today-{n:08}")
