"""Posters of the doors, to be printed on A4 and put up: big friendly words, the address as text and as a QR code."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from yorisoi.policy.flow import Text
from yorisoi.policy.roles import Can
from yorisoi.reports.paper import phones
from yorisoi.reports.reading import Words
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.ui.qr import qr

# door → (whose, the big words, what stands below them)
DOORS: dict[str, tuple[Text, Text, tuple[Text, ...]]] = {
    "child": (
        gettext_lazy("子ども"),
        gettext_lazy("こまったこと、 いやなこと、 おしえてね。"),
        (
            gettext_lazy("ともだちの ことでも いいです。"),
            gettext_lazy("なまえは かかなくても いいです。"),
            gettext_lazy("おとなが なんにんかで かならず よみます。へんじも よめます。"),
        ),
    ),
    "guardian": (
        gettext_lazy("保護者"),
        gettext_lazy("お子さんのことで、気になることはありませんか。"),
        (
            gettext_lazy("いじめかどうか、はっきりしなくてもかまいません。"),
            gettext_lazy("お名前を書かずに送ることもできます。"),
            gettext_lazy("複数の教職員で必ず読みます。"),
            gettext_lazy("あとで返事を読み、つづきを伝えられます。"),
        ),
    ),
    "resident": (
        gettext_lazy("地域の方"),
        gettext_lazy("子どもたちのことで、見たこと・聞いたことを教えてください。"),
        (
            gettext_lazy("通学路や遊び場で気になったことを、短い言葉でかまいません。"),
            gettext_lazy("お名前を書かずに送ることもできます。"),
            gettext_lazy("複数の教職員で必ず読みます。"),
        ),
    ),
}


@dataclass(frozen=True)
class Poster:
    """One sheet of paper."""

    door: str
    whose: Text
    big: Text
    lines: tuple[Text, ...]
    address: str
    picture: SafeString


@needs(Can.INTAKE, Can.ROSTER)
@require_safe
def posters(request: StaffRequest) -> HttpResponse:
    """Show the sheets as they will be printed: all three, or one."""
    chosen = request.GET.get("door", "")
    chosen = chosen if chosen in DOORS else ""
    context = {
        "posters": [_poster(request, door) for door in DOORS if chosen in ("", door)],
        "doors": [("", _("すべて")), *((door, whose) for door, (whose, _big, _lines) in DOORS.items())],
        "chosen": chosen,
        "phones": phones(Words("kana"), request.edition),  # type: ignore[attr-defined]
    }
    return render(request, "reports/posters.html", context)


def _poster(request: HttpRequest, door: str) -> Poster:
    whose, big, lines = DOORS[door]
    address = request.build_absolute_uri(reverse(f"reports:{door}", args=[request.school.slug]))  # type: ignore[attr-defined]
    label = _("このページのQRコード（%(whose)s）") % {"whose": whose}
    return Poster(door, whose, big, lines, address, qr(address, label))
