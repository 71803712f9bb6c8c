"""What the bot works with, opened on the database of the settings."""

from sqlalchemy import URL
from structlog.testing import capture_logs

from bot.telegram.opening import _complain


def test_a_write_that_fails_is_told_in_a_sentence(tmp_path):
    """The one that a person can act on, with the database's place in it."""
    url = URL.create("sqlite+aiosqlite", database=str(tmp_path / "pear.db"))
    error = OSError(28, "No space left on device")
    with capture_logs() as lines:
        _complain(url, error, 0.5)
    (line,) = lines
    assert (line["log_level"], line["retry_in"]) == ("error", 0.5)
    assert line["error"] == f"{tmp_path / 'pear.db'} can't be written, its disk is full: make room there"
