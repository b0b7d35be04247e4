"""What the first page weighs: the page and every file it asks for, as packed as the server has them."""

from __future__ import annotations

import re

from yorisoi.cli.bench_clients import Browser

ASKED_FOR = re.compile(rb'<(?:link|script|img)\b[^>]*?(?:href|src)="(/[^"]+)"[^>]*>')


def first_page(port: int, path: str, card: str) -> int:
    """Return the bytes of the class page, of the page of questions, and of every file that one of them asks for.

    As they come over the wire the first time, heads and all.
    """
    browser = Browser(port)
    _status, page = browser.get(path)
    status, questions = browser.post(path, b"card=" + card.encode())
    files = sorted({each.decode() for each in ASKED_FOR.findall(page + questions)})
    weighed = [browser.weigh(each) for each in (path, *files)]
    browser.close()
    if wrong := [each for each, _head, _size in weighed if each != 200] or [status] * (status != 200):
        raise OSError(f"files of the page do not come: {wrong}")
    return len(questions) + sum(size for _status, _head, size in weighed)
