"""How the main replies look, in each language: the files in `golden/` are read by people before they change."""

from pathlib import Path

import pytest

from bot.matching.outcome import Answer, Choices, Match, NoAnswer
from bot.replies import context_reply, reply_to, sources_reply, topics_reply, words_for
from bot.replies.words import LANGUAGES

GOLDEN = Path(__file__).parent / "golden"


def matches(*pairs: str) -> tuple[Match, ...]:
    return tuple(Match(pair, "asked", 0.9) for pair in pairs)


def replies(knowledge, words):
    """The replies whose look is kept, by name."""
    two = Answer("?", "confident", matches("lake/height", "bridge/lions"), 0.9, ("湖有多深?",))
    unlike = Choices("?", "ambiguous", matches("lake/editor", "bridge/opened"), 0.5)
    year = NoAnswer("2019年老桥通车了吗", "guard:year", matches("bridge/opened"), 0.6)
    return {
        "answer": reply_to(Answer("?", "exact", matches("lake/towers"), 1), knowledge, words),
        "two answers": reply_to(two, knowledge, words),
        "choices": reply_to(unlike, knowledge, words),
        "not found": reply_to(year, knowledge, words),
        "context": context_reply("lake/closed", knowledge, words),
        "topics": topics_reply(knowledge, words, "lake"),
        "sources": sources_reply(knowledge, words),
    }


def drawn(name, reply):
    """A reply as one would sketch it: its messages, then its buttons in brackets."""
    rows = [" ".join(f"[{button.text}]" for button in row) for row in reply.buttons]
    return "\n".join([f"===== {name} =====", *(part.html for part in reply.parts), *rows, ""])


@pytest.mark.parametrize("language", LANGUAGES)
def test_replies_look_as_they_should(knowledge, language):
    found = "\n".join(drawn(name, reply) for name, reply in replies(knowledge, words_for(language)).items())
    assert found == (GOLDEN / f"{language}.txt").read_text(encoding="utf-8")
