"""Editions: what ships can be used, what is wrong is refused with file, line, key and reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from yorisoi.policy.cited import cited, clocks_used
from yorisoi.policy.edition import FOLDER, BadEdition, edition, load, names
from yorisoi.policy.edition_reader import line_numbers, merge
from yorisoi.policy.edition_types import BodyRule, Edition
from yorisoi.policy.references import in_english
from yorisoi.policy.roles import Body, Post

SHIPPED = pytest.mark.parametrize("shipped", [edition(name) for name in names()], ids=lambda shipped: shipped.name)
KANJI = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def changed(tmp_path: Path):
    """Return a function that writes the seed's edition with one piece of text changed, and returns the path."""

    def write(old: str, new: str) -> Path:
        text = (FOLDER / "ito-nishi.toml").read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / "school.toml"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return file

    return write


def test_the_editions_that_ship() -> None:
    assert set(names()) >= {"ito-nishi", "mihon-nishi"}
    assert edition("ito-nishi") is edition("ito-nishi")


@pytest.mark.requirement("B1")
@SHIPPED
def test_every_clause_and_clock_that_the_flows_use_is_there(shipped: Edition) -> None:
    assert cited() <= set(shipped.clauses)
    assert clocks_used() <= set(shipped.clocks)
    for clock in shipped.clocks.values():
        assert clock.cite in shipped.clauses
    assert {"helplines", "detection.survey", "detection.consultation", "definition"} <= set(shipped.clauses)


@pytest.mark.requirement("O1")
def test_the_subcommittee_of_the_seed() -> None:
    assert edition("ito-nishi").body(Body.SUBCOMMITTEE).members == (
        Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.ACADEMIC_HEAD, Post.GUIDANCE_HEAD, Post.GRADE_HEAD,
    )  # fmt: skip


@pytest.mark.requirement("O1")
@SHIPPED
def test_the_bodies_of_the_policy(shipped: Edition) -> None:
    small, large = shipped.body(Body.SUBCOMMITTEE), shipped.body(Body.COMMITTEE)
    assert {Post.PRINCIPAL, Post.VICE_PRINCIPAL, Post.GUIDANCE_HEAD, Post.GRADE_HEAD} <= set(small.members)
    assert large.chair == (Post.PRINCIPAL, Post.VICE_PRINCIPAL)
    assert large.outside_contact == Post.VICE_PRINCIPAL
    assert {Post.NURSE, Post.COUNSELLOR} < set(large.members)
    assert {Post.SOCIAL_WORKER, Post.EXPERT, Post.HOMEROOM} <= {*large.members, *large.invited}
    assert large.concerned == (Post.HOMEROOM,)
    assert set(shipped.bodies) == set(Body)


@pytest.mark.parametrize(
    ("quorum", "entitled", "wanted"),
    [
        ("half", 5, 3), ("half", 4, 2), ("half", 2, 2), ("half", 1, 1), ("half", 0, 1), ("half", 3, 2),
        ("majority", 4, 3), ("majority", 5, 3), ("two_thirds", 5, 4), ("all", 4, 4), ("3", 9, 3), ("3", 2, 2),
        ("1", 9, 2),
    ],
)  # fmt: skip
@pytest.mark.requirement("O3")
def test_quorum_is_never_one_alone_where_there_are_two(quorum: str, entitled: int, wanted: int) -> None:
    body = BodyRule("committee", "会議", (), (), (), (), "", "", quorum)
    assert body.quorum_of(entitled) == wanted


@pytest.mark.requirement("D2")
@SHIPPED
def test_eight_forms_and_other_with_the_national_codes(shipped: Edition) -> None:
    assert [form.national for form in shipped.forms] == list(range(1, 10))
    assert shipped.form("online").national == 8
    with pytest.raises(KeyError):
        shipped.form("nothing")


@pytest.mark.requirement("D2")
@SHIPPED
def test_every_kanji_that_a_child_meets_has_its_reading(shipped: Edition) -> None:
    for form in shipped.forms:
        bare = re.sub(r"\{[^{}|]+\|[ぁ-ゖー]+\}", "", form.label_child)
        assert not KANJI.search(bare), form.label_child
        assert not set("{|}") & set(bare), form.label_child


