"""The second wall between schools, on PostgreSQL: no row of another school for a school's people.

Tables with a column of the school stand behind it by themselves. Of those without one, those that tell of a child or
hold what was said stand behind it through the row that they belong to. A new table says so in a migration of its own.
"""

from django.db import migrations

from yorisoi.journal.guarding import GuardTruncate
from yorisoi.journal.walls import Wall

BY_SCHOOL = (
    "journal_schoolkey", "journal_searchtext", "journal_hold", "journal_datakey", "schools_calendarspan",
    "schools_schoolclass", "schools_pupil", "schools_counter", "schools_rosterupload", "duties_duty",
    "duties_notice", "reports_report", "reports_attachment", "meetings_meeting", "meetings_sharing",
    "meetings_series", "cases_case", "cases_boardcopy", "cases_agency", "surveys_questionnaire", "surveys_round",
    "surveys_readingitem", "surveys_keptfrom", "surveys_hold", "surveys_destruction", "care_concern",
    "care_question", "care_interview", "care_booking", "care_checklistrun", "care_nursevisit", "attendance_register",
    "attendance_absencewarning", "attendance_attendanceupload", "incidents_incident", "documents_made",
    "documents_extract", "oversight_boardword",
)
THROUGH = {  # table: (column, the walled table that it points at)
    "schools_enrolment": ("pupil_id", "schools_pupil"),
    "schools_guardian": ("pupil_id", "schools_pupil"),
    # these two are written before their report is, whose number comes late: they hang on the person
    "reports_namedpupil": ("pupil_id", "schools_pupil"),
    "reports_staffmention": ("report_id", "reports_report"),
    "reports_exclusion": ("staff_id", "schools_staff"),
    "reports_message": ("report_id", "reports_report"),
    "reports_memo": ("report_id", "reports_report"),
    "reports_direction": ("report_id", "reports_report"),
    "cases_casereport": ("case_id", "cases_case"),
    "cases_involvement": ("case_id", "cases_case"),
    "cases_entry": ("case_id", "cases_case"),
    "cases_casestep": ("case_id", "cases_case"),
    "cases_hearingrow": ("case_id", "cases_case"),
    "cases_statement": ("case_id", "cases_case"),
    "cases_seriousanswer": ("case_id", "cases_case"),
    "meetings_agendaitem": ("meeting_id", "meetings_meeting"),
    "meetings_attendance": ("meeting_id", "meetings_meeting"),
    "incidents_incidentline": ("incident_id", "incidents_incident"),
    "incidents_incidentcopy": ("incident_id", "incidents_incident"),
    "incidents_incidentstep": ("incident_id", "incidents_incident"),
    "surveys_card": ("pupil_id", "schools_pupil"),
    "surveys_sheet": ("pupil_id", "schools_pupil"),
    "surveys_pool": ("round_id", "surveys_round"),
    "care_concernpupil": ("concern_id", "care_concern"),
    "care_sheet": ("interview_id", "care_interview"),
    "attendance_mark": ("register_id", "attendance_register"),
    "documents_extractof": ("extract_id", "documents_extract"),
}


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0002_guard"),
        ("attendance", "0002_guard"), ("care", "0002_guard"), ("cases", "0015_serious_guard"),
        ("documents", "0002_guard"), ("duties", "0010_subjects"), ("incidents", "0002_guard"),
        ("journal", "0005_hold_guard"), ("meetings", "0009_silent_sharings"), ("reports", "0010_exclusion_guard"),
        ("schools", "0004_calendar_guard"), ("surveys", "0003_scattered"),
    ]
    operations = [
        *(Wall(table) for table in BY_SCHOOL),
        Wall("schools_staff", shared="school_id IS NULL"),  # 市教委's people, whose names stand under what they say
        Wall("journal_event", shared="school_id = 0"),  # log-ins of nobody's school
        *(Wall(table, by=column, through=parent) for table, (column, parent) in THROUGH.items()),
        GuardTruncate(),
    ]
