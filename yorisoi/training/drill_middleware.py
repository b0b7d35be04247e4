"""Requests of whoever plays a drill: another person, another school, another time, until they leave or it ends.

The account stays the real one and its session as it was; only the person of the request is the one they play. Nothing
of the real school is in sight meanwhile: pages without log-in and the account's own pages are shut, so that no report
of a drill can go in by the real school's door.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from yorisoi.journal import clock
from yorisoi.policy.edition import edition
from yorisoi.schools.middleware import Next
from yorisoi.schools.sandboxes import inside
from yorisoi.training.drill_actions import CannotPlay, catch_up
from yorisoi.training.drill_queries import playing

KEY, SEEN = "drill", "drill_seen"
# what stays open to whoever plays: the start page, the lock, the language, the way out, the neutral page
STILL_OPEN = frozenset({
    "schools:home", "schools:lock", "schools:lock_now", "schools:language", "account_logout", "ui:quiet",
})  # fmt: skip

# accounts are real things, whoever makes them; a roster, a year to come, trainings are no part of any story; what is
# printed for walls, children and homes leads by its QR code to no door, and paper stays when all is over
NOT_PLAYED = (
    "schools:staff", "schools:roster", "schools:start", "yearend:", "editions:", "prevention:feed",
    "training:training", "training:mine", "training:policy", "reports:posters",
    "genki:cards", "together:cards", "together:home", "outreach:",
)  # fmt: skip


class DrillMiddleware:
    """Puts whoever plays into their drill. After `PersonMiddleware`, which says who they really are."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.drill = None
        run_id = request.session.get(KEY)
        if not run_id or request.staff is None:
            return self.get_response(request)
        found = playing(run_id, request.user.pk)
        if found is None:
            return self._over(request, run_id)
        if found.run.waits_until is not None and found.run.waits_until <= found.now:
            try:
                catch_up(run=found.run)
            except CannotPlay:  # ended at this moment
                return self._over(request, run_id)
            found = playing(run_id, request.user.pk) or found
        found.unseen = max(found.came - int(request.session.get(SEEN, 0)), 0)
        real, persona = request.staff, found.me.persona
        persona.looks_only = real.looks_only
        request.drill, request.real_staff = found, real
        request.staff, request.school = persona, found.run.sandbox
        rules = edition(found.run.sandbox.edition)  # read before the wall stands: a school's own lies on the real side
        request.edition = SimpleLazyObject(lambda: rules)
        request.banner = {"template": "training/_drill_banner.html", "drill": found}
        with inside(found.run.sandbox_id), clock.at(found.now):
            response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    def _over(self, request: Any, run_id: str) -> HttpResponse:
        """The drill has ended, or they left it elsewhere: back to the real person, and to what came out of it."""
        request.session.pop(KEY, None)
        request.session.pop(SEEN, None)
        if request.headers.get("HX-Request") or "X-Requested-With" in request.headers:
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("training:drills")})
        try:
            return redirect("training:drill", pk=run_id)
        except NoReverseMatch:
            return redirect("training:drills")

    def process_view(self, request: Any, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Shut what belongs to the real account or the real school's public."""
        if getattr(request, "drill", None) is None:
            return None
        name = request.resolver_match.view_name if request.resolver_match is not None else ""
        if isinstance(getattr(view, "declares", None), frozenset):
            return shut(request) if name.startswith(NOT_PLAYED) else None
        return None if name in STILL_OPEN else shut(request)


def shut(request: HttpRequest) -> HttpResponse:
    """Say that this page is not there within a drill."""
    return render(request, "training/drill_shut.html", status=404)
