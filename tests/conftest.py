"""What every room's tests share: databases, each test its own, and nothing in the home of whoever runs the tests."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

pytest_plugins = ["databases"]


def pytest_configure(config):
    """One cache for the whole run, from before the first module is imported: some read knowledge then.

    A process that a test starts without our settings finds the platform's folder there.
    """
    folder = TemporaryDirectory(prefix="yuanwen-tests-", ignore_cleanup_errors=True)
    environment = pytest.MonkeyPatch()
    environment.setenv("XDG_CACHE_HOME", folder.name)
    environment.setenv("YUANWEN_CACHE", str(Path(folder.name, "yuanwen")))
    environment.setenv("YUANWEN_ENCODER", "off")  # a bot that starts would make the vectors of all knowledge first
    config.add_cleanup(folder.cleanup)
    config.add_cleanup(environment.undo)


@pytest.fixture(autouse=True)
def _data_folder(tmp_path_factory, monkeypatch):
    """Where programs keep their data unless they are told otherwise."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "data"))
