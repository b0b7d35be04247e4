"""The page to come back to with the six words (あいことば): in the child's own reading, or for grown-ups. No log-in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.safestring import SafeString

from yorisoi.journal import clock
from yorisoi.journal.actors import PUBLIC
from yorisoi.policy.edition import edition
from yorisoi.reports.child_page import frame, kept, modes, seen_context
from yorisoi.reports.child_steps import UPPER
from yorisoi.reports.files_form import ABOUT_LABELS, FilesForm, child_file_texts
from yorisoi.reports.forms import ReceiptForm
from yorisoi.reports.guessing import TRIES
from yorisoi.reports.models import Report
from yorisoi.reports.paper import phones, slip_context
from yorisoi.reports.quota import NoRoom
from yorisoi.reports.reading import MODES, Words
from yorisoi.reports.receipts import Mistyped, code_hash, read_code
from yorisoi.reports.said import sending_token, token_of
from yorisoi.reports.slips import rest, rest_for_child, slip, slip_for_child
from yorisoi.reports.talk import say_more, see_messages
from yorisoi.reports.talk_forms import SayForm
from yorisoi.reports.talk_page import reporter_context
from yorisoi.reports.views import door, page
from yorisoi.schools.models import School


@door
def receipt(request: HttpRequest, school: School) -> HttpResponse:
    """Say when it was received and how many adults have read it; show the talk and take more in. Never the case.

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
    now = clock.now().timestamp()
    if seconds := TRIES.rest(code, now):
        form.add_error("code", rest_for_child(seconds, words) if words else rest(seconds))
        return None, []
    report = Report.objects.select_related("key", "school").filter(school=school, code_hash=code_hash(code)).first()
    if report is None:
        TRIES.wrong(code, now)
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
    """Show the receipt's page; take in first what the reporter adds. A second press adds nothing."""
    form, attach, status = SayForm(words=words), _attach(words), 200
    sent = False
    if request.POST.get("act") == "say":
        form = SayForm(request.POST, words=words, files=bool(request.FILES))
        attach = _attach(words, request)
        if form.is_valid() & attach.is_valid():
            try:
                say_more(report=report, by=PUBLIC, **_said(request, form.cleaned_data["more"], attach))
            except NoRoom as full:
                attach.say_full(full)
            else:
                form, attach, sent = SayForm(words=words), _attach(words), True
        status = 200 if sent else 422
    see_messages(report=report, by=PUBLIC)
    first = report.readings.order_by("at").first()
    readers, first_read = report.readings.count(), first.at if first else None
    context: dict[str, Any] = {"report": report, "words": code, "readers": readers, "first_read": first_read}
    context |= {
        "say": form,
        "attach": attach,
        "sent": sent,
        **reporter_context(report, words),
        **slip_context(request, school, words),
    }
    if status == 422:
        context["token"] = token_of(request.POST.get("token"))
    if words is None:
        return page(request, "reports/receipt_seen.html", school, context, status)
    context |= _frame(words) | seen_context(words, report.received_at, first_read, readers)
    context["phones"] = phones(words, edition(school.edition))
    return page(request, "reports/receipt_seen_child.html", school, context, status)


def _attach(words: Words | None, request: HttpRequest | None = None) -> FilesForm:
    """Return the part of the form that takes files: of a child pictures, in the child's reading."""
    given = (request.POST, request.FILES) if request is not None else ()
    if words is None:
        return FilesForm(*given)
    return FilesForm(*given, texts=child_file_texts(words), child=True, about=words.mode in UPPER)


def _said(request: HttpRequest, more: str, attach: FilesForm) -> dict[str, Any]:
    """Return what the reporter adds. What is said of a screen that nobody sent is words like the others."""
    about = attach.said
    if about and not attach.sent:
        lines = [f"{ABOUT_LABELS[key]}: {text}" for key, text in about.items()]
        more, about = "\n".join([more, *lines]).strip(), {}
    files = [file.sha256 for file in attach.sent]
    token = sending_token(token_of(request.POST.get("token")), [more, files, about] if files else more)
    return {"words": more, "files": attach.sent, "about": about, "token": token}
