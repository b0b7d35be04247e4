"""Addresses of meetings. The room itself and its decisions are in `cases`, which may know both."""

from django.urls import path

from yorisoi.meetings import views, views_guests, views_minutes, views_shared

app_name = "meetings"
urlpatterns = [
    path("meetings/", views.list_, name="list"),
    path("meetings/new/", views.convene, name="convene"),
    path("meetings/shared/", views_shared.shared, name="shared"),
    path("meetings/shared/<int:pk>/read/", views_shared.read, name="read"),
    path("meetings/shared/<int:pk>/told/", views_shared.told, name="told"),
    path("meetings/shared/<int:pk>/remind/", views_shared.remind, name="remind"),
    path("meetings/series/", views_shared.series, name="series"),
    path("meetings/series/<int:pk>/", views_shared.series_change, name="series_change"),
    path("meetings/series/<int:pk>/end/", views_shared.series_end, name="series_end"),
    path("meetings/<uuid:pk>/collect/", views_shared.collect, name="collect"),
    path("meetings/<uuid:pk>/additions/", views_minutes.add, name="add"),
    path("meetings/<uuid:pk>/", views_minutes.minutes, name="minutes"),
    path("meetings/<uuid:pk>/attendance/", views.attendance, name="attendance"),
    path("meetings/<uuid:pk>/notes/", views.notes, name="notes"),
    path("meetings/<uuid:pk>/next/", views.next_, name="next"),
    path("meetings/<uuid:pk>/invite/", views_guests.invite, name="invite"),
    path("meetings/<uuid:pk>/uninvite/", views_guests.uninvite, name="uninvite"),
]
