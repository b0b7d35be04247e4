"""Addresses of serious incidents."""

from django.urls import path

from yorisoi.incidents import views, views_documents, views_holds, views_more, views_question

app_name = "incidents"
urlpatterns = [
    path("incidents/", views.listing, name="list"),
    path("incidents/open/", views_more.opening, name="open"),
    path("incidents/<uuid:pk>/", views.show, name="show"),
    path("incidents/<uuid:pk>/move/", views.move, name="move"),
    path("incidents/<uuid:pk>/record/", views.choose, name="choose"),
    path("incidents/<uuid:pk>/record/<slug:kind>/", views.record, name="record"),
    path("incidents/<uuid:pk>/correct/<uuid:line>/", views.correct, name="correct"),
    path("incidents/<uuid:pk>/checklist/", views.points, name="points"),
    path("incidents/<uuid:pk>/press/", views_more.press, name="press"),
    path("incidents/<uuid:pk>/measure/", views_more.measure, name="measure"),
    path("incidents/<uuid:pk>/measure/<uuid:measure>/done/", views_more.measure_done, name="measure_done"),
    path("incidents/<uuid:pk>/holds/", views_holds.holds, name="holds"),
    path("incidents/<uuid:pk>/holds/answer/", views_holds.release, name="release"),
    path("incidents/<uuid:pk>/documents/", views_documents.documents, name="documents"),
    path("incidents/<uuid:pk>/documents/make/", views_documents.make, name="make"),
    path("incidents/<uuid:pk>/people/", views_more.bring, name="bring"),
    path("incidents/<uuid:pk>/child/", views_more.child, name="child"),
    path("cases/<uuid:pk>/serious/", views_question.question, name="question"),
    path("reports/<uuid:pk>/serious/", views_question.report_question, name="report_question"),
]
