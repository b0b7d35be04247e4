"""Addresses of figures."""

from django.urls import path

from yorisoi.figures import views, views_answers, views_board, views_month

app_name = "figures"
urlpatterns = [
    path("figures/", views.survey, name="survey"),
    path("figures/survey.xlsx", views.survey_file, name="survey_file"),
    path("figures/behind/<str:table>/<str:line>/", views.behind, name="behind"),
    path("figures/pictures/", views.pictures, name="pictures"),
    path("figures/endings/", views.endings, name="endings"),
    path("figures/endings.xlsx", views.endings_file, name="endings_file"),
    path("figures/school/<int:year>/", views_answers.school, name="school"),
    path("figures/month/", views_month.month, name="month"),
    path("figures/month.xlsx", views_month.month_file, name="month_file"),
    path("figures/month/submit/", views_month.submit, name="submit"),
    path("cases/<uuid:pk>/survey/", views_answers.child, name="child"),
    path("incidents/<uuid:pk>/survey/", views_answers.incident, name="incident"),
    path("board/survey/", views_board.board_survey, name="board_survey"),
    path("board/survey.xlsx", views_board.board_survey_file, name="board_survey_file"),
    path("board/months/", views_month.board_months, name="board_months"),
    path("board/months/<uuid:pk>/", views_month.board_month, name="board_month"),
    path("board/months/<uuid:pk>/month.xlsx", views_month.board_file, name="board_file"),
]
