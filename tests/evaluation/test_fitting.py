"""Fitting: on an invented knowledge it tells right from wrong, says the same each time, and keeps what it can't fit."""

from dataclasses import replace
from statistics import fmean

import pytest
from evaluation_knowledge import ASKED, FAR, NEAR

from bot.evaluation import fitting
from bot.evaluation.fitting import FEWEST, FOLDS, PERFECT_RANK, fit, judged_by
from bot.evaluation.trials import asked_in, trials
from bot.matching.calibration import MODELS, calibration
from bot.matching.corpus import Corpus
from bot.matching.features import FEATURES
from bot.matching.matcher import Matcher
from bot.matching.outcome import Answer
from bot.matching.ranking import judge_text
from bot.matching.scores import PERFECT

UNSEEN = {
    "kiln/length": "龙窑总共有多少米长",
    "kiln/pupils": "梁德顺收了几名徒弟呀",
    "tea/area": "云岭茶场的茶园面积多少亩",
    "tea/wage": "给茶场采茶每天工钱有多少",
}
UNSEEN_NEAR = ("龙窑用了多少块砖", "梁德顺的徒弟叫什么", "茶场请了哪家公司拍直播", "苏小满的父亲是谁")


@pytest.fixture(scope="module")
def calibrated(fits):
    models = {name: one.model or calibration().models[name] for name, one in fits.items()}
    return replace(calibration(), models=models)


@pytest.fixture(scope="module")
def sure(knowledge, calibrated):
    """A function from a question to the probability that its best pair is right, and that pair's id."""
    corpus = Corpus(knowledge)

    def of(text):
        judged = judge_text(text, corpus.words.read(text), corpus, calibrated)
        return judged.answer, judged.allowed[0].pair.id if judged.allowed else None

    return of


def of_script(texts, latin):
    return [text for text in texts if text.isascii() == latin]


@pytest.mark.parametrize("latin", [False, True], ids=["han", "latin"])
def test_right_answers_are_more_probable_than_near_misses(sure, latin):
    asked = [(name, text) for name, texts in ASKED.items() for text in of_script(texts, latin)]
    right = [chance for name, text in asked for chance, pair in [sure(text)] if pair == name]
    near = [sure(text)[0] for text in of_script(NEAR, latin)]
    far = [sure(text)[0] for text in of_script(FAR, latin)]
    assert len(right) >= 0.8 * len(asked)
    assert fmean(right) > fmean(near) + 0.2
    assert fmean(near) > fmean(far)


def test_so_they_are_where_the_questions_were_not_fitted_to(sure):
    assert [sure(text)[1] for text in UNSEEN.values()] == list(UNSEEN)
    assert fmean(sure(text)[0] for text in UNSEEN.values()) > 2 * fmean(sure(text)[0] for text in UNSEEN_NEAR)


def test_a_matcher_answers_with_what_was_fitted(knowledge, calibrated):
    outcome, _ = Matcher(knowledge, calibrated).ask(UNSEEN["kiln/length"])
    assert isinstance(outcome, Answer)
    assert [match.pair for match in outcome.matches] == ["kiln/length"]


@pytest.mark.parametrize("name", ["han", "latin"])
def test_a_perfect_score_has_the_rank_that_the_limits_count_on(fits, name):
    rank = sum(weight * score for weight, score in zip(fits[name].model.rank, PERFECT, strict=True))
    assert rank == pytest.approx(PERFECT_RANK, abs=1e-2)


@pytest.fixture(scope="module")
def single(knowledge, questions):
    """The same questions, asked of the knowledge without its phrasings."""
    pairs = {name: replace(pair, phrasings=()) for name, pair in knowledge.pairs.items()}
    unanswered = tuple(replace(one, phrasings=()) for one in knowledge.unanswered)
    corpus = Corpus(replace(knowledge, pairs=pairs, unanswered=unanswered))
    return [trial for asked in asked_in("single", questions) for trial in trials(asked, corpus)]


def test_where_it_can_be_told_pairs_of_one_phrasing_have_coefficients_of_their_own(
    monkeypatch, valley_trials, single, fits
):
    both = [*valley_trials, *single]
    assert fit(both, calibration())["han"].model.alone is None
    assert fits["han"].model.alone is None
    monkeypatch.setattr(fitting, "ENOUGH", 20)
    found = fit(both, calibration())["han"]
    assert found.model.alone.rank != found.model.rank
    for share in (0.0, 0.5, 1.0):
        rank = sum(weight * score for weight, score in zip(found.model.at(share).rank, PERFECT, strict=True))
        assert rank == pytest.approx(PERFECT_RANK, abs=1e-2)
    shares = {trial.view.alone for trial in both}
    assert len(shares) == len({case.judged.weights for case in found.after if case.trial.fold(FOLDS) == 0}) == 2


def test_models_that_nothing_was_asked_of_are_not_fitted(fits):
    assert [name for name, one in fits.items() if one.model] == ["han", "latin"]
    assert [(one.count, one.before, one.after) for name, one in fits.items() if "meaning" in name] == [(0, (), ())] * 2


