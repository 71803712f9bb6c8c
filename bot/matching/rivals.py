"""Which pairs fit a question as well as the best one, and say something else. Pure."""

import re

from bot.knowledge.model import Pair
from bot.matching.calibration import Calibration
from bot.matching.features import Ranked, same_answer
from bot.matching.fold import fold, plain
from bot.matching.gazetteer import villages
from bot.matching.ranking import LOOKED_AT, Judged
from bot.matching.scores import SCORES

EVEN, LEAST, MOST = 0.3, 0.2, 2.5
"""What a rival of another article has in common with the question, for `twin` to hold as it is; and by how much it is
stretched, at least and at most, for one that has less or more in common."""
_COVER, _SOUND, _LACKING = (SCORES.index(name) for name in ("cover", "sound", "lacking"))
_QUOTED = re.compile(r"[“「『《\"]([^”」』》\"]+)[”」』》\"]")


def rivals(judged: Judged, fitted: Calibration) -> tuple[Ranked, ...]:
    """The pairs that fit as well as the best one and say something else."""
    best = judged.allowed[0]
    return tuple(
        one
        for one in judged.allowed[1:LOOKED_AT]
        if best.rank - one.rank < _reach(judged, one, fitted) and not same_answer(best.pair, one.pair)
    )


def _reach(judged: Judged, one: Ranked, fitted: Calibration) -> float:
    """How far behind the best a pair may be and still fit as well.

    In another article, where no place is named, that hangs on how much of the question it explains; and it must hold
    the village that the question names, and the words that it quotes.
    """
    if judged.placed or one.pair.article == judged.allowed[0].pair.article:
        return fitted.ambiguous
    common = one.scores[_COVER] + one.scores[_SOUND] - one.scores[_LACKING]
    reach = fitted.twin * max(LEAST, min(MOST, common / EVEN))
    return max(fitted.ambiguous, reach if _holds_names(one.pair, judged.asked) else 0.0)


def _holds_names(pair: Pair, asked: str) -> bool:
    """Whether a pair holds the villages that a question names, and what it puts in quotation marks.

    Its phrasings don't count: they may claim what it denies.
    """
    text = plain(asked)
    names = [*_QUOTED.findall(text), *map("".join, villages(text))]
    said = fold(" ".join((pair.question, *(one.text for one in pair.excerpts)))) if names else ""
    return all(fold(name) in said for name in names)
