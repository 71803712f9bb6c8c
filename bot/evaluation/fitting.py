"""Question sets + knowledge -> the calibration's models. Pure but for `main`, which reads files and may write one.

`python -m bot.evaluation.fitting [--knowledge DIR] [--out FILE] SETS…` fits, reports, and writes a `calibration.json`.
"""

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import get_args

import numpy as np

from bot.errors import YuanwenError
from bot.evaluation.questions import Question, read_questions
from bot.evaluation.regression import Floats, Group, listwise, logistic
from bot.knowledge.loader import load
from bot.knowledge.model import Knowledge
from bot.matching.calibration import FEATURES, Calibration, Model, calibration
from bot.matching.corpus import Corpus
from bot.matching.fold import fold_all
from bot.matching.outcome import MAX_OPTIONS
from bot.matching.ranking import Judged, features, judge_text
from bot.matching.scores import PERFECT, Scored, candidates
from bot.matching.script import Script, script_of

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
_NOTHING = (0.0,) * len(FEATURES)


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
class _Case:
    """What the probabilities are fitted to: the features of one question, whether the best is right, whether any is."""

    values: tuple[float, ...]
    right: bool
    offered: bool


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
    read = [(question, view.read(question.text)) for question in questions]
    groups = [group for question, text in read if (group := _group(question, candidates(text, view), corpus))]
    result = Fit(current.models[script], len(questions), len(groups))
    rank = _rank(groups)
    if not rank:
        return result
    ranking = replace(current, models={script: Model(rank, _NOTHING, _NOTHING)})
    judged = [(question, judge_text(question.text, text, corpus, ranking)) for question, text in read]
    cases = [_case(question, one) for question, one in judged if one.allowed]
    labels = np.array([(case.right, case.offered) for case in cases], dtype=bool).reshape(-1, 2)
    right, offered = labels.sum(axis=0).tolist()
    result = replace(result, judged=len(cases), right=right, offered=offered)
    if not 0 < right <= offered < len(cases):
        return result
    values = np.array([case.values for case in cases], dtype=np.float64)
    ridges = np.array([BIAS_RIDGE if name == "bias" else RIDGE for name in FEATURES])
    answer, offer = (_rounded(logistic(values, labels[:, column], ridges)) for column in (0, 1))
    return replace(result, model=Model(rank, answer, offer), kept=False)


def _group(question: Question, scored: Sequence[Scored], corpus: Corpus) -> Group | None:
    """The scores of the candidates that may answer, and which are right; None unless some are and some aren't."""
    able = [one for one in scored if corpus.pairs[one.entry].excerpts]
    right = np.array([question.is_answered_by(corpus.pairs[one.entry]) for one in able], dtype=bool)
    if not right.any() or right.all():
        return None
    return np.array([one.scores for one in able], dtype=np.float64), right


def _rank(groups: Sequence[Group]) -> tuple[float, ...]:
    """Weights by which right candidates outrank others, scaled; none where nothing or nonsense comes of the groups."""
    if not groups:
        return ()
    weights = listwise(groups, RANK_RIDGE)
    perfect = float(weights @ np.array(PERFECT))
    return _rounded(weights * (PERFECT_RANK / perfect)) if perfect > 0 else ()


def _case(question: Question, judged: Judged) -> _Case:
    """A question that may be read in several ways has no right answer, but is one to offer options for."""
    right = [question.is_answered_by(one.pair) for one in judged.allowed[:MAX_OPTIONS]]
    values = features(judged.asked, judged.text, judged.allowed, judged.silent, judged.forbidden)
    return _Case(values, right[0], any(right) or bool(question.options))


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(value, DIGITS) + 0.0 for value in values.tolist())  # + 0.0 turns -0.0 into 0.0


def calibrated(fits: Mapping[Script, Fit], current: Calibration) -> Calibration:
    """The current calibration with the fitted models in it; its limits stay."""
    return replace(current, models={script: one.model for script, one in fits.items()})


def as_json(fitted: Calibration) -> str:
    """A calibration as `calibration.json` holds it."""
    models = {script: dataclasses.asdict(model) for script, model in fitted.models.items()}
    return json.dumps({"limits": {name: getattr(fitted, name) for name in LIMITS}, "models": models}, indent=1)


def report(fits: Mapping[Script, Fit]) -> str:
    """For each script how many questions there are, and its coefficients by name."""
    return "\n".join(line for script, one in fits.items() for line in _report(script, one))


def _report(script: Script, fitted: Fit) -> Iterator[str]:
    yield (
        f"{script}: {fitted.questions} questions; {fitted.ranked} fit the rank; of {fitted.judged} judged,"
        f" {fitted.right} have the right answer first, {fitted.offered} an option that is right"
    )
    if fitted.kept:
        yield "  too few or too much alike: the current model is kept"
    yield f"  {'':10}{'rank':>10}{'answer':>10}{'offer':>10}"
    model = fitted.model
    for name, rank, answer, offer in zip_longest(FEATURES, model.rank, model.answer, model.offer):
        yield f"  {name:10}{_shown(rank)}{_shown(answer)}{_shown(offer)}"


def _shown(value: float | None) -> str:
    return " " * 10 if value is None else f"{value:10.{DIGITS}f}"


def main(argv: Sequence[str] | None = None) -> int:
    """Fit, print the report, write the file.

    Args:
        argv: the arguments without the program's name; None takes the process's own.

    Returns:
        The exit code: 1 where the sets or the knowledge can't be used.
    """
    arguments = _parser().parse_args(argv)
    try:
        questions = read_questions(arguments.sets)
        knowledge = load(arguments.knowledge, fold=fold_all)
    except YuanwenError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    fits = fit(questions, knowledge, calibration())
    sys.stdout.write(report(fits) + "\n")
    if arguments.out:
        return _write(arguments.out, as_json(calibrated(fits, calibration())))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot.evaluation.fitting", description="Fit the calibration's models."
    )
    parser.add_argument("--knowledge", metavar="DIR", type=Path, default=Path("knowledge"), help="the knowledge folder")
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to write the calibration; nowhere by default")
    parser.add_argument("sets", metavar="SETS", type=Path, nargs="+", help="question sets, a JSON object a line")
    return parser


def _write(path: Path, text: str) -> int:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as wrong:
        sys.stderr.write(f"{path}: can't be written: {wrong.strerror}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
