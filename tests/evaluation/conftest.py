"""The invented knowledge, its questions, and what is fitted to them, once."""

import pytest
from evaluation_knowledge import valley_knowledge, valley_lines, write_lines

from bot.evaluation.fitting import fit
from bot.evaluation.questions import read_questions
from bot.evaluation.trials import asked_in, trials
from bot.matching.calibration import calibration
from bot.matching.corpus import Corpus


@pytest.fixture(scope="session")
def knowledge():
    return valley_knowledge()


@pytest.fixture(scope="session")
def questions(tmp_path_factory):
    return read_questions([write_lines(tmp_path_factory.mktemp("sets") / "valley.jsonl", valley_lines())])


@pytest.fixture(scope="session")
def valley_trials(questions, knowledge):
    corpus = Corpus(knowledge)
    return [trial for asked in asked_in("valley", questions) for trial in trials(asked, corpus)]


@pytest.fixture(scope="session")
def fits(valley_trials):
    return fit(valley_trials, calibration())
