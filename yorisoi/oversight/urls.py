"""Addresses of oversight."""

from django.urls import path

from yorisoi.oversight import views, views_reports, views_school, views_words

app_name = "oversight"
urlpatterns = [
    path("board/", views.board_home, name="board_home"),
    path("board/submitted/", views.submissions, name="submissions"),
    path("board/<uuid:pk>/", views.board_copy, name="board_copy"),
    path("board/<uuid:pk>/acknowledge/", views_words.acknowledge, name="acknowledge"),
    path("board/<uuid:pk>/ask/", views_words.ask, name="ask"),
    path("board/<uuid:pk>/comment/", views_words.comment, name="comment"),
    path("board/reports/<uuid:pk>/", views_reports.report, name="report"),
    path("board/reports/<uuid:pk>/direct/", views_reports.direct, name="direct"),
    path("board/reports/<uuid:pk>/identity/", views_reports.identity, name="identity"),
    path("board/reports/<uuid:pk>/admit/<uuid:exclusion>/", views_reports.admit, name="admit"),
    path("submitted/<uuid:pk>/", views_school.thread_page, name="thread"),
    path("submitted/<uuid:pk>/answer/<uuid:word>/", views_school.answer, name="answer"),
    path("submitted/word/<uuid:pk>/", views_school.word_page, name="word"),
]
