"""What the first page weighs: the page and every file it asks for, as packed as the server has them."""

from __future__ import annotations

import re

from yorisoi.cli.bench_clients import Browser

ASKED_FOR = re.compile(rb'<(?:link|script|img)\b[^>]*?(?:href|src)="(/[^"]+)"[^>]*>')


def first_page(port: int, path: str) -> int:
    """Return the bytes that come over the wire for a page that is opened for the first time, heads and all."""
    browser = Browser(port)
    _status, page = browser.get(path)
    files = sorted({each.decode() for each in ASKED_FOR.findall(page)})
    weighed = [browser.weigh(each) for each in (path, *files)]
    browser.close()
    if wrong := [status for status, _head, _size in weighed if status != 200]:
        raise OSError(f"files of the page do not come: {wrong}")
    return sum(size for _status, _head, size in weighed)
