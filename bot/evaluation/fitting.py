"""Question sets + knowledge -> the calibration's models. Pure but for `main`, which reads files and may write one.

`python -m bot.evaluation.fitting [--knowledge DIR] [--out FILE] SETS…` fits, reports, and writes a `calibration.json`.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import numpy as np

from bot.errors import YuanwenError
from bot.evaluation.questions import Question, quotes, read_questions
from bot.evaluation.regression import listwise, logistic
from bot.knowledge.loader import load
from bot.knowledge.model import Knowledge
from bot.matching.calibration import FEATURES, Calibration, Model, calibration
from bot.matching.corpus import Corpus
from bot.matching.fold import fold_all
from bot.matching.outcome import MAX_OPTIONS
from bot.matching.ranking import Judged, features, judge_text
from bot.matching.scores import PERFECT, SCORES, Scored, candidates
from bot.matching.script import Script, script_of
from bot.matching.text import Text

APART = frozenset({"multi", "filler", "greeting"})
"""Kinds that the matcher takes apart, or answers, before it judges: judged whole they would teach it nothing."""
PERFECT_RANK = 20.0
"""The rank of a question that is literally a phrasing; so the limits that are ranks keep their meaning in a new fit."""
RANK_RIDGE, RIDGE, BIAS_RIDGE = 1e-3, 1.0, 1e-6
"""How much is held to zero: weights of the rank, for each question; coefficients; the bias, hardly."""
DIGITS = 4
"""Decimals of what is fitted."""
LIMITS = ("answer", "offer", "follow", "remark", "hush", "hushed", "silence", "twin", "ambiguous")
"""What isn't fitted here, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What came of the questions in one script.

    Attributes:
        model: the new one, or the current one where the questions are too few or too much alike to fit any.
        questions: how many there are.
        ranked: how many have both right and wrong candidates, and so fit the rank.
        judged: how many have a candidate that no guard forbids, and so fit the probabilities.
        right: how many of those have the right one as their best.
        offered: how many of those have a right one among their options.
        kept: whether `model` is the current one.
    """

    model: Model
    questions: int
    ranked: int
    judged: int = 0
    right: int = 0
    offered: int = 0
    kept: bool = True


@dataclass(frozen=True, slots=True)
class _Probed:
    """A question with its candidates and their scores."""

    question: Question
    text: Text
    scored: Sequence[Scored]


def fit(questions: Iterable[Question], knowledge: Knowledge, current: Calibration) -> dict[Script, Fit]:
    """Fit a model for each script.

    First `rank`: weights over `SCORES` by `listwise`, scaled so that `PERFECT` ranks `PERFECT_RANK`. Then, with the
    candidates in that order, `answer` and `offer`: coefficients over `FEATURES` by `logistic`; their labels are whether
    the best allowed candidate is right, and whether one of the first `MAX_OPTIONS` is.

    Args:
        questions: of all scripts; the kinds in `APART` are left out.
        knowledge: what they are asked of.
        current: whose models are kept where there is nothing to fit to.
    """
    corpus = Corpus(knowledge)
    by_script: dict[Script, list[Question]] = {script: [] for script in get_args(Script)}
    for question in questions:
        if question.kind not in APART:
            by_script[script_of(question.text)].append(question)
    return {script: _fit(asked, corpus, script, current) for script, asked in by_script.items()}


def _fit(questions: Sequence[Question], corpus: Corpus, script: Script, current: Calibration) -> Fit:
    view = corpus.view(script)
    texts = [view.read(question.text) for question in questions]
    probed = [
        _Probed(question, text, candidates(text, view)) for question, text in zip(questions, texts, strict=True)
    ]
    groups = [group for one in probed if (group := _group(one, corpus))]
    result = Fit(current.models[script], len(questions), len(groups))
    rank = _rank(groups)
    if rank is None:
        return result
    ranking = replace(current, models={script: Model(rank, NOTHING, NOTHING)})
    judged = [one for one in probed if _judge]
    return result
