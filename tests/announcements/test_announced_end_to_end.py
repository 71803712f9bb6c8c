"""From a group's wish to a recalled message, through a crash: the bot as a process, operators in shell and chat."""

import asyncio
import json
import time
from contextlib import asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from program import EXCERPT, mill, start

from bot.announcements.model import UNDO_SECONDS
from bot.preview.standin import TOKEN, StandIn

ZONE = ZoneInfo("Asia/Shanghai")
AHEAD_SECONDS = 12
"""For a kill and a start between the planning and the time."""

LATE_SECONDS = 15.0
A_MOMENT = 1.5
"""After which a second copy would have come."""


class Scene:
    """A group whose admin subscribes it, an operator, and the bot as a process.

    Attributes:
        ann: the operator; ben: the admin; group: his.
    """

    def __init__(self, telegram, folder):
        self.telegram, self._folder = telegram, folder
        self.ann, self.ben = telegram.person("安"), telegram.person("Ben")
        self.group = telegram.group("读者群", self.ben, bot="left", supergroup=True)
        self._program = None
        self._settings = {
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "YUANWEN_KNOWLEDGE": str(mill(folder)),
            "YUANWEN_OPERATORS": str(self.ann.id),
        }

    async def starts(self):
        self._program = await start("run", folder=self._folder, **self._settings)
        await self._program.writes("started")

    async def is_killed(self):
        """As by a power cut, and gone when this returns."""
        self._program.kill()
        await self._program.end(None)

    async def shell(self, *arguments):
        """What a command prints, as JSON; it succeeds."""
        command = await start(*arguments, "--json", folder=self._folder, **self._settings)
        code = await command.end(None)
        assert code == 0, command.written
        return json.loads(command.written)

    async def is_subscribed(self):
        """Ben takes the bot into his group and subscribes it."""
        self.ben.adds_bot(self.group)
        await self.group.hears()
        self.ben.says("/subscribe@yuanwen_bot", self.group)
        assert "公告" in (await self.group.hears()).text

    async def presses(self, button):
        """Ann presses the newest button of some words, as soon as there is one."""

        def found():
            posts = [post for post in reversed(self.ann.room.sent) if any(_has(one, button) for one in post.buttons)]
            return posts[:1]

        post = (await self.telegram.world.journal.until(found, f"a button {button}"))[0]
        data = next(one["callback_data"] for one in post.buttons if _has(one, button))
        self.ann.presses_data(data, post)

    async def gets(self):
        """The announcement that the group gets: the message and when it came."""
        post = await self.group.hears()
        call = next(call for call in reversed(self.telegram.calls("sendMessage")) if call["chat_id"] == self.group.id)
        return post, call.at

    async def sees(self, look):
        """Until something is so."""
        await self.telegram.world.journal.until(look, "what the group shall see")


def _has(button, words):
    return words in button["text"] and "callback_data" in button


@asynccontextmanager
async def _scene(folder):
    async with StandIn() as telegram:
        scene = Scene(telegram, folder)
        await scene.starts()
        try:
            yield scene
        finally:
            await scene.is_killed()


@pytest.fixture
async def scene(tmp_path):
    async with _scene(tmp_path) as scene:
        yield scene


async def test_planned_in_the_shell_it_arrives_once_and_on_time_though_the_bot_was_killed_meanwhile(scene):
    """A pair for the next full minute; then other words everywhere, and in the end none."""
    await scene.is_subscribed()
    due = -(-(time.time() + AHEAD_SECONDS) // 60) * 60
    at = datetime.fromtimestamp(due, ZONE).strftime("%Y-%m-%d %H:%M")
    planned = await scene.shell("announce", "--pair", "mill/reopened", "--to", "all", "--at", at, "--yes")
    assert (planned["recipients"], planned["state"]) == (1, "active")
    await scene.is_killed()
    await scene.starts()
    await asyncio.sleep(due - time.time() - 1)
    assert scene.group.unheard == []
    post, came = await scene.gets()
    assert 0 <= came - due <= LATE_SECONDS
    assert EXCERPT in post.text
    await asyncio.sleep(A_MOMENT)
    assert scene.group.unheard == []

    number = str(planned["id"])
    await scene.shell("announcements", number, "edit", "--text", "磨坊改到3月6日重开。")
    await scene.sees(lambda: post.text == "磨坊改到3月6日重开。")
    await scene.shell("announcements", number, "recall")
    await scene.sees(lambda: post.is_deleted)


async def test_planned_in_chat_it_arrives_once_though_the_bot_was_killed_within_the_time_to_undo(scene):
    """Step by step with buttons, for now; then other words everywhere, and in the end none."""
    await scene.is_subscribed()
    ann = scene.ann
    ann.says("/announce")
    await ann.hears()
    ann.says("明天磨坊放假。", entities=[{"type": "bold", "offset": 0, "length": 2}])
    for button in ("指定聊天", "读者群", "下一步", "现在", "预览 ›", "✅ 确认"):
        await scene.presses(button)
    await scene.sees(lambda: any(_has(one, "撤销") for post in ann.room.sent for one in post.buttons))
    confirmed = time.time()
    await scene.is_killed()
    assert scene.group.unheard == []
    await scene.starts()
    serves = time.time()
    post, came = await scene.gets()
    assert confirmed + UNDO_SECONDS - A_MOMENT <= came <= max(confirmed + UNDO_SECONDS, serves) + LATE_SECONDS
    assert (post.text, post.json["entities"][0]["type"]) == ("明天磨坊放假。", "bold")

    ann.says("/announcements")
    await scene.presses("明天磨坊放假")
    await scene.presses("全部修改")
    await asyncio.sleep(A_MOMENT)
    ann.says("后天磨坊放假。")
    await scene.presses("全部改成这样")
    await scene.sees(lambda: post.text == "后天磨坊放假。")
    await scene.presses("全部撤回")
    await scene.presses("是的，全部撤回")
    await scene.sees(lambda: post.is_deleted)
    assert scene.group.unheard == []
