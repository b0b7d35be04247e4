"""Addresses of what goes to homes: for everybody below the school's slug, for its staff below /outreach/."""

from django.urls import path

from yorisoi.outreach import views, views_news, views_told

app_name = "outreach"
urlpatterns = [
    path("s/<slug:slug>/news/", views_news.news, name="news"),
    path("s/<slug:slug>/news/<uuid:pk>/", views_news.news_item, name="news_item"),
    path("s/<slug:slug>/news/<uuid:pk>/newsletter.pdf", views_news.news_file, name="news_file"),
    path("outreach/", views.items, name="items"),
    path("outreach/begin/", views.begin, name="begin"),
    path("outreach/items/<uuid:pk>/", views.item, name="item"),
    path("outreach/items/<uuid:pk>/figure/", views.figure, name="figure"),
    path("outreach/items/<uuid:pk>/online/", views.online, name="online"),
    path("outreach/items/<uuid:pk>/move/<slug:move>/", views.move, name="move"),
    path("outreach/items/<uuid:pk>/newsletter.<slug:form>", views.file, name="file"),
    path("outreach/handouts/", views_told.handouts, name="handouts"),
    path("outreach/handouts/<slug:band>.<slug:form>", views_told.handout_file, name="handout_file"),
    path("outreach/talks/", views_told.talks, name="talks"),
    path("outreach/talks/<uuid:pk>/back/", views_told.talk_back, name="talk_back"),
    path("outreach/given/", views_told.given, name="given"),
    path("outreach/given/<int:pk>/back/", views_told.given_back, name="given_back"),
]
