"""Whatever people are called and write, the program's output is lines of its own, without words, names and tokens."""

import json

import pytest
from benchmarks.bots import yuanwen
from benchmarks.database import Ledger, settled

from bot.preview.limits import NONE
from bot.preview.standin import TOKEN, StandIn

ELSEWHERE = "123456789:AAFakeFakeFakeFakeFakeFakeFakeFake000"
FORGED = "\x1b[31m红\x1b[0m\r\n2026-01-01 [error    ] forged line\u2028token=" + ELSEWHERE
FORMS = {"console": "info", "json": "info", "json with questions": "debug", "console with questions": "debug"}


@pytest.fixture
async def telegram():
    async with StandIn(limits=NONE) as stand_in:
        yield stand_in


async def everything_hostile(telegram):
    """Names, titles, questions, presses and searches that want to be read by whoever reads the log."""
    eve = telegram.person(FORGED, language=FORGED)
    group = telegram.group(FORGED, eve, bot="left")
    eve.adds_bot(group)
    eve.says(FORGED)
    eve.says(f"/ask {FORGED}", group)
    eve.says("/" + "x" * 50 + FORGED)
    eve.searches(FORGED)
    await telegram.asked("sendMessage", 3)
    eve.presses_data(FORGED, group.last)
    eve.removes_bot(group)
    telegram.world.updates.force({"message": {FORGED: FORGED}})
    telegram.world.updates.force({"update_id": FORGED, "message": FORGED})


@pytest.mark.parametrize("form", FORMS)
async def test_no_line_is_forged_and_no_token_is_shown(telegram, tmp_path, form):
    ledger = Ledger(tmp_path / "yuanwen.db")
    look = {"YUANWEN_LOG": form.partition(" ")[0], "YUANWEN_LOG_LEVEL": FORMS[form]}
    program = yuanwen(tmp_path, telegram, ledger, **look)
    await program.start()
    await telegram.asked("getUpdates")
    await everything_hostile(telegram)
    await settled(telegram, ledger)
    assert await program.stop() == 0
    written = program.written
    assert "\x1b" not in written
    assert [line for line in written.splitlines() if line.startswith("2026-01-01")] == []
    assert TOKEN not in written
    assert ELSEWHERE not in written
    if FORMS[form] == "info":
        assert "forged" not in written
    if form.startswith("json"):
        assert all(isinstance(json.loads(line), dict) for line in written.split("\n") if line)
