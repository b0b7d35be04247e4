"""学校だより on the school's public page: what the school has ticked, as it was approved."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yorisoi.documents.leaf import leaf_of
from yorisoi.editions.models import PublicPage
from yorisoi.editions.views_public import page
from yorisoi.outreach.leaflets import dated
from yorisoi.outreach.models import Approval, Item
from yorisoi.outreach.queries import online
from yorisoi.outreach.views import leaf_answer
from yorisoi.policy.edition import edition
from yorisoi.schools.models import School


@page
def news(request: HttpRequest, school: School, shown: PublicPage | None) -> HttpResponse:
    """What is on the page, the latest first."""
    rows = [(item, approval.told["title"]) for item, approval in online(school)]
    return render(request, "outreach/news.html", {**_around(school, shown), "rows": rows})


@page
def news_item(request: HttpRequest, school: School, shown: PublicPage | None, pk: UUID) -> HttpResponse:
    """One item, word for word as it was approved."""
    item, approval = _known(school, pk)
    leaf = dated(leaf_of(approval.content), item.issued_on)
    context = {**_around(school, shown), "item": item, "title": leaf.title, "blocks": leaf.blocks[1:]}
    return render(request, "outreach/news_item.html", context)


@page
def news_file(request: HttpRequest, school: School, _shown: PublicPage | None, pk: UUID) -> HttpResponse:
    """The same as a PDF."""
    item, approval = _known(school, pk)
    leaf = dated(leaf_of(approval.content), item.issued_on)
    return leaf_answer(request, leaf, "pdf", "newsletter", approval.at, kept=True)


def _around(school: School, shown: PublicPage | None) -> dict[str, object]:
    indexable = bool(shown and shown.indexable)
    return {"school": school, "edition": edition(school.edition), "indexable": indexable}


def _known(school: School, pk: UUID) -> tuple[Item, Approval]:
    found = next((pair for pair in online(school) if pair[0].pk == pk), None)
    if found is None:
        raise Http404
    return found
