"""Where the warnings are met: in the duties, below them on the first page, and on a child's page."""

from __future__ import annotations


def put_in_place() -> None:
    """Tell the chapters below of this one; called when the app is ready."""
