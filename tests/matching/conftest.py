"""The invented knowledge, indexed once."""

import pytest
from matching_knowledge import village_knowledge

from bot.matching.matcher import Matcher


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return Matcher(village_knowledge())


@pytest.fixture(scope="session")
def ask(matcher):
    """A function from a message alone to its outcome."""
    return lambda query: matcher.ask(query)[0]
