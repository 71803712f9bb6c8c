"""Plain scorers over the same pairs -> the same figures as the matcher's. Pure.

Each compares folded queries with the folded questions and phrasings of all pairs; a pair's score is its best text's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.asking import Result
from bot.evaluation.measures import Cases
from bot.knowledge.model import Knowledge
from bot.matching.baselines import Scorer, baselines
from bot.matching.fold import fold_all

AT_ONCE = 256
"""Queries that are scored together: some megabytes for ten thousand texts."""
RECALL = 5
"""R@5 looks at so many pairs."""


@dataclass(frozen=True, slots=True)
class Rival:
    """How a scorer fared.

    Attributes:
        cases: by its best pair.
        recall: share of the answerable messages that have a right pair among its best `RECALL`.
    """

    cases: Cases
    recall: float


def rivals(results: Sequence[Result], knowledge: Knowledge) -> Mapping[str, Rival]:
    """How each scorer fares on the messages of some results, by its name.

    Args:
        results: of messages that stand alone; at least one.
        knowledge: what they were asked of; at least one pair.
    """
    texts = [(pair.question, *pair.phrasings) for pair in knowledge.pairs.values()]
    starts = np.cumsum([0, *map(len, texts[:-1])])
    scorers = baselines(fold_all(text for group in texts for text in group))
    names = np.array(list(knowledge.pairs))
    return {name: _rival(results, scorer, starts, names) for name, scorer in scorers.items()}


def _rival(results: Sequence[Result], scorer: Scorer, starts: NDArray[np.int64], names: NDArray[np.str_]) -> Rival:
    best = list(_best(fold_all(result.text for result in results), scorer, starts))
    found = [names[numbers].tolist() for numbers, _ in best]
    right = [_answers(result, pairs[:1]) for result, pairs in zip(results, found, strict=True)]
    near = [_answers(result, pairs) for result, pairs in zip(results, found, strict=True)]
    cases = cases_of(results, [score for _, score in best], right)
    return Rival(cases, sum(near) / max(int(cases.answerable.sum()), 1))


def cases_of(results: Sequence[Result], sure: Sequence[float], right: Sequence[bool]) -> Cases:
    """Results as cases, with what somebody says of them."""
    return Cases(
        np.array(sure, dtype=np.float64),
        np.array(right, dtype=np.bool_),
        np.array([result.sort == "answerable" for result in results], dtype=np.bool_),
        tuple(result.kind for result in results),
    )


def _best(
    queries: Sequence[str], scorer: Scorer, starts: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], float]]:
    """For each query the numbers of the best pairs, best first, and the score of the first."""
    for start in range(0, len(queries), AT_ONCE):
        scores = np.maximum.reduceat(scorer(queries[start : start + AT_ONCE]), starts, axis=1)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :RECALL]
        yield from ((numbers, float(row[numbers[0]])) for numbers, row in zip(order, scores, strict=True))


def _answers(result: Result, pairs: Sequence[str]) -> bool:
    return bool(result.wanted.parts) and all(not part.isdisjoint(pairs) for part in result.wanted.parts)
