"""Addresses of 元気アンケート for children and guardians, and of the cards that are printed for them."""

from django.urls import path

from yorisoi.surveys import child_account, child_enter, child_tablet, child_views, views_cards

app_name = "genki"
urlpatterns = [
    path("s/<slug:slug>/genki/", child_enter.enter, name="enter"),
    path("s/<slug:slug>/genki/class/<int:class_id>/", child_enter.enter, name="class"),
    path("s/<slug:slug>/genki/home/", child_enter.enter, {"home": True}, name="home"),
    path("s/<slug:slug>/genki/home/<int:class_id>/", child_enter.enter, {"home": True}, name="home_class"),
    path("s/<slug:slug>/genki/account/", child_account.start, name="account"),
    path("s/<slug:slug>/genki/account/back/", child_account.back, name="account_back"),
    path("s/<slug:slug>/genki/account/leave/", child_account.leave, name="account_leave"),
    path("s/<slug:slug>/genki/worker.js", child_tablet.worker, name="worker"),
    path("s/<slug:slug>/genki/offline/", child_tablet.offline, name="offline"),
    path("s/<slug:slug>/genki/answer/", child_views.answer, name="answer"),
    path("surveys/rounds/<uuid:pk>/cards/<int:class_id>/", views_cards.cards, name="cards"),
]
