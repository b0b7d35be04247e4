"""A home visit: the preparation, and the sheet for the doorstep. The visit itself is a line of the record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from yorisoi.cases.forms_hearing import People, people_field
from yorisoi.cases.guards import answers, known_case
from yorisoi.cases.hearing_rooms import colleagues
from yorisoi.cases.home_facts import facts_of
from yorisoi.cases.homes import NamesOthers, Prepared, named_in, others_than, prepare_visit, sheet_of
from yorisoi.cases.models import Case, Involvement
from yorisoi.cases.names import Letters
from yorisoi.cases.records import view_case
from yorisoi.cases.wishes_shown import of_case, quiet_of
from yorisoi.journal import clock
from yorisoi.meetings.forms import moment_field
from yorisoi.policy.roles import ROLE_LABELS, Can
from yorisoi.schools.calendar import TOKYO
from yorisoi.schools.guards import StaffRequest, needs
from yorisoi.schools.models import Pupil
from yorisoi.schools.queries import class_labels

ASK = {
    "victim": gettext_lazy(
        "家での様子（食事・睡眠・登校をしぶるなど）\n本人が家で話したこと\n学校にしてほしいこと・してほしくないこと\nこれからの連絡の取り方と時間"
    ),
    "perpetrator": gettext_lazy(
        "家での様子\n本人が家で話したこと\n家庭で心配していること\nこれからの連絡の取り方と時間"
    ),
}


class PrepareForm(forms.Form):
    """What is prepared for one home."""

    tell = forms.CharField(
        label=gettext_lazy("伝えること（確かめられた事実と、学校の対応）"),
        help_text=gettext_lazy("推測、ほかの子どもの名前、だれが何を話したかは書きません。"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    ask = forms.CharField(
        label=gettext_lazy("聞くこと"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    not_tell = forms.CharField(
        label=gettext_lazy("とくに伝えないこと"),
        help_text=gettext_lazy("上の「この家庭に伝えないこと」のほかに。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    planned_at = moment_field(gettext_lazy("訪問する日時"))

    def __init__(self, *args: Any, people: People, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["main"] = people_field(gettext_lazy("行く人"), people, required=True)
        self.fields["second"] = people_field(
            gettext_lazy("いっしょに行く人"), people, required=False, help_text=gettext_lazy("二人で行きます。")
        )
        self.fields["names_agreed"] = forms.BooleanField(
            label=gettext_lazy("書いたほかの子どもの名前を伝えることに、その子の家庭が同意している"), required=False
        )

    def clean(self) -> dict[str, Any]:
        """Two different people."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("main") and said["main"] == said.get("second"):
            self.add_error("second", _("行く人とは別の人を選んでください。"))
        return said


def _home(request: StaffRequest, pk: UUID, row: UUID) -> tuple[Case, Involvement]:
    case = known_case(request.staff, pk)
    found = get_object_or_404(case.involvements.select_related("pupil"), pk=row)
    found.case = case
    return case, found


@needs(Can.RESPOND)
@require_http_methods(["GET", "POST"])
@answers("cases:show")
def prepare(request: StaffRequest, pk: UUID, row: UUID) -> HttpResponse:
    """Prepare the visit: the confirmed facts lie ready, without the other children's names."""
    case, home = _home(request, pk, row)
    people = {person.pk: person for person in colleagues(case)}
    others = others_than(case, home.pupil_id)
    facts = facts_of(case, home, others)
    form = PrepareForm(
        request.POST if request.method == "POST" else None,
        people=[(p.pk, p.name) for p in people.values()],
        initial=_start(request, home, facts.to_tell),
    )
    named: tuple[Pupil, ...] = ()
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        main, second = people[int(said.pop("main"))], people.get(int(said.pop("second") or 0))
        try:
            prepare_visit(involvement=home, by=request.staff, prepared=Prepared(main=main, second=second, **said))
        except NamesOthers as wrong:
            named = wrong.pupils
            form.add_error(
                "tell", _("ほかの子どもの名前が入っています。消すか、その子の家庭の同意を確かめて、下に印を付けます。")
            )
        else:
            messages.success(request, _("訪問の準備をまとめました。"))
            return redirect("cases:visit_sheet", pk=pk, row=row)
    view_case(case=case, by=request.staff)
    context = {**_shown(case, home), "form": form, "facts": facts, "named": named}
    return render(request, "cases/visit_prepare.html", context, status=422 if form.errors else 200)


def _start(request: StaffRequest, home: Involvement, facts: list[str]) -> dict[str, Any]:
    """Start from the sheet before, or from the facts and the questions for this side."""
    start: dict[str, Any] = {"planned_at": clock.now().astimezone(TOKYO), "main": request.staff.pk}
    if (before := sheet_of(home)) is not None:
        kept = before.data("prepared")
        return start | {
            **{name: kept.get(name, "") for name in ("tell", "ask", "not_tell")},
            "planned_at": before.planned_at.astimezone(TOKYO),
            "main": before.main_id,
            "second": before.second_id or "",
        }
    ask = ASK.get(home.role, ASK["perpetrator"])
    return start | {"tell": "\n".join(facts), "ask": str(ask)}


@needs(Can.RESPOND)
@require_safe
@answers("cases:show")
def sheet(request: StaffRequest, pk: UUID, row: UUID) -> HttpResponse:
    """The sheet for the doorstep: short, large, on the phone or on paper. It names no other child."""
    case, home = _home(request, pk, row)
    prepared = sheet_of(home)
    if prepared is None:
        return redirect("cases:visit_prepare", pk=pk, row=row)
    view_case(case=case, by=request.staff)
    kept = prepared.data("prepared")
    context = {
        **_shown(case, home),
        "sheet": prepared,
        "tell": _lines(kept.get("tell", "")),
        "ask": _lines(kept.get("ask", "")),
        "not_tell": _lines(kept.get("not_tell", "")),
        "names_agreed": kept.get("names_agreed", False),
        "printed_at": clock.now(),
    }
    return render(request, "cases/visit_sheet.html", context)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _shown(case: Case, home: Involvement) -> dict[str, Any]:
    letters = Letters([home.pupil])
    return {
        "case": case,
        "home": home,
        "role": ROLE_LABELS[home.role],
        "class_label": class_labels([home.pupil_id]).get(home.pupil_id, ""),
        "child": letters.name(home.pupil),
        "guardians": list(home.pupil.guardians.all()),
        "wishes": quiet_of(of_case(case)),
        "never": NEVER[home.role if home.role in NEVER else "perpetrator"],
    }


NEVER = {
    "victim": (
        gettext_lazy("ほかの子どもの名前と家庭のこと（同意がある場合を除く）"),
        gettext_lazy("ほかの子どもが話したこと、だれが知らせたか"),
        gettext_lazy("まだ確かめていないこと、推測"),
        gettext_lazy("相手の子への指導のくわしい中身"),
        gettext_lazy("「お子さんにも悪いところが」「気にしすぎ」「よくあること」"),
        gettext_lazy("会議で決まっていない約束（転校・出席停止・処分など）"),
    ),
    "perpetrator": (
        gettext_lazy("ほかの子どもの名前と家庭のこと（同意がある場合を除く）"),
        gettext_lazy("された子が話したこと、だれが知らせたか、された子の体や心の様子"),
        gettext_lazy("まだ確かめていないこと、推測"),
        gettext_lazy("「犯人」「加害者」という言い方。人ではなく、行為を話します。"),
        gettext_lazy("相手の家に連絡すること・あやまりに行くことのすすめ（会議で決めてから）"),
    ),
}

__all__ = ["named_in", "prepare", "sheet"]
