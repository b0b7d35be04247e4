"""Addresses of documents."""

from django.urls import path

from yorisoi.documents import views, views_extract, views_groups, views_passing, views_plan, views_short

app_name = "documents"
urlpatterns = [
    path("s/<slug:slug>/policy/short.pdf", views_short.short, name="short"),
    path("s/<slug:slug>/policy/child.pdf", views_short.child, name="short_child"),
    path("cases/<uuid:pk>/documents/", views.of_case, name="of_case"),
    path("cases/<uuid:pk>/documents/make/", views.make, name="make"),
    path("meetings/<uuid:pk>/documents/", views.of_meeting, name="of_meeting"),
    path("meetings/<uuid:pk>/documents/make/", views.make_of_minutes, name="minutes"),
    path("documents/<uuid:pk>/file/", views.file, name="file"),
    path("plan/<int:year>/plan.<slug:form>", views_plan.plan_file, name="plan_file"),
    path("groups/of/<uuid:pk>/list-<slug:by>.pdf", views_groups.groups_list, name="groups_list"),
    path("extracts/", views_extract.extracts, name="extracts"),
    path("extracts/of/<uuid:child>/", views_extract.begin, name="extract_begin"),
    path("extracts/<uuid:pk>/", views_extract.review, name="extract"),
    path("extracts/<uuid:pk>/mask/", views_extract.mask, name="extract_mask"),
    path("extracts/<uuid:pk>/lift/", views_extract.lift, name="extract_lift"),
    path("extracts/<uuid:pk>/release/", views_extract.release, name="extract_release"),
    path("packages/of/<uuid:child>/", views_passing.decide, name="pass_on_decide"),
    path("packages/for/<uuid:case>/<uuid:pk>/", views_passing.for_duty, name="pass_on_for"),
    path("packages/<uuid:pk>/", views_passing.show, name="pass_on"),
]