@pytest.mark.requirement("R1")
@SHIPPED
def test_five_sources_and_twelve_ways_of_discovery(shipped: Edition) -> None:
    assert [source.code for source in shipped.sources] == ["child", "guardian", "community", "staff", "other"]
    assert [discovery.code for discovery in shipped.discoveries] == list(range(1, 13))
    assert [discovery.by_school for discovery in shipped.discoveries] == [True] * 5 + [False] * 7
    assert {source.discovery for source in shipped.sources} <= {0, *range(1, 13)}
    assert {"web", "phone", "in_person", "questionnaire", "grade_meeting", "interview", "net_patrol"} <= {
        channel.code for channel in shipped.channels
    }


@pytest.mark.requirement("E4")
@SHIPPED
def test_ten_helplines_two_of_them_national(shipped: Edition) -> None:
    assert len(shipped.helplines) == 10
    assert {line.phone for line in shipped.national_helplines()} == {"0120-0-78310", "0120-007-110"}
    assert all(line.phone for line in shipped.helplines)


@pytest.mark.requirement("E4")
def test_the_demo_school_rings_nobody_but_the_national_lines() -> None:
    for line in edition("mihon-nishi").helplines:
        assert line.national or re.fullmatch(r"0550-00-00\d\d", line.phone)


@pytest.mark.requirement("R11", "R12")
@SHIPPED
def test_the_period_is_never_shorter_than_the_national_one_by_itself(shipped: Edition) -> None:
    assert shipped.follow_up.minimum_months == 3
    assert shipped.follow_up.default_months >= 3


@pytest.mark.requirement("R3", "R4")
@SHIPPED
def test_same_day_means_the_same_day(shipped: Edition) -> None:
    for name in ("memo", "subcommittee", "managers_told", "home_visit", "guardians_told"):
        assert shipped.clock(name).kind == "same_day"
    committee = shipped.clock("committee")
    assert committee.kind == "same_day" or (committee.kind, committee.amount) in {("hours", 24), ("school_days", 1)}


def test_no_figure_is_passed_off_as_law() -> None:
    for clock in edition("ito-nishi").clocks.values():
        assert clock.basis != "statute" or clock.kind == "set"
        assert clock.in_policy or clock.note


def test_the_slip_in_the_citation_stands_beside_the_article() -> None:
    clause = edition("ito-nishi").clause("detection.consultation")
    assert clause.cited_as == "法16条2項"
    assert clause.article.startswith("法16条3項")


@SHIPPED
def test_every_rule_is_told_in_english_as_well(shipped: Edition) -> None:
    for clause in shipped.clauses.values():
        assert clause.rule_en, clause.key
        assert not re.search(r"[ぁ-んァ-ヶ一-龠]", clause.rule_en), clause.key
        with override("ja"):
            assert clause.words == clause.rule
        with override("en"):
            assert clause.words == clause.rule_en
            assert not re.search(r"[ぁ-んァ-ヶ一-龠]", clause.source), clause.source
    english = [clause.rule_en for clause in shipped.clauses.values()]
    assert len(set(english)) == len({clause.rule for clause in shipped.clauses.values()})


def test_a_rule_said_otherwise_loses_the_english_of_the_one_it_replaces(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'extends = "ito-nishi"\ntitle = "丙小の方針"\n[clauses."response.memo"]\nrule = "その日のうちに書く。"\n'
        '[clauses."response.urgent"]\nsection = "9"\n',
        encoding="utf-8",
    )
    made = load(path)
    assert made.clause("response.memo").rule_en == ""
    with override("en"):
        assert made.clause("response.memo").words == "その日のうちに書く。"
    assert made.clause("response.urgent").rule_en == edition("ito-nishi").clause("response.urgent").rule_en


@pytest.mark.parametrize(
    ("place", "english"),
    [
        ("法28条1項2号・国の基本方針 第2の4", "Act art. 28(1) item 2, National Basic Policy 2-4"),
        ("法23条1項・2項", "Act art. 23(1), (2)"),
        ("個人情報保護法66条1項", "Act on the Protection of Personal Information, art. 66(1)"),
        ("実施計画 第3ステージ", "year’s plan stage 3"),
        ("第2-3(2)② フローチャート", "2-3(2)② flowchart"),
        ("6 重大事態 ①", "6 重大事態 ①"),
        ("", ""),
    ],
)
def test_places_in_english(place: str, english: str) -> None:
    assert in_english(place) == english


