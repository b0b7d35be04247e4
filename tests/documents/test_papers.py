"""What is printed is what was recorded: each document is read back from its file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest

from tests import play
from tests.documents.reading import bare, cells, pages, said
from yorisoi.cases.finalising import fix_minutes
from yorisoi.documents.actions import NotFixed, file_of, make_minutes, make_of_case
from yorisoi.documents.blocks import fingerprint, paper_of, texts_in
from yorisoi.documents.models import Made
from yorisoi.journal.models import Event
from yorisoi.meetings.additions import add_to_minutes
from yorisoi.policy.edition import edition
from yorisoi.reports.shutting_out import shut_out
from yorisoi.schools.models import Pupil

ACT = "昼休みに「ばか」と言われ、ぼうしを取られた。"
RARE = "髙﨑德𠮷瀨槗 ①㈱"


@pytest.fixture
def case(people: Any) -> Any:
    """A case with something of everything."""
    Pupil.objects.filter(pk=people.victim.pk).update(
        family_name="髙﨑", given_name="德子", family_kana="タカサキ", given_kana="トクコ"
    )
    people.victim.refresh_from_db()
    found = play.responding(people)
    play.write(
        found, people.homeroom, "act", words="昼休みに「ばか」と言われ、ぼうしを取られた。", body={"place": "校庭"}
    )
    play.write(found, people.nurse, "observation", words=f"保健室で休んだ。{RARE}", pupil=people.victim)
    play.write(found, people.guidance_head, "gathering", words="二人の話が合う点", body={"conflict": "順番が食い違う"})
    return found


def made(case: Any, by: Any, kind: str, form: str = "pdf", ref: str = "") -> Made:
    """Make a document."""
    return make_of_case(case=case, by=by, kind=kind, form=form, ref=ref)


@pytest.mark.requirement("R9")
@pytest.mark.parametrize("stage", ["first", "further", "final"])
def test_the_record_sheet_says_what_was_recorded_in_the_order_of_the_edition(
    people: Any, case: Any, stage: str
) -> None:
    row = made(case, people.principal, f"record_{stage}")
    told = said(row)
    for words in (
        "昼休みに「ばか」と言われ、ぼうしを取られた。",
        RARE,
        "順番が食い違う",
        "校庭",
        "髙﨑德子",
        case.label,
        "校長田試",
    ):
        assert bare(words) in told, words
    parts = [part.title for part in edition(case.edition).record_sheet.parts]
    places = [told.index(bare(title)) for title in parts]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", ["record_first", "chronology", "status", "hearing", "letter"])
def test_every_text_of_a_document_is_on_its_pages(people: Any, case: Any, kind: str) -> None:
    ref = {"hearing": "victim", "letter": str(people.victim.pk)}.get(kind, "")
    row = made(case, people.principal, kind, ref=ref)
    told = said(row)
    for block in paper_of(row.data("content")).blocks:
        for text in texts_in(block):
            for line in filter(None, map(bare, text.split("\n"))):
                assert line in told, line


def test_head_and_foot_stand_on_every_page(people: Any, case: Any) -> None:
    for n in range(60):
        play.write(case, people.homeroom, "observation", words=f"{n}日目の様子。" * 12)
    row = made(case, people.homeroom, "chronology")
    found = pages(file_of(row))
    assert len(found) > 2
    for n, page in enumerate(found, 1):
        for words in (
            row.label,
            row.fingerprint,
            "取扱注意",
            case.label,
            f"{n} / {len(found)}",
            "担任田",
            case.edition,
        ):
            assert words in page.replace("\r\n", ""), (n, words)


def test_the_file_is_tagged_and_the_same_every_time(people: Any, case: Any) -> None:
    row = made(case, people.principal, "record_first")
    first = file_of(row)
    assert first == file_of(Made.objects.get(pk=row.pk))
    assert b"/StructTreeRoot" in first
    assert b"pdfuaid" in first
    assert b"/Lang" in first
    assert row.fingerprint == fingerprint(row.data("content"))


def test_a_sign_that_no_font_has_is_named_and_never_left_out(people: Any, case: Any) -> None:
    play.write(case, people.homeroom, "observation", words="「いやだ😢」と書いた。葛\U000e0100城さん")
    assert "「いやだ〓（U+1F622）」と書いた。葛城さん" in said(made(case, people.principal, "chronology"))


def test_excel_has_the_fields_in_the_same_order_and_no_formula(people: Any, case: Any) -> None:
    play.write(case, people.homeroom, "observation", words="=1+1")
    row = made(case, people.principal, "record_first", "xlsx")
    sheet = cells(file_of(row))
    firsts = [str(line[0]) for line in sheet if line and line[0]]
    wanted = [part.title for part in edition(case.edition).record_sheet.parts]
    assert [one for one in firsts if one in wanted] == wanted
    assert any("=1+1" in map(str, line) for line in sheet)
    paper = paper_of(row.data("content"))
    flat = {str(cell) for line in sheet for cell in line}
    assert [text for block in paper.blocks for text in texts_in(block) if text and text not in flat] == []


def test_the_letter_opens_in_word_and_names_no_other_child(people: Any, case: Any) -> None:
    row = made(case, people.homeroom, "letter", "docx", str(people.victim.pk))
    opened = docx.Document(BytesIO(file_of(row)))
    text = "\n".join(one.text for one in opened.paragraphs)
    assert "髙﨑 德子 さんの保護者" in text
    assert "【ここに書いてください" in text
    assert "𠮷田" not in text
    assert row.label in opened.sections[0].footer.paragraphs[0].text


@pytest.mark.requirement("R4")
def test_the_short_status_names_nobody(people: Any, case: Any) -> None:
    told = said(made(case, people.principal, "status"))
    for pupil in (people.victim, people.perpetrator, people.witness):
        assert bare(pupil.name) not in told
        assert pupil.family_name not in told
    assert "3年" in told
    assert "昼休みに" not in told


def test_a_hearing_on_record_tells_words_and_view_apart(people: Any, case: Any) -> None:
    line = play.write(
        case, people.homeroom, "hearing", code="perpetrator", flag="heard", pupil=people.perpetrator,
        words="「ふざけただけ」", body={"conclusion": "強がっているように見えた", "promise": "あすまた話す"},
    )  # fmt: skip
    told = said(made(case, people.homeroom, "hearing", ref=str(line.pk)))
    assert told.index("子どものことば") < told.index("「ふざけただけ」") < told.index("聞いた大人の受けとめ")
    assert told.index("聞いた大人の受けとめ") < told.index("強がっているように見えた")


@pytest.mark.requirement("R4")
def test_minutes_are_the_fixed_ones_with_what_was_added(people: Any) -> None:
    case = play.opened(people)
    held = play.find_facts(people, case)
    with pytest.raises(NotFixed):
        make_minutes(meeting=held, by=people.principal)
    fix_minutes(meeting=held, by=people.principal)
    held.refresh_from_db()
    before = make_minutes(meeting=held, by=people.principal)
    add_to_minutes(meeting=held, by=people.principal, kind="correction", words="日付は8日が正しい。")
    after = make_minutes(meeting=held, by=people.principal)
    assert "担任とSCが毎日声をかける" in said(before)
    assert "日付は8日が正しい。" not in said(before)
    assert "日付は8日が正しい。" in said(after)
    assert before.fingerprint != after.fingerprint


def test_making_is_numbered_and_journalled(people: Any, case: Any) -> None:
    first, second = made(case, people.principal, "status"), made(case, people.vice_principal, "status")
    assert first.label != second.label
    assert first.fingerprint == second.fingerprint  # the same record says the same
    event = Event.objects.filter(event="document.made").order_by("id").first()
    assert event is not None
    assert (event.actor_id, event.about_id) == (people.principal.pk, str(case.pk))
    assert event.data["sha256"] == first.fingerprint
    assert event.data["number"] == first.label
    assert "髙﨑" not in str(event.data)


def test_the_next_sheet_names_the_one_before(people: Any, case: Any) -> None:
    first = made(case, people.principal, "record_first")
    assert first.label in said(made(case, people.principal, "record_further"))


def test_a_board_with_its_own_sheet_gets_its_own_order_and_names(people: Any, case: Any) -> None:
    type(case).objects.filter(pk=case.pk).update(edition="mihon-higashi")
    told = said(made(case, people.principal, "record_first"))
    assert "いじめ事案報告書（第一報）" in told
    assert told.index("Ⅱ事実") < told.index("いじめを受けた児童") < told.index("Ⅳ学校の対応と判断")


def test_a_meeting_on_several_matters_lists_who_sat_over_this_one(people: Any, case: Any) -> None:
    """Whoever is named in one of two matters is called for the other, and was out of the room for this."""
    other = play.opened(people)
    held = play.meeting(people, "committee", cases=[case, other])
    named = next(seat.staff for seat in held.attendances.all() if seat.staff == people.grade_head)
    before = said(made(case, people.principal, "record_further"))
    shut_out(report=case.report_links.get().report, staff=named, by=people.principal)
    after = said(made(case, people.principal, "record_further"))
    assert named.name.replace(" ", "") in row_of(before, held.label)
    assert named.name.replace(" ", "") not in row_of(after, held.label)
    assert named.name.replace(" ", "") in row_of(said(made(other, people.principal, "record_further")), held.label)


def row_of(told: str, label: str) -> str:
    """The row of a meeting."""
    return told.partition(label)[2].partition("開催中")[0]
