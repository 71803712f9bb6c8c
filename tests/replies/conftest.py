"""What the tests of replies share; generated texts are tried without a clock."""

import pytest
from hypothesis import settings
from reply_knowledge import small_knowledge

from bot.knowledge.model import Knowledge
from bot.replies import words_for

settings.register_profile("untimed", deadline=None)  # a busy machine is no mistake of ours
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return small_knowledge()


@pytest.fixture(params=["zh-Hans", "zh-Hant", "en"])
def words(request):
    return words_for(request.param)