def test_extends_merges_tables_and_replaces_lists(tmp_path: Path) -> None:
    file = tmp_path / "school.toml"
    file.write_text(
        'extends = "ito-nishi"\ntitle = "甲小の方針"\nschool_name = "甲小"\n'
        '[clocks.board]\namount = 2\n[[helplines]]\nname = "窓口"\nmatters = "なんでも"\nphone = "0120-0-78310"\n'
        "[bodies.committee]\nquorum = 4\n",
        encoding="utf-8",
    )
    school, base = load(file), edition("ito-nishi")
    assert (school.name, school.title) == ("school", "甲小の方針")
    assert (school.clock("board").kind, school.clock("board").amount) == ("school_days", 2)
    assert [line.name for line in school.helplines] == ["窓口"]
    assert school.body("committee").members == base.body("committee").members
    assert school.body("committee").quorum_of(9) == 4
    assert school.clauses == base.clauses
    assert merge({"a": {"b": 1, "c": [1]}}, {"a": {"c": [2]}}) == {"a": {"b": 1, "c": [2]}}


def test_a_folder_of_ones_own_is_looked_at_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own-school.toml").write_text('extends = "ito-nishi"\ntitle = "乙小の方針"\n', encoding="utf-8")
    monkeypatch.setenv("YORISOI_EDITIONS", str(tmp_path))
    assert edition("own-school").title == "乙小の方針"
    assert "own-school" in names()


@pytest.mark.requirement("B1")
@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('kind = "same_day"', 'kind = "someday"', "clocks.memo.kind", "「someday」は使えません"),
        ('kind = "same_day"', "kind = 3", "clocks.memo.kind", "文字列で書いてください"),
        ('kind = "same_day"', 'kind = "hours"', "clocks.memo.amount", "必要な項目がありません"),
        ("amount = 1", "amount = 0", "clocks.at_once.amount", "1 から 1000 まで"),
        ("amount = 1", "amount = true", "clocks.at_once.amount", "整数で書いてください"),
        ('cite = "response.memo"', 'cite = "response.mmo"', "clocks.memo.cite", "条項「response.mmo」がありません"),
        ("[clocks.memo]", "[clocks.menu]", "clocks", "流れ図が使う期限「memo」がありません"),
        (
            '[clauses."response.memo"]',
            '[clauses."response.menu"]',
            "clauses",
            "流れ図が引用する条項「response.memo」がありません",
        ),
        ('chair = ["principal"', 'chiar = ["principal"', "bodies.subcommittee.chair", "必要な項目がありません"),
        ('recorder = "guidance_head"', 'recoder = "guidance_head"', "bodies.subcommittee.recoder", "知らない項目です"),
        (
            'chair = ["principal"',
            'chair = ["nurse"',
            "bodies.subcommittee.chair",
            "「養護教諭」は構成員に入っていません",
        ),
        (
            'concerned = ["homeroom"]',
            'concerned = ["nurse"]',
            "bodies.committee.concerned",
            "「養護教諭」は招く人に入っていません",
        ),
        ('members = ["principal",', 'members = ["king",', "bodies.subcommittee.members", "「king」は使えません"),
        ('"principal", "vice_', '"vice_principal", "vice_', "bodies.subcommittee.members", "同じものが二度"),
        ('members = ["principal", ', "members = [3, ", "bodies.subcommittee.members", "文字列の一覧"),
        ('quorum = "half"', "quorum = 0", "bodies.subcommittee.quorum", "1 から"),
        ('quorum = "half"', 'quorum = "few"', "bodies.subcommittee.quorum", "「few」は使えません"),
        ("[bodies.health_committee]", "[bodies.tea_committee]", "bodies.tea_committee", "という会議は使えません"),
        ('phone = "0557-37-2049"', 'phone = "０５５７"', "helplines.0.phone", "半角の数字とハイフン"),
        (
            'phone = "0557-32-1911"',
            'phone = "0557-32-1911"\nchecked = "昨日"',
            "helplines.1.checked",
            "2026-04-01 の形",
        ),
        ("national = 9", "national = 10", "forms.8.national", "1 から 9 まで"),
        ('code = "exclusion"', 'code = "teasing"', "forms", "「teasing」が二度"),
        ('title = "', 'titel = "', "title", "必要な項目がありません"),
        ('title = "', 'colour = "red"\ntitle = "', "colour", "知らない項目です"),
        ('title = "伊東市立西小学校いじめ防止基本方針"', 'title = " "', "title", "空にできません"),
        ("in_policy = false # 名", 'in_policy = "no" # 名', "bodies.grade_heads.in_policy", "true か false"),
        ("[follow_up]", "[follow_upp]", "follow_up", "必要な項目がありません"),
        ("[retention]", "[[retention]]", "retention", "表（[名前] の形）"),
        ('section = "第1-1"', 'section = ""', "clauses.definition.section", "その場所（§）が要ります"),
        ('article = "法2条1項"', 'article = ""', "clauses.definition.article", "その場所が要ります"),
        ("conditions = []", 'conditions = ["mood"]', "definition.conditions", "「mood」は使えません"),
    ],
)
def test_a_bad_edition_is_refused(changed, old: str, new: str, key: str, reason: str) -> None:
    file = changed(old, new)
    with pytest.raises(BadEdition) as refusal:
        load(file)
    assert refusal.value.file == "school.toml"
    assert refusal.value.key == key
    assert reason in refusal.value.reason
    assert "\n" not in str(refusal.value)


