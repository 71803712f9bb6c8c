"""The shipped knowledge, asked once."""

import pytest
from question_sets import asked, sets, shipped

from bot.evaluation.asking import Result
from bot.evaluation.evaluate import Part
from bot.matching.matcher import Matcher


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return shipped()


@pytest.fixture(scope="session")
def parts(matcher) -> dict[str, Part]:
    return {part.name: part for part in asked(sets(), matcher)}


@pytest.fixture(scope="session")
def results(parts) -> dict[str, Result]:
    return {result.id: result for part in parts.values() for result in part.results}
