"""History is kept by the database itself, and narratives lie sealed (DESIGN §6, habit 6)."""

from __future__ import annotations

import io
import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests import play
from yorisoi.journal import clock
from yorisoi.journal.actions import leaf_hash
from yorisoi.journal.crypto import Unreadable, new_key, seal, unseal
from yorisoi.journal.guarding import MAY_EMPTY, Guard, standing_guards
from yorisoi.journal.models import DataKey, Event
from yorisoi.reports.attaching import SentFile, attach_to_report, open_original
from yorisoi.reports.kinds import FILE_KINDS
from yorisoi.reports.models import AttachmentCopy

WORDS = "髙﨑さんが𠮷田さんに嫌なことを言われた"


def lived(people: Any) -> None:
    """Fill every guarded table."""
    case = play.responding(people)
    play.write(case, people.vice_principal, "board_report", code="first", words=WORDS)
    report = case.report_links.get().report
    from yorisoi.reports.shutting_out import lift, shut_out

    shut_out(report=report, by=people.principal, staff=people.teacher)
    lift(exclusion=report.exclusions.get(), by=people.principal, reason=WORDS)
    involvement = case.involvements.first()
    from yorisoi.cases.people import end_role

    end_role(involvement=involvement, by=people.guidance_head, reason="見ていただけだった")
    play.write(case, people.homeroom, "note", words=WORDS)
    attached(report, people)


def attached(report: Any, people: Any) -> None:
    """Attach a file with a note, make its copy, take its original out."""
    sent = SentFile(io.BytesIO(WORDS.encode()), WORDS, FILE_KINDS["jpeg"], len(WORDS.encode()), "0" * 64)
    rows = attach_to_report(report=report, by=people.guidance_head, files=[sent], about={"account": WORDS})
    AttachmentCopy.objects.create(attachment=rows[0], at=clock.now(), outcome="unreadable")
    open_original(attachment=rows[0], by=people.guidance_head, reason=WORDS)


@pytest.mark.requirement("R4")
def test_the_database_refuses_to_change_history(people: Any) -> None:
    lived(people)
    for guard in standing_guards():
        with transaction.atomic():
            planted(guard)
            attack(guard)
            transaction.set_rollback(True)


def attack(guard: Guard) -> None:
    """Try to delete the rows of a guarded table, and to change each column that may not change."""
    with connection.cursor() as cursor:
        where = f' WHERE "{guard.once}" IS NOT NULL' if guard.once else ""
        cursor.execute(f'SELECT count(*) FROM "{guard.table}"{where}')
        assert cursor.fetchone()[0] > 0, f"{guard.table}: the test must have a row to attack"
        with pytest.raises(DatabaseError, match="history"), transaction.atomic():
            cursor.execute(f'DELETE FROM "{guard.table}"{where}')
        if connection.vendor == "postgresql":  # where a table is emptied at once, no trigger of its rows hears of it
            now = f"SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL {MAY_EMPTY} = ''"
            with pytest.raises(DatabaseError, match="history"), transaction.atomic():
                cursor.execute(f'{now}; TRUNCATE "{guard.table}" CASCADE')
        if not guard.updates:
            return
        every = [c.name for c in connection.introspection.get_table_description(cursor, guard.table)]
        fields = {field.column: field for field in model_of(guard)._meta.concrete_fields}
        tried = [(column, where) for column in (every if guard.once or not guard.columns else [])]
        tried += [(column, "") for column in guard.columns]  # never, whether or not the row is closed
        for column, rows in tried:
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f'UPDATE "{guard.table}" SET "{column}" = {other(fields[column])}{rows}')


def model_of(guard: Guard) -> type[models.Model]:
    """Return the model of a guarded table."""
    return next(model for model in apps.get_models() if model._meta.db_table == guard.table)


def planted(guard: Guard) -> None:
    """Put a closed row into a guarded table that has none: made up, so that the triggers have something to refuse."""
    model = model_of(guard)
    closed = {f"{field.name}__isnull": False for field in model._meta.fields if field.column == guard.once}
    if model._base_manager.filter(**closed).exists():
        return
    plant(model, closes=guard.once)


