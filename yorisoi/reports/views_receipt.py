"""The page to come back to with the six words (あいことば): in the child's own reading, or for grown-ups. No log-in."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.safestring import SafeString

from yorisoi.reports.child_page import frame, kept, modes, seen_context
from yorisoi.reports.forms import ReceiptForm
from yorisoi.reports.models import Report
from yorisoi.reports.reading import MODES, Words
from yorisoi.reports.receipts import Mistyped, code_hash, read_code
from yorisoi.reports.slips import slip, slip_for_child
from yorisoi.reports.views import door, page
from yorisoi.schools.models import School

WRONG_CODE_SECONDS = 0.2


@door
def receipt(request: HttpRequest, school: School) -> HttpResponse:
    """Say when it was received and how many adults have read it. Never whose, never the case.

    The words come by POST only and are shown again with the answer: nothing of them is in an address or kept.
    """
    posted = request.POST
    switch = posted.get("switch", "")
    asked = switch or (posted if request.method == "POST" else request.GET).get("mode", "")
    words = Words(asked) if asked in MODES else None
    language = translation.get_language() if words is None else "en" if words.mode == "en" else "ja"
    with translation.override(language):
        if request.method != "POST" or switch:
            form = ReceiptForm(initial={"code": posted.get("code", "")[:400]}, words=words)
            return _asked(request, school, form, words)
        form = ReceiptForm(posted, words=words)
        report, code = _found(school, form, words)
        if report is None:
            return _asked(request, school, form, words, status=422)
        return _seen(request, school, report, code, words)


def _found(school: School, form: ReceiptForm, words: Words | None) -> tuple[Report | None, list[str]]:
    """Find the report that the typed words belong to; what is wrong with them is said in the form."""
    if not form.is_valid():
        return None, []

    def wrong(mistyped: Mistyped | None) -> SafeString | str:
        return slip_for_child(mistyped, words) if words else slip(mistyped)

    try:
        code = read_code(form.cleaned_data["code"])
    except Mistyped as mistyped:
        form.add_error("code", wrong(mistyped))
        return None, []
    report = Report.objects.filter(school=school, code_hash=code_hash(code)).first()
    if report is None:
        time.sleep(WRONG_CODE_SECONDS)
        form.add_error("code", wrong(None))
    return report, code


def _frame(words: Words | None) -> dict[str, Any]:
    if words is None:
        return {}
    return {"t": words, "mode": words.mode, "reading": frame(words.mode), "kept": kept(words), "modes": modes()}


def _asked(
    request: HttpRequest, school: School, form: ReceiptForm, words: Words | None, status: int = 200
) -> HttpResponse:
    template = "reports/receipt_child.html" if words else "reports/receipt.html"
    return page(request, template, school, {"form": form, **_frame(words)}, status)


def _seen(request: HttpRequest, school: School, report: Report, code: list[str], words: Words | None) -> HttpResponse:
    first = report.readings.order_by("at").first()
    readers, first_read = report.readings.count(), first.at if first else None
    context: dict[str, Any] = {"report": report, "words": code, "readers": readers, "first_read": first_read}
    if words is None:
        return page(request, "reports/receipt_seen.html", school, context)
    context |= _frame(words) | seen_context(words, report.received_at, first_read, readers)
    return page(request, "reports/receipt_seen_child.html", school, context)
