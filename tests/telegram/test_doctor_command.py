"""`yuanwen doctor` and `yuanwen missed` as an operator and a curator meet them, beside a bot that runs."""

import json

import pytest
from program import QUESTION, mill, start

from bot.preview.faults import error
from bot.preview.standin import StandIn

TOKEN = "70001:AAfake_token-that_must-never_be-shown_1"  # noqa: S105 - of no bot
UNKNOWN = "飞船的发动机用什么燃料？"


@pytest.fixture
async def telegram():
    """By the real clock, since the commands are other processes."""
    async with StandIn(token=TOKEN, name="pear_bot") as stand_in:
        yield stand_in


@pytest.fixture
def command(telegram, tmp_path):
    """Runs a command until it ends: its exit code and what it wrote."""
    mill(tmp_path)
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "LANG": "en_US.UTF-8"}

    async def run(*arguments, **more):
        program = await start(*arguments, folder=tmp_path, **(settings | more))
        try:
            return await program.end(None), program.written
        finally:
            program.kill()

    return run


@pytest.fixture
async def bot(telegram, tmp_path):
    """The bot, running."""
    mill(tmp_path)
    program = await start("run", folder=tmp_path, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url)
    try:
        await telegram.asked("getUpdates")
        yield program
        assert await program.end() == 0
        assert "another program" not in program.written  # nobody else asked for its updates
    finally:
        program.kill()


async def test_doctor_before_the_first_start(command, tmp_path):
    code, written = await command("doctor")
    assert code == 0
    assert "ok       token: @pear_bot, number 70001." in written
    assert "ok       knowledge: 1 articles, 1 pairs." in written
    assert not (tmp_path / "yuanwen.db").exists()


async def test_doctor_speaks_chinese(command):
    assert "正常  令牌：@pear_bot" in (await command("doctor", LANG="zh_CN.UTF-8"))[1]


async def test_everything_wrong_at_once_is_a_line_each(command, telegram, tmp_path):
    telegram.faults.once("getMe", error(401))
    (tmp_path / "knowledge/pairs/mill.yaml").write_text("pairs: [\n", encoding="utf-8")
    (tmp_path / "notes.db").write_text("# 原文\n" * 999, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'notes.db'}"
    code, written = await command("doctor", YUANWEN_ZONE="Mars", YUANWEN_DATABASE_URL=url)
    bad = [line.split()[1] for line in written.splitlines() if line.startswith("bad")]
    assert (code, bad) == (1, ["settings:", "token:", "database:", "knowledge:"])
    assert "Traceback" not in written
    assert "AAfake" not in written


async def test_doctor_without_any_setting_or_folder(command):
    settings = {"TELEGRAM_BOT_TOKEN": "", "YUANWEN_KNOWLEDGE": "/nowhere"}
    code, written = await command("doctor", "--json", **settings)
    found = json.loads(written)
    assert code == 1
    bad = [one["found"].split(" ")[0] for one in found if one["state"] == "bad"]
    assert bad == ["TELEGRAM_BOT_TOKEN", "YUANWEN_KNOWLEDGE", "YUANWEN_KNOWLEDGE"]  # as a setting, and as knowledge
    assert all(one["mend"] for one in found if one["state"] != "ok")


async def test_a_password_shows_nowhere(command):
    url = "postgresql://yuan:hid%64en-word@127.0.0.1:1/yuanwen"
    code, written = await command("doctor", YUANWEN_DATABASE_URL=url)
    assert code == 1
    assert "postgresql://127.0.0.1:1/yuanwen can't be reached" in written
    assert not [form for form in ("hid%64en", "hidden-word") if form in written]


@pytest.mark.usefixtures("bot")
async def test_doctor_beside_a_running_bot(command, telegram):
    """The bot goes on answering, and nothing is taken from it."""
    anna = telegram.person("安")
    group = telegram.group("果园", anna, bot="left")
    anna.adds_bot(group)
    await group.hears()
    code, written = await command("doctor")
    assert code == 0
    for line in ("tables: up to date", "sound and writable", "updates: 0 are waiting", "in all 1 groups"):
        assert line in written
    anna.says(QUESTION)
    await anna.hears()


@pytest.mark.usefixtures("bot")
async def test_missed_beside_a_running_bot(command, telegram):
    """What was asked in vain a moment ago is there, without who asked."""
    anna = telegram.person("安")
    for text in (UNKNOWN, UNKNOWN.removesuffix("？"), QUESTION):
        anna.says(text)
        await anna.hears()
    code, written = await command("missed", "--json")
    questions = json.loads(written)["questions"]
    assert code == 0
    assert [(one["question"], one["times"]) for one in questions] == [(UNKNOWN.removesuffix("？"), 2)]
    assert str(anna.id) not in written
    code, written = await command("missed")
    assert written.startswith("Questions without an answer: 1, asked 2 times\n")


async def test_missed_without_a_database(command, tmp_path):
    code, written = await command("missed")
    assert code == 1
    assert written.count("\n") == 1
    assert str(tmp_path / "yuanwen.db") in written
    assert not (tmp_path / "yuanwen.db").exists()


async def test_missed_without_a_token_is_called_wrongly(command):
    code, written = await command("missed", TELEGRAM_BOT_TOKEN="")
    assert code == 2
    assert written.startswith("TELEGRAM_BOT_TOKEN is missing")


async def test_missed_from_what_is_no_database(command, tmp_path):
    (tmp_path / "yuanwen.db").write_text("# 原文\n" * 999, encoding="utf-8")
    code, written = await command("missed")
    assert code == 1
    assert "is no SQLite database" in written
