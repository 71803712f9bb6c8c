"""What every room's tests share: databases, each test its own, and none in the home of whoever runs the tests."""

import pytest

pytest_plugins = ["databases"]


@pytest.fixture(autouse=True)
def _data_folder(tmp_path_factory, monkeypatch):
    """Where programs keep their data unless they are told otherwise."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "data"))