def test_each_trial_is_foretold_once(fits, valley_trials):
    for name in ("han", "latin"):
        own = sorted(trial.asked.name for trial in valley_trials if trial.model == name)
        assert fits[name].count == len(own)
        assert sorted(case.trial.asked.name for case in fits[name].after) == own
        assert [case.trial.asked.name for case in fits[name].before] == [
            trial.asked.name for trial in valley_trials if trial.model == name
        ]


def test_who_foretells_a_trial_has_not_seen_it_or_others_about_its_pair(fits, valley_trials):
    """Where the trials of one part weigh more, all others are foretold otherwise, and they themselves as before."""
    own = [trial for trial in valley_trials if trial.model == "han"]
    part = {trial.asked.name for trial in own if trial.fold(FOLDS) == 0}
    heavier = [
        replace(trial, asked=replace(trial.asked, weight=5.0)) if trial.asked.name in part else trial for trial in own
    ]
    sure = [
        {case.trial.asked.name: case.judged.answer for case in one["han"].after}
        for one in (fits, fit(heavier, calibration()))
    ]
    assert {name for name in part if sure[0][name] != sure[1][name]} == set()
    assert {name for name in sure[0].keys() - part if sure[0][name] == sure[1][name] > 0} == set()


def test_right_cases_have_their_right_pair_first(fits):
    for case in fits["han"].after:
        first = case.judged.allowed[:1]
        assert case.right == any(case.trial.is_right(one.number) for one in first)
        assert case.offered or not case.right


def test_probabilities_hold_on_average(fits):
    cases = fits["han"].after
    assert fmean(case.judged.answer for case in cases) == pytest.approx(fmean(case.right for case in cases), abs=0.1)


def test_what_can_be_read_in_several_ways_is_offered_rather_than_answered(valley_trials, fits):
    own = [trial for trial in valley_trials if trial.model == "han"]
    read = {"right": lambda _: False, "answered": False, "readings": (lambda _: False,) * 2}
    several = [replace(one, asked=replace(one.asked, **read), is_right=lambda _: False) for one in own]
    found = fit([*own, *several], calibration())["han"]
    assert found.model.rank == fits["han"].model.rank
    assert fmean(case.judged.answer for case in found.after) < fmean(case.judged.answer for case in fits["han"].after)
    assert fmean(case.judged.offer for case in found.after) > fmean(case.judged.offer for case in fits["han"].after)


def test_what_hardly_a_trial_has_weighs_little(valley_trials):
    """One remark among very many questions that happens to be right makes no remark sure."""
    own = [trial for trial in valley_trials if trial.model == "han"]
    (first, *_) = (case.trial for case in judged_by(calibration().models["han"], own) if case.right)
    told = [*own * 20, replace(first, message="龙窑真漂亮。")]
    assert dict(zip(FEATURES, fit(told, calibration())["han"].model.answer, strict=True))["remark"] < 0.5


TOO_FEW = {
    "none": lambda _: False,
    "right ones only": lambda trial: trial.asked.answered,
    "wrong ones only": lambda trial: not trial.asked.answered,
    "of one pair": lambda trial: trial.about == "kiln/length",
}


@pytest.mark.parametrize("wanted", TOO_FEW.values(), ids=TOO_FEW)
def test_trials_that_are_too_few_or_too_alike_give_no_model(valley_trials, wanted):
    fits = fit([trial for trial in valley_trials if wanted(trial) and trial.model == "latin"], calibration())
    assert {one.model for one in fits.values()} == {None}
    assert list(fits) == list(MODELS)


def test_fewer_trials_than_the_fewest_give_no_model(valley_trials):
    own = [trial for trial in valley_trials if trial.model == "han"]
    mixed = [trial for pair in zip(own, reversed(own), strict=True) for trial in pair][: FEWEST - 1]
    assert fit(mixed, calibration())["han"].model is None


def test_the_same_trials_give_the_same_fit(valley_trials, fits):
    assert {name: one.model for name, one in fit(valley_trials, calibration()).items()} == {
        name: one.model for name, one in fits.items()
    }


def test_a_trial_that_weighs_twice_counts_like_two(valley_trials):
    own = [trial for trial in valley_trials if trial.model == "han"]
    heavy = [replace(trial, asked=replace(trial.asked, weight=2.0)) for trial in own]
    twice, weighed = (fit(some, calibration())["han"].model for some in ([*own, *own], heavy))
    assert twice.rank == pytest.approx(weighed.rank, abs=1e-2)
    assert twice.answer == pytest.approx(weighed.answer, abs=1e-2)


def test_coefficients_have_five_decimals_and_no_negative_nought(fits):
    for name in ("han", "latin"):
        model = fits[name].model
        numbers = (*model.rank, *model.answer, *model.offer)
        assert all(round(number, 5) == number for number in numbers)
        assert "-0.0" not in map(str, numbers)
