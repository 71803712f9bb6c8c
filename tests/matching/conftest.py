"""The invented knowledge, indexed once; generated texts are tried without a clock."""

import pytest
from hypothesis import settings
from matching_knowledge import village_knowledge

from bot.matching.matcher import Matcher

settings.register_profile("untimed", deadline=None)  # the first text folded loads the converter
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return Matcher(village_knowledge())


@pytest.fixture(scope="session")
def ask(matcher):
    """A function from a message alone to its outcome."""
    return lambda query: matcher.ask(query)[0]
