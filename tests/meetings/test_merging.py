"""Two texts are made one: no line that somebody wrote is lost, whoever wrote where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yorisoi.meetings.merging import Merged, merge

LINES = st.lists(st.sampled_from(["あ", "い", "う", "え", "お", "か", ""]), max_size=7).map("\n".join)


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "made"),
    [
        ("", "教頭が書いた", "", Merged("教頭が書いた")),
        ("", "", "主任が書いた", Merged("主任が書いた")),
        ("一\n二\n三", "一改\n二\n三", "一\n二\n三改", Merged("一改\n二\n三改")),
        ("一\n二", "一改\n二", "一\n二改", Merged("一改\n二改")),
        ("一", "一\n教頭", "一\n主任", Merged("一\n教頭\n主任", both=True)),
        ("一", "一の教頭", "一の主任", Merged("一の教頭\n一の主任", both=True)),
        ("", "abc", "abcdef", Merged("abcdef")),  # the answer to the first sending was lost
        ("一\n二\n三", "一\n三", "一\n二\n三\n四", Merged("一\n三\n四")),
        ("一\n二", "一", "一\n二改", Merged("一\n二改", both=False)),
    ],
)
def test_two_hands(base: str, theirs: str, mine: str, made: Merged) -> None:
    assert merge(base, theirs, mine).text == made.text
    assert merge(base, theirs, mine).both == made.both


@pytest.mark.requirement("O3")
@given(base=LINES, theirs=LINES, mine=LINES)
def test_no_new_line_of_either_hand_is_lost(base: str, theirs: str, mine: str) -> None:
    made = merge(base, theirs, mine).text.split("\n")
    before = set(base.split("\n"))
    for text in (theirs, mine):
        for line in set(text.split("\n")) - before - {""}:
            assert any(line in kept for kept in made)


@given(base=LINES, mine=LINES)
def test_one_hand_alone_gets_what_it_wrote(base: str, mine: str) -> None:
    assert merge(base, base, mine).text == mine
    assert merge(base, mine, base).text == mine
    assert merge(base, mine, mine).text == mine
