"""Addresses of prevention."""

from django.urls import path

from yorisoi.prevention import views, views_activity, views_open, views_year

app_name = "prevention"
urlpatterns = [
    path("plan/", views.year_now, name="now"),
    path("plan/mine/", views.my_activities, name="mine"),
    path("plan/late/", views.late, name="late"),
    path("plan/feed/", views_open.feed_make, name="feed_make"),
    path("plan/feed/end/", views_open.feed_end, name="feed_end"),
    path("plan/feed/<str:token>.ics", views_open.feed, name="feed"),
    path("plan/review/<uuid:pk>/", views_year.review, name="review"),
    path("plan/activities/<uuid:pk>/", views_activity.activity, name="activity"),
    path("plan/activities/<uuid:pk>/links/<int:link>/end/", views_activity.link_end, name="link_end"),
    path("plan/activities/<uuid:pk>/<slug:act>/", views_activity.act, name="act"),
    path("plan/<int:year>/", views.year, name="year"),
    path("plan/<int:year>/stages/", views.stage_now, name="stage_now"),
    path("plan/<int:year>/stages/<int:number>/", views.stage, name="stage"),
    path("plan/<int:year>/month/", views.month, name="month"),
    path("plan/<int:year>/begin/", views_year.begin, name="begin"),
    path("plan/<int:year>/add/", views_year.add, name="add"),
    path("plan/<int:year>/review/", views_year.review_of, name="review_of"),
    path("plan/<int:year>/review/<slug:act>/", views_year.review_act, name="review_act"),
    path("s/<slug:slug>/evaluation/", views_open.evaluation, name="evaluation"),
]
