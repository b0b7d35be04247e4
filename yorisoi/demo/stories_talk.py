"""The talk behind the receipt: a child without a name, the school asks back, the child comes back with its six words."""

from __future__ import annotations

from yorisoi.demo.story import Story
from yorisoi.journal.actors import PUBLIC
from yorisoi.reports.talk import answer_reporter, say_more, see_messages


def says(when: str, words: str, s: Story) -> None:
    """The reporter comes back, sees what was answered, and adds something."""

    def beat(story: Story) -> None:
        see_messages(report=story.the_report(), by=PUBLIC)
        say_more(report=story.the_report(), by=PUBLIC, words=words, token=f"demo-talk-{when}")

    s.do(when, beat)


def answers(when: str, words: str, s: Story, by: str = "sg") -> None:
    """The school reads what was added, and answers."""

    def beat(story: Story) -> None:
        see_messages(report=story.the_report(), by=story.who(by))
        answer_reporter(report=story.the_report(), by=story.who(by), words=words, token=f"demo-talk-{when}")

    s.do(when, beat)


def asked_back(s: Story) -> None:
    """This morning: the answer was read, and what the child added waits for an answer."""
    s.do("0 8:12", lambda story: story.read("sg"))
    answers("0 8:15", "おしえてくれて ありがとう。\nどの みちの あたりですか。\nなまえは かかなくて いいです。", s)
    says("0 8:28", "こうえんの かどから です。ないしょに してくれますか。", s)