def test_the_line_is_that_of_the_mistake(changed) -> None:
    file = changed('phone = "0557-32-1911"', 'phone = "なし"')
    with pytest.raises(BadEdition) as refusal:
        load(file)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[refusal.value.line - 1] == 'phone = "なし"'
    assert str(refusal.value).startswith(f"school.toml の {refusal.value.line} 行目、helplines.1.phone：")


def test_a_mistake_in_the_extended_edition_is_laid_to_that_file(tmp_path: Path, changed) -> None:
    changed("amount = 1", "amount = -1").rename(tmp_path / "base.toml")
    (tmp_path / "school.toml").write_text('extends = "base"\n', encoding="utf-8")
    with pytest.raises(BadEdition, match=r"clocks\.at_once\.amount") as refusal:
        load(tmp_path / "school.toml")
    assert refusal.value.file == "base.toml"
    assert refusal.value.line


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("title = \n", 1, "TOML"),
        ("[a]\nx = 1\nx = 2\n", 3, "TOML"),
        ('extends = "nowhere"\n', 0, "その名前の版がありません"),
        ("extends = 3\n", 1, "元にする版"),
        ('extends = "../secret"\n', 0, "英小文字"),
        ('clauses = "none"\nextends = "ito-nishi"\n', 1, "表"),
    ],
)
def test_what_is_no_edition_at_all(tmp_path: Path, text: str, line: int, reason: str) -> None:
    file = tmp_path / "school.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadEdition) as refusal:
        load(file)
    assert reason in refusal.value.reason
    assert refusal.value.line == line


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadEdition, match="ファイルがありません"):
        load(tmp_path / "none.toml")
    (tmp_path / "sjis.toml").write_bytes('title = "方針"'.encode("cp932"))
    with pytest.raises(BadEdition, match="読めません"):
        load(tmp_path / "sjis.toml")
    with pytest.raises(BadEdition, match="その名前の版がありません"):
        edition("no-such-school")


def test_editions_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('extends = "two"\n', encoding="utf-8")
    (tmp_path / "two.toml").write_text('extends = "one"\n', encoding="utf-8")
    with pytest.raises(BadEdition, match="互いに"):
        load(tmp_path / "one.toml")


def test_lines_are_found_past_long_texts_and_lists() -> None:
    text = 'a = """\n[not.a.table]\nb = 1\n"""\nc = [\n  "x = 1",\n]\n[t."d.e"]\nf.g = 1 # [h]\n'
    text += "[[r]]\nk = 1\n[[r]]\nk = 2\n"
    lines = line_numbers(text)
    assert lines[("c",)] == 5
    assert lines[("t", "d.e", "f", "g")] == 9
    assert lines[("r", "1", "k")] == 13
    assert ("b",) not in lines


@pytest.mark.parametrize("name", ["ito-nishi", "mihon-nishi", "mihon-higashi", "mihon-minami", "mihon-chu"])
def test_what_a_page_shows_of_an_edition_has_english(name: str) -> None:
    made = edition(name)
    with override("en"):
        said = [row.label for row in (*made.forms, *made.sources, *made.channels, *made.discoveries)]
        said += [body.label for body in made.bodies.values()]
        said += [text for line in made.helplines for text in (line.name, line.matters, line.hours)]
    assert [text for text in said if re.search("[ぁ-ゖァ-ヺ一-龥]", text)] == []
    with override("ja"):
        assert made.form("other").label == "その他"
