"""What may stand in a text for every home, small numbers over successive items, and the way of an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.outreach.words import templates, texts
from yorisoi.policy.flow import NoSuchMove
from yorisoi.policy.outreach_flow import APPROVERS, OUTREACH_FLOW, RULES, ItemFacts, ItemState
from yorisoi.policy.outreach_text import foreign_numbers, personal_words, small_numbers
from yorisoi.policy.small import SMALL, hide_beside_sum, hide_small, may_follow
from yorisoi.prevention.naming import counts_cases


def _splits(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _splits(total - first, cells - 1):
            yield (first, *rest)


@pytest.mark.requirement("P3")
def test_nobody_who_knows_the_rule_and_the_sum_finds_a_small_cell() -> None:
    """For every row of three answers: of what is hidden and small, more than one number fits what is shown."""
    for total in range(SMALL, 22):
        alike: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
        for counts in _splits(total, 3):
            alike[tuple(hide_beside_sum(dict(enumerate(counts))).values())].append(counts)
        for shown, possible in alike.items():
            for place, cell in enumerate(shown):
                fits = {counts[place] for counts in possible}
                assert cell is not None or len(fits) > 1 or min(fits) >= SMALL, (shown, possible)


def test_two_ones_are_not_told_by_the_rest() -> None:
    counts = {"yes": 198, "no": 1, "dont": 1}  # 200 − 198 = 2: one and one
    assert set(hide_small(counts).values()) == {None}
    assert set(hide_beside_sum(counts).values()) == {None}
    assert hide_beside_sum({"a": 50, "b": 3, "c": 9, "d": 0}) == {"a": 50, "b": None, "c": None, "d": 0}
    assert hide_beside_sum({"a": 50, "b": 9}) == {"a": 50, "b": 9}


@pytest.mark.requirement("P3")
@given(st.lists(st.integers(0, 60), max_size=12))
def test_two_numbers_told_of_one_thing_never_differ_by_few(counts: list[int]) -> None:
    told: list[int] = []
    for count in counts:
        if may_follow(told, count):
            told.append(count)
    assert not any(0 < abs(one - other) < SMALL for one in told for other in told)
    assert not any(0 < one < SMALL for one in told)


@pytest.mark.requirement("P3")
@pytest.mark.parametrize(
    "text",
    [
        "相談したい子は3人いました。", "いやなことがあったと答えた三名には", "４人が書いてくれました",
        "数名の児童から聞きました",
        "200人中198人が「ない」と答えました", "200人のうち、196人が", "ひとりの子が打ち明けてくれました",
        "一人の児童が", "２%の子",
        "99%が楽しいと答えた", "0.5パーセント",
    ],
)  # fmt: skip
def test_small_numbers_are_found(text: str) -> None:
    assert small_numbers(text, base=200)


@pytest.mark.parametrize(
    "text",
    [
        "一人で悩まないでください。一人ひとりを大切に。一人の子も見のがさない。",
        "二人以上の教職員がすべて読みました", "120人が楽しいと答えた",
        "名前を書かなくても", "3年生", "100%", "85%の子が", "いくつかの声", "200人中190人",
    ],
)  # fmt: skip
def test_what_counts_no_child_may_stand(text: str) -> None:
    assert small_numbers(text, base=200) == []


@pytest.mark.parametrize(
    "text", ["Aさんは", "Ｂくんが", "3年2組の女子が", "６年１組のある男子", "被害児童の保護者", "hana@example.jp"]
)
def test_words_about_one_child_are_found(text: str) -> None:
    assert personal_words(text)


def test_numbers_of_no_table_are_found() -> None:
    assert foreign_numbers("120人と、八十人と、7人", {120, 80}) == ["7人"]
    assert foreign_numbers("二人以上の教職員で、一人で悩まない", {120}) == []
    assert personal_words("3年2組の子どもたちの学級活動。PTAさん。被害を受けた子を守る。") == []


@pytest.mark.requirement("P3")
def test_every_ready_text_passes_its_own_rules() -> None:
    for one in templates().values():
        said = one.filled("見本市立西小学校", "第4ステージ")
        text = f"{said['title']}{said['body']}"
        assert "{" not in text
        assert (small_numbers(text, 30), personal_words(text), counts_cases(text)) == ([], [], False), one.code
    for rows in texts()["handout"]["signs_rows"].values():
        assert len(rows) == 6
        assert [small_numbers(row, 30) + personal_words(row) for row in rows] == [[]] * 6


@pytest.mark.requirement("P3")
def test_nothing_goes_out_past_the_managers() -> None:
    to_homes = [arrow for arrow in OUTREACH_FLOW.moves if arrow.target in (ItemState.APPROVED, ItemState.ISSUED)]
    assert {arrow.name for arrow in to_homes} == {"approve", "issue"}
    for arrow in to_homes:
        assert arrow.by == frozenset({"principal", "vice_principal"}) == frozenset(APPROVERS)
    for name in ("submit", "approve"):
        arrow = OUTREACH_FLOW.move(name)
        whole = ItemFacts("題", "本文は二十字より長く書いてあります。これで足ります。")
        assert arrow.unmet(whole) == ()
        for rule in RULES:
            wrong = ItemFacts(whole.title, whole.body, frozenset({rule.name}))
            assert arrow.unmet(wrong) == (rule,)
    with pytest.raises(NoSuchMove):
        OUTREACH_FLOW.find(ItemState.DRAFT, "issue")
    assert set(OUTREACH_FLOW.reachable()) == set(ItemState)
