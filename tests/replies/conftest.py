"""What the tests of replies share."""

import pytest
from reply_knowledge import small_knowledge

from bot.knowledge.model import Knowledge
from bot.replies import words_for


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return small_knowledge()


@pytest.fixture(params=["zh-Hans", "zh-Hant", "en"])
def words(request):
    return words_for(request.param)
