"""Log lines: of one form, without tokens and passwords, and with people's words only where they were asked for."""

import asyncio
import json
import logging
import re
import subprocess
import sys

import pytest
from program import EXCERPT, QUESTION, mill, start
from telegram.ext import ApplicationBuilder

from bot.preview.faults import RESET_AFTER, RESET_BEFORE, error
from bot.preview.standin import StandIn
from bot.settings import redact

TOKEN = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFake000"  # noqa: S105 - of no bot
PASSWORD = "Orchard-42"  # noqa: S105 - of no database
WORDS = "谁偷了梨？"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z \[(debug|info|warning|error|critical) *\] ")

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


def written(code, kind="console", level="info", *, dev=False):
    """What a program with logging set up writes on standard error."""
    program = f"""
import asyncio, logging, sys, threading, warnings, structlog
from bot.telegram.logs import configure_logging
TOKEN, PASSWORD, WORDS = {TOKEN!r}, {PASSWORD!r}, {WORDS!r}
configure_logging({kind!r}, {level!r}, [PASSWORD, "x"])
log = structlog.get_logger("bot.telegram")
{code}
"""
    options = ["-X", "dev"] if dev else []
    done = subprocess.run([sys.executable, *options, "-c", program], capture_output=True, encoding="utf-8", check=False)  # noqa: S603 - our own
    assert done.stdout == ""
    return done.stderr


KINDS = pytest.mark.parametrize("kind", ["console", "json"])

SECRETS = """
log.info("answered", pairs=["orchard/trees"], note=TOKEN, connection=f"postgresql://me:p@h/d and {PASSWORD}")
logging.getLogger("elsewhere").warning("with %s", TOKEN)
logging.getLogger("httpx").info("POST https://api.telegram.org/bot%s/getMe", TOKEN)
logging.getLogger("telegram.ext").error("quiet")
for noisy in ("sqlalchemy.engine", "aiosqlite", "asyncpg", "alembic.runtime.migration", "filelock"):
    logging.getLogger(noisy).info("quiet")
try:
    raise ValueError("bad " + TOKEN + PASSWORD)
except ValueError:
    logging.getLogger("elsewhere").exception("failed")
    log.exception("failed too")
"""


@KINDS
@pytest.mark.parametrize("level", ["info", "debug"])
def test_no_line_holds_a_secret_not_even_a_traceback(kind, level):
    text = written(SECRETS, kind, level)
    assert "AAFake" not in text
    assert PASSWORD not in text
    assert "me:[password]@h" in text
    assert text.count("[token]") == (4 if level == "debug" else 2)  # the words of errors are for debug
    assert "httpx" not in text
    assert "quiet" not in text


def test_json_is_one_object_a_line():
    first, second, *_ = [json.loads(line) for line in written(SECRETS, "json").splitlines()]
    assert (first["event"], first["level"], first["pairs"]) == ("answered", "info", ["orchard/trees"])
    assert second["event"].startswith("with ")
    assert first["timestamp"].endswith("Z")


def test_console_has_no_colours_when_it_is_no_terminal():
    assert "\x1b[" not in written(SECRETS)


LEVELS = """
for name in ("debug", "info", "warning", "error"):
    getattr(log, name)("ours at " + name)
    getattr(logging.getLogger("elsewhere"), name)("theirs at " + name)
"""


@pytest.mark.parametrize(
    ("level", "ours", "theirs"),
    [
        ("debug", ["debug", "info", "warning", "error"], ["info", "warning", "error"]),
        ("info", ["info", "warning", "error"], ["info", "warning", "error"]),
        ("warning", ["warning", "error"], ["warning", "error"]),
        ("error", ["error"], ["error"]),
    ],
)
def test_the_level_is_that_of_our_lines_and_others_never_go_below_info(level, ours, theirs):
    text = written(LEVELS, level=level)
    assert re.findall("ours at ([a-z]+)", text) == ours
    assert re.findall("theirs at ([a-z]+)", text) == theirs


QUESTIONS = """
log.debug("question", text=WORDS, update=1)
log.info("answered", text=WORDS, question=WORDS, query=WORDS, update=2)
try:
    try:
        raise KeyError(WORDS)
    except KeyError as error:
        raise ExceptionGroup(WORDS, [ValueError(WORDS)]) from error
except ExceptionGroup:
    log.exception("failed")

async def fail():
    raise ValueError(WORDS)

async def forget():
    asyncio.get_running_loop().create_task(fail())
    await asyncio.sleep(0)

asyncio.run(forget())
"""


@KINDS
@pytest.mark.parametrize("dev", [False, True], ids=["", "dev"])
def test_peoples_words_show_at_debug_alone(kind, dev):
    """Neither as a value that was meant for debug, nor in an error, nor in what asyncio says of a lost task."""
    quiet, talkative = (written(QUESTIONS, kind, level, dev=dev) for level in ("info", "debug"))
    assert WORDS not in quiet
    assert "update" in quiet
    assert "Task exception was never retrieved" in quiet
    assert talkative.count(WORDS) >= 4


