"""Addresses of the lists of cases, the ledger, and a report's page."""

from django.urls import path

from yorisoi.cases import (
    views_board,
    views_custody,
    views_handover,
    views_ledger,
    views_report,
    views_search,
    views_talk,
    views_week,
)

lists = [
    path("cases/", views_board.board, name="board"),
    path("cases/closed/", views_board.closed, name="closed"),
    path("search/", views_search.find, name="search"),
    path("ledger/", views_ledger.ledger, name="ledger"),
    path("handover/", views_handover.handover, name="handover"),
    path("week/", views_week.week, name="week"),
    path("reports/<uuid:pk>/", views_report.report, name="report"),
    path("reports/<uuid:pk>/memo/", views_report.report_memo, name="report_memo"),
    path("reports/<uuid:pk>/urgent/", views_report.report_urgent, name="report_urgent"),
    path("reports/<uuid:pk>/interim/", views_report.report_interim, name="report_interim"),
    path("reports/<uuid:pk>/answer/", views_talk.report_answer, name="report_answer"),
    path("reports/<uuid:pk>/words/", views_report.report_words, name="report_words"),
    path("reports/<uuid:pk>/same/", views_report.report_same, name="report_same"),
    path("reports/<uuid:pk>/apart/", views_report.report_apart, name="report_apart"),
    path("reports/<uuid:pk>/people/", views_report.report_people, name="report_people"),
    path("reports/<uuid:pk>/pupil/", views_report.report_pupil, name="report_pupil"),
    path("reports/<uuid:pk>/shut-out/", views_report.report_shut_out, name="report_shut_out"),
    path("reports/<uuid:pk>/identity/", views_custody.identity, name="report_identity"),
    path("reports/<uuid:pk>/reporter/", views_custody.reporter, name="report_reporter"),
    path("reports/<uuid:pk>/pupil/<uuid:child>/withdraw/", views_custody.withdraw, name="report_withdraw"),
    path("reports/<uuid:pk>/mention/<uuid:row>/", views_custody.mention, name="report_mention"),
    path("reports/<uuid:pk>/lift/<uuid:exclusion>/", views_report.report_lift, name="report_lift"),
]
