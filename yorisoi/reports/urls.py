"""Addresses of reports: the four doors, the receipt, and (below) the inbox."""

from django.urls import path

from yorisoi.reports import views, views_away, views_inbox, views_posters, views_receipt, views_staff

app_name = "reports"
urlpatterns = [
    path("s/<slug:slug>/child/", views.child, name="child"),
    path("s/<slug:slug>/guardian/", views.guardian, name="guardian"),
    path("s/<slug:slug>/resident/", views.resident, name="resident"),
    path("s/<slug:slug>/receipt/", views_receipt.receipt, name="receipt"),
    path("pass-on/", views_staff.pass_on, name="pass_on"),
    path("pass-on/people/", views_staff.people, name="people"),
    path("away/", views_away.away, name="away"),
    path("away/<int:pk>/back/", views_away.back, name="away_back"),
    path("pass-on/<uuid:pk>/", views_staff.passed_on, name="passed_on"),
]

# -- for those with the intake right; a report's own page is `cases:report` (it knows meetings and cases)
urlpatterns += [
    path("reports/", views_inbox.inbox, name="inbox"),
    path("posters/", views_posters.posters, name="posters"),
]
