"""What the tests of knowledge share."""

import pytest
import yaml

from bot.knowledge import reader


@pytest.fixture(params=["libyaml", "pure"])
def parser(request, monkeypatch):
    """Both parsers: PyYAML comes without libyaml on some platforms."""
    if request.param == "pure":
        monkeypatch.setattr(reader, "_Parser", yaml.SafeLoader)
    elif not yaml.__with_libyaml__:
        pytest.skip("this PyYAML has no libyaml")
