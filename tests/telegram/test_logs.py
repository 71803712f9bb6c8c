"""Log lines: of one form, without tokens."""

import json
import logging
import subprocess
import sys

import pytest
from telegram.ext import ApplicationBuilder

from bot.telegram.logs import redact

TOKEN = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFake000"  # noqa: S105 - of no bot

SHOWN = {
    "bare": TOKEN,
    "address": f"https://api.telegram.org/bot{TOKEN}/getMe",
    "escaped address": f"https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/getMe",
    "file address": f"https://api.telegram.org/file/bot{TOKEN}/photos/x.jpg",
    "quoted": f"The token `{TOKEN}` was rejected by the server.",
    "repr": repr(ApplicationBuilder().token(TOKEN).job_queue(None).updater(None).build().bot),
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_tokens_are_struck_out(text):
    assert "AAFake" not in redact(text)


@pytest.mark.parametrize("text", ["12:30", "2024-01-01 10:20:30", "orchard/trees", "a:b", "端口 8080:http"])
def test_other_words_stay(text):
    assert redact(text) == text


PROGRAM = """
import logging, structlog
from bot.telegram.logs import configure_logging
configure_logging({kind!r})
log = structlog.get_logger("bot.telegram")
log.info("answered", pairs=["orchard/trees"], note={token!r})
logging.getLogger("elsewhere").warning("with %s", {token!r})
logging.getLogger("httpx").info("POST https://api.telegram.org/bot{token}/getMe")
logging.getLogger("telegram.ext").error("quiet")
try:
    raise ValueError("bad " + {token!r})
except ValueError:
    logging.getLogger("elsewhere").exception("failed")
    log.exception("failed too")
"""


def written(kind):
    """What a program with logging set up writes on standard error."""
    program = PROGRAM.format(kind=kind, token=TOKEN)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("kind", ["console", "json"])
def test_no_line_holds_a_token_not_even_a_traceback(kind):
    text = written(kind)
    assert "AAFake" not in text
    assert text.count("[token]") >= 4
    assert "httpx" not in text
    assert "quiet" not in text


def test_json_is_one_object_a_line():
    first, second, *_ = [json.loads(line) for line in written("json").splitlines()]
    assert (first["event"], first["level"], first["pairs"]) == ("answered", "info", ["orchard/trees"])
    assert second["event"].startswith("with ")
    assert first["timestamp"].endswith("Z")


def test_console_has_no_colours_when_it_is_no_terminal():
    assert "\x1b[" not in written("console")


def test_nothing_is_set_up_at_import():
    assert logging.getLogger("httpx").level == logging.NOTSET
