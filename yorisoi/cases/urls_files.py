"""Addresses of files. They carry ids only: no name of a file stands in an address."""

from django.urls import path

from yorisoi.cases import views_files

files = [
    path("files/<uuid:pk>/", views_files.file, name="file"),
    path("files/<uuid:pk>/<int:page>/", views_files.file_copy, name="file_copy"),
    path("files/<uuid:pk>/note/", views_files.file_note, name="file_note"),
    path("files/<uuid:pk>/take/", views_files.file_take, name="file_take"),
    path("files/<uuid:pk>/original/<uuid:opening>/", views_files.file_original, name="file_original"),
    path("reports/<uuid:pk>/files/", views_files.report_files, name="report_files"),
    path("cases/<uuid:pk>/files/", views_files.case_files, name="case_files"),
]
