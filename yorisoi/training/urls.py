"""Addresses of training."""

from django.urls import path

from yorisoi.training import drill_views as drills

app_name = "training"
urlpatterns = [
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
