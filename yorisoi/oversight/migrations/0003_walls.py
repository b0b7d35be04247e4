"""The second wall between schools, on PostgreSQL: no row of another school for a school's people.

Tables with a column of the school stand behind it by themselves, those that name a child through the child. What hangs
on these holds its texts under keys that stand behind it. A new table says so in a migration of its own.
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
OF_A_CHILD = (  # whatever names a child in a column hangs on the child
    "schools_enrolment", "schools_guardian", "reports_namedpupil", "cases_involvement", "cases_actperson",
    "surveys_pupilkey", "surveys_card", "surveys_sheet", "care_concernpupil", "attendance_mark",
)


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
        *(Wall(table, by="pupil_id", through="schools_pupil") for table in OF_A_CHILD),
        GuardTruncate(),
    ]
