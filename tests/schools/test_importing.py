"""The import against the register: a second time changes nothing, nobody is deleted, only ticked children leave."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.conftest import build_school
from tests.makers import staff_maker
from yorisoi.journal import keys
from yorisoi.journal.models import Event
from yorisoi.policy.roles import Post
from yorisoi.schools.calendar import school_year, today
from yorisoi.schools.importing import PlanChanged, apply_plan, preview
from yorisoi.schools.models import Enrolment, Pupil, School, Staff
from yorisoi.schools.roster import Row, read

HEADER = "学年,組,番号,氏名,ふりがな,生年月日,児童番号,保護者氏名,続柄,電話,備考\n"
YEAR = school_year(today())
FAMILIES = ["髙﨑", "𠮷田", "葛\U000e0100城", "佐藤", "サトウ", "=危険"]


def rows_of(*lines: str) -> list[Row]:
    """Read lines under the usual header."""
    return read((HEADER + "\n".join(lines) + "\n").encode())


@pytest.fixture
def head(school: School, make_staff: Callable[..., Staff]) -> Staff:
    """The vice principal."""
    return make_staff(school, Post.VICE_PRINCIPAL)


def take(school: School, by: Staff, *lines: str, leaving: set[int] | None = None) -> None:
    """Import lines."""
    apply_plan(school=school, rows=rows_of(*lines), year=YEAR, leaving=leaving or set(), by=by)


def listed(*lines: str) -> list[Row]:
    """Read lines of a list with accounts."""
    return read(("学年,組,番号,氏名,アカウント\n" + "\n".join(lines) + "\n").encode("cp932"))


def test_accounts_are_taken_in_and_belong_to_one_child(school: School, head: Staff) -> None:
    rows = listed("1,1,1,佐藤 花,Hana@edu.jp", "1,1,2,林 子,ｈａｙａｓｈｉ@edu.jp", "1,1,3,森 子,")
    apply_plan(school=school, rows=rows, year=YEAR, leaving=set(), by=head)
    assert list(Pupil.objects.order_by("pk").values_list("account", flat=True)) == ["Hana@edu.jp", "hayashi@edu.jp", ""]
    plan = preview(school, listed("1,1,1,佐藤 花,h2@edu.jp", "1,1,2,林 子,", "1,1,3,森 子,hana@EDU.jp"), YEAR)
    assert plan.changed[0].changes == (("アカウント", "Hana@edu.jp", "h2@edu.jp"),)
    assert [problem.name for problem in plan.problems] == ["森 子"]
    assert plan.left == []
    twice = preview(
        school, listed("2,1,1,新 一,n@edu.jp", "2,1,2,新 二,N@edu.jp", "2,1,3,新 三,a b", "2,1,4,新 四,あ"), YEAR
    )
    assert [row.name for row in twice.new] == ["新 一"]
    assert [problem.name for problem in twice.problems] == ["新 二", "新 三", "新 四"]


def test_whoever_leaves_gives_the_account_back(school: School, head: Staff) -> None:
    apply_plan(school=school, rows=listed("1,1,1,佐藤 花,h@edu.jp"), year=YEAR, leaving=set(), by=head)
    gone = Pupil.objects.get()
    apply_plan(school=school, rows=listed("1,1,2,林 子,"), year=YEAR, leaving={gone.pk}, by=head)
    assert Pupil.objects.get(pk=gone.pk).account == ""
    apply_plan(school=school, rows=listed("1,1,2,林 子,h@edu.jp"), year=YEAR, leaving=set(), by=head)
    assert Pupil.objects.get(family_name="林").account == "h@edu.jp"


def test_new_moved_changed_unchanged(school: School, head: Staff) -> None:
    take(school, head, "1,1,1,佐藤 花,さとう はな,2019-04-02,,佐藤 母,母,0550-1,", "1,1,2,林 子,はやし こ,,,,,,")
    plan = preview(
        school,
        rows_of(
            "1,2,5,佐藤 花,さとう はな,2019-04-02,,佐藤 母,母,0550-2,",
            "1,1,2,林 子,りん こ,,,,,,",
            "2,1,1,新 人,しん じん,,,,,,",
        ),
        YEAR,
    )
    assert [row.name for row in plan.new] == ["新 人"]
    assert [change[0] for change in plan.moved[0].changes] == ["組", "電話"]
    assert plan.changed[0].changes == (("せい", "はやし", "りん"),)
    assert plan.classes == ["2年1組"]


def test_missing_children_leave_only_when_ticked(school: School, head: Staff) -> None:
    take(school, head, "1,1,1,佐藤 花,,,,,,,", "1,1,2,林 子,,,,,,,", "1,2,1,別 組,,,,,,,")
    short = "1,1,1,佐藤 花,,,,,,,"
    plan = preview(school, rows_of(short), YEAR)
    assert [leaving.pupil.family_name for leaving in plan.left] == ["林"]  # the other class is not in this list
    take(school, head, short)
    assert Pupil.objects.filter(left_on__isnull=False).count() == 0
    gone = plan.left[0].pupil
    bystander = Pupil.objects.get(family_name="佐藤")
    take(school, head, short, leaving={gone.pk, bystander.pk})
    gone.refresh_from_db()
    bystander.refresh_from_db()
    assert gone.left_on == today()
    assert bystander.left_on is None
    assert Pupil.objects.count() == 3
    take(school, head, "1,1,2,林 子,,,,,,,")
    gone.refresh_from_db()
    assert gone.left_on is None  # came back, the same child


def test_two_of_one_name_are_never_guessed(school: School, head: Staff) -> None:
    take(school, head, "1,1,1,佐藤 花,,2019-04-02,,,,,", "1,2,1,佐藤 花,,2019-08-08,,,,,")
    plan = preview(school, rows_of("2,1,1,佐藤 花,,,,,,,"), YEAR)
    assert "2人います" in plan.problems[0].text
    plan = preview(school, rows_of("1,1,1,佐藤 花,,,,,,,", "1,2,1,佐藤 花,,2019-08-08,,,,,"), YEAR)
    assert len(plan.unchanged) == 2


def test_a_corrected_character_is_a_change_not_a_new_child(school: School, head: Staff) -> None:
    take(school, head, "1,1,1,高崎 光,たかさき ひかる,2019-04-02,,,,,")
    plan = preview(school, rows_of("1,1,1,髙﨑 光,たかさき ひかる,2019-04-02,,,,,"), YEAR)
    assert plan.changed[0].changes == (("姓", "高崎", "髙﨑"),)


def test_what_the_person_saw_is_what_is_done(school: School, head: Staff) -> None:
    rows = rows_of("1,1,1,佐藤 花,,,,,,,")
    digest = preview(school, rows, YEAR).digest
    take(school, head, "1,2,9,佐藤 花,,,,,,,")
    with pytest.raises(PlanChanged):
        apply_plan(school=school, rows=rows, year=YEAR, leaving=set(), by=head, digest=digest)


def test_the_journal_has_ids_and_no_names(school: School, head: Staff) -> None:
    take(school, head, "1,1,1,佐藤 花,,,,佐藤 母,母,0550-1,")
    event = Event.objects.get(event="roster.import")
    assert event.data["new"] == 1
    assert "佐藤" not in str(event.data)


def test_only_the_school_s_own_people_with_the_right(
    school: School, other_school: School, make_staff: Callable[..., Staff]
) -> None:
    for by in (make_staff(school, Post.TEACHER), make_staff(other_school, Post.PRINCIPAL)):
        with pytest.raises(PermissionDenied):
            take(school, by, "1,1,1,佐藤 花,,,,,,,")


LINE = st.builds(
    lambda grade, group, number, family, given_name, born: (
        f"{grade},{group},{number},{family} {given_name},,{born},,,,,"
    ),
    st.integers(1, 2),
    st.sampled_from(["1", "２", "ひまわり"]),
    st.one_of(st.just(""), st.integers(1, 4).map(str)),
    st.sampled_from(FAMILIES),
    st.sampled_from(["花", "光", "𠮷"]),
    st.sampled_from(["", "2018-05-01", "平成30年6月1日"]),
)


@pytest.mark.django_db
def test_a_row_with_a_problem_takes_no_child_from_a_sound_one() -> None:
    school = build_school()
    by = staff_maker(school, Post.PRINCIPAL)
    rows = rows_of("1,2,1,髙﨑 花,,,,,,,", "1,2,1,髙﨑 光,,,,,,,", "1,1,,髙﨑 光,,,,,,,")
    assert len(apply_plan(school=school, rows=rows, year=YEAR, leaving=set(), by=by).new) == 2
    assert len(preview(school, rows, YEAR).unchanged) == 2


class ImportTwice(TestCase):
    """Properties of the import, over lists with homonyms, old characters and formula-like cells."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(first=st.lists(LINE, min_size=1, max_size=8), second=st.lists(LINE, max_size=8))
    def test_properties(self, first: list[str], second: list[str]) -> None:
        """Twice the same changes nothing; names stay as written; no list ever removes a child."""
        keys.forget()
        school = build_school()
        by = staff_maker(school, Post.PRINCIPAL)
        rows = rows_of(*first)
        done = apply_plan(school=school, rows=rows, year=YEAR, leaving=set(), by=by)
        assert len(done.new) + len({(p.place, p.name) for p in done.problems}) == len(rows)
        written = {(row.family, row.given) for row in done.new}
        assert {(p.family_name, p.given_name) for p in Pupil.objects.all()} == written
        again = preview(school, rows, YEAR)
        assert (again.new, again.moved, again.changed) == ([], [], [])
        assert len(again.unchanged) == len(done.new)
        before = set(Pupil.objects.values_list("pk", flat=True))
        if second:
            apply_plan(school=school, rows=rows_of(*second), year=YEAR, leaving=set(), by=by)
        assert before <= set(Pupil.objects.values_list("pk", flat=True))
        assert not Pupil.objects.filter(left_on__isnull=False).exists()
        assert not any(name.startswith("=") for name in Pupil.objects.values_list("family_name", flat=True))
        assert Enrolment.objects.count() == Pupil.objects.count()
