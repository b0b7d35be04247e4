"""Addresses of the year's turn."""

from django.urls import path

from yorisoi.yearend import views

app_name = "yearend"
urlpatterns = [
    path("year-end/", views.home, name="home"),
    path("year-end/handover/<uuid:case>/<uuid:pk>/", views.write, name="write"),
    path("year-end/<slug:what>/", views.act, name="act"),
]
