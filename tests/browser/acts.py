"""What the people of a school do on the way of a case, each a few presses long; the stories are told with these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.cast import SLUG, Cast
from tests.browser.stage import Actor

TOKYO = ZoneInfo("Asia/Tokyo")
CHILD, GUARDIAN, RECEIPT = (f"/s/{SLUG}/{door}/" for door in ("child", "guardian", "receipt"))
SUBCOMMITTEE, COMMITTEE, GRADE_HEADS = "小委員会を招集する", "いじめ対策委員会を開く", "学年主任者会"


def moment(days: int = 0) -> str:
    """Return a day and time as a browser's field takes it."""
    return f"{datetime.now(TOKYO) + timedelta(days=days):%Y-%m-%dT%H:%M}"


def day(days: int) -> str:
    """Return a day as a browser's field takes it."""
    return moment(days)[:10]


def number_in(text: str) -> str:
    """Return the number of a report or case in a text."""
    found = re.search(r"\d{4}-\d{4,}", text)
    assert found, text
    return found[0]


# -- reports -------------------------------------------------------------------------------------
def child_tells(child: Actor, words: str, cast: Cast) -> tuple[str, list[str]]:
    """A child goes through the steps in kana, gives the class, writes, sends. Returns number and six words."""
    page = child.go(CHILD)
    child.press("1・2ねんせい", then="いやなことや しんぱいなことが ありましたか")
    picture = page.locator("label.picture")
    picture.nth(0).click()
    child.press("つぎへ", exact=False, then="だれの ことですか")
    picture.nth(0).click()
    child.press("つぎへ", exact=False, then="いつの ことですか")
    picture.nth(0).click()
    child.press("つぎへ", exact=False, then="どこで ありましたか")
    child.press("いまは いえない", then="どんな きもちですか")
    picture.nth(1).click()
    child.press("つぎへ", exact=False, then="どの おとなと はなしたいですか")
    child.press("つぎへ", exact=False, then="なまえを かきますか")
    page.locator("select[name=class_id]").select_option(
        index=_place(page.locator("select[name=class_id] option"), cast)
    )
    child.press("つぎへ", exact=False, then="つたえたいことを かいてね")
    page.locator("textarea[name=words]").fill(words)
    child.press("つぎへ", exact=False, then="これを おくりますか")
    child.sees(words)
    child.press("おくる", then="うけとりました")
    expect(page.locator(".slip")).to_be_hidden()  # it is for the printer
    return number_in(page.locator(".receipt").inner_text()), page.locator(".receipt-words b").all_inner_texts()


def _place(options: object, cast: Cast) -> int:
    """Return where the class stands in the list: its label may be in kana, its own number is not."""
    texts: list[str] = options.all_inner_texts()  # type: ignore[attr-defined]
    return next(n for n, text in enumerate(texts) if re.search(rf"(?<!\d){cast.label}(?!\d)", text))


def guardian_tells(guardian: Actor, words: str, cast: Cast, **fields: str) -> str:
    """A guardian tells on one page. Returns the number."""
    page = guardian.go(GUARDIAN)
    page.locator("#id_narrative").fill(words)
    page.locator("#id_class_id").select_option(label=cast.class_name)
    for name, value in fields.items():
        page.locator(f"#id_{name}").fill(value)
    guardian.press("学校に送る", then="受け取りました")
    expect(page.locator(".slip")).to_be_hidden()  # it is for the printer
    return number_in(page.locator(".receipt").inner_text())


def comes_back(reporter: Actor, words: list[str]) -> None:
    """The reporter types the six words."""
    reporter.go(RECEIPT)
    reporter.fill("あいことば", " ".join(words))
    reporter.press("見る", then="受付番号")


def leaves_memo(intake: Actor, report: str, words: str) -> None:
    """情報収集担当 goes from すべきこと to the report and leaves the memo."""
    intake.duties()
    row = intake.owes("メモを残す", f"通報 {report}")
    intake.why(row)
    intake.follow("メモを書く", within=row, then=f"通報 {report}")
    intake.page.locator(".memo-form textarea").fill(words)
    intake.press("メモを残す", then="メモを残しました")


