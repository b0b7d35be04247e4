"""Addresses of the look's own pages."""

from django.urls import path

from yorisoi.ui import views

app_name = "ui"
urlpatterns = [
    path("styleguide", views.styleguide, name="styleguide"),
    path("timetable", views.quiet, name="quiet"),
]
