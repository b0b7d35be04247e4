"""Addresses of attendance."""

from django.urls import path

from yorisoi.attendance import views, views_calendar, views_files, views_warnings

app_name = "attendance"
urlpatterns = [
    path("attendance/", views.home, name="home"),
    path("attendance/class/<int:pk>/", views.class_day, name="day"),
    path("attendance/class/<int:pk>/month/", views.month, name="month"),
    path("attendance/pupil/<uuid:uid>/", views.pupil, name="pupil"),
    path("attendance/warnings/", views_warnings.warnings, name="warnings"),
    path("attendance/warnings/<uuid:pk>/", views_warnings.warning, name="warning"),
    path("attendance/warnings/<uuid:pk>/take-up/", views_warnings.taken_up, name="take_up"),
    path("attendance/warnings/<uuid:pk>/lowered/", views_warnings.lowered, name="lowered"),
    path("attendance/import/", views_files.upload, name="import"),
    path("attendance/import/sample.csv", views_files.sample, name="sample"),
    path("attendance/import/<uuid:pk>/", views_files.preview, name="preview"),
    path("attendance/calendar/", views_calendar.calendar, name="calendar"),
    path("attendance/calendar/<int:pk>/withdraw/", views_calendar.withdraw, name="withdraw"),
]
