"""Addresses of training: trainings, the policy to be read, drills."""

from django.urls import path

from yorisoi.training import drill_views as drills
from yorisoi.training import reading_views as reading
from yorisoi.training import training_views as views

app_name = "training"
urlpatterns = [
    path("training/", views.trainings, name="trainings"),
    path("training/new/", views.new, name="training_new"),
    path("training/mine/", views.mine, name="mine"),
    path("training/policy/", reading.policy, name="policy"),
    path("training/policy/readers/", reading.policy_readers, name="policy_readers"),
    path("training/policy/remind/", reading.policy_remind, name="policy_remind"),
    path("training/<uuid:pk>/", views.training, name="training"),
    path("training/<uuid:pk>/remind/", views.remind, name="training_remind"),
    path("training/<uuid:pk>/<str:act>/", views.act, name="training_act"),
    path("training/drills/", drills.drill_list, name="drills"),
    path("training/drills/begin/", drills.begin, name="drill_begin"),
    path("training/drills/join/", drills.join, name="drill_join"),
    path("training/drills/room/", drills.room, name="drill_room"),
    path("training/drills/room/be/", drills.change, name="drill_be"),
    path("training/drills/room/clock/", drills.move_clock, name="drill_clock"),
    path("training/drills/room/leave/", drills.leave, name="drill_leave"),
    path("training/drills/room/end/", drills.end, name="drill_end"),
    path("training/drills/<uuid:pk>/", drills.drill, name="drill"),
    path("training/drills/<uuid:pk>/on/", drills.go_on, name="drill_on"),
    path("training/drills/<uuid:pk>/reflect/", drills.look_back, name="drill_reflect"),
]
