"""What all pairs ask and quote, in the forms in which guards look at it, kept as arrays. Built once, then read only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.model import Pair
from bot.matching.fold import fold_all, normalised
from bot.matching.index import SEPARATOR, Arrays, Strings, kept, restored
from bot.matching.scope import claims


@dataclass(frozen=True, slots=True)
class Sayings:
    """What the pairs say, by their numbers: to read a text for a guard takes longer than the guard.

    Attributes:
        asked: each question and phrasing, folded, pair by pair.
        claims: which of these only claim something.
        quoted: what each pair quotes, normalised.
    """

    asked: Strings
    claims: NDArray[np.bool_]
    quoted: Strings


def sayings_arrays(pairs: Sequence[Pair]) -> dict[str, NDArray[np.generic]]:
    """What pairs say, as arrays that a file can keep."""
    asked = fold_all(text for pair in pairs for text in (pair.question, *pair.phrasings))
    return {
        "asked": kept(Strings.of(asked)),
        "claims": np.array([claims(text) for text in asked], dtype=np.bool_),
        "quoted": kept(Strings.of(quoted_by(pair).replace(SEPARATOR, " ") for pair in pairs)),
    }


def sayings_from(arrays: Arrays) -> Sayings:
    """What `sayings_arrays` gave."""
    return Sayings(restored(arrays["asked"]), arrays["claims"].astype(np.bool_), restored(arrays["quoted"]))


def quoted_by(pair: Pair) -> str:
    """The excerpts of a pair, normalised."""
    return normalised("\n".join(excerpt.text for excerpt in pair.excerpts))
