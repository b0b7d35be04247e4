"""Addresses of the policy: for everybody below the school's slug, for its staff below /policy/."""

from django.urls import path

from yorisoi.editions import views, views_drafts, views_public, views_settling

app_name = "editions"
urlpatterns = [
    path("s/<slug:slug>/policy/", views_public.policy, name="public"),
    path("s/<slug:slug>/policy/child/", views_public.child, name="public_child"),
    path("s/<slug:slug>/policy/flow/", views_public.flow, name="public_flow"),
    path("s/<slug:slug>/policy/flow/<str:name>.svg", views_public.flow_picture, name="public_picture"),
    path("s/<slug:slug>/policy/rules/", views_public.clauses, name="public_clauses"),
    path("s/<slug:slug>/policy/policy.pdf", views_public.document, name="public_document"),
    path("policy/", views.overview, name="overview"),
    path("policy/compare/", views.compare, name="compare"),
    path("policy/editions/<str:name>/", views.show, name="show"),
    path("policy/editions/<str:name>/file/", views.file, name="file"),
    path("policy/public/", views_settling.public_page, name="public_page"),
    path("policy/helplines/", views_settling.helplines, name="helplines"),
    path("policy/drafts/new/", views_drafts.begin, name="begin"),
    path("policy/drafts/<int:pk>/", views_drafts.draft, name="draft"),
    path("policy/drafts/<int:pk>/part/<str:part>/", views_drafts.part, name="part"),
    path("policy/drafts/<int:pk>/text/", views_drafts.text, name="text"),
    path("policy/drafts/<int:pk>/adopt/", views_drafts.adopt, name="adopt"),
    path("policy/drafts/<int:pk>/back/", views_drafts.back, name="back"),
    path("policy/drafts/<int:pk>/give-up/", views_drafts.give_up, name="give_up"),
]
