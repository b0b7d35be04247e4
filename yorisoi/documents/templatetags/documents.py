"""The button that makes a document, for the pages where people look for it."""

from __future__ import annotations

import secrets
from typing import Any

from django import template

from yorisoi.documents.kinds import FORMAT_LABELS, KINDS

register = template.Library()


@register.inclusion_tag("documents/_make.html", takes_context=True)
def make_button(
    context: template.Context, kind: str, about: Any, form: str = "pdf", ref: object = "", label: object = ""
) -> dict[str, Any]:
    """Show the button for one document in one format. ref: which child or hearing, where the kind wants one."""
    return {
        "csrf_token": context.get("csrf_token"),
        "kind": KINDS[kind],
        "about": about,
        "form": form,
        "form_label": FORMAT_LABELS[form],
        "ref": ref,
        "label": label,
        "token": secrets.token_hex(16),
    }


@register.simple_tag
def make_token() -> str:
    """Return a fresh token: pressed twice, it makes one document."""
    return secrets.token_hex(16)
