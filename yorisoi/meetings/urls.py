"""Addresses of meetings. The room itself and its decisions are in `cases`, which may know both."""

from django.urls import path

from yorisoi.meetings import views

app_name = "meetings"
urlpatterns = [
    path("meetings/", views.list_, name="list"),
    path("meetings/new/", views.convene, name="convene"),
    path("meetings/<uuid:pk>/", views.minutes, name="minutes"),
    path("meetings/<uuid:pk>/attendance/", views.attendance, name="attendance"),
    path("meetings/<uuid:pk>/notes/", views.notes, name="notes"),
    path("meetings/<uuid:pk>/next/", views.next_, name="next"),
    path("meetings/<uuid:pk>/invite/", views.invite, name="invite"),
]
