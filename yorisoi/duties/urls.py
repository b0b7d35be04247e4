"""Addresses of duties."""

from django.urls import path

from yorisoi.duties import views

app_name = "duties"
urlpatterns = [
    path("duties/", views.mine, name="mine"),
    path("duties/school/", views.school, name="school"),
    path("duties/notices/seen/", views.seen, name="seen"),
    path("duties/<uuid:pk>/late/", views.late, name="late"),
    path("duties/<uuid:pk>/ask/", views.ask, name="ask"),
]
