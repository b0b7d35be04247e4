"""Paths of this site, as they may be remembered: where to go back to after the lock or the log-in."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

NAMES = {"q"}  # what was searched for: it may be somebody's name


def safe_path(path: object) -> str:
    """Return a path of this site without what was searched for, or "/" for anything else."""
    path = str(path or "")
    local = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return without_names(path) if local else "/"


def came_from(request: HttpRequest) -> str:
    """Return the path of this site's page that led here, or "/"."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or came.path.startswith("/lock/"):
        return "/"
    return safe_path(came.path + (f"?{came.query}" if came.query else ""))


def without_names(path: str) -> str:
    """Return a path without what was searched for."""
    parts = urlsplit(path)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in NAMES]
    return parts.path + (f"?{urlencode(kept)}" if kept else "")