def plant(model: type[models.Model], closes: str = "") -> models.Model:
    """Make up a row of this model; its parents are rows that are there, or made up as well."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        own_key = field.primary_key and not isinstance(field, models.ForeignKey)
        if own_key or (field.null and not closes and field.name not in FILLED.get(model._meta.db_table, ())):
            continue
        if isinstance(field, models.ForeignKey):
            parents = field.related_model._base_manager.all()  # type: ignore[union-attr]
            taken = [value for value in values.values() if isinstance(value, models.Model)]
            fit = parents.exclude(pk__in=[row.pk for row in taken if isinstance(row, field.related_model)])
            if field.unique:
                fit = fit.exclude(pk__in=model._base_manager.values(field.column))
            values[field.name] = fit.first() or plant(field.related_model)  # type: ignore[arg-type]
        elif isinstance(field, models.BinaryField):
            values[field.name] = next(COUNT).to_bytes(8, "big")
        elif isinstance(field, models.IntegerField) and not field.has_default():
            values[field.name] = next(COUNT)
        elif isinstance(field, models.DateTimeField):
            values[field.name] = clock.now()
        elif isinstance(field, models.DateField):
            values[field.name] = clock.now().date()
        elif isinstance(field, models.TimeField):
            values[field.name] = clock.now().time()
    table = model._meta.db_table
    made = model(**{**values, **MADE_UP.get(f"{table} closed" if closes else table, MADE_UP.get(table, {}))})
    model._base_manager.bulk_create([made])
    return made


COUNT = itertools.count(7000)
# Where the table wants more than a value of the right kind.
MADE_UP: dict[str, dict[str, Any]] = {
    "attendance_absencewarning": {"count": "row"},
    "attendance_mark": {"kind": "illness", "source": "hand"},
    "attendance_classday": {"source": "hand"},
    "attendance_warningstep": {"kind": "raised"},
    "schools_calendarspan": {"kind": "closed"},
    "editions_adoption": {"before": "ito-nishi"},
    "editions_helplinecheck": {"right": True},
    "care_concern": {"source": "staff"},
    "care_question": {"why": "several"},
    "care_question closed": {"why": "several", "decision": "nothing"},
    "care_offeranswer": {"passed_on": False},
    "care_named": {"interview": None},
    "care_named closed": {"interview": None, "meant": True},
    "care_sheet": {"bullying": "no", "school_going": "no", "outcome": "nothing"},
    "care_nursevisit": {"reason": "rest"},
    "care_tick": {"pupil": None, "concern": None},
    "cases_act": {"when": "moment"},
    "cases_actperson": {"side": "did"},
    "cases_agency": {"kind": "police"},
    "cases_case": {"number": 9998, "year": 2001},
    "cases_case closed": {"state": "merged", "number": 9999, "year": 2001},
    "cases_effect": {"effect": "worked", "onward": "end"},
    "cases_hearingmark": {"what": "began"},
    "cases_hearingrow": {"side": "victim"},
    "cases_involvement": {"role": "victim"},
    "cases_statementmark": {"kind": "agree"},
    "cases_statement": {"number": 1},
    "cases_seriousanswer": {"answer": "no"},
    "cases_seriousquestion": {"fact": "money"},
    "cases_seriousquestion closed": {"fact": "money", "report": None},
    "groups_apart": {"case": None},
    "groups_arrangement": {"reason": "term"},
    "groups_note": {"kind": "done"},
    "groups_place": {"why": "moved"},
    "groups_tookpart": {"present": True},
    "incidents_holdreleaseanswer": {"agreed": False},
    "figures_monthsubmitted": {"month": 4},
    "documents_made": {"format": "pdf", "number": 9996, "year": 2001},
    "documents_mask": {"reason": "told", "start": 1, "end": 2},
    "documents_passon": {"decision": "nothing"},
    "documents_passonof": {"chosen": True},
    "documents_handedover": {"way": "post"},
    "together_lesson": {"kind": "moral", "state": "planned"},
    "together_lessonstep": {"kind": "made"},
    "together_note": {"state": "waiting", "by": None},
    "together_round": {"closes_at": clock.now() + timedelta(days=1), "by_children": True, "shows_writer": False},
    "together_ruling": {"move": "show", "concern": None},
    "yearend_planline closed": {"kind": "departs", "pupil": None, "school_class": None, "grade": None},
    "incidents_incident": {"origin": "claim", "harm": True, "state": "opened", "number": 9997, "year": 2001},
    "meetings_addition": {"kind": "correction"},
    "meetings_heard": {"kind": "reported"},
    "meetings_series": {"weekday": 1, "nth": 1},
    "oversight_boardword": {"kind": "comment"},
    "outreach_figure": {"kind": "plan"},
    "outreach_item": {"state": "draft", "online": False},
    "outreach_itemstep": {"move": "submit"},
    "outreach_talk": {"kind": "school", "school_class": None, "grade": None},
    "outreach_talk closed": {"kind": "school", "school_class": None, "grade": None},
    "outreach_given": {"what": "short", "item": None, "whom": "families"},
    "outreach_given closed": {"what": "short", "item": None, "whom": "families"},
    "prevention_activity": {"state": "planned", "ends": date(2100, 1, 1)},
    "prevention_activitystep": {"kind": "made"},
    "prevention_evidence": {"kind": "words"},
    "prevention_proposal closed": {"decision": "take"},
    "prevention_reflection": {"next": "keep"},
    "prevention_result": {"grade": 3},
    "reports_finding": {"outcome": "not_urgent"},
    "reports_message": {"direction": "reporter"},
    "reports_report": {"source": "child"},
    "training_drillrun closed": {"ended_how": "finished"},
    "training_drillmark": {"kind": "clock"},
    "training_training": {"theme": "case", "body": "", "state": "planned"},
    "training_trainingstep": {"kind": "made"},
    "training_presence": {"present": True},
    "surveys_destruction": {"round": None},
    "surveys_hold": {"round": None},
    "surveys_itemreading": {"homeroom": False},
    "surveys_keptfrom": {"why": "named"},
    "surveys_questionnaire": {"audience": "child"},
    "surveys_readingitem": {"kind": "alarm"},
    "surveys_readingitem closed": {"kind": "text", "outcome": "nothing", "sheet": None},
    "surveys_round": {"mode": "named", "closes_at": clock.now() + timedelta(days=1)},
}
FILLED: dict[str, tuple[str, ...]] = {
    "together_note": ("writer",),
    "cases_seriousanswer": ("case",),
    "cases_seriousquestion": ("case",),
    "incidents_incident": ("pupil", "told_at", "reported_at", "begun_at", "claimed_at"),
    "incidents_incidentmatter": ("case",),
    "oversight_boardword": ("copy",),
    "surveys_destruction": ("pupil",),
    "surveys_hold": ("pupil",),
    "surveys_keptfrom": ("sheet",),
    "cases_effect": ("measure",),
    "documents_extractof": ("case",),
    "documents_made": ("incident",),
    "care_named": ("concern",),
    "meetings_sharing": ("meeting",),
}


@pytest.mark.requirement("R4")
@pytest.mark.parametrize("column", ["role", "case_id", "pupil_id", "since", "by_id"])
def test_an_open_role_is_not_rewritten(people: Any, column: str) -> None:
    case = play.responding(people)
    row = case.involvements.filter(until__isnull=True).first()
    field = next(f for f in row._meta.concrete_fields if f.column == column)
    change = "'audience'" if column == "role" else other(field)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="history"), transaction.atomic():
        cursor.execute(f'UPDATE "cases_involvement" SET "{column}" = {change} WHERE until IS NULL')


@pytest.mark.requirement("R4")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite replaces rows past their triggers")
def test_a_row_is_not_replaced_either(people: Any) -> None:
    play.report(people)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        assert cursor.fetchone() == (1,)
        columns = [c.name for c in connection.introspection.get_table_description(cursor, "journal_event")]
        values = ", ".join("'forged'" if name == "event" else f'"{name}"' for name in columns)
        listed = ", ".join(f'"{name}"' for name in columns)
        with pytest.raises(DatabaseError, match="history"), transaction.atomic():
            cursor.execute(
                f"INSERT OR REPLACE INTO journal_event ({listed}) SELECT {values} FROM journal_event LIMIT 1"
            )
        cursor.execute("SELECT count(*) FROM journal_event WHERE event = 'forged'")
        assert cursor.fetchone() == (0,)


def other(field: models.Field[Any, Any]) -> str:
    """Return an SQL expression that differs from what stands in the column."""
    column = f'"{field.column}"'
    sqlite = connection.vendor == "sqlite"
    if isinstance(field, models.BinaryField):
        return "x'00'" if sqlite else "'\\x00'::bytea"
    if isinstance(field, models.UUIDField) or field.get_internal_type() == "UUIDField":
        return "'00000000000000000000000000000000'" if sqlite else "gen_random_uuid()"
    if isinstance(field, models.JSONField):
        return "'[1]'" if sqlite else "'[1]'::jsonb"
    if isinstance(field, models.BooleanField):
        return f"NOT {column}"
    if isinstance(field, models.DateTimeField | models.DateField):
        return "'2001-01-01 00:00:00'" if sqlite else f"coalesce({column}, now()) - interval '1 day'"
    if isinstance(field, models.CharField):
        return f"{column} || 'x'"
    if isinstance(field, models.ForeignKey):
        target = field.target_field
        while isinstance(target, models.ForeignKey):
            target = target.target_field
        return (
            other(target).replace(f'"{target.column}"', column)
            if isinstance(target, models.UUIDField)
            else (f"coalesce({column}, 0) + 1000")
        )
    return f"coalesce({column}, 0) + 1000"


@pytest.mark.requirement("R2", "R4")
def test_no_narrative_lies_open_in_the_database(people: Any) -> None:
    report = play.report(people, narrative=WORDS, reporter={"name": "髙﨑の母"}, answers={"free": WORDS})
    play.subcommittee(people, report)
    lived(people)
    piece = WORDS[4:14].encode()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                for cell in row:
                    raw = bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    assert piece not in raw, model
                    assert "髙﨑の母".encode() not in raw, model
    assert report.text("narrative") == WORDS


def test_a_sealed_text_opens_only_in_its_own_row_and_field(people: Any) -> None:
    one, two = play.report(people, narrative=WORDS), play.report(people, narrative="別の話")
    two.narrative = one.narrative
    with pytest.raises(Unreadable):
        two.text("narrative")
    one.answers = one.narrative
    with pytest.raises(Unreadable):
        one.text("answers")


def test_a_destroyed_key_destroys_the_text(people: Any) -> None:
    from django.utils import timezone

    report = play.report(people, narrative=WORDS)
    DataKey.objects.filter(pk=report.key_id).update(wrapped=None, destroyed_at=timezone.now())
    report = type(report).objects.select_related("key").get(pk=report.pk)
    with pytest.raises(Unreadable):
        report.text("narrative")


@given(st.text(), st.text(min_size=1), st.integers(0, 10_000))
def test_any_changed_byte_is_noticed(text: str, about: str, place: int) -> None:
    key = new_key()
    sealed = seal(key, text.encode(errors="surrogatepass"), about)
    assert unseal(key, sealed, about) == text.encode(errors="surrogatepass")
    at = place % len(sealed)
    changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    with pytest.raises(Unreadable):
        unseal(key, changed, about)
    with pytest.raises(Unreadable):
        unseal(key, sealed, about + "x")


def test_every_write_and_view_leaves_a_line_whose_hash_agrees(people: Any) -> None:
    from yorisoi.cases.records import view_case

    case = play.responding(people)
    before = Event.objects.count()
    view_case(case=case, by=people.principal)
    assert Event.objects.count() == before + 1
    seen = {event.event for event in Event.objects.all()}
    assert {
        "report.received",
        "report.memo",
        "report.open_case",
        "case.open",
        "case.find_facts",
        "case.recognise",
        "case.set_plan",
        "entry.hearing",
        "meeting.convened",
        "meeting.finalised",
        "duty.owed",
        "duty.done",
        "view.case",
    } <= seen
    for event in Event.objects.all():
        assert leaf_hash(event) == bytes(event.leaf)
        assert WORDS not in str(event.data)
