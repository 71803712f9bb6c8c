"""The program `yuanwen run` as an operator meets it: its exit codes and what it writes."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.preview.faults import error
from bot.preview.standin import StandIn

ROOT = Path(__file__).parents[2]
TOKEN = "7000:AAfake-token-that-must-never-be-shown-1"  # noqa: S105 - of no bot
OTHER_TOKEN = "123456:BBanother-token-that-nobody-may-see-22"  # noqa: S105 - of no bot

ARTICLE = "磨坊重开\n村口的磨坊在3月5日重开。\n"
PAIRS = """\
article:
  title: 磨坊重开
pairs:
  - id: reopened
    question: 磨坊哪天重开？
    phrasings: [磨坊什么时候重开]
    excerpts:
      - |-
        村口的磨坊在3月5日重开。
"""


@pytest.fixture
def folder(tmp_path):
    for name, text in (("articles/mill.txt", ARTICLE), ("pairs/mill.yaml", PAIRS)):
        path = tmp_path / "knowledge" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
async def telegram():
    """By the real clock, since the bot is another process."""
    async with StandIn(token=TOKEN, name="pear_bot") as stand_in:
        yield stand_in


async def start(folder, url, token=TOKEN, **settings):
    """The program, in a folder of its own, with nothing of the surroundings' settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YUANWEN_", "TELEGRAM_", "PTB_"))}
    wanted = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": url, "PYTHONPATH": str(ROOT)}
    wanted["YUANWEN_DATABASE_URL"] = f"sqlite:///{folder / 'yuanwen.db'}"
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=folder,
        env=kept | wanted | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def end(program, number=None):
    """Exit code and everything written, after a signal if one is given."""
    if number is not None:
        program.send_signal(number)
    out, err = await asyncio.wait_for(program.communicate(), 30)
    return program.returncode, (out + err).decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_answers_and_stops_in_good_order(telegram, ann, folder, number):
    program = await start(folder, telegram.url)
    ann.says("磨坊哪天重开？")
    sent = await ann.hears()
    code, written = await end(program, number)
    assert "村口的磨坊在3月5日重开。" in sent.text
    assert code == 0
    assert "answered" in written
    assert "磨坊" not in written
    assert "Traceback" not in written
    assert TOKEN not in written


async def test_a_refused_token_is_one_sentence_and_exit_code_2(telegram, folder):
    code, written = await end(await start(folder, telegram.url, OTHER_TOKEN))
    assert code == 2
    assert len(written.strip().splitlines()) == 1
    assert "TELEGRAM_BOT_TOKEN" in written
    assert "@BotFather" in written
    assert OTHER_TOKEN not in written


async def test_a_token_withdrawn_while_it_runs_is_the_same(telegram, ann, folder):
    program = await start(folder, telegram.url, YUANWEN_LOG="json")
    await telegram.asked("getUpdates")
    telegram.faults.once("getUpdates", error(401))
    ann.says("磨坊哪天重开？")
    code, written = await end(program)
    assert code == 2
    assert "TELEGRAM_BOT_TOKEN" in written.splitlines()[-1]
    assert TOKEN not in written


async def test_json_lines_without_a_network_and_another_poller(telegram, folder):
    """No contact, then another program on the same token: a line each, tried again, and a signal still ends it."""
    telegram.faults.once("getMe", error(502))
    telegram.faults.often(1.0, error(409), "getUpdates")
    program = await start(folder, telegram.url, YUANWEN_LOG="json")
    await telegram.asked("getUpdates", 2)
    code, written = await end(program, signal.SIGTERM)
    lines = [json.loads(line) for line in written.splitlines()]
    assert code == 0
    assert [line["level"] for line in lines if line["event"].startswith("no contact")] == ["warning"]
    assert any("another program" in line["event"] for line in lines)
    assert TOKEN not in written


async def test_a_server_that_is_none_can_be_stopped(folder):
    program = await start(folder, "http://127.0.0.1:1")
    line = await asyncio.wait_for(program.stderr.readline(), 30)
    code, written = await end(program, signal.SIGTERM)
    assert b"no contact" in line
    assert code == 0
    assert "Traceback" not in written
