"""The demo's 元気アンケート: three rounds of the year, answered by everybody, read by two, the last one still being read."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from yorisoi.care.following import from_reading
from yorisoi.care.models_interviews import Interview
from yorisoi.care.sheets import Talked, hold_interview
from yorisoi.demo.cast import Cast
from yorisoi.demo.days import Days
from yorisoi.demo.diary import Diary
from yorisoi.journal import clock
from yorisoi.policy.deadlines import TOKYO
from yorisoi.policy.edition import edition
from yorisoi.schools.calendar import school_year
from yorisoi.schools.models import SchoolClass, Staff
from yorisoi.surveys.actions import close_round, open_round, plan_round
from yorisoi.surveys.models import ANONYMOUS, CHOICE, NAMED, Card, ReadingItem, Round
from yorisoi.surveys.queries import may_read_item, reading_items_for
from yorisoi.surveys.reading import end_in_interview, end_in_report, judge_words, read_item, readers_missing
from yorisoi.surveys.receiving import receive
from yorisoi.surveys.receiving_many import Sending, receive_many

# days ago, what chance is drawn from, mode; stage and title come from the day on which a round opens
ROUNDS = (
    (105, "元気アンケート（ステージ2）", NAMED),
    (45, "元気アンケート（ステージ4）", ANONYMOUS),
    (2, "元気アンケート（ステージ5）", CHOICE),
)
ABSENT = 40  # one child in so many has not answered
WAITING = (1, 6)  # places in the list of the last round whose answers still wait for a reader
WORDS = (
    "休み時間にドッジボールをするのがたのしいです。",
    "そうじの時間に、ぼくだけ いつも重いつくえをはこばされます。",
    "ともだちが ノートに わる口を書かれていました。",
    "せきがえを してほしいです。",
    "先生の話がおもしろいです。",
    "きゅうしょくのとき、つくえを はなされます。",
)
GLAD = frozenset({0, 3, 4})


def life(diary: Diary, days: Days, cast: Cast) -> None:
    """Put the three rounds down."""
    for back, seed, mode in ROUNDS:
        _put(diary, days, cast, back, seed, mode)


def _put(diary: Diary, days: Days, cast: Cast, back: int, seed: str, mode: str) -> None:
    """One round: opened two days before, answered in the lesson, read the day after, closed when all is read."""
    held: list[Round] = []
    over = back > 10
    rng = Random(seed)
    title = f"元気アンケート（{days.day(back).month}月）"
    diary.put(days.at(back + 2, "16:10"), lambda: held.append(_open(days, cast, back, title, mode)), about=title)
    diary.put(days.at(back, "8:50"), lambda: _answer(held[0], rng, mode), about=title)
    diary.put(days.at(back - 1, "15:40"), lambda: _read(held[0], cast, whole=over), about=title)
    if not over:
        diary.put(days.at(0, "8:05"), lambda: _one_report(held[0], cast), about=title)
    if over:
        diary.put(days.at(back - 2, "16:40"), lambda: close_round(round=held[0], by=cast.staff["sg"]), about=title)


def _open(days: Days, cast: Cast, back: int, title: str, mode: str) -> Round:
    year = school_year(days.day(back))
    stage = edition(cast.school.edition).plan.stage_on(days.day(back), year)
    classes = SchoolClass.objects.filter(school=cast.school, year=year)
    opens = datetime.combine(days.day(back), time(8, 30), TOKYO)
    one = plan_round(
        school=cast.school, by=cast.staff["sg"], title=title, mode=mode, stage=stage.number if stage else 0, opens_at=opens,
        closes_at=opens + timedelta(days=3 if back > 10 else 14), parts={each.pk: None for each in classes},
    )  # fmt: skip
    return open_round(round=one, by=cast.staff["sg"])


def _answer(one: Round, rng: Random, mode: str) -> None:
    """Everybody who is there answers in the lesson."""
    cards = Card.objects.filter(round=one).select_related(
        "round__school", "round__key", "part__questionnaire", "school_class", "key", "pupil"
    )
    sent = []
    for card in cards.order_by("school_class", "pupil"):
        if rng.randrange(ABSENT) == 0:
            continue
        nameless = rng.random() < 0.6 if mode == CHOICE else None
        sent.append(Sending(card, f"{rng.getrandbits(128):032x}", _said(card, rng), nameless))
    if not all(receive_many(sent)):
        raise RuntimeError("the demo's children answer in plain words")


def _said(card: Card, rng: Random) -> dict[str, Any]:
    """Return what a child says: mostly well, some hurt, few gravely, some words."""
    sheet = card.part.questionnaire.read
    hurt = rng.random() < 0.09
    usual: dict[str, Any] = {
        "school_fun": rng.choices(("very", "mostly", "little"), (6, 3, 1))[0], "breaks": "friends", "hurt": "no",
        "going_on": "none", "told": ["nothing"], "saw": "no", "did": "no", "talk_to": ["nobody"], "withhold": ["nobody"],
        "distress": rng.randrange(3), "school_days": "no", "body": ["well"], "wish": ["nothing"],
    }  # fmt: skip
    if hurt:
        usual |= {
            "school_fun": "little", "hurt": rng.choice(("once", "once", "many")), "going_on": rng.choice(("stopped", "stopped", "yes")),
            "forms": [rng.choice(("teasing", "exclusion", "light_hitting", "property"))], "who": ["some_class"], "told": ["family"],
            "distress": rng.randrange(3, 8), "talk_to": [rng.choice(("homeroom", "nurse", "nobody"))],
        }  # fmt: skip
    elif rng.random() < 0.03:
        usual |= {"saw": "yes"}
    if rng.random() < 0.05:
        usual["words"] = WORDS[rng.randrange(len(WORDS))]
    return {item.code: usual[item.code] for item in sheet.items if item.code in usual}


def _read(one: Round, cast: Cast, *, whole: bool) -> None:
    """Two adults read, one of them not the 担任. Of the round that still runs, a few that are not grave still wait."""
    homes = {
        row.school_class_id: person for person in cast.staff.values() for row in person.holdings if row.school_class_id
    }
    items = sorted(ReadingItem.objects.filter(round=one).select_related("key"), key=_content)
    for n, item in enumerate(items):
        if not whole and n in WAITING and not item.grave:
            continue
        item.refresh_from_db()
        for reader in (homes[item.school_class_id], cast.staff["nu"], cast.staff["sg"], cast.staff["vp"]):
            if not may_read_item(reader, item):
                continue
            if not item.outcome:
                _decide(item, reader)
            else:
                read_item(item=item, by=reader)
            item.refresh_from_db()
            if item.outcome and not any(readers_missing(item)):
                break


def _content(item: ReadingItem) -> tuple[Any, ...]:
    """Return what orders items: what they say. Ids of what carries no name are chance, and so would its order be."""
    said = item.text("words")
    return item.school_class_id, item.kind, item.rules, item.due_at, item.pupil_id or 0, item.item, said


def _decide(item: ReadingItem, reader: Staff) -> None:
    if item.kind == "text" and item.data("words")["text"] in {WORDS[each] for each in GLAD}:
        judge_words(item=item, by=reader, alarming=False, reason="困りごとではない。")
    else:
        end_in_interview(item=item, by=reader, interview=_talk(item, reader))


def _talk(item: ReadingItem, reader: Staff) -> str:
    """Hold the interview at once, or name its day where the answer carries no name and the class is talked with."""
    if item.pupil is None:
        return f"on:{clock.now().astimezone(TOKYO):%Y-%m-%dT%H:%M}"
    row = Interview.objects.get(pk=from_reading(pupil=item.pupil, item=item, by=reader, at=None))
    talked = Talked(
        bullying="no", school_going="no", child_words="いまは だいじょうぶ。", adult_view="落ち着いて話していた。",
        outcome="nothing", reason="答えのわけを聞いた。いまは困っていないと話した。",
    )  # fmt: skip
    if row.ended_at is None:
        hold_interview(interview=row, by=row.adult, talked=talked)
    return str(row.pk)


def _one_report(one: Round, cast: Cast) -> None:
    """A child who was away answers this morning; 生徒指導主任 makes a report of it, so that today's clock runs on it."""
    away = Card.objects.filter(round=one, answered=False, school_class__grade__gte=3).select_related(
        "round__school", "round__key", "part__questionnaire", "school_class", "key", "pupil"
    )
    card = away.order_by("school_class", "pupil").first()
    if card is None:
        return
    rng = Random(one.title)
    said = _said(card, rng) | {"hurt": "many", "going_on": "yes", "forms": ["exclusion"], "who": ["some_class"]}
    receive(card=card, sending=f"{rng.getrandbits(128):032x}", answers=said, nameless=False)
    reader = cast.staff["sg"]
    items = reading_items_for(reader).filter(round=one, pupil=card.pupil, grave=True, outcome="")
    item = items.order_by("kind", "item", "rules").first()
    if item is not None:
        read_item(item=item, by=reader)
        end_in_report(item=item, by=reader, words="朝のうちに読んだ。今日の小委員会で話し合う。")
