"""What the styleguide shows: made-up people, times around now, and a form in both states."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yorisoi.policy.case_flow import CASE_FLOW, CaseState
from yorisoi.policy.edition import edition
from yorisoi.policy.report_flow import REPORT_FLOW, ReportState
from yorisoi.ui.forms import PictureChecks, PictureRadios

SWATCHES = (
    "ground",
    "surface",
    "sunken",
    "accent",
    "accent-soft",
    "danger",
    "danger-soft",
    "warn-soft",
    "ok-soft",
)
PICTURES = (
    *("words", "left_out", "push_light", "hit", "take_money", "hide_things", "forced", "online", "other"),
    *("classroom", "corridor", "toilet", "playground", "way_home", "club", "home"),
    *("today", "this_week", "before", "still", "not_now", "me", "friend", "write", "draw"),
    *("nobody", "teacher", "family", "doctor"),
    *("face_1", "face_2", "face_3", "face_4", "face_5", "cannot_say"),
)
SIGNS = (
    *("mark", "clock", "check", "alert", "info", "person", "hide", "leave", "sound", "print", "search", "phone"),
    *("open", "nav_duties", "nav_pass_on", "nav_reports", "nav_cases", "nav_pupils", "nav_school", "nav_meetings"),
    *("nav_ledger", "nav_roster", "nav_staff", "nav_board"),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    seen = forms.CharField(
        label=gettext_lazy("見たこと・聞いたこと"),
        help_text=gettext_lazy("ささいに思えることも、そのまま書いてください。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who = forms.CharField(label=gettext_lazy("関わる子ども"), required=False)
    when = forms.DateTimeField(
        label=gettext_lazy("いつ"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), required=False
    )
    grade = forms.ChoiceField(label=gettext_lazy("学年"), choices=[(n, f"{n}年") for n in range(1, 7)])
    source = forms.ChoiceField(
        label=gettext_lazy("だれから"),
        widget=forms.RadioSelect,
        choices=[
            ("child", gettext_lazy("子ども本人")),
            ("guardian", gettext_lazy("保護者")),
            ("community", gettext_lazy("地域の人")),
            ("staff", gettext_lazy("教職員")),
        ],
    )
    told = forms.MultipleChoiceField(
        label=gettext_lazy("伝えた人"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("head", gettext_lazy("校長")), ("deputy", gettext_lazy("教頭")), ("grade", gettext_lazy("学年主任"))],
        required=False,
    )
    urgent = forms.BooleanField(
        label=gettext_lazy("緊急として扱う"), help_text=gettext_lazy("当面の対応がすぐに始まります。"), required=False
    )


class SampleChildForm(forms.Form):
    """The pictures that a child chooses from."""

    what = forms.MultipleChoiceField(
        label=gettext_lazy("どんな ことが ありましたか"),
        widget=PictureChecks(
            icons={
                "1": "words",
                "2": "left_out",
                "3": "push_light",
                "4": "hit",
                "5": "take_money",
                "6": "hide_things",
                "7": "forced",
                "8": "online",
                "9": "other",
            }
        ),
        choices=[
            ("1", gettext_lazy("いやな ことばを いわれた")),
            ("2", gettext_lazy("なかまに いれて もらえない")),
            ("3", gettext_lazy("かるく たたかれた")),
            ("4", gettext_lazy("つよく たたかれた")),
            ("5", gettext_lazy("おかねや ものを とられた")),
            ("6", gettext_lazy("ものを かくされた")),
            ("7", gettext_lazy("いやな ことを させられた")),
            ("8", gettext_lazy("ネットで いやな ことを された")),
            ("9", gettext_lazy("ほかの こと")),
        ],
    )
    feeling = forms.ChoiceField(
        label=gettext_lazy("いまの きもち"),
        widget=PictureRadios(
            attrs={"class": "faces"},
            icons={**{str(n): f"face_{n}" for n in range(1, 6)}, "0": "cannot_say"},
        ),
        choices=[
            ("1", gettext_lazy("とても つらい")),
            ("2", gettext_lazy("つらい")),
            ("3", gettext_lazy("ふつう")),
            ("4", gettext_lazy("すこし げんき")),
            ("5", gettext_lazy("げんき")),
            ("0", gettext_lazy("いまは いえない")),
        ],
    )


def samples(request: HttpRequest) -> dict[str, Any]:
    """Return the styleguide's context."""
    now = timezone.now()
    shown = getattr(request, "edition", None) or edition("ito-nishi")
    return {
        "edition": shown,
        "reading": "ruby",
        "moments": _moments(now),
        "now": now,
        "met": now - timedelta(days=3),
        "missed": now - timedelta(days=4),
        "form": SampleForm(prefix="fresh"),
        "wrong": SampleForm({}, prefix="wrong"),
        "child_form": SampleChildForm(initial={"what": ["2"], "feeling": "2"}),
        "cite": next(iter(shown.clauses)),
        "case_flow": CASE_FLOW,
        "case_done": [CaseState.SUSPECTED, CaseState.FACT_FINDING, CaseState.RECOGNISED],
        "case_now": CaseState.RESPONDING,
        "case_notes": {
            CaseState.SUSPECTED: _("6月3日 13:20"),
            CaseState.FACT_FINDING: _("6月3日 16:05"),
            CaseState.RECOGNISED: _("6月5日 16:30"),
            CaseState.RESPONDING: _("6月5日から"),
            CaseState.RESOLVED: _("最短 9月5日"),
        },
        "case_links": {CaseState.FACT_FINDING: "#timeline", CaseState.RECOGNISED: "#timeline"},
        "report_flow": REPORT_FLOW,
        "report_done": [ReportState.RECEIVED],
        "report_now": ReportState.NOTED,
        "entries": _entries(now),
        "swatches": SWATCHES,
        "pictures": PICTURES,
        "signs": SIGNS,
        "tones": ("neutral", "accent", "ok", "warn", "danger"),
    }


def _moments(now: datetime) -> list[datetime]:
    local = timezone.localtime(now)
    tonight = local.replace(hour=23, minute=59, second=59)
    return [
        tonight - timedelta(days=2),
        now - timedelta(minutes=50),
        now + timedelta(minutes=40),
        tonight,
        tonight + timedelta(days=1),
        tonight + timedelta(days=5),
        tonight + timedelta(days=92),
    ]


def _entries(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "at": now - timedelta(hours=2),
            "kind_label": _("会議"),
            "tone": "accent",
            "title": _("いじめ対策委員会: 認知"),
            "who": _("佐藤（生徒指導主任）"),
            "body": [(_("決めたこと"), _("いじめと認知する。出席 9/11、定足数を満たす。"))],
            "url": "#timeline",
        },
        {
            "at": now - timedelta(days=1),
            "kind_label": _("連絡"),
            "tone": "neutral",
            "title": _("家庭訪問（被害）"),
            "who": _("田中（担任）"),
            "body": [(_("保護者のことば"), _("「早く話してくれて、ありがたいです。」"))],
        },
        {
            "at": now - timedelta(days=2),
            "kind_label": _("事実"),
            "tone": "warn",
            "title": _("休み時間、中庭でのこと"),
            "who": _("田中（担任）"),
            "body": [(_("あったこと"), _("遊びに入れてもらえなかった。"))],
            "backdated": True,
            "recorded_at": now,
            "corrects": _("6月2日の記録"),
        },
    ]
