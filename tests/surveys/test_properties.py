"""Whatever is answered: answers in are answers stored, and what alarms is decided or open (E1, E2)."""

from __future__ import annotations

import contextlib
import json
import secrets
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.makers import many_pupils
from tests.surveys import acts
from yorisoi.duties.models import OPEN, Duty
from yorisoi.policy.alarms import BadAnswers, alarms, checked
from yorisoi.policy.edition import edition
from yorisoi.policy.flow import NotYet
from yorisoi.policy.questionnaire import CANNOT, Questionnaire, shipped, shipped_names, with_forms
from yorisoi.policy.questionnaire_reader import read
from yorisoi.surveys.actions import close_round
from yorisoi.surveys.models import Pool, ReadingItem, Sheet
from yorisoi.surveys.queries import reading_items_for
from yorisoi.surveys.reading import end_in_interview, end_in_report, judge_words, read_item
from yorisoi.surveys.receiving import receive

FORMS = edition("mihon-nishi").forms
SHEETS = {name: read(with_forms(shipped(name), FORMS)) for name in shipped_names()}
MIDDLE = SHEETS["middle"]
WORDS = st.sampled_from(["", "きゅうしょく", "しにたい", "担任田先生が見ていない", "=1+1", "😀" * 3, "あ\r\nい", " "])
SOME = settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a failing school is small enough as it is
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def answers_to(sheet: Questionnaire) -> st.SearchStrategy[dict[str, Any]]:
    """Any answers that a page of this questionnaire can send."""
    by_item: dict[str, st.SearchStrategy[Any]] = {}
    for item in sheet.items:
        if item.kind == "text":
            one: st.SearchStrategy[Any] = WORDS
        elif item.several:
            one = st.lists(st.sampled_from(item.codes), unique=True, max_size=3)
        else:
            one = st.sampled_from(item.codes)
        by_item[item.code] = st.one_of(one, st.just(CANNOT))
    return st.fixed_dictionaries({}, optional=by_item)


@given(st.data())
def test_checked_answers_are_checked_again_to_the_same(data: st.DataObject) -> None:
    sheet = data.draw(st.sampled_from(list(SHEETS.values())))
    said = checked(sheet, data.draw(answers_to(sheet)))
    assert checked(sheet, said) == said
    assert json.loads(json.dumps(said, ensure_ascii=False)) == said


POSTED = st.one_of(
    st.text(max_size=8), st.integers(), st.lists(st.text(max_size=3)), st.none(), st.booleans(), st.floats()
)


@given(st.data(), POSTED)
def test_whatever_is_posted_is_checked_or_refused_and_never_breaks(data: st.DataObject, value: Any) -> None:
    sheet = data.draw(st.sampled_from(list(SHEETS.values())))
    item = data.draw(st.sampled_from([*(item.code for item in sheet.items), "never_asked"]))
    said: dict[str, Any] = {}
    with contextlib.suppress(BadAnswers):
        said = checked(sheet, {item: value})
    alarms(sheet, said)
    assert set(said) <= {item}


@given(answers_to(MIDDLE))
def test_every_word_and_every_alarm_says_why(given_answers: dict[str, Any]) -> None:
    said = checked(MIDDLE, given_answers)
    found = alarms(MIDDLE, said)
    assert all(rule.say for rule in found.rules)
    assert set(found.words) == {code for code, value in said.items() if code == "words" and value != CANNOT}
    if said.get("hurt") == "many" and said.get("going_on") == "yes":
        assert found.grave


@pytest.mark.django_db
@pytest.mark.requirement("E1", "E2")
@SOME
@given(
    mode=st.sampled_from(["named", "anonymous", "choice"]),
    given_answers=st.lists(st.tuples(answers_to(MIDDLE), st.booleans(), st.booleans()), min_size=1, max_size=5),
    ends=st.lists(st.sampled_from(["report", "interview", "calm", "alarm", "read", ""]), min_size=1, max_size=6),
)
def test_answers_in_are_answers_stored_and_nothing_alarming_is_lost(
    people: Any, mode: str, given_answers: list[tuple[dict[str, Any], bool, bool]], ends: list[str]
) -> None:
    children = many_pupils(people.school, people.class31, [f"児{secrets.token_hex(3)}" for _one in given_answers])
    one = acts.opened(people, mode)
    stored: Counter[str] = Counter()
    alarming = 0
    for child, (answers, resend, nameless) in zip(children, given_answers, strict=True):
        sending = secrets.token_hex(16)
        choice = nameless if mode == "choice" else None
        for _try in range(2 if resend else 1):
            receive(card=acts.card(one, child), sending=sending, answers=answers, nameless=choice)
        said = checked(MIDDLE, answers)
        stored[json.dumps(said, sort_keys=True)] += 1
        found = alarms(MIDDLE, said)
        alarming += bool(found.rules) + len(found.words)
    held = [sheet.data("answers") for sheet in Sheet.objects.filter(round=one).select_related("key")]
    for pool in Pool.objects.filter(round=one).select_related("key"):
        held += [sheet["answers"] for sheet in json.loads(pool.text("sheets") or "[]")]
    assert Counter(json.dumps(said, sort_keys=True) for said in held) == stored
    assert ReadingItem.objects.filter(round=one).count() == alarming
    _read(people, one, ends)
    decided = ReadingItem.objects.filter(round=one).exclude(outcome="").count()
    undecided = ReadingItem.objects.filter(round=one, outcome="").count()
    assert decided + undecided == alarming
    open_items = set(ReadingItem.objects.filter(round=one, closed_at__isnull=True).values_list("pk", flat=True))
    mine = ReadingItem.objects.filter(round=one).values("pk")
    ends_owed = Duty.objects.filter(OPEN, subject_id__in=mine, name__startswith="survey_end")
    assert set(ends_owed.values_list("subject_id", flat=True)) == open_items  # what is open is owed, and nothing else
    owed = Duty.objects.filter(OPEN, subject_id__in=mine)
    assert set(owed.values_list("subject_id", flat=True)) == open_items
    if ReadingItem.objects.filter(round=one, closed_at__isnull=True).exists():
        with pytest.raises(NotYet):
            close_round(round=one, by=people.guidance_head)
    else:
        close_round(round=one, by=people.guidance_head)


def _read(people: Any, one: Any, ends: list[str]) -> None:
    """Adults read, each item in its way, as far as they get."""
    for n, item in enumerate(acts.items(one)):
        item.refresh_from_db()
        if item.outcome:
            continue
        everybody = (people.guidance_head, people.vice_principal, people.principal, people.nurse, people.homeroom)
        first, second, *_more = [reader for reader in everybody if reading_items_for(reader).filter(pk=item.pk)]
        end = ends[n % len(ends)]
        if end == "report":
            end_in_report(item=item, by=first)
        elif end == "interview":
            end_in_interview(item=item, by=first, interview="1")
        elif end in {"calm", "alarm"} and item.kind == "text":
            judge_words(item=item, by=first, alarming=end == "alarm", reason="読んだ")
        if end and reading_items_for(second).filter(pk=item.pk):
            read_item(item=item, by=second)
