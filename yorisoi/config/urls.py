"""All addresses of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("yorisoi.surveys.child_urls")),  # first: a whole school asks for them in ten minutes
    path("", include("yorisoi.schools.urls")),
    path("", include("yorisoi.ui.urls")),
    path("", include("yorisoi.duties.urls")),
    path("", include("yorisoi.reports.urls")),
    path("", include("yorisoi.editions.urls")),
    path("", include("yorisoi.meetings.urls")),
    path("", include("yorisoi.cases.urls")),
    path("", include("yorisoi.care.urls")),
    path("", include("yorisoi.attendance.urls")),
    path("", include("yorisoi.prevention.urls")),
    path("", include("yorisoi.groups.urls")),
    path("", include("yorisoi.incidents.urls")),
    path("", include("yorisoi.training.urls")),
    path("", include("yorisoi.surveys.urls")),
    path("", include("yorisoi.documents.urls")),
    path("", include("yorisoi.together.urls")),
    path("", include("yorisoi.outreach.urls")),
    path("", include("yorisoi.yearend.urls")),
    path("", include("yorisoi.oversight.urls")),
    path("", include("yorisoi.figures.urls")),
    path("accounts/", include("yorisoi.schools.account_urls")),
]

handler400 = "yorisoi.config.refusals.bad_request"
