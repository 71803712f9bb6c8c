"""The lexicon: which words of a question carry form rather than content. Read from `lexicon.toml` on first use."""

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from bot.matching.fold import fold, has_han
from bot.matching.pinyin import letters

MIN_SPOKEN = 5
"""Letters that a question word in pinyin has at least, so that it isn't found inside others."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Form words, folded.

    Attributes:
        single: the words of one token to their role: `filler`, `particle` or the kind of question that they ask
            (`who`, `when` …).
        starts: the longer words that start with two tokens, glued, longest first, as tokens and with their role.
        form: the single tokens among them that carry form.
        asking: what a clause without a question mark must hold to be a question; over folded text.
        idle: look-alikes of it to take out first (没什么用).
        topics: clauses that ask by naming a topic (那书屋呢); over folded text.
        requests: what makes a text one that asks without question words (帮我查……); over folded text.
        pointing: what asks about something that is shown (这是什么……); over folded text.
        remarks: what makes a text that asks nothing a remark, by script; over simplified text.
        orders, markup: what makes a text an order to the bot rather than a question; over folded and simplified text.
        negations, harmless: words that negate, and look-alikes to take out first.
        smalltalk: words that make small talk; longest: characters of the longest of them.
        thanks: those that open a clause of thanks.
        kinds: the kinds of question, in the order of the file.
    """

    single: Mapping[str, str]
    starts: Mapping[str, tuple[tuple[list[str], str], ...]]
    form: frozenset[str]
    asking: re.Pattern[str]
    idle: re.Pattern[str]
    topics: re.Pattern[str]
    requests: re.Pattern[str]
    pointing: re.Pattern[str]
    remarks: Mapping[str, re.Pattern[str]]
    orders: re.Pattern[str]
    markup: re.Pattern[str]
    negations: tuple[str, ...]
    harmless: tuple[str, ...]
    smalltalk: frozenset[str]
    longest: int
    thanks: tuple[str, ...]
    kinds: tuple[str, ...]


def _folded(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(word) for word in words} - {""}, key=lambda word: (-len(word), word)))


def _by_start(words: list[tuple[list[str], str]]) -> dict[str, tuple[tuple[list[str], str], ...]]:
    starts: dict[str, list[tuple[list[str], str]]] = {}
    for tokens, role in words:
        if len(tokens) > 1:
            starts.setdefault(tokens[0] + tokens[1], []).append((tokens, role))
    return {start: tuple(sorted(found, key=lambda one: -len(one[0]))) for start, found in starts.items()}


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


@functools.cache
def lexicon() -> Lexicon:
    """The lexicon that comes with the package."""
    data = tomllib.loads(resources.files("bot.matching").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    roles = dict.fromkeys(_folded(data["particles"]), "particle")
    roles |= dict.fromkeys(_folded(data["english"]), "particle")
    roles |= dict.fromkeys(_folded(data["fillers"]), "filler")
    for kind, words in data["kinds"].items():
        roles |= dict.fromkeys(_folded(words), kind)
    words = [(re.findall(r"\d+|[a-z]+|\S", word), role) for word, role in roles.items()]
    return Lexicon(
        single={tokens[0]: role for tokens, role in words if len(tokens) == 1},
        starts=_by_start(words),
        form=frozenset(word for word, role in roles.items() if role in ("filler", "particle")),
        asking=_any(data["asking"]["patterns"]),
        idle=_any(data["asking"]["harmless"]),
        topics=_any(data["asking"]["topics"]),
        requests=_any(data["asking"]["requests"]),
        pointing=_any(data["asking"]["pointing"]),
        remarks={
            script: _any(data["remarks"][name])
            for script, name in (("han", "patterns"), ("latin", "english"), ("pinyin", "pinyin"))
        },
        orders=_any(data["orders"]["patterns"]),
        markup=_any(data["orders"]["markup"]),
        negations=_folded(data["negation"]["words"]),
        harmless=_folded(data["negation"]["harmless"]),
        smalltalk=frozenset(_folded(data["smalltalk"]["words"])),
        longest=max(map(len, _folded(data["smalltalk"]["words"]))),
        thanks=_folded(data["smalltalk"]["thanks"]),
        kinds=tuple(data["kinds"]),
    )


@functools.cache
def spoken() -> Mapping[str, str]:
    """Question words in pinyin letters, to the kind of question that they ask."""
    words = lexicon()
    glued = [("".join(tokens), role) for found in words.starts.values() for tokens, role in found]
    return {
        spelled: role
        for word, role in (*words.single.items(), *glued)
        if role not in ("filler", "particle") and has_han(word) and len(spelled := letters(word)) >= MIN_SPOKEN
    }
