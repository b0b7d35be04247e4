"""What is a school's own in an edition: its name, its helplines, where its document says what. No other school's."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from yorisoi.policy.edition import names, whole
from yorisoi.policy.lint import Finding

Data = dict[str, Any]
OF_DOCUMENT = ("section", "in_policy", "lacks", "cited_as")  # of a clause: what it says of the school's document
ARTICLE = "法13条・法16条3項"


def _lines(data: Data) -> list[Data]:
    rows = data.get("helplines")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def is_of(data: Data, home: Data) -> bool:
    """Say whether an edition is that of the school whose edition `home` is."""
    return bool(data.get("school_name") == home.get("school_name"))


def at_home(data: Data, home: Data) -> Data:
    """Return another school's edition as this school may begin from it.

    Its rules, clocks and bodies are taken over. Name and helplines are this school's own, with the days on which this
    school checked them; of the others' helplines only those that work everywhere come along, unchecked. Where the
    school's own document says what, `home` says.
    """
    own = _lines(home)
    known = {str(line.get("phone")) for line in own}
    more = [
        {key: value for key, value in line.items() if key != "checked"}
        for line in _lines(data)
        if line.get("national") is True and str(line.get("phone")) not in known
    ]
    basics: dict[str, Any] = {key: home[key] for key in ("title", "school_name", "city") if key in home}
    made = {**data, **basics, "helplines": [*own, *more]}
    if "definition" in home:
        made["definition"] = home["definition"]
    if isinstance(data.get("clauses"), dict):
        rows: Data = home.get("clauses", {})
        silent: Data = {"in_policy": False}
        made["clauses"] = {key: _clause(row, rows.get(key, silent)) for key, row in data["clauses"].items()}
    if isinstance(data.get("follow_up"), dict) and "policy_months" in home.get("follow_up", {}):
        made["follow_up"] = {**data["follow_up"], "policy_months": home["follow_up"]["policy_months"]}
    return made


def _clause(row: Any, home: Data) -> Any:
    if not isinstance(row, dict):
        return row
    told = {key: home[key] for key in OF_DOCUMENT if key in home}
    return {**{key: value for key, value in row.items() if key not in OF_DOCUMENT}, **told}


@cache
def _ships() -> tuple[tuple[str, str, frozenset[tuple[str, str]]], ...]:
    """Return of each shipped edition its school, its city, and number and name of its own helplines."""
    found = []
    for name in names():
        data = whole(name)
        lines = {
            (str(one.get("phone")), str(one.get("name"))) for one in _lines(data) if one.get("national") is not True
        }
        found.append((str(data.get("school_name")), str(data.get("city")), frozenset(lines)))
    return tuple(found)


def strangers(data: Data, home: Data, own: Collection[str] = ()) -> Iterator[Finding]:
    """Find what is another school's in an edition: its name, or a number of its own. own: further names of this one."""
    mine = {str(home.get("school_name")), *own}
    phones = {str(line.get("phone")) for line in _lines(home)}
    say = _("この学校のものに直してから、決めてください。")
    for school, city, lines in _ships():
        if school in mine:
            continue
        for key, label in (("school_name", _("学校名")), ("title", _("方針の名前"))):
            if school in str(data.get(key, "")):
                text = _("%(label)sに、ほかの学校の名前（%(school)s）があります。") % {"label": label, "school": school}
                yield Finding("other_school", "error", ARTICLE, text, say)
        theirs = {phone: name for phone, name in lines if phone not in phones}
        for line in _lines(data):
            phone, name = str(line.get("phone")), str(line.get("name"))
            number = phone in theirs and (school in theirs[phone] or city != home.get("city"))
            if school in name or number:
                text = _("相談窓口「%(name)s」（%(phone)s）は、ほかの学校（%(school)s）の版のものです。")
                yield Finding(
                    "other_school", "error", ARTICLE, text % {"name": name, "phone": phone, "school": school}, say
                )
