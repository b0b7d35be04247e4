"""Addresses of lessons and of いいところ見つけ, for staff and for children."""

from django.urls import path

from yorisoi.together import child_views, views_lessons, views_notes, views_rounds, views_wall

app_name = "together"
urlpatterns = [
    path("s/<slug:slug>/good/", child_views.enter, name="enter"),
    path("s/<slug:slug>/good/class/<int:class_id>/", child_views.enter, name="class"),
    path("s/<slug:slug>/good/write/", child_views.write, name="write"),
    path("together/", views_lessons.lessons, name="lessons"),
    path("together/lessons/new/", views_lessons.new, name="lesson_new"),
    path("together/lessons/<uuid:pk>/", views_lessons.lesson, name="lesson"),
    path("together/lessons/<uuid:pk>/<slug:act>/", views_lessons.act, name="lesson_act"),
    path("together/good/", views_rounds.rounds, name="rounds"),
    path("together/good/new/", views_rounds.begin, name="begin"),
    path("together/good/<uuid:pk>/", views_rounds.show, name="round"),
    path("together/good/<uuid:pk>/show/", views_rounds.show_several, name="show_several"),
    path("together/good/<uuid:pk>/add/", views_rounds.add, name="add"),
    path("together/good/<uuid:pk>/extend/", views_rounds.extend, name="extend"),
    path("together/good/<uuid:pk>/close/", views_rounds.close, name="close"),
    path("together/good/<uuid:pk>/cards/", views_wall.cards, name="cards"),
    path("together/good/<uuid:pk>/cards/add/", views_rounds.cards_add, name="cards_add"),
    path("together/good/<uuid:pk>/wall/", views_wall.wall, name="wall"),
    path("together/good/<uuid:pk>/sure/<slug:to>/", views_wall.sure, name="sure"),
    path("together/good/<uuid:pk>/home.pdf", views_wall.home, name="home"),
    path("together/notes/<uuid:pk>/", views_notes.note, name="note"),
    path("together/notes/<uuid:pk>/rule/", views_notes.rule, name="rule"),
]
