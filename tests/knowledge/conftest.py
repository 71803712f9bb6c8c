"""What the tests of knowledge share; generated texts are tried without a clock."""

import pytest
import yaml
from hypothesis import settings

from bot import cache
from bot.knowledge import reader

settings.register_profile("untimed", deadline=None)  # a busy machine is no mistake of ours
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch):
    """The same files are proven in many tests, each time anew."""
    monkeypatch.setenv(cache.VARIABLE, cache.OFF)


@pytest.fixture(params=["libyaml", "pure"])
def parser(request, monkeypatch):
    """Both parsers: PyYAML comes without libyaml on some platforms."""
    if request.param == "pure":
        monkeypatch.setattr(reader, "_Parser", yaml.SafeLoader)
    elif not yaml.__with_libyaml__:
        pytest.skip("this PyYAML has no libyaml")