def names_children(intake: Actor, *children: str) -> None:
    """On the report's page: add children from the roster."""
    for child in children:
        intake.page.locator("#q").fill(child.split()[0])
        row = intake.page.locator("#found li").filter(has_text=child)
        intake.press("この子を加える", within=row, exact=False, then="名前の挙がっている子ども")
        expect(intake.page.locator("section[aria-labelledby=people]")).to_contain_text(child)


# -- meetings ------------------------------------------------------------------------------------
def convenes(convener: Actor, duty: str, about: str) -> str:
    """From すべきこと: call the body together as proposed. Returns the room's path."""
    convener.duties()
    row = convener.owes(duty, about)
    convener.why(row)
    convener.follow("招集する", within=row, then="招集する人")
    return calls(convener, about)


def calls(convener: Actor, about: str) -> str:
    """On the page 「会議を招集する」: press. Returns the room's path."""
    expect(convener.page.get_by_label(about).first).to_be_checked()
    # another story's committee may sit at the same time: then the page says so, and the button too
    another = convener.page.get_by_role("button", name="もう一つ招集する", exact=True).count()
    convener.press("もう一つ招集する" if another else "招集する", then="分かっていること")
    return re.sub(r"^https?://[^/]+", "", convener.page.url)


def everybody_came(recorder: Actor) -> None:
    """In the room: tap every seat, so that the quorum is there. Each tap saves."""
    boxes = recorder.page.locator("#attendance input[name=present]")
    for n in range(boxes.count()):
        boxes.nth(n).check()
    if not recorder.javascript:
        recorder.press("出席を記録する", then="定足数を満たしています")
        return
    everybody = recorder.page.locator(".quorum .figure")
    seats = (
        recorder.page.locator("#attendance .seats > li").filter(has_not_text="招待").filter(has_not_text="数えません")
    )
    expect(everybody).to_have_text(str(seats.count()))
    expect(recorder.page.locator("#attendance")).to_contain_text("定足数を満たしています")
    recorder.look()


def opens_move(recorder: Actor, move: str) -> None:
    """In the room: choose what is to be decided."""
    recorder.page.locator("a.way").filter(has_text=move).first.click()
    expect(recorder.page.locator("#decision")).to_contain_text(move)
    recorder.look()


def decides(recorder: Actor, move: str, *, then: str = "決めました", **said: str | bool) -> None:
    """In the room: choose a move, fill in its fields by their ids, take it down."""
    opens_move(recorder, move)
    fills(recorder, said)
    recorder.press(move, within=recorder.page.locator("#decision"), then=then)


def fills(recorder: Actor, said: Mapping[str, str | bool]) -> None:
    """Fill in fields of the decision: True ticks a box, "name:value" forms are chosen, other texts are typed."""
    form = recorder.page.locator("form").filter(has=recorder.page.locator("[type=submit]"))
    for name, value in said.items():
        field = form.locator(f"[name={name}]")
        if field.first.get_attribute("type") in {"radio", "checkbox"}:
            chosen = field.first if value is True else form.locator(f"[name={name}][value='{value}']").first
            chosen.check()
        else:
            field.first.fill(str(value))


def gives_role(recorder: Actor, child: str, role: str) -> None:
    """In the decision to open a case: what this child is in it."""
    row = recorder.page.locator("#roles li").filter(has_text=child)
    row.locator("select").select_option(label=role)


def makes_case(recorder: Actor, cast: Cast, *, told: str = "事案") -> str:
    """The subcommittee makes a case of the report. Returns the case's number."""
    opens_move(recorder, "いじめの疑いとして事案にする")
    gives_role(recorder, cast.victim, "被害")
    gives_role(recorder, cast.perpetrator, "加害")
    fills(recorder, {"opinion": "suspected", "reason": "本人がいやだと言っている。複数で確かめる。"})
    recorder.press("いじめの疑いとして事案にする", within=recorder.page.locator("#decision"), then="として開きました")
    found = re.search(r"事案 (\d{4}-\d{4,}) として開きました", recorder.page.locator("body").inner_text())
    assert found
    return found[1]


