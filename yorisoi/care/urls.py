"""Addresses of finding out early."""

from django.urls import path

from yorisoi.care import views_checklist, views_concerns, views_interviews, views_more, views_rounds

app_name = "care"
urlpatterns = [
    path("concerns/", views_concerns.concerns, name="concerns"),
    path("concerns/new/", views_concerns.new, name="new"),
    path("concerns/<uuid:pk>/", views_concerns.concern, name="concern"),
    path("concerns/<uuid:pk>/offer/", views_concerns.offer, name="offer"),
    path("concerns/named/<uuid:pk>/", views_concerns.settle, name="settle"),
    path("concerns/questions/<uuid:pk>/", views_concerns.question, name="question"),
    path("interviews/", views_interviews.interviews, name="interviews"),
    path("interviews/plan/<uuid:uid>/", views_interviews.plan, name="plan"),
    path("interviews/class/<int:pk>/<slug:code>/", views_rounds.class_round, name="round"),
    path("interviews/<uuid:pk>/", views_interviews.interview, name="interview"),
    path("interviews/<uuid:pk>/sheet/", views_interviews.sheet, name="sheet"),
    path("interviews/<uuid:pk>/change/", views_interviews.change, name="change"),
    path("checklists/", views_checklist.checklists, name="checklists"),
    path("checklists/<int:pk>/", views_checklist.review, name="review"),
    path("nurse/", views_more.visits, name="visits"),
    path("pupils/<uuid:uid>/line/", views_more.line, name="line"),
    path("health-committee/", views_more.health, name="health"),
    path("health-committee/<uuid:pk>/", views_more.health, name="health_of"),
]
