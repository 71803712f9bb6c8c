"""Which pairs fit a question as well as the best one, and say something else. Pure."""

import math
import re
from collections.abc import Iterator

from bot.knowledge.model import Pair
from bot.matching.calibration import Calibration
from bot.matching.features import Ranked, same_answer
from bot.matching.fold import fold, plain
from bot.matching.gazetteer import villages
from bot.matching.ranking import LOOKED_AT, Judged
from bot.matching.scores import SCORES

EVEN, MOST = 0.3, 2.5
"""What a rival of another article has in common with the question, for `twin` to hold as it is; and by how much it is
stretched, at most, for one that has more in common."""
_COVER, _SOUND, _LACKING = (SCORES.index(name) for name in ("cover", "sound", "lacking"))
_QUOTED = re.compile(r"[“「『《\"]([^”」』》\"]+)[”」』》\"]")


def rivals(judged: Judged, fitted: Calibration) -> tuple[Ranked, ...]:
    """The pairs that fit as well as the best one and say something else."""
    best = judged.allowed[0]
    return tuple(
        one
        for one in _others(judged)
        if best.rank - one.rank < max(fitted.ambiguous, fitted.twin * _stretch(judged, one))
    )


def twin_of(judged: Judged) -> float:
    """How large the limit `twin` would have to be for a pair of another article to fit as well; infinite without one.

    Args:
        judged: with an allowed candidate at least.
    """
    best = judged.allowed[0]
    stretched = ((best.rank - one.rank, _stretch(judged, one)) for one in _others(judged))
    return min((gap / stretch for gap, stretch in stretched if stretch > 0), default=math.inf)


def _others(judged: Judged) -> Iterator[Ranked]:
    """What says something else than the best one, among those that are looked at for how well they fit."""
    best = judged.allowed[0]
    return (one for one in judged.allowed[1:LOOKED_AT] if not same_answer(best.pair, one.pair))


def _stretch(judged: Judged, one: Ranked) -> float:
    """By how much `twin` is stretched for a pair: not at all in the best one's article, or where a place is named.

    In another article that hangs on how much of the question it explains; and it must hold the village that the
    question names, and the words that it quotes.
    """
    if judged.placed or one.pair.article == judged.allowed[0].pair.article:
        return 0.0
    common = one.scores[_COVER] + one.scores[_SOUND] - one.scores[_LACKING]
    return max(0.0, min(MOST, common / EVEN)) if _holds_names(one.pair, judged.asked) else 0.0


def _holds_names(pair: Pair, asked: str) -> bool:
    """Whether a pair holds the villages that a question names, and what it puts in quotation marks.

    Its phrasings don't count: they may claim what it denies.
    """
    text = plain(asked)
    names = [*_QUOTED.findall(text), *map("".join, villages(text))]
    said = fold(" ".join((pair.question, *(one.text for one in pair.excerpts)))) if names else ""
    return all(fold(name) in said for name in names)
