"""What it takes to judge a question: the knowledge and what is fitted, hand in hand. Pure."""

from collections.abc import Iterable
from functools import lru_cache

from bot.matching.calibration import Calibration
from bot.matching.corpus import Corpus
from bot.matching.decision import is_answered, is_silenced, shares
from bot.matching.fold import fold, plain
from bot.matching.issues import Issues
from bot.matching.pinyin import letters
from bot.matching.ranking import Judged, Ordered, guarded, judge, judge_text, ordered
from bot.matching.subjects import Subjects
from bot.matching.text import PARTICLE, Text
from bot.matching.view import Allowed, bits_of

RECENT = 8
"""Questions that are remembered as judged, and with their candidates: a part of a message is judged more than once,
beside different others.
"""
Words = tuple[tuple[str, str], ...]
"""Words, each with how it sounds."""


class Judging:
    """Judges questions against one knowledge."""

    def __init__(self, corpus: Corpus, fitted: Calibration) -> None:
        self.corpus = corpus
        self.fitted = fitted
        self._subjects = Subjects(corpus)
        self._issues = Issues(corpus.knowledge)
        self._ordered = lru_cache(maxsize=RECENT)(self._order)
        self._judged = lru_cache(maxsize=RECENT)(self._judge)

    def prepare(self) -> None:
        """Make whatever the first questions would wait for."""
        self.corpus.prepare()
        for pair in self.corpus.pairs[:1]:
            self.judge_text(pair.question, self.read(pair.question), "", None)
            self.corpus.understood(letters(plain(pair.question)))

    def judge(self, asked: str, beside: str = "") -> Judged:
        """A question as judged; `beside` is the rest of its message.

        What names the subject of one article alone, or the day on which it came out, is asked of that article.
        """
        if not beside and fold(asked) in self.corpus.exact:
            return judge(asked, self.corpus, self.fitted)
        return self._judged(asked, beside)

    def _judge(self, asked: str, beside: str) -> Judged:
        return guarded(self._ordered(asked), beside, self.corpus)

    def _order(self, asked: str) -> Ordered:
        rest, at = self._issues.named(asked)
        text = self.read(rest)
        if at is None and not self.corpus.places.named(plain(asked)):
            at = self._subjects.named(text)
        return ordered(asked, text, self.corpus, self.fitted, None if at is None else self.corpus.allowed(at))

    def judge_text(self, asked: str, text: Text, beside: str, allowed: Allowed | None) -> Judged:
        """The same for one that was already read, perhaps with another one behind it."""
        return judge_text(asked, text, self.corpus, self.fitted, beside=beside, allowed=allowed)

    def answers(self, judged: Judged) -> bool:
        """Whether the best pair of a question is its answer."""
        return is_answered(judged, self.fitted)

    def shares(self, judged: Judged) -> bool:
        """Whether a question has anything in common with its best pair."""
        return bool(judged.allowed) and shares(judged)

    def is_far(self, judged: Judged) -> bool:
        """Whether a question that leans has little in common with its best pair, or one without an answer is nearer."""
        return not self.shares(judged) or is_silenced(judged, self.fitted)

    def leads(self, judged: Judged, by: float) -> bool:
        """Whether the best pair of a question outranks every other one, those without an answer too."""
        others = (*judged.allowed[1:2], *judged.silent[:1])
        return all(judged.allowed[0].rank - one.rank >= by for one in others)

    def content_of(self, asked: str) -> frozenset[str]:
        """The content of a question, as n-grams; empty where it has none, so that no pair answers it by itself."""
        grams = self.read(asked).grams
        return frozenset(grams) if max(grams.values(), default=0.0) > PARTICLE else frozenset()

    def read(self, asked: str) -> Text:
        """A question in the form in which it is compared."""
        return self.corpus.words.read(asked)

    def is_asked_for(self, pair: int, kinds: Iterable[str]) -> bool:
        """Whether a pair, by its number, is asked for something of some kinds of question."""
        return bool(int(self.corpus.words.pair_kinds[pair]) & bits_of(kinds))

    def speaks_of(self, judged: Judged, words: Words) -> bool:
        """Whether the best pair of a question holds each of some words of it."""
        return self.corpus.words.speaks_of(judged.allowed[0].number, words)
