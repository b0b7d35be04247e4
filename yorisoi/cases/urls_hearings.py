"""Addresses of hearings, statements, promises, homes, measures and agencies."""

from django.urls import path

from yorisoi.cases import views_hearings, views_homes, views_measures, views_outside, views_statements

hearings = [
    path("cases/<uuid:pk>/hearings/", views_hearings.hearings, name="hearings"),
    path("cases/<uuid:pk>/hearings/board/", views_hearings.hearing_board, name="hearing_board"),
    path("cases/<uuid:pk>/hearings/questions/<slug:side>/", views_hearings.hearing_questions, name="hearing_questions"),
    path("cases/<uuid:pk>/hearings/<uuid:row>/", views_hearings.hearing_change, name="hearing_change"),
    path("cases/<uuid:pk>/hearings/<uuid:row>/cancel/", views_hearings.hearing_cancel, name="hearing_cancel"),
    path("cases/<uuid:pk>/hearings/<uuid:row>/begin/", views_hearings.hearing_begin, name="hearing_begin"),
    path("cases/<uuid:pk>/draft/", views_hearings.draft, name="draft"),
    path("cases/<uuid:pk>/statements/", views_statements.statements, name="statements"),
    path("cases/<uuid:pk>/statements/<uuid:mark>/", views_statements.settle, name="statements_settle"),
    path("cases/<uuid:pk>/promises/<uuid:duty>/", views_statements.promise, name="promise"),
    path("cases/<uuid:pk>/homes/<uuid:row>/", views_homes.sheet, name="visit_sheet"),
    path("cases/<uuid:pk>/homes/<uuid:row>/prepare/", views_homes.prepare, name="visit_prepare"),
    path("cases/<uuid:pk>/measures/", views_measures.measures, name="measures"),
    path("cases/<uuid:pk>/measures/done/<uuid:duty>/", views_measures.measure_done, name="measure_done"),
    path("cases/<uuid:pk>/measures/effect/<uuid:duty>/", views_measures.measure_effect, name="measure_effect"),
    path("cases/<uuid:pk>/effects/<uuid:entry>/", views_measures.line_effect, name="line_effect"),
    path("cases/<uuid:pk>/police/", views_outside.police, name="police"),
    path("agencies/", views_outside.agencies, name="agencies"),
    path("agencies/<int:row>/retire/", views_outside.retire, name="agency_retire"),
]
