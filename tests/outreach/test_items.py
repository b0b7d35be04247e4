"""An item of 学校だより: two people at one text, what is refused, what was approved stays word for word."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.outreach import acts
from tests.properties.effort import lives
from tests.surveys import acts as surveys
from yorisoi.journal import clock
from yorisoi.journal.models import Event
from yorisoi.outreach.actions import Closed, Conflict, add_figure, begin_item, save_item, show_online, take_move
from yorisoi.outreach.checking import examine
from yorisoi.outreach.figures import TooFew, follow_on, take_interviews, take_plan, take_survey
from yorisoi.outreach.models import Approval, Figure, Item, ItemStep, Version
from yorisoi.policy.flow import NoSuchMove, NotYet
from yorisoi.policy.outreach_flow import OUTREACH_FLOW
from yorisoi.policy.small import SMALL
from yorisoi.surveys.actions import close_round
from yorisoi.surveys.models import ReadingItem

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("P3")
def test_from_a_template_to_every_home(people: Any) -> None:
    token = "one-press-" + "x" * 20
    rows = {begin_item(school=people.school, by=people.homeroom, template="start", token=token).pk for _ in range(2)}
    row = acts.again(Item.objects.get(pk=rows.pop()))
    assert people.school.name in row.data("words")["body"]
    take_move(item=row, move="submit", by=people.homeroom, mark=acts.mark(row))
    with pytest.raises(PermissionDenied):
        take_move(item=row, move="approve", by=people.guidance_head, mark=acts.mark(row), address=acts.ADDRESS)
    take_move(item=row, move="approve", by=people.principal, mark=acts.mark(row), address=acts.ADDRESS)
    with pytest.raises(NoSuchMove):
        take_move(item=row, move="approve", by=people.principal, mark=acts.mark(row), address=acts.ADDRESS)
    told = Approval.objects.get(item=row)
    assert (told.by, told.version.number) == (people.principal, 1)
    said = told.content
    for wanted in ("すぐに学校へ", "0120-0-78310", acts.ADDRESS, "その日のうちに"):
        assert wanted in said  # the call, the helplines, the doors: nobody wrote them, nobody left them out
    take_move(item=row, move="issue", by=people.principal)
    row = acts.again(row)
    assert (row.state, row.online, row.issued_on is not None) == ("issued", False, True)
    show_online(item=row, by=people.vice_principal, online=True)
    take_move(item=row, move="withdraw", by=people.principal, reason="書き誤り")
    row = acts.again(row)
    assert (row.state, row.online) == ("withdrawn", False)
    events = list(Event.objects.filter(event__startswith="outreach.").order_by("pk").values_list("event", flat=True))
    assert [one.partition(".")[2] for one in events] == [
        "begun", "version", "submit", "approve", "issue", "online", "withdraw",
    ]  # fmt: skip
    assert Approval.objects.get(item=row).content == said


@pytest.mark.requirement("P3")
@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("髙﨑子さんが、友達のよいところを見つけてくれました。うれしいことです。", "no_child"),
        ("先日、𠮷田くんが、友達のよいところを見つけてくれました。うれしいことです。", "no_child"),
        ("今学期、いじめは3件ありました。すべて解消に向けて取り組んでいます。", "no_cases"),
        ("いやなことがあったと答えた子は、全校で三人でした。話を聞いています。", "no_small"),
        ("3年1組の女子が、勇気を出して話してくれたことから、対応が始まりました。", "no_personal"),
        ("困ったときは、担任の携帯090-1234-5678まで、いつでもお電話ください。", "no_personal"),
        ("短い", "written"),
    ],
)
def test_what_does_not_go_out(people: Any, body: str, rule: str) -> None:
    row = acts.written(people, body=body)
    with pytest.raises(NotYet) as refusal:
        take_move(item=row, move="submit", by=people.homeroom, mark=acts.mark(row))
    assert [need.name for need in refusal.value.needs] == [rule]
    assert acts.again(row).state == "draft"


def test_a_name_in_the_title_and_a_child_who_left(people: Any) -> None:
    child = people.victim
    found = examine(people.school, {"title": f"{child.family_name}{child.given_name}さんの発表", "body": ""})
    assert [one.need.name for one in found] == ["no_child"]
    child.given_name, child.given_kana = "はる", "ハル"
    child.save()
    named = {"title": "はるちゃんのことば", "body": "はる休みのすごし方。みなさん、お子さん、たくさん。"}
    assert examine(people.school, named)[0].words == ("はるちゃん",)
    assert examine(people.school, named | {"title": "はる休み"}) == []


@pytest.mark.requirement("P3")
def test_two_people_never_write_over_each_other(people: Any) -> None:
    row = acts.begun(people)
    opened = acts.mark(row)
    mine = {"title": "担任の題", "body": acts.BODY, "figures": {}}
    save_item(item=row, by=people.homeroom, typed=mine, before=opened, leave=False)
    theirs = {"title": "主任の題", "body": acts.BODY, "figures": {}}
    with pytest.raises(Conflict) as conflict:
        save_item(item=row, by=people.guidance_head, typed=theirs, before=opened)
    assert conflict.value.now["title"] == "担任の題"
    assert acts.again(row).data("words")["title"] == "担任の題"
    save_item(item=row, by=people.guidance_head, typed=theirs, before=acts.mark(row))  # having seen it
    texts = []
    for version in Version.objects.filter(item=row).select_related("by"):
        version.item = acts.again(row)
        texts.append((version.number, version.data("words")["title"], version.by))
    assert texts == [(1, "担任の題", people.homeroom), (2, "主任の題", people.guidance_head)]
    with pytest.raises(NotYet) as refusal:  # what is handed in is what was read
        take_move(item=row, move="submit", by=people.homeroom, mark=opened)
    assert refusal.value.needs[0].name == "same_text"
    take_move(item=row, move="submit", by=people.homeroom, mark=acts.mark(row))
    with pytest.raises(Closed):
        save_item(item=row, by=people.homeroom, typed=mine, before=acts.mark(row))


@pytest.mark.requirement("P3")
def test_the_approver_is_another_and_reads_the_text(people: Any) -> None:
    row = acts.waiting(people, by=people.principal)
    with pytest.raises(NotYet) as refusal:
        take_move(item=row, move="approve", by=people.principal, mark=acts.mark(row), address=acts.ADDRESS)
    assert [need.name for need in refusal.value.needs] == ["another"]
    with pytest.raises(NotYet):
        take_move(item=row, move="approve", by=people.vice_principal, mark="another text", address=acts.ADDRESS)
    take_move(item=row, move="approve", by=people.vice_principal, mark=acts.mark(row), address=acts.ADDRESS)
    with pytest.raises(NotYet):
        take_move(item=row, move="reopen", by=people.principal, reason=" ")
    take_move(item=row, move="reopen", by=people.principal, reason="日付を直す")
    new = {**acts.again(row).data("words"), "title": "直した題"}
    save_item(item=row, by=people.homeroom, typed=new, before=acts.mark(row))
    take_move(item=row, move="submit", by=people.homeroom, mark=acts.mark(row))
    take_move(item=row, move="approve", by=people.principal, mark=acts.mark(row), address=acts.ADDRESS)
    assert [one.told["title"] for one in Approval.objects.filter(item=row)] == ["いっしょに見守る", "直した題"]
    changes: list[tuple[Any, dict[str, Any]]] = [
        (Approval, {"content": "{}"}), (Version, {"number": 9}), (ItemStep, {"move": "issue"}), (Item, {"year": 1}),
    ]  # fmt: skip
    for rows, values in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.objects.update(**values)


@pytest.fixture
def closed(people: Any, make_pupil: Any) -> Any:
    """A round of eleven answers, closed: seven find school great fun, three mostly, one little."""
    children = [people.victim, people.perpetrator, people.witness]
    children += [make_pupil(people.school, people.class31) for _n in range(8)]
    one = surveys.opened(people)
    for n, child in enumerate(children):
        surveys.answer(
            one, child, {**surveys.FINE, "school_fun": "very" if n < 7 else "mostly" if n < 10 else "little"}
        )
    return close_round(round=one, by=people.principal)


@pytest.mark.requirement("P3", "D4")
def test_counts_of_a_survey_are_taken_once(people: Any, closed: Any, other_school: Any, make_staff: Any) -> None:
    with pytest.raises(PermissionDenied):
        take_survey(round_=closed, by=people.homeroom)
    with pytest.raises(PermissionDenied):
        take_survey(round_=closed, by=make_staff(other_school, "principal"))
    figure = take_survey(round_=closed, by=people.guidance_head)
    assert take_survey(round_=closed, by=people.principal) == figure
    told = figure.told
    assert told["people"] == 11
    cells = {row["code"]: row["cells"] for row in told["rows"]}
    fun = [count for _word, count in cells["school_fun"] if count != 0]
    assert all(count is None for count in fun)  # 3 and 1 of 11: the sum would leave them with little doubt
    assert "withhold" not in cells
    assert "talk_to" not in cells
    row = acts.begun(people)
    add_figure(item=row, by=people.homeroom, figure=figure)  # once taken, whoever writes may show them
    text = acts.again(row).data("words")
    assert list(text["figures"]) == [str(figure.pk)]
    text |= {"title": "結果", "body": "答えた子は11人です。そのうち7人が、とても楽しいと答えました。"}
    assert [one.need.name for one in examine(people.school, text)] == ["from_table"]  # 7 stands in no table
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(
            school=people.school, kind="survey", ref=figure.ref, serial=2, year=2026, label="x", content="{}",
            at=figure.at, by=people.principal,
        )  # fmt: skip
    foreign = Figure(pk=figure.pk, school=other_school)
    with pytest.raises(PermissionDenied):
        add_figure(item=row, by=people.homeroom, figure=foreign)


def test_too_few_and_nothing_done(people: Any) -> None:
    one = surveys.opened(people)
    surveys.answer(one, people.victim)
    one = close_round(round=one, by=people.principal)
    with pytest.raises(TooFew):
        take_survey(round_=one, by=people.principal)
    with pytest.raises(TooFew):
        take_plan(school=people.school, by=people.homeroom)
    with pytest.raises(TooFew):
        take_interviews(school=people.school, code="stage2", by=people.principal)
    with pytest.raises(PermissionDenied):
        take_interviews(school=people.school, code="stage2", by=people.homeroom)
    assert not Figure.objects.exists()


@pytest.mark.requirement("P3", "D4")
@settings(max_examples=lives(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_successive_items_never_tell_of_few(people: Any, counts: list[int]) -> None:
    """Whatever a number does from month to month, no two items show it apart by one to four."""
    with transaction.atomic():
        shown = set()
        for count in counts:
            try:
                figure = follow_on(people.school, people.principal, "interviews", "2026:x", count, label="面談")
            except TooFew:
                continue
            shown.add(json.loads(figure.content)["rows"][0]["cells"][0][1])
        children = 3  # how many there are is known as well
        told = [*shown, children]
        assert not any(0 < abs(one - other) < SMALL for one in told for other in told)
        assert not any(0 < one < SMALL for one in shown)
        transaction.set_rollback(True)


@pytest.mark.requirement("P3")
@settings(max_examples=lives(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tries=st.lists(st.tuples(st.sampled_from(sorted(OUTREACH_FLOW.names())), st.integers(0, 4)), max_size=14))
def test_no_way_leads_out_without_a_managers_approval(people: Any, tries: list[tuple[str, int]]) -> None:
    """Whoever presses whatever in whatever order: what is out was approved by a manager who did not hand it in."""
    hands = [people.homeroom, people.guidance_head, people.vice_principal, people.principal, people.nurse]
    with transaction.atomic():
        row = acts.written(people)
        for name, who in tries:
            try:
                take_move(
                    item=row, move=name, by=hands[who], mark=acts.mark(row), reason="わけ", address=acts.ADDRESS
                )  # fmt: skip
            except (NoSuchMove, NotYet, PermissionDenied):
                continue
        row = acts.again(row)
        steps = list(row.steps.order_by("at", "pk"))
        if row.state in ("approved", "issued"):
            approval = next(step for step in reversed(steps) if step.move == "approve")
            handed = next(step for step in reversed(steps) if step.move == "submit")
            assert approval.by in (people.principal, people.vice_principal)
            assert approval.by != handed.by
            assert Approval.objects.filter(item=row, version=approval.version).exists()
        transaction.set_rollback(True)


@pytest.mark.requirement("P3")
def test_everything_was_read_is_said_only_when_it_was(people: Any) -> None:
    said = "二人以上の教職員がすべて読みました"

    def begun(token: str) -> str:
        row = begin_item(school=people.school, by=people.homeroom, template="survey", token=token)
        return str(row.data("words")["body"])

    assert said not in begun("no round at all")
    one = surveys.opened(people)
    surveys.answer(one, people.victim, surveys.GRAVE)
    (item, *more) = surveys.items(one)
    assert said not in begun("still open")
    type(one).objects.filter(pk=one.pk).update(state="closed", closed_at=clock.now(), closed_by=people.principal)
    assert said not in begun("closed, not read")
    ReadingItem.objects.filter(pk__in=[item.pk, *(row.pk for row in more)]).update(
        closed_at=clock.now(),
        outcome="committee",
        outcome_at=clock.now(),
        outcome_by=people.principal,
        meeting=surveys.sitting(people),
    )
    assert said in begun("closed and read")
