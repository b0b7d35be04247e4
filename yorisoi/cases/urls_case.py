"""Addresses of one case and of the meeting room."""

from django.urls import path

from yorisoi.cases import views_acts, views_case, views_chronology, views_joining, views_live, views_record, views_room

case = [
    path("meetings/<uuid:pk>/room/", views_room.room, name="room"),
    path("meetings/<uuid:pk>/room/check/", views_room.room_check, name="room_check"),
    path("meetings/<uuid:pk>/room/memo/", views_room.room_memo, name="room_memo"),
    path("meetings/<uuid:pk>/room/urgent/", views_room.room_urgent, name="room_urgent"),
    path("meetings/<uuid:pk>/room/child/", views_case.room_child, name="room_child"),
    path("meetings/<uuid:pk>/room/live/", views_live.room_live, name="room_live"),
    path("meetings/<uuid:pk>/room/draft/", views_live.room_draft, name="room_draft"),
    path("meetings/<uuid:pk>/room/side/", views_live.room_side, name="room_side"),
    path("meetings/<uuid:pk>/room/tap/", views_live.room_tap, name="room_tap"),
    path("meetings/<uuid:pk>/room/stand-in/", views_live.room_stand_in, name="room_stand_in"),
    path("meetings/<uuid:pk>/room/order/", views_live.room_order, name="room_order"),
    path("meetings/<uuid:pk>/room/turn/", views_live.room_turn, name="room_turn"),
    path("meetings/<uuid:pk>/room/heard/", views_live.room_hear, name="room_hear"),
    path("meetings/<uuid:pk>/room/papers/<uuid:earlier>/", views_live.room_paper, name="room_paper"),
    path("meetings/<uuid:pk>/room/merge/", views_joining.merge, name="room_merge"),
    path("meetings/<uuid:pk>/room/split/", views_joining.split, name="room_split"),
    path("meetings/<uuid:pk>/room/move/", views_joining.move, name="room_move"),
    path("meetings/<uuid:pk>/finalise/", views_room.finalise, name="finalise"),
    path("cases/<uuid:pk>/", views_case.show, name="show"),
    path("cases/<uuid:pk>/record/", views_record.record_choose, name="record_choose"),
    path("cases/<uuid:pk>/record/<slug:kind>/", views_record.record, name="record"),
    path("cases/<uuid:pk>/correct/<uuid:entry>/", views_record.correct, name="correct"),
    path("cases/<uuid:pk>/chronology/", views_chronology.chronology, name="chronology"),
    path("cases/<uuid:pk>/line/<uuid:entry>/", views_chronology.line, name="line"),
    path("cases/<uuid:pk>/acts/", views_acts.acts, name="acts"),
    path("cases/<uuid:pk>/acts/<uuid:entry>/check/", views_acts.act_check, name="act_check"),
    path("cases/<uuid:pk>/acts/<uuid:entry>/correct/", views_acts.act_check_correct, name="act_check_correct"),
    path("cases/<uuid:pk>/involve/", views_case.involve, name="involve"),
    path("cases/<uuid:pk>/roles/<uuid:row>/end/", views_case.end_role, name="end_role"),
    path("cases/<uuid:pk>/decide/", views_case.decide, name="decide"),
    path("cases/<uuid:pk>/invite/", views_case.invite, name="invite"),
]
