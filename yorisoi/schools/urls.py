"""Addresses of schools."""

from django.urls import path

from yorisoi.schools import access_views, people_views, pupil_views, roster_views

app_name = "schools"
urlpatterns = [
    path("", access_views.home, name="home"),
    path("s/<slug:slug>/", access_views.doors, name="doors"),
    path("lock/", access_views.lock, name="lock"),
    path("lock/now/", access_views.lock_now, name="lock_now"),
    path("language/", access_views.language, name="language"),
    path("demo-login/", access_views.demo_login, name="demo_login"),
    path("setup/<str:token>/", access_views.setup, name="setup"),
    path("welcome/<str:token>/", access_views.welcome, name="welcome"),
    path("start/", roster_views.start, name="start"),
    path("roster/", roster_views.roster, name="roster"),
    path("roster/sample.csv", roster_views.sample, name="roster_sample"),
    path("roster/<uuid:pk>/", roster_views.roster_preview, name="roster_preview"),
    path("staff/", people_views.staff_list, name="staff"),
    path("staff/new/", people_views.staff_new, name="staff_new"),
    path("staff/<uuid:uid>/", people_views.staff_edit, name="staff_edit"),
    path("staff/<uuid:uid>/posts/", people_views.post_give, name="staff_post_give"),
    path("staff/<uuid:uid>/posts/<int:pk>/end/", people_views.post_end, name="staff_post_end"),
    path("staff/<uuid:uid>/end/", people_views.staff_end, name="staff_end"),
    path("staff/<uuid:uid>/link/", people_views.welcome_link, name="staff_link"),
    path("staff/<uuid:uid>/second-factor/", people_views.second_factor_reset, name="staff_second_factor"),
    path("pupils/", pupil_views.pupils, name="pupils"),
    path("pupils/<uuid:uid>/", pupil_views.pupil, name="pupil"),
    path("find/", pupil_views.find, name="find"),
]
