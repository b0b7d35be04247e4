"""Addresses of oversight."""

from django.urls import path

from yorisoi.oversight import views, views_reports

app_name = "oversight"
urlpatterns = [
    path("board/", views.board_home, name="board_home"),
    path("board/<uuid:pk>/", views.board_copy, name="board_copy"),
    path("board/reports/<uuid:pk>/", views_reports.report, name="report"),
    path("board/reports/<uuid:pk>/direct/", views_reports.direct, name="direct"),
    path("board/reports/<uuid:pk>/identity/", views_reports.identity, name="identity"),
    path("board/reports/<uuid:pk>/admit/<uuid:exclusion>/", views_reports.admit, name="admit"),
]
