"""Addresses of groups."""

from django.urls import path

from yorisoi.groups import views, views_apart, views_build, views_sessions

app_name = "groups"
urlpatterns = [
    path("groups/", views.home, name="home"),
    path("groups/make/", views_build.make, name="make"),
    path("groups/apart/", views_apart.apart, name="apart"),
    path("groups/apart/take/", views_apart.take, name="apart_take"),
    path("groups/apart/<uuid:pk>/end/", views_apart.end, name="apart_end"),
    path("groups/sessions/", views_sessions.sessions, name="sessions"),
    path("groups/sessions/<uuid:pk>/", views_sessions.session, name="session"),
    path("groups/sessions/<uuid:pk>/off/", views_sessions.off, name="session_off"),
    path("groups/sessions/<uuid:pk>/<int:number>/", views_sessions.part, name="session_group"),
    path("groups/sessions/<uuid:pk>/<int:number>/words/", views_sessions.words, name="session_words"),
    path("groups/of/<uuid:pk>/", views.show, name="show"),
    path("groups/of/<uuid:pk>/force/", views_build.force, name="force"),
    path("groups/of/<uuid:pk>/drop/", views_build.drop, name="drop"),
    path("groups/of/<uuid:pk>/join/", views_build.take_in, name="join"),
    path("groups/of/<uuid:pk>/print/<slug:by>/", views.printed, name="print"),
    path("groups/of/<uuid:pk>/children/<uuid:child>/", views_build.move, name="move"),
    path("groups/of/<uuid:pk>/<int:number>/", views.group, name="group"),
    path("groups/of/<uuid:pk>/<int:number>/leaders/", views_build.leaders, name="leaders"),
]
