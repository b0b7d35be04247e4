"""Addresses of cases."""

from yorisoi.cases.urls_case import case
from yorisoi.cases.urls_files import files
from yorisoi.cases.urls_hearings import hearings
from yorisoi.cases.urls_lists import lists

app_name = "cases"
urlpatterns = [
    # -- lists, ledger, a report's page
    *lists,
    # -- one case, the meeting room
    *case,
    # -- hearings, homes, measures, agencies
    *hearings,
    # -- what is attached to reports and cases
    *files,
]
