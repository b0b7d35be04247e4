"""Addresses of one case and of the meeting room."""

from django.urls import path

from yorisoi.cases import views_case, views_custody, views_record, views_room

case = [
    path("meetings/<uuid:pk>/room/", views_room.room, name="room"),
    path("meetings/<uuid:pk>/room/check/", views_room.room_check, name="room_check"),
    path("meetings/<uuid:pk>/room/memo/", views_room.room_memo, name="room_memo"),
    path("meetings/<uuid:pk>/room/urgent/", views_room.room_urgent, name="room_urgent"),
    path("meetings/<uuid:pk>/room/child/", views_case.room_child, name="room_child"),
    path("meetings/<uuid:pk>/finalise/", views_room.finalise, name="finalise"),
    path("cases/<uuid:pk>/", views_case.show, name="show"),
    path("cases/<uuid:pk>/record/", views_record.record_choose, name="record_choose"),
    path("cases/<uuid:pk>/record/<slug:kind>/", views_record.record, name="record"),
    path("cases/<uuid:pk>/correct/<uuid:entry>/", views_record.correct, name="correct"),
    path("cases/<uuid:pk>/involve/", views_case.involve, name="involve"),
    path("cases/<uuid:pk>/roles/<uuid:row>/end/", views_case.end_role, name="end_role"),
    path("cases/<uuid:pk>/decide/", views_case.decide, name="decide"),
    path("cases/<uuid:pk>/shut-out/", views_custody.case_shut_out, name="shut_out"),
    path("cases/<uuid:pk>/let-in/<uuid:exclusion>/", views_custody.case_let_in, name="let_in"),
    path("cases/<uuid:pk>/invite/", views_case.invite, name="invite"),
]
