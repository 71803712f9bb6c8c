"""A question that leans on the one before it: 那望城呢?, 占地多少?, 一共多少字? Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from bot.knowledge.model import Pair
from bot.matching.calibration import Calibration
from bot.matching.corpus import Corpus
from bot.matching.fold import fold, plain
from bot.matching.outcome import Memory
from bot.matching.ranking import Judged, judge_text
from bot.matching.script import script_of
from bot.matching.text import Text

LASTS = 600.0
"""Seconds for which a conversation is remembered: long enough to read an answer, too short to surprise."""
CARRIED = 0.5
"""Weight of the earlier question's content beside the present one's."""
CLOSE = 1.0
"""Ranks apart within which two pairs are close."""
BRIEF = 8
"""Content characters up to which a question is likely to lean on the one before it."""


@dataclass(frozen=True)
class Leaning(Text):
    """A question with the content of an earlier one behind it; focus and chain stay its own."""

    before: Text

    @cached_property
    def core(self) -> str:
        """Both without fillers and question words."""
        return self.before.core + "".join(token for run in self.runs for token in run)

    @cached_property
    def sounds(self) -> dict[str, float]:
        """The sounds of both, the earlier ones lighter."""
        return {sound: CARRIED * weight for sound, weight in self.before.sounds.items()} | super().sounds


_LEANS = re.compile(
    r"^(?:那么?|它|他|她|这|其|又|再|然后|还有|另外|and\b|what about|how about)|呢$|\b(?:it|that|they|there)\b"
)


def leans(asked: str) -> bool:
    """Whether a question has the form of one that leans on another."""
    return bool(_LEANS.search(fold(asked).rstrip("呀啊哈")))


def is_brief(asked: str) -> bool:
    """Whether a question is so short that it may lean on another."""
    return len(fold(asked)) <= BRIEF


def fresh(memory: Memory | None, now: float) -> bool:
    """Whether what is remembered still counts."""
    return memory is not None and 0 <= now - memory.at <= LASTS


def judge_in_context(asked: str, earlier: str, answered: Pair | None, corpus: Corpus, fitted: Calibration) -> Judged:
    """Judge a question with the content of an earlier one behind it.

    What the question itself says stays decisive: guards and focus look at it alone, and the earlier question's place
    gives way to one that it names. The answer lies in the earlier one's article, unless the question names another
    article's place, and isn't the earlier answer again. Between two that are close the question alone decides.

    Args:
        asked, earlier: both as written.
        answered: the pair that answered the earlier one, if one did.
    """
    view = corpus.view(script_of(asked))
    now, before = view.read(asked), view.read(_moved(asked, earlier, corpus))
    grams = {gram: CARRIED * weight for gram, weight in before.grams.items()} | now.grams
    text = Leaning(now.folded, now.runs, now.kinds or before.kinds, now.asked, grams, before)
    allows = _allows(asked, answered, corpus)
    led = judge_text(asked, text, corpus, fitted, beside=earlier, allows=allows)
    if answered is None or len(led.allowed) < 2 or led.allowed[0].rank - led.allowed[1].rank > CLOSE:
        return led
    own = judge_text(asked, now, corpus, fitted, beside=earlier, allows=allows)
    first = next((one for one in led.allowed[:2] if own.allowed and one.number == own.allowed[0].number), None)
    return replace(led, allowed=(first, *(one for one in led.allowed if one is not first))) if first else led


def _allows(asked: str, answered: Pair | None, corpus: Corpus) -> Callable[[Pair], bool] | None:
    if answered is None:
        return None
    elsewhere = any(corpus.places.home_of(place) for place in corpus.places.named(plain(asked)))
    return lambda pair: pair.id != answered.id and (elsewhere or pair.article == answered.article)


def _moved(asked: str, earlier: str, corpus: Corpus) -> str:
    """The earlier question about the place that the present one names."""
    earlier = plain(earlier)
    here = [place for place in corpus.places.named(plain(asked)) if corpus.places.home_of(place)]
    if not here:
        return earlier
    for place in corpus.places.named(earlier):
        if corpus.places.home_of(place):
            earlier = earlier.replace(place, "")
    return earlier