def fixes_minutes(chair: Actor, room: str) -> None:
    """The chair fixes the minutes of this meeting."""
    chair.go(room)
    chair.press("確定する", then="議事録を確定しますか")
    sure = chair.page.get_by_role("button", name="それでも確定する").count()
    chair.press("それでも確定する" if sure else "議事録を確定する", then="議事録を確定しました")
    chair.sees("記録の指紋")


# -- the record ----------------------------------------------------------------------------------
def records(writer: Actor, duty: str, about: str, verb: str, **said: str | bool) -> None:
    """From すべきこと to the line that does the duty: write it; it is settled by having been written."""
    writer.duties()
    row = writer.owes(duty, about)
    writer.why(row)
    row.locator("a.button").last.click()
    expect(writer.page.get_by_role("button", name=verb)).to_be_visible()
    writer.look()
    fills(writer, said)
    writer.press(verb, then="記録しました")


def writes_line(writer: Actor, case_path: str, kind: str, verb: str, **said: str | bool) -> None:
    """From the case page: write a line of some kind."""
    writer.go(f"{case_path}record/{kind}/")
    fills(writer, said)
    writer.press(verb, then="記録しました")


def opens_case(reader: Actor, case: str) -> str:
    """Find the case among the open ones; return its path."""
    reader.go("/cases/")
    reader.page.locator("a.case-card").filter(has_text=case).first.click()
    expect(reader.page.locator("h1")).to_contain_text(f"事案 {case}")
    reader.look()
    return re.sub(r"^https?://[^/]+|[?#].*$", "", reader.page.url)


# -- longer stretches, for stories that begin further on -------------------------------------------
def case_before_committee(guardian: Actor, guidance: Actor, cast: Cast, words: str) -> tuple[str, str]:
    """A guardian tells, the report becomes a case, the committee is together. Returns case and the room's path."""
    report = guardian_tells(guardian, words, cast, child_name=cast.victim)
    leaves_memo(guidance, report, "保護者からの連絡。きょうの様子を見る。")
    names_children(guidance, cast.victim, cast.perpetrator)
    convenes(guidance, SUBCOMMITTEE, f"通報 {report}")
    everybody_came(guidance)
    case = makes_case(guidance, cast)
    room = convenes(guidance, COMMITTEE, f"事案 {case}")
    everybody_came(guidance)
    return case, room


def splits_hearings(recorder: Actor, hearer: str = "") -> None:
    """The committee shares out the hearings as proposed, or gives the first one to `hearer`."""
    move = "聞き取りを分担し、事実を確かめる"
    opens_move(recorder, move)
    if hearer:
        choices = recorder.page.locator("[name=staff_0] option").all_inner_texts()
        recorder.page.locator("[name=staff_0]").select_option(label=next(c for c in choices if c.startswith(hearer)))
    fills(recorder, {"care": "担任が毎日声をかける", "next_work": "聞き取りをまとめる", "reason": "まず本人から聞く"})
    recorder.press(move, within=recorder.page.locator("#decision"), then="決めました")


def hears_victim(homeroom: Actor, case: str, words: str) -> None:
    """担任 records what the child said."""
    duty, verb = "被害児童から話を聞く", "聞き取りを記録する"
    records(homeroom, duty, f"事案 {case}", verb, flag="heard", body_words=words)


def recognises(recorder: Actor) -> None:
    """The committee recognises bullying: the three elements from the child's standpoint."""
    said: dict[str, str | bool] = {"relation": "yes", "act": "yes", "distress": "felt", "child_words": "「いやだった」"}
    decides(recorder, "いじめと認知する", **said, reason="本人が苦痛を感じている")


def plans(recorder: Actor, care: str = "SCが週に一度話を聞く") -> None:
    """The committee fixes care, goals, and the dates as proposed."""
    decides(
        recorder,
        "ケア・指導・目標を決める",
        care=care,
        short_goal="行為を止める",
        long_goal="安心して過ごせる",
        next_work="様子を持ち寄る",
        reason="緊急に決める",
    )
