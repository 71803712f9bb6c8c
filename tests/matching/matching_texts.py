"""Small knowledge of a few words, texts that are muddles of them, and an encoder that knows what some words mean."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from bot.knowledge.model import Article, Excerpt, Knowledge, Pair, Unanswered

PIECES = (
    *"磨坊书屋渡船在哪里村多少钱花了不没谁修建",
    *("磨坊", "有多少", "什么时候", "平江县", "12", "37.5%", "2022年"),
    *("mill", "river", "mills", "the", " ", "?", "й", "ก", "😀"),
)  # fmt: skip
MUDDLES = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
"""Texts in which the same things come again: in Chinese, English, digits and other scripts; empty ones too."""
ASKED = st.lists(MUDDLES, min_size=1, max_size=4)
"""The question and the phrasings of a pair."""
Asked = tuple[Sequence[str], str]
"""Question and phrasings, and what is quoted."""
PAIRS = st.lists(st.tuples(ASKED, MUDDLES), min_size=1, max_size=8)


def small(pairs: Sequence[Asked], silent: Sequence[Sequence[str]] = (), title: str = "题目", **more) -> Knowledge:
    """A knowledge of one article, `a`, with pairs from `a/0` on.

    Args:
        silent: questions without an answer, each with its phrasings.
    """
    text = "".join(f"{quote}\n" for _, quote in pairs)
    made, at = {}, 0
    for number, ((question, *phrasings), quote) in enumerate(pairs):
        excerpt = Excerpt("a", quote, number + 1, at, at + len(quote))
        made[f"a/{number}"] = Pair(f"a/{number}", "a", question, tuple(phrasings), (excerpt,))
        at += len(quote) + 1
    unanswered = tuple(Unanswered("a", question, tuple(rest)) for question, *rest in silent)
    return Knowledge({"a": Article("a", text, title)}, made, unanswered=unanswered, **more)


ROOMS = "甲乙丙丁戊己庚辛壬癸子丑"


def several(counts: dict[str, int], phrasing: str) -> Knowledge:
    """A knowledge of some articles, each with so many pairs that ask the same of one room after another."""
    articles, made = {}, {}
    for name, count in counts.items():
        lines = [f"{room}间是{name}间" for room in ROOMS[:count]]
        text, at = "".join(f"{line}\n" for line in lines), 0
        for number, line in enumerate(lines):
            excerpt = Excerpt(name, line, number + 1, at, at + len(line))
            made[f"{name}/{number}"] = Pair(f"{name}/{number}", name, phrasing.format(ROOMS[number]), (), (excerpt,))
            at += len(line) + 1
        articles[name] = Article(name, text, "题目")
    return Knowledge(articles, made)


MEANINGS = (("钱", "资金", "花费", "cost", "money"), ("磨坊", "mill"), ("书屋", "library"), ("村", "哪里", "where"))
"""Words that mean the same, one dimension each; the last dimension is for whatever else there is."""


class Meaning:
    """An encoder that knows a few words, and remembers what it was asked for."""

    name = "meaning"
    dimensions = len(MEANINGS) + 1

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]):
        self.asked += texts
        return np.array([vector(text) for text in texts], np.float32).reshape(len(texts), self.dimensions)


def vector(text: str):
    """What the words of a text mean."""
    counts = [float(any(word in text for word in words)) for words in MEANINGS]
    made = np.array([*counts, 0.0 if any(counts) else 1.0], np.float32)
    return made / np.linalg.norm(made)