def test_an_error_is_told_by_kind_and_place_with_its_causes():
    text = written(QUESTIONS)
    assert [kind for kind in ("ExceptionGroup", "ValueError", "KeyError") if f"    {kind}\n" in text] != []
    assert re.search(r"    .*<string>:\d+ in fail\n    ValueError\n", text)


FORGED = """
evil = "x\\n2024-01-01T00:00:00Z [info     ] forged\\x1b[2J\\r\\x85\\u2028\\u202ey"
log.info("met " + evil, value=evil, several=[evil], pair={"k": evil}, data=evil.encode(), **{evil: 1})
logging.getLogger("elsewhere").warning(evil)
try:
    raise ValueError(evil)
except ValueError:
    log.exception("failed")
    logging.getLogger("elsewhere").exception("%s", evil)
"""


@KINDS
@pytest.mark.parametrize("level", ["info", "debug"])
def test_no_value_can_forge_a_line_or_talk_to_the_terminal(kind, level):
    lines = re.split(r"[\n\r\x85\u2028]", written(FORGED, kind, level).removesuffix("\n"))
    assert [line for line in lines if "\x1b" in line] == []
    if kind == "json":
        assert [json.loads(line)["level"] for line in lines] == ["info", "warning", "error", "error"]
    else:
        assert [line for line in lines if "\u202e" in line] == []
        assert sum(bool(STAMP.match(line)) for line in lines) == 4
        assert [line for line in lines if not STAMP.match(line) and not line.startswith("    ")] == []


SINKS = {
    "uncaught": "raise ValueError(TOKEN)",
    "in a thread": "t = threading.Thread(target=lambda: 1 / len(TOKEN[:0])); t.start(); t.join()",
    "when it goes": "class A:\n    def __del__(self): raise ValueError(TOKEN)\nA(); del A",
    "warning": "warnings.warn(TOKEN)",
    "of the loop": "async def main(): asyncio.get_running_loop().call_soon(lambda: [][0]); await asyncio.sleep(0)\n"
    "asyncio.run(main())",
    "that can't be shown": "class A:\n    def __repr__(self): raise ValueError(TOKEN)\nlog.info('x', value=A())",
    "that can't be formatted": "logging.getLogger('elsewhere').warning('%d', TOKEN)",
}


@pytest.mark.parametrize("level", ["info", "debug"])
@pytest.mark.parametrize("code", SINKS.values(), ids=SINKS)
def test_whatever_reaches_standard_error_is_a_line_without_secrets(code, level):
    text = written(code, "json", level)
    assert "AAFake" not in text
    assert text.count("\n") == 1
    assert "could not be logged" in text or json.loads(text)["level"] in {"warning", "error", "critical"}


def test_an_interrupt_is_no_line():
    assert written("raise KeyboardInterrupt") == ""


def test_a_reader_that_has_left_is_no_trouble():
    code = "import os\nr, w = os.pipe(); os.close(r); os.dup2(w, 2)\nlog.info('nobody reads this')"
    assert written(code) == ""


def test_a_short_secret_does_not_strike_out_every_word():
    assert "extra" in written("log.info('extra')")


def test_nothing_is_set_up_at_import():
    assert logging.getLogger("httpx").level == logging.NOTSET


RUN_TOKEN = "70001:AAfake_token-that_must-never_be-shown_1"  # noqa: S105 - of no bot


@pytest.mark.parametrize(("kind", "level"), [("console", "debug"), ("json", "info")])
async def test_a_run_through_every_trouble_shows_neither_token_nor_password(kind, level, tmp_path):
    """Searched is all that the program writes, on both streams, whatever Telegram does to it."""
    mill(tmp_path)
    async with StandIn(token=RUN_TOKEN, name="pear_bot") as telegram:
        telegram.faults.once("getMe", error(502), RESET_BEFORE)
        settings = {"TELEGRAM_BOT_TOKEN": RUN_TOKEN, "TELEGRAM_API_URL": telegram.url, "YUANWEN_LOG": kind}
        program = await start("run", folder=tmp_path, YUANWEN_LOG_LEVEL=level, **settings)
        try:
            await telegram.asked("getUpdates")
            ann = telegram.person("安")
            telegram.faults.once("sendMessage", error(500), RESET_AFTER, error(400, f"Bad Request: {RUN_TOKEN}"))
            telegram.faults.once("getUpdates", error(502), error(409), RESET_BEFORE)
            for _ in range(3):
                ann.says(QUESTION)
                await asyncio.sleep(0.3)
            await telegram.asked("sendMessage", 3)
            telegram.faults.often(1.0, error(401, f"Unauthorized: bot{RUN_TOKEN}"))
            code = await program.end(None)
        finally:
            program.kill()
    shown = program.written
    assert code == 2
    assert "TELEGRAM_BOT_TOKEN is refused" in shown
    assert RUN_TOKEN.split(":")[1] not in shown
    assert "AAfake" not in shown
    assert (QUESTION in shown) == (level == "debug")
    assert EXCERPT not in shown
    assert "Traceback" not in shown
