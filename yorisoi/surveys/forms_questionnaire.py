"""Shapes of a questionnaire that a school makes: its head, one question with its answers, one alarming rule."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from yorisoi.policy.questionnaire import CANNOT, LONGEST, MOST_OPTIONS, SCALE, SEVERAL, SINGLE, Questionnaire
from yorisoi.schools.fields import LineField
from yorisoi.surveys.editing import fresh
from yorisoi.surveys.forms_paper import CANNOT_SAY, plain
from yorisoi.surveys.furigana import faults
from yorisoi.surveys.said import READINGS

Data = dict[str, Any]
NEW_KINDS = (
    ("one", _("一つ選ぶ")), ("many", _("いくつでも選ぶ")), ("faces", _("顔で選ぶ")), ("scale", _("0〜10で選ぶ")),
    ("text", _("ことばで書く")),
)  # fmt: skip
CLOCKS = (("survey_grave", _("その日のうちに読む")), ("survey_read", _("次の授業日までに読む")))
MORE = 3  # empty lines for further answers
FURIGANA = _("漢字の読みは {漢字|かんじ} のように書きます。")


class Readable(forms.Form):
    """A form whose Japanese texts are held to the reading of the grades. `checked`: which fields."""

    checked: tuple[str, ...] = ()

    def __init__(self, *args: Any, reading: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.reading = reading

    def hold(self, name: str, text: str, mode: str) -> None:
        """Add what is wrong with the readings of a text to its field."""
        for fault in faults(text, mode):
            self.add_error(name, fault)

    def clean(self) -> Data:
        """Hold every text to the mode."""
        said: Data = super().clean() or {}
        for name in self.checked:
            self.hold(name, said.get(name) or "", said.get("mode") or self.reading)
        return said


class HeadForm(Readable):
    """Title, first and last words, for whom, in which reading."""

    checked = ("title", "lead", "thanks")
    title = LineField(label=_("名前"), max_length=LONGEST, help_text=FURIGANA)
    lead = LineField(label=_("はじめのことば"), max_length=LONGEST)
    thanks = LineField(label=_("おわりのことば"), max_length=LONGEST)
    mode = forms.ChoiceField(label=_("読み方"), choices=list(READINGS.items()))
    grades = forms.TypedMultipleChoiceField(
        label=_("学年"), coerce=int, choices=[(n, _("%d年") % n) for n in range(1, 7)],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )  # fmt: skip

    def applied(self, data: Data) -> Data:
        """Return the data with this head."""
        said = self.cleaned_data
        texts = {name: {**data[name], "ja": said[name]} for name in self.checked}
        for name, text in texts.items():
            if said[name] != data[name]["ja"]:
                text.pop("en", None)  # the English said something else
        return {**data, **texts, "mode": said["mode"], "grades": sorted(said["grades"])}


class NewItemForm(forms.Form):
    """Which kind of question, and what it asks."""

    kind = forms.ChoiceField(label=_("答え方"), choices=NEW_KINDS)
    ask = LineField(label=_("質問"), max_length=LONGEST, help_text=FURIGANA)


class ItemForm(Readable):
    """One question: what it asks, its short words for tables, its answers in order."""

    checked = ("ask",)
    ask = LineField(label=_("質問"), max_length=LONGEST, help_text=FURIGANA)
    short = LineField(label=_("表に出す短い言い方"), max_length=60, help_text=_("大人だけが見ます。読みは要りません。"))

    def __init__(self, *args: Any, item: Data, **options: Any) -> None:
        start = {"ask": item["ask"]["ja"], "short": item["short"]["ja"]}
        super().__init__(*args, initial=start, **options)
        self.item = item
        self.options: list[Data] = (
            list(item.get("options", [])) if item["kind"] not in {"forms", "scale", "text"} else []
        )
        self.fixed = item["kind"] in {"talk_to", "withhold"}
        if not self.options:
            return
        more = 0 if self.fixed else min(MORE, MOST_OPTIONS - len(self.options))
        for n in range(len(self.options) + more):
            text = self.options[n]["ja"] if n < len(self.options) else ""
            label = _now("答え %d") % (n + 1)
            self.fields[f"text_{n}"] = LineField(label=label, required=False, max_length=LONGEST, initial=text)
            self.fields[f"place_{n}"] = forms.IntegerField(
                label=_now("%sの順番") % label, required=False, min_value=1, max_value=99, initial=n + 1
            )  # fmt: skip
            if not self.fixed:
                continue
            self.fields[f"text_{n}"].required = True

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """The fields of each answer: its words and its place."""
        return [(self[name], self[name.replace("text_", "place_")]) for name in self.fields if name.startswith("text_")]

    def clean(self) -> Data:
        """Hold every answer to the reading; two are wanted."""
        said = super().clean()
        names = [name for name in self.fields if name.startswith("text_")]
        for name in names:
            self.hold(name, said.get(name) or "", self.reading)
        if names and sum(bool((said.get(name) or "").strip()) for name in names) < 2:
            raise forms.ValidationError(_("答えを二つ以上書いてください。"))
        return said

    @property
    def made(self) -> Data:
        """The question as data."""
        said = self.cleaned_data
        made = {
            **self.item,
            "ask": _reworded(self.item["ask"], said["ask"]),
            "short": _reworded(self.item["short"], said["short"]),
        }
        if not self.options:
            return made
        codes = [option["code"] for option in self.options]
        found = []
        for n in range(len([name for name in self.fields if name.startswith("text_")])):
            text = (said.get(f"text_{n}") or "").strip()
            if not text:
                continue
            if n < len(self.options):
                old = self.options[n]
                option = old if text == old["ja"] else {**{k: v for k, v in old.items() if k != "en"}, "ja": text}
            else:
                code = fresh(codes, "a")
                codes.append(code)
                option = {"code": code, "ja": text}
            found.append((said.get(f"place_{n}") or 99, n, option))
        return {**made, "options": [option for _place, _n, option in sorted(found, key=lambda one: one[:2])]}


def _reworded(before: Data, ja: str) -> Data:
    return before if before.get("ja") == ja else {"ja": ja}


class RuleForm(forms.Form):
    """When adults must look: the sentence they read, how soon, and which answers to which questions."""

    say = LineField(label=_("読む人に出す文"), max_length=LONGEST, help_text=_("例: 「なんかいも ある」と答えた"))
    clock = forms.ChoiceField(label=_("いつまでに読むか"), choices=CLOCKS, widget=forms.RadioSelect)
    together = forms.ChoiceField(
        label=_("下で選んだ質問の"), widget=forms.RadioSelect,
        choices=[("any", _("どれか一つに、そう答えたら")), ("all", _("すべてに、そう答えたら"))],
    )  # fmt: skip

    def __init__(self, posted: Any = None, *, sheet: Questionnaire, rule: Data) -> None:
        side = "all" if rule.get("all") else "any"
        start: Data = {"say": rule.get("say", ""), "clock": rule.get("clock", "survey_read"), "together": side}
        had = {one["item"]: one for one in rule.get(side, [])}
        super().__init__(posted, initial=start)
        self.sheet, self.rule = sheet, rule
        self.asked: list[str] = []
        for item in sheet.items:
            if item.kind == "text":
                continue
            self.asked.append(item.code)
            if item.kind == "scale":
                choices = [("", _now("使わない")), *((str(n), _now("%d以上") % n) for n in SCALE[1:])]
                self.fields[f"least_{item.code}"] = forms.ChoiceField(
                    label=plain(item.short), required=False, choices=choices,
                    initial=str(had.get(item.code, {}).get("least", "")),
                )  # fmt: skip
                continue
            codes = had.get(item.code, {}).get("any", [])
            if had.get(item.code, {}).get("answered"):
                codes = list(item.codes)
            self.fields[f"any_{item.code}"] = forms.MultipleChoiceField(
                label=plain(item.short), required=False, initial=codes,
                choices=[*((o.code, plain(o.text)) for o in item.options), (CANNOT, CANNOT_SAY)],
                widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
            )  # fmt: skip
            if item.kind in SEVERAL:
                most = [(str(n), _now("%dつ以上で") % n) for n in range(1, max(2, len(item.options)))]
                self.fields[f"least_{item.code}"] = forms.ChoiceField(
                    label=_now("%sをいくつ選んだら") % plain(item.short), required=False, choices=most,
                    initial=str(had.get(item.code, {}).get("least") or 1),
                )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The fields of each question that can be in a rule."""
        return [
            tuple(self[name] for name in (f"any_{code}", f"least_{code}") if name in self.fields) for code in self.asked
        ]

    def clean(self) -> Data:
        """One answer at least."""
        said: Data = super().clean() or {}
        if not self._conditions(said):
            raise forms.ValidationError(_("どの質問にどう答えたときかを、一つ以上選んでください。"))
        return said

    def _conditions(self, said: Data) -> list[Data]:
        found = []
        for item in self.sheet.items:
            chosen, least = said.get(f"any_{item.code}") or [], said.get(f"least_{item.code}") or ""
            if item.kind == "scale" and least:
                found.append({"item": item.code, "least": int(least)})
            elif chosen:
                many = {"least": int(least)} if item.kind not in SINGLE and least not in ("", "1") else {}
                found.append({"item": item.code, "any": [c for c in (*item.codes, CANNOT) if c in chosen], **many})
        return found

    @property
    def made(self) -> Data:
        """The rule as data."""
        said = self.cleaned_data
        kept = {key: value for key, value in self.rule.items() if key not in {"all", "any", "say", "clock"}}
        if said["say"] != self.rule.get("say"):
            kept.pop("say_en", None)
        return {**kept, "say": said["say"], "clock": said["clock"], said["together"]: self._conditions(said)}
