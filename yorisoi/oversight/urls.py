"""Addresses of oversight."""

from django.urls import path

from yorisoi.oversight import views

app_name = "oversight"
urlpatterns = [
    path("board/", views.board_home, name="board_home"),
    path("board/<uuid:pk>/", views.board_copy, name="board_copy"),
]
